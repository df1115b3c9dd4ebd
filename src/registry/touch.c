#include "registry/touch.h"

#include "registry/registry_private.h"

/* How often a thing was touched bounds by how much a number of people has changed. */
static const Sql PUT = { "INSERT INTO quality_touched (kind, key, count) VALUES (?1, ?2, 1)"
                         " ON CONFLICT (kind, key) DO UPDATE SET count = count + 1" };

bool touch_id(Store *store, TouchKind kind, int64_t id, Fault *fault)
{
    Statement *put = NULL;

    if (id == 0)
        return true;
    Binder binder = binder_open(&put, store, PUT, fault);
    binder_add_int(&binder, kind);
    binder_add_int(&binder, id);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

bool touch_text(Store *store, TouchKind kind, Str text, Fault *fault)
{
    Statement *put = NULL;

    if (text.len == 0)
        return true;
    Binder binder = binder_open(&put, store, PUT, fault);
    binder_add_int(&binder, kind);
    binder_add_text(&binder, text);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* Whether the person is one of those who are counted with others. */
static bool is_around(const Person *person)
{
    return person && person->is_resident && person->died_on.days == DATE_MAX.days;
}

static Str text_of(const Person *person, bool is_phone)
{
    if (!is_around(person))
        return SV("");
    return is_phone ? person->phone : person->address;
}

static bool touch_texts(Store *store, TouchKind kind, const Person *before, const Person *after,
                        Fault *fault)
{
    Str const  was = text_of(before, kind == TOUCHED_PHONE);
    Str const  is = text_of(after, kind == TOUCHED_PHONE);
    bool const moved =
        kind == TOUCHED_ADDRESS && before && after && before->household_id != after->household_id;

    if (str_equal(was, is) && !moved)
        return true;
    return touch_text(store, kind, was, fault) && touch_text(store, kind, is, fault);
}

static bool is_same_to_household(const Person *a, const Person *b)
{
    return a->household_id == b->household_id && a->born_on.days == b->born_on.days &&
           is_around(a) == is_around(b);
}

bool touch_person(Store *store, const Person *before, const Person *after, Fault *fault)
{
    const Person *const one = after ? after : before;

    if (!touch_id(store, TOUCHED_PERSON, one->person_id, fault) ||
        !touch_texts(store, TOUCHED_PHONE, before, after, fault) ||
        !touch_texts(store, TOUCHED_ADDRESS, before, after, fault))
        return false;
    if (before && after && is_same_to_household(before, after))
        return true;
    return touch_id(store, TOUCHED_HOUSEHOLD, before ? before->household_id : 0, fault) &&
           touch_id(store, TOUCHED_HOUSEHOLD, after ? after->household_id : 0, fault);
}
