/* serve.h - the command that serves the web interface and the API. */
#ifndef APP_SERVE_H
#define APP_SERVE_H

#include "base/command.h"

extern const CommandList APP_SERVE_COMMANDS;

#endif
