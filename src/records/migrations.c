#include "records/migrations.h"

static const Sql STEPS[] = {
    { "CREATE TABLE vocabulary (" /* numbers of names, kept for ever */
      "    word_id INTEGER PRIMARY KEY,"
      "    kind TEXT NOT NULL,"
      "    name TEXT NOT NULL,"
      "    UNIQUE (kind, name)"
      ");"
      "CREATE TABLE catalogue (" /* every version of the definitions that was in force */
      "    version INTEGER PRIMARY KEY,"
      "    hash TEXT NOT NULL,"
      "    since INTEGER NOT NULL," /* UTC ms */
      "    loaded_by INTEGER NOT NULL"
      ");"
      "CREATE TABLE catalogue_source ("
      "    version INTEGER NOT NULL,"
      "    path TEXT NOT NULL,"
      "    text TEXT NOT NULL,"
      "    PRIMARY KEY (version, path)"
      ") WITHOUT ROWID;"
      "CREATE TABLE submission (" /* so that a repeated write changes nothing */
      "    key TEXT PRIMARY KEY,"
      "    form TEXT NOT NULL,"
      "    subject_id INTEGER NOT NULL,"
      "    record_id INTEGER NOT NULL,"
      "    revision INTEGER NOT NULL,"
      "    digest TEXT NOT NULL," /* of what was asked for */
      "    at INTEGER NOT NULL"
      ") WITHOUT ROWID" },
};

const MigrationList RECORDS_MIGRATIONS = { "records", STEPS, COUNT_OF(STEPS) };
