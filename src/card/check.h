/* check.h - what comes out when a card's text is looked at.
 *
 * Each reason for which a card is not accepted is one row of check.def, so that it
 * has the same name and words at every door. A check is no fault: whoever shows a
 * card that is frozen has done nothing wrong to the program.
 *
 * Threads    Constants.
 */
#ifndef CARD_CHECK_H
#define CARD_CHECK_H

#include "base/label.h"

typedef enum {
#define X(check, name, zh, en) check,
#include "card/check.def"
#undef X
    CARD_CHECK_COUNT,
} CardCheck;

Str   card_check_name(CardCheck check);
Label card_check_label(CardCheck check);

#endif
