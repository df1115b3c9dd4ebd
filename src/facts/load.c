/* One person's facts from the store. */
#include "facts/facts_private.h"
#include "records/value.h"

void facts_read_person(Subject *out, const Statement *row, int at)
{
    out->born_on = (Date){ (int32_t)statement_int(row, at) };
    out->has_died = !statement_is_null(row, at + 1);
    if (out->has_died)
        out->died_on = (Date){ (int32_t)statement_int(row, at + 1) };
    out->sex = code_pack(statement_text(row, at + 2));
}

Stay facts_read_stay(const Statement *row, int at)
{
    return (Stay){
        .from_on = { (int32_t)statement_int(row, at) },
        .is_resident = statement_int(row, at + 1) != 0,
        .kind = statement_is_null(row, at + 2) ? 0 : code_pack(statement_text(row, at + 2)),
        .organisation_id = statement_int(row, at + 3),
        .region_id = statement_int(row, at + 4),
        .worker_id = statement_int(row, at + 5),
    };
}

void facts_read_record(Facts *facts, uint32_t index, const Statement *row, int at)
{
    const Scan *const  scan = &facts->plan->scans[index];
    const Field *const fields = facts->catalog->forms[scan->form].fields;
    Row const          record = facts_add_row(facts, index, statement_int(row, at),
                                              (Date){ (int32_t)statement_int(row, at + 1) });

    for (uint32_t i = 0; i < scan->field_count; i++) {
        int64_t word = 0;
        if (value_read_word(&word, row, at + 2 + (int)i, facts->catalog,
                            fields[scan->fields[i]].type))
            facts_set_field(record, i, word);
    }
}

static bool load_person(Subject *subject, Store *store, Fault *fault)
{
    Statement *statement = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&statement, store,
                        SQL("SELECT born_on, died_on, sex FROM person WHERE person_id = ?1"),
                        fault) ||
        !statement_bind_int(statement, 1, subject->id, fault) ||
        !statement_next(statement, &row, fault))
        goto done;
    if (!row) {
        fault_set(fault, FAULT_NOT_FOUND, "there is no person %lld", (long long)subject->id);
        goto done;
    }
    facts_read_person(subject, statement, 0);
    ok = true;

done:
    statement_close(&statement);
    return ok;
}

static bool load_stays(Facts *facts, Subject *subject, Store *store, Fault *fault)
{
    Statement *statement = NULL;
    bool       row = false;
    bool       ok = false;
    uint32_t   count = 0;

    if (!statement_open(&statement, store,
                        SQL("SELECT from_on, is_resident, kind, organisation_id, region_id,"
                            " worker_id FROM residence WHERE person_id = ?1 ORDER BY from_on"),
                        fault) ||
        !statement_bind_int(statement, 1, subject->id, fault))
        goto done;
    while (true) {
        if (!statement_next(statement, &row, fault))
            goto done;
        if (!row)
            break;
        facts->stays =
            arena_grow(facts->arena, facts->stays, count, &facts->stay_capacity, sizeof(Stay));
        facts->stays[count++] = facts_read_stay(statement, 0);
    }
    if (count == 0) {
        fault_set(fault, FAULT_DAMAGED, "person %lld has no residence", (long long)subject->id);
        goto done;
    }
    subject->stays = facts->stays;
    subject->stay_count = count;
    ok = true;

done:
    statement_close(&statement);
    return ok;
}

static bool load_scan(Facts *facts, uint32_t index, Store *store, int64_t person_id, Fault *fault)
{
    Statement *statement = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&statement, store, facts->plan->scans[index].select_subject, fault) ||
        !statement_bind_int(statement, 1, person_id, fault))
        goto done;
    while (true) {
        if (!statement_next(statement, &row, fault))
            goto done;
        if (!row)
            break;
        facts_read_record(facts, index, statement, 0);
    }
    ok = true;

done:
    statement_close(&statement);
    return ok;
}

bool facts_load_subject(Facts *facts, Store *store, int64_t person_id, Fault *fault)
{
    Subject subject = { .id = person_id };

    if (!load_person(&subject, store, fault) || !load_stays(facts, &subject, store, fault))
        return false;
    facts->subject = subject;
    facts->stamp++;
    facts->episodes_are_known = false;
    return true;
}

static bool load_scans(Facts *facts, Store *store, int64_t person_id, Fault *fault)
{
    for (uint32_t i = 0; i < facts->plan->scan_count; i++)
        if (!load_scan(facts, i, store, person_id, fault))
            return fault_context(fault, "reading the records of person %lld", (long long)person_id);
    return true;
}

bool facts_load(Facts *facts, Store *store, int64_t person_id, Fault *fault)
{
    Subject const nobody = { .id = person_id };

    facts_begin(facts, &nobody);
    return facts_load_subject(facts, store, person_id, fault) &&
           load_scans(facts, store, person_id, fault);
}

bool facts_load_as_one(Facts *facts, Store *store, const Subject *subject, const int64_t *persons,
                       uint32_t person_count, Fault *fault)
{
    facts_begin(facts, subject);
    for (uint32_t i = 0; i < person_count; i++)
        if (!load_scans(facts, store, persons[i], fault))
            return false;
    return true;
}
