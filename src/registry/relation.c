#include "registry/relation.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/organisation.h"
#include "registry/person_code.h"
#include "registry/person_merge.h"
#include "registry/person_private.h"

#define COLUMNS                                                                                    \
    "person_id, relation_id, other_id, kind, from_on, until_on, recorded_at, recorded_by, "        \
    "revision"

/* Who is older than his child's child's ... is found before so many generations. */
enum { GENERATIONS_MAX = 8, PARENT_YEARS_MIN = 12 };

static const ProblemPlace AT_KIND = PROBLEM_PLACE("kind", "关系", "relation");
static const ProblemPlace AT_OTHER = PROBLEM_PLACE("other_id", "对方", "other person");
static const ProblemPlace AT_FROM = PROBLEM_PLACE("from_on", "起始日期", "first day");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("until_on", "截止日期", "last day");

typedef enum { LEVEL, ABOVE, BELOW } Generation;

typedef struct {
    const char *code;
    char        sex; /* of the other; '0': either */
    const char *of_man, *of_woman;
    Generation  generation; /* of the other */
} Kind;

static const Kind KINDS[] = {
#define X(code, sex, of_man, of_woman, generation) { code, sex, of_man, of_woman, generation },
#include "registry/relation_kind.def"
#undef X
};

static const Kind *find_kind(Str code)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_equal(str_from_c(KINDS[i].code), code))
            return &KINDS[i];
    return NULL;
}

/* What somebody of that sex is to one who is `code` to him. */
static Str inverse(Str code, Str sex)
{
    const Kind *const kind = find_kind(code);

    return kind ? str_from_c(str_equal(sex, SV("2")) ? kind->of_woman : kind->of_man) : code;
}

/* ---- rows ------------------------------------------------------------------------------ */

static Relation read_row(Reader *reader)
{
    Relation row = { 0 };

    row.person_id = reader_next_int(reader);
    row.relation_id = reader_next_int(reader);
    row.other_id = reader_next_int(reader);
    row.kind = reader_next_text(reader);
    row.from_on = reader_next_date(reader, DATE_MIN);
    row.until_on = reader_next_date(reader, DATE_MAX);
    row.recorded_at = reader_next_int(reader);
    row.recorded_by = reader_next_int(reader);
    row.revision = (uint32_t)reader_next_int(reader);
    return row;
}

static void read_element(void *element, Reader *reader)
{
    *(Relation *)element = read_row(reader);
}

static void read_revision(void *element, Reader *reader)
{
    RelationRevision *const revision = element;

    revision->relation = read_row(reader);
    revision->superseded_at = reader_next_int(reader);
    revision->superseded_by = reader_next_int(reader);
}

