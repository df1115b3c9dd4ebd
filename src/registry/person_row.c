/* Rows of persons and residences. */
#include <assert.h>

#include "registry/person_private.h"
#include "registry/touch.h"

#define RESIDENCE_COLUMNS                                                                          \
    "person_id, from_on, is_resident, kind, organisation_id, region_id, worker_id, reason,"        \
    " elsewhere, return_on, recorded_at, recorded_by"

/* ---- persons --------------------------------------------------------------------------- */

Person person_read(Reader *reader)
{
    Person person = { 0 };

    person.person_id = reader_next_int(reader);
    person.citizen_id = reader_next_text(reader);
    person.id_kind = reader_next_text(reader);
    person.record_number = reader_next_text(reader);
    person.name = reader_next_text(reader);
    person.name_pinyin = reader_next_text(reader);
    person.name_initials = reader_next_text(reader);
    person.sex = reader_next_text(reader);
    person.born_on = reader_next_date(reader, DATE_MIN);
    person.died_on = reader_next_date(reader, DATE_MAX);
    person.phone = reader_next_text(reader);
    person.address = reader_next_text(reader);
    person.household_id = reader_next_int(reader);
    person.relation = reader_next_text(reader);
    person.ethnic = reader_next_text(reader);
    person.is_resident = reader_next_int(reader) != 0;
    person.residence = reader_next_text(reader);
    person.organisation_id = reader_next_int(reader);
    person.region_id = reader_next_int(reader);
    person.worker_id = reader_next_int(reader);
    person.recorded_at = reader_next_int(reader);
    person.recorded_by = reader_next_int(reader);
    person.revision = (uint32_t)reader_next_int(reader);
    return person;
}

static void bind_person(Binder *binder, const Registry *registry, const Person *person)
{
    binder_add_int(binder, person->person_id);
    binder_add_words(binder, person->citizen_id);
    binder_add_words(binder, person->id_kind);
    binder_add_words(binder, person->record_number);
    binder_add_text(binder, person->name);
    binder_add_words(binder, person->name_pinyin);
    binder_add_words(binder, person->name_initials);
    binder_add_text(binder, person->sex);
    binder_add_int(binder, person->born_on.days);
    binder_add_date(binder, person->died_on, DATE_MAX);
    binder_add_words(binder, person->phone);
    binder_add_words(binder, person->address);
    binder_add_id(binder, person->household_id);
    binder_add_words(binder, person->relation);
    binder_add_words(binder, person->ethnic);
    binder_add_int(binder, person->is_resident);
    binder_add_words(binder, person->residence);
    binder_add_id(binder, person->organisation_id);
    binder_add_id(binder, person->region_id);
    binder_add_id(binder, person->worker_id);
    binder_add_int(binder, registry->now);
    binder_add_int(binder, registry->actor->account_id);
    binder_add_int(binder, person->revision);
}

bool person_row_find(Person *out, bool *is_there, const Registry *registry, int64_t person_id,
                     Fault *fault)
{
    Statement *select = NULL;
    Binder     binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " PERSON_COLUMNS " FROM person WHERE person_id = ?1"), fault);

    binder_add_int(&binder, person_id);
    *is_there = false;
    bool const ok = binder_next(&binder, is_there);
    if (ok && *is_there) {
        Reader reader = reader_open(select, registry->arena);
        *out = person_read(&reader);
    }
    statement_close(&select);
    return ok;
}

bool person_row_insert(const Registry *registry, const Person *person, Fault *fault)
{
    Statement *insert = NULL;
    Binder     binder = binder_open(
            &insert, registry->store,
            SQL("INSERT INTO person (" PERSON_COLUMNS ")"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
                    "  ?17, ?18, ?19, ?20, ?21, ?22, ?23)"),
            fault);

    assert(person->name.len && person->sex.len == 1 && person->born_on.days > DATE_MIN.days);
    bind_person(&binder, registry, person);
    bool const ok = binder_run(&binder) && person_terms_replace(registry, NULL, person, fault) &&
                    touch_person(registry->store, NULL, person, fault);
    statement_close(&insert);
    return ok;
}

static const Sql ARCHIVE = { "INSERT INTO person_history (" PERSON_COLUMNS
                             ", superseded_at, superseded_by)"
                             " SELECT " PERSON_COLUMNS
                             ", ?2, ?3 FROM person WHERE person_id = ?1" };

