/* Whatever is written, the compiler ends, and what it says has a place in the
 * source. What can be read has one layout, which is stable and means the same.
 * What compiles can be run on anything, and one lane does not touch another. */
#include <assert.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "catalog/dictionary.h"
#include "catalog/format.h"
#include "catalog/paper.h"
#include "catalog/schema.h"

enum { LANES = 67, MESSAGES_BYTES_MAX = 4 << 20, PRINTED_BYTES_MAX = 8 << 20 };

typedef struct {
    Arena     *arena;
    Registers *registers;
    uint64_t   noise;
    uint64_t   instruction_count;
} Run;

/* ---- running ---------------------------------------------------------------- */

static uint64_t next_noise(Run *run)
{
    run->noise ^= run->noise << 13;
    run->noise ^= run->noise >> 7;
    run->noise ^= run->noise << 17;
    return run->noise;
}

static int64_t next_value(Run *run)
{
    int64_t const extremes[] = {
        0,
        1,
        -1,
        10,
        INT64_MAX,
        INT64_MIN,
        INT64_MAX / 2,
        INT64_MIN / 2 - 1,
        DATE_MIN.days,
        DATE_MAX.days,
        DATE_MIN.days - 1,
        DATE_MAX.days + 1,
        19782,
        1000000000,
    };
    uint64_t const kind = next_noise(run) % 24;

    if (kind < COUNT_OF(extremes))
        return extremes[kind];
    if (kind < 20)
        return (int64_t)(next_noise(run) % 40000) - 10000;
    return (int64_t)next_noise(run);
}

static Vector *next_vector(Run *run, bool is_truth)
{
    Vector *const vector = arena_alloc(run->arena, sizeof *vector);
    bool const    uniform = next_noise(run) % 4 == 0;

    vector_fill(vector, is_truth, next_noise(run) % 4 != 0, next_value(run));
    if (uniform)
        return vector;
    vector_begin(vector, is_truth);
    vector->is_bounded = next_noise(run) % 2 == 0;
    vector->low = INT64_MAX;
    vector->high = INT64_MIN;
    for (uint32_t i = 0; i < LANES; i++) {
        int64_t const value = next_value(run);

        vector_put(vector, i, next_noise(run) % 4 != 0, value);
        vector->low = value < vector->low ? value : vector->low;
        vector->high = value > vector->high ? value : vector->high;
    }
    return vector;
}

/* One lane of each vector, alone. */
static const Vector **one_lane(Run *run, const Vector **slots, uint32_t count, uint32_t lane)
{
    const Vector **const single = arena_array(run->arena, count, sizeof(Vector *));

    for (uint32_t i = 0; i < count; i++) {
        Vector *const vector = arena_alloc(run->arena, sizeof *vector);

        vector_fill(vector, slots[i]->is_truth, vector_has(slots[i], lane),
                    vector_word(slots[i], lane));
        single[i] = vector;
    }
    return single;
}

static void run_expr(Run *run, const Expr *expr)
{
    if (!expr)
        return;
    const Vector **const slots = arena_array(run->arena, expr->slot_count, sizeof(Vector *));
    for (uint32_t i = 0; i < expr->slot_count; i++)
        slots[i] = next_vector(run, expr->slots[i].is_truth);
    Vector const all = *expr_run(expr, slots, LANES, run->registers);

    for (uint32_t lane = 0; lane < LANES; lane += 11) {
        const Vector *const alone =
            expr_run(expr, one_lane(run, slots, expr->slot_count, lane), 1, run->registers);

        assert(vector_has(&all, lane) == vector_has(alone, 0));
        assert(!vector_has(&all, lane) || vector_word(&all, lane) == vector_word(alone, 0));
        assert(vector_has(&all, lane) || !all.is_truth || !vector_is_true(&all, lane));
    }
    run->instruction_count += expr->count;
    assert(expr->type.kind != TYPE_NONE && expr->type.kind != TYPE_INTERVAL);
}

static void run_fields(Run *run, const Field *fields, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        run_expr(run, fields[i].required_when);
        run_expr(run, fields[i].when);
        run_expr(run, fields[i].derive);
        assert(fields[i].type.kind != TYPE_NONE);
    }
}

static void run_form(Run *run, const Form *form)
{
    run_fields(run, form->fields, form->field_count);
    for (uint32_t i = 0; i < form->list_count; i++)
        run_fields(run, form->lists[i].fields, form->lists[i].field_count);
    for (uint32_t i = 0; i < form->check_count; i++)
        run_expr(run, form->checks[i].expr);
    for (uint32_t i = 0; i < form->advice_count; i++)
        run_expr(run, form->advice[i].expr);
}

static void run_programme(Run *run, const Programme *programme)
{
    run_expr(run, programme->where);
    run_expr(run, programme->enrol_from);
    run_expr(run, programme->enrol_until);
    run_expr(run, programme->close_on);
    for (uint32_t i = 0; i < programme->due_count; i++) {
        run_expr(run, programme->dues[i].of);
        run_expr(run, programme->dues[i].when);
    }
}

