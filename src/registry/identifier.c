#include "registry/identifier.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/citizen_id.h"
#include "registry/organisation.h"
#include "registry/person_code.h"
#include "registry/person_merge.h"
#include "registry/person_private.h"
#include "registry/touch.h"

#define COLUMNS                                                                                    \
    "person_id, identifier_id, kind, number, issuer_id, issuer, valid_from, valid_until, status,"  \
    " verified, verified_at, verified_by, recorded_at, recorded_by, revision"

enum { ISSUER_CHARS_MAX = 100, MERGED_NUMBERS_MAX = 40 };

static const ProblemPlace AT_KIND = PROBLEM_PLACE("kind", "证件类型", "kind of number");
static const ProblemPlace AT_NUMBER = PROBLEM_PLACE("number", "号码", "number");
static const ProblemPlace AT_ISSUER = PROBLEM_PLACE("issuer", "签发机关", "issuer");
static const ProblemPlace AT_ISSUER_ID =
    PROBLEM_PLACE("issuer_id", "签发机构", "issuing organisation");
static const ProblemPlace AT_UNTIL =
    PROBLEM_PLACE("valid_until", "有效期止", "last day of validity");
static const ProblemPlace AT_STATUS = PROBLEM_PLACE("status", "使用状态", "status");
static const ProblemPlace AT_VERIFIED = PROBLEM_PLACE("verified", "核验方式", "verification");
static const Label        FROM_LABEL = { { "有效期起", sizeof "有效期起" - 1 },
                                         { "first day of validity", sizeof "first day of validity" - 1 } };

/* ---- rows ------------------------------------------------------------------------------ */

static Identifier read_row(Reader *reader)
{
    Identifier row = { 0 };

    row.person_id = reader_next_int(reader);
    row.identifier_id = reader_next_int(reader);
    row.kind = reader_next_text(reader);
    row.number = reader_next_text(reader);
    row.issuer_id = reader_next_int(reader);
    row.issuer = reader_next_text(reader);
    row.valid_from = reader_next_date(reader, DATE_MIN);
    row.valid_until = reader_next_date(reader, DATE_MAX);
    row.status = reader_next_text(reader);
    row.verified = reader_next_text(reader);
    row.verified_at = reader_next_int(reader);
    row.verified_by = reader_next_int(reader);
    row.recorded_at = reader_next_int(reader);
    row.recorded_by = reader_next_int(reader);
    row.revision = (uint32_t)reader_next_int(reader);
    return row;
}

static void read_element(void *element, Reader *reader)
{
    *(Identifier *)element = read_row(reader);
}

static void read_revision(void *element, Reader *reader)
{
    IdentifierRevision *const revision = element;

    revision->identifier = read_row(reader);
    revision->superseded_at = reader_next_int(reader);
    revision->superseded_by = reader_next_int(reader);
}

/* Among whom the number is the only one, as a text: two rows of one scope clash. */
static Str scope_of(Arena *arena, const Identifier *row)
{
    IdentifierKind              kind = { 0 };
    const IdentifierKind *const found = identifier_kind_find(&kind, row->kind);

    assert(found);
    switch (kind.scope) {
    case IDENTIFIER_OF_EVERYWHERE: return SV("");
    case IDENTIFIER_OF_PERSON: return str_format(arena, "p%lld", (long long)row->person_id);
    case IDENTIFIER_OF_ISSUER:
    case IDENTIFIER_OF_ORGANISATION: break;
    }
    return row->issuer_id ? str_format(arena, "o%lld", (long long)row->issuer_id) : row->issuer;
}

