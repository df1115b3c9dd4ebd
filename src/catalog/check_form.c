/* Forms and registers: their fields first, then everything that is computed. */
#include "base/limits.h"
#include "catalog/check_private.h"

/* ---- declaring: names and types ------------------------------------------------------ */

/* Columns that every record has; a field cannot be called so. */
static const char *const RESERVED[] = {
    "person_id",     "record_id",     "occurred_on", "organisation_id",
    "worker_id",     "recorded_at",   "recorded_by", "catalogue_version",
    "revision",      "row_no",        "entry_id",    "region_id",
    "superseded_at", "superseded_by", "void_reason", "date",
    "day",           "age",           "sex",
};

static bool check_not_reserved(Checker *checker, Name name, Str reserved)
{
    if (!str_equal(name.text, reserved))
        return true;
    diagnose(checker->diagnostics, name.span, "'%.*s' is a name that every record has",
             (int)reserved.len, reserved.ptr)
        ->expected = SV("another name for the field");
    return false;
}

static bool check_field_name(Checker *checker, Name name)
{
    if (!check_name(checker, name, "a field"))
        return false;
    for (size_t i = 0; i < COUNT_OF(RESERVED); i++)
        if (!check_not_reserved(checker, name, str_from_c(RESERVED[i])))
            return false;
    return true;
}

static bool check_field_range(Checker *checker, Field *field, const AstItem *item)
{
    bool ok = true;

    if (item->type.has_range) {
        field->has_range = true;
        ok = check_number(checker, item->type.low, item->type.range_span, field->type,
                          &field->low) &&
             check_number(checker, item->type.high, item->type.range_span, field->type,
                          &field->high);
        if (ok && field->low > field->high)
            diagnose(checker->diagnostics, item->type.range_span, "the range is empty")->expected =
                SV("the smaller number first");
    }
    if (item->has_usual && field->type.kind != TYPE_NUMBER) {
        diagnose(checker->diagnostics, item->usual_span, "only numbers have a usual range")
            ->expected = SV("usual after int, decimal or money");
        return false;
    }
    if (item->has_usual && ok) {
        field->has_usual = true;
        ok = check_number(checker, item->usual_low, item->usual_span, field->type,
                          &field->usual_low) &&
             check_number(checker, item->usual_high, item->usual_span, field->type,
                          &field->usual_high);
        if (ok && field->usual_low > field->usual_high)
            diagnose(checker->diagnostics, item->usual_span, "the range is empty")->expected =
                SV("the smaller number first");
        if (ok && field->has_range &&
            (field->usual_low < field->low || field->usual_high > field->high))
            diagnose(checker->diagnostics, item->usual_span,
                     "the usual range reaches beyond the possible one")
                ->expected =
                str_format(checker->arena, "numbers within %.*s..%.*s", (int)item->type.low.len,
                           item->type.low.ptr, (int)item->type.high.len, item->type.high.ptr);
    }
    return ok;
}

static void fill_field(Checker *checker, Field *field, const AstItem *item)
{
    *field = (Field){
        .name = item->name.text,
        .label = check_label(item->label),
        .is_money = str_equal(item->type.keyword.text, SV("money")),
        .required = item->required,
        .loinc = item->loinc,
        .element = item->element,
        .source = item->source,
        .help = check_label(item->help),
        .sensitive = item->sensitive,
        .validity = check_validity(checker, item->validity, item->span),
    };
    if (item->kind == ITEM_LET && !item->label.zh.len)
        field->label = (Label){ item->name.text, item->name.text };
    if (item->has_type && check_type(checker, &item->type, &field->type))
        (void)check_field_range(checker, field, item);
}

static void add_layout(Checker *checker, FormDraft *draft, LayoutKind kind, uint32_t index,
                       Label label)
{
    Form *const form = draft->form;

    draft->layout = arena_grow(checker->arena, draft->layout, form->layout_count,
                               &draft->layout_capacity, sizeof(LayoutItem));
    draft->layout[form->layout_count++] = (LayoutItem){ kind, index, label };
    form->layout = draft->layout;
}

