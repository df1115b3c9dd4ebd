/* What a merge, or its undoing, would do: read only. */
#include "indicators/tally.h"
#include "intake/intake_private.h"
#include "intake/merge.h"
#include "records/record.h"
#include "schedule/due.h"

/* ---- counts -------------------------------------------------------------------------------- */

static bool list_records(Submission **out, uint32_t *count, House *house, const Job *job,
                         const Form *form, int64_t person_id, Fault *fault)
{
    return record_list(out, count, house->store, house->records, house->catalog, form, person_id,
                       job->arena, fault);
}

static bool count_forms(MergePreview *out, House *house, const Job *job, Fault *fault)
{
    out->forms = arena_array(job->arena, house->catalog->form_count, sizeof(MergeForm));
    for (uint32_t i = 0; i < house->catalog->form_count; i++) {
        const Form *const form = &house->catalog->forms[i];
        MergeForm         counts = { .form = i };
        Submission       *records = NULL;

        if (form->subject != SUBJECT_PERSON)
            continue;
        if (!list_records(&records, &counts.kept_count, house, job, form, out->pair.kept.person_id,
                          fault) ||
            !list_records(&records, &counts.merged_count, house, job, form,
                          out->pair.merged.person_id, fault))
            return false;
        if (counts.kept_count || counts.merged_count)
            out->forms[out->form_count++] = counts;
    }
    return true;
}

static uint32_t count_dues(House *house, const Job *job)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < house->catalog->programme_count; i++) {
        DueItem *const items =
            arena_array(job->arena, house->catalog->programmes[i].due_count, sizeof(DueItem));

        count += due_compute(items, house->facts, house->vocabulary, i, job->today, job->arena);
    }
    return count;
}

/* ---- one person's, and both together ------------------------------------------------------- */

typedef struct {
    Episode *episodes;
    uint32_t count;
} Episodes;

typedef struct {
    Episodes *programmes; /* per programme */
    uint32_t  due_count;
    Problems *problems; /* per record of each form, in the order of their lists */
} Picture;

static Subject subject_of(const PersonUnion *pair, Arena *arena)
{
    Stay *const stays = arena_array(arena, pair->stay_count, sizeof(Stay));

    for (uint32_t i = 0; i < pair->stay_count; i++)
        stays[i] = (Stay){
            .from_on = pair->stays[i].from_on,
            .is_resident = pair->stays[i].is_resident,
            .kind = pair->stays[i].kind.len ? code_pack(pair->stays[i].kind) : 0,
            .organisation_id = pair->stays[i].organisation_id,
            .region_id = pair->stays[i].region_id,
            .worker_id = pair->stays[i].worker_id,
        };
    return (Subject){
        .id = pair->kept.person_id,
        .born_on = pair->result.born_on,
        .has_died = pair->result.died_on.days != DATE_MAX.days,
        .died_on = pair->result.died_on,
        .sex = code_pack(pair->result.sex),
        .stays = stays,
        .stay_count = pair->stay_count,
    };
}

static Episodes *copy_episodes(House *house, Arena *arena)
{
    Episodes *const all = arena_array(arena, house->catalog->programme_count, sizeof(Episodes));

    for (uint32_t i = 0; i < house->catalog->programme_count; i++) {
        const Episode *const from = facts_episodes(house->facts, i, &all[i].count);

        all[i].episodes = arena_array(arena, all[i].count, sizeof(Episode));
        for (uint32_t j = 0; j < all[i].count; j++)
            all[i].episodes[j] = from[j];
    }
    return all;
}

/* What is true of the subject of the facts now: its figures go to the tally. */
static void take_picture(Picture *out, House *house, const Job *job, Tally *tally, int sign)
{
    Reach const reach = reach_of_all(house, DATE_MIN, job->arena);

    intake_count(house, tally, &reach, sign);
    out->programmes = copy_episodes(house, job->arena);
    out->due_count = count_dues(house, job);
}

/* ---- what it says -------------------------------------------------------------------------- */

