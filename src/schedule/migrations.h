/* migrations.h - the tables of this folder. */
#ifndef SCHEDULE_MIGRATIONS_H
#define SCHEDULE_MIGRATIONS_H

#include "store/migrate.h"

extern const MigrationList SCHEDULE_MIGRATIONS;

#endif
