#include <assert.h>
#include <string.h>

#include "facts/facts_private.h"

/* ---- opening ------------------------------------------------------------------------- */

static RowChunk *new_chunk(Arena *arena, uint32_t column_count)
{
    RowChunk *const chunk = arena_alloc(arena, sizeof *chunk);

    chunk->columns = arena_array(arena, column_count, sizeof(Vector));
    return chunk;
}

static Lazy *lazies(Arena *arena, uint32_t count)
{
    Lazy *const   items = arena_array(arena, count, sizeof(Lazy));
    Vector *const vectors = arena_array(arena, count, sizeof(Vector));

    for (uint32_t i = 0; i < count; i++)
        items[i].own = &vectors[i];
    return items;
}

Facts *facts_open(Arena *arena, const Plan *plan)
{
    Facts *const         facts = arena_alloc(arena, sizeof *facts);
    const Catalog *const catalog = plan->catalog;
    Vector *const        attributes = arena_array(arena, ATTRIBUTE_COUNT, sizeof(Vector));

    facts->arena = arena;
    facts->plan = plan;
    facts->catalog = catalog;
    facts->chunks = arena_array(arena, plan->scan_count, sizeof(RowChunk *));
    for (uint32_t i = 0; i < plan->scan_count; i++)
        facts->chunks[i] = new_chunk(arena, plan->scans[i].field_count);
    facts->episodes = arena_array(arena, catalog->programme_count, sizeof(EpisodeList));
    facts->terms = lazies(arena, catalog->term_count);
    facts->states = lazies(arena, catalog->programme_count * STATE_COUNT);
    facts->params = lazies(arena, catalog->param_count);
    for (uint32_t i = 0; i < ATTRIBUTE_COUNT; i++)
        facts->attributes[i].own = &attributes[i];
    facts->registers = registers_open(arena);
    facts->scratch = arena_array(arena, LIMIT_REGISTERS, sizeof(Vector));
    memset(facts->none.missing, 1, sizeof facts->none.missing);
    return facts;
}

const Plan *facts_plan(const Facts *facts)
{
    return facts->plan;
}

const Subject *facts_subject(const Facts *facts)
{
    return &facts->subject;
}

const LaneSet *facts_lanes(const Facts *facts)
{
    return facts->lanes;
}

/* ---- rows ------------------------------------------------------------------------------ */

static void changed(Facts *facts)
{
    facts->stamp++;
    facts->episodes_are_known = false;
}

void facts_begin(Facts *facts, const Subject *subject)
{
    changed(facts);
    facts->subject = *subject;
    for (uint32_t i = 0; i < facts->plan->scan_count; i++)
        for (RowChunk *chunk = facts->chunks[i]; chunk && chunk->count; chunk = chunk->next)
            chunk->count = 0;
}

Row facts_add_row(Facts *facts, uint32_t scan, int64_t record_id, Date day)
{
    uint32_t const columns = facts->plan->scans[scan].field_count;
    RowChunk      *chunk = facts->chunks[scan];

    changed(facts);
    while (chunk->count == LIMIT_LANES) {
        if (!chunk->next)
            chunk->next = new_chunk(facts->arena, columns);
        chunk = chunk->next;
    }
    uint32_t const at = chunk->count++;
    chunk->record_ids[at] = record_id;
    chunk->day.values[at] = day.days;
    chunk->day.missing[at] = 0;
    for (uint32_t i = 0; i < columns; i++) {
        chunk->columns[i].values[at] = 0;
        chunk->columns[i].missing[at] = 1;
    }
    return (Row){ chunk, at };
}

void facts_set_field(Row row, uint32_t column, int64_t word)
{
    row.chunk->columns[column].values[row.at] = word;
    row.chunk->columns[column].missing[row.at] = 0;
}

/* The last row takes the place of the one removed. */
static void remove_at(RowChunk *chunk, uint32_t column_count, uint32_t at)
{
    uint32_t const last = --chunk->count;

    chunk->record_ids[at] = chunk->record_ids[last];
    chunk->day.values[at] = chunk->day.values[last];
    for (uint32_t i = 0; i < column_count; i++) {
        chunk->columns[i].values[at] = chunk->columns[i].values[last];
        chunk->columns[i].missing[at] = chunk->columns[i].missing[last];
    }
}

