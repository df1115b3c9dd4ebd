/* Accounts: the rules of logins and passwords, who may manage whom. */
#include "access/fixture_private.h"

void account_rules_test(Test *test)
{
    static const struct {
        const char *login, *password;
        const char *message; /* NULL: it is right */
    } CASES[] = {
        { "jia.yi", "ten chars!", NULL },
        { "13000000000", "十个汉字也可以作密码", NULL },
        { " Bing-2 ", "correct horse 7", NULL },

        { "JIA.YI", "correct horse 7", "this login is already in use" },
        { "bing-2", "correct horse 7", "this login is already in use" },
        { "j", "correct horse 7", "a login has 2 to 32 letters" },
        { "", "correct horse 7", "a login has 2 to 32 letters" },
        { ".jia", "correct horse 7", "a login has 2 to 32 letters" },
        { "jia yi", "correct horse 7", "a login has 2 to 32 letters" },
        { "甲一", "correct horse 7", "a login has 2 to 32 letters" },
        { "abcdefghijklmnopqrstuvwxyz0123456", "correct horse 7", "a login has 2 to 32 letters" },
        { "ding", "nine char", "a password has at least 10 characters" },
        { "ding", "九个汉字还不够长啊", "a password has at least 10 characters" },
        { "ding", "", "a password has at least 10 characters" },
        { "ding", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "a password has at least 10" },
        { "dingdingding", "DingDingDing", "a password must differ from the login" },
        { "ding", "aaaaaaaaaaaa", "a password has more than one character repeated" },
    };
    Fixture fixture = { 0 };

    access_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        NewAccount const account = { .login = str_from_c(CASES[i].login),
                                     .password = str_from_c(CASES[i].password),
                                     .role = ROLE_LEADER,
                                     .organisation_id = 12 };
        int64_t          account_id = 0;
        Fault            fault = { 0 };

        test_row(test, "%s %s", CASES[i].login, CASES[i].password);
        check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
        bool const ok = account_create(&account_id, &fixture.accounts, &account, &fault);
        check_true(test, store_commit(fixture.store, &fault));
        check_equal(test, ok, CASES[i].message == NULL);
        check_equal(test, account_id != 0, ok);
        if (!ok) {
            check_equal(test, fault.code, FAULT_INVALID);
            check_true(test,
                       str_starts_with(str_from_c(fault.message), str_from_c(CASES[i].message)));
        }
    }
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count(*) FROM account")), 3);
    check_equal(test,
                access_fixture_ask(&fixture, SQL("SELECT count(*) FROM account WHERE password"
                                                 " NOT LIKE '$argon2id$%'")),
                0);
    check_equal(test,
                access_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit"
                                                 " WHERE action = 'account.create'")),
                3);
    access_fixture_close(&fixture);
}

/* Who may make an account where. */
void account_create_denied_test(Test *test)
{
    static const struct {
        Role      by;
        int64_t   by_organisation;
        Role      role;
        int64_t   organisation_id;
        FaultCode want;
    } CASES[] = {
        { ROLE_ADMINISTRATOR, 12, ROLE_LEADER, 12, FAULT_NONE },
        { ROLE_ADMINISTRATOR, 12, ROLE_LEADER, 123, FAULT_NONE },
        { ROLE_ADMINISTRATOR, 12, ROLE_LEADER, 1, FAULT_DENIED },
        { ROLE_ADMINISTRATOR, 12, ROLE_LEADER, 13, FAULT_DENIED },
        { ROLE_ADMINISTRATOR, 12, ROLE_LEADER, 0, FAULT_DENIED },
        { ROLE_ADMINISTRATOR, 12, ROLE_SYSTEM, 12, FAULT_INVALID },
        { ROLE_SYSTEM, 0, ROLE_SYSTEM, 12, FAULT_INVALID },
        { ROLE_SYSTEM, 0, ROLE_LEADER, 0, FAULT_INVALID },
        { ROLE_LEADER, 12, ROLE_LEADER, 12, FAULT_DENIED },
        { ROLE_AUDITOR, 12, ROLE_LEADER, 12, FAULT_DENIED },
    };
    Fixture fixture = { 0 };

    access_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor const      actor = { .account_id = CASES[i].by == ROLE_SYSTEM ? 0 : 7,
                                   .role = CASES[i].by,
                                   .organisation_id = CASES[i].by_organisation };
        Accounts const   accounts = access_fixture_as(&fixture, &actor, 1700000000000);
        NewAccount const account = { .login = str_format(fixture.arena, "case%zu", i),
                                     .password = FIXTURE_PASSWORD,
                                     .role = CASES[i].role,
                                     .organisation_id = CASES[i].organisation_id };
        int64_t          account_id = 0;
        Fault            fault = { 0 };

        test_row(test, "case %zu", i);
        check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
        check_equal(test, account_create(&account_id, &accounts, &account, &fault),
                    CASES[i].want == FAULT_NONE);
        check_equal(test, fault.code, CASES[i].want);
        store_end(fixture.store);
    }
    access_fixture_close(&fixture);
}

