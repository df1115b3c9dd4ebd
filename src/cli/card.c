/* Health cards at the terminal: issued and blocked by the operator, verified by anybody
 * who has the public keys. */
#include "access/audit.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/limits.h"
#include "card/card.h"
#include "card/key_file.h"
#include "card/policy.h"
#include "card/resolve.h"
#include "card/revoked.h"
#include "card/verify.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "codec/qr.h"
#include "intake/intake.h"

enum { SVG_BYTES_MAX = 64 << 10 };

/* A command's work: a house, a job, a transaction. */
typedef struct {
    House   *house;
    Job      job;
    Registry registry;
    Problems problems;
} Work;

static bool open_work(Work *work, const CommandLine *line, HouseAccess access, Fault *fault)
{
    *work = (Work){ .job = command_job(line), .problems = problems_open(line->arena) };
    if (!command_house(&work->house, line, access, fault))
        return false;
    work->registry = house_registry(work->house, &work->job);
    return access == HOUSE_READ ? house_begin_read(work->house, fault)
                                : intake_begin(work->house, fault);
}

static void close_work(Work *work, HouseAccess access)
{
    if (work->house && access == HOUSE_READ)
        house_end_read(work->house);
    if (work->house && access == HOUSE_WRITE)
        intake_end(work->house);
    house_close(&work->house);
}

/* ---- who and which -------------------------------------------------------------------------- */

/* A person's id, or any number by which somebody is known. */
static bool find_person(int64_t *person_id, const Work *work, Str text, Fault *fault)
{
    CardResolution found;
    uint64_t       id = 0;

    if (!card_resolve(&found, &work->registry, text, fault))
        return false;
    *person_id = found.person_id;
    if (*person_id == 0 && str_to_uint(&id, text, INT64_MAX))
        *person_id = (int64_t)id;
    return *person_id > 0 ||
           fault_set(fault, FAULT_NOT_FOUND,
                     "nobody is known by that; expected a person's id, or the number of a card,"
                     " a document or a health record");
}

/* The card of that id; or the living one of the person that the text means. */
static bool find_card(Card *out, const Work *work, Str text, Fault *fault)
{
    const Card *living = NULL;
    uint64_t    id = 0;
    int64_t     person_id = 0;
    bool        found = false;

    if (str_to_uint(&id, text, INT64_MAX) &&
        !card_find(&found, out, &work->registry, (int64_t)id, fault))
        return false;
    if (found)
        return true;
    if (!find_person(&person_id, work, text, fault) ||
        !card_living(&living, &work->registry, person_id, fault))
        return false;
    if (!living)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such card, and that person has none");
    *out = *living;
    return true;
}

static void print_card(const CommandLine *line, const Card *card)
{
    TerminalTable table = table_open(line->arena, 2);
    bool const    english = line->language == LANGUAGE_EN;

    table_add(&table, english ? SV("number") : SV("卡号"));
    table_add(&table, card_number_format(line->arena, card->number));
    table_add(&table, english ? SV("card") : SV("卡标识"));
    table_add(&table, str_format(line->arena, "%lld", (long long)card->card_id));
    table_add(&table, english ? SV("person") : SV("居民标识"));
    table_add(&table, str_format(line->arena, "%lld", (long long)card->person_id));
    table_add(&table, english ? SV("state") : SV("状态"));
    table_add(&table, label_in(card_state_label(card->state), line->language));
    table_add(&table, english ? SV("reason") : SV("原因"));
    table_add(&table, card->reason);
    table_add(&table, english ? SV("valid until") : SV("有效期至"));
    table_add(&table, date_format(line->arena, card->valid_until));
    table_print(&table, line->out);
}

/* ---- issue, change, show -------------------------------------------------------------------- */

