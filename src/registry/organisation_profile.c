#include "registry/organisation_profile.h"

#include <assert.h>

#include "registry/credit_code.h"
#include "registry/organisation_private.h"
#include "registry/region.h"

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

enum { BEDS_MAX = 100000, INSTITUTION_CODE_CHARS = 22, DIVISION_CHARS = 6, INSURANCE_CHARS = 12 };

static const ProfileField FIELDS[] = {
#define X(name, zh, en, kind, more)                                                                \
    { LITERAL(name), { LITERAL(zh), LITERAL(en) }, kind, LITERAL(more) },
#include "registry/organisation_profile.def"
#undef X
};

static_assert(COUNT_OF(FIELDS) <= PROFILE_FIELDS_MAX, "a profile has room for every field");

const ProfileField *organisation_profile_fields(uint32_t *count)
{
    *count = COUNT_OF(FIELDS);
    return FIELDS;
}

/* "1=一级|Level 1;2=...": the words of the choice. */
static bool find_choice(Label *out, Str choices, Str value)
{
    while (choices.len) {
        Str       words = str_cut(&choices, ';');
        Str const code = str_cut(&words, '=');

        if (str_equal(code, value)) {
            out->zh = str_cut(&words, '|');
            out->en = words;
            return true;
        }
    }
    return false;
}

Label organisation_profile_label(const ProfileField *field, Str value)
{
    Label label = { value, value };

    if (field->kind == PROFILE_CHOICE)
        (void)find_choice(&label, field->more, value);
    return label;
}

static uint32_t field_index(Str name)
{
    uint32_t index = 0;

    while (index < COUNT_OF(FIELDS) && !str_equal(FIELDS[index].name, name))
        index++;
    return index;
}

static Str value_of(const OrganisationProfile *profile, const char *name)
{
    uint32_t const index = field_index(str_from_c(name));

    assert(index < COUNT_OF(FIELDS));
    return profile->values[index];
}

/* ---- WS 218 --------------------------------------------------------------------------- */

static bool are_digits(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

ProblemCode institution_code_check(Str text)
{
    size_t const own = text.len == INSTITUTION_CODE_CHARS + 1 ? ORGANISATION_CODE_CHARS + 1
                                                              : ORGANISATION_CODE_CHARS;

    if (text.len != INSTITUTION_CODE_CHARS && text.len != INSTITUTION_CODE_CHARS + 1)
        return PROBLEM_LENGTH;
    ProblemCode const wrong = organisation_code_check(str_slice(text, 0, own));
    if (wrong != PROBLEM_NONE)
        return wrong == PROBLEM_LENGTH ? PROBLEM_FORMAT : wrong;
    Str const  rest = str_slice(text, own, text.len);
    char const profit = rest.ptr[rest.len - 1];
    bool const ok = are_digits(str_slice(rest, 0, DIVISION_CHARS + 2)) &&
                    organisation_kind(str_slice(rest, 8, 12)) &&
                    (profit == '1' || profit == '2' || profit == '9');
    return ok ? PROBLEM_NONE : PROBLEM_FORMAT;
}

/* What GB 32100 holds of it, when it is not given by itself. */
static Str organisation_code_of(const Organisation        *organisation,
                                const OrganisationProfile *profile)
{
    Str const given = value_of(profile, "organisation_code");

    if (given.len || organisation->credit_code.len != CREDIT_CODE_CHARS)
        return given;
    return str_slice(organisation->credit_code, 8, 8 + ORGANISATION_CODE_CHARS);
}

Str institution_code_compose(Arena *arena, const Organisation *organisation,
                             const OrganisationProfile *profile)
{
    Str const own = organisation_code_of(organisation, profile);
    Str const ownership = value_of(profile, "ownership");
    Str const profit = value_of(profile, "profit");
    Str const region = region_code(arena, organisation->region_id);

    if (own.len == 0 || ownership.len == 0 || profit.len == 0 || region.len < DIVISION_CHARS ||
        organisation->kind.len != 4)
        return SV("");
    return str_format(arena, "%.*s%.*s%.*s%.*s%.*s", (int)own.len, own.ptr, DIVISION_CHARS,
                      region.ptr, (int)ownership.len, ownership.ptr, (int)organisation->kind.len,
                      organisation->kind.ptr, (int)profit.len, profit.ptr);
}

/* ---- checks ------------------------------------------------------------------------------ */

static void complain(Problems *problems, ProblemCode wrong, ProblemPlace at, Label expected)
{
    if (wrong != PROBLEM_NONE)
        problem_add(problems, wrong, at)->text = expected;
}

static void check_number(Problems *problems, ProblemPlace at, Str value)
{
    uint64_t number = 0;

    if (!str_to_uint(&number, value, BEDS_MAX))
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("不超过100000的整数"), SV("a whole number up to 100000") };
}

