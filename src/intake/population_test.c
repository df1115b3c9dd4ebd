/* How a population changed: told apart in a table of lives, and over random histories
 * held against SQL, and against what was answered at the time. */
#include "indicators/population_change.h"

#include "base/instant.h"
#include "base/random.h"
#include "intake/county.h"

static const char DEFINITIONS[] = "programme p \"项\" | \"P\"\n"
                                  "  indicator residents \"居民\" | \"Residents\"\n"
                                  "    count resident\n";

static FigurePlace place_of(const County *county, Test *test, const char *code)
{
    FigurePlace               place = { 0 };
    const Organisation *const found =
        organisation_find_by_code(county->house->organisations, str_from_c(code));

    if (found)
        place.organisation_id = found->organisation_id;
    else if (code[0] && !region_parse(&place.region_id, str_from_c(code)))
        check_fail(test, "a place of the test is one");
    return place;
}

static bool ask(PopulationChange *out, County *county, const PopulationQuestion *question,
                Fault *fault)
{
    Job                job = county_job(county);
    Registry const     registry = house_registry(county->house, &job);
    FigureReader const reader = house_figures(county->house, &job, &registry);

    return population_change_read(out, &reader, question, fault);
}

/* ---- lives ------------------------------------------------------------------------------- */

/* Each: on a day of entering, somebody is registered (with the born day and the first
 * day), moves, leaves, dies, or comes back. */
typedef enum { REGISTER, MOVE, LEAVE, DIE, REVIVE, UNDO } Act;

static const struct {
    const char *entered_on;
    int         who;
    Act         act;
    const char *on, *born_on;
    uint32_t    post;
    const char *kind, *elsewhere;
} ACTS[] = {
    { "2025-01-02", 0, REGISTER, "2020-01-01", "1950-01-01", 0, "1", "" },
    { "2025-01-02", 1, REGISTER, "2020-01-01", "1960-01-01", 0, "1", "" },
    { "2025-01-02", 2, REGISTER, "2020-01-01", "1970-01-01", 1, "2", "" },
    { "2025-01-02", 3, REGISTER, "2020-01-01", "1980-01-01", 2, "1", "" },
    { "2025-01-02", 4, REGISTER, "2020-01-01", "1990-01-01", 2, "1", "" },
    { "2025-02-10", 5, REGISTER, "2025-02-05", "2025-02-01", 0, "1", "" },       /* born here */
    { "2025-02-10", 6, REGISTER, "2025-02-05", "2025-01-20", 0, "1", "440300" }, /* brought here */
    { "2025-02-20", 3, MOVE, "2025-02-15", NULL, 0, "1", "" },
    { "2025-03-01", 0, LEAVE, "2025-02-25", NULL, 0, "3", "省外" },
    { "2025-03-05", 1, DIE, "2025-03-04", NULL, 0, NULL, NULL },
    { "2025-03-10", 0, MOVE, "2025-03-08", NULL, 1, "1", "" }, /* is back, at another post */
    { "2025-03-11", 2, MOVE, "2025-03-09", NULL, 1, "1", "" }, /* registered here now */
    /* what becomes known in May of the time before March */
    { "2025-05-01", 7, REGISTER, "2024-06-01", "1985-01-01", 0, "2", "" },
    { "2025-05-02", 4, DIE, "2025-01-15", NULL, 0, NULL, NULL },
    { "2025-05-03", 5, LEAVE, "2025-02-20", NULL, 0, "", "" },
    { "2025-05-04", 1, REVIVE, NULL, NULL, 0, NULL, NULL },
};

