#include "access/walk.h"

static int64_t ask(Test *test, Store *store, Sql sql)
{
    int64_t answer = -1;
    Fault   fault = { 0 };

    check_true(test, store_ask(&answer, store, sql, -1, &fault));
    return answer;
}

uint32_t walk_failures(Test *test, Store *store, WalkAct *act, void *context, Sql state)
{
    enum { STEPS_MAX = 1000 };
    int64_t const before = ask(test, store, state);

    for (uint32_t fail_at = 1; fail_at < STEPS_MAX; fail_at++) {
        Fault fault = { 0 };

        test_row(test, "failing call %u", fail_at);
        store_fail_at(store, fail_at);
        bool const done = store_begin(store, STORE_WRITE, &fault) && act(context, &fault) &&
                          store_commit(store, &fault);
        store_fail_at(store, 0);
        store_end(store);
        check_equal(test, fault.code, done ? FAULT_NONE : FAULT_IO);
        if (!done && fault.code != FAULT_IO)
            check_fail(test, fault.message);
        check_equal(test, ask(test, store, state) != before, done);
        if (done || fault.code != FAULT_IO)
            return fail_at - 1;
    }
    check_fail(test, "it never ends");
    return STEPS_MAX;
}
