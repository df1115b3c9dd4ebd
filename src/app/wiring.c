#include "app/wiring.h"

#include "api/api.h"
#include "app/serve.h"
#include "cli/commands.h"
#include "demo/commands.h"
#include "exchange/csv/commands.h"
#include "ui/ui.h"

const CommandList *const WIRING_COMMANDS[] = {
    &APP_SERVE_COMMANDS,        &CLI_STORE_COMMANDS,
    &CLI_DEFINITION_COMMANDS,   &CLI_REPORT_COMMANDS,
    &CLI_FIGURE_COMMANDS,       &CLI_POPULATION_COMMANDS,
    &CLI_QUALITY_COMMANDS,      &CLI_ACCOUNT_COMMANDS,
    &CLI_CARD_COMMANDS,         &CLI_PERSON_COMMANDS,
    &CLI_ORGANISATION_COMMANDS, &CLI_MERGE_COMMANDS,
    &EXCHANGE_COMMANDS,         &DEMO_COMMANDS,
    &CLI_DEDUPE_COMMANDS,       &CLI_MATCH_COMMANDS,
};

const uint32_t WIRING_COMMAND_LISTS = COUNT_OF(WIRING_COMMANDS);

static const RouteList *const ROUTES[] = {
    &API_SESSION_ROUTES,   &API_CATALOGUE_ROUTES,    &API_FORM_ROUTES,        &API_PERSON_ROUTES,
    &API_IDENTITY_ROUTES,  &API_HOUSEHOLD_ROUTES,    &API_RECORD_ROUTES,      &API_REGISTER_ROUTES,
    &API_DUE_ROUTES,       &API_FIGURE_ROUTES,       &API_REPORT_ROUTES,      &API_EXPORT_ROUTES,
    &API_AUDIT_ROUTES,     &API_ORGANISATION_ROUTES, &API_INSTITUTION_ROUTES, &API_WORKER_ROUTES,
    &API_CARD_ROUTES,      &API_HEALTH_ROUTES,       &API_POPULATION_ROUTES,  &API_MERGE_ROUTES,
    &API_DUPLICATE_ROUTES, &API_MATCH_ROUTES,        &API_QUALITY_ROUTES,     &UI_ROUTES,
};

const RouteList *wiring_routes(Arena *arena, uint32_t *count)
{
    RouteList *const lists = arena_array(arena, COUNT_OF(ROUTES), sizeof *lists);

    for (size_t i = 0; i < COUNT_OF(ROUTES); i++)
        lists[i] = *ROUTES[i];
    *count = COUNT_OF(ROUTES);
    return lists;
}
