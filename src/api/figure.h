/* figure.h - what questions about figures have in common with reports. */
#ifndef API_FIGURE_H
#define API_FIGURE_H

#include "api/api_private.h"
#include "indicators/figure.h"

/* organisation=ID or region=CODE; neither is the account's own organisation. */
bool api_query_place(FigurePlace *out, const ApiCall *call, Fault *fault) MUST_CHECK;

/* period=2025-Q1; none is this year. */
bool api_query_period(Period *out, const ApiCall *call, Fault *fault) MUST_CHECK;

/* {"organisation": {...}} or {"region": {...}} */
void api_member_place(JsonWriter *json, const ApiCall *call, FigurePlace place);

FigureReader api_figure_reader(ApiCall *call);

#endif
