/* body.h - the members of a body, read into a struct.
 *
 * One row per member: its name, what people call it, and where its value goes. What is
 * no value of its kind, and what is no member, is a problem beside the others.
 *
 * Ownership  Texts live as long as the body.
 * Threads    As the request.
 */
#ifndef API_BODY_H
#define API_BODY_H

#include "codec/json_reader.h"
#include "registry/problem.h"

typedef enum {
    BODY_TEXT,   /* Str */
    BODY_DAY,    /* Date */
    BODY_ID,     /* int64_t */
    BODY_BOOL,   /* bool */
    BODY_REGION, /* int64_t */
    BODY_OTHER,  /* read by the caller */
} BodyKind;

typedef struct {
    const char  *name;
    ProblemPlace at;
    BodyKind     kind;
    void        *out; /* left alone when the member is null, or not there */
} BodyMember;

void body_read(const BodyMember *rows, size_t count, const Json *object, Problems *problems);

#endif
