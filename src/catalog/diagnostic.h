/* diagnostic.h - what the compiler has to say about a definition.
 *
 * The compiler goes on after an error and reports them all in one run: the
 * place, what is wrong, what was expected, and a hint when there is a good
 * guess. At each place the first one wins, since the rest follow from it.
 *
 * Ownership  Everything lives in the arena given at birth.
 * Limits     LIMIT_DIAGNOSTICS are kept; the others are counted.
 */
#ifndef CATALOG_DIAGNOSTIC_H
#define CATALOG_DIAGNOSTIC_H

#include "base/buf.h"
#include "base/str.h"

/* One file of definitions, as it was read. */
typedef struct {
    Str path;
    Str text;
} Source;

/* A piece of a source: bytes from `start` up to, not including, `end`. */
typedef struct {
    uint32_t source, start, end;
} Span;

Span span_join(Span first, Span last);

typedef struct {
    Span span;
    Str  text;     /* what is wrong */
    Str  expected; /* what would have been right, or empty */
    Str  hint;     /* a guess, or empty */
} Diagnostic;

typedef struct {
    Arena        *arena;
    const Source *sources;
    uint32_t      source_count;
    Diagnostic   *items; /* and one more, for what is not kept */
    uint32_t      count;
    uint32_t      suppressed; /* over the limit */
    Span         *muted;
    uint32_t      muted_count, muted_capacity;
} Diagnostics;

/* Add one; the returned item can be given its `expected` and `hint`. It is never
 * NULL: what is not kept goes to a spare. */
Diagnostic *diagnose(Diagnostics *diagnostics, Span span, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Say no more about this piece: it failed, and what else seems wrong in it may
 * only follow from that. */
void diagnostics_mute(Diagnostics *diagnostics, Span span);

/* The name of `names` nearest to `wrong`, or an empty text when none is near. */
Str diagnostic_nearest(Str wrong, const Str *names, uint32_t count);

typedef struct {
    uint32_t line, column; /* from 1; columns count characters */
} SourcePlace;

SourcePlace diagnostic_place(const Source *source, uint32_t offset);

/* All of them, sorted by place, as a good compiler prints them:
 *
 *   followup.care:12:15: unknown name 'spb'
 *      12 |   check dbp < spb "..." | "..."
 *         |               ^^^
 *      expected a field of this form
 *      hint: did you mean 'sbp'?
 */
void diagnostics_print(Buf *out, Diagnostics *diagnostics);

#endif
