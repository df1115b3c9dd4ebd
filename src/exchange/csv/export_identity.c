/* The next row of numbers, other names and relations: person by person. */
#include <assert.h>

#include "exchange/csv/columns.h"
#include "exchange/csv/export_private.h"
#include "registry/person_name.h"
#include "registry/relation.h"

/* What the person at hand has; one of the three lists. */
typedef struct {
    Arena              *arena; /* of one person's */
    const Person       *person;
    const Identifier   *identifiers;
    const PersonName   *names;
    const RelationSide *relations;
    uint32_t            count, at;
} Pager;

typedef bool ReadRows(Pager *pager, const Registry *registry, Fault *fault);

static bool open_pager(Export *export, const SheetColumn *columns, uint32_t count, Fault *fault)
{
    Pager *const pager = arena_alloc(export->arena, sizeof *pager);

    pager->arena = arena_open();
    export->state = pager;
    export_use_columns(export, columns, count);
    return access_require(export->job.actor, PERMIT_READ_PERSON, fault) &&
           (!export->options.without_names ||
            fault_set(fault, FAULT_INVALID,
                      "numbers, names and relations say who somebody is: they are given out with"
                      " names, or not at all"));
}

static void close_pager(Export *export)
{
    Pager *const pager = export->state;

    if (pager)
        arena_close(&pager->arena);
}

/* The next row, as pager->at - 1; the person's own columns are filled. */
static bool next_row(Export *export, ReadRows *read, bool *is_over, Fault *fault)
{
    Pager *const pager = export->state;
    Registry     registry = export->registry;

    registry.arena = pager->arena;
    while (pager->at == pager->count) {
        arena_reset(pager->arena);
        pager->at = pager->count = 0;
        if (!export_next_person(&pager->person, export, fault))
            return false;
        *is_over = !pager->person;
        if (*is_over)
            return true;
        if (!read(pager, &registry, fault))
            return false;
    }
    pager->at++;
    export->cells[NUMBER_CITIZEN_ID] = pager->person->citizen_id;
    export->cells[NUMBER_RECORD_NUMBER] = pager->person->record_number;
    export->cells[NUMBER_PERSON_ID] = export_id(export, pager->person->person_id);
    export->cells[NUMBER_PERSON_NAME] = pager->person->name;
    return true;
}

static_assert((int)NAME_PERSON_NAME == (int)NUMBER_PERSON_NAME &&
                  (int)RELATION_PERSON_NAME == (int)NUMBER_PERSON_NAME,
              "next_row fills the columns of all three");

/* ---- numbers -------------------------------------------------------------------------------- */

static bool open_identifiers(Export *export, Fault *fault)
{
    return open_pager(export, NUMBER_COLUMNS, NUMBER_COLUMN_COUNT, fault);
}

/* Without main numbers of which nothing else is known, and without mistakes. */
static bool read_identifiers(Pager *pager, const Registry *registry, Fault *fault)
{
    const Identifier *all = NULL;
    uint32_t          count = 0;

    if (!identifier_list(&all, &count, registry, pager->person->person_id, fault))
        return false;
    Identifier *const rows = arena_array(registry->arena, count + 1, sizeof *rows);
    for (uint32_t i = 0; i < count; i++)
        if (all[i].identifier_id && !str_equal(all[i].status, IDENTIFIER_MISTAKE))
            rows[pager->count++] = all[i];
    pager->identifiers = rows;
    return true;
}

