/* Two values of each kind, and how they agree. */
#include "linkage/compare.h"

#include "linkage/fixture_private.h"

static const struct {
    LinkageKind kind;
    const char *a, *b;
    uint32_t    want;
} ROWS[] = {
    { LINKAGE_CHINESE_NAME, "张伟", "张伟", NAME_SAME },
    { LINKAGE_CHINESE_NAME, "張偉", "张伟", NAME_SAME },
    { LINKAGE_CHINESE_NAME, " 张 伟", "张·伟", NAME_SAME },
    { LINKAGE_CHINESE_NAME, "李峯", "李峰", NAME_SAME },
    { LINKAGE_CHINESE_NAME, "歐陽娜娜", "欧阳娜娜", NAME_SAME },
    { LINKAGE_CHINESE_NAME, "张伟", "章伟", NAME_SOUND },
    { LINKAGE_CHINESE_NAME, "李小红", "李晓虹", NAME_SOUND },
    { LINKAGE_CHINESE_NAME, "单丽", "善丽", NAME_SOUND }, /* as a surname it is shan */
    { LINKAGE_CHINESE_NAME, "张山", "张三", NAME_FUZZY },
    { LINKAGE_CHINESE_NAME, "刘宁", "牛林", NAME_FUZZY }, /* n and l, ing and in */
    { LINKAGE_CHINESE_NAME, "王英", "王音", NAME_FUZZY },
    { LINKAGE_CHINESE_NAME, "陈红", "陈宏", NAME_SOUND },
    { LINKAGE_CHINESE_NAME, "建国王", "王建国", NAME_ORDER },
    { LINKAGE_CHINESE_NAME, "王国建", "王建国", NAME_ORDER },
    { LINKAGE_CHINESE_NAME, "王国", "王建国", NAME_MISSING },
    { LINKAGE_CHINESE_NAME, "王建国", "王建军", NAME_ONE },
    { LINKAGE_CHINESE_NAME, "王建国", "赵建国", NAME_GIVEN },
    { LINKAGE_CHINESE_NAME, "王伟", "王芳", NAME_FAMILY },
    { LINKAGE_CHINESE_NAME, "王建国", "王小芳", NAME_FAMILY },
    { LINKAGE_CHINESE_NAME, "王建国", "赵小芳", NAME_DIFFERENT },
    { LINKAGE_CHINESE_NAME, "阿卜杜热西提", "阿卜杜·热西提", NAME_SAME },
    { LINKAGE_CHINESE_NAME, "", "张伟", LINKAGE_UNKNOWN },
    { LINKAGE_CHINESE_NAME, "不详", "张伟", LINKAGE_UNKNOWN },
    { LINKAGE_LATIN_NAME, "Michaela", "michaela ", LATIN_SAME },
    { LINKAGE_LATIN_NAME, "michaela", "micheala", LATIN_CLOSE },
    { LINKAGE_LATIN_NAME, "neumann", "newman", LATIN_NEAR },
    { LINKAGE_LATIN_NAME, "j", "jonathan", LATIN_INITIAL },
    { LINKAGE_LATIN_NAME, "mitchell", "charlotte", LATIN_DIFFERENT },
    { LINKAGE_LATIN_NAME, "", "x", LINKAGE_UNKNOWN },
    { LINKAGE_DATE, "1990-02-03", "19900203", DATE_SAME },
    { LINKAGE_DATE, "1990-02-03", "1990-03-02", DATE_SWAPPED },
    { LINKAGE_DATE, "1990-02-13", "1990-02-18", DATE_DIGIT },
    { LINKAGE_DATE, "1990-02-13", "1990-02-31", DATE_EXCHANGED },
    { LINKAGE_DATE, "1990-02-13", "1991-02-13", DATE_YEAR },
    { LINKAGE_DATE, "1989-02-13", "1990-02-13", DATE_YEAR },
    { LINKAGE_DATE, "1990-02-13", "1990-01-01", DATE_DEFAULT },
    { LINKAGE_DATE, "1990-02-13", "1975-02-13", DATE_TWO_PARTS },
    { LINKAGE_DATE, "1990-02-13", "1990-12-13", DATE_DIGIT },
    { LINKAGE_DATE, "1990-02-13", "1990-02-24", DATE_TWO_PARTS },
    { LINKAGE_DATE, "1990-02-13", "1990-07-28", DATE_SAME_YEAR },
    { LINKAGE_DATE, "1990-02-13", "1956-11-30", DATE_DIFFERENT },
    { LINKAGE_DATE, "1900-01-01", "1900-01-01", LINKAGE_UNKNOWN }, /* a default, no day */
    { LINKAGE_DATE, "1990", "1990-02-13", LINKAGE_UNKNOWN },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "990101199001010019", ID_SAME },
    { LINKAGE_CITIZEN_ID, "99010119900101006x", "99010119900101006X", ID_SAME },
    { LINKAGE_CITIZEN_ID, "990101900101001", "990101199001010019", ID_SAME_OLD },
    { LINKAGE_CITIZEN_ID, "990101199001010018", "990101199001010018", ID_SAME_WRONG },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "990101199001020019", ID_TYPING },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "990101199001010109", ID_EXCHANGED },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "990101199002020019", ID_CLOSE },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "99010119900101006X", ID_SERIAL },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "990101195803151245", ID_DIFFERENT },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "990101195803151249", ID_WRONG },
    { LINKAGE_CITIZEN_ID, "990101199001010019", "P1234567", ID_WRONG },
    { LINKAGE_CITIZEN_ID, "000000000000000000", "000000000000000000", LINKAGE_UNKNOWN },
    { LINKAGE_NUMBER, "A-1234567", "a1234567", NUMBER_SAME },
    { LINKAGE_NUMBER, "5304218", "5304281", NUMBER_ONE },
    { LINKAGE_NUMBER, "5304218", "530218", NUMBER_ONE },
    { LINKAGE_NUMBER, "5304218", "6304219", NUMBER_TWO },
    { LINKAGE_NUMBER, "5304218", "4066625", NUMBER_DIFFERENT },
    { LINKAGE_NUMBER, "0000000", "0000000", LINKAGE_UNKNOWN },
    { LINKAGE_PHONE, "13812345678", "+86 138-1234-5678", PHONE_SAME },
    { LINKAGE_PHONE, "13812345678", "13812345679", PHONE_ONE },
    { LINKAGE_PHONE, "13812345678", "13812345687", PHONE_ONE },
    { LINKAGE_PHONE, "13812345678", "18622225678", PHONE_END },
    { LINKAGE_PHONE, "13812345678", "18622229999", PHONE_DIFFERENT },
    { LINKAGE_PHONE, "13800000000", "13800000000", LINKAGE_UNKNOWN },
    { LINKAGE_PHONE, "11111111111", "11111111111", LINKAGE_UNKNOWN },
    { LINKAGE_CODE, "1", "1", CODE_SAME },
    { LINKAGE_CODE, "NSW", "nsw", CODE_SAME },
    { LINKAGE_CODE, "1", "2", CODE_DIFFERENT },
    { LINKAGE_TEXT, "柳沟镇石窑村三组12号", "柳溝鎮石窯村三組 12 號", TEXT_SAME },
    { LINKAGE_TEXT, "柳沟镇石窑村三组12号", "柳沟镇石窑村3组12号", TEXT_OTHER_NUMBER },
    { LINKAGE_TEXT, "柳沟镇石窑村三组12号", "柳沟镇石窑村三组18号", TEXT_OTHER_NUMBER },
    { LINKAGE_TEXT, "柳沟镇石窑村三组12号", "石窑村三组12号", TEXT_CLOSE },
    { LINKAGE_TEXT, "柳沟镇石窑村三组12号", "迎宾街道文化社区7号楼", TEXT_DIFFERENT },
    { LINKAGE_TEXT, "stanley street", "stanley  Street.", TEXT_SAME },
    { LINKAGE_TEXT, "light street", "light setreet", TEXT_CLOSE },
};

