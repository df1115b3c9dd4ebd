#include "catalog/expr.h"

#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "base/date.h"
#include "base/decimal.h"

static_assert(LIMIT_REGISTERS == 128, "operands are bytes: half of them registers, half slots");
static_assert(LIMIT_LANES % 64 == 0, "truths fill words");

struct Registers {
    Vector  items[LIMIT_REGISTERS];
    int64_t spread[3][LIMIT_LANES]; /* operands that are uniform, beside one that is not */
};

Registers *registers_open(Arena *arena)
{
    return arena_alloc(arena, sizeof(Registers));
}

void vector_fill(Vector *vector, bool is_truth, bool present, int64_t word)
{
    vector->is_truth = is_truth;
    vector->is_uniform = true;
    vector->is_bounded = false;
    vector->values[0] = word;
    for (uint32_t i = 0; i < LANE_WORDS; i++) {
        vector->missing[i] = present ? 0 : UINT64_MAX;
        vector->truth[i] = present && word ? UINT64_MAX : 0;
    }
}

void vector_put(Vector *vector, uint32_t lane, bool present, int64_t word)
{
    uint64_t const bit = (uint64_t)1 << lane % 64;
    uint64_t      *missing = &vector->missing[lane / 64];
    uint64_t      *truth = &vector->truth[lane / 64];

    *missing = present ? *missing & ~bit : *missing | bit;
    if (vector->is_truth)
        *truth = present && word ? *truth | bit : *truth & ~bit;
    else
        vector->values[lane] = word;
}

/* ---- one instruction ------------------------------------------------------------------- */

typedef struct {
    const Vector *a, *b, *c;
    Vector       *d;
    uint32_t      n, words; /* lanes, and words that their bits fill */
    int32_t       x;
    Registers    *registers;
} Work;

/* What a kernel sees: operands lane by lane. It may read and write one place, and
 * marks the lanes whose result is missing though their operands are there. */
typedef struct {
    const int64_t *a, *b;
    int64_t       *d;
    uint64_t      *bad;
    uint32_t       n;
    int32_t        x;
} Lanes;

typedef void (*Kernel)(const Lanes *lanes);
/* Bit i: whether it is so of lane i; of at most 64. */
typedef uint64_t (*Test)(const int64_t *a, const int64_t *b, uint32_t n);

static const int64_t *lane_by_lane(const Work *w, const Vector *vector, int which)
{
    int64_t *const spread = w->registers->spread[which];

    if (!vector->is_uniform)
        return vector->values;
    for (uint32_t i = 0; i < w->n; i++)
        spread[i] = vector->values[0];
    return spread;
}

static void run_kernel(const Work *w, Kernel kernel)
{
    bool const  uniform = w->a->is_uniform && w->b->is_uniform;
    uint64_t    bad[LANE_WORDS] = { 0 };
    Lanes const lanes = {
        .a = uniform ? w->a->values : lane_by_lane(w, w->a, 0),
        .b = uniform ? w->b->values : lane_by_lane(w, w->b, 1),
        .d = w->d->values,
        .bad = bad,
        .n = uniform ? 1 : w->n,
        .x = w->x,
    };

    kernel(&lanes);
    for (uint32_t i = 0; i < w->words; i++)
        w->d->missing[i] = w->a->missing[i] | w->b->missing[i] | (uniform ? -(bad[0] & 1) : bad[i]);
    w->d->is_truth = false;
    w->d->is_uniform = uniform;
    w->d->is_bounded = false;
}

static void run_test(const Work *w, Test test)
{
    bool const           uniform = w->a->is_uniform && w->b->is_uniform;
    const int64_t *const a = uniform ? w->a->values : lane_by_lane(w, w->a, 0);
    const int64_t *const b = uniform ? w->b->values : lane_by_lane(w, w->b, 1);

    for (uint32_t i = 0; i < w->words; i++) {
        uint32_t const left = w->n - i * 64;
        uint64_t const bits =
            uniform ? -test(a, b, 1)
                    : test(a + (size_t)i * 64, b + (size_t)i * 64, left < 64 ? left : 64);

        w->d->missing[i] = w->a->missing[i] | w->b->missing[i];
        w->d->truth[i] = bits & ~w->d->missing[i];
    }
    w->d->is_truth = true;
}

