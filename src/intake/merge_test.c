/* Two persons merged and parted: nothing is lost, and nothing is counted twice. */
#include "intake/merge.h"

#include "access/walk.h"
#include "intake/county.h"
#include "intake/put.h"

static const char DEFINITIONS[] = "programme htn \"高血压\" | \"Hypertension\"\n"
                                  "  for person where age >= 35\n"
                                  "  enrol with registration from confirmed_on\n"
                                  "  close with closing on closed_on_day\n"
                                  "  form registration \"登记\" | \"Registration\" administrative\n"
                                  "    confirmed_on \"确诊\" | \"Confirmed\" date required\n"
                                  "  form closing \"终止\" | \"Closing\" administrative\n"
                                  "    closed_on_day \"终止日期\" | \"Closed\" date\n"
                                  "  form followup \"随访\" | \"Follow-up\"\n"
                                  "    sbp \"收缩压\" | \"Systolic\" int mmHg 60..300 required\n"
                                  "    let met bool = sbp < (if age < 65 then 140 else 150)\n"
                                  "    check sbp > 70 or age < 60 \"偏低\" | \"too low\"\n"
                                  "    list medicines \"用药\" | \"Medicines\"\n"
                                  "      name \"药名\" | \"Name\" text required\n"
                                  "  due followup every 3 months\n"
                                  "  indicator managed \"管理人数\" | \"Managed\"\n"
                                  "    count enrolled\n"
                                  "  indicator visits \"随访次数\" | \"Visits\"\n"
                                  "    sum count(followup in period)\n"
                                  "programme ehr \"档案\" | \"Record\"\n"
                                  "  indicator residents \"常住\" | \"Residents\"\n"
                                  "    count resident\n";

typedef struct {
    County  county;
    Test   *test;
    int64_t a, b, a_visit, b_visit;
} Pair;

/* Two cards of one man: each with an enrolment, a visit, and a stay of its own. */
static void open_pair(Pair *pair, Test *test)
{
    County *const county = &pair->county;
    Problems      problems;

    *pair = (Pair){ .test = test };
    county_open(county, test, DEFINITIONS);
    county->today = date_from_civil(2026, 6, 30);
    problems = problems_open(county->arena);
    check_true(test, county_begin(county, test));
    pair->a = county_person(county, test, "张三", "1", "1950-03-12", 0, "2024-01-01");
    pair->b = county_person(county, test, "张叁", "1", "1951-03-12", 2, "2025-01-01");
    check_true(test, county_submit(county, test, "htn.registration", pair->a, "2025-01-10", 0,
                                   "confirmed_on=2025-01-10", &problems));
    check_true(test, county_submit(county, test, "htn.registration", pair->b, "2025-03-10", 2,
                                   "confirmed_on=2025-03-10", &problems));
    pair->a_visit =
        county_submit(county, test, "htn.followup", pair->a, "2026-02-10", 0, "sbp=150", &problems);
    pair->b_visit =
        county_submit(county, test, "htn.followup", pair->b, "2026-03-10", 2, "sbp=130", &problems);
    check_true(test, pair->a_visit && pair->b_visit);
    county_commit(county, test);
    county_verify(county, test);
}

static bool do_merge(Pair *pair, int64_t kept, int64_t merged, PersonMerge *merge, Fault *fault)
{
    Job const        job = county_job(&pair->county);
    MergeOrder const order = { .kept_id = kept, .merged_id = merged, .reason = SV("同一人") };
    bool             ok = intake_begin(pair->county.house, fault);

    ok = ok && intake_merge_persons(merge, pair->county.house, &job, &order, fault) &&
         intake_commit(pair->county.house, fault);
    intake_end(pair->county.house);
    return ok;
}

static bool do_part(Pair *pair, int64_t merge_id, Fault *fault)
{
    Job const   job = county_job(&pair->county);
    PersonMerge merge;
    bool        ok = intake_begin(pair->county.house, fault);

    ok = ok &&
         intake_unmerge_persons(&merge, pair->county.house, &job, merge_id, SV("错"), fault) &&
         intake_commit(pair->county.house, fault);
    intake_end(pair->county.house);
    return ok;
}

