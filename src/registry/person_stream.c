#include "registry/person_stream_private.h"

#include <assert.h>

/* What one question costs, in rows of the other table. */
enum { ROWS_PER_SEEK = 4 };

/* What an organisation has given and is not taken yet. */
typedef struct {
    uint32_t position; /* in the tree */
    TermRow *rows;
    uint32_t count, at;
    bool     has_more;
} Source;

struct TermStream {
    Store    *store;
    Arena    *arena;
    TermScope scope;
    TermRow   after; /* how far it has looked */
    Str       end;
    uint32_t *rows_left;
    uint32_t  in_vain;
    bool      is_merged, has_paused;

    Statement *select;
    TermRow    row;

    /* Merging: the sources as a heap, the earliest on top. */
    Source  *sources;
    uint32_t source_count, chunk;
    Source  *taken; /* whose row was given last */
};

int term_row_compare(const TermRow *a, const TermRow *b)
{
    int const by_term = str_compare(a->term, b->term);

    if (by_term)
        return by_term;
    if (a->born_on != b->born_on)
        return a->born_on < b->born_on ? -1 : 1;
    return (a->person_id > b->person_id) - (a->person_id < b->person_id);
}

bool term_scope_has(const TermScope *scope, int64_t organisation_id)
{
    if (scope->count == 0 || (scope->only && organisation_id != scope->only) ||
        organisation_id == scope->except)
        return false;
    const Organisation *const organisation = organisation_find(scope->tree, organisation_id);
    const Organisation *const first = &scope->tree->organisations[scope->visible[0]];
    return organisation && organisation->preorder >= first->preorder &&
           organisation->preorder < first->preorder + scope->count;
}

TermStream *term_stream_open(Store *store, Arena *arena, const TermScope *scope, TermRow after,
                             Str end, uint32_t *rows_left)
{
    TermStream *const stream = arena_alloc(arena, sizeof *stream);

    *stream = (TermStream){
        .store = store,
        .arena = arena,
        .scope = *scope,
        .after = after,
        .end = end,
        .rows_left = rows_left,
    };
    return stream;
}

void term_stream_close(TermStream **stream)
{
    if (*stream)
        statement_close(&(*stream)->select);
    *stream = NULL;
}

bool term_stream_paused(TermRow *at, const TermStream *stream)
{
    *at = stream->after;
    return stream->has_paused;
}

static bool bind_position(Statement *select, const TermRow *after, Str end, Fault *fault)
{
    return statement_bind_text(select, 1, after->term, fault) &&
           statement_bind_int(select, 2, after->born_on, fault) &&
           statement_bind_int(select, 3, after->person_id, fault) &&
           statement_bind_text(select, 4, end, fault);
}

/* ---- everybody ------------------------------------------------------------------------------ */

static bool is_one_local(const TermStream *stream)
{
    return stream->scope.only != 0 || stream->scope.count == 1;
}

/* Whether asking each organisation is now the better way. */
static bool should_merge(const TermStream *stream)
{
    char const     letter = stream->after.term.ptr[0];
    uint32_t const asked = stream->scope.only ? 1 : stream->scope.count;

    return person_term_is_local((char)(letter | ('a' ^ 'A'))) &&
           (is_one_local(stream) || (stream->in_vain > asked * ROWS_PER_SEEK &&
                                     *stream->rows_left > asked * ROWS_PER_SEEK));
}

static bool next_of_all(bool *is_there, TermStream *stream, Fault *fault)
{
    static const Sql SELECT = { "SELECT term, born_on, person_id, organisation_id FROM person_term"
                                " WHERE (term, born_on, person_id) > (?1, ?2, ?3) AND term < ?4"
                                " ORDER BY term, born_on, person_id" };

    if (!stream->select && (!statement_open(&stream->select, stream->store, SELECT, fault) ||
                            !bind_position(stream->select, &stream->after, stream->end, fault)))
        return false;
    if (!statement_next(stream->select, is_there, fault))
        return false;
    if (*is_there)
        stream->row =
            (TermRow){ statement_text(stream->select, 0), (int32_t)statement_int(stream->select, 1),
                       statement_int(stream->select, 2), statement_int(stream->select, 3) };
    return true;
}

/* ---- organisation by organisation --------------------------------------------------------- */

