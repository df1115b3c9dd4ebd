/* Accounts at the terminal: who can sign in. */
#include "access/account.h"

#include "base/instant.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "crypto/random.h"
#include "intake/intake.h"
#include "registry/organisation.h"
#include "registry/worker.h"

enum { ONE_TIME_BYTES = 12 }; /* of randomness: 16 characters to type */

/* A command's work on the accounts: a house, a job, a transaction. */
typedef struct {
    House   *house;
    Job      job;
    Registry registry;
    Accounts accounts;
} Work;

static bool open_work(Work *work, const CommandLine *line, HouseAccess access, Fault *fault)
{
    *work = (Work){ .job = command_job(line) };
    if (!command_house(&work->house, line, access, fault))
        return false;
    work->registry = house_registry(work->house, &work->job);
    work->accounts = (Accounts){
        .store = work->house->store,
        .arena = line->arena,
        .actor = work->job.actor,
        .place = organisation_place(work->house->organisations),
        .ids = &work->house->ids,
        .now = work->job.now,
    };
    return access == HOUSE_READ || intake_begin(work->house, fault);
}

static void close_work(Work *work)
{
    if (work->house)
        intake_end(work->house);
    house_close(&work->house);
}

static bool find_account(const Account **out, const Work *work, Str login, Fault *fault)
{
    if (!account_find_by_login(out, &work->accounts, login, fault))
        return false;
    return *out ||
           fault_set(fault, FAULT_NOT_FOUND, "there is no account %.*s", (int)login.len, login.ptr);
}

static void print_password(const CommandLine *line, Str login, Str password)
{
    (void)fprintf(line->out, "%.*s's password, to be changed at the first sign-in: %.*s\n",
                  (int)login.len, login.ptr, (int)password.len, password.ptr);
}

/* ---- add ----------------------------------------------------------------------------------- */

static bool read_role(Role *out, const CommandLine *line, Fault *fault)
{
    Str const name = command_value(line, "role", SV(""));
    Buf       names = buf_open(line->arena, LIMIT_BODY_BYTES);

    if (role_find(out, name) && *out != ROLE_SYSTEM)
        return true;
    for (int i = 0; i < ROLE_COUNT; i++) {
        if ((Role)i == ROLE_SYSTEM)
            continue;
        buf_add_c(&names, names.len ? ", " : "");
        buf_add(&names, role_name((Role)i));
    }
    return fault_set(fault, FAULT_INVALID, "--role expects one of %.*s", (int)names.len, names.ptr);
}

static bool read_new(NewAccount *out, const Work *work, const CommandLine *line, Fault *fault)
{
    Str const                 code = command_value(line, "org", SV(""));
    Str const                 worker_code = command_value(line, "worker", SV(""));
    const Organisation *const organisation =
        organisation_find_by_code(work->house->organisations, code);
    const Worker *worker = NULL;

    *out = (NewAccount){ .login = line->arguments[0], .must_change_password = true };
    if (!read_role(&out->role, line, fault))
        return false;
    if (!organisation)
        return fault_set(fault, FAULT_NOT_FOUND, "--org: there is no organisation '%.*s'",
                         (int)code.len, code.ptr);
    if (worker_code.len &&
        (!worker_find_by_code(&worker, &work->registry, worker_code, fault) || !worker))
        return fault->code != FAULT_NONE
                   ? false
                   : fault_set(fault, FAULT_NOT_FOUND, "--worker: there is no worker '%.*s'",
                               (int)worker_code.len, worker_code.ptr);
    out->organisation_id = organisation->organisation_id;
    out->worker_id = worker ? worker->worker_id : 0;
    return random_token(&out->password, line->arena, ONE_TIME_BYTES, fault);
}

static bool run_add(const CommandLine *line, Fault *fault)
{
    Work       work;
    NewAccount account;
    int64_t    account_id = 0;
    bool       ok = false;

    if (!open_work(&work, line, HOUSE_WRITE, fault) || !read_new(&account, &work, line, fault) ||
        !account_create(&account_id, &work.accounts, &account, fault) ||
        !intake_commit(work.house, fault))
        goto done;
    print_password(line, account.login, account.password);
    ok = true;

done:
    close_work(&work);
    return ok;
}