static int64_t must_merge(Pair *pair, int64_t kept, int64_t merged)
{
    PersonMerge merge = { 0 };
    Fault       fault = { 0 };

    if (!do_merge(pair, kept, merged, &merge, &fault))
        check_fail(pair->test, fault.message);
    county_verify(&pair->county, pair->test);
    return merge.merge_id;
}

static void must_part(Pair *pair, int64_t merge_id)
{
    Fault fault = { 0 };

    if (!do_part(pair, merge_id, &fault))
        check_fail(pair->test, fault.message);
    county_verify(&pair->county, pair->test);
}

static int64_t ask(const Pair *pair, Sql sql, int64_t id)
{
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = false;
    int64_t    out = -1;

    if (!statement_open(&select, pair->county.house->store, sql, &fault) ||
        !statement_bind_int(select, 1, id, &fault) || !statement_next(select, &row, &fault))
        check_fail(pair->test, fault.message);
    if (row)
        out = statement_int(select, 0);
    statement_close(&select);
    return out;
}

/* ---- everything that is stored ------------------------------------------------------------- */

/* What grows with every change, and the stamps of the two rows, are not compared. */
static bool is_compared(Str table)
{
    static const char *const GROWING[] = {
        "audit",        "person_history",   "residence_history", "person",
        "person_merge", "person_merge_row", "duplicate",         "person_merge_stay",
        "meta",         "sqlite_sequence"
    };

    for (size_t i = 0; i < COUNT_OF(GROWING); i++)
        if (str_equal(table, str_from_c(GROWING[i])))
            return false;
    return true;
}

static void dump_rows(const Pair *pair, Buf *out, Sql sql, int columns)
{
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = true;

    if (!statement_open(&select, pair->county.house->store, sql, &fault)) {
        check_fail(pair->test, fault.message);
        return;
    }
    while (statement_next(select, &row, &fault) && row) {
        for (int i = 0; i < columns; i++) {
            buf_add(out, statement_is_null(select, i) ? SV("NULL") : statement_text(select, i));
            buf_add_char(out, '|');
        }
        buf_add_char(out, '\n');
    }
    statement_close(&select);
}

static Str dump(const Pair *pair, Arena *arena)
{
    Statement *tables = NULL;
    Buf        out = buf_open(arena, 8 << 20);
    Fault      fault = { 0 };
    bool       row = true;

    if (!statement_open(&tables, pair->county.house->store,
                        SQL("SELECT m.name, (SELECT count(*) FROM pragma_table_info(m.name))"
                            " FROM sqlite_master m WHERE m.type = 'table' ORDER BY 1"),
                        &fault))
        check_fail(pair->test, fault.message);
    while (statement_next(tables, &row, &fault) && row) {
        Str const name = str_copy(arena, statement_text(tables, 0));

        if (!is_compared(name))
            continue;
        buf_add(&out, name);
        buf_add_c(&out, ":\n");
        dump_rows(pair, &out,
                  (Sql){ str_format(arena, "SELECT * FROM \"%.*s\" ORDER BY 1, 2", (int)name.len,
                                    name.ptr)
                             .ptr },
                  (int)statement_int(tables, 1));
    }
    statement_close(&tables);
    dump_rows(pair, &out,
              SQL("SELECT person_id, citizen_id, id_kind, record_number, name, name_pinyin, sex,"
                  " born_on, died_on, phone, address, household_id, relation, ethnic, is_resident,"
                  " residence, organisation_id, region_id, worker_id FROM person ORDER BY 1"),
              19);
    return buf_str(&out);
}

void merge_and_back_test(Test *test)
{
    Pair   pair;
    Arena *arena = arena_open();

    open_pair(&pair, test);
    Str const before = dump(&pair, arena);
    for (int turn = 0; turn < 2; turn++) {
        int64_t const merge = must_merge(&pair, turn ? pair.b : pair.a, turn ? pair.a : pair.b);
        check_equal(test, ask(&pair, SQL("SELECT count(*) FROM person WHERE ?1"), 1), 1);
        check_true(test, !str_equal(dump(&pair, arena), before));
        must_part(&pair, merge);
        test_row(test, "turn %d", turn);
        check_text(test, dump(&pair, arena), before);
    }
    county_close(&pair.county);
    arena_close(&arena);
}

