/* Two persons who are one, at the terminal: the queue, merging, undoing. */
#include "base/instant.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "intake/merge.h"
#include "registry/organisation.h"

enum { LIST_COLUMNS = 8, MERGE_COLUMNS = 6, PREVIEW_COLUMNS = 4, PROBABILITY_SCALE = 6 };

typedef struct {
    House   *house;
    Job      job;
    Registry registry;
} Work;

static bool open_work(Work *work, const CommandLine *line, HouseAccess access, Fault *fault)
{
    *work = (Work){ .job = command_job(line) };
    if (!command_house(&work->house, line, access, fault))
        return false;
    work->registry = house_registry(work->house, &work->job);
    return access == HOUSE_READ ? house_begin_read(work->house, fault)
                                : intake_begin(work->house, fault);
}

static void close_work(Work *work, HouseAccess access)
{
    if (work->house && access == HOUSE_READ)
        house_end_read(work->house);
    if (work->house && access == HOUSE_WRITE)
        intake_end(work->house);
    house_close(&work->house);
}

static bool read_id(int64_t *out, const CommandLine *line, uint32_t at, Fault *fault)
{
    Str const text = line->arguments[at];

    return (str_to_int(out, text) && *out > 0) ||
           fault_set(fault, FAULT_INVALID, "%.*s is no id; 'barefoot duplicates list'",
                     (int)text.len, text.ptr);
}

static Str id_text(const CommandLine *line, int64_t id)
{
    return str_format(line->arena, "%lld", (long long)id);
}

static void add_heads(TerminalTable *table, const CommandLine *line, const char *const heads[][2],
                      uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        table_add(table, str_from_c(heads[i][line->language == LANGUAGE_EN]));
}

/* ---- the queue ----------------------------------------------------------------------------- */

static Str probability_text(const CommandLine *line, int64_t probability)
{
    return decimal_format(line->arena, (Decimal){ probability, PROBABILITY_SCALE });
}

static bool run_list(const CommandLine *line, Fault *fault)
{
    static const char *const HEADS[][2] = {
        { "编号", "pair" },         { "概率", "probability" }, { "来源", "source" },
        { "居民一", "one person" }, { "姓名", "name" },        { "居民二", "the other" },
        { "姓名", "name" },         { "出生日期", "born on" },
    };
    Work            work;
    DuplicateFilter filter = { .source = DUPLICATE_SOURCE_COUNT };
    Str const       code = command_value(line, "org", SV(""));
    Duplicate      *pairs = NULL;
    uint32_t        count = 0;
    TerminalTable   table = table_open(line->arena, LIST_COLUMNS);
    Str const       state = command_value(line, "state", SV("open"));

    filter.state = duplicate_state_find(state);
    if (filter.state == DUPLICATE_STATE_COUNT)
        return fault_set(fault, FAULT_INVALID,
                         "--state expects open, postponed, distinct or merged");
    bool ok = open_work(&work, line, HOUSE_READ, fault);
    if (ok && code.len) {
        const Organisation *const found =
            organisation_find_by_code(work.house->organisations, code);
        filter.organisation_id = found ? found->organisation_id : 0;
        ok = found || fault_set(fault, FAULT_NOT_FOUND, "there is no organisation %.*s",
                                (int)code.len, code.ptr);
    }
    if (!ok || !duplicate_list(&pairs, &count, &work.registry, &filter, fault)) {
        close_work(&work, HOUSE_READ);
        return false;
    }
    add_heads(&table, line, HEADS, LIST_COLUMNS);
    for (uint32_t i = 0; i < count; i++) {
        table_add(&table, id_text(line, pairs[i].duplicate_id));
        table_add(&table, probability_text(line, pairs[i].probability));
        table_add(&table, duplicate_source_name(pairs[i].source));
        table_add(&table, id_text(line, pairs[i].low.person_id));
        table_add(&table, pairs[i].low.name);
        table_add(&table, id_text(line, pairs[i].high.person_id));
        table_add(&table, pairs[i].high.name);
        table_add(&table, date_format(line->arena, pairs[i].high.born_on));
    }
    table_print(&table, line->out);
    close_work(&work, HOUSE_READ);
    return true;
}

