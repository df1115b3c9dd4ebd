/* What definitions become. */
#include "catalog/catalog.h"

#include "base/file.h"
#include "catalog/harness_private.h"
#include "catalog/sources.h"

/* ---- printing a catalogue, for golden files --------------------------------------- */

typedef struct {
    Arena         *arena;
    const Catalog *catalog;
    Buf            out;
} Print;

static void print_type(Print *print, Type type)
{
    Str const unit = print->catalog->units[type.unit].text;

    buf_add_c(&print->out, type_name(type.kind));
    if (type.kind == TYPE_NUMBER && type.scale)
        buf_add_format(&print->out, ".%d", type.scale);
    if (unit.len)
        buf_add_format(&print->out, " %.*s", (int)unit.len, unit.ptr);
    if (type.kind == TYPE_CODE || type.kind == TYPE_CODES)
        buf_add_format(&print->out, " %.*s", (int)print->catalog->codes[type.codes].name.len,
                       print->catalog->codes[type.codes].name.ptr);
    if (type.kind == TYPE_TEXT)
        buf_add_format(&print->out, " %u", type.chars);
}

static void print_slot(Print *print, const Slot *slot)
{
    static const char *const KINDS[] = {
        [SLOT_FIELD] = "field",
        [SLOT_LIST_ROWS] = "rows",
        [SLOT_ATTRIBUTE] = "attribute",
        [SLOT_STATE] = "state",
        [SLOT_TERM] = "term",
        [SLOT_PARAM] = "param",
        [SLOT_DAY] = "day",
        [SLOT_PERIOD_START] = "period start",
        [SLOT_YEAR_START] = "year start",
        [SLOT_YEAR_END] = "year end",
    };

    buf_add_format(&print->out, " %s %u.%u", KINDS[slot->kind], slot->index, slot->sub);
}

static void print_expr(Print *print, const char *what, const Expr *expr)
{
    if (!expr)
        return;
    buf_add_format(&print->out, "  %s: %.*s\n    is ", what, (int)expr->text.len, expr->text.ptr);
    print_type(print, expr->type);
    for (uint32_t i = 0; i < expr->slot_count; i++) {
        buf_add_format(&print->out, "; s%u", i);
        print_slot(print, &expr->slots[i]);
    }
    buf_add_char(&print->out, '\n');
    expr_print(&print->out, expr);
}

static void print_field(Print *print, const Field *field)
{
    buf_add_format(&print->out, "  %.*s \"%.*s\" ", (int)field->name.len, field->name.ptr,
                   (int)field->label.zh.len, field->label.zh.ptr);
    print_type(print, field->type);
    if (field->has_range)
        buf_add_format(&print->out, " %lld..%lld", (long long)field->low, (long long)field->high);
    if (field->has_usual)
        buf_add_format(&print->out, " usual %lld..%lld", (long long)field->usual_low,
                       (long long)field->usual_high);
    buf_add_c(&print->out, field->required ? " required\n" : "\n");
    print_expr(print, "required when", field->required_when);
    print_expr(print, "when", field->when);
    print_expr(print, "let", field->derive);
}

static void print_form(Print *print, const Form *form)
{
    buf_add_format(&print->out, "form %.*s in table %.*s%s\n", (int)form->name.len, form->name.ptr,
                   (int)form->table.len, form->table.ptr, form->is_service ? ", a service" : "");
    for (uint32_t i = 0; i < form->field_count; i++)
        print_field(print, &form->fields[i]);
    for (uint32_t i = 0; i < form->list_count; i++) {
        const FormList *const list = &form->lists[i];
        buf_add_format(&print->out, "  list %.*s in table %.*s, at most %u\n", (int)list->name.len,
                       list->name.ptr, (int)list->table.len, list->table.ptr, list->rows_max);
        for (uint32_t j = 0; j < list->field_count; j++)
            print_field(print, &list->fields[j]);
    }
    for (uint32_t i = 0; i < form->check_count; i++)
        print_expr(print, form->checks[i].severity == CHECK_ERROR ? "check" : "warn",
                   form->checks[i].expr);
    for (uint32_t i = 0; i < form->advice_count; i++)
        print_expr(print, "advise", form->advice[i].expr);
}

