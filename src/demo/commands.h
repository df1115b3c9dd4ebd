/* commands.h - the command that makes a demonstration. */
#ifndef DEMO_COMMANDS_H
#define DEMO_COMMANDS_H

#include "base/command.h"

extern const CommandList DEMO_COMMANDS;

#endif
