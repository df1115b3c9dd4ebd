#include "registry/person_search.h"

#include <assert.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/utf8.h"
#include "registry/organisation.h"
#include "registry/person_query_private.h"
#include "registry/person_stream_private.h"

/* Numbers are nearly always one person's; an old one that many have is no help. */
enum { PERSON_HOLDERS_MAX = 8 };

/* One way of one word to fit. A plan has them in the order in which answers are
 * given; each is gone through for residents and others, in the own post and elsewhere:
 * four steps. */
typedef struct {
    const PersonWord *word;
    const PersonPass *pass;
} PlanItem;

/* What a word that is a number leads to by another table. */
typedef struct {
    int64_t  household_id;                /* of the code that it is, or 0 */
    int64_t  holders[PERSON_HOLDERS_MAX]; /* who is known by that number */
    uint32_t holder_count;
} Leads;

enum { STEPS_PER_ITEM = 4, PLAN_MAX = PERSON_SEARCH_WORDS_MAX * PERSON_PASSES_MAX };

typedef struct {
    Registry           registry; /* with an arena that is emptied for each candidate */
    Arena             *arena;    /* the page's */
    const PersonQuery *query;
    PersonWords        words;
    Leads              leads[PERSON_SEARCH_WORDS_MAX];
    PlanItem           plan[PLAN_MAX];
    uint32_t           plan_count;
    TermScope          scope;
    int64_t            own_id; /* the own post, when others are searched as well; or 0 */
    Person            *persons;
    PersonFound       *found;
    PersonCursor      *ends;         /* where the next page begins behind each of them */
    uint32_t           count, limit; /* one more than a page, to know whether there is more */
    IdMap              gathered[PERSON_SEARCH_WORDS_MAX]; /* all whom a word can mean */
    bool               is_gathered[PERSON_SEARCH_WORDS_MAX];
    uint32_t           rows_left, persons_left;
    bool               has_paused; /* enough was read for one page */
    PersonCursor       paused_at;
} Search;

/* ---- the plan ----------------------------------------------------------------------------- */

static void plan_word(Search *search, const PersonWord *word)
{
    for (uint32_t i = 0; i < word->pass_count; i++)
        search->plan[search->plan_count++] = (PlanItem){ word, &word->passes[i] };
}

static bool is_birth(const PersonWord *word)
{
    return word->year || word->month;
}

/* Numbers first: who has all of them as numbers is found by one of them. When each can
 * be part of a birthday, there are also those whose birthday it is, who are found by
 * name; and only those are looked for by name then (may_fit). */
static void make_plan(Search *search)
{
    const PersonWord *first_name = NULL;
    const PersonWord *first_address = NULL;
    const PersonWord *first_number = NULL;
    bool              may_be_birth = true;

    for (uint32_t i = 0; i < search->words.count; i++) {
        const PersonWord *const word = &search->words.words[i];

        if (word->is_number) {
            if (!is_birth(word) && !first_number)
                first_number = word;
            may_be_birth = may_be_birth && is_birth(word);
        } else if (word->is_address) {
            first_address = first_address ? first_address : word;
        } else {
            first_name = first_name ? first_name : word;
        }
    }
    const PersonWord *const name = first_name ? first_name : first_address;
    for (uint32_t i = 0; i < search->words.count && may_be_birth; i++)
        if (search->words.words[i].is_number)
            plan_word(search, &search->words.words[i]);
    if (!may_be_birth)
        plan_word(search, first_number);
    else if (name)
        plan_word(search, name);
}

/* ---- who fits --------------------------------------------------------------------------- */

static const Leads *leads_of(const Search *search, const PersonWord *word)
{
    return &search->leads[word - search->words.words];
}

static bool is_holder(const Leads *leads, int64_t person_id)
{
    for (uint32_t i = 0; i < leads->holder_count; i++)
        if (leads->holders[i] == person_id)
            return true;
    return false;
}

/* The person's characters are those that were typed, and the letters between them
 * beginnings of how the others are read. */
