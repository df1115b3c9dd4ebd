/* qr.h - a text as a QR code (ISO/IEC 18004).
 *
 * The one door to libqrencode. It gives the square of modules, and writes it as an
 * SVG picture: one path, black on white, with the quiet border of four modules that
 * readers need; no script, no style, nothing to be fetched.
 *
 * Ownership  The code lives in the arena.
 * Threads    Pure functions.
 * Faults     FAULT_TOO_LARGE when the text does not fit.
 */
#ifndef CODEC_QR_H
#define CODEC_QR_H

#include "base/buf.h"
#include "base/fault.h"

/* How much of the code may be lost: about 7, 15, 25, 30 of a hundred. */
typedef enum { QR_LEVEL_L, QR_LEVEL_M, QR_LEVEL_Q, QR_LEVEL_H } QrLevel;

typedef struct {
    uint32_t    version; /* 1 to 40 */
    uint32_t    width;   /* modules along a side: 17 + 4 * version */
    const bool *is_dark; /* row by row */
} Qr;

/* The smallest code that holds the text; capital letters and digits take least. */
bool qr_encode(Qr *out, Arena *arena, Str text, QrLevel level, Fault *fault) MUST_CHECK;

/* <svg ...>, of which a module is 1 x 1; the size on paper is the page's affair.
 * `label` is what somebody is told who cannot see it. */
void qr_svg(Buf *out, const Qr *code, Str label);

#endif
