/* A form being filled: every value as the text that somebody would type. */
#include <assert.h>

#include "base/limits.h"
#include "demo/demo_private.h"

Draft draft_open(World *world, FormName form, uint32_t resident, Date day)
{
    const Sheet *const sheet = &world->sheets[form];
    Draft              draft = {
                     .world = world,
                     .sheet = sheet,
                     .form = form,
                     .resident = resident,
                     .submission = submission_open(world->scratch, sheet->form),
                     .left = arena_array(world->scratch, sheet->form->field_count, sizeof(bool)),
                     .problems = problems_open(world->scratch),
    };

    draft.submission.occurred_on = day;
    if (resident == RESIDENT_NONE)
        return draft;
    const Resident *const whom = &world->residents[resident];
    const Post *const     post = &world->posts[place_post_on(world, whom->post, day)];
    draft.submission.subject_id = whom->person_id;
    draft_at(&draft, post->organisation_id, post->doctor_id);
    return draft;
}

void draft_at(Draft *draft, int64_t organisation_id, int64_t worker_id)
{
    draft->submission.organisation_id = organisation_id;
    draft->submission.worker_id = worker_id;
}

/* ---- one field --------------------------------------------------------------------------- */

static SheetField place_of(const Draft *draft, const char *name)
{
    uint32_t const at = name_map_find(&draft->sheet->names, str_from_c(name));

    assert(at != MAP_ABSENT);
    return draft->sheet->fields[at];
}

static const Field *field_of(const Draft *draft, SheetField at)
{
    const Form *const form = draft->submission.form;

    return at.list == CATALOG_NONE ? &form->fields[at.field]
                                   : &form->lists[at.list].fields[at.field];
}

static Value *value_of(const Draft *draft, SheetField at, uint32_t row)
{
    return at.list == CATALOG_NONE ? &draft->submission.values[at.field]
                                   : &draft->submission.lists[at.list].rows[row][at.field];
}

static void put_in(Draft *draft, SheetField at, uint32_t row, Str text)
{
    submission_parse(&draft->submission, draft->world->scratch, draft->world->house->catalog,
                     at.list, row, at.field, text, &draft->problems);
}

/* In the last row, when it is a list's. */
static void put(Draft *draft, SheetField at, Str text)
{
    uint32_t row = 0;

    if (at.list != CATALOG_NONE) {
        assert(draft->submission.lists[at.list].row_count > 0);
        row = draft->submission.lists[at.list].row_count - 1;
    }
    put_in(draft, at, row, text);
}

void draft_text(Draft *draft, const char *field, Str text)
{
    put(draft, place_of(draft, field), text);
}

void draft_words(Draft *draft, const char *field, const char *words)
{
    draft_text(draft, field, str_from_c(words));
}

static void put_decimal(Draft *draft, const char *field, int64_t units, uint8_t scale)
{
    SheetField const at = place_of(draft, field);
    uint8_t const    asked = field_of(draft, at)->type.scale;
    Decimal          value = { units, scale };

    if (asked < scale)
        value = (Decimal){ decimal_divide_rounded(units, decimal_power((uint8_t)(scale - asked))),
                           asked };
    put(draft, at, decimal_format(draft->world->scratch, value));
}

void draft_int(Draft *draft, const char *field, int64_t value)
{
    put_decimal(draft, field, value, 0);
}

void draft_tenths(Draft *draft, const char *field, int64_t tenths)
{
    put_decimal(draft, field, tenths, 1);
}

void draft_hundredths(Draft *draft, const char *field, int64_t hundredths)
{
    put_decimal(draft, field, hundredths, 2);
}

void draft_bool(Draft *draft, const char *field, bool value)
{
    draft_text(draft, field, value ? SV("true") : SV("false"));
}

void draft_date(Draft *draft, const char *field, Date value)
{
    draft_text(draft, field, date_format(draft->world->scratch, value));
}

void draft_month(Draft *draft, const char *field, Date value)
{
    draft_text(draft, field, str_slice(date_format(draft->world->scratch, value), 0, 7));
}

