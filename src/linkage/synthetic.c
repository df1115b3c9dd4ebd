#include "linkage/synthetic.h"

#include <stdio.h>

#include "codec/citizen_number.h"
#include "linkage/synthetic_private.h"

enum {
    COUNTIES = 12, /* 990101 to 990112, which no real number begins with */
    DAYS = 36525,  /* of birth, from 1925 on */
    NAME_BYTES = 24,
    ADDRESS_BYTES = 96,
    MEMBERS_MAX = 8,
    HAN_BYTES = 3,
    THIS_YEAR = 2025,
    RECENT = 1024, /* people whose name and birthday somebody else may have */
    TELL_EACH = 1 << 16,
};

static const struct {
    uint32_t    rate;
    const char *zh, *en;
} ERRORS[] = {
#define X(error, rate, zh, en) { rate, zh, en },
#include "linkage/synthetic.def"
#undef X
};

uint32_t synthetic_error_rate(SyntheticError error)
{
    return ERRORS[error].rate;
}

Label synthetic_error_label(SyntheticError error)
{
    return (Label){ str_from_c(ERRORS[error].zh), str_from_c(ERRORS[error].en) };
}

/* A record as it would be written, before it is packed. */
typedef struct {
    char name[NAME_BYTES], id[CITIZEN_NUMBER_CHARS + 1], born[9], sex[2], phone[12];
    char address[ADDRESS_BYTES];
} Entry;

typedef struct {
    SyntheticRegister *out;
    LinkageCharacters *characters;
    uint16_t (*serials)[DAYS]; /* given out, by county and sex, and day of birth */
    Entry                   recent[RECENT];
    uint32_t                count, person, wanted;
    uint32_t                again; /* of ten thousand people so many are registered again */
    uint64_t                stride;
    const SyntheticOptions *options;
} Making;

static bool chance(Random *random, uint32_t in_ten_thousand)
{
    return random_below(random, 10000) < in_ten_thousand;
}

static void write_text(char *out, size_t size, Str text)
{
    size_t const len = text.len < size - 1 ? text.len : size - 1;

    memcpy(out, text.ptr, len);
    out[len] = 0;
}

/* ---- a person ------------------------------------------------------------------------------ */

/* The next number of that day that nobody has; it would take a thousand births on one
 * day in one county to run out, and then the person has none. */
static void write_id(Making *making, Random *random, Entry *entry, uint32_t county)
{
    Date born = { 0 };
    bool man = entry->sex[0] == '1';
    Date first = date_from_civil(1925, 1, 1);
    char digits[32];

    entry->id[0] = 0;
    if (!date_parse(&born, str_from_c(entry->born)))
        return;
    uint32_t const  day = (uint32_t)(born.days - first.days) % DAYS;
    uint16_t *const serial = &making->serials[county * 2 + man][day];
    if (*serial >= 499 || chance(random, THIS_YEAR - date_year(born) < 3 ? 1500 : 200))
        return;
    (void)snprintf(digits, sizeof digits, "9901%02u%s%03u", county % 100 + 1, entry->born,
                   (unsigned)(*serial * 2u + (man ? 1 : 2)) % 1000u);
    (*serial)++;
    write_text(entry->id, CITIZEN_NUMBER_CHARS, str_from_c(digits));
    entry->id[CITIZEN_NUMBER_CHARS - 1] = citizen_number_check(entry->id);
    entry->id[CITIZEN_NUMBER_CHARS] = 0;
}

static void write_name(Entry *entry, Random *random, Str surname, Str generation, uint32_t year)
{
    char const sex = entry->sex[0];
    bool const single = year > 1960 && year < 2000 ? chance(random, 1800) : chance(random, 600);
    Str const  last = synthetic_given_character(random, sex, year);
    Str const  first = generation.len ? generation : synthetic_given_character(random, sex, year);

    (void)snprintf(entry->name, sizeof entry->name, "%.*s%.*s%.*s", (int)surname.len, surname.ptr,
                   single && !generation.len ? 0 : (int)first.len, first.ptr, (int)last.len,
                   last.ptr);
}

static uint32_t write_birth(Entry *entry, Random *random, uint32_t from_year, uint32_t to_year)
{
    uint32_t const year = from_year + random_below(random, to_year - from_year + 1);
    /* Of the old the day is often not known and written as the first of the year. */
    bool const  by_default = chance(random, year < 1955 ? 150 : 20);
    Civil const day = date_to_civil(date_add_days(
        date_from_civil((int32_t)year, 1, 1), by_default ? 0 : (int32_t)random_below(random, 365)));

    (void)snprintf(entry->born, sizeof entry->born, "%04u%02u%02u", (unsigned)day.year % 10000,
                   (unsigned)day.month % 100, (unsigned)day.day % 100);
    return year;
}

