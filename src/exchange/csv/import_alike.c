/* Whether a row of persons that names nobody by a number means somebody who is
 * registered: exact rules first, then the model (registry/person_match.h).
 *
 * A false merge is worse than a miss, so the model alone never decides: a row that is
 * almost certainly somebody goes back to whoever sent it, with the evidence, to say who
 * it is. What is only possible is registered, and the pair waits in the queue. */
#include "exchange/csv/columns.h"
#include "exchange/csv/import_private.h"
#include "registry/citizen_id.h"
#include "registry/identifier.h"
#include "registry/person_merge.h"

enum {
    DISTINCT_MAX = 20,
    NAMED_MAX = 3, /* candidates of a row that are written out */
    SENTENCE_BYTES = 1000,
};

static void refuse(ImportWork *work, uint32_t column, Label words)
{
    problem_add(&work->problems, PROBLEM_RULE, import_problem_place(work, column))->text = words;
}

/* ---- who it is not --------------------------------------------------------------------------- */

static Str next_word(Str *text)
{
    Str const MARKS[] = { SV("、"), SV("，"), SV("；") };
    size_t    at = 0;
    size_t    skip = 0;

    while (at < text->len && !skip) {
        Str const rest = str_after(*text, at);

        skip = str_find_char(SV(" ,;/"), rest.ptr[0]) < SV(" ,;/").len;
        for (size_t i = 0; i < COUNT_OF(MARKS) && !skip; i++)
            skip = str_starts_with(rest, MARKS[i]) ? MARKS[i].len : 0;
        at += !skip;
    }
    Str const word = { text->ptr, at };
    *text = str_after(*text, at + skip);
    return word;
}

/* The people whom the row says it is not: ids, or any numbers of theirs. */
static bool read_distinct(ImportAlike *alike, ImportWork *work, Fault *fault)
{
    Str            rest = import_text(work, PERSON_DISTINCT);
    int64_t *const ids = arena_array(work->job.arena, DISTINCT_MAX, sizeof *ids);

    alike->distinct_ids = ids;
    while (rest.len) {
        Str const word = next_word(&rest);
        int64_t   id = 0;

        if (word.len == 0)
            continue;
        if (!import_find_person(&id, work, word, fault) ||
            (id == 0 && !identifier_find(&id, &work->registry, SV(""), word, fault)) ||
            !person_resolve(&id, work->house->store, id, fault))
            return false;
        if (id && alike->distinct_count < DISTINCT_MAX)
            ids[alike->distinct_count++] = id;
        else
            refuse(work, PERSON_DISTINCT,
                   id ? (Label){ SV("最多20人"), SV("at most 20 persons") }
                      : (Label){ SV("没有该居民：请填写居民标识或其任一证件号码"),
                                 SV("there is no such person: give the id, or any number") });
    }
    return true;
}

static bool is_distinct(const ImportAlike *alike, int64_t person_id)
{
    for (uint32_t i = 0; i < alike->distinct_count; i++)
        if (alike->distinct_ids[i] == person_id)
            return true;
    return false;
}

/* ---- by exact rule ------------------------------------------------------------------------------
 */

