/* One person's facts from the store. */
#include "facts/facts_private.h"
#include "records/value.h"

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
    subject->born_on = (Date){ (int32_t)statement_int(statement, 0) };
    subject->has_died = !statement_is_null(statement, 1);
    if (subject->has_died)
        subject->died_on = (Date){ (int32_t)statement_int(statement, 1) };
    subject->sex = code_pack(statement_text(statement, 2));
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
        facts->stays[count++] = (Stay){
            .from_on = { (int32_t)statement_int(statement, 0) },
            .is_resident = statement_int(statement, 1) != 0,
            .kind = statement_is_null(statement, 2) ? 0 : code_pack(statement_text(statement, 2)),
            .organisation_id = statement_int(statement, 3),
            .region_id = statement_int(statement, 4),
            .worker_id = statement_int(statement, 5),
        };
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

static bool load_scan(Facts *facts, uint32_t index, Store *store, Fault *fault)
{
    const Scan *const scan = &facts->plan->scans[index];
    const Form *const form = &facts->catalog->forms[scan->form];
    Statement        *statement = NULL;
    bool              row = false;
    bool              ok = false;

    if (!statement_open(&statement, store, scan->select_subject, fault) ||
        !statement_bind_int(statement, 1, facts->subject.id, fault))
        goto done;
    while (true) {
        if (!statement_next(statement, &row, fault))
            goto done;
        if (!row)
            break;
        Row const record = facts_add_row(facts, index, statement_int(statement, 0),
                                         (Date){ (int32_t)statement_int(statement, 1) });
        for (uint32_t i = 0; i < scan->field_count; i++) {
            int64_t word = 0;
            if (value_read_word(&word, statement, 2 + (int)i, facts->catalog,
                                form->fields[scan->fields[i]].type))
                facts_set_field(record, i, word);
        }
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

bool facts_load(Facts *facts, Store *store, int64_t person_id, Fault *fault)
{
    Subject const nobody = { .id = person_id };

    facts_begin(facts, &nobody);
    if (!facts_load_subject(facts, store, person_id, fault))
        return false;
    for (uint32_t i = 0; i < facts->plan->scan_count; i++)
        if (!load_scan(facts, i, store, fault))
            return fault_context(fault, "reading the records of person %lld", (long long)person_id);
    return true;
}