static void write_phone(Entry *entry, Random *random)
{
    static const char *const STARTS[] = { "138", "139", "150", "151", "159", "182",
                                          "186", "187", "188", "177", "135", "136" };

    (void)snprintf(entry->phone, sizeof entry->phone, "%s%08u",
                   STARTS[random_below(random, COUNT_OF(STARTS))],
                   (unsigned)random_below(random, 100000000));
}

/* A village house or a flat; `style` is how the writer writes it. */
static void write_address(Entry *entry, uint64_t home, uint32_t style)
{
    static const char *const TOWNS[] = { "城关", "东河", "西岭", "南川", "北原", "石桥",
                                         "柳沟", "白塔", "黑龙", "青山", "双井", "古城",
                                         "杨家", "李庄", "大王", "小河", "清泉", "红旗" };
    static const char *const WHOSE[] = { "", "上", "下", "前", "后", "东", "西", "南", "北", "大" };
    static const char *const VILLAGES[] = {
        "柳树", "枣园", "石窑", "槐林", "沙河", "土桥", "杏花",
        "梨坡", "泉水", "窑头", "张庄", "王村", "赵家", "高坡"
    };
    static const char *const NUMERALS[] = { "一", "二", "三", "四", "五", "六", "七", "八" };
    Random                   random = random_of(home, 1, 1);
    uint32_t const           county = random_below(&random, COUNTIES) + 1;
    const char              *town = TOWNS[random_below(&random, COUNT_OF(TOWNS))];
    const char              *whose = WHOSE[random_below(&random, COUNT_OF(WHOSE))];
    const char              *village = VILLAGES[random_below(&random, COUNT_OF(VILLAGES))];
    uint32_t const           group = random_below(&random, 8);
    uint32_t const           house = random_below(&random, 240) + 1;
    char                     where[24];

    if (style & 1)
        (void)snprintf(where, sizeof where, "%u组", group + 1);
    else
        (void)snprintf(where, sizeof where, "%s组", NUMERALS[group]);
    (void)snprintf(entry->address, sizeof entry->address, "%s%02u%s%s%s%s%s村%s%u%s",
                   style & 2 ? "第" : "模拟市第", county, style & 2 ? "县" : "县",
                   style & 4 ? "" : town, style & 4 ? "" : "镇", whose, village, where, house,
                   style & 8 ? "" : "号");
}

/* ---- what goes wrong ----------------------------------------------------------------------- */

/* Characters of a name: three bytes each, all of them. */
static void spoil_name(Entry *entry, Random *random, SyntheticError error)
{
    Str const      name = str_from_c(entry->name);
    uint32_t const count = (uint32_t)(name.len / HAN_BYTES);
    uint32_t const at = random_below(random, count) * HAN_BYTES;
    Str const      character = str_slice(name, at, at + HAN_BYTES);
    char           spoilt[NAME_BYTES];
    Str            other = { 0 };

    if (error == SYNTHETIC_NAME_ORDER) {
        /* The surname at the end, or two characters exchanged. */
        size_t const cut = count > 2 && chance(random, 5000) ? (size_t)HAN_BYTES : 0;
        Str const    rest = str_after(name, cut + HAN_BYTES);

        (void)snprintf(spoilt, sizeof spoilt, "%.*s%.*s%.*s", (int)cut, name.ptr, (int)rest.len,
                       rest.ptr, HAN_BYTES, name.ptr + cut);
        memcpy(entry->name, spoilt, sizeof spoilt);
        return;
    }
    if (error == SYNTHETIC_NAME_VARIANT) {
        char *to = spoilt;

        for (size_t i = 0; i < name.len; i += HAN_BYTES, to += HAN_BYTES)
            memcpy(to, synthetic_traditional(str_slice(name, i, i + HAN_BYTES)).ptr, HAN_BYTES);
        memcpy(entry->name, spoilt, name.len);
        return;
    }
    if (error == SYNTHETIC_NAME_MISSING) {
        if (count > 2)
            (void)memmove(entry->name + at, entry->name + at + HAN_BYTES,
                          name.len - at - HAN_BYTES + 1);
        return;
    }
    if (error == SYNTHETIC_NAME_OTHER)
        other = synthetic_given_character(random, random_below(random, 2) ? '1' : '2', 1980);
    else
        other = synthetic_alike(random, character, error == SYNTHETIC_NAME_SOUND ? '=' : '~');
    if (other.len)
        memcpy(entry->name + at, other.ptr, HAN_BYTES);
}

