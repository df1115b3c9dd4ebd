/* What is wrong with one person. */
#include "base/utf8.h"
#include "indicators/quality_private.h"
#include "registry/citizen_id.h"
#include "registry/person.h"
#include "registry/record_number.h"

/* What lies further ahead than this is found by the rebuild of the year before it comes. */
enum { YEARS_FORESEEN = 2 };

typedef struct {
    const Quality        *quality;
    const QualitySubject *subject;
    QualityIssue         *issues;
    uint32_t              count;
} Finding;

static int64_t threshold(const Finding *finding, QualityCheck check)
{
    return finding->quality->rules.thresholds[check];
}

static void add(Finding *finding, QualityCheck check, Date from_on, Date until_on)
{
    finding->issues[finding->count++] =
        (QualityIssue){ check, finding->subject->organisation_id, from_on, until_on };
}

static void add_for_good(Finding *finding, QualityCheck check)
{
    add(finding, check, DATE_MIN, DATE_MAX);
}

static Date birthday(const QualitySubject *subject, int64_t years)
{
    return date_add_months(subject->born_on, (int32_t)years * 12);
}

static bool ask(int64_t *out, const Quality *quality, Sql sql, int64_t key, int64_t second,
                Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok = statement_open(&select, quality->store, sql, fault) &&
                    statement_bind_int(select, 1, key, fault) &&
                    statement_bind_int(select, 2, second, fault) &&
                    statement_next(select, &row, fault);

    *out = ok && row && !statement_is_null(select, 0) ? statement_int(select, 0) : INT64_MIN;
    statement_close(&select);
    return ok;
}

static bool ask_text(int64_t *out, const Quality *quality, Sql sql, Str key, int64_t limit,
                     Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok = statement_open(&select, quality->store, sql, fault) &&
                    statement_bind_text(select, 1, key, fault) &&
                    statement_bind_int(select, 2, limit, fault) &&
                    statement_next(select, &row, fault);

    *out = ok && row ? statement_int(select, 0) : 0;
    statement_close(&select);
    return ok;
}

/* ---- the person alone --------------------------------------------------------------------- */

/* The middle dots of names, of the Uygur and the Zang. */
static bool is_dot(uint32_t rune)
{
    return rune == 0xB7 || rune == 0x2022 || rune == 0x30FB || rune == 0xFF0E;
}

static bool is_letter(uint32_t rune)
{
    return (rune >= 'A' && rune <= 'Z') || (rune >= 'a' && rune <= 'z') ||
           (rune >= 0xC0 && rune <= 0x24F && rune != 0xD7 && rune != 0xF7);
}

static bool is_hanzi(uint32_t rune)
{
    return (rune >= 0x3400 && rune <= 0x4DBF) || (rune >= 0x4E00 && rune <= 0x9FFF) ||
           (rune >= 0xF900 && rune <= 0xFAFF) || (rune >= 0x20000 && rune <= 0x323AF) ||
           rune == 0x3007;
}

/* Chinese characters with dots between them, or letters of other scripts, not both. */
static bool is_name_odd(Str name)
{
    uint32_t hanzi = 0;
    uint32_t letters = 0;

    for (Str rest = name; rest.len;) {
        size_t         step = 0;
        uint32_t const rune = utf8_decode(rest, &step);

        if (is_hanzi(rune))
            hanzi++;
        else if (is_letter(rune))
            letters++;
        else if (!is_dot(rune) && !(letters && (rune == ' ' || rune == '-' || rune == '\'')))
            return true;
        rest = str_after(rest, step);
    }
    return (hanzi && letters) || hanzi + letters < 2;
}

static void find_about_id(Finding *finding)
{
    const QualitySubject *const subject = finding->subject;
    CitizenId                   id = { 0 };

    if (subject->citizen_id.len == 0) {
        add_for_good(finding, QUALITY_ID_MISSING);
        return;
    }
    if (!str_equal(subject->id_kind, SV("01")) ||
        citizen_id_parse(&id, subject->citizen_id) != PROBLEM_NONE)
        return;
    if (id.born_on.days != subject->born_on.days || id.sex != subject->sex.ptr[0])
        add_for_good(finding, QUALITY_ID_DIFFERS);
}

