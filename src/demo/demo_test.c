/* A small county, played: it is plausible, it is counted rightly, it repeats itself. */
#include "demo/demo.h"

#include "base/file.h"
#include "base/test.h"
#include "catalog/sources.h"
#include "indicators/batch.h"
#include "intake/definition.h"
#include "intake/intake.h"
#include "registry/citizen_id.h"
#include "registry/duplicate.h"
#include "registry/organisation.h"
#include "registry/person_search.h"
#include "registry/region.h"

enum { STORE_BYTES_MAX = 64 << 20, YEAR = 2024 };

typedef struct {
    Test      *test;
    Arena     *arena;
    Str        empty; /* a store with the definitions and nobody in it */
    House     *house;
    DemoCounts counts;
} Play;

static void report(Test *test, const Fault *fault)
{
    char text[400];

    (void)snprintf(text, sizeof text, "%s: %s", fault->context, fault->message);
    check_fail(test, text);
}

static void open_play(Play *play, Test *test)
{
    Source          *sources = NULL;
    uint32_t         count = 0;
    uint32_t         steps = 0;
    DefinitionChange change = { 0 };
    Fault            fault = { 0 };

    *play = (Play){ .test = test, .arena = arena_open() };
    Str const directory = test_directory(test, play->arena);
    play->empty = str_format(play->arena, "%.*s/empty.db", (int)directory.len, directory.ptr);
    sources_built_in(&sources, &count, play->arena);
    if (!house_migrate(play->empty, &steps, &fault) ||
        !definition_load(&change, play->empty, sources, count, actor_system(), false, true,
                         play->arena, &fault))
        report(test, &fault);
}

static void close_play(Play *play)
{
    house_close(&play->house);
    arena_close(&play->arena);
}

static DemoOptions options_of(uint32_t residents, uint64_t seed)
{
    return (DemoOptions){
        .residents = residents,
        .seed = seed,
        .year = YEAR,
        .until = date_from_civil(YEAR, 12, 31),
        .quiet = true,
    };
}

/* Play in a copy of the empty store; its file, as it is afterwards. */
static Str play_in(Play *play, const char *name, const DemoOptions *options)
{
    Str const path =
        str_format(play->arena, "%.*s.%s", (int)play->empty.len, play->empty.ptr, name);
    Str   bytes = SV("");
    Fault fault = { 0 };

    if (!file_read(&bytes, play->arena, play->empty, STORE_BYTES_MAX, &fault) ||
        !file_write(path, bytes, &fault) || !house_open(&play->house, path, HOUSE_WRITE, &fault) ||
        !demo_make(play->house, options, &play->counts, &fault))
        report(play->test, &fault);
    return path;
}

static Str bytes_of(Play *play, Str path)
{
    Str   bytes = SV("");
    Fault fault = { 0 };

    house_close(&play->house);
    if (!file_read(&bytes, play->arena, path, STORE_BYTES_MAX, &fault))
        report(play->test, &fault);
    return bytes;
}

/* ---- plausible ---------------------------------------------------------------------------- */

static void check_counts(const Play *play)
{
    const DemoCounts *const counts = &play->counts;
    uint32_t                empty = 0;

    if (counts->failed)
        check_fail(play->test, counts->first_failure);
    check_equal(play->test, counts->accepted, 0);
    check_true(play->test, counts->refused > 0 && counts->amended > 0);
    check_true(play->test, counts->persons >= 280 && counts->persons <= 330);
    check_true(play->test, counts->households >= 90 && counts->households <= 150);
    check_true(play->test, counts->births > 0 && counts->births < 20);
    check_true(play->test, counts->deaths > 0 && counts->deaths < 20);
    check_true(play->test, counts->moves > 20); /* a clinic was merged */
    for (uint32_t i = 0; i < counts->form_count; i++)
        empty += counts->forms[i].records == 0;
    check_true(play->test, empty <= 5); /* what is rare among 300 */
}

/* Everybody has a number that is right for birth and sex, and is of nowhere; but for those
 * who were registered twice. */
static void check_persons(Play *play)
{
    Job const      job = job_now(actor_system(), play->arena);
    Registry const registry = house_registry(play->house, &job);
    PersonQuery    query = { .text = SV("") };
    PersonPage     page = { .has_more = true };
    uint64_t       seen = 0;
    uint64_t       without = 0;
    Fault          fault = { 0 };

    while (page.has_more) {
        if (!person_search(&page, &registry, &query, &fault)) {
            report(play->test, &fault);
            return;
        }
        for (uint32_t i = 0; i < page.count; i++) {
            const Person *const person = &page.persons[i];
            CitizenId           id = { 0 };

            test_row(play->test, "person %llu", (unsigned long long)seen++);
            without += person->citizen_id.len == 0;
            check_true(play->test, person->citizen_id.len == 0 ||
                                       str_starts_with(person->citizen_id, SV("990101")));
            if (!str_equal(person->id_kind, SV("01")))
                continue; /* the mother's */
            check_equal(play->test, citizen_id_parse(&id, person->citizen_id), PROBLEM_NONE);
            check_equal(play->test, id.born_on.days, person->born_on.days);
            check_equal(play->test, id.sex, person->sex.ptr[0]);
        }
        query.after = page.next;
    }
    check_equal(play->test, seen, play->counts.persons + play->counts.twice);
    check_equal(play->test, without, play->counts.twice);
}

