/* fault.h - the one error type.
 *
 * Every function that can fail returns bool, is marked MUST_CHECK and takes
 * `Fault *fault` last. On false the fault is filled in; on true it is left
 * alone. There is no global or thread-local "last error" to go stale.
 *
 * Ownership  Lives on the caller's stack, owns no memory, is never freed.
 * Threads    A plain value.
 * Privacy    message and context may reach logs: name fields and rows, never
 *            the values people entered.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/str.h"

typedef enum {
    FAULT_NONE,
#define X(name, status, retry, zh, en) name,
#include "base/fault.def"
#undef X
} FaultCode;

typedef struct {
    FaultCode code;
    uint32_t  line, column; /* in the text the user wrote; 0 if none */
    char      message[200]; /* one line, says what was expected */
    char      context[160]; /* what we were doing, outermost first */
} Fault;

typedef struct {
    const char *name;
    int         http_status;
    bool        retry;
    const char *zh, *en;
} FaultKind;

const FaultKind *fault_kind(FaultCode code);

/* These return false, so that `return fault_set(...)` reads as what it is. */
bool fault_set(Fault *fault, FaultCode code, const char *format, ...) PRINTF_LIKE(3, 4);
bool fault_at(Fault *fault, uint32_t line, uint32_t column, const char *format, ...)
    PRINTF_LIKE(4, 5); /* FAULT_INVALID at a place */
bool fault_context(Fault *fault, const char *format, ...) PRINTF_LIKE(2, 3);

/* "reading persons.csv: line 3, column 7: expected a date" */
Str fault_text(const Fault *fault, Arena *arena);

#endif
