#include "card/card.h"

#include <assert.h>

#include "access/audit.h"
#include "base/limits.h"
#include "card/key.h"
#include "card/policy.h"
#include "crypto/random.h"

#define COLUMNS                                                                                    \
    "person_id, card_id, number, state, reason, valid_from, valid_until, organisation_id,"         \
    " replaces_id, recorded_at, recorded_by, revision"

enum { MONTHS_OF_YEAR = 12, NUMBER_DIGITS = CARD_NUMBER_CHARS - 2 };

static const int64_t DAY_MS = INT64_C(86400000);
static const int64_t ZONE_MS = INT64_C(28800000); /* a day in China begins so much earlier */

static const ProblemPlace AT_PERSON = PROBLEM_PLACE("person", "居民", "resident");
static const ProblemPlace AT_CARD = PROBLEM_PLACE("card", "健康卡", "health card");
static const ProblemPlace AT_REASON = PROBLEM_PLACE("reason", "原因", "reason");

/* ---- states and actions ------------------------------------------------------------------- */

static const struct {
    Str       name;
    Label     label;
    bool      is_living;
    CardCheck check;
} STATES[] = {
#define X(state, name, zh, en, is_living, check)                                                   \
    [state] = { { name, sizeof(name) - 1 },                                                        \
                { { zh, sizeof(zh) - 1 }, { en, sizeof(en) - 1 } },                                \
                is_living,                                                                         \
                check },
#include "card/state.def"
#undef X
};

static const struct {
    Str         name;
    Label       label;
    uint32_t    from; /* a bit for each state */
    CardState   to;
    bool        needs_reason;
    AuditAction audit;
} ACTIONS[] = {
#define X(action, name, zh, en, from, to, needs_reason, audit)                                     \
    [action] = { { name, sizeof(name) - 1 },                                                       \
                 { { zh, sizeof(zh) - 1 }, { en, sizeof(en) - 1 } },                               \
                 from,                                                                             \
                 to,                                                                               \
                 needs_reason,                                                                     \
                 audit },
#include "card/action.def"
#undef X
};

Str card_state_name(CardState state)
{
    return STATES[state].name;
}

Label card_state_label(CardState state)
{
    return STATES[state].label;
}

CardCheck card_state_check(CardState state)
{
    return STATES[state].check;
}

bool card_state_lives(CardState state)
{
    return STATES[state].is_living;
}

Str card_action_name(CardAction action)
{
    return ACTIONS[action].name;
}

Label card_action_label(CardAction action)
{
    return ACTIONS[action].label;
}

bool card_action_find(CardAction *out, Str name)
{
    for (int i = 0; i < CARD_ACTION_COUNT; i++) {
        if (str_equal(ACTIONS[i].name, name)) {
            *out = (CardAction)i;
            return true;
        }
    }
    return false;
}

bool card_action_is_allowed(CardAction action, CardState state)
{
    return (ACTIONS[action].from >> state & 1) != 0;
}

bool card_action_needs_reason(CardAction action)
{
    return ACTIONS[action].needs_reason;
}

