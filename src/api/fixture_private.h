/* fixture_private.h - for this module's tests: a server on a port of its own, over a
 * small county with one account for each kind of work.
 *
 * A test is a table of requests. Words like $v1 in addresses, bodies and answers
 * stand for ids:
 *
 *     $b          the bureau;  $t1 $t2 its townships
 *     $v1 $v2     posts of the first township;  $v3 $v4 of the second
 *     $w          the doctor of $v1
 *     $p1 $p2 $p3 residents of $v1, $v2 and $v3, born 1950, 1960 and 1970
 *
 * and whatever a row keeps. */
#ifndef API_FIXTURE_PRIVATE_H
#define API_FIXTURE_PRIVATE_H

#include "api/api.h"
#include "http/client_test.h"
#include "intake/county.h"

#define FIXTURE_PASSWORD "correct horse 7"

enum { FIXTURE_WORDS_MAX = 64, FIXTURE_LOGINS = 8 };

typedef struct {
    const char *name;
    Str         value;
} FixtureWord;

typedef struct {
    Test       *test;
    Arena      *arena;
    County      county;
    Api        *api;
    HttpServer *server;
    FixtureWord words[FIXTURE_WORDS_MAX];
    uint32_t    word_count;
    Str         cookies[FIXTURE_LOGINS], csrfs[FIXTURE_LOGINS];
} ApiFixture;

/* A request as somebody makes it: a login of the fixture, which is signed in when it
 * is first needed; NULL is nobody. `want` are fragments that the answer has, in their
 * order, parted by "~"; one that begins with "!" is one that it does not have. `keep`
 * is "word=member": that member of the answer is $word from then on. `headers` are
 * lines that end with "\n". */
typedef struct {
    const char *as;
    const char *ask; /* "GET /api/persons/$p1" */
    const char *body;
    int         status;
    const char *want;
    const char *keep;
    const char *headers;
} ApiRow;

void api_fixture_open(ApiFixture *fixture, Test *test);
void api_fixture_close(ApiFixture *fixture);

/* All logins there are; NULL at the end. */
extern const char *const FIXTURE_ALL_LOGINS[];

Str  api_fixture_ask(ApiFixture *fixture, const ApiRow *row); /* the whole answer */
void api_fixture_run(ApiFixture *fixture, const ApiRow *rows, size_t count);

Str  api_fixture_fill(ApiFixture *fixture, const char *text); /* with ids for words */
void api_fixture_keep(ApiFixture *fixture, const char *name, Str value);

#endif
