/* sentence.h - one sentence of a report, with its numbers put in.
 *
 * {standard} is the value with its unit, {standard.part} and {standard.whole} what
 * it rests on, {standard.target} the target in force, {standard.change} the change
 * from the same period of the year before, in words.
 */
#ifndef REPORT_SENTENCE_H
#define REPORT_SENTENCE_H

#include "indicators/figure.h"

typedef struct {
    const Catalog *catalog;
    uint32_t       programme; /* whose indicators need no programme's name */
    const Figure  *figures;   /* per indicator of the catalogue */
    const Figure  *year_before;
    Language       language;
    /* Writes `text`, which is about a figure, as a link or however it likes. */
    void (*add_number)(void *context, Buf *out, const Figure *figure, Str text);
    void (*add_text)(void *context, Buf *out, Str text);
    void *context;
} SentenceFrame;

/* False when one of its numbers has no value; *missing then is that figure. */
bool sentence_write(Buf *out, const SentenceFrame *frame, Str sentence, const Figure **missing);

#endif
