#include "registry/person_name.h"

#include <assert.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "registry/person_code.h"
#include "registry/person_private.h"

#define COLUMNS                                                                                    \
    "person_id, name_id, kind, name, name_pinyin, name_initials, from_on, until_on, recorded_at,"  \
    " recorded_by, revision"

static const ProblemPlace AT_KIND = PROBLEM_PLACE("kind", "姓名类别", "kind of name");
static const ProblemPlace AT_NAME = PROBLEM_PLACE("name", "姓名", "name");
static const ProblemPlace AT_FROM = PROBLEM_PLACE("from_on", "使用起始日期", "first day of use");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("until_on", "使用截止日期", "last day of use");

/* ---- rows ------------------------------------------------------------------------------ */

static PersonName read_row(Reader *reader)
{
    PersonName row = { 0 };

    row.person_id = reader_next_int(reader);
    row.name_id = reader_next_int(reader);
    row.kind = reader_next_text(reader);
    row.name = reader_next_text(reader);
    row.name_pinyin = reader_next_text(reader);
    row.name_initials = reader_next_text(reader);
    row.from_on = reader_next_date(reader, DATE_MIN);
    row.until_on = reader_next_date(reader, DATE_MAX);
    row.recorded_at = reader_next_int(reader);
    row.recorded_by = reader_next_int(reader);
    row.revision = (uint32_t)reader_next_int(reader);
    return row;
}

static void read_revision(void *element, Reader *reader)
{
    PersonNameRevision *const revision = element;

    revision->name = read_row(reader);
    revision->superseded_at = reader_next_int(reader);
    revision->superseded_by = reader_next_int(reader);
}

static bool put_row(const Registry *registry, const PersonName *row, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder =
        binder_open(&put, registry->store,
                    SQL("INSERT INTO person_name (" COLUMNS ")"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
                        " ON CONFLICT (person_id, name_id) DO UPDATE SET kind = excluded.kind,"
                        "  name = excluded.name, name_pinyin = excluded.name_pinyin,"
                        "  name_initials = excluded.name_initials, from_on = excluded.from_on,"
                        "  until_on = excluded.until_on, recorded_at = excluded.recorded_at,"
                        "  recorded_by = excluded.recorded_by, revision = excluded.revision"),
                    fault);

    binder_add_int(&binder, row->person_id);
    binder_add_int(&binder, row->name_id);
    binder_add_text(&binder, row->kind);
    binder_add_text(&binder, row->name);
    binder_add_words(&binder, row->name_pinyin);
    binder_add_words(&binder, row->name_initials);
    binder_add_date(&binder, row->from_on, DATE_MIN);
    binder_add_date(&binder, row->until_on, DATE_MAX);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, row->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

static bool archive(const Registry *registry, const PersonName *row, Fault *fault)
{
    return registry_archive_of_person(
        registry,
        SQL("INSERT INTO person_name_history (" COLUMNS ", superseded_at, superseded_by)"
            " SELECT " COLUMNS ", ?3, ?4 FROM person_name WHERE person_id = ?1 AND name_id = ?2"),
        row->person_id, row->name_id, fault);
}

static bool read_all(PersonName **out, uint32_t *count, const Registry *registry, int64_t person_id,
                     Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = true;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM person_name WHERE person_id = ?1"
                                            " ORDER BY kind, until_on IS NOT NULL, until_on DESC, name_id"),
                                    fault);

    binder_add_int(&binder, person_id);
    *out = arena_array(registry->arena, PERSON_NAMES_MAX, sizeof **out);
    *count = 0;
    while (ok && *count < PERSON_NAMES_MAX) {
        Reader reader = reader_open(select, registry->arena);

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        (*out)[(*count)++] = read_row(&reader);
    }
    statement_close(&select);
    return ok;
}

/* ---- reading --------------------------------------------------------------------------- */

bool person_names(const PersonName **out, uint32_t *count, const Registry *registry,
                  int64_t person_id, Fault *fault)
{
    PersonName *rows = NULL;
    bool const  ok = read_all(&rows, count, registry, person_id, fault);

    *out = rows;
    return ok;
}

bool person_name_history(const PersonNameRevision **out, uint32_t *count, const Registry *registry,
                         int64_t person_id, Fault *fault)
{
    Person     person = { 0 };
    Statement *select = NULL;

    *count = 0;
    if (!person_get(&person, registry, person_id, fault))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT " COLUMNS ", superseded_at, superseded_by"
                                    " FROM person_name_history WHERE person_id = ?1"
                                    " ORDER BY superseded_at DESC, name_id"),
                                fault);
    binder_add_int(&binder, person_id);
    *out =
        binder_rows(&binder, registry->arena, sizeof **out, LIMIT_PAGE_ROWS, read_revision, count);
    statement_close(&select);
    return binder.ok;
}

