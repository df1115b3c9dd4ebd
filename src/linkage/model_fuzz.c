/* Whatever is read as a model is written and reads back as the same; whatever is not
 * has a place and a reason. */
#include <assert.h>

#include "linkage/model.h"

int model_fuzz(const uint8_t *data, size_t size)
{
    Arena       *arena = arena_open();
    LinkageModel model = { 0 };
    LinkageModel again = { 0 };
    Fault        fault = { 0 };
    Buf          first = buf_open(arena, 16 << 20);
    Buf          second = buf_open(arena, 16 << 20);
    Str const    text = { (const char *)data, size };

    if (linkage_model_parse(&model, arena, text, &fault)) {
        linkage_model_print(&first, &model);
        bool const ok = linkage_model_parse(&again, arena, buf_str(&first), &fault);
        assert(ok && again.schema.count == model.schema.count &&
               again.rule_count == model.rule_count);
        linkage_model_print(&second, &again);
        assert(str_equal(buf_str(&first), buf_str(&second)));
    } else {
        assert(fault.code == FAULT_TOO_LARGE || (fault.line && fault.column && fault.message[0]));
    }

    LinkageSchema schema = { 0 };
    if (!linkage_schema_parse(&schema, text, &fault))
        assert(fault.column && fault.message[0]);
    arena_close(&arena);
    return 0;
}
