#include "card/check.h"

static const struct {
    Str   name;
    Label label;
} CHECKS[] = {
#define X(check, name, zh, en)                                                                     \
    [check] = { { name, sizeof(name) - 1 }, { { zh, sizeof(zh) - 1 }, { en, sizeof(en) - 1 } } },
#include "card/check.def"
#undef X
};

Str card_check_name(CardCheck check)
{
    return CHECKS[check].name;
}

Label card_check_label(CardCheck check)
{
    return CHECKS[check].label;
}
