#include "codec/markdown.h"

void markdown_add_text(Buf *out, Str text)
{
    Str const marks = SV("\\`*_[]<>#|");

    for (size_t i = 0; i < text.len; i++) {
        if (str_find_char(marks, text.ptr[i]) < marks.len)
            buf_add_char(out, '\\');
        buf_add_char(out, text.ptr[i]);
    }
}