static void set_bad(const Lanes *lanes, uint32_t i, bool bad)
{
    lanes->bad[i / 64] |= (uint64_t)bad << i % 64;
}

/* ---- arithmetic -------------------------------------------------------------------------- */

static void add(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        set_bad(l, i, !checked_add(&l->d[i], l->a[i], l->b[i]));
}

static void subtract(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        set_bad(l, i, !checked_subtract(&l->d[i], l->a[i], l->b[i]));
}

static void multiply(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        set_bad(l, i, !checked_multiply(&l->d[i], l->a[i], l->b[i]));
}

static void divide(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        Decimal    quotient = { 0 };
        bool const ok = decimal_ratio(&quotient, l->a[i], l->b[i], 1, (uint8_t)l->x);

        l->d[i] = quotient.units;
        set_bad(l, i, !ok);
    }
}

static void negate(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        set_bad(l, i, !checked_subtract(&l->d[i], 0, l->a[i]));
}

static void absolute(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        int64_t const value = l->a[i];

        set_bad(l, i, value == INT64_MIN);
        l->d[i] = value < 0 && value != INT64_MIN ? -value : value;
    }
}

static void least(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        l->d[i] = l->a[i] < l->b[i] ? l->a[i] : l->b[i];
}

static void greatest(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        l->d[i] = l->a[i] > l->b[i] ? l->a[i] : l->b[i];
}

static void scale_up(const Lanes *l)
{
    int64_t const power = decimal_power((uint8_t)l->x);

    for (uint32_t i = 0; i < l->n; i++)
        set_bad(l, i, !checked_multiply(&l->d[i], l->a[i], power));
}

static void scale_down(const Lanes *l)
{
    int64_t const power = decimal_power((uint8_t)l->x);

    for (uint32_t i = 0; i < l->n; i++)
        l->d[i] = decimal_divide_rounded(l->a[i], power);
}

static void count_choices(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++)
        l->d[i] = __builtin_popcountll((uint64_t)l->a[i]);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static uint64_t is_equal(const int64_t *a, const int64_t *b, uint32_t n)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < n; i++)
        bits |= (uint64_t)(a[i] == b[i]) << i;
    return bits;
}

static uint64_t is_not_equal(const int64_t *a, const int64_t *b, uint32_t n)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < n; i++)
        bits |= (uint64_t)(a[i] != b[i]) << i;
    return bits;
}

static uint64_t is_less(const int64_t *a, const int64_t *b, uint32_t n)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < n; i++)
        bits |= (uint64_t)(a[i] < b[i]) << i;
    return bits;
}

static uint64_t is_less_equal(const int64_t *a, const int64_t *b, uint32_t n)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < n; i++)
        bits |= (uint64_t)(a[i] <= b[i]) << i;
    return bits;
}

static uint64_t has_any(const int64_t *a, const int64_t *b, uint32_t n)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < n; i++)
        bits |= (uint64_t)((a[i] & b[i]) != 0) << i;
    return bits;
}

static bool find_bounds(const Vector *vector, int64_t *low, int64_t *high)
{
    *low = vector->is_uniform ? vector->values[0] : vector->low;
    *high = vector->is_uniform ? vector->values[0] : vector->high;
    return !vector->is_truth && (vector->is_uniform || vector->is_bounded);
}

/* a < b, and with `or_equal` a <= b. */
static void run_less(const Work *w, bool or_equal)
{
    int64_t a_low = 0;
    int64_t a_high = 0;
    int64_t b_low = 0;
    int64_t b_high = 0;

    if (find_bounds(w->a, &a_low, &a_high) && find_bounds(w->b, &b_low, &b_high)) {
        bool const always = or_equal ? a_high <= b_low : a_high < b_low;
        bool const never = or_equal ? a_low > b_high : a_low >= b_high;

        if (always || never) {
            for (uint32_t i = 0; i < w->words; i++) {
                w->d->missing[i] = w->a->missing[i] | w->b->missing[i];
                w->d->truth[i] = always ? ~w->d->missing[i] : 0;
            }
            w->d->is_truth = true;
            return;
        }
    }
    run_test(w, or_equal ? is_less_equal : is_less);
}

/* ---- logic ---------------------------------------------------------------------------------- */

