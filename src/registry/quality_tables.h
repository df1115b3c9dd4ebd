/* quality_tables.h - the tables of the quality of the register: a step of migrations.c. */
#ifndef REGISTRY_QUALITY_TABLES_H
#define REGISTRY_QUALITY_TABLES_H

/* Touched: of this transaction, empty between two (touch.h). Seen: the day of
 * somebody's last record. Issue: what is wrong with whom, from a day until another
 * (indicators/quality.h). The indexes find those who share something, of those who
 * live here. */
#define QUALITY                                                                                    \
    "CREATE TABLE quality_touched ("                                                               \
    "    kind INTEGER NOT NULL,"                                                                   \
    "    key NOT NULL,"                                                                            \
    "    count INTEGER NOT NULL,"                                                                  \
    "    PRIMARY KEY (kind, key)"                                                                  \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE TABLE person_seen ("                                                                   \
    "    person_id INTEGER PRIMARY KEY,"                                                           \
    "    last_on INTEGER NOT NULL"                                                                 \
    ");"                                                                                           \
    "CREATE TABLE person_issue ("                                                                  \
    "    check_id INTEGER NOT NULL,"                                                               \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    from_on INTEGER NOT NULL,"                                                                \
    "    until_on INTEGER NOT NULL,"                                                               \
    "    PRIMARY KEY (check_id, organisation_id, person_id)"                                       \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX person_issue_of_person ON person_issue (person_id);"                             \
    "CREATE INDEX person_by_phone ON person (phone)"                                               \
    "    WHERE phone IS NOT NULL AND is_resident AND died_on IS NULL;"                             \
    "CREATE INDEX person_by_address ON person (address, household_id)"                             \
    "    WHERE address IS NOT NULL AND is_resident AND died_on IS NULL;"

#endif