/* A new row, or the next revision of one. */
static bool put_row(const Registry *registry, const Identifier *row, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(
            &put, registry->store,
            SQL("INSERT INTO person_identifier (" COLUMNS ", scope)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
                    " ON CONFLICT (person_id, identifier_id) DO UPDATE SET"
                    "  issuer_id = excluded.issuer_id, issuer = excluded.issuer,"
                    "  valid_from = excluded.valid_from, valid_until = excluded.valid_until,"
                    "  status = excluded.status, verified = excluded.verified,"
                    "  verified_at = excluded.verified_at, verified_by = excluded.verified_by,"
                    "  recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by,"
                    "  revision = excluded.revision, scope = excluded.scope"),
            fault);

    binder_add_int(&binder, row->person_id);
    binder_add_int(&binder, row->identifier_id);
    binder_add_text(&binder, row->kind);
    binder_add_text(&binder, row->number);
    binder_add_id(&binder, row->issuer_id);
    binder_add_words(&binder, row->issuer);
    binder_add_date(&binder, row->valid_from, DATE_MIN);
    binder_add_date(&binder, row->valid_until, DATE_MAX);
    binder_add_text(&binder, row->status);
    binder_add_text(&binder, row->verified);
    binder_add_id(&binder, row->verified_at);
    binder_add_id(&binder, row->verified_by);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, row->revision);
    binder_add_text(&binder, scope_of(registry->arena, row));
    bool const ok =
        binder_run(&binder) && touch_id(registry->store, TOUCHED_PERSON, row->person_id, fault);
    statement_close(&put);
    return ok;
}

static bool archive(const Registry *registry, const Identifier *row, Fault *fault)
{
    return registry_archive_of_person(registry,
                                      SQL("INSERT INTO person_identifier_history (" COLUMNS
                                          ", superseded_at, superseded_by)"
                                          " SELECT " COLUMNS ", ?3, ?4 FROM person_identifier"
                                          " WHERE person_id = ?1 AND identifier_id = ?2"),
                                      row->person_id, row->identifier_id, fault);
}

static bool read_all(Identifier **out, uint32_t *count, const Registry *registry, int64_t person_id,
                     Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM person_identifier"
                                            " WHERE person_id = ?1"
                                            " ORDER BY status, kind, identifier_id"),
                                    fault);

    binder_add_int(&binder, person_id);
    *count = 0;
    *out =
        binder_rows(&binder, registry->arena, sizeof **out, LIMIT_PAGE_ROWS, read_element, count);
    statement_close(&select);
    return binder.ok;
}

/* ---- reading --------------------------------------------------------------------------- */

/* The row of a main number first; without one, what the person's row says. */
static void add_main(Identifier *out, uint32_t *at, const Person *person, Str kind, Str number,
                     Identifier *rows, uint32_t count)
{
    Identifier main = { .person_id = person->person_id,
                        .kind = kind,
                        .number = number,
                        .valid_from = DATE_MIN,
                        .valid_until = DATE_MAX,
                        .status = IDENTIFIER_IN_USE,
                        .verified = IDENTIFIER_UNVERIFIED,
                        .recorded_at = person->recorded_at,
                        .recorded_by = person->recorded_by };

    if (number.len == 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].kind, kind) && str_equal(rows[i].number, number) &&
            !str_equal(rows[i].status, IDENTIFIER_MISTAKE)) {
            main = rows[i];
            rows[i].is_main = true; /* it is not listed twice */
            break;
        }
    main.is_main = true;
    out[(*at)++] = main;
}

static bool is_listed(const Identifier *rows, uint32_t count, Str kind, Str number)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].kind, kind) && str_equal(rows[i].number, number))
            return true;
    return false;
}

/* For which there was no room in his row (person_merge.h): of all merges from which he
 * came, through any number of them. */
static bool add_merged(Identifier *out, uint32_t *count, const Registry *registry,
                       int64_t person_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = true;
    Binder     binder = binder_open(
            &select, registry->store,
            SQL("WITH RECURSIVE one (person_id) AS (VALUES (?1) UNION SELECT merged_id"
                    " FROM one JOIN person_merge ON kept_id = person_id WHERE undone_at IS NULL)"
                    " SELECT CASE a.kind WHEN 'record_number' THEN '51' ELSE (SELECT id_kind"
                    "  FROM person_history AS h WHERE h.person_id = a.person_id"
                    "  AND h.citizen_id = a.number ORDER BY h.revision DESC LIMIT 1) END,"
                    " a.number, merge_id, merged_at, merged_by"
                    " FROM one JOIN person_merge AS m ON m.kept_id = one.person_id"
                    " JOIN person_alias AS a USING (merge_id) WHERE undone_at IS NULL"
                    " ORDER BY merge_id, a.kind, a.number"),
            fault);

    binder_add_int(&binder, person_id);
    for (uint32_t i = 0; ok && i < MERGED_NUMBERS_MAX; i++) {
        Reader     reader = reader_open(select, registry->arena);
        Identifier was = { .person_id = person_id,
                           .valid_from = DATE_MIN,
                           .valid_until = DATE_MAX,
                           .status = IDENTIFIER_FORMER,
                           .verified = IDENTIFIER_UNVERIFIED };

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        was.kind = reader_next_text(&reader);
        was.number = reader_next_text(&reader);
        was.merge_id = reader_next_int(&reader);
        was.recorded_at = reader_next_int(&reader);
        was.recorded_by = reader_next_int(&reader);
        if (!is_listed(out, *count, was.kind, was.number))
            out[(*count)++] = was;
    }
    statement_close(&select);
    return ok;
}