static void run_same(const Work *w, bool wanted)
{
    if (!w->a->is_truth && !w->b->is_truth) {
        run_test(w, wanted ? is_equal : is_not_equal);
        return;
    }
    for (uint32_t i = 0; i < w->words; i++) {
        uint64_t const differs = w->a->truth[i] ^ w->b->truth[i];

        w->d->missing[i] = w->a->missing[i] | w->b->missing[i];
        w->d->truth[i] = (wanted ? ~differs : differs) & ~w->d->missing[i];
    }
    w->d->is_truth = true;
}

static void run_and(const Work *w)
{
    for (uint32_t i = 0; i < w->words; i++) {
        uint64_t const missing = w->a->missing[i] | w->b->missing[i];
        uint64_t const is_false =
            ~(w->a->truth[i] | w->a->missing[i]) | ~(w->b->truth[i] | w->b->missing[i]);

        w->d->truth[i] = w->a->truth[i] & w->b->truth[i];
        w->d->missing[i] = missing & ~is_false;
    }
    w->d->is_truth = true;
}

static void run_or(const Work *w)
{
    for (uint32_t i = 0; i < w->words; i++) {
        uint64_t const missing = w->a->missing[i] | w->b->missing[i];

        w->d->truth[i] = w->a->truth[i] | w->b->truth[i];
        w->d->missing[i] = missing & ~w->d->truth[i];
    }
    w->d->is_truth = true;
}

static void run_not(const Work *w)
{
    for (uint32_t i = 0; i < w->words; i++) {
        w->d->truth[i] = ~(w->a->truth[i] | w->a->missing[i]);
        w->d->missing[i] = w->a->missing[i];
    }
    w->d->is_truth = true;
}

static void run_is_missing(const Work *w)
{
    for (uint32_t i = 0; i < w->words; i++) {
        w->d->truth[i] = w->a->missing[i];
        w->d->missing[i] = 0;
    }
    w->d->is_truth = true;
}

/* ---- choice --------------------------------------------------------------------------------- */

/* Whether these bits are all 1, or all 0, in the lanes. */
static bool are_all(const Work *w, const uint64_t *bits, uint64_t wanted)
{
    for (uint32_t i = 0; i < w->words; i++) {
        uint32_t const left = w->n - i * 64;

        if ((bits[i] ^ wanted) << (left < 64 ? 64 - left : 0))
            return false;
    }
    return true;
}

static void copy_values(const Work *w, const Vector *from)
{
    if (w->d != from)
        memcpy(w->d->values, from->values, (from->is_uniform ? 1 : w->n) * sizeof from->values[0]);
    w->d->is_uniform = from->is_uniform;
    w->d->is_bounded = false;
}

/* Lane by lane b where the bit is set, c where it is not. */
static void choose_values(const Work *w, const uint64_t *bits, const Vector *b, const Vector *c)
{
    if (are_all(w, bits, UINT64_MAX)) {
        copy_values(w, b);
        return;
    }
    if (are_all(w, bits, 0)) {
        copy_values(w, c);
        return;
    }
    const int64_t *const left = lane_by_lane(w, b, 1);
    const int64_t *const right = lane_by_lane(w, c, 2);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = bits[i / 64] >> i % 64 & 1 ? left[i] : right[i];
    w->d->is_uniform = false;
    w->d->is_bounded = false;
}

static void run_select(const Work *w)
{
    bool const is_truth = w->b->is_truth || w->c->is_truth;

    if (!is_truth)
        choose_values(w, w->a->truth, w->b, w->c);
    for (uint32_t i = 0; i < w->words; i++) {
        uint64_t const yes = w->a->truth[i];
        uint64_t const unknown = w->a->missing[i];
        uint64_t const no = ~(yes | unknown);
        uint64_t const truth = (yes & w->b->truth[i]) | (no & w->c->truth[i]);
        uint64_t const missing = unknown | (yes & w->b->missing[i]) | (no & w->c->missing[i]);

        w->d->truth[i] = truth;
        w->d->missing[i] = missing;
    }
    w->d->is_truth = is_truth;
}

