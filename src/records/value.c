#include "records/value.h"

#include "base/limits.h"
#include "base/utf8.h"

/* ---- parsing ---------------------------------------------------------------------- */

static ValueProblem parse_number(Value *out, Type type, Str text)
{
    Decimal number = { 0 };
    Decimal precise = { 0 };

    if (decimal_parse(&number, text, type.scale)) {
        out->word = number.units;
        return VALUE_OK;
    }
    if (decimal_parse(&precise, text, DECIMAL_SCALE_MAX))
        return VALUE_TOO_MANY_DIGITS;
    return text.len > 18 ? VALUE_TOO_LARGE : VALUE_NOT_A_NUMBER;
}

static ValueProblem parse_date(Value *out, Str text)
{
    Date date = { 0 };

    if (!date_parse(&date, text))
        return VALUE_NOT_A_DATE;
    out->word = date.days;
    return VALUE_OK;
}

/* "2024-02" or "202402": its first day. */
static ValueProblem parse_month(Value *out, Arena *arena, Str text)
{
    bool const dashed = text.len == 7 && text.ptr[4] == '-';
    Date       date = { 0 };

    if ((!dashed && text.len != 6) ||
        !date_parse(&date,
                    str_format(arena, dashed ? "%.*s-01" : "%.*s01", (int)text.len, text.ptr)))
        return VALUE_NOT_A_MONTH;
    out->word = date.days;
    return VALUE_OK;
}

static ValueProblem parse_bool(Value *out, Str text)
{
    static const char *const YES[] = { "1", "true", "yes", "是", "Y" };
    static const char *const NO[] = { "0", "false", "no", "否", "N" };

    for (size_t i = 0; i < COUNT_OF(YES); i++) {
        if (str_equal(text, str_from_c(YES[i]))) {
            out->word = 1;
            return VALUE_OK;
        }
        if (str_equal(text, str_from_c(NO[i])))
            return VALUE_OK;
    }
    return VALUE_NOT_A_BOOL;
}

static ValueProblem parse_code(Value *out, const CodeSet *set, Str text, Date day)
{
    const CodeValue *const code = code_set_find(set, text);

    if (!code)
        return VALUE_UNKNOWN_CODE;
    if (!validity_covers(code->validity, day))
        return VALUE_CODE_NOT_IN_FORCE;
    out->word = code->word;
    out->text = code->code;
    return VALUE_OK;
}

/* The stored form of a set: its codes in the order of the code set. */
static Str codes_text(Arena *arena, const CodeSet *set, uint64_t choices)
{
    Buf text = buf_open(arena, (LIMIT_CODE_BYTES + 1) * LIMIT_CODE_CHOICES);

    for (uint32_t i = 0; i < set->value_count; i++)
        if (choices >> i & 1) {
            buf_add_c(&text, text.len ? "," : "");
            buf_add(&text, set->values[i].code);
        }
    return buf_str(&text);
}

static ValueProblem parse_codes(Value *out, Arena *arena, const CodeSet *set, Str text, Date day)
{
    uint64_t choices = 0;
    bool     alone = false;
    uint32_t count = 0;

    for (Str rest = text; rest.len; count++) {
        Str const              code = str_trim(str_cut(&rest, ','));
        const CodeValue *const value = code_set_find(set, code);

        if (!value)
            return VALUE_UNKNOWN_CODE;
        if (!validity_covers(value->validity, day))
            return VALUE_CODE_NOT_IN_FORCE;
        uint64_t const bit = (uint64_t)1 << (value - set->values);
        if (choices & bit)
            return VALUE_REPEATED_CODE;
        choices |= bit;
        alone = alone || value->alone;
    }
    if (alone && count > 1)
        return VALUE_NOT_ALONE;
    out->word = (int64_t)choices;
    out->text = codes_text(arena, set, choices);
    return VALUE_OK;
}

static ValueProblem parse_text(Value *out, Arena *arena, Type type, Str text)
{
    if (!utf8_is_valid(text))
        return VALUE_NOT_TEXT;
    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\n') || text.ptr[i] == '\x7F')
            return VALUE_NOT_TEXT;
    size_t const chars = utf8_count(text);
    if (chars > type.chars)
        return VALUE_TOO_LONG;
    out->word = (int64_t)chars;
    out->text = str_copy(arena, text);
    return VALUE_OK;
}

static ValueProblem parse_id(Value *out, Str text)
{
    uint64_t id = 0;

    if (!str_to_uint(&id, text, INT64_MAX) || id == 0)
        return VALUE_NOT_AN_ID;
    out->word = (int64_t)id;
    return VALUE_OK;
}

