/* migrations.h - the tables of this module, step by step. */
#ifndef ACCESS_MIGRATIONS_H
#define ACCESS_MIGRATIONS_H

#include "store/migrate.h"

extern const MigrationList ACCESS_MIGRATIONS;

#endif
