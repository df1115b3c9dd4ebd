#include "catalog/expr.h"

#include <assert.h>

#include "base/date.h"
#include "base/decimal.h"

static_assert(LIMIT_REGISTERS == 128, "operands are bytes: half of them registers, half slots");

struct Registers {
    Vector items[LIMIT_REGISTERS];
};

Registers *registers_open(Arena *arena)
{
    return arena_alloc(arena, sizeof(Registers));
}

/* One instruction's view of its operands. */
typedef struct {
    const Vector *a, *b, *c;
    Vector       *d;
    uint32_t      n;
    int32_t       x;
} Work;

static void mark_missing(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] = w->a->missing[i] | w->b->missing[i];
}

static void mark_missing_one(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] = w->a->missing[i];
}

/* ---- arithmetic ---------------------------------------------------------------- */

static void run_add(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] |=
            __builtin_add_overflow(w->a->values[i], w->b->values[i], &w->d->values[i]);
}

static void run_subtract(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] |=
            __builtin_sub_overflow(w->a->values[i], w->b->values[i], &w->d->values[i]);
}

static void run_multiply(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] |=
            __builtin_mul_overflow(w->a->values[i], w->b->values[i], &w->d->values[i]);
}

static void run_divide(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++) {
        Decimal    quotient = { 0 };
        bool const ok = !w->d->missing[i] && decimal_ratio(&quotient, w->a->values[i],
                                                           w->b->values[i], 1, (uint8_t)w->x);

        w->d->values[i] = quotient.units;
        w->d->missing[i] = !ok;
    }
}

static void run_negate(const Work *w)
{
    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] |= __builtin_sub_overflow((int64_t)0, w->a->values[i], &w->d->values[i]);
}

static void run_absolute(const Work *w)
{
    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++) {
        int64_t const value = w->a->values[i];

        w->d->missing[i] |= value == INT64_MIN;
        w->d->values[i] = value < 0 && value != INT64_MIN ? -value : value;
    }
}

static void run_least(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = w->a->values[i] < w->b->values[i] ? w->a->values[i] : w->b->values[i];
}

static void run_greatest(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = w->a->values[i] > w->b->values[i] ? w->a->values[i] : w->b->values[i];
}

static void run_scale_up(const Work *w)
{
    int64_t const power = decimal_power((uint8_t)w->x);

    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] |= __builtin_mul_overflow(w->a->values[i], power, &w->d->values[i]);
}

static void run_scale_down(const Work *w)
{
    int64_t const power = decimal_power((uint8_t)w->x);

    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = decimal_divide_rounded(w->a->values[i], power);
}

/* ---- comparison and logic -------------------------------------------------------- */

static void run_equal(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = w->a->values[i] == w->b->values[i];
}

static void run_not_equal(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = w->a->values[i] != w->b->values[i];
}

static void run_less(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = w->a->values[i] < w->b->values[i];
}

static void run_less_equal(const Work *w)
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = w->a->values[i] <= w->b->values[i];
}

/* A lane is false when it is there and 0, true when it is there and 1. */
static void run_and(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        bool const a_false = !w->a->missing[i] && !w->a->values[i];
        bool const b_false = !w->b->missing[i] && !w->b->values[i];

        w->d->missing[i] = !a_false && !b_false && (w->a->missing[i] | w->b->missing[i]);
        w->d->values[i] = !a_false && !b_false;
    }
}

static void run_or(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        bool const a_true = !w->a->missing[i] && w->a->values[i];
        bool const b_true = !w->b->missing[i] && w->b->values[i];

        w->d->missing[i] = !a_true && !b_true && (w->a->missing[i] | w->b->missing[i]);
        w->d->values[i] = a_true || b_true;
    }
}

static void run_not(const Work *w)
{
    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = !w->a->values[i];
}

static void run_select(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        const Vector *const chosen = w->a->values[i] ? w->b : w->c;

        w->d->missing[i] = w->a->missing[i] | chosen->missing[i];
        w->d->values[i] = chosen->values[i];
    }
}

static void run_coalesce(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        const Vector *const chosen = w->a->missing[i] ? w->b : w->a;

        w->d->missing[i] = chosen->missing[i];
        w->d->values[i] = chosen->values[i];
    }
}

static void run_is_missing(const Work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        w->d->values[i] = w->a->missing[i];
        w->d->missing[i] = 0;
    }
}

/* ---- sets and tables ------------------------------------------------------------- */

static void run_any(const Work *w, int64_t choices)
{
    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = (w->a->values[i] & choices) != 0;
}

static void run_choices(const Work *w)
{
    mark_missing_one(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->values[i] = __builtin_popcountll((uint64_t)w->a->values[i]);
}

static void run_lookup(const Work *w, const LookupTable *table)
{
    for (uint32_t i = 0; i < w->n; i++) {
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
        w->d->missing[i] = w->a->missing[i] | !found;
    }
}

/* ---- days -------------------------------------------------------------------------- */

static bool is_day(int64_t value)
{
    return value >= DATE_MIN.days && value <= DATE_MAX.days;
}

/* Apply a function of two days; days outside the calendar are missing. */
static void run_days(const Work *w, int64_t (*of)(Date a, Date b))
{
    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++) {
        w->d->missing[i] |= !is_day(w->a->values[i]) || !is_day(w->b->values[i]);
        w->d->values[i] = w->d->missing[i] ? 0
                                           : of((Date){ (int32_t)w->a->values[i] },
                                                (Date){ (int32_t)w->b->values[i] });
    }
}

static int64_t months_between(Date a, Date b)
{
    return date_months_between(a, b);
}

static int64_t years_between(Date a, Date b)
{
    return date_years_between(a, b);
}

static int64_t year_of(Date a, Date b)
{
    (void)b;
    return date_year(a);
}