bool identifier_list(const Identifier **out, uint32_t *count, const Registry *registry,
                     int64_t person_id, Fault *fault)
{
    Person      person = { 0 };
    Identifier *rows = NULL;
    uint32_t    row_count = 0;

    *count = 0;
    if (!person_get(&person, registry, person_id, fault) ||
        !read_all(&rows, &row_count, registry, person_id, fault))
        return false;
    Identifier *const all =
        arena_array(registry->arena, row_count + 2 + MERGED_NUMBERS_MAX, sizeof *all);
    add_main(all, count, &person, person.id_kind, person.citizen_id, rows, row_count);
    add_main(all, count, &person, IDENTIFIER_RECORD_NUMBER, person.record_number, rows, row_count);
    for (uint32_t i = 0; i < row_count; i++)
        if (!rows[i].is_main)
            all[(*count)++] = rows[i];
    *out = all;
    return add_merged(all, count, registry, person.person_id, fault);
}

/* Of the best rank, when all of that rank are one person's. */
static bool take_best(int64_t *person_id, Binder *binder)
{
    int64_t best = 0;
    bool    row = false;

    *person_id = 0;
    while (true) {
        if (!binder_next(binder, &row))
            return false;
        if (!row || (best && statement_int(binder->statement, 1) > best))
            return true;
        int64_t const found = statement_int(binder->statement, 0);
        if (best && found != *person_id) {
            *person_id = 0;
            return true;
        }
        *person_id = found;
        best = statement_int(binder->statement, 1);
    }
}

bool identifier_find(int64_t *person_id, const Registry *registry, Str kind, Str number,
                     Fault *fault)
{
    Statement *select = NULL;
    CitizenId  id = { 0 };
    Str const  folded = identifier_number_fold(registry->arena, number);
    Str const modern = citizen_id_parse(&id, folded) == PROBLEM_NONE ? str_from_c(id.text) : folded;

    *person_id = 0;
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    if (folded.len == 0)
        return true;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT person_id, 1 AS rank FROM person"
                                    " WHERE citizen_id IN (?1, ?2) AND (?3 IS NULL OR id_kind = ?3)"
                                    " UNION ALL SELECT person_id, 1 FROM person"
                                    " WHERE record_number = ?1 AND (?3 IS NULL OR ?3 = '51')"
                                    " UNION ALL SELECT person_id, 1 + status FROM person_identifier"
                                    " WHERE number IN (?1, ?2) AND status IN ('1', '2')"
                                    " AND (?3 IS NULL OR kind = ?3) ORDER BY rank"),
                                fault);
    binder_add_text(&binder, folded);
    binder_add_text(&binder, modern);
    binder_add_words(&binder, str_trim(kind));
    bool const ok = take_best(person_id, &binder);
    statement_close(&select);
    return ok &&
           (*person_id ||
            (person_find_by_alias(person_id, registry->store, PERSON_FIELD_CITIZEN_ID, modern,
                                  fault) &&
             (*person_id || person_find_by_alias(person_id, registry->store,
                                                 PERSON_FIELD_RECORD_NUMBER, folded, fault)) &&
             person_resolve(person_id, registry->store, *person_id, fault)));
}

bool identifier_history(const IdentifierRevision **out, uint32_t *count, const Registry *registry,
                        int64_t person_id, Fault *fault)
{
    Person     person = { 0 };
    Statement *select = NULL;

    *count = 0;
    if (!person_get(&person, registry, person_id, fault))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT " COLUMNS ", superseded_at, superseded_by"
                                    " FROM person_identifier_history WHERE person_id = ?1"
                                    " ORDER BY superseded_at DESC, identifier_id"),
                                fault);
    binder_add_int(&binder, person_id);
    *out =
        binder_rows(&binder, registry->arena, sizeof **out, LIMIT_PAGE_ROWS, read_revision, count);
    statement_close(&select);
    return binder.ok;
}

