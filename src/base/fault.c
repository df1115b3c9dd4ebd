#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

static const FaultKind KINDS[] = {
    { "FAULT_NONE", 200, false, "", "" },
#define X(name, status, retry, zh, en) { #name, status, retry, zh, en },
#include "base/fault.def"
#undef X
};

const FaultKind *fault_kind(FaultCode code)
{
    return &KINDS[(size_t)code < COUNT_OF(KINDS) ? (size_t)code : 0];
}

/* vsnprintf cuts anywhere; a text cut inside a UTF-8 character would be no text. */
static void cut_to_whole_characters(char *text, size_t size)
{
    size_t len = strlen(text);

    if (len + 1 < size)
        return;
    while (len > 0 && ((unsigned char)text[len - 1] & 0xC0) == 0x80)
        len--;
    if (len > 0 && (unsigned char)text[len - 1] >= 0xC0)
        len--;
    text[len] = '\0';
}

bool fault_set(Fault *fault, FaultCode code, const char *format, ...)
{
    va_list arguments;

    *fault = (Fault){ .code = code };
    va_start(arguments, format);
    (void)vsnprintf(fault->message, sizeof fault->message, format, arguments);
    va_end(arguments);
    cut_to_whole_characters(fault->message, sizeof fault->message);
    return false;
}

bool fault_at(Fault *fault, uint32_t line, uint32_t column, const char *format, ...)
{
    va_list arguments;

    *fault = (Fault){ .code = FAULT_INVALID, .line = line, .column = column };
    va_start(arguments, format);
    (void)vsnprintf(fault->message, sizeof fault->message, format, arguments);
    va_end(arguments);
    cut_to_whole_characters(fault->message, sizeof fault->message);
    return false;
}

bool fault_context(Fault *fault, const char *format, ...)
{
    char    outer[sizeof fault->context];
    char    joined[2 * sizeof fault->context + 2];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(outer, sizeof outer, format, arguments);
    va_end(arguments);
    (void)snprintf(joined, sizeof joined, "%s%s%s", outer, fault->context[0] ? ": " : "",
                   fault->context);
    (void)snprintf(fault->context, sizeof fault->context, "%.*s", (int)(sizeof fault->context - 1),
                   joined);
    cut_to_whole_characters(fault->context, sizeof fault->context);
    return false;
}

Str fault_text(const Fault *fault, Arena *arena)
{
    Buf text = buf_open(arena, 1024);

    if (fault->context[0])
        buf_add_format(&text, "%s: ", fault->context);
    if (fault->line)
        buf_add_format(&text, "line %u, ", fault->line);
    if (fault->column)
        buf_add_format(&text, "column %u: ", fault->column);
    buf_add_c(&text, fault->message);
    return buf_str(&text);
}
