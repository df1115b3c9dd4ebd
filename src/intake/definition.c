#include "intake/definition.h"

#include <assert.h>

#include "access/audit.h"
#include "base/instant.h"
#include "base/limits.h"
#include "catalog/schema.h"
#include "crypto/digest.h"
#include "indicators/batch.h"
#include "intake/intake_private.h"
#include "records/catalogue.h"
#include "schedule/due.h"

/* Years of tallies in a new store: last year, this one, the next. */
static const int64_t DIGITS_18 = 1000000000000000000;

enum { YEARS_BACK = 1, YEARS_AHEAD = 1, PROGRESS_STEP = 256 };

/* ---- planning -------------------------------------------------------------------------------- */

typedef struct {
    Sql  sql;
    Str  says;
    bool is_refusal;
} Step;

typedef struct {
    Arena            *arena;
    Store            *store;
    const Catalog    *old, *new;
    Step             *steps;
    uint32_t          count, capacity;
    uint32_t          refusals;
    DefinitionChange *change;
} Planner;

static Step *add_step(Planner *planner)
{
    planner->steps = arena_grow(planner->arena, planner->steps, planner->count, &planner->capacity,
                                sizeof(Step));
    return &planner->steps[planner->count++];
}

static void plan_sql(Planner *planner, Sql sql, Str says)
{
    *add_step(planner) = (Step){ .sql = sql, .says = says };
}

static void refuse(Planner *planner, Str says)
{
    *add_step(planner) = (Step){ .says = says, .is_refusal = true };
    planner->refusals++;
}

/* Their records have an entry for subject, which no door asks for yet. */
static bool is_about_register(const Form *form)
{
    return form->subject != SUBJECT_PERSON;
}

static void plan_new_form(Planner *planner, const Form *form)
{
    FormTables const tables = schema_form(planner->arena, planner->new, form);

    plan_sql(planner, sqlgen_create(planner->arena, &tables.main),
             str_format(planner->arena, "new form %.*s", (int)form->name.len, form->name.ptr));
    plan_sql(planner, sqlgen_create(planner->arena, &tables.history), SV(""));
    for (uint32_t i = 0; i < form->list_count; i++)
        plan_sql(planner, sqlgen_create(planner->arena, &tables.lists[i]), SV(""));
    planner->change->tables += 2 + form->list_count;
}

/* Whether any row of a table has a value in a column (or, without one, any row). */
static bool table_has_values(Planner *planner, Str table, Str column, bool *any, Fault *fault)
{
    Sql const sql =
        column.len ? (Sql){ str_format(planner->arena,
                                       "SELECT 1 FROM \"%.*s\" WHERE \"%.*s\" IS NOT NULL LIMIT 1",
                                       (int)table.len, table.ptr, (int)column.len, column.ptr)
                                .ptr }
                   : (Sql){ str_format(planner->arena, "SELECT 1 FROM \"%.*s\" LIMIT 1",
                                       (int)table.len, table.ptr)
                                .ptr };
    int64_t found = 0;

    if (!store_ask(&found, planner->store, sql, 0, fault))
        return false;
    *any = found != 0;
    return true;
}

/* The fields of a form, or of a list of one. */
typedef struct {
    Str          name; /* "htn.followup", "htn.followup.medicines" */
    Str          table;
    Str          history; /* or empty: a list */
    const Field *fields;
    uint32_t     field_count;
} Fields;

/* Also of earlier revisions: they are read by the definitions in force, too. */
static bool has_values(Planner *planner, const Fields *fields, Str column, bool *any, Fault *fault)
{
    if (!table_has_values(planner, fields->table, column, any, fault))
        return false;
    return *any || !fields->history.len ||
           table_has_values(planner, fields->history, column, any, fault);
}

/* A value stays what it was: more digits, longer texts, code sets that still have
 * every old code. What is other is told, and what to do instead. */
typedef enum { TYPE_IS_SAME, TYPE_NEEDS_SCALING, TYPE_IS_OTHER } TypeFate;

typedef struct {
    TypeFate fate;
    Str      why, cure;
} TypeChange;

static const TypeChange SAME = { TYPE_IS_SAME, { "", 0 }, { "", 0 } };

static TypeChange other_type(Str why, Str cure)
{
    return (TypeChange){ TYPE_IS_OTHER, why, cure };
}

