/* Durable visits through the whole write path, beside a program that only puts the
 * same rows into the same tables with the same durability. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"
#include "bench/bench.h"
#include "registry/organisation.h"
#include "store/store.h"

enum { VISITS = 4096, BATCH_MAX = 256, ROUNDS = 3 };

typedef struct {
    uint32_t patients;
    uint32_t state;
    uint32_t serial; /* of the visits so far */
} Chooser;

/* Patients all over the county, in no order. */
static uint32_t next_patient(Chooser *chooser)
{
    chooser->state = chooser->state * 1664525u + 1013904223u;
    chooser->serial++;
    return (uint32_t)((uint64_t)(chooser->state >> 8) * chooser->patients >> 24) * 4;
}

/* ---- the product ------------------------------------------------------------------------- */

static void write_visit(House *house, const Job *job, uint32_t person, uint32_t serial)
{
    char         key[32];
    Problems     problems = problems_open(job->arena);
    IntakeResult result = { 0 };
    Fault        fault = { 0 };
    Submission   visit =
        submission_open(job->arena, catalog_form(house->catalog, SV("hypertension.followup")));

    visit.subject_id = bench_person_id(person);
    visit.organisation_id = bench_post_id(house, person);
    visit.occurred_on = date_add_days(bench_today(), -(int32_t)(serial % 20));
    bench_fill_visit(&visit, house->catalog, person, visit.occurred_on);
    int const  len = snprintf(key, sizeof key, "bench-%d-%u", (int)getpid(), serial);
    bool const ok =
        intake_submit(&result, house, job, &visit, (Str){ key, (size_t)len }, &problems, &fault);
    bench_require(ok, &fault);
}

/* Seconds for the visits, and rows changed for each. */
static double product_seconds(House *house, Chooser *chooser, uint32_t batch, double *changes)
{
    Arena        *arena = arena_open();
    int64_t const before = store_change_count(house->store);
    Fault         fault = { 0 };
    double const  begun = bench_seconds();

    for (uint32_t done = 0; done < VISITS; done += batch) {
        bench_require(intake_begin(house, &fault), &fault);
        for (uint32_t i = 0; i < batch; i++) {
            arena_reset(arena);
            Job const      job = { actor_system(), bench_now(), bench_today(), arena };
            uint32_t const person = next_patient(chooser);
            write_visit(house, &job, person, chooser->serial);
        }
        bench_require(intake_commit(house, &fault), &fault);
        intake_end(house);
    }
    double const seconds = bench_seconds() - begun;
    *changes = (double)(store_change_count(house->store) - before) / VISITS;
    arena_close(&arena);
    return seconds;
}

/* ---- the raw library ------------------------------------------------------------------------ */

typedef struct {
    sqlite3      *db;
    sqlite3_stmt *record, *audit, *key, *forget, *due, *tally, *begin, *commit;
    int64_t      *parts; /* some parts of the tallies, by turns */
    uint32_t      part_count;
    int64_t       next_id;
} Raw;

static void must(Raw *raw, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return;
    (void)fprintf(stderr, "bench: raw: %s\n", sqlite3_errmsg(raw->db));
    exit(1);
}

