#include "registry/household.h"

#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "registry/organisation.h"
#include "registry/person_merge.h"
#include "registry/person_private.h"
#include "registry/region.h"
#include "registry/touch.h"

#define COLUMNS                                                                                    \
    "household_id, code, region_id, organisation_id, address, head_id, recorded_at, recorded_by,"  \
    " revision"

static const ProblemPlace AT_CODE = PROBLEM_PLACE("code", "家庭编号", "code");
static const ProblemPlace AT_REGION = PROBLEM_PLACE("region", "所在村（居）", "region");
static const ProblemPlace AT_ORGANISATION =
    PROBLEM_PLACE("organisation", "管理机构", "organisation");
static const ProblemPlace AT_ADDRESS = PROBLEM_PLACE("address", "住址", "address");
static const ProblemPlace AT_HEAD = PROBLEM_PLACE("head", "户主", "head of the household");

/* ---- rows ------------------------------------------------------------------------------ */

static Household read_row(Reader *reader)
{
    Household household = { 0 };

    household.household_id = reader_next_int(reader);
    household.code = reader_next_text(reader);
    household.region_id = reader_next_int(reader);
    household.organisation_id = reader_next_int(reader);
    household.address = reader_next_text(reader);
    household.head_id = reader_next_int(reader);
    household.recorded_at = reader_next_int(reader);
    household.recorded_by = reader_next_int(reader);
    household.revision = (uint32_t)reader_next_int(reader);
    return household;
}

static bool put_row(const Registry *registry, const Household *household, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(
            &put, registry->store,
            SQL("INSERT INTO household (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                    " ON CONFLICT (household_id) DO UPDATE SET code = excluded.code,"
                    "  region_id = excluded.region_id, organisation_id = excluded.organisation_id,"
                    "  address = excluded.address, head_id = excluded.head_id,"
                    "  recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by,"
                    "  revision = excluded.revision"),
            fault);

    binder_add_int(&binder, household->household_id);
    binder_add_words(&binder, household->code);
    binder_add_int(&binder, household->region_id);
    binder_add_int(&binder, household->organisation_id);
    binder_add_words(&binder, household->address);
    binder_add_id(&binder, household->head_id);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, household->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

static bool get_row(Household *out, const Registry *registry, int64_t household_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " COLUMNS " FROM household WHERE household_id = ?1"), fault);

    binder_add_int(&binder, household_id);
    bool ok = binder_next(&binder, &row);
    if (ok && !row)
        ok = fault_set(fault, FAULT_NOT_FOUND, "there is no such household");
    if (ok) {
        Reader reader = reader_open(select, registry->arena);
        *out = read_row(&reader);
    }
    statement_close(&select);
    return ok && registry_require_place(registry, out->organisation_id, fault);
}

static bool is_seen(const Registry *registry, int64_t organisation_id)
{
    return actor_is_system(registry->actor) ||
           organisation_is_inside(registry->organisations, organisation_id,
                                  registry->actor->organisation_id);
}

/* ---- reading --------------------------------------------------------------------------- */

bool household_get(Household *out, const Registry *registry, int64_t household_id, Fault *fault)
{
    return access_require(registry->actor, PERMIT_READ_PERSON, fault) &&
           get_row(out, registry, household_id, fault);
}

bool household_find_by_code(int64_t *household_id, const Registry *registry, Str code, Fault *fault)
{
    return access_require(registry->actor, PERMIT_READ_PERSON, fault) &&
           registry_ask_text(household_id, registry->store,
                             SQL("SELECT household_id FROM household WHERE code = ?1"),
                             str_trim(code), fault);
}

bool household_members(const Person **out, uint32_t *count, const Registry *registry,
                       int64_t household_id, Fault *fault)
{
    Person    *rows = arena_array(registry->arena, LIMIT_PAGE_ROWS, sizeof *rows);
    Statement *select = NULL;
    bool       ok = false;

    *count = 0;
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT " PERSON_COLUMNS " FROM person WHERE household_id = ?1"
                                    " ORDER BY relation IS NOT '0', born_on, person_id"),
                                fault);
    binder_add_int(&binder, household_id);
    while (*count < LIMIT_PAGE_ROWS) {
        bool   row = false;
        Reader reader = reader_open(select, registry->arena);

        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        Person const person = person_read(&reader);
        if (is_seen(registry, person.organisation_id))
            rows[(*count)++] = person;
    }
    *out = rows;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

