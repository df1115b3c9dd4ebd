/* What people are found by. */
#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "registry/person_name.h"
#include "registry/person_private.h"
#include "registry/person_search.h"

/* ---- folding ------------------------------------------------------------------------------ */

enum {
    FULL_WIDTH_FIRST = 0xFF01,
    FULL_WIDTH_LAST = 0xFF5E,
    FULL_WIDTH_FROM_ASCII = 0xFEE0,
    FULL_WIDTH_BLANK = 0x3000,
};

Str person_fold(Pinyin *pinyin, Arena *arena, Str text)
{
    Str const simple = pinyin_simplify(pinyin, arena, text);
    Buf       folded = buf_open(arena, simple.len);

    for (size_t at = 0, len = 0; at < simple.len; at += len) {
        Str const      rest = str_after(simple, at);
        uint32_t const character = utf8_decode(rest, &len);

        if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST)
            buf_add_char(&folded, (char)(character - FULL_WIDTH_FROM_ASCII));
        else if (character == FULL_WIDTH_BLANK)
            buf_add_char(&folded, ' ');
        else
            buf_add(&folded, str_slice(rest, 0, len));
    }
    return buf_str(&folded);
}

/* Whether a character is one of these, which end with 0. */
static bool is_one_of(const uint32_t *characters, uint32_t character)
{
    while (*characters && *characters != character)
        characters++;
    return *characters != 0;
}

/* What a part of an address ends with; and before which of them stands a number. */
static const uint32_t ENDS[] = U"省市区县旗盟镇乡村组队社屯庄寨路街巷弄道里园苑号栋幢座楼层室户";
static const uint32_t COUNTED[] = U"组队号栋幢座楼层室户单";
static const uint32_t MARKS[] = U"，。、";

/* 0 to 10, or a negative number: it is no figure. */
static int32_t figure_of(uint32_t character)
{
    static const uint32_t FIGURES[] = U"零一二三四五六七八九十";

    for (int32_t i = 0; FIGURES[i]; i++)
        if (FIGURES[i] == character)
            return i;
    return character == U'〇' ? 0 : character == U'两' ? 2 : -1;
}

/* A number in characters up to 99 at the beginning of the text, before a mark. */
static bool read_number(uint32_t *out, size_t *bytes, Str text)
{
    int32_t value = 0;
    int32_t figure = 0;
    bool    has_ten = false;

    *bytes = 0;
    for (size_t len = 0; text.len; text = str_after(text, len), *bytes += len) {
        uint32_t const character = utf8_decode(text, &len);
        int32_t const  next = figure_of(character);

        if (next < 0) {
            *out = (uint32_t)(value + figure);
            return *bytes > 0 && is_one_of(COUNTED, character);
        }
        if (next < 10 && *bytes < 9) {
            figure = has_ten ? next : figure * 10 + next;
        } else if (next == 10 && !has_ten) {
            has_ten = true;
            value = 10 * (figure ? figure : 1);
            figure = 0;
        } else {
            return false;
        }
    }
    return false;
}

Str person_fold_address(Pinyin *pinyin, Arena *arena, Str address)
{
    Str const text = person_fold(pinyin, arena, address);
    Buf       folded = buf_open(arena, text.len * 2);

    for (size_t at = 0, len = 0; at < text.len; at += len) {
        Str const      rest = str_after(text, at);
        uint32_t const character = utf8_decode(rest, &len);
        uint32_t       number = 0;
        size_t         bytes = 0;

        if (character >= 'A' && character <= 'Z') {
            buf_add_char(&folded, (char)(character - 'A' + 'a'));
        } else if (read_number(&number, &bytes, rest)) {
            buf_add_int(&folded, number);
            len = bytes;
        } else if (character > ' ' && character != ',' && character != '#' &&
                   !is_one_of(MARKS, character)) {
            buf_add(&folded, str_slice(rest, 0, len));
        }
    }
    return buf_str(&folded);
}

bool person_is_address(Str folded)
{
    uint32_t last = 0;

    for (size_t at = 0, len = 0; at < folded.len; at += len) {
        last = utf8_decode(str_after(folded, at), &len);
        if (last >= '0' && last <= '9')
            return true;
    }
    return utf8_count(folded) > 2 && is_one_of(ENDS, last);
}