static void list_figures(MergePreview *out, House *house, const Job *job, const Tally *tally)
{
    const Catalog *const catalog = house->catalog;
    int32_t const        year = date_year(job->today);

    out->figures = arena_array(job->arena, catalog->indicator_count, sizeof(MergeFigure));
    for (uint32_t i = 0; i < catalog->indicator_count; i++) {
        const Indicator *const indicator = &catalog->indicators[i];
        MergeFigure            figure = {
                       .indicator = i,
                       .part_change = tally_change_of(tally, indicator->part, year, PERIOD_PART_TO_DATE),
        };

        if (indicator->whole == WHOLE_IS_PART)
            figure.whole_change =
                tally_change_of(tally, indicator->whole_part, year, PERIOD_PART_TO_DATE);
        if (figure.part_change || figure.whole_change)
            out->figures[out->figure_count++] = figure;
    }
}

static Date earlier(Date a, Date b)
{
    return a.days < b.days ? a : b;
}

static void list_overlaps(MergePreview *out, House *house, const Job *job, const Picture *kept,
                          const Picture *merged)
{
    uint32_t capacity = 0;

    for (uint32_t i = 0; i < house->catalog->programme_count; i++) {
        const Episodes *const a = &kept->programmes[i];
        const Episodes *const b = &merged->programmes[i];

        for (uint32_t j = 0; j < a->count && !house->catalog->programmes[i].enrol_many; j++)
            for (uint32_t k = 0; k < b->count; k++) {
                Date const from = a->episodes[j].opened_on.days > b->episodes[k].opened_on.days
                                      ? a->episodes[j].opened_on
                                      : b->episodes[k].opened_on;
                Date const until = earlier(a->episodes[j].closed_on, b->episodes[k].closed_on);

                if (from.days > until.days)
                    continue;
                out->overlaps = arena_grow(job->arena, out->overlaps, out->overlap_count, &capacity,
                                           sizeof(MergeOverlap));
                out->overlaps[out->overlap_count++] = (MergeOverlap){ i, from, until };
            }
    }
}

/* ---- what entry would say ------------------------------------------------------------------- */

static bool has_problem(const Problems *problems, const Problem *problem)
{
    for (uint32_t i = 0; i < problems->count; i++)
        if (problems->items[i].code == problem->code &&
            str_equal(problems->items[i].at.field, problem->at.field))
            return true;
    return false;
}

static void add_problem(Problems *out, const Form *form, const Submission *record,
                        const Problem *problem)
{
    Str const day = date_format(out->arena, record->occurred_on);
    Str const zh = problem_message(out->arena, problem, LANGUAGE_ZH);
    Str const en = problem_message(out->arena, problem, LANGUAGE_EN);

    problem_add_weighed(out, PROBLEM_RULE, (ProblemPlace){ .field = form->name }, true)->text =
        (Label){
            str_format(out->arena, "%.*s（%.*s）：%.*s", (int)form->label.zh.len,
                       form->label.zh.ptr, (int)day.len, day.ptr, (int)zh.len, zh.ptr),
            str_format(out->arena, "%.*s of %.*s: %.*s", (int)form->label.en.len,
                       form->label.en.ptr, (int)day.len, day.ptr, (int)en.len, en.ptr),
        };
}

/* The problems of each record of a person, as the facts stand. */
static bool check_records(Problems **out, House *house, const Job *job, const Form *form,
                          int64_t person_id, Fault *fault)
{
    Submission *records = NULL;
    uint32_t    count = 0;

    if (!list_records(&records, &count, house, job, form, person_id, fault))
        return false;
    *out = arena_array(job->arena, count, sizeof(Problems));
    for (uint32_t i = 0; i < count; i++) {
        Fault own = { 0 };

        (*out)[i] = problems_open(job->arena);
        if (!intake_check_stored(house, job, &records[i], &(*out)[i], &own)) {
            *fault = own;
            return false;
        }
    }
    return true;
}

