#include "api/member.h"

void member_begin_object(JsonWriter *json, const char *name)
{
    json_add_key(json, str_from_c(name));
    json_begin_object(json);
}

void member_begin_array(JsonWriter *json, const char *name)
{
    json_add_key(json, str_from_c(name));
    json_begin_array(json);
}

void member_str(JsonWriter *json, const char *name, Str text)
{
    json_add_key(json, str_from_c(name));
    json_add_str(json, text);
}

void member_words(JsonWriter *json, const char *name, Str text)
{
    if (text.len)
        member_str(json, name, text);
    else
        member_null(json, name);
}

void member_id(JsonWriter *json, const char *name, int64_t id)
{
    json_add_key(json, str_from_c(name));
    json_add_id(json, id);
}

void member_int(JsonWriter *json, const char *name, int64_t value)
{
    json_add_key(json, str_from_c(name));
    json_add_int(json, value);
}

void member_bool(JsonWriter *json, const char *name, bool value)
{
    json_add_key(json, str_from_c(name));
    json_add_bool(json, value);
}

void member_null(JsonWriter *json, const char *name)
{
    json_add_key(json, str_from_c(name));
    json_add_null(json);
}

void member_date(JsonWriter *json, const char *name, Date date, Date unknown)
{
    if (date.days == unknown.days) {
        member_null(json, name);
        return;
    }
    json_add_key(json, str_from_c(name));
    json_add_date(json, date);
}

void member_instant(JsonWriter *json, const char *name, int64_t instant_ms)
{
    json_add_key(json, str_from_c(name));
    json_add_instant(json, instant_ms);
}

void member_add_label(JsonWriter *json, Label label)
{
    if (label.zh.len == 0 && label.en.len == 0) {
        json_add_null(json);
        return;
    }
    json_begin_object(json);
    member_str(json, "zh", label.zh);
    member_str(json, "en", label.en);
    json_end_object(json);
}

void member_label(JsonWriter *json, const char *name, Label label)
{
    json_add_key(json, str_from_c(name));
    member_add_label(json, label);
}