bool person_row_replace(const Registry *registry, const Person *before, Person *after, Fault *fault)
{
    Statement *update = NULL;
    Binder     binder = binder_open(
            &update, registry->store,
            SQL("UPDATE person SET citizen_id = ?2, id_kind = ?3, record_number = ?4, name = ?5,"
                    " name_pinyin = ?6, name_initials = ?7, sex = ?8, born_on = ?9, died_on = ?10,"
                    " phone = ?11, address = ?12, household_id = ?13, relation = ?14, ethnic = ?15,"
                    " is_resident = ?16, residence = ?17, organisation_id = ?18, region_id = ?19,"
                    " worker_id = ?20, recorded_at = ?21, recorded_by = ?22, revision = ?23"
                    " WHERE person_id = ?1"),
            fault);

    assert(before->person_id == after->person_id);
    after->revision = before->revision + 1;
    bind_person(&binder, registry, after);
    bool const ok = binder.ok && registry_archive(registry, ARCHIVE, after->person_id, fault) &&
                    binder_run(&binder) && person_terms_replace(registry, before, after, fault) &&
                    touch_person(registry->store, before, after, fault);
    statement_close(&update);
    return ok;
}

bool person_row_remove(const Registry *registry, const Person *person, Fault *fault)
{
    Statement *remove = NULL;
    Binder     binder = binder_open(&remove, registry->store,
                                    SQL("DELETE FROM person WHERE person_id = ?1"), fault);

    binder_add_int(&binder, person->person_id);
    bool const ok = binder.ok && registry_archive(registry, ARCHIVE, person->person_id, fault) &&
                    binder_run(&binder) && person_terms_replace(registry, person, NULL, fault) &&
                    touch_person(registry->store, person, NULL, fault);
    statement_close(&remove);
    return ok;
}

bool person_row_revisions(Person **out, uint32_t *count, const Registry *registry,
                          int64_t person_id, uint32_t from, Fault *fault)
{
    Statement *select = NULL;
    Person    *rows = NULL;
    uint32_t   capacity = 0;
    bool       row = true;
    bool       ok = true;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " PERSON_COLUMNS " FROM person_history"
                                            " WHERE person_id = ?1 AND revision >= ?2"
                                            " UNION ALL SELECT " PERSON_COLUMNS " FROM person"
                                            " WHERE person_id = ?1 AND revision >= ?2"
                                            " ORDER BY revision"),
                                    fault);

    binder_add_int(&binder, person_id);
    binder_add_int(&binder, from);
    *count = 0;
    while (ok && row) {
        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        Reader reader = reader_open(select, registry->arena);
        rows = arena_grow(registry->arena, rows, *count, &capacity, sizeof *rows);
        rows[(*count)++] = person_read(&reader);
    }
    *out = rows;
    statement_close(&select);
    return ok;
}

/* ---- residences -------------------------------------------------------------------------- */

static Residence read_residence(Reader *reader)
{
    Residence residence = { 0 };

    (void)reader_next_int(reader); /* whose it is */
    residence.from_on = reader_next_date(reader, DATE_MIN);
    residence.is_resident = reader_next_int(reader) != 0;
    residence.kind = reader_next_text(reader);
    residence.organisation_id = reader_next_int(reader);
    residence.region_id = reader_next_int(reader);
    residence.worker_id = reader_next_int(reader);
    residence.reason = reader_next_text(reader);
    residence.elsewhere = reader_next_text(reader);
    residence.return_on = reader_next_date(reader, RETURN_UNKNOWN);
    residence.recorded_at = reader_next_int(reader);
    residence.recorded_by = reader_next_int(reader);
    return residence;
}

static void read_stay(void *element, Reader *reader)
{
    *(Residence *)element = read_residence(reader);
}

