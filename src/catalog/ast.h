/* ast.h - a definition as it was written, before anything was checked.
 *
 * The parser builds it, the checker reads it, and it does not leave this
 * folder: what has not been checked cannot be run. Lists are arrays in the
 * arena; an absent part is a NULL, a zero count or an empty text.
 */
#ifndef CATALOG_AST_H
#define CATALOG_AST_H

#include "base/date.h"
#include "catalog/diagnostic.h"

typedef struct {
    Str  text;
    Span span;
} Name;

enum { PATH_PARTS_MAX = 3 };

/* a, a.b or a.b.c */
typedef struct {
    Name     parts[PATH_PARTS_MAX];
    uint32_t count;
    Span     span;
} Path;

typedef struct {
    Str  zh, en;
    Span zh_span, en_span;
} AstLabel;

/* mmol/L, kg/m2, /min: factors with exponents. */
typedef struct {
    Name    atom;
    int32_t exponent;
} AstUnitFactor;

enum { UNIT_FACTORS_MAX = 4 };

typedef struct {
    AstUnitFactor factors[UNIT_FACTORS_MAX];
    uint32_t      count;
    Span          span;
} AstUnit;

typedef enum { SPAN_DAYS, SPAN_WEEKS, SPAN_MONTHS, SPAN_YEARS } SpanUnit;

typedef struct {
    uint32_t count;
    SpanUnit unit;
    Span     span;
} AstInterval;

typedef enum {
    AST_WINDOW_EVER,    /* up to the day in question */
    AST_WINDOW_PERIOD,  /* in period */
    AST_WINDOW_YEAR,    /* in year */
    AST_WINDOW_QUARTER, /* in quarter */
    AST_WINDOW_MONTH,   /* in month */
    AST_WINDOW_WITHIN,  /* within 12 months */
} AstWindowKind;

typedef struct {
    AstWindowKind kind;
    AstInterval   interval;
    bool          while_enrolled;
    Span          span;
} AstWindow;

typedef enum {
    NODE_NUMBER,
    NODE_DATE,
    NODE_TEXT,
    NODE_TRUE,
    NODE_FALSE,
    NODE_MISSING,
    NODE_INTERVAL, /* 14 days */
    NODE_PATH,     /* a name, perhaps with a window: enrolled in period */
    NODE_NOT,
    NODE_NEGATE,
    NODE_BINARY,
    NODE_IN,  /* a in { items } */
    NODE_HAS, /* a has b: one choice of a multi-valued field */
    NODE_ANY, /* a any { items } */
    NODE_IS_MISSING,
    NODE_IS_PRESENT,
    NODE_IF,        /* if a then b else c */
    NODE_CALL,      /* name(items) */
    NODE_AGGREGATE, /* name(path window where a).field */
    NODE_CONVERT,   /* a as unit */
} NodeKind;

typedef enum {
    OPERATOR_OR,
    OPERATOR_AND,
    OPERATOR_EQUAL,
    OPERATOR_NOT_EQUAL,
    OPERATOR_LESS,
    OPERATOR_LESS_EQUAL,
    OPERATOR_MORE,
    OPERATOR_MORE_EQUAL,
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
} Operator;

typedef struct Node Node;
struct Node {
    NodeKind    kind;
    uint32_t    depth; /* of the tree below it */
    Span        span;
    Operator    op;
    Span        op_span;
    Str         text;  /* of literals */
    Name        name;  /* of calls and aggregates */
    Name        field; /* after an aggregate: last(...).sbp */
    Path        path;
    AstWindow   window;
    AstInterval interval;
    AstUnit     unit;
    Node       *a, *b, *c;
    Node      **items;
    uint32_t    item_count;
};

/* From when and until when something is in force; both may be absent. */
typedef struct {
    bool has_from, has_until;
    Date from, until; /* until is the last day */
} AstValidity;

typedef struct {
    Name     keyword; /* int, decimal, code ..., or a register's name */
    Name     of;      /* the code set of code and codes */
    uint32_t digits;  /* of decimal */
    uint32_t chars;   /* of text, 0 when not said */
    AstUnit  unit;
    bool     has_range;
    Str      low, high;
    Span     range_span;
    Span     span;
} AstType;

typedef enum {
    ITEM_FIELD,
    ITEM_SECTION,
    ITEM_LIST,
    ITEM_LET,
    ITEM_CHECK,
    ITEM_WARN,
    ITEM_ADVISE,
} ItemKind;

typedef enum { URGENCY_NOTE, URGENCY_SOON, URGENCY_URGENT } Urgency;

typedef struct AstItem AstItem;
struct AstItem {
    ItemKind    kind;
    Span        span;
    Name        name;
    AstLabel    label;
    AstType     type; /* of fields, and of lets that state one */
    bool        has_type;
    bool        required;
    Node       *required_when;
    Node       *when;
    Node       *expr;
    bool        has_usual;
    Str         usual_low, usual_high;
    Span        usual_span;
    Str         loinc, element;
    AstLabel    help;
    bool        sensitive;
    Urgency     urgency;
    Str         source;
    AstValidity validity;
    uint32_t    rows_max; /* of lists */
    AstItem    *items;
    uint32_t    item_count, item_capacity;
};

typedef struct {
    Name     name;
    AstLabel label;
    Str      source;
    bool     is_service; /* not `administrative` */
    Name     subject;    /* of a form outside a programme: for person */
    AstItem *items;
    uint32_t item_count, item_capacity;
} AstForm;

