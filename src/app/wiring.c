#include "app/wiring.h"

#include "cli/commands.h"

const CommandList *const WIRING_COMMANDS[] = {
    &CLI_DEFINITION_COMMANDS,
};

const uint32_t WIRING_COMMAND_LISTS = COUNT_OF(WIRING_COMMANDS);