/* ---- whether a number is free -------------------------------------------------------------- */

static void add_taken(Problems *problems, const Registry *registry, ProblemPlace at,
                      int64_t holder_id, int64_t organisation_id)
{
    bool const is_visible = actor_is_system(registry->actor) ||
                            organisation_is_inside(registry->organisations, organisation_id,
                                                   registry->actor->organisation_id);

    problem_add(problems, PROBLEM_TAKEN, at)->person_id = is_visible ? holder_id : 0;
}

bool identifier_check_free(const Registry *registry, const Identifier *row, ProblemPlace at,
                           Problems *problems, Fault *fault)
{
    Statement     *select = NULL;
    bool           is_taken = false;
    IdentifierKind kind = { 0 };
    Str const      scope = scope_of(registry->arena, row);
    Binder         binder =
        binder_open(&select, registry->store,
                    SQL("SELECT person_id, organisation_id FROM person"
                        " WHERE citizen_id = ?1 AND ?5 AND person_id <> ?3"
                        " UNION ALL SELECT person_id, organisation_id FROM person"
                        " WHERE record_number = ?1 AND ?2 = '51' AND person_id <> ?3"
                        " UNION ALL SELECT alias.person_id, NULL FROM person_alias AS alias"
                        " WHERE number = ?1 AND (?2 = '51') = (alias.kind = 'record_number')"
                        " AND ?3 NOT IN (SELECT kept_id FROM person_merge"
                        "  WHERE merge_id = alias.merge_id)"
                        " UNION ALL SELECT held.person_id, person.organisation_id"
                        " FROM person_identifier AS held LEFT JOIN person USING (person_id)"
                        " WHERE number = ?1 AND kind = ?2 AND scope = ?4 AND status = '1'"
                        " AND held.person_id <> ?3 LIMIT 1"),
                    fault);

    binder_add_text(&binder, row->number);
    binder_add_text(&binder, row->kind);
    binder_add_int(&binder, row->person_id);
    binder_add_text(&binder, scope);
    binder_add_int(&binder,
                   row->is_main || (identifier_kind_find(&kind, row->kind) && kind.is_document &&
                                    kind.scope != IDENTIFIER_OF_PERSON));
    bool const ok = binder_next(&binder, &is_taken);
    if (ok && is_taken)
        add_taken(problems, registry, at, statement_int(select, 0), statement_int(select, 1));
    statement_close(&select);
    return ok;
}

/* ---- what a number says about its holder --------------------------------------------------- */

static void add_wrong_number(Problems *problems, ProblemCode wrong, ProblemPlace at, Label expected)
{
    problem_add(problems, wrong, at)->text = expected;
}

static void check_says(const IdentifierNumber *number, const Person *person, Problems *problems)
{
    if (number->born_on.days != DATE_MIN.days && number->born_on.days != person->born_on.days)
        problem_add(problems, PROBLEM_DIFFERS, AT_NUMBER)->other =
            person_field_place(PERSON_FIELD_BORN_ON).name;
    if (number->sex && (person->sex.len != 1 || person->sex.ptr[0] != number->sex))
        problem_add(problems, PROBLEM_DIFFERS, AT_NUMBER)->other =
            person_field_place(PERSON_FIELD_SEX).name;
}

bool identifier_is_doubtful(ProblemCode wrong)
{
    return wrong == PROBLEM_CHECK_DIGIT || wrong == PROBLEM_REVIEW;
}

/* The number as it is kept; false when there is none to go on with. */
static bool check_number(Identifier *row, const Registry *registry, const IdentifierEntry *entry,
                         const Person *person, Problems *problems)
{
    IdentifierKind   kind = { 0 };
    IdentifierNumber number = { 0 };
    Label            expected = { 0 };

    if (entry->kind.len == 0 || !identifier_kind_find(&kind, str_trim(entry->kind))) {
        problem_add(problems, entry->kind.len ? PROBLEM_UNKNOWN_CODE : PROBLEM_REQUIRED, AT_KIND);
        return false;
    }
    row->kind = kind.code;
    ProblemCode const wrong =
        identifier_number_parse(&number, &expected, registry->arena, kind.code, entry->number);
    row->number = number.text;
    if (wrong != PROBLEM_NONE && !(entry->unverifiable && identifier_is_doubtful(wrong))) {
        add_wrong_number(problems, wrong, AT_NUMBER, expected);
        return false;
    }
    check_says(&number, person, problems);
    return true;
}

