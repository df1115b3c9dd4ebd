/* New definitions for a store that has records of old ones. */
#include "intake/definition.h"

#include "intake/county.h"
#include "intake/intake_private.h"
#include "records/catalogue.h"

#define P    "programme p \"项\" | \"P\"\n"
#define F    P "  form f \"表\" | \"F\"\n"
#define WAY  "code way \"方式\" | \"Way\"\n  1 \"一\" | \"1\"\n  2 \"二\" | \"2\"\n"
#define INT  "    x \"甲\" | \"X\" int\n"
#define Y    "    y \"乙\" | \"Y\" "
#define LIST "    list l \"列\" | \"L\" max 3\n"
#define TEAM "register team \"队\" | \"Team\"\n  name \"名\" | \"N\" text required\n"
#define SHOP "register shop \"店\" | \"Shop\"\n  name \"名\" | \"N\" text required\n"
#define OWN  "give the new field a name of its own\n"

typedef struct {
    const char *name, *before, *after;
    const char *record; /* of p.f, before; NULL: none */
    const char *report; /* of the change, or why it is refused */
    uint32_t    tables, columns, widened;
    const char *reads; /* what the record says then; NULL: it is refused */
    const char *then;  /* another record, after */
    bool        is_voided;
    bool        has_team; /* the record names one, by the sign $ */
} Change;

