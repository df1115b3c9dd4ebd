#include "facts/plan_private.h"

#include <assert.h>

/* ---- windows ------------------------------------------------------------------------ */

static void plan_windows(Arena *arena, Plan *plan)
{
    const Catalog *const catalog = plan->catalog;
    Window *const        windows = arena_array(arena, catalog->term_count + 1, sizeof(Window));
    uint32_t *const      of_term = arena_array(arena, catalog->term_count, sizeof(uint32_t));
    uint32_t             count = 0;

    for (uint32_t i = 0; i < catalog->term_count; i++) {
        Window const window = { catalog->terms[i].window, catalog->terms[i].span };
        uint32_t     at = 0;

        while (at < count && !(windows[at].kind == window.kind && windows[at].span == window.span))
            at++;
        if (at == count)
            windows[count++] = window;
        of_term[i] = at;
    }
    plan->windows = windows;
    plan->window_count = count;
    plan->window_of_term = of_term;
}

/* ---- scans --------------------------------------------------------------------------- */

/* While a scan is put together. */
typedef struct {
    uint32_t *fields, *columns, *terms, *enrols, *closes;
    Scan      scan;
    bool      is_wanted;
} ScanDraft;

static void want_field(ScanDraft *draft, uint32_t field)
{
    if (draft->columns[field] != SCAN_NONE)
        return;
    draft->columns[field] = draft->scan.field_count;
    draft->fields[draft->scan.field_count++] = field;
}

static void want_fields_of(ScanDraft *draft, const Expr *expr)
{
    if (!expr)
        return;
    for (uint32_t i = 0; i < expr->slot_count; i++)
        if (expr->slots[i].kind == SLOT_FIELD) {
            assert(expr->slots[i].sub == 0);
            want_field(draft, expr->slots[i].index);
        }
}

static void open_draft(Arena *arena, const Catalog *catalog, uint32_t form, ScanDraft *draft)
{
    uint32_t const fields = catalog->forms[form].field_count;

    draft->fields = arena_array(arena, fields, sizeof(uint32_t));
    draft->columns = arena_array(arena, fields, sizeof(uint32_t));
    draft->terms = arena_array(arena, catalog->term_count, sizeof(uint32_t));
    draft->enrols = arena_array(arena, catalog->programme_count, sizeof(uint32_t));
    draft->closes = arena_array(arena, catalog->programme_count, sizeof(uint32_t));
    draft->scan.form = form;
    for (uint32_t i = 0; i < fields; i++)
        draft->columns[i] = SCAN_NONE;
}

static void draft_terms(const Catalog *catalog, ScanDraft *drafts)
{
    for (uint32_t i = 0; i < catalog->term_count; i++) {
        const Term *const term = &catalog->terms[i];

        if (term->source == TERM_OF_FORM) {
            ScanDraft *const draft = &drafts[term->index];
            draft->is_wanted = true;
            draft->terms[draft->scan.term_count++] = i;
            want_fields_of(draft, term->where);
            want_fields_of(draft, term->value);
        } else if (term->source == TERM_OF_ENROLMENT || term->source == TERM_OF_CLOSING) {
            uint32_t const form = catalog->programmes[term->index].enrol_form;
            if (form != CATALOG_NONE)
                want_fields_of(&drafts[form], term->value);
        } else if (term->source == TERM_OF_SERVICE) {
            for (uint32_t form = 0; form < catalog->form_count; form++)
                if (catalog->forms[form].is_service &&
                    catalog->forms[form].subject == SUBJECT_PERSON) {
                    drafts[form].is_wanted = true;
                    drafts[form].terms[drafts[form].scan.term_count++] = i;
                }
        }
    }
}

static void draft_enrolments(const Catalog *catalog, ScanDraft *drafts)
{
    for (uint32_t i = 0; i < catalog->programme_count; i++) {
        const Programme *const programme = &catalog->programmes[i];

        if (programme->enrol_form != CATALOG_NONE) {
            ScanDraft *const draft = &drafts[programme->enrol_form];
            draft->is_wanted = true;
            draft->enrols[draft->scan.enrol_count++] = i;
            want_fields_of(draft, programme->enrol_from);
            want_fields_of(draft, programme->enrol_until);
        }
        if (programme->close_form != CATALOG_NONE) {
            ScanDraft *const draft = &drafts[programme->close_form];
            draft->is_wanted = true;
            draft->closes[draft->scan.close_count++] = i;
            want_fields_of(draft, programme->close_on);
        }
    }
}