/* Those that the records have now, and had not when they were the one person's. */
static bool compare_records(MergePreview *out, House *house, const Job *job, const Form *form,
                            int64_t person_id, const Problems *before, Fault *fault)
{
    Submission *records = NULL;
    Problems   *now = NULL;
    uint32_t    count = 0;

    if (!check_records(&now, house, job, form, person_id, fault) ||
        !list_records(&records, &count, house, job, form, person_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < now[i].count; j++)
            if (!has_problem(&before[i], &now[i].items[j]))
                add_problem(&out->problems, form, &records[i], &now[i].items[j]);
    return true;
}

/* The facts are those of `persons` together: what checks say, per form and person. */
static bool check_all(Problems **out, House *house, const Job *job, int64_t person_id, Fault *fault)
{
    for (uint32_t i = 0; i < house->catalog->form_count; i++)
        if (house->catalog->forms[i].subject == SUBJECT_PERSON &&
            !check_records(&out[i], house, job, &house->catalog->forms[i], person_id, fault))
            return false;
    return true;
}

static bool compare_all(MergePreview *out, House *house, const Job *job, int64_t person_id,
                        Problems *const *before, Fault *fault)
{
    for (uint32_t i = 0; i < house->catalog->form_count; i++)
        if (house->catalog->forms[i].subject == SUBJECT_PERSON &&
            !compare_records(out, house, job, &house->catalog->forms[i], person_id, before[i],
                             fault))
            return false;
    return true;
}

static void check_cards(MergePreview *out)
{
    const Person *const a = &out->pair.kept;
    const Person *const b = &out->pair.merged;

    if (a->citizen_id.len && b->citizen_id.len && str_equal(a->id_kind, b->id_kind) &&
        !str_equal(a->citizen_id, b->citizen_id))
        problem_add_weighed(&out->problems, PROBLEM_RULE,
                            person_field_place(PERSON_FIELD_CITIZEN_ID), true)
            ->text = (Label){ SV("两份档案有不同的同类证件号码，请核实确为同一人"),
                              SV("the two have different numbers of one kind of document: make sure"
                                 " that they are one person") };
}

/* ---- all of it ------------------------------------------------------------------------------- */

bool intake_preview_merge(MergePreview *out, House *house, const Job *job, int64_t kept_id,
                          int64_t merged_id, MergeChoice choice, Fault *fault)
{
    Registry const   registry = house_registry(house, job);
    uint32_t const   forms = house->catalog->form_count;
    Problems **const of_kept = arena_array(job->arena, forms, sizeof(Problems *));
    Problems **const of_merged = arena_array(job->arena, forms, sizeof(Problems *));
    Tally *const     tally = tally_open(job->arena, house->vocabulary);
    Picture          kept = { 0 };
    Picture          merged = { 0 };
    Picture          both = { 0 };

    *out = (MergePreview){ .problems = problems_open(job->arena) };
    if (!person_unite(&out->pair, &registry, kept_id, merged_id, choice, fault))
        return false;
    int64_t const ids[] = { out->pair.kept.person_id, out->pair.merged.person_id };
    Subject const subject = subject_of(&out->pair, job->arena);
    if (!count_forms(out, house, job, fault) ||
        !person_owned_rows(&out->rows, &out->row_count, &registry, ids[1], fault) ||
        !facts_load(house->facts, house->store, ids[0], fault))
        return false;
    take_picture(&kept, house, job, tally, -1);
    if (!check_all(of_kept, house, job, ids[0], fault) ||
        !facts_load(house->facts, house->store, ids[1], fault))
        return false;
    take_picture(&merged, house, job, tally, -1);
    if (!check_all(of_merged, house, job, ids[1], fault) ||
        !facts_load_as_one(house->facts, house->store, &subject, ids, 2, fault))
        return false;
    take_picture(&both, house, job, tally, 1);
    check_cards(out);
    out->kept_dues = kept.due_count;
    out->merged_dues = merged.due_count;
    out->dues = both.due_count;
    list_figures(out, house, job, tally);
    list_overlaps(out, house, job, &kept, &merged);
    return compare_all(out, house, job, ids[0], of_kept, fault) &&
           compare_all(out, house, job, ids[1], of_merged, fault);
}

/* ---- undoing -----------------------------------------------------------------------------------
 */

bool intake_preview_unmerge(UnmergePreview *out, House *house, const Job *job, int64_t merge_id,
                            Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Fault          own = { 0 };

    *out = (UnmergePreview){ 0 };
    if (!person_merge_get(&out->merge, &registry, merge_id, fault))
        return false;
    out->can_undo = person_merge_check_undo(&registry, &out->merge, &own);
    if (!out->can_undo && own.code != FAULT_CONFLICT) {
        *fault = own;
        return false;
    }
    out->hindrance = str_copy(job->arena, str_from_c(own.message));
    out->forms = arena_array(job->arena, house->catalog->form_count, sizeof(MergeForm));
    for (uint32_t i = 0; i < house->catalog->form_count; i++) {
        MergeForm counts = { .form = i };
        int64_t  *ids = NULL;

        if (!person_merge_rows(&ids, &counts.merged_count, &registry, merge_id,
                               house->catalog->forms[i].table, fault))
            return false;
        if (counts.merged_count)
            out->forms[out->form_count++] = counts;
    }
    return true;
}
