/* Texts of cards: written, read, altered, cut, out of their time. */
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/test.h"
#include "card/token.h"
#include "codec/qr.h"

static const int64_t NOON = INT64_C(1729742400000); /* 2024-10-24T12:00:00+08:00 */

typedef struct {
    Arena    *arena;
    Sm2Secret secret;
    Sm2Public public;
    Sm2Key   *key;
    CardToken token;
    Str       text;
} Fixture;

static void open_fixture(Fixture *fixture, Test *test, CardTokenKind kind)
{
    Fault fault = { 0 };

    fixture->arena = arena_open();
    fixture->token = (CardToken){ .kind = kind,
                                  .key_id = 0x89ABCDEF,
                                  .card_id = INT64_C(0x0123456789ABCDEF),
                                  .issued_at = NOON + 999,
                                  .expires_at = NOON + 60000,
                                  .nonce = UINT64_C(0xFEDCBA9876543210) };
    if (!sm2_generate(&fixture->secret, &fixture->public, &fault) ||
        !sm2_key_open(&fixture->key, fixture->arena, &fixture->public, &fixture->secret, &fault) ||
        !card_token_sign(&fixture->text, fixture->arena, &fixture->token, fixture->key, &fault)) {
        check_fail(test, fault.message);
        abort();
    }
}

static void close_fixture(Fixture *fixture)
{
    sm2_key_close(&fixture->key);
    arena_close(&fixture->arena);
}

void card_token_round_trip_test(Test *test)
{
    static const CardTokenKind KINDS[] = { CARD_TOKEN_PRINTED, CARD_TOKEN_DYNAMIC };

    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        Fixture   fixture = { 0 };
        CardToken back = { 0 };
        Qr        code = { 0 };
        Fault     fault = { 0 };

        test_row(test, "kind %d", (int)KINDS[i]);
        open_fixture(&fixture, test, KINDS[i]);
        check_equal(test, fixture.text.len, CARD_TOKEN_CHARS);
        check_equal(test, card_token_parse(&back, fixture.text), CARD_CHECK_VERIFIED);
        check_equal(test, back.kind, KINDS[i]);
        check_equal(test, back.key_id, 0x89ABCDEF);
        check_equal(test, back.card_id, INT64_C(0x0123456789ABCDEF));
        check_equal(test, back.issued_at, NOON); /* whole seconds */
        check_equal(test, back.expires_at, NOON + 60000);
        check_true(test, back.nonce == UINT64_C(0xFEDCBA9876543210));
        check_true(test, card_token_is_signed(&back, fixture.key));
        check_true(test, qr_encode(&code, fixture.arena, fixture.text, QR_LEVEL_M, &fault));
        check_equal(test, code.version, 6);
        close_fixture(&fixture);
    }
}

/* Every character changed to every other one: it is no token, or the signature does
 * not fit. */
void card_token_altered_test(Test *test)
{
    Fixture  fixture = { 0 };
    uint32_t damaged = 0;
    uint32_t forged = 0;

    open_fixture(&fixture, test, CARD_TOKEN_PRINTED);
    char *const text = arena_alloc(fixture.arena, CARD_TOKEN_CHARS);
    for (size_t at = 0; at < CARD_TOKEN_CHARS; at++) {
        static const char OTHERS[] = "AQ27";

        for (const char *other = OTHERS; *other; other++) {
            CardToken token = { 0 };

            if (fixture.text.ptr[at] == *other)
                continue;
            test_row(test, "character %zu is %c", at, *other);
            memcpy(text, fixture.text.ptr, CARD_TOKEN_CHARS);
            text[at] = *other;
            if (card_token_parse(&token, (Str){ text, CARD_TOKEN_CHARS }) != CARD_CHECK_VERIFIED) {
                damaged++;
                continue;
            }
            forged++;
            check_true(test, !card_token_is_signed(&token, fixture.key));
        }
    }
    check_true(test, damaged > 4 && forged > 400);
    close_fixture(&fixture);
}

