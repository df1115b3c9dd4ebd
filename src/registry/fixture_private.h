/* fixture_private.h - for this module's tests: a county that does not exist, with two
 * townships, a few villages and their clinics, and a clock that is set.
 *
 *     bureau                        region 990101
 *       t1  township centre         990101100
 *         v1, v2  village clinics   990101100200, 990101100201
 *       t2  community centre        990101001
 *         v3  community station     990101001001
 */
#ifndef REGISTRY_FIXTURE_PRIVATE_H
#define REGISTRY_FIXTURE_PRIVATE_H

#include "access/walk.h"
#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/region.h"

enum { FIXTURE_BUREAU, FIXTURE_T1, FIXTURE_V1, FIXTURE_V2, FIXTURE_T2, FIXTURE_V3, FIXTURE_POSTS };

typedef struct {
    Test            *test;
    Arena           *arena;
    Store           *store;
    Pinyin          *pinyin;
    IdMaker          ids;
    RegionTree       regions;
    OrganisationTree organisations;
    Registry         registry; /* of the system, on 24 October 2024 */
    Problems         problems; /* of the last entry */
    int64_t          posts[FIXTURE_POSTS];
    int64_t          doctor_id; /* a worker of v1 */
} RegistryFixture;

void registry_fixture_open(RegistryFixture *fixture, Test *test);
void registry_fixture_close(RegistryFixture *fixture);

/* Read the trees again. */
void registry_fixture_reload(RegistryFixture *fixture);

/* The registry as somebody of that role and post works on it. */
Registry registry_fixture_as(const RegistryFixture *fixture, Actor *actor, Role role, int post);

int64_t registry_fixture_ask(const RegistryFixture *fixture, Sql sql);

/* A transaction that must succeed; between them the problems are as left behind. */
void registry_fixture_begin(RegistryFixture *fixture);
void registry_fixture_commit(RegistryFixture *fixture);

/* A man or woman (sex '1' or '2') who has been at a post since that day. */
int64_t registry_fixture_person(RegistryFixture *fixture, const char *name, const char *citizen_id,
                                const char *phone, int post);

/* Whether the problems are just these: "citizen_id check_digit, phone format". */
void registry_fixture_expect(const RegistryFixture *fixture, const char *want);

#endif
