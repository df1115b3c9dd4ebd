#include "codec/qr.h"

#include <errno.h>
#include <qrencode.h>

enum { QUIET_MODULES = 4 };

static QRecLevel level_of(QrLevel level)
{
    switch (level) {
    case QR_LEVEL_L: return QR_ECLEVEL_L;
    case QR_LEVEL_M: return QR_ECLEVEL_M;
    case QR_LEVEL_Q: return QR_ECLEVEL_Q;
    case QR_LEVEL_H: break;
    }
    return QR_ECLEVEL_H;
}

bool qr_encode(Qr *out, Arena *arena, Str text, QrLevel level, Fault *fault)
{
    /* Mode 8 lets the library choose the densest set for each stretch of the text. */
    QRcode *const made =
        QRcode_encodeString(str_to_c(arena, text), 0, level_of(level), QR_MODE_8, 1);

    if (!made && errno == ERANGE)
        return fault_set(fault, FAULT_TOO_LARGE, "a QR code does not hold so long a text");
    if (!made)
        return fault_set(fault, FAULT_INVALID, "a QR code needs a text that is not empty");

    uint32_t const width = (uint32_t)made->width;
    bool *const    is_dark = arena_array(arena, (size_t)width * width, sizeof *is_dark);

    for (size_t i = 0; i < (size_t)width * width; i++)
        is_dark[i] = made->data[i] & 1; /* the other bits tell what a module is for */
    *out = (Qr){ .version = (uint32_t)made->version, .width = width, .is_dark = is_dark };
    QRcode_free(made);
    return true;
}

/* Text between tags or quotes of XML. */
static void add_escaped(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '<': buf_add_c(out, "&lt;"); break;
        case '&': buf_add_c(out, "&amp;"); break;
        case '"': buf_add_c(out, "&quot;"); break;
        default: buf_add_char(out, text.ptr[i]); break;
        }
    }
}

/* Dark modules that lie side by side are one bar: fewer bytes, and no hairlines
 * between them on a screen. */
static void add_row(Buf *out, const Qr *code, uint32_t row)
{
    const bool *const modules = code->is_dark + (size_t)row * code->width;
    uint32_t          at = 0;

    while (at < code->width) {
        uint32_t end = at;

        while (end < code->width && modules[end])
            end++;
        if (end > at)
            buf_add_format(out, "M%u %uh%uv1h-%uz", at + QUIET_MODULES, row + QUIET_MODULES,
                           end - at, end - at);
        at = end + 1;
    }
}

void qr_svg(Buf *out, const Qr *code, Str label)
{
    uint32_t const side = code->width + 2 * QUIET_MODULES;

    buf_add_format(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\""
                   " shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"",
                   side, side);
    add_escaped(out, label);
    buf_add_format(out, "\"><path fill=\"#fff\" d=\"M0 0h%uv%uh-%uz\"/><path fill=\"#000\" d=\"",
                   side, side, side);
    for (uint32_t row = 0; row < code->width; row++)
        add_row(out, code, row);
    buf_add_c(out, "\"/></svg>");
}