/* Whoever was registered twice waits in the queue. */
static void check_queue(Play *play)
{
    Job const             job = job_now(actor_system(), play->arena);
    Registry const        registry = house_registry(play->house, &job);
    DuplicateFilter const filter = { .state = DUPLICATE_OPEN, .source = DUPLICATE_SOURCE_COUNT };
    Duplicate            *pairs = NULL;
    uint32_t              count = 0;
    Fault                 fault = { 0 };

    if (!duplicate_list(&pairs, &count, &registry, &filter, &fault))
        report(play->test, &fault);
    check_true(play->test, play->counts.twice > 0);
    check_equal(play->test, count, play->counts.twice);
}

static Figure figure_of(Play *play, const char *name)
{
    Job const          job = job_now(actor_system(), play->arena);
    Registry const     registry = house_registry(play->house, &job);
    FigureReader const reader = house_figures(play->house, &job, &registry);
    FigurePlace const  county = { .region_id = 990101000000 };
    Figure             figure = { 0 };
    Fault              fault = { 0 };
    uint32_t           index = 0;

    while (index < play->house->catalog->indicator_count &&
           !str_equal(play->house->catalog->indicators[index].full, str_from_c(name)))
        index++;
    if (!figure_read(&figure, &reader, &index, 1, county, period_year(YEAR), &fault))
        report(play->test, &fault);
    return figure;
}

/* What a county of 300 has, in percent, give or take. */
static const struct {
    const char *name;
    int64_t     low, high;
} RATES[] = {
    { "ehr.filing_rate", 70, 98 },           { "ehr.use_rate", 60, 98 },
    { "elderly.examined_rate", 50, 98 },     { "hypertension.standard_rate", 15, 80 },
    { "hypertension.control_rate", 40, 85 }, { "hypertension.first_visit_rate", 70, 100 },
    { "contract.coverage_rate", 50, 90 },    { "contract.satisfaction_rate", 50, 100 },
};

static void check_rates(Play *play)
{
    for (size_t i = 0; i < COUNT_OF(RATES); i++) {
        Figure const figure = figure_of(play, RATES[i].name);

        test_row(play->test, "%s: %lld of %lld", RATES[i].name, (long long)figure.part,
                 (long long)figure.whole);
        check_true(play->test, figure.state == FIGURE_HAS_VALUE && figure.whole > 0);
        check_true(play->test, figure.from_tallies); /* of that year, whatever year it is now */
        check_true(play->test, figure.part * 100 >= figure.whole * RATES[i].low &&
                                   figure.part * 100 <= figure.whole * RATES[i].high);
    }
    Figure const elders = figure_of(play, "elderly.elders");
    test_row(play->test, "elders: %lld", (long long)elders.part);
    check_true(play->test, elders.part * 100 > 300 * 8 && elders.part * 100 < 300 * 22);
}

static void check_tallies(Play *play)
{
    House *const     house = play->house;
    BatchDifference *differences = NULL;
    uint32_t         count = 0;
    uint64_t         cells = 0;
    Fault            fault = { 0 };

    if (!intake_begin(house, &fault) ||
        !batch_verify(&differences, &count, &cells, house->store, house->plan, house->vocabulary,
                      house->years, 5, NULL, play->arena, &fault))
        report(play->test, &fault);
    intake_end(house);
    check_equal(play->test, count, 0);
    check_true(play->test, cells > 1000);
}

void demo_county_test(Test *test)
{
    DemoOptions const options = options_of(300, 1);
    Play              play;
    HouseHealth       health = { 0 };
    Fault             fault = { 0 };

    open_play(&play, test);
    (void)play_in(&play, "county", &options);
    check_counts(&play);
    check_persons(&play);
    check_rates(&play);
    check_tallies(&play);
    if (!house_health(&health, play.house, &fault))
        report(test, &fault);
    check_queue(&play);
    check_equal(test, health.persons, play.counts.persons + play.counts.twice);
    check_true(test, health.dues > health.persons / 4);
    close_play(&play);
}

/* ---- real regions --------------------------------------------------------------------------- */

static const char *const REGIONS[][2] = {
    { "14", "某省" },
    { "1407", "某市" },
    { "140702", "甲区" },
    { "140702001", "一街道" },
    { "140702001001", "一社区居委会" },
    { "140702001002", "二社区居民委员会" },
    { "140702001500", "没有档案编号的地方" },
    { "140702100", "一镇" },
    { "140702100200", "一村村委会" },
    { "140702100201", "二家庄村民委员会" },
    { "140721", "乙县" },
    { "140721200", "二乡" },
    { "140721200200", "三村村委会" },
    { "140721200201", "四村村委会" },
    { "140722", "没有村的县" },
};

