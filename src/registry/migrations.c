#include "registry/migrations.h"

#include "registry/identifier_tables.h"
#include "registry/quality_tables.h"
#include "registry/organisation_tables.h"

/* Ids are the codes as numbers: below a region is a range. */
#define REGION_COLUMNS                                                                             \
    "    code TEXT NOT NULL,"                                                                      \
    "    name TEXT NOT NULL,"                                                                      \
    "    level INTEGER NOT NULL," /* 1 province, 2 city, 3 county, 4 township, 5 village */        \
    "    parent_id INTEGER,"                                                                       \
    "    valid_from INTEGER NOT NULL,"                                                             \
    "    valid_until INTEGER NOT NULL,"                                                            \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define REGION                                                                                     \
    "CREATE TABLE region ("                                                                        \
    "    region_id INTEGER PRIMARY KEY," REGION_COLUMNS "    UNIQUE (code)"                        \
    ");"                                                                                           \
    "CREATE INDEX region_by_parent ON region (parent_id);"                                         \
    "CREATE TABLE region_history ("                                                                \
    "    region_id INTEGER NOT NULL," REGION_COLUMNS HISTORY ","                                   \
    "    PRIMARY KEY (region_id, revision)"                                                        \
    ") WITHOUT ROWID;"

#define ORGANISATION_COLUMNS                                                                       \
    "    code TEXT NOT NULL,"                                                                      \
    "    credit_code TEXT,"                                                                        \
    "    name TEXT NOT NULL,"                                                                      \
    "    name_pinyin TEXT,"                                                                        \
    "    kind TEXT NOT NULL," /* class of WS 218, or BUREAU */                                     \
    "    parent_id INTEGER,"                                                                       \
    "    region_id INTEGER NOT NULL,"                                                              \
    "    valid_from INTEGER NOT NULL,"                                                             \
    "    valid_until INTEGER NOT NULL,"                                                            \
    "    merged_into INTEGER,"                                                                     \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define ORGANISATION                                                                               \
    "CREATE TABLE organisation ("                                                                  \
    "    organisation_id INTEGER PRIMARY KEY," ORGANISATION_COLUMNS "    UNIQUE (code)"            \
    ");"                                                                                           \
    "CREATE INDEX organisation_by_parent ON organisation (parent_id);"                             \
    "CREATE TABLE organisation_history ("                                                          \
    "    organisation_id INTEGER NOT NULL," ORGANISATION_COLUMNS HISTORY ","                       \
    "    PRIMARY KEY (organisation_id, revision)"                                                  \
    ") WITHOUT ROWID;"

#define WORKER_COLUMNS                                                                             \
    "    code TEXT NOT NULL,"                                                                      \
    "    name TEXT NOT NULL,"                                                                      \
    "    name_pinyin TEXT,"                                                                        \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    profession TEXT,"                                                                         \
    "    is_family_doctor INTEGER NOT NULL,"                                                       \
    "    valid_from INTEGER NOT NULL,"                                                             \
    "    valid_until INTEGER NOT NULL,"                                                            \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define WORKER                                                                                     \
    "CREATE TABLE worker ("                                                                        \
    "    worker_id INTEGER PRIMARY KEY," WORKER_COLUMNS "    UNIQUE (code)"                        \
    ");"                                                                                           \
    "CREATE INDEX worker_by_organisation ON worker (organisation_id);"                             \
    "CREATE TABLE worker_history ("                                                                \
    "    worker_id INTEGER NOT NULL," WORKER_COLUMNS HISTORY ","                                   \
    "    PRIMARY KEY (worker_id, revision)"                                                        \
    ") WITHOUT ROWID;"

#define HOUSEHOLD_COLUMNS                                                                          \
    "    code TEXT,"                                                                               \
    "    region_id INTEGER NOT NULL,"                                                              \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    address TEXT,"                                                                            \
    "    head_id INTEGER,"                                                                         \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define HOUSEHOLD                                                                                  \
    "CREATE TABLE household ("                                                                     \
    "    household_id INTEGER PRIMARY KEY," HOUSEHOLD_COLUMNS "    UNIQUE (code)"                  \
    ");"                                                                                           \
    "CREATE TABLE household_history ("                                                             \
    "    household_id INTEGER NOT NULL," HOUSEHOLD_COLUMNS HISTORY ","                             \
    "    PRIMARY KEY (household_id, revision)"                                                     \
    ") WITHOUT ROWID;"

