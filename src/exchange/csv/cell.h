/* cell.h - what people and spreadsheets make of a value, brought back to its one form.
 *
 * A spreadsheet shows 2024-02-09 as 2024/2/9 and saves it so; true becomes TRUE;
 * a clerk types 男 where the code is 1. None of this is ambiguous, so it is
 * understood. What is not understood is given back as it was, and the check of the
 * value says what is wrong with it.
 *
 * Ownership  Results live in the arena, or are the text given.
 * Threads    Pure functions.
 */
#ifndef EXCHANGE_CSV_CELL_H
#define EXCHANGE_CSV_CELL_H

#include "catalog/catalog.h"
#include "registry/person_code.h"

/* Without blanks around it, the wide one of Chinese typing included. */
Str cell_trim(Str text);

/* "2024/2/9", "2024.02.09", "2024年2月9日", "2024-2-9 00:00:00": 2024-02-09 */
Str cell_date(Arena *arena, Str text);
/* "2024/2", "2024年2月": 2024-02 */
Str cell_month(Arena *arena, Str text);

/* A code, or the label of one: "门诊" is 1. Several: "头痛、其他" is "2,9". */
Str cell_code(const CodeSet *set, Str text);
Str cell_codes(Arena *arena, const CodeSet *set, Str text);
Str cell_person_code(PersonCodeSet set, Str text);

/* As value_parse (records/value.h) takes it. */
Str cell_value(Arena *arena, const Catalog *catalog, Type type, Str text);

#endif