static bool put_row(const Registry *registry, const Relation *row, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder =
        binder_open(&put, registry->store,
                    SQL("INSERT INTO person_relation (" COLUMNS ")"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                        " ON CONFLICT (person_id, relation_id) DO UPDATE SET"
                        "  from_on = excluded.from_on, until_on = excluded.until_on,"
                        "  recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by,"
                        "  revision = excluded.revision"),
                    fault);

    binder_add_int(&binder, row->person_id);
    binder_add_int(&binder, row->relation_id);
    binder_add_int(&binder, row->other_id);
    binder_add_text(&binder, row->kind);
    binder_add_date(&binder, row->from_on, DATE_MIN);
    binder_add_date(&binder, row->until_on, DATE_MAX);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, row->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

static bool archive(const Registry *registry, const Relation *row, Fault *fault)
{
    return registry_archive_of_person(registry,
                                      SQL("INSERT INTO person_relation_history (" COLUMNS
                                          ", superseded_at, superseded_by)"
                                          " SELECT " COLUMNS ", ?3, ?4 FROM person_relation"
                                          " WHERE person_id = ?1 AND relation_id = ?2"),
                                      row->person_id, row->relation_id, fault);
}

/* Of both sides. */
static bool read_all(Relation **out, uint32_t *count, const Registry *registry, int64_t person_id,
                     Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(
            &select, registry->store,
            SQL("SELECT " COLUMNS " FROM (SELECT * FROM person_relation"
                    " WHERE person_id = ?1 UNION ALL SELECT * FROM person_relation WHERE other_id = ?1)"
                    " ORDER BY until_on IS NOT NULL, kind, relation_id"),
            fault);

    binder_add_int(&binder, person_id);
    *count = 0;
    *out =
        binder_rows(&binder, registry->arena, sizeof **out, LIMIT_PAGE_ROWS, read_element, count);
    statement_close(&select);
    return binder.ok;
}

/* ---- reading --------------------------------------------------------------------------- */

static bool turn(RelationSide *out, const Registry *registry, const Relation *row,
                 const Person *person, Fault *fault)
{
    bool const is_own = row->person_id == person->person_id;
    bool       is_there = false;

    *out = (RelationSide){ .row = *row,
                           .kind = row->kind,
                           .other_id = is_own ? row->other_id : row->person_id };
    if (!person_row_find(&out->other, &is_there, registry, out->other_id, fault))
        return false;
    if (!is_own)
        out->kind = inverse(row->kind, is_there ? out->other.sex : SV("0"));
    out->is_visible =
        is_there && (actor_is_system(registry->actor) ||
                     organisation_is_inside(registry->organisations, out->other.organisation_id,
                                            registry->actor->organisation_id));
    return true;
}

bool relation_list(const RelationSide **out, uint32_t *count, const Registry *registry,
                   int64_t person_id, Fault *fault)
{
    Person    person = { 0 };
    Relation *rows = NULL;

    *count = 0;
    if (!person_get(&person, registry, person_id, fault) ||
        !read_all(&rows, count, registry, person_id, fault))
        return false;
    RelationSide *const sides = arena_array(registry->arena, *count + 1, sizeof *sides);
    for (uint32_t i = 0; i < *count; i++)
        if (!turn(&sides[i], registry, &rows[i], &person, fault))
            return false;
    *out = sides;
    return true;
}

bool relation_history(const RelationRevision **out, uint32_t *count, const Registry *registry,
                      int64_t person_id, Fault *fault)
{
    Person     person = { 0 };
    Statement *select = NULL;

    *count = 0;
    if (!person_get(&person, registry, person_id, fault))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT " COLUMNS ", superseded_at, superseded_by"
                                    " FROM person_relation_history WHERE person_id = ?1"
                                    " ORDER BY superseded_at DESC, relation_id"),
                                fault);
    binder_add_int(&binder, person_id);
    *out =
        binder_rows(&binder, registry->arena, sizeof **out, LIMIT_PAGE_ROWS, read_revision, count);
    statement_close(&select);
    return binder.ok;
}

/* ---- contradictions ---------------------------------------------------------------------- */

static void add_rule(Problems *problems, ProblemPlace at, int64_t person_id, const char *zh,
                     const char *en)
{
    Problem *const problem = problem_add(problems, PROBLEM_RULE, at);

    problem->text = (Label){ str_from_c(zh), str_from_c(en) };
    problem->person_id = person_id;
}

static bool overlaps(const Relation *a, const Relation *b)
{
    return a->from_on.days <= b->until_on.days && b->from_on.days <= a->until_on.days;
}

/* A child has one mother and one father by birth, and nobody has two spouses at once. */
static void check_only_one(const Relation *row, const Relation *rows, uint32_t count,
                           int64_t person_id, Problems *problems)
{
    bool const is_parent = find_kind(row->kind)->generation == ABOVE;
    bool const is_spouse = str_equal(row->kind, SV("10"));

    for (uint32_t i = 0; i < count; i++) {
        const Relation *const other = &rows[i];
        int64_t const with = other->person_id == person_id ? other->other_id : other->person_id;

        if (other->relation_id == row->relation_id || !str_equal(other->kind, row->kind))
            continue;
        if (is_parent && other->person_id == row->person_id)
            add_rule(problems, AT_KIND, with,
                     str_equal(row->kind, SV("52")) ? "该居民已登记母亲" : "该居民已登记父亲",
                     str_equal(row->kind, SV("52")) ? "a mother is recorded already"
                                                    : "a father is recorded already");
        else if (is_spouse && overlaps(row, other))
            add_rule(problems, AT_KIND, with, "该期间已登记配偶",
                     "a spouse is recorded for that time already");
    }
}

static void check_ages(const Person *child, const Person *parent, Problems *problems)
{
    if (date_years_between(parent->born_on, child->born_on) < PARENT_YEARS_MIN)
        add_rule(problems, AT_OTHER, 0, "父母与子女的年龄相差不足12岁",
                 "a parent is at least 12 years older than the child");
}

/* Whether `ancestor_id` is among those from whom `person_id` descends, or himself. The
 * parents of a generation are at most two for each of the one before. */
