/* catalog.h - the checked form of all definitions: what the engines run on.
 *
 * Sources go in, a Catalog or diagnostics come out. A Catalog is immutable and
 * hashed; records keep the version they were entered under. It opens no
 * database: storage, schedules and figures are planned here and executed right
 * of here.
 *
 * Things refer to each other by index, so a Catalog has no cycles of pointers
 * and one arena. Lists are in the order of the sources, which are sorted by path.
 *
 * Ownership  A Catalog lives in the arena it was compiled into.
 * Threads    Immutable: any number of readers.
 */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "base/date.h"
#include "base/decimal.h"
#include "base/fault.h"
#include "catalog/diagnostic.h"
#include "catalog/expr.h"

#define CATALOG_NONE UINT32_MAX

/* In force from the one day to the other, both included. */
typedef struct {
    Date from, until;
} Validity;

bool validity_covers(Validity validity, Date day);

/* ---- words -------------------------------------------------------------------- */

typedef struct {
    Str      code;
    Str      name; /* in expressions, or empty */
    Label    label;
    int64_t  word;  /* the code, packed */
    bool     alone; /* excludes every other choice */
    bool     has_points;
    int64_t  points; /* at the set's point scale */
    Validity validity;
} CodeValue;

typedef struct {
    Str              name;
    Label            label;
    Str              source;
    const CodeValue *values;
    uint32_t         value_count;
    bool             has_points; /* every value has */
    uint8_t          point_scale;
} CodeSet;

/* A value that changes with time and place; the latest one of the innermost
 * region holds. */
typedef struct {
    int64_t region_from, region_until; /* region ids, 12 digits; all of them when not local */
    uint8_t region_digits;             /* how precise: 0 is everywhere */
    Date    from;
    int64_t value;
    Str     source;
} ParamValue;

typedef struct {
    Str               name;
    Label             label;
    Type              type;
    Str               source;
    const ParamValue *values;
    uint32_t          value_count;
} Param;

/* ---- forms --------------------------------------------------------------------- */

typedef struct {
    Str         name; /* also the column's */
    Label       label;
    Type        type;
    bool        is_money;
    bool        has_range, has_usual;
    int64_t     low, high, usual_low, usual_high; /* at the type's scale */
    bool        required;
    const Expr *required_when; /* NULL: always, when required */
    const Expr *when;          /* the field applies; NULL: always */
    const Expr *derive;        /* it is computed, not entered */
    Str         loinc, element, source;
    Label       help;
    bool        sensitive;
    Validity    validity;
} Field;

typedef struct {
    Str          name, table;
    Label        label;
    uint32_t     rows_max;
    const Field *fields;
    uint32_t     field_count;
} FormList;

typedef enum { CHECK_ERROR, CHECK_WARNING } CheckSeverity;

typedef struct {
    CheckSeverity severity;
    const Expr   *expr; /* false means the record is wrong, or odd */
    Label         message;
    Str           source;
    Validity      validity;
    uint32_t      field; /* where to show it, or CATALOG_NONE */
    uint32_t      list;  /* it is about each row of this list, or CATALOG_NONE */
} Check;

typedef enum { ADVICE_NOTE, ADVICE_SOON, ADVICE_URGENT } AdviceUrgency;

typedef struct {
    AdviceUrgency urgency;
    const Expr   *expr;
    Label         text;
    Str           source;
    Validity      validity;
} Advice;

typedef enum { LAYOUT_SECTION, LAYOUT_SECTION_END, LAYOUT_FIELD, LAYOUT_LIST } LayoutKind;

typedef struct {
    LayoutKind kind;
    uint32_t   index; /* of the field or list */
    Label      label; /* of the section */
} LayoutItem;

#define SUBJECT_PERSON CATALOG_NONE

typedef struct {
    Str               name;  /* "hypertension.followup" */
    Str               table; /* "hypertension_followup" */
    Label             label;
    Str               source;
    uint32_t          programme; /* or CATALOG_NONE */
    uint32_t          subject;   /* SUBJECT_PERSON, or a register */
    bool              is_service;
    const Field      *fields;
    uint32_t          field_count;
    const uint32_t   *derived; /* the computed fields, each after those it needs */
    uint32_t          derived_count;
    const FormList   *lists;
    uint32_t          list_count;
    const Check      *checks;
    uint32_t          check_count;
    const Advice     *advice;
    uint32_t          advice_count;
    const LayoutItem *layout;
    uint32_t          layout_count;
} Form;