static bool decide(const CommandLine *line, DuplicateState state, Fault *fault)
{
    Work    work;
    int64_t duplicate_id = 0;

    if (!read_id(&duplicate_id, line, 0, fault))
        return false;
    bool const ok = open_work(&work, line, HOUSE_WRITE, fault) &&
                    duplicate_decide(&work.registry, duplicate_id, state,
                                     command_value(line, "reason", SV("")), fault) &&
                    intake_commit(work.house, fault);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

static bool run_distinct(const CommandLine *line, Fault *fault)
{
    return decide(line, DUPLICATE_DISTINCT, fault);
}

static bool run_postpone(const CommandLine *line, Fault *fault)
{
    return decide(line, DUPLICATE_POSTPONED, fault);
}

static bool run_reopen(const CommandLine *line, Fault *fault)
{
    return decide(line, DUPLICATE_OPEN, fault);
}

/* ---- what a merge would do ------------------------------------------------------------------- */

static Str field_text(const CommandLine *line, const Person *person, PersonField field)
{
    if (field == PERSON_FIELD_CITIZEN_ID)
        return person->citizen_id;
    if (field == PERSON_FIELD_RECORD_NUMBER)
        return person->record_number;
    if (field == PERSON_FIELD_NAME)
        return person->name;
    if (field == PERSON_FIELD_SEX)
        return person->sex;
    if (field == PERSON_FIELD_BORN_ON)
        return date_format(line->arena, person->born_on);
    if (field == PERSON_FIELD_DIED_ON)
        return person->died_on.days == DATE_MAX.days ? SV("")
                                                     : date_format(line->arena, person->died_on);
    if (field == PERSON_FIELD_PHONE)
        return person->phone;
    if (field == PERSON_FIELD_ADDRESS)
        return person->address;
    if (field == PERSON_FIELD_HOUSEHOLD)
        return person->household_id ? id_text(line, person->household_id) : SV("");
    return person->ethnic;
}

static void print_preview(const CommandLine *line, const Work *work, const MergePreview *preview)
{
    static const char *const HEADS[][2] = {
        { "", "" }, { "保留", "kept" }, { "并入", "merged" }, { "合并后", "result" }
    };
    const Catalog *const     catalog = work->house->catalog;
    const PersonUnion *const pair = &preview->pair;
    TerminalTable            table = table_open(line->arena, PREVIEW_COLUMNS);

    add_heads(&table, line, HEADS, PREVIEW_COLUMNS);
    table_add(&table, SV("person_id"));
    table_add(&table, id_text(line, pair->kept.person_id));
    table_add(&table, id_text(line, pair->merged.person_id));
    table_add(&table, id_text(line, pair->result.person_id));
    for (uint32_t i = 0; i < PERSON_MERGE_FIELD_COUNT; i++) {
        PersonField const field = PERSON_MERGE_FIELDS[i];

        table_add(&table, label_in(person_field_place(field).name, line->language));
        table_add(&table, field_text(line, &pair->kept, field));
        table_add(&table, field_text(line, &pair->merged, field));
        table_add(&table, field_text(line, &pair->result, field));
    }
    for (uint32_t i = 0; i < preview->form_count; i++) {
        const MergeForm *const form = &preview->forms[i];

        table_add(&table, label_in(catalog->forms[form->form].label, line->language));
        table_add(&table, id_text(line, form->kept_count));
        table_add(&table, id_text(line, form->merged_count));
        table_add(&table, id_text(line, form->kept_count + form->merged_count));
    }
    table_print(&table, line->out);
    for (uint32_t i = 0; i < preview->figure_count; i++) {
        const Indicator *const indicator = &catalog->indicators[preview->figures[i].indicator];
        Str const part = figure_amount_text(line->arena, preview->figures[i].part_change,
                                            catalog->parts[indicator->part].scale);

        (void)fprintf(line->out, "%.*s %.*s", (int)indicator->full.len, indicator->full.ptr,
                      (int)part.len, part.ptr);
        if (indicator->whole == WHOLE_IS_PART) {
            Str const whole = figure_amount_text(line->arena, preview->figures[i].whole_change,
                                                 catalog->parts[indicator->whole_part].scale);
            (void)fprintf(line->out, " / %.*s", (int)whole.len, whole.ptr);
        }
        (void)fprintf(line->out, "\n");
    }
    Buf text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);
    problems_print(&text, &preview->problems, line->language);
    (void)fprintf(line->out, "%.*s", (int)text.len, buf_str(&text).ptr);
}

