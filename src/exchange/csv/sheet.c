#include "exchange/csv/sheet.h"

#include "base/map.h"
#include "catalog/diagnostic.h"
#include "exchange/csv/reject.h"

/* ---- names ------------------------------------------------------------------------------ */

Str sheet_heading(Arena *arena, const SheetColumn *column, uint32_t row)
{
    if (column->list.len == 0)
        return column->name;
    return str_format(arena, "%.*s.%u.%.*s", (int)column->list.len, column->list.ptr, row + 1,
                      (int)column->name.len, column->name.ptr);
}

Str sheet_label(Arena *arena, const SheetColumn *column, uint32_t row, Language language)
{
    Str const label = label_in(column->label, language);
    Str const list = label_in(column->list_label, language);

    if (label.len == 0)
        return sheet_heading(arena, column, row);
    if (column->list.len == 0)
        return label;
    return str_format(arena, "%.*s.%u.%.*s", (int)list.len, list.ptr, row + 1, (int)label.len,
                      label.ptr);
}

static bool is_called(Str name, Label label, Str heading)
{
    return str_equal_ignoring_case(heading, name) || str_equal(heading, label.zh) ||
           (label.en.len && str_equal_ignoring_case(heading, label.en));
}

/* ---- one heading --------------------------------------------------------------------------- */

/* A heading taken apart: "medicines.2.dose" is a list, a row and a field. */
typedef struct {
    Str      list, field;
    uint32_t row;
} Heading;

static Heading take_apart(Str heading)
{
    for (size_t dot = 0; dot < heading.len; dot++) {
        uint64_t row = 0;
        Str      rest = str_after(heading, dot + 1);

        if (heading.ptr[dot] != '.')
            continue;
        Str const number = str_cut(&rest, '.');
        if (rest.len && str_to_uint(&row, number, UINT32_MAX) && row > 0)
            return (Heading){ str_slice(heading, 0, dot), rest, (uint32_t)row - 1 };
    }
    return (Heading){ SV(""), heading, 0 };
}

/* How well a column fits a heading: by its name best, which is one column's only;
 * by a label, which several may have. */
typedef enum { FITS_NOT, FITS_LABEL, FITS_NAME } Fit;

static Fit fit_of(const SheetColumn *column, const Heading *heading)
{
    if (column->list.len != 0 && !is_called(column->list, column->list_label, heading->list))
        return FITS_NOT;
    if (column->list.len == 0 && heading->list.len)
        return FITS_NOT;
    if (!is_called(column->name, column->label, heading->field))
        return FITS_NOT;
    return str_equal(column->name, heading->field) ? FITS_NAME : FITS_LABEL;
}

typedef struct {
    uint32_t column;
    uint32_t row;
    uint32_t also; /* another column that fits as well, or SHEET_NONE */
} Finding;

static Finding find_column(const SheetColumn *columns, uint32_t count, Str text)
{
    Finding found = { SHEET_NONE, 0, SHEET_NONE };
    Fit     best = FITS_NOT;

    /* A field's own name may look like a list's: the whole heading goes first. */
    for (int round = 0; round < 2 && best == FITS_NOT; round++) {
        Heading const heading = round == 0 ? (Heading){ SV(""), text, 0 } : take_apart(text);

        for (uint32_t i = 0; i < count; i++) {
            Fit const fit = fit_of(&columns[i], &heading);

            if (fit == FITS_NOT || fit < best)
                continue;
            found.also = fit == best ? found.column : SHEET_NONE;
            found.column = i;
            found.row = heading.row;
            best = fit;
        }
    }
    return found;
}

/* ---- renaming ------------------------------------------------------------------------------- */

typedef struct {
    Str new, old;
} Renaming;

static bool read_map(Renaming **out, uint32_t *count, Arena *arena, Str map, Fault *fault)
{
    uint32_t capacity = 0;

    *out = NULL;
    *count = 0;
    for (Str rest = map; rest.len;) {
        Str old = str_cut(&rest, ',');
        Str const new = str_trim(str_cut(&old, '='));

        if (new.len == 0 || str_trim(old).len == 0)
            return fault_set(fault, FAULT_INVALID,
                             "--map expects column=heading, several separated by commas");
        *out = arena_grow(arena, *out, *count, &capacity, sizeof(Renaming));
        (*out)[(*count)++] = (Renaming){ new, str_trim(old) };
    }
    return true;
}