/* Things other than people: one entry is one row, entered by a form of its own. */
typedef struct {
    Str   name;
    Label label;
    Form  form; /* its name and table are the register's */
} Register;

/* ---- sums over a subject's records ------------------------------------------------ */

typedef enum {
    TERM_COUNT,
    TERM_EXISTS,
    TERM_LAST,
    TERM_FIRST,
    TERM_SUM,
    TERM_LEAST,
    TERM_GREATEST,
    TERM_MONTHS, /* different calendar months of the year that have one */
    TERM_QUARTERS,
    TERM_HALF_YEARS,
    TERM_YEARS,
} TermKind;

typedef enum {
    TERM_OF_FORM,
    TERM_OF_SERVICE,   /* any record of a form that is a service */
    TERM_OF_ENROLMENT, /* dated by its first day; `index` is the programme */
    TERM_OF_CLOSING,   /* dated by its last day */
} TermSource;

typedef enum {
    WINDOW_EVER,
    WINDOW_PERIOD,
    WINDOW_YEAR,
    WINDOW_QUARTER,
    WINDOW_MONTH,
    WINDOW_DAYS,   /* the last `span` days */
    WINDOW_MONTHS, /* the last `span` months */
} WindowKind;

typedef struct {
    TermKind    kind;
    TermSource  source;
    uint32_t    index; /* of the form, or of the programme */
    WindowKind  window;
    uint32_t    span;
    uint32_t    enrolled_in; /* only while enrolled in this programme, or CATALOG_NONE */
    const Expr *where;       /* over the record; NULL: all */
    const Expr *value;       /* over the record; NULL: its date */
    Type        type;
    Str         text;
} Term;

/* ---- programmes -------------------------------------------------------------------- */

typedef enum { DUE_RULE_EVERY, DUE_RULE_EACH, DUE_RULE_WITHIN, DUE_RULE_AT } DueRuleKind;
typedef enum { EACH_MONTH, EACH_QUARTER, EACH_HALF_YEAR, EACH_YEAR } EachRhythm;

typedef struct {
    Str         name; /* of the item: the form's short name, or the duty's */
    Label       label;
    Str         source;
    DueRuleKind kind;
    uint32_t    form;         /* a record of it serves */
    uint32_t    served_term;  /* the date of its last record that serves */
    uint32_t    months, days; /* of every, within and at */
    EachRhythm  rhythm;
    bool        is_duty;
    uint32_t    after;      /* within: a form, or CATALOG_NONE for the enrolment */
    uint32_t    after_term; /* the date of its last record, or CATALOG_NONE */
    uint32_t    where_term; /* whether the condition holds on that record, or CATALOG_NONE */
    const Expr *of;         /* at: a date */
    const Expr *when;
    uint32_t    early_months, early_days; /* it may be done so long before */
    Validity    validity;
} DueRule;

typedef enum { PART_PEOPLE, PART_SUM } PartKind;

/* What is counted: one counter per part, place and period. */
typedef struct {
    Str         name; /* "hypertension.standard", "hypertension.managed.of" */
    uint32_t    programme;
    PartKind    kind;
    const Expr *expr;          /* over a subject and a day */
    uint32_t    within;        /* counted only among those of this part, or CATALOG_NONE */
    uint8_t     scale;         /* of sums */
    bool        reaches_later; /* a record may change periods after its own year */
} Part;

typedef enum {
    WHOLE_IS_NONE,
    WHOLE_IS_PART,
    WHOLE_IS_POPULATION, /* the official number of residents */
} WholeSource;

/* Of the official number: whose. All zero: everybody's. */
typedef struct {
    uint8_t sex;                 /* its code, 0: of both */
    uint8_t age_from, age_below; /* whole years; 0 as `age_below`: no end */
} WholeGroup;

typedef enum { DIRECTION_NONE, DIRECTION_UP, DIRECTION_DOWN } Direction;

typedef struct {
    bool    at_least; /* or at most */
    Decimal value;
    Date    from;
    int64_t region_from, region_until;
    uint8_t region_digits;
    Str     source;
} Target;

