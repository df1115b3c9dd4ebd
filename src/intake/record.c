/* Records: submitted, amended, voided, previewed. */
#include <assert.h>

#include "access/audit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "intake/attempt.h"
#include "intake/intake_private.h"
#include "registry/person_merge.h"
#include "registry/worker_licence.h"

static uint32_t form_index(const House *house, const Form *form)
{
    return (uint32_t)(form - house->catalog->forms);
}

/* ---- whether it may ----------------------------------------------------------------------- */

static const Stay *home_of(const House *house)
{
    return facts_place_on(house->facts, DATE_MAX);
}

/* Who writes belongs to the post of the record, and looks after the person; a
 * clinician sees whoever comes. */
static bool require_write(House *house, const Job *job, const Submission *submission, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    if (!access_require(job->actor, PERMIT_WRITE_RECORD, fault) ||
        !registry_require_place(&registry, submission->organisation_id, fault))
        return false;
    return submission->form->subject != SUBJECT_PERSON || job->actor->role == ROLE_CLINICIAN ||
           registry_require_place(&registry, home_of(house)->organisation_id, fault);
}

/* ---- whether it was done before ------------------------------------------------------------- */

static void add_values(Digester *digester, const House *house, Arena *arena, const Field *fields,
                       uint32_t count, const Value *values)
{
    for (uint32_t i = 0; i < count; i++) {
        if (fields[i].derive || !values[i].present)
            continue;
        digester_add(digester, fields[i].name);
        digester_add(digester, SV("="));
        digester_add(digester, value_format(arena, house->catalog, fields[i].type, values[i]));
        digester_add(digester, SV("\n"));
    }
}

/* As if it had been asked for under that id. */
static Str digest_as(const House *house, const Submission *submission, int64_t subject_id,
                     Arena *arena)
{
    const Form *const form = submission->form;
    Digester         *digester = digester_open(arena);

    digester_add(digester,
                 str_format(arena, "%.*s %lld %lld %u %d %lld %lld\n", (int)form->name.len,
                            form->name.ptr, (long long)subject_id, (long long)submission->record_id,
                            submission->revision, submission->occurred_on.days,
                            (long long)submission->organisation_id,
                            (long long)submission->worker_id));
    add_values(digester, house, arena, form->fields, form->field_count, submission->values);
    for (uint32_t i = 0; i < form->list_count; i++)
        for (uint32_t j = 0; j < submission->lists[i].row_count; j++) {
            digester_add(digester, form->lists[i].name);
            digester_add(digester, SV(":\n"));
            add_values(digester, house, arena, form->lists[i].fields, form->lists[i].field_count,
                       submission->lists[i].rows[j]);
        }
    Digest const digest = digester_end(digester);
    digester_close(&digester);
    return digest_hex(arena, digest);
}

static int64_t asked_for(const Submission *submission)
{
    return submission->given_id ? submission->given_id : submission->subject_id;
}

/* Of what was asked for: the same attempt has the same. */
Str intake_digest(const House *house, const Submission *submission, Arena *arena)
{
    return digest_as(house, submission, asked_for(submission), arena);
}

bool intake_digest_like(Str *digest, int64_t *subject_id, House *house, const Attempt *earlier,
                        const Submission *submission, Arena *arena, Fault *fault)
{
    *subject_id = earlier->subject_id;
    if (submission->form->subject == SUBJECT_PERSON &&
        !person_resolve(subject_id, house->store, earlier->subject_id, fault))
        return false;
    *digest = digest_as(
        house, submission,
        *subject_id == submission->subject_id ? earlier->subject_id : asked_for(submission), arena);
    return true;
}

bool intake_lead(House *house, Submission *submission, Fault *fault)
{
    int64_t survivor = 0;

    if (submission->form->subject != SUBJECT_PERSON || submission->given_id)
        return true;
    if (!person_resolve(&survivor, house->store, submission->subject_id, fault))
        return false;
    if (survivor != submission->subject_id) {
        submission->given_id = submission->subject_id;
        submission->subject_id = survivor;
    }
    return true;
}

/* The answer of an earlier attempt with the same key, if there is a key; and the
 * digest that this one is kept with. */