static bool pattern_fits(const Search *search, const PersonWord *word, Str name)
{
    Str const folded = person_fold(search->registry.pinyin, search->registry.arena, name);
    uint64_t  at = 1; /* bit i: the characters so far may have taken i bytes */

    for (size_t from = 0, len = 0; from < folded.len && at; from += len) {
        (void)utf8_decode(str_after(folded, from), &len);
        Str const character = str_slice(folded, from, from + len);
        Str const syllable =
            from == 0
                ? pinyin_of_person(search->registry.pinyin, search->registry.arena, character).full
                : pinyin_of_text(search->registry.pinyin, search->registry.arena, character).full;
        uint64_t next = 0;

        for (size_t i = 0; i < word->text.len && i < 63; i++) {
            if (!(at >> i & 1))
                continue;
            if (i + len < 64 && str_starts_with(str_after(word->text, i), character))
                next |= (uint64_t)1 << (i + len);
            for (size_t k = 0; k < syllable.len && i + k < word->text.len && i + k < 63 &&
                               word->text.ptr[i + k] == syllable.ptr[k];
                 k++)
                next |= (uint64_t)1 << (i + k + 1);
        }
        at = next;
        if (word->text.len < 64 && at >> word->text.len & 1)
            return true;
    }
    return false;
}

/* The first of the person's terms, without its letter, that is of the pass. */
static bool find_term(Str *out, bool *is_own, const PlanItem *item, const PersonTerms *terms)
{
    bool found = false;

    *is_own = false;

    for (uint32_t i = 0; i < terms->count; i++) {
        Str const term = str_after(terms->items[i], 1);

        if (terms->items[i].ptr[0] == item->pass->kind &&
            person_pass_has(item->pass, item->word, term)) {
            *is_own = *is_own || i < terms->own_count;
            *out = found && str_compare(*out, term) < 0 ? *out : term;
            found = true;
        }
    }
    return found;
}

typedef struct {
    const Person *person;
    PersonTerms   terms;
} Candidate;

static bool does_fit(Str *term, bool *is_own, const Search *search, const PlanItem *item,
                     const Candidate *candidate)
{
    const PersonWord *const word = item->word;
    const Person *const     person = candidate->person;
    const Leads *const      leads = leads_of(search, word);

    *term = SV("");
    *is_own = true;
    if (item->pass->kind == 0) {
        if (item->pass->fit == PERSON_FIT_DOCUMENT)
            return str_equal(person->citizen_id, word->text);
        if (item->pass->fit == PERSON_FIT_RECORD)
            return str_equal(person->record_number, word->text);
        if (item->pass->fit == PERSON_FIT_IDENTIFIER)
            return is_holder(leads, person->person_id);
        return leads->household_id != 0 && person->household_id == leads->household_id;
    }
    if (item->pass->fit == PERSON_FIT_ID_END && !str_ends_with(person->citizen_id, word->text))
        return false;
    if (item->pass->by_syllable && word->is_pattern && !pattern_fits(search, word, person->name))
        return false;
    return find_term(term, is_own, item, &candidate->terms);
}

/* In which way each word fits best; the most telling of them. */
static bool all_words_fit(PersonFound *found, const Search *search, const Candidate *candidate)
{
    *found = (PersonFound){ PERSON_FIT_ANYBODY, false };
    for (uint32_t i = 0; i < search->words.count; i++) {
        const PersonWord *const word = &search->words.words[i];
        bool                    fits = false;

        for (uint32_t k = 0; k < word->pass_count && !fits; k++) {
            PlanItem const  item = { word, &word->passes[k] };
            PersonFit const fit = item.pass->fit;
            Str             term = SV("");
            bool            is_own = false;

            fits = does_fit(&term, &is_own, search, &item, candidate);
            if (fits && (found->fit == PERSON_FIT_ANYBODY || fit >= PERSON_FIT_ADDRESS ||
                         fit < PERSON_FIT_NAME))
                *found = (PersonFound){ fit, !is_own };
        }
        if (!fits && is_birth(word) && person_birth_fits(word, candidate->person->born_on)) {
            fits = true;
            if (found->fit == PERSON_FIT_ANYBODY)
                found->fit = PERSON_FIT_BIRTH;
        }
        if (!fits)
            return false;
    }
    return true;
}

