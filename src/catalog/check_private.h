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

typedef enum { DERIVE_WAITS, DERIVE_RUNS, DERIVE_DONE } DeriveState;

typedef struct {
    const AstItem *ast;
    DeriveState    state; /* of a let: its type is known when done */
} FieldDraft;

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
    const AstProgramme *ast;
    Programme          *programme;
    NameMap             define_names;
    bool               *define_runs; /* per define: being expanded, to find cycles */
    NameMap             indicator_names;
    uint32_t            first_indicator; /* in the catalogue */
} ProgrammeDraft;

typedef struct {
    Arena       *arena;
    Diagnostics *diagnostics;
    const Ast   *ast;
    Catalog     *catalog;
    NameMap      unit_names, atom_names, code_names, param_names, register_names, form_names,
        programme_names, term_keys;
    Unit           *units;
    uint32_t        unit_capacity;
    CodeSet        *codes;
    Param          *params;
    Register       *registers;
    Form           *forms;
    FormDraft      *form_drafts;     /* of forms */
    FormDraft      *register_drafts; /* of registers' own forms */
    Programme      *programmes;
    ProgrammeDraft *programme_drafts;
    Term           *terms;
    uint32_t        term_capacity;
    Part           *parts;
    uint32_t        part_capacity;
    Indicator      *indicators;
    uint32_t        indicator_capacity;
} Checker;

/* ---- expressions ------------------------------------------------------------------- */

/* What names mean where an expression stands. */
typedef struct {
    FormDraft *form;        /* its fields can be named, or NULL */
    uint32_t   list;        /* also those of this list, or CATALOG_NONE */
    uint32_t   programme;   /* whose definitions and state can be named, or CATALOG_NONE */
    bool       has_history; /* sums over the subject's records may be asked */
    bool       has_state;   /* residence and enrolment may be asked */
    bool       has_period;  /* there is a period, not only a day */
    bool       is_person;   /* the subject has a birth, a sex and a residence */
    bool       is_constant; /* nothing can be named */
} Scope;

/* Check an expression and turn it into instructions. `expected` guides codes
 * and demands a type; TYPE_NONE takes any. NULL after an error. */
const Expr *check_expression(Checker *checker, const Scope *scope, const Node *node, Type expected);
const Expr *check_condition(Checker *checker, const Scope *scope, const Node *node);

/* The value of an expression without names, at the type's scale. */
bool check_constant(Checker *checker, const Node *node, Type type, int64_t *out);

/* The term that an aggregate stands for: its index, or CATALOG_NONE. */
uint32_t check_term(Checker *checker, const Scope *scope, const Node *node);
/* The terms that duties are made of. */
uint32_t check_term_add(Checker *checker, Term term, Str key);

/* ---- words -------------------------------------------------------------------------- */

void     check_units(Checker *checker);
void     check_codes(Checker *checker);
void     check_params(Checker *checker);
uint16_t unit_intern(Checker *checker, const AstUnit *unit);
uint16_t unit_product(Checker *checker, uint16_t a, uint16_t b, int sign);
bool     check_type(Checker *checker, const AstType *ast, Type *type);
bool     check_number(Checker *checker, Str text, Span span, Type type, int64_t *out);
bool     check_name(Checker *checker, Name name, const char *what);
Validity check_validity(Checker *checker, AstValidity ast, Span span);
bool  check_region(Checker *checker, Name region, int64_t *from, int64_t *until, uint8_t *digits);
Label check_label(AstLabel label);

/* "unknown X 'name'" with what was expected and the nearest of the known names. */
void check_unknown(Checker *checker, Name name, const char *what, const Str *names, uint32_t count);

/* ---- forms and programmes -------------------------------------------------------------- */

void     check_declare_forms(Checker *checker);
void     check_tables(Checker *checker);
void     check_forms(Checker *checker);
void     check_derive(Checker *checker, FormDraft *draft, uint32_t field);
uint32_t check_find_form(Checker *checker, const Path *path, uint32_t programme);
void     check_declare_programmes(Checker *checker);
void     check_programmes(Checker *checker);
void     check_indicators(Checker *checker);
void     check_summaries(Checker *checker);

#endif
