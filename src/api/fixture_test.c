#include "api/fixture_private.h"

#include <assert.h>
#include <string.h>

#include "access/account.h"
#include "base/buf.h"
#include "base/instant.h"
#include "codec/json_reader.h"
#include "registry/organisation.h"

static const char DEFINITIONS[] =
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "code symptom \"症状\" | \"Symptom\"\n"
    "  1 none \"无\" | \"None\" alone\n"
    "  2 headache \"头痛\" | \"Headache\"\n"
    "  3 vertigo \"眩晕\" | \"Vertigo\"\n"
    "register site \"场所\" | \"Site\"\n"
    "  name \"名称\" | \"Name\" text 20 required\n"
    "programme care \"随访管理\" | \"Care\"\n"
    "  for person where age >= 1\n"
    "  enrol with opening\n"
    "  form opening \"登记\" | \"Opening\"\n"
    "    reason \"原因\" | \"Reason\" text 20\n"
    "  form visit \"随访\" | \"Visit\"\n"
    "    way \"方式\" | \"Way\" code way required\n"
    "    symptoms \"症状\" | \"Symptoms\" codes symptom\n"
    "    sbp \"收缩压\" | \"Systolic\" int mmHg 60..300 usual 90..200 required\n"
    "    dbp \"舒张压\" | \"Diastolic\" int mmHg 30..200\n"
    "    weight \"体重\" | \"Weight\" decimal 1 kg 2..300\n"
    "    smoker \"吸烟\" | \"Smoker\" bool\n"
    "    cigarettes \"每日支数\" | \"Cigarettes\" int 0..100 when smoker required\n"
    "    note \"备注\" | \"Note\" text 50\n"
    "    place \"地点\" | \"Place\" site\n"
    "    let high \"偏高\" | \"High\" bool = sbp >= 140\n"
    "    check dbp < sbp \"舒张压应低于收缩压\" | \"diastolic must be below systolic\"\n"
    "    advise urgent \"立即转诊\" | \"Refer at once\" when sbp >= 180\n"
    "    list medicines \"用药\" | \"Medicines\" max 2\n"
    "      name \"药名\" | \"Name\" text 20 required\n"
    "      dose \"剂量\" | \"Dose\" decimal 2\n"
    "  due visit every 3 months\n"
    "  indicator visits \"人次\" | \"Visits\"\n"
    "    sum count(visit in period)\n"
    "  define managed \"在管\" | \"Managed\" = enrolled in period\n"
    "  indicator patients \"管理人数\" | \"Patients\"\n"
    "    count managed\n"
    "  indicator seen_rate \"随访率\" | \"Seen\"\n"
    "    count managed and count(visit in period) >= 1\n"
    "    of patients\n"
    "  report\n"
    "    \"随访{visits}。\" | \"{visits}.\"\n"
    "summary annual \"年度总结\" | \"Annual summary\"\n"
    "  chapter \"完成情况\" | \"Work done\"\n"
    "    part \"随访管理\" | \"Care\" from care\n";

/* ---- accounts ------------------------------------------------------------------------------- */

static const struct {
    const char *login;
    Role        role;
    const char *place;
    bool        is_the_doctor;
} ACCOUNTS[] = {
    { "admin", ROLE_ADMINISTRATOR, "B", false },    { "leader", ROLE_LEADER, "B", false },
    { "analyst", ROLE_ANALYST, "B", false },        { "auditor", ROLE_AUDITOR, "B", false },
    { "clinic", ROLE_CLINICIAN, "T1", false },      { "town", ROLE_TOWNSHIP_WORKER, "T1", false },
    { "village", ROLE_VILLAGE_DOCTOR, "V1", true }, { "other", ROLE_VILLAGE_DOCTOR, "V3", false },
};

static_assert(COUNT_OF(ACCOUNTS) == FIXTURE_LOGINS, "an account without a session");

const char *const FIXTURE_ALL_LOGINS[] = { "admin", "leader",  "analyst", "auditor", "clinic",
                                           "town",  "village", "other",   NULL };