/* subject, record, day, then the fields: the first is left out for one subject. */
static void plan_selects(Arena *arena, const Catalog *catalog, Scan *scan)
{
    FormTables const tables = schema_form(arena, catalog, &catalog->forms[scan->form]);
    uint32_t *const  columns = arena_array(arena, 3 + scan->field_count, sizeof(uint32_t));

    columns[0] = HEADER_SUBJECT_ID;
    columns[1] = HEADER_RECORD_ID;
    columns[2] = HEADER_OCCURRED_ON;
    for (uint32_t i = 0; i < scan->field_count; i++)
        columns[3 + i] = HEADER_COUNT + scan->fields[i];
    scan->select_range = sqlgen_select_range(arena, &tables.main, columns, 3 + scan->field_count);
    scan->select_subject =
        sqlgen_select(arena, &tables.main, columns + 1, 2 + scan->field_count, 1);
}

static void plan_scans(Arena *arena, Plan *plan)
{
    const Catalog *const catalog = plan->catalog;
    ScanDraft *const     drafts = arena_array(arena, catalog->form_count, sizeof(ScanDraft));
    Scan *const          scans = arena_array(arena, catalog->form_count, sizeof(Scan));
    uint32_t *const      of_form = arena_array(arena, catalog->form_count, sizeof(uint32_t));

    for (uint32_t i = 0; i < catalog->form_count; i++)
        open_draft(arena, catalog, i, &drafts[i]);
    draft_terms(catalog, drafts);
    draft_enrolments(catalog, drafts);
    for (uint32_t i = 0; i < catalog->form_count; i++) {
        of_form[i] = SCAN_NONE;
        if (!drafts[i].is_wanted)
            continue;
        Scan *const scan = &scans[plan->scan_count];
        *scan = drafts[i].scan;
        scan->fields = drafts[i].fields;
        scan->columns = drafts[i].columns;
        scan->terms = drafts[i].terms;
        scan->enrols = drafts[i].enrols;
        scan->closes = drafts[i].closes;
        plan_selects(arena, catalog, scan);
        of_form[i] = plan->scan_count++;
    }
    plan->scans = scans;
    plan->scan_words = (plan->scan_count + 63) / 64;
    plan->scan_of_form = of_form;
}

static void plan_terms(Arena *arena, Plan *plan)
{
    TermScans *const of_term = arena_array(arena, plan->catalog->term_count, sizeof(TermScans));

    for (uint32_t i = 0; i < plan->scan_count; i++)
        for (uint32_t j = 0; j < plan->scans[i].term_count; j++)
            of_term[plan->scans[i].terms[j]].count++;
    for (uint32_t i = 0; i < plan->catalog->term_count; i++) {
        uint32_t *const scans = arena_array(arena, of_term[i].count, sizeof(uint32_t));
        uint32_t        count = 0;

        for (uint32_t j = 0; j < plan->scan_count; j++)
            for (uint32_t k = 0; k < plan->scans[j].term_count; k++)
                if (plan->scans[j].terms[k] == i)
                    scans[count++] = j;
        of_term[i].scans = scans;
    }
    plan->scans_of_term = of_term;
}

/* ---- effects --------------------------------------------------------------------------- */

/* Whether a record of the form can change a term: it is among its records, or it
 * opens or closes an enrolment that the term depends on. */
static bool touches_programme(const Catalog *catalog, uint32_t form, uint32_t programme)
{
    return programme != CATALOG_NONE && (catalog->programmes[programme].enrol_form == form ||
                                         catalog->programmes[programme].close_form == form);
}

