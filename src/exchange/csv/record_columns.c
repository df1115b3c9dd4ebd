#include "exchange/csv/record_columns.h"

static const SheetColumn HEADER[RECORD_HEADER_COUNT] = {
    [RECORD_CITIZEN_ID] =
        SHEET_COLUMN("citizen_id", "", "证件号码", "identity number", SHEET_ONE_OF, SHEET_AS_TEXT),
    [RECORD_RECORD_NUMBER] = SHEET_COLUMN("record_number", "", "健康档案编号",
                                          "health record number", SHEET_ONE_OF, SHEET_AS_TEXT),
    [RECORD_PERSON_ID] =
        SHEET_COLUMN("person_id", "", "居民标识", "person id", SHEET_ONE_OF, SHEET_AS_TEXT),
    [RECORD_PERSON_NAME] = SHEET_COLUMN("person_name", "", "姓名", "name of the person",
                                        SHEET_OPTIONAL, SHEET_AS_TEXT),
    [RECORD_OCCURRED_ON] = SHEET_COLUMN("occurred_on", "", "服务日期", "date of service",
                                        SHEET_REQUIRED, SHEET_AS_TEXT),
    [RECORD_ORGANISATION] = SHEET_COLUMN("organisation_code", "organisation_id", "机构代码",
                                         "organisation", SHEET_REQUIRED, SHEET_AS_TEXT),
    [RECORD_WORKER] = SHEET_COLUMN("worker_code", "worker_id", "医生编号", "worker", SHEET_OPTIONAL,
                                   SHEET_AS_TEXT),
    [RECORD_SOURCE_KEY] = SHEET_COLUMN("source_key", "", "来源系统编号", "key in the source",
                                       SHEET_OPTIONAL, SHEET_AS_TEXT),
    [RECORD_ID] =
        SHEET_COLUMN("record_id", "", "记录标识", "record id", SHEET_OPTIONAL, SHEET_AS_TEXT),
    [RECORD_REVISION] =
        SHEET_COLUMN("revision", "", "修订版次", "revision", SHEET_OPTIONAL, SHEET_AS_NUMBER),
    [RECORD_RECORDED_AT] =
        SHEET_COLUMN("recorded_at", "", "录入时间", "recorded at", SHEET_IGNORED, SHEET_AS_TEXT),
    [RECORD_RECORDED_BY] =
        SHEET_COLUMN("recorded_by", "", "录入账户", "recorded by", SHEET_IGNORED, SHEET_AS_TEXT),
    [RECORD_CATALOGUE_VERSION] =
        SHEET_COLUMN("catalogue_version", "", "定义版本", "version of the definitions",
                     SHEET_IGNORED, SHEET_AS_NUMBER),
};

static bool is_of_person(uint32_t column)
{
    return column <= RECORD_PERSON_NAME;
}

static SheetKind kind_of(Type type)
{
    switch (type.kind) {
    case TYPE_BOOL: return SHEET_AS_BOOL;
    case TYPE_NUMBER: return SHEET_AS_NUMBER;
    case TYPE_CODES: return SHEET_AS_CODES;
    case TYPE_DATE:
    case TYPE_MONTH:
    case TYPE_CODE:
    case TYPE_TEXT:
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY:
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return SHEET_AS_TEXT;
}

/* A field that is called like a column of the header stands there as form.NAME. */
static Str field_heading(Arena *arena, Str name)
{
    for (uint32_t i = 0; i < RECORD_HEADER_COUNT; i++)
        if (str_equal(name, HEADER[i].name))
            return str_format(arena, "form.%.*s", (int)name.len, name.ptr);
    return name;
}

static SheetColumn field_column(Arena *arena, const Field *field, uint32_t index)
{
    return (SheetColumn){
        .name = field_heading(arena, field->name),
        .problem = field->name,
        .label = field->label,
        .need = field->derive ? SHEET_IGNORED : SHEET_OPTIONAL,
        .kind = kind_of(field->type),
        .list_index = CATALOG_NONE,
        .field = index,
    };
}

static SheetColumn list_column(const FormList *list, uint32_t list_index, uint32_t index)
{
    const Field *const field = &list->fields[index];

    return (SheetColumn){
        .name = field->name,
        .label = field->label,
        .need = field->derive ? SHEET_IGNORED : SHEET_OPTIONAL,
        .kind = kind_of(field->type),
        .list = list->name,
        .list_label = list->label,
        .rows_max = list->rows_max,
        .list_index = list_index,
        .field = index,
    };
}

uint32_t record_columns_of_list(const Form *form, uint32_t list)
{
    uint32_t at = RECORD_HEADER_COUNT + form->field_count;

    for (uint32_t i = 0; i < list; i++)
        at += form->lists[i].field_count;
    return at;
}

RecordColumns record_columns(Arena *arena, const Form *form)
{
    uint32_t const count = record_columns_of_list(form, form->list_count);
    RecordColumns  out = { arena_array(arena, count, sizeof(SheetColumn)), 0 };

    for (; out.count < RECORD_HEADER_COUNT; out.count++) {
        SheetColumn *const column = &out.columns[out.count];

        *column = (SheetColumn){ .need = SHEET_IGNORED };
        if (form->subject == SUBJECT_PERSON || !is_of_person(out.count))
            *column = HEADER[out.count];
        column->list_index = CATALOG_NONE;
        column->field = CATALOG_NONE;
    }
    for (uint32_t i = 0; i < form->field_count; i++)
        out.columns[out.count++] = field_column(arena, &form->fields[i], i);
    for (uint32_t i = 0; i < form->list_count; i++)
        for (uint32_t j = 0; j < form->lists[i].field_count; j++)
            out.columns[out.count++] = list_column(&form->lists[i], i, j);
    return out;
}