static uint32_t account_index(const char *login)
{
    uint32_t at = 0;

    while (strcmp(ACCOUNTS[at].login, login) != 0) {
        at++;
        assert(at < COUNT_OF(ACCOUNTS));
    }
    return at;
}

static void make_account(ApiFixture *fixture, uint32_t at)
{
    County *const county = &fixture->county;
    int64_t       account_id = 0;
    Fault         fault = { 0 };

    if (!county_begin(county, fixture->test))
        return;
    Job const        job = county_job(county);
    Accounts const   accounts = { .store = county->house->store,
                                  .arena = job.arena,
                                  .actor = job.actor,
                                  .place = organisation_place(county->house->organisations),
                                  .ids = &county->house->ids,
                                  .now = job.now };
    NewAccount const account = {
        .login = str_from_c(ACCOUNTS[at].login),
        .password = SV(FIXTURE_PASSWORD),
        .role = ACCOUNTS[at].role,
        .organisation_id =
            organisation_find_by_code(county->house->organisations, str_from_c(ACCOUNTS[at].place))
                ->organisation_id,
        .worker_id = ACCOUNTS[at].is_the_doctor ? county->worker : 0,
    };
    if (!account_create(&account_id, &accounts, &account, &fault))
        check_fail(fixture->test, fault.message);
    county_commit(county, fixture->test);
}

/* ---- words ---------------------------------------------------------------------------------- */

void api_fixture_keep(ApiFixture *fixture, const char *name, Str value)
{
    uint32_t at = 0;

    while (at < fixture->word_count && strcmp(fixture->words[at].name, name) != 0)
        at++;
    assert(at < FIXTURE_WORDS_MAX);
    if (at == fixture->word_count)
        fixture->word_count++;
    fixture->words[at] = (FixtureWord){ name, str_copy(fixture->arena, value) };
}

static void keep_id(ApiFixture *fixture, const char *name, int64_t id)
{
    api_fixture_keep(fixture, name, str_format(fixture->arena, "%lld", (long long)id));
}

Str api_fixture_fill(ApiFixture *fixture, const char *text)
{
    Buf out = buf_open(fixture->arena, 4 << 20);

    while (*text) {
        const FixtureWord *found = NULL;

        for (uint32_t i = 0; *text == '$' && i < fixture->word_count; i++)
            if (strncmp(text + 1, fixture->words[i].name, strlen(fixture->words[i].name)) == 0 &&
                (!found || strlen(found->name) < strlen(fixture->words[i].name)))
                found = &fixture->words[i];
        if (!found) {
            buf_add_char(&out, *text++);
            continue;
        }
        buf_add(&out, found->value);
        text += 1 + strlen(found->name);
    }
    return buf_str(&out);
}

/* ---- opening --------------------------------------------------------------------------------- */

static void add_words(ApiFixture *fixture)
{
    static const char *const      POSTS[] = { "v1", "v2", "v3", "v4" };
    County *const                 county = &fixture->county;
    const OrganisationTree *const tree = county->house->organisations;

    keep_id(fixture, "b", county->bureau);
    keep_id(fixture, "t1", organisation_find_by_code(tree, SV("T1"))->organisation_id);
    keep_id(fixture, "t2", organisation_find_by_code(tree, SV("T2"))->organisation_id);
    for (uint32_t i = 0; i < COUNTY_POSTS; i++)
        keep_id(fixture, POSTS[i], county->posts[i]);
    keep_id(fixture, "w", county->worker);
    api_fixture_keep(fixture, "today", date_format(fixture->arena, county->today));
    api_fixture_keep(fixture, "year", str_format(fixture->arena, "%d", date_year(county->today)));
}

