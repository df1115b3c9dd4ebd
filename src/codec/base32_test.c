/* RFC 4648, section 10, and texts that no bytes have. */
#include "base/test.h"
#include "codec/base32.h"

void base32_test(Test *test)
{
    static const struct {
        const char *bytes, *text;
    } ROWS[] = {
        { "", "" },
        { "f", "MY" },
        { "fo", "MZXQ" },
        { "foo", "MZXW6" },
        { "foob", "MZXW6YQ" },
        { "fooba", "MZXW6YTB" },
        { "foobar", "MZXW6YTBOI" },
    };
    static const char *const BAD[] = { "M", "MZX", "MZXW6Y", "MZ", "MY======", "M1", "M Y", "MYé" };
    Arena                   *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Str const bytes = str_from_c(ROWS[i].bytes);
        Str       back = SV("");

        test_row(test, "%s", ROWS[i].bytes);
        check_text(test, base32_encode(arena, bytes), str_from_c(ROWS[i].text));
        check_true(test, base32_decode(&back, arena, str_from_c(ROWS[i].text)));
        check_text(test, back, bytes);
    }
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        Str back;

        test_row(test, "bad: %s", BAD[i]);
        check_true(test, !base32_decode(&back, arena, str_from_c(BAD[i])));
    }
    Str back = SV("");
    check_true(test, base32_decode(&back, arena, SV("mzxw6ytboi")));
    check_text(test, back, SV("foobar"));
    arena_close(&arena);
}
