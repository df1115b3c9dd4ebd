/* label.h - words for people, in both languages.
 *
 * Everything that a person reads has a Chinese and an English form; which one
 * is shown is the reader's choice, Chinese when nothing was chosen.
 */
#ifndef BASE_LABEL_H
#define BASE_LABEL_H

#include "base/str.h"

typedef enum { LANGUAGE_ZH, LANGUAGE_EN } Language;

typedef struct {
    Str zh, en;
} Label;

static inline Str label_in(Label label, Language language)
{
    Str const chosen = language == LANGUAGE_EN ? label.en : label.zh;

    return chosen.len ? chosen : label.zh;
}

#endif