static const char NAME_OF_ITS_OWN[] = "give the new field a name of its own";

static TypeChange compare_codes(const Planner *planner, uint16_t old_index, uint16_t new_index)
{
    const CodeSet *const old = &planner->old->codes[old_index];
    const CodeSet *const new = &planner->new->codes[new_index];

    for (uint32_t i = 0; i < old->value_count; i++) {
        Str const code = old->values[i].code;

        if (!code_set_find(new, code))
            return other_type(
                str_format(planner->arena, "loses the code %.*s", (int)code.len, code.ptr),
                SV("a code that is no longer chosen gets `until`"));
    }
    return SAME;
}

static TypeChange compare_numbers(const Planner *planner, Type old, Type new)
{
    Str const from = planner->old->units[old.unit].text;
    Str const to = planner->new->units[new.unit].text;

    if (!str_equal(from, to))
        return other_type(str_format(planner->arena, "changes its unit from '%.*s' to '%.*s'",
                                     (int)from.len, from.ptr, (int)to.len, to.ptr),
                          str_from_c(NAME_OF_ITS_OWN));
    if (old.scale > new.scale)
        return other_type(SV("has fewer digits after the point"),
                          SV("a check can ask for round values"));
    return (TypeChange){ .fate = old.scale < new.scale ? TYPE_NEEDS_SCALING : TYPE_IS_SAME };
}

static TypeChange compare_types(const Planner *planner, Type old, Type new)
{
    if (old.kind != new.kind)
        return other_type(str_format(planner->arena, "changes from %s to %s", type_name(old.kind),
                                     type_name(new.kind)),
                          str_from_c(NAME_OF_ITS_OWN));
    switch (old.kind) {
    case TYPE_NUMBER: return compare_numbers(planner, old, new);
    case TYPE_TEXT:
        return new.chars >= old.chars
                   ? SAME
                   : other_type(SV("has shorter texts"), SV("a check can ask for its length()"));
    case TYPE_CODE:
    case TYPE_CODES: return compare_codes(planner, old.codes, new.codes);
    case TYPE_ENTRY:
        return str_equal(planner->old->registers[old.entry].name,
                         planner->new->registers[new.entry].name)
                   ? SAME
                   : other_type(SV("is an entry of another register"), str_from_c(NAME_OF_ITS_OWN));
    case TYPE_NONE:
    case TYPE_BOOL:
    case TYPE_DATE:
    case TYPE_MONTH:
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_INTERVAL: break;
    }
    return SAME;
}

static void refuse_field(Planner *planner, const Fields *fields, Str field, Str why, Str cure)
{
    refuse(planner, str_format(planner->arena, "%.*s.%.*s %.*s; %.*s", (int)fields->name.len,
                               fields->name.ptr, (int)field.len, field.ptr, (int)why.len, why.ptr,
                               (int)cure.len, cure.ptr));
}

static void scale_column(Planner *planner, Str table, const Field *field, uint8_t digits, Str says)
{
    plan_sql(
        planner,
        (Sql){ str_format(planner->arena,
                          "UPDATE \"%.*s\" SET \"%.*s\" = \"%.*s\" * %lld"
                          " WHERE \"%.*s\" IS NOT NULL",
                          (int)table.len, table.ptr, (int)field->name.len, field->name.ptr,
                          (int)field->name.len, field->name.ptr, (long long)decimal_power(digits),
                          (int)field->name.len, field->name.ptr)
                   .ptr },
        says);
}

/* A number has at most 18 digits in all, and so it must afterwards. */
static bool table_has_room(Planner *planner, Str table, Str column, uint8_t digits, bool *has_room,
                           Fault *fault)
{
    int64_t   found = 0;
    Sql const sql = { str_format(planner->arena,
                                 "SELECT 1 FROM \"%.*s\" WHERE abs(\"%.*s\") >= %lld LIMIT 1",
                                 (int)table.len, table.ptr, (int)column.len, column.ptr,
                                 (long long)(DIGITS_18 / decimal_power(digits)))
                          .ptr };

    if (!store_ask(&found, planner->store, sql, 0, fault))
        return false;
    *has_room = *has_room && found == 0;
    return true;
}