/* ---- writing ----------------------------------------------------------------------------- */

static bool get_person(Person *out, const Registry *registry, int64_t person_id, Fault *fault)
{
    assert(store_in_transaction(registry->store));
    return access_require(registry->actor, PERMIT_WRITE_RECORD, fault) &&
           person_get(out, registry, person_id, fault);
}

static bool audit(const Registry *registry, const Identifier *row, Str what, Fault *fault)
{
    return audit_write(
        registry->store, registry->actor,
        (AuditEntry){ .at = registry->now,
                      .action = AUDIT_PERSON_IDENTIFIER,
                      .subject = AUDIT_OF_PERSON,
                      .subject_id = row->person_id,
                      .revision = row->revision,
                      .detail = str_format(registry->arena, "%.*s %.*s", (int)what.len, what.ptr,
                                           (int)row->kind.len, row->kind.ptr) },
        fault);
}

static bool insert_row(const Registry *registry, Identifier *row, Fault *fault)
{
    row->identifier_id = id_next(registry->ids, registry->now);
    row->revision = 1;
    return put_row(registry, row, fault) && audit(registry, row, SV("add"), fault);
}

static bool replace_row(const Registry *registry, Identifier *row, Str what, Fault *fault)
{
    row->revision++;
    return archive(registry, row, fault) && put_row(registry, row, fault) &&
           audit(registry, row, what, fault);
}

static bool is_same_row(const Identifier *a, const Identifier *b)
{
    return a->issuer_id == b->issuer_id && str_equal(a->issuer, b->issuer) &&
           a->valid_from.days == b->valid_from.days && a->valid_until.days == b->valid_until.days &&
           str_equal(a->status, b->status) && str_equal(a->verified, b->verified);
}

static const Identifier *find_by_id(const Identifier *rows, uint32_t count, int64_t identifier_id)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].identifier_id == identifier_id)
            return &rows[i];
    return NULL;
}

/* The person's own row of that number; one in use before a former one. */
static const Identifier *find_same(const Registry *registry, const Identifier *rows, uint32_t count,
                                   const Identifier *sought)
{
    Str const scope = scope_of(registry->arena, sought);

    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].kind, sought->kind) && str_equal(rows[i].number, sought->number) &&
            str_equal(scope_of(registry->arena, &rows[i]), scope))
            return &rows[i];
    return NULL;
}

static void apply(Identifier *row, const Registry *registry, const IdentifierEntry *entry)
{
    Str const verified = entry->unverifiable ? IDENTIFIER_UNVERIFIABLE : str_trim(entry->verified);

    row->issuer_id = entry->issuer_id;
    row->issuer = str_trim(entry->issuer);
    row->valid_from = entry->valid_from;
    row->valid_until = entry->valid_until;
    if (verified.len && !str_equal(verified, row->verified)) {
        row->verified = verified;
        row->verified_at = registry->now;
        row->verified_by = registry->actor->account_id;
    }
}

static void check_rest(const Registry *registry, const Identifier *row, const Identifier *before,
                       const IdentifierEntry *entry, Problems *problems)
{
    IdentifierKind kind = { 0 };
    Str const      verified = str_trim(entry->verified);

    if (row->issuer_id && !organisation_find(registry->organisations, row->issuer_id))
        problem_add(problems, PROBLEM_UNKNOWN, AT_ISSUER_ID);
    if (identifier_kind_find(&kind, row->kind) && kind.scope == IDENTIFIER_OF_ORGANISATION &&
        row->issuer_id == 0 && row->issuer.len == 0)
        problem_add(problems, PROBLEM_REQUIRED, AT_ISSUER_ID);
    registry_check_words(problems, AT_ISSUER, row->issuer, ISSUER_CHARS_MAX, false);
    registry_check_validity(problems, AT_UNTIL, row->valid_from, row->valid_until, FROM_LABEL);
    if (!person_code_find(PERSON_CODE_NUMBER_STATUS, row->status))
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_STATUS);
    if (verified.len &&
        (!person_code_find(PERSON_CODE_VERIFIED, verified) ||
         (str_equal(verified, IDENTIFIER_UNVERIFIABLE) && !str_equal(before->verified, verified))))
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_VERIFIED);
}

