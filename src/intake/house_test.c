/* The health of a store: what was altered behind the program's back is found. */
#include "intake/county.h"

void house_health_test(Test *test)
{
    static const struct {
        const char *name;
        Sql         damage;
        FaultCode   want;
    } ROWS[] = {
        { "untouched", { "" }, FAULT_NONE },
        { "a row altered",
          { "DROP TRIGGER audit_never_changes;"
            "UPDATE audit SET at = at + 1 WHERE audit_id = 2" },
          FAULT_DAMAGED },
        { "a row taken out",
          { "DROP TRIGGER audit_never_shrinks; DELETE FROM audit WHERE audit_id = 2" },
          FAULT_DAMAGED },
    };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        County      county;
        HouseHealth health = { 0 };
        Fault       fault = { 0 };
        Fault       none = { 0 };

        test_row(test, "%s", ROWS[i].name);
        county_open(&county, test, "");
        check_true(test, county_begin(&county, test));
        check_true(test, county_person(&county, test, "张三", "1", "1950-03-12", 0, "2024-01-01"));
        county_commit(&county, test);
        check_true(test, store_run(county.house->store, ROWS[i].damage, &none));
        check_equal(test, house_health(&health, county.house, &fault), i == 0);
        check_equal(test, fault.code, ROWS[i].want);
        if (i == 0) {
            check_equal(test, health.persons, 1);
            check_true(test, health.audit_rows > 2);
        }
        county_close(&county);
    }
}
