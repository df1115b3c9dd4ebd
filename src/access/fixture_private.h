/* fixture_private.h - for this module's tests: a store with its tables, a clock, and
 * a tree of organisations that follows from their numbers: 123 lies below 12. */
#ifndef ACCESS_FIXTURE_PRIVATE_H
#define ACCESS_FIXTURE_PRIVATE_H

#include "access/account.h"
#include "access/session.h"
#include "access/walk.h"

#define FIXTURE_PASSWORD SV("correct horse 7")

typedef struct {
    Test    *test;
    Arena   *arena;
    Store   *store;
    IdMaker  ids;
    Accounts accounts; /* of the system, at noon */
} Fixture;

void access_fixture_open(Fixture *fixture, Test *test);
void access_fixture_close(Fixture *fixture);

/* The accounts as somebody else works on them, at another time. */
Accounts access_fixture_as(const Fixture *fixture, const Actor *actor, int64_t now);

/* An account at organisation 12, with FIXTURE_PASSWORD. */
int64_t access_fixture_account(Fixture *fixture, Str login, Role role);

int64_t access_fixture_ask(const Fixture *fixture, Sql sql);

/* Both steps of signing in, committed; the actor is checked by the caller. */
SignIn access_fixture_sign_in(const Fixture *fixture, Str login, Str password, int64_t now);

#endif