void merge_counts_one_test(Test *test)
{
    static const struct {
        const char *what;
        Sql         sql;
        int64_t     before, after;
    } ROWS[] = {
        { "residents",
          { "SELECT sum(p17) FROM tally JOIN vocabulary ON word_id = part_id"
            " WHERE name = 'ehr.residents' AND year = 2026 AND ?1" },
          2,
          1 },
        { "managed",
          { "SELECT sum(p17) FROM tally JOIN vocabulary ON word_id = part_id"
            " WHERE name = 'htn.managed' AND year = 2026 AND ?1" },
          2,
          1 },
        { "visits",
          { "SELECT sum(p17) FROM tally JOIN vocabulary ON word_id = part_id"
            " WHERE name = 'htn.visits' AND year = 2026 AND ?1" },
          2,
          2 },
        { "dues", { "SELECT count(*) FROM due WHERE ?1" }, 2, 1 },
        { "open enrolments",
          { "SELECT count(*) FROM enrolment WHERE closed_on IS NULL AND ?1" },
          2,
          1 },
        { "enrolments on a day",
          { "SELECT count(*) FROM enrolment WHERE opened_on <= 20200"
            " AND coalesce(closed_on, 99999) >= 20200 AND ?1" },
          2,
          1 },
    };
    Pair pair;

    open_pair(&pair, test);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        test_row(test, "%s before", ROWS[i].what);
        check_equal(test, ask(&pair, ROWS[i].sql, 1), ROWS[i].before);
    }
    (void)must_merge(&pair, pair.a, pair.b);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        test_row(test, "%s after", ROWS[i].what);
        check_equal(test, ask(&pair, ROWS[i].sql, 1), ROWS[i].after);
    }
    county_close(&pair.county);
}

/* ---- what happens in between ------------------------------------------------------------------
 */

static int64_t submit(Pair *pair, int64_t person_id, const char *day, const char *values)
{
    Problems problems = problems_open(pair->county.arena);
    int64_t  id = 0;

    check_true(pair->test, county_begin(&pair->county, pair->test));
    id = county_submit(&pair->county, pair->test, "htn.followup", person_id, day, 0, values,
                       &problems);
    county_commit(&pair->county, pair->test);
    check_true(pair->test, id != 0);
    return id;
}

void merge_in_between_test(Test *test)
{
    static const Sql WHOSE = { "SELECT person_id FROM htn_followup WHERE record_id = ?1" };
    static const Sql HISTORY = {
        "SELECT person_id FROM htn_followup_history WHERE record_id = ?1"
    };
    Pair         pair;
    Fault        fault = { 0 };
    PersonChange change;
    Problems     problems;

    open_pair(&pair, test);
    int64_t const merge = must_merge(&pair, pair.a, pair.b);
    int64_t const own = submit(&pair, pair.a, "2026-04-01", "sbp=120");
    int64_t const through = submit(&pair, pair.b, "2026-05-01", "sbp=121");
    check_equal(test, ask(&pair, WHOSE, through), pair.a);
    problems = problems_open(pair.county.arena);

    /* B's visit is voided, B dies and moves, all under his old id; A moves too. */
    check_true(test, county_begin(&pair.county, test));
    Job               job = county_job(&pair.county);
    const Form *const form = &pair.county.house->catalog->forms[2];
    check_true(test, intake_void(pair.county.house, &job, form, pair.b, pair.b_visit, 1, SV("错"),
                                 &fault));
    Residence to = { .from_on = date_from_civil(2026, 5, 5),
                     .is_resident = true,
                     .kind = SV("2"),
                     .organisation_id = pair.county.posts[3],
                     .region_id = pair.county.regions[3] };
    check_true(
        test, intake_move_person(&change, pair.county.house, &job, pair.b, &to, &problems, &fault));
    check_equal(test, change.person_id, pair.a);
    to.from_on = date_from_civil(2026, 5, 20);
    to.organisation_id = pair.county.posts[1];
    to.region_id = pair.county.regions[1];
    check_true(
        test, intake_move_person(&change, pair.county.house, &job, pair.a, &to, &problems, &fault));
    check_true(test, intake_record_death(&change, pair.county.house, &job, pair.b,
                                         date_from_civil(2026, 6, 1), &problems, &fault));
    county_commit(&pair.county, test);
    county_verify(&pair.county, test);

    must_part(&pair, merge);
    check_equal(test, ask(&pair, WHOSE, pair.a_visit), pair.a);
    check_equal(test, ask(&pair, WHOSE, own), pair.a);
    check_equal(test, ask(&pair, WHOSE, through), pair.b);
    check_equal(test, ask(&pair, WHOSE, pair.b_visit), -1);
    check_equal(test, ask(&pair, HISTORY, pair.b_visit), pair.b);
    check_equal(test,
                ask(&pair, SQL("SELECT died_on IS NULL FROM person WHERE person_id = ?1"), pair.a),
                1);
    check_equal(test, ask(&pair, SQL("SELECT died_on FROM person WHERE person_id = ?1"), pair.b),
                date_from_civil(2026, 6, 1).days);
    check_equal(test,
                ask(&pair, SQL("SELECT count(*) FROM residence WHERE person_id = ?1"), pair.a), 2);
    check_equal(test,
                ask(&pair, SQL("SELECT organisation_id FROM person WHERE person_id = ?1"), pair.a),
                pair.county.posts[1]);
    check_equal(test,
                ask(&pair, SQL("SELECT organisation_id FROM person WHERE person_id = ?1"), pair.b),
                pair.county.posts[3]);
    county_close(&pair.county);
}

