/* migrations.h - the tables of this module, step by step. */
#ifndef REGISTRY_MIGRATIONS_H
#define REGISTRY_MIGRATIONS_H

#include "store/migrate.h"

extern const MigrationList REGISTRY_MIGRATIONS;

#endif
