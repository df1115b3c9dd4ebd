/* What tests of facts, dues and figures share. */
#include "facts/life.h"

enum { STAYS_MAX = 8 };

static Date parse_day(Test *test, Str text)
{
    Date day = { 0 };

    if (!date_parse(&day, text))
        check_fail(test, "a day of the test is a day");
    return day;
}

static int64_t parse_word(Test *test, Type type, Str text)
{
    Decimal number = { 0 };
    int64_t whole = 0;

    switch (type.kind) {
    case TYPE_NUMBER:
        if (!decimal_parse(&number, text, type.scale))
            check_fail(test, "a number of the test is a number");
        return number.units * decimal_power((uint8_t)(type.scale - number.scale));
    case TYPE_DATE:
    case TYPE_MONTH: return parse_day(test, text).days;
    case TYPE_CODE: return code_pack(text);
    case TYPE_BOOL: return str_equal(text, SV("1"));
    case TYPE_TEXT:
    case TYPE_CODES:
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY:
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    if (!str_to_int(&whole, text))
        check_fail(test, "a value of the test is a number");
    return whole;
}

/* "x=5,way=1": fields that no sum looks at are left out, as a scan would. */
static void set_fields(Facts *facts, Test *test, Row row, const Scan *scan, Str values)
{
    const Form *const form = &facts_plan(facts)->catalog->forms[scan->form];

    while (values.len) {
        Str            value = str_cut(&values, ',');
        Str const      name = str_cut(&value, '=');
        uint32_t const field = form_field_index(form, name);

        if (field == CATALOG_NONE)
            check_fail(test, "a field of the test is a field of the form");
        else if (scan->columns[field] != SCAN_NONE)
            facts_set_field(row, scan->columns[field],
                            parse_word(test, form->fields[field].type, value));
    }
}

static void add_record(Facts *facts, Test *test, Str form_name, Date day, Str values, int64_t id)
{
    const Plan *const    plan = facts_plan(facts);
    const Catalog *const catalog = plan->catalog;

    for (uint32_t i = 0; i < catalog->form_count; i++) {
        Str const name = catalog->forms[i].name;

        if (!str_equal(str_after(name, str_find_char(name, '.') + 1), form_name))
            continue;
        uint32_t const scan = plan->scan_of_form[i];
        if (scan == SCAN_NONE)
            return;
        set_fields(facts, test, facts_add_row(facts, scan, id, day), &plan->scans[scan], values);
        return;
    }
    check_fail(test, "a word of the test is a form");
}

/* "2024-01-31:5": the person's own words; false when it is about a record. */
static bool tell_subject(Subject *subject, Stay *stays, Test *test, Str word, Str rest)
{
    Str const day = str_cut(&rest, ':');

    if (str_equal(word, SV("sex"))) {
        subject->sex = code_pack(day);
        return true;
    }
    if (str_equal(word, SV("born"))) {
        subject->born_on = parse_day(test, day);
        return true;
    }
    if (str_equal(word, SV("died"))) {
        subject->has_died = true;
        subject->died_on = parse_day(test, day);
        return true;
    }
    static const struct {
        const char *word, *kind;
        bool        is_resident;
    } STAYS[] = {
        { "live", "1", true }, { "come", "2", true }, { "away", "", false }, { "gone", "3", false }
    };
    size_t at = 0;

    while (at < COUNT_OF(STAYS) && !str_equal(word, str_from_c(STAYS[at].word)))
        at++;
    if (at == COUNT_OF(STAYS))
        return false;
    int64_t region = 990101100201;
    if (rest.len && !str_to_int(&region, rest))
        check_fail(test, "a region of the test is a number");
    stays[subject->stay_count++] = (Stay){
        .from_on = parse_day(test, day),
        .is_resident = STAYS[at].is_resident,
        .kind = code_pack(str_from_c(STAYS[at].kind)),
        .organisation_id = region % 1000,
        .region_id = region,
    };
    return true;
}

void life_tell(Facts *facts, Test *test, Arena *arena, const char *line)
{
    Stay *const stays = arena_array(arena, STAYS_MAX, sizeof(Stay));
    Subject     subject = {
            .id = 1, .born_on = date_from_civil(1950, 1, 1), .sex = code_pack(SV("2")), .stays = stays
    };

    for (Str rest = str_from_c(line); rest.len;) {
        Str       word = str_cut(&rest, ' ');
        Str const name = str_cut(&word, '@');

        (void)tell_subject(&subject, stays, test, name, word);
    }
    if (subject.stay_count == 0)
        stays[subject.stay_count++] = (Stay){ .from_on = subject.born_on,
                                              .is_resident = true,
                                              .kind = code_pack(SV("1")),
                                              .organisation_id = 201,
                                              .region_id = 990101100201 };
    facts_begin(facts, &subject);
    int64_t id = 1;
    for (Str rest = str_from_c(line); rest.len; id++) {
        Str       word = str_cut(&rest, ' ');
        Str const name = str_cut(&word, '@');
        Str       values = word;
        Str const day = str_cut(&values, ':');
        Subject   unused = { .stay_count = 0 };
        Stay      unused_stays[STAYS_MAX];

        if (name.len && !tell_subject(&unused, unused_stays, test, name, word))
            add_record(facts, test, name, parse_day(test, day), values, id);
    }
}
