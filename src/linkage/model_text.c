/* A model as text: read with places for what is wrong, written so that it reads back.
 *
 *     pairs same 9.6e-08 related 4.1e-07 twins 2e-9
 *     merge 0.9991 review 0.5
 *     field name chinese_name 姓名 "full name"
 *       sound 0.061 0.00031 0.0012 0.02
 *     block name.sound born_on.month
 */
#include "linkage/model.h"

#include <math.h>

#include "base/limits.h"

enum { WORDS_MAX = 8 };

/* Less is not told from nothing, and more than is printed not from everything. */
static const double SHARE_LEAST = 1e-20;
static const double SHARE_MOST = 0.9999;
static const double PROBABILITY_MOST = 0.99999999;
static const double STRANGERS_LEAST = 1e-6;

typedef struct {
    Str      words[WORDS_MAX];
    uint32_t columns[WORDS_MAX];
    uint32_t count, line;
} Line;

typedef struct {
    LinkageModel *model;
    Arena        *arena;
    bool          has_pairs;
    uint64_t      seen; /* levels of the field being read */
} Reading;

/* Before the end of the line, or a tab between words: tabs end words but are in none. */
static bool has_control(Str text)
{
    bool in_quotes = false;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char const c = (unsigned char)text.ptr[i];

        in_quotes ^= c == '"';
        if (c == 0x7F || (c < ' ' && !(!in_quotes && (c == '\t' || c == '\r'))))
            return true;
    }
    return false;
}

/* Words between blanks; in quotes a word may hold blanks; # begins a comment. */
static bool cut_words(Line *line, Str text, Fault *fault)
{
    size_t at = 0;

    line->count = 0;
    while (at < text.len) {
        char const c = text.ptr[at];

        if (c == ' ' || c == '\t' || c == '\r') {
            at++;
            continue;
        }
        if (c == '#')
            break;
        if (has_control(str_after(text, at)))
            return fault_at(fault, line->line, (uint32_t)at + 1,
                            "expected words without control characters or tabs inside them");
        if (line->count == WORDS_MAX)
            return fault_at(fault, line->line, (uint32_t)at + 1,
                            "expected at most %d words in a line", WORDS_MAX);
        line->columns[line->count] = (uint32_t)at + 1;
        size_t end = at + 1;
        if (c == '"') {
            while (end < text.len && text.ptr[end] != '"')
                end++;
            if (end == text.len)
                return fault_at(fault, line->line, (uint32_t)at + 1,
                                "expected a second quote before the line ends");
            line->words[line->count++] = str_slice(text, at + 1, end);
            at = end + 1;
            continue;
        }
        while (end < text.len && text.ptr[end] != ' ' && text.ptr[end] != '\t' &&
               text.ptr[end] != '\r')
            end++;
        line->words[line->count] = str_slice(text, at, end);
        if (str_find_char(line->words[line->count], '"') < end - at)
            return fault_at(fault, line->line, (uint32_t)at + 1,
                            "expected quotes around a whole word, or none");
        line->count++;
        at = end;
    }
    return true;
}

static bool fault_word(Fault *fault, const Line *line, uint32_t word, const char *message)
{
    uint32_t const at = word < line->count ? line->columns[word]
                        : line->count      ? line->columns[line->count - 1]
                                           : 1;

    return fault_at(fault, line->line, at, "%s", message);
}

/* "0.25", "9.6e-08". */
static bool parse_share(double *out, Str text)
{
    double  value = 0;
    double  unit = 1;
    int64_t exponent = 0;
    size_t  at = 0;
    bool    has_digit = false;
    bool    after_point = false;

    for (; at < text.len && text.ptr[at] != 'e'; at++) {
        if (text.ptr[at] == '.' && !after_point) {
            after_point = true;
            continue;
        }
        if (text.ptr[at] < '0' || text.ptr[at] > '9' || at > 30)
            return false;
        has_digit = true;
        value = value * 10 + (text.ptr[at] - '0');
        unit *= after_point ? 10 : 1;
    }
    if (at < text.len &&
        (!str_to_int(&exponent, str_after(text, at + 1)) || exponent < -300 || exponent > 0))
        return false;
    *out = value / unit * pow(10, (double)exponent);
    return has_digit;
}

/* A share of pairs: more than 0, since nothing is impossible, and less than 1. */
static bool take_share(double *out, const Line *line, uint32_t word, Fault *fault)
{
    if (word >= line->count || !parse_share(out, line->words[word]) || *out < SHARE_LEAST ||
        *out >= 1)
        return fault_word(fault, line, word,
                          "expected a share greater than 0 and less than 1, as 0.25 or 1e-7");
    return true;
}