typedef struct {
    AstUnit  unit;
    AstLabel label;
    Str      ucum;
    bool     has_definition;
    Str      factor;
    Span     factor_span;
    AstUnit  base;
} AstUnitDeclaration;

typedef struct {
    Name        code; /* as written: 1, 01, B12 or "1.2" */
    Name        name;
    AstLabel    label;
    bool        alone;
    Str         points;
    Span        points_span;
    AstValidity validity;
} AstCodeValue;

typedef struct {
    Name          name;
    AstLabel      label;
    Str           source;
    AstCodeValue *values;
    uint32_t      value_count, value_capacity;
} AstCodeSet;

typedef struct {
    Name  region; /* empty: everywhere */
    Date  from;
    Node *value;
    Str   source;
    Span  span;
} AstParamValue;

typedef struct {
    Name           name;
    AstLabel       label;
    AstType        type;
    Str            source;
    AstParamValue *values;
    uint32_t       value_count, value_capacity;
} AstParam;

typedef struct {
    Name     name;
    AstLabel label;
    Node    *expr;
} AstDefine;

typedef enum { RHYTHM_MONTH, RHYTHM_QUARTER, RHYTHM_HALF_YEAR, RHYTHM_YEAR } Rhythm;

typedef enum {
    DUE_EVERY,  /* every 3 months */
    DUE_EACH,   /* each year */
    DUE_WITHIN, /* within 14 days after followup where ... */
    DUE_AT,     /* at 3 months of born_on */
} DueKind;

typedef struct {
    Path        form;
    DueKind     kind;
    AstInterval interval;
    Rhythm      rhythm;
    Path        after; /* DUE_WITHIN: a form, or `enrolment` */
    Node       *where;
    Node       *of; /* DUE_AT: a date */
    Node       *when;
    AstInterval early; /* how long before the day it may be done */
    bool        has_early;
    AstLabel    label;
    Str         source;
    AstValidity validity;
    Span        span;
} AstDue;

typedef struct {
    Name     name;
    AstLabel label;
    Rhythm   rhythm;
    Path     form; /* a record of it, on which `where` holds, is the proof */
    Node    *where;
    Node    *when;
    Str      source;
    Span     span;
} AstDuty;

typedef struct {
    Str  comparison; /* ">=" or "<=" */
    Str  value;
    Date from;
    bool has_from;
    Name region;
    Str  source;
    Span span;
} AstTarget;

typedef enum { WHOLE_NONE, WHOLE_OF, WHOLE_PER } WholeKind;

typedef struct {
    Name        name;
    AstLabel    label;
    bool        has_count, has_sum; /* one of them */
    Node       *count, *sum;
    WholeKind   whole_kind;  /* of: the part is a subset; per: it is not */
    Path        whole_path;  /* of managed, of population */
    Node       *whole_where; /* of population where EXPR */
    Node       *whole_count; /* of count EXPR */
    Node       *whole_sum;   /* per sum EXPR */
    Name        rate;        /* percent, permille ... */
    uint32_t    decimals;
    bool        has_decimals;
    AstLabel    unit;
    Name        better; /* up or down */
    AstTarget  *targets;
    uint32_t    target_count, target_capacity;
    AstLabel    note;
    Str         source;
    AstValidity validity;
    Span        span;
} AstIndicator;

typedef struct {
    AstLabel text;
    Node    *when;
} AstSentence;

typedef struct {
    Name          name;
    AstLabel      label;
    Str           source;
    AstValidity   validity;
    Name          subject;
    Node         *where;
    bool          has_enrol;
    bool          enrol_many;
    Path          enrol_form;
    Node         *enrol_from, *enrol_until;
    bool          has_close;
    Path          close_form;
    Node         *close_on;
    AstForm      *forms;
    uint32_t      form_count, form_capacity;
    AstDefine    *defines;
    uint32_t      define_count, define_capacity;
    AstDue       *dues;
    uint32_t      due_count, due_capacity;
    AstDuty      *duties;
    uint32_t      duty_count, duty_capacity;
    AstIndicator *indicators;
    uint32_t      indicator_count, indicator_capacity;
    AstSentence  *sentences;
    uint32_t      sentence_count, sentence_capacity;
} AstProgramme;

typedef struct {
    Name     name;
    AstLabel label;
    AstForm  form; /* its own fields */
} AstRegister;

typedef struct {
    AstLabel label;
    Name     programme; /* or `problems`, `targets` */
} AstSummaryPart;

typedef struct {
    AstLabel        label;
    AstSummaryPart *parts;
    uint32_t        part_count, part_capacity;
} AstSummaryChapter;

typedef struct {
    Name               name;
    AstLabel           label;
    AstSummaryChapter *chapters;
    uint32_t           chapter_count, chapter_capacity;
} AstSummary;

typedef struct {
    AstUnitDeclaration *units;
    uint32_t            unit_count, unit_capacity;
    AstCodeSet         *codes;
    uint32_t            code_count, code_capacity;
    AstParam           *params;
    uint32_t            param_count, param_capacity;
    AstRegister        *registers;
    uint32_t            register_count, register_capacity;
    AstForm            *forms;
    uint32_t            form_count, form_capacity;
    AstProgramme       *programmes;
    uint32_t            programme_count, programme_capacity;
    AstSummary         *summaries;
    uint32_t            summary_count, summary_capacity;
    bool                is_incomplete; /* a declaration could not be read: what seems
                                        * to be absent may be that one */
} Ast;

#endif