static bool find_attempt(IntakeResult *out, Str *digest, House *house, const Job *job,
                         const Submission *submission, Str key, Fault *fault)
{
    Attempt earlier = { 0 };
    int64_t subject_id = 0;

    *digest = SV("");
    if (key.len == 0)
        return true;
    *digest = intake_digest(house, submission, job->arena);
    if (!attempt_read(&earlier, house, key, job->arena, fault))
        return false;
    if (!earlier.was_made)
        return true;
    if (submission->form->subject == SUBJECT_PERSON &&
        !intake_digest_like(digest, &subject_id, house, &earlier, submission, job->arena, fault))
        return false;
    if (!str_equal(earlier.digest, *digest))
        return fault_set(fault, FAULT_CONFLICT, "this key was used for something else");
    out->was_done = true;
    out->subject_id = subject_id ? subject_id : earlier.subject_id;
    out->record_id = earlier.record_id;
    out->revision = earlier.revision;
    return true;
}

static bool keep_attempt(House *house, const Job *job, const Submission *submission, Str key,
                         Str digest, const IntakeResult *result, Fault *fault)
{
    Attempt const attempt = { .what = submission->form->name,
                              .subject_id =
                                  submission->given_id ? submission->given_id : result->subject_id,
                              .record_id = result->record_id,
                              .revision = result->revision };

    return key.len == 0 || attempt_keep(house, job, key, digest, &attempt, fault);
}

/* ---- whether it is right -------------------------------------------------------------------- */

static ProblemPlace place_of(const char *field, const char *zh, const char *en)
{
    return (ProblemPlace){ str_from_c(field), { str_from_c(zh), str_from_c(en) }, 0 };
}

static void check_day(const House *house, const Job *job, const Submission *submission,
                      Problems *problems)
{
    const Subject *const subject = facts_subject(house->facts);
    ProblemPlace const   at = place_of("occurred_on", "服务日期", "date of service");

    if (submission->occurred_on.days > job->today.days)
        problem_add(problems, PROBLEM_FUTURE, at);
    if (submission->form->subject != SUBJECT_PERSON)
        return;
    if (submission->occurred_on.days < subject->born_on.days)
        problem_add(problems, PROBLEM_BEFORE, at)->other =
            (Label){ SV("出生日期"), SV("date of birth") };
    if (subject->has_died && submission->occurred_on.days > subject->died_on.days)
        problem_add(problems, PROBLEM_AFTER, at)->other =
            (Label){ SV("死亡日期"), SV("date of death") };
}

static bool check_header(House *house, const Job *job, const Submission *submission,
                         Problems *problems, Fault *fault)
{
    Registry const            registry = house_registry(house, job);
    const Organisation *const organisation =
        organisation_find(house->organisations, submission->organisation_id);
    const Worker      *worker = NULL;
    ProblemPlace const at_post = place_of("organisation_id", "机构", "organisation");
    ProblemPlace const at_worker = place_of("worker_id", "医生", "worker");

    check_day(house, job, submission, problems);
    if (!organisation)
        problem_add(problems, PROBLEM_UNKNOWN, at_post);
    else if (!organisation_is_valid(organisation, submission->occurred_on))
        problem_add(problems, PROBLEM_NOT_IN_FORCE, at_post);
    if (submission->worker_id == 0)
        return true;
    if (!worker_find(&worker, &registry, submission->worker_id, fault))
        return false;
    if (!worker)
        problem_add(problems, PROBLEM_UNKNOWN, at_worker);
    else if (!worker_is_valid(worker, submission->occurred_on))
        problem_add(problems, PROBLEM_NOT_IN_FORCE, at_worker);
    else if (organisation)
        return worker_licence_check(problems, &registry, at_worker, worker->worker_id,
                                    organisation->organisation_id, submission->occurred_on, fault);
    return true;
}

/* Answers of the facts on the day of the record. */
static bool ask_facts(void *context, Slot slot, int64_t *word)
{
    House *const house = context;

    if (slot.kind == SLOT_PERIOD_START)
        return false;
    const Vector *const answer = facts_slot(house->facts, slot);
    *word = vector_word(answer, 0);
    return vector_has(answer, 0);
}