static int64_t month_of(Date a, Date b)
{
    (void)b;
    return date_to_civil(a).month;
}

static int64_t month_start(Date a, Date b)
{
    Civil const civil = date_to_civil(a);

    (void)b;
    return date_from_civil(civil.year, civil.month, 1).days;
}

static void run_add_days(const Work *w)
{
    run_add(w);
    for (uint32_t i = 0; i < w->n; i++)
        w->d->missing[i] |= !is_day(w->d->values[i]);
}

static void run_add_months(const Work *w)
{
    enum { MONTHS_MAX = 12 * 400 };

    mark_missing(w);
    for (uint32_t i = 0; i < w->n; i++) {
        int64_t const months = w->b->values[i];

        w->d->missing[i] |= !is_day(w->a->values[i]) || months > MONTHS_MAX || months < -MONTHS_MAX;
        if (w->d->missing[i])
            continue;
        Date const day = date_add_months((Date){ (int32_t)w->a->values[i] }, (int32_t)months);
        w->d->values[i] = day.days;
        w->d->missing[i] |= !is_day(day.days);
    }
}

/* ---- the engine -------------------------------------------------------------------- */

static void run_constant(const Work *w, int64_t value, uint8_t missing)
{
    for (uint32_t i = 0; i < w->n; i++) {
        w->d->values[i] = value;
        w->d->missing[i] = missing;
    }
}

/* LONG: one line per instruction, and the compiler sees that none is forgotten. */
static void run_instruction(const Expr *expr, Op op, const Work *w)
{
    switch (op) {
    case OP_CONST: run_constant(w, expr->constants[w->x], 0); break;
    case OP_MISSING: run_constant(w, 0, 1); break;
    case OP_ADD: run_add(w); break;
    case OP_SUBTRACT: run_subtract(w); break;
    case OP_MULTIPLY: run_multiply(w); break;
    case OP_DIVIDE: run_divide(w); break;
    case OP_NEGATE: run_negate(w); break;
    case OP_ABSOLUTE: run_absolute(w); break;
    case OP_LEAST: run_least(w); break;
    case OP_GREATEST: run_greatest(w); break;
    case OP_SCALE_UP: run_scale_up(w); break;
    case OP_SCALE_DOWN: run_scale_down(w); break;
    case OP_EQUAL: run_equal(w); break;
    case OP_NOT_EQUAL: run_not_equal(w); break;
    case OP_LESS: run_less(w); break;
    case OP_LESS_EQUAL: run_less_equal(w); break;
    case OP_AND: run_and(w); break;
    case OP_OR: run_or(w); break;
    case OP_NOT: run_not(w); break;
    case OP_SELECT: run_select(w); break;
    case OP_COALESCE: run_coalesce(w); break;
    case OP_IS_MISSING: run_is_missing(w); break;
    case OP_ANY: run_any(w, expr->constants[w->x]); break;
    case OP_CHOICES: run_choices(w); break;
    case OP_LOOKUP: run_lookup(w, &expr->tables[w->x]); break;
    case OP_ADD_DAYS: run_add_days(w); break;
    case OP_ADD_MONTHS: run_add_months(w); break;
    case OP_MONTH_START: run_days(w, month_start); break;
    case OP_MONTHS: run_days(w, months_between); break;
    case OP_YEARS: run_days(w, years_between); break;
    case OP_YEAR: run_days(w, year_of); break;
    case OP_MONTH: run_days(w, month_of); break;
    }
}

static const Vector *operand(uint8_t index, const Vector *const *slots, const Registers *registers)
{
    return index < LIMIT_REGISTERS ? &registers->items[index] : slots[index - LIMIT_REGISTERS];
}

const Vector *expr_run(const Expr *expr, const Vector *const *slots, uint32_t lanes,
                       Registers *registers)
{
    assert(lanes <= LIMIT_LANES);
    for (uint32_t i = 0; i < expr->count; i++) {
        const Instruction *const instruction = &expr->code[i];
        Work const               work = {
                          .a = operand(instruction->a, slots, registers),
                          .b = operand(instruction->b, slots, registers),
                          .c = instruction->op == OP_SELECT
                                   ? operand((uint8_t)instruction->extra, slots, registers)
                                   : NULL,
                          .d = &registers->items[instruction->dst],
                          .n = lanes,
                          .x = instruction->extra,
        };

        run_instruction(expr, (Op)instruction->op, &work);
    }
    return operand(expr->result, slots, registers);
}

static void print_operand(Buf *out, uint8_t index)
{
    if (index < LIMIT_REGISTERS)
        buf_add_format(out, " r%u", index);
    else
        buf_add_format(out, " s%u", index - LIMIT_REGISTERS);
}

void expr_print(Buf *out, const Expr *expr)
{
    static const char *const NAMES[] = {
#define X(op, meaning) #op,
#include "catalog/expr.def"
#undef X
    };

    for (uint32_t i = 0; i < expr->count; i++) {
        const Instruction *const instruction = &expr->code[i];

        buf_add_format(out, "    %-14s", NAMES[instruction->op] + sizeof "OP_" - 1);
        print_operand(out, instruction->dst);
        print_operand(out, instruction->a);
        print_operand(out, instruction->b);
        if (instruction->op == OP_CONST || instruction->op == OP_ANY)
            buf_add_format(out, " %lld", (long long)expr->constants[instruction->extra]);
        else if (instruction->op == OP_SELECT)
            print_operand(out, (uint8_t)instruction->extra);
        else if (instruction->extra)
            buf_add_format(out, " %d", instruction->extra);
        buf_add_char(out, '\n');
    }
    buf_add_c(out, "    result        ");
    print_operand(out, expr->result);
    buf_add_char(out, '\n');
}