static bool find_verified(Finding *finding, Fault *fault)
{
    int64_t verified = 0;

    if (!ask(&verified, finding->quality,
             SQL("SELECT 1 FROM person_identifier WHERE person_id = ?1 AND status = '1'"
                 " AND verified IN ('1', '2') AND ?2 = 0 LIMIT 1"),
             finding->subject->person_id, 0, fault))
        return false;
    if (verified != 1)
        add_for_good(finding, QUALITY_ID_UNVERIFIED);
    return true;
}

static void find_about_age(Finding *finding)
{
    const QualitySubject *const subject = finding->subject;
    Date const                  day = finding->quality->rules.day;
    int64_t const               most = threshold(finding, QUALITY_AGE_IMPOSSIBLE);
    int64_t const               phone_age = threshold(finding, QUALITY_PHONE_MISSING);

    if (subject->born_on.days > day.days)
        add(finding, QUALITY_AGE_IMPOSSIBLE, DATE_MIN, date_add_days(subject->born_on, -1));
    else if (most != QUALITY_NO_RULE &&
             birthday(subject, most + 1).days <= date_add_months(day, YEARS_FORESEEN * 12).days)
        add(finding, QUALITY_AGE_IMPOSSIBLE, birthday(subject, most + 1), DATE_MAX);
    if (phone_age != QUALITY_NO_RULE && subject->phone.len == 0)
        add(finding, QUALITY_PHONE_MISSING, birthday(subject, phone_age), DATE_MAX);
}

/* Everybody who lives here has such a row, by which they are also counted. */
static bool find_unseen(Finding *finding, Fault *fault)
{
    const QualitySubject *const subject = finding->subject;
    int64_t const               years = threshold(finding, QUALITY_UNSEEN);
    int64_t                     since = subject->last_on.days;
    Date                        from_on = DATE_MAX;

    if (!subject->is_seen &&
        !ask(&since, finding->quality,
             SQL("SELECT min(from_on) FROM residence WHERE person_id = ?1 AND ?2 = 0"),
             subject->person_id, 0, fault))
        return false;
    if (years != QUALITY_NO_RULE && since != INT64_MIN)
        from_on = date_add_months((Date){ (int32_t)since }, (int32_t)years * 12);
    add(finding, QUALITY_UNSEEN, from_on, DATE_MAX);
    return true;
}

/* The number of a village where the person has lived is his for good. */
static bool find_foreign_number(Finding *finding, Fault *fault)
{
    const QualitySubject *const subject = finding->subject;
    RecordNumber                number = { 0 };
    int64_t                     prefix = 0;
    Statement                  *select = NULL;
    bool                        row = true;
    bool                        is_own = false;
    bool                        ok = true;

    if (subject->record_number.len == 0 ||
        record_number_parse(&number, subject->record_number) != PROBLEM_NONE ||
        !record_number_prefix(&prefix, subject->region_id) || number.prefix == prefix)
        return true;
    ok = statement_open(&select, finding->quality->store,
                        SQL("SELECT region_id FROM residence WHERE person_id = ?1"), fault) &&
         statement_bind_int(select, 1, subject->person_id, fault);
    while (ok && row && !is_own) {
        ok = statement_next(select, &row, fault);
        is_own = ok && row && record_number_prefix(&prefix, statement_int(select, 0)) &&
                 prefix == number.prefix;
    }
    statement_close(&select);
    if (ok && !is_own)
        add_for_good(finding, QUALITY_NUMBER_FOREIGN);
    return ok;
}

/* ---- with whom something is shared ---------------------------------------------------------- */

static bool find_shared(Finding *finding, QualityCheck check, Sql sql, Str key, Fault *fault)
{
    int64_t const most = threshold(finding, check);
    int64_t       count = 0;

    if (most == QUALITY_NO_RULE || key.len == 0)
        return true;
    if (!ask_text(&count, finding->quality, sql, key, most + 1, fault))
        return false;
    if (count > most)
        add_for_good(finding, check);
    return true;
}

typedef struct {
    int64_t size; /* at most one more than are believed */
    bool    has_head;
    bool    has_elder; /* somebody who could be the subject's parent */
} HouseholdView;