/* Where in the order of answers somebody stands: false when he is no answer. */
static bool find_place(PersonCursor *out, PersonFound *found, const Search *search,
                       const Person *person, bool *ok, Fault *fault)
{
    Candidate  candidate = { .person = person };
    bool const gone = person_is_gone(person);

    *ok = person_terms(&candidate.terms, &search->registry, person, fault);
    if (!*ok || (gone && search->query->residents) ||
        !term_scope_has(&search->scope, person->organisation_id) ||
        !all_words_fit(found, search, &candidate))
        return false;
    for (uint32_t i = 0; i < search->plan_count; i++) {
        Str  term = SV("");
        bool is_own = false;

        if (!does_fit(&term, &is_own, search, &search->plan[i], &candidate))
            continue;
        *out = (PersonCursor){
            .step = i * STEPS_PER_ITEM + 2 * (uint32_t)gone +
                    (uint32_t)(search->own_id != person->organisation_id),
            .term = term,
            .born_on = person->born_on.days,
            .person_id = person->person_id,
        };
        return true;
    }
    return false;
}

static int compare_places(const PersonCursor *a, const PersonCursor *b)
{
    if (a->step != b->step)
        return a->step < b->step ? -1 : 1;
    TermRow const x = { a->term, a->born_on, a->person_id, 0 };
    TermRow const y = { b->term, b->born_on, b->person_id, 0 };
    return term_row_compare(&x, &y);
}

/* ---- candidates ---------------------------------------------------------------------------- */

/* Once more, to stay. */
static bool keep(Search *search, int64_t person_id, PersonFound found, PersonCursor place,
                 Fault *fault)
{
    Registry keeping = search->registry;
    bool     is_there = false;

    keeping.arena = search->arena;
    place.term = str_copy(search->arena, place.term);
    search->ends[search->count] = place;
    search->found[search->count] = found;
    return person_row_find(&search->persons[search->count++], &is_there, &keeping, person_id,
                           fault);
}

static void pause(Search *search, PersonCursor at)
{
    search->has_paused = true;
    at.term = str_copy(search->arena, at.term);
    search->paused_at = at;
}

/* Take a candidate in, if this is where he belongs. */
static bool consider(Search *search, const PersonCursor *place, Fault *fault)
{
    Person       person = { 0 };
    PersonCursor right = { 0 };
    PersonFound  found = { 0 };
    bool         is_there = false;
    bool         ok = true;

    arena_reset(search->registry.arena);
    if (!person_row_find(&person, &is_there, &search->registry, place->person_id, fault))
        return false;
    if (!is_there || !find_place(&right, &found, search, &person, &ok, fault))
        return ok;
    return compare_places(&right, place) != 0 ||
           keep(search, person.person_id, found, right, fault);
}

/* What a row tells of its person without asking for him. */
static bool may_fit(const Search *search, const PlanItem *item, const TermRow *row)
{
    for (uint32_t i = 0; i < search->words.count; i++) {
        const PersonWord *const word = &search->words.words[i];

        if (word->is_number && !item->word->is_number &&
            !person_birth_fits(word, (Date){ row->born_on }))
            return false;
        if (search->is_gathered[i] &&
            id_map_find(&search->gathered[i], row->person_id) == MAP_ABSENT)
            return false;
    }
    return !item->pass->by_syllable ||
           person_pass_has(item->pass, item->word, str_after(row->term, 1));
}

/* ---- steps ------------------------------------------------------------------------------------
 */

/* Of a number that is looked up: who has it, or lives in its household. */
static Sql sql_of(PersonFit fit)
{
    if (fit == PERSON_FIT_DOCUMENT)
        return SQL("SELECT person_id, born_on FROM person WHERE citizen_id = ?1");
    if (fit == PERSON_FIT_RECORD)
        return SQL("SELECT person_id, born_on FROM person WHERE record_number = ?1");
    if (fit == PERSON_FIT_IDENTIFIER)
        return SQL("SELECT DISTINCT person_id, born_on FROM person_identifier JOIN person"
                   " USING (person_id) WHERE number = ?1 ORDER BY born_on, person_id");
    return SQL("SELECT person_id, born_on FROM person WHERE household_id = ?1"
               " ORDER BY born_on, person_id");
}

