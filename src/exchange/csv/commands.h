/* commands.h - import and export at the terminal. */
#ifndef EXCHANGE_CSV_COMMANDS_H
#define EXCHANGE_CSV_COMMANDS_H

#include "base/command.h"

extern const CommandList EXCHANGE_COMMANDS;

#endif
