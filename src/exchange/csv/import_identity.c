/* Rows of numbers, other names and relations of persons. */
#include "exchange/csv/cell.h"
#include "exchange/csv/columns.h"
#include "exchange/csv/import_private.h"
#include "intake/intake.h"
#include "registry/person_code.h"

enum { BATCH_ROWS = 2000 };

static Str code_text(const ImportWork *work, uint32_t column, PersonCodeSet set)
{
    return cell_person_code(set, import_text(work, column));
}

static Str identity_of(const Import *import, const ImportRow *row, PersonColumns keys,
                       uint32_t kind, uint32_t what, Arena *arena)
{
    Str const key = import_person_key(import, row, keys, arena);
    Str const code = import_cell(import, row, kind);
    Str const text = import_cell(import, row, what);

    return str_format(arena, "%.*s|%.*s|%.*s", (int)key.len, key.ptr, (int)code.len, code.ptr,
                      (int)text.len, text.ptr);
}

static void note_outcome(ImportWork *work, const RowChange *change)
{
    work->outcome = !change->changed        ? IMPORT_UNCHANGED
                    : change->revision == 1 ? IMPORT_ADDED
                                            : IMPORT_AMENDED;
}

/* Whose the row is; what was not understood is told before anything is written. */
static bool find_holder(int64_t *person_id, ImportWork *work, PersonColumns keys, Fault *fault)
{
    return import_person(person_id, work, keys, fault) &&
           (work->problems.error_count == 0 || problems_refuse(&work->problems, fault));
}

/* ---- numbers -------------------------------------------------------------------------------- */

static const PersonColumns NUMBER_KEYS = { NUMBER_CITIZEN_ID, NUMBER_RECORD_NUMBER,
                                           NUMBER_PERSON_ID };

static Str identity_of_identifier(const Import *import, const ImportRow *row, Arena *arena)
{
    Str const issuer = import_cell(import, row, NUMBER_ISSUER_CODE);
    Str const words = import_cell(import, row, NUMBER_ISSUER);
    Str const number = identity_of(import, row, NUMBER_KEYS, NUMBER_KIND, NUMBER_TEXT, arena);

    return str_format(arena, "%.*s|%.*s|%.*s", (int)number.len, number.ptr, (int)issuer.len,
                      issuer.ptr, (int)words.len, words.ptr);
}

/* Documents and other numbers have their words in two sets. */
static Str kind_text(const ImportWork *work)
{
    Str const document = code_text(work, NUMBER_KIND, PERSON_CODE_ID_KIND);

    return person_code_find(PERSON_CODE_ID_KIND, document)
               ? document
               : code_text(work, NUMBER_KIND, PERSON_CODE_NUMBER_KIND);
}

static bool run_identifier(ImportWork *work, Fault *fault)
{
    RowChange       change = { 0 };
    IdentifierEntry entry = {
        .kind = kind_text(work),
        .number = import_text(work, NUMBER_TEXT),
        .issuer_id = import_organisation(work, NUMBER_ISSUER_CODE, 0),
        .issuer = import_text(work, NUMBER_ISSUER),
        .valid_from = import_date(work, NUMBER_VALID_FROM, DATE_MIN),
        .valid_until = import_date(work, NUMBER_VALID_UNTIL, DATE_MAX),
        .status = code_text(work, NUMBER_STATUS, PERSON_CODE_NUMBER_STATUS),
        .verified = code_text(work, NUMBER_VERIFIED, PERSON_CODE_VERIFIED),
    };

    entry.unverifiable = str_equal(entry.verified, IDENTIFIER_UNVERIFIABLE);
    if (!find_holder(&entry.person_id, work, NUMBER_KEYS, fault) ||
        !intake_put_identifier(&change, work->house, &work->job, &entry, &work->problems, fault))
        return false;
    note_outcome(work, &change);
    return true;
}

const ImportKind IMPORT_IDENTIFIERS = {
    .what = SHEET_TEXT("identifiers"),
    .columns = NUMBER_COLUMNS,
    .column_count = COUNT_OF(NUMBER_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_identifier,
    .run = run_identifier,
};

/* ---- names ---------------------------------------------------------------------------------- */

static const PersonColumns NAME_KEYS = { NAME_CITIZEN_ID, NAME_RECORD_NUMBER, NAME_PERSON_ID };

static Str identity_of_name(const Import *import, const ImportRow *row, Arena *arena)
{
    return identity_of(import, row, NAME_KEYS, NAME_KIND, NAME_NAME, arena);
}

static bool run_name(ImportWork *work, Fault *fault)
{
    RowChange       change = { 0 };
    PersonNameEntry entry = {
        .kind = code_text(work, NAME_KIND, PERSON_CODE_NAME_KIND),
        .name = import_text(work, NAME_NAME),
        .from_on = import_date(work, NAME_FROM, DATE_MIN),
        .until_on = import_date(work, NAME_UNTIL, DATE_MAX),
    };

    if (!find_holder(&entry.person_id, work, NAME_KEYS, fault) ||
        !intake_put_name(&change, work->house, &work->job, &entry, &work->problems, fault))
        return false;
    note_outcome(work, &change);
    return true;
}

const ImportKind IMPORT_NAMES = {
    .what = SHEET_TEXT("names"),
    .columns = NAME_COLUMNS,
    .column_count = COUNT_OF(NAME_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_name,
    .run = run_name,
};

/* ---- relations ------------------------------------------------------------------------------ */

static const PersonColumns RELATION_KEYS = { RELATION_CITIZEN_ID, RELATION_RECORD_NUMBER,
                                             RELATION_PERSON_ID };

/* Two spouses in two times are two rows. */
static Str identity_of_relation(const Import *import, const ImportRow *row, Arena *arena)
{
    Str const from = import_cell(import, row, RELATION_FROM);
    Str const pair = identity_of(import, row, RELATION_KEYS, RELATION_KIND, RELATION_OTHER, arena);

    return str_format(arena, "%.*s|%.*s", (int)pair.len, pair.ptr, (int)from.len, from.ptr);
}

static bool run_relation(ImportWork *work, Fault *fault)
{
    RowChange     change = { 0 };
    Str const     other = import_text(work, RELATION_OTHER);
    RelationEntry entry = {
        .kind = code_text(work, RELATION_KIND, PERSON_CODE_KIN),
        .from_on = import_date(work, RELATION_FROM, DATE_MIN),
        .until_on = import_date(work, RELATION_UNTIL, DATE_MAX),
    };

    if (!import_find_person(&entry.other_id, work, other, fault))
        return false;
    if (entry.other_id == 0)
        problem_add(&work->problems, other.len ? PROBLEM_UNKNOWN : PROBLEM_REQUIRED,
                    import_problem_place(work, RELATION_OTHER));
    if (!find_holder(&entry.person_id, work, RELATION_KEYS, fault) ||
        !intake_put_relation(&change, work->house, &work->job, &entry, &work->problems, fault))
        return false;
    note_outcome(work, &change);
    return true;
}

const ImportKind IMPORT_RELATIONS = {
    .what = SHEET_TEXT("relations"),
    .columns = RELATION_COLUMNS,
    .column_count = COUNT_OF(RELATION_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_relation,
    .run = run_relation,
};