static bool look_up(Search *search, uint32_t step, Fault *fault)
{
    const PlanItem *item = &search->plan[step / STEPS_PER_ITEM];
    bool const      by_household = item->pass->fit == PERSON_FIT_HOUSEHOLD;
    int64_t const   household_id = leads_of(search, item->word)->household_id;
    bool const      resumes = search->query->after.step == step;
    Statement      *select = NULL;
    bool            row = true;

    if (by_household && household_id == 0)
        return true;
    bool ok = statement_open(&select, search->registry.store, sql_of(item->pass->fit), fault) &&
              (by_household ? statement_bind_int(select, 1, household_id, fault)
                            : statement_bind_text(select, 1, item->word->text, fault));
    while (ok && search->count < search->limit) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        PersonCursor const place = { .step = step,
                                     .term = SV(""),
                                     .born_on = (int32_t)statement_int(select, 1),
                                     .person_id = statement_int(select, 0) };
        if (!resumes || compare_places(&place, &search->query->after) > 0)
            ok = consider(search, &place, fault);
    }
    statement_close(&select);
    return ok;
}

static Str with_letter(const Search *search, const PersonPass *pass, Str term, bool gone)
{
    char const letter = gone ? (char)(pass->kind ^ ('a' ^ 'A')) : pass->kind;

    return str_format(search->arena, "%c%.*s", letter, (int)term.len, term.len ? term.ptr : "");
}

static TermStream *open_range(Search *search, Arena *arena, const PlanItem *item, bool gone,
                              const TermScope *scope, uint32_t *rows_left)
{
    TermRow const first = { .term = with_letter(search, item->pass, item->pass->first, gone),
                            .born_on = INT32_MIN };

    return term_stream_open(search->registry.store, arena, scope, first,
                            with_letter(search, item->pass, item->pass->end, gone), rows_left);
}

static bool walk_range(Search *search, uint32_t step, Fault *fault)
{
    const PlanItem     *item = &search->plan[step / STEPS_PER_ITEM];
    bool const          gone = step & 2;
    PersonCursor const *after = &search->query->after;
    TermScope           scope = search->scope;
    TermRow             first = { .term = with_letter(search, item->pass, item->pass->first, gone),
                                  .born_on = INT32_MIN };
    bool                ok = true;

    if (step & 1)
        scope.except = search->own_id;
    else
        scope.only = search->own_id;
    if (after->step == step && after->person_id != 0) {
        TermRow const behind = { with_letter(search, item->pass, after->term, gone), after->born_on,
                                 after->person_id, 0 };
        first = term_row_compare(&behind, &first) > 0 ? behind : first;
    }
    TermStream *stream = term_stream_open(search->registry.store, search->arena, &scope, first,
                                          with_letter(search, item->pass, item->pass->end, gone),
                                          &search->rows_left);
    while (ok && search->count < search->limit) {
        const TermRow *row = NULL;

        ok = term_stream_next(&row, stream, fault);
        TermRow at = { 0 };
        if (ok && !row && term_stream_paused(&at, stream))
            pause(search, (PersonCursor){ .step = step,
                                          .term = str_after(at.term, 1),
                                          .born_on = at.born_on,
                                          .person_id = at.person_id });
        if (!ok || !row)
            break;
        if (!may_fit(search, item, row))
            continue;
        PersonCursor const place = { .step = step,
                                     .term = str_after(row->term, 1),
                                     .born_on = row->born_on,
                                     .person_id = row->person_id };
        ok = consider(search, &place, fault);
        if (ok && --search->persons_left == 0)
            search->rows_left = 0; /* the stream pauses behind this one */
    }
    term_stream_close(&stream);
    return ok;
}