static const Change CHANGES[] = {
    { .name = "added field",
      .before = F    INT,
      .after = F INT Y "bool\n",
      .record = "x=3",
      .report = "new field p.f.y\n",
      .columns = 1,
      .reads = "x=3 y=",
      .then = "x=4 y=true" },
    { .name = "required field",
      .before = F    INT,
      .after = F INT Y "int required\n",
      .record = "x=3",
      .report = "new field p.f.y\n",
      .columns = 1,
      .reads = "x=3 y=",
      .then = "x=4 y=5" },
    { .name = "field becomes required",
      .before = F INT Y "int\n",
      .after = F INT  Y "int required\n",
      .record = "x=3",
      .report = "",
      .reads = "x=3 y=",
      .then = "x=4 y=5" },
    { .name = "added let",
      .before = F INT,
      .after = F  INT "    let y = x + 1\n",
      .record = "x=3",
      .report = "new field p.f.y\n",
      .columns = 1,
      .reads = "x=3 y=",
      .then = "x=4" },
    { .name = "other let",
      .before = F INT "    let y = x + 1\n",
      .after = F  INT "    let y = x + 2\n",
      .record = "x=3",
      .report = "",
      .reads = "x=3 y=4",
      .then = "x=4" },
    { .name = "added form",
      .before = F INT,
      .after = F  INT "  form g \"表\" | \"G\"\n" Y "date\n",
      .record = "x=3",
      .report = "new form p.g\n",
      .tables = 2,
      .reads = "x=3",
      .then = "x=4" },
    { .name = "added form with a list",
      .before = F INT,
      .after = F  INT "  form g \"表\" | \"G\"\n" Y "date\n" LIST "      z \"丙\" | \"Z\" int\n",
      .record = "x=3",
      .report = "new form p.g\n",
      .tables = 3,
      .reads = "x=3",
      .then = "x=4" },
    { .name = "added list",
      .before = F    INT,
      .after = F INT LIST "      z \"丙\" | \"Z\" int\n",
      .record = "x=3",
      .report = "new list p.f.l\n",
      .tables = 1,
      .reads = "x=3",
      .then = "x=4 l.1.z=5" },
    { .name = "added field of a list",
      .before = F INT LIST "      z \"丙\" | \"Z\" int\n",
      .after = F INT  LIST "      z \"丙\" | \"Z\" int\n      w \"丁\" | \"W\" date\n",
      .record = "x=3 l.1.z=7",
      .report = "new field p.f.l.w\n",
      .columns = 1,
      .reads = "x=3 l.1.z=7 l.1.w=",
      .then = "x=4 l.1.w=2020-02-29" },
    { .name = "added programme",
      .before = F INT,
      .after = F  INT "programme q \"项\" | \"Q\"\n  enrol many with p.f\n  due p.f every 1 year\n"
                      "  indicator n \"数\" | \"N\"\n    count enrolled\n",
      .record = "x=3",
      .report = "",
      .reads = "x=3",
      .then = "x=4" },
    { .name = "programme goes, without forms",
      .before = F INT "programme q \"项\" | \"Q\"\n  enrol many with p.f\n  due p.f every 1 year\n"
                      "  indicator n \"数\" | \"N\"\n    count enrolled\n",
      .after = F  INT,
      .record = "x=3",
      .report = "",
      .reads = "x=3",
      .then = "x=4" },
    { .name = "added form about a register",
      .before = TEAM F INT,
      .after = TEAM F  INT "form v \"视\" | \"V\" for team\n  x \"甲\" | \"X\" int\n",
      .report = "form v is about a register, which cannot be recorded yet; let it be about"
                " persons, or leave it out\n" },
    { .name = "added register",
      .before = F         INT,
      .after = TEAM F INT Y "team\n",
      .record = "x=3",
      .report = "new form team\nnew field p.f.y\n",
      .tables = 2,
      .columns = 1,
      .reads = "x=3 y=",
      .then = "x=4" },
    { .name = "added code set",
      .before = F    INT,
      .after = WAY F INT,
      .record = "x=3",
      .report = "",
      .reads = "x=3",
      .then = "x=4" },
    { .name = "added code",
      .before = WAY F "    x \"甲\" | \"X\" code way\n",
      .after = WAY "  3 \"三\" | \"3\"\n" F "    x \"甲\" | \"X\" code way\n",
      .record = "x=2",
      .report = "",
      .reads = "x=2",
      .then = "x=3" },
    { .name = "code set of another name",
      .before = WAY F "    x \"甲\" | \"X\" code way\n",
      .after = "code path \"路\" | \"P\"\n  0 \"零\" | \"0\"\n  2 \"二\" | \"2\"\n"
               "  1 \"一\" | \"1\"\n" F "    x \"甲\" | \"X\" code path\n",
      .record = "x=2",
      .report = "",
      .reads = "x=2",
      .then = "x=0" },
    { .name = "choices in another order",
      .before = WAY F "    x \"甲\" | \"X\" codes way\n",
      .after = "code way \"方式\" | \"Way\"\n  3 \"三\" | \"3\"\n  2 \"二\" | \"2\"\n"
               "  1 \"一\" | \"1\"\n" F "    x \"甲\" | \"X\" codes way\n",
      .record = "x=1,2",
      .report = "",
      .reads = "x=1,2",
      .then = "x=3,2" },
    { .name = "wider range",
      .before = F "    x \"甲\" | \"X\" int 1..9\n",
      .after = F "    x \"甲\" | \"X\" int 0..99\n",
      .record = "x=9",
      .report = "",
      .reads = "x=9",
      .then = "x=99" },
    { .name = "narrower range",
      .before = F "    x \"甲\" | \"X\" int 0..99\n",
      .after = F "    x \"甲\" | \"X\" int 1..9\n",
      .record = "x=99",
      .report = "",
      .reads = "x=99",
      .then = "x=9" },
    { .name = "longer text",
      .before = F "    x \"甲\" | \"X\" text 2\n",
      .after = F "    x \"甲\" | \"X\" text 4\n",
      .record = "x=血压",
      .report = "",
      .reads = "x=血压",
      .then = "x=血压偏高" },
    { .name = "more digits",
      .before = F "    x \"甲\" | \"X\" decimal 1\n",
      .after = F "    x \"甲\" | \"X\" decimal 3\n",
      .record = "x=-36.5",
      .report = "more digits for p.f.x\n",
      .widened = 1,
      .reads = "x=-36.500",
      .then = "x=36.125" },
    { .name = "more digits in a list",
      .before = F INT LIST "      z \"丙\" | \"Z\" decimal 1\n",
      .after = F INT  LIST "      z \"丙\" | \"Z\" decimal 2\n",
      .record = "x=1 l.1.z=0.5 l.2.z=7",
      .report = "more digits for p.f.l.z\n",
      .widened = 1,
      .reads = "x=1 l.1.z=0.50 l.2.z=7.00",
      .then = "x=4 l.1.z=0.25" },
    { .name = "no longer asked for",
      .before = F INT Y "int\n",
      .after = F INT  Y "int until 2020-12-31\n",
      .record = "x=3 y=4",
      .report = "",
      .reads = "x=3 y=4",
      .then = "x=4" },
    { .name = "other type, no values",
      .before = F INT Y "int\n",
      .after = F INT  Y "date\n",
      .record = "x=3",
      .report = "",
      .reads = "x=3 y=",
      .then = "x=4 y=2020-02-29" },
    { .name = "shorter text, no values",
      .before = F INT Y "text 9\n",
      .after = F INT  Y "text 2\n",
      .record = "x=3",
      .report = "",
      .reads = "x=3 y=",
      .then = "x=4 y=ab" },

    { .name = "too large for more digits",
      .before = F INT,
      .after = F "    x \"甲\" | \"X\" decimal 2\n",
      .record = "x=-12345678901234567",
      .report = "p.f.x has values too large for so many digits; " OWN },
    { .name = "shorter text",
      .before = F "    x \"甲\" | \"X\" text 4\n",
      .after = F "    x \"甲\" | \"X\" text 3\n",
      .record = "x=血",
      .report = "p.f.x has shorter texts and has values; a check can ask for its length()\n" },
    { .name = "fewer digits",
      .before = F "    x \"甲\" | \"X\" decimal 2\n",
      .after = F INT,
      .record = "x=1",
      .report = "p.f.x has fewer digits after the point and has values; a check"
                " can ask for round values\n" },
    { .name = "other unit",
      .before = F "    x \"甲\" | \"X\" int cm\n",
      .after = F "    x \"甲\" | \"X\" int kg\n",
      .record = "x=1",
      .report = "p.f.x changes its unit from 'cm' to 'kg' and has values; " OWN },
    { .name = "other type",
      .before = F INT,
      .after = F "    x \"甲\" | \"X\" date\n",
      .record = "x=1",
      .report = "p.f.x changes from a number to a date and has values; " OWN },
    { .name = "other type, of voided records",
      .before = F INT Y "int\n",
      .after = F INT  Y "date\n",
      .record = "x=3 y=4",
      .is_voided = true,
      .report = "p.f.y changes from a number to a date and has values; " OWN },
    { .name = "other column, no values",
      .before = F INT Y "int\n",
      .after = F INT  Y "text\n",
      .record = "x=3",
      .report = "p.f.y changes from a number to a text; " OWN },
    { .name = "several choices instead of one",
      .before = WAY F "    x \"甲\" | \"X\" code way\n",
      .after = WAY  F "    x \"甲\" | \"X\" codes way\n",
      .record = "x=1",
      .report = "p.f.x changes from a code to a set of codes and has values; " OWN },
    { .name = "lost code",
      .before = WAY F "    x \"甲\" | \"X\" code way\n",
      .after =
          "code way \"方式\" | \"Way\"\n  1 \"一\" | \"1\"\n" F "    x \"甲\" | \"X\" code way\n",
      .record = "x=1",
      .report = "p.f.x loses the code 2 and has values; a code that is no longer chosen gets"
                " `until`\n" },
    { .name = "other register",
      .before = TEAM SHOP F INT Y "team\n",
      .after = TEAM SHOP F INT  Y "shop\n",
      .record = "x=1 y=$",
      .has_team = true,
      .report = "p.f.y is an entry of another register and has values; " OWN },
    { .name = "removed field",
      .before = F INT Y "int\n",
      .after = F      INT,
      .record = "x=3 y=4",
      .report = "p.f.y is gone and has values; a field that is no longer asked for gets"
                " `until`\n" },
    { .name = "removed field, no values",
      .before = F INT Y "int\n",
      .after = F      INT,
      .record = "x=3",
      .report = "p.f.y is gone; a field that is no longer asked for gets"
                " `until`\n" },
    { .name = "removed field of a list",
      .before = F INT LIST "      z \"丙\" | \"Z\" int\n      w \"丁\" | \"W\" date\n",
      .after = F INT  LIST "      w \"丁\" | \"W\" date\n",
      .record = "x=3 l.1.z=7",
      .report = "p.f.l.z is gone and has values; a field that is no longer asked for gets"
                " `until`\n" },
    { .name = "removed let",
      .before = F INT "    let y = x + 1\n",
      .after = F  INT,
      .record = "x=3",
      .report = "p.f.y is gone and has values; a value that is computed stays\n" },
    { .name = "renamed field",
      .before = F INT Y "int\n",
      .after = F      INT "    z \"乙\" | \"Y\" int\n",
      .record = "x=3 y=4",
      .report = "p.f.y is gone and has values; a field that is no longer asked for gets"
                " `until`\n" },
    { .name = "removed list",
      .before = F INT LIST "      z \"丙\" | \"Z\" int\n",
      .after = F      INT,
      .record = "x=3",
      .report = "list p.f.l is gone; its fields get `until`, and stay\n" },
    { .name = "removed form",
      .before = F INT,
      .after = P "  form g \"表\" | \"G\"\n" INT,
      .record = "x=3",
      .report = "form p.f is gone, and has records\n" },
    { .name = "removed form, voided records",
      .before = F INT,
      .after = P "  form g \"表\" | \"G\"\n" INT,
      .record = "x=3",
      .is_voided = true,
      .report = "form p.f is gone, and has records\n" },
    { .name = "removed form, no records",
      .before = F INT,
      .after = P "  form g \"表\" | \"G\"\n" INT,
      .report = "form p.f is gone; its table would stay behind\n" },
    { .name = "form in another programme",
      .before = F INT,
      .after = "programme q \"项\" | \"Q\"\n  form f \"表\" | \"F\"\n" INT,
      .record = "x=3",
      .report = "form p.f is gone, and has records\n" },
    { .name = "removed register",
      .before = TEAM F INT,
      .after = F       INT,
      .report = "form team is gone; its table would stay behind\n" },
    { .name = "form about something else",
      .before = TEAM F INT "form v \"视\" | \"V\"\n"
                           "  x \"甲\" | \"X\" int\n",
      .after = TEAM F  INT "form v \"视\" | \"V\" for team\n"
                           "  x \"甲\" | \"X\" int\n",
      .report = "form v is about something else; give the new form a name of its own\n" },
    { .name = "all at once",
      .before = F INT Y "text 9\n    z \"丙\" | \"Z\" int\n",
      .after = F "    x \"甲\" | \"X\" bool\n" Y "text 8\n    w \"丁\" | \"W\" int\n",
      .record = "x=3 y=4 z=5",
      .report =
          "p.f.x changes from a number to a yes or no and has values; " OWN
          "p.f.y has shorter texts and has values; a check can ask for its length()\n"
          "p.f.z is gone and has values; a field that is no longer asked for gets `until`\n" },
};

