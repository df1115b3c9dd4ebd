/* What institutions are below and what is known of them; who those are who work there,
 * what they may do, and where: as rows of a file.
 *
 * A cell that is empty says nothing: what is known stays as it is. */
#include <assert.h>

#include "exchange/csv/cell.h"
#include "exchange/csv/columns.h"
#include "exchange/csv/import_private.h"
#include "intake/intake.h"
#include "registry/organisation_profile.h"
#include "registry/worker_identity.h"

enum { BATCH_ROWS = 2000 };

static bool refuse_misread(ImportWork *work, Fault *fault)
{
    return work->problems.error_count == 0 || problems_refuse(&work->problems, fault);
}

static int64_t required_organisation(ImportWork *work, uint32_t column)
{
    if (import_text(work, column).len == 0)
        problem_add(&work->problems, PROBLEM_REQUIRED, import_problem_place(work, column));
    return import_organisation(work, column, 0);
}

static bool required_worker(int64_t *out, ImportWork *work, uint32_t column, Fault *fault)
{
    if (import_text(work, column).len == 0)
        problem_add(&work->problems, PROBLEM_REQUIRED, import_problem_place(work, column));
    return import_worker(out, work, column, 0, fault);
}

static Str joined(const Import *import, const ImportRow *row, Arena *arena, uint32_t a, uint32_t b,
                  uint32_t c)
{
    Str const first = import_cell(import, row, a);
    Str const second = import_cell(import, row, b);
    Str const third = import_cell(import, row, c);

    return str_format(arena, "%.*s|%.*s|%.*s", (int)first.len, first.ptr, (int)second.len,
                      second.ptr, (int)third.len, third.ptr);
}

static void note_put(ImportWork *work, WorkerPut how)
{
    work->outcome = how == WORKER_PUT_SAME    ? IMPORT_UNCHANGED
                    : how == WORKER_PUT_ADDED ? IMPORT_ADDED
                                              : IMPORT_AMENDED;
}

/* ---- what is below what --------------------------------------------------------------------- */

static Str identity_of_edge(const Import *import, const ImportRow *row, Arena *arena)
{
    return joined(import, row, arena, EDGE_CODE, EDGE_TREE, EDGE_FROM);
}

static const OrganisationEdge *find_edge(const OrganisationEdge *edges, uint32_t count,
                                         Date from_on)
{
    for (uint32_t i = 0; i < count; i++)
        if (edges[i].from_on.days == from_on.days)
            return &edges[i];
    return NULL;
}

static bool run_edge(ImportWork *work, Fault *fault)
{
    OrganisationEdge edge = {
        .tree = import_text(work, EDGE_TREE).len ? import_text(work, EDGE_TREE)
                                                 : SV(TREE_ADMINISTRATION),
        .organisation_id = required_organisation(work, EDGE_CODE),
        .parent_id = required_organisation(work, EDGE_PARENT),
        .from_on = import_date(work, EDGE_FROM, DATE_MIN),
        .until_on = import_date(work, EDGE_UNTIL, DATE_MAX),
    };
    OrganisationEdgeFilter const filter = { .tree = edge.tree,
                                            .organisation_id = edge.organisation_id };
    const OrganisationEdge      *edges = NULL;
    uint32_t                     count = 0;

    if (!refuse_misread(work, fault) ||
        !organisation_edge_list(&edges, &count, &work->registry, &filter, fault))
        return false;
    const OrganisationEdge *const before = find_edge(edges, count, edge.from_on);
    if (before && import_text(work, EDGE_UNTIL).len == 0)
        edge.until_on = before->until_on;
    work->outcome = before ? IMPORT_AMENDED : IMPORT_ADDED;
    if (before && before->parent_id == edge.parent_id &&
        before->until_on.days == edge.until_on.days) {
        work->outcome = IMPORT_UNCHANGED;
        return true;
    }
    return intake_put_edge(work->house, &work->job, &edge, &work->problems, fault);
}

