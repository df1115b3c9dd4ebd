/* organisation_profile.h - what else is known of an institution: codes, licence, level,
 * ownership, beds.
 *
 * Fields and their checks are rows of organisation_profile.def. They are read when
 * somebody looks at an institution, and are not part of the tree in memory. The
 * institution code of WS 218 is put together of others, and must agree with them.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_NOT_FOUND; the store's.
 */
#ifndef REGISTRY_ORGANISATION_PROFILE_H
#define REGISTRY_ORGANISATION_PROFILE_H

#include "registry/organisation.h"

typedef enum {
    PROFILE_WORDS,
    PROFILE_DATE,
    PROFILE_NUMBER,
    PROFILE_CHOICE,
    PROFILE_ORGANISATION_CODE,
    PROFILE_INSTITUTION_CODE,
    PROFILE_INSURANCE_CODE,
} ProfileKind;

typedef struct {
    Str         name;
    Label       label;
    ProfileKind kind;
    Str         more; /* choices, or the longest text */
} ProfileField;

enum { PROFILE_FIELDS_MAX = 32 };

const ProfileField *organisation_profile_fields(uint32_t *count);
/* The words of a choice; the value itself of any other. */
Label organisation_profile_label(const ProfileField *field, Str value);

/* Parallel to the fields; empty: not known. */
typedef struct {
    Str values[PROFILE_FIELDS_MAX];
} OrganisationProfile;

bool organisation_profile_get(OrganisationProfile *out, const Registry *registry,
                              int64_t organisation_id, Fault *fault) MUST_CHECK;

/* All of it as it is from now on. By an actor who manages the registry and in whose
 * place the organisation is. */
bool organisation_profile_put(bool *changed, const Registry *registry, int64_t organisation_id,
                              const OrganisationProfile *profile, Problems *problems,
                              Fault *fault) MUST_CHECK;

/* ---- WS 218 --------------------------------------------------------------------------- */

/* 9 of the organisation, 6 of the division, 2 of ownership, 4 of the class, 1 of the
 * profit class; a dash may stand behind the eighth. PROBLEM_NONE, PROBLEM_LENGTH,
 * PROBLEM_FORMAT or PROBLEM_CHECK_DIGIT. */
ProblemCode institution_code_check(Str text);

/* Of what is known of the organisation; empty when something is missing. */
Str institution_code_compose(Arena *arena, const Organisation *organisation,
                             const OrganisationProfile *profile);

#endif