void facts_remove_row(Facts *facts, uint32_t scan, int64_t record_id)
{
    changed(facts);
    for (RowChunk *chunk = facts->chunks[scan]; chunk; chunk = chunk->next)
        for (uint32_t i = 0; i < chunk->count; i++)
            if (chunk->record_ids[i] == record_id) {
                remove_at(chunk, facts->plan->scans[scan].field_count, i);
                return;
            }
}

/* ---- places ----------------------------------------------------------------------------- */

/* The stay that a day falls into, or NULL before the first. */
static const Stay *stay_on(const Subject *subject, Date day)
{
    const Stay *found = NULL;

    for (uint32_t i = 0; i < subject->stay_count && subject->stays[i].from_on.days <= day.days; i++)
        found = &subject->stays[i];
    return found;
}

const Stay *facts_place_on(const Facts *facts, Date day)
{
    const Subject *const subject = &facts->subject;
    const Stay          *stay = stay_on(subject, day);

    if (!stay)
        return &subject->stays[0];
    while (!stay->is_resident && stay > subject->stays)
        stay--; /* who has left still belongs to where he or she left from */
    return stay;
}

const Stay *facts_place(const Facts *facts, uint32_t lane)
{
    return facts_place_on(facts, facts->lanes->periods[lane].end);
}

/* ---- slots over lanes ---------------------------------------------------------------------- */

static bool is_alive_on(const Subject *subject, Date day)
{
    return !subject->has_died || day.days <= subject->died_on.days;
}

static bool is_resident_on(const Subject *subject, Date day)
{
    const Stay *const stay = stay_on(subject, day);

    return stay && stay->is_resident && is_alive_on(subject, day) &&
           subject->born_on.days <= day.days;
}

/* On some day from `from` to `until`. */
static bool is_resident_between(const Subject *subject, Date from, Date until)
{
    for (uint32_t i = 0; i < subject->stay_count; i++) {
        const Stay *const stay = &subject->stays[i];
        int32_t const     next =
            i + 1 < subject->stay_count ? subject->stays[i + 1].from_on.days : INT32_MAX;
        int32_t first = stay->from_on.days > from.days ? stay->from_on.days : from.days;
        int32_t last = next - 1 < until.days ? next - 1 : until.days;

        if (first < subject->born_on.days)
            first = subject->born_on.days;
        if (subject->has_died && last > subject->died_on.days)
            last = subject->died_on.days;
        if (stay->is_resident && first <= last)
            return true;
    }
    return false;
}

/* The day on which the stay of a day began: moves within the area do not end it. */
static bool resident_since(const Subject *subject, Date day, int64_t *since)
{
    const Stay *stay = stay_on(subject, day);

    if (!stay || !stay->is_resident)
        return false;
    while (stay > subject->stays && (stay - 1)->is_resident)
        stay--;
    *since = stay->from_on.days;
    return true;
}

static void put(Vector *vector, uint32_t lane, bool present, int64_t value)
{
    vector->values[lane] = value;
    vector->missing[lane] = !present;
}

/* Ages in whole years and months, without converting each lane's day again. */
static void fill_age(const Facts *facts, Attribute attribute, Vector *vector)
{
    Civil const born = date_to_civil(facts->subject.born_on);

    for (uint32_t i = 0; i < facts->lanes->count; i++) {
        Civil const   day = facts->lanes->civil[i];
        int32_t const months =
            (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day);
        int32_t const days = facts->lanes->periods[i].end.days - facts->subject.born_on.days;

        put(vector, i, days >= 0,
            attribute == ATTRIBUTE_AGE          ? months / 12
            : attribute == ATTRIBUTE_AGE_MONTHS ? months
                                                : days);
    }
}