static void check_value(Problems *problems, const ProfileField *field, Str value)
{
    ProblemPlace const at = { .field = field->name, .name = field->label };
    Label              label = { 0 };
    Date               date = { 0 };
    uint64_t           chars = 0;

    switch (field->kind) {
    case PROFILE_WORDS: {
        bool const ok = str_to_uint(&chars, field->more, UINT32_MAX);
        assert(ok);
        registry_check_words(problems, at, value, (uint32_t)chars, false);
        break;
    }
    case PROFILE_DATE:
        if (!date_parse(&date, value))
            problem_add(problems, PROBLEM_NO_DATE, at);
        break;
    case PROFILE_NUMBER: check_number(problems, at, value); break;
    case PROFILE_CHOICE:
        if (!find_choice(&label, field->more, value))
            problem_add(problems, PROBLEM_UNKNOWN_CODE, at);
        break;
    case PROFILE_ORGANISATION_CODE:
        complain(problems, organisation_code_check(value), at,
                 (Label){ SV("9位大写字母和数字"), SV("9 capital letters and digits") });
        break;
    case PROFILE_INSTITUTION_CODE:
        complain(
            problems, institution_code_check(value), at,
            (Label){ SV("22（含横线23）位，依次为机构代码、区划、经济类型、机构类别、分类管理"),
                     SV("22 (with a dash 23) characters: organisation, division, ownership,"
                        " class, profit class") });
        break;
    case PROFILE_INSURANCE_CODE:
        if (value.len != INSURANCE_CHARS || (value.ptr[0] != 'H' && value.ptr[0] != 'P') ||
            !are_digits(str_slice(value, 1, value.len)))
            problem_add(problems, PROBLEM_FORMAT, at)->text =
                (Label){ SV("H（药店为P）加11位数字"), SV("H (of a pharmacy P) and 11 digits") };
        break;
    }
}

static ProblemPlace place_of(const char *name)
{
    const ProfileField *const field = &FIELDS[field_index(str_from_c(name))];

    return (ProblemPlace){ .field = field->name, .name = field->label };
}

/* What two fields say of the same thing. */
static void check_together(Problems *problems, const Organisation *organisation,
                           const OrganisationProfile *profile)
{
    Str const from = value_of(profile, "licence_from");
    Str const until = value_of(profile, "licence_until");
    Str const code = value_of(profile, "institution_code");
    Str const composed = institution_code_compose(problems->arena, organisation, profile);
    Str const whole =
        code.len == INSTITUTION_CODE_CHARS + 1
            ? str_format(problems->arena, "%.8s%.*s", code.ptr, (int)code.len - 9, code.ptr + 9)
            : code;
    bool const has_code =
        organisation->credit_code.len || code.len || value_of(profile, "organisation_code").len;

    if (from.len && until.len && str_compare(until, from) < 0)
        problem_add(problems, PROBLEM_BEFORE, place_of("licence_until"))->other =
            FIELDS[field_index(SV("licence_from"))].label;
    if (code.len && composed.len && !str_equal(whole, composed))
        problem_add(problems, PROBLEM_DIFFERS, place_of("institution_code"))->other =
            (Label){ SV("机构代码、区划、经济类型、类别和分类管理"),
                     SV("the organisation, division, ownership, class and profit class") };
    if (has_code && value_of(profile, "no_code_reason").len)
        problem_add(problems, PROBLEM_NOT_ALLOWED, place_of("no_code_reason"));
}

