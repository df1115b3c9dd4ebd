/* Persons, and where they have lived, as rows of a file.
 *
 * A row about somebody who is registered amends what is different; a cell that is
 * empty says nothing. All that a row asks for is done, or nothing of it. */
#include "exchange/csv/cell.h"
#include "exchange/csv/columns.h"
#include "exchange/csv/import_private.h"
#include "registry/citizen_id.h"
#include "registry/household.h"
#include "registry/identifier.h"
#include "registry/person_merge.h"

/* Half a second's work: the more rows share a commit, the fewer pages of the index of
 * names are written twice, and the longer does everybody else wait. */
enum { BATCH_ROWS = 2000 };

static const PersonColumns PERSON_KEYS = { PERSON_CITIZEN_ID, PERSON_RECORD_NUMBER, PERSON_ID };

static Str identity_of_person(const Import *import, const ImportRow *row, Arena *arena)
{
    Str const key = import_person_key(import, row, PERSON_KEYS, arena);
    Str const name = import_cell(import, row, PERSON_NAME);
    Str const sex = import_cell(import, row, PERSON_SEX);
    Str const born_on = import_cell(import, row, PERSON_BORN_ON);
    Str const post = import_cell(import, row, PERSON_ORGANISATION);
    Str const distinct = import_cell(import, row, PERSON_DISTINCT);

    if (key.len)
        return key;
    return str_format(arena, "%.*s|%.*s|%.*s|%.*s|%.*s", (int)name.len, name.ptr, (int)sex.len,
                      sex.ptr, (int)born_on.len, born_on.ptr, (int)post.len, post.ptr,
                      (int)distinct.len, distinct.ptr);
}

/* What a row says, as far as it was understood. */
typedef struct {
    PersonEntry entry;
    Residence   residence;
    Date        died_on; /* DATE_MAX: it does not say */
    ImportAlike alike;   /* of one who is new */
} PersonRow;

/* ---- who it is ------------------------------------------------------------------------------ */

static void refuse(ImportWork *work, uint32_t column, const char *zh, const char *en)
{
    problem_add(&work->problems, PROBLEM_RULE, import_problem_place(work, column))->text =
        (Label){ str_from_c(zh), str_from_c(en) };
}

bool import_read_person(Person *out, bool *is_there, ImportWork *work, int64_t person_id,
                        Fault *fault)
{
    Fault own = { 0 };

    *is_there = person_get(out, &work->registry, person_id, &own);
    if (*is_there || own.code == FAULT_NOT_FOUND)
        return true;
    *fault = own;
    return false;
}

static bool contradicts(Str a, Str b)
{
    return a.len && b.len && !str_equal(a, b);
}

/* Ids of persons are made by each store and never twice; what is none would be the
 * number of another system, which says nothing here. */
static bool is_made_by_a_store(int64_t id)
{
    static const int64_t DAY_MS = 86400000;

    return id > DAY_MS << 22;
}

/* By the id that a store gave: the one this row means, unless the row says that it is
 * somebody else. A person who is not here keeps the id. */
static bool find_by_id(int64_t *out, PersonRow *row, ImportWork *work, Str citizen_id, Fault *fault)
{
    Date const born_on = row->entry.born_on;
    Str const  text = import_text(work, PERSON_ID);
    int64_t    id = 0;
    Person     person = { 0 };
    bool       is_there = false;
    bool       is_number = false;
    CitizenId  number = { 0 };

    if (text.len == 0)
        return true;
    /* The number of an identity card looks like an id. */
    if (citizen_id_parse(&number, text) == PROBLEM_NONE || !str_to_int(&id, text) ||
        !is_made_by_a_store(id)) {
        if (!identifier_find(&id, &work->registry, SV(""), text, fault))
            return false;
        if (id == 0) {
            refuse(work, PERSON_ID, "不是本平台的居民标识，也不是已登记居民的号码，请删去",
                   "it is no person id of a store, nor anybody's number: leave it out");
            return true;
        }
        is_number = true;
    }
    if (!import_read_person(&person, &is_there, work, id, fault))
        return false;
    if (!is_there) {
        row->entry.person_id = id;
        return true;
    }
    bool const is_same_name =
        str_equal(person.name, row->entry.name) &&
        (born_on.days == DATE_MIN.days || born_on.days == person.born_on.days);
    /* A number of another system may be somebody's by chance. */
    bool const is_other =
        is_number ? !str_equal(person.name, row->entry.name) && born_on.days != person.born_on.days
                  : contradicts(person.citizen_id, citizen_id) && !is_same_name;
    if (is_other)
        refuse(work, PERSON_ID, "该居民标识属于另一人", "this person id is somebody else's here");
    else
        *out = id;
    return true;
}

