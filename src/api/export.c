/* Exports are wired when src/exchange offers them. */
#include "api/api_private.h"

const RouteList API_EXPORT_ROUTES = { NULL, 0 };
