/* barefoot demo: make a demonstration, and say what it has become. */
#include "demo/commands.h"

#include "base/instant.h"
#include "demo/demo.h"
#include "registry/organisation.h"
#include "registry/region.h"
#include "registry/worker.h"

enum { DEFAULT_RESIDENTS = 30000 };

static bool read_options(DemoOptions *options, const CommandLine *line, Fault *fault)
{
    Str const county = command_value(line, "county", SV(""));
    uint64_t  residents = DEFAULT_RESIDENTS;
    uint64_t  year = 0;

    *options = (DemoOptions){ .prefecture = command_has(line, "prefecture"), .quiet = line->quiet };
    if (!command_uint(&residents, line, "residents", DEFAULT_RESIDENTS, DEMO_RESIDENTS_MAX,
                      fault) ||
        !command_uint(&options->seed, line, "seed", 1, UINT64_MAX, fault) ||
        !command_uint(&year, line, "year", (uint64_t)date_year(line->today), DEMO_YEAR_MAX, fault))
        return false;
    if (county.len && options->prefecture)
        return fault_set(fault, FAULT_INVALID, "one of --county and --prefecture, not both");
    if (county.len && !region_parse(&options->county_id, county))
        return fault_set(fault, FAULT_INVALID, "--county expects a code of six digits");
    options->residents = (uint32_t)residents;
    options->year = (int32_t)year;
    Date const end = date_from_civil(options->year, 12, 31);
    return command_date(&options->until, line, "until",
                        end.days < line->today.days ? end : line->today, fault);
}

/* ---- what it has become ------------------------------------------------------------------- */

static void print_count(FILE *out, const char *what, uint64_t count)
{
    if (count)
        (void)fprintf(out, "  %-32s %10llu\n", what, (unsigned long long)count);
}

static void print_counts(FILE *out, Arena *arena, const DemoCounts *counts, int64_t took_us)
{
    double const seconds = (double)took_us / 1e6;

    print_count(out, "regions made up", counts->regions);
    print_count(out, "organisations", counts->organisations);
    print_count(out, "workers", counts->workers);
    print_count(out, "households", counts->households);
    print_count(out, "persons", counts->persons);
    print_count(out, "  born meanwhile", counts->births);
    print_count(out, "  died meanwhile", counts->deaths);
    print_count(out, "moves", counts->moves);
    print_count(out, "health cards", counts->cards);
    print_count(out, "registered twice", counts->twice);
    for (uint32_t i = 0; i < counts->form_count; i++)
        print_count(out, str_to_c(arena, counts->forms[i].form), counts->forms[i].records);
    print_count(out, "amended", counts->amended);
    print_count(out, "voided", counts->voided);
    print_count(out, "wrong on purpose, and refused", counts->refused);
    print_count(out, "wrong on purpose, yet accepted", counts->accepted);
    print_count(out, "right, yet refused", counts->failed);
    if (counts->failed)
        (void)fprintf(out, "    the first: %s\n", counts->first_failure);
    (void)fprintf(out, "  %llu writes in %.1f s, %.0f a second\n", (unsigned long long)counts->jobs,
                  seconds, (double)counts->jobs / seconds);
}

/* The first organisation of a class, the tree's root for the bureau. */
static const Organisation *first_of(const House *house, Str kind)
{
    const OrganisationTree *const tree = house->organisations;

    for (uint32_t i = 0; i < tree->count; i++) {
        const Organisation *const organisation = &tree->organisations[tree->by_preorder[i]];
        if (str_equal(organisation->kind, kind) && organisation->merged_into == 0)
            return organisation;
    }
    return NULL;
}

/* One line: which account could be made, for whom, where. */
static bool print_login(const CommandLine *line, House *house, const char *login, const char *role,
                        Str kind, Fault *fault)
{
    Job const                 job = job_now(actor_system(), line->arena);
    Registry const            registry = house_registry(house, &job);
    const Organisation *const at = first_of(house, kind);
    const Worker             *workers = NULL;
    uint32_t                  count = 0;

    if (!at)
        return true;
    WorkerFilter const filter = { .organisation_id = at->organisation_id, .limit = 1 };
    if (!worker_list(&workers, &count, &registry, &filter, fault))
        return false;
    bool const has_worker = count && workers[0].organisation_id == at->organisation_id;
    (void)fprintf(line->out, "  %-10s %-17s %-16.*s %-12.*s %.*s\n", login, role, (int)at->code.len,
                  at->code.ptr, has_worker ? (int)workers[0].code.len : 1,
                  has_worker ? workers[0].code.ptr : "-", (int)at->name.len, at->name.ptr);
    return true;
}

static bool print_logins(const CommandLine *line, House *house, Fault *fault)
{
    static const struct {
        const char *login, *role, *kind;
    } LOGINS[] = {
        { "admin", "administrator", "BUREAU" },  { "leader", "leader", "BUREAU" },
        { "analyst", "analyst", "BUREAU" },      { "auditor", "auditor", "BUREAU" },
        { "clinic", "clinician", "A100" },       { "town", "township_worker", "C220" },
        { "village", "village_doctor", "D600" },
    };

    (void)fprintf(line->out, "\naccounts that could be made: login, role, organisation, worker\n");
    for (size_t i = 0; i < COUNT_OF(LOGINS); i++)
        if (!print_login(line, house, LOGINS[i].login, LOGINS[i].role, str_from_c(LOGINS[i].kind),
                         fault))
            return false;
    return true;
}

static bool run_demo(const CommandLine *line, Fault *fault)
{
    int64_t const begun = instant_monotonic_us();
    DemoOptions   options = { 0 };
    DemoCounts    counts = { 0 };
    House        *house = NULL;
    bool          ok = false;

    if (!read_options(&options, line, fault) ||
        !house_open(&house, line->store, HOUSE_WRITE, fault) ||
        !demo_make(house, &options, &counts, fault))
        goto done;
    print_counts(line->out, line->arena, &counts, instant_monotonic_us() - begun);
    ok = print_logins(line, house, fault);

done:
    house_close(&house);
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "demo",
        .arguments = "",
        .summary = "fill an empty store with a county of people who do not exist",
        .options = { { "residents", "N", "about so many (default 30000)" },
                     { "seed", "S", "another seed, another county (default 1)" },
                     { "year", "Y", "the year of care (default this one)" },
                     { "county", "CODE", "the county in which it plays" },
                     { "prefecture", NULL, "in every county of the prefecture" },
                     { "until", "DATE", "the last day (default today)" } },
        .run = run_demo,
    },
};

const CommandList DEMO_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
