#include "catalog/wording.h"

static Label number_wording(Arena *arena, const Field *field)
{
    int const digits = field->type.scale;

    if (field->is_money)
        return (Label){ SV("金额（元）"), SV("money in yuan") };
    if (digits == 0)
        return (Label){ SV("整数"), SV("whole number") };
    return (Label){ str_format(arena, "数值（%d位小数）", digits),
                    str_format(arena, "number with %d digit%s after the point", digits,
                               digits == 1 ? "" : "s") };
}

Label wording_type(Arena *arena, const Catalog *catalog, const Field *field)
{
    unsigned const chars = field->type.chars;

    switch (field->type.kind) {
    case TYPE_BOOL: return (Label){ SV("是或否"), SV("yes or no") };
    case TYPE_NUMBER: return number_wording(arena, field);
    case TYPE_DATE: return (Label){ SV("日期"), SV("date") };
    case TYPE_MONTH: return (Label){ SV("年月"), SV("month") };
    case TYPE_CODE: return (Label){ SV("单选"), SV("one choice") };
    case TYPE_CODES: return (Label){ SV("多选"), SV("any number of choices") };
    case TYPE_TEXT:
        return (Label){ str_format(arena, "文字（至多%u字）", chars),
                        str_format(arena, "text of at most %u characters", chars) };
    case TYPE_WORKER: return (Label){ SV("工作人员"), SV("worker") };
    case TYPE_ORGANISATION: return (Label){ SV("机构"), SV("organisation") };
    case TYPE_PERSON: return (Label){ SV("人员"), SV("person") };
    case TYPE_ENTRY: return catalog->registers[field->type.entry].label;
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return (Label){ SV(""), SV("") };
}

Str wording_bound(Arena *arena, const Field *field, int64_t word)
{
    return decimal_format(arena, (Decimal){ word, field->type.scale });
}

Str wording_expr(Arena *arena, const Expr *expr)
{
    Str const text = expr->text;
    Buf       out = buf_open(arena, text.len + 1);
    bool      in_text = false; /* between quotes, where nothing is a comment */

    for (size_t i = 0; i < text.len; i++) {
        char const c = text.ptr[i];
        bool const is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';

        if (!in_text && str_starts_with(str_after(text, i), SV("--"))) {
            while (i + 1 < text.len && text.ptr[i + 1] != '\n')
                i++;
            continue;
        }
        if (c == '"' && (i == 0 || text.ptr[i - 1] != '\\'))
            in_text = !in_text;
        if (is_space && !in_text) {
            if (out.len && !str_ends_with(buf_str(&out), SV(" ")))
                buf_add_char(&out, ' ');
            continue;
        }
        buf_add_char(&out, c);
    }
    return str_trim(buf_str(&out));
}

const CodeSet *wording_codes(const Catalog *catalog, const Field *field)
{
    bool const has_codes = field->type.kind == TYPE_CODE || field->type.kind == TYPE_CODES;

    return has_codes ? &catalog->codes[field->type.codes] : NULL;
}