static void ask_on_day(House *house, const Job *job, Date day)
{
    Period const period = { 0, day, day };

    facts_ask(house->facts, lane_set_open(job->arena, &period, 1, false, house->plan->windows,
                                          house->plan->window_count));
}

static Validation validation_of(House *house, const Job *job, Submission *submission,
                                Problems *problems)
{
    bool const                is_person = submission->form->subject == SUBJECT_PERSON;
    const Organisation *const organisation =
        organisation_find(house->organisations, submission->organisation_id);
    int64_t region_id = organisation ? organisation->region_id : 0;

    if (is_person)
        region_id = facts_place_on(house->facts, submission->occurred_on)->region_id;
    return (Validation){
        .submission = submission,
        .today = job->today,
        .region_id = region_id,
        .asker = { is_person ? ask_facts : NULL, house },
        .problems = problems,
        .arena = job->arena,
    };
}

/* ---- enrolling ------------------------------------------------------------------------------ */

/* The words of a new enrolment: its first day, by the record on its way in. */
static Row add_submission_row(House *house, const Submission *submission, uint32_t scan_index)
{
    const Scan *const scan = &house->plan->scans[scan_index];
    Row const         row =
        facts_add_row(house->facts, scan_index, submission->record_id, submission->occurred_on);

    for (uint32_t i = 0; i < scan->field_count; i++)
        if (submission->values[scan->fields[i]].present)
            facts_set_field(row, i, submission->values[scan->fields[i]].word);
    return row;
}

static void add_enrolment_problem(Problems *problems, Label text)
{
    problem_add(problems, PROBLEM_RULE, (ProblemPlace){ 0 })->text = text;
}

/* Whether those whom the record would enrol belong there, and are not there yet. */
static void check_enrolment(House *house, const Job *job, const Submission *submission,
                            uint32_t index, const Episode *before, uint32_t before_count,
                            Problems *problems)
{
    const Programme *const programme = &house->catalog->programmes[index];
    uint32_t               count = 0;
    const Episode         *episodes = facts_episodes(house->facts, index, &count);
    const Episode         *opened = NULL;

    for (uint32_t i = 0; i < count; i++)
        if (episodes[i].record_id == submission->record_id)
            opened = &episodes[i];
    if (!opened) {
        add_enrolment_problem(problems,
                              (Label){ SV("该日期不能建立管理：起止日期不符，或居民已死亡、迁出"),
                                       SV("nobody can be enrolled on that day: the days do not fit,"
                                          " or the person has died or left") });
        return;
    }
    Date const first = opened->opened_on;
    Date const last = opened->closed_on;
    for (uint32_t i = 0; i < before_count && !programme->enrol_many; i++)
        if (before[i].opened_on.days <= last.days && before[i].closed_on.days >= first.days) {
            add_enrolment_problem(
                problems,
                (Label){ str_format(job->arena, "该居民在此期间已纳入%.*s",
                                    (int)programme->label.zh.len, programme->label.zh.ptr),
                         str_format(job->arena, "the person is enrolled in %.*s at that time",
                                    (int)programme->label.en.len, programme->label.en.ptr) });
            break;
        }
    if (!programme->where)
        return;
    ask_on_day(house, job, first);
    const Vector *const belongs = facts_run(house->facts, programme->where);
    if (vector_has(belongs, 0) && !vector_is_true(belongs, 0))
        add_enrolment_problem(
            problems,
            (Label){ str_format(job->arena, "该居民不符合%.*s的服务对象条件：%.*s",
                                (int)programme->label.zh.len, programme->label.zh.ptr,
                                (int)programme->where->text.len, programme->where->text.ptr),
                     str_format(job->arena, "the person does not belong to %.*s: %.*s",
                                (int)programme->label.en.len, programme->label.en.ptr,
                                (int)programme->where->text.len, programme->where->text.ptr) });
}

