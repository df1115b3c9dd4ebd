/* Random histories: births, visits, moves, deaths, merged posts, amendments, voids,
 * persons merged and parted.
 *
 * After every stretch of them the tallies, the batch and the single persons must
 * agree, and so must a reference that shares no code with them: one SQL query for
 * each part of a figure, written by hand from the indicator's words. Dues and
 * enrolments must be what a rebuild from nothing makes of the records. */
#include "base/instant.h"
#include "intake/county.h"
#include "intake/definition.h"
#include "intake/merge.h"
#include "indicators/batch.h"

static const char DEFINITIONS[] =
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "  3 phone \"电话\" | \"Phone\"\n"
    "param target \"目标\" | \"Target\" int mmHg\n"
    "  from 2000-01-01 = 140\n"
    "  from 2025-07-01 = 130\n"
    "  in 990101101 from 2025-01-01 = 135\n"
    "programme htn \"高血压\" | \"Hypertension\"\n"
    "  for person where age >= 35\n"
    "  enrol with registration from confirmed_on\n"
    "  close with closing on closed_on_day\n"
    "  form registration \"登记\" | \"Registration\" administrative\n"
    "    confirmed_on \"确诊\" | \"Confirmed\" date required\n"
    "  form closing \"终止\" | \"Closing\" administrative\n"
    "    closed_on_day \"终止日期\" | \"Closed\" date\n"
    "  form followup \"随访\" | \"Follow-up\"\n"
    "    way \"方式\" | \"Way\" code way required\n"
    "    sbp \"收缩压\" | \"Systolic\" int mmHg 60..300 required\n"
    "    weight \"体重\" | \"Weight\" decimal 1 kg 2..300\n"
    "    let met bool = sbp < (if age < 65 then target else 150)\n"
    "    let face bool = way in { clinic, home }\n"
    "  define good = quarters(followup in year where face) >= quarters(enrolment in year)\n"
    "    and count(followup in year) >= 2\n"
    "  due followup every 3 months\n"
    "  due followup within 14 days after followup where not met\n"
    "  due closing within 30 days after enrolment when age >= 80\n"
    "  indicator managed \"a\" | \"a\"\n"
    "    count enrolled in period\n"
    "  indicator at_end \"a\" | \"a\"\n"
    "    count enrolled\n"
    "  indicator controlled \"a\" | \"a\"\n"
    "    of managed\n"
    "    count coalesce(last(followup in year).met, false)\n"
    "  indicator standard \"a\" | \"a\"\n"
    "    of managed\n"
    "    count good\n"
    "  indicator visits \"a\" | \"a\"\n"
    "    sum count(followup in period)\n"
    "  indicator visits_face \"a\" | \"a\"\n"
    "    sum count(followup in period where face and age >= 60)\n"
    "  indicator visits_enrolled \"a\" | \"a\"\n"
    "    sum count(followup in period while enrolled)\n"
    "  indicator months \"a\" | \"a\"\n"
    "    sum months(followup in year)\n"
    "  indicator pressure \"a\" | \"a\"\n"
    "    sum sum(followup.sbp in quarter)\n"
    "    per sum count(followup in quarter)\n"
    "  indicator weight \"a\" | \"a\"\n"
    "    sum coalesce(max(followup.weight in period), 0)\n"
    "  indicator spread \"a\" | \"a\"\n"
    "    sum coalesce(first(followup).sbp, 0) - coalesce(min(followup.sbp in year), 0)\n"
    "  indicator lately \"a\" | \"a\"\n"
    "    of managed\n"
    "    count exists(followup within 90 days)\n"
    "  indicator ever_high \"a\" | \"a\"\n"
    "    count exists(followup where sbp >= 170)\n"
    "  indicator opened \"a\" | \"a\"\n"
    "    sum count(enrolment in period)\n"
    "  indicator ended \"a\" | \"a\"\n"
    "    sum count(closing in period)\n"
    "programme ehr \"档案\" | \"Record\"\n"
    "  form exam \"体检\" | \"Exam\"\n"
    "    fpg \"血糖\" | \"Glucose\" decimal 1 required\n"
    "  due exam each year when age >= 65\n"
    "  indicator residents \"a\" | \"a\"\n"
    "    count resident\n"
    "  indicator elderly \"a\" | \"a\"\n"
    "    count resident and age_on(year_end) >= 65\n"
    "  indicator active \"a\" | \"a\"\n"
    "    of residents\n"
    "    count exists(service within 12 months)\n"
    "  indicator died \"a\" | \"a\"\n"
    "    count died_on >= period_start and died_on <= day\n"
    "  indicator here_in_year \"a\" | \"a\"\n"
    "    count resident in year and sex = 2\n"
    "  indicator examined \"a\" | \"a\"\n"
    "    of count resident and htn.enrolled\n"
    "    count last(exam within 6 months).fpg >= 7.0\n"
    "programme contract \"签约\" | \"Contract\"\n"
    "  enrol with agreement from starts_on until ends_on\n"
    "  form agreement \"协议\" | \"Agreement\" administrative\n"
    "    starts_on \"起\" | \"From\" date required\n"
    "    ends_on \"止\" | \"Until\" date required\n"
    "    check ends_on > starts_on \"止\" | \"until\"\n"
    "  duty visit \"随访\" | \"Visit\" each quarter by htn.followup where face when htn.enrolled\n"
    "  duty exam \"体检\" | \"Exam\" each year by ehr.exam\n"
    "  indicator signed \"a\" | \"a\"\n"
    "    count enrolled\n"
    "  indicator performed \"a\" | \"a\"\n"
    "    sum duties_done\n"
    "    per sum duties_due\n";