void account_list_test(Test *test)
{
    static const Actor ADMINISTRATOR = { .account_id = 7,
                                         .role = ROLE_ADMINISTRATOR,
                                         .organisation_id = 12 };
    static const Actor OTHER = { .account_id = 8,
                                 .role = ROLE_ADMINISTRATOR,
                                 .organisation_id = 13 };
    Fixture            fixture = { 0 };
    const Account     *rows = NULL;
    const Account     *found = NULL;
    AccountHolder      holder = { 0 };
    uint32_t           count = 0;
    Fault              fault = { 0 };

    access_fixture_open(&fixture, test);
    (void)access_fixture_account(&fixture, SV("bing"), ROLE_AUDITOR);
    (void)access_fixture_account(&fixture, SV("yi"), ROLE_VILLAGE_DOCTOR);
    int64_t const  jia = access_fixture_account(&fixture, SV("jia"), ROLE_LEADER);
    Accounts const accounts = access_fixture_as(&fixture, &ADMINISTRATOR, 1);
    Accounts const others = access_fixture_as(&fixture, &OTHER, 1);

    check_true(test, account_list(&rows, &count, &accounts, SV(""), 2, &fault));
    check_equal(test, count, 2);
    check_text(test, rows[0].login, SV("bing"));
    check_text(test, rows[1].login, SV("jia"));
    check_equal(test, rows[1].account_id, jia);
    check_equal(test, rows[1].role, ROLE_LEADER);
    check_equal(test, rows[1].organisation_id, 12);
    check_true(test, account_list(&rows, &count, &accounts, SV("jia"), 2, &fault));
    check_equal(test, count, 1);
    check_text(test, rows[0].login, SV("yi"));
    check_true(test, account_list(&rows, &count, &others, SV(""), 0, &fault));
    check_equal(test, count, 0);

    check_true(test, account_find_by_login(&found, &accounts, SV("JIA"), &fault));
    check_true(test, found && found->account_id == jia);
    check_true(test, account_find_by_login(&found, &others, SV("jia"), &fault));
    check_true(test, found == NULL);
    check_true(test, account_find_by_login(&found, &accounts, SV("nobody"), &fault));
    check_true(test, found == NULL);
    check_true(test, account_find_holder(&holder, fixture.store, accounts.arena, jia, &fault));
    check_text(test, holder.login, SV("jia"));
    check_true(test, account_find_holder(&holder, fixture.store, accounts.arena, 1, &fault));
    check_equal(test, holder.login.len, 0);
    access_fixture_close(&fixture);
}

