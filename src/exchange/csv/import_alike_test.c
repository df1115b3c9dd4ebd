/* Rows that name nobody by a number, and look like somebody who is registered. */
#include <string.h>

#include "exchange/csv/fixture_private.h"
#include "registry/duplicate.h"

#define HEAD                                                                                       \
    "citizen_id,name,sex,born_on,phone,address,residence_kind,organisation_code,region_code,"      \
    "resident_from,person_id,distinct_from\n"
#define AT(post) "1," post ",990101100201,2020-01-01"

#define JIA "990101196005010012,欧阳甲,1,1960-05-01,13800000001,甲村三组12号," AT("V1") ",,\n"

#define NEW       "1 new, 0 amended, 0 unchanged, 0 rejected"
#define UNCHANGED "0 new, 0 amended, 1 unchanged, 0 rejected"
#define AMENDED   "0 new, 1 amended, 0 unchanged, 0 rejected"
#define REFUSED   "0 new, 0 amended, 0 unchanged, 1 rejected\n"
#define TELLS_WHO "very probably registered already: $1 (V1, "

/* One after the other; $1 is the first person of the register. What the outcome begins
 * with; and how many pairs wait for a decision then. */
static const struct {
    const char *name, *row, *outcome;
    uint32_t    waiting;
} STEPS[] = {
    { "with a number", JIA, NEW, 0 },
    { "again", JIA, UNCHANGED, 0 },
    { "without it, elsewhere", ",欧阳甲,1,1960-05-01,13800000001,," AT("V2") ",,\n",
      REFUSED "2:2 name: " TELLS_WHO, 0 },
    { "and again: nothing was registered", ",欧阳甲,1,1960-05-01,13800000001,," AT("V2") ",,\n",
      REFUSED "2:2 name: " TELLS_WHO, 0 },
    { "a telephone with dashes", ",欧阳甲,1,1960-05-01,138-0000-0001,," AT("V2") ",,\n",
      REFUSED "2:2 name: " TELLS_WHO "99.9 %; name the same, date of birth the same, sex the same, "
              "telephone the same)",
      0 },
    { "at his post: it is he", ",欧阳甲,1,1960-05-01,,," AT("V1") ",,\n", UNCHANGED, 0 },
    { "what is new about him", ",欧阳甲,1,1960-05-01,13800000001,甲村五组1号," AT("V1") ",,\n",
      AMENDED, 0 },
    { "as it was said before", ",欧阳甲,1,1960-05-01,13800000001,甲村三组12号," AT("V1") ",,\n",
      AMENDED, 0 },
    { "but all else is different", ",欧阳甲,1,1960-05-01,13911112222,东关街9号," AT("V1") ",,\n",
      REFUSED "2:2 name: " TELLS_WHO, 0 },
    { "this is he, by id", ",欧阳甲,1,1960-05-01,13800000003,," AT("V2") ",$1,\n", AMENDED, 0 },
    { "this is he, by a number",
      ",欧阳甲,1,1960-05-01,13800000003,," AT("V2") ",990101196005010012,\n", UNCHANGED, 0 },
    { "this is nobody", ",欧阳甲,1,1960-05-01,13800000003,," AT("V2") ",4711,\n",
      REFUSED "2:61 person_id: it is no person id of a store, nor anybody's number", 0 },
    { "this is somebody else", ",子一,2,1999-05-01,,," AT("V2") ",990101196005010012,\n",
      REFUSED "2:49 person_id: this person id is somebody else's here", 0 },
    { "not he, by a number",
      ",欧阳甲,1,1960-05-01,13911112222,东关街9号," AT("V1") ",,990101196005010012\n", NEW, 1 },
    { "the same file again",
      ",欧阳甲,1,1960-05-01,13911112222,东关街9号," AT("V1") ",,990101196005010012\n", UNCHANGED,
      1 },
    { "not he, by id, and nobody else",
      ",欧阳甲,1,1960-05-01,13911112222,东关街9号," AT("V2") ",,\"$1、990101199001010035\"\n",
      REFUSED "2:67 distinct_from: there is no such person", 1 },
    { "a valid number and another are two people",
      "990101198803040012,庚午,1,1988-03-04,,," AT(
          "V1") ",,\n"
                "990101198803040039,庚午,1,1988-03-04,,," AT("V1") ",,\n",
      "2 new, 0 amended, 0 unchanged, 0 rejected", 2 },
    { "twice in a file",
      ",丁卯,2,1985-03-04,13900000009,," AT("V1") ",,\n"
                                                  ",丁卯,2,1985-03-04,13900000009,," AT(
                                                      "V1") ",,\n",
      "1 new, 0 amended, 1 unchanged, 0 rejected", 2 },
    { "twice in a file, a little different",
      ",戊辰,2,1985-03-04,13700000009,," AT("V1") ",,\n"
                                                  ",戊辰,2,1985-03-04,13700000009,," AT(
                                                      "V2") ",,\n",
      "1 new, 0 amended, 0 unchanged, 1 rejected\n3:2 name: very probably registered already", 2 },
    { "possible: it is in, and waits", ",丁卯,2,1985-04-03,,," AT("V2") ",,\n",
      NEW "\n2:2 warning: name: perhaps registered already, see the duplicates: ", 3 },
    { "which is said once", ",丁卯,2,1985-04-03,,," AT("V2") ",,\n", UNCHANGED, 3 },
};