/* ---- the terms of a person ----------------------------------------------------------------- */

bool person_term_is_local(char kind)
{
    return kind == PERSON_TERM_NAME || kind == PERSON_TERM_ENDING || kind == PERSON_TERM_PINYIN ||
           kind == PERSON_TERM_INITIALS || kind == PERSON_TERM_ADDRESS;
}

bool person_is_gone(const Person *person)
{
    return !person->is_resident || person->died_on.days != DATE_MAX.days;
}

static Str cut(Str text, size_t bytes)
{
    if (text.len <= bytes)
        return text;
    while (bytes > 0 && ((unsigned char)text.ptr[bytes] & 0xC0) == 0x80)
        bytes--; /* not amid a character */
    return str_slice(text, 0, bytes);
}

Str person_term(Arena *arena, char kind, Str text)
{
    Str const short_text = cut(text, PERSON_TERM_BYTES_MAX);
    char     *term = arena_alloc(arena, short_text.len + 1);

    term[0] = kind;
    if (short_text.len)
        memcpy(term + 1, short_text.ptr, short_text.len);
    return (Str){ term, short_text.len + 1 };
}

Str person_term_backwards(Arena *arena, Str text)
{
    Buf backwards = buf_open(arena, text.len);

    for (size_t i = text.len; i > 0; i--)
        buf_add_char(&backwards, text.ptr[i - 1]);
    return buf_str(&backwards);
}

/* A letter alone is no term, and each is there once. */
static void add(PersonTerms *terms, char kind, Str text)
{
    if (text.len == 0)
        return;
    Str const term = person_term(terms->arena, kind, text);
    for (uint32_t i = 0; i < terms->count; i++)
        if (str_equal(terms->items[i], term))
            return;
    terms->items = arena_grow(terms->arena, terms->items, terms->count, &terms->capacity,
                              sizeof *terms->items);
    terms->items[terms->count++] = term;
}

static void add_spelling(PersonTerms *terms, Spelling spelling)
{
    add(terms, PERSON_TERM_PINYIN, spelling.full);
    if (spelling.full.len)
        add(terms, PERSON_TERM_INITIALS,
            str_format(terms->arena, "%.*s %.*s", (int)spelling.initials.len, spelling.initials.ptr,
                       (int)spelling.syllables.len, spelling.syllables.ptr));
}

static void add_name(PersonTerms *terms, Pinyin *pinyin, Str name)
{
    Str const folded = person_fold(pinyin, terms->arena, name);
    Str       ending = folded;

    add(terms, PERSON_TERM_NAME, folded);
    for (uint32_t i = 0; i < PERSON_TERM_ENDINGS_MAX && ending.len; i++) {
        size_t len = 0;

        (void)utf8_decode(ending, &len);
        ending = str_after(ending, len);
        add(terms, PERSON_TERM_ENDING, ending);
    }
    add_spelling(terms, pinyin_of_person(pinyin, terms->arena, name));
    add_spelling(terms, pinyin_of_person_otherwise(pinyin, terms->arena, name));
}

enum { ADDRESS_PARTS_MAX = 16 };

/* Where the parts of a folded address begin: behind the end of one, and where a
 * number begins. */
static uint32_t find_parts(size_t *starts, Str text)
{
    uint32_t count = 0;
    bool     is_start = true;
    bool     was_digit = false;

    for (size_t at = 0, len = 0; at < text.len && count < ADDRESS_PARTS_MAX; at += len) {
        uint32_t const character = utf8_decode(str_after(text, at), &len);
        bool const     is_end = is_one_of(ENDS, character) || character == '-';
        bool const     is_digit = character >= '0' && character <= '9';

        if ((is_start && !is_end) || (is_digit && !was_digit))
            starts[count++] = at;
        is_start = is_end;
        was_digit = is_digit;
    }
    return count;
}