static void print_term(Print *print, uint32_t index)
{
    static const char *const KINDS[] = {
#define X(kind, name, asks) [kind] = name,
#include "catalog/term.def"
#undef X
    };
    static const char *const SOURCES[] = {
        [TERM_OF_FORM] = "form",
        [TERM_OF_SERVICE] = "service",
        [TERM_OF_ENROLMENT] = "enrolment",
        [TERM_OF_CLOSING] = "closing",
    };
    static const char *const WINDOWS[] = {
        [WINDOW_EVER] = "ever",       [WINDOW_PERIOD] = "period", [WINDOW_YEAR] = "year",
        [WINDOW_QUARTER] = "quarter", [WINDOW_MONTH] = "month",   [WINDOW_DAYS] = "days",
        [WINDOW_MONTHS] = "months",
    };
    const Term *const term = &print->catalog->terms[index];

    buf_add_format(&print->out, "term %u: %s of %s %u, %s %u, is ", index, KINDS[term->kind],
                   SOURCES[term->source], term->index, WINDOWS[term->window], term->span);
    print_type(print, term->type);
    if (term->enrolled_in != CATALOG_NONE)
        buf_add_format(&print->out, ", while enrolled in %u", term->enrolled_in);
    buf_add_char(&print->out, '\n');
    print_expr(print, "where", term->where);
    print_expr(print, "value", term->value);
}

static void print_due(Print *print, const DueRule *due)
{
    static const char *const KINDS[] = { "every", "each", "within", "at" };

    buf_add_format(&print->out,
                   "due %.*s %s, %u months %u days, rhythm %d, form %u, after %d, terms %d %d %d, "
                   "early %u months %u days%s\n",
                   (int)due->name.len, due->name.ptr, KINDS[due->kind], due->months, due->days,
                   (int)due->rhythm, due->form, (int)due->after, (int)due->served_term,
                   (int)due->after_term, (int)due->where_term, due->early_months, due->early_days,
                   due->is_duty ? ", a duty" : "");
    print_expr(print, "of", due->of);
    print_expr(print, "when", due->when);
}

static void print_indicator(Print *print, const Indicator *indicator)
{
    buf_add_format(
        &print->out,
        "indicator %.*s: part %d, whole %d, times %lld, %d decimals, \"%.*s\" \"%.*s\"%s\n",
        (int)indicator->full.len, indicator->full.ptr, (int)indicator->part,
        (int)indicator->whole_part, (long long)indicator->factor, indicator->decimals,
        (int)indicator->unit.zh.len, indicator->unit.zh.ptr, (int)indicator->unit.en.len,
        indicator->unit.en.ptr, indicator->is_subset ? ", a subset" : "");
    for (uint32_t i = 0; i < indicator->target_count; i++) {
        const Target *const target = &indicator->targets[i];
        buf_add_format(&print->out, "  target %s ", target->at_least ? ">=" : "<=");
        decimal_print(&print->out, target->value);
        buf_add_format(&print->out, " from %d in %lld..%lld\n", target->from.days,
                       (long long)target->region_from, (long long)target->region_until);
    }
}

static Str print_catalog(Arena *arena, const Catalog *catalog)
{
    Print print = { arena, catalog, buf_open(arena, 1 << 20) };

    for (uint32_t i = 0; i < catalog->form_count; i++)
        print_form(&print, &catalog->forms[i]);
    for (uint32_t i = 0; i < catalog->term_count; i++)
        print_term(&print, i);
    for (uint32_t i = 0; i < catalog->programme_count; i++) {
        const Programme *const programme = &catalog->programmes[i];
        buf_add_format(&print.out, "programme %.*s\n", (int)programme->name.len,
                       programme->name.ptr);
        print_expr(&print, "where", programme->where);
        print_expr(&print, "from", programme->enrol_from);
        for (uint32_t j = 0; j < programme->due_count; j++)
            print_due(&print, &programme->dues[j]);
    }
    for (uint32_t i = 0; i < catalog->part_count; i++) {
        const Part *const part = &catalog->parts[i];
        buf_add_format(&print.out, "part %u: %.*s, scale %d%s\n", i, (int)part->name.len,
                       part->name.ptr, part->scale, part->reaches_later ? ", reaches later" : "");
        print_expr(&print, part->kind == PART_PEOPLE ? "count" : "sum", part->expr);
    }
    for (uint32_t i = 0; i < catalog->indicator_count; i++)
        print_indicator(&print, &catalog->indicators[i]);
    return buf_str(&print.out);
}

void catalog_golden_test(Test *test)
{
    Arena         *arena = arena_open();
    Compiled const compiled = harness_compile_golden(test, arena, SV("compiled/hypertension.in"));

    if (!compiled.messages.len)
        test_golden(test, SV("compiled/hypertension.out"), print_catalog(arena, compiled.catalog));
    arena_close(&arena);
}

/* ---- finding things --------------------------------------------------------------------- */

