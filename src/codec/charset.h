/* charset.h - the bytes of other people's files into UTF-8.
 *
 * Inside the house all text is UTF-8. Files come as UTF-8, and from older
 * Chinese systems as GB18030, which holds GBK and GB2312.
 *
 * Ownership  A converter lives in the arena but holds an iconv handle: close it.
 * Threads    A converter belongs to one.
 * Faults     FAULT_IO when the system does not know the charset.
 */
#ifndef CODEC_CHARSET_H
#define CODEC_CHARSET_H

#include "base/buf.h"
#include "base/fault.h"

typedef enum {
    CHARSET_DETECT, /* look at the bytes */
    CHARSET_UTF8,
    CHARSET_GB18030,
} Charset;

/* Which of the two a file is, by its beginning; a character cut at the sample's
 * end does not count. A text with a byte order mark is UTF-8, and so is one with
 * a few damaged characters among many good ones: taking it for GB18030 would
 * turn every name in it into other characters, and nobody would be told. */
Charset charset_detect(Str sample);

typedef struct CharsetConverter CharsetConverter;

bool charset_open(CharsetConverter **out, Arena *arena, Charset from, Fault *fault) MUST_CHECK;
void charset_close(CharsetConverter **converter);

/* Append `bytes` as UTF-8. Each byte that belongs to no character becomes U+FFFD;
 * the result is the place of the first of them in what was appended, or
 * CHARSET_WHOLE when there is none. */
#define CHARSET_WHOLE SIZE_MAX
size_t charset_convert(Buf *out, CharsetConverter *converter, Str bytes);

#endif
