/* What is due, computed from the facts of one subject. */
#include "schedule/due.h"

#include <assert.h>

#include "base/limits.h"

/* How far ahead somebody may come to belong to a programme, in units: a person
 * who turns 65 next year is due from 1 January on. */
enum { UNITS_AHEAD_MAX = 26 };

typedef struct {
    Facts            *facts;
    const Catalog    *catalog;
    const Programme  *programme;
    uint32_t          index;
    const Vocabulary *vocabulary;
    Date              today;
    Arena            *arena;
    Date              start, end; /* of the enrolment, or of living here */
} Due;

/* ---- asking the facts -------------------------------------------------------------------- */

static void ask_on(const Due *due, const Period *days, uint32_t count)
{
    const Plan *const plan = facts_plan(due->facts);

    facts_ask(due->facts,
              lane_set_open(due->arena, days, count, true, plan->windows, plan->window_count));
}

static Period one_day(Date day)
{
    return (Period){ 0, day, day };
}

static bool term_day(const Due *due, uint32_t term, Date *day)
{
    const Vector *const answer = facts_slot(due->facts, (Slot){ .kind = SLOT_TERM, .index = term });

    if (!vector_has(answer, 0))
        return false;
    *day = (Date){ (int32_t)vector_word(answer, 0) };
    return true;
}

/* Whether the subject belongs to the programme and the rule applies, on a day. */
static bool applies_on(const Due *due, const DueRule *rule, Date day)
{
    Period const period = one_day(day);

    if (day.days < due->start.days || day.days > due->end.days ||
        !validity_covers(rule->validity, day) || !validity_covers(due->programme->validity, day))
        return false;
    ask_on(due, &period, 1);
    if (due->programme->enrol_form == CATALOG_NONE && due->programme->where &&
        !vector_is_true(facts_run(due->facts, due->programme->where), 0))
        return false;
    return !rule->when || vector_is_true(facts_run(due->facts, rule->when), 0);
}

/* ---- the span in which something can be due ------------------------------------------------ */

/* The latest enrolment; of a programme for all, the latest stay. */
static bool find_span(Due *due)
{
    const Subject *const subject = facts_subject(due->facts);
    uint32_t             count = 0;

    if (due->programme->enrol_form != CATALOG_NONE) {
        const Episode *const episodes = facts_episodes(due->facts, due->index, &count);
        if (count == 0)
            return false;
        due->start = episodes[count - 1].opened_on;
        due->end = episodes[count - 1].closed_on;
        return true;
    }
    uint32_t stay = subject->stay_count - 1;
    due->end = DATE_MAX;
    if (!subject->stays[stay].is_resident) {
        if (stay == 0)
            return false;
        due->end = date_add_days(subject->stays[stay].from_on, -1);
        stay--;
    }
    while (stay > 0 && subject->stays[stay - 1].is_resident)
        stay--;
    due->start = subject->stays[stay].from_on;
    if (subject->has_died && subject->died_on.days < due->end.days)
        due->end = subject->died_on;
    return due->start.days <= due->end.days;
}

/* ---- calendar units ------------------------------------------------------------------------- */

static int32_t unit_months(EachRhythm rhythm)
{
    static const int32_t MONTHS[] = {
        [EACH_MONTH] = 1,
        [EACH_QUARTER] = 3,
        [EACH_HALF_YEAR] = 6,
        [EACH_YEAR] = 12,
    };

    return MONTHS[rhythm];
}

static DueRhythm rhythm_of(EachRhythm rhythm)
{
    static const DueRhythm RHYTHMS[] = {
        [EACH_MONTH] = DUE_MONTHLY,
        [EACH_QUARTER] = DUE_QUARTERLY,
        [EACH_HALF_YEAR] = DUE_HALF_YEARLY,
        [EACH_YEAR] = DUE_YEARLY,
    };

    return RHYTHMS[rhythm];
}

/* The unit that a day falls into, moved on by so many units. */
static Period unit_of(Date day, int32_t months, int32_t ahead)
{
    Civil const   civil = date_to_civil(day);
    int32_t const first = civil.year * 12 + (civil.month - 1) / months * months + ahead * months;
    int32_t const last = first + months - 1;

    return (Period){ 0, date_from_civil(first / 12, first % 12 + 1, 1),
                     date_month_end(last / 12, last % 12 + 1) };
}

/* ---- the rules ------------------------------------------------------------------------------ */

static Date later_by(Date day, uint32_t months, uint32_t days)
{
    return date_add_days(date_add_months(day, (int32_t)months), (int32_t)days);
}

static Date earlier_by(Date day, uint32_t months, uint32_t days)
{
    return date_add_days(date_add_months(day, -(int32_t)months), -(int32_t)days);
}

