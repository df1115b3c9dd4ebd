/* Where somebody was, when two entries that speak of it are found to be of one person. */
#include "registry/person_merge.h"

#include <stdio.h>
#include <string.h>

#include "registry/fixture_private.h"

/* Stays as words: "2024-03-01 v1 here", "... v2 away", or "... v1 guest" for somebody who
 * is registered elsewhere. A person of the fixture begins with "2024-01-01 v1 here". */
typedef struct {
    const char *name, *kept, *merged, *want;
} Case;

static const Case CASES[] = {
    { "the same twice", "", "", "2024-01-01 v1 here" },
    { "who moved and was registered there", "", "2024-03-01 v2 here",
      "2024-01-01 v1 here, 2024-03-01 v2 here" },
    { "who went back", "2024-05-01 v1 here", "2024-03-01 v2 here",
      "2024-01-01 v1 here, 2024-03-01 v2 here, 2024-05-01 v1 here" },
    { "who left here is there", "2024-04-01 v1 away", "2024-03-01 v2 here",
      "2024-01-01 v1 here, 2024-03-01 v2 here" },
    { "who left both", "2024-04-01 v1 away", "2024-03-01 v2 here, 2024-06-01 v2 away",
      "2024-01-01 v1 here, 2024-03-01 v2 here, 2024-06-01 v2 away" },
    { "of one post the second entry tells nothing new", "", "2024-03-01 v1 guest",
      "2024-01-01 v1 here" },
    { "also after both have been elsewhere", "2024-02-01 v2 guest", "2024-03-01 v2 here",
      "2024-01-01 v1 here, 2024-02-01 v2 guest" },
};

static void move(RegistryFixture *fixture, int64_t person_id, const char *words)
{
    for (const char *at = words; at && *at; at = strchr(at, ','), at = at ? at + 1 : NULL) {
        char         on[12] = "";
        char         post[4] = "";
        char         how[8] = "";
        PersonChange change = { 0 };
        Fault        fault = { 0 };

        check_equal(fixture->test, sscanf(at, " %10s %3s %7[a-z]", on, post, how), 3);
        bool const is_v1 = strcmp(post, "v1") == 0;
        Residence  to = { .is_resident = strcmp(how, "away") != 0,
                          .kind = strcmp(how, "guest") == 0 ? SV("2") : SV("1"),
                          .organisation_id = fixture->posts[is_v1 ? FIXTURE_V1 : FIXTURE_V2],
                          .region_id = is_v1 ? 990101100200 : 990101100201 };
        check_true(fixture->test, date_parse(&to.from_on, str_from_c(on)));
        registry_fixture_begin(fixture);
        if (!person_move(&change, &fixture->registry, person_id, &to, &fixture->problems, &fault))
            check_fail(fixture->test, fault.message);
        registry_fixture_commit(fixture);
    }
}

static Str words_of(const RegistryFixture *fixture, const PersonUnion *pair)
{
    Buf words = buf_open(fixture->arena, 500);

    for (uint32_t i = 0; i < pair->stay_count; i++) {
        const Residence *const stay = &pair->stays[i];
        Str const              on = date_format(fixture->arena, stay->from_on);
        bool const             is_v1 = stay->organisation_id == fixture->posts[FIXTURE_V1];

        buf_add_format(&words, "%s%.*s %s %s", i ? ", " : "", (int)on.len, on.ptr,
                       is_v1 ? "v1" : "v2",
                       !stay->is_resident               ? "away"
                       : str_equal(stay->kind, SV("2")) ? "guest"
                                                        : "here");
    }
    return buf_str(&words);
}

void person_unite_stays_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        RegistryFixture fixture = { 0 };
        PersonUnion     pair = { 0 };
        MergeChoice     by_rule = { 0 };
        Fault           fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        registry_fixture_open(&fixture, test);
        int64_t const kept =
            registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
        int64_t const merged =
            registry_fixture_person(&fixture, "甲一", "990101199001010035", "", FIXTURE_V1);
        move(&fixture, kept, CASES[i].kept);
        move(&fixture, merged, CASES[i].merged);
        if (!person_unite(&pair, &fixture.registry, kept, merged, by_rule, &fault))
            check_fail(test, fault.message);
        check_text(test, words_of(&fixture, &pair), str_from_c(CASES[i].want));
        registry_fixture_close(&fixture);
    }
}
