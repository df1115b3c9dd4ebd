/* Roles, permissions, places. */
#include "access/actor.h"
#include "base/test.h"

/* The whole matrix, as one reads it: whoever changes role.def changes this too. */
void role_permissions_test(Test *test)
{
    static const struct {
        Role        role;
        const char *letters; /* person, record, figure, registry, definition, account, audit,
                                export, card, override */
    } CASES[] = {
        { ROLE_SYSTEM, "prfgdaueco" },          { ROLE_ADMINISTRATOR, "--fgda----" },
        { ROLE_LEADER, "--f-------" },          { ROLE_ANALYST, "p-f----e--" },
        { ROLE_TOWNSHIP_WORKER, "prf----eco" }, { ROLE_VILLAGE_DOCTOR, "prf-----c-" },
        { ROLE_CLINICIAN, "prf-----c-" },       { ROLE_AUDITOR, "------u---" },
    };

    check_equal(test, COUNT_OF(CASES), ROLE_COUNT);
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        for (Permission permission = 0; permission < PERMISSION_COUNT; permission++) {
            Actor const actor = { .account_id = CASES[i].role == ROLE_SYSTEM ? 0 : 7,
                                  .role = CASES[i].role };
            bool const  want = CASES[i].letters[permission] != '-';
            Fault       fault = { 0 };

            test_row(test, "role %zu permission %d", i, (int)permission);
            check_equal(test, role_permits(CASES[i].role, permission), want);
            check_equal(test, access_require(&actor, permission, &fault), want);
            check_equal(test, fault.code, want ? FAULT_NONE : FAULT_DENIED);
        }
}

void role_names_test(Test *test)
{
    Role role = ROLE_AUDITOR;

    for (Role i = 0; i < ROLE_COUNT; i++) {
        test_row(test, "role %d", (int)i);
        check_true(test, role_find(&role, role_name(i)));
        check_equal(test, role, i);
        check_true(test, role_label(i).zh.len > 0 && role_label(i).en.len > 0);
    }
    role = ROLE_LEADER;
    check_true(test, !role_find(&role, SV("Leader")));
    check_true(test, !role_find(&role, SV("")));
    check_equal(test, role, ROLE_LEADER);
}

void actor_require_test(Test *test)
{
    Actor const false_system = { .account_id = 7, .role = ROLE_SYSTEM };
    Actor const new_doctor = { .account_id = 7,
                               .role = ROLE_VILLAGE_DOCTOR,
                               .organisation_id = 12,
                               .must_change_password = true };
    Actor const leader = { .account_id = 8, .role = ROLE_LEADER, .organisation_id = 12 };
    Fault       fault = { 0 };

    check_true(test, !access_require(&false_system, PERMIT_READ_FIGURE, &fault));
    check_true(test, !access_require_place(&false_system, false, &fault));
    check_true(test, !access_require(&new_doctor, PERMIT_READ_PERSON, &fault));
    check_text(test, str_from_c(fault.message), SV("change the password first"));
    check_true(test, !access_require(&leader, PERMIT_READ_PERSON, &fault));
    check_text(test, str_from_c(fault.message), SV("this account may not read about persons"));
    check_true(test, access_require_place(&leader, true, &fault));
    check_true(test, !access_require_place(&leader, false, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test, access_require_place(actor_system(), false, &fault));
}
