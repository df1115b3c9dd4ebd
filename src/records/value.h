/* value.h - one field's value, on its way from what somebody typed to a column
 * and back.
 *
 * Ownership  Texts are borrowed from the arena they were parsed or read into.
 * Threads    Plain values.
 */
#ifndef RECORDS_VALUE_H
#define RECORDS_VALUE_H

#include "catalog/catalog.h"
#include "store/store.h"

typedef struct {
    bool    present;
    int64_t word; /* as expressions see it, type.h */
    Str     text; /* of texts, and of codes as they are stored */
} Value;

typedef enum {
    VALUE_OK,
    VALUE_NOT_A_NUMBER,
    VALUE_TOO_MANY_DIGITS, /* after the point */
    VALUE_TOO_LARGE,
    VALUE_NOT_A_DATE,
    VALUE_NOT_A_MONTH,
    VALUE_NOT_A_BOOL,
    VALUE_UNKNOWN_CODE,
    VALUE_CODE_NOT_IN_FORCE,
    VALUE_REPEATED_CODE,
    VALUE_NOT_ALONE, /* a choice that excludes the others stands beside them */
    VALUE_TOO_LONG,
    VALUE_NOT_TEXT, /* control characters, or no UTF-8 */
    VALUE_NOT_AN_ID,
} ValueProblem;

/* From the text of a form, a file or a message: "36.5", "2024-02-29", "2024-02",
 * "true" or "1", a code, codes joined by commas, an id. An empty text is an
 * absent value. Codes must be in force on `day`. */
ValueProblem value_parse(Value *out, Arena *arena, const Catalog *catalog, Type type, Str text,
                         Date day);

/* The text that value_parse would read back; empty when absent. */
Str value_format(Arena *arena, const Catalog *catalog, Type type, Value value);

/* For people: a code's label, yes or no, the unit after a number. */
Str value_show(Arena *arena, const Catalog *catalog, Type type, Value value, Language language);

/* The value that a word stands for: what an expression computed. */
Value value_from_word(Arena *arena, const Catalog *catalog, Type type, int64_t word);

bool  value_bind(Statement *statement, int at, Type type, Value value, Fault *fault) MUST_CHECK;
Value value_read(const Statement *statement, int column, const Catalog *catalog, Type type,
                 Arena *arena);

/* Only the word, without the text: for scans. False when absent. */
bool value_read_word(int64_t *word, const Statement *statement, int column, const Catalog *catalog,
                     Type type);

bool value_equal(Type type, Value a, Value b);

#endif
