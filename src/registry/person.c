#include "registry/person.h"

#include <assert.h>

#include "registry/citizen_id.h"
#include "registry/organisation.h"
#include "registry/person_merge.h"
#include "registry/person_private.h"
#include "registry/record_number.h"

static const struct {
    const char *name, *zh, *en;
} FIELDS[] = {
#define X(field, name, zh, en) { name, zh, en },
#include "registry/person_field.def"
#undef X
};

static_assert(COUNT_OF(FIELDS) == PERSON_FIELD_COUNT, "a field without words");

Str person_field_name(PersonField field)
{
    assert(field < PERSON_FIELD_COUNT);
    return str_from_c(FIELDS[field].name);
}

ProblemPlace person_field_place(PersonField field)
{
    assert(field < PERSON_FIELD_COUNT);
    return (ProblemPlace){ .field = person_field_name(field),
                           .name = { str_from_c(FIELDS[field].zh), str_from_c(FIELDS[field].en) } };
}

/* ---- reading ------------------------------------------------------------------------- */

/* Whoever it is, or who he was found to be: FAULT_NOT_FOUND when there is nobody. */
static bool find_row(Person *out, const Registry *registry, int64_t person_id, Fault *fault)
{
    int64_t survivor = 0;
    bool    is_there = false;

    if (!person_row_find(out, &is_there, registry, person_id, fault))
        return false;
    if (is_there)
        return true;
    if (!person_resolve(&survivor, registry->store, person_id, fault) ||
        (survivor != person_id && !person_row_find(out, &is_there, registry, survivor, fault)))
        return false;
    return is_there || fault_set(fault, FAULT_NOT_FOUND, "there is no such person");
}

/* A person in the actor's place. */
static bool get_row(Person *out, const Registry *registry, int64_t person_id, Fault *fault)
{
    return find_row(out, registry, person_id, fault) &&
           registry_require_place(registry, out->organisation_id, fault);
}

bool person_get(Person *out, const Registry *registry, int64_t person_id, Fault *fault)
{
    return access_require(registry->actor, PERMIT_READ_PERSON, fault) &&
           get_row(out, registry, person_id, fault);
}

bool person_find_by_citizen_id(int64_t *person_id, const Registry *registry, Str citizen_id,
                               Fault *fault)
{
    CitizenId id = { 0 };
    Str const trimmed = str_trim(citizen_id);
    Str const number =
        citizen_id_parse(&id, trimmed) == PROBLEM_NONE ? str_from_c(id.text) : trimmed;

    return access_require(registry->actor, PERMIT_READ_PERSON, fault) &&
           registry_ask_text(person_id, registry->store,
                             SQL("SELECT person_id FROM person WHERE citizen_id = ?1"), number,
                             fault) &&
           (*person_id || person_find_by_alias(person_id, registry->store, PERSON_FIELD_CITIZEN_ID,
                                               number, fault));
}

bool person_find_by_record_number(int64_t *person_id, const Registry *registry, Str record_number,
                                  Fault *fault)
{
    Str const number = str_trim(record_number);

    return access_require(registry->actor, PERMIT_READ_PERSON, fault) &&
           registry_ask_text(person_id, registry->store,
                             SQL("SELECT person_id FROM person WHERE record_number = ?1"), number,
                             fault) &&
           (*person_id || person_find_by_alias(person_id, registry->store,
                                               PERSON_FIELD_RECORD_NUMBER, number, fault));
}

bool person_namesakes(int64_t **ids, uint32_t *count, const Registry *registry, Str name,
                      Date born_on, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = true;

    *ids = arena_array(registry->arena, PERSON_NAMESAKES_MAX, sizeof **ids);
    *count = 0;
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT person_id FROM person WHERE name = ?1 AND born_on = ?2"
                                    " LIMIT 50"),
                                fault);
    binder_add_text(&binder, name);
    binder_add_int(&binder, born_on.days);
    while (ok && row) {
        ok = binder_next(&binder, &row);
        if (ok && row && *count < PERSON_NAMESAKES_MAX)
            (*ids)[(*count)++] = statement_int(select, 0);
    }
    statement_close(&select);
    return ok;
}

