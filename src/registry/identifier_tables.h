/* identifier_tables.h - the tables of numbers, other names and relations of persons:
 * steps of migrations.c. */
#ifndef REGISTRY_IDENTIFIER_TABLES_H
#define REGISTRY_IDENTIFIER_TABLES_H

#include "registry/organisation_tables.h"

/* `scope` is among whom a number is the only one (identifier.h). */
#define IDENTIFIER_COLUMNS                                                                         \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    identifier_id INTEGER NOT NULL,"                                                          \
    "    kind TEXT NOT NULL,"                                                                      \
    "    number TEXT NOT NULL,"                                                                    \
    "    issuer_id INTEGER,"                                                                       \
    "    issuer TEXT,"                                                                             \
    "    valid_from INTEGER,"                                                                      \
    "    valid_until INTEGER,"                                                                     \
    "    status TEXT NOT NULL,"                                                                    \
    "    verified TEXT NOT NULL,"                                                                  \
    "    verified_at INTEGER,"                                                                     \
    "    verified_by INTEGER,"                                                                     \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define IDENTIFIER                                                                                 \
    "CREATE TABLE person_identifier (" IDENTIFIER_COLUMNS "    scope TEXT NOT NULL,"               \
    "    PRIMARY KEY (person_id, identifier_id)"                                                   \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE UNIQUE INDEX person_identifier_in_use ON person_identifier (kind, scope, number)"      \
    "    WHERE status = '1';"                                                                      \
    "CREATE INDEX person_identifier_by_number ON person_identifier (number);"                      \
    "CREATE TABLE person_identifier_history (" IDENTIFIER_COLUMNS HISTORY ");"                     \
    "CREATE INDEX person_identifier_history_by_person"                                             \
    "    ON person_identifier_history (person_id, identifier_id);"

#define NAME_COLUMNS                                                                               \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    name_id INTEGER NOT NULL,"                                                                \
    "    kind TEXT NOT NULL,"                                                                      \
    "    name TEXT NOT NULL,"                                                                      \
    "    name_pinyin TEXT,"                                                                        \
    "    name_initials TEXT,"                                                                      \
    "    from_on INTEGER,"                                                                         \
    "    until_on INTEGER,"                                                                        \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define NAME                                                                                       \
    "CREATE TABLE person_name (" NAME_COLUMNS "    PRIMARY KEY (person_id, name_id)"               \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE person_name_history (" NAME_COLUMNS HISTORY ");"                                 \
    "CREATE INDEX person_name_history_by_person ON person_name_history (person_id, name_id);"

/* What `other_id` is to `person_id`; the other side is read through the index. */
#define RELATION_COLUMNS                                                                           \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    relation_id INTEGER NOT NULL,"                                                            \
    "    other_id INTEGER NOT NULL,"                                                               \
    "    kind TEXT NOT NULL," /* GB/T 4761 */                                                      \
    "    from_on INTEGER,"                                                                         \
    "    until_on INTEGER,"                                                                        \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

#define RELATION                                                                                   \
    "CREATE TABLE person_relation (" RELATION_COLUMNS "    PRIMARY KEY (person_id, relation_id)"   \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX person_relation_by_other ON person_relation (other_id);"                         \
    "CREATE TABLE person_relation_history (" RELATION_COLUMNS HISTORY ");"                         \
    "CREATE INDEX person_relation_history_by_person"                                               \
    "    ON person_relation_history (person_id, relation_id);"                                     \
    "CREATE INDEX person_history_by_household ON person_history (household_id)"                    \
    "    WHERE household_id IS NOT NULL;"

/* What a merge set aside is found by its id (relation_take_back). */
#define RELATION_ASIDE                                                                             \
    "CREATE INDEX person_relation_history_by_relation ON person_relation_history (relation_id);"

#endif