static bool walk_steps(Search *search, Fault *fault)
{
    for (uint32_t step = search->query->after.step; step < search->plan_count * STEPS_PER_ITEM;
         step++) {
        bool const is_own = (step & 1) == 0;
        bool const is_gone = step & 2;

        if (search->count == search->limit || search->has_paused)
            break;
        if ((is_own && search->own_id == 0) || (is_gone && search->query->residents))
            continue;
        if (search->plan[step / STEPS_PER_ITEM].pass->kind == 0 ? !look_up(search, step, fault)
                                                                : !walk_range(search, step, fault))
            return false;
    }
    return true;
}

/* ---- several words ----------------------------------------------------------------------------
 *
 * "幸福村 张": each is common, both together are not. Where all that one of the words
 * can mean is few enough within the organisations asked, those are gathered. Who may
 * be meant by all such words is, when few, looked at one by one and put into the order
 * in which the steps would have found them; otherwise the steps pass over all others. */

enum { GATHERED_MAX = 2500 };

/* Who may fit the word; false in *is_whole when these are too many. */
static bool gather(IdMap *out, bool *is_whole, Search *search, const PersonWord *word, Fault *fault)
{
    uint32_t rows_left = GATHERED_MAX;
    bool     ok = true;

    *out = id_map_open(search->arena);
    *is_whole = true;
    for (uint32_t i = 0; ok && *is_whole && i < 2 * word->pass_count; i++) {
        PlanItem const item = { word, &word->passes[i / 2] };
        bool const     gone = i % 2;

        if (gone && search->query->residents)
            continue;
        TermStream *stream =
            open_range(search, search->arena, &item, gone, &search->scope, &rows_left);
        while (ok) {
            const TermRow *row = NULL;
            bool           is_new = false;

            ok = term_stream_next(&row, stream, fault);
            if (!ok || !row)
                break;
            if (may_fit(search, &item, row))
                (void)id_map_add(out, row->person_id, &is_new);
        }
        *is_whole = rows_left > 0;
        term_stream_close(&stream);
    }
    return ok;
}

typedef struct {
    PersonCursor place;
    PersonFound  found;
} Answer;

static int by_place(const void *a, const void *b)
{
    return compare_places(&((const Answer *)a)->place, &((const Answer *)b)->place);
}

static bool look_at(Search *search, Answer *answers, uint32_t *count, int64_t person_id,
                    Fault *fault)
{
    Answer *const answer = &answers[*count];
    Person        person = { 0 };
    bool          is_there = false;
    bool          ok = true;

    arena_reset(search->registry.arena);
    if (!person_row_find(&person, &is_there, &search->registry, person_id, fault))
        return false;
    if (!is_there || !find_place(&answer->place, &answer->found, search, &person, &ok, fault) ||
        compare_places(&answer->place, &search->query->after) <= 0)
        return ok;
    answer->place.term = str_copy(search->arena, answer->place.term);
    ++*count;
    return true;
}

static bool give_in_order(Search *search, const int64_t *ids, uint32_t id_count, Fault *fault)
{
    Answer *const answers = arena_array(search->arena, (size_t)id_count + 1, sizeof *answers);
    uint32_t      count = 0;

    for (uint32_t i = 0; i < id_count; i++)
        if (!look_at(search, answers, &count, ids[i], fault))
            return false;
    if (count)
        qsort(answers, count, sizeof *answers, by_place);
    for (uint32_t i = 0; i < count && search->count < search->limit; i++)
        if (!keep(search, answers[i].place.person_id, answers[i].found, answers[i].place, fault))
            return false;
    return true;
}

/* *done: the answers are few, and these are they. */
static bool search_together(bool *done, Search *search, Fault *fault)
{
    const IdMap *fewest = NULL;
    uint32_t     kept = 0;

    *done = false;
    for (uint32_t i = 0; i < search->words.count; i++) {
        IdMap set = { 0 };
        bool  is_whole = false;

        if (search->words.words[i].is_number)
            continue;
        if (!gather(&set, &is_whole, search, &search->words.words[i], fault))
            return false;
        search->gathered[i] = set; /* not before: it is not to narrow itself */
        search->is_gathered[i] = is_whole;
        if (is_whole && (!fewest || set.count < fewest->count))
            fewest = &search->gathered[i];
    }
    if (!fewest)
        return true;
    int64_t *const ids = arena_array(search->arena, (size_t)fewest->count + 1, sizeof *ids);
    for (uint32_t i = 0; i < fewest->count; i++) {
        bool is_in_all = true;

        for (uint32_t k = 0; k < search->words.count && is_in_all; k++)
            is_in_all = !search->is_gathered[k] ||
                        id_map_find(&search->gathered[k], fewest->ids[i]) != MAP_ABSENT;
        if (is_in_all)
            ids[kept++] = fewest->ids[i];
    }
    *done = kept <= PERSON_SEARCH_PERSONS_MAX;
    return !*done || give_in_order(search, ids, kept, fault);
}