void draft_id(Draft *draft, const char *field, int64_t id)
{
    draft_text(draft, field, str_format(draft->world->scratch, "%lld", (long long)id));
}

/* ---- choices ------------------------------------------------------------------------------- */

static const CodeSet *codes_of(const Draft *draft, SheetField at)
{
    const Field *const field = field_of(draft, at);

    assert(field->type.kind == TYPE_CODE || field->type.kind == TYPE_CODES);
    return &draft->world->house->catalog->codes[field->type.codes];
}

/* The code of a choice that is named as expressions name it; what has no such name
 * is taken for the code itself. */
static Str code_of(const CodeSet *set, Str choice)
{
    for (uint32_t i = 0; i < set->value_count; i++)
        if (str_equal(set->values[i].name, choice))
            return set->values[i].code;
    return choice;
}

void draft_code(Draft *draft, const char *field, const char *choices)
{
    SheetField const     at = place_of(draft, field);
    const CodeSet *const set = codes_of(draft, at);
    Buf                  codes = buf_open(draft->world->scratch, LIMIT_TEXT_CHARS);

    for (Str rest = str_from_c(choices); rest.len;) {
        Str const choice = str_cut(&rest, ',');

        buf_add_c(&codes, codes.len ? "," : "");
        buf_add(&codes, code_of(set, choice));
    }
    put(draft, at, buf_str(&codes));
}

/* Half of the cases take the first value in force, half of the rest the second. */
static Str any_code(const CodeSet *set, Random *random, Date day, uint32_t first_permille)
{
    const CodeValue *chosen = NULL;

    for (uint32_t i = 0; i < set->value_count; i++) {
        if (!validity_covers(set->values[i].validity, day))
            continue;
        chosen = &set->values[i];
        if (random_chance(random, first_permille))
            break;
    }
    return chosen ? chosen->code : SV("");
}

void draft_any(Draft *draft, const char *field, Random *random)
{
    SheetField const at = place_of(draft, field);

    put(draft, at, any_code(codes_of(draft, at), random, draft->submission.occurred_on, 500));
}

void draft_row(Draft *draft, const char *list)
{
    const Form *const form = draft->submission.form;
    uint32_t          at = 0;

    while (at < form->list_count && !str_equal(form->lists[at].name, str_from_c(list)))
        at++;
    assert(at < form->list_count);
    bool const added = submission_add_row(&draft->submission, draft->world->scratch, at);
    assert(added);
}

/* ---- what nobody thought of ------------------------------------------------------------------ */

static int64_t usual_value(const Field *field, Random *random)
{
    int64_t const low = field->has_usual ? field->usual_low : field->low;
    int64_t const high = field->has_usual ? field->usual_high : field->high;
    int64_t const value = random_normal(random, low + (high - low) / 2, (high - low) / 6 + 1);

    return value < low ? low : value > high ? high : value;
}

