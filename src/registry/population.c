#include "registry/population.h"

#include <assert.h>

#include "registry/population_private.h"

/* More than everybody. */
static const int64_t COUNT_MAX = 10000000000;

enum { SOURCE_CHARS_MAX = 100 };

static const ProblemPlace AT_REGION = PROBLEM_PLACE("region", "行政区划", "region");
static const ProblemPlace AT_YEAR = PROBLEM_PLACE("year", "年份", "year");
static const ProblemPlace AT_COUNT = PROBLEM_PLACE("count", "人口数", "population");
static const ProblemPlace AT_SEX = PROBLEM_PLACE("sex", "性别", "sex");
static const ProblemPlace AT_AGES = PROBLEM_PLACE("age_from", "年龄段", "ages");
static const ProblemPlace AT_SOURCE = PROBLEM_PLACE("source", "数据来源", "source");

/* What stands in every question about rows. */
#define COLUMNS "region_id, year, count, source, sex, age_from, age_below"

Label population_group_label(Arena *arena, PopulationGroup group)
{
    Buf zh = buf_open(arena, 100);
    Buf en = buf_open(arena, 100);

    if (group.sex) {
        buf_add_c(&zh, group.sex == 1 ? "男" : "女");
        buf_add_c(&en, group.sex == 1 ? "male" : "female");
    }
    if (group.age_from || group.age_below) {
        buf_add_c(&zh, group.sex ? " " : "");
        buf_add_c(&en, group.sex ? ", " : "");
        buf_add_format(&zh, "%d", group.age_from);
        buf_add_format(&en, "%d", group.age_from);
        if (group.age_below == 0) {
            buf_add_c(&zh, "岁及以上");
            buf_add_c(&en, " and older");
        } else {
            if (group.age_below != group.age_from + 1) {
                buf_add_format(&zh, "–%d", group.age_below - 1);
                buf_add_format(&en, "–%d", group.age_below - 1);
            }
            buf_add_c(&zh, "岁");
            buf_add_c(&en, " years");
        }
    }
    return (Label){ buf_str(&zh), buf_str(&en) };
}

static Population read_row(Reader *reader)
{
    Population population = { 0 };

    population.region_id = reader_next_int(reader);
    population.year = (int32_t)reader_next_int(reader);
    population.count = reader_next_int(reader);
    population.source = reader_next_text(reader);
    population.group.sex = (uint8_t)reader_next_int(reader);
    population.group.age_from = (uint8_t)reader_next_int(reader);
    population.group.age_below = (uint8_t)reader_next_int(reader);
    return population;
}

bool population_find(const Population **out, const Registry *registry, int64_t region_id,
                     int32_t year, PopulationGroup group, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM population WHERE region_id = ?1"
                                            " AND year = ?2 AND sex = ?3 AND age_from = ?4"
                                            " AND age_below = ?5"),
                                    fault);

    binder_add_int(&binder, region_id);
    binder_add_int(&binder, year);
    binder_add_int(&binder, group.sex);
    binder_add_int(&binder, group.age_from);
    binder_add_int(&binder, group.age_below);
    bool const ok = binder_next(&binder, &row);
    *out = NULL;
    if (ok && row) {
        Population *const population = arena_alloc(registry->arena, sizeof *population);
        Reader            reader = reader_open(select, registry->arena);

        *population = read_row(&reader);
        *out = population;
    }
    statement_close(&select);
    return ok;
}

