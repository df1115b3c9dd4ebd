/* Bodies: what all of them together may hold, and that they give it back. */
#include "base/limits.h"
#include "base/test.h"
#include "http/http_private.h"

void body_totals_test(Test *test)
{
    static const Route MEMORY = { .method = "POST", .pattern = "/", .body_max_bytes = 100 };
    static const Route UPLOAD = {
        .method = "POST", .pattern = "/", .flags = ROUTE_UPLOAD, .body_max_bytes = 100
    };
    BodyTotals totals = { .held_bytes = LIMIT_HTTP_BODIES_BYTES - 10,
                          .upload_count = LIMIT_HTTP_UPLOADS - 1 };
    Arena     *arena = arena_open();
    Request    request = { 0 };
    Fault      fault = { 0 };
    Body       bodies[4];

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        body_begin(&bodies[i], arena, i < 2 ? &MEMORY : &UPLOAD, &totals, SV("/tmp"));
        body_add(&bodies[i], SV("123456"));
    }
    check_true(test, body_end(&bodies[0], &request, &fault));
    check_text(test, request.body, SV("123456"));
    check_true(test, !body_end(&bodies[1], &request, &fault));
    check_text(test, str_from_c(fault.message), SV("too many requests with bodies are running"));
    check_equal(test, fault.code, FAULT_BUSY);
    check_true(test, body_end(&bodies[2], &request, &fault));
    check_equal(test, fgetc(request.upload), '1');
    check_true(test, !body_end(&bodies[3], &request, &fault));
    check_text(test, str_from_c(fault.message), SV("8 uploads are running already"));

    for (size_t i = 0; i < COUNT_OF(bodies); i++)
        body_close(&bodies[i]);
    check_equal(test, totals.held_bytes, LIMIT_HTTP_BODIES_BYTES - 10);
    check_equal(test, totals.upload_count, LIMIT_HTTP_UPLOADS - 1);

    body_begin(&bodies[0], arena, &UPLOAD, &totals, SV("/tmp"));
    body_add(&bodies[0], SV("1"));
    check_true(test, bodies[0].fault.code == FAULT_NONE); /* there is room again */
    body_close(&bodies[0]);
    body_close(&bodies[0]); /* once more is nothing */
    check_equal(test, totals.upload_count, LIMIT_HTTP_UPLOADS - 1);
    arena_close(&arena);
}