static sqlite3_stmt *prepare(Raw *raw, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    must(raw, sqlite3_prepare_v3(raw->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    return statement;
}

static void step(Raw *raw, sqlite3_stmt *statement)
{
    must(raw, sqlite3_step(statement));
    must(raw, sqlite3_reset(statement));
}

/* An INSERT of all columns, its values those of a row that is there. */
static sqlite3_stmt *insert_like(Raw *raw, const char *table, const char *columns)
{
    char sql[4096];

    (void)snprintf(sql, sizeof sql, "SELECT %s FROM %s LIMIT 1", columns, table);
    sqlite3_stmt *const model = prepare(raw, sql);
    must(raw, sqlite3_step(model));
    int const count = sqlite3_column_count(model);
    int       at = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (", table);
    for (int i = 0; i < count; i++)
        at += snprintf(sql + at, sizeof sql - (size_t)at, i ? ",?" : "?");
    (void)snprintf(sql + at, sizeof sql - (size_t)at, ")");
    sqlite3_stmt *const insert = prepare(raw, sql);
    for (int i = 0; i < count; i++)
        must(raw, sqlite3_bind_value(insert, i + 1, sqlite3_column_value(model, i)));
    (void)sqlite3_finalize(model);
    return insert;
}

static void raw_open(Raw *raw, const char *location)
{
    must(raw, sqlite3_open(location, &raw->db));
    must(raw,
         sqlite3_exec(raw->db,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536",
                      NULL, NULL, NULL));
    raw->record = insert_like(raw, "hypertension_followup", "*");
    raw->audit = insert_like(raw, "audit", "*");
    raw->key =
        prepare(raw, "INSERT INTO submission VALUES (?1, 'hypertension.followup', ?2, ?3, 1,"
                     " '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 1)");
    raw->forget = prepare(raw, "DELETE FROM due WHERE person_id = ?1 AND item_id = ?2");
    raw->due =
        prepare(raw, "INSERT INTO due VALUES (?1, ?2, 20700, 20700, 84370, 0, ?3, ?4, NULL)");
    raw->tally =
        prepare(raw, "UPDATE tally SET p0 = p0 + 1, p6 = p6 + 1, p14 = p14 + 1 WHERE part_id"
                     " = ?1 AND year = 2026 AND organisation_id = ?2 AND region_id = ?3");
    raw->begin = prepare(raw, "BEGIN IMMEDIATE");
    raw->commit = prepare(raw, "COMMIT");
    sqlite3_stmt *const parts = prepare(raw, "SELECT DISTINCT part_id FROM tally");
    raw->parts = calloc(1024, sizeof *raw->parts);
    if (!raw->parts)
        abort();
    while (raw->part_count < 1024 && sqlite3_step(parts) == SQLITE_ROW)
        raw->parts[raw->part_count++] = sqlite3_column_int64(parts, 0);
    (void)sqlite3_finalize(parts);
}

static void raw_visit(Raw *raw, const House *house, uint32_t person, uint32_t serial,
                      uint32_t tallies)
{
    char          key[32];
    int64_t const person_id = bench_person_id(person);
    int64_t const post = bench_post_id(house, person);
    int64_t const region = organisation_find(house->organisations, post)->region_id;
    int64_t const record_id = ((int64_t)1 << 60) + ((int64_t)getpid() << 32) + serial;

    must(raw, sqlite3_bind_int64(raw->record, 1, person_id));
    must(raw, sqlite3_bind_int64(raw->record, 2, record_id));
    step(raw, raw->record);
    must(raw, sqlite3_bind_null(raw->audit, 1));
    step(raw, raw->audit);
    int const len = snprintf(key, sizeof key, "bench-%d-%u", (int)getpid(), serial);
    must(raw, sqlite3_bind_text(raw->key, 1, key, len, SQLITE_TRANSIENT));
    must(raw, sqlite3_bind_int64(raw->key, 2, person_id));
    must(raw, sqlite3_bind_int64(raw->key, 3, record_id));
    step(raw, raw->key);
    must(raw, sqlite3_bind_int64(raw->forget, 1, person_id));
    must(raw, sqlite3_bind_int64(raw->forget, 2, 1));
    step(raw, raw->forget);
    must(raw, sqlite3_bind_int64(raw->due, 1, person_id));
    must(raw, sqlite3_bind_int64(raw->due, 2, 1));
    must(raw, sqlite3_bind_int64(raw->due, 3, post));
    must(raw, sqlite3_bind_int64(raw->due, 4, region));
    step(raw, raw->due);
    for (uint32_t i = 0; i < tallies; i++) {
        must(raw, sqlite3_bind_int64(raw->tally, 1, raw->parts[i % raw->part_count]));
        must(raw, sqlite3_bind_int64(raw->tally, 2, post));
        must(raw, sqlite3_bind_int64(raw->tally, 3, region));
        step(raw, raw->tally);
    }
}

static double raw_seconds(Raw *raw, const House *house, Chooser *chooser, uint32_t batch,
                          uint32_t tallies)
{
    double const begun = bench_seconds();

    for (uint32_t done = 0; done < VISITS; done += batch) {
        step(raw, raw->begin);
        for (uint32_t i = 0; i < batch; i++) {
            uint32_t const person = next_patient(chooser);
            raw_visit(raw, house, person, chooser->serial, tallies);
        }
        step(raw, raw->commit);
    }
    return bench_seconds() - begun;
}

/* ---- beside each other ---------------------------------------------------------------------- */

void bench_writes(const char *location, const char *raw_location)
{
    static const uint32_t BATCHES[] = { 1, 16, BATCH_MAX };
    House                *house = NULL;
    Raw                   raw = { 0 };
    int64_t               persons = 0;
    Fault                 fault = { 0 };

    bench_require(house_open(&house, str_from_c(location), HOUSE_WRITE, &fault) &&
                      house_person_count(&persons, house, &fault),
                  &fault);
    raw_open(&raw, raw_location);
    Chooser ours = { (uint32_t)(persons / 4), 1, 0 };
    Chooser theirs = ours;
    for (size_t i = 0; i < COUNT_OF(BATCHES); i++) {
        double changes = 0;
        double product = 0;
        double rows = 0;
        double all = 0;

        for (int round = 0; round < ROUNDS; round++) { /* by turns: the machine may be shared */
            product += product_seconds(house, &ours, BATCHES[i], &changes);
            rows += raw_seconds(&raw, house, &theirs, BATCHES[i], 0);
            all += raw_seconds(&raw, house, &theirs, BATCHES[i],
                               changes > 5 ? (uint32_t)(changes - 5) : 0);
        }
        (void)printf("writes persons %lld per_commit %u visits_s %.0f raw_rows_s %.0f ratio %.2f"
                     " raw_rows_and_tallies_s %.0f ratio %.2f rows_changed %.1f memory_MiB %.0f\n",
                     (long long)persons, BATCHES[i], ROUNDS * VISITS / product,
                     ROUNDS * VISITS / rows, rows / product, ROUNDS * VISITS / all, all / product,
                     changes, bench_memory());
    }
    (void)sqlite3_close_v2(raw.db);
    house_close(&house);
}
