/* barefoot dedupe: which records are of one person. */
#include <stdio.h>

#include "base/decimal.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/progress.h"
#include "cli/commands.h"
#include "cli/dedupe_private.h"

enum { THREADS = 2, THREADS_MAX = 8 };

typedef struct {
    const CommandLine *line;
    Progress           progress;
} Listener;

static void tell_made(void *opaque, uint64_t done)
{
    progress_show(&((Listener *)opaque)->progress, done);
}

static void tell_phase(void *opaque, LinkagePhase phase)
{
    const CommandLine *const line = ((Listener *)opaque)->line;
    Label const              label = linkage_phase_label(phase);

    if (!line->quiet)
        (void)fprintf(stderr, "%.*s\n", (int)label_in(label, line->language).len,
                      label_in(label, line->language).ptr);
}

/* ---- where the records come from ------------------------------------------------------------- */

/* "0.5": per cent, as of ten thousand. */
static bool read_share(uint32_t *out, const CommandLine *line, Fault *fault)
{
    enum { SCALE = 2 };
    Str const text = command_value(line, "duplicates", SV(""));
    Decimal   percent = { SYNTHETIC_DUPLICATES, SCALE };

    if (text.len && (!decimal_parse(&percent, text, SCALE) || percent.units < 0 ||
                     percent.units * decimal_power((uint8_t)(SCALE - percent.scale)) >
                         SYNTHETIC_DUPLICATES_MAX))
        return fault_set(fault, FAULT_INVALID,
                         "--duplicates is a share in per cent from 0 to %d, as 0.5",
                         SYNTHETIC_DUPLICATES_MAX / 100);
    *out = (uint32_t)(percent.units * decimal_power((uint8_t)(SCALE - percent.scale)));
    return true;
}

static bool make_people(DedupeSet *set, const CommandLine *line, uint64_t count, Fault *fault)
{
    SyntheticRegister made;
    Listener          listener = { line, progress_begin("records", count, line->quiet) };
    SyntheticOptions  options = { .count = (uint32_t)count,
                                  .tell = tell_made,
                                  .listener = &listener };

    if (!command_uint(&options.seed, line, "seed", 1, INT64_MAX, fault) ||
        !read_share(&options.duplicates, line, fault))
        return false;
    set->schema = linkage_schema_register();
    linkage_synthetic(&made, line->arena, &set->schema, set->characters, &options);
    progress_end(&listener.progress, count);
    set->records = made.records;
    set->truth = made.truth;
    set->errors = made.errors;
    return true;
}

static bool read_files(DedupeSet *set, const CommandLine *line, Fault *fault)
{
    Str const truth = command_value(line, "truth", SV(""));
    Str const other = command_value(line, "link", SV(""));
    NameMap   persons = name_map_open(line->arena);

    if (!command_has(line, "fields"))
        return fault_set(fault, FAULT_INVALID,
                         "--fields says which columns are compared, as "
                         "--fields name=chinese_name,born=date,id=citizen_id");
    if (!linkage_schema_parse(&set->schema, command_value(line, "fields", SV("")), fault))
        return fault_context(fault, "--fields");
    set->records.schema = &set->schema;
    set->records.characters = set->characters;
    if (!dedupe_read_csv(set, line, line->arguments[0], truth, &persons, fault))
        return false;
    if (other.len == 0)
        return true;
    set->records.first_count = set->records.count;
    return dedupe_read_csv(set, line, other, truth, &persons, fault);
}

static bool read_records(DedupeSet *set, const CommandLine *line, Fault *fault)
{
    uint64_t count = 0;

    if (!command_uint(&count, line, "synthetic", 0, LINKAGE_SYNTHETIC_MAX, fault))
        return false;
    if (count && line->argument_count)
        return fault_set(fault, FAULT_INVALID, "--synthetic makes people up; leave the file out");
    if (count)
        return make_people(set, line, count, fault);
    if (line->argument_count)
        return read_files(set, line, fault);
    return dedupe_read_store(set, line, fault);
}

/* ---- models -------------------------------------------------------------------------------------
 */

/* The fields of a model must be those of the records, of the same kinds. */
static bool read_model(LinkageModel *out, const CommandLine *line, const DedupeSet *set,
                       Fault *fault)
{
    Str const path = command_value(line, "model", SV(""));
    Str       text = { 0 };

    if (!file_read(&text, line->arena, path, LIMIT_SOURCE_BYTES, fault) ||
        !linkage_model_parse(out, line->arena, text, fault))
        return fault_context(fault, "%.*s", (int)path.len, path.ptr);
    return linkage_schema_equal(&out->schema, &set->schema) ||
           fault_set(fault, FAULT_INVALID,
                     "%.*s is a model of other fields: it must name the same fields with "
                     "the same kinds in the same order",
                     (int)path.len, path.ptr);
}