static uint32_t count_items(const AstItem *items, uint32_t count, ItemKind kind)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < count; i++) {
        found += items[i].kind == kind;
        if (items[i].kind == ITEM_SECTION)
            found += count_items(items[i].items, items[i].item_count, kind);
    }
    return found;
}

static bool claim_name(Checker *checker, NameMap *names, const NameMap *others, Name name)
{
    bool is_new = false;

    if (!check_field_name(checker, name))
        return false;
    if (!others || name_map_find(others, name.text) == MAP_ABSENT)
        (void)name_map_add(names, name.text, &is_new);
    if (!is_new)
        diagnose(checker->diagnostics, name.span, "'%.*s' is declared twice", (int)name.text.len,
                 name.text.ptr)
            ->expected = SV("another name in this form");
    return is_new;
}

static bool claim_room(Checker *checker, uint32_t count, Span span)
{
    if (count < LIMIT_FORM_FIELDS)
        return true;
    diagnose(checker->diagnostics, span, "more than %d fields", LIMIT_FORM_FIELDS)->expected =
        SV("two forms, or a list");
    return false;
}

static void declare_field(Checker *checker, FormDraft *draft, const AstItem *item)
{
    uint32_t const index = draft->form->field_count;

    if (!claim_room(checker, index, item->span) ||
        !claim_name(checker, &draft->field_names, &draft->list_names, item->name))
        return;
    draft->drafts[index] = (FieldDraft){ .ast = item };
    fill_field(checker, &draft->fields[index], item);
    draft->form->field_count++;
    add_layout(checker, draft, LAYOUT_FIELD, index, (Label){ 0 });
}

static uint32_t declare_list_fields(Checker *checker, const AstItem *item, NameMap *names,
                                    Field *fields)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < item->item_count; i++) {
        const AstItem *const inner = &item->items[i];

        if (inner->kind == ITEM_CHECK || inner->kind == ITEM_WARN)
            continue;
        if (inner->kind != ITEM_FIELD)
            diagnose(checker->diagnostics, inner->span, "this cannot stand in a list")->expected =
                SV("fields and checks");
        else if (claim_room(checker, count, inner->span) &&
                 claim_name(checker, names, NULL, inner->name))
            fill_field(checker, &fields[count++], inner);
    }
    return count;
}

static void declare_list(Checker *checker, FormDraft *draft, const AstItem *item)
{
    uint32_t const index = draft->form->list_count;
    Field *const   fields = arena_array(checker->arena, item->item_count, sizeof(Field));

    if (!claim_name(checker, &draft->list_names, &draft->field_names, item->name))
        return;
    draft->list_field_names[index] = name_map_open(checker->arena);
    draft->list_asts[index] = item;
    draft->list_fields[index] = fields;
    draft->lists[index] = (FormList){
        .name = item->name.text,
        .table = str_format(checker->arena, "%.*s_%.*s", (int)draft->form->table.len,
                            draft->form->table.ptr, (int)item->name.text.len, item->name.text.ptr),
        .label = check_label(item->label),
        .rows_max = item->rows_max,
        .fields = fields,
        .field_count = declare_list_fields(checker, item, &draft->list_field_names[index], fields),
    };
    draft->form->list_count++;
    if (count_items(item->items, item->item_count, ITEM_FIELD) == 0 && !checker->ast->is_incomplete)
        diagnose(checker->diagnostics, item->name.span, "a list without fields")->expected =
            SV("its fields, deeper than it");
    add_layout(checker, draft, LAYOUT_LIST, index, (Label){ 0 });
}

static void declare_items(Checker *checker, FormDraft *draft, const AstItem *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const AstItem *const item = &items[i];

        switch (item->kind) {
        case ITEM_FIELD:
        case ITEM_LET: declare_field(checker, draft, item); break;
        case ITEM_LIST: declare_list(checker, draft, item); break;
        case ITEM_SECTION:
            add_layout(checker, draft, LAYOUT_SECTION, 0, check_label(item->label));
            declare_items(checker, draft, item->items, item->item_count);
            add_layout(checker, draft, LAYOUT_SECTION_END, 0, (Label){ 0 });
            break;
        case ITEM_CHECK:
        case ITEM_WARN:
        case ITEM_ADVISE: break;
        }
    }
}