/* Codes are of the house's own choice, and may have small letters. */
static bool find_household(int64_t *id, const Search *search, const PersonWord *word, Fault *fault)
{
    static const Sql BY_CODE = { "SELECT household_id FROM household WHERE code = ?1" };

    return registry_ask_text(id, search->registry.store, BY_CODE, word->code, fault) &&
           (*id != 0 || registry_ask_text(id, search->registry.store, BY_CODE, word->text, fault));
}

static bool find_holders(Leads *leads, const Search *search, const PersonWord *word, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = statement_open(&select, search->registry.store,
                                   SQL("SELECT DISTINCT person_id FROM person_identifier"
                                             " WHERE number = ?1 AND status <> '3' LIMIT 8"),
                                   fault) &&
              statement_bind_text(select, 1, word->text, fault);

    static_assert(PERSON_HOLDERS_MAX == 8, "the statement says so too");
    while (ok) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        leads->holders[leads->holder_count++] = statement_int(select, 0);
    }
    statement_close(&select);
    return ok;
}

static bool find_leads(Search *search, Fault *fault)
{
    for (uint32_t i = 0; i < search->words.count; i++) {
        const PersonWord *const word = &search->words.words[i];

        if (word->is_number &&
            (!find_household(&search->leads[i].household_id, search, word, fault) ||
             !find_holders(&search->leads[i], search, word, fault)))
            return false;
    }
    return true;
}

static bool search_words(Search *search, Fault *fault)
{
    uint32_t names = 0;
    bool     has_number = false;
    bool     done = false;

    for (uint32_t i = 0; i < search->words.count; i++) {
        names += !search->words.words[i].is_number;
        has_number = has_number || search->words.words[i].is_number;
    }
    if (!find_leads(search, fault))
        return false;
    make_plan(search);
    if (names > 1 && !has_number && !search_together(&done, search, fault))
        return false;
    return done || walk_steps(search, fault);
}

/* ---- everybody ----------------------------------------------------------------------------------
 */

static bool list_organisation(Search *search, Statement *select, int64_t organisation_id,
                              Fault *fault)
{
    const PersonCursor *const after = &search->query->after;
    int64_t const behind = after->organisation_id == organisation_id ? after->person_id : 0;

    if (!statement_bind_int(select, 1, organisation_id, fault) ||
        !statement_bind_int(select, 2, behind, fault))
        return false;
    while (search->count < search->limit) {
        bool   row = false;
        Reader reader = reader_open(select, search->arena);

        if (!statement_next(select, &row, fault))
            return false;
        if (!row)
            return true;
        Person const person = person_read(&reader);
        if (search->query->residents && person_is_gone(&person))
            continue;
        search->ends[search->count] = (PersonCursor){ .organisation_id = organisation_id,
                                                      .term = SV(""),
                                                      .person_id = person.person_id };
        search->found[search->count] = (PersonFound){ PERSON_FIT_ANYBODY, false };
        search->persons[search->count++] = person;
    }
    statement_reset(select);
    return true;
}

/* By organisation, in the order of the tree. */
static bool list_everybody(Search *search, Fault *fault)
{
    const TermScope *const    scope = &search->scope;
    const Organisation *const resume =
        organisation_find(scope->tree, search->query->after.organisation_id);
    Statement *select = NULL;
    bool       ok = statement_open(&select, search->registry.store,
                                   SQL("SELECT " PERSON_COLUMNS " FROM person"
                                             " WHERE organisation_id = ?1 AND person_id > ?2"
                                             " ORDER BY person_id"),
                                   fault);

    for (uint32_t i = 0; ok && i < scope->count && search->count < search->limit; i++) {
        const Organisation *const at = &scope->tree->organisations[scope->visible[i]];

        if (!resume || at->preorder >= resume->preorder)
            ok = list_organisation(search, select, at->organisation_id, fault);
    }
    statement_close(&select);
    return ok;
}