static bool touches_term(const Catalog *catalog, uint32_t form, const Term *term)
{
    switch (term->source) {
    case TERM_OF_FORM:
        return term->index == form || touches_programme(catalog, form, term->enrolled_in);
    case TERM_OF_SERVICE:
        return catalog->forms[form].is_service ||
               touches_programme(catalog, form, term->enrolled_in);
    case TERM_OF_ENROLMENT:
    case TERM_OF_CLOSING: return touches_programme(catalog, form, term->index);
    }
    return false;
}

bool plan_touches_slot(const Catalog *catalog, uint32_t form, Slot slot)
{
    return (slot.kind == SLOT_TERM && touches_term(catalog, form, &catalog->terms[slot.index])) ||
           (slot.kind == SLOT_STATE && touches_programme(catalog, form, slot.index));
}

static bool touches_expr(const Catalog *catalog, uint32_t form, const Expr *expr)
{
    for (uint32_t i = 0; expr && i < expr->slot_count; i++)
        if (plan_touches_slot(catalog, form, expr->slots[i]))
            return true;
    return false;
}

static bool touches_dues(const Catalog *catalog, uint32_t form, uint32_t index)
{
    const Programme *const programme = &catalog->programmes[index];

    if (touches_programme(catalog, form, index) || touches_expr(catalog, form, programme->where))
        return true;
    for (uint32_t i = 0; i < programme->due_count; i++) {
        const DueRule *const rule = &programme->dues[i];

        if (rule->form == form || rule->after == form || touches_expr(catalog, form, rule->of) ||
            touches_expr(catalog, form, rule->when))
            return true;
    }
    return false;
}

static Effect plan_effect(Arena *arena, const Catalog *catalog, uint32_t form)
{
    uint32_t *const parts = arena_array(arena, catalog->part_count, sizeof(uint32_t));
    uint32_t *const programmes = arena_array(arena, catalog->programme_count, sizeof(uint32_t));
    Effect          effect = { .parts = parts, .programmes = programmes };

    for (uint32_t i = 0; i < catalog->programme_count; i++) {
        if (touches_dues(catalog, form, i))
            programmes[effect.programme_count++] = i;
        effect.reaches_later = effect.reaches_later || touches_programme(catalog, form, i);
    }
    for (uint32_t i = 0; i < catalog->part_count; i++) {
        const Part *const part = &catalog->parts[i];
        bool const        touched = touches_expr(catalog, form, part->expr) ||
                             (part->within != CATALOG_NONE &&
                              touches_expr(catalog, form, catalog->parts[part->within].expr));

        if (!touched)
            continue;
        parts[effect.part_count++] = i;
        effect.reaches_later = effect.reaches_later || part->reaches_later;
    }
    return effect;
}

static void plan_effects(Arena *arena, Plan *plan)
{
    Effect *const effects = arena_array(arena, plan->catalog->form_count, sizeof(Effect));

    for (uint32_t i = 0; i < plan->catalog->form_count; i++)
        effects[i] = plan_effect(arena, plan->catalog, i);
    plan->effects = effects;
}

/* Two programmes may ask the same; and the least of two parts may be one of them. */
static void plan_same_parts(Arena *arena, Plan *plan)
{
    const Catalog *const  catalog = plan->catalog;
    const uint32_t *const nodes = plan->weave.of_part;
    uint32_t *const       same = arena_array(arena, catalog->part_count, sizeof(uint32_t));

    for (uint32_t i = 0; i < catalog->part_count; i++) {
        const Part *const part = &catalog->parts[i];
        uint32_t          at = 0;

        while (nodes[at] != nodes[i] || catalog->parts[at].kind != part->kind ||
               catalog->parts[at].within != part->within)
            at++;
        same[i] = at;
    }
    plan->same_part = same;
}

const Plan *plan_open(Arena *arena, const Catalog *catalog)
{
    Plan *const plan = arena_alloc(arena, sizeof *plan);

    plan->catalog = catalog;
    plan_windows(arena, plan);
    plan_scans(arena, plan);
    plan_terms(arena, plan);
    plan_effects(arena, plan);
    plan->weave = weave_open(arena, catalog);
    plan_needs(arena, plan);
    plan_same_parts(arena, plan);
    return plan;
}