static bool show_preview(const CommandLine *line, int64_t a_id, int64_t b_id, Fault *fault)
{
    Work         work;
    MergePreview preview;
    int64_t      kept_id = 0;
    int64_t      merged_id = 0;

    bool const ok =
        open_work(&work, line, HOUSE_READ, fault) &&
        intake_choose_survivor(&kept_id, &merged_id, work.house, &work.job, a_id, b_id, fault) &&
        intake_preview_merge(&preview, work.house, &work.job, kept_id, merged_id,
                             (MergeChoice){ 0 }, fault);
    if (ok)
        print_preview(line, &work, &preview);
    close_work(&work, HOUSE_READ);
    return ok;
}

static bool run_show(const CommandLine *line, Fault *fault)
{
    Work      work;
    Duplicate pair = { 0 };
    int64_t   duplicate_id = 0;

    if (!read_id(&duplicate_id, line, 0, fault))
        return false;
    bool const ok = open_work(&work, line, HOUSE_READ, fault) &&
                    duplicate_get(&pair, &work.registry, duplicate_id, fault);
    close_work(&work, HOUSE_READ);
    if (!ok)
        return false;
    Str const state = duplicate_state_name(pair.state);
    Str const probability = probability_text(line, pair.probability);
    (void)fprintf(line->out, "%.*s %.*s %.*s\n", (int)state.len, state.ptr, (int)probability.len,
                  probability.ptr, (int)pair.evidence.len, pair.evidence.ptr);
    return pair.state == DUPLICATE_MERGED ||
           show_preview(line, pair.low.person_id, pair.high.person_id, fault);
}

/* ---- merging -----------------------------------------------------------------------------------
 */