static void put_regions(Play *play)
{
    House *house = NULL;
    Fault  fault = { 0 };

    if (!house_open(&house, play->empty, HOUSE_WRITE, &fault) || !intake_begin(house, &fault))
        report(play->test, &fault);
    for (size_t i = 0; i < COUNT_OF(REGIONS); i++) {
        Job const         job = job_now(actor_system(), play->arena);
        Registry const    registry = house_registry(house, &job);
        RegionEntry const entry = { str_from_c(REGIONS[i][0]), str_from_c(REGIONS[i][1]), DATE_MIN,
                                    DATE_MAX };
        int64_t           region_id = 0;

        if (!region_put(&region_id, &registry, &entry, &fault))
            report(play->test, &fault);
    }
    if (!intake_commit(house, &fault))
        report(play->test, &fault);
    intake_end(house);
    house_close(&house);
}

static void check_organisation(const Play *play, const char *code, const char *name,
                               const char *kind, const char *parent)
{
    const OrganisationTree *const tree = play->house->organisations;
    const Organisation *const     found = organisation_find_by_code(tree, str_from_c(code));
    const Organisation *const     above = organisation_find_by_code(tree, str_from_c(parent));

    test_row(play->test, "%s", code);
    check_true(play->test, found != NULL);
    if (!found)
        return;
    check_text(play->test, found->name, str_from_c(name));
    check_text(play->test, found->kind, str_from_c(kind));
    check_equal(play->test, found->parent_id, above ? above->organisation_id : 0);
}

/* Every county that has villages, below one commission; one post for each village. */
void demo_prefecture_test(Test *test)
{
    Play        play;
    DemoOptions options = options_of(60, 1);

    open_play(&play, test);
    put_regions(&play);
    options.prefecture = true;
    (void)play_in(&play, "prefecture", &options);
    check_equal(test, play.counts.failed, 0);
    check_equal(test, play.counts.regions, 0);
    check_equal(test, play.counts.organisations, 1 + 2 * 4 + 3 + 6);
    check_organisation(&play, "W140700", "某市卫生健康委员会", "BUREAU", "");
    check_organisation(&play, "W140702", "甲区卫生健康局", "BUREAU", "W140700");
    check_organisation(&play, "J140721", "乙县疾病预防控制中心", "J100", "W140721");
    check_organisation(&play, "C140702001", "一街道社区卫生服务中心", "B100", "W140702");
    check_organisation(&play, "C140721200", "二乡卫生院", "C220", "W140721");
    check_organisation(&play, "D140702001002", "二社区卫生服务站", "B200", "C140702001");
    check_organisation(&play, "D140702100200", "一村卫生室", "D600", "C140702100");
    check_organisation(&play, "D140702100201", "二家庄村卫生室", "D600", "C140702100");
    check_tallies(&play);
    close_play(&play);
}

/* ---- the same again -------------------------------------------------------------------------- */

void demo_repeats_test(Test *test)
{
    DemoOptions const options = options_of(60, 5);
    DemoOptions const others = options_of(60, 6);
    Play              play;

    open_play(&play, test);
    Str const first = bytes_of(&play, play_in(&play, "first", &options));
    Str const second = bytes_of(&play, play_in(&play, "second", &options));
    Str const other = bytes_of(&play, play_in(&play, "other", &others));
    check_true(test, first.len > 0 && str_equal(first, second));
    check_true(test, !str_equal(first, other));
    close_play(&play);
}

/* ---- refused -------------------------------------------------------------------------------- */

void demo_refuses_test(Test *test)
{
    static const struct {
        const char *what;
        uint32_t    residents;
        int32_t     year, until_year;
        int64_t     county_id;
        FaultCode   want;
    } CASES[] = {
        { "too few", 10, 2024, 2024, 0, FAULT_INVALID },
        { "too early", 100, 1990, 1990, 0, FAULT_INVALID },
        { "ends in another year", 100, 2024, 2025, 0, FAULT_INVALID },
        { "a township is no county", 100, 2024, 2024, 990101100000, FAULT_INVALID },
        { "a county that is not there", 100, 2024, 2024, 110101000000, FAULT_NOT_FOUND },
        { "a store with residents", 100, 2024, 2024, 0, FAULT_CONFLICT },
    };
    DemoOptions const few = options_of(60, 1);
    Play              play;

    open_play(&play, test);
    (void)play_in(&play, "refuses", &few);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        DemoOptions options = options_of(CASES[i].residents, 1);
        House      *empty = NULL;
        Fault       fault = { 0 };

        test_row(test, "%s", CASES[i].what);
        options.year = CASES[i].year;
        options.until = date_from_civil(CASES[i].until_year, 12, 31);
        options.county_id = CASES[i].county_id;
        bool const in_empty = CASES[i].want != FAULT_CONFLICT;
        if (in_empty && !house_open(&empty, play.empty, HOUSE_WRITE, &fault))
            report(test, &fault);
        check_true(test, !demo_make(in_empty ? empty : play.house, &options, &play.counts, &fault));
        check_equal(test, fault.code, CASES[i].want);
        house_close(&empty);
    }
    close_play(&play);
}