const ImportKind IMPORT_EDGES = {
    .what = SHEET_TEXT("edges"),
    .columns = EDGE_COLUMNS,
    .column_count = COUNT_OF(EDGE_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_edge,
    .run = run_edge,
};

/* ---- what is known of an institution -------------------------------------------------------- */

static Str identity_of_first(const Import *import, const ImportRow *row, Arena *arena)
{
    (void)arena;
    return import_cell(import, row, PROFILE_OF);
}

static_assert((int)PROFILE_OF == 0 && (int)WHO_CODE == 0, "identity_of_first takes the first");

/* The words of a choice are its code. */
static Str profile_value(const ImportWork *work, const ProfileField *field, Str text)
{
    Str rest = field->kind == PROFILE_CHOICE ? field->more : SV("");
    Str day = field->kind == PROFILE_DATE ? cell_date(work->job.arena, text) : text;

    while (rest.len) {
        Str         choice = str_cut(&rest, ';');
        Str const   code = str_cut(&choice, '=');
        Label const label = organisation_profile_label(field, code);

        if (str_equal(text, label.zh) || str_equal_ignoring_case(text, label.en))
            return code;
    }
    return day;
}

static bool run_profile(ImportWork *work, Fault *fault)
{
    uint32_t                  count = 0;
    const ProfileField *const fields = organisation_profile_fields(&count);
    int64_t const             organisation_id = required_organisation(work, PROFILE_OF);
    OrganisationProfile       profile;
    bool                      changed = false;
    bool                      was_known = false;

    assert(count == PROFILE_COLUMN_COUNT - PROFILE_FIRST);
    if (!refuse_misread(work, fault) ||
        !organisation_profile_get(&profile, &work->registry, organisation_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        Str const text = import_text(work, PROFILE_FIRST + i);

        was_known = was_known || profile.values[i].len;
        if (text.len)
            profile.values[i] = profile_value(work, &fields[i], text);
    }
    if (!organisation_profile_put(&changed, &work->registry, organisation_id, &profile,
                                  &work->problems, fault))
        return false;
    work->outcome = !changed ? IMPORT_UNCHANGED : was_known ? IMPORT_AMENDED : IMPORT_ADDED;
    return true;
}

const ImportKind IMPORT_PROFILES = {
    .what = SHEET_TEXT("profiles"),
    .columns = PROFILE_COLUMNS,
    .column_count = COUNT_OF(PROFILE_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_first,
    .run = run_profile,
};

/* ---- licences and titles -------------------------------------------------------------------- */

static Str identity_of_licence(const Import *import, const ImportRow *row, Arena *arena)
{
    bool const is_numbered = import_cell(import, row, LICENCE_NUMBER).len > 0;

    return joined(import, row, arena, LICENCE_WORKER, LICENCE_KIND,
                  is_numbered ? LICENCE_NUMBER : LICENCE_LEVEL);
}

static Str licence_kind(Str text)
{
    uint32_t                       count = 0;
    const WorkerLicenceKind *const kinds = worker_licence_kinds(&count);

    for (uint32_t i = 0; i < count; i++)
        if (str_equal(text, kinds[i].label.zh) || str_equal_ignoring_case(text, kinds[i].label.en))
            return kinds[i].kind;
    return text;
}

/* The stored one of the same kind and number, or level. */
static bool find_licence(WorkerLicence *out, ImportWork *work, const WorkerLicence *entry,
                         Fault *fault)
{
    const WorkerLicence *rows = NULL;
    uint32_t             count = 0;

    *out = (WorkerLicence){ .valid_from = DATE_MIN, .valid_until = DATE_MAX };
    if (!worker_licence_list(&rows, &count, &work->registry, entry->worker_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].kind, entry->kind) && str_equal(rows[i].number, entry->number) &&
            (entry->number.len || str_equal(rows[i].level, entry->level)))
            *out = rows[i];
    return true;
}

static Str text_or(const ImportWork *work, uint32_t column, Str otherwise)
{
    Str const text = import_text(work, column);

    return text.len ? text : otherwise;
}

static bool run_licence(ImportWork *work, Fault *fault)
{
    WorkerPut     how = WORKER_PUT_SAME;
    WorkerLicence before;
    WorkerLicence entry = {
        .kind = licence_kind(import_text(work, LICENCE_KIND)),
        .number = import_text(work, LICENCE_NUMBER),
        .level = import_text(work, LICENCE_LEVEL),
    };

    if (!required_worker(&entry.worker_id, work, LICENCE_WORKER, fault) ||
        !refuse_misread(work, fault) || !find_licence(&before, work, &entry, fault))
        return false;
    entry.level = text_or(work, LICENCE_LEVEL, before.level);
    entry.scope = text_or(work, LICENCE_SCOPE, before.scope);
    entry.issuer = text_or(work, LICENCE_ISSUER, before.issuer);
    entry.valid_from = import_date(work, LICENCE_FROM, before.valid_from);
    entry.valid_until = import_date(work, LICENCE_UNTIL, before.valid_until);
    if (!refuse_misread(work, fault) ||
        !worker_licence_put(&how, &work->registry, &entry, &work->problems, fault))
        return false;
    note_put(work, how);
    return true;
}

const ImportKind IMPORT_LICENCES = {
    .what = SHEET_TEXT("licences"),
    .columns = LICENCE_COLUMNS,
    .column_count = COUNT_OF(LICENCE_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_licence,
    .run = run_licence,
};

/* ---- places of practice ---------------------------------------------------------------------- */

static Str identity_of_practice(const Import *import, const ImportRow *row, Arena *arena)
{
    return joined(import, row, arena, PRACTICE_WORKER, PRACTICE_ORGANISATION, PRACTICE_FROM);
}

/* Main places follow the file of workers; a row of one that is there is right. */
static bool run_practice(ImportWork *work, Fault *fault)
{
    WorkerPut          how = WORKER_PUT_SAME;
    const WorkerPlace *rows = NULL;
    uint32_t           count = 0;
    WorkerPlace        entry = {
               .organisation_id = required_organisation(work, PRACTICE_ORGANISATION),
               .from_on = import_date(work, PRACTICE_FROM, DATE_MIN),
               .until_on = import_date(work, PRACTICE_UNTIL, DATE_MAX),
    };

    if (!required_worker(&entry.worker_id, work, PRACTICE_WORKER, fault) ||
        !refuse_misread(work, fault) ||
        !worker_place_list(&rows, &count, &work->registry, entry.worker_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (rows[i].organisation_id != entry.organisation_id ||
            rows[i].from_on.days != entry.from_on.days)
            continue;
        if (import_text(work, PRACTICE_UNTIL).len == 0)
            entry.until_on = rows[i].until_on;
        if (rows[i].is_main && rows[i].until_on.days == entry.until_on.days) {
            work->outcome = IMPORT_UNCHANGED;
            return true;
        }
    }
    if (!worker_place_put(&how, &work->registry, &entry, &work->problems, fault))
        return false;
    note_put(work, how);
    return true;
}

const ImportKind IMPORT_PRACTICES = {
    .what = SHEET_TEXT("practices"),
    .columns = PRACTICE_COLUMNS,
    .column_count = COUNT_OF(PRACTICE_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_practice,
    .run = run_practice,
};

/* ---- who those are who work there ----------------------------------------------------------- */

static bool run_who(ImportWork *work, Fault *fault)
{
    WorkerPut      how = WORKER_PUT_SAME;
    WorkerIdentity identity;
    int64_t        worker_id = 0;

    if (!required_worker(&worker_id, work, WHO_CODE, fault) || !refuse_misread(work, fault) ||
        !worker_identity_get(&identity, &work->registry, worker_id, fault))
        return false;
    if (identity.is_masked)
        return fault_set(fault, FAULT_DENIED, "who a worker is, is not this actor's to change");
    /* another number says another birth and sex */
    if (import_text(work, WHO_CITIZEN_ID).len) {
        identity.citizen_id = import_text(work, WHO_CITIZEN_ID);
        identity.sex = SV("");
        identity.born_on = DATE_MIN;
    }
    identity.sex = import_text(work, WHO_SEX).len
                       ? cell_person_code(PERSON_CODE_SEX, import_text(work, WHO_SEX))
                       : identity.sex;
    identity.born_on = import_date(work, WHO_BORN_ON, identity.born_on);
    identity.education =
        import_text(work, WHO_EDUCATION).len
            ? cell_person_code(PERSON_CODE_EDUCATION, import_text(work, WHO_EDUCATION))
            : identity.education;
    if (!refuse_misread(work, fault) ||
        !worker_identity_put(&how, &work->registry, &identity, &work->problems, fault))
        return false;
    note_put(work, how);
    return true;
}

const ImportKind IMPORT_WORKER_IDENTITIES = {
    .what = SHEET_TEXT("worker_identities"),
    .columns = WHO_COLUMNS,
    .column_count = COUNT_OF(WHO_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_first,
    .run = run_who,
};
