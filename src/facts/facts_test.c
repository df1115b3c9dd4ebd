/* Sums, states and attributes of one subject, at the edges of days and periods. */
#include "facts/facts.h"

#include "facts/life.h"

static const char DEFINITIONS[] =
    "code sex \"性别\" | \"Sex\"\n"
    "  1 male \"男\" | \"Male\"\n"
    "  2 female \"女\" | \"Female\"\n"
    "code residence \"常住\" | \"Residence\"\n"
    "  1 registered \"户籍\" | \"Registered\"\n"
    "code resident_status \"居住状态\" | \"Resident status\"\n"
    "  1 registered \"户籍在住\" | \"Registered\"\n"
    "  2 away \"人户分离\" | \"Away\"\n"
    "  3 settled \"常住\" | \"Settled\"\n"
    "  4 migrant \"流动\" | \"Migrant\"\n"
    "  5 passing \"短期\" | \"Passing\"\n"
    "  6 left \"迁出\" | \"Left\"\n"
    "  7 dead \"死亡\" | \"Dead\"\n"
    "  8 absent \"外出\" | \"Absent\"\n"
    "param resident_months \"常住月数\" | \"Resident months\" int month\n"
    "  from 2000-01-01 = 6\n"
    "  from 2025-01-01 = 12\n"
    "param migrant_months \"流动月数\" | \"Migrant months\" int month\n"
    "  from 2000-01-01 = 3\n"
    "  in 990101101 from 2000-01-01 = 1\n"
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "param limit \"限\" | \"Limit\" int\n"
    "  from 2000-01-01 = 140\n"
    "  from 2024-07-01 = 130\n"
    "  in 990101101 from 2024-03-01 = 120\n"
    "programme many \"多\" | \"Many\"\n"
    "  enrol many with open until ends\n"
    "  form open \"开\" | \"Open\" administrative\n"
    "    ends \"止\" | \"Ends\" date\n"
    "programme p \"项\" | \"P\"\n"
    "  enrol with start from on_day until until_day\n"
    "  close with stop\n"
    "  form start \"建\" | \"Start\" administrative\n"
    "    on_day \"起\" | \"On\" date\n"
    "    until_day \"止\" | \"Until\" date\n"
    "  form stop \"止\" | \"Stop\" administrative\n"
    "    why \"因\" | \"Why\" text\n"
    "  form visit \"访\" | \"Visit\"\n"
    "    x \"甲\" | \"X\" int\n"
    "    way \"方式\" | \"Way\" code way\n"
    "    cost \"费\" | \"Cost\" money\n"
    "    seen \"见\" | \"Seen\" date\n"
    "  duty call \"电话\" | \"Call\" each quarter by visit where way = clinic\n"
    "  indicator tested \"数\" | \"Tested\"\n"
    "    ";

/* Not told in the order of days: records come in the order in which they were made. */
#define VISITS                                                                                     \
    "visit@2024-03-01:x=2,way=2 visit@2025-01-01:x=8 visit@2023-12-31:x=3"                         \
    " visit@2024-02-29:x=9,way=1 visit@2024-01-01:x=5 visit@2024-12-31:x=4 visit@2024-01-31:x=7"
/* From 1 May 2023 to 29 February 2024, and from 1 July to 30 December. */
#define ENROLMENTS                                                                                 \
    " start@2024-07-01:on_day=2024-07-01,until_day=2024-12-30"                                     \
    " start@2023-05-10:on_day=2023-05-01 stop@2024-02-29"

/* From 1 January 2024, and signed in June, until 1 July 2025. */
#define RENEWED(until, from)                                                                       \
    "start@2024-01-01:on_day=2024-01-01,until_day=" until " start@2024-06-01:on_day=" from         \
    ",until_day=2025-07-01"