static bool get_amended(Identifier *row, const Identifier *rows, uint32_t count,
                        const IdentifierEntry *entry, Fault *fault)
{
    const Identifier *const found = find_by_id(rows, count, entry->identifier_id);

    if (!found)
        return fault_set(fault, FAULT_NOT_FOUND, "the person has no such number");
    *row = *found;
    return registry_require_revision(entry->revision, found->revision, fault);
}

static bool is_main(const Person *person, const Identifier *row)
{
    return (str_equal(row->kind, person->id_kind) && str_equal(row->number, person->citizen_id)) ||
           (str_equal(row->kind, IDENTIFIER_RECORD_NUMBER) &&
            str_equal(row->number, person->record_number));
}

/* A main number is in use, whatever somebody says. */
static Str status_of(const IdentifierEntry *entry, const Identifier *row, const Person *person)
{
    Str const said = str_trim(entry->status);

    if (is_main(person, row))
        return IDENTIFIER_IN_USE;
    if (said.len)
        return said;
    return entry->identifier_id ? row->status : IDENTIFIER_IN_USE;
}

/* *before is the row as it is: revision 0 when it is a new one. */
static bool prepare(Identifier *row, Identifier *before, const Registry *registry,
                    const IdentifierEntry *entry, Problems *problems, Fault *fault)
{
    Person      person = { 0 };
    Identifier *rows = NULL;
    uint32_t    count = 0;

    *row = (Identifier){ .person_id = entry->person_id,
                         .status = IDENTIFIER_IN_USE,
                         .verified = IDENTIFIER_UNVERIFIED };
    if (!get_person(&person, registry, entry->person_id, fault) ||
        (entry->unverifiable && !access_require(registry->actor, PERMIT_OVERRIDE_CHECK, fault)) ||
        !read_all(&rows, &count, registry, entry->person_id, fault))
        return false;
    if (entry->identifier_id) {
        if (!get_amended(row, rows, count, entry, fault))
            return false;
    } else {
        row->issuer_id = entry->issuer_id;
        row->issuer = str_trim(entry->issuer);
        if (!check_number(row, registry, entry, &person, problems))
            return true;
        const Identifier *const same = find_same(registry, rows, count, row);
        if (same)
            *row = *same;
    }
    *before = *row;
    row->status = status_of(entry, row, &person);
    apply(row, registry, entry);
    check_rest(registry, row, before, entry, problems);
    return problems->error_count || !str_equal(row->status, IDENTIFIER_IN_USE) ||
           identifier_check_free(registry, row, AT_NUMBER, problems, fault);
}

bool identifier_put(RowChange *out, const Registry *registry, const IdentifierEntry *entry,
                    Problems *problems, Fault *fault)
{
    Identifier row = { 0 };
    Identifier before = { 0 };

    if (!prepare(&row, &before, registry, entry, problems, fault) ||
        (problems->error_count && !problems_refuse(problems, fault)))
        return fault_context(fault, "recording a number of a person");
    bool const is_new = row.identifier_id == 0;
    bool const changes = is_new || !is_same_row(&before, &row);
    if (changes && !(is_new ? insert_row(registry, &row, fault)
                            : replace_row(registry, &row, SV("amend"), fault)))
        return fault_context(fault, "recording a number of a person");
    *out = (RowChange){ row.person_id, row.identifier_id, row.revision, changes };
    return true;
}