/* *out is the person, or 0 for a new one, who may have an id of another store. */
static bool find_person(int64_t *out, PersonRow *row, ImportWork *work, Fault *fault)
{
    CitizenId id = { 0 };
    Str const given = row->entry.citizen_id;
    Str const citizen_id =
        citizen_id_parse(&id, given) == PROBLEM_NONE ? str_from_c(id.text) : given;
    Str const record_number = row->entry.record_number;
    Person    person = { 0 };
    bool      is_there = false;

    *out = 0;
    if (citizen_id.len && !person_find_by_citizen_id(out, &work->registry, citizen_id, fault))
        return false;
    if (*out == 0 && citizen_id.len) { /* another number of his: the main one stays */
        if (!identifier_find(out, &work->registry, SV(""), citizen_id, fault))
            return false;
        if (*out)
            row->entry.citizen_id = row->entry.id_kind = SV("");
    }
    if (*out == 0 && record_number.len) {
        if (!person_find_by_record_number(out, &work->registry, record_number, fault))
            return false;
        if (*out && citizen_id.len) { /* a number of a document may come later, not change */
            if (!import_read_person(&person, &is_there, work, *out, fault))
                return false;
            if (contradicts(person.citizen_id, citizen_id))
                *out = 0;
        }
    }
    if (*out == 0 && !find_by_id(out, row, work, citizen_id, fault))
        return false;
    return *out || work->problems.error_count ||
           import_seek_alike(out, &row->alike, work, &row->entry, row->residence.organisation_id,
                             fault);
}

/* ---- households ----------------------------------------------------------------------------- */

/* The household of that code; one that is not there is made where the person lives. */
static bool find_household(int64_t *out, ImportWork *work, const Residence *at, int64_t otherwise,
                           Fault *fault)
{
    Str const code = import_text(work, PERSON_HOUSEHOLD);

    *out = otherwise;
    if (code.len == 0 || work->problems.error_count)
        return true;
    if (!household_find_by_code(out, &work->registry, code, fault))
        return false;
    if (*out)
        return true;
    HouseholdEntry const entry = {
        .code = code,
        .region_id = at->region_id,
        .organisation_id = at->organisation_id,
        .address = import_text(work, PERSON_ADDRESS),
    };
    return household_register(out, &work->registry, &entry, &work->problems, fault);
}

/* Whoever is the head by this row is so in the household. */
static bool follow_head(ImportWork *work, int64_t person_id, int64_t household_id, bool *changed,
                        Fault *fault)
{
    Str const relation = cell_person_code(PERSON_CODE_RELATION, import_text(work, PERSON_RELATION));
    Household household = { 0 };

    if (import_text(work, PERSON_HOUSEHOLD).len == 0 || !str_equal(relation, SV("0")))
        return true;
    if (!household_get(&household, &work->registry, household_id, fault))
        return false;
    if (household.head_id == person_id)
        return true;
    *changed = true;
    HouseholdEntry const entry = {
        .household_id = household_id,
        .revision = household.revision,
        .code = household.code,
        .region_id = household.region_id,
        .organisation_id = household.organisation_id,
        .address = household.address,
        .head_id = person_id,
    };
    return household_amend(&work->registry, &entry, &work->problems, fault);
}

/* ---- a new person --------------------------------------------------------------------------- */

static bool record_death(ImportWork *work, int64_t person_id, Date died_on, bool *changed,
                         Fault *fault)
{
    PersonChange change = { 0 };

    if (!intake_record_death(&change, work->house, &work->job, person_id, died_on, &work->problems,
                             fault))
        return false;
    *changed = *changed || change.changed != 0;
    return true;
}