static void add_persons(ApiFixture *fixture)
{
    static const struct {
        const char *word, *name, *born_on;
        uint32_t    post;
    } PERSONS[] = {
        { "p1", "甲子", "1950-01-02", 0 },
        { "p2", "乙丑", "1960-03-04", 1 },
        { "p3", "丙寅", "1970-05-06", 2 },
    };

    if (!county_begin(&fixture->county, fixture->test))
        return;
    for (size_t i = 0; i < COUNT_OF(PERSONS); i++)
        keep_id(fixture, PERSONS[i].word,
                county_person(&fixture->county, fixture->test, PERSONS[i].name, "1",
                              PERSONS[i].born_on, PERSONS[i].post, "2020-01-01"));
    county_commit(&fixture->county, fixture->test);
}

static const RouteList *const ROUTES[] = {
    &API_SESSION_ROUTES,      &API_CATALOGUE_ROUTES,   &API_FORM_ROUTES,
    &API_PERSON_ROUTES,       &API_IDENTITY_ROUTES,    &API_HOUSEHOLD_ROUTES,
    &API_RECORD_ROUTES,       &API_REGISTER_ROUTES,    &API_DUE_ROUTES,
    &API_FIGURE_ROUTES,       &API_POPULATION_ROUTES,  &API_QUALITY_ROUTES,
    &API_REPORT_ROUTES,       &API_EXPORT_ROUTES,      &API_AUDIT_ROUTES,
    &API_ORGANISATION_ROUTES, &API_INSTITUTION_ROUTES, &API_WORKER_ROUTES,
    &API_CARD_ROUTES,         &API_MATCH_ROUTES,       &API_HEALTH_ROUTES,
};

void api_fixture_open(ApiFixture *fixture, Test *test)
{
    *fixture = (ApiFixture){ .test = test, .arena = arena_open() };
    RouteList *const lists = arena_array(fixture->arena, COUNT_OF(ROUTES), sizeof *lists);
    Fault            fault = { 0 };

    for (size_t i = 0; i < COUNT_OF(ROUTES); i++)
        lists[i] = *ROUTES[i];
    county_open(&fixture->county, test, DEFINITIONS);
    add_words(fixture);
    add_persons(fixture);
    ApiOptions const options = {
        .store = fixture->county.location,
        .thread_count = 2,
        .routes = lists,
        .route_list_count = COUNT_OF(ROUTES),
    };
    if (!api_open(&fixture->api, &options, &fault)) {
        check_fail(test, fault.message);
        return;
    }
    HttpOptions const http = {
        .routes = lists,
        .route_list_count = COUNT_OF(ROUTES),
        .application = fixture->api,
        .admit = api_admit,
        .observe = api_observe,
        .thread_count = 2,
    };
    if (!http_server_open(&fixture->server, &http, &fault))
        check_fail(test, fault.message);
}

void api_fixture_close(ApiFixture *fixture)
{
    http_server_close(&fixture->server);
    api_close(&fixture->api);
    county_close(&fixture->county);
    arena_close(&fixture->arena);
}

/* ---- asking --------------------------------------------------------------------------------- */

static void sign_in(ApiFixture *fixture, uint32_t at)
{
    ApiRow const row = {
        .ask = "POST /api/session",
        .body = str_to_c(fixture->arena,
                         str_format(fixture->arena, "{\"login\":\"%s\",\"password\":\"%s\"}",
                                    ACCOUNTS[at].login, FIXTURE_PASSWORD)),
    };
    const Json *json = NULL;
    Fault       fault = { 0 };

    make_account(fixture, at);
    Str const answer = api_fixture_ask(fixture, &row);
    Str       cookie = client_header(answer, SV("Set-Cookie"));
    check_equal(fixture->test, client_status(answer), 200);
    if (!json_parse(&json, fixture->arena, client_body(answer), &fault) ||
        !json_get_str(&fixture->csrfs[at], json, SV("csrf"), &fault))
        check_fail(fixture->test, fault.message);
    fixture->cookies[at] = str_cut(&cookie, ';');
}

