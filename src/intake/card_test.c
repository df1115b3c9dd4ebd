/* Health cards in a county: what may be done with one, what a look at it comes to, keys
 * that change, and every error path. */
#include <assert.h>
#include <string.h>

#include "access/walk.h"
#include "base/instant.h"
#include "card/card.h"
#include "card/key_file.h"
#include "card/policy.h"
#include "card/revoked.h"
#include "card/verify.h"
#include "intake/county.h"
#include "intake/merge.h"

static const char DEFINITIONS[] = "programme p \"项目\" | \"Programme\"\n"
                                  "  source \"测试\"\n"
                                  "  form visit \"访视\" | \"Visit\"\n"
                                  "    weight \"体重\" | \"Weight\" decimal 1 kg 1..300\n";

typedef struct {
    County   county;
    int64_t  person_id;
    Job      job;
    Registry registry;
    Problems problems;
} Fixture;

/* The next job, a second later, in a transaction. */
static void begin(Fixture *fixture, Test *test)
{
    fixture->job = county_job(&fixture->county);
    fixture->job.arena = fixture->county.arena;
    fixture->registry = house_registry(fixture->county.house, &fixture->job);
    fixture->problems = problems_open(fixture->county.arena);
    check_true(test, county_begin(&fixture->county, test));
}

static void commit(Fixture *fixture, Test *test)
{
    county_commit(&fixture->county, test);
}

static void open_fixture(Fixture *fixture, Test *test)
{
    county_open(&fixture->county, test, DEFINITIONS);
    begin(fixture, test);
    fixture->person_id =
        county_person(&fixture->county, test, "张一", "1", "1960-05-01", 0, "2020-01-01");
}

static void close_fixture(Fixture *fixture, Test *test)
{
    commit(fixture, test);
    county_close(&fixture->county);
}

static Card issue(Fixture *fixture, Test *test, bool is_handed_over)
{
    CardIssue const wanted = { fixture->person_id, is_handed_over };
    Card            card = { 0 };
    Fault           fault = { 0 };

    if (!card_key_ensure(&fixture->registry, &fault) ||
        !card_issue(&card, &fixture->registry, &wanted, &fixture->problems, &fault))
        check_fail(test, fault.message);
    return card;
}

static bool change(Fixture *fixture, Card *card, CardAction action, const char *reason)
{
    CardChange const wanted = { .card_id = card->card_id,
                                .revision = card->revision,
                                .action = action,
                                .reason = str_from_c(reason) };
    Fault            fault = { 0 };

    fixture->problems = problems_open(fixture->county.arena);
    return card_change(card, &fixture->registry, &wanted, &fixture->problems, &fault);
}

static Str show(Fixture *fixture, Test *test, const Card *card, CardTokenKind kind)
{
    CardCode code = { .text = SV("") };
    Fault    fault = { 0 };

    if (!card_code(&code, &fixture->registry, card, kind, &fixture->problems, &fault))
        check_fail(test, fault.message);
    return code.text;
}

static CardVerdict look_at(Fixture *fixture, Test *test, Str text)
{
    CardVerdict verdict = { 0 };
    Fault       fault = { 0 };

    check_true(test, card_verify(&verdict, &fixture->registry, text, &fault));
    return verdict;
}