static void declare_form(Checker *checker, FormDraft *draft, const AstForm *ast, Form *form)
{
    Arena *const   arena = checker->arena;
    uint32_t const lists = count_items(ast->items, ast->item_count, ITEM_LIST);
    uint32_t const fields = count_items(ast->items, ast->item_count, ITEM_FIELD) +
                            count_items(ast->items, ast->item_count, ITEM_LET);

    draft->ast = ast;
    draft->form = form;
    form->is_service = ast->is_service;
    form->source = ast->source;
    draft->field_names = name_map_open(arena);
    draft->fields = arena_array(arena, fields, sizeof(Field));
    draft->drafts = arena_array(arena, fields, sizeof(FieldDraft));
    draft->derived = arena_array(arena, fields, sizeof(uint32_t));
    draft->lists = arena_array(arena, lists, sizeof(FormList));
    draft->list_asts = arena_array(arena, lists, sizeof(AstItem *));
    draft->list_names = name_map_open(arena);
    draft->list_fields = arena_array(arena, lists, sizeof(Field *));
    draft->list_field_names = arena_array(arena, lists, sizeof(NameMap));
    form->fields = draft->fields;
    form->derived = draft->derived;
    form->lists = draft->lists;
    declare_items(checker, draft, ast->items, ast->item_count);
    if (fields == 0 && !checker->ast->is_incomplete)
        diagnose(checker->diagnostics, ast->name.span, "a form without fields")->expected =
            SV("its fields, deeper than it");
}

/* "hypertension.followup" becomes hypertension_followup. */
static Str table_name(Checker *checker, Str name)
{
    char *const table = arena_alloc(checker->arena, name.len + 1);

    for (size_t i = 0; i < name.len; i++)
        table[i] = name.ptr[i] == '.' ? '_' : name.ptr[i];
    return (Str){ table, name.len };
}

static void add_form(Checker *checker, const AstForm *ast, uint32_t programme, Name owner)
{
    Str const name = owner.text.len
                         ? str_format(checker->arena, "%.*s.%.*s", (int)owner.text.len,
                                      owner.text.ptr, (int)ast->name.text.len, ast->name.text.ptr)
                         : ast->name.text;
    bool      is_new = false;

    (void)check_name(checker, ast->name, "a form");
    uint32_t const index = name_map_add(&checker->form_names, name, &is_new);
    if (!is_new) {
        diagnose(checker->diagnostics, ast->name.span, "'%.*s' is declared twice", (int)name.len,
                 name.ptr)
            ->expected = SV("another name for a form");
        return;
    }
    Form *const form = &checker->forms[index];
    *form = (Form){
        .name = name,
        .table = table_name(checker, name),
        .label = check_label(ast->label),
        .programme = programme,
        .subject = SUBJECT_PERSON,
    };
    if (ast->subject.text.len && !str_equal(ast->subject.text, SV("person"))) {
        form->subject = name_map_find(&checker->register_names, ast->subject.text);
        if (form->subject == MAP_ABSENT)
            check_unknown(checker, ast->subject, "register", checker->register_names.names,
                          checker->register_names.count);
    }
    checker->catalog->form_count = index + 1;
    declare_form(checker, &checker->form_drafts[index], ast, form);
}