/* is_resident to worker_id are copies of the latest residence, for lists. */
#define PERSON_COLUMNS                                                                             \
    "    citizen_id TEXT,"                                                                         \
    "    id_kind TEXT," /* CV02.01.101 */                                                          \
    "    record_number TEXT,"                                                                      \
    "    name TEXT NOT NULL,"                                                                      \
    "    name_pinyin TEXT,"                                                                        \
    "    name_initials TEXT,"                                                                      \
    "    sex TEXT NOT NULL," /* GB/T 2261.1 */                                                     \
    "    born_on INTEGER NOT NULL,"                                                                \
    "    died_on INTEGER,"                                                                         \
    "    phone TEXT,"                                                                              \
    "    address TEXT,"                                                                            \
    "    household_id INTEGER,"                                                                    \
    "    relation TEXT," /* GB/T 4761 */                                                           \
    "    ethnic TEXT,"   /* GB/T 3304 */                                                           \
    "    is_resident INTEGER NOT NULL,"                                                            \
    "    residence TEXT,"                                                                          \
    "    organisation_id INTEGER,"                                                                 \
    "    region_id INTEGER,"                                                                       \
    "    worker_id INTEGER,"                                                                       \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL"

#define PERSON                                                                                     \
    "CREATE TABLE person ("                                                                        \
    "    person_id INTEGER PRIMARY KEY," PERSON_COLUMNS ");"                                       \
    "CREATE UNIQUE INDEX person_by_citizen_id ON person (citizen_id)"                              \
    "    WHERE citizen_id IS NOT NULL;"                                                            \
    "CREATE UNIQUE INDEX person_by_record_number ON person (record_number)"                        \
    "    WHERE record_number IS NOT NULL;"                                                         \
    "CREATE INDEX person_by_name ON person (name, born_on);"                                       \
    "CREATE INDEX person_by_household ON person (household_id)"                                    \
    "    WHERE household_id IS NOT NULL;"                                                          \
    "CREATE INDEX person_by_organisation ON person (organisation_id);"                             \
    "CREATE INDEX person_by_region ON person (region_id);"                                         \
    "CREATE TABLE person_history ("                                                                \
    "    person_id INTEGER NOT NULL," PERSON_COLUMNS "," HISTORY ","                               \
    "    PRIMARY KEY (person_id, revision)"                                                        \
    ") WITHOUT ROWID;"

/* From each day on, until the next. */
#define RESIDENCE_COLUMNS                                                                          \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    from_on INTEGER NOT NULL,"                                                                \
    "    is_resident INTEGER NOT NULL,"                                                            \
    "    kind TEXT,"                                                                               \
    "    organisation_id INTEGER,"                                                                 \
    "    region_id INTEGER,"                                                                       \
    "    worker_id INTEGER,"                                                                       \
    "    reason TEXT,"                                                                             \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"

#define RESIDENCE                                                                                  \
    "CREATE TABLE residence (" RESIDENCE_COLUMNS "    PRIMARY KEY (person_id, from_on)"            \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE residence_history (" RESIDENCE_COLUMNS HISTORY ");"                              \
    "CREATE INDEX residence_history_by_person ON residence_history (person_id, from_on);"

/* What people are found by (person_search.h): a letter for the kind of term, and
 * the term. By organisation first: then a search of a village reads one piece of
 * the table, and a load of a village writes to one. */
#define SEARCH                                                                                     \
    "CREATE TABLE person_term ("                                                                   \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    term TEXT NOT NULL,"                                                                      \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    PRIMARY KEY (organisation_id, term, person_id)"                                           \
    ") WITHOUT ROWID;"

/* The last serial of each village's health records: numbers are never reused. */
#define OTHERS                                                                                     \
    "CREATE TABLE record_serial ("                                                                 \
    "    prefix INTEGER PRIMARY KEY,"                                                              \
    "    serial INTEGER NOT NULL"                                                                  \
    ");"                                                                                           \
    "CREATE TABLE population ("                                                                    \
    "    region_id INTEGER NOT NULL,"                                                              \
    "    year INTEGER NOT NULL,"                                                                   \
    "    count INTEGER NOT NULL,"                                                                  \
    "    source TEXT NOT NULL,"                                                                    \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    PRIMARY KEY (region_id, year)"                                                            \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE population_history ("                                                            \
    "    region_id INTEGER NOT NULL,"                                                              \
    "    year INTEGER NOT NULL,"                                                                   \
    "    count INTEGER NOT NULL,"                                                                  \
    "    source TEXT NOT NULL,"                                                                    \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL," HISTORY ");"                                               \
    "CREATE TABLE registry_version ("                                                              \
    "    name TEXT PRIMARY KEY,"                                                                   \
    "    value INTEGER NOT NULL"                                                                   \
    ") WITHOUT ROWID;"