static bool descends(bool *out, const Registry *registry, int64_t person_id, int64_t ancestor_id,
                     Fault *fault)
{
    Statement *select = NULL;
    Binder     binder =
        binder_open(&select, registry->store,
                    SQL("WITH RECURSIVE above (person_id, generation) AS (VALUES (?1, 0) UNION"
                        " SELECT other_id, generation + 1 FROM above JOIN person_relation"
                        "  USING (person_id) WHERE kind IN ('51', '52') AND generation < ?3)"
                        " SELECT 1 FROM above WHERE person_id = ?2 LIMIT 1"),
                    fault);

    binder_add_int(&binder, person_id);
    binder_add_int(&binder, ancestor_id);
    binder_add_int(&binder, GENERATIONS_MAX);
    bool const ok = binder_next(&binder, out);
    statement_close(&select);
    return ok;
}

/* Both as the row has them: of a parent's relation, `person` is the child. */
static bool check_pair(const Registry *registry, const Relation *row, const Person *person,
                       const Person *other, Problems *problems, Fault *fault)
{
    const Kind *const kind = find_kind(row->kind);
    Relation         *rows = NULL;
    uint32_t          count = 0;
    bool              is_cycle = false;

    if (kind->sex != '0' && (other->sex.len != 1 || other->sex.ptr[0] != kind->sex))
        problem_add(problems, PROBLEM_DIFFERS, AT_KIND)->other =
            person_field_place(PERSON_FIELD_SEX).name;
    registry_check_validity(problems, AT_UNTIL, row->from_on, row->until_on, AT_FROM.name);
    if (row->from_on.days != DATE_MIN.days &&
        (row->from_on.days < person->born_on.days || row->from_on.days < other->born_on.days))
        problem_add(problems, PROBLEM_BEFORE, AT_FROM)->other =
            person_field_place(PERSON_FIELD_BORN_ON).name;
    if (!read_all(&rows, &count, registry, row->person_id, fault))
        return false;
    check_only_one(row, rows, count, row->person_id, problems);
    if (str_equal(row->kind, SV("10"))) {
        if (!read_all(&rows, &count, registry, row->other_id, fault))
            return false;
        check_only_one(row, rows, count, row->other_id, problems);
    }
    if (kind->generation != ABOVE)
        return true;
    check_ages(person, other, problems);
    if (!descends(&is_cycle, registry, other->person_id, person->person_id, fault))
        return false;
    if (is_cycle)
        add_rule(problems, AT_OTHER, 0, "对方是该居民的后代", "the other descends from the person");
    return true;
}

/* ---- writing ----------------------------------------------------------------------------- */

static bool audit_both(const Registry *registry, const Relation *row, const char *what,
                       Fault *fault)
{
    int64_t const sides[] = { row->person_id, row->other_id };

    for (size_t i = 0; i < COUNT_OF(sides); i++)
        if (!audit_write(registry->store, registry->actor,
                         (AuditEntry){ .at = registry->now,
                                       .action = AUDIT_PERSON_RELATION,
                                       .subject = AUDIT_OF_PERSON,
                                       .subject_id = sides[i],
                                       .revision = row->revision,
                                       .detail = str_format(registry->arena, "%s %.*s", what,
                                                            (int)row->kind.len, row->kind.ptr) },
                         fault))
            return false;
    return true;
}

static bool write_row(const Registry *registry, Relation *row, Fault *fault)
{
    bool const is_new = row->relation_id == 0;

    if (is_new)
        row->relation_id = id_next(registry->ids, registry->now);
    row->revision++;
    return (is_new || archive(registry, row, fault)) && put_row(registry, row, fault) &&
           audit_both(registry, row, is_new ? "add" : "amend", fault);
}

/* The other may be anywhere, but must be. */
static bool find_other(Person *out, bool *is_there, const Registry *registry,
                       const RelationEntry *entry, Problems *problems, Fault *fault)
{
    *is_there = false;
    if (entry->other_id == entry->person_id) {
        add_rule(problems, AT_OTHER, 0, "不能与本人建立关系", "nobody is related to himself");
        return true;
    }
    if (!person_row_find(out, is_there, registry, entry->other_id, fault))
        return false;
    if (!*is_there)
        problem_add(problems, PROBLEM_UNKNOWN, AT_OTHER);
    return true;
}

static bool is_same_pair(const Relation *a, const Relation *b)
{
    bool const is_level =
        str_equal(a->kind, b->kind) && str_equal(inverse(a->kind, SV("1")), a->kind);

    return (a->person_id == b->person_id && a->other_id == b->other_id &&
            str_equal(a->kind, b->kind)) ||
           (is_level && a->person_id == b->other_id && a->other_id == b->person_id);
}

