#include "linkage/schema.h"

static const struct {
    const char *name;
    uint8_t     words;
    const char *zh, *en;
} KINDS[] = {
#define X(kind, name, words, zh, en) { name, words, zh, en },
#include "linkage/kind.def"
#undef X
};

Str linkage_kind_name(LinkageKind kind)
{
    return str_from_c(KINDS[kind].name);
}

Label linkage_kind_label(LinkageKind kind)
{
    return (Label){ str_from_c(KINDS[kind].zh), str_from_c(KINDS[kind].en) };
}

bool linkage_kind_find(LinkageKind *out, Str name)
{
    for (uint32_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_equal(name, str_from_c(KINDS[i].name))) {
            *out = (LinkageKind)i;
            return true;
        }
    return false;
}

bool linkage_schema_add(LinkageSchema *schema, LinkageKind kind, Str name, Label label)
{
    if (schema->count == LINKAGE_FIELDS_MAX)
        return false;
    if (schema->record_words == 0)
        schema->record_words = LINKAGE_RARITY_WORDS;
    LinkageField *const field = &schema->fields[schema->count];
    *field = (LinkageField){ .kind = kind,
                             .name = name,
                             .label = label,
                             .at = (uint8_t)schema->record_words,
                             .partner = LINKAGE_NONE };
    if (kind == LINKAGE_LATIN_NAME)
        for (uint32_t i = 0; i < schema->count; i++) {
            LinkageField *const other = &schema->fields[i];

            if (other->kind != LINKAGE_LATIN_NAME || other->partner != LINKAGE_NONE)
                continue;
            other->partner = (uint8_t)schema->count;
            field->partner = (uint8_t)i;
            break;
        }
    schema->count++;
    schema->record_words += KINDS[kind].words;
    return true;
}

uint32_t linkage_schema_find(const LinkageSchema *schema, Str name)
{
    for (uint32_t i = 0; i < schema->count; i++)
        if (str_equal(schema->fields[i].name, name))
            return i;
    return LINKAGE_NONE;
}

bool linkage_schema_equal(const LinkageSchema *a, const LinkageSchema *b)
{
    bool equal = a->count == b->count;

    for (uint32_t f = 0; equal && f < a->count; f++)
        equal = a->fields[f].kind == b->fields[f].kind &&
                str_equal(a->fields[f].name, b->fields[f].name);
    return equal;
}

LinkageSchema linkage_schema_register(void)
{
    static const struct {
        LinkageKind kind;
        const char *name, *zh, *en;
    } FIELDS[REGISTER_FIELD_COUNT] = {
        [REGISTER_NAME] = { LINKAGE_CHINESE_NAME, "name", "姓名", "name" },
        [REGISTER_CITIZEN_ID] = { LINKAGE_CITIZEN_ID, "citizen_id", "身份证号", "citizen id" },
        [REGISTER_BORN_ON] = { LINKAGE_DATE, "born_on", "出生日期", "date of birth" },
        [REGISTER_SEX] = { LINKAGE_CODE, "sex", "性别", "sex" },
        [REGISTER_PHONE] = { LINKAGE_PHONE, "phone", "电话", "telephone" },
        [REGISTER_ADDRESS] = { LINKAGE_TEXT, "address", "住址", "address" },
    };
    LinkageSchema schema = { 0 };

    for (uint32_t i = 0; i < REGISTER_FIELD_COUNT; i++)
        if (!linkage_schema_add(&schema, FIELDS[i].kind, str_from_c(FIELDS[i].name),
                                (Label){ str_from_c(FIELDS[i].zh), str_from_c(FIELDS[i].en) }))
            break;
    return schema;
}

bool linkage_schema_parse(LinkageSchema *out, Str mapping, Fault *fault)
{
    LinkageSchema schema = { 0 };
    Str           rest = mapping;

    while (rest.len) {
        uint32_t const column = (uint32_t)(mapping.len - rest.len) + 1;
        Str const      item = str_trim(str_cut(&rest, ','));
        size_t const   at = str_find_char(item, '=');
        LinkageKind    kind = LINKAGE_TEXT;
        Str const      name = str_trim(str_slice(item, 0, at));

        if (name.len == 0 || at == item.len)
            return fault_at(fault, 1, column,
                            "expected COLUMN=KIND, as in 'name=chinese_name,born=date'");
        if (str_find_char(name, '"') < name.len)
            return fault_at(fault, 1, column, "a column's name has no quotes in it here");
        if (!linkage_kind_find(&kind, str_trim(str_after(item, at + 1))))
            return fault_at(fault, 1, column,
                            "no such kind of field; write chinese_name, latin_name, date, "
                            "citizen_id, number, phone, code or text");
        if (linkage_schema_find(&schema, name) != LINKAGE_NONE)
            return fault_at(fault, 1, column, "this column is named twice; leave one out");
        if (!linkage_schema_add(&schema, kind, name, (Label){ name, name }))
            return fault_at(fault, 1, column, "at most %d columns are compared; leave some out",
                            LINKAGE_FIELDS_MAX);
    }
    if (schema.count == 0)
        return fault_at(fault, 1, 1, "expected at least one COLUMN=KIND");
    *out = schema;
    return true;
}
