#include <assert.h>
#include <string.h>

#include "facts/facts_private.h"

/* ---- opening ------------------------------------------------------------------------- */

static RowChunk *new_chunk(Arena *arena, const Catalog *catalog, const Scan *scan)
{
    RowChunk *const    chunk = arena_alloc(arena, sizeof *chunk);
    const Field *const fields = catalog->forms[scan->form].fields;

    chunk->columns = arena_array(arena, scan->field_count, sizeof(Vector));
    for (uint32_t i = 0; i < scan->field_count; i++)
        chunk->columns[i].is_truth = fields[scan->fields[i]].type.kind == TYPE_BOOL;
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
    facts->filled = arena_array(arena, plan->scan_words, sizeof(uint64_t));
    for (uint32_t i = 0; i < plan->scan_count; i++)
        facts->chunks[i] = new_chunk(arena, catalog, &plan->scans[i]);
    facts->episodes = arena_array(arena, catalog->programme_count, sizeof(EpisodeList));
    facts->terms = lazies(arena, catalog->term_count);
    facts->states = lazies(arena, catalog->programme_count * STATE_COUNT);
    facts->params = lazies(arena, catalog->param_count);
    for (uint32_t i = 0; i < ATTRIBUTE_COUNT; i++)
        facts->attributes[i].own = &attributes[i];
    facts->nodes = arena_array(arena, plan->weave.count, sizeof(Lazy));
    facts->resident_months = catalog_param(catalog, SV(RESIDENT_MONTHS));
    facts->migrant_months = catalog_param(catalog, SV(MIGRANT_MONTHS));
    facts->registers = registers_open(arena);
    facts->scratch = arena_array(arena, LIMIT_REGISTERS, sizeof(Vector));
    vector_fill(&facts->zero, false, true, 0);
    vector_fill(&facts->none, false, false, 0);
    vector_fill(&facts->never, true, true, 0);
    vector_fill(&facts->unknown, true, false, 0);
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
    for (uint32_t i = 0; i < facts->plan->scan_words; i++)
        facts->filled[i] = 0;
}

Row facts_add_row(Facts *facts, uint32_t scan, int64_t record_id, Date day)
{
    const Scan *const plan = &facts->plan->scans[scan];
    RowChunk         *chunk = facts->chunks[scan];

    changed(facts);
    while (chunk->count == LIMIT_LANES) {
        if (!chunk->next)
            chunk->next = new_chunk(facts->arena, facts->catalog, plan);
        chunk = chunk->next;
    }
    uint32_t const at = chunk->count++;
    facts->filled[scan / 64] |= (uint64_t)1 << scan % 64;
    chunk->record_ids[at] = record_id;
    chunk->day.values[at] = day.days;
    chunk->months[at] = lane_month(day);
    chunk->is_ordered = false;
    for (uint32_t i = 0; i < plan->field_count; i++)
        vector_put(&chunk->columns[i], at, false, 0);
    return (Row){ chunk, at };
}

void facts_set_field(Row row, uint32_t column, int64_t word)
{
    vector_put(&row.chunk->columns[column], row.at, true, word);
}

bool facts_has_rows(const Facts *facts, uint32_t scan)
{
    return facts->filled[scan / 64] >> scan % 64 & 1;
}

bool facts_meet(const Facts *facts, const Need *need)
{
    uint64_t any = 0;

    for (uint32_t i = 0; i < facts->plan->scan_words; i++) {
        if (need->all[i] & ~facts->filled[i])
            return false;
        any |= facts->filled[i] & need->any[i];
    }
    return any != 0;
}

/* The last row takes the place of the one removed. */
static void remove_at(RowChunk *chunk, uint32_t column_count, uint32_t at)
{
    uint32_t const last = --chunk->count;

    chunk->record_ids[at] = chunk->record_ids[last];
    chunk->day.values[at] = chunk->day.values[last];
    chunk->months[at] = chunk->months[last];
    chunk->is_ordered = false;
    for (uint32_t i = 0; i < column_count; i++)
        vector_put(&chunk->columns[i], at, vector_has(&chunk->columns[i], last),
                   vector_word(&chunk->columns[i], last));
}