static int64_t version_of(Test *test, County *county)
{
    int64_t version = 0;
    Str     hash = SV("");
    Fault   fault = { 0 };

    check_true(test,
               catalogue_latest(&version, &hash, county->house->store, county->arena, &fault));
    return version;
}

static Submission read_record(Test *test, County *county, int64_t person, int64_t record)
{
    House *const      house = county->house;
    const Form *const form = catalog_form(house->catalog, SV("p.f"));
    Submission        submission = { 0 };
    Fault             fault = { 0 };

    check_true(test, record_get(&submission, house->store, house->records, house->catalog, form,
                                person, record, county->arena, &fault));
    return submission;
}

/* "x=3 l.1.z=7": what the record says of the fields of `named`. */
static Str say_record(County *county, const Submission *submission, const char *named)
{
    const Catalog *const catalog = county->house->catalog;
    const Form *const    form = submission->form;
    Buf                  out = buf_open(county->arena, 1000);

    for (Str rest = str_from_c(named); rest.len;) {
        Str            pair = str_cut(&rest, ' ');
        Str            name = str_cut(&pair, '=');
        uint32_t const field = form_field_index(form, name);

        buf_add_format(&out, "%s%.*s=", out.len ? " " : "", (int)name.len, name.ptr);
        if (field != CATALOG_NONE) {
            buf_add(&out, value_format(county->arena, catalog, form->fields[field].type,
                                       submission->values[field]));
            continue;
        }
        (void)str_cut(&name, '.'); /* the one list */
        uint64_t row = 0;
        if (!str_to_uint(&row, str_cut(&name, '.'), submission->lists[0].row_count))
            continue;
        for (uint32_t i = 0; i < form->lists[0].field_count; i++)
            if (str_equal(form->lists[0].fields[i].name, name))
                buf_add(&out, value_format(county->arena, catalog, form->lists[0].fields[i].type,
                                           submission->lists[0].rows[row - 1][i]));
    }
    return buf_str(&out);
}