HouseholdEntry household_entry_of(const Household *household)
{
    return (HouseholdEntry){ .household_id = household->household_id,
                             .revision = household->revision,
                             .code = household->code,
                             .region_id = household->region_id,
                             .organisation_id = household->organisation_id,
                             .address = household->address,
                             .head_id = household->head_id };
}

/* Revisions of one person that follow each other are one stay. */
static void add_stay(HouseholdStay *rows, uint32_t *count, uint32_t *revision, Reader *reader)
{
    HouseholdStay  stay = { .person_id = reader_next_int(reader),
                            .household_id = reader_next_int(reader) };
    uint32_t const at = (uint32_t)reader_next_int(reader);

    stay.name = reader_next_text(reader);
    stay.relation = reader_next_text(reader);
    stay.from_at = reader_next_int(reader);
    stay.until_at = reader_next_int(reader);
    HouseholdStay *const last = *count ? &rows[*count - 1] : NULL;
    if (last && last->person_id == stay.person_id && last->household_id == stay.household_id &&
        *revision + 1 == at) {
        stay.from_at = last->from_at;
        *last = stay;
    } else {
        rows[(*count)++] = stay;
    }
    *revision = at;
}

static int latest_first(const void *a, const void *b)
{
    const HouseholdStay *const left = a;
    const HouseholdStay *const right = b;

    if ((left->until_at == 0) != (right->until_at == 0))
        return left->until_at == 0 ? -1 : 1;
    if (left->from_at != right->from_at)
        return left->from_at > right->from_at ? -1 : 1;
    return (left->person_id > right->person_id) - (left->person_id < right->person_id);
}

bool household_stays(const HouseholdStay **out, uint32_t *count, const Registry *registry,
                     int64_t household_id, int64_t person_id, Fault *fault)
{
#define STAY_OF_ROW "person_id, household_id, revision, name, relation, recorded_at, "
    Statement     *select = NULL;
    HouseholdStay *rows = arena_array(registry->arena, LIMIT_PAGE_ROWS, sizeof *rows);
    uint32_t       revision = 0;
    bool           row = true;
    bool           ok = true;

    *count = 0;
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    Binder binder = binder_open(
        &select, registry->store,
        household_id
            ? SQL("SELECT " STAY_OF_ROW "superseded_at, organisation_id FROM person_history"
                  " WHERE household_id = ?1 UNION ALL SELECT " STAY_OF_ROW
                  "NULL, organisation_id FROM person WHERE household_id = ?1"
                  " ORDER BY person_id, revision")
            : SQL("SELECT " STAY_OF_ROW "superseded_at, organisation_id FROM person_history"
                  " WHERE person_id = ?1 AND household_id IS NOT NULL"
                  " UNION ALL SELECT " STAY_OF_ROW "NULL, organisation_id FROM person"
                  " WHERE person_id = ?1 AND household_id IS NOT NULL"
                  " ORDER BY person_id, revision"),
        fault);
    binder_add_int(&binder, household_id ? household_id : person_id);
    while (ok && *count < LIMIT_PAGE_ROWS) {
        Reader reader = reader_open(select, registry->arena);

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        if (is_seen(registry, statement_int(select, 7)))
            add_stay(rows, count, &revision, &reader);
    }
    statement_close(&select);
    if (*count)
        qsort(rows, *count, sizeof *rows, latest_first);
    *out = rows;
    return ok;
}

/* ---- writing ----------------------------------------------------------------------------- */