void facts_remove_row(Facts *facts, uint32_t scan, int64_t record_id)
{
    changed(facts);
    for (RowChunk *chunk = facts->chunks[scan]; chunk; chunk = chunk->next)
        for (uint32_t i = 0; i < chunk->count; i++)
            if (chunk->record_ids[i] == record_id) {
                remove_at(chunk, facts->plan->scans[scan].field_count, i);
                if (facts->chunks[scan]->count == 0)
                    facts->filled[scan / 64] &= ~((uint64_t)1 << scan % 64);
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

/* The day on which the person began to be here, or away: moves within the area do not end
 * the one, nor from one place elsewhere to the next the other. */
static int64_t same_since(const Subject *subject, const Stay *stay)
{
    while (stay > subject->stays && (stay - 1)->is_resident == stay->is_resident)
        stay--;
    return stay->from_on.days;
}

static bool resident_since(const Subject *subject, Date day, int64_t *since)
{
    const Stay *const stay = stay_on(subject, day);

    if (!stay || !stay->is_resident)
        return false;
    *since = same_since(subject, stay);
    return true;
}

/* Whether so many months of being here, or away, as they are asked for on that day at
 * that place, are full. */
static bool is_so_for(const Subject *subject, const Stay *stay, Date day, const Param *months)
{
    Date const since = { (int32_t)same_since(subject, stay) };
    int64_t    least = 0;

    return months && param_value(&least, months, day, stay->region_id) &&
           date_months_between(since, day) >= least;
}

ResidentStatus facts_status_on(const Facts *facts, Date day)
{
    const Subject *const subject = &facts->subject;
    const Stay *const    stay = stay_on(subject, day);

    if (!stay || subject->born_on.days > day.days)
        return RESIDENT_UNKNOWN;
    if (!is_alive_on(subject, day))
        return RESIDENT_DEAD;
    if (!stay->is_resident)
        return stay->kind != code_pack(SV("3"))                        ? RESIDENT_LEFT
               : is_so_for(subject, stay, day, facts->resident_months) ? RESIDENT_AWAY
                                                                       : RESIDENT_ABSENT;
    if (stay->kind == code_pack(SV("1")))
        return RESIDENT_REGISTERED;
    return is_so_for(subject, stay, day, facts->resident_months)  ? RESIDENT_SETTLED
           : is_so_for(subject, stay, day, facts->migrant_months) ? RESIDENT_MIGRANT
                                                                  : RESIDENT_PASSING;
}

Str resident_status_code(ResidentStatus status)
{
    static const char *const CODES[] = { "", "1", "2", "3", "4", "5", "6", "7", "8" };

    static_assert(COUNT_OF(CODES) == RESIDENT_STATUS_COUNT, "a status without code");
    return str_from_c(CODES[status]);
}

/* Each day has its own: time alone makes a resident. */
static void fill_status(const Facts *facts, Vector *vector)
{
    vector_begin(vector, false);
    for (uint32_t i = 0; i < facts->lanes->count; i++) {
        ResidentStatus const status = facts_status_on(facts, facts->lanes->periods[i].end);

        vector_put(vector, i, status != RESIDENT_UNKNOWN, code_pack(resident_status_code(status)));
    }
}

/* Ages in whole years and months, without converting each lane's day again. */
static void fill_age(const Facts *facts, Attribute attribute, Vector *vector)
{
    const LaneSet *const lanes = facts->lanes;
    Date const           born_on = facts->subject.born_on;
    Civil const          born = date_to_civil(born_on);

    vector_fill(vector, false, true, 0);
    vector_begin(vector, false);
    vector->is_bounded = true;
    vector->low = INT64_MAX;
    vector->high = INT64_MIN;
    for (uint32_t i = 0; i < lanes->count; i++) {
        Civil const   day = lanes->civil[i];
        int32_t const months =
            (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day);
        int32_t const days = lanes->periods[i].end.days - born_on.days;
        int64_t const age = attribute == ATTRIBUTE_AGE          ? months / 12
                            : attribute == ATTRIBUTE_AGE_MONTHS ? months
                                                                : days;

        vector->values[i] = age;
        vector->low = age < vector->low ? age : vector->low;
        vector->high = age > vector->high ? age : vector->high;
        if (days < 0)
            vector_put(vector, i, false, age);
    }
}

/* Whether nothing about where the subject lives changes in all the time asked about. */
static bool stays_put(const Facts *facts)
{
    const Subject *const subject = &facts->subject;
    const LaneSet *const lanes = facts->lanes;

    return subject->stay_count == 1 && subject->stays[0].from_on.days <= lanes->first.days &&
           subject->born_on.days <= lanes->first.days && is_alive_on(subject, lanes->last);
}

static void fill_residence(const Facts *facts, Attribute attribute, Vector *vector)
{
    const Subject *const subject = &facts->subject;
    const LaneSet *const lanes = facts->lanes;

    if (stays_put(facts)) {
        const Stay *const stay = &subject->stays[0];

        if (attribute == ATTRIBUTE_RESIDENCE)
            vector_fill(vector, false, stay->kind != 0, stay->kind);
        else if (attribute == ATTRIBUTE_RESIDENT_SINCE)
            vector_fill(vector, false, stay->is_resident, stay->from_on.days);
        else
            vector_fill(vector, true, true, stay->is_resident);
        return;
    }
    vector_begin(vector, attribute != ATTRIBUTE_RESIDENCE && attribute != ATTRIBUTE_RESIDENT_SINCE);
    for (uint32_t i = 0; i < lanes->count; i++) {
        Date const        day = lanes->periods[i].end;
        const Stay *const stay = stay_on(subject, day);
        Date const        year_start = { (int32_t)lanes->year_start.values[i] };
        int64_t           since = 0;

        if (attribute == ATTRIBUTE_RESIDENT)
            vector_put(vector, i, true, is_resident_on(subject, day));
        else if (attribute == ATTRIBUTE_RESIDENT_IN_PERIOD)
            vector_put(vector, i, true, is_resident_between(subject, lanes->periods[i].start, day));
        else if (attribute == ATTRIBUTE_RESIDENT_IN_YEAR)
            vector_put(vector, i, true, is_resident_between(subject, year_start, day));
        else if (attribute == ATTRIBUTE_RESIDENT_SINCE) {
            bool const known = resident_since(subject, day, &since);
            vector_put(vector, i, known, since);
        } else
            vector_put(vector, i, stay && stay->kind, stay ? stay->kind : 0);
    }
}

static void fill_attribute(const Facts *facts, Attribute attribute, Vector *vector)
{
    const Subject *const subject = &facts->subject;

    switch (attribute) {
    case ATTRIBUTE_BORN_ON: vector_fill(vector, false, true, subject->born_on.days); break;
    case ATTRIBUTE_DIED_ON:
        vector_fill(vector, false, subject->has_died,
                    subject->has_died ? subject->died_on.days : 0);
        break;
    case ATTRIBUTE_SEX: vector_fill(vector, false, true, subject->sex); break;
    case ATTRIBUTE_AGE:
    case ATTRIBUTE_AGE_MONTHS:
    case ATTRIBUTE_AGE_DAYS: fill_age(facts, attribute, vector); break;
    case ATTRIBUTE_RESIDENT:
    case ATTRIBUTE_RESIDENT_IN_PERIOD:
    case ATTRIBUTE_RESIDENT_IN_YEAR:
    case ATTRIBUTE_RESIDENT_SINCE:
    case ATTRIBUTE_RESIDENCE: fill_residence(facts, attribute, vector); break;
    case ATTRIBUTE_RESIDENT_STATUS: fill_status(facts, vector); break;
    case ATTRIBUTE_COUNT: break;
    }
}

/* Whether some enrolment holds between a day of each lane and its last day. */
static void fill_enrolled(const LaneSet *lanes, const Vector *from, const Episode *episodes,
                          uint32_t count, Vector *vector)
{
    vector_fill(vector, true, true, 0);
    for (uint32_t i = 0; i < count; i++) {
        int64_t const opened = episodes[i].opened_on.days;
        int64_t const closed = episodes[i].closed_on.days;

        for (uint32_t lane = 0; lane < lanes->count; lane++)
            vector->truth[lane / 64] |=
                (uint64_t)(opened <= lanes->day.values[lane] && closed >= from->values[lane])
                << lane % 64;
    }
}

/* The first or last day of the latest enrolment of each lane. */
static void fill_enrolment_day(const LaneSet *lanes, State state, const Episode *episodes,
                               uint32_t count, Vector *vector)
{
    vector_begin(vector, false);
    for (uint32_t lane = 0; lane < lanes->count; lane++) {
        int32_t const  day = lanes->periods[lane].end.days;
        const Episode *latest = NULL;

        for (uint32_t i = 0; i < count && episodes[i].opened_on.days <= day; i++)
            latest = &episodes[i];
        if (state == STATE_ENROLLED_ON)
            vector_put(vector, lane, latest != NULL, latest ? latest->opened_on.days : 0);
        else
            vector_put(vector, lane, latest && latest->closed_on.days <= day,
                       latest ? latest->closed_on.days : 0);
    }
}

static void fill_state(Facts *facts, uint32_t programme, State state, Vector *vector)
{
    const LaneSet *const lanes = facts->lanes;
    uint32_t             count = 0;
    const Episode *const episodes = facts_episodes(facts, programme, &count);

    switch (state) {
    case STATE_ENROLLED: fill_enrolled(lanes, &lanes->day, episodes, count, vector); break;
    case STATE_ENROLLED_IN_PERIOD:
        fill_enrolled(lanes, &lanes->period_start, episodes, count, vector);
        break;
    case STATE_ENROLLED_IN_YEAR:
        fill_enrolled(lanes, &lanes->year_start, episodes, count, vector);
        break;
    case STATE_ENROLLED_ON:
    case STATE_CLOSED_ON: fill_enrolment_day(lanes, state, episodes, count, vector); break;
    case STATE_COUNT: break;
    }
}

/* Whether the parameter has one value in all the time asked about, everywhere. */
static bool is_constant(const Facts *facts, const Param *param)
{
    for (uint32_t i = 0; i < param->value_count; i++)
        if (param->values[i].region_digits > 0 ||
            (param->values[i].from.days > facts->lanes->first.days &&
             param->values[i].from.days <= facts->lanes->last.days))
            return false;
    return true;
}

static void fill_param(const Facts *facts, const Param *param, Vector *vector)
{
    bool const is_truth = param->type.kind == TYPE_BOOL;
    bool const is_local = param->value_count > 0 && param->values[0].region_digits > 0;
    int64_t    value = 0;

    if (is_constant(facts, param)) {
        bool const known = param_value(&value, param, facts->lanes->last, 0);

        vector_fill(vector, is_truth, known, value);
        return;
    }
    vector_begin(vector, is_truth);
    for (uint32_t i = 0; i < facts->lanes->count; i++) {
        Date const day = facts->lanes->periods[i].end;
        bool const known =
            param_value(&value, param, day, is_local ? facts_place(facts, i)->region_id : 0);

        vector_put(vector, i, known, value);
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

/* ---- expressions over rows ------------------------------------------------------------------ */

static void fill_row_age(const Facts *facts, const RowChunk *chunk, Attribute attribute,
                         Vector *vector)
{
    Date const born_on = facts->subject.born_on;

    vector_begin(vector, false);
    for (uint32_t i = 0; i < chunk->count; i++) {
        Date const    day = { (int32_t)chunk->day.values[i] };
        int64_t const age = attribute == ATTRIBUTE_AGE          ? date_years_between(born_on, day)
                            : attribute == ATTRIBUTE_AGE_MONTHS ? date_months_between(born_on, day)
                                                                : day.days - born_on.days;

        vector_put(vector, i, day.days >= born_on.days, age);
    }
}

static void fill_row_attribute(const Facts *facts, const RowChunk *chunk, Attribute attribute,
                               Vector *vector)
{
    switch (attribute) {
    case ATTRIBUTE_BORN_ON:
    case ATTRIBUTE_DIED_ON:
    case ATTRIBUTE_SEX: fill_attribute(facts, attribute, vector); break;
    case ATTRIBUTE_AGE:
    case ATTRIBUTE_AGE_MONTHS:
    case ATTRIBUTE_AGE_DAYS: fill_row_age(facts, chunk, attribute, vector); break;
    case ATTRIBUTE_RESIDENT:
    case ATTRIBUTE_RESIDENT_IN_PERIOD:
    case ATTRIBUTE_RESIDENT_IN_YEAR:
    case ATTRIBUTE_RESIDENT_SINCE:
    case ATTRIBUTE_RESIDENCE:
    case ATTRIBUTE_RESIDENT_STATUS:
    case ATTRIBUTE_COUNT: assert(false && "residence was asked of a row"); break;
    }
}

static void fill_row_days(const RowChunk *chunk, SlotKind kind, Vector *vector)
{
    vector_begin(vector, false);
    for (uint32_t i = 0; i < chunk->count; i++) {
        int32_t const year = date_year((Date){ (int32_t)chunk->day.values[i] });
        Date const    day =
            kind == SLOT_YEAR_START ? date_from_civil(year, 1, 1) : date_from_civil(year, 12, 31);

        vector_put(vector, i, true, day.days);
    }
}

static void fill_row_param(const Facts *facts, const RowChunk *chunk, const Param *param,
                           Vector *vector)
{
    vector_begin(vector, param->type.kind == TYPE_BOOL);
    for (uint32_t i = 0; i < chunk->count; i++) {
        Date const day = { (int32_t)chunk->day.values[i] };
        int64_t    value = 0;
        bool const known = param_value(&value, param, day, facts_place_on(facts, day)->region_id);

        vector_put(vector, i, known, value);
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