/* ---- writing ----------------------------------------------------------------------------- */

static bool audit(const Registry *registry, const PersonName *row, const char *what, Fault *fault)
{
    return audit_write(registry->store, registry->actor,
                       (AuditEntry){ .at = registry->now,
                                     .action = AUDIT_PERSON_NAME,
                                     .subject = AUDIT_OF_PERSON,
                                     .subject_id = row->person_id,
                                     .revision = row->revision,
                                     .detail = str_format(registry->arena, "%s %.*s", what,
                                                          (int)row->kind.len, row->kind.ptr) },
                       fault);
}

static bool insert_row(const Registry *registry, PersonName *row, Fault *fault)
{
    row->name_id = id_next(registry->ids, registry->now);
    row->revision = 1;
    return put_row(registry, row, fault) &&
           person_terms_follow(registry, row->person_id, NULL, fault) &&
           audit(registry, row, "add", fault);
}

static bool replace_row(const Registry *registry, PersonName *row, Fault *fault)
{
    PersonTerms before = { 0 };

    row->revision++;
    return person_terms_of(&before, registry, row->person_id, fault) &&
           archive(registry, row, fault) && put_row(registry, row, fault) &&
           person_terms_follow(registry, row->person_id, &before, fault) &&
           audit(registry, row, "amend", fault);
}

/* In full-width letters and with several blanks a name is the same one. */
static Str tidy(Arena *arena, Str name)
{
    Str rest = str_trim(name);
    Buf out = buf_open(arena, rest.len);

    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] != ' ' || rest.ptr[i - 1] != ' ')
            buf_add_char(&out, rest.ptr[i]);
    return buf_str(&out);
}

static bool is_latin(Str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] >= 'a' && name.ptr[i] <= 'z')
            return true;
        else if (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z')
            return true;
    /* É, Ł and their like stand in the blocks up to U+024F */
    return name.len && (unsigned char)name.ptr[0] >= 0xC3 && (unsigned char)name.ptr[0] <= 0xC9;
}

static void check_row(const Registry *registry, const PersonName *row, const Person *person,
                      Problems *problems)
{
    if (row->kind.len == 0)
        problem_add(problems, PROBLEM_REQUIRED, AT_KIND);
    else if (!person_code_find(PERSON_CODE_NAME_KIND, row->kind))
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_KIND);
    registry_check_words(problems, AT_NAME, row->name, PERSON_NAME_CHARS_MAX, true);
    if (row->name.len && str_equal(row->kind, PERSON_NAME_LATIN) && !is_latin(row->name))
        problem_add(problems, PROBLEM_FORMAT, AT_NAME)->text =
            (Label){ SV("拉丁字母，与护照一致"), SV("in Latin letters, as in the passport") };
    if (str_equal(row->name, person->name))
        problem_add(problems, PROBLEM_RULE, AT_NAME)->text =
            (Label){ SV("这是现用姓名"), SV("this is the name in use") };
    registry_check_validity(problems, AT_UNTIL, row->from_on, row->until_on, AT_FROM.name);
    if (row->from_on.days != DATE_MIN.days && row->from_on.days < person->born_on.days)
        problem_add(problems, PROBLEM_BEFORE, AT_FROM)->other =
            person_field_place(PERSON_FIELD_BORN_ON).name;
    if (row->until_on.days != DATE_MAX.days && row->until_on.days > registry_today(registry).days)
        problem_add(problems, PROBLEM_FUTURE, AT_UNTIL);
}

static bool is_same_row(const PersonName *a, const PersonName *b)
{
    return str_equal(a->kind, b->kind) && str_equal(a->name, b->name) &&
           a->from_on.days == b->from_on.days && a->until_on.days == b->until_on.days;
}

/* The row that an entry is about; NULL with success: a new one. */
static bool find_row(const PersonName **out, const PersonName *rows, uint32_t count,
                     const PersonNameEntry *entry, Str name, Fault *fault)
{
    *out = NULL;
    for (uint32_t i = 0; i < count && !*out; i++)
        if (entry->name_id
                ? rows[i].name_id == entry->name_id
                : str_equal(rows[i].name, name) && str_equal(rows[i].kind, str_trim(entry->kind)))
            *out = &rows[i];
    if (entry->name_id == 0)
        return true;
    return *out ? registry_require_revision(entry->revision, (*out)->revision, fault)
                : fault_set(fault, FAULT_NOT_FOUND, "the person has no such name");
}

