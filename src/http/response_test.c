/* Headers as they go out, and faults as problems. */
#include "http/response.h"

#include "base/test.h"
#include "codec/json_reader.h"
#include "http/problem.h"

void response_header_test(Test *test)
{
    Arena   *arena = arena_open();
    Response response;

    response_begin(&response, arena);
    response_add_filename(&response, SV("名单 \"1\".csv"));
    response_add_cookie(&response, SV("session"), SV("abc"), 3600, false);
    response_add_cookie(&response, SV("session"), SV(""), 0, true);
    check_text(test, response.headers[0].name, SV("Content-Disposition"));
    check_text(test, response.headers[0].value,
               SV("attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95%20%221%22.csv"));
    check_text(test, response.headers[1].name, SV("Set-Cookie"));
    check_text(test, response.headers[1].value,
               SV("session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict"));
    check_text(test, response.headers[2].value,
               SV("session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure"));
    arena_close(&arena);
}

static bool never_filled(void *context, Buf *piece, bool *is_last, Fault *fault)
{
    (void)context;
    (void)piece;
    (void)is_last;
    (void)fault;
    return true;
}

static void count_close(void *context)
{
    ++*(int *)context;
}

void http_problem_test(Test *test)
{
    static const struct {
        Language    language;
        Fault       fault;
        int         status;
        const char *body;
    } CASES[] = {
        { LANGUAGE_EN,
          { FAULT_INVALID, 3, 7, "expected a \"date\"", "row 12" },
          400,
          "{\"type\":\"urn:barefoot:fault:invalid\",\"title\":\"the input is wrong; mend it as the "
          "message says\",\"status\":400,\"detail\":\"expected a \\\"date\\\"\",\"context\":\"row "
          "12\",\"line\":3,\"column\":7}" },
        { LANGUAGE_ZH,
          { FAULT_SIGN_IN, 0, 0, "no session", "" },
          401,
          "{\"type\":\"urn:barefoot:fault:sign-in\",\"title\":\"请先登录\",\"status\":401,"
          "\"detail\":\"no session\"}" },
        { LANGUAGE_EN,
          { FAULT_BUSY, 0, 0, "the queue is full", "" },
          503,
          "{\"type\":\"urn:barefoot:fault:busy\",\"title\":\"busy; try again in a moment\","
          "\"status\":503,\"detail\":\"the queue is full\"}" },
        { LANGUAGE_EN,
          { FAULT_IO, 0, 0, "cannot open a secret path", "" },
          500,
          "{\"type\":\"urn:barefoot:fault:io\",\"title\":\"the disk, network or database failed\","
          "\"status\":500}" },
    };
    Arena *arena = arena_open();
    int    closed = 0;

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Request const request = { .language = CASES[i].language };
        Response      response;
        const Json   *json = NULL;
        Fault         fault = { 0 };

        test_row(test, "%s", CASES[i].fault.message);
        response_begin(&response, arena);
        response_add_header(&response, SV("X"), SV("y"));
        response_stream(&response, SV("text/csv"), never_filled, count_close, &closed);
        check_equal(test, http_problem(&request, &response, &CASES[i].fault), HTTP_DONE);
        check_equal(test, response.status, CASES[i].status);
        check_text(test, response.content_type, SV("application/problem+json"));
        check_text(test, buf_str(&response.text), str_from_c(CASES[i].body));
        check_true(test, json_parse(&json, arena, buf_str(&response.text), &fault));
        check_true(test, !response.fill);
        check_equal(test, closed, i + 1); /* what was begun before was taken back */
        check_equal(test, response.header_count, CASES[i].status == 401 || CASES[i].status == 503);
    }
    arena_close(&arena);
}