static void void_record(Test *test, County *county, int64_t person, int64_t record)
{
    const Form *const form = catalog_form(county->house->catalog, SV("p.f"));
    Job const         job = county_job(county);
    Fault             fault = { 0 };

    check_true(test, intake_void(county->house, &job, form, person, record, 1, SV("错"), &fault));
}

/* After a change: the old record is what it was, of its version; a new one goes in, and
 * the old one into history. */
static void check_followed(Test *test, County *county, const Change *change, int64_t person,
                           int64_t record)
{
    check_equal(test, version_of(test, county), 2);
    if (!county_begin(county, test))
        return;
    Submission const old = read_record(test, county, person, record);
    check_text(test, say_record(county, &old, change->reads), str_from_c(change->reads));
    check_equal(test, old.catalogue_version, 1);
    int64_t const later =
        county_submit(county, test, "p.f", person, "2026-02-01", 0, change->then, NULL);
    check_true(test, later != 0);
    Submission const new = read_record(test, county, person, later);
    check_text(test, say_record(county, &new, change->then), str_from_c(change->then));
    check_equal(test, new.catalogue_version, 2);
    void_record(test, county, person, record);
    county_commit(county, test);
    county_verify(county, test);
}

/* The record's text, with the id of a team for $ when it names one. */
static const char *record_text(Test *test, County *county, const Change *change)
{
    if (!change->has_team)
        return change->record;
    const Register *const team = catalog_register(county->house->catalog, SV("team"));
    Job const             job = county_job(county);
    Problems              problems = problems_open(job.arena);
    Submission            entry = submission_open(job.arena, &team->form);
    IntakeResult          result = { 0 };
    Fault                 fault = { 0 };
    Str                   rest = str_from_c(change->record);

    entry.occurred_on = county_day(test, "2026-01-01");
    entry.organisation_id = county->posts[0];
    submission_parse(&entry, job.arena, county->house->catalog, CATALOG_NONE, 0, 0, SV("一队"),
                     &problems);
    check_true(test,
               intake_submit(&result, county->house, &job, &entry, SV(""), &problems, &fault));
    Str const before = str_cut(&rest, '$');
    return str_to_c(county->arena,
                    str_format(county->arena, "%.*s%lld%.*s", (int)before.len, before.ptr,
                               (long long)result.record_id, (int)rest.len, rest.ptr));
}

