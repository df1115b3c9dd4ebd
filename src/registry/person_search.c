#include "registry/person_search.h"

#include <assert.h>

#include "base/utf8.h"
#include "registry/citizen_id.h"
#include "registry/organisation.h"
#include "registry/person_private.h"
#include "registry/record_number.h"

/* ---- what was typed ------------------------------------------------------------------- */

/* One way in which a query can fit; the ways are tried one after the other over all
 * organisations, the best first. */
typedef enum {
    FIT_ANYBODY,    /* nothing was typed */
    FIT_DOCUMENT,   /* the whole number of a document */
    FIT_RECORD,     /* the whole number of a health record */
    FIT_PHONE,      /* the whole telephone number */
    FIT_ID_END,     /* the end of the document's number */
    FIT_PHONE_END,  /* the end of the telephone number */
    FIT_NAME,       /* the whole name */
    FIT_NAME_START, /* its beginning */
    FIT_NAME_PART,  /* another part of it */
    FIT_INITIALS,
    FIT_PINYIN,
    FIT_PINYIN_START,
    FIT_INITIALS_START,
} Fit;

static const Fit FOR_NOTHING[] = { FIT_ANYBODY };
static const Fit FOR_NUMBERS[] = { FIT_DOCUMENT, FIT_RECORD, FIT_PHONE, FIT_ID_END, FIT_PHONE_END };
static const Fit FOR_WHOLE_NUMBERS[] = { FIT_DOCUMENT, FIT_RECORD };
static const Fit FOR_DOCUMENTS[] = { FIT_DOCUMENT };
static const Fit FOR_NAMES[] = { FIT_NAME, FIT_NAME_START, FIT_NAME_PART };
static const Fit FOR_LETTERS[] = { FIT_INITIALS, FIT_PINYIN, FIT_PINYIN_START, FIT_INITIALS_START };

/* Which terms are read for it: those that are the text, that begin with it and go
 * on, or both. What is not found by a term has none. */
typedef enum { TERM_IS, TERM_GOES_ON, TERM_BEGINS } TermSpan;

static const struct {
    char     kind;
    TermSpan span;
} TERMS[] = {
    [FIT_ANYBODY] = { 0 },
    [FIT_DOCUMENT] = { 0 },
    [FIT_RECORD] = { 0 },
    [FIT_PHONE] = { PERSON_TERM_PHONE, TERM_IS },
    [FIT_ID_END] = { PERSON_TERM_ID, TERM_BEGINS },
    [FIT_PHONE_END] = { PERSON_TERM_PHONE, TERM_GOES_ON },
    [FIT_NAME] = { PERSON_TERM_NAME, TERM_IS },
    [FIT_NAME_START] = { PERSON_TERM_NAME, TERM_GOES_ON },
    [FIT_NAME_PART] = { PERSON_TERM_ENDING, TERM_BEGINS },
    [FIT_INITIALS] = { PERSON_TERM_INITIALS, TERM_IS },
    [FIT_PINYIN] = { PERSON_TERM_PINYIN, TERM_IS },
    [FIT_PINYIN_START] = { PERSON_TERM_PINYIN, TERM_GOES_ON },
    [FIT_INITIALS_START] = { PERSON_TERM_INITIALS, TERM_GOES_ON },
};

/* Right behind a term, and behind all that begin with it: the first and the last
 * character that stand in none. */
#define BEHIND_TERM  "\x01"
#define BEHIND_TERMS "\xf4\x8f\xbf\xbf"

typedef struct {
    Registry           registry; /* with an arena that is emptied for each candidate */
    Arena             *arena;    /* the page's */
    const PersonQuery *query;
    const Fit         *fits;
    uint32_t           fit_count;
    Str                text;      /* in the form in which it is looked for */
    Str                backwards; /* of a number */
    Person            *persons;
    PersonCursor      *ends;         /* where the next page begins behind each of them */
    uint32_t           count, limit; /* one more than a page, to know whether there is more */
} Search;

typedef struct {
    uint32_t digits, letters, others;
} Makeup;

/* The text in the form of an ASCII word: without blanks, letters all in one case. */
static Makeup take_up(Buf *small, Buf *capital, Str text)
{
    Makeup makeup = { 0 };

    for (size_t i = 0; i < text.len; i++) {
        char const c = text.ptr[i];
        bool const is_capital = c >= 'A' && c <= 'Z';
        bool const is_small = c >= 'a' && c <= 'z';

        if (c == ' ' || c == '\'')
            continue;
        makeup.digits += c >= '0' && c <= '9';
        makeup.letters += is_capital || is_small;
        makeup.others += (unsigned char)c >= 0x80;
        buf_add_char(small, is_capital ? (char)(c - 'A' + 'a') : c);
        buf_add_char(capital, is_small ? (char)(c - 'a' + 'A') : c);
    }
    return makeup;
}

