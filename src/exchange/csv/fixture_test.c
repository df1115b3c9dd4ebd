#include "exchange/csv/fixture_private.h"

#include <stdio.h>
#include <string.h>

#include "access/walk.h" /* for store_fail_at */
#include "base/limits.h"
#include "codec/csv_reader.h"
#include "intake/definition.h"

static const char DEFINITIONS[] =
    "unit mmHg \"毫米汞柱\" | \"mmHg\"\n"
    "unit kg \"千克\" | \"kg\"\n"
    "code sex \"性别\" | \"Sex\"\n"
    "  1 male \"男\" | \"Male\"\n"
    "  2 female \"女\" | \"Female\"\n"
    "code residence \"常住类型\" | \"Residence\"\n"
    "  1 registered \"户籍\" | \"Registered\"\n"
    "  2 living \"非户籍\" | \"Living\"\n"
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "code symptom \"症状\" | \"Symptom\"\n"
    "  1 none \"无\" | \"None\" alone\n"
    "  2 headache \"头痛\" | \"Headache\"\n"
    "  9 other \"其他\" | \"Other\"\n"
    "register site \"场所\" | \"Site\"\n"
    "  name \"名称\" | \"Name\" text 20 required\n"
    "  owner \"所属机构\" | \"Owner\" organisation\n"
    "programme care \"随访管理\" | \"Care\"\n"
    "  for person where age >= 1\n"
    "  enrol with opening\n"
    "  form opening \"登记\" | \"Opening\"\n"
    "    reason \"原因\" | \"Reason\" text 20\n"
    "  form visit \"随访\" | \"Visit\"\n"
    "    way \"方式\" | \"Way\" code way required\n"
    "    symptoms \"症状\" | \"Symptoms\" codes symptom\n"
    "    sbp \"收缩压\" | \"Systolic\" int mmHg 60..300 usual 90..200 required\n"
    "    dbp \"舒张压\" | \"Diastolic\" int mmHg 30..200\n"
    "    weight \"体重\" | \"Weight\" decimal 1 kg 2..300\n"
    "    found_on \"发现日期\" | \"Found on\" date\n"
    "    since \"起始年月\" | \"Since\" month\n"
    "    smoker \"吸烟\" | \"Smoker\" bool\n"
    "    note \"备注\" | \"Note\" text 50\n"
    "    doctor \"责任医生\" | \"Doctor\" worker\n"
    "    sent_to \"转往机构\" | \"Sent to\" organisation\n"
    "    partner \"配偶\" | \"Partner\" person\n"
    "    place \"地点\" | \"Place\" site\n"
    "    let high \"偏高\" | \"High\" bool = sbp >= 140\n"
    "    check dbp < sbp \"舒张压应低于收缩压\" | \"diastolic must be below systolic\"\n"
    "    list medicines \"用药\" | \"Medicines\" max 3\n"
    "      name \"药名\" | \"Name\" text 20 required\n"
    "      dose \"剂量\" | \"Dose\" decimal 2\n"
    "  due visit every 3 months\n"
    "  indicator visits \"人次\" | \"Visits\"\n"
    "    sum count(visit in period)\n"
    "  indicator managed \"管理人数\" | \"Managed\"\n"
    "    count enrolled in period\n";

static const char REGIONS[] = "code,name\n"
                              "99,示范省\n9901,示范市\n990101,示范县\n"
                              "990101100,一镇\n990101100201,甲村\n990101100202,乙村\n";

static const char ORGANISATIONS[] = "code,name,kind,parent_code,region_code,valid_from\n"
                                    "B,县卫健局,BUREAU,,990101,1980-01-01\n"
                                    "T1,一镇卫生院,C220,B,990101100,1980-01-01\n"
                                    "V1,甲村卫生室,D600,T1,990101100201,1980-01-01\n"
                                    "V2,乙村卫生室,D600,T1,990101100202,1980-01-01\n";

static const char WORKERS[] = "code,name,organisation_code,profession,is_family_doctor\n"
                              "W1,医一,V1,村医,true\n";

Str exchange_text(const char *text)
{
    return str_from_c(text);
}

static void report(const ExchangeFixture *fixture)
{
    char text[400];

    (void)snprintf(text, sizeof text, "%s: %s", fixture->fault.context, fixture->fault.message);
    check_fail(fixture->test, text);
}