static void run_coalesce(const Work *w)
{
    bool const is_truth = w->a->is_truth || w->b->is_truth;

    if (!is_truth)
        choose_values(w, w->a->missing, w->b, w->a);
    for (uint32_t i = 0; i < w->words; i++) {
        uint64_t const unknown = w->a->missing[i];

        w->d->truth[i] = w->a->truth[i] | (unknown & w->b->truth[i]);
        w->d->missing[i] = unknown & w->b->missing[i];
    }
    w->d->is_truth = is_truth;
}

/* ---- sets and tables ------------------------------------------------------------------------ */

static void run_any(const Work *w, int64_t choices)
{
    Vector constant = { .is_uniform = true, .values = { choices } };
    Work   work = *w;

    work.b = &constant;
    run_test(&work, has_any);
}

static void run_lookup(const Work *w, const LookupTable *table)
{
    uint32_t const n = w->a->is_uniform ? 1 : w->n;
    uint64_t       bad[LANE_WORDS] = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        int64_t const key = w->a->values[i];
        uint32_t      low = 0;
        uint32_t      high = table->count;

        while (low < high) {
            uint32_t const middle = low + (high - low) / 2;

            if (table->pairs[middle].key < key)
                low = middle + 1;
            else
                high = middle;
        }
        bool const found = low < table->count && table->pairs[low].key == key;
        w->d->values[i] = found ? table->pairs[low].value : 0;
        bad[i / 64] |= (uint64_t)!found << i % 64;
    }
    for (uint32_t i = 0; i < w->words; i++)
        w->d->missing[i] = w->a->missing[i] | (w->a->is_uniform ? -(bad[0] & 1) : bad[i]);
    w->d->is_uniform = w->a->is_uniform;
    w->d->is_bounded = false;
    w->d->is_truth = false;
}

/* ---- days ----------------------------------------------------------------------------------- */

static bool is_day(int64_t value)
{
    return value >= DATE_MIN.days && value <= DATE_MAX.days;
}

static void months_between(const Lanes *l)
{
    for (uint32_t i = 0; i < l->n; i++) {
        bool const ok = is_day(l->a[i]) && is_day(l->b[i]);

        set_bad(l, i, !ok);
        l->d[i] =
            ok ? date_months_between((Date){ (int32_t)l->a[i] }, (Date){ (int32_t)l->b[i] }) : 0;
    }
}

/* Lanes often repeat: a birth in all of them, a year's end in each of the year. */
static void years_between(const Lanes *l)
{
    int64_t a = 0;
    int64_t b = 0;
    int64_t years = 0;
    bool    ok = false;

    for (uint32_t i = 0; i < l->n; i++) {
        if (i == 0 || l->a[i] != a || l->b[i] != b) {
            a = l->a[i];
            b = l->b[i];
            ok = is_day(a) && is_day(b);
            years = ok ? date_years_between((Date){ (int32_t)a }, (Date){ (int32_t)b }) : 0;
        }
        set_bad(l, i, !ok);
        l->d[i] = years;
    }
}

/* Apply a function of one day; days outside the calendar are missing. */
static void of_days(const Lanes *l, int64_t (*of)(Civil civil))
{
    for (uint32_t i = 0; i < l->n; i++) {
        bool const ok = is_day(l->a[i]);

        set_bad(l, i, !ok);
        l->d[i] = ok ? of(date_to_civil((Date){ (int32_t)l->a[i] })) : 0;
    }
}

static int64_t civil_year(Civil civil)
{
    return civil.year;
}

static int64_t civil_month(Civil civil)
{
    return civil.month;
}

static int64_t civil_month_start(Civil civil)
{
    return date_from_civil(civil.year, civil.month, 1).days;
}

static void year_of(const Lanes *l)
{
    of_days(l, civil_year);
}

static void month_of(const Lanes *l)
{
    of_days(l, civil_month);
}

static void month_start(const Lanes *l)
{
    of_days(l, civil_month_start);
}

static void add_days(const Lanes *l)
{
    add(l);
    for (uint32_t i = 0; i < l->n; i++)
        set_bad(l, i, !is_day(l->d[i]));
}

