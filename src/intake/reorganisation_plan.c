/* A plan of a reorganisation as a file: rows and columns, in either language. */
#include <stdio.h>

#include "base/limits.h"
#include "codec/csv_reader.h"
#include "codec/csv_writer.h"
#include "intake/reorganisation.h"

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

typedef enum {
    COLUMN_ACTION,
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_KIND,
    COLUMN_REGION,
    COLUMN_PARENT,
    COLUMN_INTO,
    COLUMN_TREE,
    COLUMN_COUNT,
} PlanColumn;

static const struct {
    Str          heading;
    ProblemPlace at;
} COLUMNS[COLUMN_COUNT] = {
    [COLUMN_ACTION] = { LITERAL("action"), PROBLEM_PLACE("action", "动作", "action") },
    [COLUMN_CODE] = { LITERAL("code"), PROBLEM_PLACE("code", "机构代码", "code") },
    [COLUMN_NAME] = { LITERAL("name"), PROBLEM_PLACE("name", "机构名称", "name") },
    [COLUMN_KIND] = { LITERAL("kind"), PROBLEM_PLACE("kind", "机构类别", "kind of institution") },
    [COLUMN_REGION] = { LITERAL("region_code"), PROBLEM_PLACE("region", "行政区划代码", "region") },
    [COLUMN_PARENT] = { LITERAL("parent_code"),
                        PROBLEM_PLACE("parent", "上级机构代码", "organisation above") },
    [COLUMN_INTO] = { LITERAL("into_code"),
                      PROBLEM_PLACE("into", "并入机构代码", "organisation to merge into") },
    [COLUMN_TREE] = { LITERAL("tree"), PROBLEM_PLACE("tree", "机构关系", "tree") },
};

/* What an action needs (1), may have (2), and has nothing to do with (0). */
static const struct {
    Str   name;
    Label label;
    char  use[COLUMN_COUNT];
} ACTIONS[REORGANISATION_ACTION_COUNT] = {
    [REORGANISATION_CREATE] = { LITERAL("create"),
                                { LITERAL("新建"), LITERAL("create") },
                                { 1, 1, 1, 1, 1, 1, 0, 0 } },
    [REORGANISATION_MERGE] = { LITERAL("merge"),
                               { LITERAL("并入"), LITERAL("merge") },
                               { 1, 1, 0, 0, 0, 0, 1, 0 } },
    [REORGANISATION_MOVE] = { LITERAL("move"),
                              { LITERAL("划转"), LITERAL("move") },
                              { 1, 1, 0, 0, 0, 1, 0, 2 } },
    [REORGANISATION_LEAVE] = { LITERAL("leave"),
                               { LITERAL("退出"), LITERAL("leave") },
                               { 1, 1, 0, 0, 0, 0, 0, 1 } },
    [REORGANISATION_CHANGE] = { LITERAL("change"),
                                { LITERAL("变更"), LITERAL("change") },
                                { 1, 1, 2, 2, 0, 0, 0, 0 } },
};

Str reorganisation_action_name(ReorganisationAction action)
{
    return ACTIONS[action].name;
}

Label reorganisation_action_label(ReorganisationAction action)
{
    return ACTIONS[action].label;
}

/* ---- reading ---------------------------------------------------------------------------- */

typedef struct {
    Arena     *arena;
    Problems  *problems;
    CsvReader *csv;
    uint32_t   at[COLUMN_COUNT]; /* where the file has it; UINT32_MAX: it has not */
} Sheet;

static bool read_headings(Sheet *sheet, Fault *fault)
{
    const Str *headings = NULL;
    uint32_t   count = 0;

    if (!csv_reader_header(&headings, sheet->csv, &count, fault))
        return false;
    for (int i = 0; i < COLUMN_COUNT; i++)
        sheet->at[i] = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        int column = 0;

        while (column < COLUMN_COUNT && !str_equal(headings[i], COLUMNS[column].heading) &&
               !str_equal(headings[i], COLUMNS[column].at.name.zh))
            column++;
        if (column < COLUMN_COUNT)
            sheet->at[column] = i;
        else if (headings[i].len)
            problem_add(sheet->problems, PROBLEM_UNKNOWN_FIELD, COLUMNS[COLUMN_ACTION].at)->text =
                (Label){ str_copy(sheet->arena, headings[i]), str_copy(sheet->arena, headings[i]) };
    }
    for (int i = COLUMN_ACTION; i <= COLUMN_CODE; i++)
        if (sheet->at[i] == UINT32_MAX)
            problem_add(sheet->problems, PROBLEM_REQUIRED, COLUMNS[i].at);
    return true;
}

static ProblemPlace place_of(PlanColumn column, uint32_t line)
{
    ProblemPlace at = COLUMNS[column].at;

    at.row = line;
    return at;
}

static Str cell(const Sheet *sheet, const CsvRow *row, PlanColumn column)
{
    uint32_t const at = sheet->at[column];

    return at == UINT32_MAX ? SV("") : str_copy(sheet->arena, str_trim(row->fields[at]));
}

static bool find_action(ReorganisationAction *out, Str text)
{
    for (int i = 0; i < REORGANISATION_ACTION_COUNT; i++)
        if (str_equal(text, ACTIONS[i].name) || str_equal(text, ACTIONS[i].label.zh)) {
            *out = (ReorganisationAction)i;
            return true;
        }
    return false;
}

