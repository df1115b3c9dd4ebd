#include "access/account.h"

#include <assert.h>

#include "access/access_private.h"
#include "access/session.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "crypto/password.h"

#define COLUMNS                                                                                    \
    "account_id, login, role, worker_id, organisation_id, is_disabled, must_change_password,"      \
    " created_at, created_by, password_at"

enum { LOGIN_CHARS_MIN = 2 };

/* ---- rules ----------------------------------------------------------------------------- */

Str login_normalise(Arena *arena, Str login)
{
    Str const trimmed = str_trim(login);
    Buf       lower = buf_open(arena, trimmed.len);

    for (size_t i = 0; i < trimmed.len; i++) {
        char const c = trimmed.ptr[i];
        buf_add_char(&lower, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return buf_str(&lower);
}

static bool check_login(Str login, Fault *fault)
{
    bool ok = login.len >= LOGIN_CHARS_MIN && login.len <= ACCOUNT_LOGIN_CHARS_MAX;

    for (size_t i = 0; ok && i < login.len; i++) {
        char const c = login.ptr[i];
        bool const is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

        ok = is_word || (i > 0 && (c == '.' || c == '-' || c == '_'));
    }
    return ok || fault_set(fault, FAULT_INVALID,
                           "a login has %d to %d letters, digits, dots, dashes or underscores, and"
                           " begins with a letter or digit",
                           LOGIN_CHARS_MIN, ACCOUNT_LOGIN_CHARS_MAX);
}

static bool is_one_character(Str text)
{
    for (size_t i = 1; i < text.len; i++)
        if (text.ptr[i] != text.ptr[0])
            return false;
    return true;
}

static bool check_password(Str login, Str password, Fault *fault)
{
    if (!utf8_is_valid(password) || utf8_count(password) < ACCOUNT_PASSWORD_CHARS_MIN)
        return fault_set(fault, FAULT_INVALID, "a password has at least %d characters",
                         ACCOUNT_PASSWORD_CHARS_MIN);
    if (str_equal_ignoring_case(login, password))
        return fault_set(fault, FAULT_INVALID, "a password must differ from the login");
    if (is_one_character(password))
        return fault_set(fault, FAULT_INVALID, "a password has more than one character repeated");
    return true;
}

bool role_read(Role *out, Str name, Fault *fault)
{
    if (role_find(out, name) && *out != ROLE_SYSTEM)
        return true;
    return fault_set(fault, FAULT_DAMAGED, "an account has a role that no account may have");
}

/* ---- reading --------------------------------------------------------------------------- */

static bool read_account(Account *out, const Statement *row, Arena *arena, Fault *fault)
{
    *out = (Account){
        .account_id = statement_int(row, 0),
        .login = str_copy(arena, statement_text(row, 1)),
        .worker_id = statement_int(row, 3),
        .organisation_id = statement_int(row, 4),
        .is_disabled = statement_int(row, 5) != 0,
        .must_change_password = statement_int(row, 6) != 0,
        .created_at = statement_int(row, 7),
        .created_by = statement_int(row, 8),
        .password_at = statement_int(row, 9),
    };
    return role_read(&out->role, statement_text(row, 2), fault);
}

static bool is_in_place(const Accounts *accounts, int64_t organisation_id)
{
    return actor_is_system(accounts->actor) ||
           accounts->place.is_inside(accounts->place.context, accounts->actor, organisation_id);
}

static bool require_manager(const Accounts *accounts, int64_t organisation_id, Fault *fault)
{
    return access_require(accounts->actor, PERMIT_MANAGE_ACCOUNT, fault) &&
           access_require_place(accounts->actor, is_in_place(accounts, organisation_id), fault);
}

/* Any account, by its id; FAULT_NOT_FOUND when there is none. */
static bool get_account(Account *out, const Accounts *accounts, int64_t account_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, accounts->store,
                        SQL("SELECT " COLUMNS " FROM account WHERE account_id = ?1"), fault) ||
        !statement_bind_int(select, 1, account_id, fault) || !statement_next(select, &row, fault))
        goto done;
    if (row)
        ok = read_account(out, select, accounts->arena, fault);
    else
        fault_set(fault, FAULT_NOT_FOUND, "there is no such account");

done:
    statement_close(&select);
    return ok;
}