static bool is_at_post(bool *out, ImportWork *work, const Person *person, int64_t post,
                       Fault *fault)
{
    const Residence *stays = NULL;
    uint32_t         count = 0;

    *out = person->organisation_id == post;
    if (*out || post == 0)
        return true;
    if (!person_residences(&stays, &count, &work->registry, person->person_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        *out = *out || stays[i].organisation_id == post;
    return true;
}

typedef struct {
    bool agrees, differs;
} Agreement;

static void compare(Agreement *with, Str row, Str known)
{
    if (row.len == 0 || known.len == 0)
        return;
    if (str_equal(row, known))
        with->agrees = true;
    else
        with->differs = true;
}

/* Whether his telephone and address speak against it: those that he has, or had, for an
 * old file may come again. */
static bool is_spoken_against(bool *out, ImportWork *work, const PersonEntry *entry,
                              const Person *person, Fault *fault)
{
    Str const             phone = person_phone_digits(work->job.arena, entry->phone);
    const PersonRevision *earlier = NULL;
    uint32_t              count = 0;
    Agreement             now = { 0 };

    compare(&now, phone, person->phone);
    compare(&now, entry->address, person->address);
    *out = now.differs && !now.agrees;
    if (!*out)
        return true;
    if (!person_history(&earlier, &count, &work->registry, person->person_id, fault))
        return false;
    for (uint32_t i = 0; i < count && *out; i++) {
        Agreement then = { 0 };

        compare(&then, phone, earlier[i].person.phone);
        compare(&then, entry->address, earlier[i].person.address);
        *out = !then.agrees;
    }
    return true;
}

/* The one of exactly this name, sex and day of birth at the post. Several, and one of
 * whom telephone and address say otherwise, are `in_doubt`. */
static bool find_exact(int64_t *out, ImportAlike *alike, ImportWork *work, const PersonEntry *entry,
                       int64_t post, Fault *fault)
{
    int64_t *ids = NULL;
    uint32_t count = 0;
    uint32_t found = 0;

    alike->in_doubt = arena_array(work->job.arena, PERSON_NAMESAKES_MAX, sizeof(int64_t));
    if (!person_namesakes(&ids, &count, &work->registry, entry->name, entry->born_on, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        Person person = { 0 };
        bool   is_there = false;
        bool   is_against = false;

        if (is_distinct(alike, ids[i]))
            continue;
        if (!import_read_person(&person, &is_there, work, ids[i], fault))
            return false;
        if (!is_there || !str_equal(person.sex, entry->sex))
            continue;
        if (!is_at_post(&is_there, work, &person, post, fault))
            return false;
        if (!is_there)
            continue;
        if (!is_spoken_against(&is_against, work, entry, &person, fault))
            return false;
        alike->in_doubt[alike->in_doubt_count++] = ids[i];
        if (!is_against)
            *out = ++found == 1 ? ids[i] : 0;
    }
    if (*out)
        alike->in_doubt_count = 0;
    return true;
}

/* ---- by the model
 * -------------------------------------------------------------------------------- */

static Str say_language(ImportWork *work, const PersonMatch *match, const LinkageSchema *schema,
                        bool is_to_say, Language language)
{
    bool const                zh = language == LANGUAGE_ZH;
    Buf                       text = buf_open(work->job.arena, SENTENCE_BYTES);
    const Organisation *const post =
        organisation_find(work->house->organisations, match->person.organisation_id);
    Str const code = post ? post->code : SV("");
    bool      is_first = true;

    buf_add_format(&text,
                   is_to_say ? (zh ? "很可能已登记：%lld（%.*s，概率%.1f%%"
                                   : "very probably registered already: %lld (%.*s, %.1f %%")
                             : (zh ? "可能已登记，请在查重中核对：%lld（%.*s，概率%.1f%%"
                                   : "perhaps registered already, see the duplicates: %lld (%.*s, "
                                     "%.1f %%"),
                   (long long)match->person.person_id, (int)code.len, code.ptr,
                   match->evidence.probability * 100);
    for (uint32_t i = 0; i < match->evidence.count; i++) {
        const LinkageEvidenceRow *const row = &match->evidence.rows[i];
        Str const field = label_in(schema->fields[row->field].label, language);
        Str const words = label_in(row->words, language);

        if (row->level == LINKAGE_UNKNOWN)
            continue;
        buf_add_format(&text, "%s%.*s%s%.*s",
                       is_first ? (zh ? "；" : "; ")
                       : zh     ? "，"
                                : ", ",
                       (int)field.len, field.ptr, zh ? "" : " ", (int)words.len, words.ptr);
        is_first = false;
    }
    buf_add_c(&text, zh ? "）" : ")");
    if (is_to_say)
        buf_add_c(&text, zh ? "。是此人，请将该标识填入person_id列；不是，填入distinct_from列"
                            : ": if it is, put that id into the column person_id, else into "
                              "distinct_from");
    return buf_str(&text);
}

static Label say(ImportWork *work, const PersonMatch *match, const LinkageSchema *schema,
                 bool is_to_say)
{
    return (Label){ say_language(work, match, schema, is_to_say, LANGUAGE_ZH),
                    say_language(work, match, schema, is_to_say, LANGUAGE_EN) };
}

static bool is_in_doubt(const ImportAlike *alike, int64_t person_id)
{
    for (uint32_t i = 0; i < alike->in_doubt_count; i++)
        if (alike->in_doubt[i] == person_id)
            return true;
    return false;
}

/* What the matches mean for a row that would be registered. A row under an id that
 * another store gave says who it is: it is taken, and whoever looks alike is for the
 * queue. */
static void judge(ImportAlike *alike, ImportWork *work, const LinkageModel *model, bool has_own_id)
{
    uint32_t named = 0;

    for (uint32_t i = 0; i < alike->match_count && named < NAMED_MAX; i++) {
        const PersonMatch *const match = &alike->matches[i];
        int64_t const            id = match->person.person_id;
        bool const               is_to_say =
            !has_own_id && (person_match_is_near_certain(match) || is_in_doubt(alike, id));

        if (is_distinct(alike, id) || (!is_to_say && match->evidence.probability < model->review))
            continue;
        problem_add_weighed(&work->problems, PROBLEM_RULE, import_problem_place(work, PERSON_NAME),
                            !is_to_say)
            ->text = say(work, match, &model->schema, is_to_say);
        named++;
    }
}

/* A number with a mistake in it is mended first, and is then perhaps known. */
static bool has_wrong_number(const PersonEntry *entry)
{
    CitizenId id = { 0 };

    return entry->citizen_id.len &&
           (entry->id_kind.len == 0 || str_equal(entry->id_kind, SV("01"))) &&
           citizen_id_parse(&id, entry->citizen_id) != PROBLEM_NONE;
}

bool import_seek_alike(int64_t *out, ImportAlike *alike, ImportWork *work, const PersonEntry *entry,
                       int64_t post, Fault *fault)
{
    bool const        has_number = entry->citizen_id.len || entry->record_number.len;
    bool const        has_own_id = entry->person_id != 0;
    PersonKnown const known = person_entry_known(entry);
    PersonMatcher    *matcher = NULL;

    *out = 0;
    *alike = (ImportAlike){ 0 };
    if (!read_distinct(alike, work, fault))
        return false;
    if (work->problems.error_count || entry->name.len == 0 || has_wrong_number(entry))
        return true; /* which is found wrong when he is registered */
    if (!has_number && !has_own_id && !find_exact(out, alike, work, entry, post, fault))
        return false;
    if (*out)
        return true;
    if (!house_matcher(&matcher, work->house, fault) ||
        !person_match(&alike->matches, &alike->match_count, matcher, &work->registry, &known, true,
                      fault))
        return false;
    judge(alike, work, person_matcher_model(matcher), has_own_id);
    return true;
}