bool population_told(const Population **out, uint32_t *count, const Registry *registry,
                     int64_t region_id, int32_t year, Fault *fault)
{
    Population *rows = NULL;
    uint32_t    capacity = 0;
    Statement  *select = NULL;
    bool        row = true;
    bool        ok = true;
    Binder      binder = binder_open(&select, registry->store,
                                     SQL("SELECT " COLUMNS " FROM population"
                                              " WHERE region_id = ?1 AND year = ?2"),
                                     fault);

    binder_add_int(&binder, region_id);
    binder_add_int(&binder, year);
    *count = 0;
    while (ok && row) {
        Reader reader = reader_open(select, registry->arena);

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        rows = arena_grow(registry->arena, rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = read_row(&reader);
    }
    statement_close(&select);
    *out = rows;
    return ok;
}

bool population_list(const Population **out, uint32_t *count, const Registry *registry,
                     int64_t region_id, int32_t year, const Population *after, uint32_t limit,
                     Fault *fault)
{
    uint32_t const   most = registry_page_limit(limit);
    Population      *rows = arena_array(registry->arena, most, sizeof *rows);
    Population const first = { .region_id = -1 };
    Statement       *select = NULL;
    bool             ok = false;
    Binder           binder = binder_open(&select, registry->store,
                                          SQL("SELECT " COLUMNS
                                              " FROM population WHERE region_id BETWEEN max(?1, ?4) AND ?2"
                                                        " AND (region_id, sex, age_from, age_below) > (?4, ?5, ?6, ?7)"
                                                        " AND year = ?3 ORDER BY region_id, sex, age_from, age_below"),
                                          fault);

    after = after ? after : &first;
    binder_add_int(&binder, region_id);
    binder_add_int(&binder, region_id ? region_last(region_id) : INT64_MAX);
    binder_add_int(&binder, year);
    binder_add_int(&binder, after->region_id);
    binder_add_int(&binder, after->group.sex);
    binder_add_int(&binder, after->group.age_from);
    binder_add_int(&binder, after->group.age_below);
    *count = 0;
    while (*count < most) {
        bool   row = false;
        Reader reader = reader_open(select, registry->arena);

        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        rows[(*count)++] = read_row(&reader);
    }
    *out = rows;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

/* ---- writing ----------------------------------------------------------------------------- */

static bool check_population(const Registry *registry, const Population *population, Fault *fault)
{
    PopulationGroup const group = population->group;
    int64_t               region_id = 0;
    Problems              problems = problems_open(registry->arena);

    if (!registry_ask_id(&region_id, registry->store,
                         SQL("SELECT region_id FROM region WHERE region_id = ?1"),
                         population->region_id, fault))
        return false;
    if (region_id == 0)
        problem_add(&problems, PROBLEM_UNKNOWN, AT_REGION);
    if (population->year < POPULATION_YEAR_MIN || population->year > POPULATION_YEAR_MAX)
        problem_add(&problems, PROBLEM_FORMAT, AT_YEAR)->text =
            (Label){ SV("四位年份"), SV("a year of four digits") };
    if (population->count < 0 || population->count > COUNT_MAX)
        problem_add(&problems, PROBLEM_FORMAT, AT_COUNT)->text =
            (Label){ SV("人数"), SV("a number of people") };
    if (group.sex > 2)
        problem_add(&problems, PROBLEM_UNKNOWN_CODE, AT_SEX);
    if (group.age_from > POPULATION_AGE_MAX || group.age_below > POPULATION_AGE_MAX + 1 ||
        (group.age_below && group.age_below <= group.age_from))
        problem_add(&problems, PROBLEM_FORMAT, AT_AGES)->text =
            (Label){ SV("起始年龄不大于截止年龄，均为0至120岁"),
                     SV("a first age and a last one that is not lower, of 0 to 120 years") };
    registry_check_words(&problems, AT_SOURCE, population->source, SOURCE_CHARS_MAX, true);
    return problems.error_count == 0 || problems_refuse(&problems, fault);
}

static void bind_key(Binder *binder, const Population *population)
{
    binder_add_int(binder, population->region_id);
    binder_add_int(binder, population->year);
    binder_add_int(binder, population->group.sex);
    binder_add_int(binder, population->group.age_from);
    binder_add_int(binder, population->group.age_below);
}

/* Keep the number that is replaced, if there is one. */
static bool archive(const Registry *registry, const Population *population, Fault *fault)
{
    Statement *keep = NULL;
    Binder     binder =
        binder_open(&keep, registry->store,
                    SQL("INSERT INTO population_history (" COLUMNS ", recorded_at, recorded_by,"
                        "  superseded_at, superseded_by)"
                        " SELECT " COLUMNS ", recorded_at, recorded_by, ?6, ?7 FROM population"
                        " WHERE region_id = ?1 AND year = ?2 AND sex = ?3 AND age_from = ?4"
                        " AND age_below = ?5"),
                    fault);

    bind_key(&binder, population);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&keep);
    return ok;
}

static bool put_row(const Registry *registry, const Population *population, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(
            &put, registry->store,
            SQL("INSERT INTO population (region_id, year, sex, age_from, age_below, count, source,"
                    "  recorded_at, recorded_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                    " ON CONFLICT (region_id, year, sex, age_from, age_below) DO UPDATE"
                    " SET count = excluded.count, source = excluded.source,"
                    "  recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by"),
            fault);

    bind_key(&binder, population);
    binder_add_int(&binder, population->count);
    binder_add_text(&binder, population->source);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

bool population_put(const Registry *registry, const Population *population, Fault *fault)
{
    const Population *before = NULL;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !registry_require_root(registry, fault) || !check_population(registry, population, fault) ||
        !population_find(&before, registry, population->region_id, population->year,
                         population->group, fault))
        return fault_context(fault, "registering a population");
    if (before && before->count == population->count &&
        str_equal(before->source, population->source))
        return true;

    Str const group = population_group_label(registry->arena, population->group).en;
    Str const detail = str_format(registry->arena, "%d%s%.*s", population->year,
                                  group.len ? " " : "", (int)group.len, group.ptr);
    if (!archive(registry, population, fault) || !put_row(registry, population, fault) ||
        !registry_audit(registry, AUDIT_POPULATION_PUT, AUDIT_OF_REGION, population->region_id,
                        detail, fault))
        return fault_context(fault, "registering a population");
    return true;
}