void check_declare_registers(Checker *checker)
{
    uint32_t index = 0;

    checker->registers =
        arena_array(checker->arena, checker->ast->register_count, sizeof(Register));
    for (uint32_t i = 0; i < checker->ast->register_count; i++) {
        const AstRegister *const ast = &checker->ast->registers[i];

        if (check_is_type_word(ast->name.text))
            diagnose(checker->diagnostics, ast->name.span, "'%.*s' is a type already",
                     (int)ast->name.text.len, ast->name.text.ptr)
                ->expected = SV("another name for a register");
        if (!check_room(checker, checker->register_names.count, ast->name.span))
            return;
        if (!check_declare(checker, &checker->register_names, ast->name, "a register", &index))
            continue;
        Register *const declared = &checker->registers[index];
        declared->name = ast->name.text;
        declared->label = check_label(ast->label);
        declared->form = (Form){
            .name = ast->name.text,
            .table = ast->name.text,
            .label = declared->label,
            .programme = CATALOG_NONE,
            .subject = index,
        };
        checker->catalog->register_count = index + 1;
    }
}

void check_declare_forms(Checker *checker)
{
    const Ast *const ast = checker->ast;
    uint32_t         forms = ast->form_count;

    for (uint32_t i = 0; i < ast->programme_count; i++)
        forms += ast->programmes[i].form_count;
    checker->forms = arena_array(checker->arena, forms, sizeof(Form));
    checker->form_drafts = arena_array(checker->arena, forms, sizeof(FormDraft));
    checker->register_drafts = arena_array(checker->arena, ast->register_count, sizeof(FormDraft));

    for (uint32_t i = 0; i < ast->register_count; i++) {
        uint32_t const index = name_map_find(&checker->register_names, ast->registers[i].name.text);
        if (index != MAP_ABSENT && !checker->register_drafts[index].form)
            declare_form(checker, &checker->register_drafts[index], &ast->registers[i].form,
                         &checker->registers[index].form);
    }
    for (uint32_t i = 0; i < ast->form_count; i++)
        add_form(checker, &ast->forms[i], CATALOG_NONE, (Name){ 0 });
    for (uint32_t i = 0; i < ast->programme_count; i++) {
        const AstProgramme *const programme = &ast->programmes[i];
        uint32_t const index = name_map_find(&checker->programme_names, programme->name.text);

        if (checker->programme_drafts[index].ast != programme)
            continue; /* it is declared twice */
        for (uint32_t j = 0; j < programme->form_count; j++)
            add_form(checker, &programme->forms[j], index, programme->name);
    }
}

/* Tables and indexes that the program itself has; a form's table cannot have one of
 * these names. intake/definition_test.c compares them with those of a store. */
static const char *const OWN_NAMES[] = {
    "account",
    "audit",
    "audit_by_account",
    "audit_by_subject",
    "audit_by_time",
    "card_key",
    "card_policy",
    "card_scan",
    "card_scan_by_time",
    "card_secret",
    "catalogue",
    "catalogue_source",
    "due",
    "due_at_place",
    "duplicate",
    "duplicate_by_high",
    "duplicate_by_merge",
    "duplicate_by_state",
    "enrolment",
    "health_card",
    "health_card_by_id",
    "health_card_by_number",
    "health_card_history",
    "household",
    "household_by_head",
    "household_by_organisation",
    "household_history",
    "meta",
    "migration",
    "organisation",
    "organisation_by_parent",
    "organisation_edge",
    "organisation_edge_by_parent",
    "organisation_edge_history",
    "organisation_edge_history_by_organisation",
    "organisation_history",
    "organisation_profile",
    "organisation_profile_history",
    "organisation_profile_history_by_organisation",
    "organisation_tree",
    "person",
    "person_alias",
    "person_alias_by_merge",
    "person_by_address",
    "person_by_citizen_id",
    "person_by_household",
    "person_by_name",
    "person_by_organisation",
    "person_by_phone",
    "person_by_record_number",
    "person_by_region",
    "person_history",
    "person_history_by_household",
    "person_identifier",
    "person_identifier_by_number",
    "person_identifier_history",
    "person_identifier_history_by_person",
    "person_identifier_in_use",
    "person_issue",
    "person_issue_of_person",
    "person_merge",
    "person_merge_by_kept",
    "person_merge_by_merged",
    "person_merge_row",
    "person_merge_stay",
    "person_name",
    "person_name_history",
    "person_name_history_by_person",
    "person_relation",
    "person_relation_by_other",
    "person_relation_history",
    "person_relation_history_by_person",
    "person_relation_history_by_relation",
    "person_seen",
    "person_term",
    "person_term_local",
    "population",
    "population_history",
    "quality_touched",
    "record_serial",
    "region",
    "region_by_parent",
    "region_history",
    "registry_version",
    "reorganisation",
    "residence",
    "residence_at_organisation",
    "residence_at_region",
    "residence_history",
    "residence_history_by_person",
    "session",
    "session_by_account",
    "sign_in_failure",
    "sign_in_failure_by_time",
    "submission",
    "tally",
    "vocabulary",
    "worker",
    "worker_by_organisation",
    "worker_history",
    "worker_identity",
    "worker_identity_by_citizen_id",
    "worker_identity_history",
    "worker_licence",
    "worker_licence_by_end",
    "worker_licence_by_number",
    "worker_licence_by_worker",
    "worker_licence_history",
    "worker_licence_history_by_worker",
    "worker_licence_rule",
    "worker_place",
    "worker_place_by_organisation",
    "worker_place_history",
    "worker_place_history_by_worker",
};

