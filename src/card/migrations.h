/* migrations.h - the tables of this module, step by step. */
#ifndef CARD_MIGRATIONS_H
#define CARD_MIGRATIONS_H

#include "store/migrate.h"

extern const MigrationList CARD_MIGRATIONS;

#endif