/* ---- the reference: one query per part ------------------------------------------------------ */

/* ?1 is the period's first day, ?2 its last, ?3 and ?4 those of the year and the
 * quarter that the last is in. Each gives person_id and what the person adds. */
static const struct {
    const char *part, *sql;
} REFERENCE[] = {
    { "htn.managed",
      "SELECT DISTINCT person_id, 1 v FROM htn WHERE opened <= ?2 AND closed >= ?1" },
    { "htn.at_end", "SELECT DISTINCT person_id, 1 v FROM htn WHERE opened <= ?2 AND closed >= ?2" },
    { "htn.controlled",
      "SELECT person_id, (SELECT met FROM htn_followup f WHERE f.person_id = e.person_id AND"
      " occurred_on BETWEEN ?3 AND ?2 ORDER BY occurred_on DESC, record_id DESC LIMIT 1) v"
      " FROM (SELECT DISTINCT person_id FROM htn WHERE opened <= ?2 AND closed >= ?1) e" },
    { "htn.standard",
      "SELECT person_id, (SELECT count(DISTINCT (CAST(strftime('%m', occurred_on * 86400,"
      " 'unixepoch') AS INTEGER) - 1) / 3) FROM htn_followup f WHERE f.person_id = e.person_id AND"
      " way IN ('1', '2') AND occurred_on BETWEEN ?3 AND ?2) >= (SELECT count(*) FROM"
      " htn_quarters q WHERE q.first >= ?3 AND q.last <= ?2 AND q.person_id = e.person_id) AND"
      " (SELECT count(*) FROM"
      " htn_followup f WHERE f.person_id = e.person_id AND occurred_on BETWEEN ?3 AND ?2) >= 2 v"
      " FROM (SELECT DISTINCT person_id FROM htn WHERE opened <= ?2 AND closed >= ?1) e" },
    { "htn.visits", "SELECT person_id, 1 v FROM htn_followup WHERE occurred_on BETWEEN ?1 AND ?2" },
    { "htn.visits_face",
      "SELECT f.person_id, 1 v FROM htn_followup f JOIN person USING (person_id) WHERE occurred_on"
      " BETWEEN ?1 AND ?2 AND way <> '3' AND date(born_on * 86400, 'unixepoch', '+60 years') <="
      " date(occurred_on * 86400, 'unixepoch')" },
    { "htn.visits_enrolled",
      "SELECT f.person_id, 1 v FROM htn_followup f WHERE occurred_on BETWEEN ?1 AND ?2 AND EXISTS"
      " (SELECT 1 FROM htn h WHERE h.person_id = f.person_id AND h.opened <= occurred_on AND"
      " h.closed >= occurred_on)" },
    { "htn.months",
      "SELECT person_id, count(DISTINCT strftime('%m', occurred_on * 86400, 'unixepoch')) v FROM"
      " htn_followup WHERE occurred_on BETWEEN ?3 AND ?2 GROUP BY person_id" },
    { "htn.pressure",
      "SELECT person_id, sbp v FROM htn_followup WHERE occurred_on BETWEEN ?4 AND ?2" },
    { "htn.pressure.whole",
      "SELECT person_id, 1 v FROM htn_followup WHERE occurred_on BETWEEN ?4 AND ?2" },
    { "htn.weight", "SELECT person_id, max(weight) v FROM htn_followup WHERE occurred_on BETWEEN ?1"
                    " AND ?2 GROUP BY person_id" },
    { "htn.spread",
      "SELECT person_id, coalesce((SELECT sbp FROM htn_followup f WHERE f.person_id = p.person_id"
      " AND occurred_on <= ?2 ORDER BY occurred_on, record_id LIMIT 1), 0) - coalesce((SELECT"
      " min(sbp) FROM htn_followup f WHERE f.person_id = p.person_id AND occurred_on BETWEEN ?3 AND"
      " ?2), 0) v FROM person p" },
    { "htn.lately",
      "SELECT DISTINCT e.person_id, 1 v FROM htn e JOIN htn_followup f ON f.person_id ="
      " e.person_id WHERE opened <= ?2 AND closed >= ?1 AND occurred_on > ?2 - 90 AND"
      " occurred_on <= ?2" },
    { "htn.ever_high",
      "SELECT DISTINCT person_id, 1 v FROM htn_followup WHERE sbp >= 170 AND occurred_on <= ?2" },
    { "htn.opened", "SELECT person_id, 1 v FROM htn WHERE opened BETWEEN ?1 AND ?2" },
    { "htn.ended", "SELECT person_id, 1 v FROM htn WHERE closed BETWEEN ?1 AND ?2" },
    { "ehr.residents", "SELECT person_id, 1 v FROM person WHERE person_id IN (SELECT person_id FROM"
                       " here)" },
    { "ehr.elderly", "SELECT person_id, 1 v FROM person JOIN here USING (person_id) WHERE"
                     " CAST(strftime('%Y', ?2 * 86400, 'unixepoch') AS INTEGER) -"
                     " CAST(strftime('%Y', born_on * 86400, 'unixepoch') AS INTEGER) >= 65" },
    { "ehr.active",
      "SELECT person_id, 1 v FROM here WHERE EXISTS (SELECT 1 FROM (SELECT person_id, occurred_on"
      " FROM htn_followup UNION ALL SELECT person_id, occurred_on FROM ehr_exam) s WHERE"
      " s.person_id = here.person_id AND s.occurred_on <= ?2 AND s.occurred_on > ?5)" },
    { "ehr.died", "SELECT person_id, 1 v FROM person WHERE died_on BETWEEN ?1 AND ?2" },
    { "ehr.here_in_year",
      "SELECT DISTINCT person_id, 1 v FROM stay s JOIN person USING (person_id) WHERE sex = '2' AND"
      " s.is_resident AND max(from_on, born_on, ?3) <= min(coalesce(until_on, 999999),"
      " coalesce(died_on, 999999), ?2)" },
    { "ehr.examined",
      "SELECT person_id, (SELECT fpg FROM ehr_exam x WHERE x.person_id = here.person_id AND"
      " occurred_on <= ?2 AND occurred_on > ?6 ORDER BY occurred_on DESC, record_id DESC LIMIT 1)"
      " >= 70 v FROM here WHERE EXISTS (SELECT 1 FROM htn h WHERE h.person_id = here.person_id AND"
      " opened <= ?2 AND closed >= ?2)" },
    { "contract.signed",
      "SELECT DISTINCT person_id, 1 v FROM contract WHERE opened <= ?2 AND closed >= ?2" },
    { "contract.performed.whole",
      "SELECT person_id, (SELECT count(*) FROM contract_quarters q WHERE q.first >= ?3 AND q.last"
      " <= ?2 AND q.person_id = p.person_id) * EXISTS (SELECT 1 FROM htn h WHERE h.person_id = "
      "p.person_id AND"
      " h.opened <= ?2 AND h.closed >= ?2) + EXISTS (SELECT 1 FROM contract c WHERE c.person_id ="
      " p.person_id AND c.opened <= ?2 AND c.closed >= ?2 AND strftime('%m-%d', ?2 * 86400,"
      " 'unixepoch') = '12-31') v FROM person p" },
    { "contract.performed",
      "SELECT person_id, min((SELECT count(*) FROM contract_quarters q WHERE q.first >= ?3 AND"
      " q.last <= ?2 AND q.person_id = p.person_id), (SELECT count(DISTINCT (CAST(strftime('%m', "
      "occurred_on * 86400,"
      " 'unixepoch') AS INTEGER) - 1) / 3) FROM htn_followup f WHERE f.person_id = p.person_id AND"
      " way <> '3' AND occurred_on BETWEEN ?3 AND ?2 AND EXISTS (SELECT 1 FROM contract c WHERE"
      " c.person_id = p.person_id AND c.opened <= occurred_on AND c.closed >= occurred_on))) *"
      " EXISTS (SELECT 1 FROM htn h WHERE h.person_id = p.person_id AND h.opened <= ?2 AND h.closed"
      " >= ?2) + min(EXISTS (SELECT 1 FROM contract c WHERE c.person_id = p.person_id AND c.opened"
      " <= ?2 AND c.closed >= ?2 AND strftime('%m-%d', ?2 * 86400, 'unixepoch') = '12-31'), EXISTS"
      " (SELECT 1 FROM ehr_exam x WHERE x.person_id = p.person_id AND occurred_on BETWEEN ?3 AND ?2"
      " AND EXISTS (SELECT 1 FROM contract c WHERE c.person_id = p.person_id AND c.opened <="
      " occurred_on AND c.closed >= occurred_on))) v FROM person p" },
};