static bool plan_scaling(Planner *planner, const Fields *fields, const Field *old, const Field *new,
                         Fault *fault)
{
    uint8_t const digits = (uint8_t)(new->type.scale - old->type.scale);
    bool          has_room = true;

    if (!table_has_room(planner, fields->table, new->name, digits, &has_room, fault) ||
        (fields->history.len &&
         !table_has_room(planner, fields->history, new->name, digits, &has_room, fault)))
        return false;
    if (!has_room) {
        refuse_field(planner, fields, new->name, SV("has values too large for so many digits"),
                     str_from_c(NAME_OF_ITS_OWN));
        return true;
    }
    scale_column(planner, fields->table, new, digits,
                 str_format(planner->arena, "more digits for %.*s.%.*s", (int)fields->name.len,
                            fields->name.ptr, (int)new->name.len, new->name.ptr));
    if (fields->history.len)
        scale_column(planner, fields->history, new, digits, SV(""));
    planner->change->widened++;
    return true;
}

static const Field *find_field(const Fields *fields, Str name)
{
    for (uint32_t i = 0; i < fields->field_count; i++)
        if (str_equal(fields->fields[i].name, name))
            return &fields->fields[i];
    return NULL;
}

static bool plan_changed_field(Planner *planner, const Fields *new_fields, const Field *old,
                               const Field *new, Fault *fault)
{
    TypeChange const change = compare_types(planner, old->type, new->type);
    bool             any = false;

    if (change.fate == TYPE_NEEDS_SCALING)
        return plan_scaling(planner, new_fields, old, new, fault);
    if (change.fate == TYPE_IS_SAME)
        return true;
    if (!has_values(planner, new_fields, new->name, &any, fault))
        return false;
    if (any)
        refuse_field(
            planner, new_fields, new->name,
            str_format(planner->arena, "%.*s and has values", (int)change.why.len, change.why.ptr),
            change.cure);
    else if (schema_column_kind(old->type) != schema_column_kind(new->type))
        refuse_field(planner, new_fields, new->name, change.why, change.cure);
    return true;
}

static void plan_new_field(Planner *planner, const Fields *fields, const Field *field)
{
    Column const column = { field->name, schema_column_kind(field->type), false };

    plan_sql(planner, sqlgen_add_column(planner->arena, fields->table, &column),
             str_format(planner->arena, "new field %.*s.%.*s", (int)fields->name.len,
                        fields->name.ptr, (int)field->name.len, field->name.ptr));
    if (fields->history.len)
        plan_sql(planner, sqlgen_add_column(planner->arena, fields->history, &column), SV(""));
    planner->change->columns++;
}

static bool plan_lost_field(Planner *planner, const Fields *fields, const Field *old, Fault *fault)
{
    bool any = false;

    if (!has_values(planner, fields, old->name, &any, fault))
        return false;
    refuse_field(planner, fields, old->name, any ? SV("is gone and has values") : SV("is gone"),
                 old->derive ? SV("a value that is computed stays")
                             : SV("a field that is no longer asked for gets `until`"));
    return true;
}

static bool plan_fields(Planner *planner, const Fields *old_fields, const Fields *new_fields,
                        Fault *fault)
{
    for (uint32_t i = 0; i < new_fields->field_count; i++) {
        const Field *const new = &new_fields->fields[i];
        const Field *const old = find_field(old_fields, new->name);

        if (!old)
            plan_new_field(planner, new_fields, new);
        else if (!plan_changed_field(planner, new_fields, old, new, fault))
            return false;
    }
    for (uint32_t i = 0; i < old_fields->field_count; i++)
        if (!find_field(new_fields, old_fields->fields[i].name) &&
            !plan_lost_field(planner, old_fields, &old_fields->fields[i], fault))
            return false;
    return true;
}

static Fields fields_of(Planner *planner, const Form *form)
{
    return (Fields){
        .name = form->name,
        .table = form->table,
        .history =
            str_format(planner->arena, "%.*s_history", (int)form->table.len, form->table.ptr),
        .fields = form->fields,
        .field_count = form->field_count,
    };
}

static Fields fields_of_list(Planner *planner, const Form *form, const FormList *list)
{
    return (Fields){
        .name = str_format(planner->arena, "%.*s.%.*s", (int)form->name.len, form->name.ptr,
                           (int)list->name.len, list->name.ptr),
        .table = list->table,
        .fields = list->fields,
        .field_count = list->field_count,
    };
}