static void fill_attribute(const Facts *facts, Attribute attribute, Vector *vector)
{
    const Subject *const subject = &facts->subject;
    const LaneSet *const lanes = facts->lanes;

    if (attribute == ATTRIBUTE_AGE || attribute == ATTRIBUTE_AGE_MONTHS ||
        attribute == ATTRIBUTE_AGE_DAYS) {
        fill_age(facts, attribute, vector);
        return;
    }
    for (uint32_t i = 0; i < lanes->count; i++) {
        Date const        day = lanes->periods[i].end;
        const Stay *const stay = stay_on(subject, day);
        int64_t           since = 0;

        switch (attribute) {
        case ATTRIBUTE_BORN_ON: put(vector, i, true, subject->born_on.days); break;
        case ATTRIBUTE_DIED_ON:
            put(vector, i, subject->has_died, subject->has_died ? subject->died_on.days : 0);
            break;
        case ATTRIBUTE_SEX: put(vector, i, true, subject->sex); break;
        case ATTRIBUTE_RESIDENT: put(vector, i, true, is_resident_on(subject, day)); break;
        case ATTRIBUTE_RESIDENT_IN_PERIOD:
            put(vector, i, true, is_resident_between(subject, lanes->periods[i].start, day));
            break;
        case ATTRIBUTE_RESIDENT_IN_YEAR:
            put(vector, i, true,
                is_resident_between(subject, (Date){ (int32_t)lanes->year_start.values[i] }, day));
            break;
        case ATTRIBUTE_RESIDENT_SINCE:
            put(vector, i, resident_since(subject, day, &since), since);
            break;
        case ATTRIBUTE_RESIDENCE: put(vector, i, stay && stay->kind, stay ? stay->kind : 0); break;
        case ATTRIBUTE_AGE:
        case ATTRIBUTE_AGE_MONTHS:
        case ATTRIBUTE_AGE_DAYS:
        case ATTRIBUTE_COUNT: break;
        }
    }
}

static void fill_state(Facts *facts, uint32_t programme, State state, Vector *vector)
{
    const LaneSet *const lanes = facts->lanes;
    uint32_t             count = 0;
    const Episode *const episodes = facts_episodes(facts, programme, &count);

    for (uint32_t i = 0; i < lanes->count; i++) {
        int32_t const  day = lanes->periods[i].end.days;
        int32_t const  from = state == STATE_ENROLLED_IN_PERIOD ? lanes->periods[i].start.days
                              : state == STATE_ENROLLED_IN_YEAR
                                  ? (int32_t)lanes->year_start.values[i]
                                  : day;
        const Episode *latest = NULL;
        bool           enrolled = false;

        for (uint32_t j = 0; j < count && episodes[j].opened_on.days <= day; j++) {
            latest = &episodes[j];
            enrolled = enrolled || episodes[j].closed_on.days >= from;
        }
        if (state == STATE_ENROLLED_ON)
            put(vector, i, latest != NULL, latest ? latest->opened_on.days : 0);
        else if (state == STATE_CLOSED_ON)
            put(vector, i, latest && latest->closed_on.days <= day,
                latest ? latest->closed_on.days : 0);
        else
            put(vector, i, true, enrolled);
    }
}

static void fill_param(const Facts *facts, const Param *param, Vector *vector)
{
    bool const is_local = param->value_count > 0 && param->values[0].region_digits > 0;

    for (uint32_t i = 0; i < facts->lanes->count; i++) {
        Date const day = facts->lanes->periods[i].end;
        int64_t    value = 0;
        bool const known =
            param_value(&value, param, day, is_local ? facts_place(facts, i)->region_id : 0);

        put(vector, i, known, value);
    }
}

const Vector *facts_slot(Facts *facts, Slot slot)
{
    Lazy *lazy = NULL;

    switch (slot.kind) {
    case SLOT_DAY: return &facts->lanes->day;
    case SLOT_PERIOD_START: return &facts->lanes->period_start;
    case SLOT_YEAR_START: return &facts->lanes->year_start;
    case SLOT_YEAR_END: return &facts->lanes->year_end;
    case SLOT_ATTRIBUTE: lazy = &facts->attributes[slot.index]; break;
    case SLOT_STATE: lazy = &facts->states[slot.index * STATE_COUNT + slot.sub]; break;
    case SLOT_TERM: lazy = &facts->terms[slot.index]; break;
    case SLOT_PARAM: lazy = &facts->params[slot.index]; break;
    case SLOT_FIELD:
    case SLOT_LIST_ROWS: assert(false && "a field was asked of a subject"); break;
    }
    if (lazy->stamp == facts->stamp)
        return lazy->answer;

    lazy->answer = lazy->own;
    if (slot.kind == SLOT_ATTRIBUTE)
        fill_attribute(facts, (Attribute)slot.index, lazy->own);
    else if (slot.kind == SLOT_STATE)
        fill_state(facts, slot.index, (State)slot.sub, lazy->own);
    else if (slot.kind == SLOT_PARAM)
        fill_param(facts, &facts->catalog->params[slot.index], lazy->own);
    else
        lazy->answer = facts_sum(facts, slot.index);
    lazy->stamp = facts->stamp;
    return lazy->answer;
}