static const struct {
    const char *place, *from, *until, *as_of, *want;
} CASES[] = {
    { "B", "2025-02-01", "2025-03-31", "2025-03-31",
      "known_then=5 opening=5 born=1 arrived=2 died=1 departed=1 reclassed=0 closing=6" },
    { "T1", "2025-02-01", "2025-03-31", "2025-03-31",
      "known_then=3 opening=3 born=1 arrived=2 transferred_in=1 died=1 departed=1 closing=5" },
    { "V1", "2025-02-01", "2025-03-31", "2025-03-31",
      "known_then=2 opening=2 born=1 arrived=1 transferred_in=1 died=1 departed=1 closing=3" },
    { "V2", "2025-02-01", "2025-03-31", "2025-03-31",
      "known_then=1 opening=1 arrived=1 closing=2" },
    { "T2", "2025-02-01", "2025-03-31", "2025-03-31",
      "known_then=2 opening=2 transferred_out=1 closing=1" },
    { "990101100201", "2025-02-01", "2025-02-14", "2025-03-31",
      "known_then=2 opening=2 born=1 arrived=1 closing=4" },
    /* the same spans, with all that is known now */
    { "B", "2025-02-01", "2025-03-31", "",
      "known_then=5 late_entry=1 late_death=1 opening=5 born=1 arrived=2 departed=2 closing=6" },
    { "T1", "2025-03-01", "2025-03-31", "",
      "known_then=6 late_entry=1 late_move_out=2 opening=5 arrived=1 closing=6" },
    { "", "2025-03-06", "2025-03-07", "",
      "known_then=5 late_entry=1 death_undone=1 late_move_out=1 late_death=1 opening=5 closing=5" },
};

static void act(County *county, Test *test, int64_t *persons, size_t at)
{
    PersonChange change = { 0 };
    Fault        fault = { 0 };
    bool         ok = false;

    test_row(test, "act %zu", at);
    county->clock = instant_of_day(county_day(test, ACTS[at].entered_on)) + 9 * 3600 * 1000;
    if (!county_begin(county, test))
        return;
    Job         job = county_job(county);
    Problems    problems = problems_open(job.arena);
    int64_t    *who = &persons[ACTS[at].who];
    Residence   to = { .is_resident = ACTS[at].act != LEAVE,
                       .kind = str_from_c(ACTS[at].kind ? ACTS[at].kind : ""),
                       .organisation_id = county->posts[ACTS[at].post],
                       .region_id = county->regions[ACTS[at].post],
                       .elsewhere = str_from_c(ACTS[at].elsewhere ? ACTS[at].elsewhere : "") };
    PersonEntry entry = { .name = SV("某人"), .sex = ACTS[at].who % 2 ? SV("1") : SV("2") };

    if (ACTS[at].on)
        to.from_on = county_day(test, ACTS[at].on);
    switch (ACTS[at].act) {
    case REGISTER:
        entry.born_on = county_day(test, ACTS[at].born_on);
        ok = intake_register_person(&change, county->house, &job, &entry, &to, &problems, &fault);
        *who = change.person_id;
        break;
    case MOVE:
    case LEAVE:
        ok = intake_move_person(&change, county->house, &job, *who, &to, &problems, &fault);
        break;
    case DIE:
        ok = intake_record_death(&change, county->house, &job, *who, to.from_on, &problems, &fault);
        break;
    case REVIVE:
        ok = intake_record_death(&change, county->house, &job, *who, DATE_MAX, &problems, &fault);
        break;
    case UNDO:
        ok = intake_undo_move(&change, county->house, &job, *who, to.from_on, &problems, &fault);
        break;
    }
    if (!ok)
        check_fail(test, fault.message);
    county_commit(county, test);
}

static Str lines_of(Arena *arena, const PopulationChange *change, const char *want)
{
    Buf text = buf_open(arena, 2000);

    for (int line = 0; line < POPULATION_LINE_COUNT; line++) {
        Str const name = population_line((PopulationLine)line)->name;
        Str const word = str_format(arena, "%.*s=", (int)name.len, name.ptr);

        if (change->total[line] || str_find(str_from_c(want), word) < str_from_c(want).len)
            buf_add_format(&text, "%s%.*s%lld", text.len ? " " : "", (int)word.len, word.ptr,
                           (long long)change->total[line]);
    }
    return buf_str(&text);
}

