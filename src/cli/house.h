/* house.h - a command's store, opened for the operator at the machine. */
#ifndef CLI_HOUSE_H
#define CLI_HOUSE_H

#include "base/command.h"
#include "intake/house.h"

/* The job of a command: the system's, today or on the day of --today. */
Job command_job(const CommandLine *line);

bool command_house(House **out, const CommandLine *line, HouseAccess access,
                   Fault *fault) MUST_CHECK;

/* The place that --org CODE or --region CODE means; everything without them. */
bool command_place(FigurePlace *out, const CommandLine *line, const House *house,
                   Fault *fault) MUST_CHECK;

/* ... and in which tree it is meant: --tree. */
bool command_tree(FigurePlace *place, const CommandLine *line, Fault *fault) MUST_CHECK;

#endif