/* The next rows of a source, behind its last or, at first, behind the stream's. */
static bool fill(Source *source, TermStream *stream, Fault *fault)
{
    TermRow const after = source->count ? source->rows[source->count - 1] : stream->after;
    int64_t const id = stream->scope.tree->organisations[source->position].organisation_id;
    bool          row = true;

    source->count = source->at = 0;
    *stream->rows_left -= *stream->rows_left < ROWS_PER_SEEK ? *stream->rows_left : ROWS_PER_SEEK;
    if (!bind_position(stream->select, &after, stream->end, fault) ||
        !statement_bind_int(stream->select, 5, id, fault) ||
        !statement_bind_int(stream->select, 6, stream->chunk, fault))
        return false;
    while (true) {
        if (!statement_next(stream->select, &row, fault))
            return false;
        if (!row)
            break;
        if (!source->rows)
            source->rows = arena_array(stream->arena, stream->chunk, sizeof *source->rows);
        source->rows[source->count++] =
            (TermRow){ str_copy(stream->arena, statement_text(stream->select, 0)),
                       (int32_t)statement_int(stream->select, 1), statement_int(stream->select, 2),
                       id };
    }
    source->has_more = source->count == stream->chunk;
    return true;
}

static bool is_earlier(const Source *a, const Source *b)
{
    return term_row_compare(&a->rows[a->at], &b->rows[b->at]) < 0;
}

static void sink(TermStream *stream, uint32_t at)
{
    Source *const sources = stream->sources;

    while (true) {
        uint32_t first = at;

        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2; child++)
            if (child < stream->source_count && is_earlier(&sources[child], &sources[first]))
                first = child;
        if (first == at)
            return;
        Source const moved = sources[at];
        sources[at] = sources[first];
        sources[first] = moved;
        at = first;
    }
}

static bool begin_merge(TermStream *stream, Fault *fault)
{
    static const Sql       SELECT = { "SELECT term, born_on, person_id FROM person_term_local"
                                            " WHERE organisation_id = ?5"
                                            " AND (term, born_on, person_id) > (?1, ?2, ?3) AND term < ?4"
                                            " ORDER BY term, born_on, person_id LIMIT ?6" };
    const TermScope *const scope = &stream->scope;

    stream->after.term = str_copy(stream->arena, stream->after.term);
    statement_close(&stream->select);
    stream->is_merged = true;
    stream->chunk = is_one_local(stream) ? 64 : scope->count < 32 ? 16 : 4;
    stream->sources = arena_array(stream->arena, scope->count, sizeof *stream->sources);
    if (!statement_open(&stream->select, stream->store, SELECT, fault))
        return false;
    for (uint32_t i = 0; i < scope->count; i++) {
        Source source = { .position = scope->visible[i] };

        if (!term_scope_has(scope, scope->tree->organisations[source.position].organisation_id))
            continue;
        if (!fill(&source, stream, fault))
            return false;
        if (source.count)
            stream->sources[stream->source_count++] = source;
    }
    for (uint32_t i = stream->source_count / 2; i > 0; i--)
        sink(stream, i - 1);
    return true;
}

static bool next_of_each(bool *is_there, TermStream *stream, Fault *fault)
{
    Source *const top = stream->sources;

    if (stream->taken) {
        stream->taken = NULL;
        if (++top->at == top->count && top->has_more && !fill(top, stream, fault))
            return false;
        if (top->at == top->count)
            *top = stream->sources[--stream->source_count];
        if (stream->source_count)
            sink(stream, 0);
    }
    *is_there = stream->source_count > 0;
    if (*is_there) {
        stream->row = top->rows[top->at];
        stream->taken = top;
    }
    return true;
}

/* ---- either -----------------------------------------------------------------------------------
 */

bool term_stream_next(const TermRow **row, TermStream *stream, Fault *fault)
{
    bool is_there = true;

    *row = NULL;
    while (true) {
        if (*stream->rows_left == 0) {
            stream->has_paused = true;
            return true;
        }
        if (!stream->is_merged && should_merge(stream) && !begin_merge(stream, fault))
            return false;
        if (!(stream->is_merged ? next_of_each(&is_there, stream, fault)
                                : next_of_all(&is_there, stream, fault)))
            return false;
        if (!is_there)
            return true;
        stream->after = stream->row;
        *stream->rows_left -= *stream->rows_left > 0;
        if (stream->is_merged || term_scope_has(&stream->scope, stream->row.organisation_id))
            break;
        stream->in_vain++;
    }
    *row = &stream->row;
    return true;
}