static bool view_members(HouseholdView *out, const Finding *finding, int64_t most, Fault *fault)
{
    const QualitySubject *const subject = finding->subject;
    int64_t const               years = finding->quality->rules.parent_years;
    Date const                  elder = birthday(subject, years == QUALITY_NO_RULE ? 0 : -years);
    Statement                  *select = NULL;
    bool                        row = true;
    bool                        ok = statement_open(&select, finding->quality->store,
                                                    SQL("SELECT person_id, born_on FROM person WHERE household_id = ?1"
                                                                               " AND is_resident AND died_on IS NULL LIMIT ?2"),
                                                    fault) &&
              statement_bind_int(select, 1, subject->household_id, fault) &&
              statement_bind_int(select, 2, most + 1, fault);

    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row) {
            out->size++;
            out->has_elder |= statement_int(select, 0) != subject->person_id &&
                              statement_int(select, 1) <= elder.days;
        }
    }
    statement_close(&select);
    return ok;
}

static bool view_head(HouseholdView *out, const Finding *finding, Fault *fault)
{
    int64_t head = 0;

    if (!ask(&head, finding->quality,
             SQL("SELECT p.person_id FROM household h JOIN person p ON p.person_id = h.head_id"
                 " WHERE h.household_id = ?1 AND p.household_id = ?1 AND p.is_resident"
                 " AND p.died_on IS NULL AND ?2 = 0"),
             finding->subject->household_id, 0, fault))
        return false;
    out->has_head = head != INT64_MIN;
    return true;
}

/* Of a household that is too large nothing else is asked: it is none. */
static bool find_about_household(Finding *finding, Fault *fault)
{
    const QualitySubject *const subject = finding->subject;
    int64_t const               most = threshold(finding, QUALITY_HOUSEHOLD_LARGE);
    int64_t const               child_age = threshold(finding, QUALITY_CHILD_ALONE);
    HouseholdView               view = { 0 };

    if (most == QUALITY_NO_RULE)
        return true;
    if (subject->household_id && (!view_members(&view, finding, most, fault) ||
                                  (view.size <= most && !view_head(&view, finding, fault))))
        return false;
    if (view.size > most) {
        add_for_good(finding, QUALITY_HOUSEHOLD_LARGE);
        return true;
    }
    if (subject->household_id && !view.has_head)
        add_for_good(finding, QUALITY_HEAD_MISSING);
    if (child_age != QUALITY_NO_RULE && !view.has_elder) {
        Date const last = date_add_days(birthday(subject, child_age), -1);
        if (last.days >= finding->quality->rules.day.days)
            add(finding, QUALITY_CHILD_ALONE, subject->born_on, last);
    }
    return true;
}

static bool find_about_resident(Finding *finding, Fault *fault)
{
    const QualitySubject *const subject = finding->subject;

    find_about_id(finding);
    find_about_age(finding);
    if (is_name_odd(subject->name))
        add_for_good(finding, QUALITY_NAME_ODD);
    return find_verified(finding, fault) && find_foreign_number(finding, fault) &&
           find_shared(finding, QUALITY_PHONE_SHARED,
                       SQL("SELECT count(*) FROM (SELECT 1 FROM person WHERE phone = ?1"
                           " AND is_resident AND died_on IS NULL LIMIT ?2)"),
                       subject->phone, fault) &&
           find_shared(finding, QUALITY_ADDRESS_SHARED,
                       SQL("SELECT count(*) FROM (SELECT DISTINCT household_id FROM person"
                           " WHERE address = ?1 AND is_resident AND died_on IS NULL"
                           " AND household_id IS NOT NULL LIMIT ?2)"),
                       subject->address, fault) &&
           find_about_household(finding, fault);
}

bool quality_evaluate(QualityIssue *out, uint32_t *count, const Quality *quality,
                      const QualitySubject *subject, QualityScope scope, Fault *fault)
{
    Finding finding = { .quality = quality, .subject = subject, .issues = out };
    bool    ok = true;

    if (subject->died_on.days != DATE_MAX.days) {
        if (subject->is_seen && subject->last_on.days > subject->died_on.days)
            add_for_good(&finding, QUALITY_DEAD_VISITED);
    } else if (subject->is_resident) {
        ok = find_unseen(&finding, fault) &&
             (scope == QUALITY_LAST_RECORD || find_about_resident(&finding, fault));
    }
    *count = finding.count;
    return ok;
}
