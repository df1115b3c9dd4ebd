/* The quality of the register, counted and opened to people. */
#include "base/limits.h"
#include "indicators/quality_private.h"
#include "registry/duplicate.h"

static bool require_organisation(const FigureReader *reader, int64_t organisation_id, Fault *fault)
{
    return figure_require_place(reader, (FigurePlace){ .organisation_id = organisation_id }, fault);
}

/* ---- counting ------------------------------------------------------------------------------ */

typedef void AddCount(void *context, QualityCheck check, int64_t organisation_id, int64_t all,
                      int64_t present);

/* Each pair from both sides: the one who is at a post, and the one at another. */
#define PAIRS                                                                                      \
    "(SELECT low_id AS person_id, high_id AS other_id FROM duplicate WHERE state = ?1"             \
    " UNION ALL SELECT high_id, low_id FROM duplicate WHERE state = ?1) d"                         \
    " JOIN person p ON p.person_id = d.person_id JOIN person o ON o.person_id = d.other_id"        \
    " WHERE p.organisation_id <> o.organisation_id AND p.is_resident AND p.died_on IS NULL"        \
    " AND o.is_resident AND o.died_on IS NULL"

static bool each_count(const FigureReader *reader, Date day, AddCount *add, void *context,
                       Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = statement_open(&select, reader->store,
                                   SQL("SELECT check_id, organisation_id, count(*),"
                                             " sum(from_on <= ?1 AND until_on >= ?1) FROM person_issue"
                                             " GROUP BY check_id, organisation_id"),
                                   fault) &&
              statement_bind_int(select, 1, day.days, fault);

    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row && statement_int(select, 0) < QUALITY_CHECK_COUNT)
            add(context, (QualityCheck)statement_int(select, 0), statement_int(select, 1),
                statement_int(select, 2), statement_int(select, 3));
    }
    statement_close(&select);
    if (!ok)
        return false;

    row = true;
    ok = statement_open(&select, reader->store,
                        SQL("SELECT p.organisation_id, count(DISTINCT p.person_id) FROM " PAIRS
                            " GROUP BY p.organisation_id"),
                        fault) &&
         statement_bind_int(select, 1, DUPLICATE_OPEN, fault);
    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row)
            add(context, QUALITY_TWO_POSTS, statement_int(select, 0), statement_int(select, 1),
                statement_int(select, 1));
    }
    statement_close(&select);
    return ok;
}

static void add_to(QualityCounts *counts, QualityCheck check, int64_t all, int64_t present)
{
    counts->counts[check] += present;
    if (check == QUALITY_UNSEEN) /* everybody who lives here has a row of this check */
        counts->people += all;
}

typedef struct {
    const OrganisationTree *tree;
    int64_t                 organisation_id;
    QualityCounts          *counts;
    QualityPlace           *places;
    uint32_t                place_count;
} Sum;

static void add_to_sum(void *context, QualityCheck check, int64_t organisation_id, int64_t all,
                       int64_t present)
{
    const Sum *const sum = context;

    if (sum->organisation_id == 0 ||
        organisation_is_inside(sum->tree, organisation_id, sum->organisation_id))
        add_to(sum->counts, check, all, present);
}

static void add_to_place(void *context, QualityCheck check, int64_t organisation_id, int64_t all,
                         int64_t present)
{
    const Sum *const sum = context;

    for (uint32_t i = 0; i < sum->place_count; i++)
        if (organisation_is_inside(sum->tree, organisation_id, sum->places[i].organisation_id)) {
            add_to(&sum->places[i].counts, check, all, present);
            return;
        }
}

bool quality_count(QualityCounts *out, const FigureReader *reader, int64_t organisation_id,
                   Date day, Fault *fault)
{
    Sum sum = { .tree = reader->registry->organisations,
                .organisation_id = organisation_id,
                .counts = out };

    *out = (QualityCounts){ 0 };
    return require_organisation(reader, organisation_id, fault) &&
           each_count(reader, day, add_to_sum, &sum, fault);
}

