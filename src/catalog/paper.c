#include "catalog/paper.h"

#include "catalog/wording.h"
#include "codec/markdown.h"

/* Markdown has six levels of headings; sections within sections go on at the last. */
enum { HEADING_FORM = 2, HEADING_LEVEL_MAX = 6 };

typedef struct {
    Buf           *out;
    Arena         *arena; /* of one form */
    const Catalog *catalog;
} Paper;

static void add_label(Paper *paper, Label label)
{
    markdown_add_text(paper->out, label.zh);
    buf_add_c(paper->out, " | ");
    markdown_add_text(paper->out, label.en);
}

static void add_heading(Paper *paper, uint32_t level, Label label)
{
    buf_add_times(paper->out, '#', level < HEADING_LEVEL_MAX ? level : HEADING_LEVEL_MAX);
    buf_add_char(paper->out, ' ');
    add_label(paper, label);
    buf_add_c(paper->out, "\n\n");
}

static void add_source(Paper *paper, Str source)
{
    if (!source.len)
        return;
    buf_add_c(paper->out, "  依据 | source: ");
    markdown_add_text(paper->out, source);
    buf_add_char(paper->out, '\n');
}

static void add_expr(Paper *paper, const char *zh_en, const Expr *expr)
{
    buf_add_c(paper->out, zh_en);
    buf_add_char(paper->out, '`');
    buf_add(paper->out, wording_expr(paper->arena, expr));
    buf_add_char(paper->out, '`');
}

static void add_date(Paper *paper, const char *zh_en, Date date)
{
    buf_add_c(paper->out, zh_en);
    buf_add(paper->out, date_format(paper->arena, date));
}

static void add_validity(Paper *paper, Validity validity)
{
    if (validity.from.days != DATE_MIN.days)
        add_date(paper, "; 起 | from ", validity.from);
    if (validity.until.days != DATE_MAX.days)
        add_date(paper, "; 止 | until ", validity.until);
}

static void add_range(Paper *paper, const Field *field, const char *zh_en, int64_t low,
                      int64_t high)
{
    buf_add_c(paper->out, zh_en);
    buf_add(paper->out, wording_bound(paper->arena, field, low));
    buf_add_c(paper->out, "..");
    buf_add(paper->out, wording_bound(paper->arena, field, high));
}

/* ---- a field -------------------------------------------------------------------------------- */

/* Many units are written the same in both languages. */
static void add_unit(Paper *paper, const Unit *unit)
{
    buf_add_c(paper->out, ", ");
    if (str_equal(unit->label.zh, unit->label.en))
        markdown_add_text(paper->out, unit->label.zh);
    else
        add_label(paper, unit->label);
}

static void add_filling(Paper *paper, const Field *field)
{
    add_label(paper, wording_type(paper->arena, paper->catalog, field));
    if (field->type.kind == TYPE_NUMBER && field->type.unit != UNIT_NONE)
        add_unit(paper, &paper->catalog->units[field->type.unit]);
    if (field->has_range)
        add_range(paper, field, "; 范围 | range ", field->low, field->high);
    if (field->has_usual)
        add_range(paper, field, "; 通常 | usually ", field->usual_low, field->usual_high);
}

static void add_duty(Paper *paper, const Field *field)
{
    if (field->when)
        add_expr(paper, "; 适用 | applies when ", field->when);
    if (field->required_when)
        add_expr(paper, "; 必填 | required when ", field->required_when);
    else if (field->required)
        buf_add_c(paper->out, "; 必填 | required");
    if (field->sensitive)
        buf_add_c(paper->out, "; 敏感 | sensitive");
    add_validity(paper, field->validity);
}

static void add_names_elsewhere(Paper *paper, const Field *field)
{
    if (!field->loinc.len && !field->element.len)
        return;
    buf_add_c(paper->out, "  标准代码 | standard codes:");
    if (field->loinc.len)
        buf_add_format(paper->out, " LOINC %.*s", (int)field->loinc.len, field->loinc.ptr);
    if (field->element.len)
        buf_add_format(paper->out, " 数据元 | data element %.*s", (int)field->element.len,
                       field->element.ptr);
    buf_add_char(paper->out, '\n');
}

static void add_choices(Paper *paper, const CodeSet *set)
{
    for (uint32_t i = 0; i < set->value_count; i++) {
        const CodeValue *const value = &set->values[i];

        buf_add_format(paper->out, "  - □ %.*s ", (int)value->code.len, value->code.ptr);
        add_label(paper, value->label);
        if (value->alone)
            buf_add_c(paper->out, "; 独选 | excludes the others");
        add_validity(paper, value->validity);
        buf_add_char(paper->out, '\n');
    }
}

static void add_field(Paper *paper, const Field *field)
{
    const CodeSet *const set = wording_codes(paper->catalog, field);

    buf_add_c(paper->out, "- **");
    add_label(paper, field->label);
    buf_add_format(paper->out, "** `%.*s`: ", (int)field->name.len, field->name.ptr);
    add_filling(paper, field);
    add_duty(paper, field);
    if (field->derive)
        add_expr(paper, "; 计算 | computed ", field->derive);
    buf_add_char(paper->out, '\n');
    if (field->help.zh.len) {
        buf_add_c(paper->out, "  说明 | help: ");
        add_label(paper, field->help);
        buf_add_char(paper->out, '\n');
    }
    add_names_elsewhere(paper, field);
    add_source(paper, field->source);
    if (set)
        add_choices(paper, set);
}

