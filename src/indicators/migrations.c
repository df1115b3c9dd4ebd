#include "indicators/migrations.h"

static const Sql STEPS[] = {
    { "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE tally ("
      "    part_id INTEGER NOT NULL," /* vocabulary.word_id */
      "    year INTEGER NOT NULL,"
      "    organisation_id INTEGER NOT NULL,"
      "    region_id INTEGER NOT NULL,"
      "    p0 INTEGER NOT NULL," /* the year; p1 to p12 its months, p13 to p16 its quarters */
      "    p1 INTEGER NOT NULL, p2 INTEGER NOT NULL, p3 INTEGER NOT NULL,"
      "    p4 INTEGER NOT NULL, p5 INTEGER NOT NULL, p6 INTEGER NOT NULL,"
      "    p7 INTEGER NOT NULL, p8 INTEGER NOT NULL, p9 INTEGER NOT NULL,"
      "    p10 INTEGER NOT NULL, p11 INTEGER NOT NULL, p12 INTEGER NOT NULL,"
      "    p13 INTEGER NOT NULL, p14 INTEGER NOT NULL, p15 INTEGER NOT NULL,"
      "    p16 INTEGER NOT NULL,"
      "    p17 INTEGER NOT NULL," /* the year up to the tallies' day (meta) */
      "    PRIMARY KEY (part_id, year, organisation_id, region_id)"
      ") WITHOUT ROWID;"
      /* Who was ever at a post, or in a region: the people behind a figure. */
      "CREATE INDEX residence_at_organisation ON residence (organisation_id, person_id);"
      "CREATE INDEX residence_at_region ON residence (region_id, person_id)" },
};

const MigrationList INDICATORS_MIGRATIONS = { "indicators", STEPS, COUNT_OF(STEPS) };
