/* Records of a CSV file for `barefoot dedupe`. */
#include <errno.h>
#include <string.h>

#include "base/limits.h"
#include "base/progress.h"
#include "cli/dedupe_private.h"
#include "codec/csv_reader.h"

enum { RECORDS_MAX = 50000000 };

typedef struct {
    DedupeSet         *set;
    const CommandLine *line;
    Str                path;
    uint32_t           columns[LINKAGE_FIELDS_MAX];
    uint32_t           truth_column; /* or MAP_ABSENT */
    NameMap           *persons;
    Arena             *arena;
} Reading;

static uint32_t find_column(const Str *names, uint32_t count, Str name)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(names[i], name))
            return i;
    return MAP_ABSENT;
}

static bool fault_column(Fault *fault, Str name)
{
    return fault_at(fault, 1, 1, "the file has no column '%.*s'; its first line names the columns",
                    (int)name.len, name.ptr);
}

static bool find_columns(Reading *reading, CsvReader *reader, Str truth, Fault *fault)
{
    const LinkageSchema *const schema = &reading->set->schema;
    const Str                 *names = NULL;
    uint32_t                   count = 0;

    if (!csv_reader_header(&names, reader, &count, fault))
        return false;
    for (uint32_t f = 0; f < schema->count; f++) {
        reading->columns[f] = find_column(names, count, schema->fields[f].name);
        if (reading->columns[f] == MAP_ABSENT)
            return fault_column(fault, schema->fields[f].name);
    }
    reading->truth_column = truth.len ? find_column(names, count, truth) : MAP_ABSENT;
    return truth.len == 0 || reading->truth_column != MAP_ABSENT || fault_column(fault, truth);
}

/* Room for one record more in all of the set's lists. */
static void grow(DedupeSet *set, Arena *arena, bool with_truth)
{
    uint32_t const count = set->records.count;
    uint32_t       words = set->capacity;
    uint32_t       lines = set->capacity;
    uint32_t       truth = set->capacity;

    set->records.words = arena_grow(arena, set->records.words, count, &words,
                                    set->schema.record_words * sizeof(uint32_t));
    set->lines = arena_grow(arena, set->lines, count, &lines, sizeof *set->lines);
    if (with_truth)
        set->truth = arena_grow(arena, set->truth, count, &truth, sizeof *set->truth);
    set->capacity = words;
}

static bool add_row(Reading *reading, const CsvRow *row, Fault *fault)
{
    DedupeSet *const set = reading->set;
    uint32_t const   at = set->records.count;
    Str              values[LINKAGE_FIELDS_MAX];
    bool             is_new = false;

    if (row->fault.code != FAULT_NONE) {
        *fault = row->fault;
        return false;
    }
    if (at == RECORDS_MAX)
        return fault_set(fault, FAULT_TOO_LARGE, "at most %d records are compared", RECORDS_MAX);
    grow(set, reading->line->arena, reading->persons != NULL);
    for (uint32_t f = 0; f < set->schema.count; f++)
        values[f] = row->fields[reading->columns[f]];
    linkage_record_pack(set->records.words + (size_t)at * set->schema.record_words, &set->schema,
                        set->characters, values);
    set->lines[at] = row->line;
    if (reading->persons) {
        Str const person = str_trim(row->fields[reading->truth_column]);
        uint32_t  number = name_map_find(reading->persons, person);

        if (number == MAP_ABSENT)
            number =
                name_map_add(reading->persons, str_copy(reading->line->arena, person), &is_new);
        set->truth[at] = number;
    }
    set->records.count++;
    return true;
}

static bool read_rows(Reading *reading, FILE *file, Str truth, Fault *fault)
{
    CsvReader    *reader = NULL;
    const CsvRow *row = NULL;
    Progress      progress = progress_begin("bytes", 0, reading->line->quiet);
    bool          ok = false;

    if (!csv_reader_open(&reader, reading->arena, file, (CsvOptions){ 0 }, fault) ||
        !find_columns(reading, reader, truth, fault))
        goto done;
    for (;;) {
        if (!csv_reader_next(&row, reader, fault))
            goto done;
        if (!row)
            break;
        if (!add_row(reading, row, fault))
            goto done;
        progress_show(&progress, csv_reader_offset(reader));
    }
    ok = true;

done:
    csv_reader_close(&reader);
    return ok;
}

bool dedupe_read_csv(DedupeSet *set, const CommandLine *line, Str path, Str truth, NameMap *persons,
                     Fault *fault)
{
    Reading     reading = { .set = set,
                            .line = line,
                            .path = path,
                            .persons = truth.len ? persons : NULL,
                            .arena = arena_open() };
    FILE *const file = fopen(str_to_c(reading.arena, path), "rb");
    bool        ok = false;

    if (!file)
        ok = fault_set(fault, FAULT_NOT_FOUND, "cannot open it: %s", strerror(errno));
    else
        ok = read_rows(&reading, file, truth, fault);
    if (file)
        (void)fclose(file);
    arena_close(&reading.arena);
    return ok || fault_context(fault, "reading %.*s", (int)path.len, path.ptr);
}