static void check_cells(Problems *problems, const ReorganisationStep *step, const Str *cells)
{
    const char *const use = ACTIONS[step->action].use;

    for (int i = COLUMN_CODE; i < COLUMN_COUNT; i++)
        if (use[i] == 1 && cells[i].len == 0)
            problem_add(problems, PROBLEM_REQUIRED, place_of((PlanColumn)i, step->line));
        else if (use[i] == 0 && cells[i].len)
            problem_add(problems, PROBLEM_NOT_ALLOWED, place_of((PlanColumn)i, step->line));
    if (step->action == REORGANISATION_CHANGE && step->name.len == 0 && step->kind.len == 0)
        problem_add(problems, PROBLEM_REQUIRED, place_of(COLUMN_NAME, step->line));
}

/* False: the row is none, and a problem says so. */
static bool read_step(ReorganisationStep *out, const Sheet *sheet, const CsvRow *row)
{
    Str cells[COLUMN_COUNT];

    if (row->fault.code != FAULT_NONE) {
        problem_add(sheet->problems, PROBLEM_RULE, place_of(COLUMN_ACTION, row->line))->text =
            (Label){ SV("该行不是有效的CSV行"),
                     str_copy(sheet->arena, str_from_c(row->fault.message)) };
        return false;
    }
    for (int i = 0; i < COLUMN_COUNT; i++)
        cells[i] = cell(sheet, row, (PlanColumn)i);
    *out = (ReorganisationStep){
        .line = row->line,
        .code = cells[COLUMN_CODE],
        .name = cells[COLUMN_NAME],
        .kind = cells[COLUMN_KIND],
        .region = cells[COLUMN_REGION],
        .parent = cells[COLUMN_PARENT],
        .into = cells[COLUMN_INTO],
        .tree = cells[COLUMN_TREE],
    };
    if (!find_action(&out->action, cells[COLUMN_ACTION])) {
        problem_add(sheet->problems,
                    cells[COLUMN_ACTION].len ? PROBLEM_UNKNOWN_CODE : PROBLEM_REQUIRED,
                    place_of(COLUMN_ACTION, row->line));
        return false;
    }
    check_cells(sheet->problems, out, cells);
    return true;
}

static bool read_steps(ReorganisationPlan *plan, Sheet *sheet, Fault *fault)
{
    uint32_t      capacity = 0;
    const CsvRow *row = NULL;

    while (csv_reader_next(&row, sheet->csv, fault)) {
        ReorganisationStep step = { 0 };

        if (!row)
            return true;
        if (plan->count == LIMIT_REORGANISATION_STEPS)
            return fault_set(fault, FAULT_TOO_LARGE, "a plan has at most %d rows",
                             LIMIT_REORGANISATION_STEPS);
        if (!read_step(&step, sheet, row))
            continue;
        plan->steps = arena_grow(sheet->arena, plan->steps, plan->count, &capacity, sizeof step);
        plan->steps[plan->count++] = step;
    }
    return false;
}

bool reorganisation_parse(ReorganisationPlan *out, Arena *arena, Str text, Problems *problems,
                          Fault *fault)
{
    CsvOptions const options = { .charset = CHARSET_DETECT };
    Sheet            sheet = { .arena = arena, .problems = problems };
    Str const        copy = str_copy(arena, text.len ? text : SV("\n"));
    FILE            *file = fmemopen((void *)(uintptr_t)copy.ptr, copy.len, "rb");
    bool             ok = false;

    *out = (ReorganisationPlan){ 0 };
    if (!file)
        return fault_set(fault, FAULT_IO, "cannot read the plan");
    if (!csv_reader_open(&sheet.csv, arena, file, options, fault) || !read_headings(&sheet, fault))
        goto done;
    if (problems->error_count == 0 && !read_steps(out, &sheet, fault))
        goto done;
    if (problems->error_count == 0 && out->count == 0)
        problem_add(problems, PROBLEM_REQUIRED, COLUMNS[COLUMN_ACTION].at);
    ok = problems->error_count == 0 || problems_refuse(problems, fault);

done:
    csv_reader_close(&sheet.csv);
    (void)fclose(file);
    return ok || fault_context(fault, "reading the plan");
}

/* ---- writing ---------------------------------------------------------------------------- */

void reorganisation_format(Buf *out, const ReorganisationPlan *plan)
{
    CsvWriter csv = csv_open(out, CSV_EXACT);

    for (int i = 0; i < COLUMN_COUNT; i++)
        csv_add_field(&csv, COLUMNS[i].heading);
    csv_end_row(&csv);
    for (uint32_t i = 0; i < plan->count; i++) {
        const ReorganisationStep *const step = &plan->steps[i];
        const Str                       cells[COLUMN_COUNT] = {
                                  ACTIONS[step->action].name,
                                  step->code,
                                  step->name,
                                  step->kind,
                                  step->region,
                                  step->parent,
                                  step->into,
                                  step->tree,
        };

        for (int j = 0; j < COLUMN_COUNT; j++)
            csv_add_field(&csv, cells[j]);
        csv_end_row(&csv);
    }
}
