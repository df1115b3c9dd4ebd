#include "indicators/stream.h"

/* A statement that stands on its next row, whose first column is the subject. */
typedef struct {
    Statement *statement;
    bool       has_row;
    int64_t    subject_id;
} Feed;

struct Stream {
    Arena      *arena;
    const Plan *plan;
    Feed        persons, stays;
    Feed       *scans; /* per scan */
    Stay       *stay_items;
    uint32_t    stay_capacity;
};

static bool advance(Feed *source, Fault *fault)
{
    if (!statement_next(source->statement, &source->has_row, fault))
        return false;
    if (source->has_row)
        source->subject_id = statement_int(source->statement, 0);
    return true;
}

static bool open_source(Feed *source, Store *store, Sql sql, int64_t from, int64_t to, Fault *fault)
{
    return statement_open(&source->statement, store, sql, fault) &&
           statement_bind_int(source->statement, 1, from, fault) &&
           statement_bind_int(source->statement, 2, to, fault) && advance(source, fault);
}

bool stream_open(Stream **out, Arena *arena, Store *store, const Plan *plan, int64_t from_person,
                 int64_t to_person, Fault *fault)
{
    Stream *stream = arena_alloc(arena, sizeof *stream);

    stream->arena = arena;
    stream->plan = plan;
    stream->scans = arena_array(arena, plan->scan_count, sizeof(Feed));
    bool ok = open_source(&stream->persons, store,
                          SQL("SELECT person_id, born_on, died_on, sex FROM person"
                              " WHERE person_id BETWEEN ?1 AND ?2 ORDER BY person_id"),
                          from_person, to_person, fault) &&
              open_source(&stream->stays, store,
                          SQL("SELECT person_id, from_on, is_resident, kind, organisation_id,"
                              " region_id, worker_id FROM residence"
                              " WHERE person_id BETWEEN ?1 AND ?2 ORDER BY person_id, from_on"),
                          from_person, to_person, fault);
    for (uint32_t i = 0; i < plan->scan_count && ok; i++)
        ok = open_source(&stream->scans[i], store, plan->scans[i].select_range, from_person,
                         to_person, fault);
    if (!ok) {
        stream_close(&stream);
        return false;
    }
    *out = stream;
    return true;
}

void stream_close(Stream **stream)
{
    if (!*stream)
        return;
    for (uint32_t i = 0; i < (*stream)->plan->scan_count; i++)
        statement_close(&(*stream)->scans[i].statement);
    statement_close(&(*stream)->stays.statement);
    statement_close(&(*stream)->persons.statement);
    *stream = NULL;
}

static bool read_stays(Stream *stream, Subject *subject, Fault *fault)
{
    Feed *const source = &stream->stays;

    while (source->has_row && source->subject_id < subject->id)
        if (!advance(source, fault))
            return false;
    for (; source->has_row && source->subject_id == subject->id; subject->stay_count++) {
        stream->stay_items = arena_grow(stream->arena, stream->stay_items, subject->stay_count,
                                        &stream->stay_capacity, sizeof(Stay));
        stream->stay_items[subject->stay_count] = facts_read_stay(source->statement, 1);
        if (!advance(source, fault))
            return false;
    }
    subject->stays = stream->stay_items;
    return true;
}

static bool read_scan(Stream *stream, uint32_t index, Facts *facts, int64_t subject_id,
                      Fault *fault)
{
    Feed *const source = &stream->scans[index];

    while (source->has_row && source->subject_id < subject_id)
        if (!advance(source, fault))
            return false;
    while (source->has_row && source->subject_id == subject_id) {
        facts_read_record(facts, index, source->statement, 1);
        if (!advance(source, fault))
            return false;
    }
    return true;
}

bool stream_next(Stream *stream, Facts *facts, bool *more, Fault *fault)
{
    *more = stream->persons.has_row;
    if (!*more)
        return true;

    Subject subject = { .id = stream->persons.subject_id };

    facts_read_person(&subject, stream->persons.statement, 1);
    if (!read_stays(stream, &subject, fault))
        return false;
    if (subject.stay_count == 0)
        return fault_set(fault, FAULT_DAMAGED, "person %lld has no residence",
                         (long long)subject.id);
    facts_begin(facts, &subject);
    for (uint32_t i = 0; i < stream->plan->scan_count; i++)
        if (!read_scan(stream, i, facts, subject.id, fault))
            return false;
    return advance(&stream->persons, fault);
}