static uint32_t waiting(const ExchangeFixture *fixture)
{
    Job const      job = job_now(actor_system(), fixture->arena);
    Registry const registry = house_registry(fixture->house, &job);
    uint32_t       count = 0;
    Fault          fault = { 0 };

    if (!duplicate_count_open(&count, &registry, 100, &fault))
        check_fail(fixture->test, fault.message);
    return count;
}

static Str with_id(const ExchangeFixture *fixture, const char *text, int64_t id)
{
    Buf out = buf_open(fixture->arena, 4000);

    for (; *text; text++)
        if (text[0] == '$' && text[1] == '1') {
            buf_add_format(&out, "%lld", (long long)id);
            text++;
        } else {
            buf_add_char(&out, *text);
        }
    return buf_str(&out);
}

static int64_t holder(const ExchangeFixture *fixture, Str citizen_id)
{
    Job const      job = job_now(actor_system(), fixture->arena);
    Registry const registry = house_registry(fixture->house, &job);
    int64_t        id = 0;
    Fault          fault = { 0 };

    if (!person_find_by_citizen_id(&id, &registry, citizen_id, &fault))
        check_fail(fixture->test, fault.message);
    return id;
}

void import_alike_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open_county(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        int64_t const id = holder(&fixture, SV("990101196005010012"));
        Str const     text = str_format(fixture.arena, HEAD "%s", STEPS[i].row);
        Str const     want = with_id(&fixture, STEPS[i].outcome, id);

        test_row(test, "%s", STEPS[i].name);
        Str const before = exchange_state(&fixture);
        Str const got = exchange_import(&fixture, "persons", with_id(&fixture, text.ptr, id));
        check_text(test, str_starts_with(got, want) ? want : got, want);
        check_equal(test, waiting(&fixture), STEPS[i].waiting);
        if (str_starts_with(got, SV("0 new, 0 amended")))
            check_text(test, exchange_state(&fixture), before);
    }
    exchange_fixture_close(&fixture);
}

/* Whoever sends the file reads why in his language, and never a name. */
void import_alike_words_test(Test *test)
{
    static const struct {
        Language    language;
        const char *tells[4];
    } CASES[] = {
        { LANGUAGE_ZH, { "很可能已登记", "V1", "出生日期", "distinct_from" } },
        { LANGUAGE_EN, { "very probably registered already", "V1", "date of birth", "else into" } },
    };
    ExchangeFixture fixture;

    exchange_fixture_open_county(&fixture, test);
    exchange_import_all(&fixture, "persons", HEAD JIA, 1);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        fixture.options.language = CASES[i].language;
        Str const got = exchange_import(
            &fixture, "persons", SV(HEAD ",欧阳甲,1,1960-05-01,13800000001,," AT("V2") ",,\n"));
        test_row(test, "%.*s", (int)got.len, got.ptr);
        for (size_t k = 0; k < COUNT_OF(CASES[i].tells); k++)
            check_true(test, strstr(str_to_c(fixture.arena, got), CASES[i].tells[k]) != NULL);
        check_true(test, strstr(str_to_c(fixture.arena, got), "欧阳") == NULL);
    }
    exchange_fixture_close(&fixture);
}