static void set_fits(Search *search, const Fit *fits, size_t fit_count)
{
    search->fits = fits;
    search->fit_count = (uint32_t)fit_count;
}

/* An identity number that ends in X is a number all the same, and so is its end. */
static bool is_number(Makeup makeup, Str capital)
{
    return makeup.others == 0 && makeup.digits > 0 &&
           (makeup.letters == 0 || (makeup.letters == 1 && str_ends_with(capital, SV("X"))));
}

static bool understand(Search *search, Fault *fault)
{
    Arena *const arena = search->arena;
    Str const    text = str_trim(search->query->text);
    Buf          small = buf_open(arena, text.len);
    Buf          capital = buf_open(arena, text.len);
    CitizenId    id = { 0 };

    if (!utf8_is_valid(text) || utf8_count(text) > PERSON_SEARCH_CHARS_MAX)
        return fault_set(fault, FAULT_INVALID, "a search has at most %d characters",
                         PERSON_SEARCH_CHARS_MAX);
    Makeup const makeup = take_up(&small, &capital, text);
    if (text.len == 0) {
        set_fits(search, FOR_NOTHING, COUNT_OF(FOR_NOTHING));
    } else if (is_number(makeup, buf_str(&capital))) {
        search->text = buf_str(&capital);
        if (search->text.len < PERSON_SEARCH_DIGITS_MIN)
            return fault_set(fault, FAULT_INVALID, "a search for a number has at least %d digits",
                             PERSON_SEARCH_DIGITS_MIN);
        if (citizen_id_parse(&id, search->text) == PROBLEM_NONE)
            search->text = str_copy(arena, str_from_c(id.text));
        search->backwards = person_term_backwards(arena, search->text);
        /* So long a number is whole, and no telephone's. */
        if (search->text.len >= RECORD_NUMBER_DIGITS)
            set_fits(search, FOR_WHOLE_NUMBERS, COUNT_OF(FOR_WHOLE_NUMBERS));
        else
            set_fits(search, FOR_NUMBERS, COUNT_OF(FOR_NUMBERS));
    } else if (makeup.others) {
        search->text = text;
        set_fits(search, FOR_NAMES, COUNT_OF(FOR_NAMES));
    } else if (makeup.digits) {
        search->text = buf_str(&capital);
        set_fits(search, FOR_DOCUMENTS, COUNT_OF(FOR_DOCUMENTS));
    } else {
        search->text = buf_str(&small);
        set_fits(search, FOR_LETTERS, COUNT_OF(FOR_LETTERS));
    }
    return true;
}

/* ---- who fits --------------------------------------------------------------------------- */

/* The longest ending of the name, but not the whole, that begins with the text. */
static Str matching_ending(Str name, Str text)
{
    while (name.len) {
        size_t len = 0;

        (void)utf8_decode(name, &len);
        name = str_after(name, len);
        if (name.len && str_starts_with(name, text))
            return name;
    }
    return SV("");
}

static bool does_fit(const Search *search, const Person *person, Fit fit)
{
    Str const text = search->text;

    switch (fit) {
    case FIT_ANYBODY: return true;
    case FIT_DOCUMENT: return str_equal(person->citizen_id, text);
    case FIT_RECORD: return str_equal(person->record_number, text);
    case FIT_PHONE: return str_equal(person->phone, text);
    case FIT_ID_END: return str_ends_with(person->citizen_id, text);
    case FIT_PHONE_END: return str_ends_with(person->phone, text);
    case FIT_NAME: return str_equal(person->name, text);
    case FIT_NAME_START: return str_starts_with(person->name, text);
    case FIT_NAME_PART: return matching_ending(person->name, text).len > 0;
    case FIT_INITIALS: return str_equal(person->name_initials, text);
    case FIT_PINYIN: return str_equal(person->name_pinyin, text);
    case FIT_PINYIN_START: return str_starts_with(person->name_pinyin, text);
    case FIT_INITIALS_START: return str_starts_with(person->name_initials, text);
    }
    return false;
}