static bool due_every(const Due *due, const DueRule *rule, bool served, Date served_on,
                      DueItem *item)
{
    bool const counts = served && served_on.days >= due->start.days;

    item->due_on = later_by(counts ? served_on : due->start, rule->months, rule->days);
    item->open_on = earlier_by(item->due_on, rule->early_months, rule->early_days);
    return applies_on(due, rule, item->due_on);
}

static bool due_each(const Due *due, const DueRule *rule, bool served, Date served_on,
                     DueItem *item)
{
    int32_t const months = unit_months(rule->rhythm);
    Period        first = unit_of(due->start, months, 0);
    Period const  present = unit_of(due->today, months, 0);

    if (served && served_on.days >= due->start.days)
        first = unit_of(served_on, months, 1);
    if (first.start.days < present.start.days)
        first = present; /* what was missed is missed */
    for (int32_t ahead = 0; ahead < UNITS_AHEAD_MAX; ahead++) {
        Period const unit = unit_of(first.start, months, ahead);

        if (unit.start.days > due->end.days || date_year(unit.start) > date_year(due->today) + 1)
            return false;
        Date const last = unit.end.days < due->end.days ? unit.end : due->end;
        if (!applies_on(due, rule, last))
            continue;
        item->open_on = unit.start.days > due->start.days ? unit.start : due->start;
        item->due_on = last;
        item->rhythm = rhythm_of(rule->rhythm);
        return true;
    }
    return false;
}

static bool due_within(const Due *due, const DueRule *rule, bool served, Date served_on,
                       DueItem *item)
{
    Date from = due->start;

    if (rule->after != CATALOG_NONE) {
        if (!term_day(due, rule->after_term, &from) || from.days < due->start.days)
            return false;
        if (rule->where_term != CATALOG_NONE &&
            !vector_is_true(
                facts_slot(due->facts, (Slot){ .kind = SLOT_TERM, .index = rule->where_term }), 0))
            return false;
    }
    if (served && served_on.days >= from.days && rule->after != rule->form)
        return false;
    item->open_on = from;
    item->due_on = later_by(from, rule->months, rule->days);
    return applies_on(due, rule, item->due_on);
}

static bool due_at(const Due *due, const DueRule *rule, bool served, Date served_on, DueItem *item)
{
    const Vector *const base = facts_run(due->facts, rule->of);
    int64_t const       day = vector_word(base, 0);

    if (!vector_has(base, 0) || day < DATE_MIN.days || day > DATE_MAX.days)
        return false;
    item->due_on = later_by((Date){ (int32_t)day }, rule->months, rule->days);
    item->open_on = earlier_by(item->due_on, rule->early_months, rule->early_days);
    if (served && served_on.days >= item->open_on.days)
        return false;
    return applies_on(due, rule, item->due_on);
}

static bool compute_rule(const Due *due, const DueRule *rule, DueItem *item)
{
    Period const now = one_day(due->today);
    Date         served_on = { 0 };

    ask_on(due, &now, 1);
    bool const served = term_day(due, rule->served_term, &served_on);
    switch (rule->kind) {
    case DUE_RULE_EVERY: return due_every(due, rule, served, served_on, item);
    case DUE_RULE_EACH: return due_each(due, rule, served, served_on, item);
    case DUE_RULE_WITHIN: return due_within(due, rule, served, served_on, item);
    case DUE_RULE_AT: return due_at(due, rule, served, served_on, item);
    }
    return false;
}

uint32_t due_compute(DueItem *out, Facts *facts, const Vocabulary *vocabulary, uint32_t programme,
                     Date today, Arena *arena)
{
    Due due = {
        .facts = facts,
        .catalog = vocabulary->catalog,
        .programme = &vocabulary->catalog->programmes[programme],
        .index = programme,
        .vocabulary = vocabulary,
        .today = today,
        .arena = arena,
    };
    uint32_t count = 0;

    if (due.programme->due_count == 0 || !find_span(&due) || due.end.days < today.days)
        return 0;
    for (uint32_t i = 0; i < due.programme->due_count; i++) {
        DueItem  item = { .programme = programme,
                          .rule = i,
                          .item_id = vocabulary->items[programme][i],
                          .person_id = facts_subject(facts)->id,
                          .ends_on = due.end };
        uint32_t at = 0;

        if (!compute_rule(&due, &due.programme->dues[i], &item))
            continue;
        const Stay *const place = facts_place_on(facts, DATE_MAX);
        item.organisation_id = place->organisation_id;
        item.region_id = place->region_id;
        item.worker_id = place->worker_id;
        while (at < count && out[at].item_id != item.item_id)
            at++;
        if (at == count)
            out[count++] = item;
        else if (item.due_on.days < out[at].due_on.days)
            out[at] = item;
    }
    return count;
}