/* What the queries stand on: stays with their end, enrolments by the words of the
 * manual, quarters of the years in question and those that enrolments cover, and who lives here on
 * ?2. */
static const char VIEWS[] =
    "WITH RECURSIVE stay AS (SELECT *, (SELECT min(n.from_on) - 1 FROM residence n WHERE"
    " n.person_id = r.person_id AND n.from_on > r.from_on) until_on FROM residence r),"
    " registered AS (SELECT person_id, record_id, confirmed_on opened FROM htn_registration),"
    " htn AS (SELECT person_id, opened, closed FROM (SELECT r.person_id, r.opened, min("
    "  coalesce((SELECT min(coalesce(c.closed_on_day, c.occurred_on)) FROM htn_closing c WHERE"
    "   c.person_id = r.person_id AND coalesce(c.closed_on_day, c.occurred_on) >= r.opened),"
    "   84370),"
    "  coalesce((SELECT min(n.opened) - 1 FROM registered n WHERE n.person_id = r.person_id AND"
    "   n.opened > r.opened), 84370),"
    "  coalesce((SELECT died_on FROM person p WHERE p.person_id = r.person_id), 84370),"
    "  coalesce((SELECT min(s.from_on) - 1 FROM residence s WHERE s.person_id = r.person_id AND"
    "   NOT s.is_resident AND s.from_on > r.opened), 84370)) closed FROM registered r)"
    "  WHERE opened <= closed),"
    " contract AS (SELECT person_id, opened, closed FROM (SELECT a.person_id, a.starts_on opened,"
    "  min(a.ends_on,"
    "  coalesce((SELECT min(n.starts_on) - 1 FROM contract_agreement n WHERE n.person_id ="
    "   a.person_id AND n.starts_on > a.starts_on), 84370),"
    "  coalesce((SELECT died_on FROM person p WHERE p.person_id = a.person_id), 84370),"
    "  coalesce((SELECT min(s.from_on) - 1 FROM residence s WHERE s.person_id = a.person_id AND"
    "   NOT s.is_resident AND s.from_on > a.starts_on), 84370)) closed FROM contract_agreement a)"
    "  WHERE opened <= closed),"
    " quarters(first, last) AS (SELECT day, unixepoch(date(day * 86400, 'unixepoch', '+3 months'))"
    "  / 86400 - 1 FROM (SELECT unixepoch(column1 || column2) / 86400 day FROM (VALUES ('2024'),"
    "  ('2025'), ('2026'), ('2027')) a, (SELECT column1 column2 FROM (VALUES ('-01-01'),"
    "  ('-04-01'), ('-07-01'), ('-10-01'))) b)),"
    /* A quarter is covered when its first day is, and the day after each end within it. */
    " htn_quarters AS (SELECT DISTINCT h.person_id, q.first, q.last FROM quarters q JOIN htn h ON"
    "  h.opened <= q.first AND h.closed >= q.first WHERE NOT EXISTS (SELECT 1 FROM htn g WHERE"
    "  g.person_id = h.person_id AND g.closed >= q.first AND g.closed < q.last AND NOT EXISTS"
    "  (SELECT 1 FROM htn n WHERE n.person_id = g.person_id AND n.opened <= g.closed + 1 AND"
    "  n.closed > g.closed))),"
    " contract_quarters AS (SELECT DISTINCT c.person_id, q.first, q.last FROM quarters q JOIN"
    "  contract c ON c.opened <= q.first AND c.closed >= q.first WHERE NOT EXISTS (SELECT 1 FROM"
    "  contract g WHERE g.person_id = c.person_id AND g.closed >= q.first AND g.closed < q.last AND"
    "  NOT EXISTS (SELECT 1 FROM contract n WHERE n.person_id = g.person_id AND n.opened <="
    "  g.closed + 1 AND n.closed > g.closed))),"
    " here AS (SELECT s.person_id FROM stay s JOIN person p USING (person_id) WHERE s.is_resident"
    "  AND s.from_on <= ?2 AND coalesce(s.until_on, 999999) >= ?2 AND p.born_on <= ?2 AND"
    "  coalesce(p.died_on, 999999) >= ?2),"
    " place AS (SELECT person_id, coalesce((SELECT organisation_id FROM residence s WHERE"
    "  s.person_id = p.person_id AND s.from_on <= ?2 AND s.is_resident ORDER BY from_on DESC LIMIT"
    "  1), (SELECT organisation_id FROM residence s WHERE s.person_id = p.person_id ORDER BY"
    "  from_on LIMIT 1)) organisation_id FROM person p)";