void linkage_compare_test(Test *test)
{
    LinkageFixture fixture = linkage_fixture_open(test);
    uint32_t       a[LINKAGE_RECORD_WORDS_MAX];
    uint32_t       b[LINKAGE_RECORD_WORDS_MAX];

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LinkageSchema schema = { 0 };
        Str const     left = str_from_c(ROWS[i].a);
        Str const     right = str_from_c(ROWS[i].b);

        test_row(test, "%s: %s and %s", linkage_kind_name(ROWS[i].kind).ptr, ROWS[i].a, ROWS[i].b);
        check_true(test, linkage_schema_add(&schema, ROWS[i].kind, SV("field"), (Label){ 0 }));
        linkage_record_pack(a, &schema, fixture.characters, &left);
        linkage_record_pack(b, &schema, fixture.characters, &right);
        check_text(test,
                   str_from_c(linkage_level(ROWS[i].kind, (uint32_t)linkage_compare(
                                                              &schema, fixture.characters, a, b))
                                  ->name),
                   str_from_c(linkage_level(ROWS[i].kind, ROWS[i].want)->name));
        check_equal(test, linkage_compare(&schema, fixture.characters, b, a), ROWS[i].want);
    }
    linkage_fixture_close(&fixture);
}

/* Two Latin names that stand in each other's field. */
void linkage_compare_swapped_test(Test *test)
{
    LinkageFixture fixture = linkage_fixture_open(test);
    LinkageSchema  schema = { 0 };
    uint32_t       a[LINKAGE_RECORD_WORDS_MAX];
    uint32_t       b[LINKAGE_RECORD_WORDS_MAX];
    Fault          fault = { 0 };

    check_true(test,
               linkage_schema_parse(&schema, SV("given=latin_name, surname=latin_name"), &fault));
    linkage_record_pack(a, &schema, fixture.characters, (Str[]){ SV("courtney"), SV("painter") });
    linkage_record_pack(b, &schema, fixture.characters, (Str[]){ SV("painter"), SV("courtnay") });
    uint64_t const levels = linkage_compare(&schema, fixture.characters, a, b);
    check_equal(test, linkage_level_of(levels, 0), LATIN_SWAPPED);
    check_equal(test, linkage_level_of(levels, 1), LATIN_SWAPPED);
    linkage_fixture_close(&fixture);
}

