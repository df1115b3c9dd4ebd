/* wiring.h - the only place that knows every module: what they offer, in lists. */
#ifndef APP_WIRING_H
#define APP_WIRING_H

#include "base/command.h"

extern const CommandList *const WIRING_COMMANDS[];
extern const uint32_t           WIRING_COMMAND_LISTS;

#endif
