#include "card/migrations.h"

/* Private keys lie apart from what everybody may read: key.h. */
#define KEYS                                                                                       \
    "CREATE TABLE card_key ("                                                                      \
    "    key_id INTEGER PRIMARY KEY,"                                                              \
    "    public_key BLOB NOT NULL,"                                                                \
    "    signs_from INTEGER NOT NULL,"                                                             \
    "    signs_until INTEGER," /* NULL: it is the one that signs */                                \
    "    revoked_at INTEGER,"                                                                      \
    "    recorded_by INTEGER NOT NULL"                                                             \
    ");"                                                                                           \
    "CREATE TABLE card_secret ("                                                                   \
    "    key_id INTEGER PRIMARY KEY,"                                                              \
    "    secret BLOB NOT NULL"                                                                     \
    ");"

/* From a moment on; rows are only added. */
#define POLICY                                                                                     \
    "CREATE TABLE card_policy ("                                                                   \
    "    name TEXT NOT NULL,"                                                                      \
    "    valid_from INTEGER NOT NULL,"                                                             \
    "    value INTEGER NOT NULL,"                                                                  \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    PRIMARY KEY (name, valid_from)"                                                           \
    ") WITHOUT ROWID;"

#define CARD_COLUMNS                                                                               \
    "    person_id INTEGER NOT NULL,"                                                              \
    "    card_id INTEGER NOT NULL,"                                                                \
    "    number INTEGER NOT NULL,"                                                                 \
    "    state TEXT NOT NULL,"                                                                     \
    "    reason TEXT,"                                                                             \
    "    valid_from INTEGER NOT NULL,"                                                             \
    "    valid_until INTEGER NOT NULL,"                                                            \
    "    organisation_id INTEGER NOT NULL," /* the post for which it was issued */                 \
    "    replaces_id INTEGER,"                                                                     \
    "    recorded_at INTEGER NOT NULL,"                                                            \
    "    recorded_by INTEGER NOT NULL,"                                                            \
    "    revision INTEGER NOT NULL,"

/* Nothing in the table says that a person has one living card: after a merge somebody
 * may have two, until one of them is revoked. */
#define CARD                                                                                       \
    "CREATE TABLE health_card (" CARD_COLUMNS "    PRIMARY KEY (person_id, card_id)"               \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE UNIQUE INDEX health_card_by_id ON health_card (card_id);"                              \
    "CREATE UNIQUE INDEX health_card_by_number ON health_card (number);"                           \
    "CREATE TABLE health_card_history (" CARD_COLUMNS "    superseded_at INTEGER NOT NULL,"        \
    "    superseded_by INTEGER NOT NULL,"                                                          \
    "    PRIMARY KEY (person_id, card_id, revision)"                                               \
    ") WITHOUT ROWID;"

/* Dynamic codes that were used, until their time is over. */
#define SCAN                                                                                       \
    "CREATE TABLE card_scan ("                                                                     \
    "    card_id INTEGER NOT NULL,"                                                                \
    "    nonce INTEGER NOT NULL,"                                                                  \
    "    expires_at INTEGER NOT NULL,"                                                             \
    "    PRIMARY KEY (card_id, nonce)"                                                             \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX card_scan_by_time ON card_scan (expires_at);"

static const Sql STEPS[] = {
    { KEYS POLICY CARD SCAN },
};

const MigrationList CARD_MIGRATIONS = { "card", STEPS, COUNT_OF(STEPS) };