static bool read_pairs(Reading *reading, const Line *line, Fault *fault)
{
    double *const pairs = reading->model->pairs;

    if (line->count != 7 || !str_equal(line->words[1], SV("same")) ||
        !str_equal(line->words[3], SV("related")) || !str_equal(line->words[5], SV("twins")))
        return fault_word(fault, line, 1, "expected 'pairs same SHARE related SHARE twins SHARE'");
    reading->has_pairs = true;
    if (!take_share(&pairs[LINKAGE_ONE_PERSON], line, 2, fault) ||
        !take_share(&pairs[LINKAGE_RELATED], line, 4, fault) ||
        !take_share(&pairs[LINKAGE_TWINS], line, 6, fault))
        return false;
    pairs[LINKAGE_STRANGERS] =
        1 - pairs[LINKAGE_ONE_PERSON] - pairs[LINKAGE_RELATED] - pairs[LINKAGE_TWINS];
    return pairs[LINKAGE_STRANGERS] > STRANGERS_LEAST ||
           fault_word(fault, line, 6, "expected shares that together are less than 1");
}

static bool read_thresholds(Reading *reading, const Line *line, Fault *fault)
{
    LinkageModel *const model = reading->model;

    if (line->count != 4 || !str_equal(line->words[2], SV("review")))
        return fault_word(fault, line, 1, "expected 'merge PROBABILITY review PROBABILITY'");
    if (!take_share(&model->automatic, line, 1, fault) ||
        !take_share(&model->review, line, 3, fault))
        return false;
    if (model->review > model->automatic)
        return fault_word(fault, line, 3, "expected a review threshold not above the merge one");
    return true;
}

static bool end_field(const Reading *reading, uint32_t line, Fault *fault)
{
    uint32_t const count = reading->model->schema.count;

    if (count == 0)
        return true;
    const LinkageField *const field = &reading->model->schema.fields[count - 1];
    for (uint32_t level = 1; level <= linkage_level_count(field->kind); level++)
        if (!(reading->seen >> level & 1))
            return fault_at(fault, line, 1,
                            "the field before this line lacks the level '%s'; write "
                            "'%s SAME STRANGER RELATED TWINS'",
                            linkage_level(field->kind, level)->name,
                            linkage_level(field->kind, level)->name);
    return true;
}

static bool read_field(Reading *reading, const Line *line, Fault *fault)
{
    LinkageSchema *const schema = &reading->model->schema;
    LinkageKind          kind = LINKAGE_TEXT;
    Label                label = { 0 };

    if (!end_field(reading, line->line, fault))
        return false;
    if (line->count < 3 || line->count > 5)
        return fault_word(fault, line, 1, "expected 'field NAME KIND CHINESE ENGLISH'");
    if (!linkage_kind_find(&kind, line->words[2]))
        return fault_word(fault, line, 2,
                          "no such kind of field; write chinese_name, latin_name, date, "
                          "citizen_id, number, phone, code or text");
    if (linkage_schema_find(schema, line->words[1]) != LINKAGE_NONE)
        return fault_word(fault, line, 1, "this field is there already; give it another name");
    Str const name = str_copy(reading->arena, line->words[1]);
    label.zh = line->count > 3 ? str_copy(reading->arena, line->words[3]) : name;
    label.en = line->count > 4 ? str_copy(reading->arena, line->words[4]) : name;
    reading->seen = 0;
    if (reading->model->rule_count)
        return fault_word(fault, line, 0, "expected fields before the first 'block'");
    return linkage_schema_add(schema, kind, name, label) ||
           fault_at(fault, line->line, 1, "at most %d fields are compared; leave some out",
                    LINKAGE_FIELDS_MAX);
}

static bool read_level(Reading *reading, const Line *line, Fault *fault)
{
    LinkageSchema *const schema = &reading->model->schema;

    if (schema->count == 0)
        return fault_word(fault, line, 0, "expected 'pairs', 'merge', 'field' or 'block'");
    uint32_t const       at = schema->count - 1;
    LinkageKind const    kind = schema->fields[at].kind;
    LinkageShares *const shares = &reading->model->fields[at];
    for (uint32_t level = 1; level <= linkage_level_count(kind); level++) {
        if (!str_equal(line->words[0], str_from_c(linkage_level(kind, level)->name)))
            continue;
        if (reading->seen >> level & 1)
            return fault_word(fault, line, 0, "this level is there twice; leave one out");
        if (line->count != 1 + LINKAGE_CLASSES)
            return fault_word(fault, line, 1, "expected four shares: SAME STRANGER RELATED TWINS");
        reading->seen |= 1ull << level;
        for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
            if (!take_share(&shares->of[c][level], line, 1 + c, fault))
                return false;
        return true;
    }
    return fault_word(fault, line, 0, "this kind of field has no such level; see docs/linkage.md");
}

static bool read_block(Reading *reading, const Line *line, Fault *fault)
{
    LinkageModel *const model = reading->model;
    LinkageRule         rule = { .count = line->count - 1 };

    if (line->count < 2 || rule.count > LINKAGE_RULE_PARTS_MAX)
        return fault_word(fault, line, 0, "expected 'block' and one to three FIELD.PART");
    if (model->rule_count == LINKAGE_RULES_MAX)
        return fault_at(fault, line->line, 1, "at most %d rules; leave some out",
                        LINKAGE_RULES_MAX);
    for (uint32_t i = 1; i < line->count; i++) {
        Str const word = line->words[i];
        size_t    dot = word.len;

        while (dot > 0 && word.ptr[dot - 1] != '.')
            dot--;
        uint32_t const field =
            dot ? linkage_schema_find(&model->schema, str_slice(word, 0, dot - 1)) : LINKAGE_NONE;
        uint32_t part = 0;
        if (field == LINKAGE_NONE)
            return fault_word(fault, line, i, "expected FIELD.PART with a field named above");
        if (!linkage_part_find(&part, model->schema.fields[field].kind, str_after(word, dot)))
            return fault_word(fault, line, i,
                              "values of this kind have no such part; see docs/linkage.md");
        rule.parts[i - 1] = (LinkagePart){ (uint8_t)field, (uint8_t)part };
    }
    model->rules[model->rule_count++] = rule;
    return true;
}