/* Something that the field takes. */
static Str anything(Draft *draft, const Field *field, Random *random)
{
    World *const   world = draft->world;
    Arena *const   arena = world->scratch;
    Type const     type = field->type;
    Date const     day = draft->submission.occurred_on;
    const CodeSet *set = &world->house->catalog->codes[type.codes];

    switch (type.kind) {
    case TYPE_BOOL: return SV("true");
    case TYPE_NUMBER:
        return decimal_format(arena, (Decimal){ usual_value(field, random), type.scale });
    case TYPE_DATE: return date_format(arena, day);
    case TYPE_MONTH: return str_slice(date_format(arena, day), 0, 7);
    case TYPE_CODE:
    case TYPE_CODES: return any_code(set, random, day, 940);
    case TYPE_TEXT: return SV("演示");
    case TYPE_WORKER: return str_format(arena, "%lld", (long long)draft->submission.worker_id);
    case TYPE_ORGANISATION:
        return str_format(arena, "%lld", (long long)draft->submission.organisation_id);
    case TYPE_PERSON:
    case TYPE_ENTRY: return str_format(arena, "%lld", (long long)draft->submission.subject_id);
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return SV("");
}

void draft_leave(Draft *draft, const char *field)
{
    SheetField const at = place_of(draft, field);

    assert(at.list == CATALOG_NONE);
    draft->left[at.field] = true;
}

static bool is_measured(const Field *field)
{
    return (field->type.kind == TYPE_NUMBER && field->has_usual) || field->type.kind == TYPE_CODE ||
           field->type.kind == TYPE_CODES;
}

void draft_rest(Draft *draft, Random *random, uint32_t permille)
{
    const Form *const form = draft->submission.form;

    for (uint32_t i = 0; i < form->field_count; i++) {
        const Field *const field = &form->fields[i];

        if (field->derive || field->when || draft->left[i] || draft->submission.values[i].present ||
            !validity_covers(field->validity, draft->submission.occurred_on))
            continue;
        if (field->required ? !field->required_when
                            : is_measured(field) && random_chance(random, permille))
            put(draft, (SheetField){ CATALOG_NONE, i }, anything(draft, field, random));
    }
}

/* "medicines.dose" of a problem, to where it is. */
static bool find_place(SheetField *at, const Form *form, Str name)
{
    Str       rest = name;
    Str const list = str_cut(&rest, '.');

    *at = (SheetField){ CATALOG_NONE, form_field_index(form, name) };
    if (at->field != CATALOG_NONE)
        return true;
    for (uint32_t i = 0; i < form->list_count; i++)
        for (uint32_t j = 0; str_equal(form->lists[i].name, list) && j < form->lists[i].field_count;
             j++)
            if (str_equal(form->lists[i].fields[j].name, rest))
                *at = (SheetField){ i, j };
    return at->field != CATALOG_NONE;
}

bool draft_mend(Draft *draft, const Problems *problems)
{
    Random random = random_open((uint64_t)draft->submission.subject_id);
    bool   has_mended = false;

    for (uint32_t i = 0; i < problems->count; i++) {
        const Problem *const problem = &problems->items[i];
        SheetField           at;

        if (problem->is_warning || !find_place(&at, draft->submission.form, problem->at.field))
            continue;
        uint32_t const row = problem->at.row ? problem->at.row - 1 : 0;
        if (problem->code == PROBLEM_REQUIRED)
            put_in(draft, at, row, anything(draft, field_of(draft, at), &random));
        else if (problem->code == PROBLEM_NOT_ALLOWED)
            *value_of(draft, at, row) = (Value){ 0 };
        else
            continue;
        has_mended = true;
    }
    return has_mended;
}

/* ---- slips ---------------------------------------------------------------------------------- */

static uint32_t find_number(const Draft *draft)
{
    const Form *const form = draft->submission.form;

    for (uint32_t i = 0; i < form->field_count; i++)
        if (form->fields[i].type.kind == TYPE_NUMBER && form->fields[i].has_range &&
            draft->submission.values[i].present && !form->fields[i].derive)
            return i;
    return CATALOG_NONE;
}

static uint32_t find_required(const Draft *draft)
{
    const Form *const form = draft->submission.form;

    for (uint32_t i = 0; i < form->field_count; i++)
        if (form->fields[i].required && !form->fields[i].required_when && !form->fields[i].when &&
            !form->fields[i].derive && draft->submission.values[i].present)
            return i;
    return CATALOG_NONE;
}

void draft_spoil(Draft *draft, Random *random)
{
    const Form *const form = draft->submission.form;
    uint32_t const    number = find_number(draft);
    uint32_t const    required = find_required(draft);
    SheetField        at = { CATALOG_NONE, number };

    if (number != CATALOG_NONE && random_chance(random, 300)) { /* a digit too many */
        int64_t const too_much = (form->fields[number].high + 1) * 10;
        put(draft, at,
            decimal_format(draft->world->scratch,
                           (Decimal){ too_much, form->fields[number].type.scale }));
    } else if (number != CATALOG_NONE && random_chance(random, 300)) {
        put(draft, at, SV("偏高"));
    } else if (required != CATALOG_NONE && random_chance(random, 600)) {
        draft->submission.values[required] = (Value){ 0 };
    } else { /* of the day after tomorrow */
        draft->submission.occurred_on = date_add_days(draft->world->today, 2);
    }
}
