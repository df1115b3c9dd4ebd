#include "base/command.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"

/* Options that every command takes. */
static const CommandOption COMMON[] = {
    { "store", "FILE", "the file of data (default $BAREFOOT_STORE, or barefoot.db)" },
    { "lang", "zh|en", "the language of labels (default zh, or en when $LANG says so)" },
    { "today", "DATE", "take this day for today" },
    { "quiet", NULL, "show no progress" },
    { "help", NULL, "show this help" },
};

static int option_index(const Command *command, Str name)
{
    for (int i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name; i++)
        if (str_equal(name, str_from_c(command->options[i].name)))
            return i;
    return -1;
}

Str command_value(const CommandLine *line, const char *option, Str otherwise)
{
    int const at = option_index(line->command, str_from_c(option));

    assert(at >= 0);
    return line->given[at] ? line->values[at] : otherwise;
}

bool command_has(const CommandLine *line, const char *option)
{
    int const at = option_index(line->command, str_from_c(option));

    assert(at >= 0);
    return line->given[at];
}

bool command_uint(uint64_t *out, const CommandLine *line, const char *option, uint64_t otherwise,
                  uint64_t max, Fault *fault)
{
    *out = otherwise;
    if (!command_has(line, option))
        return true;
    if (str_to_uint(out, command_value(line, option, SV("")), max))
        return true;
    return fault_set(fault, FAULT_INVALID, "--%s expects a whole number up to %llu", option,
                     (unsigned long long)max);
}

bool command_date(Date *out, const CommandLine *line, const char *option, Date otherwise,
                  Fault *fault)
{
    *out = otherwise;
    if (!command_has(line, option))
        return true;
    if (date_parse(out, command_value(line, option, SV(""))))
        return true;
    return fault_set(fault, FAULT_INVALID, "--%s expects a date such as 2024-02-29", option);
}

static void print_option(FILE *out, const CommandOption *option)
{
    char left[64];

    (void)snprintf(left, sizeof left, "--%s%s%s", option->name, option->value_name ? " " : "",
                   option->value_name ? option->value_name : "");
    (void)fprintf(out, "  %-26s %s\n", left, option->help);
}

static void print_help(FILE *out, const Command *command)
{
    (void)fprintf(out, "barefoot %s [OPTION...]%s%s\n\n%s\n\n", command->name,
                  command->arguments[0] ? " " : "", command->arguments, command->summary);
    for (int i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name; i++)
        print_option(out, &command->options[i]);
    for (size_t i = 0; i < COUNT_OF(COMMON); i++)
        print_option(out, &COMMON[i]);
}

static void print_overview(FILE *out, const CommandList *const *lists, uint32_t list_count)
{
    (void)fputs("Barefoot, a county's health platform.\n\n"
                "usage: barefoot COMMAND [OPTION...] [ARGUMENT...]\n\n",
                out);
    for (uint32_t i = 0; i < list_count; i++)
        for (uint32_t j = 0; j < lists[i]->count; j++)
            (void)fprintf(out, "  %-20s %s\n", lists[i]->commands[j].name,
                          lists[i]->commands[j].summary);
    (void)fputs("\n'barefoot COMMAND --help' tells more.\n", out);
}

/* The command whose name the first one or two words are; *words says how many. */
static const Command *find_command(const CommandList *const *lists, uint32_t list_count, int argc,
                                   char **argv, int *words)
{
    const Command *found = NULL;

    for (uint32_t i = 0; i < list_count; i++)
        for (uint32_t j = 0; j < lists[i]->count; j++) {
            const Command *const command = &lists[i]->commands[j];
            Str                  rest = str_from_c(command->name);
            Str const            first = str_cut(&rest, ' ');

            if (!str_equal(first, str_from_c(argv[1])))
                continue;
            if (rest.len == 0) {
                found = command;
                *words = 1;
            } else if (argc > 2 && str_equal(rest, str_from_c(argv[2]))) {
                *words = 2;
                return command;
            }
        }
    return found;
}

/* Nobody knows all of them: when the first word is one of a command's two, say which
 * second ones there are. */
static void print_unknown(const CommandList *const *lists, uint32_t list_count, const char *word)
{
    bool is_first = true;

    for (uint32_t i = 0; i < list_count; i++)
        for (uint32_t j = 0; j < lists[i]->count; j++) {
            Str rest = str_from_c(lists[i]->commands[j].name);

            if (!str_equal(str_cut(&rest, ' '), str_from_c(word)) || rest.len == 0)
                continue;
            if (is_first)
                (void)fprintf(stderr, "barefoot %s: expected one of ", word);
            (void)fprintf(stderr, "%s%.*s", is_first ? "" : ", ", (int)rest.len, rest.ptr);
            is_first = false;
        }
    if (is_first)
        (void)fprintf(stderr, "barefoot: unknown command '%s'; 'barefoot help' lists them", word);
    (void)fputc('\n', stderr);
}