/* The term of that kind by which the person is found. */
static Str term_of(const Search *search, const Person *person, char kind)
{
    Arena *const arena = search->registry.arena;

    switch (kind) {
    case PERSON_TERM_NAME: return person_term(arena, kind, person->name);
    case PERSON_TERM_ENDING:
        return person_term(arena, kind, matching_ending(person->name, search->text));
    case PERSON_TERM_PINYIN: return person_term(arena, kind, person->name_pinyin);
    case PERSON_TERM_INITIALS: return person_term(arena, kind, person->name_initials);
    case PERSON_TERM_ID: return person_term_of_id(arena, person->citizen_id);
    case PERSON_TERM_PHONE: return person_term_of_phone(arena, person->phone);
    default: assert(false); return SV("");
    }
}

/* Each person is given once, where it fits best: by the first fit, and of several
 * endings of the name by the longest. */
static bool is_wanted(const Search *search, const Person *person, uint32_t pass, Str term)
{
    char const kind = TERMS[search->fits[pass]].kind;

    for (uint32_t i = 0; i < pass; i++)
        if (does_fit(search, person, search->fits[i]))
            return false;
    return does_fit(search, person, search->fits[pass]) &&
           (kind == 0 || str_equal(term, term_of(search, person, kind))) &&
           (!search->query->residents ||
            (person->is_resident && person->died_on.days == DATE_MAX.days));
}

/* ---- finding ----------------------------------------------------------------------------- */

/* Take a candidate in, if it is wanted. */
static bool consider(Search *search, uint32_t pass, int64_t person_id, Str term, Fault *fault)
{
    Person person = { 0 };
    bool   is_there = false;

    arena_reset(search->registry.arena);
    if (!person_row_find(&person, &is_there, &search->registry, person_id, fault))
        return false;
    if (!is_there || !is_wanted(search, &person, pass, term))
        return true;
    search->ends[search->count] = (PersonCursor){ pass, person.organisation_id, person_id };

    /* Once more, to stay. */
    Registry keeping = search->registry;
    keeping.arena = search->arena;
    return person_row_find(&search->persons[search->count++], &is_there, &keeping, person_id,
                           fault);
}

/* The one who has the whole number, if it is somebody within the search. */
static bool find_number(Search *search, uint32_t pass, Fault *fault)
{
    static const Sql BY_DOCUMENT = { "SELECT person_id FROM person WHERE citizen_id = ?1" };
    static const Sql BY_RECORD = { "SELECT person_id FROM person WHERE record_number = ?1" };
    bool const       is_document = search->fits[pass] == FIT_DOCUMENT;
    int64_t          person_id = 0;
    Person           person = { 0 };
    bool             is_there = false;
    uint32_t         visible_count = 0;
    const OrganisationTree *const tree = search->registry.organisations;
    const uint32_t *const         visible = organisation_visible(
                tree, search->registry.actor, search->query->organisation_id, &visible_count);

    if (!registry_ask_text(&person_id, search->registry.store,
                           is_document ? BY_DOCUMENT : BY_RECORD, search->text, fault))
        return false;
    if (person_id == 0)
        return true;
    if (!person_row_find(&person, &is_there, &search->registry, person_id, fault))
        return false;
    for (uint32_t i = 0; i < visible_count; i++)
        if (tree->organisations[visible[i]].organisation_id == person.organisation_id)
            return consider(search, pass, person_id, SV(""), fault);
    return true;
}

/* Where to begin in an organisation: at the beginning, or behind the last person of
 * the page before, if that is still where it was. */
static bool find_start(Str *term, int64_t *person_id, Search *search, uint32_t pass,
                       int64_t organisation_id, Str first, Fault *fault)
{
    const PersonCursor *const after = &search->query->after;
    char const                kind = TERMS[search->fits[pass]].kind;
    Person                    person = { 0 };
    bool                      is_there = false;

    *term = first;
    *person_id = 0;
    if (after->pass != pass || after->organisation_id != organisation_id)
        return true;
    if (!person_row_find(&person, &is_there, &search->registry, after->person_id, fault))
        return false;
    if (is_there && person.organisation_id == organisation_id &&
        does_fit(search, &person, search->fits[pass])) {
        *term = kind ? str_copy(search->arena, term_of(search, &person, kind)) : SV("");
        *person_id = after->person_id;
    }
    return true;
}

/* The terms of one kind: from `first` on, before `end`. */
typedef struct {
    Str first, end;
} TermRange;