typedef struct {
    Str           name; /* "standard" */
    Str           full; /* "hypertension.standard" */
    Label         label;
    uint32_t      programme;
    uint32_t      part;
    WholeSource   whole;
    uint32_t      whole_part;
    WholeGroup    whole_group;
    bool          is_subset; /* the part is among the whole: over 100 % is an error */
    int64_t       factor;    /* 1, 100, 1000, 10000, 100000 */
    uint8_t       decimals;
    Label         unit;
    Direction     better;
    const Target *targets;
    uint32_t      target_count;
    Label         note;
    Str           source;
    Validity      validity;
    Str           part_text, whole_text; /* the formula as written; of population: its condition */
} Indicator;

typedef struct {
    Str   name;
    Label label;
    Str   text;
} Definition;

typedef struct {
    Str               name;
    Label             label;
    Str               source;
    Validity          validity;
    uint32_t          subject;
    const Expr       *where;                  /* who belongs, or may be enrolled; NULL: everybody */
    uint32_t          enrol_form, close_form; /* or CATALOG_NONE */
    bool              enrol_many;             /* enrolments may overlap */
    const Expr       *enrol_from, *enrol_until, *close_on; /* NULL: the record's date, never */
    const DueRule    *dues;                                /* duties included */
    uint32_t          due_count;
    const uint32_t   *forms;
    uint32_t          form_count;
    const uint32_t   *indicators;
    uint32_t          indicator_count;
    const Definition *definitions;
    uint32_t          definition_count;
    const Label      *sentences; /* with {indicator} references, checked */
    uint32_t          sentence_count;
} Programme;

/* ---- the yearly summary --------------------------------------------------------------- */

typedef enum { SUMMARY_PROGRAMME, SUMMARY_PROBLEMS, SUMMARY_TARGETS } SummaryPartKind;

typedef struct {
    SummaryPartKind kind;
    Label           label;
    uint32_t        programme;
} SummaryPart;

typedef struct {
    Label              label;
    const SummaryPart *parts;
    uint32_t           part_count;
} SummaryChapter;

typedef struct {
    Str                   name;
    Label                 title;
    const SummaryChapter *chapters;
    uint32_t              chapter_count;
} Summary;

typedef struct {
    const Source    *sources;
    uint32_t         source_count;
    const Unit      *units; /* units[0] is none */
    uint32_t         unit_count;
    const CodeSet   *codes;
    uint32_t         code_count;
    const Param     *params;
    uint32_t         param_count;
    const Register  *registers;
    uint32_t         register_count;
    const Form      *forms;
    uint32_t         form_count;
    const Programme *programmes;
    uint32_t         programme_count;
    const Term      *terms;
    uint32_t         term_count;
    const Part      *parts;
    uint32_t         part_count;
    const Indicator *indicators;
    uint32_t         indicator_count;
    const Summary   *summaries;
    uint32_t         summary_count;
} Catalog;

/* Compile all sources together. On errors the catalogue is not to be used and
 * the diagnostics say why; true means there was none. */
bool catalog_compile(const Catalog **out, Arena *arena, Diagnostics *diagnostics) MUST_CHECK;

/* Find by name, or NULL / CATALOG_NONE. */
const Form      *catalog_form(const Catalog *catalog, Str name);
uint32_t         catalog_form_index(const Catalog *catalog, Str name);
const Programme *catalog_programme(const Catalog *catalog, Str name);
uint32_t         catalog_programme_index(const Catalog *catalog, Str name);
const Register  *catalog_register(const Catalog *catalog, Str name);
uint32_t         catalog_register_index(const Catalog *catalog, Str name);
const CodeSet   *catalog_codes(const Catalog *catalog, Str name);
const Indicator *catalog_indicator(const Catalog *catalog, Str full_name);
uint32_t         form_field_index(const Form *form, Str name);
const CodeValue *code_set_find(const CodeSet *set, Str code);

/* NULL: there is none of that name. */
const Param *catalog_param(const Catalog *catalog, Str name);

/* The parameters that say who is a resident, and who a migrant. */
#define RESIDENT_MONTHS "resident_months"
#define MIGRANT_MONTHS  "migrant_months"

/* The value that holds on a day at a place (a region's 12-digit id, 0 for
 * nowhere in particular); false when none is in force yet. */
bool param_value(int64_t *out, const Param *param, Date day, int64_t region_id);

#endif