/* The row that an entry makes: a parent's relation stands with the child. */
static Relation row_of(const RelationEntry *entry, const Person *person)
{
    const Kind *const kind = find_kind(entry->kind);
    bool const        turns = kind->generation == BELOW || str_equal(entry->kind, SV("40")) ||
                       str_equal(entry->kind, SV("G2"));

    return (Relation){ .person_id = turns ? entry->other_id : entry->person_id,
                       .other_id = turns ? entry->person_id : entry->other_id,
                       .kind = turns ? inverse(entry->kind, person->sex) : str_from_c(kind->code),
                       .from_on = entry->from_on,
                       .until_on = entry->until_on };
}

static bool find_amended(Relation *out, const Relation *rows, uint32_t count,
                         const RelationEntry *entry, Fault *fault)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].relation_id == entry->relation_id) {
            *out = rows[i];
            return registry_require_revision(entry->revision, rows[i].revision, fault);
        }
    return fault_set(fault, FAULT_NOT_FOUND, "the person has no such relation");
}

/* A relation that is there already is the one that is meant. */
static void find_same(Relation *row, const Relation *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_same_pair(&rows[i], row) && overlaps(&rows[i], row)) {
            *row = rows[i];
            return;
        }
}

/* Whether the daughter or son is one: 20 and 30 say the sex of the other. */
static void check_child_sex(const RelationEntry *entry, const Person *other, Problems *problems)
{
    const Kind *const kind = find_kind(entry->kind);

    if (kind->generation == BELOW && (other->sex.len != 1 || other->sex.ptr[0] != kind->sex))
        problem_add(problems, PROBLEM_DIFFERS, AT_KIND)->other =
            person_field_place(PERSON_FIELD_SEX).name;
}

static bool prepare(Relation *row, Relation *before, const Registry *registry,
                    const RelationEntry *entry, Problems *problems, Fault *fault)
{
    Person    person = { 0 };
    Person    other = { 0 };
    Relation *rows = NULL;
    uint32_t  count = 0;
    bool      is_there = false;

    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !person_get(&person, registry, entry->person_id, fault) ||
        !read_all(&rows, &count, registry, entry->person_id, fault))
        return false;
    RelationEntry said = *entry;
    if (entry->relation_id) {
        if (!find_amended(row, rows, count, entry, fault))
            return false;
        said.other_id = row->person_id == entry->person_id ? row->other_id : row->person_id;
    } else if (!find_kind(entry->kind)) {
        problem_add(problems, entry->kind.len ? PROBLEM_UNKNOWN_CODE : PROBLEM_REQUIRED, AT_KIND);
        return true;
    }
    if (!find_other(&other, &is_there, registry, &said, problems, fault) || !is_there)
        return problems->error_count > 0;
    if (entry->relation_id == 0) {
        check_child_sex(entry, &other, problems);
        *row = row_of(entry, &person);
        find_same(row, rows, count);
    }
    *before = *row;
    row->from_on = entry->from_on;
    row->until_on = entry->until_on;
    bool const is_own = row->person_id == person.person_id;
    return check_pair(registry, row, is_own ? &person : &other, is_own ? &other : &person, problems,
                      fault);
}

bool relation_put(RowChange *out, const Registry *registry, const RelationEntry *entry,
                  Problems *problems, Fault *fault)
{
    Relation row = { 0 };
    Relation before = { 0 };

    assert(store_in_transaction(registry->store));
    if (!prepare(&row, &before, registry, entry, problems, fault) ||
        (problems->error_count && !problems_refuse(problems, fault)))
        return fault_context(fault, "recording a relation");
    bool const changes = row.relation_id == 0 || row.from_on.days != before.from_on.days ||
                         row.until_on.days != before.until_on.days;
    if (changes && !write_row(registry, &row, fault))
        return fault_context(fault, "recording a relation");
    *out = (RowChange){ entry->person_id, row.relation_id, row.revision, changes };
    return true;
}

static bool delete_row(const Registry *registry, const Relation *row, Fault *fault)
{
    Statement *remove = NULL;
    Binder     binder = binder_open(
            &remove, registry->store,
            SQL("DELETE FROM person_relation WHERE person_id = ?1 AND relation_id = ?2"), fault);

    binder_add_int(&binder, row->person_id);
    binder_add_int(&binder, row->relation_id);
    bool const ok = binder_run(&binder);
    statement_close(&remove);
    return ok;
}

