/* population_private.h - what the two files about official numbers share. */
#ifndef REGISTRY_POPULATION_PRIVATE_H
#define REGISTRY_POPULATION_PRIVATE_H

#include "registry/population.h"
#include "registry/region.h"
#include "registry/registry_private.h"

/* Everything that was told of a region in a year. */
bool population_told(const Population **out, uint32_t *count, const Registry *registry,
                     int64_t region_id, int32_t year, Fault *fault) MUST_CHECK;

#endif