static void claim_table(Checker *checker, NameMap *tables, Str table, Span span)
{
    bool is_new = false;

    (void)name_map_add(tables, table, &is_new);
    if (!is_new || str_starts_with(table, SV("sqlite_")))
        diagnose(checker->diagnostics, span, "there is another table called '%.*s'", (int)table.len,
                 table.ptr)
            ->expected = SV("another name, so that each form and list has a table of its own");
}

static bool table_fits(Checker *checker, Str table, Span span)
{
    if (table.len <= LIMIT_TABLE_BYTES)
        return true;
    Diagnostic *const found =
        diagnose(checker->diagnostics, span, "the table '%.*s' has a name of %zu characters",
                 (int)table.len, table.ptr, table.len);
    found->expected = str_format(checker->arena, "at most %d", LIMIT_TABLE_BYTES);
    found->hint = SV("a shorter name of the programme, the form or the list: joined by _ they"
                     " name the table");
    return false;
}

/* Records about a register's entries have the entry's id in a column of its name. */
static void check_subject_column(Checker *checker, const FormDraft *draft)
{
    const Form *const form = draft->form;

    if (form->subject == SUBJECT_PERSON)
        return;
    Str const name = checker->registers[form->subject].name;
    Str const column = str_format(checker->arena, "%.*s_id", (int)name.len, name.ptr);
    for (uint32_t i = 0; i < form->field_count; i++)
        (void)check_not_reserved(checker, draft->drafts[i].ast->name, column);
    for (uint32_t i = 0; i < form->list_count; i++)
        for (uint32_t j = 0; j < draft->list_asts[i]->item_count; j++)
            (void)check_not_reserved(checker, draft->list_asts[i]->items[j].name, column);
}

static void claim_tables(Checker *checker, NameMap *tables, const FormDraft *draft, Span span)
{
    Str const table = draft->form->table;
    Str const history = str_format(checker->arena, "%.*s_history", (int)table.len, table.ptr);

    check_subject_column(checker, draft);
    if (table_fits(checker, history, span)) {
        claim_table(checker, tables, table, span);
        claim_table(checker, tables, history, span);
    }
    for (uint32_t i = 0; i < draft->form->list_count; i++) {
        Str const  list = draft->lists[i].table;
        Span const place = draft->list_asts[i]->name.span;

        if (table_fits(checker, list, place))
            claim_table(checker, tables, list, place);
    }
}

void check_tables(Checker *checker)
{
    NameMap tables = name_map_open(checker->arena);
    bool    is_new = false;

    for (size_t i = 0; i < COUNT_OF(OWN_NAMES); i++)
        (void)name_map_add(&tables, str_from_c(OWN_NAMES[i]), &is_new);
    for (uint32_t i = 0; i < checker->catalog->register_count; i++)
        if (checker->register_drafts[i].form)
            claim_tables(checker, &tables, &checker->register_drafts[i],
                         checker->register_drafts[i].ast->name.span);
    for (uint32_t i = 0; i < checker->catalog->form_count; i++)
        claim_tables(checker, &tables, &checker->form_drafts[i],
                     checker->form_drafts[i].ast->name.span);
}

