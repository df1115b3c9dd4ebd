/* migrations.h - the tables of this folder. */
#ifndef INDICATORS_MIGRATIONS_H
#define INDICATORS_MIGRATIONS_H

#include "store/migrate.h"

extern const MigrationList INDICATORS_MIGRATIONS;

#endif
