#include "schedule/migrations.h"

static const Sql STEPS[] = {
    { "CREATE TABLE enrolment ("
      "    person_id INTEGER NOT NULL,"
      "    programme_id INTEGER NOT NULL," /* vocabulary.word_id */
      "    record_id INTEGER NOT NULL,"    /* that opened it */
      "    opened_on INTEGER NOT NULL,"
      "    closed_on INTEGER," /* last day, NULL while it is open */
      "    PRIMARY KEY (person_id, programme_id, record_id)"
      ") WITHOUT ROWID;"
      "CREATE TABLE due ("
      "    person_id INTEGER NOT NULL,"
      "    item_id INTEGER NOT NULL," /* vocabulary.word_id */
      "    due_on INTEGER NOT NULL,"
      "    open_on INTEGER NOT NULL,"
      "    ends_on INTEGER NOT NULL,"
      "    rhythm INTEGER NOT NULL," /* 0 once, 1 month, 2 quarter, 3 half year, 4 year */
      "    organisation_id INTEGER NOT NULL,"
      "    region_id INTEGER NOT NULL,"
      "    worker_id INTEGER,"
      "    PRIMARY KEY (person_id, item_id)"
      ") WITHOUT ROWID;"
      "CREATE INDEX due_at_place ON due (organisation_id, due_on)" },
};

const MigrationList SCHEDULE_MIGRATIONS = { "schedule", STEPS, COUNT_OF(STEPS) };
