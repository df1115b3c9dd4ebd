/* Whatever is typed is understood or refused: ranges have a beginning and an end, a
 * folded text is folded again to itself, letters fit the syllables they were taken from,
 * and a cursor that is taken is the one that was written. */
#include <assert.h>

#include "base/utf8.h"
#include "registry/person_query_private.h"

static void check_word(const PersonWord *word)
{
    assert(word->pass_count <= PERSON_PASSES_MAX);
    assert(word->month <= 12 && word->day <= 31);
    for (uint32_t i = 0; i < word->pass_count; i++) {
        const PersonPass *const pass = &word->passes[i];

        assert(pass->kind == 0 || str_compare(pass->first, pass->end) < 0);
        assert(i == 0 || word->passes[i - 1].fit <= pass->fit);
    }
}

int person_query_fuzz(const uint8_t *data, size_t size)
{
    Str const    text = { (const char *)data, size };
    Arena       *arena = arena_open();
    Pinyin      *pinyin = NULL;
    PersonWords  words;
    PersonCursor cursor;
    PersonCursor again;
    Fault        fault = { 0 };

    bool const is_open = pinyin_open(&pinyin, arena, &fault);
    assert(is_open);
    if (person_words_parse(&words, arena, pinyin, text, &fault)) {
        assert(words.count <= PERSON_SEARCH_WORDS_MAX);
        for (uint32_t i = 0; i < words.count; i++)
            check_word(&words.words[i]);
    }
    if (person_cursor_parse(&cursor, arena, text, &fault)) {
        bool const is_taken =
            person_cursor_parse(&again, arena, person_cursor_format(arena, &cursor), &fault);

        assert(is_taken && again.step == cursor.step && again.person_id == cursor.person_id &&
               again.born_on == cursor.born_on && str_equal(again.term, cursor.term));
    }
    if (utf8_is_valid(text)) {
        Str const folded = person_fold_address(pinyin, arena, person_fold(pinyin, arena, text));

        assert(str_equal(person_fold(pinyin, arena, folded), folded));
        (void)person_is_address(folded);
    }
    pinyin_close(&pinyin);
    arena_close(&arena);
    return 0;
}