/* Province to township, which everybody has and the place picker chooses. */
static bool is_high(Str part)
{
    static const char *const HIGH[] = { "省", "市", "县", "旗", "盟", "镇", "乡", "街道" };

    for (size_t i = 0; i < COUNT_OF(HIGH); i++)
        if (str_ends_with(part, str_from_c(HIGH[i])))
            return true;
    return str_ends_with(part, SV("区")) && !str_ends_with(part, SV("小区")) &&
           !str_ends_with(part, SV("社区")) && !str_ends_with(part, SV("园区"));
}

/* From each part on: 幸福村3组12号, 3组12号, 12号. */
static void add_address(PersonTerms *terms, Pinyin *pinyin, Str address)
{
    Str const      text = person_fold_address(pinyin, terms->arena, address);
    size_t         starts[ADDRESS_PARTS_MAX];
    uint32_t const count = find_parts(starts, text);
    uint32_t       first = 0;

    while (first < count && is_high(str_slice(text, starts[first],
                                              first + 1 < count ? starts[first + 1] : text.len)))
        first++;
    for (uint32_t i = first; i < count && i < first + PERSON_TERM_ADDRESSES_MAX; i++)
        add(terms, PERSON_TERM_ADDRESS, str_after(text, starts[i]));
}

bool person_terms(PersonTerms *out, const Registry *registry, const Person *person, Fault *fault)
{
    Arena *const arena = registry->arena;
    size_t const from = person->citizen_id.len > PERSON_TERM_ID_CHARS
                            ? person->citizen_id.len - PERSON_TERM_ID_CHARS
                            : 0;
    Civil const  born = date_to_civil(person->born_on);

    const PersonName *names = NULL;
    uint32_t          name_count = 0;

    *out = (PersonTerms){ .arena = arena };
    if (!person_names(&names, &name_count, registry, person->person_id, fault))
        return false;
    add_name(out, registry->pinyin, person->name);
    add_address(out, registry->pinyin, person->address);
    add(out, PERSON_TERM_ID, person_term_backwards(arena, str_after(person->citizen_id, from)));
    add(out, PERSON_TERM_PHONE, person_term_backwards(arena, person->phone));
    add(out, PERSON_TERM_BIRTH, str_format(arena, "%04d%02d%02d", born.year, born.month, born.day));
    out->own_count = out->count;
    for (uint32_t i = 0; i < name_count; i++)
        add_name(out, registry->pinyin, names[i].name);
    return true;
}

bool person_terms_of(PersonTerms *out, const Registry *registry, int64_t person_id, Fault *fault)
{
    Person person = { 0 };
    bool   is_there = false;

    *out = (PersonTerms){ .arena = registry->arena };
    return person_row_find(&person, &is_there, registry, person_id, fault) &&
           (!is_there || person_terms(out, registry, &person, fault));
}

/* ---- writing them ---------------------------------------------------------------------------- */

/* Both tables have these columns, and what is ?1 to ?4 is written in both. */
static const Sql INSERT = { "INSERT INTO person_term (term, born_on, person_id, organisation_id)"
                            " VALUES (?1, ?2, ?3, ?4)"
                            " ON CONFLICT DO NOTHING" };
static const Sql INSERT_LOCAL = {
    "INSERT INTO person_term_local (term, born_on, person_id, organisation_id)"
    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"
};
static const Sql DELETE = { "DELETE FROM person_term WHERE term = ?1 AND born_on = ?2"
                            " AND person_id = ?3" };
static const Sql DELETE_LOCAL = { "DELETE FROM person_term_local WHERE term = ?1 AND born_on = ?2"
                                  " AND person_id = ?3 AND organisation_id = ?4" };

/* In capitals for who is gone. */
static Str term_of_state(Arena *arena, const Person *person, Str term)
{
    if (!person_is_gone(person))
        return term;
    return person_term(arena, (char)(term.ptr[0] - 'a' + 'A'), str_after(term, 1));
}

static bool has_term(const PersonTerms *terms, Str term)
{
    for (uint32_t i = 0; terms && i < terms->count; i++)
        if (str_equal(terms->items[i], term))
            return true;
    return false;
}