bool relation_remove(RowChange *out, const Registry *registry, int64_t person_id,
                     int64_t relation_id, uint32_t revision, Fault *fault)
{
    RelationEntry const entry = { .relation_id = relation_id, .revision = revision };
    Person              person = { 0 };
    Relation           *rows = NULL;
    Relation            row = { 0 };
    uint32_t            count = 0;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !person_get(&person, registry, person_id, fault) ||
        !read_all(&rows, &count, registry, person_id, fault) ||
        !find_amended(&row, rows, count, &entry, fault) || !archive(registry, &row, fault))
        return fault_context(fault, "removing a relation");
    bool const ok =
        delete_row(registry, &row, fault) && audit_both(registry, &row, "remove", fault);
    *out = (RowChange){ person_id, relation_id, row.revision, ok };
    return ok || fault_context(fault, "removing a relation");
}

/* ---- of one person who was two ----------------------------------------------------------- */

static uint32_t known_days(const Relation *row)
{
    return (row->from_on.days != DATE_MIN.days ? 1u : 0) +
           (row->until_on.days != DATE_MAX.days ? 1u : 0);
}

static bool says_less(const Relation *row, const Relation *other)
{
    return known_days(row) < known_days(other) ||
           (known_days(row) == known_days(other) && row->relation_id > other->relation_id);
}

/* Whether another of the rows says what this one says. */
static bool is_said_better(const Relation *rows, uint32_t count, const Relation *row)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].relation_id != row->relation_id && is_same_pair(&rows[i], row) &&
            overlaps(&rows[i], row) && says_less(row, &rows[i]))
            return true;
    return false;
}

bool relation_redundant(Relation **out, uint32_t *count, const Registry *registry,
                        int64_t person_id, Fault *fault)
{
    Relation *rows = NULL;
    uint32_t  row_count = 0;

    *count = 0;
    if (!read_all(&rows, &row_count, registry, person_id, fault))
        return false;
    *out = arena_array(registry->arena, row_count + 1, sizeof **out);
    for (uint32_t i = 0; i < row_count; i++) {
        /* A row about himself is read from both sides. */
        bool const is_own = rows[i].person_id == rows[i].other_id;
        bool       is_second = false;

        for (uint32_t j = 0; j < i && is_own; j++)
            is_second = is_second || rows[j].relation_id == rows[i].relation_id;
        if (is_own ? !is_second : is_said_better(rows, row_count, &rows[i]))
            (*out)[(*count)++] = rows[i];
    }
    return true;
}

bool relation_set_aside(const Registry *registry, const Relation *row, Fault *fault)
{
    return archive(registry, row, fault) && delete_row(registry, row, fault);
}

static bool of_relation(const Registry *registry, Sql sql, int64_t relation_id, int64_t other_id,
                        Fault *fault)
{
    Statement *statement = NULL;
    Binder     binder = binder_open(&statement, registry->store, sql, fault);

    binder_add_int(&binder, relation_id);
    if (other_id)
        binder_add_int(&binder, other_id);
    bool const ok = binder_run(&binder);
    statement_close(&statement);
    return ok;
}

bool relation_take_back(const Registry *registry, int64_t relation_id, Fault *fault)
{
    int64_t other_id = 0;
    int64_t now_id = 0;

    if (!of_relation(registry,
                     SQL("INSERT INTO person_relation (" COLUMNS ") SELECT " COLUMNS
                         " FROM person_relation_history WHERE relation_id = ?1"
                         " ORDER BY rowid DESC LIMIT 1"),
                     relation_id, 0, fault) ||
        !of_relation(registry,
                     SQL("DELETE FROM person_relation_history WHERE rowid = (SELECT max(rowid)"
                         " FROM person_relation_history WHERE relation_id = ?1)"),
                     relation_id, 0, fault) ||
        !registry_ask_id(&other_id, registry->store,
                         SQL("SELECT other_id FROM person_relation WHERE relation_id = ?1"),
                         relation_id, fault) ||
        !person_resolve(&now_id, registry->store, other_id, fault))
        return false;
    /* The other was merged into somebody meanwhile, and goes on from there. */
    return now_id == other_id ||
           (person_note_through(registry->store, other_id, SV("person_relation.other_id"),
                                relation_id, fault) &&
            of_relation(registry,
                        SQL("UPDATE person_relation SET other_id = ?2 WHERE relation_id = ?1"),
                        relation_id, now_id, fault));
}
