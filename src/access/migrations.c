#include "access/migrations.h"

/* An account is never deleted. Logins are in lower case. */
#define ACCOUNT                                                                                    \
    "CREATE TABLE account ("                                                                       \
    "    account_id INTEGER PRIMARY KEY,"                                                          \
    "    login TEXT NOT NULL UNIQUE,"                                                              \
    "    password TEXT NOT NULL," /* encoded: crypto/password.h */                                 \
    "    role TEXT NOT NULL,"                                                                      \
    "    worker_id INTEGER,"                                                                       \
    "    organisation_id INTEGER NOT NULL,"                                                        \
    "    is_disabled INTEGER NOT NULL,"                                                            \
    "    must_change_password INTEGER NOT NULL,"                                                   \
    "    created_at INTEGER NOT NULL,"                                                             \
    "    created_by INTEGER NOT NULL,"                                                             \
    "    password_at INTEGER NOT NULL"                                                             \
    ");"

/* Under digests: who reads this table can neither take over a session nor learn
 * what somebody typed in place of a login, which now and then is a password. */
#define SESSION                                                                                    \
    "CREATE TABLE session ("                                                                       \
    "    token_digest BLOB PRIMARY KEY,"                                                           \
    "    account_id INTEGER NOT NULL,"                                                             \
    "    begun_at INTEGER NOT NULL,"                                                               \
    "    seen_at INTEGER NOT NULL"                                                                 \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX session_by_account ON session (account_id);"                                     \
    "CREATE TABLE sign_in_failure ("                                                               \
    "    login_digest BLOB PRIMARY KEY,"                                                           \
    "    count INTEGER NOT NULL,"                                                                  \
    "    failed_at INTEGER NOT NULL"                                                               \
    ") WITHOUT ROWID;"                                                                             \
    "CREATE INDEX sign_in_failure_by_time ON sign_in_failure (failed_at);"

/* The triggers stop mistakes; the chain of digests finds what was done on purpose. */
#define AUDIT                                                                                      \
    "CREATE TABLE audit ("                                                                         \
    "    audit_id INTEGER PRIMARY KEY,"                                                            \
    "    at INTEGER NOT NULL,"                                                                     \
    "    account_id INTEGER NOT NULL," /* 0: the system */                                         \
    "    worker_id INTEGER NOT NULL,"  /* 0: none, as in the rest */                               \
    "    action TEXT NOT NULL,"                                                                    \
    "    subject TEXT NOT NULL,"                                                                   \
    "    subject_id INTEGER NOT NULL,"                                                             \
    "    form TEXT NOT NULL,"                                                                      \
    "    record_id INTEGER NOT NULL,"                                                              \
    "    revision INTEGER NOT NULL,"                                                               \
    "    detail TEXT NOT NULL,"                                                                    \
    "    chain BLOB NOT NULL" /* digest of the row before and of this one */                       \
    ");"                                                                                           \
    "CREATE INDEX audit_by_subject ON audit (subject, subject_id, at);"                            \
    "CREATE INDEX audit_by_account ON audit (account_id, at) WHERE account_id > 0;"                \
    "CREATE INDEX audit_by_time ON audit (at);"                                                    \
    "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit"                                    \
    "    BEGIN SELECT raise(ABORT, 'an audit row never changes'); END;"                            \
    "CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit"                                    \
    "    BEGIN SELECT raise(ABORT, 'an audit row is never deleted'); END;"

static const Sql STEPS[] = {
    { ACCOUNT SESSION AUDIT },
};

const MigrationList ACCESS_MIGRATIONS = { "access", STEPS, COUNT_OF(STEPS) };