void exchange_fixture_open(ExchangeFixture *fixture, Test *test)
{
    Source const     sources[] = { { SV("test.care"), str_from_c(DEFINITIONS) } };
    DefinitionChange change = { 0 };
    uint32_t         steps = 0;

    *fixture = (ExchangeFixture){ .test = test, .arena = arena_open(), .actor = actor_system() };
    fixture->options.language = LANGUAGE_EN;
    fixture->directory = test_directory(test, fixture->arena);
    fixture->location = str_format(fixture->arena, "%.*s/store.db", (int)fixture->directory.len,
                                   fixture->directory.ptr);
    if (!house_migrate(fixture->location, &steps, &fixture->fault) ||
        !definition_load(&change, fixture->location, sources, 1, actor_system(), false, true,
                         fixture->arena, &fixture->fault) ||
        !house_open(&fixture->house, fixture->location, HOUSE_WRITE, &fixture->fault)) {
        (void)fprintf(stderr, "%.*s\n", (int)change.report.len, change.report.ptr);
        report(fixture);
    }
}

void exchange_fixture_open_county(ExchangeFixture *fixture, Test *test)
{
    exchange_fixture_open(fixture, test);
    exchange_import_all(fixture, "regions", REGIONS, 6);
    exchange_import_all(fixture, "organisations", ORGANISATIONS, 4);
    exchange_import_all(fixture, "workers", WORKERS, 1);
}

void exchange_fixture_close(ExchangeFixture *fixture)
{
    house_close(&fixture->house); /* asserts that no statement is still open */
    arena_close(&fixture->arena);
}

/* ---- importing ------------------------------------------------------------------------------ */

typedef struct {
    Import *import;
    Buf    *notices, *rejects;
} Context;

static bool take_notice(void *opaque, const ImportNotice *notice, Fault *fault)
{
    const Context *const context = opaque;

    (void)fault;
    buf_add_format(context->notices, "\n%u:%u %s%.*s", notice->line, notice->column,
                   notice->is_rejected ? "" : "warning: ", (int)notice->reason.len,
                   notice->reason.ptr);
    if (notice->is_rejected && context->rejects->len == 0)
        buf_add(context->rejects, import_reject_heading(context->import));
    buf_add(context->rejects, notice->text);
    return true;
}

static bool run_all(ExchangeFixture *fixture, Context *context)
{
    Import *const import = context->import;
    House *const  house = fixture->house;
    Fault *const  fault = &fixture->fault;

    while (true) {
        Job const job = job_now(actor_system(), fixture->arena);

        if (!import_read(import, fault))
            return false;
        if (import_row_count(import) == 0)
            break;
        if (!house_refresh(house, fault))
            return false;
        store_fail_at(house->store, fixture->fail_at);
        bool const ok = intake_begin(house, fault) && import_run(import, house, &job, fault) &&
                        intake_commit(house, fault);
        store_fail_at(house->store, 0);
        intake_end(house);
        if (!ok || !import_keep(import, take_notice, context, fault))
            return false;
    }
    Job const  job = job_now(actor_system(), fixture->arena);
    bool const ok = intake_begin(house, fault) && import_audit(import, house, &job, fault) &&
                    intake_commit(house, fault);
    intake_end(house);
    return ok;
}

Str exchange_import(ExchangeFixture *fixture, const char *what, Str text)
{
    Buf     notices = buf_open(fixture->arena, 1 << 20);
    Buf     rejects = buf_open(fixture->arena, 1 << 20);
    Import *import = NULL;
    FILE   *file = tmpfile();
    Str     result = SV("");

    fixture->options.what = str_from_c(what);
    fixture->fault = (Fault){ 0 };
    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len) {
        check_fail(fixture->test, "a temporary file can be written");
        return result;
    }
    rewind(file);
    bool ok = house_refresh(fixture->house, &fixture->fault) &&
              import_open(&import, fixture->house, file, &fixture->options, &fixture->fault);
    if (ok)
        ok = run_all(fixture, &(Context){ import, &notices, &rejects });
    if (ok) {
        const ImportCounts *const counts = import_counts(import);

        result =
            str_format(fixture->arena, "%llu new, %llu amended, %llu unchanged, %llu rejected%.*s",
                       (unsigned long long)counts->added, (unsigned long long)counts->amended,
                       (unsigned long long)counts->unchanged, (unsigned long long)counts->rejected,
                       (int)notices.len, notices.len ? notices.ptr : "");
        check_equal(fixture->test,
                    counts->added + counts->amended + counts->unchanged + counts->rejected,
                    counts->rows);
    } else {
        result = str_format(fixture->arena, "fault: %s", fixture->fault.message);
    }
    fixture->rejects = buf_str(&rejects);
    import_close(&import);
    (void)fclose(file);
    return result;
}