/* ---- a page
 * -------------------------------------------------------------------------------------- */

static void open_scope(Search *search)
{
    const Registry *const registry = &search->registry;
    TermScope *const      scope = &search->scope;

    scope->tree = registry->organisations;
    scope->visible = organisation_visible(registry->organisations, registry->actor,
                                          search->query->organisation_id, &scope->count);
    if (scope->count > 1 && registry->actor->organisation_id &&
        term_scope_has(scope, registry->actor->organisation_id))
        search->own_id = registry->actor->organisation_id;
}

static void give_page(PersonPage *out, const Search *search)
{
    uint32_t const page = search->limit - 1;
    bool const     is_full = search->count > page;

    *out = (PersonPage){ .persons = search->persons,
                         .found = search->found,
                         .count = is_full ? page : search->count,
                         .has_more = is_full || search->has_paused };
    if (is_full)
        out->next = search->ends[page - 1];
    else if (search->has_paused)
        out->next = search->paused_at;
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
                .found = arena_array(registry->arena, page + 1, sizeof(PersonFound)),
                .ends = arena_array(registry->arena, page + 1, sizeof(PersonCursor)),
                .limit = page + 1,
                .rows_left = PERSON_SEARCH_ROWS_MAX,
                .persons_left = PERSON_SEARCH_PERSONS_MAX,
    };

    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault) ||
        !person_words_parse(&search.words, registry->arena, registry->pinyin, query->text, fault))
        return false;
    open_scope(&search);
    search.registry.arena = arena_open();
    bool const ok =
        search.words.count ? search_words(&search, fault) : list_everybody(&search, fault);
    arena_close(&search.registry.arena);
    if (!ok)
        return fault_context(fault, "searching for persons");
    give_page(out, &search);
    return true;
}

/* ---- cursors ----------------------------------------------------------------------------------
 */

Str person_cursor_format(Arena *arena, const PersonCursor *cursor)
{
    Buf text = buf_open(arena, 90 + 2 * cursor->term.len);

    buf_add_format(&text, "%u.%lld.%d.%lld.", cursor->step, (long long)cursor->organisation_id,
                   cursor->born_on, (long long)cursor->person_id);
    for (size_t i = 0; i < cursor->term.len; i++)
        buf_add_format(&text, "%02x", (unsigned)(unsigned char)cursor->term.ptr[i]);
    return buf_str(&text);
}

bool person_cursor_parse(PersonCursor *out, Arena *arena, Str text, Fault *fault)
{
    int64_t numbers[4];
    Buf     term = buf_open(arena, text.len);
    Str     rest = text;

    *out = (PersonCursor){ .term = SV("") };
    if (text.len == 0)
        return true;
    for (uint32_t i = 0; i < COUNT_OF(numbers); i++)
        if (!str_to_int(&numbers[i], str_cut(&rest, '.')))
            goto failed;
    if (numbers[0] < 0 || numbers[0] > PLAN_MAX * STEPS_PER_ITEM || numbers[2] < INT32_MIN ||
        numbers[2] > INT32_MAX || rest.len % 2 || rest.len > 2 * PERSON_TERM_BYTES_MAX)
        goto failed;
    for (size_t i = 0; i < rest.len; i += 2) {
        int const high = str_hex_digit(rest.ptr[i]);
        int const low = str_hex_digit(rest.ptr[i + 1]);

        if (high < 0 || low < 0)
            goto failed;
        buf_add_char(&term, (char)(high << 4 | low));
    }
    *out = (PersonCursor){ (uint32_t)numbers[0], numbers[1], buf_str(&term), (int32_t)numbers[2],
                           numbers[3] };
    return true;

failed:
    return fault_set(fault, FAULT_INVALID, "after expects the next of an earlier page");
}
