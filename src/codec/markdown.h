/* markdown.h - plain text into Markdown.
 *
 * Ownership  The caller's Buf.
 */
#ifndef CODEC_MARKDOWN_H
#define CODEC_MARKDOWN_H

#include "base/buf.h"

/* Text as text: no mark in it means anything. */
void markdown_add_text(Buf *out, Str text);

#endif