bool account_find_holder(AccountHolder *out, Store *store, Arena *arena, int64_t account_id,
                         Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    *out = (AccountHolder){ 0 };
    if (!statement_open(&select, store,
                        SQL("SELECT login, worker_id FROM account WHERE account_id = ?1"), fault) ||
        !statement_bind_int(select, 1, account_id, fault) || !statement_next(select, &row, fault))
        goto done;
    if (row)
        *out = (AccountHolder){ .login = str_copy(arena, statement_text(select, 0)),
                                .worker_id = statement_int(select, 1) };
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool account_find_by_login(const Account **out, const Accounts *accounts, Str login, Fault *fault)
{
    Statement *select = NULL;
    Account   *account = arena_alloc(accounts->arena, sizeof *account);
    bool       row = false;
    bool       ok = false;

    if (!access_require(accounts->actor, PERMIT_MANAGE_ACCOUNT, fault) ||
        !statement_open(&select, accounts->store,
                        SQL("SELECT " COLUMNS " FROM account WHERE login = ?1"), fault) ||
        !statement_bind_text(select, 1, login_normalise(accounts->arena, login), fault) ||
        !statement_next(select, &row, fault) ||
        (row && !read_account(account, select, accounts->arena, fault)))
        goto done;
    *out = row && is_in_place(accounts, account->organisation_id) ? account : NULL;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool account_list(const Account **out, uint32_t *count, const Accounts *accounts, Str after_login,
                  uint32_t limit, Fault *fault)
{
    uint32_t const most = limit && limit < LIMIT_PAGE_ROWS ? limit : LIMIT_PAGE_ROWS;
    Statement     *list = NULL;
    Account       *rows = arena_array(accounts->arena, most, sizeof *rows);
    bool           ok = false;

    *count = 0;
    if (!access_require(accounts->actor, PERMIT_MANAGE_ACCOUNT, fault) ||
        !statement_open(&list, accounts->store,
                        SQL("SELECT " COLUMNS " FROM account WHERE login > ?1 ORDER BY login"),
                        fault) ||
        !statement_bind_text(list, 1, login_normalise(accounts->arena, after_login), fault))
        goto done;
    while (*count < most) {
        bool row = false;

        if (!statement_next(list, &row, fault))
            goto done;
        if (!row)
            break;
        if (!is_in_place(accounts, statement_int(list, 4)))
            continue;
        if (!read_account(&rows[*count], list, accounts->arena, fault))
            goto done;
        ++*count;
    }
    *out = rows;
    ok = true;

done:
    statement_close(&list);
    return ok;
}

/* ---- writing --------------------------------------------------------------------------- */

static bool audit_account(const Accounts *accounts, AuditAction action, int64_t account_id,
                          Fault *fault)
{
    return audit_write(accounts->store, accounts->actor,
                       (AuditEntry){ .at = accounts->now,
                                     .action = action,
                                     .subject = AUDIT_OF_ACCOUNT,
                                     .subject_id = account_id },
                       fault);
}

static bool require_free_login(const Accounts *accounts, Str login, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = statement_open(&select, accounts->store,
                                   SQL("SELECT account_id FROM account WHERE login = ?1"), fault) &&
              statement_bind_text(select, 1, login, fault) && statement_next(select, &row, fault);

    if (ok && row)
        ok = fault_set(fault, FAULT_INVALID, "this login is already in use");
    statement_close(&select);
    return ok;
}

static bool insert_account(const Accounts *accounts, const NewAccount *account, int64_t account_id,
                           Str login, Str encoded, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok =
        statement_open(&insert, accounts->store,
                       SQL("INSERT INTO account (" COLUMNS ", password)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?7, ?9)"),
                       fault) &&
        statement_bind_int(insert, 1, account_id, fault) &&
        statement_bind_text(insert, 2, login, fault) &&
        statement_bind_text(insert, 3, role_name(account->role), fault) &&
        (account->worker_id == 0 || statement_bind_int(insert, 4, account->worker_id, fault)) &&
        statement_bind_int(insert, 5, account->organisation_id, fault) &&
        statement_bind_int(insert, 6, account->must_change_password, fault) &&
        statement_bind_int(insert, 7, accounts->now, fault) &&
        statement_bind_int(insert, 8, accounts->actor->account_id, fault) &&
        statement_bind_text(insert, 9, encoded, fault) && statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}

bool account_create(int64_t *account_id, const Accounts *accounts, const NewAccount *account,
                    Fault *fault)
{
    Str const login = login_normalise(accounts->arena, account->login);
    Str       encoded = { 0 };

    assert(store_in_transaction(accounts->store));
    assert(account->role < ROLE_COUNT);
    if (!require_manager(accounts, account->organisation_id, fault))
        return false;
    if (account->role == ROLE_SYSTEM)
        return fault_set(fault, FAULT_INVALID, "no account can have the role of the system");
    if (account->organisation_id == 0)
        return fault_set(fault, FAULT_INVALID, "an account needs an organisation");
    if (!check_login(login, fault) || !check_password(login, account->password, fault) ||
        !require_free_login(accounts, login, fault) ||
        !password_hash(&encoded, accounts->arena, account->password, fault))
        return false;

    int64_t const id = id_next(accounts->ids, accounts->now);
    if (!insert_account(accounts, account, id, login, encoded, fault) ||
        !audit_account(accounts, AUDIT_ACCOUNT_CREATE, id, fault))
        return false;
    *account_id = id;
    return true;
}

bool account_store_password(Store *store, int64_t account_id, Str encoded, Fault *fault)
{
    Statement *update = NULL;
    bool const ok =
        statement_open(&update, store,
                       SQL("UPDATE account SET password = ?2 WHERE account_id = ?1"), fault) &&
        statement_bind_int(update, 1, account_id, fault) &&
        statement_bind_text(update, 2, encoded, fault) && statement_run(update, fault);

    statement_close(&update);
    return ok;
}

static bool set_password(const Accounts *accounts, const Account *account, Str password,
                         bool must_change, Fault *fault)
{
    Str        encoded = { 0 };
    Statement *update = NULL;
    bool const ok =
        check_password(account->login, password, fault) &&
        password_hash(&encoded, accounts->arena, password, fault) &&
        account_store_password(accounts->store, account->account_id, encoded, fault) &&
        statement_open(&update, accounts->store,
                       SQL("UPDATE account SET must_change_password = ?2, password_at = ?3"
                           " WHERE account_id = ?1"),
                       fault) &&
        statement_bind_int(update, 1, account->account_id, fault) &&
        statement_bind_int(update, 2, must_change, fault) &&
        statement_bind_int(update, 3, accounts->now, fault) && statement_run(update, fault) &&
        session_end_all(accounts->store, account->account_id, fault) &&
        audit_account(accounts, AUDIT_ACCOUNT_PASSWORD, account->account_id, fault);

    statement_close(&update);
    return ok;
}

/* Whether it is the account's password. */
static bool verify_password(bool *out, const Accounts *accounts, int64_t account_id, Str password,
                            Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok =
        statement_open(&select, accounts->store,
                       SQL("SELECT password FROM account WHERE account_id = ?1"), fault) &&
        statement_bind_int(select, 1, account_id, fault) && statement_next(select, &row, fault) &&
        (!row || password_verify(out, statement_text(select, 0), password, fault));

    statement_close(&select);
    return ok;
}

/* No permission is asked: whoever must change the password may do nothing else. */
bool account_change_password(const Accounts *accounts, Str old_password, Str new_password,
                             Fault *fault)
{
    int64_t const account_id = accounts->actor->account_id;
    Account       account = { 0 };
    bool          fits = false;

    assert(store_in_transaction(accounts->store));
    if (!get_account(&account, accounts, account_id, fault) ||
        !verify_password(&fits, accounts, account_id, old_password, fault))
        return false;
    if (!fits)
        return fault_set(fault, FAULT_DENIED, "the old password is not right");
    if (str_equal(old_password, new_password))
        return fault_set(fault, FAULT_INVALID, "the new password must differ from the old one");
    return set_password(accounts, &account, new_password, false, fault);
}

bool account_reset_password(const Accounts *accounts, int64_t account_id, Str new_password,
                            Fault *fault)
{
    Account account = { 0 };

    assert(store_in_transaction(accounts->store));
    return access_require(accounts->actor, PERMIT_MANAGE_ACCOUNT, fault) &&
           get_account(&account, accounts, account_id, fault) &&
           require_manager(accounts, account.organisation_id, fault) &&
           set_password(accounts, &account, new_password, true, fault);
}

bool account_set_disabled(const Accounts *accounts, int64_t account_id, bool is_disabled,
                          Fault *fault)
{
    Account    account = { 0 };
    Statement *update = NULL;
    bool       ok = false;

    assert(store_in_transaction(accounts->store));
    if (!access_require(accounts->actor, PERMIT_MANAGE_ACCOUNT, fault) ||
        !get_account(&account, accounts, account_id, fault) ||
        !require_manager(accounts, account.organisation_id, fault))
        goto done;
    if (is_disabled && account_id == accounts->actor->account_id) {
        fault_set(fault, FAULT_INVALID, "nobody can disable the own account");
        goto done;
    }
    ok = statement_open(&update, accounts->store,
                        SQL("UPDATE account SET is_disabled = ?2 WHERE account_id = ?1"), fault) &&
         statement_bind_int(update, 1, account_id, fault) &&
         statement_bind_int(update, 2, is_disabled, fault) && statement_run(update, fault) &&
         (!is_disabled || session_end_all(accounts->store, account_id, fault)) &&
         audit_account(accounts, is_disabled ? AUDIT_ACCOUNT_DISABLE : AUDIT_ACCOUNT_ENABLE,
                       account_id, fault);

done:
    statement_close(&update);
    return ok;
}

/* ---- following ------------------------------------------------------------------------------ */

bool account_follow(int64_t *count, const Accounts *accounts, int64_t from_id, int64_t into_id,
                    Fault *fault)
{
    Statement *update = NULL;
    bool       ok = false;

    if (!access_require(accounts->actor, PERMIT_MANAGE_ACCOUNT, fault) ||
        !access_require_place(accounts->actor, is_in_place(accounts, into_id), fault) ||
        !statement_open(&update, accounts->store,
                        SQL("UPDATE account SET organisation_id = ?2 WHERE organisation_id = ?1"),
                        fault) ||
        !statement_bind_int(update, 1, from_id, fault) ||
        !statement_bind_int(update, 2, into_id, fault) || !statement_run(update, fault))
        goto done;
    *count = statement_changes(update);
    ok = *count == 0 ||
         audit_write(accounts->store, accounts->actor,
                     (AuditEntry){ .at = accounts->now,
                                   .action = AUDIT_ACCOUNT_FOLLOW,
                                   .subject = AUDIT_OF_ORGANISATION,
                                   .subject_id = from_id,
                                   .detail = str_format(accounts->arena, "%lld into %lld",
                                                        (long long)*count, (long long)into_id) },
                     fault);

done:
    statement_close(&update);
    return ok || fault_context(fault, "moving accounts with their organisation");
}