uint32_t check_known_form(const Checker *checker, uint32_t programme, const Path *path)
{
    Str const name = check_path_name(checker, path).text;
    uint32_t  found = MAP_ABSENT;

    if (programme != CATALOG_NONE && path->count == 1) {
        Str const owner = checker->programme_names.names[programme];
        found = name_map_find(&checker->form_names,
                              str_format(checker->arena, "%.*s.%.*s", (int)owner.len, owner.ptr,
                                         (int)name.len, name.ptr));
    }
    return found == MAP_ABSENT ? name_map_find(&checker->form_names, name) : found;
}

uint32_t check_find_form(Checker *checker, const Scope *scope, const Path *path)
{
    uint32_t const found = check_known_form(checker, scope->programme, path);
    Name const     name = { check_path_name(checker, path).text, scope_place(scope, path->span) };

    if (found == MAP_ABSENT) {
        check_unknown(checker, name, "form", checker->form_names.names, checker->form_names.count);
        return CATALOG_NONE;
    }
    if (checker->forms[found].subject != scope->subject) {
        diagnose(checker->diagnostics, name.span, "that form is about something else")->expected =
            scope->subject == SUBJECT_PERSON
                ? SV("a form about persons")
                : str_format(checker->arena, "a form for %.*s",
                             (int)checker->registers[scope->subject].name.len,
                             checker->registers[scope->subject].name.ptr);
        return CATALOG_NONE;
    }
    return found;
}

/* ---- checking: everything that is computed ----------------------------------------------- */

/* Where a record is judged as a whole: also what else is known of its subject. */
static Scope judging_scope(FormDraft *draft)
{
    Scope scope = scope_of_record(draft);

    scope.programme = draft->form->programme;
    scope.has_history = true;
    scope.has_state = true;
    return scope;
}

/* A derived value may use the record, the person's birth and the parameters of
 * the day, so that it never changes when other records do. */
void check_derive(Checker *checker, FormDraft *draft, uint32_t index)
{
    Scope             scope = scope_of_record(draft);
    FieldDraft *const field = &draft->drafts[index];
    Type *const       type = &draft->fields[index].type;

    if (field->state != CHECK_WAITS || !field->ast->expr)
        return;
    field->state = CHECK_RUNS;
    scope.is_stored = true;
    const Expr *const expr = check_expression(checker, &scope, field->ast->expr, *type);
    if (expr && expr->type.kind == TYPE_TEXT) {
        diagnose(checker->diagnostics, field->ast->expr->span, "a text cannot be computed")
            ->expected = SV("length(field), or whether it is missing");
    } else if (expr) {
        draft->fields[index].derive = expr;
        *type = field->ast->has_type ? *type : expr->type;
        draft->derived[draft->form->derived_count++] = index;
    }
    field->state = CHECK_DONE;
}

/* The first field that an expression looks at: there its message is shown. */
static uint32_t first_field(const Expr *expr, uint32_t list)
{
    for (uint32_t i = 0; i < expr->slot_count; i++)
        if (expr->slots[i].kind == SLOT_FIELD &&
            expr->slots[i].sub == (list == CATALOG_NONE ? 0 : list + 1))
            return expr->slots[i].index;
    return CATALOG_NONE;
}