/* ---- random histories ----------------------------------------------------------------------- */

typedef struct {
    uint64_t state;
    County   county;
    Test    *test;
    int64_t *persons;
    uint32_t count, capacity;
    uint32_t merged;           /* bit per post */
    uint32_t merges, unmerges; /* of persons */
    bool     merges_often;
    uint32_t accepted; /* jobs */
} History;

static uint32_t pick(History *history, uint32_t below)
{
    uint64_t z = history->state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % below);
}

/* A day of 2025 or the first half of 2026, now and then an earlier one. */
static Date pick_day(History *history)
{
    Date const from = pick(history, 8) ? date_from_civil(2025, 1, 1) : date_from_civil(2024, 1, 1);

    return date_add_days(from, (int32_t)pick(history, 540));
}

static int64_t pick_person(History *history)
{
    return history->persons[pick(history, history->count)];
}

static uint32_t pick_post(History *history)
{
    uint32_t post = pick(history, COUNTY_POSTS);

    while (history->merged >> post & 1)
        post = (post + 1) % COUNTY_POSTS;
    return post;
}

static void do_register(History *history, const Job *job)
{
    Problems       problems = problems_open(job->arena);
    PersonChange   change = { 0 };
    Fault          fault = { 0 };
    uint32_t const post = pick_post(history);
    bool const     is_birth = pick(history, 5) == 0;
    Date const     born =
        is_birth ? pick_day(history)
                     : date_add_days(date_from_civil(1935, 1, 1), (int32_t)pick(history, 30000));
    PersonEntry const entry = { .name = SV("某人"),
                                .sex = pick(history, 2) ? SV("1") : SV("2"),
                                .born_on = born };
    Residence const   first = {
          .from_on = is_birth
                         ? born
                         : date_add_days(date_from_civil(2024, 1, 1), -(int32_t)pick(history, 1000)),
          .is_resident = true,
          .kind = SV("1"),
          .organisation_id = history->county.posts[post],
          .region_id = history->county.regions[post],
    };

    if (intake_register_person(&change, history->county.house, job, &entry,
                               born.days > first.from_on.days
                                   ? &(Residence){ .from_on = born,
                                                   .is_resident = true,
                                                   .kind = SV("1"),
                                                   .organisation_id = first.organisation_id,
                                                   .region_id = first.region_id }
                                   : &first,
                               &problems, &fault)) {
        history->persons = arena_grow(history->county.arena, history->persons, history->count,
                                      &history->capacity, sizeof(int64_t));
        history->persons[history->count++] = change.person_id;
        history->accepted++;
    }
}