void exchange_import_all(ExchangeFixture *fixture, const char *what, const char *text,
                         uint64_t count)
{
    Str const want = str_format(fixture->arena, "%llu new, 0 amended, 0 unchanged, 0 rejected",
                                (unsigned long long)count);

    check_text(fixture->test, exchange_import(fixture, what, str_from_c(text)), want);
}

/* ---- exporting ------------------------------------------------------------------------------- */

Str exchange_export(ExchangeFixture *fixture, const char *what, const ExportOptions *options,
                    size_t piece_bytes)
{
    ExportOptions own = *options;
    Job const     job = job_now(fixture->actor, fixture->arena);
    Buf           text = buf_open(fixture->arena, 1 << 20);
    Buf           piece = buf_open(fixture->arena, piece_bytes);
    Export *export = NULL;
    bool is_last = false;

    own.what = str_from_c(what);
    fixture->fault = (Fault){ 0 };
    if (!house_refresh(fixture->house, &fixture->fault) ||
        !export_open(&export, fixture->house, &job, &own, &fixture->fault))
        return str_format(fixture->arena, "fault: %s", fixture->fault.message);
    while (!is_last) {
        buf_clear(&piece);
        if (!export_fill(export, &piece, &is_last, &fixture->fault)) {
            report(fixture);
            break;
        }
        check_true(fixture->test, !piece.overflowed && (piece.len > 0 || is_last));
        buf_add(&text, buf_str(&piece));
    }
    export_close(&export);
    return buf_str(&text);
}

Str exchange_export_all(ExchangeFixture *fixture, const char *what)
{
    ExportOptions const options = { .from = DATE_MIN, .until = DATE_MAX };

    return exchange_export(fixture, what, &options, LIMIT_HTTP_CHUNK_BYTES);
}

static bool is_listed(Str name, const char *columns)
{
    for (Str rest = str_from_c(columns); rest.len;)
        if (str_equal(name, str_cut(&rest, ' ')))
            return true;
    return false;
}

Str exchange_without(ExchangeFixture *fixture, Str csv, const char *columns)
{
    FILE         *file = tmpfile();
    CsvReader    *reader = NULL;
    const Str    *headings = NULL;
    const CsvRow *row = NULL;
    uint32_t      count = 0;
    Buf           text = buf_open(fixture->arena, 1 << 20);
    CsvWriter     writer = csv_open(&text, CSV_EXACT);

    if (!file || fwrite(csv.ptr, 1, csv.len, file) != csv.len) {
        check_fail(fixture->test, "a temporary file can be written");
        return csv;
    }
    rewind(file);
    bool ok = csv_reader_open(&reader, fixture->arena, file, (CsvOptions){ 0 }, &fixture->fault) &&
              csv_reader_header(&headings, reader, &count, &fixture->fault);
    for (uint32_t i = 0; i < count; i++)
        if (!is_listed(headings[i], columns))
            csv_add_field(&writer, headings[i]);
    if (ok)
        csv_end_row(&writer);
    while (ok && csv_reader_next(&row, reader, &fixture->fault) && row) {
        for (uint32_t i = 0; i < row->field_count; i++)
            if (!is_listed(headings[i], columns))
                csv_add_field(&writer, row->fields[i]);
        csv_end_row(&writer);
    }
    if (!ok)
        report(fixture);
    csv_reader_close(&reader);
    (void)fclose(file);
    return buf_str(&text);
}

/* ---- what is in the store ------------------------------------------------------------------- */

Str exchange_state(ExchangeFixture *fixture)
{
    static const char *const WHATS[] = {
        "regions",     "organisations", "workers",           "persons",    "residences",
        "identifiers", "names",         "relations",         "edges",      "profiles",
        "licences",    "practices",     "worker_identities", "population", "care.opening",
        "care.visit",  "site"
    };
    HouseHealth health = { 0 };
    Buf         text = buf_open(fixture->arena, 4 << 20);

    if (!house_health(&health, fixture->house, &fixture->fault))
        report(fixture);
    buf_add_format(&text, "%lld dues, %lld audit rows\n", (long long)health.dues,
                   (long long)health.audit_rows);
    for (size_t i = 0; i < COUNT_OF(WHATS); i++)
        buf_add(&text, exchange_export_all(fixture, WHATS[i]));
    return buf_str(&text);
}