static CardState state_of(Str name)
{
    CardState state = CARD_ISSUED;

    while (state < CARD_STATE_COUNT && !str_equal(STATES[state].name, name))
        state++;
    assert(state < CARD_STATE_COUNT); /* only this file writes them */
    return state;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* Luhn: every second digit from the right, the check digit not counted, is doubled. */
static uint32_t check_digit(uint64_t number)
{
    uint32_t sum = 0;

    for (bool doubled = true; number > 0; number /= 10, doubled = !doubled) {
        uint32_t const digit = (uint32_t)(number % 10) * (doubled ? 2 : 1);

        sum += digit / 10 + digit % 10;
    }
    return (10 - sum % 10) % 10;
}

Str card_number_format(Arena *arena, uint64_t number)
{
    return str_format(arena, "HC%0*llu%u", NUMBER_DIGITS - 1, (unsigned long long)number,
                      check_digit(number));
}

bool card_number_parse(uint64_t *out, Str text)
{
    uint64_t digits = 0;

    if (text.len != CARD_NUMBER_CHARS ||
        !str_equal_ignoring_case(str_slice(text, 0, 2), SV("HC")) ||
        !str_to_uint(&digits, str_after(text, 2), UINT64_C(9999999999)) ||
        digits % 10 != check_digit(digits / 10) || digits < 10)
        return false;
    *out = digits / 10;
    return true;
}

/* ---- rows --------------------------------------------------------------------------------- */

static Card read_row(const Statement *select, const Registry *registry)
{
    Card card = {
        .person_id = statement_int(select, 0),
        .card_id = statement_int(select, 1),
        .number = (uint64_t)statement_int(select, 2),
        .state = state_of(statement_text(select, 3)),
        .reason = str_copy(registry->arena, statement_text(select, 4)),
        .valid_from = { (int32_t)statement_int(select, 5) },
        .valid_until = { (int32_t)statement_int(select, 6) },
        .organisation_id = statement_int(select, 7),
        .replaces_id = statement_int(select, 8),
        .recorded_at = statement_int(select, 9),
        .recorded_by = statement_int(select, 10),
        .revision = (uint32_t)statement_int(select, 11),
    };

    if (STATES[card.state].is_living && card.valid_until.days < registry_today(registry).days)
        card.state = CARD_EXPIRED;
    return card;
}

static bool bind_row(Statement *put, const Registry *registry, const Card *card, Fault *fault)
{
    return statement_bind_int(put, 1, card->person_id, fault) &&
           statement_bind_int(put, 2, card->card_id, fault) &&
           statement_bind_int(put, 3, (int64_t)card->number, fault) &&
           statement_bind_text(put, 4, STATES[card->state].name, fault) &&
           (card->reason.len ? statement_bind_text(put, 5, card->reason, fault)
                             : statement_bind_null(put, 5, fault)) &&
           statement_bind_int(put, 6, card->valid_from.days, fault) &&
           statement_bind_int(put, 7, card->valid_until.days, fault) &&
           statement_bind_int(put, 8, card->organisation_id, fault) &&
           (card->replaces_id ? statement_bind_int(put, 9, card->replaces_id, fault)
                              : statement_bind_null(put, 9, fault)) &&
           statement_bind_int(put, 10, registry->now, fault) &&
           statement_bind_int(put, 11, registry->actor->account_id, fault) &&
           statement_bind_int(put, 12, card->revision, fault);
}

static bool put_row(const Registry *registry, const Card *card, Fault *fault)
{
    Statement *put = NULL;
    bool const ok =
        statement_open(&put, registry->store,
                       SQL("INSERT INTO health_card (" COLUMNS ")"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
                           " ON CONFLICT (person_id, card_id) DO UPDATE SET"
                           "  state = excluded.state, reason = excluded.reason,"
                           "  recorded_at = excluded.recorded_at,"
                           "  recorded_by = excluded.recorded_by, revision = excluded.revision"),
                       fault) &&
        bind_row(put, registry, card, fault) && statement_run(put, fault);

    statement_close(&put);
    return ok;
}

static bool archive(const Registry *registry, const Card *card, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok = statement_open(&insert, registry->store,
                                   SQL("INSERT INTO health_card_history (" COLUMNS
                                       ", superseded_at, superseded_by)"
                                       " SELECT " COLUMNS ", ?3, ?4 FROM health_card"
                                       " WHERE person_id = ?1 AND card_id = ?2"),
                                   fault) &&
                    statement_bind_int(insert, 1, card->person_id, fault) &&
                    statement_bind_int(insert, 2, card->card_id, fault) &&
                    statement_bind_int(insert, 3, registry->now, fault) &&
                    statement_bind_int(insert, 4, registry->actor->account_id, fault) &&
                    statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}

static bool audit(const Registry *registry, AuditAction action, const Card *card, Fault *fault)
{
    return audit_write(registry->store, registry->actor,
                       (AuditEntry){ .at = registry->now,
                                     .action = action,
                                     .subject = AUDIT_OF_PERSON,
                                     .subject_id = card->person_id,
                                     .record_id = card->card_id,
                                     .revision = card->revision },
                       fault);
}

/* ---- reading ------------------------------------------------------------------------------ */

/* The rows of a statement whose one parameter is the key. */
static bool list_rows(const Card **out, uint32_t *count, const Registry *registry, Sql sql,
                      int64_t key, Fault *fault)
{
    Statement *select = NULL;
    Card      *cards = NULL;
    uint32_t   capacity = 0;
    bool       row = false;
    bool       ok = statement_open(&select, registry->store, sql, fault) &&
              statement_bind_int(select, 1, key, fault);

    *count = 0;
    while (ok && *count < LIMIT_PAGE_ROWS) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        cards = arena_grow(registry->arena, cards, *count, &capacity, sizeof *cards);
        cards[(*count)++] = read_row(select, registry);
    }
    *out = cards;
    statement_close(&select);
    return ok;
}

bool card_find(bool *found, Card *out, const Registry *registry, int64_t card_id, Fault *fault)
{
    const Card *cards = NULL;
    uint32_t    count = 0;

    if (!list_rows(&cards, &count, registry,
                   SQL("SELECT " COLUMNS " FROM health_card WHERE card_id = ?1"), card_id, fault))
        return false;
    *found = count > 0;
    if (*found)
        *out = cards[0];
    return true;
}