static Str random_values(History *history, const char **form, Arena *arena)
{
    static const char *const FORMS[] = { "htn.followup",      "htn.followup",     "htn.followup",
                                         "ehr.exam",          "htn.registration", "htn.closing",
                                         "contract.agreement" };
    uint32_t const           which = pick(history, COUNT_OF(FORMS));
    Str const                day = date_format(arena, pick_day(history));
    Date const               start = pick_day(history);

    *form = FORMS[which];
    if (which < 3)
        return str_format(arena, "way=%u sbp=%u%s", 1 + pick(history, 3), 100 + pick(history, 90),
                          pick(history, 2) ? " weight=66.5" : "");
    if (which == 3)
        return str_format(arena, "fpg=%u.%u", 4 + pick(history, 6), pick(history, 10));
    if (which == 4)
        return str_format(arena, "confirmed_on=%s", day.ptr);
    if (which == 5)
        return pick(history, 2) ? str_format(arena, "closed_on_day=%s", day.ptr) : SV("");
    return str_format(arena, "starts_on=%s ends_on=%s", date_format(arena, start).ptr,
                      date_format(arena, date_add_months(start, 12)).ptr);
}

static void do_submit(History *history, const Job *job)
{
    const char  *form = NULL;
    Str const    values = random_values(history, &form, job->arena);
    Problems     problems = problems_open(job->arena);
    IntakeResult result = { 0 };
    Fault        fault = { 0 };
    Submission   submission = county_submission(
          &history->county, history->test, form, pick_person(history),
          date_format(job->arena, pick_day(history)).ptr, pick_post(history), values.ptr, &problems);

    if (intake_submit(&result, history->county.house, job, &submission, SV(""), &problems, &fault))
        history->accepted++;
}

