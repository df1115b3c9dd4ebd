/* What `barefoot dedupe` has found, as a table for people and as JSON. */
#include <sys/resource.h>

#include "base/limits.h"
#include "cli/dedupe_private.h"
#include "cli/table.h"
#include "codec/json_writer.h"

int64_t dedupe_cpu_us(void)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000ll + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

static double peak_mib(void)
{
    struct rusage usage = { 0 };

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

static int64_t sum_us(const LinkageResult *result)
{
    int64_t sum = 0;

    for (int i = 0; i < LINKAGE_PHASES; i++)
        sum += result->phase_us[i];
    return sum;
}

static Str rule_text(Arena *arena, const LinkageModel *model, uint32_t rule)
{
    Buf text = buf_open(arena, 1024);

    for (uint32_t i = 0; i < model->rules[rule].count; i++) {
        LinkagePart const         part = model->rules[rule].parts[i];
        const LinkageField *const field = &model->schema.fields[part.field];

        buf_add_c(&text, i ? " " : "");
        buf_add(&text, field->name);
        buf_add_char(&text, '.');
        buf_add(&text, linkage_part_name(field->kind, part.part));
    }
    return buf_str(&text);
}

static void add(TerminalTable *table, const CommandLine *line, const char *zh, const char *en,
                Str value)
{
    table_add(table, label_in((Label){ str_from_c(zh), str_from_c(en) }, line->language));
    table_add(table, value);
}

static Str quality_text(Arena *arena, LinkageQuality quality)
{
    return str_format(arena, "P %.6f  R %.6f  F %.6f  (p >= %.6f, %llu / %llu)", quality.precision,
                      quality.recall, quality.f, quality.probability,
                      (unsigned long long)quality.right, (unsigned long long)quality.pairs);
}

static void add_truth(TerminalTable *table, const CommandLine *line, const LinkageResult *result)
{
    Arena *const arena = line->arena;

    add(table, line, "真实重复对", "true pairs",
        str_format(arena, "%llu", (unsigned long long)result->true_pairs));
    add(table, line, "分组召回率（真实）", "blocking recall, true",
        str_format(arena, "%.6f",
                   result->true_pairs ? (double)result->true_compared / (double)result->true_pairs
                                      : 1));
    add(table, line, "自动合并（对）", "pairs, automatic",
        quality_text(arena, result->at_automatic));
    add(table, line, "复核阈值（对）", "pairs, at the review threshold",
        quality_text(arena, result->at_review));
    add(table, line, "最佳 F（对）", "pairs, best F", quality_text(arena, result->best));
    add(table, line, "自动合并（归并后）", "clusters, automatic",
        quality_text(arena, result->of_automatic_clusters));
    add(table, line, "复核阈值（归并后）", "clusters, at the review threshold",
        quality_text(arena, result->of_clusters));
}

void dedupe_print(const CommandLine *line, const DedupeSet *set, const LinkageResult *result)
{
    Arena *const  arena = line->arena;
    TerminalTable table = table_open(arena, 2);

    add(&table, line, "记录", "records", str_format(arena, "%u", set->records.count));
    add(&table, line, "比对的对数", "pairs compared",
        str_format(arena, "%llu", (unsigned long long)result->compared));
    add(&table, line, "估计同一人的对数", "pairs of one person, expected",
        str_format(arena, "%.0f", result->expected));
    add(&table, line, "分组召回率（估计）", "blocking recall, estimated",
        result->expected < 1 ? SV("—") : str_format(arena, "%.6f", result->estimated_blocking));
    add(&table, line, "自动合并阈值", "automatic threshold",
        str_format(arena, "%.6f", result->model.automatic));
    add(&table, line, "自动合并的对数", "pairs merged automatically",
        str_format(arena, "%llu", (unsigned long long)result->automatic));
    add(&table, line, "自动合并的估计准确率", "precision of these, estimated",
        result->automatic ? str_format(arena, "%.6f", result->estimated_precision) : SV("—"));
    add(&table, line, "待人工复核的对数", "pairs for review",
        str_format(arena, "%llu", (unsigned long long)result->review));
    add(&table, line, "因矛盾拆开的连接", "links refused for a contradiction",
        str_format(arena, "%llu", (unsigned long long)result->clusters.refused));
    if (result->has_truth)
        add_truth(&table, line, result);
    for (int i = 0; i < LINKAGE_PHASES; i++) {
        Label const label = linkage_phase_label((LinkagePhase)i);

        table_add(&table, label_in(label, line->language));
        table_add(&table, str_format(arena, "%.2f s", (double)result->phase_us[i] / 1e6));
    }
    add(&table, line, "合计", "in all", str_format(arena, "%.2f s", (double)sum_us(result) / 1e6));
    add(&table, line, "处理器时间", "processor time, of all threads",
        str_format(arena, "%.2f s", (double)set->cpu_us / 1e6));
    add(&table, line, "读取（另计）", "reading, besides",
        str_format(arena, "%.2f s", (double)set->read_us / 1e6));
    add(&table, line, "内存峰值", "memory, most", str_format(arena, "%.0f MiB", peak_mib()));
    table_print(&table, line->out);

    TerminalTable rules = table_open(arena, 3);
    add(&rules, line, "分组规则", "rule", SV(""));
    rules.cells[1] = label_in((Label){ SV("找到的对"), SV("pairs found") }, line->language);
    table_add(&rules, label_in((Label){ SV("键过于拥挤的记录"), SV("records with a crowded key") },
                               line->language));
    rules.is_number[1] = rules.is_number[2] = true;
    for (uint32_t r = 0; r < result->model.rule_count; r++) {
        table_add(&rules, rule_text(arena, &result->model, r));
        table_add(&rules, str_format(arena, "%llu", (unsigned long long)result->found[r]));
        table_add(&rules, str_format(arena, "%u", result->crowded_keys[r]));
    }
    (void)fputc('\n', line->out);
    table_print(&rules, line->out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void add_number(JsonWriter *json, Arena *arena, Str key, double value)
{
    json_add_key(json, key);
    json_add_json(json, str_format(arena, "%.9g", value));
}

static void add_quality(JsonWriter *json, Arena *arena, Str key, LinkageQuality quality)
{
    json_add_key(json, key);
    json_begin_object(json);
    add_number(json, arena, SV("probability"), quality.probability);
    json_add_key(json, SV("pairs"));
    json_add_int(json, (int64_t)quality.pairs);
    json_add_key(json, SV("right"));
    json_add_int(json, (int64_t)quality.right);
    add_number(json, arena, SV("precision"), quality.precision);
    add_number(json, arena, SV("recall"), quality.recall);
    add_number(json, arena, SV("f"), quality.f);
    json_end_object(json);
}

static void add_json_truth(JsonWriter *json, Arena *arena, const LinkageResult *result)
{
    json_add_key(json, SV("truth"));
    json_begin_object(json);
    json_add_key(json, SV("pairs"));
    json_add_int(json, (int64_t)result->true_pairs);
    add_number(json, arena, SV("blocking_recall"),
               result->true_pairs ? (double)result->true_compared / (double)result->true_pairs : 1);
    add_quality(json, arena, SV("automatic"), result->at_automatic);
    add_quality(json, arena, SV("review"), result->at_review);
    add_quality(json, arena, SV("best"), result->best);
    add_quality(json, arena, SV("automatic_clusters"), result->of_automatic_clusters);
    add_quality(json, arena, SV("clusters"), result->of_clusters);
    json_end_object(json);
}

static void add_json_rules(JsonWriter *json, Arena *arena, const LinkageResult *result)
{
    json_add_key(json, SV("rules"));
    json_begin_array(json);
    for (uint32_t r = 0; r < result->model.rule_count; r++) {
        json_begin_object(json);
        json_add_key(json, SV("rule"));
        json_add_str(json, rule_text(arena, &result->model, r));
        json_add_key(json, SV("pairs"));
        json_add_int(json, (int64_t)result->found[r]);
        json_add_key(json, SV("crowded_records"));
        json_add_int(json, result->crowded_keys[r]);
        json_end_object(json);
    }
    json_end_array(json);
}

void dedupe_print_json(const CommandLine *line, const DedupeSet *set, const LinkageResult *result)
{
    Arena *const arena = line->arena;
    Buf          text = buf_open(arena, LIMIT_RESPONSE_BYTES);
    JsonWriter   json = json_open(&text);

    json_begin_object(&json);
    json_add_key(&json, SV("records"));
    json_add_int(&json, set->records.count);
    json_add_key(&json, SV("compared"));
    json_add_int(&json, (int64_t)result->compared);
    add_number(&json, arena, SV("expected"), result->expected);
    add_number(&json, arena, SV("estimated_blocking_recall"), result->estimated_blocking);
    add_number(&json, arena, SV("automatic_threshold"), result->model.automatic);
    add_number(&json, arena, SV("estimated_precision"), result->estimated_precision);
    json_add_key(&json, SV("automatic"));
    json_add_int(&json, (int64_t)result->automatic);
    json_add_key(&json, SV("review"));
    json_add_int(&json, (int64_t)result->review);
    json_add_key(&json, SV("refused_links"));
    json_add_int(&json, (int64_t)result->clusters.refused);
    if (result->has_truth)
        add_json_truth(&json, arena, result);
    add_json_rules(&json, arena, result);
    json_add_key(&json, SV("seconds"));
    json_begin_object(&json);
    for (int i = 0; i < LINKAGE_PHASES; i++)
        add_number(&json, arena, linkage_phase_label((LinkagePhase)i).en,
                   (double)result->phase_us[i] / 1e6);
    add_number(&json, arena, SV("in all"), (double)sum_us(result) / 1e6);
    add_number(&json, arena, SV("processor"), (double)set->cpu_us / 1e6);
    add_number(&json, arena, SV("reading"), (double)set->read_us / 1e6);
    json_end_object(&json);
    add_number(&json, arena, SV("peak_mib"), peak_mib());
    json_end_object(&json);
    buf_add_char(&text, '\n');
    (void)fwrite(text.ptr, 1, text.len, line->out);
}