ValueProblem value_parse(Value *out, Arena *arena, const Catalog *catalog, Type type, Str raw,
                         Date day)
{
    Str const    text = str_trim(raw);
    Value        value = { .present = true };
    ValueProblem problem = VALUE_OK;

    *out = (Value){ 0 };
    if (text.len == 0)
        return VALUE_OK;
    switch (type.kind) {
    case TYPE_BOOL: problem = parse_bool(&value, text); break;
    case TYPE_NUMBER: problem = parse_number(&value, type, text); break;
    case TYPE_DATE: problem = parse_date(&value, text); break;
    case TYPE_MONTH: problem = parse_month(&value, arena, text); break;
    case TYPE_CODE: problem = parse_code(&value, &catalog->codes[type.codes], text, day); break;
    case TYPE_CODES:
        problem = parse_codes(&value, arena, &catalog->codes[type.codes], text, day);
        break;
    case TYPE_TEXT: problem = parse_text(&value, arena, type, text); break;
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY: problem = parse_id(&value, text); break;
    case TYPE_NONE:
    case TYPE_INTERVAL: return VALUE_NOT_TEXT;
    }
    if (problem == VALUE_OK)
        *out = value;
    return problem;
}

/* ---- printing ---------------------------------------------------------------------- */

Str value_format(Arena *arena, const Catalog *catalog, Type type, Value value)
{
    (void)catalog;
    if (!value.present)
        return SV("");
    switch (type.kind) {
    case TYPE_BOOL: return value.word ? SV("true") : SV("false");
    case TYPE_NUMBER: return decimal_format(arena, (Decimal){ value.word, type.scale });
    case TYPE_DATE: return date_format(arena, (Date){ (int32_t)value.word });
    case TYPE_MONTH: return str_slice(date_format(arena, (Date){ (int32_t)value.word }), 0, 7);
    case TYPE_CODE:
    case TYPE_CODES:
    case TYPE_TEXT: return value.text;
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY: return str_format(arena, "%lld", (long long)value.word);
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return SV("");
}

Str value_show(Arena *arena, const Catalog *catalog, Type type, Value value, Language language)
{
    Buf text = buf_open(arena, LIMIT_BODY_BYTES);

    if (!value.present)
        return SV("");
    if (type.kind == TYPE_BOOL)
        return language == LANGUAGE_EN ? (value.word ? SV("yes") : SV("no"))
                                       : (value.word ? SV("是") : SV("否"));
    if (type.kind == TYPE_CODE || type.kind == TYPE_CODES) {
        for (Str rest = value.text; rest.len;) {
            Str const              code = str_cut(&rest, ',');
            const CodeValue *const known = code_set_find(&catalog->codes[type.codes], code);

            buf_add_c(&text, text.len == 0 ? "" : language == LANGUAGE_EN ? ", " : "、");
            buf_add(&text, known ? label_in(known->label, language) : code);
        }
        return buf_str(&text);
    }
    buf_add(&text, value_format(arena, catalog, type, value));
    if (type.kind == TYPE_NUMBER && type.unit != UNIT_NONE) {
        buf_add_char(&text, ' ');
        buf_add(&text, label_in(catalog->units[type.unit].label, language));
    }
    return buf_str(&text);
}

Value value_from_word(Arena *arena, const Catalog *catalog, Type type, int64_t word)
{
    Value value = { .present = true, .word = word };

    if (type.kind == TYPE_CODE)
        value.text = code_unpack(arena, word);
    else if (type.kind == TYPE_CODES)
        value.text = codes_text(arena, &catalog->codes[type.codes], (uint64_t)word);
    return value;
}

/* ---- columns ------------------------------------------------------------------------- */

static bool is_stored_as_text(Type type)
{
    return type.kind == TYPE_CODE || type.kind == TYPE_CODES || type.kind == TYPE_TEXT;
}

bool value_bind(Statement *statement, int at, Type type, Value value, Fault *fault)
{
    if (!value.present)
        return statement_bind_null(statement, at, fault);
    if (is_stored_as_text(type))
        return statement_bind_text(statement, at, value.text, fault);
    return statement_bind_int(statement, at, value.word, fault);
}

/* What was stored under an older code set may have codes that are no longer in
 * it: they have no bit, and stay as text. */
static uint64_t choices_of(const CodeSet *set, Str text)
{
    uint64_t choices = 0;

    for (Str rest = text; rest.len;) {
        const CodeValue *const value = code_set_find(set, str_cut(&rest, ','));

        if (value)
            choices |= (uint64_t)1 << (value - set->values);
    }
    return choices;
}

bool value_read_word(int64_t *word, const Statement *statement, int column, const Catalog *catalog,
                     Type type)
{
    *word = 0;
    if (statement_is_null(statement, column))
        return false;
    if (!is_stored_as_text(type)) {
        *word = statement_int(statement, column);
        return true;
    }
    Str const text = statement_text(statement, column);
    if (type.kind == TYPE_CODE)
        *word = text.len <= LIMIT_CODE_BYTES ? code_pack(text) : 0;
    else if (type.kind == TYPE_CODES)
        *word = (int64_t)choices_of(&catalog->codes[type.codes], text);
    else
        *word = (int64_t)utf8_count(text);
    return true;
}

Value value_read(const Statement *statement, int column, const Catalog *catalog, Type type,
                 Arena *arena)
{
    Value value = { 0 };

    value.present = value_read_word(&value.word, statement, column, catalog, type);
    if (value.present && is_stored_as_text(type))
        value.text = str_copy(arena, statement_text(statement, column));
    return value;
}

bool value_equal(Type type, Value a, Value b)
{
    if (a.present != b.present || !a.present)
        return a.present == b.present;
    return is_stored_as_text(type) ? str_equal(a.text, b.text) : a.word == b.word;
}
