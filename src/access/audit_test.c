/* The audit log: what is listed, and what does not go unnoticed. */
#include "access/fixture_private.h"
#include "base/buf.h"

static const Actor DOCTOR = {
    .account_id = 7, .worker_id = 70, .role = ROLE_VILLAGE_DOCTOR, .organisation_id = 12
};
static const Actor AUDITOR = { .account_id = 9, .role = ROLE_AUDITOR, .organisation_id = 12 };

/* Ten rows: the doctor and the system in turns, on persons 1, 2 and 3, a second
 * apart from 1000 on; 3 and 4 at the same instant. */
static void write_ten(const Fixture *fixture)
{
    Fault fault = { 0 };

    check_true(fixture->test, store_begin(fixture->store, STORE_WRITE, &fault));
    for (int64_t i = 0; i < 10; i++) {
        AuditEntry const entry = {
            .at = 1000 * (i == 3 ? 3 : i + 1),
            .action = i % 2 ? AUDIT_PERSON_READ : AUDIT_RECORD_SUBMIT,
            .subject = AUDIT_OF_PERSON,
            .subject_id = 1 + i % 3,
            .form = i % 2 ? SV("") : SV("hypertension.followup"),
            .record_id = i % 2 ? 0 : 500 + i,
            .revision = i % 2 ? 0 : 1,
            .detail = i % 2 ? SV("") : SV("sbp,dbp"),
        };
        if (!audit_write(fixture->store, i % 2 ? actor_system() : &DOCTOR, entry, &fault))
            check_fail(fixture->test, fault.message);
    }
    check_true(fixture->test, store_commit(fixture->store, &fault));
}

void audit_list_test(Test *test)
{
    static const struct {
        const char *name;
        AuditFilter filter;
        int64_t     want[11]; /* ids, 0 at the end */
    } CASES[] = {
        { "all", { 0 }, { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 } },
        { "page", { .limit = 3 }, { 10, 9, 8 } },
        { "next", { .before = 8, .limit = 5 }, { 7, 6, 5, 4, 3 } },
        { "after a pair", { .before = 4 }, { 3, 2, 1 } },
        { "end", { .before = 1 }, { 0 } },
        { "time", { .from = 3000, .until = 6000 }, { 6, 5, 4, 3 } },
        { "account", { .account_id = 7 }, { 9, 7, 5, 3, 1 } },
        { "account page", { .account_id = 7, .before = 7, .limit = 2 }, { 5, 3 } },
        { "person", { .subject = AUDIT_OF_PERSON, .subject_id = 1 }, { 10, 7, 4, 1 } },
        { "both", { .subject = AUDIT_OF_PERSON, .subject_id = 1, .account_id = 7 }, { 7, 1 } },
        { "person, time", { .subject = AUDIT_OF_PERSON, .subject_id = 2, .from = 3000 }, { 8, 5 } },
        { "other", { .subject = AUDIT_OF_WORKER, .subject_id = 1 }, { 0 } },
    };
    Fixture fixture = { 0 };

    access_fixture_open(&fixture, test);
    write_ten(&fixture);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        AuditRow *rows = NULL;
        uint32_t  count = 0;
        uint32_t  want = 0;
        Fault     fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        while (CASES[i].want[want])
            want++;
        check_true(test, audit_list(&rows, &count, fixture.store, fixture.arena, &AUDITOR,
                                    CASES[i].filter, &fault));
        check_equal(test, count, want);
        for (uint32_t k = 0; k < count && k < want; k++)
            check_equal(test, rows[k].audit_id, CASES[i].want[k]);
    }
    access_fixture_close(&fixture);
}

