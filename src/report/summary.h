/* summary.h - the annual summary, written from the definitions' sentences.
 *
 * The document has the numbered form that such summaries have: chapters 一、, parts
 * (一), sentences 一是. Every number in it is a link to the figure it is, so that a
 * reader gets from the sentence to the formula and to the people. A sentence whose
 * number has no value is not printed; it is listed at the end with the reason.
 *
 * Ownership  The text goes into the caller's Buf.
 * Threads    As the FigureReader.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "indicators/figure.h"

typedef enum { SUMMARY_MARKDOWN, SUMMARY_HTML } SummaryFormat;

typedef struct {
    const Summary *summary;
    Period         period; /* a year, or the part of one up to a day */
    FigurePlace    place;
    Language       language;
    SummaryFormat  format;
} SummaryOrder;

bool summary_write(Buf *out, const FigureReader *reader, const SummaryOrder *order,
                   Fault *fault) MUST_CHECK;

/* Its title: {place} and {year} filled in. */
Str summary_title(const FigureReader *reader, const SummaryOrder *order);

/* 1 is 一, 12 is 十二, 99 is 九十九. */
Str summary_numeral(Arena *arena, uint32_t number);

#endif
