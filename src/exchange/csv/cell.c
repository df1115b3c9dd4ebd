#include "exchange/csv/cell.h"

#include "base/limits.h"

/* ---- blanks ------------------------------------------------------------------------------ */

static const Str BLANKS[] = {
    { " ", 1 }, { "\t", 1 }, { "\n", 1 }, { "\r", 1 }, { "\xC2\xA0", 2 }, { "\xE3\x80\x80", 3 },
};

static bool is_plain(char c)
{
    return c > ' ' && c < '\x7F';
}

Str cell_trim(Str text)
{
    if (text.len == 0 || (is_plain(text.ptr[0]) && is_plain(text.ptr[text.len - 1])))
        return text;
    for (size_t i = 0; i < COUNT_OF(BLANKS); i++) {
        if (str_starts_with(text, BLANKS[i])) {
            text = str_after(text, BLANKS[i].len);
            i = SIZE_MAX; /* which becomes 0: all of them once more */
        } else if (str_ends_with(text, BLANKS[i])) {
            text = str_slice(text, 0, text.len - BLANKS[i].len);
            i = SIZE_MAX;
        }
    }
    return text;
}

/* ---- days and months ------------------------------------------------------------------------ */

static bool take_number(uint32_t *out, Str *rest, size_t digits_min, size_t digits_max)
{
    size_t   len = 0;
    uint32_t number = 0;

    for (; len < rest->len && len < digits_max; len++) {
        char const c = rest->ptr[len];

        if (c < '0' || c > '9')
            break;
        number = number * 10 + (uint32_t)(c - '0');
    }
    if (len < digits_min)
        return false;
    *out = number;
    *rest = str_after(*rest, len);
    return true;
}

/* What may stand behind a year and a month; the second is again one of the first. */
static const struct {
    Str after_year, after_month, after_day;
} SEPARATORS[] = {
    { { "-", 1 }, { "-", 1 }, { "", 0 } },
    { { "/", 1 }, { "/", 1 }, { "", 0 } },
    { { ".", 1 }, { ".", 1 }, { "", 0 } },
    { { "年", 3 }, { "月", 3 }, { "日", 3 } },
};

static bool take(Str *rest, Str sought)
{
    if (!str_starts_with(*rest, sought))
        return false;
    *rest = str_after(*rest, sought.len);
    return true;
}

/* A time of midnight says no more than the day: " 0:00", "T00:00:00.000". */
static bool is_midnight(Str rest)
{
    if (rest.len == 0)
        return true;
    if (rest.ptr[0] != ' ' && rest.ptr[0] != 'T')
        return false;
    for (size_t i = 1; i < rest.len; i++)
        if (str_find_char(SV("0:."), rest.ptr[i]) == SV("0:.").len)
            return false;
    return rest.len > 1;
}

Str cell_date(Arena *arena, Str text)
{
    for (size_t i = 0; i < COUNT_OF(SEPARATORS); i++) {
        Str      rest = text;
        uint32_t year = 0;
        uint32_t month = 0;
        uint32_t day = 0;

        if (take_number(&year, &rest, 4, 4) && take(&rest, SEPARATORS[i].after_year) &&
            take_number(&month, &rest, 1, 2) && take(&rest, SEPARATORS[i].after_month) &&
            take_number(&day, &rest, 1, 2) && take(&rest, SEPARATORS[i].after_day) &&
            is_midnight(rest))
            return str_format(arena, "%04u-%02u-%02u", year, month, day);
    }
    return text;
}

Str cell_month(Arena *arena, Str text)
{
    for (size_t i = 0; i < COUNT_OF(SEPARATORS); i++) {
        Str      rest = text;
        uint32_t year = 0;
        uint32_t month = 0;

        if (take_number(&year, &rest, 4, 4) && take(&rest, SEPARATORS[i].after_year) &&
            take_number(&month, &rest, 1, 2) && (rest.len == 0 || str_equal(rest, SV("月"))))
            return str_format(arena, "%04u-%02u", year, month);
    }
    return text;
}

/* ---- codes ---------------------------------------------------------------------------------- */

static bool is_label(Label label, Str text)
{
    return str_equal(text, label.zh) || (label.en.len && str_equal_ignoring_case(text, label.en));
}

