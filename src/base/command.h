/* command.h - how a module offers commands to the terminal.
 *
 * A command is a row: its name, what may follow it, its help, and the function
 * that runs it. app/wiring.c lists the rows of all modules; the words that were
 * typed are checked against the row before the function sees them.
 *
 * Ownership  A CommandLine and its texts live in the process arena.
 * Threads    The main thread.
 * Faults     FAULT_INVALID names the word that was not understood.
 */
#ifndef BASE_COMMAND_H
#define BASE_COMMAND_H

#include <stdio.h>

#include "base/date.h"
#include "base/fault.h"
#include "base/label.h"

enum { COMMAND_OPTIONS_MAX = 16, COMMAND_ARGUMENTS_MAX = 64 };

typedef struct {
    const char *name;       /* without the dashes */
    const char *value_name; /* NULL: a flag */
    const char *help;
} CommandOption;

typedef struct CommandLine CommandLine;

typedef struct {
    const char         *name;      /* "figures show": one or two words */
    const char         *arguments; /* "PATH...", for the help */
    const char         *summary;   /* one line */
    uint32_t            arguments_min, arguments_max;
    const CommandOption options[COMMAND_OPTIONS_MAX];
    bool (*run)(const CommandLine *line, Fault *fault) MUST_CHECK;
} Command;

struct CommandLine {
    Arena         *arena; /* the process's */
    const Command *command;
    Str            store; /* --store, or $BAREFOOT_STORE, or "barefoot.db" */
    Language       language;
    Date           today; /* the clock's, or --today for a rehearsal */
    bool           quiet; /* no progress */
    FILE          *out;   /* results go here; progress and faults to standard error */
    Str            arguments[COMMAND_ARGUMENTS_MAX];
    uint32_t       argument_count;
    Str            values[COMMAND_OPTIONS_MAX]; /* parallel to command->options */
    bool           given[COMMAND_OPTIONS_MAX];
};

typedef struct {
    const Command *commands;
    uint32_t       count;
} CommandList;

/* The value of an option, or `otherwise`; the option must be in the row. */
Str  command_value(const CommandLine *line, const char *option, Str otherwise);
bool command_has(const CommandLine *line, const char *option);
bool command_uint(uint64_t *out, const CommandLine *line, const char *option, uint64_t otherwise,
                  uint64_t max, Fault *fault) MUST_CHECK;
bool command_date(Date *out, const CommandLine *line, const char *option, Date otherwise,
                  Fault *fault) MUST_CHECK;

/* Find the command, parse, run it, print what went wrong: an exit code. */
int command_main(const CommandList *const *lists, uint32_t list_count, int argc, char **argv);

#endif
