/* migrations.h - the tables of this folder that no definition describes. */
#ifndef RECORDS_MIGRATIONS_H
#define RECORDS_MIGRATIONS_H

#include "store/migrate.h"

extern const MigrationList RECORDS_MIGRATIONS;

#endif
