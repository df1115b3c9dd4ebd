/* barefoot export: written down first, then given out. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"
#include "exchange/csv/commands_private.h"
#include "exchange/csv/export.h"
#include "base/limits.h"
#include "intake/intake.h"
#include "registry/organisation.h"

static bool read_words(ExportOptions *out, const CommandLine *line, Fault *fault)
{
    Str const format = command_value(line, "format", SV("csv"));
    Str const labels = command_value(line, "labels", SV(""));

    if (!str_equal(format, SV("csv")) && !str_equal(format, SV("ndjson")))
        return fault_set(fault, FAULT_INVALID, "--format expects csv or ndjson");
    if (labels.len && !str_equal(labels, SV("zh")) && !str_equal(labels, SV("en")))
        return fault_set(fault, FAULT_INVALID, "--labels expects zh or en");
    out->format = str_equal(format, SV("csv")) ? EXPORT_CSV : EXPORT_NDJSON;
    out->has_labels = labels.len > 0;
    out->language = str_equal(labels, SV("en")) ? LANGUAGE_EN : LANGUAGE_ZH;
    out->mode = command_has(line, "people-safe") ? CSV_FOR_PEOPLE : CSV_EXACT;
    out->without_names = command_has(line, "without-names");
    return true;
}

static bool read_options(ExportOptions *out, const CommandLine *line, const House *house,
                         Fault *fault)
{
    Str const code = command_value(line, "org", SV(""));

    *out = (ExportOptions){ .what = line->arguments[0] };
    if (code.len) {
        const Organisation *const found = organisation_find_by_code(house->organisations, code);

        if (!found)
            return fault_set(fault, FAULT_NOT_FOUND, "there is no organisation %.*s", (int)code.len,
                             code.ptr);
        out->organisation_id = found->organisation_id;
    }
    return read_words(out, line, fault) &&
           command_date(&out->from, line, "from", DATE_MIN, fault) &&
           command_date(&out->until, line, "until", DATE_MAX, fault);
}

static bool write_audit(House *house, const Job *job, const ExportOptions *options, Fault *fault)
{
    bool const ok = intake_begin(house, fault) && export_audit(house, job, options, fault) &&
                    intake_commit(house, fault);

    intake_end(house);
    return ok;
}

static bool write_all(Export *export, FILE *out, bool quiet, Fault *fault)
{
    Arena   *arena = arena_open();
    Buf      piece = buf_open(arena, LIMIT_HTTP_CHUNK_BYTES);
    Progress progress = progress_begin("export", 0, quiet || isatty(fileno(out)));
    bool     is_last = false;
    bool     ok = true;

    while (ok && !is_last) {
        buf_clear(&piece);
        ok = export_fill(export, &piece, &is_last, fault);
        if (ok && fwrite(piece.ptr, 1, piece.len, out) != piece.len)
            ok = fault_set(fault, FAULT_IO, "cannot write the export: %s", strerror(errno));
        progress_show(&progress, export_row_count(export));
    }
    if (progress.shown_us != progress.started_us)
        progress_end(&progress, export_row_count(export));
    arena_close(&arena);
    return ok;
}

/* Into a file that gets its name when it is whole. */
static bool write_file(Export *export, const CommandLine *line, Str path, Fault *fault)
{
    Str const         draft = str_format(line->arena, "%.*s.part", (int)path.len, path.ptr);
    const char *const draft_path = str_to_c(line->arena, draft);
    FILE *const       file = fopen(draft_path, "wb");

    if (!file)
        return fault_set(fault, FAULT_IO, "cannot write %s: %s", draft_path, strerror(errno));
    bool ok = write_all(export, file, line->quiet, fault);
    if (ok && (fflush(file) != 0 || fsync(fileno(file)) != 0))
        ok = fault_set(fault, FAULT_IO, "cannot write %s: %s", draft_path, strerror(errno));
    if (fclose(file) != 0 && ok)
        ok = fault_set(fault, FAULT_IO, "cannot write %s: %s", draft_path, strerror(errno));
    if (ok && rename(draft_path, str_to_c(line->arena, path)) != 0)
        ok = fault_set(fault, FAULT_IO, "cannot write %.*s: %s", (int)path.len, path.ptr,
                       strerror(errno));
    if (!ok)
        (void)remove(draft_path);
    return ok;
}

bool export_command_run(const CommandLine *line, Fault *fault)
{
    Str const path = command_value(line, "out", SV(""));
    Job const job = exchange_job(line, line->arena);
    House    *house = NULL;
    Export *export = NULL;
    ExportOptions options;
    bool          ok = false;

    if (!house_open(&house, line->store, HOUSE_WRITE, fault) ||
        !read_options(&options, line, house, fault) || !write_audit(house, &job, &options, fault) ||
        !export_open(&export, house, &job, &options, fault))
        goto done;
    ok = path.len ? write_file(export, line, path, fault)
                  : write_all(export, line->out, line->quiet, fault);
    if (ok && path.len)
        (void)fprintf(line->out, "%llu rows\n", (unsigned long long)export_row_count(export));

done:
    export_close(&export);
    house_close(&house);
    return ok;
}