/* ---- a form --------------------------------------------------------------------------------- */

static void add_list(Paper *paper, const FormList *list, uint32_t level)
{
    add_heading(paper, level, list->label);
    buf_add_format(paper->out, "`%.*s`: 至多%u行 | at most %u rows\n\n", (int)list->name.len,
                   list->name.ptr, list->rows_max, list->rows_max);
    for (uint32_t i = 0; i < list->field_count; i++)
        add_field(paper, &list->fields[i]);
}

/* A heading ends what is above it; where fields go on after a section or a list, a
 * rule does. */
static void add_layout(Paper *paper, const Form *form)
{
    uint32_t level = HEADING_FORM + 1;
    bool     is_closed = false; /* a section or list has just ended */

    for (uint32_t i = 0; i < form->layout_count; i++) {
        const LayoutItem *const item = &form->layout[i];
        bool const is_heading = item->kind == LAYOUT_SECTION || item->kind == LAYOUT_LIST;

        if (is_heading && i > 0 && form->layout[i - 1].kind != LAYOUT_SECTION)
            buf_add_char(paper->out, '\n');
        if (is_closed && item->kind == LAYOUT_FIELD)
            buf_add_c(paper->out, "\n---\n\n");
        is_closed = item->kind == LAYOUT_LIST || item->kind == LAYOUT_SECTION_END;
        switch (item->kind) {
        case LAYOUT_SECTION: add_heading(paper, level++, item->label); break;
        case LAYOUT_SECTION_END: level--; break;
        case LAYOUT_FIELD: add_field(paper, &form->fields[item->index]); break;
        case LAYOUT_LIST: add_list(paper, &form->lists[item->index], level); break;
        }
    }
    buf_add_char(paper->out, '\n');
}

static void add_checks(Paper *paper, const Form *form)
{
    static const char *const SEVERITIES[] = {
        [CHECK_ERROR] = "错误 | error",
        [CHECK_WARNING] = "存疑 | warning",
    };

    if (form->check_count)
        add_heading(paper, HEADING_FORM + 1, (Label){ SV("校验"), SV("Checks") });
    for (uint32_t i = 0; i < form->check_count; i++) {
        const Check *const check = &form->checks[i];

        buf_add_format(paper->out, "- %s: ", SEVERITIES[check->severity]);
        add_label(paper, check->message);
        if (check->list != CATALOG_NONE) {
            Str const list = form->lists[check->list].name;
            buf_add_format(paper->out, "; 每行 | each row of `%.*s`", (int)list.len, list.ptr);
        }
        add_expr(paper, "; 须成立 | must hold ", check->expr);
        add_validity(paper, check->validity);
        buf_add_char(paper->out, '\n');
        add_source(paper, check->source);
    }
    if (form->check_count)
        buf_add_char(paper->out, '\n');
}

static void add_advice(Paper *paper, const Form *form)
{
    static const char *const URGENCIES[] = {
        [ADVICE_NOTE] = "提示 | note",
        [ADVICE_SOON] = "尽快 | soon",
        [ADVICE_URGENT] = "紧急 | urgent",
    };

    if (form->advice_count)
        add_heading(paper, HEADING_FORM + 1, (Label){ SV("提示"), SV("Advice") });
    for (uint32_t i = 0; i < form->advice_count; i++) {
        const Advice *const advice = &form->advice[i];

        buf_add_format(paper->out, "- %s: ", URGENCIES[advice->urgency]);
        add_label(paper, advice->text);
        add_expr(paper, "; 当 | when ", advice->expr);
        add_validity(paper, advice->validity);
        buf_add_char(paper->out, '\n');
        add_source(paper, advice->source);
    }
    if (form->advice_count)
        buf_add_char(paper->out, '\n');
}

static void add_form(Paper *paper, const Form *form, bool is_register)
{
    arena_reset(paper->arena);
    add_heading(paper, HEADING_FORM, form->label);
    buf_add_format(paper->out, "`%.*s`: %s", (int)form->name.len, form->name.ptr,
                   is_register        ? "登记簿 | register"
                   : form->is_service ? "服务记录 | service"
                                      : "管理记录 | administrative");
    if (!is_register && form->subject != SUBJECT_PERSON) {
        buf_add_c(paper->out, "; 关于 | about ");
        add_label(paper, paper->catalog->registers[form->subject].label);
    }
    buf_add_char(paper->out, '\n');
    add_source(paper, form->source);
    buf_add_char(paper->out, '\n');
    add_layout(paper, form);
    add_checks(paper, form);
    add_advice(paper, form);
}

void paper_print(Buf *out, const Catalog *catalog)
{
    Paper paper = { .out = out, .arena = arena_open(), .catalog = catalog };

    for (uint32_t i = 0; i < catalog->register_count; i++)
        add_form(&paper, &catalog->registers[i].form, true);
    for (uint32_t i = 0; i < catalog->form_count; i++)
        if (catalog->forms[i].programme == CATALOG_NONE)
            add_form(&paper, &catalog->forms[i], false);
    for (uint32_t i = 0; i < catalog->programme_count; i++) {
        const Programme *const programme = &catalog->programmes[i];

        if (programme->form_count)
            add_heading(&paper, 1, programme->label);
        for (uint32_t j = 0; j < programme->form_count; j++)
            add_form(&paper, &catalog->forms[programme->forms[j]], false);
    }
    arena_close(&paper.arena);
}