bool card_get(Card *out, const Registry *registry, int64_t card_id, Fault *fault)
{
    Person person;
    bool   found = false;

    return card_find(&found, out, registry, card_id, fault) &&
           (found || fault_set(fault, FAULT_NOT_FOUND, "there is no such card")) &&
           person_get(&person, registry, out->person_id, fault);
}

bool card_list(const Card **out, uint32_t *count, const Registry *registry, int64_t person_id,
               Fault *fault)
{
    Person person;

    return person_get(&person, registry, person_id, fault) &&
           list_rows(out, count, registry,
                     SQL("SELECT " COLUMNS " FROM health_card WHERE person_id = ?1"
                         " ORDER BY card_id DESC"),
                     person.person_id, fault);
}

bool card_living(const Card **out, const Registry *registry, int64_t person_id, Fault *fault)
{
    const Card *cards = NULL;
    uint32_t    count = 0;

    *out = NULL;
    if (!card_list(&cards, &count, registry, person_id, fault))
        return false;
    for (uint32_t i = 0; i < count && !*out; i++)
        if (STATES[cards[i].state].is_living)
            *out = &cards[i];
    return true;
}

bool card_history(const CardRevision **out, uint32_t *count, const Registry *registry,
                  int64_t card_id, Fault *fault)
{
    CardRevision *revisions = NULL;
    uint32_t      capacity = 0;
    Statement    *select = NULL;
    Card          card;
    bool          row = false;
    bool          ok = card_get(&card, registry, card_id, fault) &&
              statement_open(&select, registry->store,
                             SQL("SELECT " COLUMNS ", superseded_at, superseded_by"
                                 " FROM health_card_history"
                                 " WHERE person_id = ?1 AND card_id = ?2"
                                 " ORDER BY revision DESC"),
                             fault) &&
              statement_bind_int(select, 1, card.person_id, fault) &&
              statement_bind_int(select, 2, card_id, fault);

    *count = 0;
    while (ok && *count < LIMIT_PAGE_ROWS) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        revisions = arena_grow(registry->arena, revisions, *count, &capacity, sizeof *revisions);
        revisions[(*count)++] =
            (CardRevision){ read_row(select, registry), statement_int(select, 12),
                            statement_int(select, 13) };
    }
    *out = revisions;
    statement_close(&select);
    return ok;
}

bool card_find_person(int64_t *person_id, const Registry *registry, Str number, Fault *fault)
{
    const Card *cards = NULL;
    uint32_t    count = 0;
    uint64_t    running = 0;

    *person_id = 0;
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    if (!card_number_parse(&running, str_trim(number)))
        return true;
    if (!list_rows(&cards, &count, registry,
                   SQL("SELECT " COLUMNS " FROM health_card WHERE number = ?1"), (int64_t)running,
                   fault))
        return false;
    if (count)
        *person_id = cards[0].person_id;
    return true;
}

/* ---- issuing ------------------------------------------------------------------------------ */

static Label say(const char *zh, const char *en)
{
    return (Label){ str_from_c(zh), str_from_c(en) };
}

/* The person, if cards of his may be dealt with here. */
static bool get_holder(Person *out, const Registry *registry, int64_t person_id, Problems *problems,
                       Fault *fault)
{
    if (!access_require(registry->actor, PERMIT_MANAGE_CARD, fault) ||
        !person_get(out, registry, person_id, fault))
        return false;
    if (out->died_on.days != DATE_MAX.days)
        problem_add(problems, PROBLEM_RULE, AT_PERSON)->text =
            say("该居民已登记死亡，不能办理健康卡",
                "the person's death is registered; no card can be issued");
    return true;
}

static bool insert_card(Card *out, const Registry *registry, const Person *holder,
                        bool is_handed_over, int64_t replaces_id, Fault *fault)
{
    Date const today = registry_today(registry);
    int64_t    number = 0;
    int64_t    years = 0;

    if (!card_policy_get(&years, registry, CARD_POLICY_YEARS, fault) ||
        !store_ask(&number, registry->store,
                   SQL("SELECT coalesce(max(number), 0) + 1 FROM health_card"), 1, fault))
        return false;
    *out = (Card){
        .person_id = holder->person_id,
        .card_id = id_next(registry->ids, registry->now),
        .number = (uint64_t)number,
        .state = is_handed_over ? CARD_ACTIVE : CARD_ISSUED,
        .valid_from = today,
        .valid_until = date_add_days(date_add_months(today, (int32_t)years * MONTHS_OF_YEAR), -1),
        .organisation_id = holder->organisation_id,
        .replaces_id = replaces_id,
        .recorded_at = registry->now,
        .recorded_by = registry->actor->account_id,
        .revision = 1,
    };
    return put_row(registry, out, fault) && audit(registry, AUDIT_CARD_ISSUE, out, fault);
}