static void run_change(Test *test, const Change *change)
{
    County           county;
    DefinitionChange done = { 0 };
    Fault            fault = { 0 };
    int64_t          person = 0;
    int64_t          record = 0;

    test_row(test, "%s", change->name);
    county_open(&county, test, change->before);
    county.today = county_day(test, "2026-06-30");
    if (county_begin(&county, test)) {
        person = county_person(&county, test, "甲一", "1", "1960-05-01", 0, "2020-01-01");
        if (change->record)
            record = county_submit(&county, test, "p.f", person, "2026-01-10", 0,
                                   record_text(test, &county, change), NULL);
        if (change->is_voided)
            void_record(test, &county, person, record);
        county_commit(&county, test);
    }
    for (int dry = 1; dry >= 0; dry--) {
        bool const ok = county_define(&county, change->after, dry, &done, &fault);

        check_equal(test, ok, change->reads != NULL);
        check_text(test, done.report, str_from_c(change->report));
        check_equal(test, ok ? done.tables : 0, change->tables);
        check_equal(test, ok ? done.columns : 0, change->columns);
        check_equal(test, ok ? done.widened : 0, change->widened);
        check_equal(test, fault.code, ok ? FAULT_NONE : FAULT_INVALID);
        if (dry || !ok)
            check_equal(test, version_of(test, &county), 1);
    }
    if (change->reads)
        check_followed(test, &county, change, person, record);
    county_close(&county);
}

