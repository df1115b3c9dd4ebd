#include "base/id.h"

#include <assert.h>

enum { NODE_BITS = 10, SEQUENCE_BITS = 12, SEQUENCE_COUNT = 1 << SEQUENCE_BITS };

static const int64_t EPOCH_MS = 1577836800000; /* 2020-01-01T00:00:00Z */

int64_t id_next(IdMaker *maker, int64_t now_ms)
{
    int64_t const since = now_ms > EPOCH_MS ? now_ms - EPOCH_MS : 0;

    assert(maker->node <= ID_NODE_MAX);
    if (since > maker->last_ms) {
        maker->last_ms = since;
        maker->sequence = 0;
    } else if (++maker->sequence == SEQUENCE_COUNT) {
        maker->last_ms++;
        maker->sequence = 0;
    }
    return id_last(maker);
}

int64_t id_last(const IdMaker *maker)
{
    if (maker->last_ms == 0)
        return 0;
    return (maker->last_ms << (NODE_BITS + SEQUENCE_BITS)) |
           ((int64_t)maker->node << SEQUENCE_BITS) | (int64_t)maker->sequence;
}

void id_continue(IdMaker *maker, int64_t last_id)
{
    int64_t const last_ms = last_id >> (NODE_BITS + SEQUENCE_BITS);

    if (last_id > id_last(maker)) {
        maker->last_ms = last_ms;
        maker->sequence = SEQUENCE_COUNT - 1;
    }
}

int64_t id_instant(int64_t id)
{
    return (id >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS;
}