/* Of the register's fields it is known what to expect: the model that is shipped. */
static bool use_prior(LinkageOptions *options, LinkageModel *prior, const CommandLine *line,
                      const DedupeSet *set, Fault *fault)
{
    if (!linkage_model_register(prior, line->arena, fault))
        return false;
    if (linkage_schema_equal(&prior->schema, &set->schema))
        options->prior = prior;
    return true;
}

static bool write_model(const CommandLine *line, const DedupeSet *set, const LinkageModel *model,
                        Fault *fault)
{
    Buf text = buf_open(line->arena, LIMIT_SOURCE_BYTES);
    Str day = date_format(line->arena, line->today);

    buf_add_format(&text, "# Estimated on %.*s from %u records", (int)day.len, day.ptr,
                   set->records.count);
    buf_add_c(&text,
              set->errors ? " of people who were made up (barefoot dedupe --synthetic).\n" : ".\n");
    linkage_model_print(&text, model);
    return file_write(command_value(line, "write-model", SV("")), buf_str(&text), fault);
}

/* Pairs of the register are for its queue. */
static bool store_pairs(const CommandLine *line, const DedupeSet *set, const LinkageResult *result,
                        Fault *fault)
{
    DedupeStored stored;

    if (!set->ids || command_has(line, "dry-run"))
        return true;
    if (!dedupe_store_pairs(&stored, line, set, result, command_has(line, "merge"), fault))
        return false;
    (void)fprintf(
        stderr,
        line->language == LANGUAGE_EN
            ? "merged %llu; queued for review %llu, in the queue already %llu; decided "
              "before %llu\n"
            : "合并 %llu 对；新列入复核 %llu 对，已在队列 %llu 对；此前已有结论 %llu 对\n",
        (unsigned long long)stored.merged, (unsigned long long)stored.queued,
        (unsigned long long)stored.refreshed, (unsigned long long)stored.decided);
    return true;
}

static bool run_dedupe(const CommandLine *line, Fault *fault)
{
    DedupeSet      set = { 0 };
    LinkageModel   model;
    LinkageModel   prior;
    LinkageResult  result;
    Listener       listener = { .line = line };
    LinkageOptions options = { .tell = tell_phase, .listener = &listener };
    uint64_t       threads = 0;
    bool           ok = false;
    int64_t const  started_us = instant_monotonic_us();

    if (!command_uint(&threads, line, "threads", THREADS, THREADS_MAX, fault) ||
        !pinyin_open(&set.pinyin, line->arena, fault))
        goto done;
    set.characters = linkage_characters_open(line->arena, set.pinyin);
    if (!read_records(&set, line, fault))
        goto done;
    set.read_us = instant_monotonic_us() - started_us;
    if (command_has(line, "model")) {
        if (!read_model(&model, line, &set, fault))
            goto done;
        options.model = &model;
    }
    if (!use_prior(&options, &prior, line, &set, fault))
        goto done;
    options.truth = set.truth;
    options.thread_count = threads ? (uint32_t)threads : 1;
    options.one_to_one = command_has(line, "one-to-one");
    set.cpu_us = dedupe_cpu_us();
    if (!linkage_dedupe(&result, line->arena, &set.records, &options, fault))
        goto done;
    set.cpu_us = dedupe_cpu_us() - set.cpu_us;
    if (command_has(line, "write-model") && !write_model(line, &set, &result.model, fault))
        goto done;
    if (command_has(line, "json"))
        dedupe_print_json(line, &set, &result);
    else
        dedupe_print(line, &set, &result);
    ok = store_pairs(line, &set, &result, fault);

done:
    pinyin_close(&set.pinyin);
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "dedupe",
        .arguments = "[FILE.csv]",
        .summary = "find the records that are of one person, in the store or in a file, and say "
                   "how sure that is",
        .arguments_max = 1,
        .options = { { "dry-run", NULL, "of the store: only print; do not queue pairs for review" },
                     { "merge", NULL,
                       "of the store: merge the pairs above the automatic threshold" },
                     { "fields", "COLUMN=KIND,...",
                       "columns to compare, and what they hold: chinese_name, latin_name, date, "
                       "citizen_id, number, phone, code, text" },
                     { "link", "OTHER.csv", "find pairs between the two files only" },
                     { "one-to-one", NULL, "link each record at most once" },
                     { "truth", "COLUMN", "a column that says who is who, to judge the result" },
                     { "synthetic", "COUNT", "make so many records up, with known truth" },
                     { "seed", "N", "make other people up (default 1)" },
                     { "duplicates", "SHARE",
                       "of those made up, per cent that are second entries (default 20)" },
                     { "model", "FILE", "use this model instead of estimating one" },
                     { "write-model", "FILE", "write the model as text, to read and to edit" },
                     { "threads", "N", "so many threads (default 2)" },
                     { "json", NULL, "print JSON" } },
        .run = run_dedupe,
    },
};

const CommandList CLI_DEDUPE_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