static const FormList *find_list(const Form *form, Str name)
{
    for (uint32_t i = 0; i < form->list_count; i++)
        if (str_equal(form->lists[i].name, name))
            return &form->lists[i];
    return NULL;
}

static Str subject_of(const Catalog *catalog, const Form *form)
{
    return form->subject == SUBJECT_PERSON ? SV("") : catalog->registers[form->subject].name;
}

static bool plan_form(Planner *planner, const Form *old, const Form *new, Fault *fault)
{
    if (!old) {
        plan_new_form(planner, new);
        return true;
    }
    Fields const     old_fields = fields_of(planner, old);
    Fields const     new_fields = fields_of(planner, new);
    FormTables const tables = schema_form(planner->arena, planner->new, new);

    if (!str_equal(subject_of(planner->old, old), subject_of(planner->new, new))) {
        refuse(planner, str_format(planner->arena,
                                   "form %.*s is about something else; give the new form a name"
                                   " of its own",
                                   (int)new->name.len, new->name.ptr));
        return true;
    }
    if (!plan_fields(planner, &old_fields, &new_fields, fault))
        return false;
    for (uint32_t i = 0; i < new->list_count; i++) {
        const FormList *const list = find_list(old, new->lists[i].name);

        if (!list) {
            plan_sql(planner, sqlgen_create(planner->arena, &tables.lists[i]),
                     str_format(planner->arena, "new list %.*s.%.*s", (int)new->name.len,
                                new->name.ptr, (int)new->lists[i].name.len,
                                new->lists[i].name.ptr));
            planner->change->tables++;
            continue;
        }
        Fields const old_list = fields_of_list(planner, old, list);
        Fields const new_list = fields_of_list(planner, new, &new->lists[i]);
        if (!plan_fields(planner, &old_list, &new_list, fault))
            return false;
    }
    for (uint32_t i = 0; i < old->list_count; i++)
        if (!find_list(new, old->lists[i].name))
            refuse(planner, str_format(planner->arena,
                                       "list %.*s.%.*s is gone; its fields get `until`, and stay",
                                       (int)old->name.len, old->name.ptr,
                                       (int)old->lists[i].name.len, old->lists[i].name.ptr));
    return true;
}

static bool plan_lost_form(Planner *planner, const Form *old, Fault *fault)
{
    Fields const fields = fields_of(planner, old);
    bool         any = false;

    if (!has_values(planner, &fields, SV(""), &any, fault))
        return false;
    refuse(planner, str_format(planner->arena,
                               any ? "form %.*s is gone, and has records"
                                   : "form %.*s is gone; its table would stay behind",
                               (int)old->name.len, old->name.ptr));
    return true;
}

static bool plan_all(Planner *planner, Fault *fault)
{
    const Catalog *const old = planner->old;
    const Catalog *const new = planner->new;

    for (uint32_t i = 0; i < new->register_count; i++) {
        const Register *const before = old ? catalog_register(old, new->registers[i].name) : NULL;
        if (!plan_form(planner, before ? &before->form : NULL, &new->registers[i].form, fault))
            return false;
    }
    for (uint32_t i = 0; i < new->form_count; i++) {
        const Form *const form = &new->forms[i];
        const Form *const before = old ? catalog_form(old, form->name) : NULL;

        if (!before && is_about_register(form))
            refuse(planner, str_format(planner->arena,
                                       "form %.*s is about a register, which cannot be recorded"
                                       " yet; let it be about persons, or leave it out",
                                       (int)form->name.len, form->name.ptr));
        else if (!plan_form(planner, before, form, fault))
            return false;
    }
    for (uint32_t i = 0; old && i < old->form_count; i++)
        if (!catalog_form(new, old->forms[i].name) &&
            !plan_lost_form(planner, &old->forms[i], fault))
            return false;
    for (uint32_t i = 0; old && i < old->register_count; i++)
        if (!catalog_register(new, old->registers[i].name) &&
            !plan_lost_form(planner, &old->registers[i].form, fault))
            return false;
    return true;
}

/* ---- carrying out --------------------------------------------------------------------------- */

