/* worker_private.h - where a worker practises, between the worker and his places. */
#ifndef REGISTRY_WORKER_PRIVATE_H
#define REGISTRY_WORKER_PRIVATE_H

#include "registry/registry_private.h"
#include "registry/worker.h"

/* From this day on the main place is this one. A new worker has none yet. */
bool worker_place_follow(const Registry *registry, int64_t worker_id, int64_t organisation_id,
                         Date since, Fault *fault) MUST_CHECK;

#endif
