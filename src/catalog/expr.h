/* expr.h - checked expressions as bytecode, and the one engine that runs them.
 *
 * A form being entered, a due rule and a figure over three million people use
 * the same instructions and the same engine: an instruction works on a vector of
 * lanes, and a single record is a vector of one. A missing operand gives a missing
 * result, except where the three-valued rules of expr.def say otherwise (false and
 * missing is false).
 *
 * Programs have no jumps, so they end. They are bounded (limits.h).
 *
 * Ownership  An Expr belongs to its catalogue and never changes.
 * Threads    Any number may run one Expr, each with its own Registers.
 */
#ifndef CATALOG_EXPR_H
#define CATALOG_EXPR_H

#include "base/buf.h"
#include "base/limits.h"
#include "catalog/type.h"

typedef enum {
#define X(op, meaning) op,
#include "catalog/expr.def"
#undef X
} Op;

/* An operand below LIMIT_REGISTERS is a register; from there on it is a slot. */
typedef struct {
    uint8_t op, dst, a, b;
    int32_t extra;
} Instruction;

/* What the world outside puts into an expression. */
typedef enum {
    SLOT_FIELD,     /* of the record: index is the field's */
    SLOT_LIST_ROWS, /* of the record: how many rows its list `index` has */
    SLOT_ATTRIBUTE, /* of the subject: index is an Attribute */
    SLOT_STATE,     /* of the subject in programme `index`: sub is a State */
    SLOT_TERM,      /* a sum over the subject's records: index of the catalogue's term */
    SLOT_PARAM,     /* a parameter's value on the day, at the place */
    SLOT_DAY,       /* the day in question: the visit's, or the period's last */
    SLOT_PERIOD_START,
    SLOT_YEAR_START, /* of the year of the day */
    SLOT_YEAR_END,
} SlotKind;

typedef enum {
    ATTRIBUTE_BORN_ON,
    ATTRIBUTE_DIED_ON,
    ATTRIBUTE_SEX,
    ATTRIBUTE_AGE, /* whole years on the day */
    ATTRIBUTE_AGE_MONTHS,
    ATTRIBUTE_AGE_DAYS,
    ATTRIBUTE_RESIDENT,           /* on the day */
    ATTRIBUTE_RESIDENT_IN_PERIOD, /* on some day of the period, up to the day */
    ATTRIBUTE_RESIDENT_IN_YEAR,
    ATTRIBUTE_RESIDENT_SINCE,  /* the day this stay began */
    ATTRIBUTE_RESIDENCE,       /* registered here, or living here */
    ATTRIBUTE_RESIDENT_STATUS, /* what the person is to this place: a code */
    ATTRIBUTE_COUNT,
} Attribute;

typedef enum {
    STATE_ENROLLED, /* on the day */
    STATE_ENROLLED_IN_PERIOD,
    STATE_ENROLLED_IN_YEAR,
    STATE_ENROLLED_ON, /* first day of the latest enrolment */
    STATE_CLOSED_ON,   /* its last day, when that was known by the day */
    STATE_COUNT,
} State;

typedef struct {
    SlotKind kind;
    uint32_t index, sub;
    bool     is_truth;
} Slot;

typedef struct {
    int64_t key, value;
} LookupPair;

typedef struct {
    const LookupPair *pairs; /* sorted by key */
    uint32_t          count;
} LookupTable;

typedef struct {
    const Instruction *code;
    const int64_t     *constants;
    const Slot        *slots;
    const LookupTable *tables;
    uint32_t           count, constant_count, slot_count, table_count, register_count;
    uint8_t            result; /* operand */
    Type               type;
    Str                text; /* as it was written */
} Expr;

/* A value in each lane, or none. Truth values are bits, 64 lanes to a word; other
 * values are words, and when they are all the same there is only the first. Most
 * of what is asked about a person in fifty periods is the same in all of them, or
 * a truth, so most instructions are a few machine instructions.
 *
 * Who fills the lanes may say between what bounds they lie; a comparison that the
 * bounds decide, as of an age with 65, looks at no lane.
 *
 * A truth that is missing is 0. Bits beyond the last lane say nothing. */
enum { LANE_WORDS = LIMIT_LANES / 64 };

typedef struct {
    bool     is_truth, is_uniform, is_bounded;
    int64_t  low, high; /* of all values, when it is bounded */
    uint64_t missing[LANE_WORDS];
    uint64_t truth[LANE_WORDS];
    int64_t  values[LIMIT_LANES];
} Vector;

static inline bool vector_has(const Vector *vector, uint32_t lane)
{
    return (vector->missing[lane / 64] >> lane % 64 & 1) == 0;
}

static inline bool vector_is_true(const Vector *vector, uint32_t lane)
{
    return vector->truth[lane / 64] >> lane % 64 & 1;
}

static inline int64_t vector_word(const Vector *vector, uint32_t lane)
{
    return vector->is_truth ? vector_is_true(vector, lane)
                            : vector->values[vector->is_uniform ? 0 : lane];
}

/* One value, or none, in every lane. */
void vector_fill(Vector *vector, bool is_truth, bool present, int64_t word);
/* About to be put lane by lane. */
static inline void vector_begin(Vector *vector, bool is_truth)
{
    vector->is_truth = is_truth;
    vector->is_uniform = false;
    vector->is_bounded = false;
}

/* One lane of a vector that was begun. */
void vector_put(Vector *vector, uint32_t lane, bool present, int64_t word);

typedef struct Registers Registers;

/* Registers enough for every expression; they live in the arena. */
Registers *registers_open(Arena *arena);

/* Run over `lanes` lanes; slots[i] holds what expr->slots[i] asks for. The
 * result is borrowed until the registers are used again. */
const Vector *expr_run(const Expr *expr, const Vector *const *slots, uint32_t lanes,
                       Registers *registers);

/* One instruction of an expression whose operands are at hand: for who runs several
 * expressions at once, and what is the same in them only once. Of an operand that
 * the instruction does not have nothing is read. */
void expr_step(const Expr *expr, const Instruction *instruction, const Vector *a, const Vector *b,
               const Vector *c, Vector *d, uint32_t lanes, Registers *registers);

/* One line per instruction, for golden files. */
void expr_print(Buf *out, const Expr *expr);

#endif
