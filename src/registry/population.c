#include "registry/population.h"

#include <assert.h>

#include "registry/region.h"
#include "registry/registry_private.h"

/* More than everybody. */
static const int64_t COUNT_MAX = 10000000000;

enum { SOURCE_CHARS_MAX = 100 };

static const ProblemPlace AT_REGION = PROBLEM_PLACE("region", "行政区划", "region");
static const ProblemPlace AT_YEAR = PROBLEM_PLACE("year", "年份", "year");
static const ProblemPlace AT_COUNT = PROBLEM_PLACE("count", "人口数", "population");
static const ProblemPlace AT_SOURCE = PROBLEM_PLACE("source", "数据来源", "source");

static Population read_row(Reader *reader)
{
    Population population = { 0 };

    population.region_id = reader_next_int(reader);
    population.year = (int32_t)reader_next_int(reader);
    population.count = reader_next_int(reader);
    population.source = reader_next_text(reader);
    return population;
}

bool population_find(const Population **out, const Registry *registry, int64_t region_id,
                     int32_t year, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT region_id, year, count, source FROM population"
                                            " WHERE region_id = ?1 AND year = ?2"),
                                    fault);

    binder_add_int(&binder, region_id);
    binder_add_int(&binder, year);
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

/* Whether some region in force lies in the one at `at`, which the slice goes on with. */
static bool has_inner(const Region *regions, uint32_t count, uint32_t at, Date day)
{
    for (uint32_t i = at + 1;
         i < count && region_is_inside(regions[i].region_id, regions[at].region_id); i++)
        if (region_is_valid(&regions[i], day))
            return true;
    return false;
}

bool population_total(const Population **out, const Registry *registry, int64_t region_id,
                      int32_t year, Fault *fault)
{
    Date const        day = date_from_civil(year, 12, 31);
    uint32_t          count = registry->regions->count;
    const Region     *regions = registry->regions->regions;
    Population *const total = arena_alloc(registry->arena, sizeof *total);
    uint32_t          summed = 0;
    int64_t           done = -1; /* up to this id they are in the sum */

    if (region_id)
        regions = region_below(registry->regions, region_id, &count);
    *total = (Population){ .region_id = region_id, .year = year };
    *out = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const Population *own = NULL;

        if (regions[i].region_id <= done || !region_is_valid(&regions[i], day))
            continue;
        if (!population_find(&own, registry, regions[i].region_id, year, fault))
            return false;
        if (!own && !has_inner(regions, count, i, day))
            return true;
        if (!own)
            continue;
        total->count += own->count;
        total->source = own->source;
        done = region_last(own->region_id);
        summed++;
    }
    if (summed > 1)
        total->source = str_format(registry->arena, "%u个区划之和：%.*s", summed,
                                   (int)total->source.len, total->source.ptr);
    *out = summed ? total : NULL;
    return true;
}

bool population_list(const Population **out, uint32_t *count, const Registry *registry,
                     int64_t region_id, int32_t year, int64_t after_id, uint32_t limit,
                     Fault *fault)
{
    uint32_t const most = registry_page_limit(limit);
    Population    *rows = arena_array(registry->arena, most, sizeof *rows);
    Statement     *select = NULL;
    bool           ok = false;
    Binder         binder = binder_open(&select, registry->store,
                                        SQL("SELECT region_id, year, count, source FROM population"
                                                    " WHERE region_id BETWEEN ?1 AND ?2 AND region_id > ?3"
                                                    " AND year = ?4 ORDER BY region_id"),
                                        fault);

    binder_add_int(&binder, region_id);
    binder_add_int(&binder, region_id ? region_last(region_id) : INT64_MAX);
    binder_add_int(&binder, after_id);
    binder_add_int(&binder, year);
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
    int64_t  region_id = 0;
    Problems problems = problems_open(registry->arena);

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
    registry_check_words(&problems, AT_SOURCE, population->source, SOURCE_CHARS_MAX, true);
    return problems.error_count == 0 || problems_refuse(&problems, fault);
}

/* Keep the number that is replaced, if there is one. */
static bool archive(const Registry *registry, const Population *population, Fault *fault)
{
    Statement *keep = NULL;
    Binder     binder = binder_open(
            &keep, registry->store,
            SQL("INSERT INTO population_history (region_id, year, count, source, recorded_at,"
                    "  recorded_by, superseded_at, superseded_by)"
                    " SELECT region_id, year, count, source, recorded_at, recorded_by, ?3, ?4"
                    " FROM population WHERE region_id = ?1 AND year = ?2"),
            fault);

    binder_add_int(&binder, population->region_id);
    binder_add_int(&binder, population->year);
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
            SQL("INSERT INTO population (region_id, year, count, source, recorded_at, recorded_by)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                    " ON CONFLICT (region_id, year) DO UPDATE SET count = excluded.count,"
                    "  source = excluded.source, recorded_at = excluded.recorded_at,"
                    "  recorded_by = excluded.recorded_by"),
            fault);

    binder_add_int(&binder, population->region_id);
    binder_add_int(&binder, population->year);
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
        !population_find(&before, registry, population->region_id, population->year, fault))
        return fault_context(fault, "registering a population");
    if (before && before->count == population->count &&
        str_equal(before->source, population->source))
        return true;

    Str const detail = str_format(registry->arena, "%d", population->year);
    if (!archive(registry, population, fault) || !put_row(registry, population, fault) ||
        !registry_audit(registry, AUDIT_POPULATION_PUT, AUDIT_OF_REGION, population->region_id,
                        detail, fault))
        return fault_context(fault, "registering a population");
    return true;
}