static uint64_t run_catalog(Arena *arena, const Catalog *catalog, uint64_t noise)
{
    Run run = { .arena = arena, .registers = registers_open(arena), .noise = noise | 1 };

    for (uint32_t i = 0; i < catalog->register_count; i++)
        run_form(&run, &catalog->registers[i].form);
    for (uint32_t i = 0; i < catalog->form_count; i++)
        run_form(&run, &catalog->forms[i]);
    for (uint32_t i = 0; i < catalog->programme_count; i++)
        run_programme(&run, &catalog->programmes[i]);
    for (uint32_t i = 0; i < catalog->term_count; i++) {
        run_expr(&run, catalog->terms[i].where);
        run_expr(&run, catalog->terms[i].value);
    }
    for (uint32_t i = 0; i < catalog->part_count; i++)
        run_expr(&run, catalog->parts[i].expr);
    return run.instruction_count;
}

/* ---- compiling ---------------------------------------------------------------- */

static bool is_plain(Str text)
{
    return utf8_is_valid(text) && str_find_char(text, '\n') == text.len;
}

static void check_diagnostics(Arena *arena, Diagnostics *diagnostics)
{
    Str const text = diagnostics->sources[0].text;
    Buf       messages = buf_open(arena, MESSAGES_BYTES_MAX);

    assert(diagnostics->count <= LIMIT_DIAGNOSTICS);
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *const item = &diagnostics->items[i];

        assert(item->span.source == 0 && item->span.start <= text.len);
        assert(item->span.end >= item->span.start && item->span.end <= text.len + 1);
        assert(item->text.len && is_plain(item->text));
        assert(item->expected.len || item->hint.len);
        assert(is_plain(item->expected) && is_plain(item->hint));
    }
    diagnostics_print(&messages, diagnostics);
    assert(!messages.overflowed && utf8_is_valid(buf_str(&messages)));
}

static bool compile(const Catalog **out, Arena *arena, Str text)
{
    Source *const source = arena_alloc(arena, sizeof *source);
    *source = (Source){ SV("fuzz.care"), text };
    Diagnostics diagnostics = { .arena = arena, .sources = source, .source_count = 1 };
    bool const  ok = catalog_compile(out, arena, &diagnostics);

    assert(ok == (diagnostics.count == 0));
    check_diagnostics(arena, &diagnostics);
    return ok;
}

static bool format(Str *out, Arena *arena, Str text)
{
    Source const source = { SV("fuzz.care"), text };
    Diagnostics  diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };

    return format_source(out, arena, &diagnostics, 0);
}

static void check_same(const Catalog *a, const Catalog *b)
{
    assert(a->unit_count == b->unit_count && a->code_count == b->code_count);
    assert(a->param_count == b->param_count && a->register_count == b->register_count);
    assert(a->form_count == b->form_count && a->programme_count == b->programme_count);
    assert(a->term_count == b->term_count && a->part_count == b->part_count);
    assert(a->indicator_count == b->indicator_count && a->summary_count == b->summary_count);
}

/* What is printed of definitions is text that others can read. */
static void check_printed(Arena *arena, const Catalog *catalog, const Catalog *other)
{
    Buf sql = buf_open(arena, PRINTED_BYTES_MAX);
    Buf same = buf_open(arena, PRINTED_BYTES_MAX);
    Buf paper = buf_open(arena, PRINTED_BYTES_MAX);
    Buf dictionary = buf_open(arena, PRINTED_BYTES_MAX);

    schema_print(&sql, catalog);
    schema_print(&same, other);
    assert(sql.overflowed || str_equal(buf_str(&sql), buf_str(&same)));
    paper_print(&paper, catalog);
    assert(paper.overflowed || utf8_is_valid(buf_str(&paper)));
    dictionary_print(&dictionary, catalog, LANGUAGE_ZH);
    assert(dictionary.overflowed || utf8_is_valid(buf_str(&dictionary)));
}

int care_fuzz(const uint8_t *data, size_t size)
{
    Arena         *arena = arena_open();
    Str const      text = { (const char *)data, size };
    Str            formatted = SV("");
    Str            again = SV("");
    const Catalog *catalog = NULL;
    const Catalog *other = NULL;
    bool const     compiles = compile(&catalog, arena, text);

    if (format(&formatted, arena, text)) {
        assert(format(&again, arena, formatted) && str_equal(formatted, again));
        assert(compile(&other, arena, formatted) == compiles);
    }
    if (compiles) {
        assert(other);
        check_same(catalog, other);
        check_printed(arena, catalog, other);
        uint64_t const noise = str_hash(text);
        assert(run_catalog(arena, catalog, noise) == run_catalog(arena, other, noise));
    }
    arena_close(&arena);
    return 0;
}