bool identifier_end(RowChange *out, const Registry *registry, const IdentifierEnd *end,
                    Problems *problems, Fault *fault)
{
    IdentifierEntry const entry = { .person_id = end->person_id,
                                    .identifier_id = end->identifier_id,
                                    .revision = end->revision };
    Person                person = { 0 };
    Identifier           *rows = NULL;
    Identifier            row = { 0 };
    uint32_t              count = 0;

    if (!get_person(&person, registry, end->person_id, fault) ||
        !read_all(&rows, &count, registry, end->person_id, fault) ||
        !get_amended(&row, rows, count, &entry, fault))
        return fault_context(fault, "ending a number of a person");
    Identifier const before = row;
    row.status = end->is_mistake ? IDENTIFIER_MISTAKE : IDENTIFIER_FORMER;
    row.valid_until = end->is_mistake ? row.valid_until : end->until_on;
    if (is_main(&person, &row))
        problem_add(problems, PROBLEM_RULE, AT_NUMBER)->text =
            (Label){ SV("主要证件和健康档案编号请在基本信息中更换"),
                     SV("the main document and the record number are changed in the person's"
                        " own data") };
    registry_check_validity(problems, AT_UNTIL, row.valid_from, row.valid_until, FROM_LABEL);
    if (problems->error_count && !problems_refuse(problems, fault))
        return fault_context(fault, "ending a number of a person");
    bool const changes = !is_same_row(&before, &row);
    if (changes && !replace_row(registry, &row, end->is_mistake ? SV("mistake") : SV("end"), fault))
        return fault_context(fault, "ending a number of a person");
    *out = (RowChange){ row.person_id, row.identifier_id, row.revision, changes };
    return true;
}

/* ---- what follows from the person's row -------------------------------------------------- */

static Identifier of_main(const Person *person, Str kind, Str number)
{
    return (Identifier){ .person_id = person->person_id,
                         .kind = kind,
                         .number = number,
                         .valid_from = DATE_MIN,
                         .valid_until = DATE_MAX,
                         .status = IDENTIFIER_IN_USE,
                         .verified = IDENTIFIER_UNVERIFIED };
}

/* The number that was replaced still leads to the person. */
static bool retire(const Registry *registry, const Identifier *main, const Identifier *rows,
                   uint32_t count, Fault *fault)
{
    Identifier row = *main;

    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].kind, main->kind) && str_equal(rows[i].number, main->number))
            row = rows[i];
    row.status = IDENTIFIER_FORMER;
    if (row.valid_until.days > registry_today(registry).days)
        row.valid_until = registry_today(registry);
    if (row.valid_until.days < row.valid_from.days)
        row.valid_until = row.valid_from;
    return row.identifier_id ? replace_row(registry, &row, SV("end"), fault)
                             : insert_row(registry, &row, fault);
}

/* A former number that is the main one again. */
static bool revive(const Registry *registry, const Identifier *main, const Identifier *rows,
                   uint32_t count, Fault *fault)
{
    for (uint32_t i = 0; i < count; i++) {
        Identifier row = rows[i];

        if (!str_equal(row.kind, main->kind) || !str_equal(row.number, main->number) ||
            str_equal(row.status, IDENTIFIER_IN_USE))
            continue;
        row.status = IDENTIFIER_IN_USE;
        row.valid_until = DATE_MAX;
        return replace_row(registry, &row, SV("amend"), fault);
    }
    return true;
}

static bool follow_one(const Registry *registry, const Identifier *before, const Identifier *after,
                       Fault *fault)
{
    Identifier *rows = NULL;
    uint32_t    count = 0;

    if (str_equal(before->kind, after->kind) && str_equal(before->number, after->number))
        return true;
    return read_all(&rows, &count, registry, after->person_id, fault) &&
           (before->number.len == 0 || retire(registry, before, rows, count, fault)) &&
           (after->number.len == 0 || revive(registry, after, rows, count, fault));
}

bool identifier_follow(const Registry *registry, const Person *before, const Person *after,
                       Fault *fault)
{
    Identifier const old_document = of_main(after, before->id_kind, before->citizen_id);
    Identifier const new_document = of_main(after, after->id_kind, after->citizen_id);
    Identifier const old_record = of_main(after, IDENTIFIER_RECORD_NUMBER, before->record_number);
    Identifier const new_record = of_main(after, IDENTIFIER_RECORD_NUMBER, after->record_number);

    return follow_one(registry, &old_document, &new_document, fault) &&
           follow_one(registry, &old_record, &new_record, fault);
}

bool identifier_accept(const Registry *registry, const Person *person, Fault *fault)
{
    Identifier row = of_main(person, person->id_kind, person->citizen_id);

    row.verified = IDENTIFIER_UNVERIFIABLE;
    row.verified_at = registry->now;
    row.verified_by = registry->actor->account_id;
    return insert_row(registry, &row, fault);
}