/* Each action on a card in each state that a row can have. */
#define NO CARD_STATE_COUNT
void card_action_test(Test *test)
{
    static const struct {
        CardState from;
        CardState to[CARD_ACTION_COUNT]; /* hand over, freeze, unfreeze, replace, revoke */
    } ROWS[] = {
        { CARD_ISSUED, { CARD_ACTIVE, NO, NO, CARD_REPLACED, CARD_REVOKED } },
        { CARD_ACTIVE, { NO, CARD_FROZEN, NO, CARD_REPLACED, CARD_REVOKED } },
        { CARD_FROZEN, { NO, NO, CARD_ACTIVE, CARD_REPLACED, CARD_REVOKED } },
        { CARD_REPLACED, { NO, NO, NO, NO, NO } },
        { CARD_REVOKED, { NO, NO, NO, NO, NO } },
        { CARD_EXPIRED, { NO, NO, NO, CARD_REPLACED, CARD_REVOKED } },
    };

    static_assert(COUNT_OF(ROWS) == CARD_STATE_COUNT, "a state without a row");
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        for (int action = 0; action < CARD_ACTION_COUNT; action++) {
            Fixture       fixture = { 0 };
            bool const    wanted = ROWS[i].to[action] != NO;
            int64_t const ten_years_ms = INT64_C(3660) * 86400000;

            test_row(test, "%.*s: action %d", (int)card_state_name(ROWS[i].from).len,
                     card_state_name(ROWS[i].from).ptr, action);
            check_equal(test, card_action_is_allowed((CardAction)action, ROWS[i].from), wanted);
            if (i > CARD_REPLACED && !wanted && action > CARD_HAND_OVER)
                continue; /* once is enough for what cannot be done at all */
            open_fixture(&fixture, test);
            Card          card = issue(&fixture, test, ROWS[i].from != CARD_ISSUED);
            int64_t const card_id = card.card_id;
            if (ROWS[i].from == CARD_FROZEN)
                check_true(test, change(&fixture, &card, CARD_FREEZE, "遗失"));
            if (ROWS[i].from == CARD_REVOKED)
                check_true(test, change(&fixture, &card, CARD_REVOKE, "本人申请"));
            if (ROWS[i].from == CARD_REPLACED) {
                check_true(test, change(&fixture, &card, CARD_REPLACE, "损坏"));
                card.card_id = card_id;
                card.revision = 2;
            }
            if (ROWS[i].from == CARD_EXPIRED)
                fixture.registry.now += ten_years_ms;
            check_equal(test, change(&fixture, &card, (CardAction)action, "测试"), wanted);

            Card  now = { 0 };
            Fault fault = { 0 };
            check_true(test, card_get(&now, &fixture.registry, card_id, &fault));
            check_equal(test, now.state, wanted ? ROWS[i].to[action] : ROWS[i].from);
            if (!wanted)
                check_equal(test, fixture.problems.error_count, 1);
            close_fixture(&fixture, test);
        }
    }
}

#undef NO