bool residence_restore(const Registry *registry, int64_t person_id, const Residence *residence,
                       Fault *fault)
{
    Statement *insert = NULL;
    Binder     binder = binder_open(&insert, registry->store,
                                    SQL("INSERT INTO residence (" RESIDENCE_COLUMNS ")"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
                                            "  ?11, ?12)"),
                                    fault);

    binder_add_int(&binder, person_id);
    binder_add_int(&binder, residence->from_on.days);
    binder_add_int(&binder, residence->is_resident);
    binder_add_words(&binder, residence->kind);
    binder_add_id(&binder, residence->organisation_id);
    binder_add_id(&binder, residence->region_id);
    binder_add_id(&binder, residence->worker_id);
    binder_add_words(&binder, residence->reason);
    binder_add_words(&binder, residence->elsewhere);
    binder_add_date(&binder, residence->return_on, RETURN_UNKNOWN);
    binder_add_int(&binder, residence->recorded_at);
    binder_add_int(&binder, residence->recorded_by);
    bool const ok =
        binder_run(&binder) && touch_id(registry->store, TOUCHED_PERSON, person_id, fault);
    statement_close(&insert);
    return ok;
}

bool residence_insert(const Registry *registry, int64_t person_id, const Residence *residence,
                      Fault *fault)
{
    Residence stamped = *residence;

    stamped.recorded_at = registry->now;
    stamped.recorded_by = registry->actor->account_id;
    return residence_restore(registry, person_id, &stamped, fault);
}

bool residence_remove(const Registry *registry, int64_t person_id, Date from_on, Fault *fault)
{
    Statement *keep = NULL;
    Statement *remove = NULL;
    Binder     keeper = binder_open(
            &keep, registry->store,
            SQL("INSERT INTO residence_history (" RESIDENCE_COLUMNS ", superseded_at, superseded_by)"
                    " SELECT " RESIDENCE_COLUMNS
                ", ?3, ?4 FROM residence WHERE person_id = ?1 AND from_on = ?2"),
            fault);
    bool ok = false;

    binder_add_int(&keeper, person_id);
    binder_add_int(&keeper, from_on.days);
    binder_add_int(&keeper, registry->now);
    binder_add_int(&keeper, registry->actor->account_id);
    if (!binder_run(&keeper))
        goto done;
    assert(statement_changes(keep) == 1);

    Binder remover =
        binder_open(&remove, registry->store,
                    SQL("DELETE FROM residence WHERE person_id = ?1 AND from_on = ?2"), fault);
    binder_add_int(&remover, person_id);
    binder_add_int(&remover, from_on.days);
    ok = binder_run(&remover) && touch_id(registry->store, TOUCHED_PERSON, person_id, fault);

done:
    statement_close(&remove);
    statement_close(&keep);
    return ok;
}

/* All rows of a statement that is bound. */
static bool read_residences(Residence **out, uint32_t *count, const Registry *registry,
                            Binder *binder)
{
    *out = binder_rows(binder, registry->arena, sizeof **out, UINT32_MAX, read_stay, count);
    return binder->ok;
}

bool residence_read_all(Residence **out, uint32_t *count, const Registry *registry,
                        int64_t person_id, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(
            &select, registry->store,
            SQL("SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = ?1 ORDER BY from_on"),
            fault);

    binder_add_int(&binder, person_id);
    bool const ok = read_residences(out, count, registry, &binder);
    statement_close(&select);
    return ok;
}

bool residence_keep_side(const Registry *registry, int64_t merge_id, const char *side,
                         int64_t person_id, Fault *fault)
{
    Statement *insert = NULL;
    Binder     binder =
        binder_open(&insert, registry->store,
                    SQL("INSERT INTO person_merge_stay (merge_id, side, " RESIDENCE_COLUMNS ")"
                        " SELECT ?1, ?2, " RESIDENCE_COLUMNS " FROM residence"
                        " WHERE person_id = ?3"),
                    fault);

    binder_add_int(&binder, merge_id);
    binder_add_text(&binder, str_from_c(side));
    binder_add_int(&binder, person_id);
    bool const ok = binder_run(&binder);
    statement_close(&insert);
    return ok;
}

bool residence_read_side(Residence **out, uint32_t *count, const Registry *registry,
                         int64_t merge_id, const char *side, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " RESIDENCE_COLUMNS " FROM person_merge_stay"
                                            " WHERE merge_id = ?1 AND side = ?2 ORDER BY from_on"),
                                    fault);

    binder_add_int(&binder, merge_id);
    binder_add_text(&binder, str_from_c(side));
    bool const ok = read_residences(out, count, registry, &binder);
    statement_close(&select);
    return ok;
}