static bool run_issue(const CommandLine *line, Fault *fault)
{
    CardIssue  issue = { .is_handed_over = command_has(line, "handed-over") };
    Work       work;
    Card       card;
    bool const ok = open_work(&work, line, HOUSE_WRITE, fault) &&
                    find_person(&issue.person_id, &work, line->arguments[0], fault) &&
                    card_issue(&card, &work.registry, &issue, &work.problems, fault) &&
                    intake_commit(work.house, fault);

    if (ok)
        print_card(line, &card);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

static bool change_card(const CommandLine *line, CardAction action, Str reason, bool is_handed_over,
                        Fault *fault)
{
    CardChange change = { .action = action, .reason = reason, .is_handed_over = is_handed_over };
    Work       work;
    Card       card;
    bool       ok = open_work(&work, line, HOUSE_WRITE, fault) &&
              find_card(&card, &work, line->arguments[0], fault);

    if (ok) {
        change.card_id = card.card_id;
        ok = card_change(&card, &work.registry, &change, &work.problems, fault) &&
             intake_commit(work.house, fault);
    }
    if (ok)
        print_card(line, &card);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

static bool run_handover(const CommandLine *line, Fault *fault)
{
    return change_card(line, CARD_HAND_OVER, SV(""), false, fault);
}

static bool run_freeze(const CommandLine *line, Fault *fault)
{
    return change_card(line, CARD_FREEZE, command_value(line, "reason", SV("")), false, fault);
}

static bool run_unfreeze(const CommandLine *line, Fault *fault)
{
    return change_card(line, CARD_UNFREEZE, SV(""), false, fault);
}

static bool run_replace(const CommandLine *line, Fault *fault)
{
    return change_card(line, CARD_REPLACE, command_value(line, "reason", SV("")),
                       command_has(line, "handed-over"), fault);
}

static bool run_revoke(const CommandLine *line, Fault *fault)
{
    return change_card(line, CARD_REVOKE, command_value(line, "reason", SV("")), false, fault);
}

static bool run_show(const CommandLine *line, Fault *fault)
{
    TerminalTable table = table_open(line->arena, 5);
    const Card   *cards = NULL;
    uint32_t      count = 0;
    int64_t       person_id = 0;
    Work          work;
    bool const    ok = open_work(&work, line, HOUSE_READ, fault) &&
                    find_person(&person_id, &work, line->arguments[0], fault) &&
                    card_list(&cards, &count, &work.registry, person_id, fault);

    for (uint32_t i = 0; ok && i < count; i++) {
        table_add(&table, card_number_format(line->arena, cards[i].number));
        table_add(&table, str_format(line->arena, "%lld", (long long)cards[i].card_id));
        table_add(&table, label_in(card_state_label(cards[i].state), line->language));
        table_add(&table, date_format(line->arena, cards[i].valid_until));
        table_add(&table, cards[i].reason);
    }
    if (ok)
        table_print(&table, line->out);
    close_work(&work, HOUSE_READ);
    return ok;
}

/* ---- code ----------------------------------------------------------------------------------- */

static bool write_svg(const CommandLine *line, Str path, Str text, Fault *fault)
{
    Buf svg = buf_open(line->arena, SVG_BYTES_MAX);
    Qr  code;

    if (!qr_encode(&code, line->arena, text, QR_LEVEL_M, fault))
        return false;
    qr_svg(&svg, &code, SV("健康卡二维码 QR code of a health card"));
    return file_write(path, buf_str(&svg), fault);
}

static bool audit_code(const Work *work, const Card *card, CardTokenKind kind, Fault *fault)
{
    return audit_write(work->registry.store, work->registry.actor,
                       (AuditEntry){ .at = work->registry.now,
                                     .action = AUDIT_CARD_SHOW,
                                     .subject = AUDIT_OF_PERSON,
                                     .subject_id = card->person_id,
                                     .record_id = card->card_id,
                                     .detail = card_token_kind_name(kind) },
                       fault);
}

static bool run_code(const CommandLine *line, Fault *fault)
{
    CardTokenKind const kind =
        command_has(line, "dynamic") ? CARD_TOKEN_DYNAMIC : CARD_TOKEN_PRINTED;
    Str const  path = command_value(line, "svg", SV(""));
    Work       work;
    Card       card;
    CardCode   code;
    bool const ok = open_work(&work, line, HOUSE_WRITE, fault) &&
                    card_key_ensure(&work.registry, fault) &&
                    find_card(&card, &work, line->arguments[0], fault) &&
                    card_code(&code, &work.registry, &card, kind, &work.problems, fault) &&
                    (path.len == 0 || write_svg(line, path, code.text, fault)) &&
                    audit_code(&work, &card, kind, fault) && intake_commit(work.house, fault);

    if (ok)
        (void)fprintf(line->out, "%.*s\n", (int)code.text.len, code.text.ptr);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

/* ---- verify --------------------------------------------------------------------------------- */

static bool say_check(const CommandLine *line, CardCheck check, Fault *fault)
{
    Label const words = card_check_label(check);
    Str const   said = label_in(words, line->language);
    Str const   name = card_check_name(check);

    if (check != CARD_CHECK_VERIFIED)
        return fault_set(fault, FAULT_INVALID, "%.*s: %.*s", (int)name.len, name.ptr, (int)said.len,
                         said.ptr);
    (void)fprintf(line->out, "%.*s: %.*s\n", (int)name.len, name.ptr, (int)said.len, said.ptr);
    return true;
}

/* Without a store: the keys of a file, and perhaps the list of blocked cards. */
static bool verify_offline(const CommandLine *line, Fault *fault)
{
    Str const    path = command_value(line, "key", SV(""));
    Str const    list_path = command_value(line, "revoked", SV(""));
    CardVerifier verifier = { .now = instant_now() };
    RevokedList  list = { 0 };
    CardToken    token;
    Str          keys = SV("");
    Str          text = SV("");
    uint64_t     tolerance = 0;

    if (!command_uint(&tolerance, line, "tolerance", 30, 86400, fault) ||
        !file_read(&keys, line->arena, path, CARD_KEY_FILE_BYTES_MAX, fault) ||
        !card_key_file_read(&verifier.keys, &verifier.key_count, line->arena, keys, fault))
        return fault_context(fault, "%.*s", (int)path.len, path.ptr);
    if (list_path.len &&
        (!file_read(&text, line->arena, list_path, CARD_REVOKED_BYTES_MAX, fault) ||
         !card_revoked_read(&list, line->arena, text, verifier.keys, verifier.key_count, fault)))
        return fault_context(fault, "%.*s", (int)list_path.len, list_path.ptr);
    verifier.tolerance_ms = (int64_t)tolerance * 1000;
    CardCheck check = card_check_offline(&token, &verifier, str_trim(line->arguments[0]));
    if (check == CARD_CHECK_VERIFIED)
        check = card_revoked_check(&list, token.card_id);
    return say_check(line, check, fault);
}

static bool run_verify(const CommandLine *line, Fault *fault)
{
    CardVerdict verdict;
    Work        work;

    if (command_has(line, "key"))
        return verify_offline(line, fault);
    if (command_has(line, "revoked"))
        return fault_set(fault, FAULT_INVALID,
                         "--revoked is for verifying with --key; without it"
                         " the store knows what is blocked");
    bool const ok = open_work(&work, line, HOUSE_READ, fault) &&
                    card_verify(&verdict, &work.registry, line->arguments[0], fault) &&
                    say_check(line, verdict.check, fault);
    if (ok)
        print_card(line, &verdict.card);
    close_work(&work, HOUSE_READ);
    return ok;
}

/* ---- keys ----------------------------------------------------------------------------------- */

static void print_keys(const CommandLine *line, const CardKey *keys, uint32_t count)
{
    TerminalTable table = table_open(line->arena, 4);

    for (uint32_t i = 0; i < count; i++) {
        table_add(&table, card_key_id_text(line->arena, keys[i].key_id));
        table_add(&table, instant_format(line->arena, keys[i].signs_from));
        table_add(&table, keys[i].signs_until == INT64_MAX
                              ? SV("-")
                              : instant_format(line->arena, keys[i].signs_until));
        table_add(&table, keys[i].revoked_at ? SV("revoked") : SV(""));
    }
    table_print(&table, line->out);
}

static bool export_keys(const CommandLine *line, const CardKey *keys, uint32_t count, Fault *fault)
{
    Str const path = command_value(line, "out", SV(""));
    Buf       json = buf_open(line->arena, CARD_KEY_FILE_BYTES_MAX);
    Str       text = SV("");

    if (command_has(line, "pem")) {
        if (count == 0)
            return fault_set(fault, FAULT_NOT_FOUND,
                             "there is no key yet; 'barefoot card key new' makes one");
        if (!sm2_public_to_pem(&text, line->arena, &keys[0].public, fault))
            return false;
    } else {
        card_key_file_write(&json, keys, count, line->arena);
        buf_add_char(&json, '\n');
        text = buf_str(&json);
    }
    if (path.len)
        return file_write(path, text, fault);
    (void)fwrite(text.ptr, 1, text.len, line->out);
    return true;
}

static bool change_keys(const CommandLine *line, bool makes, Fault *fault)
{
    Work     work;
    CardKey  made;
    uint32_t key_id = 0;
    bool     ok = open_work(&work, line, HOUSE_WRITE, fault);

    if (ok && makes)
        ok = card_key_rotate(&made, &work.registry, fault);
    else if (ok && (line->argument_count < 2 || !card_key_id_parse(&key_id, line->arguments[1])))
        ok = fault_set(fault, FAULT_INVALID, "'card key revoke' expects a key's id, 8 of 0-9a-f");
    else if (ok)
        ok = card_key_revoke(&work.registry, key_id, fault) &&
             card_key_ensure(&work.registry, fault);
    ok = ok && intake_commit(work.house, fault);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

static bool run_key(const CommandLine *line, Fault *fault)
{
    Str const      what = line->argument_count ? line->arguments[0] : SV("list");
    const CardKey *keys = NULL;
    uint32_t       count = 0;
    Work           work;
    bool const     makes = str_equal(what, SV("new"));
    bool const     exports = str_equal(what, SV("export"));

    if (!makes && !exports && !str_equal(what, SV("list")) && !str_equal(what, SV("revoke")))
        return fault_set(fault, FAULT_INVALID,
                         "'card key' expects list, new, export or revoke KEY");
    if ((makes || str_equal(what, SV("revoke"))) && !change_keys(line, makes, fault))
        return false;
    bool ok = open_work(&work, line, HOUSE_READ, fault) &&
              card_key_list(&keys, &count, &work.registry, fault);
    if (ok && exports)
        ok = export_keys(line, keys, count, fault);
    else if (ok)
        print_keys(line, keys, count);
    close_work(&work, HOUSE_READ);
    return ok;
}

/* ---- the blocked ones, and how long things hold --------------------------------------------- */

static bool run_revoked(const CommandLine *line, Fault *fault)
{
    Str const path = command_value(line, "out", SV(""));
    Buf       list = buf_open(line->arena, CARD_REVOKED_BYTES_MAX);
    Work      work;
    bool      ok = open_work(&work, line, HOUSE_READ, fault) &&
              card_revoked_write(&list, &work.registry, fault);

    if (ok && path.len)
        ok = file_write(path, buf_str(&list), fault);
    else if (ok)
        (void)fwrite(list.ptr, 1, list.len, line->out);
    close_work(&work, HOUSE_READ);
    return ok;
}

static bool print_policies(const CommandLine *line, const Work *work, Fault *fault)
{
    TerminalTable table = table_open(line->arena, 3);

    for (int i = 0; i < CARD_POLICY_COUNT; i++) {
        int64_t value = 0;

        if (!card_policy_get(&value, &work->registry, (CardPolicy)i, fault))
            return false;
        table_add(&table, card_policy_name((CardPolicy)i));
        table_add(&table, str_format(line->arena, "%lld", (long long)value));
        table_add(&table, label_in(card_policy_label((CardPolicy)i), line->language));
    }
    table_print(&table, line->out);
    return true;
}

static bool put_policy(const CommandLine *line, const Work *work, Fault *fault)
{
    CardPolicy policy;
    int64_t    value = 0;

    if (!card_policy_find(&policy, line->arguments[0]))
        return fault_set(fault, FAULT_INVALID, "there is no such name; 'card policy' lists them");
    if (line->argument_count < 2 || !str_to_int(&value, line->arguments[1]))
        return fault_set(fault, FAULT_INVALID,
                         "'card policy NAME' expects a whole number after it");
    return card_policy_put(&work->registry, policy, value, fault) &&
           intake_commit(work->house, fault);
}

static bool run_policy(const CommandLine *line, Fault *fault)
{
    HouseAccess const access = line->argument_count ? HOUSE_WRITE : HOUSE_READ;
    Work              work;
    bool const        ok = open_work(&work, line, access, fault) &&
                    (access == HOUSE_READ || put_policy(line, &work, fault)) &&
                    print_policies(line, &work, fault);

    close_work(&work, access);
    return ok;
}

#define REASON                                                                                     \
    {                                                                                              \
        "reason", "WORDS", "why: it is kept and shown"                                             \
    }
#define HANDED                                                                                     \
    {                                                                                              \
        "handed-over", NULL, "the holder has it in his hands: it is valid at once"                 \
    }
#define WHICH "CARD|PERSON"

static const Command COMMANDS[] = {
    { .name = "card issue",
      .arguments = "PERSON",
      .summary = "issue a health card",
      .arguments_min = 1,
      .arguments_max = 1,
      .options = { HANDED },
      .run = run_issue },
    { .name = "card show",
      .arguments = "PERSON",
      .summary = "list the cards of a person",
      .arguments_min = 1,
      .arguments_max = 1,
      .run = run_show },
    { .name = "card code",
      .arguments = WHICH,
      .summary = "sign what the card's QR code says",
      .arguments_min = 1,
      .arguments_max = 1,
      .options = { { "dynamic", NULL, "a code that holds for a minute, not the printed one" },
                   { "svg", "FILE", "write the QR code as a picture, too" } },
      .run = run_code },
    { .name = "card handover",
      .arguments = WHICH,
      .summary = "the holder has taken the card",
      .arguments_min = 1,
      .arguments_max = 1,
      .run = run_handover },
    { .name = "card freeze",
      .arguments = WHICH,
      .summary = "block a card for a while",
      .arguments_min = 1,
      .arguments_max = 1,
      .options = { REASON },
      .run = run_freeze },
    { .name = "card unfreeze",
      .arguments = WHICH,
      .summary = "take a frozen card again",
      .arguments_min = 1,
      .arguments_max = 1,
      .run = run_unfreeze },
    { .name = "card replace",
      .arguments = WHICH,
      .summary = "a new card instead of this one",
      .arguments_min = 1,
      .arguments_max = 1,
      .options = { REASON, HANDED },
      .run = run_replace },
    { .name = "card revoke",
      .arguments = WHICH,
      .summary = "block a card for good",
      .arguments_min = 1,
      .arguments_max = 1,
      .options = { REASON },
      .run = run_revoke },
    { .name = "card verify",
      .arguments = "TEXT",
      .summary = "is this code of a card good?",
      .arguments_min = 1,
      .arguments_max = 1,
      .options = { { "key", "FILE", "offline: public keys, of 'card key export'" },
                   { "revoked", "FILE", "offline: blocked cards, of 'card revoked'" },
                   { "tolerance", "SECONDS", "offline: how wrong a clock may be (default 30)" } },
      .run = run_verify },
    { .name = "card key",
      .arguments = "[list|new|export|revoke KEY]",
      .summary = "the keys that sign cards: list, rotate, export the public ones, revoke",
      .arguments_max = 2,
      .options = { { "pem", NULL, "export: the key that signs now, as PEM instead of JSON" },
                   { "out", "FILE", "export: into a file" } },
      .run = run_key },
    { .name = "card revoked",
      .arguments = "",
      .summary = "the blocked cards as a signed list",
      .options = { { "out", "FILE", "into a file" } },
      .run = run_revoked },
    { .name = "card policy",
      .arguments = "[NAME VALUE]",
      .summary = "how long codes and cards hold",
      .arguments_max = 2,
      .run = run_policy },
};

const CommandList CLI_CARD_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
