/* person_code.h - the codes of what is registered about a person: sex, kind of
 * identity document, relation, ethnic group, kind of residence.
 *
 * They are of national standards and of the register itself; the codes of forms
 * are in the definitions.
 *
 * Ownership  Constants of the program.
 * Threads    Any.
 */
#ifndef REGISTRY_PERSON_CODE_H
#define REGISTRY_PERSON_CODE_H

#include "base/label.h"

typedef enum {
    PERSON_CODE_SEX,
    PERSON_CODE_ID_KIND,
    PERSON_CODE_RELATION,
    PERSON_CODE_RESIDENCE,
    PERSON_CODE_ETHNIC,
    PERSON_CODE_NUMBER_KIND,
    PERSON_CODE_NUMBER_STATUS,
    PERSON_CODE_VERIFIED,
    PERSON_CODE_NAME_KIND,
    PERSON_CODE_KIN,
    PERSON_CODE_EDUCATION,
    PERSON_CODE_SET_COUNT,
} PersonCodeSet;

typedef struct {
    PersonCodeSet set;
    Str           code;
    Label         label;
} PersonCode;

/* NULL: the set has no such code. */
const PersonCode *person_code_find(PersonCodeSet set, Str code);

/* All codes of a set, in order. */
const PersonCode *person_code_all(PersonCodeSet set, uint32_t *count);

#endif
