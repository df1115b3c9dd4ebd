/* register_share.h - those who live somewhere by the register, held against the official
 * number.
 *
 * A city once had 5,508,600 residents entered where 3,379,498 lived: 163 %. Nobody saw
 * it, because each rate looked at one number. Here both stand side by side, of a place
 * and of each right below it; when their ratio lies outside the bounds that the
 * definitions give (register_share_min and register_share_max, dated and with their
 * source), it is said which way, by how many, and what commonly does it. The ratio
 * itself is an indicator, REGISTER_SHARE, so it has people, targets and a history.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_DENIED outside the actor's place; FAULT_NOT_FOUND when the
 *            definitions lack the indicator; the store's.
 */
#ifndef INDICATORS_REGISTER_SHARE_H
#define INDICATORS_REGISTER_SHARE_H

#include "indicators/figure.h"

#define REGISTER_SHARE "population.official_share"

typedef enum {
    SHARE_BELIEVED,
    SHARE_TOO_HIGH,
    SHARE_TOO_LOW,
    SHARE_UNKNOWN, /* nobody told the official number, or the place has none of its own */
} ShareState;

typedef struct {
    Figure     figure; /* part: usual residents; whole: the official number */
    ShareState state;
    int64_t    difference;  /* residents less official ones */
    Str        least, most; /* the bounds in percent, empty where there is none */
    Label      reason;      /* empty when nothing is to be said */
} RegisterShare;

Str register_share_state_name(ShareState state);

bool register_share_read(RegisterShare *out, const FigureReader *reader, FigurePlace place,
                         Period period, Fault *fault) MUST_CHECK;

/* The same for each right below it. */
bool register_share_by_place(RegisterShare **out, uint32_t *count, const FigureReader *reader,
                             FigurePlace place, Period period, Fault *fault) MUST_CHECK;

/* Of a figure that is larger than its official whole: what the register's own share says
 * about it; else empty. */
bool register_share_doubt(Label *out, const FigureReader *reader, const Figure *figure,
                          Fault *fault) MUST_CHECK;

#endif