static void add_months(const Lanes *l)
{
    enum { MONTHS_MAX = 12 * 400 };

    for (uint32_t i = 0; i < l->n; i++) {
        int64_t const months = l->b[i];
        bool const    ok = is_day(l->a[i]) && months <= MONTHS_MAX && months >= -MONTHS_MAX;
        Date const    day =
            ok ? date_add_months((Date){ (int32_t)l->a[i] }, (int32_t)months) : DATE_MIN;

        set_bad(l, i, !ok || !is_day(day.days));
        l->d[i] = day.days;
    }
}

/* ---- the engine ----------------------------------------------------------------------------- */

/* LONG: one line per instruction, and the compiler sees that none is forgotten. */
static void run_instruction(const Expr *expr, Op op, const Work *w)
{
    switch (op) {
    case OP_CONST: vector_fill(w->d, false, true, expr->constants[w->x]); break;
    case OP_TRUTH: vector_fill(w->d, true, true, w->x); break;
    case OP_MISSING: vector_fill(w->d, false, false, 0); break;
    case OP_ADD: run_kernel(w, add); break;
    case OP_SUBTRACT: run_kernel(w, subtract); break;
    case OP_MULTIPLY: run_kernel(w, multiply); break;
    case OP_DIVIDE: run_kernel(w, divide); break;
    case OP_NEGATE: run_kernel(w, negate); break;
    case OP_ABSOLUTE: run_kernel(w, absolute); break;
    case OP_LEAST: run_kernel(w, least); break;
    case OP_GREATEST: run_kernel(w, greatest); break;
    case OP_SCALE_UP: run_kernel(w, scale_up); break;
    case OP_SCALE_DOWN: run_kernel(w, scale_down); break;
    case OP_EQUAL: run_same(w, true); break;
    case OP_NOT_EQUAL: run_same(w, false); break;
    case OP_LESS: run_less(w, false); break;
    case OP_LESS_EQUAL: run_less(w, true); break;
    case OP_AND: run_and(w); break;
    case OP_OR: run_or(w); break;
    case OP_NOT: run_not(w); break;
    case OP_SELECT: run_select(w); break;
    case OP_COALESCE: run_coalesce(w); break;
    case OP_IS_MISSING: run_is_missing(w); break;
    case OP_ANY: run_any(w, expr->constants[w->x]); break;
    case OP_CHOICES: run_kernel(w, count_choices); break;
    case OP_LOOKUP: run_lookup(w, &expr->tables[w->x]); break;
    case OP_ADD_DAYS: run_kernel(w, add_days); break;
    case OP_ADD_MONTHS: run_kernel(w, add_months); break;
    case OP_MONTH_START: run_kernel(w, month_start); break;
    case OP_MONTHS: run_kernel(w, months_between); break;
    case OP_YEARS: run_kernel(w, years_between); break;
    case OP_YEAR: run_kernel(w, year_of); break;
    case OP_MONTH: run_kernel(w, month_of); break;
    }
}

static const Vector *operand(uint8_t index, const Vector *const *slots, const Registers *registers)
{
    return index < LIMIT_REGISTERS ? &registers->items[index] : slots[index - LIMIT_REGISTERS];
}

void expr_step(const Expr *expr, const Instruction *instruction, const Vector *a, const Vector *b,
               const Vector *c, Vector *d, uint32_t lanes, Registers *registers)
{
    Work const work = {
        .a = a,
        .b = b,
        .c = c,
        .d = d,
        .n = lanes,
        .words = (lanes + 63) / 64,
        .x = instruction->extra,
        .registers = registers,
    };

    run_instruction(expr, (Op)instruction->op, &work);
}

static void run_one(const Expr *expr, const Instruction *instruction, const Vector *const *slots,
                    uint32_t lanes, Registers *registers)
{
    const Vector *const c = instruction->op == OP_SELECT
                                ? operand((uint8_t)instruction->extra, slots, registers)
                                : NULL;

    expr_step(expr, instruction, operand(instruction->a, slots, registers),
              operand(instruction->b, slots, registers), c, &registers->items[instruction->dst],
              lanes, registers);
}

const Vector *expr_run(const Expr *expr, const Vector *const *slots, uint32_t lanes,
                       Registers *registers)
{
    assert(lanes <= LIMIT_LANES);
    for (uint32_t i = 0; i < expr->count; i++)
        run_one(expr, &expr->code[i], slots, lanes, registers);
    return operand(expr->result, slots, registers);
}