static void check_enrolments(House *house, const Job *job, const Submission *submission,
                             Problems *problems)
{
    uint32_t const form = (uint32_t)(submission->form - house->catalog->forms);
    uint32_t const scan = house->plan->scan_of_form[form];

    if (scan == SCAN_NONE)
        return;
    for (uint32_t i = 0; i < house->plan->scans[scan].enrol_count; i++) {
        uint32_t const programme = house->plan->scans[scan].enrols[i];
        uint32_t       count = 0;
        const Episode *episodes = facts_episodes(house->facts, programme, &count);
        Episode *const before = arena_array(job->arena, count, sizeof(Episode));

        for (uint32_t j = 0; j < count; j++)
            before[j] = episodes[j];
        (void)add_submission_row(house, submission, scan);
        check_enrolment(house, job, submission, programme, before, count, problems);
        facts_remove_row(house->facts, scan, submission->record_id);
    }
}

static bool check(House *house, const Job *job, Submission *submission, Problems *problems,
                  Fault *fault)
{
    Validation const validation = validation_of(house, job, submission, problems);

    if (!check_header(house, job, submission, problems, fault) ||
        !intake_check_references(house, job, submission, problems, fault))
        return false;
    if (submission->form->subject == SUBJECT_PERSON)
        ask_on_day(house, job, submission->occurred_on);
    validate_record(house->validator, &validation);
    if (problems->error_count == 0 && submission->form->subject == SUBJECT_PERSON)
        check_enrolments(house, job, submission, problems);
    return problems->error_count == 0 || problems_refuse(problems, fault);
}

bool intake_check_stored(House *house, const Job *job, Submission *record, Problems *problems,
                         Fault *fault)
{
    uint32_t const scan = house->plan->scan_of_form[form_index(house, record->form)];

    if (scan != SCAN_NONE)
        facts_remove_row(house->facts, scan, record->record_id);
    bool const ok = check(house, job, record, problems, fault) || problems->error_count;
    if (scan != SCAN_NONE)
        (void)add_submission_row(house, record, scan);
    return ok;
}

static void advise(House *house, const Job *job, Submission *submission, Problems *problems,
                   IntakeResult *out)
{
    Validation const validation = validation_of(house, job, submission, problems);

    if (submission->form->subject == SUBJECT_PERSON)
        ask_on_day(house, job, submission->occurred_on);
    out->advice = validate_advise(house->validator, &validation, &out->advice_count);
}

/* ---- writing -------------------------------------------------------------------------------- */

static RecordStamp stamp_of(const House *house, const Job *job)
{
    return (RecordStamp){ job->actor->account_id, job->now, house->catalogue_version };
}

static bool audit(House *house, const Job *job, AuditAction action, const Submission *submission,
                  uint32_t revision, Str detail, Fault *fault)
{
    bool const is_person = submission->form->subject == SUBJECT_PERSON;

    return audit_write(house->store, job->actor,
                       (AuditEntry){
                           .at = job->now,
                           .action = action,
                           .subject = is_person ? AUDIT_OF_PERSON : AUDIT_OF_NOTHING,
                           .subject_id = is_person ? submission->subject_id : 0,
                           .form = submission->form->name,
                           .record_id = submission->record_id,
                           .revision = revision,
                           .detail = detail,
                       },
                       fault);
}

/* The first day on which a record may change what is counted: that of the service;
 * an enrolment begins and ends on days of its own. */
static Date first_day_of(const House *house, uint32_t form, const Submission *record)
{
    uint32_t const    index = house->plan->scan_of_form[form];
    const Scan *const scan = index == SCAN_NONE ? NULL : &house->plan->scans[index];

    return scan && (scan->enrol_count || scan->close_count) ? DATE_MIN : record->occurred_on;
}

/* A new record of a person. The facts are the person's. */
static bool insert_for_person(House *house, const Job *job, Submission *submission, Fault *fault)
{
    uint32_t const form = form_index(house, submission->form);
    uint32_t const scan = house->plan->scan_of_form[form];
    Tally *const   tally = tally_open(job->arena, house->vocabulary);
    Reach const    reach = reach_of_form(house, form, first_day_of(house, form, submission), false);

    intake_count(house, tally, &reach, -1);
    if (!record_insert(house->store, house->records, submission, stamp_of(house, job), fault))
        return false;
    if (scan != SCAN_NONE)
        (void)add_submission_row(house, submission, scan);
    return quality_saw(house->quality, submission->subject_id, submission->occurred_on,
                       house->years->span.day, fault) &&
           intake_settle(house, job, tally, &reach, fault);
}

