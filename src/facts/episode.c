/* Enrolments, from the records that open and close them. */
#include "facts/facts_private.h"

static void add_episode(Facts *facts, EpisodeList *list, Episode episode)
{
    uint32_t at = list->count;

    list->items =
        arena_grow(facts->arena, list->items, list->count, &list->capacity, sizeof(Episode));
    list->count++;
    /* by day, and of one day by record; there are few */
    for (; at > 0 && (list->items[at - 1].opened_on.days > episode.opened_on.days ||
                      (list->items[at - 1].opened_on.days == episode.opened_on.days &&
                       list->items[at - 1].record_id > episode.record_id));
         at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = episode;
}

/* The day that an expression over the record says, or `otherwise`. */
static Date day_of(const Vector *days, uint32_t row, Date otherwise)
{
    return days && vector_has(days, row) ? (Date){ (int32_t)vector_word(days, row) } : otherwise;
}

static void open_episodes(Facts *facts, const Scan *scan, RowChunk *chunk, uint32_t programme)
{
    const Programme *const rules = &facts->catalog->programmes[programme];
    Date                   from[LIMIT_LANES];

    /* The first answer is copied out before the registers are used again. */
    const Vector *const opened =
        rules->enrol_from ? facts_run_rows(facts, scan, chunk, rules->enrol_from) : NULL;
    for (uint32_t i = 0; i < chunk->count; i++)
        from[i] = day_of(opened, i, (Date){ (int32_t)chunk->day.values[i] });
    const Vector *const until =
        rules->enrol_until ? facts_run_rows(facts, scan, chunk, rules->enrol_until) : NULL;
    for (uint32_t i = 0; i < chunk->count; i++) {
        Episode const episode = { from[i], day_of(until, i, DATE_MAX), chunk->record_ids[i] };

        if (episode.opened_on.days <= episode.closed_on.days)
            add_episode(facts, &facts->episodes[programme], episode);
    }
}

/* A closing ends the latest enrolment that is open on its day. */
static void close_episodes(Facts *facts, const Scan *scan, RowChunk *chunk, uint32_t programme)
{
    const Programme *const rules = &facts->catalog->programmes[programme];
    EpisodeList *const     list = &facts->episodes[programme];
    const Vector *const    closed =
        rules->close_on ? facts_run_rows(facts, scan, chunk, rules->close_on) : NULL;

    for (uint32_t i = 0; i < chunk->count; i++) {
        Date const day = day_of(closed, i, (Date){ (int32_t)chunk->day.values[i] });

        for (uint32_t j = list->count; j > 0; j--) {
            Episode *const episode = &list->items[j - 1];
            if (episode->opened_on.days <= day.days && episode->closed_on.days >= day.days) {
                episode->closed_on = day;
                break;
            }
        }
    }
}

/* Death and leaving end every enrolment; one that may not overlap is ended by the
 * next. An enrolment that was opened later than that is none. */
static void end_episodes(Facts *facts, EpisodeList *list, bool may_overlap)
{
    const Subject *const subject = &facts->subject;
    uint32_t             kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        Episode episode = list->items[i];

        if (!may_overlap && i + 1 < list->count &&
            episode.closed_on.days >= list->items[i + 1].opened_on.days)
            episode.closed_on = date_add_days(list->items[i + 1].opened_on, -1);
        if (subject->has_died && episode.closed_on.days > subject->died_on.days)
            episode.closed_on = subject->died_on;
        for (uint32_t j = 0; j < subject->stay_count; j++) {
            const Stay *const stay = &subject->stays[j];
            if (!stay->is_resident && stay->from_on.days > episode.opened_on.days &&
                episode.closed_on.days >= stay->from_on.days)
                episode.closed_on = date_add_days(stay->from_on, -1);
        }
        if (episode.opened_on.days <= episode.closed_on.days)
            list->items[kept++] = episode;
    }
    list->count = kept;
}

void facts_know_episodes(Facts *facts)
{
    const Plan *const plan = facts->plan;

    if (facts->episodes_are_known)
        return;
    facts->episodes_are_known = true;
    for (uint32_t i = 0; i < facts->catalog->programme_count; i++)
        facts->episodes[i].count = 0;
    for (uint32_t i = 0; i < plan->scan_count; i++)
        for (uint32_t j = 0; j < plan->scans[i].enrol_count; j++)
            for (RowChunk *chunk = facts->chunks[i]; chunk && chunk->count; chunk = chunk->next)
                open_episodes(facts, &plan->scans[i], chunk, plan->scans[i].enrols[j]);
    for (uint32_t i = 0; i < plan->scan_count; i++)
        for (uint32_t j = 0; j < plan->scans[i].close_count; j++)
            for (RowChunk *chunk = facts->chunks[i]; chunk && chunk->count; chunk = chunk->next)
                close_episodes(facts, &plan->scans[i], chunk, plan->scans[i].closes[j]);
    for (uint32_t i = 0; i < facts->catalog->programme_count; i++)
        if (facts->episodes[i].count)
            end_episodes(facts, &facts->episodes[i], facts->catalog->programmes[i].enrol_many);
}

const Episode *facts_episodes(Facts *facts, uint32_t programme, uint32_t *count)
{
    facts_know_episodes(facts);
    *count = facts->episodes[programme].count;
    return facts->episodes[programme].items;
}

bool facts_is_enrolled_on(const Facts *facts, uint32_t programme, Date day)
{
    const EpisodeList *const list = &facts->episodes[programme];

    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i].opened_on.days <= day.days && day.days <= list->items[i].closed_on.days)
            return true;
    return false;
}