void merge_chain_test(Test *test)
{
    Pair    pair;
    Fault   fault = { 0 };
    int64_t survivor = 0;
    Arena  *arena = arena_open();

    open_pair(&pair, test);
    check_true(test, county_begin(&pair.county, test));
    int64_t const c = county_person(&pair.county, test, "张三", "1", "1950-03-12", 1, "2024-06-01");
    int64_t const d = county_person(&pair.county, test, "张三", "1", "1950-03-12", 1, "2024-06-01");
    county_commit(&pair.county, test);
    Str const     before = dump(&pair, arena);
    int64_t const first = must_merge(&pair, pair.b, c);
    int64_t const second = must_merge(&pair, pair.a, pair.b);
    int64_t const third = must_merge(&pair, c, d); /* c is a by now */

    check_true(test, person_resolve(&survivor, pair.county.house->store, c, &fault));
    check_equal(test, survivor, pair.a);
    check_true(test, !do_part(&pair, first, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    fault = (Fault){ 0 };
    check_true(test, !do_part(&pair, second, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    must_part(&pair, third);
    must_part(&pair, second);
    must_part(&pair, first);
    fault = (Fault){ 0 };
    check_true(test, !do_part(&pair, first, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    check_text(test, dump(&pair, arena), before);
    county_close(&pair.county);
    arena_close(&arena);
}

/* ---- the same attempt again ------------------------------------------------------------------ */

static IntakeResult put(Pair *pair, int64_t person_id, const char *values)
{
    Problems     problems = problems_open(pair->county.arena);
    IntakeResult result = { 0 };
    Fault        fault = { 0 };

    check_true(pair->test, county_begin(&pair->county, pair->test));
    Job const  job = county_job(&pair->county);
    Submission submission = county_submission(&pair->county, pair->test, "htn.followup", person_id,
                                              "2026-04-10", 0, values, &problems);
    if (!intake_put(&result, pair->county.house, &job, &submission, SV("K"), &problems, &fault))
        check_fail(pair->test, fault.message);
    county_commit(&pair->county, pair->test);
    return result;
}

void merge_keys_test(Test *test)
{
    Pair pair;

    open_pair(&pair, test);
    int64_t const record = put(&pair, pair.b, "sbp=140").record_id;
    int64_t const merge = must_merge(&pair, pair.a, pair.b);
    const int64_t both[] = { pair.a, pair.b };
    for (size_t i = 0; i < COUNT_OF(both); i++) {
        IntakeResult const again = put(&pair, both[i], "sbp=140");
        test_row(test, "under id %zu", i);
        check_true(test, again.was_done);
        check_equal(test, again.record_id, record);
        check_equal(test, again.subject_id, pair.a);
    }
    check_equal(test, put(&pair, pair.a, "sbp=141").revision, 2);
    check_true(test, put(&pair, pair.b, "sbp=141").was_done);
    must_part(&pair, merge);
    IntakeResult const again = put(&pair, pair.b, "sbp=141");
    check_true(test, again.was_done);
    check_equal(test, again.subject_id, pair.b);
    county_close(&pair.county);
}

/* ---- seeing it before --------------------------------------------------------------------------
 */

void merge_preview_test(Test *test)
{
    Pair         pair;
    MergePreview preview;
    Fault        fault = { 0 };
    MergeChoice  by_rule = { 0 };

    open_pair(&pair, test);
    (void)submit(&pair, pair.b, "2026-04-02", "sbp=71");
    Job const job = county_job(&pair.county);
    if (!intake_preview_merge(&preview, pair.county.house, &job, pair.a, pair.b, by_rule, &fault))
        check_fail(test, fault.message);
    check_equal(test, preview.form_count, 2);
    check_equal(test, preview.kept_dues + preview.merged_dues, 2);
    check_equal(test, preview.dues, 1);
    check_equal(test, preview.overlap_count, 1);
    check_equal(test, preview.figure_count, 2);
    check_equal(test, preview.figures[0].part_change, -1);
    check_equal(test, preview.pair.stay_count, 2);
    check_equal(test, preview.pair.result.organisation_id, pair.county.posts[2]);
    county_close(&pair.county);
}

/* ---- when the store fails ----------------------------------------------------------------------
 */

typedef struct {
    Pair   *pair;
    int64_t merge_id; /* 0: merge */
    Job     job;
} Act;

static bool act(void *context, Fault *fault)
{
    Act *const       act = context;
    House *const     house = act->pair->county.house;
    MergeOrder const order = { .kept_id = act->pair->a, .merged_id = act->pair->b };
    PersonMerge      merge;

    if (act->merge_id)
        return intake_unmerge_persons(&merge, house, &act->job, act->merge_id, SV(""), fault);
    return intake_merge_persons(&merge, house, &act->job, &order, fault);
}

void merge_walk_test(Test *test)
{
    Pair pair;

    open_pair(&pair, test);
    Act merging = { &pair, 0, county_job(&pair.county) };
    check_true(test, walk_failures(test, pair.county.house->store, act, &merging,
                                   SQL("SELECT count(*) FROM person")) > 50);
    Act parting = { &pair, ask(&pair, SQL("SELECT max(merge_id) FROM person_merge WHERE ?1"), 1),
                    county_job(&pair.county) };
    check_true(test, walk_failures(test, pair.county.house->store, act, &parting,
                                   SQL("SELECT count(*) FROM person")) > 50);
    county_close(&pair.county);
}

/* ---- many
 * ---------------------------------------------------------------------------------------- */

void merge_all_test(Test *test)
{
    Pair           pair;
    MergeAllResult result;
    Fault          fault = { 0 };

    open_pair(&pair, test);
    DuplicateEntry const pairs[] = {
        { pair.a, pair.b, 999999, SV("[]"), DUPLICATE_DEDUPE },
        { pair.b, pair.a, 999999, SV("[]"), DUPLICATE_DEDUPE },
    };
    for (int run = 0; run < 2; run++) {
        test_row(test, "run %d", run);
        if (!intake_merge_all(&result, pair.county.house, actor_system(), pairs, COUNT_OF(pairs),
                              SV("自动"), NULL, &fault))
            check_fail(test, fault.message);
        check_equal(test, result.merged, run ? 0 : 1);
        check_equal(test, result.known, run ? 2 : 1);
    }
    county_verify(&pair.county, test);
    must_part(&pair, ask(&pair, SQL("SELECT max(merge_id) FROM person_merge WHERE ?1"), 1));
    check_true(test, intake_merge_all(&result, pair.county.house, actor_system(), pairs, 1,
                                      SV("自动"), NULL, &fault));
    check_equal(test, result.decided, 1); /* somebody said that they are two */
    check_equal(test, result.merged, 0);
    county_close(&pair.county);
}
