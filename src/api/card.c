/* Health cards: issued, changed, shown, verified. */
#include "api/person.h"
#include "base/limits.h"
#include "card/card.h"
#include "card/key_file.h"
#include "card/policy.h"
#include "card/resolve.h"
#include "card/verify.h"
#include "codec/qr.h"
#include "registry/organisation.h"
#include "registry/person_search.h"

enum { CARD_BODY_BYTES = 16 << 10, SVG_BYTES_MAX = 64 << 10 };

static const ProblemPlace AT_CARDS = PROBLEM_PLACE("card_ids", "健康卡", "health cards");

/* ---- a card as JSON ------------------------------------------------------------------------- */

static void member_state(JsonWriter *json, CardState state)
{
    member_begin_object(json, "state");
    member_str(json, "code", card_state_name(state));
    member_label(json, "label", card_state_label(state));
    json_end_object(json);
}

static bool add_done(JsonWriter *json, ApiCall *call, const Card *card, Fault *fault)
{
    member_state(json, card->state);
    member_words(json, "reason", card->reason);
    member_instant(json, "recorded_at", card->recorded_at);
    return api_member_account(json, "recorded_by", call, card->recorded_by, fault);
}

/* Members of an object that has been begun. */
static bool add_card(JsonWriter *json, ApiCall *call, const Card *card, Fault *fault)
{
    member_id(json, "card_id", card->card_id);
    member_id(json, "person_id", card->person_id);
    member_str(json, "number", card_number_format(call->arena, card->number));
    member_date(json, "valid_from", card->valid_from, DATE_MIN);
    member_date(json, "valid_until", card->valid_until, DATE_MAX);
    api_member_organisation(json, "organisation", call, card->organisation_id);
    member_id(json, "replaces_id", card->replaces_id);
    member_int(json, "revision", card->revision);
    member_begin_array(json, "actions");
    for (int i = 0; i < CARD_ACTION_COUNT; i++)
        if (card_action_is_allowed((CardAction)i, card->state))
            json_add_str(json, card_action_name((CardAction)i));
    json_end_array(json);
    return add_done(json, call, card, fault);
}

static bool member_history(JsonWriter *json, ApiCall *call, const Card *card, Fault *fault)
{
    const CardRevision *revisions = NULL;
    uint32_t            count = 0;

    if (!card_history(&revisions, &count, &call->registry, card->card_id, fault))
        return false;
    member_begin_array(json, "history");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        if (!add_done(json, call, &revisions[i].card, fault))
            return false;
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool write_card(ApiCall *call, const Card *card, Fault *fault)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    if (!add_card(&json, call, card, fault))
        return false;
    json_end_object(&json);
    return true;
}

/* ---- of a person ---------------------------------------------------------------------------- */

