#include "registry/person_match.h"

#include <stdlib.h>

#include "base/map.h"
#include "registry/citizen_id.h"
#include "registry/duplicate.h"
#include "registry/organisation.h"
#include "registry/person_private.h"

enum {
    /* Rows of one term before it tells nothing. */
    SHARED_MAX = 400,
    NAMESAKES_MAX = 6000, /* all are looked at, few are taken */
    CANDIDATES_MAX = 1200,
};

static const double NEAR_CERTAIN = 0.95;
static const double WORTH_SAYING = 0.05;

struct PersonMatcher {
    LinkageModel       model;
    LinkageWeights     weights;
    LinkageCharacters *characters;
};

bool person_matcher_open(PersonMatcher **out, Arena *arena, Pinyin *pinyin, Fault *fault)
{
    PersonMatcher *const matcher = arena_alloc(arena, sizeof *matcher);

    if (!linkage_model_register(&matcher->model, arena, fault))
        return false;
    linkage_weights(&matcher->weights, &matcher->model);
    matcher->characters = linkage_characters_open(arena, pinyin);
    *out = matcher;
    return true;
}

const LinkageModel *person_matcher_model(const PersonMatcher *matcher)
{
    return &matcher->model;
}

/* ---- what is known -------------------------------------------------------------------------- */

PersonKnown person_known(const Person *person)
{
    return (PersonKnown){ person->person_id, person->name,    person->sex,    person->citizen_id,
                          person->phone,     person->address, person->born_on };
}

PersonKnown person_entry_known(const PersonEntry *entry)
{
    return (PersonKnown){ entry->person_id, entry->name,    entry->sex,    entry->citizen_id,
                          entry->phone,     entry->address, entry->born_on };
}

/* What the number of an identity card tells besides. */
static PersonKnown complete(Arena *arena, const PersonKnown *known)
{
    PersonKnown full = *known;
    CitizenId   id = { 0 };

    full.name = str_trim(known->name);
    full.phone = person_phone_digits(arena, str_trim(known->phone));
    full.citizen_id = str_trim(known->citizen_id);
    if (citizen_id_parse(&id, full.citizen_id) != PROBLEM_NONE)
        return full;
    full.citizen_id = str_copy(arena, str_from_c(id.text));
    if (full.born_on.days == DATE_MIN.days)
        full.born_on = id.born_on;
    if (full.sex.len == 0)
        full.sex = str_copy(arena, (Str){ &id.sex, 1 });
    return full;
}

static void pack(uint32_t *out, PersonMatcher *matcher, Arena *arena, const PersonKnown *known)
{
    Civil const born = date_to_civil(known->born_on);
    Str const   values[REGISTER_FIELD_COUNT] = {
          [REGISTER_NAME] = known->name,
          [REGISTER_CITIZEN_ID] = known->citizen_id,
          [REGISTER_BORN_ON] =
            known->born_on.days == DATE_MIN.days
                  ? SV("")
                  : str_format(arena, "%04d%02d%02d", born.year, born.month, born.day),
          [REGISTER_SEX] = known->sex,
          [REGISTER_PHONE] = known->phone,
          [REGISTER_ADDRESS] = known->address,
    };

    linkage_record_pack(out, &matcher->model.schema, matcher->characters, values);
}

/* ---- candidates --------------------------------------------------------------------------------
 */

typedef struct {
    const Registry    *registry;
    const PersonKnown *known;
    IdMap              ids;
} Gathering;

/* Two of year, month and day, or the year alone. */
static bool is_near(Date a, Date b)
{
    Civil const x = date_to_civil(a);
    Civil const y = date_to_civil(b);

    return x.year == y.year || (x.month == y.month && x.day == y.day);
}

/* Who has the term: none of them when there are too many, and those born near the known
 * day when it `is_name`. */