static TermRange range_of(const Search *search, Fit fit)
{
    char const kind = TERMS[fit].kind;
    Str        text = search->text;

    if (kind == 0)
        return (TermRange){ SV(""), SV("") };
    if (kind == PERSON_TERM_PHONE || kind == PERSON_TERM_ID)
        text = search->backwards;
    if (kind == PERSON_TERM_ID)
        text = str_slice(text, 0, PERSON_TERM_ID_CHARS);
    Str const term = person_term(search->arena, kind, text);
    Str const behind = str_format(search->arena, "%.*s" BEHIND_TERM, (int)term.len, term.ptr);
    if (TERMS[fit].span == TERM_IS)
        return (TermRange){ term, behind };
    return (TermRange){ TERMS[fit].span == TERM_GOES_ON ? behind : term,
                        str_format(search->arena, "%.*s" BEHIND_TERMS, (int)term.len, term.ptr) };
}

static bool search_organisation(Search *search, Statement *select, uint32_t pass,
                                int64_t organisation_id, TermRange range, Fault *fault)
{
    Str     term = SV("");
    int64_t person_id = 0;

    if (!find_start(&term, &person_id, search, pass, organisation_id, range.first, fault) ||
        !statement_bind_int(select, 1, organisation_id, fault) ||
        !statement_bind_int(select, 2, person_id, fault))
        return false;
    if (range.end.len && (!statement_bind_text(select, 3, term, fault) ||
                          !statement_bind_text(select, 4, range.end, fault)))
        return false;
    while (search->count < search->limit) {
        bool row = false;

        if (!statement_next(select, &row, fault))
            return false;
        if (!row)
            break;
        if (!consider(search, pass, statement_int(select, 0), statement_text(select, 1), fault))
            return false;
    }
    return true;
}

/* All organisations in question, in the order of the tree. */
static bool search_organisations(Search *search, uint32_t pass, Fault *fault)
{
    static const Sql              ANYBODY = { "SELECT person_id, '' FROM person"
                                                           " WHERE organisation_id = ?1 AND person_id > ?2"
                                                           " ORDER BY person_id" };
    static const Sql              BY_TERM = { "SELECT person_id, term FROM person_term"
                                                           " WHERE organisation_id = ?1 AND (term, person_id) > (?3, ?2)"
                                                           " AND term < ?4 ORDER BY term, person_id" };
    const OrganisationTree *const tree = search->registry.organisations;
    const PersonCursor *const     after = &search->query->after;
    const Organisation *const     resume =
        after->pass == pass ? organisation_find(tree, after->organisation_id) : NULL;
    uint32_t              visible_count = 0;
    const uint32_t *const visible = organisation_visible(
        tree, search->registry.actor, search->query->organisation_id, &visible_count);
    TermRange const range = range_of(search, search->fits[pass]);
    Statement      *select = NULL;
    bool            ok =
        statement_open(&select, search->registry.store, range.end.len ? BY_TERM : ANYBODY, fault);

    for (uint32_t i = 0; ok && i < visible_count && search->count < search->limit; i++) {
        const Organisation *const organisation = &tree->organisations[visible[i]];

        if (!resume || organisation->preorder >= resume->preorder)
            ok = search_organisation(search, select, pass, organisation->organisation_id, range,
                                     fault);
    }
    statement_close(&select);
    return ok;
}

static bool run_search(Search *search, Fault *fault)
{
    const PersonCursor *const after = &search->query->after;

    for (uint32_t pass = after->pass; pass < search->fit_count && search->count < search->limit;
         pass++) {
        bool const is_by_number =
            search->fits[pass] == FIT_DOCUMENT || search->fits[pass] == FIT_RECORD;
        bool const is_behind = after->pass == pass && after->person_id != 0;

        if (is_by_number && !is_behind && !find_number(search, pass, fault))
            return false;
        if (!is_by_number && !search_organisations(search, pass, fault))
            return false;
    }
    return true;
}

bool person_search(PersonPage *out, const Registry *registry, const PersonQuery *query,
                   Fault *fault)
{
    uint32_t const page = registry_page_limit(query->limit);
    Search         search = {
                .registry = *registry,
                .arena = registry->arena,
                .query = query,
                .persons = arena_array(registry->arena, page + 1, sizeof(Person)),
                .ends = arena_array(registry->arena, page + 1, sizeof(PersonCursor)),
                .limit = page + 1,
    };

    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault) || !understand(&search, fault))
        return false;
    search.registry.arena = arena_open();
    bool const ok = run_search(&search, fault);
    arena_close(&search.registry.arena);
    if (!ok)
        return fault_context(fault, "searching for persons");

    *out = (PersonPage){ .persons = search.persons,
                         .count = search.count < page ? search.count : page,
                         .has_more = search.count > page };
    if (out->has_more)
        out->next = search.ends[page - 1];
    return true;
}
