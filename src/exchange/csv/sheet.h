/* sheet.h - which columns a file may have, and which of them this one has.
 *
 * Every kind of file has a list of columns. A heading of a file names one of them:
 * by its name ("organisation_code"), or by what people call it, in Chinese or
 * English ("管理机构"). The rows of a form's list are columns too, numbered from 1:
 * "medicines.1.name", "medicines.1.dose", "medicines.2.name".
 *
 * Headings are settled before a row is read: a heading that is not known, a column
 * that is there twice and one that is missing are faults, because a column that is
 * silently left out is data silently lost.
 *
 * Ownership  A Sheet lives in the arena given; the columns are borrowed, and must
 *            live as long.
 * Threads    A Sheet is not changed after it was made.
 * Faults     FAULT_INVALID with the number of the column and the nearest name.
 * Privacy    A message shows a heading only when others of the line are columns:
 *            a file without headings begins with somebody's data.
 */
#ifndef EXCHANGE_CSV_SHEET_H
#define EXCHANGE_CSV_SHEET_H

#include "base/fault.h"
#include "base/label.h"

#define SHEET_NONE UINT32_MAX

typedef enum {
    SHEET_OPTIONAL,
    SHEET_REQUIRED,
    SHEET_ONE_OF,  /* one of these, at least */
    SHEET_IGNORED, /* an export has it, an import does not need it */
} SheetNeed;

/* What its cells are in a form that knows kinds (JSON). */
typedef enum { SHEET_AS_TEXT, SHEET_AS_NUMBER, SHEET_AS_BOOL, SHEET_AS_CODES } SheetKind;

typedef struct {
    Str       name;
    Str       problem; /* what problems call the field, when that is another name */
    Label     label;
    SheetNeed need;
    SheetKind kind;
    Str       list; /* of a list's columns: its name and label, and the most rows */
    Label     list_label;
    uint32_t  rows_max;
    uint32_t  list_index, field; /* for the maker of the columns: what it stands for */
} SheetColumn;

/* For tables of columns: constants, which compound literals are not. */
#define SHEET_TEXT(literal)                                                                        \
    {                                                                                              \
        literal, sizeof literal - 1                                                                \
    }
#define SHEET_COLUMN(name_, problem_, zh_, en_, need_, kind_)                                      \
    {                                                                                              \
        .name = SHEET_TEXT(name_), .problem = SHEET_TEXT(problem_),                                \
        .label = { SHEET_TEXT(zh_), SHEET_TEXT(en_) }, .need = (need_), .kind = (kind_)            \
    }

/* What a column of the file is: one of the columns, and of a list which row. */
typedef struct {
    uint32_t column; /* or SHEET_NONE: left alone */
    uint32_t row;    /* from 0 */
    bool     is_unnamed;
} SheetUse;

typedef struct {
    const SheetColumn *columns;
    uint32_t           column_count;
    SheetUse          *uses; /* per column of the file */
    uint32_t           use_count;
    uint32_t          *places; /* per column: where it is in the file, or SHEET_NONE */
} Sheet;

/* `what` names the kind of file in messages; `map` renames headings before they are
 * looked up: "citizen_id=SFZH,name=XM". */
bool sheet_open(Sheet *out, Arena *arena, Str what, const SheetColumn *columns,
                uint32_t column_count, const Str *headings, uint32_t heading_count, Str map,
                Fault *fault) MUST_CHECK;

/* Where the column of that name stands in the file, or SHEET_NONE: of a list's
 * "medicines.dose" in row 2 (from 1) that of medicines.2.dose. */
uint32_t sheet_place(const Sheet *sheet, Str problem_field, uint32_t row);

/* "medicines.2.dose" */
Str sheet_heading(Arena *arena, const SheetColumn *column, uint32_t row);

/* What people call it, "用药情况.2.药物名称"; its name when there is no label. */
Str sheet_label(Arena *arena, const SheetColumn *column, uint32_t row, Language language);

#endif