bool person_residences(const Residence **out, uint32_t *count, const Registry *registry,
                       int64_t person_id, Fault *fault)
{
    Person     person = { 0 };
    Residence *rows = NULL;

    if (!person_get(&person, registry, person_id, fault) ||
        !residence_read_all(&rows, count, registry, person.person_id, fault))
        return false;
    *out = rows;
    return true;
}

bool person_history(const PersonRevision **out, uint32_t *count, const Registry *registry,
                    int64_t person_id, Fault *fault)
{
    Person          person = { 0 };
    Statement      *select = NULL;
    PersonRevision *rows = NULL;
    uint32_t        capacity = 0;
    bool            ok = false;

    *count = 0;
    if (!person_get(&person, registry, person_id, fault))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT " PERSON_COLUMNS ", superseded_at, superseded_by"
                                    " FROM person_history WHERE person_id = ?1"
                                    " ORDER BY revision DESC"),
                                fault);
    binder_add_int(&binder, person.person_id);
    while (true) {
        bool   row = false;
        Reader reader = reader_open(select, registry->arena);

        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        rows = arena_grow(registry->arena, rows, *count, &capacity, sizeof *rows);
        PersonRevision *const revision = &rows[(*count)++];
        revision->person = person_read(&reader);
        revision->superseded_at = reader_next_int(&reader);
        revision->superseded_by = reader_next_int(&reader);
    }
    *out = rows;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

/* ---- health record numbers ------------------------------------------------------------- */

/* Numbers are never given twice, so the last serial of a village is remembered. */
static bool note_record_number(const Registry *registry, Str record_number, Fault *fault)
{
    RecordNumber number = { 0 };
    Statement   *put = NULL;

    if (record_number.len == 0)
        return true;
    ProblemCode const wrong = record_number_parse(&number, record_number);
    assert(wrong == PROBLEM_NONE);
    Binder binder = binder_open(&put, registry->store,
                                SQL("INSERT INTO record_serial (prefix, serial) VALUES (?1, ?2)"
                                    " ON CONFLICT (prefix) DO UPDATE"
                                    " SET serial = max(serial, excluded.serial)"),
                                fault);
    binder_add_int(&binder, number.prefix);
    binder_add_int(&binder, number.serial);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

static bool take_record_number(Person *person, const Registry *registry, Problems *problems,
                               Fault *fault)
{
    int64_t prefix = 0;
    int64_t serial = 0;

    if (record_number_prefix(&prefix, person->region_id) &&
        !registry_ask_id(&serial, registry->store,
                         SQL("SELECT serial FROM record_serial WHERE prefix = ?1"), prefix, fault))
        return false;
    if (prefix == 0 || serial >= RECORD_NUMBER_SERIAL_MAX) {
        problem_add(problems, PROBLEM_RULE, person_field_place(PERSON_FIELD_RECORD_NUMBER))->text =
            (Label){ SV("所在村（居）无法编号，请填写健康档案编号"),
                     SV("no number can be given for this region; enter one") };
        return true;
    }
    person->record_number = record_number_format(registry->arena, prefix, (uint32_t)serial + 1);
    return true;
}

PersonEntry person_entry_of(const Person *person)
{
    return (PersonEntry){
        .person_id = person->person_id,
        .revision = person->revision,
        .citizen_id = person->citizen_id,
        .id_kind = person->id_kind,
        .record_number = person->record_number,
        .name = person->name,
        .sex = person->sex,
        .born_on = person->born_on,
        .phone = person->phone,
        .address = person->address,
        .household_id = person->household_id,
        .relation = person->relation,
        .ethnic = person->ethnic,
    };
}

/* ---- registering and amending ------------------------------------------------------------- */

static void spell(Person *person, const Registry *registry)
{
    Spelling const spelling = pinyin_of_person(registry->pinyin, registry->arena, person->name);

    person->name_pinyin = spelling.full;
    person->name_initials = spelling.initials;
}

void person_copy_residence(Person *person, const Residence *residence)
{
    person->is_resident = residence->is_resident;
    person->residence = residence->kind;
    person->organisation_id = residence->organisation_id;
    person->region_id = residence->region_id;
    person->worker_id = residence->worker_id;
}

static bool audit(const Registry *registry, AuditAction action, const PersonChange *change,
                  Str detail, Fault *fault)
{
    return audit_write(registry->store, registry->actor,
                       (AuditEntry){ .at = registry->now,
                                     .action = action,
                                     .subject = AUDIT_OF_PERSON,
                                     .subject_id = change->person_id,
                                     .revision = change->revision,
                                     .detail = detail },
                       fault);
}

static bool check_new(Person *out, const Registry *registry, const PersonEntry *entry,
                      const Residence *first, Problems *problems, Fault *fault)
{
    Person const nobody = { .died_on = DATE_MAX };

    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !person_check(out, registry, entry, &nobody, problems, fault) ||
        !residence_check(registry, first, out, problems, fault))
        return false;
    person_copy_residence(out, first);
    if (out->record_number.len == 0 && entry->next_record_number &&
        !take_record_number(out, registry, problems, fault))
        return false;
    if (problems->error_count)
        return problems_refuse(problems, fault);
    return registry_require_place(registry, out->organisation_id, fault);
}