static const struct {
    const char *expression, *life;
    const char *want; /* of each period; - is missing */
} CASES[] = {
    /* windows */
    { "sum count(visit in period)", VISITS,
      "2022=0 2023=1 2023-12=1 2024=5 2024-01=2 2024-02=1 2024-03=1 2024Q1=4 2024Q2=0 2024-12=1"
      " 2024-02-28=2 2024-02-29=3 2025=1 2025-01=1 2026=0" },
    { "sum count(visit)", VISITS,
      "2022=0 2023=1 2024-01=3 2024-02-28=3 2024-02-29=4 2024=6 2025-01-01=7 2026=7" },
    { "sum count(visit in year)", VISITS, "2024-01=2 2024-02=3 2024Q2=4 2024=5 2025-01=1" },
    { "sum count(visit in quarter)", VISITS,
      "2024-01=2 2024-02=3 2024-03=4 2024-04=0 2024Q4=1 2024=1" },
    { "sum count(visit in month)", VISITS, "2024Q1=1 2024-02=1 2024-02-28=0 2024=1 2024-04=0" },
    { "sum count(visit within 1 day)", VISITS, "2024-02-29=1 2024-03-01=1 2024-03-02=0" },
    { "sum count(visit within 2 days)", VISITS, "2024-02-29=1 2024-03-01=2 2024-03-02=1" },
    { "sum count(visit within 30 days)", VISITS, "2024-01-30=1 2024-01-31=1" },
    { "sum count(visit within 31 days)", VISITS, "2024-01-30=2 2024-01-31=2" },
    { "sum count(visit within 1 month)", VISITS,
      "2024-02-28=1 2024-02-29=2 2024-03-28=2 2024-03-30=1 2024-03-31=1" },
    { "sum count(visit within 12 months)", VISITS, "2024-12-30=5 2024-12-31=5 2024-02-29=4" },
    { "sum count(visit within 1 year)", VISITS, "2025-02-28=4 2025-03-01=2" },
    { "sum count(visit in period where x > 4 and way is missing)", VISITS, "2024=2 2025=1 2023=0" },
    { "count exists(visit in month)", VISITS, "2024-02=1 2024-04=0 2024=1 2024-02-28=0" },
    { "count exists(service in month)", VISITS ENROLMENTS, "2024-02=1 2024-07=0 2023-05=0" },
    /* which record */
    { "sum last(visit).x", VISITS, "2022=- 2023=3 2024-01=7 2024-02-29=9 2024=4 2025=8 2026=8" },
    { "sum first(visit in year).x", VISITS, "2022=- 2023=3 2024-01=5 2024=5 2025=8" },
    { "sum last(visit in month).x", VISITS, "2024-02=9 2024-04=- 2024-02-28=-" },
    { "sum last(visit where way = home).x", VISITS, "2024-02=- 2024-03=2 2025=2" },
    { "sum first(visit where x > 5).x", VISITS, "2023=- 2024-01=7 2024=7" },
    { "sum day - last(visit).date", VISITS, "2022=- 2024-02-28=28 2024-02-29=0 2024-11-30=274" },
    { "sum last(visit).x", "visit@2024-01-05:x=1 visit@2024-01-05:x=2", "2024=2" },
    { "sum first(visit).x", "visit@2024-01-05:x=1 visit@2024-01-05:x=2", "2024=1" },
    /* what is missing */
    { "sum last(visit).x", "visit@2024-01-05:x=1 visit@2024-02-06", "2024-01=1 2024=-" },
    { "sum last(visit where x is not missing).x", "visit@2024-01-05:x=1 visit@2024-02-06",
      "2024-01=1 2024=1" },
    { "sum count(visit in year)", "visit@2024-01-05:x=1 visit@2024-02-06", "2024=2" },
    { "sum sum(visit.x in year)", "visit@2024-01-05:x=1 visit@2024-02-06", "2024=1 2023=0" },
    { "sum max(visit.x in year)", "visit@2024-02-06", "2024=-" },
    { "sum coalesce(max(visit.x in year), 0)", "visit@2024-02-06", "2024=0" },
    { "count last(visit).x > 1", "visit@2024-01-05:x=2 visit@2024-02-06", "2024-01=1 2024=-" },
    /* amounts */
    { "sum sum(visit.x in period)", VISITS, "2024=27 2024Q1=23 2024-04=0 2022=0" },
    { "sum sum(visit.cost in period)",
      "visit@2024-01-05:cost=0.05 visit@2024-02-29:cost=12.45 visit@2024-03-01:cost=-0.5",
      "2024-01=5 2024-02=1245 2024Q1=1200" },
    { "sum min(visit.x in year)", VISITS, "2022=- 2024-01=5 2024-03=2 2024=2 2025=8" },
    { "sum max(visit.x in year)", VISITS, "2022=- 2024-01=7 2024-03=9 2024=9 2025=8" },
    { "sum max(visit.seen in year) - min(visit.seen in year)",
      "visit@2024-01-05:seen=2024-02-29 visit@2024-01-06:seen=2024-03-01", "2024=1 2023=-" },
    /* units that have a record */
    { "sum months(visit in year)", VISITS, "2022=0 2024-01=1 2024-02=2 2024Q1=3 2024=4 2025=1" },
    { "sum months(visit in period)", VISITS, "2024Q1=3 2024-02=1 2024Q2=0" },
    { "sum quarters(visit in year)", VISITS, "2024Q1=1 2024Q2=1 2024=2 2025=1" },
    { "sum half_years(visit in year)", VISITS, "2024-03=1 2024=2" },
    { "sum years(visit in year)", VISITS, "2022=0 2024=1" },
    /* enrolments */
    { "count enrolled", ENROLMENTS,
      "2023-04=0 2023-05-01=1 2023-05=1 2024-02-29=1 2024-03-01=0 2024-06=0 2024-07=1"
      " 2024-12-30=1 2024=0" },
    { "count enrolled in period", ENROLMENTS,
      "2022=0 2024-02=1 2024-03=0 2024Q1=1 2024Q2=0 2024Q3=1 2024=1 2025=0" },
    { "count enrolled in year", ENROLMENTS, "2024-03=1 2024-06=1 2025-01=0" },
    { "sum count(enrolment in period)", ENROLMENTS, "2023-04=0 2023-05=1 2023=1 2024=1 2024-07=1" },
    { "sum count(closing in period)", ENROLMENTS, "2024-02=1 2024-12=1 2024=2 2024-12-29=1" },
    { "sum day - enrolled_on", ENROLMENTS, "2023-04=- 2023-05-11=10 2024-06-30=426 2024-07-01=0" },
    { "sum day - closed_on", ENROLMENTS,
      "2024-02-28=- 2024-02-29=0 2024-03-01=1 2024-07-01=- 2024-12-30=0 2024-12-31=1" },
    { "sum months(enrolment in year)", ENROLMENTS, "2023=8 2024-02=2 2024-02-28=1 2024=7" },
    { "sum quarters(enrolment in year)", ENROLMENTS, "2023Q2=0 2023Q3=1 2023=2 2024=1" },
    { "sum quarters(enrolment in year)", RENEWED("2024-02-10", "2024-02-11"),
      "2024-02=0 2024Q1=1 2024Q2=2 2024=4 2025=2" },
    { "sum quarters(enrolment in year)", RENEWED("2024-02-10", "2024-02-12"), "2024Q1=0 2024=3" },
    { "sum months(enrolment in year)", RENEWED("2024-02-10", "2024-02-11"), "2024Q1=3 2024=12" },
    { "sum months(enrolment in year)", RENEWED("2024-02-10", "2024-02-12"), "2024Q1=2 2024=11" },
    /* the record that opened an enrolment */
    { "sum last(enrolment).until_day - last(enrolment).date", ENROLMENTS,
      "2022=- 2023=- 2024-06=- 2024-07=182 2025=182" },
    { "sum last(enrolment).until_day - last(start).until_day", RENEWED("2024-06-30", "2024-07-01"),
      "2023=- 2024-01=0 2024-05=0 2024-06=-366 2024-07=0" },
    { "sum first(closing in period).until_day - first(closing in period).date",
      RENEWED("2024-06-30", "2024-07-01") " stop@2025-06-20",
      "2024-05=- 2024-06=0 2024=0 2025-06-19=- 2025=11" },
    { "sum half_years(enrolment in year)", ENROLMENTS, "2023Q3=1 2023=2 2024=0" },
    { "sum years(enrolment in year)", ENROLMENTS, "2023-11=0 2023=1 2024=0" },
    { "sum count(visit in year while enrolled)", VISITS ENROLMENTS,
      "2023=1 2024-02=3 2024-03=3 2024=3 2025=0" },
    { "sum count(closing in period)",
      "start@2024-01-01:on_day=2024-01-01 start@2024-03-15:on_day=2024-03-15",
      "2024-03-13=0 2024-03-14=1 2024=1" },
    { "sum count(enrolment)", "start@2024-05-01:on_day=2024-05-01,until_day=2024-04-30", "2024=0" },
    { "sum count(many.enrolment in period)",
      "open@2024-01-10:ends=2024-06-30 open@2024-03-01:ends=2024-09-30",
      "2024=2 2024Q1=2 2024Q2=0" },
    { "sum months(many.enrolment in year)",
      "open@2024-01-10:ends=2024-06-30 open@2024-03-01:ends=2024-09-30", "2024=8 2024Q1=2" },
    { "sum quarters(many.enrolment in year)",
      "open@2024-01-10:ends=2024-06-30 open@2024-03-01:ends=2024-09-30", "2024=2" },
    { "sum duties_due", ENROLMENTS, "2023Q2=0 2023=2 2024=1" },
    { "sum duties_done",
      ENROLMENTS " visit@2023-08-01:way=1 visit@2023-09-30:way=1 visit@2023-10-01:way=2",
      "2023=1" },
    { "sum duties_done",
      ENROLMENTS " visit@2023-08-01:way=1 visit@2023-12-31:way=1 visit@2024-01-01:way=1",
      "2023=2" },
    /* death and leaving */
    { "count enrolled", "start@2023-01-01:on_day=2023-01-01 died@2024-02-29",
      "2024-02-29=1 2024-03-01=0" },
    { "count enrolled in period", "start@2023-01-01:on_day=2023-01-01 died@2024-02-29",
      "2024=1 2024Q1=1 2024Q2=0" },
    { "count enrolled", "start@2023-01-01:on_day=2023-01-01,until_day=2024-03-01 died@2024-02-29",
      "2024-02-29=1 2024-03-01=0" },
    { "count enrolled",
      "live@2020-01-01 away@2024-03-01 start@2023-01-01:on_day=2023-01-01,until_day=2024-03-01",
      "2024-02-29=1 2024-03-01=0" },
    { "sum count(closing in year)",
      "start@2023-01-01:on_day=2023-01-01,until_day=2024-03-01 died@2024-02-29 stop@2024-02-10",
      "2024-02-09=0 2024-02-10=1 2024=1" },
    { "count alive", "died@2024-02-29", "2024-02-28=1 2024-02-29=1 2024-03-01=0" },
    { "count resident", "died@2024-02-29", "2024-02-29=1 2024-03-01=0 2024=0" },
    { "count resident in period", "died@2024-02-29", "2024-02=1 2024-03=0 2024=1" },
    { "count resident", "live@2020-01-01 away@2024-03-01 live@2024-11-15",
      "2019=0 2024-02=1 2024-03-01=0 2024-10=0 2024-11=1" },
    { "count resident in period", "live@2020-01-01 away@2024-03-01 live@2024-11-15",
      "2019=0 2024Q1=1 2024Q2=0 2024-11-14=1 2024-10=0 2024-11=1" },
    { "count resident in year", "live@2020-01-01 away@2024-03-01 live@2024-11-15",
      "2019=0 2024-06=1" },
    { "sum day - resident_since", "live@2020-01-01 away@2024-03-01 live@2024-11-15",
      "2024-02-29=1520 2024-06=- 2024-11-15=0" },
    { "sum day - resident_since", "live@2020-01-01 live@2024-03-01:990101101201", "2024=1826" },
    { "count residence = registered", "live@2020-01-01 away@2024-03-01", "2024-02=1 2024-03=-" },
    { "count enrolled", "live@2020-01-01 away@2024-03-01 start@2023-01-01:on_day=2023-01-01",
      "2024-02-29=1 2024-03-01=0" },
    /* time alone changes what somebody is to this place; thresholds are of the day and the place */
    { "count resident_status = passing", "come@2024-01-15",
      "2023=- 2024-01=1 2024-04-14=1 2024-04-15=0 2024=0" },
    { "count resident_status = migrant", "come@2024-01-15",
      "2024-04-14=0 2024-04-15=1 2024-07-14=1 2024-07-15=0 2024=0" },
    { "count resident_status = settled", "come@2024-01-15",
      "2024-07-14=0 2024-07-15=1 2024=1 2025-01-14=0 2025-01-15=1" },
    { "count resident_status = migrant", "come@2024-01-15:990101101201",
      "2024-02-14=0 2024-02-15=1 2024-07-15=0" },
    { "count resident_status = passing", "come@2024-01-15 away@2024-06-01 come@2024-07-01",
      "2024-06=0 2024-07=1 2024-09-30=1 2024-10-01=0" },
    { "count resident_status = settled", "come@2024-01-15 come@2024-07-01:990101101201",
      "2024-07-14=0 2024-07-15=1" },
    { "count resident_status in { registered, away, absent }",
      "live@2020-01-01 gone@2024-03-01 live@2024-05-01", "2019=- 2024-02=1 2024-03=1 2024-05=1" },
    { "count resident_status = absent", "live@2020-01-01 gone@2024-03-01 live@2024-05-01",
      "2024-02=0 2024-03=1 2024-04=1 2024-05=0" },
    { "count resident_status = absent", "live@2020-01-01 gone@2024-03-15",
      "2024-03-14=0 2024-03-15=1 2024-09-14=1 2024-09-15=0" },
    { "count resident_status = away", "live@2020-01-01 gone@2024-03-15",
      "2024-09-14=0 2024-09-15=1 2024=1" },
    { "count resident_status = away", "live@2020-01-01 gone@2024-03-15 gone@2024-08-01",
      "2024-09-14=0 2024-09-15=1" },
    { "count resident_status = left", "live@2020-01-01 away@2024-03-01 died@2024-05-01",
      "2024-02=0 2024-03=1 2024-05-01=1 2024-05-02=0" },
    { "count resident_status = dead", "live@2020-01-01 died@2024-05-01",
      "2024-05-01=0 2024-05-02=1" },
    { "count resident_status = registered", "born@2024-02-29 live@2020-01-01",
      "2024-02-28=- 2024-02-29=1" },
    { "count resident", "born@2024-02-29 live@2020-01-01", "2024-02-28=0 2024-02-29=1" },
    /* birth, and values of time and place */
    { "sum age", "born@2004-02-29", "2023-02-28=18 2023-03-01=19 2024-02-28=19 2024-02-29=20" },
    { "sum age_months", "born@2024-01-31", "2023=- 2024-02-29=0 2024-03-01=1 2024-03-31=2" },
    { "sum age_days", "born@2024-01-31", "2024-01-30=- 2024-01-31=0 2024-02-29=29" },
    { "count sex = female and age >= 65", "born@1959-03-01", "2024-02-29=0 2024-03-01=1" },
    { "count age_on(year_end) >= 65", "born@1959-12-31", "2023=0 2024-01=1" },
    { "sum limit", "", "1999=- 2000=140 2024-06=140 2024-07=130 2025=130" },
    { "sum limit", "live@2020-01-01 live@2024-05-01:990101101201",
      "2024-04=140 2024-05=120 2024-07=120" },
    { "sum limit", "live@2020-01-01:990101101201", "2024-02=140 2024-03=120" },
};