bool card_issue(Card *out, const Registry *registry, const CardIssue *issue, Problems *problems,
                Fault *fault)
{
    const Card *living = NULL;
    Person      holder;

    assert(store_in_transaction(registry->store));
    if (!get_holder(&holder, registry, issue->person_id, problems, fault) ||
        !card_living(&living, registry, holder.person_id, fault))
        return fault_context(fault, "issuing a health card");
    if (living)
        problem_add(problems, PROBLEM_RULE, AT_CARD)->text =
            say("该居民已有健康卡，请换发或先注销",
                "the person has a card already; replace it, or revoke it first");
    if (problems->error_count)
        return problems_refuse(problems, fault);
    return insert_card(out, registry, &holder, issue->is_handed_over, 0, fault) ||
           fault_context(fault, "issuing a health card");
}

/* ---- changing ----------------------------------------------------------------------------- */

static void check_change(Problems *problems, const Registry *registry, const Card *card,
                         const CardChange *change)
{
    if (!card_action_is_allowed(change->action, card->state)) {
        Label const state = STATES[card->state].label;
        Label const action = ACTIONS[change->action].label;

        problem_add(problems, PROBLEM_RULE, AT_CARD)->text =
            (Label){ str_format(registry->arena, "状态为“%.*s”的健康卡不能%.*s", (int)state.zh.len,
                                state.zh.ptr, (int)action.zh.len, action.zh.ptr),
                     str_format(registry->arena, "'%.*s' cannot be done to a card that is %.*s",
                                (int)action.en.len, action.en.ptr, (int)state.en.len,
                                state.en.ptr) };
    }
    if (ACTIONS[change->action].needs_reason && str_trim(change->reason).len == 0)
        problem_add(problems, PROBLEM_REQUIRED, AT_REASON);
    else
        registry_check_words(problems, AT_REASON, str_trim(change->reason), CARD_REASON_CHARS_MAX,
                             false);
}

bool card_change(Card *out, const Registry *registry, const CardChange *change, Problems *problems,
                 Fault *fault)
{
    Card     card;
    Person   holder;
    Problems ignored = problems_open(registry->arena);

    assert(store_in_transaction(registry->store));
    /* A card of somebody who died can be revoked, but not replaced or handed over. */
    if (!card_get(&card, registry, change->card_id, fault) ||
        !get_holder(&holder, registry, card.person_id,
                    change->action == CARD_REVOKE ? &ignored : problems, fault))
        return fault_context(fault, "changing a health card");
    if (change->revision && change->revision != card.revision)
        return fault_set(fault, FAULT_CONFLICT, "the card is no longer as it was read");
    check_change(problems, registry, &card, change);
    if (problems->error_count)
        return problems_refuse(problems, fault);

    Card after = card;
    after.state = ACTIONS[change->action].to;
    after.reason = str_trim(change->reason);
    after.revision++;
    if (!archive(registry, &card, fault) || !put_row(registry, &after, fault) ||
        !audit(registry, ACTIONS[change->action].audit, &after, fault))
        return fault_context(fault, "changing a health card");
    *out = after;
    if (change->action != CARD_REPLACE)
        return true;
    return insert_card(out, registry, &holder, change->is_handed_over, card.card_id, fault) ||
           fault_context(fault, "replacing a health card");
}

/* ---- showing ------------------------------------------------------------------------------ */

bool card_code(CardCode *out, const Registry *registry, const Card *card, CardTokenKind kind,
               Problems *problems, Fault *fault)
{
    Sm2Key    *key = NULL;
    Person     holder;
    int64_t    seconds = 0;
    bool const is_shown =
        card->state == CARD_ACTIVE || (kind == CARD_TOKEN_PRINTED && card->state == CARD_ISSUED);

    if (!get_holder(&holder, registry, card->person_id, problems, fault) ||
        !card_policy_get(&seconds, registry, CARD_POLICY_DYNAMIC, fault))
        return false;
    if (!is_shown)
        problem_add(problems, PROBLEM_RULE, AT_CARD)->text =
            card_check_label(card_state_check(card->state));
    if (problems->error_count)
        return problems_refuse(problems, fault);
    int64_t const day_after = ((int64_t)card->valid_until.days + 1) * DAY_MS - ZONE_MS;
    out->token = (CardToken){
        .kind = kind,
        .card_id = card->card_id,
        .issued_at = registry->now,
        .expires_at = kind == CARD_TOKEN_PRINTED ? day_after : registry->now + seconds * 1000,
    };
    bool const ok = random_bytes(&out->token.nonce, sizeof out->token.nonce, fault) &&
                    card_key_signer(&key, &out->token.key_id, registry, fault) &&
                    card_token_sign(&out->text, registry->arena, &out->token, key, fault);
    sm2_key_close(&key);
    return ok;
}