static bool rename_headings(Str *names, const Str *headings, uint32_t heading_count, Arena *arena,
                            Str map, Fault *fault)
{
    Renaming *renamings = NULL;
    uint32_t  count = 0;

    if (!read_map(&renamings, &count, arena, map, fault))
        return false;
    for (uint32_t i = 0; i < heading_count; i++)
        names[i] = headings[i];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = 0;

        while (at < heading_count && !str_equal(headings[at], renamings[i].old))
            at++;
        if (at == heading_count)
            return fault_set(fault, FAULT_INVALID, "--map: the file has no column '%.*s'",
                             (int)renamings[i].old.len, renamings[i].old.ptr);
        names[at] = renamings[i].new;
    }
    return true;
}

/* ---- all headings --------------------------------------------------------------------------- */

static bool is_left_alone(Str name)
{
    return name.len == 0 || reject_is_heading(name);
}

static Str nearest_name(Arena *arena, const Sheet *sheet, Str name)
{
    Str *const names = arena_array(arena, (size_t)sheet->column_count * 2, sizeof(Str));
    uint32_t   count = 0;

    for (uint32_t i = 0; i < sheet->column_count; i++) {
        names[count++] = sheet_heading(arena, &sheet->columns[i], 0);
        if (sheet->columns[i].label.zh.len)
            names[count++] = sheet_label(arena, &sheet->columns[i], 0, LANGUAGE_ZH);
    }
    return diagnostic_nearest(name, names, count);
}

static bool fault_unknown(const Sheet *sheet, Arena *arena, Str what, Str name, uint32_t at,
                          uint32_t others, bool knows_any, Fault *fault)
{
    Str const hint = nearest_name(arena, sheet, name);
    char      rest[40] = "";

    if (!knows_any)
        return fault_set(fault, FAULT_INVALID,
                         "the first line has none of the columns of %.*s: does it hold the names "
                         "of the columns? are they separated by commas (--separator)?",
                         (int)what.len, what.ptr);
    if (others)
        (void)snprintf(rest, sizeof rest, "; and %u more", others);
    return fault_set(fault, FAULT_INVALID, "column %u, '%.*s', is no column of %.*s%s%.*s%s%s",
                     at + 1, (int)(name.len < 60 ? name.len : 0), name.ptr, (int)what.len, what.ptr,
                     hint.len ? "; did you mean '" : "", (int)hint.len, hint.ptr,
                     hint.len ? "'?" : "", rest);
}

/* What each heading is; headings that are none are counted, and the first kept. */
static bool use_headings(Sheet *sheet, Arena *arena, Str what, const Str *names, Fault *fault)
{
    uint32_t unknown = SHEET_NONE;
    uint32_t unknown_count = 0;
    uint32_t known_count = 0;

    for (uint32_t i = 0; i < sheet->use_count; i++) {
        Finding const found = find_column(sheet->columns, sheet->column_count, names[i]);

        sheet->uses[i] = (SheetUse){ SHEET_NONE, 0, names[i].len == 0 };
        if (is_left_alone(names[i]))
            continue;
        if (found.column == SHEET_NONE) {
            unknown = unknown_count++ ? unknown : i;
            continue;
        }
        known_count++;
        const SheetColumn *const column = &sheet->columns[found.column];
        if (found.also != SHEET_NONE) {
            const SheetColumn *const also = &sheet->columns[found.also];
            return fault_set(fault, FAULT_INVALID,
                             "column %u, '%.*s', may be %.*s or %.*s: use its name", i + 1,
                             (int)names[i].len, names[i].ptr, (int)also->name.len, also->name.ptr,
                             (int)column->name.len, column->name.ptr);
        }
        if (column->list.len && found.row >= column->rows_max)
            return fault_set(fault, FAULT_INVALID,
                             "column %u, '%.*s': the list has at most %u rows", i + 1,
                             (int)names[i].len, names[i].ptr, column->rows_max);
        sheet->uses[i] = (SheetUse){ found.column, found.row, false };
    }
    return unknown_count == 0 || fault_unknown(sheet, arena, what, names[unknown], unknown,
                                               unknown_count - 1, known_count > 0, fault);
}