/* A new password ends every session and is the only one that fits from then on. */
void account_password_test(Test *test)
{
    Fixture fixture = { 0 };
    Fault   fault = { 0 };

    access_fixture_open(&fixture, test);
    int64_t const  now = fixture.accounts.now;
    int64_t const  jia = access_fixture_account(&fixture, SV("jia"), ROLE_VILLAGE_DOCTOR);
    SignIn const   old = access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now);
    Accounts const own = access_fixture_as(&fixture, &old.actor, now);

    check_true(test, old.is_signed_in);
    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    check_true(test,
               !account_change_password(&own, SV("wrong horse 7"), SV("new horse 77"), &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test, !account_change_password(&own, FIXTURE_PASSWORD, FIXTURE_PASSWORD, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    check_true(test, account_change_password(&own, FIXTURE_PASSWORD, SV("new horse 77"), &fault));
    check_true(test, store_commit(fixture.store, &fault));
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count(*) FROM session")), 0);
    check_true(test,
               !access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now).is_signed_in);
    check_true(test,
               access_fixture_sign_in(&fixture, SV("jia"), SV("new horse 77"), now).is_signed_in);

    /* Somebody else has chosen it: it has to be changed before anything else. */
    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    check_true(test, !account_reset_password(&own, jia, SV("given horse 7"), &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test, account_reset_password(&fixture.accounts, jia, SV("given horse 7"), &fault));
    check_true(test, !account_reset_password(&fixture.accounts, 99, SV("given horse 7"), &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    check_true(test, store_commit(fixture.store, &fault));
    SignIn const given = access_fixture_sign_in(&fixture, SV("jia"), SV("given horse 7"), now);
    check_true(test, given.is_signed_in && given.actor.must_change_password);
    check_true(test, !access_require(&given.actor, PERMIT_READ_PERSON, &fault));
    access_fixture_close(&fixture);
}

void account_disable_test(Test *test)
{
    Fixture fixture = { 0 };
    Session session = { 0 };
    Fault   fault = { 0 };

    access_fixture_open(&fixture, test);
    int64_t const  now = fixture.accounts.now;
    int64_t const  jia = access_fixture_account(&fixture, SV("jia"), ROLE_ADMINISTRATOR);
    SignIn const   sign_in = access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now);
    Accounts const own = access_fixture_as(&fixture, &sign_in.actor, now);

    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    check_true(test, !account_set_disabled(&own, jia, true, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    check_true(test, account_set_disabled(&fixture.accounts, jia, true, &fault));
    check_true(test, store_commit(fixture.store, &fault));
    check_true(test,
               !session_find(&session, fixture.store, fixture.arena, sign_in.token, now, &fault));
    check_equal(test, fault.code, FAULT_SIGN_IN);
    check_true(test,
               !access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now).is_signed_in);

    fault = (Fault){ 0 };
    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    check_true(test, account_set_disabled(&fixture.accounts, jia, false, &fault));
    check_true(test, store_commit(fixture.store, &fault));
    check_true(test,
               access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now).is_signed_in);
    access_fixture_close(&fixture);
}

static bool create_one(void *context, Fault *fault)
{
    Fixture *const   fixture = context;
    NewAccount const account = { .login = SV("yi"),
                                 .password = FIXTURE_PASSWORD,
                                 .role = ROLE_LEADER,
                                 .worker_id = 5,
                                 .organisation_id = 12 };
    int64_t          account_id = 0;

    return account_create(&account_id, &fixture->accounts, &account, fault);
}

typedef struct {
    const Accounts *accounts;
    int64_t         account_id;
} Disabling;

static bool disable(void *context, Fault *fault)
{
    const Disabling *const disabling = context;

    return account_set_disabled(disabling->accounts, disabling->account_id, true, fault);
}

void account_failures_test(Test *test)
{
    Fixture fixture = { 0 };

    access_fixture_open(&fixture, test);
    Disabling disabling = { &fixture.accounts,
                            access_fixture_account(&fixture, SV("jia"), ROLE_LEADER) };
    check_true(test, walk_failures(test, fixture.store, create_one, &fixture,
                                   SQL("SELECT count(*) + (SELECT count(*) FROM audit)"
                                       " FROM account")) >= 8);
    check_true(test, walk_failures(test, fixture.store, disable, &disabling,
                                   SQL("SELECT sum(is_disabled) + (SELECT count(*) FROM audit)"
                                       " FROM account")) >= 8);
    access_fixture_close(&fixture);
}