bool intake_submit(IntakeResult *out, House *house, const Job *job, Submission *submission, Str key,
                   Problems *problems, Fault *fault)
{
    bool const is_person = submission->form->subject == SUBJECT_PERSON;
    Str        digest;

    assert(store_in_transaction(house->store));
    assert(submission->record_id == 0);
    *out = (IntakeResult){ 0 };
    if (!intake_lead(house, submission, fault) ||
        (is_person && !facts_load(house->facts, house->store, submission->subject_id, fault)))
        return false;
    if (!require_write(house, job, submission, fault))
        return false;
    if (!find_attempt(out, &digest, house, job, submission, key, fault))
        return false;
    if (out->was_done)
        return true;
    submission->record_id = id_next(&house->ids, job->now);
    if (!is_person)
        submission->subject_id = submission->record_id;
    submission->revision = 1;
    if (!check(house, job, submission, problems, fault))
        return false;
    advise(house, job, submission, problems, out);
    out->subject_id = submission->subject_id;
    out->record_id = submission->record_id;
    out->revision = 1;
    bool const written = is_person ? insert_for_person(house, job, submission, fault)
                                   : record_insert(house->store, house->records, submission,
                                                   stamp_of(house, job), fault);
    return written && audit(house, job, AUDIT_RECORD_SUBMIT, submission, 1, SV(""), fault) &&
           intake_note_through(house, job, submission->given_id, submission->form->table,
                               submission->record_id, fault) &&
           keep_attempt(house, job, submission, key, digest, out, fault);
}

/* The form's entered fields that differ, by name, for the audit. */
static Str changed_fields(const Submission *old, const Submission *new, Arena *arena)
{
    const Form *const form = new->form;
    Buf               names = buf_open(arena, LIMIT_BODY_BYTES);

    if (old->occurred_on.days != new->occurred_on.days)
        buf_add_c(&names, "occurred_on");
    for (uint32_t i = 0; i < form->field_count; i++)
        if (!form->fields[i].derive &&
            !value_equal(form->fields[i].type, old->values[i], new->values[i])) {
            buf_add_c(&names, names.len ? "," : "");
            buf_add(&names, form->fields[i].name);
        }
    return buf_str(&names);
}

static bool update_for_person(House *house, const Job *job, const Submission *old,
                              const Submission *submission, Fault *fault)
{
    uint32_t const form = form_index(house, submission->form);
    uint32_t const scan = house->plan->scan_of_form[form];
    Tally *const   tally = tally_open(job->arena, house->vocabulary);
    Date const     was = first_day_of(house, form, old);
    Date const     is = first_day_of(house, form, submission);
    Reach const    reach =
        reach_of_form(house, form, is.days > was.days ? was : is, date_year(was) != date_year(is));

    if (scan != SCAN_NONE)
        (void)add_submission_row(house, old, scan);
    intake_count(house, tally, &reach, -1);
    if (!record_amend(house->store, house->records, submission, stamp_of(house, job), fault))
        return false;
    if (scan != SCAN_NONE) {
        facts_remove_row(house->facts, scan, old->record_id);
        (void)add_submission_row(house, submission, scan);
    }
    if (old->occurred_on.days != submission->occurred_on.days &&
        !quality_saw_otherwise(house->store, submission->subject_id, fault))
        return false;
    return intake_settle(house, job, tally, &reach, fault);
}