/* ---- list ------------------------------------------------------------------------------------ */

static bool add_row(TerminalTable *table, const Work *work, const Account *account,
                    const CommandLine *line, Fault *fault)
{
    bool const    english = line->language == LANGUAGE_EN;
    const Worker *worker = NULL;
    Str           state = SV("");

    if (account->worker_id && !worker_find(&worker, &work->registry, account->worker_id, fault))
        return false;
    if (account->is_disabled)
        state = english ? SV("disabled") : SV("已停用");
    else if (account->must_change_password)
        state = english ? SV("must change its password") : SV("须修改密码");
    table_add(table, account->login);
    table_add(table, label_in(role_label(account->role), line->language));
    table_add(table, organisation_name(work->house->organisations, account->organisation_id));
    table_add(table, worker ? worker->name : SV(""));
    table_add(table, date_format(line->arena, instant_date(account->password_at)));
    table_add(table, state);
    return true;
}

static bool run_list(const CommandLine *line, Fault *fault)
{
    Work           work;
    TerminalTable  table = table_open(line->arena, 6);
    const Account *accounts = NULL;
    uint32_t       count = 0;
    Str            after = SV("");
    bool           ok = false;

    if (!open_work(&work, line, HOUSE_READ, fault))
        goto done;
    do {
        if (!account_list(&accounts, &count, &work.accounts, after, LIMIT_PAGE_ROWS, fault))
            goto done;
        for (uint32_t i = 0; i < count; i++)
            if (!add_row(&table, &work, &accounts[i], line, fault))
                goto done;
        if (count)
            after = accounts[count - 1].login;
    } while (count == LIMIT_PAGE_ROWS);
    table_print(&table, line->out);
    ok = true;

done:
    house_close(&work.house);
    return ok;
}

/* ---- password, disable ---------------------------------------------------------------------- */

static bool run_password(const CommandLine *line, Fault *fault)
{
    Work           work;
    const Account *account = NULL;
    Str            password = SV("");
    bool           ok = false;

    if (!open_work(&work, line, HOUSE_WRITE, fault) ||
        !find_account(&account, &work, line->arguments[0], fault) ||
        !random_token(&password, line->arena, ONE_TIME_BYTES, fault) ||
        !account_reset_password(&work.accounts, account->account_id, password, fault) ||
        !intake_commit(work.house, fault))
        goto done;
    print_password(line, account->login, password);
    ok = true;

done:
    close_work(&work);
    return ok;
}

static bool set_disabled(const CommandLine *line, bool is_disabled, Fault *fault)
{
    Work           work;
    const Account *account = NULL;
    bool const     ok = open_work(&work, line, HOUSE_WRITE, fault) &&
                    find_account(&account, &work, line->arguments[0], fault) &&
                    account_set_disabled(&work.accounts, account->account_id, is_disabled, fault) &&
                    intake_commit(work.house, fault);

    close_work(&work);
    return ok;
}

static bool run_disable(const CommandLine *line, Fault *fault)
{
    return set_disabled(line, true, fault);
}

static bool run_enable(const CommandLine *line, Fault *fault)
{
    return set_disabled(line, false, fault);
}

static const Command COMMANDS[] = {
    {
        .name = "user add",
        .arguments = "LOGIN",
        .summary = "make an account, and print its first password",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "role", "ROLE", "what it is for: village_doctor, administrator ..." },
                     { "org", "CODE", "the organisation that it sees, with those below" },
                     { "worker", "CODE", "the worker who has it" } },
        .run = run_add,
    },
    {
        .name = "user list",
        .arguments = "",
        .summary = "list the accounts",
        .run = run_list,
    },
    {
        .name = "user password",
        .arguments = "LOGIN",
        .summary = "give an account a new password, and print it",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_password,
    },
    {
        .name = "user disable",
        .arguments = "LOGIN",
        .summary = "let an account no longer sign in",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_disable,
    },
    {
        .name = "user enable",
        .arguments = "LOGIN",
        .summary = "let an account sign in again",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_enable,
    },
};

const CommandList CLI_ACCOUNT_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