void definition_change_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(CHANGES); i++)
        run_change(test, &CHANGES[i]);
}

/* ---- around it ------------------------------------------------------------------------------- */

static const char FIGURES[] = P "  enrol many with f\n"
                                "  form f \"表\" | \"F\"\n" INT "  due f every 3 months\n"
                                "  indicator a \"甲\" | \"A\"\n    count enrolled in period\n";
static const char MORE_FIGURES[] =
    P "  enrol many with f\n"
      "  form f \"表\" | \"F\"\n" INT Y "int\n"
      "  due f every 1 month\n"
      "  indicator a \"甲\" | \"A\"\n    count enrolled in period\n"
      "  indicator b \"乙\" | \"B\"\n    sum coalesce(sum(f.x in period), 0)\n";

/* The county of the tests below: two people, with 3 and 4. */
static void open_figures(County *county, Test *test)
{
    county_open(county, test, FIGURES);
    county->today = county_day(test, "2026-06-30");
    if (!county_begin(county, test))
        return;
    for (uint32_t i = 0; i < 2; i++) {
        int64_t const person =
            county_person(county, test, i ? "甲二" : "甲一", "1", "1960-05-01", i, "2020-01-01");
        check_true(test, county_submit(county, test, "p.f", person, "2026-01-10", i,
                                       i ? "x=4" : "x=3", NULL) != 0);
    }
    county_commit(county, test);
}

static int64_t figure_of(Test *test, County *county, const char *indicator)
{
    House *const       house = county->house;
    Job const          job = county_job(county);
    Registry const     registry = house_registry(house, &job);
    FigureReader const reader = house_figures(house, &job, &registry);
    FigurePlace const  place = { .organisation_id = county->bureau };
    Period             period = { 0 };
    Figure             figure = { 0 };
    Fault              fault = { 0 };
    const Indicator   *found = catalog_indicator(house->catalog, str_from_c(indicator));

    check_true(test, found != NULL && period_parse(&period, SV("2026"), &fault));
    if (!found)
        return -1;
    uint32_t const index = (uint32_t)(found - house->catalog->indicators);
    if (!figure_read(&figure, &reader, &index, 1, place, period, &fault))
        check_fail(test, fault.message);
    return figure.part;
}

static int64_t ask(Test *test, Store *store, Sql sql)
{
    int64_t answer = -1;
    Fault   fault = { 0 };

    check_true(test, store_ask(&answer, store, sql, -1, &fault));
    return answer;
}

/* The sources of each version stay, and the same again is no version. */
void definition_version_test(Test *test)
{
    County           county;
    DefinitionChange change = { 0 };
    Fault            fault = { 0 };

    open_figures(&county, test);
    check_true(test, county_define(&county, FIGURES, false, &change, &fault));
    check_true(test, change.is_unchanged && !change.rebuilt);
    check_equal(test, change.version, 1);
    check_true(test, county_define(&county, MORE_FIGURES, false, &change, &fault));
    check_true(test, !change.is_unchanged && change.rebuilt);
    check_equal(test, change.version, 2);

    for (int64_t version = 1; version <= 2; version++) {
        Diagnostics    diagnostics = { .arena = county.arena };
        const Catalog *catalog = NULL;

        test_row(test, "version %lld", (long long)version);
        check_true(test, catalogue_sources(&diagnostics, county.house->store, version, county.arena,
                                           &fault));
        check_equal(test, diagnostics.source_count, COUNTY_SOURCES);
        check_text(test, diagnostics.sources[1].text,
                   str_from_c(version == 1 ? FIGURES : MORE_FIGURES));
        check_true(test, catalog_compile(&catalog, county.arena, &diagnostics));
    }
    /* back again is a version of its own; what it would lose is refused */
    check_true(test, !county_define(&county, FIGURES, false, &change, &fault));
    check_text(test, change.report,
               SV("p.f.y is gone; a field that is no longer asked for gets"
                  " `until`\n"));
    county_close(&county);
}

#define FORMS F INT "  form g \"表\" | \"G\"\n" Y "date\n"
#define Q     "programme q \"项\" | \"Q\"\n"
#define ENROL "  enrol with p.f\n"
#define DUE   "  due p.f every 1 year\n"