static bool carry_out(Planner *planner, Fault *fault)
{
    for (uint32_t i = 0; i < planner->count; i++)
        if (!store_run(planner->store, planner->steps[i].sql, fault))
            return fault_context(fault, "%.*s", (int)planner->steps[i].says.len,
                                 planner->steps[i].says.ptr);
    return true;
}

static Str report_of(const Planner *planner, bool refusals_only)
{
    Buf report = buf_open(planner->arena, LIMIT_RESPONSE_BYTES);

    for (uint32_t i = 0; i < planner->count; i++) {
        const Step *const step = &planner->steps[i];
        if (step->says.len && step->is_refusal >= refusals_only) {
            buf_add(&report, step->says);
            buf_add_char(&report, '\n');
        }
    }
    return buf_str(&report);
}

static bool store_sources(Store *store, int64_t version, Str hash, const Source *sources,
                          uint32_t count, const Actor *actor, Fault *fault)
{
    Statement *insert = NULL;
    bool       ok = false;

    if (!statement_open(&insert, store,
                        SQL("INSERT INTO catalogue (version, hash, since, loaded_by)"
                            " VALUES (?1, ?2, ?3, ?4)"),
                        fault) ||
        !statement_bind_int(insert, 1, version, fault) ||
        !statement_bind_text(insert, 2, hash, fault) ||
        !statement_bind_int(insert, 3, instant_now(), fault) ||
        !statement_bind_int(insert, 4, actor->account_id, fault) || !statement_run(insert, fault))
        goto done;
    statement_close(&insert);
    if (!statement_open(&insert, store,
                        SQL("INSERT INTO catalogue_source (version, path, text)"
                            " VALUES (?1, ?2, ?3)"),
                        fault))
        goto done;
    for (uint32_t i = 0; i < count; i++)
        if (!statement_bind_int(insert, 1, version, fault) ||
            !statement_bind_text(insert, 2, sources[i].path, fault) ||
            !statement_bind_text(insert, 3, sources[i].text, fault) ||
            !statement_run(insert, fault))
            goto done;
    ok = true;

done:
    statement_close(&insert);
    return ok;
}

static Str hash_sources(const Source *sources, uint32_t count, Arena *arena)
{
    Digester *digester = digester_open(arena);

    for (uint32_t i = 0; i < count; i++) {
        digester_add(digester, str_format(arena, "%.*s %zu\n", (int)sources[i].path.len,
                                          sources[i].path.ptr, sources[i].text.len));
        digester_add(digester, sources[i].text);
    }
    Digest const digest = digester_end(digester);
    digester_close(&digester);
    return digest_hex(arena, digest);
}

/* ---- everything anew ------------------------------------------------------------------------ */

typedef struct {
    House          *house;
    Date            today;
    const uint32_t *programmes;
    Arena          *arena;
    Progress       *progress;
    uint64_t        count;
} DueRebuild;

static bool rebuild_dues_of(void *context, Facts *facts, bool *stop, Fault *fault)
{
    DueRebuild *const rebuild = context;
    House *const      house = rebuild->house;

    *stop = false;
    arena_reset(rebuild->arena);
    if (++rebuild->count % PROGRESS_STEP == 0)
        progress_show(rebuild->progress, rebuild->count);
    return due_refresh(house->store, facts, house->vocabulary, rebuild->programmes,
                       house->catalog->programme_count, rebuild->today, rebuild->arena, fault);
}

/* In a transaction begun for writing. */
static bool rebuild_dues(House *house, Date today, bool quiet, Fault *fault)
{
    Arena    *arena = arena_open();
    Arena    *scratch = arena_open();
    uint32_t *programmes = arena_array(arena, house->catalog->programme_count, sizeof(uint32_t));
    int64_t   persons = 0;
    Progress  progress = { 0 };

    for (uint32_t i = 0; i < house->catalog->programme_count; i++)
        programmes[i] = i;
    bool ok = store_ask(&persons, house->store, SQL("SELECT count(*) FROM person"), 0, fault);
    progress = progress_begin("dues", (uint64_t)persons, quiet || persons == 0);
    DueRebuild rebuild = {
        .house = house,
        .today = today,
        .programmes = programmes,
        .arena = scratch,
        .progress = &progress,
    };
    ok = ok && due_forget_lost(house->store, house->vocabulary, arena, fault) &&
         batch_each(house->store, house->plan, INT64_MIN, INT64_MAX, rebuild_dues_of, &rebuild,
                    fault);
    progress_end(&progress, rebuild.count);
    arena_close(&scratch);
    arena_close(&arena);
    return ok;
}

