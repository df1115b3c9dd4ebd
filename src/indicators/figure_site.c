#include "indicators/figure_private.h"

bool figure_site_open(FigureSite *out, const FigureReader *reader, FigurePlace place, Period period,
                      Fault *fault)
{
    const Registry *const registry = reader->registry;
    bool const            is_administration =
        place.tree.len == 0 || str_equal(place.tree, SV(TREE_ADMINISTRATION));

    *out = (FigureSite){ .reader = reader, .place = place };
    out->has_view =
        place.organisation_id &&
        !(is_administration && period.end.days >= registry->organisations->rearranged_on.days);
    return !out->has_view ||
           organisation_view_load(&out->view, registry, place.tree, period.end, fault);
}

bool figure_site_has(const FigureSite *site, int64_t organisation_id, int64_t region_id)
{
    FigurePlace const place = site->place;

    if (place.organisation_id == 0)
        return place.region_id == 0 || region_is_inside(region_id, place.region_id);
    if (site->has_view)
        return organisation_view_is_inside(&site->view, organisation_id, place.organisation_id);
    return organisation_is_inside(site->reader->registry->organisations, organisation_id,
                                  place.organisation_id);
}

const uint32_t *figure_site_below(const FigureSite *site, uint32_t *count)
{
    if (site->has_view)
        return organisation_view_below(&site->view, site->place.organisation_id, count);
    return organisation_below(site->reader->registry->organisations, site->place.organisation_id,
                              count);
}

bool figure_site_is_child(const FigureSite *site, const Organisation *organisation)
{
    int64_t const parent_id =
        site->has_view ? organisation_view_parent(&site->view, organisation->organisation_id)
                       : organisation->parent_id;

    return parent_id == site->place.organisation_id;
}