void facts_ask(Facts *facts, const LaneSet *lanes)
{
    facts->stamp++;
    facts->lanes = lanes;
}

const Vector *facts_run(Facts *facts, const Expr *expr)
{
    const Vector *slots[LIMIT_REGISTERS];

    for (uint32_t i = 0; i < expr->slot_count; i++)
        slots[i] = facts_slot(facts, expr->slots[i]);
    return expr_run(expr, slots, facts->lanes->count, facts->registers);
}

/* ---- expressions over rows --------------------------------------------------------------------
 */

static void fill_row_attribute(const Facts *facts, const RowChunk *chunk, Attribute attribute,
                               Vector *vector)
{
    const Subject *const subject = &facts->subject;

    for (uint32_t i = 0; i < chunk->count; i++) {
        Date const day = { (int32_t)chunk->day.values[i] };

        switch (attribute) {
        case ATTRIBUTE_BORN_ON: put(vector, i, true, subject->born_on.days); break;
        case ATTRIBUTE_DIED_ON: put(vector, i, subject->has_died, subject->died_on.days); break;
        case ATTRIBUTE_SEX: put(vector, i, true, subject->sex); break;
        case ATTRIBUTE_AGE:
            put(vector, i, day.days >= subject->born_on.days,
                date_years_between(subject->born_on, day));
            break;
        case ATTRIBUTE_AGE_MONTHS:
            put(vector, i, day.days >= subject->born_on.days,
                date_months_between(subject->born_on, day));
            break;
        case ATTRIBUTE_AGE_DAYS:
            put(vector, i, day.days >= subject->born_on.days, day.days - subject->born_on.days);
            break;
        case ATTRIBUTE_RESIDENT:
        case ATTRIBUTE_RESIDENT_IN_PERIOD:
        case ATTRIBUTE_RESIDENT_IN_YEAR:
        case ATTRIBUTE_RESIDENT_SINCE:
        case ATTRIBUTE_RESIDENCE:
        case ATTRIBUTE_COUNT: assert(false && "residence was asked of a row"); break;
        }
    }
}

static void fill_row_days(const RowChunk *chunk, SlotKind kind, Vector *vector)
{
    for (uint32_t i = 0; i < chunk->count; i++) {
        int32_t const year = date_year((Date){ (int32_t)chunk->day.values[i] });
        Date const    day =
            kind == SLOT_YEAR_START ? date_from_civil(year, 1, 1) : date_from_civil(year, 12, 31);

        put(vector, i, true, day.days);
    }
}

static void fill_row_param(const Facts *facts, const RowChunk *chunk, const Param *param,
                           Vector *vector)
{
    for (uint32_t i = 0; i < chunk->count; i++) {
        Date const day = { (int32_t)chunk->day.values[i] };
        int64_t    value = 0;
        bool const known = param_value(&value, param, day, facts_place_on(facts, day)->region_id);

        put(vector, i, known, value);
    }
}

const Vector *facts_run_rows(Facts *facts, const Scan *scan, const RowChunk *chunk,
                             const Expr *expr)
{
    const Vector *slots[LIMIT_REGISTERS];

    for (uint32_t i = 0; i < expr->slot_count; i++) {
        Slot const slot = expr->slots[i];

        slots[i] = &facts->scratch[i];
        switch (slot.kind) {
        case SLOT_FIELD: slots[i] = &chunk->columns[scan->columns[slot.index]]; break;
        case SLOT_DAY: slots[i] = &chunk->day; break;
        case SLOT_ATTRIBUTE:
            fill_row_attribute(facts, chunk, (Attribute)slot.index, &facts->scratch[i]);
            break;
        case SLOT_YEAR_START:
        case SLOT_YEAR_END: fill_row_days(chunk, slot.kind, &facts->scratch[i]); break;
        case SLOT_PARAM:
            fill_row_param(facts, chunk, &facts->catalog->params[slot.index], &facts->scratch[i]);
            break;
        case SLOT_LIST_ROWS:
        case SLOT_STATE:
        case SLOT_TERM:
        case SLOT_PERIOD_START: assert(false && "that cannot be asked of a row"); break;
        }
    }
    return expr_run(expr, slots, chunk->count, facts->registers);
}
