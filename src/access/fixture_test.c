#include "access/fixture_private.h"
#include "access/migrations.h"

static bool is_inside(const void *context, const Actor *actor, int64_t organisation_id)
{
    (void)context;
    for (; organisation_id > 0; organisation_id /= 10)
        if (organisation_id == actor->organisation_id)
            return true;
    return false;
}

void access_fixture_open(Fixture *fixture, Test *test)
{
    const MigrationList *const lists[] = { &ACCESS_MIGRATIONS };
    Fault                      fault = { 0 };
    uint32_t                   steps = 0;

    *fixture = (Fixture){ .test = test, .arena = arena_open() };
    Str const directory = test_directory(test, fixture->arena);
    Str const location =
        str_format(fixture->arena, "%.*s/store.db", (int)directory.len, directory.ptr);
    if (!store_open(&fixture->store, location, STORE_OPEN_CREATE, &fault) ||
        !store_begin(fixture->store, STORE_WRITE, &fault) ||
        !migrate_run(fixture->store, lists, COUNT_OF(lists), &steps, &fault) ||
        !store_commit(fixture->store, &fault))
        check_fail(test, fault.message);
    fixture->accounts = (Accounts){
        .store = fixture->store,
        .arena = fixture->arena,
        .actor = actor_system(),
        .place = { is_inside, NULL },
        .ids = &fixture->ids,
        .now = 1700000000000,
    };
}

void access_fixture_close(Fixture *fixture)
{
    store_close(&fixture->store); /* asserts that no statement is still open */
    arena_close(&fixture->arena);
}

Accounts access_fixture_as(const Fixture *fixture, const Actor *actor, int64_t now)
{
    Accounts accounts = fixture->accounts;

    accounts.actor = actor;
    accounts.now = now;
    return accounts;
}

int64_t access_fixture_account(Fixture *fixture, Str login, Role role)
{
    NewAccount const account = {
        .login = login,
        .password = FIXTURE_PASSWORD,
        .role = role,
        .organisation_id = 12,
    };
    int64_t account_id = 0;
    Fault   fault = { 0 };

    if (!store_begin(fixture->store, STORE_WRITE, &fault) ||
        !account_create(&account_id, &fixture->accounts, &account, &fault) ||
        !store_commit(fixture->store, &fault))
        check_fail(fixture->test, fault.message);
    store_end(fixture->store);
    return account_id;
}

int64_t access_fixture_ask(const Fixture *fixture, Sql sql)
{
    int64_t answer = -1;
    Fault   fault = { 0 };

    check_true(fixture->test, store_ask(&answer, fixture->store, sql, -1, &fault));
    return answer;
}

SignIn access_fixture_sign_in(const Fixture *fixture, Str login, Str password, int64_t now)
{
    SignInProof proof = { 0 };
    SignIn      sign_in = { 0 };
    Fault       fault = { 0 };

    if (!sign_in_prove(&proof, fixture->store, fixture->arena, login, password, now, &fault) ||
        !store_begin(fixture->store, STORE_WRITE, &fault) ||
        !sign_in_complete(&sign_in, fixture->store, fixture->arena, &proof, now, &fault) ||
        !store_commit(fixture->store, &fault))
        check_fail(fixture->test, fault.message);
    store_end(fixture->store);
    return sign_in;
}