/* What was due of a programme, or of a line of one, goes with it; enrolments, too. */
void definition_due_test(Test *test)
{
    static const struct {
        const char *name, *definitions;
        int64_t     dues, enrolments;
    } STAGES[] = {
        { "two lines", FORMS Q ENROL DUE "  due p.g each year\n", 2, 1 },
        { "one line", FORMS Q ENROL DUE, 1, 1 },
        { "nothing is due", FORMS Q ENROL, 0, 1 },
        { "due again", FORMS Q ENROL DUE, 1, 1 },
        { "no enrolment", FORMS Q "  for person where resident\n" DUE, 1, 0 },
        { "no programme", FORMS, 0, 0 },
    };
    County county;

    county_open(&county, test, STAGES[0].definitions);
    county.today = county_day(test, "2026-06-30");
    if (county_begin(&county, test)) {
        int64_t const person =
            county_person(&county, test, "甲一", "1", "1960-05-01", 0, "2020-01-01");
        check_true(test,
                   county_submit(&county, test, "p.f", person, "2026-01-10", 0, "x=1", NULL) != 0);
        county_commit(&county, test);
    }
    for (size_t i = 0; i < COUNT_OF(STAGES); i++) {
        DefinitionChange change = { 0 };
        Fault            fault = { 0 };

        test_row(test, "%s", STAGES[i].name);
        check_true(test, county_define(&county, STAGES[i].definitions, false, &change, &fault));
        check_equal(test, ask(test, county.house->store, SQL("SELECT count(*) FROM due")),
                    STAGES[i].dues);
        check_equal(test, ask(test, county.house->store, SQL("SELECT count(*) FROM enrolment")),
                    STAGES[i].enrolments);
    }
    county_close(&county);
}

/* No form can have a table that the program has, or the name of an index. */
void definition_own_names_test(Test *test)
{
    County     county;
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = false;
    uint32_t   count = 0;

    county_open(&county, test, F INT);
    check_true(test, statement_open(&select, county.house->store,
                                    SQL("SELECT name FROM sqlite_master"
                                        " WHERE type IN ('table', 'index') AND name NOT LIKE"
                                        " 'sqlite_%' AND tbl_name NOT LIKE 'p_f%'"),
                                    &fault));
    while (statement_next(select, &row, &fault) && row) {
        Str const         name = statement_text(select, 0);
        DefinitionChange  change = { 0 };
        Fault             refusal = { 0 };
        const char *const text = str_format(county.arena,
                                            F INT "form %.*s \"表\" | \"F\"\n"
                                                  "  x \"甲\" | \"X\" int\n",
                                            (int)name.len, name.ptr)
                                     .ptr;

        test_row(test, "%.*s", (int)name.len, name.ptr);
        check_true(test, !definition_load(&change, county.location, county_sources(&county, text),
                                          COUNTY_SOURCES, actor_system(), true, true, county.arena,
                                          &refusal));
        check_text(test, str_from_c(refusal.message), SV("the definitions have 1 error"));
        count++;
    }
    check_true(test, count > 20);
    statement_close(&select);
    county_close(&county);
}

