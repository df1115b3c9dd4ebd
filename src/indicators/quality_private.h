/* quality_private.h - what the two files about quality share. */
#ifndef INDICATORS_QUALITY_PRIVATE_H
#define INDICATORS_QUALITY_PRIVATE_H

#include "indicators/quality.h"

/* Whom a check is about, as far as his issues turn on it. */
typedef struct {
    int64_t person_id, organisation_id, region_id, household_id;
    Str     citizen_id, id_kind, record_number, name, sex, phone, address;
    Date    born_on, died_on; /* DATE_MAX: alive */
    bool    is_resident;
    bool    is_seen;
    Date    last_on; /* of the last record, when is_seen */
} QualitySubject;

typedef struct {
    QualityCheck check;
    int64_t      organisation_id;
    Date         from_on, until_on;
} QualityIssue;

struct Quality {
    Store         *store;
    const Sql     *last_on; /* of each form about persons */
    const Sql     *seen_on; /* ... the persons and days of a range of persons */
    uint32_t       form_count;
    QualityRules   rules;
    const Catalog *catalog;
    Arena         *scratch;
};

/* All checks, or those that turn on the day of the last record: a visit changes no others. */
typedef enum { QUALITY_EVERYTHING, QUALITY_LAST_RECORD } QualityScope;

static inline bool quality_in_scope(QualityCheck check, QualityScope scope)
{
    return scope == QUALITY_EVERYTHING || check == QUALITY_DEAD_VISITED || check == QUALITY_UNSEEN;
}

/* What is wrong with the subject by the rules: at most one issue of each check. */
bool quality_evaluate(QualityIssue *out, uint32_t *count, const Quality *quality,
                      const QualitySubject *subject, QualityScope scope, Fault *fault) MUST_CHECK;

#endif
