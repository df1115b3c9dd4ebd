#include "indicators/population_change.h"

#include <assert.h>

#include "base/instant.h"
#include "base/limits.h"
#include "indicators/figure_private.h"
#include "registry/person.h"

static const PopulationLineInfo LINES[] = {
#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define X(line, name, zh, en, sign) { LITERAL(name), { LITERAL(zh), LITERAL(en) }, sign },
#include "indicators/population_line.def"
#undef X
};

static_assert(COUNT_OF(LINES) == POPULATION_LINE_COUNT, "a line without words");

const PopulationLineInfo *population_line(PopulationLine line)
{
    assert(line < POPULATION_LINE_COUNT);
    return &LINES[line];
}

bool population_line_find(PopulationLine *out, Str name)
{
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        if (str_equal(LINES[i].name, name)) {
            *out = (PopulationLine)i;
            return true;
        }
    return false;
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* A row was true from one instant until another. */
typedef struct {
    int64_t recorded_at, superseded_at;
} Lifetime;

typedef struct {
    Lifetime      span;
    Date          born_on, died_on; /* DATE_MAX: alive */
    PopulationSex sex;
} PersonVersion;

typedef struct {
    Lifetime       span;
    Date           from_on;
    bool           is_resident;
    PopulationKind kind;
    int64_t        organisation_id, region_id;
    Str            elsewhere, reason;
} StayVersion;

typedef struct {
    int64_t        person_id;
    PersonVersion *versions;
    uint32_t       version_count, version_capacity;
    StayVersion   *stays; /* by day, and of a day by instant */
    uint32_t       stay_count, stay_capacity;
} History;

typedef struct {
    Statement *statement;
    bool       has_row;
} Rows;

typedef struct {
    const FigureReader *reader;
    PopulationQuestion  question;
    FigureSite          site;      /* as it was on the last day */
    int64_t             opened_at; /* the instant at which the span begins */
    Rows                persons, stays;
    History             history;
    PopulationChange   *change; /* NULL: people are collected */
    PopulationLine      line;
    PopulationEntry    *entries;
    uint32_t            entry_count, entry_capacity;
} Walk;

/* Everybody who is, or was once thought to be, at the place. */
#define PERSONS(where)                                                                             \
    "SELECT person_id, born_on, died_on, sex, recorded_at, " FOREVER " FROM person " where         \
    " UNION ALL SELECT person_id, born_on, died_on, sex, recorded_at, superseded_at"               \
    " FROM person_history " where " ORDER BY 1"
#define STAYS(where)                                                                               \
    "SELECT person_id, from_on, is_resident, kind, organisation_id, region_id, elsewhere, reason," \
    " recorded_at, " FOREVER " FROM residence " where                                              \
    " UNION ALL SELECT person_id, from_on, is_resident, kind, organisation_id, region_id,"         \
    " elsewhere, reason, recorded_at, superseded_at FROM residence_history " where                 \
    " ORDER BY 1, 2"
#define FOREVER "9223372036854775807"
#define AT_POSTS                                                                                   \
    "WHERE person_id IN (SELECT person_id FROM residence WHERE organisation_id IN"                 \
    "  (SELECT value FROM json_each(?1)) UNION SELECT person_id FROM residence_history"            \
    "  WHERE organisation_id IN (SELECT value FROM json_each(?1)))"
#define AT_REGION                                                                                  \
    "WHERE person_id IN (SELECT person_id FROM residence WHERE region_id BETWEEN ?1 AND ?2"        \
    " UNION SELECT person_id FROM residence_history WHERE region_id BETWEEN ?1 AND ?2)"

/* More posts than these are nearly everybody: then one pass over all is cheaper. */
enum { POSTS_LOOKED_UP = 300, ID_CHARS = 21 };

static Str posts_of(const Walk *walk, uint32_t *count)
{
    const OrganisationTree *const tree = walk->reader->registry->organisations;
    const uint32_t *const         posts = figure_site_below(&walk->site, count);
    Buf ids = buf_open(walk->reader->registry->arena, (POSTS_LOOKED_UP + 1) * ID_CHARS);

    if (*count > POSTS_LOOKED_UP)
        return SV("");
    buf_add_char(&ids, '[');
    for (uint32_t i = 0; i < *count; i++)
        buf_add_format(&ids, "%s%lld", i ? "," : "",
                       (long long)tree->organisations[posts[i]].organisation_id);
    buf_add_char(&ids, ']');
    return buf_str(&ids);
}

static bool next_row(Rows *rows, Fault *fault)
{
    return statement_next(rows->statement, &rows->has_row, fault);
}

static bool open_rows(Walk *walk, Fault *fault)
{
    Store *const      store = walk->reader->store;
    FigurePlace const place = walk->question.place;
    uint32_t          post_count = 0;
    Str const         posts = place.organisation_id ? posts_of(walk, &post_count) : SV("");
    Statement **const both[] = { &walk->persons.statement, &walk->stays.statement };
    bool              ok = true;

    if (posts.len) {
        ok = statement_open(both[0], store, SQL(PERSONS(AT_POSTS)), fault) &&
             statement_open(both[1], store, SQL(STAYS(AT_POSTS)), fault);
        for (int i = 0; i < 2 && ok; i++)
            ok = statement_bind_text(*both[i], 1, posts, fault);
    } else if (place.region_id && region_level(place.region_id) >= REGION_TOWNSHIP) {
        ok = statement_open(both[0], store, SQL(PERSONS(AT_REGION)), fault) &&
             statement_open(both[1], store, SQL(STAYS(AT_REGION)), fault);
        for (int i = 0; i < 2 && ok; i++)
            ok = statement_bind_int(*both[i], 1, place.region_id, fault) &&
                 statement_bind_int(*both[i], 2, region_last(place.region_id), fault);
    } else {
        ok = statement_open(both[0], store, SQL(PERSONS("")), fault) &&
             statement_open(both[1], store, SQL(STAYS("")), fault);
    }
    return ok && next_row(&walk->persons, fault) && next_row(&walk->stays, fault);
}

static PopulationSex sex_of(Str code)
{
    return str_equal(code, SV("1"))   ? POPULATION_MALE
           : str_equal(code, SV("2")) ? POPULATION_FEMALE
                                      : POPULATION_OTHER_SEX;
}

static bool read_versions(Walk *walk, Arena *arena, Fault *fault)
{
    History *const         history = &walk->history;
    const Statement *const row = walk->persons.statement;

    while (walk->persons.has_row && statement_int(row, 0) == history->person_id) {
        history->versions = arena_grow(arena, history->versions, history->version_count,
                                       &history->version_capacity, sizeof(PersonVersion));
        history->versions[history->version_count++] = (PersonVersion){
            .span = { statement_int(row, 4), statement_int(row, 5) },
            .born_on = { (int32_t)statement_int(row, 1) },
            .died_on =
                statement_is_null(row, 2) ? DATE_MAX : (Date){ (int32_t)statement_int(row, 2) },
            .sex = sex_of(statement_text(row, 3)),
        };
        if (!next_row(&walk->persons, fault))
            return false;
    }
    return true;
}

static bool read_stays(Walk *walk, Arena *arena, Fault *fault)
{
    History *const         history = &walk->history;
    const Statement *const row = walk->stays.statement;

    while (walk->stays.has_row && statement_int(row, 0) <= history->person_id) {
        if (statement_int(row, 0) == history->person_id) {
            history->stays = arena_grow(arena, history->stays, history->stay_count,
                                        &history->stay_capacity, sizeof(StayVersion));
            history->stays[history->stay_count++] = (StayVersion){
                .span = { statement_int(row, 8), statement_int(row, 9) },
                .from_on = { (int32_t)statement_int(row, 1) },
                .is_resident = statement_int(row, 2) != 0,
                .kind = str_equal(statement_text(row, 3), SV(RESIDENCE_REGISTERED))
                            ? POPULATION_REGISTERED
                            : POPULATION_LIVING,
                .organisation_id = statement_int(row, 4),
                .region_id = statement_int(row, 5),
                .elsewhere = str_copy(arena, statement_text(row, 6)),
                .reason = str_copy(arena, statement_text(row, 7)),
            };
        }
        if (!next_row(&walk->stays, fault))
            return false;
    }
    return true;
}

/* ---- a person on a day ------------------------------------------------------------------------
 */

typedef struct {
    const PersonVersion *person; /* NULL: not registered */
    const StayVersion   *stay;   /* of the day; NULL: none yet */
    Date                 first_on;
    bool                 is_here; /* lives at the place */
    PopulationKind       kind;
    PopulationSex        sex;
    int                  band;
} Standing;

static bool holds(Lifetime span, int64_t at)
{
    return span.recorded_at <= at && at < span.superseded_at;
}

static const PersonVersion *version_at(const History *history, int64_t at)
{
    for (uint32_t i = 0; i < history->version_count; i++)
        if (holds(history->versions[i].span, at))
            return &history->versions[i];
    return NULL;
}

/* What is true of a day, as it was known at an instant. */
static Standing state_on(const Walk *walk, Date day, int64_t at)
{
    const History *const history = &walk->history;
    Standing             state = { .person = version_at(history, at), .first_on = DATE_MAX };

    if (!state.person)
        return state;
    for (uint32_t i = 0; i < history->stay_count; i++) {
        const StayVersion *const stay = &history->stays[i];

        if (!holds(stay->span, at))
            continue;
        if (stay->from_on.days < state.first_on.days)
            state.first_on = stay->from_on;
        if (stay->from_on.days <= day.days)
            state.stay = stay;
    }
    state.is_here =
        state.stay && state.stay->is_resident && state.person->born_on.days <= day.days &&
        state.person->died_on.days >= day.days &&
        figure_site_has(&walk->site, state.stay->organisation_id, state.stay->region_id);
    if (state.is_here) {
        int32_t const age = date_years_between(state.person->born_on, day);
        int32_t const band = age / POPULATION_BAND_YEARS;

        state.kind = state.stay->kind;
        state.sex = state.person->sex;
        state.band = band < POPULATION_BANDS ? band : POPULATION_BANDS - 1;
    }
    return state;
}

/* ---- lines --------------------------------------------------------------------------------------
 */

static void add_cell(const Walk *walk, PopulationLine line, const Standing *state, int64_t amount)
{
    walk->change->cells[line][state->kind][state->sex][state->band] += amount;
    walk->change->total[line] += amount;
}

/* One more on the line: as `state` says, which is where the person is counted. */
static void add(Walk *walk, PopulationLine line, Date on, const Standing *state,
                const Standing *other)
{
    if (walk->change) {
        add_cell(walk, line, state, 1);
        return;
    }
    if (walk->line != line)
        return;
    Arena *const             arena = walk->reader->registry->arena;
    const StayVersion *const far = other ? other->stay : NULL;
    const StayVersion *const told = LINES[line].sign < 0 && far ? far : state->stay;

    walk->entries = arena_grow(arena, walk->entries, walk->entry_count, &walk->entry_capacity,
                               sizeof(PopulationEntry));
    walk->entries[walk->entry_count++] = (PopulationEntry){
        .person_id = walk->history.person_id,
        .on = on,
        .organisation_id = state->stay->organisation_id,
        .other_id = far && far->is_resident ? far->organisation_id : 0,
        .elsewhere = str_copy(arena, told->elsewhere),
        .reason = str_copy(arena, told->reason),
    };
}

/* Counted as something else: the total stays, the cells do not. */
static void add_change(Walk *walk, PopulationLine line, Date on, const Standing *before,
                       const Standing *after)
{
    if (!walk->change) {
        add(walk, line, on, after, NULL);
        return;
    }
    add_cell(walk, line, before, -1);
    add_cell(walk, line, after, 1);
}

static bool is_alive(const Standing *state, Date day)
{
    return state->person && state->person->died_on.days >= day.days;
}

/* What was learnt about the day before the span since it began. */
static void add_correction(Walk *walk, Date day, const Standing *then, const Standing *now)
{
    if (then->is_here && now->is_here) {
        if (then->kind != now->kind || then->sex != now->sex || then->band != now->band)
            add_change(walk, POPULATION_CORRECTED, day, then, now);
        return;
    }
    if (now->is_here) {
        bool was_known = false;

        for (uint32_t i = 0; i < walk->history.version_count; i++)
            was_known |= walk->history.versions[i].span.recorded_at <= walk->opened_at;
        add(walk,
            then->person && !is_alive(then, day) ? POPULATION_DEATH_UNDONE
            : then->person                       ? POPULATION_LATE_MOVE_IN
            : was_known                          ? POPULATION_UNMERGED
                                                 : POPULATION_LATE_ENTRY,
            day, now, NULL);
    } else if (then->is_here) {
        add(walk,
            !now->person          ? POPULATION_MERGED
            : !is_alive(now, day) ? POPULATION_LATE_DEATH
                                  : POPULATION_LATE_MOVE_OUT,
            day, then, now->stay != then->stay ? now : NULL);
    }
}

/* Who comes with the first stay, less than a year old and from nowhere, was born here. */
static bool is_birth(const Standing *after, Date day)
{
    return after->person->born_on.days == day.days ||
           (after->first_on.days == day.days && after->stay->elsewhere.len == 0 &&
            date_years_between(after->person->born_on, day) == 0);
}

/* From the day before to the day: at most one thing happens. */
static void add_day(Walk *walk, Date day, const Standing *before, const Standing *after)
{
    if (before->is_here && after->is_here) {
        if (before->kind != after->kind)
            add_change(walk, POPULATION_RECLASSED, day, before, after);
        return;
    }
    if (after->is_here) {
        bool const was_around =
            before->stay && before->stay->is_resident && before->person->born_on.days < day.days;

        add(walk,
            was_around             ? POPULATION_TRANSFERRED_IN
            : is_birth(after, day) ? POPULATION_BORN
                                   : POPULATION_ARRIVED,
            day, after, was_around ? before : NULL);
    } else if (before->is_here) {
        add(walk,
            !is_alive(after, day)       ? POPULATION_DIED
            : !after->stay->is_resident ? POPULATION_DEPARTED
                                        : POPULATION_TRANSFERRED_OUT,
            day, before, is_alive(after, day) ? after : NULL);
    }
}

/* The next day after `day` on which something about the person changes, or DATE_MAX. */
static Date next_change(const Walk *walk, Date day, int64_t at)
{
    const History *const       history = &walk->history;
    const PersonVersion *const person = version_at(history, at);
    Date                       next = DATE_MAX;
    Date                       days[2] = { DATE_MAX, DATE_MAX };

    if (person) {
        days[0] = person->born_on;
        if (person->died_on.days < DATE_MAX.days)
            days[1] = date_add_days(person->died_on, 1);
    }
    for (int i = 0; i < 2; i++)
        if (days[i].days > day.days && days[i].days < next.days)
            next = days[i];
    for (uint32_t i = 0; i < history->stay_count; i++) {
        const StayVersion *const stay = &history->stays[i];

        if (holds(stay->span, at) && stay->from_on.days > day.days &&
            stay->from_on.days < next.days)
            next = stay->from_on;
    }
    return next;
}

static void add_person(Walk *walk)
{
    PopulationQuestion const question = walk->question;
    Date const               before_all = date_add_days(question.from, -1);
    Standing const           then = state_on(walk, before_all, walk->opened_at);
    Standing                 state = state_on(walk, before_all, question.as_of);

    if (then.is_here)
        add(walk, POPULATION_KNOWN_THEN, before_all, &then, NULL);
    add_correction(walk, before_all, &then, &state);
    if (state.is_here)
        add(walk, POPULATION_OPENING, before_all, &state, NULL);
    for (Date day = next_change(walk, before_all, question.as_of); day.days <= question.until.days;
         day = next_change(walk, day, question.as_of)) {
        Standing const before = state_on(walk, date_add_days(day, -1), question.as_of);
        Standing const after = state_on(walk, day, question.as_of);

        add_day(walk, day, &before, &after);
    }
    state = state_on(walk, question.until, question.as_of);
    if (state.is_here)
        add(walk, POPULATION_CLOSING, question.until, &state, NULL);
}

/* ---- all of them
 * ----------------------------------------------------------------------------------- */

/* Until everybody was seen or `limit` entries are collected. */
static bool walk_all(Walk *walk, int64_t after, uint32_t limit, Fault *fault)
{
    Arena *scratch = arena_open();
    bool   ok = open_rows(walk, fault);

    while (ok && walk->persons.has_row && walk->entry_count < limit) {
        arena_reset(scratch);
        walk->history = (History){ .person_id = statement_int(walk->persons.statement, 0) };
        ok = read_versions(walk, scratch, fault) && read_stays(walk, scratch, fault);
        if (ok && walk->history.person_id > after)
            add_person(walk);
    }
    statement_close(&walk->stays.statement);
    statement_close(&walk->persons.statement);
    arena_close(&scratch);
    return ok;
}

static bool begin(Walk *walk, const FigureReader *reader, const PopulationQuestion *question,
                  Fault *fault)
{
    int64_t const now = reader->registry->now;

    *walk = (Walk){ .reader = reader, .question = *question };
    if (!figure_require_place(reader, question->place, fault))
        return false;
    if (question->until.days < question->from.days)
        return fault_set(fault, FAULT_INVALID, "the span ends before it begins");
    if (walk->question.as_of == 0 || walk->question.as_of > now)
        walk->question.as_of = now;
    walk->opened_at = instant_of_day(question->from) - 1;
    if (walk->opened_at > walk->question.as_of)
        walk->opened_at = walk->question.as_of;
    return figure_site_open(&walk->site, reader, question->place,
                            (Period){ 0, question->from, question->until }, fault);
}

bool population_change_balances(const PopulationChange *change)
{
    for (int kind = 0; kind < POPULATION_KIND_COUNT; kind++)
        for (int sex = 0; sex < POPULATION_SEX_COUNT; sex++) {
            int64_t sum = 0;

            for (int line = 0; line < POPULATION_LINE_COUNT; line++) {
                int64_t   here = 0;
                int const sign = LINES[line].sign;

                for (int band = 0; band < POPULATION_BANDS; band++)
                    here += change->cells[line][kind][sex][band];
                if (line == POPULATION_KNOWN_THEN)
                    sum = here;
                else if (sign == POPULATION_LINE_BALANCE && sum != here)
                    return false;
                else if (sign != POPULATION_LINE_BALANCE)
                    sum += sign < 0 ? -here : here;
            }
        }
    return true;
}

bool population_change_read(PopulationChange *out, const FigureReader *reader,
                            const PopulationQuestion *question, Fault *fault)
{
    Walk walk;

    *out = (PopulationChange){ 0 };
    if (!begin(&walk, reader, question, fault))
        return false;
    walk.change = out;
    if (!walk_all(&walk, 0, UINT32_MAX, fault))
        return fault_context(fault, "counting how a population changed");
    assert(population_change_balances(out));
    return true;
}

bool population_change_people(PopulationEntry **out, uint32_t *count, bool *more,
                              const FigureReader *reader, const PopulationQuestion *question,
                              PopulationLine line, int64_t after, uint32_t limit, Fault *fault)
{
    Walk walk;

    *out = NULL;
    *count = 0;
    if (!access_require(reader->registry->actor, PERMIT_READ_PERSON, fault) ||
        !begin(&walk, reader, question, fault))
        return false;
    if (limit == 0 || limit > LIMIT_PAGE_ROWS)
        limit = LIMIT_PAGE_ROWS;
    walk.line = line;
    if (!walk_all(&walk, after, limit, fault))
        return fault_context(fault, "listing how a population changed");
    *out = walk.entries;
    *count = walk.entry_count;
    *more = walk.entry_count >= limit;
    return true;
}