/* What does not compile is told at its place, and the store stays as it was. */
void definition_broken_test(Test *test)
{
    County           county;
    DefinitionChange change = { 0 };
    Fault            fault = { 0 };

    open_figures(&county, test);
    check_true(test, !county_define(&county, P "  for person where old\n", false, &change, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    check_text(test, str_from_c(fault.message), SV("the definitions have 1 error"));
    check_text(test, change.report,
               SV("test.care:2:20: unknown name 'old'\n"
                  "     2 |   for person where old\n"
                  "       |                    ^^^\n"
                  "       expected one of age, age_months, age_days, sex,"
                  " born_on, died_on, alive, resident ...\n"));
    check_equal(test, version_of(test, &county), 1);

    Actor const somebody = { .account_id = 1, .role = ROLE_CLINICIAN, .organisation_id = 1 };
    check_true(test,
               !definition_load(&change, county.location, county_sources(&county, FIGURES),
                                COUNTY_SOURCES, &somebody, false, true, county.arena, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    county_close(&county);
}

/* A store of a newer program is refused by every way in, and stays as it was. */
void definition_newer_test(Test *test)
{
    County           county;
    House           *house = NULL;
    DefinitionChange change = { 0 };
    uint32_t         steps = 0;

    open_figures(&county, test);
    Store *const store = county.house->store;
    Fault        fault = { 0 };
    check_true(test, store_begin(store, STORE_WRITE, &fault) &&
                         store_run(store,
                                   SQL("INSERT INTO migration (module, step, run_at)"
                                       " VALUES ('records', 99, 0)"),
                                   &fault) &&
                         store_commit(store, &fault));
    store_end(store);
    for (int i = 0; i < 3; i++) {
        static const char *const WAYS[] = { "open", "migrate", "define" };

        test_row(test, "%s", WAYS[i]);
        fault = (Fault){ 0 };
        check_true(test, i == 0   ? !house_open(&house, county.location, HOUSE_READ, &fault)
                         : i == 1 ? !house_migrate(county.location, &steps, &fault)
                                  : !county_define(&county, MORE_FIGURES, false, &change, &fault));
        check_equal(test, fault.code, FAULT_TOO_NEW);
        check_true(test, str_ends_with(str_from_c(fault.message),
                                       SV("was made by a newer program (records step 99, this one"
                                          " knows 1)")));
        check_equal(test, version_of(test, &county), 1);
    }
    county_close(&county);
}

/* Fail every call of the store in turn, while definitions are put, and again while
 * figures are rebuilt. Before the first is done, the store is as it was. Between the
 * two, and however often the second is broken off, figures are those of the records. */
void definition_fail_test(Test *test)
{
    County           county;
    DefinitionChange change = { 0 };
    bool             done = false;
    uint32_t         walked = 0;

    open_figures(&county, test);
    House *const  house = county.house;
    const Source *sources = county_sources(&county, MORE_FIGURES);
    for (uint32_t fail_at = 1; !done && fail_at < 500; fail_at++, walked++) {
        Fault fault = { 0 };

        test_row(test, "definitions, call %u", fail_at);
        store_fail_at(house->store, fail_at);
        done = definition_put(&change, house->store, sources, COUNTY_SOURCES, actor_system(), false,
                              county.arena, &fault);
        store_fail_at(house->store, 0);
        check_equal(test, fault.code, done ? FAULT_NONE : FAULT_IO);
        check_equal(test, version_of(test, &county), done ? 2 : 1);
        check_equal(test,
                    ask(test, house->store,
                        SQL("SELECT count(*) FROM pragma_table_info('p_f') WHERE name = 'y'")),
                    done);
    }
    check_true(test, done && walked > 20);

    /* Records that come before the rebuild are counted, too. */
    if (county_begin(&county, test)) {
        int64_t const person =
            county_person(&county, test, "甲三", "2", "1960-05-01", 2, "2020-01-01");
        check_true(test, county_submit(&county, test, "p.f", person, "2026-02-10", 2, "x=5 y=1",
                                       NULL) != 0);
        county_commit(&county, test);
    }
    done = false;
    walked = 0;
    for (uint32_t fail_at = 1; !done && fail_at < 500; fail_at++) {
        Fault fault = { 0 };
        bool  rebuilt = false;

        test_row(test, "rebuild, call %u", fail_at);
        check_true(test, house_refresh(house, &fault));
        walked += house->is_stale;
        check_equal(test, figure_of(test, &county, "p.a"), 3);
        check_equal(test, figure_of(test, &county, "p.b"), 12);
        store_fail_at(house->store, fail_at);
        done = definition_catch_up(&rebuilt, house, county.today, true, &fault);
        store_fail_at(house->store, 0);
        check_equal(test, fault.code, done ? FAULT_NONE : FAULT_IO);
    }
    check_true(test, done && walked > 20 && !house->is_stale);
    check_equal(test, figure_of(test, &county, "p.a"), 3);
    check_equal(test, figure_of(test, &county, "p.b"), 12);
    check_equal(test, ask(test, house->store, SQL("SELECT count(*) FROM due")), 3);
    county_verify(&county, test);
    county_close(&county);
}
