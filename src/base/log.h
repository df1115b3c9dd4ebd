/* log.h - one line per event on standard error, for the operator.
 *
 * Lines are "2024-02-29T08:30:00.123+08:00 level module: text". Standard error
 * is where systemd and every supervisor collect them; rotation is theirs.
 *
 * Threads    Any: a line is written by one call.
 * Privacy    Ids, codes, counts and times only; never a name, never a value
 *            that somebody entered.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attributes.h"
#include "base/fault.h"

typedef enum { LOG_ERROR, LOG_WARNING, LOG_INFO } LogLevel;

void log_line(LogLevel level, const char *module, const char *format, ...) PRINTF_LIKE(3, 4);
void log_fault(LogLevel level, const char *module, const Fault *fault);

#endif