static bool register_person(ImportWork *work, PersonRow *row, Fault *fault)
{
    PersonEntry *const entry = &row->entry;
    PersonChange       change = { 0 };
    bool               changed = false;

    work->outcome = IMPORT_ADDED;
    entry->distinct_ids = row->alike.distinct_ids;
    entry->distinct_count = row->alike.distinct_count;
    return find_household(&entry->household_id, work, &row->residence, 0, fault) &&
           intake_register_among(&change, work->house, &work->job, entry, &row->residence,
                                 row->alike.matches, row->alike.match_count, &work->problems,
                                 fault) &&
           (row->died_on.days == DATE_MAX.days ||
            record_death(work, change.person_id, row->died_on, &changed, fault)) &&
           follow_head(work, change.person_id, entry->household_id, &changed, fault);
}

/* ---- a person who is registered ------------------------------------------------------------- */

/* A cell that is empty says nothing. */
static void keep_unless_given(Str *text, Str known)
{
    if (text->len == 0)
        *text = known;
}

/* The entry with what is known where the row is silent. */
static void complete_entry(PersonEntry *entry, const Person *known)
{
    entry->person_id = known->person_id;
    entry->revision = known->revision;
    keep_unless_given(&entry->citizen_id, known->citizen_id);
    keep_unless_given(&entry->id_kind, known->id_kind);
    keep_unless_given(&entry->record_number, known->record_number);
    keep_unless_given(&entry->name, known->name);
    keep_unless_given(&entry->sex, known->sex);
    keep_unless_given(&entry->phone, known->phone);
    keep_unless_given(&entry->address, known->address);
    keep_unless_given(&entry->relation, known->relation);
    keep_unless_given(&entry->ethnic, known->ethnic);
    if (entry->born_on.days == DATE_MIN.days)
        entry->born_on = known->born_on;
}

/* Whether the entry may be left out because the person is so already. What only
 * looks different (a telephone with dashes) is found to be the same further down. */
static bool is_same_person(const Person *a, const PersonEntry *b)
{
    return str_equal(a->citizen_id, b->citizen_id) && str_equal(a->id_kind, b->id_kind) &&
           str_equal(a->record_number, b->record_number) && str_equal(a->name, b->name) &&
           str_equal(a->sex, b->sex) && a->born_on.days == b->born_on.days &&
           str_equal(a->phone, b->phone) && str_equal(a->address, b->address) &&
           a->household_id == b->household_id && str_equal(a->relation, b->relation) &&
           str_equal(a->ethnic, b->ethnic);
}

static bool amend_words(ImportWork *work, int64_t person_id, PersonRow *row, const Person *before,
                        bool *changed, Fault *fault)
{
    PersonEntry *const entry = &row->entry;
    PersonChange       change = { 0 };

    complete_entry(entry, before);
    entry->person_id = person_id; /* before it was merged, perhaps */
    if (!find_household(&entry->household_id, work, &row->residence, before->household_id, fault))
        return false;
    if (work->problems.error_count || !is_same_person(before, entry)) {
        if (!intake_amend_person(&change, work->house, &work->job, entry, &work->problems, fault))
            return false;
        *changed = *changed || change.changed != 0;
    }
    return follow_head(work, before->person_id, entry->household_id, changed, fault);
}

static bool is_same_residence(const Residence *a, const Residence *b)
{
    return a->is_resident == b->is_resident && str_equal(a->kind, b->kind) &&
           a->organisation_id == b->organisation_id && a->region_id == b->region_id &&
           a->worker_id == b->worker_id && str_equal(a->reason, b->reason) &&
           str_equal(a->elsewhere, b->elsewhere) && a->return_on.days == b->return_on.days;
}

/* The residence that holds on a day: the last that began by then, or NULL. */
static const Residence *residence_on(const Residence *stays, uint32_t count, Date day)
{
    const Residence *found = NULL;

    for (uint32_t i = 0; i < count && stays[i].from_on.days <= day.days; i++)
        found = &stays[i];
    return found;
}

/* From that day on the person lives so. Without `exact` that is known already when
 * the person lived so before. */