static bool gather_term(Gathering *gathering, char kind, Str text, bool is_name, Fault *fault)
{
    Registry const *const registry = gathering->registry;
    Date const            born_on = gathering->known->born_on;
    bool const            has_birth = is_name && born_on.days != DATE_MIN.days;
    uint32_t const        rows_max = has_birth ? NAMESAKES_MAX : SHARED_MAX;
    int64_t *const        taken = arena_array(registry->arena, rows_max, sizeof *taken);
    Statement            *select = NULL;
    uint32_t              count = 0;
    uint32_t              rows = 0;
    bool                  ok = true;

    if (text.len == 0)
        return true;
    ok = statement_open(&select, registry->store,
                        SQL("SELECT person_id, born_on FROM person_term WHERE term = ?1"), fault);
    for (int gone = 0; ok && gone < 2 && rows < rows_max; gone++) {
        Str const term = person_term(registry->arena, (char)(gone ? kind - 'a' + 'A' : kind), text);

        ok = statement_bind_text(select, 1, term, fault);
        while (ok && rows < rows_max) {
            bool row = false;

            ok = statement_next(select, &row, fault);
            if (!ok || !row)
                break;
            rows++;
            Date const born = { (int32_t)statement_int(select, 1) };
            if (!has_birth || is_near(born, born_on))
                taken[count++] = statement_int(select, 0);
        }
        statement_reset(select);
    }
    statement_close(&select);
    for (uint32_t i = 0; i < count && (has_birth || rows < rows_max); i++) {
        bool is_new = false;

        if (gathering->ids.count < CANDIDATES_MAX)
            (void)id_map_add(&gathering->ids, taken[i], &is_new);
    }
    return ok;
}

static bool gather(Gathering *gathering, bool is_quick, Fault *fault)
{
    const Registry *const    registry = gathering->registry;
    const PersonKnown *const known = gathering->known;
    Arena *const             arena = registry->arena;
    int64_t                  holder = 0;
    int64_t                 *namesakes = NULL;
    uint32_t                 namesake_count = 0;
    bool                     is_new = false;
    Civil const              born = date_to_civil(known->born_on);
    size_t const             id_from = known->citizen_id.len > PERSON_TERM_ID_CHARS
                                           ? known->citizen_id.len - PERSON_TERM_ID_CHARS
                                           : 0;
    Spelling const           spelling = pinyin_of_person(registry->pinyin, arena, known->name);

    if (known->citizen_id.len &&
        !person_find_by_citizen_id(&holder, registry, known->citizen_id, fault))
        return false;
    if (holder)
        (void)id_map_add(&gathering->ids, holder, &is_new);
    if (known->born_on.days != DATE_MIN.days &&
        !person_namesakes(&namesakes, &namesake_count, registry, known->name, known->born_on,
                          fault))
        return false;
    for (uint32_t i = 0; i < namesake_count; i++)
        (void)id_map_add(&gathering->ids, namesakes[i], &is_new);
    return gather_term(gathering, PERSON_TERM_ID,
                       person_term_backwards(arena, str_after(known->citizen_id, id_from)), false,
                       fault) &&
           gather_term(gathering, PERSON_TERM_PHONE, person_term_backwards(arena, known->phone),
                       false, fault) &&
           gather_term(gathering, PERSON_TERM_PINYIN, spelling.full, true, fault) &&
           (is_quick || known->born_on.days == DATE_MIN.days ||
            gather_term(gathering, PERSON_TERM_BIRTH,
                        str_format(arena, "%04d%02d%02d", born.year, born.month, born.day), false,
                        fault));
}

/* ---- comparing ------------------------------------------------------------------------------- */

static int by_probability(const void *a, const void *b)
{
    const PersonMatch *const x = a;
    const PersonMatch *const y = b;

    if (x->evidence.total_bits != y->evidence.total_bits)
        return x->evidence.total_bits > y->evidence.total_bits ? -1 : 1;
    return (x->person.person_id > y->person.person_id) -
           (x->person.person_id < y->person.person_id);
}

/* The best so far stand in order; a better one takes the place of the last. */
static void take_in(PersonMatch *matches, uint32_t *count, const PersonMatch *match)
{
    if (*count == PERSON_MATCHES_MAX && by_probability(match, &matches[*count - 1]) > 0)
        return;
    if (*count < PERSON_MATCHES_MAX)
        ++*count;
    matches[*count - 1] = *match;
    qsort(matches, *count, sizeof *matches, by_probability);
}

/* Former names, aliases: he may have been entered under one of them. The best of his names
 * counts. */