static void spell(PersonName *row, const Registry *registry)
{
    Spelling const spelling = pinyin_of_person(registry->pinyin, registry->arena, row->name);

    row->name_pinyin = spelling.full;
    row->name_initials = spelling.initials;
}

bool person_name_put(RowChange *out, const Registry *registry, const PersonNameEntry *entry,
                     Problems *problems, Fault *fault)
{
    Person            person = { 0 };
    PersonName       *rows = NULL;
    const PersonName *before = NULL;
    uint32_t          count = 0;
    Str const         name = tidy(registry->arena, entry->name);

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !person_get(&person, registry, entry->person_id, fault) ||
        !read_all(&rows, &count, registry, entry->person_id, fault) ||
        !find_row(&before, rows, count, entry, name, fault))
        return fault_context(fault, "recording a name");
    PersonName row = before ? *before : (PersonName){ .person_id = entry->person_id };
    row.kind = str_trim(entry->kind);
    row.name = name;
    row.from_on = entry->from_on;
    row.until_on = entry->until_on;
    check_row(registry, &row, &person, problems);
    if (!before && count == PERSON_NAMES_MAX)
        problem_add(problems, PROBLEM_TOO_MANY, AT_NAME)->high =
            str_format(registry->arena, "%d", PERSON_NAMES_MAX);
    if (problems->error_count && !problems_refuse(problems, fault))
        return fault_context(fault, "recording a name");
    spell(&row, registry);
    bool const changes = !before || !is_same_row(before, &row);
    if (changes &&
        !(before ? replace_row(registry, &row, fault) : insert_row(registry, &row, fault)))
        return fault_context(fault, "recording a name");
    *out = (RowChange){ row.person_id, row.name_id, row.revision, changes };
    return true;
}

bool person_name_remove(RowChange *out, const Registry *registry, int64_t person_id,
                        int64_t name_id, uint32_t revision, Fault *fault)
{
    PersonNameEntry const entry = { .person_id = person_id,
                                    .name_id = name_id,
                                    .revision = revision };
    Person                person = { 0 };
    PersonName           *rows = NULL;
    const PersonName     *row = NULL;
    Statement            *remove = NULL;
    uint32_t              count = 0;
    PersonTerms           terms = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !person_get(&person, registry, person_id, fault) ||
        !read_all(&rows, &count, registry, person_id, fault) ||
        !find_row(&row, rows, count, &entry, SV(""), fault) ||
        !person_terms_of(&terms, registry, person_id, fault) || !archive(registry, row, fault))
        return fault_context(fault, "removing a name");
    Binder binder =
        binder_open(&remove, registry->store,
                    SQL("DELETE FROM person_name WHERE person_id = ?1 AND name_id = ?2"), fault);
    binder_add_int(&binder, person_id);
    binder_add_int(&binder, name_id);
    bool const ok = binder_run(&binder) &&
                    person_terms_follow(registry, person_id, &terms, fault) &&
                    audit(registry, row, "remove", fault);
    statement_close(&remove);
    *out = (RowChange){ person_id, name_id, revision, ok };
    return ok || fault_context(fault, "removing a name");
}

/* ---- what follows from the person's row -------------------------------------------------- */

bool person_name_follow(const Registry *registry, const Person *before, const Person *after,
                        Fault *fault)
{
    PersonName *rows = NULL;
    uint32_t    count = 0;
    PersonName  former = { .person_id = after->person_id,
                           .kind = PERSON_NAME_FORMER,
                           .name = before->name,
                           .name_pinyin = before->name_pinyin,
                           .name_initials = before->name_initials,
                           .from_on = DATE_MIN,
                           .until_on = registry_today(registry) };

    if (str_equal(before->name, after->name))
        return true;
    if (!read_all(&rows, &count, registry, after->person_id, fault))
        return false;
    /* The name before was in use since the former one before it ended. */
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].kind, PERSON_NAME_FORMER) && rows[i].until_on.days < DATE_MAX.days &&
            rows[i].until_on.days > former.from_on.days)
            former.from_on = rows[i].until_on;
    return count == PERSON_NAMES_MAX || insert_row(registry, &former, fault);
}