static void spoil_digit(char *digits, Random *random)
{
    size_t const   len = strlen(digits);
    uint32_t const at = len ? random_below(random, (uint32_t)len) : 0;

    if (len && digits[at] >= '0' && digits[at] <= '9')
        digits[at] = (char)('0' + (digits[at] - '0' + 1 + (int)random_below(random, 9)) % 10);
}

static void spoil_id(Entry *entry, Random *random, SyntheticError error, const Entry *relative)
{
    uint32_t const at = random_below(random, CITIZEN_NUMBER_CHARS - 1);

    if (!entry->id[0])
        return;
    if (error == SYNTHETIC_ID_MISSING)
        entry->id[0] = 0;
    else if (error == SYNTHETIC_ID_DIGIT)
        spoil_digit(entry->id, random);
    else if (error == SYNTHETIC_ID_OTHER)
        memcpy(entry->id, relative->id, sizeof entry->id);
    else if (error == SYNTHETIC_ID_EXCHANGED) {
        char const kept = entry->id[at];

        entry->id[at] = entry->id[at + 1];
        entry->id[at + 1] = kept;
    } else if (strlen(entry->id) == CITIZEN_NUMBER_CHARS && entry->id[6] == '1' &&
               entry->id[7] == '9') {
        (void)memmove(entry->id + 6, entry->id + 8, 9);
        entry->id[CITIZEN_NUMBER_OLD_CHARS] = 0;
    }
}

static void spoil_date(Entry *entry, Random *random, SyntheticError error)
{
    if (!entry->born[0])
        return;
    if (error == SYNTHETIC_DATE_MISSING)
        entry->born[0] = 0;
    else if (error == SYNTHETIC_DATE_DEFAULT)
        memcpy(entry->born + 4, "0101", 4);
    else if (error == SYNTHETIC_DATE_DIGIT)
        spoil_digit(entry->born, random);
    else if (error == SYNTHETIC_DATE_YEAR)
        entry->born[3] = (char)(entry->born[3] + (entry->born[3] == '9'   ? -1
                                                  : entry->born[3] == '0' ? 1
                                                  : chance(random, 5000)  ? 1
                                                                          : -1));
    else if (memcmp(entry->born + 6, "12", 2) <= 0) {
        char month[2];

        memcpy(month, entry->born + 4, 2);
        memcpy(entry->born + 4, entry->born + 6, 2);
        memcpy(entry->born + 6, month, 2);
    }
}

static void spoil(Entry *entry, Random *random, SyntheticError error, const Entry *relative,
                  uint64_t *home, uint32_t *style)
{
    switch (error) {
    case SYNTHETIC_NAME_SOUND:
    case SYNTHETIC_NAME_FUZZY:
    case SYNTHETIC_NAME_VARIANT:
    case SYNTHETIC_NAME_ORDER:
    case SYNTHETIC_NAME_MISSING:
    case SYNTHETIC_NAME_OTHER: spoil_name(entry, random, error); break;
    case SYNTHETIC_ID_MISSING:
    case SYNTHETIC_ID_DIGIT:
    case SYNTHETIC_ID_EXCHANGED:
    case SYNTHETIC_ID_OLD:
    case SYNTHETIC_ID_OTHER: spoil_id(entry, random, error, relative); break;
    case SYNTHETIC_DATE_DIGIT:
    case SYNTHETIC_DATE_SWAPPED:
    case SYNTHETIC_DATE_DEFAULT:
    case SYNTHETIC_DATE_YEAR:
    case SYNTHETIC_DATE_MISSING: spoil_date(entry, random, error); break;
    case SYNTHETIC_SEX_WRONG: entry->sex[0] = entry->sex[0] == '1' ? '2' : '1'; break;
    case SYNTHETIC_SEX_MISSING: entry->sex[0] = 0; break;
    case SYNTHETIC_PHONE_CHANGED: write_phone(entry, random); break;
    case SYNTHETIC_PHONE_MISSING: entry->phone[0] = 0; break;
    case SYNTHETIC_PHONE_DIGIT: spoil_digit(entry->phone, random); break;
    case SYNTHETIC_ADDRESS_STYLE: *style = random_below(random, 16); break;
    case SYNTHETIC_ADDRESS_MOVED: *home = random_next(random); break;
    case SYNTHETIC_ADDRESS_MISSING: *home = 0; break;
    case SYNTHETIC_MIGRANT:
        *home = random_next(random);
        if (chance(random, 6000))
            write_phone(entry, random);
        break;
    case SYNTHETIC_ERROR_COUNT: break;
    }
}