static bool compare_names(PersonMatch *match, PersonMatcher *matcher, const Registry *registry,
                          const uint32_t *mine, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = true;
    Binder     binder =
        binder_open(&select, registry->store,
                    SQL("SELECT name FROM person_name WHERE person_id = ?1 LIMIT 20"), fault);

    binder_add_int(&binder, match->person.person_id);
    while (ok && row) {
        uint32_t        theirs[LINKAGE_RECORD_WORDS_MAX];
        LinkageEvidence evidence;

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        Reader      reader = reader_open(select, registry->arena);
        PersonKnown known = person_known(&match->person);
        known.name = reader_next_text(&reader);
        pack(theirs, matcher, registry->arena, &known);
        linkage_evidence(&evidence, &matcher->weights, matcher->characters, mine, theirs);
        if (evidence.total_bits > match->evidence.total_bits)
            match->evidence = evidence;
    }
    statement_close(&select);
    return ok;
}

static bool compare_all(PersonMatch *matches, uint32_t *count, PersonMatcher *matcher,
                        Gathering *gathering, Fault *fault)
{
    const Registry *const registry = gathering->registry;
    uint32_t              mine[LINKAGE_RECORD_WORDS_MAX];
    uint32_t              theirs[LINKAGE_RECORD_WORDS_MAX];

    pack(mine, matcher, registry->arena, gathering->known);
    for (uint32_t i = 0; i < gathering->ids.count; i++) {
        PersonMatch match = { 0 };
        bool        is_there = false;

        if (gathering->ids.ids[i] == gathering->known->person_id)
            continue;
        if (!person_row_find(&match.person, &is_there, registry, gathering->ids.ids[i], fault))
            return false;
        if (!is_there)
            continue;
        PersonKnown const known = person_known(&match.person);
        pack(theirs, matcher, registry->arena, &known);
        linkage_evidence(&match.evidence, &matcher->weights, matcher->characters, mine, theirs);
        if (!compare_names(&match, matcher, registry, mine, fault))
            return false;
        if (match.evidence.probability < WORTH_SAYING)
            continue;
        match.is_visible =
            organisation_is_inside(registry->organisations, match.person.organisation_id,
                                   registry->actor->organisation_id) ||
            registry->actor->organisation_id == 0;
        take_in(matches, count, &match);
    }
    return true;
}

bool person_match(PersonMatch **out, uint32_t *count, PersonMatcher *matcher,
                  const Registry *registry, const PersonKnown *known, bool is_quick, Fault *fault)
{
    PersonKnown const full = complete(registry->arena, known);
    Gathering         gathering = { registry, &full, id_map_open(registry->arena) };

    *out = arena_array(registry->arena, PERSON_MATCHES_MAX, sizeof **out);
    *count = 0;
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    if (full.name.len == 0 && full.citizen_id.len == 0 && full.phone.len == 0)
        return fault_set(fault, FAULT_INVALID, "a name, a number or a telephone is needed");
    return (gather(&gathering, is_quick, fault) &&
            compare_all(*out, count, matcher, &gathering, fault)) ||
           fault_context(fault, "looking for who may be the same person");
}

bool person_match_is_near_certain(const PersonMatch *match)
{
    return match->evidence.probability >= NEAR_CERTAIN;
}

Str person_match_evidence(Arena *arena, const PersonMatcher *matcher, const PersonMatch *match)
{
    Buf text = buf_open(arena, DUPLICATE_EVIDENCE_BYTES_MAX);

    buf_add_c(&text, "[");
    for (uint32_t i = 0; i < match->evidence.count; i++) {
        const LinkageEvidenceRow *const row = &match->evidence.rows[i];
        const LinkageField *const       field = &matcher->model.schema.fields[row->field];

        if (row->level == LINKAGE_UNKNOWN)
            continue;
        buf_add_format(&text, "%s{\"field\":\"%.*s\",\"agreement\":\"%s\",\"weight\":%.1f}",
                       text.len > 1 ? "," : "", (int)field->name.len, field->name.ptr,
                       linkage_level(field->kind, row->level)->name, row->bits);
    }
    buf_add_c(&text, "]");
    return buf_str(&text);
}
