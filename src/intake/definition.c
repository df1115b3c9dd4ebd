#include "intake/definition.h"

#include <assert.h>

#include "access/audit.h"
#include "base/instant.h"
#include "base/limits.h"
#include "catalog/schema.h"
#include "crypto/digest.h"
#include "indicators/batch.h"
#include "intake/intake.h"
#include "records/catalogue.h"
#include "schedule/due.h"

/* Years of tallies in a new store: last year, this one, the next. */
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
static bool has_values(Planner *planner, Str table, Str column, bool *any, Fault *fault)
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

/* A value stays what it was: more digits, longer texts, code sets that still have
 * every old code. */
typedef enum { TYPE_IS_SAME, TYPE_IS_WIDER, TYPE_NEEDS_SCALING, TYPE_IS_OTHER } TypeChange;

static TypeChange compare_codes(const Planner *planner, uint16_t old_index, uint16_t new_index)
{
    const CodeSet *const old = &planner->old->codes[old_index];
    const CodeSet *const new = &planner->new->codes[new_index];

    for (uint32_t i = 0; i < old->value_count; i++)
        if (!code_set_find(new, old->values[i].code))
            return TYPE_IS_OTHER;
    return TYPE_IS_SAME;
}

static TypeChange compare_types(const Planner *planner, Type old, Type new)
{
    if (old.kind != new.kind)
        return TYPE_IS_OTHER;
    switch (old.kind) {
    case TYPE_NUMBER:
        if (!str_equal(planner->old->units[old.unit].text, planner->new->units[new.unit].text))
            return TYPE_IS_OTHER;
        if (old.scale == new.scale)
            return TYPE_IS_SAME;
        return new.scale > old.scale ? TYPE_NEEDS_SCALING : TYPE_IS_OTHER;
    case TYPE_TEXT: return new.chars >= old.chars ? TYPE_IS_WIDER : TYPE_IS_OTHER;
    case TYPE_CODE:
    case TYPE_CODES: return compare_codes(planner, old.codes, new.codes);
    case TYPE_ENTRY:
        return str_equal(planner->old->registers[old.entry].name,
                         planner->new->registers[new.entry].name)
                   ? TYPE_IS_SAME
                   : TYPE_IS_OTHER;
    case TYPE_NONE:
    case TYPE_BOOL:
    case TYPE_DATE:
    case TYPE_MONTH:
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_INTERVAL: break;
    }
    return TYPE_IS_SAME;
}

static void scale_column(Planner *planner, Str table, const Field *field, uint8_t digits)
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
        str_format(planner->arena, "more digits for %.*s.%.*s", (int)table.len, table.ptr,
                   (int)field->name.len, field->name.ptr));
    planner->change->widened++;
}

typedef struct {
    Str          table;
    Str          history; /* or empty: a list */
    const Field *fields;
    uint32_t     field_count;
} Fields;

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
    bool any = false;

    switch (compare_types(planner, old->type, new->type)) {
    case TYPE_IS_SAME:
    case TYPE_IS_WIDER: return true;
    case TYPE_NEEDS_SCALING:
        scale_column(planner, new_fields->table, new, (uint8_t)(new->type.scale - old->type.scale));
        if (new_fields->history.len)
            scale_column(planner, new_fields->history, new,
                         (uint8_t)(new->type.scale - old->type.scale));
        return true;
    case TYPE_IS_OTHER: break;
    }
    if (!has_values(planner, new_fields->table, new->name, &any, fault))
        return false;
    if (any)
        refuse(planner,
               str_format(planner->arena,
                          "%.*s.%.*s has values of another type, with fewer digits or without"
                          " a code that is used; give the new field a name of its own",
                          (int)new_fields->table.len, new_fields->table.ptr, (int)new->name.len,
                          new->name.ptr));
    else if (schema_column_kind(old->type) != schema_column_kind(new->type))
        refuse(planner,
               str_format(planner->arena,
                          "%.*s.%.*s changes between number and text; give it a name of its"
                          " own",
                          (int)new_fields->table.len, new_fields->table.ptr, (int)new->name.len,
                          new->name.ptr));
    return true;
}