/* Any record of any form of a person: amended or voided. */
static void do_change(History *history, const Job *job)
{
    House *const      house = history->county.house;
    const Form *const form = &house->catalog->forms[pick(history, house->catalog->form_count)];
    Submission       *records = NULL;
    uint32_t          count = 0;
    Fault             fault = { 0 };

    if (!record_list(&records, &count, house->store, house->records, house->catalog, form,
                     pick_person(history), job->arena, &fault))
        check_fail(history->test, fault.message);
    if (count == 0)
        return;
    Submission *const record = &records[pick(history, count)];
    if (pick(history, 3) == 0) {
        history->accepted += intake_void(house, job, form, record->subject_id, record->record_id,
                                         record->revision, SV("错"), &fault);
        return;
    }
    Problems     problems = problems_open(job->arena);
    IntakeResult result = { 0 };
    record->occurred_on = pick_day(history);
    if (str_equal(form->name, SV("htn.followup")))
        record->values[form_field_index(form, SV("sbp"))].word = 100 + pick(history, 90);
    history->accepted += intake_amend(&result, house, job, record, SV(""), &problems, &fault);
}

static void do_move(History *history, const Job *job)
{
    Problems        problems = problems_open(job->arena);
    PersonChange    change = { 0 };
    Fault           fault = { 0 };
    uint32_t const  post = pick_post(history);
    bool const      leaves = pick(history, 3) == 0;
    Residence const to = {
        .from_on = pick_day(history),
        .is_resident = !leaves,
        .kind = SV("2"),
        .organisation_id = history->county.posts[post],
        .region_id = history->county.regions[post],
    };

    if (pick(history, 6) == 0)
        history->accepted += intake_undo_move(&change, history->county.house, job,
                                              pick_person(history), to.from_on, &problems, &fault);
    else
        history->accepted += intake_move_person(&change, history->county.house, job,
                                                pick_person(history), &to, &problems, &fault);
}

static void do_death(History *history, const Job *job)
{
    Problems     problems = problems_open(job->arena);
    PersonChange change = { 0 };
    Fault        fault = { 0 };

    history->accepted +=
        intake_record_death(&change, history->county.house, job, pick_person(history),
                            pick(history, 4) ? pick_day(history) : DATE_MAX, &problems, &fault);
}

static void do_birth_correction(History *history, const Job *job)
{
    Registry const registry = house_registry(history->county.house, job);
    Problems       problems = problems_open(job->arena);
    PersonChange   change = { 0 };
    Person         person;
    Fault          fault = { 0 };

    if (!person_get(&person, &registry, pick_person(history), &fault))
        return;
    PersonEntry const entry = {
        .person_id = person.person_id,
        .revision = person.revision,
        .name = person.name,
        .sex = pick(history, 2) ? SV("1") : SV("2"),
        .born_on = date_add_days(person.born_on, (int32_t)pick(history, 4000) - 2000),
    };
    history->accepted +=
        intake_amend_person(&change, history->county.house, job, &entry, &problems, &fault);
}

static void do_merge(History *history, const Job *job)
{
    uint32_t const from = pick_post(history);
    uint32_t const into = pick_post(history);
    Problems       problems = problems_open(job->arena);
    MovedAlong     persons = { 0 };
    Fault          fault = { 0 };

    if (from == into || history->merged)
        return;
    if (!intake_merge_organisations(&persons, history->county.house, job,
                                    history->county.posts[from], history->county.posts[into],
                                    date_from_civil(2025, 8, 15), NULL, &problems, &fault)) {
        check_fail(history->test, fault.message);
        return;
    }
    history->merged |= 1u << from;
    history->accepted++;
}

