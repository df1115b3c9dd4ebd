/* Groups are joined surest first, and not against a contradiction. */
#include "linkage/cluster.h"

#include "linkage/fixture_private.h"

enum { RECORDS = 5 };

static const char *const IDS[RECORDS] = {
    "990101199001010019", "", "99010119900101006X", "", "990101199001010019",
};

static const struct {
    const char *what;
    LinkageEdge edges[4];
    uint32_t    edge_count;
    bool        one_to_one;
    uint32_t    of[RECORDS];
    uint32_t    refused;
} ROWS[] = {
    { "no edge", { { 0 } }, 0, false, { 0, 1, 2, 3, 4 }, 0 },
    { "a chain without contradiction",
      { { 0, 1, 9, false, false }, { 1, 4, 8, false, false }, { 3, 4, 7, false, false } },
      3,
      false,
      { 0, 0, 2, 0, 0 },
      0 },
    { "a chain between two valid numbers: the weaker link gives way",
      { { 1, 2, 5, false, false }, { 0, 1, 9, false, false } },
      2,
      false,
      { 0, 0, 2, 3, 4 },
      1 },
    { "the same chain, the other link surer",
      { { 1, 2, 9, false, false }, { 0, 1, 5, false, false } },
      2,
      false,
      { 0, 1, 1, 3, 4 },
      1 },
    { "through two records without a number",
      { { 0, 1, 9, false, false }, { 1, 3, 8, false, false }, { 2, 3, 7, false, false } },
      3,
      false,
      { 0, 0, 2, 0, 4 },
      1 },
    { "an edge that contradicts by itself",
      { { 0, 2, 12, true, false } },
      1,
      false,
      { 0, 1, 2, 3, 4 },
      1 },
    { "below the threshold", { { 0, 1, 2, false, false } }, 1, false, { 0, 1, 2, 3, 4 }, 0 },
    { "one to one",
      { { 0, 3, 9, false, false }, { 0, 4, 8, false, false }, { 1, 4, 7, false, false } },
      3,
      true,
      { 0, 1, 2, 0, 1 },
      1 },
};

void linkage_cluster_test(Test *test)
{
    LinkageFixture       fixture = linkage_fixture_open(test);
    LinkageSchema const  schema = linkage_schema_register();
    LinkageRecords const records = {
        .schema = &schema,
        .characters = fixture.characters,
        .words = arena_array(fixture.arena, RECORDS * schema.record_words, sizeof(uint32_t)),
        .count = RECORDS,
    };

    for (uint32_t i = 0; i < RECORDS; i++) {
        Str const values[REGISTER_FIELD_COUNT] = { [REGISTER_CITIZEN_ID] = str_from_c(IDS[i]) };

        linkage_record_pack(records.words + i * schema.record_words, &schema, fixture.characters,
                            values);
    }
    for (size_t r = 0; r < COUNT_OF(ROWS); r++) {
        LinkageClusters clusters;
        LinkageEdge     edges[4];

        test_row(test, "%s", ROWS[r].what);
        memcpy(edges, ROWS[r].edges, sizeof edges);
        linkage_edges_sort(edges, ROWS[r].edge_count, fixture.arena);
        for (uint32_t i = 1; i < ROWS[r].edge_count; i++)
            check_true(test, edges[i - 1].odds >= edges[i].odds);
        linkage_cluster(&clusters, fixture.arena, &records, edges, ROWS[r].edge_count,
                        (LinkageClustering){ 3, ROWS[r].one_to_one, false });
        for (uint32_t i = 0; i < RECORDS; i++)
            check_equal(test, clusters.of[i], ROWS[r].of[i]);
        check_equal(test, clusters.refused, ROWS[r].refused);
    }
    linkage_fixture_close(&fixture);
}

void linkage_edges_sort_test(Test *test)
{
    static const float ODDS[] = { -3, 20, 0, -10, 0.5F, -0.5F, 41, 20 };
    Arena             *arena = arena_open();
    LinkageEdge        edges[COUNT_OF(ODDS)];

    for (uint32_t i = 0; i < COUNT_OF(ODDS); i++)
        edges[i] = (LinkageEdge){ .a = i, .odds = ODDS[i] };
    linkage_edges_sort(edges, COUNT_OF(ODDS), arena);
    for (uint32_t i = 1; i < COUNT_OF(ODDS); i++)
        check_true(test, edges[i - 1].odds >= edges[i].odds);
    arena_close(&arena);
}