/* Another span: what is kept is that of none until it is computed. */
static bool write_span(House *house, TallySpan span, Fault *fault)
{
    bool const ok = store_begin(house->store, STORE_WRITE, fault) &&
                    tally_span_write(house->store, span, fault) &&
                    tally_set_stale(house->store, true, fault) && store_commit(house->store, fault);

    store_end(house->store);
    return ok && house_refresh(house, fault);
}

/* The span of the store, brought up to a day: next year is kept, too. */
static TallySpan span_on(const House *house, Date today)
{
    TallySpan     span = house->years->span;
    int32_t const to = date_year(today) + YEARS_AHEAD;

    span.day = today;
    if (span.to < to)
        span.to = to;
    if (span.to - span.from >= TALLY_YEARS_MAX)
        span.from = span.to - TALLY_YEARS_MAX + 1;
    return span;
}

/* In a transaction of its own. */
static bool rebuild(House *house, Date today, bool dues_too, bool quiet, uint64_t *person_count,
                    Fault *fault)
{
    TallySpan const span = span_on(house, today);
    int64_t         persons = 0;
    bool            ok = false;

    *person_count = 0;
    if (!tally_span_equal(span, house->years->span) && !write_span(house, span, fault))
        return false;
    if (!intake_begin(house, fault) ||
        !store_ask(&persons, house->store, SQL("SELECT count(*) FROM person"), 0, fault))
        goto done;
    Progress progress = progress_begin("figures", (uint64_t)persons, quiet || persons == 0);
    if (!batch_rebuild(house->store, house->plan, house->vocabulary, house->years, &progress,
                       person_count, fault))
        goto done;
    progress_end(&progress, *person_count);
    ok = (!dues_too || rebuild_dues(house, today, quiet, fault)) && intake_commit(house, fault);

done:
    intake_end(house);
    return ok && house_refresh(house, fault);
}

bool definition_rebuild(House *house, Date today, bool quiet, uint64_t *person_count, Fault *fault)
{
    return rebuild(house, today, true, quiet, person_count, fault);
}

bool definition_keep_years(House *house, int32_t from, int32_t to, Date today, bool quiet,
                           Fault *fault)
{
    TallySpan const span = { from, to, today };
    uint64_t        persons = 0;

    if (tally_span_equal(span, house->years->span))
        return true;
    return write_span(house, span, fault) &&
           definition_rebuild(house, today, quiet, &persons, fault);
}

/* Tallies and dues up to today, when they are not yet. */
static bool catch_up(bool *rebuilt, House *house, Date today, bool quiet, Fault *fault)
{
    uint64_t persons = 0;

    *rebuilt = false;
    if (!house_refresh(house, fault))
        return false;
    TallySpan const span = house->years->span;
    if (house->is_stale || span.to < date_year(today) + YEARS_AHEAD) {
        *rebuilt = true;
        return rebuild(house, today, true, quiet, &persons, fault);
    }
    return span.day.days >= today.days || rebuild(house, today, false, quiet, &persons, fault);
}

bool definition_catch_up(bool *rebuilt, House *house, Date today, bool quiet, Fault *fault)
{
    uint64_t persons = 0;
    bool     is_stale = false;

    return catch_up(rebuilt, house, today, quiet, fault) &&
           quality_is_stale(&is_stale, house->quality, house->years->span.day, fault) &&
           (!is_stale || intake_rebuild_quality(house, quiet, &persons, fault));
}

/* ---- loading -------------------------------------------------------------------------------- */

static bool current_catalogue(const Catalog **out, int64_t *version, Str *hash, Store *store,
                              Arena *arena, Fault *fault)
{
    Diagnostics diagnostics = { .arena = arena };

    *out = NULL;
    if (!catalogue_latest(version, hash, store, arena, fault))
        return false;
    if (*version == 0)
        return true;
    if (!catalogue_sources(&diagnostics, store, *version, arena, fault))
        return false;
    if (!catalog_compile(out, arena, &diagnostics))
        return fault_set(fault, FAULT_INVALID,
                         "this program does not compile the store's present definitions"
                         " (version %lld)",
                         (long long)*version);
    return true;
}

