#include "registry/fixture_private.h"

#include "access/migrations.h"
#include "registry/citizen_id.h"
#include "registry/migrations.h"
#include "registry/worker.h"

static const struct {
    const char *code, *name;
} REGIONS[] = {
    { "99", "某省" },
    { "9901", "某市" },
    { "990101", "某县" },
    { "990101001", "甲街道" },
    { "990101001001", "甲一社区" },
    { "990101100", "乙镇" },
    { "990101100200", "乙一村" },
    { "990101100201", "乙二村" },
};

static const struct {
    const char *code, *name, *kind, *region;
    int         parent;
} POSTS[FIXTURE_POSTS] = {
    [FIXTURE_BUREAU] = { "bureau", "某县卫健局", "BUREAU", "990101", -1 },
    [FIXTURE_T1] = { "t1", "乙镇卫生院", "C220", "990101100", FIXTURE_BUREAU },
    [FIXTURE_V1] = { "v1", "乙一村卫生室", "D600", "990101100200", FIXTURE_T1 },
    [FIXTURE_V2] = { "v2", "乙二村卫生室", "D600", "990101100201", FIXTURE_T1 },
    [FIXTURE_T2] = { "t2", "甲社区卫生服务中心", "B100", "990101001", FIXTURE_BUREAU },
    [FIXTURE_V3] = { "v3", "甲一社区卫生服务站", "B200", "990101001001", FIXTURE_T2 },
};

static void must(const RegistryFixture *fixture, bool ok, const Fault *fault)
{
    if (!ok)
        check_fail(fixture->test, fault->message);
}

static void register_places(RegistryFixture *fixture)
{
    Fault fault = { 0 };

    for (size_t i = 0; i < COUNT_OF(REGIONS); i++) {
        RegionEntry const entry = { str_from_c(REGIONS[i].code), str_from_c(REGIONS[i].name),
                                    DATE_MIN, DATE_MAX };
        int64_t           region_id = 0;

        must(fixture, region_put(&region_id, &fixture->registry, &entry, &fault), &fault);
    }
    for (size_t i = 0; i < COUNT_OF(POSTS); i++) {
        OrganisationEntry entry = {
            .code = str_from_c(POSTS[i].code),
            .name = str_from_c(POSTS[i].name),
            .kind = str_from_c(POSTS[i].kind),
            .parent_id = POSTS[i].parent < 0 ? 0 : fixture->posts[POSTS[i].parent],
            .valid_from = DATE_MIN,
            .valid_until = DATE_MAX,
        };

        check_true(fixture->test, region_parse(&entry.region_id, str_from_c(POSTS[i].region)));
        must(fixture,
             organisation_register(&fixture->posts[i], &fixture->registry, &entry,
                                   &fixture->problems, &fault),
             &fault);
    }
}

static void register_doctor(RegistryFixture *fixture)
{
    WorkerEntry const entry = { .code = SV("d1"),
                                .name = SV("丁医生"),
                                .organisation_id = fixture->posts[FIXTURE_V1],
                                .profession = SV("村医"),
                                .is_family_doctor = true,
                                .valid_from = DATE_MIN,
                                .valid_until = DATE_MAX };
    Fault             fault = { 0 };

    must(fixture,
         worker_register(&fixture->doctor_id, &fixture->registry, &entry, &fixture->problems,
                         &fault),
         &fault);
}

