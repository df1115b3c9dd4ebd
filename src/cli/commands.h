/* commands.h - the commands that this folder offers to the terminal. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "base/command.h"

extern const CommandList CLI_DEFINITION_COMMANDS;   /* check, fmt */
extern const CommandList CLI_STORE_COMMANDS;        /* migrate, doctor */
extern const CommandList CLI_FIGURE_COMMANDS;       /* figures ... */
extern const CommandList CLI_POPULATION_COMMANDS;   /* population ... */
extern const CommandList CLI_QUALITY_COMMANDS;      /* quality ... */
extern const CommandList CLI_REPORT_COMMANDS;       /* report summary, due */
extern const CommandList CLI_ACCOUNT_COMMANDS;      /* user ... */
extern const CommandList CLI_CARD_COMMANDS;         /* card ... */
extern const CommandList CLI_PERSON_COMMANDS;       /* person ... */
extern const CommandList CLI_ORGANISATION_COMMANDS; /* organisation ..., reorganisation ... */
extern const CommandList CLI_MATCH_COMMANDS;        /* match */
extern const CommandList CLI_MERGE_COMMANDS;  /* duplicates ..., person merge, unmerge, merges */
extern const CommandList CLI_DEDUPE_COMMANDS; /* dedupe */

#endif