static bool prepare(Planner *planner, const Source *sources, uint32_t source_count, Str *hash,
                    int64_t *version, Fault *fault)
{
    Arena *const arena = planner->arena;
    Diagnostics  diagnostics = { .arena = arena, .sources = sources, .source_count = source_count };
    Str          old_hash = SV("");

    if (!catalog_compile(&planner->new, arena, &diagnostics)) {
        Buf report = buf_open(arena, LIMIT_RESPONSE_BYTES);
        diagnostics_print(&report, &diagnostics);
        planner->change->report = buf_str(&report);
        uint32_t const count = diagnostics.count + diagnostics.suppressed;
        return fault_set(fault, FAULT_INVALID, "the definitions have %u error%s", count,
                         count == 1 ? "" : "s");
    }
    *hash = hash_sources(sources, source_count, arena);
    if (!current_catalogue(&planner->old, version, &old_hash, planner->store, arena, fault))
        return false;
    planner->change->version = *version;
    planner->change->is_unchanged = str_equal(old_hash, *hash);
    if (planner->change->is_unchanged)
        return true;
    if (!plan_all(planner, fault))
        return false;
    planner->change->report = report_of(planner, planner->refusals > 0);
    return planner->refusals == 0 ||
           fault_set(fault, FAULT_INVALID, "the store cannot follow %u of the changes",
                     planner->refusals);
}

static bool first_span(Store *store, Date today, Fault *fault)
{
    TallySpan span = { 0 };
    Fault     none = { 0 };

    if (tally_span_read(&span, store, &none))
        return true;
    if (none.code != FAULT_INVALID) {
        *fault = none;
        return false;
    }
    span = (TallySpan){ date_year(today) - YEARS_BACK, date_year(today) + YEARS_AHEAD, today };
    return tally_span_write(store, span, fault);
}

static bool apply(Planner *planner, const Source *sources, uint32_t source_count, Str hash,
                  int64_t version, const Actor *actor, Date today, Fault *fault)
{
    const Vocabulary *vocabulary = NULL;

    return carry_out(planner, fault) &&
           store_sources(planner->store, version + 1, hash, sources, source_count, actor, fault) &&
           vocabulary_open(&vocabulary, planner->arena, planner->store, planner->new, fault) &&
           first_span(planner->store, today, fault) &&
           tally_set_stale(planner->store, true, fault) &&
           audit_write(planner->store, actor,
                       (AuditEntry){ .at = instant_now(),
                                     .action = AUDIT_DEFINITION_LOAD,
                                     .revision = (uint32_t)version + 1 },
                       fault);
}

bool definition_put(DefinitionChange *out, Store *store, const Source *sources,
                    uint32_t source_count, const Actor *actor, bool dry_run, Arena *arena,
                    Fault *fault)
{
    Planner    planner = { .arena = arena, .store = store, .change = out };
    Str        hash = SV("");
    int64_t    version = 0;
    Date const today = instant_date(instant_now());
    bool       ok = false;

    *out = (DefinitionChange){ 0 };
    if (!store_begin(store, STORE_WRITE, fault) || !house_check(store, fault) ||
        !prepare(&planner, sources, source_count, &hash, &version, fault))
        goto done;
    ok = dry_run || out->is_unchanged ||
         (apply(&planner, sources, source_count, hash, version, actor, today, fault) &&
          store_commit(store, fault));
    if (ok && !dry_run && !out->is_unchanged)
        out->version = version + 1;

done:
    store_end(store);
    return ok;
}

bool definition_load(DefinitionChange *out, Str location, const Source *sources,
                     uint32_t source_count, const Actor *actor, bool dry_run, bool quiet,
                     Arena *arena, Fault *fault)
{
    Store     *store = NULL;
    House     *house = NULL;
    Date const today = instant_date(instant_now());

    bool ok = access_require(actor, PERMIT_MANAGE_DEFINITION, fault) &&
              store_open(&store, location, STORE_OPEN_WRITE, fault) &&
              definition_put(out, store, sources, source_count, actor, dry_run, arena, fault);
    store_close(&store);
    ok = ok && (dry_run || (house_open(&house, location, HOUSE_WRITE, fault) &&
                            definition_catch_up(&out->rebuilt, house, today, quiet, fault)));
    house_close(&house);
    return ok;
}