/* Each line of people has as many as it says, in pages of three. */
static void check_people(County *county, Test *test, const PopulationQuestion *question,
                         const PopulationChange *change)
{
    for (int line = 0; line < POPULATION_LINE_COUNT; line++) {
        Job                job = county_job(county);
        Registry const     registry = house_registry(county->house, &job);
        FigureReader const reader = house_figures(county->house, &job, &registry);
        PopulationEntry   *entries = NULL;
        uint32_t           count = 0;
        int64_t            after = 0;
        int64_t            seen = 0;
        bool               more = true;
        Fault              fault = { 0 };

        while (more) {
            check_true(test, population_change_people(&entries, &count, &more, &reader, question,
                                                      (PopulationLine)line, after, 3, &fault));
            seen += count;
            if (count)
                after = entries[count - 1].person_id;
        }
        if (population_line((PopulationLine)line)->sign)
            check_equal(test, seen, change->total[line]);
    }
}

void population_change_test(Test *test)
{
    County  county;
    int64_t persons[8] = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2025-12-31");
    for (size_t i = 0; i < COUNT_OF(ACTS); i++)
        act(&county, test, persons, i);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        PopulationChange   change = { 0 };
        PopulationQuestion question = { .place = place_of(&county, test, CASES[i].place),
                                        .from = county_day(test, CASES[i].from),
                                        .until = county_day(test, CASES[i].until) };
        Fault              fault = { 0 };

        test_row(test, "%s %s %s as of %s", CASES[i].place, CASES[i].from, CASES[i].until,
                 CASES[i].as_of);
        if (CASES[i].as_of[0])
            question.as_of = instant_of_day(date_add_days(county_day(test, CASES[i].as_of), 1)) - 1;
        check_true(test, ask(&change, &county, &question, &fault));
        check_true(test, population_change_balances(&change));
        check_text(test, lines_of(county.arena, &change, CASES[i].want), str_from_c(CASES[i].want));
        check_people(&county, test, &question, &change);
    }
    PopulationChange   change = { 0 };
    PopulationQuestion question = { .from = { 20000 }, .until = { 19999 } };
    Fault              fault = { 0 };
    check_true(test, !ask(&change, &county, &question, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    county_close(&county);
}

/* ---- random histories ---------------------------------------------------------------------------
 */

enum { PEOPLE = 30, STEPS = 400, ASKED = 40 };

typedef struct {
    PopulationQuestion question;
    int64_t            total[POPULATION_LINE_COUNT];
} Answer;

static Date some_day(Random *random)
{
    return date_add_days(date_from_civil(2024, 1, 1), (int32_t)random_below(random, 600));
}

static void step(County *county, Test *test, Random *random, int64_t *persons)
{
    int64_t *const who = &persons[random_below(random, PEOPLE)];
    uint32_t const post = random_below(random, COUNTY_POSTS);
    uint32_t const kind = random_below(random, 3);
    PersonChange   change = { 0 };
    Fault          fault = { 0 };

    county->clock += (int64_t)random_below(random, 3 * 24 * 3600 * 1000);
    if (!county_begin(county, test))
        return;
    Job             job = county_job(county);
    Problems        problems = problems_open(job.arena);
    Residence const to = { .from_on = some_day(random),
                           .is_resident = kind < 2,
                           .kind = kind == 0   ? SV("1")
                                   : kind == 1 ? SV("2")
                                               : SV("3"),
                           .organisation_id = county->posts[post],
                           .region_id = county->regions[post] };
    PersonEntry     entry = { .name = SV("某人"),
                              .sex = random_below(random, 2) ? SV("1") : SV("2"),
                              .born_on = random_below(random, 4) ? date_from_civil(1960, 1, 1)
                                                                 : date_add_days(to.from_on, -3) };

    if (*who == 0) {
        if (kind < 2 &&
            intake_register_person(&change, county->house, &job, &entry, &to, &problems, &fault))
            *who = change.person_id;
    } else if (random_below(random, 6) == 0) {
        (void)!intake_record_death(&change, county->house, &job, *who,
                                   random_below(random, 2) ? to.from_on : DATE_MAX, &problems,
                                   &fault);
    } else if (random_below(random, 4) == 0) {
        const Residence *rows = NULL;
        uint32_t         count = 0;
        Registry const   registry = house_registry(county->house, &job);

        if (person_residences(&rows, &count, &registry, *who, &fault) && count > 0)
            (void)!intake_undo_move(&change, county->house, &job, *who,
                                    rows[random_below(random, count)].from_on, &problems, &fault);
    } else
        (void)!intake_move_person(&change, county->house, &job, *who, &to, &problems, &fault);
    county_commit(county, test);
}

/* Everybody who lives at the post on a day, as it is known now. */
static int64_t residents_on(const County *county, Test *test, int64_t post, Date day)
{
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = false;
    int64_t    count = -1;

    if (statement_open(&select, county->house->store,
                       SQL("SELECT count(*) FROM person p JOIN residence r USING (person_id)"
                           " WHERE p.born_on <= ?1 AND coalesce(p.died_on, 1000000) >= ?1"
                           " AND r.from_on = (SELECT max(from_on) FROM residence s"
                           "   WHERE s.person_id = p.person_id AND s.from_on <= ?1)"
                           " AND r.is_resident AND (?2 = 0 OR r.organisation_id = ?2)"),
                       &fault) &&
        statement_bind_int(select, 1, day.days, &fault) &&
        statement_bind_int(select, 2, post, &fault) && statement_next(select, &row, &fault) && row)
        count = statement_int(select, 0);
    else
        check_fail(test, fault.message);
    statement_close(&select);
    return count;
}

void population_change_random_test(Test *test)
{
    County   county;
    Random   random = random_open(20260101);
    int64_t  persons[PEOPLE] = { 0 };
    Answer   answers[ASKED];
    uint32_t asked = 0;
    Fault    fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-12-31");
    county.clock = instant_of_day(county_day(test, "2024-01-01"));
    for (int i = 0; i < STEPS; i++) {
        PopulationChange change = { 0 };
        uint32_t const   post = random_below(&random, COUNTY_POSTS + 1);
        Date const       a = some_day(&random);
        Date const       b = some_day(&random);

        step(&county, test, &random, persons);
        if (i % (STEPS / ASKED))
            continue;
        Answer *const answer = &answers[asked++];
        *answer =
            (Answer){ .question = {
                          .place.organisation_id = post < COUNTY_POSTS ? county.posts[post] : 0,
                          .from = a.days < b.days ? a : b,
                          .until = a.days < b.days ? b : a,
                          .as_of = county.clock,
                      } };
        test_row(test, "step %d", i);
        county.clock++;
        check_true(test, ask(&change, &county, &answer->question, &fault));
        check_true(test, population_change_balances(&change));
        check_equal(test, change.total[POPULATION_OPENING],
                    residents_on(&county, test, answer->question.place.organisation_id,
                                 date_add_days(answer->question.from, -1)));
        check_equal(test, change.total[POPULATION_CLOSING],
                    residents_on(&county, test, answer->question.place.organisation_id,
                                 answer->question.until));
        check_people(&county, test, &answer->question, &change);
        for (int line = 0; line < POPULATION_LINE_COUNT; line++)
            answer->total[line] = change.total[line];
    }
    /* What was known then can still be told, whatever was written since. */
    for (uint32_t i = 0; i < asked; i++) {
        PopulationChange change = { 0 };

        test_row(test, "answer %u", i);
        check_true(test, ask(&change, &county, &answers[i].question, &fault));
        for (int line = 0; line < POPULATION_LINE_COUNT; line++)
            check_equal(test, change.total[line], answers[i].total[line]);
    }
    county_close(&county);
}