/* ---- records -------------------------------------------------------------------------------- */

/* Entries of one person do not stand together: a register is in the order of arrival. */
static void add_record(Making *making, const Entry *entry, uint32_t person, uint32_t errors)
{
    if (making->count == making->wanted)
        return;
    uint32_t const at = (uint32_t)(making->count * making->stride % making->wanted);
    Str const      values[REGISTER_FIELD_COUNT] = {
             [REGISTER_NAME] = str_from_c(entry->name),
             [REGISTER_CITIZEN_ID] = str_from_c(entry->id),
             [REGISTER_BORN_ON] = str_from_c(entry->born),
             [REGISTER_SEX] = str_from_c(entry->sex),
             [REGISTER_PHONE] = str_from_c(entry->phone),
             [REGISTER_ADDRESS] = str_from_c(entry->address),
    };
    SyntheticRegister *const out = making->out;

    linkage_record_pack(out->records.words + (size_t)at * out->records.schema->record_words,
                        out->records.schema, making->characters, values);
    out->truth[at] = person;
    out->errors[at] = errors;
    making->count++;
    if (making->options->tell && making->count % TELL_EACH == 0)
        making->options->tell(making->options->listener, making->count);
}

/* Register somebody again: once, or a second and third time, from the first entry or
 * from the one before with its errors. */
static void add_again(Making *making, Random *random, const Entry *first, const Entry *relative,
                      uint64_t home, uint32_t person)
{
    Entry    entry = *first;
    uint32_t errors = 0;

    do {
        uint64_t where = home;
        uint32_t style = 0;

        if (chance(random, 5000)) {
            entry = *first;
            errors = 0;
        }
        for (uint32_t e = 0; e < SYNTHETIC_ERROR_COUNT; e++)
            if (chance(random, ERRORS[e].rate)) {
                spoil(&entry, random, (SyntheticError)e, relative, &where, &style);
                errors |= 1u << e;
            }
        if (where)
            write_address(&entry, where, style);
        else
            entry.address[0] = 0;
        add_record(making, &entry, person, errors);
    } while (chance(random, 1500));
}

typedef struct {
    Entry    members[MEMBERS_MAX];
    uint32_t count;
    uint64_t home;
    char     phone[12]; /* of the head */
} Household;

/* Nobody calls two of a household the same. */
static void name_member(Household *household, Entry *entry, Random *random, Str surname,
                        Str generation, uint32_t year)
{
    enum { TRIES = 8 };
    bool is_taken = true;

    for (int i = 0; i < TRIES && is_taken; i++) {
        write_name(entry, random, surname, generation, year);
        is_taken = false;
        for (uint32_t m = 0; m < household->count; m++)
            is_taken = is_taken || (&household->members[m] != entry &&
                                    strcmp(household->members[m].name, entry->name) == 0);
    }
}

/* A member with his name; the telephone is the household's or his own. */
static void add_member(Making *making, Random *random, Household *household, char sex, Str surname,
                       Str generation, uint32_t from_year, uint32_t to_year, uint32_t shares_phone)
{
    Entry *const entry = &household->members[household->count++];

    entry->sex[0] = sex;
    uint32_t const year = write_birth(entry, random, from_year, to_year);
    name_member(household, entry, random, surname, generation, year);
    write_id(making, random, entry, (uint32_t)(household->home % COUNTIES));
    if (chance(random, shares_phone))
        memcpy(entry->phone, household->phone, sizeof entry->phone);
    else if (!chance(random, 500))
        write_phone(entry, random);
    write_address(entry, household->home, 0);
}

static char any_sex(Random *random)
{
    return random_below(random, 2) ? '1' : '2';
}

