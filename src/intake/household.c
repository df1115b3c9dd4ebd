/* Households: who belongs together, and what they do together. */
#include "intake/intake_private.h"

/* One who is a member already, or becomes one. */
static bool amend_member(House *house, const Job *job, int64_t person_id, int64_t household_id,
                         Str relation, Str address, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Person         person = { 0 };
    PersonChange   change = { 0 };

    if (!person_get(&person, &registry, person_id, fault))
        return false;
    PersonEntry entry = person_entry_of(&person);
    entry.household_id = household_id;
    entry.relation = relation;
    if (address.len)
        entry.address = address;
    return intake_amend_person(&change, house, job, &entry, problems, fault);
}

static bool set_head(House *house, const Job *job, int64_t household_id, int64_t head_id,
                     Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Household      household = { 0 };

    if (!household_get(&household, &registry, household_id, fault))
        return false;
    HouseholdEntry entry = household_entry_of(&household);
    entry.head_id = head_id;
    return household_amend(&registry, &entry, problems, fault);
}

/* A household whose head has gone has none. */
static bool leave_head(House *house, const Job *job, int64_t person_id, int64_t into_id,
                       Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Person         person = { 0 };
    Household      left = { 0 };

    if (!person_get(&person, &registry, person_id, fault))
        return false;
    if (person.household_id == 0 || person.household_id == into_id)
        return true;
    if (!household_get(&left, &registry, person.household_id, fault))
        return false;
    return left.head_id != person_id ||
           set_head(house, job, person.household_id, 0, problems, fault);
}

static bool is_head(const HouseholdMember *member)
{
    return str_equal(member->relation, SV("0"));
}

static bool refuse(Problems *problems, const char *zh, const char *en, Fault *fault)
{
    ProblemPlace const at = PROBLEM_PLACE("members", "家庭成员", "members");

    problem_add(problems, PROBLEM_RULE, at)->text = (Label){ str_from_c(zh), str_from_c(en) };
    return problems_refuse(problems, fault);
}

static bool check_members(const HouseholdMember *members, uint32_t count, Problems *problems,
                          Fault *fault)
{
    uint32_t heads = 0;

    for (uint32_t i = 0; i < count; i++) {
        heads += is_head(&members[i]);
        for (uint32_t k = 0; k < i; k++)
            if (members[k].person_id == members[i].person_id)
                return refuse(problems, "同一居民不能出现两次", "a person is named once only",
                              fault);
    }
    if (count == 0)
        return refuse(problems, "请选择家庭成员", "choose the members", fault);
    return heads <= 1 ||
           refuse(problems, "一个家庭只有一名户主", "a household has one head", fault);
}

/* Whoever was the head, and is not named, is a member like others. */
static bool step_down(House *house, const Job *job, int64_t household_id,
                      const HouseholdMember *members, uint32_t count, Problems *problems,
                      Fault *fault)
{
    Registry const registry = house_registry(house, job);
    const Person  *all = NULL;
    uint32_t       all_count = 0;

    if (!household_members(&all, &all_count, &registry, household_id, fault))
        return false;
    for (uint32_t i = 0; i < all_count; i++) {
        bool is_named = false;

        for (uint32_t k = 0; k < count; k++)
            is_named = is_named || members[k].person_id == all[i].person_id;
        if (!is_named && str_equal(all[i].relation, SV("0")) &&
            !amend_member(house, job, all[i].person_id, household_id, SV("8"), SV(""), problems,
                          fault))
            return false;
    }
    return true;
}

bool intake_gather_household(int64_t *household_id, House *house, const Job *job,
                             const HouseholdEntry *entry, const HouseholdMember *members,
                             uint32_t count, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Household      household = { 0 };
    int64_t        head_id = 0;

    if (!check_members(members, count, problems, fault))
        return false;
    if (entry->household_id == 0
            ? !household_register(household_id, &registry, entry, problems, fault)
            : !household_get(&household, &registry, entry->household_id, fault))
        return false;
    if (entry->household_id)
        *household_id = entry->household_id;
    for (uint32_t i = 0; i < count; i++) {
        if (!leave_head(house, job, members[i].person_id, *household_id, problems, fault) ||
            !amend_member(house, job, members[i].person_id, *household_id, members[i].relation,
                          SV(""), problems, fault))
            return false;
        if (is_head(&members[i]))
            head_id = members[i].person_id;
    }
    return head_id == 0 || (step_down(house, job, *household_id, members, count, problems, fault) &&
                            set_head(house, job, *household_id, head_id, problems, fault));
}

bool intake_leave_household(House *house, const Job *job, int64_t household_id,
                            const HouseholdMember *members, uint32_t count, Problems *problems,
                            Fault *fault)
{
    Registry const registry = house_registry(house, job);

    for (uint32_t i = 0; i < count; i++) {
        Person person = { 0 };

        if (!person_get(&person, &registry, members[i].person_id, fault))
            return false;
        if (person.household_id != household_id)
            return refuse(problems, "该居民不是这个家庭的成员",
                          "the person is no member of this household", fault);
        if (!leave_head(house, job, person.person_id, 0, problems, fault) ||
            !amend_member(house, job, person.person_id, 0, SV(""), SV(""), problems, fault))
            return false;
    }
    return count > 0 || refuse(problems, "请选择家庭成员", "choose the members", fault);
}

static bool follow_household(House *house, const Job *job, const Household *household,
                             const Residence *to, Str address, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    HouseholdEntry entry = household_entry_of(household);

    if (to->is_resident) {
        entry.region_id = to->region_id;
        entry.organisation_id = to->organisation_id;
    }
    if (address.len)
        entry.address = address;
    return household_amend(&registry, &entry, problems, fault);
}

bool intake_move_household(uint32_t *moved, House *house, const Job *job, int64_t household_id,
                           const Residence *to, Str address, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Household      household = { 0 };
    const Person  *members = NULL;
    uint32_t       count = 0;

    *moved = 0;
    if (!household_get(&household, &registry, household_id, fault) ||
        !household_members(&members, &count, &registry, household_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        PersonChange change = { 0 };

        if (!members[i].is_resident || members[i].died_on.days != DATE_MAX.days)
            continue;
        if (address.len && !amend_member(house, job, members[i].person_id, household_id,
                                         members[i].relation, address, problems, fault))
            return false;
        if (!intake_move_person(&change, house, job, members[i].person_id, to, problems, fault))
            return false;
        (*moved)++;
    }
    if (*moved == 0)
        return refuse(problems, "家庭中没有在本地居住的成员", "no member lives here", fault);
    return follow_household(house, job, &household, to, address, problems, fault);
}