/* What a period's lane says: a number, or "-". */
static Str say_lane(Arena *arena, const Vector *answer, uint32_t lane)
{
    return vector_has(answer, lane)
               ? str_format(arena, "%lld", (long long)vector_word(answer, lane))
               : SV("-");
}

static uint32_t lane_of(const LaneSet *lanes, Period period)
{
    for (uint32_t i = 0; i < lanes->count; i++)
        if (lanes->periods[i].id == period.id && lanes->periods[i].end.days == period.end.days)
            return i;
    return UINT32_MAX;
}

/* Once each period alone, once all those of 14 years together. */
static void check_periods(Test *test, Arena *arena, Facts *facts, const char *want)
{
    const Plan *const    plan = facts_plan(facts);
    const LaneSet *const many = lane_set_of_years(arena, 2017, 2030, date_from_civil(2024, 2, 29),
                                                  plan->windows, plan->window_count);
    uint32_t const       part = 0;

    check_true(test, many->count > 64);
    for (Str rest = str_from_c(want); rest.len;) {
        Str       value = str_cut(&rest, ' ');
        Str const name = str_cut(&value, '=');
        Period    period = { 0 };
        Fault     fault = { 0 };

        check_true(test, period_parse(&period, name, &fault));
        facts_ask(facts,
                  lane_set_open(arena, &period, 1, false, plan->windows, plan->window_count));
        Str const alone = say_lane(arena, facts_part(facts, part), 0);
        if (!str_equal(alone, value))
            check_text(
                test,
                str_format(arena, "%.*s=%.*s", (int)name.len, name.ptr, (int)alone.len, alone.ptr),
                str_format(arena, "%.*s=%.*s", (int)name.len, name.ptr, (int)value.len, value.ptr));
        uint32_t const lane = lane_of(many, period);
        if (lane == UINT32_MAX)
            continue;
        facts_ask(facts, many);
        check_text(test, say_lane(arena, facts_part(facts, part), lane), value);
    }
}