/* What a rule makes certain, and what contradicts whatever else agrees. */
void linkage_compare_rules_test(Test *test)
{
    static const struct {
        const char *name, *id, *other_name, *other_id;
        bool        certain, contradicts, bare;
    } PAIRS[] = {
        { "王建国", "990101199001010019", "王健国", "990101199001010019", true, false, false },
        { "王建国", "990101199001010019", "赵小芳", "990101199001010019", false, false, false },
        { "王建国", "990101199001010018", "王建国", "990101199001010018", false, false, false },
        { "王建国", "990101199001010019", "王建国", "99010119900101006X", false, true, true },
        { "王建国", "990101199001010019", "王建国", "", false, false, true },
    };
    LinkageFixture      fixture = linkage_fixture_open(test);
    LinkageSchema const schema = linkage_schema_register();
    uint32_t            a[LINKAGE_RECORD_WORDS_MAX];
    uint32_t            b[LINKAGE_RECORD_WORDS_MAX];

    for (size_t i = 0; i < COUNT_OF(PAIRS); i++) {
        Str values[REGISTER_FIELD_COUNT] = { [REGISTER_NAME] = str_from_c(PAIRS[i].name),
                                             [REGISTER_CITIZEN_ID] = str_from_c(PAIRS[i].id) };

        test_row(test, "pair %zu", i);
        linkage_record_pack(a, &schema, fixture.characters, values);
        values[REGISTER_NAME] = str_from_c(PAIRS[i].other_name);
        values[REGISTER_CITIZEN_ID] = str_from_c(PAIRS[i].other_id);
        linkage_record_pack(b, &schema, fixture.characters, values);
        uint64_t const levels = linkage_compare(&schema, fixture.characters, a, b);
        check_equal(test, linkage_is_certain(&schema, levels), PAIRS[i].certain);
        check_equal(test, linkage_contradicts(&schema, levels), PAIRS[i].contradicts);
        check_equal(test, linkage_is_bare(&schema, levels), PAIRS[i].bare);
    }
    linkage_fixture_close(&fixture);
}
