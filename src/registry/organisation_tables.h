/* organisation_tables.h - the tables of institutions and of those who work there, for
 * migrations.c; and how every table of this module ends that keeps what was. */
#ifndef REGISTRY_ORGANISATION_TABLES_H
#define REGISTRY_ORGANISATION_TABLES_H

#define HISTORY "    superseded_at INTEGER NOT NULL, superseded_by INTEGER NOT NULL"

/* What is below what, in which tree, from when to when. Administration (of which an
 * organisation's parent_id is the latest edge) has an edge for whatever is below
 * something; the last day that can be written is no end. */
#define TREE_COLUMNS                                                                               \
    "    tree TEXT NOT NULL,"                                                                      \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    parent_id INTEGER NOT NULL,"                                                              \
    "    from_on INTEGER NOT NULL,"                                                                \
    "    until_on INTEGER NOT NULL,"                                                               \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"

#define TREE                                                                                       \
    "CREATE TABLE organisation_tree ("                                                             \
    "    tree TEXT PRIMARY KEY,"                                                                   \
    "    label_zh TEXT NOT NULL,"                                                                  \
    "    label_en TEXT NOT NULL"                                                                   \
    ") WITHOUT ROWID;"                                                                             \
    "INSERT INTO organisation_tree (tree, label_zh, label_en) VALUES"                              \
    "    ('administration', '行政隶属', 'Administration'),"                                    \
    "    ('consortium', '医共体（县域医疗集团）', 'Medical consortium'),"               \
    "    ('supervision', '公共卫生业务指导', 'Public health supervision');"                \
    "CREATE TABLE organisation_edge (" TREE_COLUMNS                                                \
    "    PRIMARY KEY (tree, organisation_id, from_on)"                                             \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX organisation_edge_by_parent ON organisation_edge (parent_id);"                   \
    "CREATE TABLE organisation_edge_history (" TREE_COLUMNS HISTORY ");"                           \
    "CREATE INDEX organisation_edge_history_by_organisation"                                       \
    "    ON organisation_edge_history (organisation_id);"                                          \
    "INSERT INTO organisation_edge (tree, organisation_id, parent_id, from_on, until_on,"          \
    "    recorded_at, recorded_by)"                                                                \
    "  SELECT 'administration', organisation_id, parent_id, valid_from, 84370, recorded_at,"       \
    "         recorded_by FROM organisation WHERE parent_id IS NOT NULL;"

/* Plans of reorganisations (intake/reorganisation.h): the file as it was taken, and how
 * many of its rows are done. */
#define REORGANISATION                                                                             \
    "CREATE TABLE reorganisation ("                                                                \
    "    reorganisation_id INTEGER PRIMARY KEY,"                                                   \
    "    title TEXT NOT NULL,"                                                                     \
    "    day INTEGER NOT NULL,"                                                                    \
    "    state TEXT NOT NULL,"                                                                     \
    "    plan TEXT NOT NULL,"                                                                      \
    "    step_count INTEGER NOT NULL,"                                                             \
    "    done_count INTEGER NOT NULL,"                                                             \
    "    failure_zh TEXT NOT NULL,"                                                                \
    "    failure_en TEXT NOT NULL,"                                                                \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    finished_at INTEGER NOT NULL" /* 0: it is not */                                          \
    ");"                                                                                           \
    "CREATE INDEX household_by_organisation ON household (organisation_id);"

#define WORKER_LICENCE_COLUMNS                                                                     \
    "    worker_id INTEGER NOT NULL,"                                                              \
    "    kind TEXT NOT NULL,"                                                                      \
    "    number TEXT,"                                                                             \
    "    level TEXT,"                                                                              \
    "    scope TEXT,"                                                                              \
    "    issuer TEXT,"                                                                             \
    "    valid_from INTEGER NOT NULL,"                                                             \
    "    valid_until INTEGER NOT NULL,"                                                            \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL"

#define WORKER_PLACE_COLUMNS                                                                       \
    "    worker_id INTEGER NOT NULL,"                                                              \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    is_main INTEGER NOT NULL,"                                                                \
    "    from_on INTEGER NOT NULL,"                                                                \
    "    until_on INTEGER NOT NULL,"                                                               \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"

/* What those who work here may do, and where (worker_licence.h). */
#define LICENCE                                                                                    \
    "CREATE TABLE worker_licence ("                                                                \
    "    licence_id INTEGER PRIMARY KEY," WORKER_LICENCE_COLUMNS ");"                              \
    "CREATE INDEX worker_licence_by_worker ON worker_licence (worker_id);"                         \
    "CREATE INDEX worker_licence_by_end ON worker_licence (valid_until);"                          \
    "CREATE INDEX worker_licence_by_number ON worker_licence (number);"                            \
    "CREATE TABLE worker_licence_history ("                                                        \
    "    licence_id INTEGER NOT NULL," WORKER_LICENCE_COLUMNS "," HISTORY ","                      \
    "    PRIMARY KEY (licence_id, revision)"                                                       \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE worker_licence_rule ("                                                           \
    "    from_on INTEGER PRIMARY KEY,"                                                             \
    "    rule INTEGER NOT NULL,"                                                                   \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL"                                                             \
    ");"                                                                                           \
    "CREATE TABLE worker_place (" WORKER_PLACE_COLUMNS                                             \
    "    PRIMARY KEY (worker_id, organisation_id, from_on)"                                        \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX worker_place_by_organisation ON worker_place (organisation_id);"                 \
    "CREATE TABLE worker_place_history (" WORKER_PLACE_COLUMNS HISTORY ");"                        \
    "CREATE INDEX worker_place_history_by_worker ON worker_place_history (worker_id);"             \
    "INSERT INTO worker_place (worker_id, organisation_id, is_main, from_on, until_on,"            \
    "    recorded_at, recorded_by)"                                                                \
    "  SELECT worker_id, organisation_id, 1, valid_from, 84370, recorded_at, recorded_by"          \
    "  FROM worker;"

#define WORKER_IDENTITY_COLUMNS                                                                    \
    "    citizen_id TEXT,"                                                                         \
    "    sex TEXT,"                                                                                \
    "    born_on INTEGER,"                                                                         \
    "    education TEXT,"                                                                          \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL"

/* Who those are who work here (worker_identity.h). */
#define WORKER_IDENTITY                                                                            \
    "CREATE TABLE worker_identity ("                                                               \
    "    worker_id INTEGER PRIMARY KEY," WORKER_IDENTITY_COLUMNS ");"                              \
    "CREATE UNIQUE INDEX worker_identity_by_citizen_id ON worker_identity (citizen_id)"            \
    "    WHERE citizen_id IS NOT NULL;"                                                            \
    "CREATE TABLE worker_identity_history ("                                                       \
    "    worker_id INTEGER NOT NULL," WORKER_IDENTITY_COLUMNS "," HISTORY ","                      \
    "    PRIMARY KEY (worker_id, revision)"                                                        \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX worker_licence_history_by_worker ON worker_licence_history (worker_id);"

/* Fields of organisation_profile.def. */
#define PROFILE_COLUMNS                                                                            \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    field TEXT NOT NULL,"                                                                     \
    "    value TEXT NOT NULL,"                                                                     \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"

#define PROFILE                                                                                    \
    "CREATE TABLE organisation_profile (" PROFILE_COLUMNS                                          \
    "    PRIMARY KEY (organisation_id, field)"                                                     \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE organisation_profile_history (" PROFILE_COLUMNS HISTORY ");"                     \
    "CREATE INDEX organisation_profile_history_by_organisation"                                    \
    "    ON organisation_profile_history (organisation_id);"

#endif
