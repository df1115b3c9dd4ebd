/* check_private.h - what the files of the checker share.
 *
 * The checker turns an Ast into a Catalog in passes: words first (units, codes,
 * parameters), then the names and types of all fields, then every expression,
 * so that definitions may refer to each other in any order and file. */
#ifndef CATALOG_CHECK_PRIVATE_H
#define CATALOG_CHECK_PRIVATE_H

#include "base/map.h"
#include "catalog/ast.h"
#include "catalog/catalog.h"

/* ---- drafts: what is known while checking goes on ------------------------------- */

/* An expression that others may stand on: it is checked when it is first needed,
 * and who meets it while that runs has come back to where he began. */
typedef enum { CHECK_WAITS, CHECK_RUNS, CHECK_DONE } CheckState;

typedef struct {
    const AstItem *ast;
    CheckState     state; /* of a let: its type is known when done */
} FieldDraft;

/* A part of a programme that stands for its expression wherever it is named. */
typedef struct {
    const Node *node; /* NULL: there is none, or it could not be read */
    bool        is_condition, has_period;
    CheckState  state;
    const Expr *expr; /* of its own; NULL after an error */
} Formula;

typedef struct {
    const AstForm  *ast;
    Form           *form;
    Field          *fields;
    FieldDraft     *drafts; /* parallel to fields */
    NameMap         field_names;
    FormList       *lists;
    const AstItem **list_asts;
    NameMap         list_names;
    NameMap        *list_field_names; /* per list */
    Field         **list_fields;      /* per list, the same that lists[i].fields points to */
    Check          *checks;
    uint32_t        check_capacity;
    Advice         *advice;
    uint32_t        advice_capacity;
    LayoutItem     *layout;
    uint32_t        layout_capacity;
    uint32_t       *derived;
    uint32_t        field_capacity, list_capacity;
} FormDraft;

typedef struct {
    const AstProgramme  *ast;
    Programme           *programme;
    Formula              where;
    NameMap              define_names;
    const AstDefine    **define_asts; /* by name */
    Formula             *defines;
    NameMap              duty_names;
    const AstDuty      **duty_asts;
    Formula             *duty_whens;
    NameMap              indicator_names;
    const AstIndicator **indicator_asts;
} ProgrammeDraft;

typedef struct {
    Arena       *arena;
    Diagnostics *diagnostics;
    const Ast   *ast;
    Catalog     *catalog;
    NameMap      unit_names, atom_names, code_names, param_names, register_names, form_names,
        programme_names, term_keys;
    uint32_t depth; /* of the nodes being checked, through all that they stand on */
    const AstUnitDeclaration **atom_asts; /* what each atom is defined by, or NULL */
    Unit                      *units;
    uint32_t                   unit_capacity;
    CodeSet                   *codes;
    Param                     *params;
    Register                  *registers;
    Form                      *forms;
    FormDraft                 *form_drafts;     /* of forms */
    FormDraft                 *register_drafts; /* of registers' own forms */
    Programme                 *programmes;
    ProgrammeDraft            *programme_drafts;
    Term                      *terms;
    uint32_t                   term_capacity;
    Part                      *parts;
    uint32_t                   part_capacity;
    Indicator                 *indicators;
    uint32_t                   indicator_capacity;
} Checker;

/* ---- expressions ------------------------------------------------------------------- */

/* What names mean where an expression stands. */
typedef struct {
    FormDraft  *form;        /* its fields can be named, or NULL */
    uint32_t    list;        /* also those of this list, or CATALOG_NONE */
    uint32_t    programme;   /* whose definitions and state can be named, or CATALOG_NONE */
    uint32_t    subject;     /* SUBJECT_PERSON has a birth, a sex and a residence */
    bool        has_history; /* sums over the subject's records may be asked */
    bool        has_state;   /* residence and enrolment may be asked */
    bool        has_period;  /* there is a period, not only a day */
    bool        is_stored;   /* the value is kept, and must not depend on what comes later */
    bool        is_constant; /* nothing can be named */
    const Span *use;         /* where a formula is named that is being expanded, or NULL */
} Scope;

