/* What the weave gives of somebody of whom there are no records, or none of one form:
 * most people have none of most programmes. */
#include <string.h>

#include "facts/plan_private.h"

typedef enum {
    OPEN,    /* anything */
    NOTHING, /* false, 0 or missing */
    KNOWN,   /* what the answer says, in every lane */
} Outlook;

typedef struct {
    Outlook       outlook;
    const Vector *answer; /* when it is KNOWN */
    uint64_t     *scans;  /* when it is KNOWN: those whose records could make it another */
} Foreseen;

typedef struct {
    Arena      *arena;
    const Plan *plan;
    Registers  *registers;
    uint32_t    form;  /* of which there are no records; CATALOG_NONE: of none */
    Foreseen   *nodes; /* per node of the weave */
} Foresight;

/* ---- slots ----------------------------------------------------------------------------------- */

static void add_slot_scans(uint64_t *scans, const Plan *plan, Slot slot)
{
    for (uint32_t i = 0; i < plan->scan_count; i++)
        if (plan_touches_slot(plan->catalog, plan->scans[i].form, slot))
            scans[i / 64] |= (uint64_t)1 << i % 64;
}

/* Whether nothing can be in the slot without records of the form. Nobody is enrolled,
 * or was, whom no record enrolled. */
static bool is_idle(const Catalog *catalog, Slot slot, uint32_t form)
{
    uint32_t programme = slot.index;

    if (slot.kind != SLOT_TERM && slot.kind != SLOT_STATE)
        return false;
    if (form == CATALOG_NONE)
        return true;
    if (slot.kind == SLOT_TERM) {
        const Term *const term = &catalog->terms[slot.index];

        if (term->source == TERM_OF_FORM && term->index == form)
            return true;
        programme = term->source == TERM_OF_FORM || term->source == TERM_OF_SERVICE
                        ? term->enrolled_in
                        : term->index;
    }
    return programme != CATALOG_NONE && catalog->programmes[programme].enrol_form == form;
}

/* No sum has anything; of what would be a record's there is none. */
static bool is_present(const Catalog *catalog, Slot slot)
{
    if (slot.kind == SLOT_STATE)
        return slot.sub != STATE_ENROLLED_ON && slot.sub != STATE_CLOSED_ON;
    TermKind const kind = catalog->terms[slot.index].kind;
    return kind != TERM_FIRST && kind != TERM_LAST && kind != TERM_LEAST && kind != TERM_GREATEST;
}

static void foresee_slot(const Foresight *foresight, Foreseen *out, Slot slot)
{
    const Catalog *const catalog = foresight->plan->catalog;

    if (!is_idle(catalog, slot, foresight->form))
        return;
    Vector *const answer = arena_alloc(foresight->arena, sizeof *answer);
    vector_fill(answer, slot.is_truth, is_present(catalog, slot), 0);
    out->answer = answer;
    out->outlook = KNOWN;
    add_slot_scans(out->scans, foresight->plan, slot);
}

/* ---- instructions ---------------------------------------------------------------------------- */

static bool is_known(const Foresight *foresight, uint32_t node)
{
    return node == WEAVE_NONE || foresight->nodes[node].outlook == KNOWN;
}

static bool is_known_as(const Foresight *foresight, uint32_t node, bool truth)
{
    const Foreseen *const foreseen = &foresight->nodes[node];

    return foreseen->outlook == KNOWN && vector_has(foreseen->answer, 0) &&
           vector_is_true(foreseen->answer, 0) == truth;
}

static bool is_nothing(const Foresight *foresight, uint32_t node)
{
    const Foreseen *const foreseen = &foresight->nodes[node];

    return foreseen->outlook == NOTHING ||
           (foreseen->outlook == KNOWN &&
            (!vector_has(foreseen->answer, 0) || vector_word(foreseen->answer, 0) == 0));
}

static void add_scans(const Foresight *foresight, Foreseen *out, uint32_t node)
{
    for (uint32_t i = 0; i < foresight->plan->scan_words && node != WEAVE_NONE; i++)
        out->scans[i] |= foresight->nodes[node].scans[i];
}

/* The operand that is the result, or WEAVE_NONE. */
static uint32_t deciding_operand(const Foresight *foresight, const WeaveNode *node)
{
    Op const   op = (Op)node->instruction->op;
    bool const truth = op == OP_OR;

    if (op == OP_SELECT)
        return is_known_as(foresight, node->a, true)    ? node->b
               : is_known_as(foresight, node->a, false) ? node->c
                                                        : WEAVE_NONE;
    if (op != OP_AND && op != OP_OR)
        return WEAVE_NONE;
    return is_known_as(foresight, node->a, truth)   ? node->a
           : is_known_as(foresight, node->b, truth) ? node->b
                                                    : WEAVE_NONE;
}

static bool is_result_nothing(const Foresight *foresight, const WeaveNode *node)
{
    Op const op = (Op)node->instruction->op;

    if (op == OP_AND || op == OP_MULTIPLY)
        return is_nothing(foresight, node->a) || is_nothing(foresight, node->b);
    if (op == OP_SELECT)
        return is_nothing(foresight, node->b) && is_nothing(foresight, node->c);
    if (op == OP_DIVIDE || op == OP_NEGATE || op == OP_ABSOLUTE || op == OP_SCALE_UP ||
        op == OP_SCALE_DOWN || op == OP_ANY || op == OP_CHOICES)
        return is_nothing(foresight, node->a);
    return (op == OP_OR || op == OP_ADD || op == OP_SUBTRACT || op == OP_LEAST ||
            op == OP_GREATEST || op == OP_COALESCE) &&
           is_nothing(foresight, node->a) && is_nothing(foresight, node->b);
}