static bool common_option(CommandLine *line, Str name, Str value, Fault *fault)
{
    if (str_equal(name, SV("store"))) {
        line->store = value;
    } else if (str_equal(name, SV("lang"))) {
        if (!str_equal(value, SV("zh")) && !str_equal(value, SV("en")))
            return fault_set(fault, FAULT_INVALID, "--lang expects zh or en");
        line->language = str_equal(value, SV("en")) ? LANGUAGE_EN : LANGUAGE_ZH;
    } else if (str_equal(name, SV("today"))) {
        if (!date_parse(&line->today, value))
            return fault_set(fault, FAULT_INVALID, "--today expects a date such as 2024-02-29");
    } else {
        assert(str_equal(name, SV("quiet")));
        line->quiet = true;
    }
    return true;
}

/* Take "--name value", "--name=value" or "--flag" at argv[*at]. */
static bool parse_option(CommandLine *line, int argc, char **argv, int *at, bool *wants_help,
                         Fault *fault)
{
    Str                  value = str_after(str_from_c(argv[*at]), 2);
    bool const           attached = str_find_char(value, '=') < value.len;
    Str const            name = str_cut(&value, '=');
    int const            own = option_index(line->command, name);
    const CommandOption *option = own >= 0 ? &line->command->options[own] : NULL;

    for (size_t i = 0; i < COUNT_OF(COMMON) && !option; i++)
        if (str_equal(name, str_from_c(COMMON[i].name)))
            option = &COMMON[i];
    if (!option)
        return fault_set(fault, FAULT_INVALID, "unknown option --%.*s", (int)name.len, name.ptr);
    if (!option->value_name && attached)
        return fault_set(fault, FAULT_INVALID, "--%s takes no value", option->name);
    if (option->value_name && !attached) {
        if (*at + 1 >= argc || strncmp(argv[*at + 1], "--", 2) == 0)
            return fault_set(fault, FAULT_INVALID, "--%s expects %s", option->name,
                             option->value_name);
        value = str_from_c(argv[++*at]);
    }
    if (str_equal(name, SV("help"))) {
        *wants_help = true;
        return true;
    }
    if (own < 0)
        return common_option(line, name, value, fault);
    line->given[own] = true;
    line->values[own] = value;
    return true;
}

static bool parse_words(CommandLine *line, int argc, char **argv, bool *wants_help, Fault *fault)
{
    bool options_over = false;

    for (int at = 0; at < argc; at++) {
        Str const word = str_from_c(argv[at]);

        if (!options_over && str_equal(word, SV("--"))) {
            options_over = true;
        } else if (!options_over && str_starts_with(word, SV("--"))) {
            if (!parse_option(line, argc, argv, &at, wants_help, fault))
                return false;
        } else if (line->argument_count == line->command->arguments_max) {
            return fault_set(fault, FAULT_INVALID, "unexpected argument '%.*s'", (int)word.len,
                             word.ptr);
        } else {
            line->arguments[line->argument_count++] = word;
        }
    }
    if (!*wants_help && line->argument_count < line->command->arguments_min)
        return fault_set(fault, FAULT_INVALID, "expected %s", line->command->arguments);
    return true;
}

static Str environment(const char *name, Str otherwise)
{
    const char *const value = getenv(name);

    return value && value[0] ? str_from_c(value) : otherwise;
}

int command_main(const CommandList *const *lists, uint32_t list_count, int argc, char **argv)
{
    int   words = 0;
    bool  wants_help = false;
    Fault fault = { 0 };

    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_overview(argc < 2 ? stderr : stdout, lists, list_count);
        return argc < 2 ? 2 : 0;
    }

    const Command *const command = find_command(lists, list_count, argc, argv, &words);
    if (!command) {
        print_unknown(lists, list_count, argv[1]);
        return 2;
    }

    Arena      *arena = arena_open();
    CommandLine line = {
        .arena = arena,
        .command = command,
        .store = environment("BAREFOOT_STORE", SV("barefoot.db")),
        .language =
            str_starts_with(environment("LANG", SV("")), SV("en")) ? LANGUAGE_EN : LANGUAGE_ZH,
        .today = instant_date(instant_now()),
        .out = stdout,
    };
    int exit_code = 0;
    if (!parse_words(&line, argc - 1 - words, argv + 1 + words, &wants_help, &fault)) {
        (void)fprintf(stderr, "barefoot %s: %s; --help tells more\n", command->name, fault.message);
        exit_code = 2;
    } else if (wants_help) {
        print_help(stdout, command);
    } else if (!command->run(&line, &fault)) {
        Str const text = fault_text(&fault, arena);
        (void)fprintf(stderr, "barefoot %s: %.*s\n", command->name, (int)text.len, text.ptr);
        exit_code = 1;
    }
    if (fflush(stdout) != 0 && exit_code == 0) {
        (void)fputs("barefoot: cannot write the result\n", stderr);
        exit_code = 1;
    }
    arena_close(&arena);
    return exit_code;
}