bool intake_amend(IntakeResult *out, House *house, const Job *job, Submission *submission, Str key,
                  Problems *problems, Fault *fault)
{
    bool const is_person = submission->form->subject == SUBJECT_PERSON;
    Str        digest;
    Submission old;

    assert(store_in_transaction(house->store));
    if (!intake_lead(house, submission, fault))
        return false;
    *out = (IntakeResult){ .subject_id = submission->subject_id,
                           .record_id = submission->record_id,
                           .revision = submission->revision + 1 };
    if (is_person && !facts_load(house->facts, house->store, submission->subject_id, fault))
        return false;
    if (!require_write(house, job, submission, fault))
        return false;
    if (!find_attempt(out, &digest, house, job, submission, key, fault))
        return false;
    if (out->was_done)
        return true;
    if (!record_get(&old, house->store, house->records, house->catalog, submission->form,
                    submission->subject_id, submission->record_id, job->arena, fault))
        return false;
    if (old.revision != submission->revision)
        return fault_set(fault, FAULT_CONFLICT, "the record has been amended since it was read");
    if (is_person) {
        uint32_t const scan = house->plan->scan_of_form[form_index(house, submission->form)];
        if (scan != SCAN_NONE)
            facts_remove_row(house->facts, scan, submission->record_id);
    }
    if (!check(house, job, submission, problems, fault))
        return false;
    advise(house, job, submission, problems, out);
    bool const written = is_person ? update_for_person(house, job, &old, submission, fault)
                                   : record_amend(house->store, house->records, submission,
                                                  stamp_of(house, job), fault);
    return written &&
           audit(house, job, AUDIT_RECORD_AMEND, submission, out->revision,
                 changed_fields(&old, submission, job->arena), fault) &&
           keep_attempt(house, job, submission, key, digest, out, fault);
}

bool intake_void(House *house, const Job *job, const Form *form, int64_t subject_id,
                 int64_t record_id, uint32_t revision, Str reason, Fault *fault)
{
    bool const   is_person = form->subject == SUBJECT_PERSON;
    Tally *const tally = tally_open(job->arena, house->vocabulary);
    Submission   record;

    assert(store_in_transaction(house->store));
    if (str_trim(reason).len == 0)
        return fault_set(fault, FAULT_INVALID, "a record is voided with a reason");
    if (is_person && (!person_resolve(&subject_id, house->store, subject_id, fault) ||
                      !facts_load(house->facts, house->store, subject_id, fault)))
        return false;
    if (!record_get(&record, house->store, house->records, house->catalog, form, subject_id,
                    record_id, job->arena, fault) ||
        !require_write(house, job, &record, fault))
        return false;
    if (record.revision != revision)
        return fault_set(fault, FAULT_CONFLICT, "the record has been amended since it was read");
    if (is_person) {
        uint32_t const index = form_index(house, form);
        uint32_t const scan = house->plan->scan_of_form[index];
        Reach const reach = reach_of_form(house, index, first_day_of(house, index, &record), false);

        intake_count(house, tally, &reach, -1);
        if (!record_void(house->store, house->records, &record, reason, stamp_of(house, job),
                         fault))
            return false;
        if (scan != SCAN_NONE)
            facts_remove_row(house->facts, scan, record_id);
        if (!quality_saw_otherwise(house->store, subject_id, fault) ||
            !intake_settle(house, job, tally, &reach, fault))
            return false;
    } else if (!record_void(house->store, house->records, &record, reason, stamp_of(house, job),
                            fault)) {
        return false;
    }
    return audit(house, job, AUDIT_RECORD_WITHDRAW, &record, revision, SV(""), fault);
}

bool intake_preview(IntakeResult *out, House *house, const Job *job, Submission *submission,
                    Problems *problems, Fault *fault)
{
    bool const is_person = submission->form->subject == SUBJECT_PERSON;

    if (!intake_lead(house, submission, fault))
        return false;
    *out =
        (IntakeResult){ .subject_id = submission->subject_id, .record_id = submission->record_id };
    if (is_person && !facts_load(house->facts, house->store, submission->subject_id, fault))
        return false;
    if (!require_write(house, job, submission, fault))
        return false;
    if (is_person && submission->record_id) {
        uint32_t const scan = house->plan->scan_of_form[form_index(house, submission->form)];
        if (scan != SCAN_NONE)
            facts_remove_row(house->facts, scan, submission->record_id);
    }
    if (!check(house, job, submission, problems, fault) && problems->error_count == 0)
        return false;
    advise(house, job, submission, problems, out);
    Validation const validation = validation_of(house, job, submission, problems);
    out->applies = arena_array(job->arena, submission->form->field_count, sizeof(bool));
    out->required = arena_array(job->arena, submission->form->field_count, sizeof(bool));
    validate_fields(house->validator, &validation, out->applies, out->required);
    return true;
}
