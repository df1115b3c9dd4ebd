/* The shape of a code: its version, its three corners, and the picture of it. That it
 * can be read by somebody else's program is asked in tests/card.sh. */
#include "base/test.h"
#include "codec/qr.h"

void qr_version_test(Test *test)
{
    static const struct {
        size_t   len;
        QrLevel  level;
        uint32_t version; /* ISO/IEC 18004, table 7, alphanumeric; 0: it does not fit */
    } ROWS[] = {
        { 1, QR_LEVEL_M, 1 },    { 20, QR_LEVEL_M, 1 },   { 21, QR_LEVEL_M, 2 },
        { 154, QR_LEVEL_M, 6 },  { 155, QR_LEVEL_M, 7 },  { 195, QR_LEVEL_L, 6 },
        { 154, QR_LEVEL_Q, 8 },  { 154, QR_LEVEL_H, 10 }, { 4296, QR_LEVEL_L, 40 },
        { 4297, QR_LEVEL_L, 0 }, { 0, QR_LEVEL_L, 0 },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Buf   text = buf_open(arena, 5000);
        Qr    code = { 0 };
        Fault fault = { 0 };

        test_row(test, "%zu characters at level %d", ROWS[i].len, (int)ROWS[i].level);
        buf_add_times(&text, 'A', ROWS[i].len);
        bool const ok = qr_encode(&code, arena, buf_str(&text), ROWS[i].level, &fault);
        check_equal(test, ok, ROWS[i].version > 0);
        check_equal(test, code.version, ROWS[i].version);
        check_equal(test, code.width, ok ? 17 + 4 * ROWS[i].version : 0);
    }
    arena_close(&arena);
}

/* The eye of a corner: dark, light, then three by three dark. */
static bool is_eye(const Qr *code, uint32_t x, uint32_t y)
{
    for (uint32_t row = 0; row < 7; row++) {
        for (uint32_t column = 0; column < 7; column++) {
            uint32_t const from_edge_x = column < 6 - column ? column : 6 - column;
            uint32_t const from_edge_y = row < 6 - row ? row : 6 - row;
            uint32_t const ring = from_edge_x < from_edge_y ? from_edge_x : from_edge_y;

            if (code->is_dark[(y + row) * code->width + x + column] != (ring != 1))
                return false;
        }
    }
    return true;
}

void qr_svg_test(Test *test)
{
    Arena *arena = arena_open();
    Qr     code = { 0 };
    Fault  fault = { 0 };
    Buf    svg = buf_open(arena, 1 << 16);

    check_true(test, qr_encode(&code, arena, SV("BAREFOOT"), QR_LEVEL_M, &fault));
    check_true(test, is_eye(&code, 0, 0) && is_eye(&code, code.width - 7, 0) &&
                         is_eye(&code, 0, code.width - 7) &&
                         !is_eye(&code, code.width - 7, code.width - 7));
    qr_svg(&svg, &code, SV("a \"<card>\" & more"));
    Str const text = buf_str(&svg);
    check_true(test, !svg.overflowed && str_starts_with(text, SV("<svg xmlns=")));
    check_true(test, str_find(text, SV("viewBox=\"0 0 29 29\"")) < text.len);
    check_true(test, str_find(text, SV("a &quot;&lt;card>&quot; &amp; more")) < text.len);
    check_true(test, str_find(text, SV("M4 4h7v1h-7z")) < text.len); /* the eye's upper bar */
    check_true(test, str_find(text, SV("script")) == text.len);
    check_true(test, str_ends_with(text, SV("z\"/></svg>")));
    arena_close(&arena);
}