static bool follow_residence(ImportWork *work, int64_t person_id, const Residence *to, bool exact,
                             ImportOutcome *outcome, Fault *fault)
{
    const Residence *stays = NULL;
    PersonChange     change = { 0 };
    Residence        residence = *to;
    uint32_t         count = 0;

    if (!person_residences(&stays, &count, &work->registry, person_id, fault))
        return false;
    const Residence *const held = residence_on(stays, count, to->from_on);
    bool const             replaces = held && held->from_on.days == to->from_on.days;
    bool const             counts = held && (replaces || !exact);
    if (counts && residence.worker_id == 0 && residence.organisation_id == held->organisation_id)
        residence.worker_id = held->worker_id;
    if (counts && residence.reason.len == 0)
        residence.reason = held->reason;
    if (counts && residence.elsewhere.len == 0)
        residence.elsewhere = held->elsewhere;
    if (counts && residence.return_on.days == RETURN_UNKNOWN.days)
        residence.return_on = held->return_on;
    *outcome = IMPORT_UNCHANGED;
    if (counts && work->problems.error_count == 0 && is_same_residence(held, &residence))
        return true;
    if (!intake_move_person(&change, work->house, &work->job, person_id, &residence,
                            &work->problems, fault))
        return false;
    if (change.changed)
        *outcome = replaces ? IMPORT_AMENDED : IMPORT_ADDED;
    return true;
}

/* Whether the row says what was known about somebody who was merged into another since:
 * then it is no news about the survivor. */
static bool is_old_news(bool *out, ImportWork *work, int64_t merged_id, const PersonRow *row,
                        Fault *fault)
{
    PersonEntry entry = row->entry;
    Person      was = { .died_on = DATE_MAX };
    bool        is_there = false;

    if (!person_as_merged(&was, &is_there, &work->registry, merged_id, fault))
        return false;
    complete_entry(&entry, &was);
    entry.household_id = was.household_id;
    *out = is_there && work->problems.error_count == 0 && is_same_person(&was, &entry) &&
           (row->died_on.days == DATE_MAX.days || row->died_on.days == was.died_on.days);
    return true;
}

static bool amend_person(ImportWork *work, int64_t person_id, PersonRow *row, Fault *fault)
{
    Residence *const to = &row->residence;
    ImportOutcome    moved = IMPORT_UNCHANGED;
    Person           person = { 0 };
    bool             changed = false;
    bool             old_news = false;

    if (!person_get(&person, &work->registry, person_id, fault) ||
        (person.person_id != person_id && !is_old_news(&old_news, work, person_id, row, fault)))
        return false;
    work->outcome = IMPORT_UNCHANGED;
    if (old_news)
        return true;
    if (contradicts(person.citizen_id, row->entry.citizen_id)) { /* one that he had once */
        row->entry.citizen_id = SV("");
        row->entry.id_kind = SV("");
        row->entry.record_number = SV("");
    }
    keep_unless_given(&to->kind, person.residence);
    if (to->organisation_id == 0)
        to->organisation_id = person.organisation_id;
    if (to->region_id == 0)
        to->region_id = person.region_id;
    if (!amend_words(work, person_id, row, &person, &changed, fault))
        return false;
    if (to->from_on.days != DATE_MIN.days &&
        !follow_residence(work, person_id, to, false, &moved, fault))
        return false;
    if (row->died_on.days != DATE_MAX.days && row->died_on.days != person.died_on.days &&
        !record_death(work, person_id, row->died_on, &changed, fault))
        return false;
    work->outcome = changed || moved != IMPORT_UNCHANGED ? IMPORT_AMENDED : IMPORT_UNCHANGED;
    return work->problems.error_count == 0 || problems_refuse(&work->problems, fault);
}

/* ---- a row ---------------------------------------------------------------------------------- */

static Str code_text(const ImportWork *work, uint32_t column, PersonCodeSet set)
{
    return cell_person_code(set, import_text(work, column));
}

static bool born_on_is_wrong(const ImportWork *work)
{
    for (uint32_t i = 0; i < work->problems.count; i++)
        if (str_equal(work->problems.items[i].at.field, PERSON_COLUMNS[PERSON_BORN_ON].name))
            return true;
    return false;
}