/* ---- rows ---------------------------------------------------------------------------------- */

bool organisation_profile_get(OrganisationProfile *out, const Registry *registry,
                              int64_t organisation_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = true;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT field, value FROM organisation_profile"
                                            " WHERE organisation_id = ?1"),
                                    fault);

    *out = (OrganisationProfile){ 0 };
    binder_add_int(&binder, organisation_id);
    while (ok) {
        Reader reader = reader_open(select, registry->arena);

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        uint32_t const index = field_index(reader_next_text(&reader));
        if (index < COUNT_OF(FIELDS))
            out->values[index] = reader_next_text(&reader);
    }
    statement_close(&select);
    return ok;
}

static bool run(const Registry *registry, Sql sql, int64_t organisation_id, Str field, Str value,
                Fault *fault)
{
    Statement *statement = NULL;
    Binder     binder = binder_open(&statement, registry->store, sql, fault);

    binder_add_int(&binder, organisation_id);
    binder_add_text(&binder, field);
    binder_add_text(&binder, value);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&statement);
    return ok;
}

/* What was there becomes history; ?3 is what is there now. */
static bool replace_value(const Registry *registry, int64_t organisation_id, Str field, Str value,
                          Fault *fault)
{
    static const Sql ARCHIVE = {
        "INSERT INTO organisation_profile_history (organisation_id, field, value, recorded_at,"
        " recorded_by, superseded_at, superseded_by)"
        " SELECT organisation_id, field, value, recorded_at, recorded_by, ?4, ?5"
        " FROM organisation_profile WHERE organisation_id = ?1 AND field = ?2 AND value <> ?3"
    };
    static const Sql REMOVE = { "DELETE FROM organisation_profile WHERE organisation_id = ?1"
                                " AND field = ?2 AND ?3 = '' AND ?4 > 0 AND ?5 >= 0" };
    static const Sql PUT = { "INSERT OR REPLACE INTO organisation_profile (organisation_id, field,"
                             " value, recorded_at, recorded_by) VALUES (?1, ?2, ?3, ?4, ?5)" };

    return run(registry, ARCHIVE, organisation_id, field, value, fault) &&
           run(registry, value.len ? PUT : REMOVE, organisation_id, field, value, fault);
}

bool organisation_profile_put(bool *changed, const Registry *registry, int64_t organisation_id,
                              const OrganisationProfile *profile, Problems *problems, Fault *fault)
{
    Organisation        organisation = { 0 };
    OrganisationProfile before;
    Buf                 changes = buf_open(registry->arena, AUDIT_DETAIL_BYTES_MAX);

    assert(store_in_transaction(registry->store));
    *changed = false;
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !organisation_get_row(&organisation, registry, organisation_id, fault) ||
        !organisation_require_place(registry, organisation_id, fault) ||
        !organisation_profile_get(&before, registry, organisation_id, fault))
        return fault_context(fault, "changing what is known of an organisation");
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
        if (profile->values[i].len)
            check_value(problems, &FIELDS[i], profile->values[i]);
    if (problems->error_count == 0)
        check_together(problems, &organisation, profile);
    if (problems->error_count)
        return problems_refuse(problems, fault);
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        if (str_equal(before.values[i], profile->values[i]))
            continue;
        registry_note_change(&changes, true, FIELDS[i].name.ptr);
        if (!replace_value(registry, organisation_id, FIELDS[i].name, profile->values[i], fault))
            return fault_context(fault, "changing what is known of an organisation");
    }
    *changed = changes.len > 0;
    return !*changed || registry_audit(registry, AUDIT_ORGANISATION_AMEND, AUDIT_OF_ORGANISATION,
                                       organisation_id, buf_str(&changes), fault);
}