/* Whether the number that was entered is one that only a supervisor takes. */
static bool is_let_be(const PersonEntry *entry, const Person *person)
{
    CitizenId id = { 0 };

    return entry->unverifiable && str_equal(person->id_kind, IDENTIFIER_IDENTITY_CARD) &&
           citizen_id_parse(&id, person->citizen_id) != PROBLEM_NONE;
}

bool person_register(PersonChange *out, const Registry *registry, const PersonEntry *entry,
                     const Residence *first, Problems *problems, Fault *fault)
{
    Person person = { 0 };

    assert(store_in_transaction(registry->store));
    if (!check_new(&person, registry, entry, first, problems, fault))
        return fault_context(fault, "registering a person");
    person.person_id = entry->person_id ? entry->person_id : id_next(registry->ids, registry->now);
    person.revision = 1;
    spell(&person, registry);

    PersonChange const change = { .person_id = person.person_id,
                                  .revision = 1,
                                  .changed = PERSON_CHANGED_NEW,
                                  .since = DATE_MIN };
    if (!person_row_insert(registry, &person, fault) ||
        !residence_insert(registry, person.person_id, first, fault) ||
        (is_let_be(entry, &person) && !identifier_accept(registry, &person, fault)) ||
        !note_record_number(registry, person.record_number, fault) ||
        !audit(registry, AUDIT_PERSON_REGISTER, &change, SV(""), fault))
        return fault_context(fault, "registering a person");
    *out = change;
    return true;
}

/* The fields that are different: bits of PersonChanged, and their names. */
static uint32_t compare(Buf *names, const Person *a, const Person *b)
{
    static const PersonField FIELDS_OF_ENTRY[] = {
        PERSON_FIELD_CITIZEN_ID, PERSON_FIELD_ID_KIND, PERSON_FIELD_RECORD_NUMBER,
        PERSON_FIELD_NAME,       PERSON_FIELD_SEX,     PERSON_FIELD_BORN_ON,
        PERSON_FIELD_PHONE,      PERSON_FIELD_ADDRESS, PERSON_FIELD_HOUSEHOLD,
        PERSON_FIELD_RELATION,   PERSON_FIELD_ETHNIC,
    };
    uint32_t changed = 0;

    for (size_t i = 0; i < COUNT_OF(FIELDS_OF_ENTRY); i++) {
        PersonField const field = FIELDS_OF_ENTRY[i];
        bool const        is_of_birth = field == PERSON_FIELD_SEX || field == PERSON_FIELD_BORN_ON;

        if (person_field_equal(a, b, field))
            continue;
        registry_note_change(names, true, FIELDS[field].name);
        changed |= is_of_birth ? PERSON_CHANGED_BIRTH : PERSON_CHANGED_WORDS;
    }
    return changed;
}