static bool check_repeated(const Sheet *sheet, Arena *arena, Fault *fault)
{
    NameMap seen = name_map_open(arena);

    for (uint32_t i = 0; i < sheet->use_count; i++) {
        bool           is_new = false;
        SheetUse const use = sheet->uses[i];

        if (use.column == SHEET_NONE)
            continue;
        Str const heading = sheet_heading(arena, &sheet->columns[use.column], use.row);
        (void)name_map_add(&seen, heading, &is_new);
        if (!is_new)
            return fault_set(fault, FAULT_INVALID, "column %u is %.*s, which is there already",
                             i + 1, (int)heading.len, heading.ptr);
    }
    return true;
}

static bool check_missing(const Sheet *sheet, Arena *arena, Fault *fault)
{
    Buf  missing = buf_open(arena, 400);
    Buf  choice = buf_open(arena, 400);
    bool has_one = false;

    for (uint32_t i = 0; i < sheet->column_count; i++) {
        const SheetColumn *const column = &sheet->columns[i];
        Buf *const               list = column->need == SHEET_ONE_OF ? &choice : &missing;

        if (column->need == SHEET_ONE_OF && sheet->places[i] != SHEET_NONE)
            has_one = true;
        if (column->need != SHEET_ONE_OF &&
            (column->need != SHEET_REQUIRED || sheet->places[i] != SHEET_NONE))
            continue;
        buf_add_c(list, list->len == 0 ? "" : list == &choice ? " or " : ", ");
        buf_add(list, column->name);
    }
    if (missing.len)
        return fault_set(fault, FAULT_INVALID, "columns are missing: %.*s", (int)missing.len,
                         missing.ptr);
    if (choice.len && !has_one)
        return fault_set(fault, FAULT_INVALID, "a column is missing: %.*s", (int)choice.len,
                         choice.ptr);
    return true;
}

bool sheet_open(Sheet *out, Arena *arena, Str what, const SheetColumn *columns,
                uint32_t column_count, const Str *headings, uint32_t heading_count, Str map,
                Fault *fault)
{
    Str *const names = arena_array(arena, heading_count, sizeof(Str));
    Sheet      sheet = {
             .columns = columns,
             .column_count = column_count,
             .uses = arena_array(arena, heading_count, sizeof(SheetUse)),
             .use_count = heading_count,
             .places = arena_array(arena, column_count, sizeof(uint32_t)),
    };

    if (!rename_headings(names, headings, heading_count, arena, map, fault) ||
        !use_headings(&sheet, arena, what, names, fault) || !check_repeated(&sheet, arena, fault))
        return false;
    for (uint32_t i = 0; i < column_count; i++)
        sheet.places[i] = SHEET_NONE;
    for (uint32_t i = heading_count; i-- > 0;)
        if (sheet.uses[i].column != SHEET_NONE)
            sheet.places[sheet.uses[i].column] = i;
    *out = sheet;
    return check_missing(&sheet, arena, fault);
}

static bool is_about(const SheetColumn *column, Str field)
{
    if (column->list.len)
        return field.len == column->list.len + 1 + column->name.len &&
               str_starts_with(field, column->list) && field.ptr[column->list.len] == '.' &&
               str_ends_with(field, column->name);
    return str_equal(column->problem.len ? column->problem : column->name, field);
}

uint32_t sheet_place(const Sheet *sheet, Str problem_field, uint32_t row)
{
    for (uint32_t i = 0; i < sheet->use_count; i++) {
        SheetUse const use = sheet->uses[i];

        if (use.column == SHEET_NONE)
            continue;
        const SheetColumn *const column = &sheet->columns[use.column];
        if (is_about(column, problem_field) && (column->list.len == 0 || use.row + 1 == row))
            return i;
    }
    return SHEET_NONE;
}
