#include "api/body.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "registry/region.h"

static void add_format(Problems *problems, ProblemPlace at, const char *zh, const char *en)
{
    problem_add(problems, PROBLEM_FORMAT, at)->text = (Label){ str_from_c(zh), str_from_c(en) };
}

static void read_region(const BodyMember *row, const Json *member, Problems *problems)
{
    if (member->kind != JSON_STRING || !region_parse(row->out, member->text))
        add_format(problems, row->at, "2、4、6、9或12位代码", "a code of 2, 4, 6, 9 or 12 digits");
}

static void read_id(const BodyMember *row, const Json *member, Problems *problems)
{
    uint64_t id = 0;

    if (member->kind != JSON_STRING || !str_to_uint(&id, member->text, INT64_MAX))
        add_format(problems, row->at, "编号文本", "an id, written as a text of digits");
    *(int64_t *)row->out = (int64_t)id;
}

static void read_member(const BodyMember *row, const Json *member, Problems *problems)
{
    if (member->kind == JSON_NULL)
        return;
    switch (row->kind) {
    case BODY_TEXT:
        if (member->kind == JSON_STRING)
            *(Str *)row->out = member->text;
        else
            add_format(problems, row->at, "文本", "a text");
        break;
    case BODY_DAY:
        if (member->kind != JSON_STRING || !date_parse(row->out, member->text))
            problem_add(problems, PROBLEM_NO_DATE, row->at);
        break;
    case BODY_ID: read_id(row, member, problems); break;
    case BODY_BOOL:
        if (member->kind == JSON_BOOL)
            *(bool *)row->out = str_equal(member->text, SV("true"));
        else
            add_format(problems, row->at, "true 或 false", "true or false");
        break;
    case BODY_REGION: read_region(row, member, problems); break;
    case BODY_OTHER: break; /* the caller's */
    }
}

void body_read(const BodyMember *rows, size_t count, const Json *object, Problems *problems)
{
    for (const Json *member = object->first; member; member = member->next) {
        size_t at = 0;

        while (at < count && !str_equal(member->key, str_from_c(rows[at].name)))
            at++;
        if (at < count) {
            read_member(&rows[at], member, problems);
            continue;
        }
        Str const shown = str_slice(member->key, 0, utf8_prefix(member->key, LIMIT_NAME_BYTES));
        problem_add(problems, PROBLEM_UNKNOWN_FIELD, (ProblemPlace){ .field = shown })->text =
            (Label){ shown, shown };
    }
}