static void do_person_merge(History *history, const Job *job)
{
    MergeOrder  order = { .reason = SV("同一人") };
    PersonMerge merge;
    Fault       fault = { 0 };
    bool const  chosen =
        intake_choose_survivor(&order.kept_id, &order.merged_id, history->county.house, job,
                               pick_person(history), pick_person(history), &fault);

    if (!chosen)
        check_fail(history->test, fault.message);
    order.choice = (MergeChoice){ pick(history, 1 << 10), pick(history, 1 << 10) };
    if (intake_merge_persons(&merge, history->county.house, job, &order, &fault))
        history->accepted++, history->merges++;
    else
        check_equal(history->test, fault.code, FAULT_INVALID); /* one person already */
}

/* Any of the merges that hold; another may have to go before it. */
static void do_unmerge(History *history, const Job *job)
{
    Registry const          registry = house_registry(history->county.house, job);
    PersonMergeFilter const filter = { 0 };
    PersonMerge            *merges = NULL;
    PersonMerge             undone;
    uint32_t                count = 0;
    Fault                   fault = { 0 };

    if (!person_merge_list(&merges, &count, &registry, &filter, &fault))
        check_fail(history->test, fault.message);
    if (count == 0)
        return;
    if (intake_unmerge_persons(&undone, history->county.house, job,
                               merges[pick(history, count)].merge_id, SV("错"), &fault))
        history->accepted++, history->unmerges++;
    else
        check_equal(history->test, fault.code, FAULT_CONFLICT);
}

static void do_something(History *history)
{
    Job const      job = county_job(&history->county);
    uint32_t const what = pick(history, 100);

    if (history->count < 10 || what < 8)
        do_register(history, &job);
    else if (history->merges_often && what % 3 == 0)
        what % 2 ? do_person_merge(history, &job) : do_unmerge(history, &job);
    else if (what < 70)
        do_submit(history, &job);
    else if (what < 82)
        do_change(history, &job);
    else if (what < 91)
        do_move(history, &job);
    else if (what < 95)
        do_death(history, &job);
    else if (what < 96)
        do_birth_correction(history, &job);
    else if (what < 98)
        do_person_merge(history, &job);
    else if (what < 99)
        do_unmerge(history, &job);
    else
        do_merge(history, &job);
}

/* ---- comparing --------------------------------------------------------------------------- */

typedef struct {
    const County *county;
    int64_t       sums[COUNTY_POSTS];
    int64_t       elsewhere;
} PostSums;

static void add_to_post(PostSums *sums, int64_t organisation_id, int64_t value)
{
    for (uint32_t i = 0; i < COUNTY_POSTS; i++)
        if (sums->county->posts[i] == organisation_id) {
            sums->sums[i] += value;
            return;
        }
    sums->elsewhere += value;
}

static void add_cell(void *context, const TallyCell *cell)
{
    add_to_post(context, cell->organisation_id, cell->value);
}

static void sum_reference(History *history, const char *sql, Period period, PostSums *sums)
{
    Store *const store = history->county.house->store;
    Arena *const arena = history->county.scratch;
    Statement   *select = NULL;
    Fault        fault = { 0 };
    bool         row = false;
    Civil const  civil = date_to_civil(period.end);
    Str const    text = str_format(
           arena,
           "%s SELECT p.organisation_id, sum(x.v) FROM (%s) x JOIN place p USING (person_id)"
              " WHERE ?1 IS NOT NULL AND ?3 IS NOT NULL AND ?4 IS NOT NULL AND ?5 IS NOT NULL AND ?6"
              " IS NOT NULL GROUP BY p.organisation_id",
           VIEWS, sql);
    Date const days[] = {
        period.start,
        period.end,
        date_from_civil(civil.year, 1, 1),
        date_from_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1),
        date_add_months(period.end, -12),
        date_add_months(period.end, -6),
    };

    bool ok = statement_open(&select, store, (Sql){ text.ptr }, &fault);
    for (int i = 0; ok && i < (int)COUNT_OF(days); i++)
        ok = statement_bind_int(select, i + 1, days[i].days, &fault);
    while (ok && (ok = statement_next(select, &row, &fault)) && row)
        add_to_post(sums, statement_int(select, 0), statement_int(select, 1));
    if (!ok)
        check_fail(history->test, fault.message);
    statement_close(&select);
}