void card_issue_test(Test *test)
{
    Fixture             fixture = { 0 };
    const CardRevision *revisions = NULL;
    const Card         *cards = NULL;
    uint32_t            count = 0;
    int64_t             person_id = 0;
    Fault               fault = { 0 };

    open_fixture(&fixture, test);
    Card            card = issue(&fixture, test, false);
    CardIssue const again = { fixture.person_id, true };
    Card            second = { 0 };

    check_equal(test, card.state, CARD_ISSUED);
    check_equal(test, card.valid_until.days,
                date_add_days(date_add_months(card.valid_from, 120), -1).days);
    check_true(test, !card_issue(&second, &fixture.registry, &again, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_INVALID);

    /* Without a reason it is not frozen; with an old revision nothing is done. */
    check_true(test, change(&fixture, &card, CARD_HAND_OVER, ""));
    check_true(test, !change(&fixture, &card, CARD_FREEZE, "  "));
    check_equal(test, fixture.problems.items[0].code, PROBLEM_REQUIRED);
    Card stale = card;
    stale.revision = 1;
    check_true(test, !change(&fixture, &stale, CARD_FREEZE, "遗失"));

    Card old = card;
    check_true(test, change(&fixture, &card, CARD_REPLACE, "损坏"));
    check_true(test, card.card_id != old.card_id && card.number == old.number + 1);
    check_equal(test, card.replaces_id, old.card_id);
    check_true(test, card_list(&cards, &count, &fixture.registry, fixture.person_id, &fault));
    check_equal(test, count, 2);
    check_equal(test, cards[1].state, CARD_REPLACED);
    check_text(test, cards[1].reason, SV("损坏"));
    check_true(test, card_history(&revisions, &count, &fixture.registry, old.card_id, &fault));
    check_equal(test, count, 2);
    check_equal(test, revisions[0].card.state, CARD_ACTIVE);
    check_equal(test, revisions[1].card.state, CARD_ISSUED);

    Str const number = card_number_format(fixture.county.arena, card.number);
    check_text(test, number, SV("HC0000000026"));
    check_true(test, card_find_person(&person_id, &fixture.registry, number, &fault));
    check_equal(test, person_id, fixture.person_id);
    check_true(test, card_find_person(&person_id, &fixture.registry, SV("HC0000000027"), &fault));
    check_equal(test, person_id, 0);
    close_fixture(&fixture, test);
}

/* Everything for which a card is not taken, each for its own reason. */
void card_verify_test(Test *test)
{
    Fixture fixture = { 0 };
    Fault   fault = { 0 };

    open_fixture(&fixture, test);
    Card      card = issue(&fixture, test, false);
    Str const printed = show(&fixture, test, &card, CARD_TOKEN_PRINTED);
    CardCode  code;

    check_equal(test, look_at(&fixture, test, printed).check, CARD_CHECK_NOT_HANDED_OVER);
    check_true(test, !card_code(&code, &fixture.registry, &card, CARD_TOKEN_DYNAMIC,
                                &fixture.problems, &fault)); /* not before it is handed over */
    check_true(test, change(&fixture, &card, CARD_HAND_OVER, ""));

    CardVerdict verdict = look_at(&fixture, test, printed);
    check_equal(test, verdict.check, CARD_CHECK_VERIFIED);
    check_true(test, verdict.has_person && verdict.person.person_id == fixture.person_id);
    check_equal(test, look_at(&fixture, test, str_slice(printed, 0, 100)).check,
                CARD_CHECK_TRUNCATED);
    check_equal(test, look_at(&fixture, test, SV("990101196005010010")).check,
                CARD_CHECK_NOT_A_CARD);
    char *const altered = arena_alloc(fixture.county.arena, printed.len);
    memcpy(altered, printed.ptr, printed.len);
    altered[30] = altered[30] == 'A' ? 'B' : 'A';
    verdict = look_at(&fixture, test, (Str){ altered, printed.len });
    check_equal(test, verdict.check, CARD_CHECK_FORGED);
    check_true(test, !verdict.has_card && !verdict.has_person);

    check_true(test, change(&fixture, &card, CARD_FREEZE, "遗失"));
    check_equal(test, look_at(&fixture, test, printed).check, CARD_CHECK_FROZEN);
    check_true(test, change(&fixture, &card, CARD_UNFREEZE, ""));
    check_equal(test, look_at(&fixture, test, printed).check, CARD_CHECK_VERIFIED);

    fixture.registry.now += INT64_C(3660) * 86400000;
    check_equal(test, look_at(&fixture, test, printed).check, CARD_CHECK_EXPIRED);
    fixture.registry.now = fixture.job.now;

    check_true(test, change(&fixture, &card, CARD_REPLACE, "损坏"));
    check_equal(test, look_at(&fixture, test, printed).check, CARD_CHECK_REPLACED);
    check_true(test, change(&fixture, &card, CARD_HAND_OVER, ""));
    Str const newer = show(&fixture, test, &card, CARD_TOKEN_PRINTED);
    check_equal(test, look_at(&fixture, test, newer).check, CARD_CHECK_VERIFIED);
    commit(&fixture, test);

    /* The holder died; it was a mistake; the card is revoked. */
    begin(&fixture, test);
    PersonChange died;
    check_true(test,
               intake_record_death(&died, fixture.county.house, &fixture.job, fixture.person_id,
                                   fixture.job.today, &fixture.problems, &fault));
    check_equal(test, look_at(&fixture, test, newer).check, CARD_CHECK_HOLDER_DIED);
    check_true(test, !change(&fixture, &card, CARD_REPLACE, "损坏"));
    fixture.problems = problems_open(fixture.county.arena);
    check_true(test, intake_record_death(&died, fixture.county.house, &fixture.job,
                                         fixture.person_id, DATE_MAX, &fixture.problems, &fault));
    check_equal(test, look_at(&fixture, test, newer).check, CARD_CHECK_VERIFIED);
    check_true(test, change(&fixture, &card, CARD_REVOKE, "本人申请"));
    check_equal(test, look_at(&fixture, test, newer).check, CARD_CHECK_REVOKED);
    close_fixture(&fixture, test);
}

void card_dynamic_test(Test *test)
{
    static const struct {
        int64_t   after_ms;
        CardCheck want;
    } ROWS[] = {
        { -31000, CARD_CHECK_NOT_YET }, { -30000, CARD_CHECK_VERIFIED }, { 0, CARD_CHECK_VERIFIED },
        { 89000, CARD_CHECK_VERIFIED }, { 90999, CARD_CHECK_STALE },
    };
    Fixture fixture = { 0 };
    Fault   fault = { 0 };

    open_fixture(&fixture, test);
    Card const    card = issue(&fixture, test, true);
    Str const     text = show(&fixture, test, &card, CARD_TOKEN_DYNAMIC);
    int64_t const shown_at = fixture.registry.now / 1000 * 1000;

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        test_row(test, "%lld ms later", (long long)ROWS[i].after_ms);
        fixture.registry.now = shown_at + ROWS[i].after_ms;
        check_equal(test, look_at(&fixture, test, text).check, ROWS[i].want);
    }
    fixture.registry.now = shown_at + 10000;
    CardVerdict verdict = look_at(&fixture, test, text);
    check_true(test, card_spend(&verdict, &fixture.registry, &fault));
    check_equal(test, verdict.check, CARD_CHECK_VERIFIED);
    verdict = look_at(&fixture, test, text);
    check_true(test, card_spend(&verdict, &fixture.registry, &fault));
    check_equal(test, verdict.check, CARD_CHECK_REPLAYED);

    /* Another code of the same card; then codes that hold longer, by the office's wish. */
    verdict = look_at(&fixture, test, show(&fixture, test, &card, CARD_TOKEN_DYNAMIC));
    check_true(test, card_spend(&verdict, &fixture.registry, &fault));
    check_equal(test, verdict.check, CARD_CHECK_VERIFIED);
    check_true(test, !card_policy_put(&fixture.registry, CARD_POLICY_DYNAMIC, 5, &fault));
    check_true(test, card_policy_put(&fixture.registry, CARD_POLICY_DYNAMIC, 300, &fault));
    Str const longer = show(&fixture, test, &card, CARD_TOKEN_DYNAMIC);
    fixture.registry.now += 320000;
    check_equal(test, look_at(&fixture, test, longer).check, CARD_CHECK_VERIFIED);

    /* What was used long ago is forgotten. */
    fixture.registry.now += 3600000;
    verdict = look_at(&fixture, test, show(&fixture, test, &card, CARD_TOKEN_DYNAMIC));
    check_true(test, card_spend(&verdict, &fixture.registry, &fault));
    int64_t kept = 0;
    check_true(test, store_ask(&kept, fixture.county.house->store,
                               SQL("SELECT count(*) FROM card_scan"), 0, &fault));
    check_equal(test, kept, 1);
    close_fixture(&fixture, test);
}