void card_token_parse_test(Test *test)
{
    Fixture fixture = { 0 };

    open_fixture(&fixture, test, CARD_TOKEN_PRINTED);
    Arena *const arena = fixture.arena;
    Str const    good = fixture.text;
    char *const  small = arena_alloc(arena, good.len);
    for (size_t i = 0; i < good.len; i++)
        small[i] =
            (char)(good.ptr[i] >= 'A' && good.ptr[i] <= 'Z' ? good.ptr[i] + 32 : good.ptr[i]);
    struct {
        const char *row;
        Str         text;
        CardCheck   want;
    } const ROWS[] = {
        { "as it is", good, CARD_CHECK_VERIFIED },
        { "small letters", { small, good.len }, CARD_CHECK_VERIFIED },
        { "nothing", SV(""), CARD_CHECK_NOT_A_CARD },
        { "three letters", SV("BFC"), CARD_CHECK_NOT_A_CARD },
        { "a name", SV("张三"), CARD_CHECK_NOT_A_CARD },
        { "an address", SV("https://example.org/BFC1"), CARD_CHECK_NOT_A_CARD },
        { "of tomorrow", str_format(arena, "BFC2%.*s", 149, good.ptr + 4), CARD_CHECK_NEWER },
        { "only the head", SV("BFC1"), CARD_CHECK_TRUNCATED },
        { "cut", str_slice(good, 0, good.len - 1), CARD_CHECK_TRUNCATED },
        { "longer", str_format(arena, "%.*sA", (int)good.len, good.ptr), CARD_CHECK_DAMAGED },
        { "a space in it", str_format(arena, "%.*s %.*s", 20, good.ptr, 132, good.ptr + 21),
          CARD_CHECK_DAMAGED },
        { "a digit 1", str_format(arena, "%.*s1", 152, good.ptr), CARD_CHECK_DAMAGED },
        { "all of one", str_format(arena, "BFC1%0149d", 0), CARD_CHECK_DAMAGED },
    };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        CardToken token = { 0 };

        test_row(test, "%s", ROWS[i].row);
        check_equal(test, card_token_parse(&token, ROWS[i].text), ROWS[i].want);
    }
    close_fixture(&fixture);
}

void card_token_time_test(Test *test)
{
    static const struct {
        CardTokenKind kind;
        int64_t       after_ms, tolerance_ms;
        CardCheck     want;
    } ROWS[] = {
        { CARD_TOKEN_PRINTED, 0, 0, CARD_CHECK_VERIFIED },
        { CARD_TOKEN_PRINTED, -1, 0, CARD_CHECK_NOT_YET },
        { CARD_TOKEN_PRINTED, -1000, 1000, CARD_CHECK_VERIFIED },
        { CARD_TOKEN_PRINTED, -1001, 1000, CARD_CHECK_NOT_YET },
        { CARD_TOKEN_PRINTED, 59999, 0, CARD_CHECK_VERIFIED },
        { CARD_TOKEN_PRINTED, 60000, 0, CARD_CHECK_EXPIRED },
        { CARD_TOKEN_PRINTED, 60999, 1000, CARD_CHECK_VERIFIED },
        { CARD_TOKEN_DYNAMIC, 59999, 0, CARD_CHECK_VERIFIED },
        { CARD_TOKEN_DYNAMIC, 60000, 0, CARD_CHECK_STALE },
        { CARD_TOKEN_DYNAMIC, 89999, 30000, CARD_CHECK_VERIFIED },
        { CARD_TOKEN_DYNAMIC, 90000, 30000, CARD_CHECK_STALE },
    };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        CardToken const token = { .kind = ROWS[i].kind,
                                  .issued_at = NOON,
                                  .expires_at = NOON + 60000 };

        test_row(test, "row %zu", i);
        check_equal(test, card_token_time(&token, NOON + ROWS[i].after_ms, ROWS[i].tolerance_ms),
                    ROWS[i].want);
    }
}

void card_check_words_test(Test *test)
{
    for (int i = 0; i < CARD_CHECK_COUNT; i++) {
        Label const label = card_check_label((CardCheck)i);

        test_row(test, "check %d", i);
        check_true(test, card_check_name((CardCheck)i).len && label.zh.len && label.en.len);
        for (int j = 0; j < i; j++)
            check_true(test, !str_equal(label.zh, card_check_label((CardCheck)j).zh) &&
                                 !str_equal(label.en, card_check_label((CardCheck)j).en));
    }
}
