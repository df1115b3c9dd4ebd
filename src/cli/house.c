#include "cli/house.h"

#include "base/instant.h"
#include "registry/organisation.h"
#include "registry/region.h"

Job command_job(const CommandLine *line)
{
    Job job = job_now(actor_system(), line->arena);

    job.today = line->today;
    return job;
}

bool command_house(House **out, const CommandLine *line, HouseAccess access, Fault *fault)
{
    return house_open(out, line->store, access, fault);
}

bool command_place(FigurePlace *out, const CommandLine *line, const House *house, Fault *fault)
{
    Str const code = command_value(line, "org", SV(""));
    Str const region = command_value(line, "region", SV(""));

    *out = (FigurePlace){ 0 };
    if (code.len && region.len)
        return fault_set(fault, FAULT_INVALID, "one of --org and --region, not both");
    if (code.len) {
        const Organisation *const found = organisation_find_by_code(house->organisations, code);
        if (!found)
            return fault_set(fault, FAULT_NOT_FOUND, "there is no organisation %.*s", (int)code.len,
                             code.ptr);
        out->organisation_id = found->organisation_id;
    }
    if (region.len && !region_parse(&out->region_id, region))
        return fault_set(fault, FAULT_INVALID,
                         "--region expects a code of 2, 4, 6, 9 or 12 digits");
    return true;
}

bool command_tree(FigurePlace *place, const CommandLine *line, Fault *fault)
{
    place->tree = command_value(line, "tree", SV(""));
    return place->tree.len == 0 || place->organisation_id ||
           fault_set(fault, FAULT_INVALID, "--tree needs --org: what is below whom");
}