static bool check_entry(Problems *problems, const Registry *registry, const HouseholdEntry *entry,
                        Fault *fault)
{
    int64_t taken = 0;
    int64_t head = 0;

    if (entry->code.len)
        registry_check_code(problems, AT_CODE, entry->code);
    registry_check_words(problems, AT_ADDRESS, entry->address, PERSON_ADDRESS_CHARS_MAX, false);
    if (!region_find(registry->regions, entry->region_id))
        problem_add(problems, PROBLEM_UNKNOWN, AT_REGION);
    if (!organisation_find(registry->organisations, entry->organisation_id))
        problem_add(problems, PROBLEM_UNKNOWN, AT_ORGANISATION);
    if (!registry_ask_text(&taken, registry->store,
                           SQL("SELECT household_id FROM household WHERE code = ?1"), entry->code,
                           fault) ||
        !registry_ask_id(&head, registry->store,
                         SQL("SELECT person_id FROM person WHERE person_id = ?1"), entry->head_id,
                         fault))
        return false;
    if (taken && taken != entry->household_id)
        problem_add(problems, PROBLEM_TAKEN, AT_CODE);
    if (head != entry->head_id)
        problem_add(problems, PROBLEM_UNKNOWN, AT_HEAD);
    return problems->error_count == 0 || problems_refuse(problems, fault);
}

static Household apply(const HouseholdEntry *entry, const Household *before)
{
    Household household = *before;

    household.code = entry->code;
    household.region_id = entry->region_id;
    household.organisation_id = entry->organisation_id;
    household.address = entry->address;
    household.head_id = entry->head_id;
    return household;
}

bool household_register(int64_t *household_id, const Registry *registry,
                        const HouseholdEntry *entry, Problems *problems, Fault *fault)
{
    Household const nothing = { 0 };

    HouseholdEntry led = *entry;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !person_resolve(&led.head_id, registry->store, entry->head_id, fault) ||
        !check_entry(problems, registry, &led, fault) ||
        !registry_require_place(registry, entry->organisation_id, fault))
        return fault_context(fault, "registering a household");

    Household household = apply(&led, &nothing);
    household.household_id =
        entry->household_id ? entry->household_id : id_next(registry->ids, registry->now);
    household.revision = 1;
    if (!put_row(registry, &household, fault) ||
        !touch_id(registry->store, TOUCHED_HOUSEHOLD, household.household_id, fault) ||
        !registry_audit(registry, AUDIT_HOUSEHOLD_REGISTER, AUDIT_OF_HOUSEHOLD,
                        household.household_id, SV(""), fault))
        return fault_context(fault, "registering a household");
    *household_id = household.household_id;
    return true;
}

/* The names of what is different, for the audit row. */
static Str list_changes(Arena *arena, const Household *a, const Household *b)
{
    Buf changes = buf_open(arena, AUDIT_DETAIL_BYTES_MAX);

    registry_note_change(&changes, !str_equal(a->code, b->code), "code");
    registry_note_change(&changes, a->region_id != b->region_id, "region");
    registry_note_change(&changes, a->organisation_id != b->organisation_id, "organisation");
    registry_note_change(&changes, !str_equal(a->address, b->address), "address");
    registry_note_change(&changes, a->head_id != b->head_id, "head");
    return buf_str(&changes);
}

bool household_amend(const Registry *registry, const HouseholdEntry *entry, Problems *problems,
                     Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO household_history (" COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " COLUMNS
                                 ", ?2, ?3 FROM household WHERE household_id = ?1" };
    Household        before = { 0 };
    HouseholdEntry   led = *entry;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !get_row(&before, registry, entry->household_id, fault) ||
        !registry_require_revision(entry->revision, before.revision, fault) ||
        !person_resolve(&led.head_id, registry->store, entry->head_id, fault) ||
        !check_entry(problems, registry, &led, fault))
        return fault_context(fault, "amending a household");

    Household after = apply(&led, &before);
    Str const changes = list_changes(registry->arena, &before, &after);
    if (changes.len == 0)
        return true;
    after.revision++;
    if (!registry_archive(registry, ARCHIVE, after.household_id, fault) ||
        !put_row(registry, &after, fault) ||
        !touch_id(registry->store, TOUCHED_HOUSEHOLD, after.household_id, fault) ||
        !registry_audit(registry, AUDIT_HOUSEHOLD_AMEND, AUDIT_OF_HOUSEHOLD, after.household_id,
                        changes, fault))
        return fault_context(fault, "amending a household");
    return true;
}
