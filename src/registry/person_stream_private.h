/* person_stream_private.h - the terms of a range, of some organisations, in order.
 *
 * Terms are in two tables with the same order (term, birth, person). person_term has
 * everybody: cheap for a rare term, and for a common one when most that it gives are
 * wanted. person_term_local has an organisation's in one piece: a question for each
 * organisation, whatever else there is in the store. A stream begins with the table
 * of everybody and looks at about as many rows in vain as asking each organisation
 * would cost; then it asks each organisation and merges what they give. As the order
 * is the same, nobody can tell where it changed, and a page goes on behind any row.
 *
 * Ownership  A TermStream lives in the arena given; close it.
 * Threads    As the Store.
 * Faults     The store's.
 */
#ifndef REGISTRY_PERSON_STREAM_PRIVATE_H
#define REGISTRY_PERSON_STREAM_PRIVATE_H

#include "registry/organisation.h"
#include "registry/person_private.h"

typedef struct {
    Str     term; /* with its letter */
    int32_t born_on;
    int64_t person_id, organisation_id;
} TermRow;

int term_row_compare(const TermRow *a, const TermRow *b);

/* Whose terms: an organisation with all below it, as the actor may see them. */
typedef struct {
    const OrganisationTree *tree;
    const uint32_t         *visible; /* positions, in preorder */
    uint32_t                count;
    int64_t                 only, except; /* of these that one, or all others; 0: no matter */
} TermScope;

bool term_scope_has(const TermScope *scope, int64_t organisation_id);

typedef struct TermStream TermStream;

/* Behind `after` (of which only the order counts) and before `end`, both terms with
 * their letter; *rows_left goes down with each row that is looked at, and before the
 * next one at 0 the stream pauses. */
TermStream *term_stream_open(Store *store, Arena *arena, const TermScope *scope, TermRow after,
                             Str end, uint32_t *rows_left);
/* *row NULL: there are no more, or it pauses; borrowed until the next. */
bool term_stream_next(const TermRow **row, TermStream *stream, Fault *fault) MUST_CHECK;
/* How far it has looked, when it has paused. */
bool term_stream_paused(TermRow *at, const TermStream *stream);
void term_stream_close(TermStream **stream);

#endif
