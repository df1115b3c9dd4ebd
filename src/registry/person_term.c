/* What people are found by. */
#include <assert.h>

#include "base/utf8.h"
#include "registry/person_private.h"

Str person_term(Arena *arena, char kind, Str text)
{
    return str_format(arena, "%c%.*s", kind, (int)text.len, text.len ? text.ptr : "");
}

Str person_term_backwards(Arena *arena, Str text)
{
    Buf backwards = buf_open(arena, text.len);

    for (size_t i = text.len; i > 0; i--)
        buf_add_char(&backwards, text.ptr[i - 1]);
    return buf_str(&backwards);
}

Str person_term_of_id(Arena *arena, Str citizen_id)
{
    size_t const from =
        citizen_id.len > PERSON_TERM_ID_CHARS ? citizen_id.len - PERSON_TERM_ID_CHARS : 0;

    return person_term(arena, PERSON_TERM_ID,
                       person_term_backwards(arena, str_after(citizen_id, from)));
}

Str person_term_of_phone(Arena *arena, Str phone)
{
    return person_term(arena, PERSON_TERM_PHONE, person_term_backwards(arena, phone));
}

/* A letter alone is no term. */
static void add(PersonTerms *terms, Str term)
{
    if (term.len <= 1)
        return;
    assert(terms->count < COUNT_OF(terms->items));
    terms->items[terms->count++] = term;
}

PersonTerms person_terms(Arena *arena, const Person *person)
{
    PersonTerms terms = { 0 };
    Str         ending = person->name;

    add(&terms, person_term(arena, PERSON_TERM_NAME, person->name));
    for (uint32_t i = 0; i < PERSON_TERM_ENDINGS_MAX && ending.len; i++) {
        size_t len = 0;

        (void)utf8_decode(ending, &len);
        ending = str_after(ending, len);
        add(&terms, person_term(arena, PERSON_TERM_ENDING, ending));
    }
    add(&terms, person_term(arena, PERSON_TERM_PINYIN, person->name_pinyin));
    add(&terms, person_term(arena, PERSON_TERM_INITIALS, person->name_initials));
    add(&terms, person_term_of_id(arena, person->citizen_id));
    add(&terms, person_term_of_phone(arena, person->phone));
    return terms;
}

static bool is_same(const Person *a, const Person *b)
{
    return a->organisation_id == b->organisation_id && str_equal(a->name, b->name) &&
           str_equal(a->name_pinyin, b->name_pinyin) &&
           str_equal(a->name_initials, b->name_initials) &&
           str_equal(a->citizen_id, b->citizen_id) && str_equal(a->phone, b->phone);
}

static bool run_for_all(const Registry *registry, Sql sql, const Person *person, Fault *fault)
{
    PersonTerms const terms = person_terms(registry->arena, person);
    Statement        *statement = NULL;
    bool              ok = statement_open(&statement, registry->store, sql, fault);

    for (uint32_t i = 0; ok && i < terms.count; i++)
        ok = statement_bind_int(statement, 1, person->organisation_id, fault) &&
             statement_bind_text(statement, 2, terms.items[i], fault) &&
             statement_bind_int(statement, 3, person->person_id, fault) &&
             statement_run(statement, fault);
    statement_close(&statement);
    return ok;
}

bool person_terms_replace(const Registry *registry, const Person *before, const Person *after,
                          Fault *fault)
{
    if (before && after && is_same(before, after))
        return true;
    return (!before || run_for_all(registry,
                                   SQL("DELETE FROM person_term WHERE organisation_id = ?1"
                                       " AND term = ?2 AND person_id = ?3"),
                                   before, fault)) &&
           (!after || run_for_all(registry,
                                  SQL("INSERT INTO person_term (organisation_id, term, person_id)"
                                      " VALUES (?1, ?2, ?3)"),
                                  after, fault));
}