bool quality_by_place(QualityPlace **out, uint32_t *count, const FigureReader *reader,
                      int64_t organisation_id, Date day, Fault *fault)
{
    const OrganisationTree *const tree = reader->registry->organisations;
    uint32_t                      below_count = 0;
    const uint32_t *const         below = organisation_below(tree, organisation_id, &below_count);
    Sum                           sum = { .tree = tree,
                                          .places = arena_array(reader->registry->arena, below_count, sizeof *sum.places) };

    if (!require_organisation(reader, organisation_id, fault))
        return false;
    for (uint32_t i = 0; i < below_count; i++)
        if (tree->organisations[below[i]].parent_id == organisation_id)
            sum.places[sum.place_count++].organisation_id =
                tree->organisations[below[i]].organisation_id;
    if (!each_count(reader, day, add_to_place, &sum, fault))
        return false;
    *out = sum.places;
    *count = 0;
    for (uint32_t i = 0; i < sum.place_count; i++)
        if (sum.places[i].counts.people > 0)
            (*out)[(*count)++] = sum.places[i];
    return true;
}

/* ---- people -----------------------------------------------------------------------------------
 */

static bool people_at(QualityPerson *out, uint32_t *count, uint32_t limit,
                      const FigureReader *reader, QualityCheck check, int64_t organisation_id,
                      Date day, int64_t after, Fault *fault)
{
    bool const is_pair = check == QUALITY_TWO_POSTS;
    Statement *select = NULL;
    bool       row = true;
    bool       ok =
        statement_open(&select, reader->store,
                       is_pair ? SQL("SELECT p.person_id, 0, min(o.person_id) FROM " PAIRS
                                     " AND p.organisation_id = ?2 AND p.person_id > ?3"
                                     " AND ?4 IS NOT NULL GROUP BY p.person_id"
                                     " ORDER BY p.person_id LIMIT ?5")
                               : SQL("SELECT person_id, from_on, 0 FROM person_issue"
                                     " WHERE check_id = ?1 AND organisation_id = ?2"
                                     " AND person_id > ?3 AND from_on <= ?4 AND until_on >= ?4"
                                     " ORDER BY person_id LIMIT ?5"),
                       fault) &&
        statement_bind_int(select, 1, is_pair ? (int64_t)DUPLICATE_OPEN : (int64_t)check, fault) &&
        statement_bind_int(select, 2, organisation_id, fault) &&
        statement_bind_int(select, 3, after, fault) &&
        statement_bind_int(select, 4, day.days, fault) &&
        statement_bind_int(select, 5, limit - *count, fault);

    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row)
            out[(*count)++] = (QualityPerson){
                .organisation_id = organisation_id,
                .person_id = statement_int(select, 0),
                .from_on = is_pair ? DATE_MIN : (Date){ (int32_t)statement_int(select, 1) },
                .other_id = statement_int(select, 2),
            };
    }
    statement_close(&select);
    return ok;
}

bool quality_people(QualityPerson **out, uint32_t *count, const FigureReader *reader,
                    QualityCheck check, int64_t organisation_id, Date day, const int64_t after[2],
                    uint32_t limit, Fault *fault)
{
    const OrganisationTree *const tree = reader->registry->organisations;
    uint32_t                      below_count = 0;
    const uint32_t *const         below = organisation_below(tree, organisation_id, &below_count);
    bool                          is_reached = after[0] == 0;

    if (limit == 0 || limit > LIMIT_PAGE_ROWS)
        limit = LIMIT_PAGE_ROWS;
    *count = 0;
    *out = arena_array(reader->registry->arena, limit, sizeof **out);
    if (!access_require(reader->registry->actor, PERMIT_READ_PERSON, fault) ||
        !require_organisation(reader, organisation_id, fault))
        return false;
    for (uint32_t i = 0; i < below_count && *count < limit; i++) {
        int64_t const id = tree->organisations[below[i]].organisation_id;
        bool const    is_here = id == after[0];

        is_reached = is_reached || is_here;
        if (is_reached &&
            !people_at(*out, count, limit, reader, check, id, day, is_here ? after[1] : 0, fault))
            return false;
    }
    return true;
}

bool quality_of_person(uint32_t *out, Store *store, int64_t person_id, Date day, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = statement_open(&select, store,
                                   SQL("SELECT check_id FROM person_issue"
                                             " INDEXED BY person_issue_of_person WHERE person_id = ?1"
                                             " AND from_on <= ?2 AND until_on >= ?2"),
                                   fault) &&
              statement_bind_int(select, 1, person_id, fault) &&
              statement_bind_int(select, 2, day.days, fault);

    *out = 0;
    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row && statement_int(select, 0) < QUALITY_CHECK_COUNT)
            *out |= 1u << statement_int(select, 0);
    }
    statement_close(&select);
    return ok;
}
