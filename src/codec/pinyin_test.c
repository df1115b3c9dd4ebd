/* Names and how they are typed. */
#include "codec/pinyin.h"

#include "base/test.h"

static const struct {
    const char *name, *full, *initials;
} PEOPLE[] = {
    { "张三", "zhangsan", "zs" },
    { "欧阳修", "ouyangxiu", "oyx" },
    { "吕布", "lvbu", "lb" },
    { "单雄信", "shanxiongxin", "sxx" },
    { "曾国藩", "zengguofan", "zgf" },
    { "解珍", "xiezhen", "xz" },
    { "仇英", "qiuying", "qy" },
    { "区寄", "ouji", "oj" },
    { "查良镛", "zhaliangyong", "zly" },
    { "朴树", "piaoshu", "ps" },
    { "尉迟恭", "yuchigong", "ycg" },
    { "万俟卨", "moqixie", "mqx" },
    { "长孙无忌", "zhangsunwuji", "zswj" },
    { "纪昀", "jiyun", "jy" },
    { "盖叫天", "gejiaotian", "gjt" },
    { "任长霞", "renchangxia", "rcx" },
    { "华罗庚", "hualuogeng", "hlg" },
    { "翟让", "zhairang", "zr" },
    { "缪荃孙", "miaoquansun", "mqs" },
    { "乐毅", "yueyi", "yy" },
    { "覃文", "qinwen", "qw" },
    { "单于飞", "chanyufei", "cyf" },
    { "令狐冲", "linghuchong", "lhc" },
    { "皇甫嵩", "huangfusong", "hfs" },
    { "夏侯惇", "xiahoudun", "xhd" },
    { "诸葛亮", "zhugeliang", "zgl" },
    { "卜静", "bujing", "bj" },
    { "李晟", "lisheng", "ls" },
    { "阿卜杜·热西提", "abudurexiti", "abdrxt" },
    { "𠮷田", "tian", "t" }, /* ICU has no reading of the first */
    { "王A1", "wanga1", "wa" },
    { "John Smith", "johnsmith", "js" },
    { "José Müller", "josemuller", "jm" },
    { "Жанна", "жанна", "ж" },
    { "王 小 明", "wangxiaoming", "wxm" },
    { "ＡＢ", "ab", "a" }, /* full-width letters */
    { "张(大)", "zhangda", "zd" },
    { "", "", "" },
    { "·", "", "" },
    { "\xFF张", "zhang", "z" }, /* a byte that is no character */
};

void pinyin_test(Test *test)
{
    Arena  *arena = arena_open();
    Pinyin *pinyin = NULL;
    Fault   fault = { 0 };

    check_true(test, pinyin_open(&pinyin, arena, &fault));
    for (int round = 0; round < 2; round++) /* the second time from memory */
        for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
            Spelling const got = pinyin_of_person(pinyin, arena, str_from_c(PEOPLE[i].name));

            test_row(test, "%s", PEOPLE[i].name);
            check_text(test, got.full, str_from_c(PEOPLE[i].full));
            check_text(test, got.initials, str_from_c(PEOPLE[i].initials));
        }
    test_row(test, "texts have no surname");
    check_text(test, pinyin_of_text(pinyin, arena, SV("华山路")).full, SV("huashanlu"));
    check_text(test, pinyin_of_text(pinyin, arena, SV("解放村")).initials, SV("jfc"));
    pinyin_close(&pinyin);
    check_true(test, pinyin == NULL);
    arena_close(&arena);
}

void pinyin_simplified_test(Test *test)
{
    static const struct {
        uint32_t character, want;
    } ROWS[] = {
        { 0x5F35, 0x5F20 },   /* 張 */
        { 0x6B50, 0x6B27 },   /* 歐 */
        { 0x5CEF, 0x5CF0 },   /* 峯, a variant */
        { 0x5586, 0x54F2 },   /* 喆, a variant */
        { 0x5F20, 0x5F20 },   /* 张 is simplified already */
        { 0x20BB7, 0x20BB7 }, /* 𠮷, beyond the first plane */
        { 'A', 'A' },
    };
    Arena  *arena = arena_open();
    Pinyin *pinyin = NULL;
    Fault   fault = { 0 };

    if (!pinyin_open(&pinyin, arena, &fault))
        check_fail(test, "ICU is there");
    for (size_t i = 0; pinyin && i < COUNT_OF(ROWS); i++) {
        test_row(test, "U+%04X", (unsigned)ROWS[i].character);
        check_equal(test, pinyin_simplified(pinyin, ROWS[i].character), ROWS[i].want);
    }
    pinyin_close(&pinyin);
    arena_close(&arena);
}

/* What somebody may type for a surname that is read in two ways; and traditional
 * characters, which are looked for as simplified ones. */
void pinyin_otherwise_test(Test *test)
{
    static const struct {
        const char *name, *full, *simple;
    } ROWS[] = {
        { "覃文", "tanwen", "覃文" },
        { "单于飞", "", "单于飞" },
        { "张三", "", "张三" },
        { "單三", "", "单三" },
        { "張三豐", "", "张三丰" },
        { "劉A·國", "", "刘A·国" },
        { "盖叫天", "gaijiaotian", "盖叫天" },
        { "", "", "" },
    };
    Arena  *arena = arena_open();
    Pinyin *pinyin = NULL;
    Fault   fault = { 0 };

    check_true(test, pinyin_open(&pinyin, arena, &fault));
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Str const name = str_from_c(ROWS[i].name);

        test_row(test, "%s", ROWS[i].name);
        check_text(test, pinyin_of_person_otherwise(pinyin, arena, name).full,
                   str_from_c(ROWS[i].full));
        check_text(test, pinyin_simplify(pinyin, arena, name), str_from_c(ROWS[i].simple));
    }
    check_text(test, pinyin_of_person(pinyin, arena, SV("长孙无忌")).syllables,
               SV("zhang sun wu ji"));
    check_text(test, pinyin_of_person(pinyin, arena, SV("John Smith")).syllables, SV("john smith"));
    pinyin_close(&pinyin);
    arena_close(&arena);
}