void facts_part_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Arena *arena = arena_open();

        test_row(test, "%s, %.60s", CASES[i].expression, CASES[i].life);
        const Catalog *const catalog = harness_catalog(
            test, arena, str_format(arena, "%s%s\n", DEFINITIONS, CASES[i].expression));
        if (catalog) {
            Facts *const facts = facts_open(arena, plan_open(arena, catalog));

            life_tell(facts, test, arena, CASES[i].life);
            check_periods(test, arena, facts, CASES[i].want);
        }
        arena_close(&arena);
    }
}

/* More records than a vector has lanes: one on every day of two years. */
void facts_many_rows_test(Test *test)
{
    enum { DAYS = 731 };
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(
        test, arena,
        str_format(arena, "%ssum count(visit in period) * 1000 + coalesce(last(visit).x, 0)\n",
                   DEFINITIONS));
    const Plan *const plan = plan_open(arena, catalog);
    Facts *const      facts = facts_open(arena, plan);
    uint32_t const    scan = plan->scan_of_form[catalog_form_index(catalog, SV("p.visit"))];
    uint32_t const    column = plan->scans[scan].columns[0];

    life_tell(facts, test, arena, "");
    for (int32_t i = 0; i < DAYS; i++)
        facts_set_field(
            facts_add_row(facts, scan, i + 1, date_add_days(date_from_civil(2024, 1, 1), i)),
            column, i);
    check_periods(test, arena, facts,
                  "2023=0 2024-01=31030 2024-02=29059 2024Q1=91090 2024=366365 2025-02=28424"
                  " 2025=365730 2026=730");
    /* every other one goes again */
    for (int32_t i = 0; i < DAYS; i += 2)
        facts_remove_row(facts, scan, i + 1);
    facts_remove_row(facts, scan, DAYS + 1); /* there is none */
    check_periods(test, arena, facts, "2024-01=15029 2024=183365 2025=182729");
    life_tell(facts, test, arena, "visit@2024-05-05:x=7");
    check_periods(test, arena, facts, "2023=0 2024=1007 2025=7");
    arena_close(&arena);
}

