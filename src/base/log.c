#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/instant.h"

void log_line(LogLevel level, const char *module, const char *format, ...)
{
    static const char *const LEVELS[] = { "error", "warning", "info" };
    Arena                   *arena = arena_open();
    char                     text[512];
    va_list                  arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *c = text; *c; c++) /* one event, one line, whatever came in */
        if ((unsigned char)*c < ' ')
            *c = ' ';
    (void)fprintf(stderr, "%s %s %s: %s\n", instant_format(arena, instant_now()).ptr, LEVELS[level],
                  module, text);
    arena_close(&arena);
}

void log_fault(LogLevel level, const char *module, const Fault *fault)
{
    log_line(level, module, "%s: %s%s%s", fault_kind(fault->code)->name, fault->context,
             fault->context[0] ? ": " : "", fault->message);
}