bool person_amend(PersonChange *out, const Registry *registry, const PersonEntry *entry,
                  Problems *problems, Fault *fault)
{
    Person before = { 0 };
    Person after = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !get_row(&before, registry, entry->person_id, fault) ||
        !registry_require_revision(entry->revision, before.revision, fault) ||
        !person_check(&after, registry, entry, &before, problems, fault) ||
        (entry->record_number.len == 0 && entry->next_record_number &&
         !take_record_number(&after, registry, problems, fault)) ||
        (problems->error_count && !problems_refuse(problems, fault)))
        return fault_context(fault, "amending a person");
    spell(&after, registry);

    Buf          names = buf_open(registry->arena, AUDIT_DETAIL_BYTES_MAX);
    PersonChange change = { .person_id = before.person_id, .revision = before.revision };
    change.changed = compare(&names, &before, &after);
    change.since = change.changed & PERSON_CHANGED_BIRTH ? DATE_MIN : DATE_MAX;
    if (change.changed) {
        change.revision++;
        if (!person_row_replace(registry, &before, &after, fault) ||
            !identifier_follow(registry, &before, &after, fault) ||
            !person_name_follow(registry, &before, &after, fault) ||
            (is_let_be(entry, &after) && !str_equal(before.citizen_id, after.citizen_id) &&
             !identifier_accept(registry, &after, fault)) ||
            !note_record_number(registry, after.record_number, fault) ||
            !audit(registry, AUDIT_PERSON_AMEND, &change, buf_str(&names), fault))
            return fault_context(fault, "amending a person");
    }
    *out = change;
    return true;
}

/* ---- moving ------------------------------------------------------------------------------ */

/* The residence in force just before a day, or NULL. */
static const Residence *residence_before(const Residence *rows, uint32_t count, Date day)
{
    const Residence *found = NULL;

    for (uint32_t i = 0; i < count && rows[i].from_on.days < day.days; i++)
        found = &rows[i];
    return found;
}

static const Residence *residence_on(const Residence *rows, uint32_t count, Date day)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].from_on.days == day.days)
            return &rows[i];
    return NULL;
}

/* Who leaves keeps the post that looked after them last, which has the file. */
static Residence complete_leaving(const Residence *to, const Residence *last)
{
    Residence residence = *to;

    if (to->is_resident || !last)
        return residence;
    if (residence.kind.len == 0)
        residence.kind = last->kind;
    if (residence.organisation_id == 0)
        residence.organisation_id = last->organisation_id;
    if (residence.region_id == 0)
        residence.region_id = last->region_id;
    if (residence.worker_id == 0)
        residence.worker_id = last->worker_id;
    return residence;
}

bool residence_is_same(const Residence *a, const Residence *b)
{
    return a->is_resident == b->is_resident && str_equal(a->kind, b->kind) &&
           a->organisation_id == b->organisation_id && a->region_id == b->region_id &&
           a->worker_id == b->worker_id && str_equal(a->reason, b->reason) &&
           str_equal(a->elsewhere, b->elsewhere) && a->return_on.days == b->return_on.days;
}

/* The person is in the actor's place, or comes into it. */
static bool require_either_place(const Registry *registry, const Person *person,
                                 const Residence *to, Fault *fault)
{
    int64_t const                 own = registry->actor->organisation_id;
    const OrganisationTree *const tree = registry->organisations;

    return access_require_place(
        registry->actor,
        organisation_is_inside(tree, person->organisation_id, own) ||
            (to->is_resident && organisation_is_inside(tree, to->organisation_id, own)),
        fault);
}

/* Bring the copies in the person's row up to the latest residence; when they are so
 * already, the row is left alone. */
static bool follow_residence(PersonChange *change, const Registry *registry, const Person *before,
                             Fault *fault)
{
    Residence *rows = NULL;
    uint32_t   count = 0;
    Person     after = *before;

    if (!residence_read_all(&rows, &count, registry, before->person_id, fault))
        return false;
    assert(count > 0);
    person_copy_residence(&after, &rows[count - 1]);
    change->revision = before->revision;
    if (after.is_resident == before->is_resident && str_equal(after.residence, before->residence) &&
        after.organisation_id == before->organisation_id && after.region_id == before->region_id &&
        after.worker_id == before->worker_id)
        return true;
    change->revision++;
    return person_row_replace(registry, before, &after, fault);
}