static bool plan_fields(Planner *planner, const Fields *old_fields, const Fields *new_fields,
                        Fault *fault)
{
    for (uint32_t i = 0; i < new_fields->field_count; i++) {
        const Field *const new = &new_fields->fields[i];
        const Field *const old = find_field(old_fields, new->name);
        Column const       column = { new->name, schema_column_kind(new->type), false };

        if (old) {
            if (!plan_changed_field(planner, new_fields, old, new, fault))
                return false;
            continue;
        }
        plan_sql(planner, sqlgen_add_column(planner->arena, new_fields->table, &column),
                 str_format(planner->arena, "new field %.*s.%.*s", (int)new_fields->table.len,
                            new_fields->table.ptr, (int)new->name.len, new->name.ptr));
        if (new_fields->history.len)
            plan_sql(planner, sqlgen_add_column(planner->arena, new_fields->history, &column),
                     SV(""));
        planner->change->columns++;
    }
    for (uint32_t i = 0; i < old_fields->field_count; i++) {
        const Field *const old = &old_fields->fields[i];
        bool               any = false;

        if (find_field(new_fields, old->name))
            continue;
        if (!has_values(planner, old_fields->table, old->name, &any, fault))
            return false;
        refuse(planner,
               str_format(
                   planner->arena,
                   any ? "%.*s.%.*s has values; a field that is no longer asked for gets `until`"
                       : "%.*s.%.*s is gone; a field that is no longer asked for gets `until`",
                   (int)old_fields->table.len, old_fields->table.ptr, (int)old->name.len,
                   old->name.ptr));
    }
    return true;
}

static Fields fields_of(Planner *planner, const Form *form)
{
    return (Fields){
        .table = form->table,
        .history =
            str_format(planner->arena, "%.*s_history", (int)form->table.len, form->table.ptr),
        .fields = form->fields,
        .field_count = form->field_count,
    };
}

static Fields fields_of_list(const FormList *list)
{
    return (
        Fields){ .table = list->table, .fields = list->fields, .field_count = list->field_count };
}

static const FormList *find_list(const Form *form, Str name)
{
    for (uint32_t i = 0; i < form->list_count; i++)
        if (str_equal(form->lists[i].name, name))
            return &form->lists[i];
    return NULL;
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
    if (!plan_fields(planner, &old_fields, &new_fields, fault))
        return false;
    for (uint32_t i = 0; i < new->list_count; i++) {
        const FormList *const list = find_list(old, new->lists[i].name);

        if (!list) {
            plan_sql(planner, sqlgen_create(planner->arena, &tables.lists[i]),
                     str_format(planner->arena, "new list %.*s", (int)new->lists[i].table.len,
                                new->lists[i].table.ptr));
            planner->change->tables++;
            continue;
        }
        Fields const old_list = fields_of_list(list);
        Fields const new_list = fields_of_list(&new->lists[i]);
        if (!plan_fields(planner, &old_list, &new_list, fault))
            return false;
    }
    for (uint32_t i = 0; i < old->list_count; i++)
        if (!find_list(new, old->lists[i].name))
            refuse(planner, str_format(planner->arena, "list %.*s of %.*s is gone",
                                       (int)old->lists[i].name.len, old->lists[i].name.ptr,
                                       (int)old->name.len, old->name.ptr));
    return true;
}

static bool plan_lost_form(Planner *planner, const Form *old, Fault *fault)
{
    bool any = false;

    if (!has_values(planner, old->table, SV(""), &any, fault))
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
    for (uint32_t i = 0; i < new->form_count; i++)
        if (!plan_form(planner, old ? catalog_form(old, new->forms[i].name) : NULL, &new->forms[i],
                       fault))
            return false;
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

/* ---- carrying out -------------------------------------------------------------------------------
 */

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

/* ---- everything anew
 * ---------------------------------------------------------------------------------- */

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
    ok = ok && batch_each(house->store, house->plan, INT64_MIN, INT64_MAX, rebuild_dues_of,
                          &rebuild, fault);
    progress_end(&progress, rebuild.count);
    arena_close(&scratch);
    arena_close(&arena);
    return ok;
}

/* Other years: what is kept is that of no years until it is computed. */
static bool write_years(House *house, int32_t from, int32_t to, Fault *fault)
{
    bool const ok = store_begin(house->store, STORE_WRITE, fault) &&
                    tally_years_write(house->store, from, to, fault) &&
                    tally_set_stale(house->store, true, fault) && store_commit(house->store, fault);

    store_end(house->store);
    return ok;
}

static bool roll_years(House *house, int32_t to, Fault *fault)
{
    int32_t const from = house->years->from;

    return write_years(house, to - from >= TALLY_YEARS_MAX ? to - TALLY_YEARS_MAX + 1 : from, to,
                       fault);
}