void catalog_find_test(Test *test)
{
    Arena         *arena = arena_open();
    Compiled const compiled = harness_compile_golden(test, arena, SV("compiled/hypertension.in"));
    const Catalog *const catalog = compiled.catalog;
    const Form *const    form = catalog_form(catalog, SV("hypertension.followup"));

    check_true(test, form != NULL);
    check_true(test, catalog_form(catalog, SV("followup")) == NULL);
    check_equal(test, catalog_form_index(catalog, SV("hypertension.start")), 0);
    check_equal(test, catalog_form_index(catalog, SV("start")), CATALOG_NONE);
    check_equal(test, catalog_programme_index(catalog, SV("hypertension")), 0);
    check_true(test, catalog_programme(catalog, SV("diabetes")) == NULL);
    check_true(test, catalog_register(catalog, SV("team")) == NULL);
    check_equal(test, catalog_register_index(catalog, SV("team")), CATALOG_NONE);
    check_true(test, catalog_codes(catalog, SV("none")) == NULL);
    check_equal(test, code_set_find(catalog_codes(catalog, SV("sex")), SV("2"))->word,
                code_pack(SV("2")));
    check_true(test, code_set_find(catalog_codes(catalog, SV("sex")), SV("9")) == NULL);
    check_text(test, catalog_indicator(catalog, SV("hypertension.rate"))->label.en, SV("Rate"));
    check_true(test, catalog_indicator(catalog, SV("rate")) == NULL);
    check_equal(test, form_field_index(form, SV("sbp")), 1);
    check_equal(test, form_field_index(form, SV("medicines")), CATALOG_NONE);
    check_text(test, code_unpack(arena, code_pack(SV("A1.2"))), SV("A1.2"));
    check_text(test, code_unpack(arena, code_pack(SV("12345678"))), SV("12345678"));
    check_true(test, code_pack(SV("01")) != code_pack(SV("1")));
    arena_close(&arena);
}

void catalog_validity_test(Test *test)
{
    Validity const always = { DATE_MIN, DATE_MAX };
    Validity const year = { date_from_civil(2018, 1, 1), date_from_civil(2018, 12, 31) };

    check_true(test, validity_covers(always, DATE_MIN) && validity_covers(always, DATE_MAX));
    check_true(test, validity_covers(year, date_from_civil(2018, 1, 1)));
    check_true(test, validity_covers(year, date_from_civil(2018, 12, 31)));
    check_true(test, !validity_covers(year, date_from_civil(2017, 12, 31)));
    check_true(test, !validity_covers(year, date_from_civil(2019, 1, 1)));
}

/* ---- sources ------------------------------------------------------------------------------ */

void sources_test(Test *test)
{
    Arena    *arena = arena_open();
    Str const directory = test_directory(test, arena);
    Str const file = str_format(arena, "%s/b.care", directory.ptr);
    Str const other = str_format(arena, "%s/a.care", directory.ptr);
    Str const note = str_format(arena, "%s/readme.md", directory.ptr);
    Str const paths[] = { file, directory, other };
    Str const nowhere = str_format(arena, "%s/nowhere", directory.ptr);
    Source   *sources = NULL;
    uint32_t  count = 0;
    Fault     fault = { 0 };

    check_true(test, !sources_read(&sources, &count, arena, &directory, 1, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    check_true(test, file_write(file, SV("-- b\n"), &fault));
    check_true(test, file_write(other, SV("-- a\n"), &fault));
    check_true(test, file_write(note, SV("# no definition\n"), &fault));

    check_true(test, sources_read(&sources, &count, arena, &directory, 1, &fault));
    check_equal(test, count, 2);
    check_text(test, sources[0].path, other); /* sorted */
    check_text(test, sources[1].text, SV("-- b\n"));

    check_true(test, sources_read(&sources, &count, arena, paths, COUNT_OF(paths), &fault));
    check_equal(test, count, 2); /* each once */
    check_true(test, !sources_read(&sources, &count, arena, &nowhere, 1, &fault));
    check_equal(test, fault.code, FAULT_IO);
    arena_close(&arena);
}

/* The programmes inside the program compile. */
void sources_built_in_test(Test *test)
{
    Arena         *arena = arena_open();
    Source        *sources = NULL;
    uint32_t       count = 0;
    const Catalog *catalog = NULL;
    Buf            messages = buf_open(arena, 1 << 20);

    sources_built_in(&sources, &count, arena);
    check_true(test, count > 0);
    Diagnostics diagnostics = { .arena = arena, .sources = sources, .source_count = count };
    check_true(test, catalog_compile(&catalog, arena, &diagnostics));
    diagnostics_print(&messages, &diagnostics);
    check_text(test, buf_str(&messages), SV(""));
    arena_close(&arena);
}