void registry_fixture_open(RegistryFixture *fixture, Test *test)
{
    const MigrationList *const lists[] = { &ACCESS_MIGRATIONS, &REGISTRY_MIGRATIONS };
    uint32_t                   steps = 0;
    Fault                      fault = { 0 };

    *fixture = (RegistryFixture){ .test = test, .arena = arena_open() };
    Str const directory = test_directory(test, fixture->arena);
    Str const location =
        str_format(fixture->arena, "%.*s/store.db", (int)directory.len, directory.ptr);
    must(fixture, store_open(&fixture->store, location, STORE_OPEN_CREATE, &fault), &fault);
    must(fixture, pinyin_open(&fixture->pinyin, fixture->arena, &fault), &fault);
    fixture->registry = (Registry){
        .store = fixture->store,
        .arena = fixture->arena,
        .actor = actor_system(),
        .organisations = &fixture->organisations,
        .regions = &fixture->regions,
        .pinyin = fixture->pinyin,
        .ids = &fixture->ids,
        .now = 1729731600000, /* 2024-10-24T09:00+08:00 */
    };
    registry_fixture_begin(fixture);
    must(fixture, migrate_run(fixture->store, lists, COUNT_OF(lists), &steps, &fault), &fault);
    registry_fixture_reload(fixture);
    register_places(fixture);
    registry_fixture_reload(fixture);
    register_doctor(fixture);
    registry_fixture_commit(fixture);
}

void registry_fixture_close(RegistryFixture *fixture)
{
    pinyin_close(&fixture->pinyin);
    store_close(&fixture->store); /* asserts that no statement is still open */
    arena_close(&fixture->arena);
}

void registry_fixture_reload(RegistryFixture *fixture)
{
    Fault fault = { 0 };

    must(fixture, region_tree_load(&fixture->regions, fixture->arena, fixture->store, &fault),
         &fault);
    must(fixture,
         organisation_tree_load(&fixture->organisations, fixture->arena, fixture->store, &fault),
         &fault);
}

Registry registry_fixture_as(const RegistryFixture *fixture, Actor *actor, Role role, int post)
{
    Registry registry = fixture->registry;

    *actor = (Actor){ .account_id = 7, .role = role, .organisation_id = fixture->posts[post] };
    registry.actor = actor;
    return registry;
}

int64_t registry_fixture_ask(const RegistryFixture *fixture, Sql sql)
{
    int64_t answer = -1;
    Fault   fault = { 0 };

    must(fixture, store_ask(&answer, fixture->store, sql, -1, &fault), &fault);
    return answer;
}

void registry_fixture_begin(RegistryFixture *fixture)
{
    Fault fault = { 0 };

    must(fixture, store_begin(fixture->store, STORE_WRITE, &fault), &fault);
    fixture->problems = problems_open(fixture->arena);
}

void registry_fixture_commit(RegistryFixture *fixture)
{
    Fault fault = { 0 };

    must(fixture, store_commit(fixture->store, &fault), &fault);
}

int64_t registry_fixture_person(RegistryFixture *fixture, const char *name, const char *citizen_id,
                                const char *phone, int post)
{
    PersonEntry const entry = { .name = str_from_c(name),
                                .citizen_id = str_from_c(citizen_id),
                                .born_on = DATE_MIN,
                                .phone = str_from_c(phone) };
    Residence         first = { .from_on = date_from_civil(2024, 1, 1),
                                .is_resident = true,
                                .kind = SV("1"),
                                .organisation_id = fixture->posts[post] };
    PersonChange      change = { 0 };
    Fault             fault = { 0 };

    check_true(fixture->test, region_parse(&first.region_id, str_from_c(POSTS[post].region)));
    registry_fixture_begin(fixture);
    must(fixture,
         person_register(&change, &fixture->registry, &entry, &first, &fixture->problems, &fault),
         &fault);
    registry_fixture_commit(fixture);
    return change.person_id;
}

void registry_fixture_expect(const RegistryFixture *fixture, const char *want)
{
    Buf got = buf_open(fixture->arena, 1000);

    for (uint32_t i = 0; i < fixture->problems.count; i++) {
        const Problem *const problem = &fixture->problems.items[i];

        if (i)
            buf_add_c(&got, ", ");
        buf_add(&got, problem->at.field);
        buf_add_char(&got, ' ');
        buf_add(&got, problem_code_name(problem->code));
    }
    check_text(fixture->test, buf_str(&got), str_from_c(want));
}