bool definition_rebuild(House *house, Date today, bool quiet, uint64_t *person_count, Fault *fault)
{
    int32_t const to = date_year(today) + YEARS_AHEAD;
    int64_t       persons = 0;
    bool          ok = false;

    *person_count = 0;
    if (house->years->to < to && !roll_years(house, to, fault))
        return false;
    if (!intake_begin(house, fault) ||
        !store_ask(&persons, house->store, SQL("SELECT count(*) FROM person"), 0, fault))
        goto done;
    Progress progress = progress_begin("figures", (uint64_t)persons, quiet || persons == 0);
    if (!batch_rebuild(house->store, house->plan, house->vocabulary, house->years, &progress,
                       person_count, fault))
        goto done;
    progress_end(&progress, *person_count);
    ok = rebuild_dues(house, today, quiet, fault) && intake_commit(house, fault);

done:
    intake_end(house);
    return ok && house_refresh(house, fault);
}

bool definition_keep_years(House *house, int32_t from, int32_t to, Date today, bool quiet,
                           Fault *fault)
{
    uint64_t persons = 0;

    if (house->years->from == from && house->years->to == to)
        return true;
    return write_years(house, from, to, fault) && house_refresh(house, fault) &&
           definition_rebuild(house, today, quiet, &persons, fault);
}

bool definition_catch_up(bool *rebuilt, House *house, Date today, bool quiet, Fault *fault)
{
    uint64_t persons = 0;

    *rebuilt = false;
    if (!house_refresh(house, fault))
        return false;
    if (!house->is_stale && house->years->to >= date_year(today) + YEARS_AHEAD)
        return true;
    *rebuilt = true;
    return definition_rebuild(house, today, quiet, &persons, fault);
}

/* ---- loading
 * --------------------------------------------------------------------------------------------- */

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
        return fault_set(fault, FAULT_INVALID, "the definitions have %u errors",
                         diagnostics.count + diagnostics.suppressed);
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

static bool first_years(Store *store, Date today, Fault *fault)
{
    int32_t from = 0;
    int32_t to = 0;
    Fault   none = { 0 };

    if (tally_years_read(&from, &to, store, &none))
        return true;
    if (none.code != FAULT_INVALID) {
        *fault = none;
        return false;
    }
    return tally_years_write(store, date_year(today) - YEARS_BACK, date_year(today) + YEARS_AHEAD,
                             fault);
}

static bool apply(Planner *planner, const Source *sources, uint32_t source_count, Str hash,
                  int64_t version, const Actor *actor, Date today, Fault *fault)
{
    const Vocabulary *vocabulary = NULL;

    return carry_out(planner, fault) &&
           store_sources(planner->store, version + 1, hash, sources, source_count, actor, fault) &&
           vocabulary_open(&vocabulary, planner->arena, planner->store, planner->new, fault) &&
           first_years(planner->store, today, fault) &&
           tally_set_stale(planner->store, true, fault) &&
           audit_write(planner->store, actor,
                       (AuditEntry){ .at = instant_now(),
                                     .action = AUDIT_DEFINITION_LOAD,
                                     .revision = (uint32_t)version + 1 },
                       fault);
}

bool definition_load(DefinitionChange *out, Str location, const Source *sources,
                     uint32_t source_count, const Actor *actor, bool dry_run, bool quiet,
                     Arena *arena, Fault *fault)
{
    Planner planner = { .arena = arena, .change = out };
    House  *house = NULL;
    Str     hash = SV("");
    int64_t version = 0;
    Date    today = instant_date(instant_now());
    bool    ok = false;

    *out = (DefinitionChange){ 0 };
    if (!access_require(actor, PERMIT_MANAGE_DEFINITION, fault) ||
        !store_open(&planner.store, location, STORE_OPEN_WRITE, fault) ||
        !store_begin(planner.store, STORE_WRITE, fault) ||
        !prepare(&planner, sources, source_count, &hash, &version, fault))
        goto done;
    if (dry_run) {
        ok = true;
        goto done;
    }
    if (!out->is_unchanged) {
        if (!apply(&planner, sources, source_count, hash, version, actor, today, fault) ||
            !store_commit(planner.store, fault))
            goto done;
        out->version = version + 1;
    }
    store_end(planner.store);
    store_close(&planner.store);
    ok = house_open(&house, location, HOUSE_WRITE, fault) &&
         definition_catch_up(&out->rebuilt, house, today, quiet, fault);

done:
    if (planner.store)
        store_end(planner.store);
    store_close(&planner.store);
    house_close(&house);
    return ok;
}