/* The scope of one record of a form: its fields, and nothing that others have. */
Scope scope_of_record(FormDraft *form);
/* The scope of a subject of a programme and a day. */
Scope scope_of_subject(const Checker *checker, uint32_t programme);

/* Where to complain about `span`: there, or where the formula is used that it is
 * part of; the formula itself has been found in order. */
Span scope_place(const Scope *scope, Span span);

/* Check an expression and turn it into instructions. `expected` guides codes
 * and demands a type; TYPE_NONE takes any. NULL after an error. */
const Expr *check_expression(Checker *checker, const Scope *scope, const Node *node, Type expected);
const Expr *check_condition(Checker *checker, const Scope *scope, const Node *node);

/* The value of an expression without names, at the type's scale. */
bool check_constant(Checker *checker, const Node *node, Type type, int64_t *out);

/* A programme's formula, checked once; NULL when it is wrong. */
const Expr *check_formula(Checker *checker, uint32_t programme, Formula *formula);

/* The term that an aggregate stands for: its index, or CATALOG_NONE. */
uint32_t check_term(Checker *checker, const Scope *scope, const Node *node);
/* The terms that duties are made of. */
uint32_t check_term_add(Checker *checker, Term term, Str key);

/* ---- words -------------------------------------------------------------------------- */

void check_units(Checker *checker);
void check_codes(Checker *checker);
void check_params(Checker *checker);

/* UNIT_NONE, and false after an error. */
bool check_unit(Checker *checker, const AstUnit *ast, uint16_t *out);
/* year, month or day */
uint16_t unit_built_in(Checker *checker, const char *name);
/* a * b, or a / b when the sign is negative; false when it has too many factors. */
bool unit_product(Checker *checker, uint16_t a, uint16_t b, int32_t sign, uint16_t *out);
/* Multiply a fraction by by / over, in lowest terms; false when it gets too large. */
bool unit_ratio(int64_t *numerator, int64_t *denominator, int64_t by, int64_t over);

/* TYPE_NONE, and false after an error. */
bool check_type(Checker *checker, const AstType *ast, Type *out);
bool check_is_type_word(Str word);
/* "at most 2 digits after the point" */
Str  check_digits(Checker *checker, uint8_t scale);
bool check_number(Checker *checker, Str text, Span span, Type type, int64_t *out);
bool check_name(Checker *checker, Name name, const char *what);
/* Number a name among others of its kind; false when it is there already. */
bool check_declare(Checker *checker, NameMap *names, Name name, const char *what, uint32_t *index);
void check_not_built_in(Checker *checker, Name name);
/* Whether one more may be numbered after `count` others. */
bool     check_room(Checker *checker, uint32_t count, Span span);
Validity check_validity(Checker *checker, AstValidity ast, Span span);
bool  check_region(Checker *checker, Name region, int64_t *from, int64_t *until, uint8_t *digits);
Label check_label(AstLabel label);

/* All parts of a path as one name. */
Name check_path_name(const Checker *checker, const Path *path);
/* "unknown X 'name'" with what was expected and the nearest of the known names. */
void check_unknown(Checker *checker, Name name, const char *what, const Str *names, uint32_t count);

/* ---- forms and programmes -------------------------------------------------------------- */

void check_declare_registers(Checker *checker);
void check_declare_forms(Checker *checker);
void check_tables(Checker *checker);
void check_forms(Checker *checker);
void check_derive(Checker *checker, FormDraft *draft, uint32_t field);
/* A form by the name it has within a programme or everywhere, or CATALOG_NONE. */
uint32_t check_known_form(const Checker *checker, uint32_t programme, const Path *path);
/* A form about the scope's subject, or CATALOG_NONE after an error. */
uint32_t check_find_form(Checker *checker, const Scope *scope, const Path *path);
void     check_declare_programmes(Checker *checker);
void     check_programmes(Checker *checker);
void     check_indicators(Checker *checker);
void     check_summaries(Checker *checker);

#endif