static bool list(ApiCall *call, Fault *fault)
{
    const Card *cards = NULL;
    uint32_t    count = 0;
    int64_t     person_id = 0;

    if (!api_parameter_person(&person_id, call, fault) ||
        !card_list(&cards, &count, &call->registry, person_id, fault) ||
        !api_note_person(call, person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        if (!add_card(&json, call, &cards[i], fault) ||
            !member_history(&json, call, &cards[i], fault))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* A member that may be left out: false. */
static bool read_flag(bool *out, const ApiCall *call, Str name, Fault *fault)
{
    *out = false;
    return !json_has(call->body, name) || json_get_bool(out, call->body, name, fault);
}

/* The answer to a change that was asked for again with its key. */
static bool answer_again(bool *done, ApiCall *call, Fault *fault)
{
    Attempt earlier;
    Card    card;

    if (!api_find_attempt(&earlier, call, fault))
        return false;
    *done = earlier.was_made;
    return !*done || (card_get(&card, &call->registry, earlier.record_id, fault) &&
                      write_card(call, &card, fault));
}

static bool keep_and_answer(ApiCall *call, const Card *card, Fault *fault)
{
    return api_keep_attempt(call, card->person_id, card->card_id, card->revision, fault) &&
           write_card(call, card, fault);
}

static bool run_issue(ApiCall *call, Fault *fault)
{
    CardIssue issue = { 0 };
    Card      card;
    bool      done = false;

    api_created(call);
    if (!api_parameter_person(&issue.person_id, call, fault) || !answer_again(&done, call, fault))
        return false;
    return done || (read_flag(&issue.is_handed_over, call, SV("handed_over"), fault) &&
                    card_issue(&card, &call->registry, &issue, &call->problems, fault) &&
                    keep_and_answer(call, &card, fault));
}

static bool run_change(ApiCall *call, Fault *fault)
{
    CardChange change = { .reason = SV("") };
    int64_t    revision = 0;
    Card       card;
    bool       done = false;

    if (!card_action_find(&change.action, request_parameter(call->request, SV("action"))))
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such action on a card");
    if (!request_parameter_id(&change.card_id, call->request, SV("card"), fault) ||
        !answer_again(&done, call, fault))
        return false;
    if (done)
        return true;
    if (!json_get_int(&revision, call->body, SV("revision"), fault) ||
        !read_flag(&change.is_handed_over, call, SV("handed_over"), fault) ||
        (json_has(call->body, SV("reason")) &&
         !json_get_str(&change.reason, call->body, SV("reason"), fault)))
        return false;
    /* 0 would mean whichever revision there is, which is for the operator. */
    change.revision = revision > 0 && revision <= UINT32_MAX ? (uint32_t)revision : UINT32_MAX;
    return card_change(&card, &call->registry, &change, &call->problems, fault) &&
           keep_and_answer(call, &card, fault);
}

/* ---- codes ---------------------------------------------------------------------------------- */

static bool member_svg(JsonWriter *json, ApiCall *call, Str text, Fault *fault)
{
    bool const is_english = api_language(call) == LANGUAGE_EN;
    Buf        svg = buf_open(call->arena, SVG_BYTES_MAX);
    Qr         code;

    if (!qr_encode(&code, call->arena, text, QR_LEVEL_M, fault))
        return false;
    qr_svg(&svg, &code, is_english ? SV("QR code of a health card") : SV("健康卡二维码"));
    member_str(json, "svg", buf_str(&svg));
    return true;
}

static bool add_code(JsonWriter *json, ApiCall *call, const Card *card, CardTokenKind kind,
                     Fault *fault)
{
    CardCode code;

    if (!card_code(&code, &call->registry, card, kind, &call->problems, fault) ||
        !api_note(call,
                  (AuditEntry){ .action = AUDIT_CARD_SHOW,
                                .subject = AUDIT_OF_PERSON,
                                .subject_id = card->person_id,
                                .record_id = card->card_id,
                                .detail = card_token_kind_name(kind) },
                  fault))
        return false;
    member_str(json, "kind", card_token_kind_name(kind));
    member_str(json, "text", code.text);
    member_instant(json, "issued_at", code.token.issued_at);
    member_instant(json, "expires_at", code.token.expires_at);
    /* So that a countdown does not depend on the clock of the one who looks at it. */
    member_int(json, "seconds_left", (code.token.expires_at - call->job.now) / 1000);
    return member_svg(json, call, code.text, fault);
}

/* Who issues: the top of the post's tree. */
static Str issuer_name(const ApiCall *call, int64_t organisation_id)
{
    const OrganisationTree *const tree = call->registry.organisations;
    const Organisation           *at = organisation_find(tree, organisation_id);

    while (at && at->parent != ORGANISATION_NONE)
        at = &tree->organisations[at->parent];
    return at ? at->name : SV("");
}

/* What is printed on a card, with its code. */
static bool add_printed(JsonWriter *json, ApiCall *call, int64_t card_id, Fault *fault)
{
    Card   card;
    Person person;

    if (!card_get(&card, &call->registry, card_id, fault) ||
        !person_get(&person, &call->registry, card.person_id, fault))
        return false;
    json_begin_object(json);
    member_begin_object(json, "card");
    if (!add_card(json, call, &card, fault))
        return false;
    json_end_object(json);
    member_begin_object(json, "person");
    if (!api_add_person_of_list(json, call, &person, fault))
        return false;
    json_end_object(json);
    member_words(json, "issuer", issuer_name(call, card.organisation_id));
    member_begin_object(json, "code");
    if (!add_code(json, call, &card, CARD_TOKEN_PRINTED, fault))
        return false;
    json_end_object(json);
    json_end_object(json);
    return true;
}

/* A read that signs. The very first one has the writer make the key before it. */
static bool sign_in_read(ApiCall *call, ApiWork *work, ApiWork *after_key, Fault *fault)
{
    bool exists = false;

    if (!card_key_exists(&exists, &call->registry, fault))
        return false;
    if (exists)
        return work(call, fault);
    call->then = after_key;
    return true;
}

static bool write_code(ApiCall *call, Fault *fault)
{
    Str const  kind = request_query(call->request, SV("kind"));
    bool const is_printed = str_equal(kind, SV("printed"));
    int64_t    card_id = 0;
    Card       card;

    if (kind.len && !is_printed && !str_equal(kind, SV("dynamic")))
        return fault_set(fault, FAULT_INVALID, "kind expects dynamic or printed");
    if (!request_parameter_id(&card_id, call->request, SV("card"), fault) ||
        !card_get(&card, &call->registry, card_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!add_code(&json, call, &card, is_printed ? CARD_TOKEN_PRINTED : CARD_TOKEN_DYNAMIC, fault))
        return false;
    json_end_object(&json);
    return true;
}

static bool make_key_and_write_code(ApiCall *call, Fault *fault)
{
    return card_key_ensure(&call->registry, fault) && write_code(call, fault);
}

static bool show_code(ApiCall *call, Fault *fault)
{
    return sign_in_read(call, write_code, make_key_and_write_code, fault);
}

static bool write_printed(ApiCall *call, Fault *fault)
{
    const Json *ids = NULL;

    if (!json_get_array(&ids, call->body, SV("card_ids"), fault))
        return false;
    if (ids->count == 0 || ids->count > LIMIT_PAGE_ROWS) {
        problem_add(&call->problems, PROBLEM_TOO_MANY, AT_CARDS)->high =
            str_format(call->arena, "%d", LIMIT_PAGE_ROWS);
        return problems_refuse(&call->problems, fault);
    }
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (const Json *item = ids->first; item; item = item->next) {
        uint64_t id = 0;

        if (item->kind != JSON_STRING || !str_to_uint(&id, item->text, INT64_MAX))
            return fault_set(fault, FAULT_INVALID, "card_ids expects ids as texts of digits");
        if (!add_printed(&json, call, (int64_t)id, fault))
            return false;
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool make_key_and_write_printed(ApiCall *call, Fault *fault)
{
    return card_key_ensure(&call->registry, fault) && write_printed(call, fault);
}

static bool print(ApiCall *call, Fault *fault)
{
    return sign_in_read(call, write_printed, make_key_and_write_printed, fault);
}

/* ---- of a post ------------------------------------------------------------------------------ */

/* The residents of a post, each with the living card, if there is one. */
static bool list_post(ApiCall *call, Fault *fault)
{
    PersonQuery query = { .residents = true };
    PersonPage  page;

    if (!api_query_id(&query.organisation_id, call, SV("organisation"), fault) ||
        !api_query_limit(&query.limit, call, fault) ||
        !person_cursor_parse(&query.after, call->arena, request_query(call->request, SV("after")),
                             fault) ||
        !person_search(&page, &call->registry, &query, fault) ||
        !api_note(call, (AuditEntry){ .action = AUDIT_PERSON_LIST }, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < page.count; i++) {
        const Card *living = NULL;

        json_begin_object(&json);
        member_begin_object(&json, "person");
        if (!api_add_person_of_list(&json, call, &page.persons[i], fault) ||
            !card_living(&living, &call->registry, page.persons[i].person_id, fault))
            return false;
        json_end_object(&json);
        if (!living) {
            member_null(&json, "card");
        } else {
            member_begin_object(&json, "card");
            if (!add_card(&json, call, living, fault))
                return false;
            json_end_object(&json);
        }
        json_end_object(&json);
    }
    json_end_array(&json);
    member_words(&json, "next",
                 page.has_more ? person_cursor_format(call->arena, &page.next) : SV(""));
    json_end_object(&json);
    return true;
}

/* ---- verifying ------------------------------------------------------------------------------ */

static bool write_verdict(ApiCall *call, const CardVerdict *verdict, Fault *fault)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_bool(&json, "is_valid", verdict->check == CARD_CHECK_VERIFIED);
    member_str(&json, "check", card_check_name(verdict->check));
    member_label(&json, "message", card_check_label(verdict->check));
    if (!verdict->has_card) {
        member_null(&json, "card");
        member_null(&json, "person");
        json_end_object(&json);
        return true;
    }
    member_str(&json, "kind", card_token_kind_name(verdict->token.kind));
    member_instant(&json, "issued_at", verdict->token.issued_at);
    member_instant(&json, "expires_at", verdict->token.expires_at);
    if (!verdict->has_person) { /* another post's: that the card is good, and no more */
        member_null(&json, "card");
        member_null(&json, "person");
        json_end_object(&json);
        return true;
    }
    member_begin_object(&json, "card");
    if (!add_card(&json, call, &verdict->card, fault))
        return false;
    json_end_object(&json);
    member_begin_object(&json, "person");
    if (!api_add_person_of_list(&json, call, &verdict->person, fault))
        return false;
    json_end_object(&json);
    json_end_object(&json);
    return true;
}

static AuditEntry entry_of(const ApiCall *call, const CardVerdict *verdict)
{
    return (AuditEntry){
        .at = call->job.now,
        .action = AUDIT_CARD_VERIFY,
        .subject = verdict->has_card ? AUDIT_OF_PERSON : AUDIT_OF_NOTHING,
        .subject_id = verdict->card.person_id,
        .record_id = verdict->card.card_id,
        .detail = card_check_name(verdict->check),
    };
}

/* A dynamic code that looked good: it is looked at again, and taken, by the writer. */
static bool spend(ApiCall *call, Fault *fault)
{
    CardVerdict verdict;
    Str         text = SV("");

    return json_get_str(&text, call->body, SV("text"), fault) &&
           card_verify(&verdict, &call->registry, text, fault) &&
           card_spend(&verdict, &call->registry, fault) &&
           audit_write(call->registry.store, call->actor, entry_of(call, &verdict), fault) &&
           write_verdict(call, &verdict, fault);
}

static bool verify(ApiCall *call, Fault *fault)
{
    CardVerdict verdict;
    Str         text = SV("");

    if (!json_get_str(&text, call->body, SV("text"), fault) ||
        !card_verify(&verdict, &call->registry, text, fault))
        return false;
    if (verdict.check == CARD_CHECK_VERIFIED && verdict.token.kind == CARD_TOKEN_DYNAMIC) {
        call->then = spend;
        return true;
    }
    return api_note(call, entry_of(call, &verdict), fault) && write_verdict(call, &verdict, fault);
}

/* Whatever was scanned or typed: whose is it? */
static bool resolve(ApiCall *call, Fault *fault)
{
    CardResolution found;
    Person         person;
    Str            text = SV("");

    if (!json_get_str(&text, call->body, SV("text"), fault) ||
        !card_resolve(&found, &call->registry, text, fault))
        return false;
    if (found.person_id == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "nobody is known by that");
    if (!person_get(&person, &call->registry, found.person_id, fault) ||
        !api_note_person(call, person.person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_str(&json, "found_by", found.found_by);
    if (str_equal(found.found_by, SV("card_code"))) {
        member_str(&json, "check", card_check_name(found.check));
        member_label(&json, "message", card_check_label(found.check));
    }
    member_begin_object(&json, "person");
    if (!api_add_person_of_list(&json, call, &person, fault))
        return false;
    json_end_object(&json);
    json_end_object(&json);
    return true;
}

static bool show_keys(ApiCall *call, Fault *fault)
{
    const CardKey *keys = NULL;
    uint32_t       count = 0;
    Buf            text = buf_open(call->arena, CARD_KEY_FILE_BYTES_MAX);
    JsonWriter     json = api_json(call);

    if (!card_key_list(&keys, &count, &call->registry, fault))
        return false;
    card_key_file_write(&text, keys, count, call->arena);
    json_add_json(&json, buf_str(&text));
    return true;
}

/* ---- routes --------------------------------------------------------------------------------- */

static HttpResult get_cards_of_person(Request *request, Response *response)
{
    return api_read(request, response, list);
}

static HttpResult post_card(Request *request, Response *response)
{
    return api_write(request, response, run_issue);
}

static HttpResult post_action(Request *request, Response *response)
{
    return api_write(request, response, run_change);
}

static HttpResult get_code(Request *request, Response *response)
{
    return api_read(request, response, show_code);
}

static HttpResult get_cards(Request *request, Response *response)
{
    return api_read(request, response, list_post);
}

static HttpResult post_print(Request *request, Response *response)
{
    return api_read_slowly(request, response, print); /* a signature is 0.4 ms */
}

static HttpResult post_verify(Request *request, Response *response)
{
    return api_read(request, response, verify);
}

static HttpResult post_resolve(Request *request, Response *response)
{
    return api_read(request, response, resolve);
}

static HttpResult get_keys(Request *request, Response *response)
{
    return api_read(request, response, show_keys);
}

static const Route ROUTES[] = {
    { "GET", "/api/persons/{person}/cards", API_READ_PERSON, 0, get_cards_of_person, "居民的健康卡",
      "health cards of a person" },
    { "POST", "/api/persons/{person}/cards", API_MANAGE_CARD, CARD_BODY_BYTES, post_card,
      "制发健康卡", "issue a health card" },
    { "POST", "/api/cards/{card}/actions/{action}", API_MANAGE_CARD, CARD_BODY_BYTES, post_action,
      "办理健康卡业务", "hand over, freeze, unfreeze, replace, revoke a health card" },
    { "GET", "/api/cards/{card}/code", API_MANAGE_CARD, 0, get_code, "健康卡二维码",
      "code of a health card" },
    { "GET", "/api/cards", API_MANAGE_CARD, 0, get_cards, "机构居民的健康卡",
      "residents of a post with their cards" },
    { "POST", "/api/cards/print", API_MANAGE_CARD, CARD_BODY_BYTES, post_print, "打印健康卡",
      "what is printed on health cards" },
    { "POST", "/api/cards/verify", API_READ_PERSON, CARD_BODY_BYTES, post_verify, "验证健康卡",
      "verify the text of a health card" },
    { "POST", "/api/resolve", API_READ_PERSON, CARD_BODY_BYTES, post_resolve, "按任一标识查找居民",
      "the person of any number or code" },
    { "GET", "/api/cards/keys", API_SIGNED_IN, 0, get_keys, "健康卡公钥",
      "public keys of health cards" },
};

const RouteList API_CARD_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