void audit_row_test(Test *test)
{
    Fixture   fixture = { 0 };
    AuditRow *rows = NULL;
    uint32_t  count = 0;
    Fault     fault = { 0 };

    access_fixture_open(&fixture, test);
    write_ten(&fixture);
    check_true(test, audit_list(&rows, &count, fixture.store, fixture.arena, &AUDITOR,
                                (AuditFilter){ .before = 2 }, &fault));
    check_equal(test, count, 1);
    check_equal(test, rows[0].at, 1000);
    check_equal(test, rows[0].account_id, 7);
    check_equal(test, rows[0].worker_id, 70);
    check_text(test, rows[0].action, SV("record.submit"));
    check_text(test, rows[0].subject, SV("person"));
    check_equal(test, rows[0].subject_id, 1);
    check_text(test, rows[0].form, SV("hypertension.followup"));
    check_equal(test, rows[0].record_id, 500);
    check_equal(test, rows[0].revision, 1);
    check_text(test, rows[0].detail, SV("sbp,dbp"));

    check_true(test, !audit_list(&rows, &count, fixture.store, fixture.arena, &DOCTOR,
                                 (AuditFilter){ 0 }, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    access_fixture_close(&fixture);
}

/* A long detail is cut between two characters. */
void audit_detail_test(Test *test)
{
    Fixture   fixture = { 0 };
    AuditRow *rows = NULL;
    uint32_t  count = 0;
    Fault     fault = { 0 };

    access_fixture_open(&fixture, test);
    Buf detail = buf_open(fixture.arena, 2000);
    buf_add_c(&detail, "ab");
    for (int i = 0; i < 400; i++)
        buf_add_c(&detail, "甲");
    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    check_true(test, audit_write(fixture.store, &DOCTOR,
                                 (AuditEntry){
                                     .at = 1, .action = AUDIT_IMPORT, .detail = buf_str(&detail) },
                                 &fault));
    check_true(test, audit_list(&rows, &count, fixture.store, fixture.arena, &AUDITOR,
                                (AuditFilter){ 0 }, &fault));
    check_equal(test, rows[0].detail.len, 2 + 332 * 3);
    check_text(test, rows[0].detail, str_slice(buf_str(&detail), 0, 998));
    store_end(fixture.store);
    access_fixture_close(&fixture);
}

/* Rows cannot be changed by the way; and when somebody changes them by another
 * way, it is found, at the row. */
void audit_verify_test(Test *test)
{
    static const struct {
        const char *name;
        Sql         damage;
        uint64_t    sound; /* rows before the first that is not */
    } CASES[] = {
        { "nothing", { "SELECT 1" }, 10 },
        { "detail", { "UPDATE audit SET detail = 'sbp' WHERE audit_id = 3" }, 2 },
        { "time", { "UPDATE audit SET at = 1 WHERE audit_id = 10" }, 9 },
        { "whom", { "UPDATE audit SET subject_id = 9 WHERE audit_id = 1" }, 0 },
        { "taken out", { "DELETE FROM audit WHERE audit_id = 5" }, 4 },
        { "renumbered",
          { "DELETE FROM audit WHERE audit_id = 5;"
            "UPDATE audit SET audit_id = 5 WHERE audit_id = 6" },
          4 },
        { "digest", { "UPDATE audit SET chain = x'00' WHERE audit_id = 7" }, 6 },
        { "between the columns",
          { "UPDATE audit SET form = form || 's', detail = substr(detail, 2)"
            " WHERE audit_id = 9" },
          8 },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Fixture  fixture = { 0 };
        uint64_t sound = 99;
        Fault    fault = { 0 };
        Fault    refusal = { 0 };

        access_fixture_open(&fixture, test);
        write_ten(&fixture);
        test_row(test, "%s", CASES[i].name);
        check_equal(test, store_run(fixture.store, CASES[i].damage, &refusal), i == 0);
        check_true(test, store_run(fixture.store,
                                   SQL("DROP TRIGGER audit_never_changes;"
                                       "DROP TRIGGER audit_never_shrinks"),
                                   &fault));
        check_true(test, store_run(fixture.store, CASES[i].damage, &fault));
        check_equal(test, audit_verify(&sound, fixture.store, &AUDITOR, &fault), i == 0);
        check_equal(test, fault.code, i == 0 ? FAULT_NONE : FAULT_DAMAGED);
        check_equal(test, sound, CASES[i].sound);
        access_fixture_close(&fixture);
    }
}
