/* One person at the terminal, by any of his numbers. It says whole numbers, to the
 * operator only, and leaves a row in the audit log. */
#include "access/audit.h"
#include "base/instant.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "intake/intake.h"
#include "registry/person_code.h"

typedef struct {
    const CommandLine *line;
    House             *house;
    Job                job;
    Registry           registry;
    Person             person;
} Work;

static Str word(const Work *work, const char *zh, const char *en)
{
    return label_in((Label){ str_from_c(zh), str_from_c(en) }, work->line->language);
}

static Str code(const Work *work, PersonCodeSet set, Str text)
{
    const PersonCode *const found = person_code_find(set, text);

    return found ? label_in(found->label, work->line->language) : text;
}

static Str day(const Work *work, Date date, Date unknown)
{
    return date.days == unknown.days ? SV("") : date_format(work->line->arena, date);
}

static Str moment(const Work *work, int64_t at)
{
    return at ? date_format(work->line->arena, instant_date(at)) : SV("");
}

static void add_row(TerminalTable *table, const Str *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        table_add(table, cells[i]);
}

#define ADD(table, ...)                                                                            \
    add_row(table, (const Str[]){ __VA_ARGS__ }, COUNT_OF(((const Str[]){ __VA_ARGS__ })))

/* ---- what is shown -------------------------------------------------------------------------- */

typedef bool Print(const Work *work, Fault *fault);

static bool print_person(const Work *work, Fault *fault)
{
    const Person *const person = &work->person;
    TerminalTable       table = table_open(work->line->arena, 2);

    (void)fault;
    ADD(&table, word(work, "居民标识", "person"),
        str_format(work->line->arena, "%lld", (long long)person->person_id));
    ADD(&table, word(work, "姓名", "name"), person->name);
    ADD(&table, word(work, "性别", "sex"), code(work, PERSON_CODE_SEX, person->sex));
    ADD(&table, word(work, "出生日期", "born on"), day(work, person->born_on, DATE_MIN));
    ADD(&table, word(work, "死亡日期", "died on"), day(work, person->died_on, DATE_MAX));
    ADD(&table, code(work, PERSON_CODE_ID_KIND, person->id_kind), person->citizen_id);
    ADD(&table, word(work, "健康档案编号", "health record"), person->record_number);
    ADD(&table, word(work, "联系电话", "telephone"), person->phone);
    ADD(&table, word(work, "现住址", "address"), person->address);
    table_print(&table, work->line->out);
    return true;
}

static bool print_identifiers(const Work *work, Fault *fault)
{
    const Identifier *rows = NULL;
    uint32_t          count = 0;
    TerminalTable     table = table_open(work->line->arena, 6);

    if (!identifier_list(&rows, &count, &work->registry, work->person.person_id, fault))
        return false;
    ADD(&table, word(work, "类型", "kind"), word(work, "号码", "number"),
        word(work, "签发机关", "issuer"), word(work, "有效期止", "until"),
        word(work, "使用状态", "status"), word(work, "核验方式", "verified"));
    for (uint32_t i = 0; i < count; i++) {
        IdentifierKind              kind = { 0 };
        const IdentifierKind *const found = identifier_kind_find(&kind, rows[i].kind);

        ADD(&table, found ? label_in(kind.label, work->line->language) : rows[i].kind,
            rows[i].number, rows[i].issuer, day(work, rows[i].valid_until, DATE_MAX),
            rows[i].merge_id ? word(work, "合并前的档案", "of the merged record")
                             : code(work, PERSON_CODE_NUMBER_STATUS, rows[i].status),
            code(work, PERSON_CODE_VERIFIED, rows[i].verified));
    }
    table_print(&table, work->line->out);
    return true;
}

static bool print_names(const Work *work, Fault *fault)
{
    const PersonName *rows = NULL;
    uint32_t          count = 0;
    TerminalTable     table = table_open(work->line->arena, 4);

    if (!person_names(&rows, &count, &work->registry, work->person.person_id, fault))
        return false;
    ADD(&table, word(work, "类别", "kind"), word(work, "姓名", "name"), word(work, "起", "from"),
        word(work, "止", "until"));
    ADD(&table, word(work, "现用名", "in use"), work->person.name, SV(""), SV(""));
    for (uint32_t i = 0; i < count; i++)
        ADD(&table, code(work, PERSON_CODE_NAME_KIND, rows[i].kind), rows[i].name,
            day(work, rows[i].from_on, DATE_MIN), day(work, rows[i].until_on, DATE_MAX));
    table_print(&table, work->line->out);
    return true;
}