static void add_children(Making *making, Random *random, Household *household, Str surname,
                         uint32_t parents_year)
{
    uint32_t const children = random_below(random, 10) < 3 ? 0 : 1 + random_below(random, 10) / 6;
    uint32_t const last_year = THIS_YEAR - 1;
    uint32_t const from_year = parents_year + 22 < last_year ? parents_year + 22 : last_year;
    uint32_t const to_year = parents_year + 34 < last_year ? parents_year + 34 : last_year;
    Str const      generation =
        chance(random, 3500) ? synthetic_given_character(random, '1', from_year) : (Str){ 0 };

    for (uint32_t i = 0; i < children && household->count + 1 < MEMBERS_MAX; i++) {
        add_member(making, random, household, any_sex(random), surname, generation, from_year,
                   to_year, 6000);
        if (!chance(random, 130))
            continue;
        /* A twin: another name, the same day, the next number. */
        Entry *const first = &household->members[household->count - 1];
        Entry *const twin = &household->members[household->count++];
        *twin = *first;
        twin->sex[0] = chance(random, 7000) ? first->sex[0] : any_sex(random);
        Str const one = chance(random, 7000) && strlen(first->name) >= 3 * HAN_BYTES
                            ? (Str){ first->name + HAN_BYTES, HAN_BYTES }
                            : generation;
        name_member(household, twin, random, surname, one, from_year);
        write_id(making, random, twin, (uint32_t)(household->home % COUNTIES));
    }
}

static void make_household(Making *making, uint64_t nth)
{
    Random         random = random_of(making->options->seed, nth, 1);
    Household      household = { .home = random_next(&random) | 1 };
    Str const      surname = synthetic_surname(&random);
    Entry          head = { 0 };
    uint32_t const head_year = 1945 + random_below(&random, 55);

    write_phone(&head, &random);
    memcpy(household.phone, head.phone, sizeof household.phone);
    add_member(making, &random, &household, '1', surname, (Str){ 0 }, head_year, head_year, 10000);
    if (random_below(&random, 10) < 8)
        add_member(making, &random, &household, '2', synthetic_surname(&random), (Str){ 0 },
                   head_year - 3, head_year + 4, 2500);
    add_children(making, &random, &household, surname, head_year);
    if (head_year > 1955 && random_below(&random, 10) < 3)
        add_member(making, &random, &household, any_sex(&random), surname, (Str){ 0 },
                   head_year - 32, head_year - 21, 5000);
    for (uint32_t i = 0; i < household.count; i++) {
        Entry *const   entry = &household.members[i];
        Entry *const   recent = &making->recent[random_below(&random, RECENT)];
        uint32_t const person = making->person++;

        /* Now and then a stranger has somebody's name, sex and birthday. */
        if (recent->name[0] && chance(&random, 5)) {
            memcpy(entry->name, recent->name, sizeof entry->name);
            memcpy(entry->born, recent->born, sizeof entry->born);
            entry->sex[0] = recent->sex[0];
            write_id(making, &random, entry, (uint32_t)(household.home % COUNTIES));
        }
        *recent = *entry;
        add_record(making, entry, person, 0);
        if (chance(&random, making->again))
            add_again(making, &random, entry, &household.members[(i + 1) % household.count],
                      household.home, person);
    }
}

static uint64_t stride_for(uint32_t count)
{
    uint64_t stride = 2654435761u % count | 1;

    for (;; stride += 2) {
        uint64_t a = stride;
        uint64_t b = count;

        while (b) {
            uint64_t const rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return stride;
    }
}

void linkage_synthetic(SyntheticRegister *out, Arena *arena, const LinkageSchema *schema,
                       LinkageCharacters *characters, const SyntheticOptions *options)
{
    uint32_t const count = options->count;
    Arena         *scratch = arena_open();
    Making *const  making = arena_alloc(scratch, sizeof *making);

    *out = (SyntheticRegister){
        .records = { .schema = schema, .characters = characters, .count = count },
        .truth = arena_array(arena, count + 1u, sizeof(uint32_t)),
        .errors = arena_array(arena, count + 1u, sizeof(uint32_t)),
    };
    out->records.words =
        arena_array(arena, (size_t)count * schema->record_words + 1, sizeof(uint32_t));
    making->out = out;
    making->characters = characters;
    making->serials = arena_array(scratch, (size_t)COUNTIES * 2 + 2, sizeof *making->serials);
    making->wanted = count;
    /* Who is registered again is so 1.18 times on the average. */
    making->again = 8480 * options->duplicates / (10000 - options->duplicates);
    making->options = options;
    making->stride = count ? stride_for(count) : 1;
    for (uint64_t nth = 0; making->count < count; nth++)
        make_household(making, nth);
    out->person_count = making->person;
    arena_close(&scratch);
}
