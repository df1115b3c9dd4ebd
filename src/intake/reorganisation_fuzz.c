/* A plan that is taken is written as text that is taken again as the same. */
#include <assert.h>

#include "intake/reorganisation.h"

int reorganisation_fuzz(const uint8_t *data, size_t size)
{
    Arena             *arena = arena_open();
    Problems           problems = problems_open(arena);
    ReorganisationPlan plan;
    ReorganisationPlan again;
    Buf                text = buf_open(arena, 4 << 20);
    Buf                twice = buf_open(arena, 4 << 20);
    Fault              fault = { 0 };

    if (reorganisation_parse(&plan, arena, (Str){ (const char *)data, size }, &problems, &fault)) {
        reorganisation_format(&text, &plan);
        bool const ok = reorganisation_parse(&again, arena, buf_str(&text), &problems, &fault);

        assert(ok && again.count == plan.count);
        reorganisation_format(&twice, &again);
        assert(str_equal(buf_str(&text), buf_str(&twice)));
    } else {
        assert(fault.code != FAULT_NONE);
        assert(fault.code != FAULT_INVALID || problems.error_count > 0 || fault.message[0]);
    }
    arena_close(&arena);
    return 0;
}
