/* wiring.h - the only place that knows every module: what they offer, in lists. */
#ifndef APP_WIRING_H
#define APP_WIRING_H

#include "base/command.h"
#include "http/route.h"

extern const CommandList *const WIRING_COMMANDS[];
extern const uint32_t           WIRING_COMMAND_LISTS;

/* All routes, listed in the arena. */
const RouteList *wiring_routes(Arena *arena, uint32_t *count);

#endif