/* Who was merged into whom, and what it takes to part them again: the rows that
 * moved, and the stays of both as they were ('m' of the merged one; of the kept one
 * 'b' before and 'a' after). The rows of both are in person_history, at the
 * revisions named here. Numbers for which the survivor's row has no room lead to
 * him through person_alias. */
#define MERGE                                                                                      \
    "CREATE TABLE person_merge ("                                                                  \
    "    merge_id INTEGER PRIMARY KEY,"                                                            \
    "    kept_id INTEGER NOT NULL,"                                                                \
    "    merged_id INTEGER NOT NULL,"                                                              \
    "    kept_revision INTEGER NOT NULL,"                                                          \
    "    merged_revision INTEGER NOT NULL,"                                                        \
    "    reason TEXT NOT NULL,"                                                                    \
    "    evidence TEXT NOT NULL,"                                                                  \
    "    merged_at INTEGER NOT NULL,"                                                              \
    "    merged_by INTEGER NOT NULL,"                                                              \
    "    undone_at INTEGER,"                                                                       \
    "    undone_by INTEGER,"                                                                       \
    "    undone_reason TEXT"                                                                       \
    ");"                                                                                           \
    "CREATE UNIQUE INDEX person_merge_by_merged ON person_merge (merged_id)"                       \
    "    WHERE undone_at IS NULL;"                                                                 \
    "CREATE INDEX person_merge_by_kept ON person_merge (kept_id);"                                 \
    "CREATE INDEX household_by_head ON household (head_id) WHERE head_id IS NOT NULL;"             \
    "CREATE TABLE person_merge_row ("                                                              \
    "    merge_id INTEGER NOT NULL,"                                                               \
    "    table_name TEXT NOT NULL,"                                                                \
    "    row_id INTEGER NOT NULL,"                                                                 \
    "    PRIMARY KEY (merge_id, table_name, row_id)"                                               \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE person_merge_stay ("                                                             \
    "    merge_id INTEGER NOT NULL,"                                                               \
    "    side TEXT NOT NULL," RESIDENCE_COLUMNS "    PRIMARY KEY (merge_id, side, from_on)"        \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE person_alias ("                                                                  \
    "    number TEXT NOT NULL,"                                                                    \
    "    kind TEXT NOT NULL," /* person_field.def */                                               \
    "    merge_id INTEGER NOT NULL,"                                                               \
    "    person_id INTEGER NOT NULL," /* whose it was */                                           \
    "    PRIMARY KEY (number, kind, merge_id)"                                                     \
    ") WITHOUT ROWID;"

/* Pairs that may be one person (duplicate.h). */
#define DUPLICATE                                                                                  \
    "CREATE TABLE duplicate ("                                                                     \
    "    duplicate_id INTEGER PRIMARY KEY,"                                                        \
    "    low_id INTEGER NOT NULL,"                                                                 \
    "    high_id INTEGER NOT NULL,"                                                                \
    "    probability INTEGER NOT NULL," /* millionths */                                           \
    "    evidence TEXT NOT NULL,"       /* JSON */                                                 \
    "    source INTEGER NOT NULL,"                                                                 \
    "    state INTEGER NOT NULL,"                                                                  \
    "    found_at INTEGER NOT NULL,"                                                               \
    "    found_by INTEGER NOT NULL,"                                                               \
    "    decided_at INTEGER,"                                                                      \
    "    decided_by INTEGER,"                                                                      \
    "    reason TEXT,"                                                                             \
    "    merge_id INTEGER,"                                                                        \
    "    UNIQUE (low_id, high_id)"                                                                 \
    ");"                                                                                           \
    "CREATE INDEX duplicate_by_state ON duplicate (state, probability);"                           \
    "CREATE INDEX duplicate_by_high ON duplicate (high_id);"

/* Where somebody came from or has gone, and when whoever is away means to return. */
#define ELSEWHERE                                                                                  \
    "ALTER TABLE residence ADD COLUMN elsewhere TEXT;"                                             \
    "ALTER TABLE residence ADD COLUMN return_on INTEGER;"                                          \
    "ALTER TABLE residence_history ADD COLUMN elsewhere TEXT;"                                     \
    "ALTER TABLE residence_history ADD COLUMN return_on INTEGER;"                                  \
    "ALTER TABLE person_merge_stay ADD COLUMN elsewhere TEXT;"                                     \
    "ALTER TABLE person_merge_stay ADD COLUMN return_on INTEGER;"

/* Terms for everybody, and once more by organisation (person_stream_private.h): in both
 * in the order in which answers are given. Those of the persons who are there are made
 * by person_terms_catch_up. */
#define SEARCH_EVERYWHERE                                                                          \
    "DROP TABLE person_term;"                                                                      \
    "CREATE TABLE person_term ("                                                                   \
    "    term TEXT NOT NULL,"                                                                      \
    "    born_on INTEGER NOT NULL,"                                                                \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    PRIMARY KEY (term, born_on, person_id)"                                                   \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE person_term_local ("                                                             \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    term TEXT NOT NULL,"                                                                      \
    "    born_on INTEGER NOT NULL,"                                                                \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    PRIMARY KEY (organisation_id, term, born_on, person_id)"                                  \
    ") WITHOUT ROWID;"                                                                             \
    "INSERT INTO registry_version (name, value) VALUES ('person_term', 0);"

/* What undoing a merge looks for. */
#define MERGE_INDEXES                                                                              \
    "CREATE INDEX person_alias_by_merge ON person_alias (merge_id);"                               \
    "CREATE INDEX duplicate_by_merge ON duplicate (merge_id) WHERE merge_id IS NOT NULL;"

/* A number of people may be of a sex and of ages: 0 is both, and 0 behind `age_below` no end. */
#define POPULATION_GROUPS                                                                          \
    "ALTER TABLE population_history ADD COLUMN sex INTEGER NOT NULL DEFAULT 0;"                    \
    "ALTER TABLE population_history ADD COLUMN age_from INTEGER NOT NULL DEFAULT 0;"               \
    "ALTER TABLE population_history ADD COLUMN age_below INTEGER NOT NULL DEFAULT 0;"              \
    "ALTER TABLE population RENAME TO population_totals;"                                          \
    "CREATE TABLE population ("                                                                    \
    "    region_id INTEGER NOT NULL,"                                                              \
    "    year INTEGER NOT NULL,"                                                                   \
    "    sex INTEGER NOT NULL,"                                                                    \
    "    age_from INTEGER NOT NULL,"                                                               \
    "    age_below INTEGER NOT NULL,"                                                              \
    "    count INTEGER NOT NULL,"                                                                  \
    "    source TEXT NOT NULL,"                                                                    \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    PRIMARY KEY (region_id, year, sex, age_from, age_below)"                                  \
    ") WITHOUT ROWID;"                                                                             \
    "INSERT INTO population SELECT region_id, year, 0, 0, 0, count, source, recorded_at,"          \
    " recorded_by FROM population_totals;"                                                         \
    "DROP TABLE population_totals;"

static const Sql STEPS[] = {
    { REGION },
    { ORGANISATION },
    { WORKER },
    { HOUSEHOLD },
    { PERSON },
    { RESIDENCE },
    { SEARCH },
    { OTHERS },
    { MERGE },
    { DUPLICATE },
    { ELSEWHERE },
    /* organisation_tables.h */
    { TREE },
    /* identifier_tables.h */
    { IDENTIFIER },
    { NAME },
    { RELATION },
    { SEARCH_EVERYWHERE },
    { MERGE_INDEXES },
    /* organisation_tables.h */
    { REORGANISATION },
    { LICENCE },
    /* organisation_tables.h */
    { PROFILE },
    { QUALITY }, /* quality_tables.h */
    /* organisation_tables.h */
    { WORKER_IDENTITY },
    { POPULATION_GROUPS },
    { RELATION_ASIDE }, /* identifier_tables.h */
};

const MigrationList REGISTRY_MIGRATIONS = { "registry", STEPS, COUNT_OF(STEPS) };
