/* member.h - members of a JSON object, name and value in one line.
 *
 * Ownership  As the JsonWriter.
 */
#ifndef API_MEMBER_H
#define API_MEMBER_H

#include "base/label.h"
#include "codec/json_writer.h"

void member_begin_object(JsonWriter *json, const char *name);
void member_begin_array(JsonWriter *json, const char *name);

void member_str(JsonWriter *json, const char *name, Str text);
void member_words(JsonWriter *json, const char *name, Str text); /* null when it is empty */
void member_id(JsonWriter *json, const char *name, int64_t id);
void member_int(JsonWriter *json, const char *name, int64_t value);
void member_bool(JsonWriter *json, const char *name, bool value);
void member_null(JsonWriter *json, const char *name);
void member_date(JsonWriter *json, const char *name, Date date, Date unknown);
void member_instant(JsonWriter *json, const char *name, int64_t instant_ms);
void member_label(JsonWriter *json, const char *name, Label label); /* null when it is empty */

void member_add_label(JsonWriter *json, Label label); /* a value without a name */

#endif
