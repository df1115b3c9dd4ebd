/* Who may be meant by what is known of somebody, at the terminal. */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "codec/json_writer.h"
#include "registry/organisation.h"
#include "registry/person_match.h"

typedef struct {
    House         *house;
    Registry       registry;
    PersonMatcher *matcher;
    PersonMatch   *matches;
    uint32_t       count;
} Found;

static bool known_of(PersonKnown *known, const CommandLine *line, const Registry *registry,
                     Fault *fault)
{
    uint64_t id = 0;
    Person   person;

    *known = (PersonKnown){ .name = command_value(line, "name", SV("")),
                            .sex = command_value(line, "sex", SV("")),
                            .citizen_id = command_value(line, "id", SV("")),
                            .phone = command_value(line, "phone", SV("")),
                            .address = command_value(line, "address", SV("")) };
    if (!command_date(&known->born_on, line, "born", DATE_MIN, fault) ||
        !command_uint(&id, line, "person", 0, INT64_MAX, fault))
        return false;
    if (id == 0)
        return true;
    if (!person_get(&person, registry, (int64_t)id, fault))
        return false;
    *known = person_known(&person);
    return true;
}

/* ---- a table for each candidate ------------------------------------------------------------- */

static void print_match(const CommandLine *line, const Found *found, const PersonMatch *match)
{
    const LinkageSchema *const schema = &person_matcher_model(found->matcher)->schema;
    const Person *const        person = &match->person;
    Str const     post = organisation_name(found->house->organisations, person->organisation_id);
    Str const     born = date_format(line->arena, person->born_on);
    TerminalTable table = table_open(line->arena, 3);

    (void)fprintf(line->out, "%lld  %.*s  %.*s  %.*s\n", (long long)person->person_id,
                  (int)person->name.len, person->name.ptr, (int)born.len, born.ptr, (int)post.len,
                  post.ptr);
    for (uint32_t i = 0; i < match->evidence.count; i++) {
        const LinkageEvidenceRow *const row = &match->evidence.rows[i];

        if (row->level == LINKAGE_UNKNOWN)
            continue;
        table_add(&table, label_in(schema->fields[row->field].label, line->language));
        table_add(&table, label_in(row->words, line->language));
        table_add(&table, str_format(line->arena, "%+.1f", row->bits));
    }
    table_add(&table, label_in(linkage_evidence_prior(), line->language));
    table_add(&table, SV(""));
    table_add(&table, str_format(line->arena, "%+.1f", match->evidence.prior_bits));
    table_add(&table, label_in(linkage_evidence_relative(), line->language));
    table_add(&table, SV(""));
    table_add(&table, str_format(line->arena, "%+.1f", match->evidence.relative_bits));
    table_print(&table, line->out);
    (void)fprintf(line->out,
                  line->language == LANGUAGE_ZH ? "合计 %+.1f，同一人的概率 %.4f%s\n\n"
                                                : "sum %+.1f, probability %.4f%s\n\n",
                  match->evidence.total_bits, match->evidence.probability,
                  !match->evidence.is_certain     ? ""
                  : line->language == LANGUAGE_ZH ? "（证件号码有效且姓名相符）"
                                                  : " (a valid number and an alike name)");
}

static void add_number(JsonWriter *json, Arena *arena, Str key, double value)
{
    json_add_key(json, key);
    json_add_json(json, str_format(arena, "%.4f", value));
}

static void add_word(JsonWriter *json, Str key, Str value)
{
    json_add_key(json, key);
    json_add_str(json, value);
}

static void print_json(const CommandLine *line, const Found *found)
{
    Buf        text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);
    JsonWriter json = json_open(&text);

    json_begin_array(&json);
    for (uint32_t i = 0; i < found->count; i++) {
        const PersonMatch *const match = &found->matches[i];

        json_begin_object(&json);
        json_add_key(&json, SV("person_id"));
        json_add_id(&json, match->person.person_id);
        add_word(&json, SV("name"), match->person.name);
        json_add_key(&json, SV("organisation_id"));
        json_add_id(&json, match->person.organisation_id);
        add_number(&json, line->arena, SV("probability"), match->evidence.probability);
        add_number(&json, line->arena, SV("bits"), match->evidence.total_bits);
        json_add_key(&json, SV("evidence"));
        json_add_json(&json, person_match_evidence(line->arena, found->matcher, match));
        json_end_object(&json);
    }
    json_end_array(&json);
    (void)fprintf(line->out, "%.*s\n", (int)text.len, text.ptr);
}

static bool run_match(const CommandLine *line, Fault *fault)
{
    Found       found = { 0 };
    PersonKnown known;
    bool        ok = false;

    if (!command_house(&found.house, line, HOUSE_READ, fault) ||
        !house_begin_read(found.house, fault))
        goto done;
    Job const job = command_job(line);
    found.registry = house_registry(found.house, &job);
    ok = house_matcher(&found.matcher, found.house, fault) &&
         known_of(&known, line, &found.registry, fault) &&
         person_match(&found.matches, &found.count, found.matcher, &found.registry, &known, false,
                      fault);
    house_end_read(found.house);
    if (!ok)
        goto done;
    if (command_has(line, "json"))
        print_json(line, &found);
    for (uint32_t i = 0; i < found.count && !command_has(line, "json"); i++)
        print_match(line, &found, &found.matches[i]);
    if (found.count == 0 && !command_has(line, "json"))
        (void)fputs(line->language == LANGUAGE_ZH ? "没有相似的居民\n" : "nobody is alike\n",
                    line->out);

done:
    house_close(&found.house);
    return ok;
}

static const Command COMMANDS[] = {
    { "match",
      "",
      "who may be meant, with the evidence field by field",
      0,
      0,
      { { "name", "NAME", "the name" },
        { "sex", "CODE", "1 male, 2 female" },
        { "born", "DAY", "the day of birth" },
        { "id", "NUMBER", "the number of the document" },
        { "phone", "NUMBER", "the telephone" },
        { "address", "TEXT", "the address" },
        { "person", "ID", "instead of these: somebody who is registered" },
        { "json", NULL, "print JSON" } },
      run_match },
};

const CommandList CLI_MATCH_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