static bool read_line(Reading *reading, const Line *line, Fault *fault)
{
    Str const first = line->words[0];

    if (str_equal(first, SV("pairs")))
        return read_pairs(reading, line, fault);
    if (str_equal(first, SV("merge")))
        return read_thresholds(reading, line, fault);
    if (str_equal(first, SV("field")))
        return read_field(reading, line, fault);
    if (str_equal(first, SV("block")))
        return read_block(reading, line, fault);
    return read_level(reading, line, fault);
}

bool linkage_model_parse(LinkageModel *out, Arena *arena, Str text, Fault *fault)
{
    LinkageModel model = { .automatic = 0.999, .review = 0.5 };
    Reading      reading = { .model = &model, .arena = arena };
    Line         line = { 0 };

    if (text.len > LIMIT_SOURCE_BYTES)
        return fault_set(fault, FAULT_TOO_LARGE, "a model has at most %d bytes",
                         LIMIT_SOURCE_BYTES);
    while (text.len) {
        line.line++;
        if (!cut_words(&line, str_cut(&text, '\n'), fault) ||
            (line.count && !read_line(&reading, &line, fault)))
            return false;
    }
    if (!end_field(&reading, line.line + 1, fault))
        return false;
    if (!reading.has_pairs || model.schema.count == 0)
        return fault_at(fault, line.line + 1, 1,
                        "a model has a line 'pairs same SHARE related SHARE twins SHARE' and at "
                        "least one 'field'");
    *out = model;
    return true;
}

/* ---- printing ----------------------------------------------------------------------------- */

static void print_word(Buf *out, Str word)
{
    bool const needs_quotes =
        word.len == 0 || str_find_char(word, ' ') < word.len || str_find_char(word, '#') < word.len;

    if (needs_quotes)
        buf_add_char(out, '"');
    buf_add(out, word);
    if (needs_quotes)
        buf_add_char(out, '"');
}

static void print_field(Buf *out, const LinkageModel *model, uint32_t f)
{
    const LinkageField *const  field = &model->schema.fields[f];
    const LinkageShares *const shares = &model->fields[f];

    buf_add_c(out, "\nfield ");
    print_word(out, field->name);
    buf_add_char(out, ' ');
    buf_add(out, linkage_kind_name(field->kind));
    buf_add_char(out, ' ');
    print_word(out, field->label.zh);
    buf_add_char(out, ' ');
    print_word(out, field->label.en);
    buf_add_char(out, '\n');
    for (uint32_t level = 1; level <= linkage_level_count(field->kind); level++) {
        const LinkageLevel *const words = linkage_level(field->kind, level);

        buf_add_format(out, "  %-13s", words->name);
        for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
            buf_add_format(out, " %-10.4g", fmin(shares->of[c][level], SHARE_MOST));
        buf_add_format(
            out, " # %+.1f %s | %s\n",
            log2(shares->of[LINKAGE_ONE_PERSON][level] / shares->of[LINKAGE_STRANGERS][level]),
            words->zh, words->en);
    }
}

void linkage_model_print(Buf *out, const LinkageModel *model)
{
    buf_add_c(out, "# Shares of pairs: of one person, of strangers, of a household, of twins; "
                   "then the weight in bits.\n");
    buf_add_format(out, "pairs same %.10g related %.10g twins %.10g\n",
                   model->pairs[LINKAGE_ONE_PERSON], model->pairs[LINKAGE_RELATED],
                   model->pairs[LINKAGE_TWINS]);
    buf_add_format(out, "merge %.8g review %.8g\n", fmin(model->automatic, PROBABILITY_MOST),
                   fmin(model->review, PROBABILITY_MOST));
    for (uint32_t f = 0; f < model->schema.count; f++)
        print_field(out, model, f);
    buf_add_char(out, '\n');
    for (uint32_t r = 0; r < model->rule_count; r++) {
        buf_add_c(out, "block");
        for (uint32_t i = 0; i < model->rules[r].count; i++) {
            LinkagePart const         part = model->rules[r].parts[i];
            const LinkageField *const field = &model->schema.fields[part.field];
            Str const                 name = linkage_part_name(field->kind, part.part);

            buf_add_char(out, ' ');
            print_word(out, str_format(out->arena, "%.*s.%.*s", (int)field->name.len,
                                       field->name.ptr, (int)name.len, name.ptr));
        }
        buf_add_char(out, '\n');
    }
}