Str cell_code(const CodeSet *set, Str text)
{
    if (code_set_find(set, text))
        return text;
    for (uint32_t i = 0; i < set->value_count; i++)
        if (is_label(set->values[i].label, text))
            return set->values[i].code;
    return text;
}

/* What people put between two choices. */
static const Str COMMAS[] = {
    { ",", 1 }, { ";", 1 }, { "|", 1 }, { "、", 3 }, { "，", 3 }, { "；", 3 },
};

static Str take_choice(Str *rest)
{
    for (size_t at = 0; at < rest->len; at++)
        for (size_t i = 0; i < COUNT_OF(COMMAS); i++)
            if (str_starts_with(str_after(*rest, at), COMMAS[i])) {
                Str const choice = str_slice(*rest, 0, at);

                *rest = str_after(*rest, at + COMMAS[i].len);
                return choice;
            }
    Str const choice = *rest;
    *rest = SV("");
    return choice;
}

Str cell_codes(Arena *arena, const CodeSet *set, Str text)
{
    Str const whole = cell_code(set, text);
    Buf       codes = buf_open(arena, LIMIT_CSV_FIELD_BYTES);

    /* A label may have a comma of its own. */
    if (code_set_find(set, whole))
        return whole;
    for (Str rest = text; rest.len;) {
        Str const choice = cell_trim(take_choice(&rest));

        buf_add_c(&codes, codes.len ? "," : "");
        buf_add(&codes, cell_code(set, choice));
    }
    return codes.overflowed ? text : buf_str(&codes);
}

/* A label that names several by one code, "本人或户主", is each of them. */
static bool is_among(Str label, Str text)
{
    static const Str OR[] = { { "或", 3 }, { "、", 3 } };

    for (size_t at = 0; text.len && at + text.len <= label.len; at++) {
        Str const rest = str_after(label, at + text.len);
        bool      begins = at == 0;
        bool      ends = rest.len == 0;

        for (size_t i = 0; i < COUNT_OF(OR); i++) {
            begins = begins || str_ends_with(str_slice(label, 0, at), OR[i]);
            ends = ends || str_starts_with(rest, OR[i]);
        }
        if (begins && ends && str_starts_with(str_after(label, at), text))
            return true;
    }
    return false;
}

Str cell_person_code(PersonCodeSet set, Str text)
{
    uint32_t                count = 0;
    const PersonCode *const codes = person_code_all(set, &count);

    if (text.len == 0 || person_code_find(set, text))
        return text;
    for (uint32_t i = 0; i < count; i++)
        if (is_label(codes[i].label, text) || is_among(codes[i].label.zh, text))
            return codes[i].code;
    return text;
}

/* ---- values --------------------------------------------------------------------------------- */

static Str cell_bool(Str text)
{
    static const Str WORDS[] = { { "true", 4 }, { "false", 5 }, { "yes", 3 }, { "no", 2 } };

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_equal_ignoring_case(text, WORDS[i]))
            return WORDS[i];
    return text;
}

/* A line ends with LF inside the house; nothing else of a text is touched. */
static Str cell_text(Arena *arena, Str text)
{
    Buf lines = buf_open(arena, text.len);

    if (str_find_char(text, '\r') == text.len)
        return text;
    while (text.len) {
        size_t const end = str_find(text, SV("\r\n"));

        buf_add(&lines, str_slice(text, 0, end));
        if (end < text.len)
            buf_add_char(&lines, '\n');
        text = str_after(text, end + 2);
    }
    return buf_str(&lines);
}

Str cell_value(Arena *arena, const Catalog *catalog, Type type, Str text)
{
    Str const trimmed = cell_trim(text);

    if (trimmed.len == 0)
        return SV("");
    switch (type.kind) {
    case TYPE_DATE: return cell_date(arena, trimmed);
    case TYPE_MONTH: return cell_month(arena, trimmed);
    case TYPE_BOOL: return cell_bool(trimmed);
    case TYPE_CODE: return cell_code(&catalog->codes[type.codes], trimmed);
    case TYPE_CODES: return cell_codes(arena, &catalog->codes[type.codes], trimmed);
    case TYPE_TEXT: return cell_text(arena, text);
    case TYPE_NUMBER:
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY:
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return trimmed;
}