/* Run the statement for the terms that are not in `other`. */
static bool run(const Registry *registry, Sql sql, bool is_local, const Person *person,
                const PersonTerms *terms, const PersonTerms *other, Fault *fault)
{
    bool const has_place = sql.text != DELETE.text;
    Statement *statement = NULL;
    bool       ok = statement_open(&statement, registry->store, sql, fault);

    for (uint32_t i = 0; ok && i < terms->count; i++) {
        Str const term = terms->items[i];

        if (has_term(other, term) || (is_local && !person_term_is_local(term.ptr[0])))
            continue;
        ok = statement_bind_text(statement, 1, term_of_state(registry->arena, person, term),
                                 fault) &&
             statement_bind_int(statement, 2, person->born_on.days, fault) &&
             statement_bind_int(statement, 3, person->person_id, fault) &&
             (!has_place || statement_bind_int(statement, 4, person->organisation_id, fault)) &&
             statement_run(statement, fault);
    }
    statement_close(&statement);
    return ok;
}

static bool is_same_but_terms(const Person *a, const Person *b)
{
    return a->organisation_id == b->organisation_id && a->born_on.days == b->born_on.days &&
           person_is_gone(a) == person_is_gone(b);
}

bool person_terms_replace(const Registry *registry, const Person *before, const Person *after,
                          Fault *fault)
{
    PersonTerms old = { 0 };
    PersonTerms new = { 0 };

    if ((before && !person_terms(&old, registry, before, fault)) ||
        (after && !person_terms(&new, registry, after, fault)))
        return false;
    bool const               keeps_some = before && after && is_same_but_terms(before, after);
    const PersonTerms *const kept_of_old = keeps_some ? &new : NULL;
    const PersonTerms *const kept_of_new = keeps_some ? &old : NULL;
    return (!before || (run(registry, DELETE, false, before, &old, kept_of_old, fault) &&
                        run(registry, DELETE_LOCAL, true, before, &old, kept_of_old, fault))) &&
           (!after || (run(registry, INSERT, false, after, &new, kept_of_new, fault) &&
                       run(registry, INSERT_LOCAL, true, after, &new, kept_of_new, fault)));
}

bool person_terms_follow(const Registry *registry, int64_t person_id, const PersonTerms *before,
                         Fault *fault)
{
    Person      person = { 0 };
    PersonTerms now = { 0 };
    bool        is_there = false;

    if (!person_row_find(&person, &is_there, registry, person_id, fault) ||
        (is_there && !person_terms(&now, registry, &person, fault)))
        return false;
    if (!is_there)
        return true;
    return (!before || (run(registry, DELETE, false, &person, before, &now, fault) &&
                        run(registry, DELETE_LOCAL, true, &person, before, &now, fault))) &&
           run(registry, INSERT, false, &person, &now, before, fault) &&
           run(registry, INSERT_LOCAL, true, &person, &now, before, fault);
}

/* ---- all of them anew -------------------------------------------------------------------------
 */

/* Organisation by organisation, so that what is written lies together. */
static bool make_all(const Registry *registry, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = statement_open(&select, registry->store,
                                   SQL("SELECT " PERSON_COLUMNS " FROM person"
                                             " ORDER BY organisation_id, person_id"),
                                   fault);

    while (ok) {
        arena_reset(registry->arena);
        Reader reader = reader_open(select, registry->arena);

        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        Person const person = person_read(&reader);
        ok = person_terms_replace(registry, NULL, &person, fault);
    }
    statement_close(&select);
    return ok;
}

bool person_terms_catch_up(Store *store, Fault *fault)
{
    int64_t  version = 1;
    Registry registry = { .store = store, .actor = actor_system() };

    if (!store_ask(&version, store,
                   SQL("SELECT value FROM registry_version WHERE name = 'person_term'"), 1, fault))
        return false;
    if (version)
        return true;
    registry.arena = arena_open();
    Arena     *kept = arena_open();
    bool const ok =
        store_run(store, SQL("DELETE FROM person_term; DELETE FROM person_term_local"), fault) &&
        pinyin_open(&registry.pinyin, kept, fault) && make_all(&registry, fault) &&
        store_run(store, SQL("UPDATE registry_version SET value = 1 WHERE name = 'person_term'"),
                  fault);
    pinyin_close(&registry.pinyin);
    arena_close(&kept);
    arena_close(&registry.arena);
    return ok || fault_context(fault, "making what people are found by");
}