static bool merge_two(const CommandLine *line, int64_t a_id, int64_t b_id, bool keep_first,
                      Fault *fault)
{
    Work        work;
    MergeOrder  order = { .kept_id = a_id,
                          .merged_id = b_id,
                          .reason = command_value(line, "reason", SV("")) };
    PersonMerge merge;

    bool const ok =
        open_work(&work, line, HOUSE_WRITE, fault) &&
        (keep_first || intake_choose_survivor(&order.kept_id, &order.merged_id, work.house,
                                              &work.job, a_id, b_id, fault)) &&
        intake_merge_persons(&merge, work.house, &work.job, &order, fault) &&
        intake_commit(work.house, fault);
    if (ok)
        (void)fprintf(line->out,
                      line->language == LANGUAGE_EN ? "merge %lld: %lld is now %lld\n"
                                                    : "合并 %lld：%lld 并入 %lld\n",
                      (long long)merge.merge_id, (long long)merge.merged_id,
                      (long long)merge.kept_id);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

static bool run_merge_pair(const CommandLine *line, Fault *fault)
{
    Work      work;
    Duplicate pair = { 0 };
    int64_t   duplicate_id = 0;

    if (!read_id(&duplicate_id, line, 0, fault))
        return false;
    bool const ok = open_work(&work, line, HOUSE_READ, fault) &&
                    duplicate_get(&pair, &work.registry, duplicate_id, fault);
    close_work(&work, HOUSE_READ);
    return ok && merge_two(line, pair.low.person_id, pair.high.person_id, false, fault);
}

static bool run_merge(const CommandLine *line, Fault *fault)
{
    int64_t a = 0;
    int64_t b = 0;

    if (!read_id(&a, line, 0, fault) || !read_id(&b, line, 1, fault))
        return false;
    return command_has(line, "dry-run")
               ? show_preview(line, a, b, fault)
               : merge_two(line, a, b, command_has(line, "keep-first"), fault);
}

static bool run_unmerge(const CommandLine *line, Fault *fault)
{
    Work        work;
    PersonMerge merge;
    int64_t     merge_id = 0;

    if (!read_id(&merge_id, line, 0, fault))
        return false;
    bool const ok = open_work(&work, line, HOUSE_WRITE, fault) &&
                    intake_unmerge_persons(&merge, work.house, &work.job, merge_id,
                                           command_value(line, "reason", SV("")), fault) &&
                    intake_commit(work.house, fault);
    if (ok)
        (void)fprintf(line->out,
                      line->language == LANGUAGE_EN ? "%lld and %lld are two persons again\n"
                                                    : "%lld 与 %lld 已恢复为两人\n",
                      (long long)merge.kept_id, (long long)merge.merged_id);
    close_work(&work, HOUSE_WRITE);
    return ok;
}

static bool run_merges(const CommandLine *line, Fault *fault)
{
    static const char *const HEADS[][2] = {
        { "合并", "merge" }, { "保留", "kept" }, { "并入", "merged" },
        { "姓名", "name" },  { "时间", "at" },   { "撤销", "undone" },
    };
    Work              work;
    PersonMergeFilter filter = { .with_undone = true };
    PersonMerge      *merges = NULL;
    uint32_t          count = 0;
    TerminalTable     table = table_open(line->arena, MERGE_COLUMNS);

    if (line->argument_count && !read_id(&filter.person_id, line, 0, fault))
        return false;
    bool const ok = open_work(&work, line, HOUSE_READ, fault) &&
                    person_merge_list(&merges, &count, &work.registry, &filter, fault);
    add_heads(&table, line, HEADS, MERGE_COLUMNS);
    for (uint32_t i = 0; i < count && ok; i++) {
        table_add(&table, id_text(line, merges[i].merge_id));
        table_add(&table, id_text(line, merges[i].kept_id));
        table_add(&table, id_text(line, merges[i].merged_id));
        table_add(&table, merges[i].merged_name);
        table_add(&table, instant_format(line->arena, merges[i].merged_at));
        table_add(&table,
                  merges[i].undone_at ? instant_format(line->arena, merges[i].undone_at) : SV(""));
    }
    if (ok)
        table_print(&table, line->out);
    close_work(&work, HOUSE_READ);
    return ok;
}

#define REASON                                                                                     \
    {                                                                                              \
        "reason", "TEXT", "why, for the journal"                                                   \
    }

static const Command COMMANDS[] = {
    { "duplicates list",
      "",
      "pairs of residents who may be one, the most probable first",
      0,
      0,
      { { "state", "STATE", "open (the default), postponed, distinct or merged" },
        { "org", "CODE", "both belong to this organisation or below it" } },
      run_list },
    { "duplicates show",
      "PAIR",
      "the evidence, and what merging the two would do",
      1,
      1,
      { { 0 } },
      run_show },
    { "duplicates merge",
      "PAIR",
      "merge the two; the rules say who is kept",
      1,
      1,
      { REASON },
      run_merge_pair },
    { "duplicates distinct",
      "PAIR",
      "they are two people: the pair does not come again",
      1,
      1,
      { REASON },
      run_distinct },
    { "duplicates postpone", "PAIR", "decide later", 1, 1, { REASON }, run_postpone },
    { "duplicates reopen", "PAIR", "decide anew", 1, 1, { REASON }, run_reopen },
    { "person merge",
      "PERSON PERSON",
      "two persons are one: everything of the one becomes the other's",
      2,
      2,
      { REASON,
        { "keep-first", NULL, "keep the first; without it the rules say who is kept" },
        { "dry-run", NULL, "only say what would happen" } },
      run_merge },
    { "person unmerge",
      "MERGE",
      "undo a merge: what moved goes back",
      1,
      1,
      { REASON },
      run_unmerge },
    { "person merges", "[PERSON]", "who was merged into whom", 0, 1, { { 0 } }, run_merges },
};

const CommandList CLI_MERGE_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
