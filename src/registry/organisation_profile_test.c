/* What else is known of an institution, and the code of WS 218. */
#include "registry/organisation_profile.h"

#include "registry/fixture_private.h"

void institution_code_test(Test *test)
{
    static const struct {
        const char *code;
        ProblemCode want;
    } CASES[] = {
        { "MA000001599010111C2201", PROBLEM_NONE },
        { "MA000001-599010111C2201", PROBLEM_NONE },
        { "MA000001499010111C2201", PROBLEM_CHECK_DIGIT },
        { "MA000001599010111C220", PROBLEM_LENGTH },
        { "MA000001+599010111C2201", PROBLEM_FORMAT },
        { "MA0000015990101X1C2201", PROBLEM_FORMAT },
        { "MA000001599010111C2991", PROBLEM_FORMAT },
        { "MA000001599010111C2203", PROBLEM_FORMAT },
        { "", PROBLEM_LENGTH },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s", CASES[i].code);
        check_equal(test, institution_code_check(str_from_c(CASES[i].code)), CASES[i].want);
    }
}

/* "level=2 beds_in_use=30" */
static OrganisationProfile profile_of(Test *test, const char *text)
{
    OrganisationProfile       profile = { 0 };
    uint32_t                  count = 0;
    const ProfileField *const fields = organisation_profile_fields(&count);

    for (Str rest = str_from_c(text); rest.len;) {
        Str       value = str_cut(&rest, ' ');
        Str const name = str_cut(&value, '=');
        bool      found = false;

        for (uint32_t i = 0; i < count; i++)
            if (str_equal(fields[i].name, name)) {
                profile.values[i] = value;
                found = true;
            }
        check_true(test, found);
    }
    return profile;
}

void organisation_profile_test(Test *test)
{
    /* t1 is of class C220 in 990101 */
    static const struct {
        const char *profile, *problems;
    } CASES[] = {
        { "level=1 grade=1 ownership=11 profit=1 beds_approved=40 phone=19900000000", "" },
        { "no_code_reason=村卫生室未办理", "" },
        { "organisation_code=MA0000015 institution_code=MA000001599010111C2201", "" },
        { "institution_code=MA000001-599010111C2201 ownership=11 profit=1"
          " organisation_code=MA0000015",
          "" },
        { "institution_code=MA000001599010112C2201 ownership=11 profit=1"
          " organisation_code=MA0000015",
          "institution_code differs" },
        { "organisation_code=MA0000014", "organisation_code check_digit" },
        { "level=4 profit=3", "level unknown_code, profit unknown_code" },
        { "beds_in_use=many", "beds_in_use format" },
        { "insurance_code=H99010100001", "" },
        { "insurance_code=X99010100001", "insurance_code format" },
        { "licence_from=2024-02-30", "licence_from no_date" },
        { "licence_from=2024-02-01 licence_until=2024-01-01", "licence_until before" },
        { "organisation_code=MA0000015 no_code_reason=x", "no_code_reason not_allowed" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        OrganisationProfile const profile = profile_of(test, CASES[i].profile);
        OrganisationProfile       stored;
        bool                      changed = false;
        Fault                     fault = { 0 };

        test_row(test, "%s", CASES[i].profile);
        registry_fixture_begin(&fixture);
        check_equal(test,
                    organisation_profile_put(&changed, &fixture.registry, fixture.posts[FIXTURE_T1],
                                             &profile, &fixture.problems, &fault),
                    *CASES[i].problems == '\0');
        registry_fixture_expect(&fixture, CASES[i].problems);
        if (*CASES[i].problems == '\0') {
            check_true(test, changed);
            check_true(test, organisation_profile_put(&changed, &fixture.registry,
                                                      fixture.posts[FIXTURE_T1], &profile,
                                                      &fixture.problems, &fault));
            check_true(test, !changed);
            check_true(test, organisation_profile_get(&stored, &fixture.registry,
                                                      fixture.posts[FIXTURE_T1], &fault));
            for (size_t j = 0; j < PROFILE_FIELDS_MAX; j++)
                check_text(test, stored.values[j], profile.values[j]);
        }
        registry_fixture_commit(&fixture);
    }
    check_equal(
        test,
        registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM organisation_profile_history"
                                           " WHERE field = 'level'")),
        1);
    const Organisation *const t1 =
        organisation_find(&fixture.organisations, fixture.posts[FIXTURE_T1]);
    OrganisationProfile const known =
        profile_of(test, "ownership=11 profit=1 organisation_code=MA0000015");
    check_text(test, institution_code_compose(fixture.arena, t1, &known),
               SV("MA000001599010111C2201"));
    OrganisationProfile const less = profile_of(test, "ownership=11");
    check_text(test, institution_code_compose(fixture.arena, t1, &less), SV(""));
    registry_fixture_close(&fixture);
}