static void add_headers(Buf *out, const char *lines)
{
    for (; lines && *lines; lines++) {
        if (*lines == '\n')
            buf_add_char(out, '\r');
        buf_add_char(out, *lines);
    }
}

/* Whoever gives a header himself does not get ours. */
static bool has_header(const ApiRow *row, const char *name)
{
    return row->headers && strstr(row->headers, name);
}

Str api_fixture_ask(ApiFixture *fixture, const ApiRow *row)
{
    Buf       out = buf_open(fixture->arena, 4 << 20);
    Str       path = api_fixture_fill(fixture, row->ask);
    Str const method = str_cut(&path, ' ');

    buf_add_format(&out, "%.*s %.*s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n", (int)method.len,
                   method.ptr, (int)path.len, path.ptr);
    if (!has_header(row, "Accept-Language:"))
        buf_add_c(&out, "Accept-Language: en\r\n");
    if (row->as) {
        uint32_t const at = account_index(row->as);

        if (fixture->cookies[at].len == 0)
            sign_in(fixture, at);
        buf_add_format(&out, "Cookie: %.*s\r\n", (int)fixture->cookies[at].len,
                       fixture->cookies[at].ptr);
        if (!has_header(row, "X-CSRF-Token:"))
            buf_add_format(&out, "X-CSRF-Token: %.*s\r\n", (int)fixture->csrfs[at].len,
                           fixture->csrfs[at].ptr);
    }
    add_headers(&out, row->headers);
    if (row->body) {
        Str const body = api_fixture_fill(fixture, row->body);

        if (!has_header(row, "Content-Type:"))
            buf_add_c(&out, "Content-Type: application/json\r\n");
        buf_add_format(&out, "Content-Length: %zu\r\n\r\n", body.len);
        buf_add(&out, body);
    } else {
        buf_add_c(&out, "\r\n");
    }
    return client_ask(fixture->arena, http_server_port(fixture->server), buf_str(&out));
}

/* ---- judging -------------------------------------------------------------------------------- */

static bool fits(ApiFixture *fixture, Str body, const char *want)
{
    Str rest = want ? api_fixture_fill(fixture, want) : SV("");

    while (rest.len) {
        Str fragment = str_cut(&rest, '~');

        if (str_starts_with(fragment, SV("!"))) {
            fragment = str_after(fragment, 1);
            if (str_find(body, fragment) < body.len)
                return false;
            continue;
        }
        size_t const at = str_find(body, fragment);
        if (at == body.len)
            return false;
        body = str_after(body, at + fragment.len);
    }
    return true;
}

static void keep_member(ApiFixture *fixture, Str body, const char *keep)
{
    const char *const equals = strchr(keep, '=');
    const Json       *json = NULL;
    Fault             fault = { 0 };

    assert(equals);
    if (!json_parse(&json, fixture->arena, body, &fault)) {
        check_fail(fixture->test, fault.message);
        return;
    }
    const Json *const member = json_member(json, str_from_c(equals + 1));
    check_true(fixture->test, member != NULL);
    api_fixture_keep(fixture, str_to_c(fixture->arena, (Str){ keep, (size_t)(equals - keep) }),
                     member ? member->text : SV(""));
}

void api_fixture_run(ApiFixture *fixture, const ApiRow *rows, size_t count)
{
    for (size_t i = 0; i < count && fixture->server; i++) {
        const ApiRow *const row = &rows[i];
        Str const           answer = api_fixture_ask(fixture, row);
        Str const           body = client_body(answer);
        int const           status = client_status(answer);

        test_row(fixture->test, "%zu: %s %s", i, row->as ? row->as : "nobody", row->ask);
        check_equal(fixture->test, status, row->status);
        if (!fits(fixture, body, row->want) || status != row->status)
            check_text(fixture->test, body,
                       row->want ? api_fixture_fill(fixture, row->want) : SV(""));
        else
            check_true(fixture->test, true);
        if (row->keep && status == row->status)
            keep_member(fixture, body, row->keep);
    }
    test_row(fixture->test, "%s", "");
}