static void compare_part(History *history, uint32_t part, Period period)
{
    House *const house = history->county.house;
    Str const    name = house->catalog->parts[part].name;
    PostSums     tallies = { .county = &history->county };
    PostSums     reference = { .county = &history->county };
    size_t       at = 0;
    Fault        fault = { 0 };

    while (at < COUNT_OF(REFERENCE) && !str_equal(str_from_c(REFERENCE[at].part), name))
        at++;
    if (at == COUNT_OF(REFERENCE)) {
        if (!str_equal(name, SV("ehr.examined.whole")))
            check_fail(history->test, "every part has a reference");
        return;
    }
    arena_reset(history->county.scratch);
    sum_reference(history, REFERENCE[at].sql, period, &reference);
    if (!tally_each(house->store, house->vocabulary, part, period, add_cell, &tallies, &fault))
        check_fail(history->test, fault.message);
    test_row(history->test, "%.*s in %d after %u jobs", (int)name.len, name.ptr, period.id,
             history->accepted);
    for (uint32_t i = 0; i < COUNTY_POSTS; i++)
        check_equal(history->test, tallies.sums[i], reference.sums[i]);
    check_equal(history->test, tallies.elsewhere, reference.elsewhere);
}

static void compare(History *history)
{
    const Catalog *const catalog = history->county.house->catalog;

    const TallyYears *const years = history->county.house->years;

    for (int32_t year = 2025; year <= 2026; year++)
        for (uint32_t i = 0; i < LANES_PER_YEAR; i++)
            for (uint32_t part = 0; part < catalog->part_count; part++)
                if (i >= PERIOD_PARTS - 1 || pick(history, 4) == 0)
                    compare_part(history, part,
                                 years->of_year[year - years->span.from]->periods[i]);
}

/* Dues and enrolments as text, to hold against a rebuild. */
static Str due_text(History *history, Arena *arena)
{
    Statement *select = NULL;
    Buf        text = buf_open(arena, 4 << 20);
    bool       row = false;
    Fault      fault = { 0 };

    if (!statement_open(&select, history->county.house->store,
                        SQL("SELECT person_id || ' ' || item_id || ' ' || due_on || ' ' || open_on"
                            " || ' ' || ends_on || ' ' || rhythm || ' ' || organisation_id FROM"
                            " due UNION ALL SELECT person_id || ' e ' || programme_id || ' ' ||"
                            " record_id || ' ' || opened_on || ' ' || coalesce(closed_on, '')"
                            " FROM enrolment"),
                        &fault))
        check_fail(history->test, fault.message);
    while (statement_next(select, &row, &fault) && row) {
        buf_add(&text, statement_text(select, 0));
        buf_add_char(&text, '\n');
    }
    statement_close(&select);
    return buf_str(&text);
}

static void check_dues(History *history)
{
    Arena    *arena = arena_open();
    Str const before = due_text(history, arena);
    uint64_t  persons = 0;
    Fault     fault = { 0 };

    if (!definition_rebuild(history->county.house, history->county.today, true, &persons, &fault))
        check_fail(history->test, fault.message);
    test_row(history->test, "dues after %u jobs", history->accepted);
    check_true(history->test, before.len > 100);
    check_text(history->test, due_text(history, arena), before);
    arena_close(&arena);
}

static void run_history(Test *test, uint64_t seed, bool merges_often)
{
    History history = { .state = seed, .test = test, .merges_often = merges_often };

    county_open(&history.county, test, DEFINITIONS);
    history.county.today = date_from_civil(2026, 6, 30);
    for (int stretch = 0; stretch < 4; stretch++) {
        if (!county_begin(&history.county, test))
            break;
        for (int i = 0; i < 120; i++)
            do_something(&history);
        county_commit(&history.county, test);
        county_verify(&history.county, test);
        compare(&history);
    }
    check_dues(&history);
    check_true(test, history.accepted > 200);
    check_true(test, history.merges > (merges_often ? 40 : 2));
    check_true(test, history.unmerges > (merges_often ? 5 : 0));
    county_close(&history.county);
}

void history_one_test(Test *test)
{
    run_history(test, 1, false);
}

void history_two_test(Test *test)
{
    run_history(test, 20260630, false);
}

void history_three_test(Test *test)
{
    run_history(test, 4711, false);
}

void history_merges_test(Test *test)
{
    run_history(test, 5508600, true);
}

void history_many_merges_test(Test *test)
{
    run_history(test, 3379498, true);
}