static const Vector *answer_of(const Foresight *foresight, uint32_t node)
{
    return node == WEAVE_NONE ? NULL : foresight->nodes[node].answer;
}

static void foresee_instruction(const Foresight *foresight, Foreseen *out, const WeaveNode *node)
{
    uint32_t const deciding = deciding_operand(foresight, node);

    if (deciding != WEAVE_NONE) {
        out->outlook = foresight->nodes[deciding].outlook;
        out->answer = foresight->nodes[deciding].answer;
        add_scans(foresight, out, deciding);
        if (node->instruction->op == OP_SELECT)
            add_scans(foresight, out, node->a);
    } else if (is_known(foresight, node->a) && is_known(foresight, node->b) &&
               is_known(foresight, node->c)) {
        Vector *const answer = arena_alloc(foresight->arena, sizeof *answer);

        expr_step(node->expr, node->instruction, answer_of(foresight, node->a),
                  answer_of(foresight, node->b), answer_of(foresight, node->c), answer, LIMIT_LANES,
                  foresight->registers);
        out->answer = answer;
        out->outlook = KNOWN;
        add_scans(foresight, out, node->a);
        add_scans(foresight, out, node->b);
        add_scans(foresight, out, node->c);
    } else if (is_result_nothing(foresight, node)) {
        out->outlook = NOTHING;
    }
}

/* Operands come before what is made of them. */
static Foresight foresee(Arena *arena, const Plan *plan, Registers *registers, uint32_t form)
{
    Foresight const foresight = {
        .arena = arena,
        .plan = plan,
        .registers = registers,
        .form = form,
        .nodes = arena_array(arena, plan->weave.count, sizeof(Foreseen)),
    };

    for (uint32_t i = 0; i < plan->weave.count; i++) {
        const WeaveNode *const node = &plan->weave.nodes[i];
        Foreseen *const        out = &foresight.nodes[i];

        out->scans = arena_array(arena, plan->scan_words, sizeof(uint64_t));
        if (node->instruction)
            foresee_instruction(&foresight, out, node);
        else
            foresee_slot(&foresight, out, node->slot);
    }
    return foresight;
}

/* ---- needs ----------------------------------------------------------------------------------- */

static bool same_scans(const Plan *plan, const uint64_t *a, const uint64_t *b)
{
    return memcmp(a, b, plan->scan_words * sizeof *a) == 0;
}

static uint32_t find_need(Plan *plan, Need *needs, Need need)
{
    uint32_t at = 0;

    while (at < plan->need_count && !(same_scans(plan, needs[at].any, need.any) &&
                                      same_scans(plan, needs[at].all, need.all)))
        at++;
    if (at == plan->need_count)
        needs[plan->need_count++] = need;
    return at;
}

/* Add to `all` of each part the scans without which it is nothing. */
static void find_indispensable(const Plan *plan, Registers *registers, uint64_t **all)
{
    for (uint32_t i = 0; i < plan->scan_count; i++) {
        Arena          *scratch = arena_open();
        Foresight const without = foresee(scratch, plan, registers, plan->scans[i].form);

        for (uint32_t part = 0; part < plan->catalog->part_count; part++)
            if (is_nothing(&without, plan->weave.of_part[part]))
                all[part][i / 64] |= (uint64_t)1 << i % 64;
        arena_close(&scratch);
    }
}

static void plan_needs_of_parts(Arena *arena, Plan *plan, Registers *registers,
                                const Foresight *without_any, Need *needs)
{
    const Catalog *const catalog = plan->catalog;
    uint32_t *const      of_part = arena_array(arena, catalog->part_count, sizeof(uint32_t));
    uint64_t **const     all = arena_array(arena, catalog->part_count, sizeof(uint64_t *));

    for (uint32_t i = 0; i < catalog->part_count; i++)
        all[i] = arena_array(arena, plan->scan_words, sizeof(uint64_t));
    find_indispensable(plan, registers, all);
    for (uint32_t i = 0; i < catalog->part_count; i++) {
        const Expr *const expr = catalog->parts[i].expr;
        uint64_t *const   any = arena_array(arena, plan->scan_words, sizeof(uint64_t));

        of_part[i] = NEED_NONE;
        if (!is_nothing(without_any, plan->weave.of_part[i]))
            continue;
        for (uint32_t j = 0; j < expr->slot_count; j++)
            add_slot_scans(any, plan, expr->slots[j]);
        of_part[i] = find_need(plan, needs, (Need){ any, all[i] });
    }
    plan->need_of_part = of_part;
}

static void plan_idles(Arena *arena, Plan *plan, const Foresight *without_any, Need *needs)
{
    const uint64_t *const none = arena_array(arena, plan->scan_words, sizeof(uint64_t));
    Idle *const           idles = arena_array(arena, plan->weave.count, sizeof(Idle));

    for (uint32_t i = 0; i < plan->weave.count; i++) {
        const Foreseen *const node = &without_any->nodes[i];

        idles[i] = (Idle){ .need = NEED_NONE };
        if (node->outlook == KNOWN)
            idles[i] = (Idle){ .need = find_need(plan, needs, (Need){ node->scans, none }),
                               .answer = node->answer };
    }
    plan->idles = idles;
}

void plan_needs(Arena *arena, Plan *plan)
{
    Arena           *scratch = arena_open();
    Registers *const registers = registers_open(scratch);
    Foresight const  without_any = foresee(arena, plan, registers, CATALOG_NONE);
    Need *const      needs =
        arena_array(arena, plan->catalog->part_count + plan->weave.count, sizeof(Need));

    plan_needs_of_parts(arena, plan, registers, &without_any, needs);
    plan_idles(arena, plan, &without_any, needs);
    plan->needs = needs;
    arena_close(&scratch);
}