static void add_check(Checker *checker, FormDraft *draft, const AstItem *item, uint32_t list)
{
    Scope scope = list == CATALOG_NONE ? judging_scope(draft) : scope_of_record(draft);

    scope.list = list;
    if (!item->expr)
        return;
    const Expr *const expr = check_condition(checker, &scope, item->expr);
    if (!expr)
        return;
    draft->checks = arena_grow(checker->arena, draft->checks, draft->form->check_count,
                               &draft->check_capacity, sizeof(Check));
    draft->checks[draft->form->check_count++] = (Check){
        .severity = item->kind == ITEM_CHECK ? CHECK_ERROR : CHECK_WARNING,
        .expr = expr,
        .message = check_label(item->label),
        .source = item->source,
        .validity = check_validity(checker, item->validity, item->span),
        .field = first_field(expr, list),
        .list = list,
    };
    draft->form->checks = draft->checks;
}

static void add_advice(Checker *checker, FormDraft *draft, const AstItem *item)
{
    static const AdviceUrgency URGENCIES[] = {
        [URGENCY_NOTE] = ADVICE_NOTE,
        [URGENCY_SOON] = ADVICE_SOON,
        [URGENCY_URGENT] = ADVICE_URGENT,
    };
    Scope const scope = judging_scope(draft);

    if (!item->expr)
        return;
    const Expr *const expr = check_condition(checker, &scope, item->expr);
    if (!expr)
        return;
    draft->advice = arena_grow(checker->arena, draft->advice, draft->form->advice_count,
                               &draft->advice_capacity, sizeof(Advice));
    draft->advice[draft->form->advice_count++] = (Advice){
        .urgency = URGENCIES[item->urgency],
        .expr = expr,
        .text = check_label(item->label),
        .source = item->source,
        .validity = check_validity(checker, item->validity, item->span),
    };
    draft->form->advice = draft->advice;
}

static void check_field_conditions(Checker *checker, const Scope *scope, Field *field,
                                   const AstItem *item)
{
    if (item->when)
        field->when = check_condition(checker, scope, item->when);
    if (item->required_when)
        field->required_when = check_condition(checker, scope, item->required_when);
}

static void check_list_items(Checker *checker, FormDraft *draft, uint32_t index)
{
    const AstItem *const list = draft->list_asts[index];
    Scope                scope = scope_of_record(draft);

    scope.list = index;
    for (uint32_t i = 0; i < list->item_count; i++) {
        const AstItem *const item = &list->items[i];
        uint32_t const       at = name_map_find(&draft->list_field_names[index], item->name.text);

        if (item->kind == ITEM_CHECK || item->kind == ITEM_WARN)
            add_check(checker, draft, item, index);
        else if (item->kind == ITEM_FIELD && at != MAP_ABSENT &&
                 at < draft->lists[index].field_count)
            check_field_conditions(checker, &scope, &draft->list_fields[index][at], item);
    }
}

static void check_items(Checker *checker, FormDraft *draft, const AstItem *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        switch (items[i].kind) {
        case ITEM_CHECK:
        case ITEM_WARN: add_check(checker, draft, &items[i], CATALOG_NONE); break;
        case ITEM_ADVISE: add_advice(checker, draft, &items[i]); break;
        case ITEM_SECTION: check_items(checker, draft, items[i].items, items[i].item_count); break;
        case ITEM_FIELD:
        case ITEM_LET:
        case ITEM_LIST: break;
        }
    }
}

static void check_form(Checker *checker, FormDraft *draft)
{
    Scope const scope = scope_of_record(draft);

    for (uint32_t i = 0; i < draft->form->field_count; i++) {
        if (draft->drafts[i].ast->kind == ITEM_LET)
            check_derive(checker, draft, i);
        else
            check_field_conditions(checker, &scope, &draft->fields[i], draft->drafts[i].ast);
    }
    for (uint32_t i = 0; i < draft->form->list_count; i++)
        check_list_items(checker, draft, i);
    check_items(checker, draft, draft->ast->items, draft->ast->item_count);
}

void check_forms(Checker *checker)
{
    for (uint32_t i = 0; i < checker->catalog->register_count; i++)
        if (checker->register_drafts[i].form)
            check_form(checker, &checker->register_drafts[i]);
    for (uint32_t i = 0; i < checker->catalog->form_count; i++)
        check_form(checker, &checker->form_drafts[i]);
}
