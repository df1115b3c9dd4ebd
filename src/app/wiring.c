#include "app/wiring.h"

#include "cli/commands.h"

const CommandList *const WIRING_COMMANDS[] = {
    &CLI_STORE_COMMANDS,
    &CLI_DEFINITION_COMMANDS,
    &CLI_REPORT_COMMANDS,
    &CLI_FIGURE_COMMANDS,
};

const uint32_t WIRING_COMMAND_LISTS = COUNT_OF(WIRING_COMMANDS);
