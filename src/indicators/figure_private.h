/* figure_private.h - a place with the tree in which it is asked about, as that tree
 * was on a period's last day. */
#ifndef INDICATORS_FIGURE_PRIVATE_H
#define INDICATORS_FIGURE_PRIVATE_H

#include "indicators/figure.h"
#include "registry/organisation_edge.h"

typedef struct {
    const FigureReader *reader;
    FigurePlace         place;
    bool                has_view; /* else administration, as it is now */
    OrganisationView    view;
} FigureSite;

/* FAULT_NOT_FOUND when there is no such tree. */
bool figure_site_open(FigureSite *out, const FigureReader *reader, FigurePlace place, Period period,
                      Fault *fault) MUST_CHECK;

bool figure_site_has(const FigureSite *site, int64_t organisation_id, int64_t region_id);

/* The place and what is below it: positions. */
const uint32_t *figure_site_below(const FigureSite *site, uint32_t *count);

/* Whether it is right below the place. */
bool figure_site_is_child(const FigureSite *site, const Organisation *organisation);

#endif