bool person_move(PersonChange *out, const Registry *registry, int64_t person_id,
                 const Residence *to, Problems *problems, Fault *fault)
{
    Person     person = { 0 };
    Residence *rows = NULL;
    uint32_t   count = 0;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !find_row(&person, registry, person_id, fault) ||
        !require_either_place(registry, &person, to, fault) ||
        !residence_read_all(&rows, &count, registry, person.person_id, fault))
        return fault_context(fault, "recording a move");

    Residence const residence = complete_leaving(to, residence_before(rows, count, to->from_on));
    const Residence *const replaced = residence_on(rows, count, to->from_on);
    PersonChange           change = { .person_id = person.person_id,
                                      .revision = person.revision,
                                      .changed = PERSON_CHANGED_RESIDENCE,
                                      .since = to->from_on };
    if (!residence_check(registry, &residence, &person, problems, fault) ||
        (problems->error_count && !problems_refuse(problems, fault)))
        return fault_context(fault, "recording a move");
    if (replaced && residence_is_same(replaced, &residence)) {
        *out = (PersonChange){ .person_id = person.person_id,
                               .revision = person.revision,
                               .since = DATE_MAX };
        return true;
    }
    if ((replaced && !residence_remove(registry, person.person_id, to->from_on, fault)) ||
        !residence_insert(registry, person.person_id, &residence, fault) ||
        !follow_residence(&change, registry, &person, fault) ||
        !audit(registry, AUDIT_PERSON_MOVE, &change, SV("residence"), fault))
        return fault_context(fault, "recording a move");
    *out = change;
    return true;
}

bool person_undo_move(PersonChange *out, const Registry *registry, int64_t person_id, Date from_on,
                      Problems *problems, Fault *fault)
{
    Person       person = { 0 };
    Residence   *rows = NULL;
    uint32_t     count = 0;
    PersonChange change = { .changed = PERSON_CHANGED_RESIDENCE, .since = from_on };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !get_row(&person, registry, person_id, fault) ||
        !residence_read_all(&rows, &count, registry, person.person_id, fault))
        return fault_context(fault, "taking back a move");
    change.person_id = person.person_id;
    if (!residence_on(rows, count, from_on))
        problem_add(problems, PROBLEM_UNKNOWN, person_field_place(PERSON_FIELD_FROM_ON));
    else if (count == 1)
        problem_add(problems, PROBLEM_RULE, person_field_place(PERSON_FIELD_FROM_ON))->text =
            (Label){ SV("至少应保留一条居住记录"), SV("one residence always remains") };
    if ((problems->error_count && !problems_refuse(problems, fault)) ||
        !residence_remove(registry, person.person_id, from_on, fault) ||
        !follow_residence(&change, registry, &person, fault) ||
        !audit(registry, AUDIT_PERSON_UNDO_MOVE, &change, SV("residence"), fault))
        return fault_context(fault, "taking back a move");
    *out = change;
    return true;
}

/* ---- dying --------------------------------------------------------------------------------- */

static void check_death(const Registry *registry, const Person *person, Date died_on,
                        Problems *problems)
{
    ProblemPlace const at = person_field_place(PERSON_FIELD_DIED_ON);

    if (died_on.days == DATE_MAX.days)
        return;
    if (died_on.days > registry_today(registry).days)
        problem_add(problems, PROBLEM_FUTURE, at);
    else if (died_on.days < person->born_on.days)
        problem_add(problems, PROBLEM_BEFORE, at)->other =
            person_field_place(PERSON_FIELD_BORN_ON).name;
}

bool person_record_death(PersonChange *out, const Registry *registry, int64_t person_id,
                         Date died_on, Problems *problems, Fault *fault)
{
    Person before = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !get_row(&before, registry, person_id, fault))
        return fault_context(fault, "recording a death");
    check_death(registry, &before, died_on, problems);
    if (problems->error_count && !problems_refuse(problems, fault))
        return fault_context(fault, "recording a death");

    Person       after = before;
    PersonChange change = { .person_id = before.person_id,
                            .revision = before.revision,
                            .since = DATE_MAX };
    after.died_on = died_on;
    if (died_on.days != before.died_on.days) {
        change.revision++;
        change.changed = PERSON_CHANGED_DEATH;
        change.since = died_on.days < before.died_on.days ? died_on : before.died_on;
        if (!person_row_replace(registry, &before, &after, fault) ||
            !audit(registry, AUDIT_PERSON_DEATH, &change, SV("died_on"), fault))
            return fault_context(fault, "recording a death");
    }
    *out = change;
    return true;
}