static bool run_person(ImportWork *work, Fault *fault)
{
    int64_t person_id = 0;
    PersonRow row = {
        .entry = {
            .citizen_id = import_text(work, PERSON_CITIZEN_ID),
            .id_kind = code_text(work, PERSON_ID_KIND, PERSON_CODE_ID_KIND),
            .record_number = import_text(work, PERSON_RECORD_NUMBER),
            .name = import_text(work, PERSON_NAME),
            .sex = code_text(work, PERSON_SEX, PERSON_CODE_SEX),
            .born_on = import_date(work, PERSON_BORN_ON, DATE_MIN),
            .phone = import_text(work, PERSON_PHONE),
            .address = import_text(work, PERSON_ADDRESS),
            .relation = code_text(work, PERSON_RELATION, PERSON_CODE_RELATION),
            .ethnic = code_text(work, PERSON_ETHNIC, PERSON_CODE_ETHNIC),
        },
        .residence = {
            .from_on = import_date(work, PERSON_RESIDENT_FROM, DATE_MIN),
            .is_resident = import_bool(work, PERSON_IS_RESIDENT, true),
            .kind = code_text(work, PERSON_RESIDENCE_KIND, PERSON_CODE_RESIDENCE),
            .organisation_id = import_organisation(work, PERSON_ORGANISATION, 0),
            .region_id = import_region(work, PERSON_REGION, 0),
        },
        .died_on = import_date(work, PERSON_DIED_ON, DATE_MAX),
    };

    /* A day of birth that was not understood is as one that is not given: the number of
     * the document may tell it, and a first day is not found to be before it. */
    if (born_on_is_wrong(work))
        row.entry.born_on = DATE_MIN;
    if (!import_worker(&row.residence.worker_id, work, PERSON_WORKER, 0, fault) ||
        !find_person(&person_id, &row, work, fault))
        return false;
    return person_id ? amend_person(work, person_id, &row, fault)
                     : register_person(work, &row, fault);
}

const ImportKind IMPORT_PERSONS = {
    .what = SHEET_TEXT("persons"),
    .columns = PERSON_COLUMNS,
    .column_count = COUNT_OF(PERSON_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_person,
    .run = run_person,
};

/* ---- residences ----------------------------------------------------------------------------- */

static const PersonColumns STAY_KEYS = { STAY_CITIZEN_ID, STAY_RECORD_NUMBER, STAY_PERSON_ID };

static Str identity_of_stay(const Import *import, const ImportRow *row, Arena *arena)
{
    Str const key = import_person_key(import, row, STAY_KEYS, arena);
    Str const from = import_cell(import, row, STAY_FROM);

    return str_format(arena, "%.*s|%.*s", (int)key.len, key.ptr, (int)from.len, from.ptr);
}

static bool run_stay(ImportWork *work, Fault *fault)
{
    int64_t   person_id = 0;
    Residence to = {
        .from_on = import_date(work, STAY_FROM, DATE_MIN),
        .is_resident = import_bool(work, STAY_IS_RESIDENT, true),
        .kind = code_text(work, STAY_KIND, PERSON_CODE_RESIDENCE),
        .organisation_id = import_organisation(work, STAY_ORGANISATION, 0),
        .region_id = import_region(work, STAY_REGION, 0),
        .reason = import_text(work, STAY_REASON),
        .elsewhere = import_text(work, STAY_ELSEWHERE),
        .return_on = import_date(work, STAY_RETURN, RETURN_UNKNOWN),
    };

    if (!import_worker(&to.worker_id, work, STAY_WORKER, 0, fault) ||
        !import_person(&person_id, work, STAY_KEYS, fault))
        return false;
    if (person_id == 0)
        return problems_refuse(&work->problems, fault);
    return follow_residence(work, person_id, &to, true, &work->outcome, fault);
}

const ImportKind IMPORT_RESIDENCES = {
    .what = SHEET_TEXT("residences"),
    .columns = STAY_COLUMNS,
    .column_count = COUNT_OF(STAY_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_stay,
    .run = run_stay,
};