/* What is due asks about days to come: records after the day count, too. */
void facts_open_ended_test(Test *test)
{
    Arena               *arena = arena_open();
    const Catalog *const catalog =
        harness_catalog(test, arena, str_format(arena, "%ssum count(visit)\n", DEFINITIONS));
    const Plan *const plan = plan_open(arena, catalog);
    Facts *const      facts = facts_open(arena, plan);
    Date const        day = date_from_civil(2024, 2, 1);
    Period const      period = { 0, day, day };

    life_tell(facts, test, arena, VISITS);
    for (int open_ended = 0; open_ended <= 1; open_ended++) {
        facts_ask(facts,
                  lane_set_open(arena, &period, 1, open_ended, plan->windows, plan->window_count));
        check_text(test, say_lane(arena, facts_part(facts, 0), 0), open_ended ? SV("7") : SV("3"));
    }
    arena_close(&arena);
}

/* Where somebody belongs: where he lives, and after leaving where he left from. */
void facts_place_test(Test *test)
{
    static const struct {
        const char *life, *day;
        int64_t     region;
    } PLACES[] = {
        { "", "1900-01-01", 990101100201 },
        { "", "2024-01-01", 990101100201 },
        { "live@2020-01-01:1 live@2024-03-01:2", "2019-12-31", 1 },
        { "live@2020-01-01:1 live@2024-03-01:2", "2024-02-29", 1 },
        { "live@2020-01-01:1 live@2024-03-01:2", "2024-03-01", 2 },
        { "live@2020-01-01:1 away@2024-03-01:2", "2024-03-01", 1 },
        { "live@2020-01-01:1 away@2024-03-01:2 live@2024-04-01:3", "2024-03-31", 1 },
        { "live@2020-01-01:1 away@2024-03-01:2 live@2024-04-01:3", "2024-04-01", 3 },
        { "live@2020-01-01:1 died@2024-01-01", "2025-01-01", 1 },
    };
    Arena               *arena = arena_open();
    const Catalog *const catalog =
        harness_catalog(test, arena, str_format(arena, "%scount alive\n", DEFINITIONS));
    Facts *const facts = facts_open(arena, plan_open(arena, catalog));

    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        Date day = { 0 };

        test_row(test, "%s on %s", PLACES[i].life, PLACES[i].day);
        check_true(test, date_parse(&day, str_from_c(PLACES[i].day)));
        life_tell(facts, test, arena, PLACES[i].life);
        check_equal(test, facts_place_on(facts, day)->region_id, PLACES[i].region);
    }
    arena_close(&arena);
}