static bool print_relations(const Work *work, Fault *fault)
{
    const RelationSide *rows = NULL;
    uint32_t            count = 0;
    TerminalTable       table = table_open(work->line->arena, 5);

    if (!relation_list(&rows, &count, &work->registry, work->person.person_id, fault))
        return false;
    ADD(&table, word(work, "关系", "relation"), word(work, "姓名", "name"),
        word(work, "居民标识", "person"), word(work, "起", "from"), word(work, "止", "until"));
    for (uint32_t i = 0; i < count; i++)
        ADD(&table, code(work, PERSON_CODE_KIN, rows[i].kind), rows[i].other.name,
            str_format(work->line->arena, "%lld", (long long)rows[i].other_id),
            day(work, rows[i].row.from_on, DATE_MIN), day(work, rows[i].row.until_on, DATE_MAX));
    table_print(&table, work->line->out);
    return true;
}

/* Earlier revisions of the person's row, and the households. */
static bool print_history(const Work *work, Fault *fault)
{
    const PersonRevision *rows = NULL;
    const HouseholdStay  *stays = NULL;
    uint32_t              count = 0;
    uint32_t              stay_count = 0;
    TerminalTable         table = table_open(work->line->arena, 5);
    TerminalTable         homes = table_open(work->line->arena, 4);

    if (!person_history(&rows, &count, &work->registry, work->person.person_id, fault) ||
        !household_stays(&stays, &stay_count, &work->registry, 0, work->person.person_id, fault))
        return false;
    ADD(&table, word(work, "版次", "revision"), word(work, "更改日期", "changed on"),
        word(work, "姓名", "name"), word(work, "证件号码", "document"),
        word(work, "现住址", "address"));
    for (uint32_t i = 0; i < count; i++)
        ADD(&table, str_format(work->line->arena, "%u", rows[i].person.revision),
            moment(work, rows[i].superseded_at), rows[i].person.name, rows[i].person.citizen_id,
            rows[i].person.address);
    table_print(&table, work->line->out);
    ADD(&homes, word(work, "家庭", "household"), word(work, "与户主关系", "relation"),
        word(work, "起", "from"), word(work, "止", "until"));
    for (uint32_t i = 0; i < stay_count; i++)
        ADD(&homes, str_format(work->line->arena, "%lld", (long long)stays[i].household_id),
            code(work, PERSON_CODE_RELATION, stays[i].relation), moment(work, stays[i].from_at),
            moment(work, stays[i].until_at));
    table_print(&homes, work->line->out);
    return true;
}

/* ---- commands ------------------------------------------------------------------------------- */

static bool find(Work *work, Fault *fault)
{
    Str const text = work->line->arguments[0];
    uint64_t  id = 0;
    int64_t   person_id = 0;

    if (!identifier_find(&person_id, &work->registry, command_value(work->line, "kind", SV("")),
                         text, fault))
        return false;
    if (person_id == 0 && str_to_uint(&id, text, INT64_MAX))
        person_id = (int64_t)id;
    if (person_id == 0)
        return fault_set(fault, FAULT_NOT_FOUND,
                         "nobody has that number, or several have it: give its kind (--kind), or"
                         " a person's id");
    return person_get(&work->person, &work->registry, person_id, fault);
}

static bool run(const CommandLine *line, Print *print, Fault *fault)
{
    Work work = { .line = line, .job = command_job(line) };
    bool ok = command_house(&work.house, line, HOUSE_WRITE, fault);

    if (ok) {
        work.registry = house_registry(work.house, &work.job);
        ok = intake_begin(work.house, fault) && find(&work, fault) &&
             audit_write(work.house->store, work.job.actor,
                         (AuditEntry){ .at = work.job.now,
                                       .action = AUDIT_PERSON_READ,
                                       .subject = AUDIT_OF_PERSON,
                                       .subject_id = work.person.person_id },
                         fault) &&
             print(&work, fault) && intake_commit(work.house, fault);
        intake_end(work.house);
    }
    house_close(&work.house);
    return ok;
}

static bool run_show(const CommandLine *line, Fault *fault)
{
    return run(line, print_person, fault);
}

static bool run_identifiers(const CommandLine *line, Fault *fault)
{
    return run(line, print_identifiers, fault);
}

static bool run_names(const CommandLine *line, Fault *fault)
{
    return run(line, print_names, fault);
}

static bool run_relations(const CommandLine *line, Fault *fault)
{
    return run(line, print_relations, fault);
}

static bool run_history(const CommandLine *line, Fault *fault)
{
    return run(line, print_history, fault);
}

#define OF_PERSON(word, what, function)                                                            \
    {                                                                                              \
        .name = "person " word, .arguments = "NUMBER", .summary = what, .arguments_min = 1,        \
        .arguments_max = 1,                                                                        \
        .options = { { "kind", "CODE",                                                             \
                       "only a number of this kind: 03 passport, 61 outpatient" } },               \
        .run = function                                                                            \
    }

static const Command COMMANDS[] = {
    OF_PERSON("show", "one person, by any number or id", run_show),
    OF_PERSON("identifiers", "all numbers of a person, former ones too", run_identifiers),
    OF_PERSON("names", "all names of a person", run_names),
    OF_PERSON("relations", "the relatives and guardians of a person", run_relations),
    OF_PERSON("history", "what was known of a person before", run_history),
};

const CommandList CLI_PERSON_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