static bool next_identifier(Export *export, bool *is_over, Fault *fault)
{
    Pager *const pager = export->state;
    Str *const   cells = export->cells;

    if (!next_row(export, read_identifiers, is_over, fault))
        return false;
    if (*is_over)
        return true;
    const Identifier *const row = &pager->identifiers[pager->at - 1];
    cells[NUMBER_KIND] = row->kind;
    cells[NUMBER_TEXT] = row->number;
    cells[NUMBER_ISSUER_CODE] = export_organisation(export, row->issuer_id);
    cells[NUMBER_ISSUER] = row->issuer;
    cells[NUMBER_VALID_FROM] = export_date(export, row->valid_from, DATE_MIN);
    cells[NUMBER_VALID_UNTIL] = export_date(export, row->valid_until, DATE_MAX);
    cells[NUMBER_STATUS] = row->status;
    cells[NUMBER_VERIFIED] = row->verified;
    cells[NUMBER_REVISION] = export_number(export, row->revision);
    cells[NUMBER_RECORDED_AT] = export_instant(export, row->recorded_at);
    return true;
}

const ExportKind EXPORT_IDENTIFIERS = { SHEET_TEXT("identifiers"), open_identifiers,
                                        next_identifier, close_pager };

/* ---- names ---------------------------------------------------------------------------------- */

static bool open_names(Export *export, Fault *fault)
{
    return open_pager(export, NAME_COLUMNS, NAME_COLUMN_COUNT, fault);
}

static bool read_names(Pager *pager, const Registry *registry, Fault *fault)
{
    return person_names(&pager->names, &pager->count, registry, pager->person->person_id, fault);
}

static bool next_name(Export *export, bool *is_over, Fault *fault)
{
    Pager *const pager = export->state;
    Str *const   cells = export->cells;

    if (!next_row(export, read_names, is_over, fault))
        return false;
    if (*is_over)
        return true;
    const PersonName *const row = &pager->names[pager->at - 1];
    cells[NAME_KIND] = row->kind;
    cells[NAME_NAME] = row->name;
    cells[NAME_FROM] = export_date(export, row->from_on, DATE_MIN);
    cells[NAME_UNTIL] = export_date(export, row->until_on, DATE_MAX);
    cells[NAME_REVISION] = export_number(export, row->revision);
    cells[NAME_RECORDED_AT] = export_instant(export, row->recorded_at);
    return true;
}

const ExportKind EXPORT_NAMES = { SHEET_TEXT("names"), open_names, next_name, close_pager };

/* ---- relations ------------------------------------------------------------------------------ */

static bool open_relations(Export *export, Fault *fault)
{
    return open_pager(export, RELATION_COLUMNS, RELATION_COLUMN_COUNT, fault);
}

/* Each once: where its row stands. */
static bool read_relations(Pager *pager, const Registry *registry, Fault *fault)
{
    const RelationSide *all = NULL;
    uint32_t            count = 0;

    if (!relation_list(&all, &count, registry, pager->person->person_id, fault))
        return false;
    RelationSide *const rows = arena_array(registry->arena, count + 1, sizeof *rows);
    for (uint32_t i = 0; i < count; i++)
        if (all[i].row.person_id == pager->person->person_id)
            rows[pager->count++] = all[i];
    pager->relations = rows;
    return true;
}

static bool next_relation(Export *export, bool *is_over, Fault *fault)
{
    Pager *const pager = export->state;
    Str *const   cells = export->cells;

    if (!next_row(export, read_relations, is_over, fault))
        return false;
    if (*is_over)
        return true;
    const RelationSide *const side = &pager->relations[pager->at - 1];
    cells[RELATION_KIND] = side->kind;
    cells[RELATION_OTHER] = side->is_visible && side->other.citizen_id.len
                                ? side->other.citizen_id
                                : export_id(export, side->other_id);
    cells[RELATION_FROM] = export_date(export, side->row.from_on, DATE_MIN);
    cells[RELATION_UNTIL] = export_date(export, side->row.until_on, DATE_MAX);
    cells[RELATION_REVISION] = export_number(export, side->row.revision);
    cells[RELATION_RECORDED_AT] = export_instant(export, side->row.recorded_at);
    return true;
}

const ExportKind EXPORT_RELATIONS = { SHEET_TEXT("relations"), open_relations, next_relation,
                                      close_pager };
