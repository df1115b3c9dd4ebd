/* organisation_private.h - the row of an organisation, between its tree and its
 * changes. */
#ifndef REGISTRY_ORGANISATION_PRIVATE_H
#define REGISTRY_ORGANISATION_PRIVATE_H

#include "registry/organisation.h"
#include "registry/registry_private.h"

#define ORGANISATION_COLUMNS                                                                       \
    "organisation_id, code, credit_code, name, name_pinyin, kind, parent_id, region_id,"           \
    " valid_from, valid_until, merged_into, recorded_at, recorded_by, revision"

/* The reader stands before the first of the columns. */
Organisation organisation_read(Reader *reader);

#endif
