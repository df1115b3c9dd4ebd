/* house.h - a county's store, opened with everything that works on it: the
 * definitions in force, the plans made of them, the trees of organisations and
 * regions.
 *
 * Each worker opens a House of its own. At the beginning of each job, house_refresh
 * notices what others have changed.
 *
 * Ownership  The opener closes. What is borrowed from a house lives until the
 *            next house_refresh.
 * Threads    A House belongs to one thread.
 * Faults     FAULT_TOO_NEW, FAULT_DAMAGED, FAULT_INVALID when the store has no
 *            definitions yet or they do not compile.
 */
#ifndef INTAKE_HOUSE_H
#define INTAKE_HOUSE_H

#include "facts/facts.h"
#include "indicators/figure.h"
#include "indicators/quality.h"
#include "records/record.h"
#include "records/validate.h"
#include "registry/person_match.h"

typedef enum { HOUSE_READ, HOUSE_WRITE } HouseAccess;

typedef struct {
    Store                  *store;
    Arena                  *arena; /* of the definitions in force */
    const Catalog          *catalog;
    int64_t                 catalogue_version;
    Str                     catalogue_hash;
    const Plan             *plan;
    const RecordSql        *records;
    Quality                *quality; /* of writers */
    const Vocabulary       *vocabulary;
    const TallyYears       *years;
    bool                    is_stale; /* the tallies are being, or must be, rebuilt */
    const OrganisationTree *organisations;
    const RegionTree       *regions;
    Facts                  *facts;
    Counter                *counter;
    Validator              *validator;
    Pinyin                 *pinyin;
    PersonMatcher          *matcher; /* since it was first asked for (house_matcher) */
    IdMaker                 ids;
    /* private: */
    HouseAccess      access;
    int64_t          last_id; /* as the store knows it */
    bool             trees_are_uncommitted;
    Arena           *tree_arena, *process_arena;
    OrganisationTree organisation_tree;
    RegionTree       region_tree;
    Tally           *tally;       /* of the transaction, or of the group in it */
    Tally           *outer_tally; /* of the transaction, while there is a group; or NULL */
    int64_t          seen_version, seen_changes; /* of the store, at the last refresh */
} House;

bool house_open(House **out, Str location, HouseAccess access, Fault *fault) MUST_CHECK;
void house_close(House **house);

/* Take notice of new definitions and of changed trees; it costs little when nobody
 * has written. house_begin_read does it for a reader, intake_begin for a writer. */
bool house_refresh(House *house, Fault *fault) MUST_CHECK;

/* Between the two, everything that is read is of one moment, and so are the house's
 * definitions and trees. */
bool house_begin_read(House *house, Fault *fault) MUST_CHECK;
void house_end_read(House *house);

/* One job: who, when, and where results are put. */
typedef struct {
    const Actor *actor;
    int64_t      now;
    Date         today; /* the day of `now`, unless it is a rehearsal */
    Arena       *arena;
} Job;

Job job_now(const Actor *actor, Arena *arena);
/* Who may be meant by an entry is asked of this. */
bool house_matcher(PersonMatcher **out, House *house, Fault *fault) MUST_CHECK;

Registry house_registry(House *house, const Job *job);
/* Reads figures; borrows the registry. */
FigureReader house_figures(House *house, const Job *job, const Registry *registry);

/* How much there is, and whether every page of the file is sound and no audit row was
 * altered or taken out (FAULT_DAMAGED). */
typedef struct {
    int64_t persons, organisations, workers, accounts, dues, audit_rows;
} HouseHealth;

bool house_health(HouseHealth *out, House *house, Fault *fault) MUST_CHECK;
bool house_person_count(int64_t *out, House *house, Fault *fault) MUST_CHECK;
bool house_account_count(int64_t *out, House *house, Fault *fault) MUST_CHECK;
bool house_size_bytes(int64_t *out, House *house, Fault *fault) MUST_CHECK;

/* Make a store, or bring an old one up to this program: the program's own tables.
 * Definitions are loaded by definition.h. */
bool house_migrate(Str location, uint32_t *step_count, Fault *fault) MUST_CHECK;

#endif