void card_key_test(Test *test)
{
    Fixture        fixture = { 0 };
    Fault          fault = { 0 };
    const CardKey *keys = NULL;
    uint32_t       count = 0;
    int64_t        secrets = 0;
    CardKey        made;

    open_fixture(&fixture, test);
    Card const card = issue(&fixture, test, true); /* makes the first key */
    Str const  first = show(&fixture, test, &card, CARD_TOKEN_PRINTED);

    fixture.registry.now += 60000;
    check_true(test, card_key_rotate(&made, &fixture.registry, &fault));
    Str const second = show(&fixture, test, &card, CARD_TOKEN_PRINTED);
    check_equal(test, look_at(&fixture, test, first).check, CARD_CHECK_VERIFIED);
    check_equal(test, look_at(&fixture, test, second).check, CARD_CHECK_VERIFIED);
    check_true(test, card_key_list(&keys, &count, &fixture.registry, &fault));
    check_equal(test, count, 2);
    check_equal(test, keys[0].key_id, made.key_id);
    check_equal(test, keys[1].signs_until, fixture.registry.now);
    check_true(test, store_ask(&secrets, fixture.county.house->store,
                               SQL("SELECT count(*) FROM card_secret"), 0, &fault));
    check_equal(test, secrets, 1); /* the old private key is gone */

    /* A text of the old key from after its time, as a thief would make it. */
    fixture.registry.now -= 120000;
    Str const early = show(&fixture, test, &card, CARD_TOKEN_PRINTED);
    fixture.registry.now += 120000;
    check_equal(test, look_at(&fixture, test, early).check, CARD_CHECK_KEY_OVER);

    check_true(test, card_key_revoke(&fixture.registry, made.key_id, &fault));
    check_equal(test, look_at(&fixture, test, second).check, CARD_CHECK_KEY_REVOKED);
    check_equal(test, look_at(&fixture, test, first).check, CARD_CHECK_VERIFIED);
    check_true(test, card_key_ensure(&fixture.registry, &fault));
    check_equal(test,
                look_at(&fixture, test, show(&fixture, test, &card, CARD_TOKEN_PRINTED)).check,
                CARD_CHECK_VERIFIED);

    Actor const doctor = { .account_id = 1,
                           .role = ROLE_VILLAGE_DOCTOR,
                           .organisation_id = fixture.county.posts[0] };
    fixture.registry.actor = &doctor;
    check_true(test, !card_key_rotate(&made, &fixture.registry, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    close_fixture(&fixture, test);
}

/* Somebody of another post learns that the card is good, and nothing about who has it. */
void card_place_test(Test *test)
{
    Fixture fixture = { 0 };
    Fault   fault = { 0 };

    open_fixture(&fixture, test);
    Card const  card = issue(&fixture, test, true);
    Str const   text = show(&fixture, test, &card, CARD_TOKEN_PRINTED);
    Actor const other = { .account_id = 1,
                          .role = ROLE_VILLAGE_DOCTOR,
                          .organisation_id = fixture.county.posts[3] };
    Actor const leader = { .account_id = 2,
                           .role = ROLE_LEADER,
                           .organisation_id = fixture.county.bureau };

    fixture.registry.actor = &other;
    CardVerdict const verdict = look_at(&fixture, test, text);
    check_equal(test, verdict.check, CARD_CHECK_VERIFIED);
    check_true(test, verdict.has_card && !verdict.has_person);
    Card            second;
    CardIssue const wanted = { fixture.person_id, true };
    check_true(test, !card_issue(&second, &fixture.registry, &wanted, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_DENIED);

    fixture.registry.actor = &leader;
    CardVerdict refused;
    fault = (Fault){ 0 };
    check_true(test, !card_verify(&refused, &fixture.registry, text, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    close_fixture(&fixture, test);
}

/* With the files alone: the keys, and the list of what is blocked. */
void card_offline_test(Test *test)
{
    Fixture        fixture = { 0 };
    Fault          fault = { 0 };
    CardVerifier   verifier = { 0 };
    RevokedList    list;
    CardToken      token;
    const CardKey *stored = NULL;
    uint32_t       count = 0;

    open_fixture(&fixture, test);
    Arena *const   arena = fixture.county.arena;
    Registry const registry = fixture.registry;
    Card           card = issue(&fixture, test, true);
    Str const      text = show(&fixture, test, &card, CARD_TOKEN_PRINTED);
    Buf            keys = buf_open(arena, CARD_KEY_FILE_BYTES_MAX);
    Buf            blocked = buf_open(arena, CARD_REVOKED_BYTES_MAX);
    Str            pem = SV("");

    check_true(test, card_key_list(&stored, &count, &registry, &fault));
    card_key_file_write(&keys, stored, count, arena);
    check_true(test, sm2_public_to_pem(&pem, arena, &stored[0].public, &fault));
    Str const files[] = { buf_str(&keys), pem };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        test_row(test, "key file %zu", i);
        check_true(
            test, card_key_file_read(&verifier.keys, &verifier.key_count, arena, files[i], &fault));
        verifier.now = registry.now;
        check_equal(test, card_check_offline(&token, &verifier, text), CARD_CHECK_VERIFIED);
        check_equal(test, token.card_id, card.card_id);
        verifier.now += INT64_C(3660) * 86400000;
        check_equal(test, card_check_offline(&token, &verifier, text), CARD_CHECK_EXPIRED);
        verifier.key_count = 0;
        check_equal(test, card_check_offline(&token, &verifier, text), CARD_CHECK_UNKNOWN_KEY);
    }
    check_true(test, !card_key_file_read(&stored, &count, arena, SV("{\"keys\":[{}]}"), &fault));
    check_true(test, !card_key_file_read(&stored, &count, arena, SV("barefoot"), &fault));
    check_true(test, card_key_list(&stored, &count, &registry, &fault));

    check_true(test, card_revoked_write(&blocked, &registry, &fault));
    check_true(test, card_revoked_read(&list, arena, buf_str(&blocked), stored, count, &fault));
    check_equal(test, list.count, 0);
    check_true(test, change(&fixture, &card, CARD_FREEZE, "遗失"));
    int64_t const frozen = card.card_id;
    buf_clear(&blocked);
    check_true(test, card_revoked_write(&blocked, &registry, &fault));
    Str const written = str_copy(arena, buf_str(&blocked));
    check_true(test, card_revoked_read(&list, arena, written, stored, count, &fault));
    check_equal(test, list.as_of, registry.now);
    check_equal(test, list.count, 1);
    check_equal(test, card_revoked_check(&list, frozen), CARD_CHECK_FROZEN);
    check_equal(test, card_revoked_check(&list, frozen + 1), CARD_CHECK_VERIFIED);

    /* A card taken off the list, a line cut off, another program's file. */
    size_t const at = str_find(written, SV("\nkey ")) + sizeof "\nkey 1a2b3c4d";
    Str const    shorter =
        str_format(arena, "%.*s%s", (int)at, written.ptr,
                   str_to_c(arena, str_after(written, str_find(written, SV("signature ")))));
    Str const bad[] = { shorter, str_slice(written, 0, written.len - 3),
                        str_slice(written, 0, str_find(written, SV("signature"))), SV("x") };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        test_row(test, "bad list %zu", i);
        check_true(test, !card_revoked_read(&list, arena, bad[i], stored, count, &fault));
        check_equal(test, fault.code, FAULT_INVALID);
    }
    close_fixture(&fixture, test);
}

/* The cards of two who are one lead to the survivor, and back when they are parted. */
void card_merge_test(Test *test)
{
    Fixture     fixture = { 0 };
    Fault       fault = { 0 };
    PersonMerge merge = { 0 };

    open_fixture(&fixture, test);
    int64_t const kept_id = fixture.person_id;
    Card const    kept = issue(&fixture, test, true);
    int64_t const merged_id =
        county_person(&fixture.county, test, "张一", "1", "1960-05-02", 1, "2020-01-01");
    fixture.person_id = merged_id;
    Card      merged = issue(&fixture, test, true);
    Str const text = show(&fixture, test, &merged, CARD_TOKEN_PRINTED);
    check_true(test, change(&fixture, &merged, CARD_FREEZE, "遗失"));
    check_true(test, change(&fixture, &merged, CARD_UNFREEZE, ""));
    commit(&fixture, test);

    begin(&fixture, test);
    MergeOrder const order = { .kept_id = kept_id, .merged_id = merged_id, .reason = SV("同一人") };
    check_true(test,
               intake_merge_persons(&merge, fixture.county.house, &fixture.job, &order, &fault));
    CardVerdict         verdict = look_at(&fixture, test, text);
    const Card         *cards = NULL;
    const CardRevision *revisions = NULL;
    uint32_t            count = 0;
    check_equal(test, verdict.check, CARD_CHECK_VERIFIED);
    check_equal(test, verdict.person.person_id, kept_id);
    check_true(test, card_list(&cards, &count, &fixture.registry, kept_id, &fault));
    check_equal(test, count, 2);
    check_true(test, card_history(&revisions, &count, &fixture.registry, merged.card_id, &fault));
    check_equal(test, count, 2);
    check_true(test, change(&fixture, &merged, CARD_REVOKE, "重复"));
    check_equal(test, look_at(&fixture, test, text).check, CARD_CHECK_REVOKED);
    commit(&fixture, test);

    begin(&fixture, test);
    check_true(test, intake_unmerge_persons(&merge, fixture.county.house, &fixture.job,
                                            merge.merge_id, SV("错"), &fault));
    verdict = look_at(&fixture, test, text);
    check_equal(test, verdict.check, CARD_CHECK_REVOKED); /* what was done stays done */
    check_equal(test, verdict.person.person_id, merged_id);
    check_true(test, card_list(&cards, &count, &fixture.registry, kept_id, &fault));
    check_equal(test, count, 1);
    check_equal(test, cards[0].card_id, kept.card_id);
    close_fixture(&fixture, test);
}

/* ---- every error path -------------------------------------------------------------------- */

static bool issue_and_replace(void *context, Fault *fault)
{
    Fixture *const  fixture = context;
    CardIssue const wanted = { fixture->person_id, true };
    Card            card = { 0 };
    Problems        problems = problems_open(fixture->county.arena);
    CardCode        code;
    CardVerdict     verdict;

    if (!card_issue(&card, &fixture->registry, &wanted, &problems, fault) ||
        !card_key_ensure(&fixture->registry, fault) ||
        !card_code(&code, &fixture->registry, &card, CARD_TOKEN_DYNAMIC, &problems, fault) ||
        !card_verify(&verdict, &fixture->registry, code.text, fault) ||
        !card_spend(&verdict, &fixture->registry, fault))
        return false;
    CardChange const change = { .card_id = card.card_id,
                                .revision = card.revision,
                                .action = CARD_REPLACE,
                                .reason = SV("损坏") };
    return card_change(&card, &fixture->registry, &change, &problems, fault);
}

void card_failures_test(Test *test)
{
    Fixture fixture = { 0 };

    open_fixture(&fixture, test);
    commit(&fixture, test);
    intake_end(fixture.county.house);
    uint32_t const failures =
        walk_failures(test, fixture.county.house->store, issue_and_replace, &fixture,
                      SQL("SELECT (SELECT count(*) FROM health_card)"
                          " + (SELECT count(*) FROM health_card_history)"
                          " + (SELECT count(*) FROM card_key) + (SELECT count(*) FROM card_secret)"
                          " + (SELECT count(*) FROM card_scan)"
                          " + (SELECT count(*) FROM audit)"));
    check_true(test, failures > 30);
    county_close(&fixture.county);
}
