/* commands_private.h - the two commands, and what they share. */
#ifndef EXCHANGE_CSV_COMMANDS_PRIVATE_H
#define EXCHANGE_CSV_COMMANDS_PRIVATE_H

#include "exchange/csv/commands.h"
#include "intake/house.h"

bool import_command_run(const CommandLine *line, Fault *fault) MUST_CHECK;
bool export_command_run(const CommandLine *line, Fault *fault) MUST_CHECK;

/* The system's job, on the day of --today. */
Job exchange_job(const CommandLine *line, Arena *arena);

#endif
