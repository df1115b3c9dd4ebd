#include "demo/name.h"

/* Surname and how many in a thousand bear it, rounded. */
static const struct {
    const char *text;
    uint16_t    weight;
} SURNAMES[] = {
    { "王", 98 }, { "李", 92 }, { "张", 90 }, { "刘", 66 }, { "杨", 42 }, { "赵", 44 },
    { "郭", 38 }, { "武", 18 }, { "任", 22 }, { "郝", 20 }, { "高", 22 }, { "马", 18 },
    { "陈", 22 }, { "韩", 18 }, { "孙", 16 }, { "宋", 16 }, { "胡", 10 }, { "田", 12 },
    { "段", 12 }, { "梁", 14 }, { "贾", 14 }, { "侯", 12 }, { "曹", 10 }, { "程", 12 },
    { "范", 10 }, { "史", 8 },  { "裴", 4 },  { "常", 8 },  { "白", 8 },  { "温", 8 },
    { "冯", 8 },  { "董", 8 },  { "杜", 8 },  { "乔", 8 },  { "孟", 6 },  { "薛", 8 },
    { "吴", 10 }, { "周", 10 }, { "徐", 8 },  { "郑", 6 },  { "崔", 6 },  { "牛", 6 },
    { "成", 4 },  { "霍", 4 },  { "要", 2 },  { "智", 2 },  { "渠", 2 },  { "游", 2 },
    { "闫", 8 },  { "耿", 6 },  { "庞", 4 },  { "米", 2 },  { "原", 2 },  { "卫", 2 },
};

/* Characters of given names, by sex and by the time of birth. */
static const struct {
    char        sex;
    int32_t     until_year;
    const char *first, *last;
} GIVEN[] = {
    { '1', 1959, "德福贵宝财有长根成万富金保连计狗银全二来",
      "生福贵财喜明成元旺锁柱子才亮发山堂顺林海" },
    { '1', 1979, "建国志卫永春保军文俊海爱新玉向双红学根云",
      "军平华明强民生文伟红林东峰兵忠义国斌旗革" },
    { '1', 1999, "晓志文建鹏海俊永江小立宏振学少瑞佳彦春旭",
      "伟强勇军鹏杰涛斌飞龙亮刚波辉峰宇东超磊凯" },
    { '1', 9999, "浩子宇梓俊一奕铭嘉皓泽昊博思家睿晨煜书景",
      "轩涵宇泽辰然睿博豪阳杰晨霖航瑞熙安骏哲楷" },
    { '2', 1959, "秀桂玉凤爱春翠淑月改巧香兰喜金银贵存林梅",
      "英兰花莲梅珍娥香仙芝女凤枝叶桃变爱青鱼林" },
    { '2', 1979, "春秀丽红建玉爱淑美俊小晓海月金素润彩翠艳",
      "梅萍英红丽芳兰霞花琴珍玲香云平仙青莲凤先" },
    { '2', 1999, "晓丽小艳文海雪婷佳慧静俊彩亚娟春美瑞素玉",
      "丽娟霞婷芳燕敏静娜慧玲雪红艳琴英倩媛洁蓉" },
    { '2', 9999, "梓欣雨子诗一思佳可语若紫依奕梦书嘉沐婉晨",
      "涵妍怡琪萱桐彤悦瑶欣然菲玥宸妤汐诺熙蕊琳" },
};

enum { CHARACTER_BYTES = 3, CHARACTERS = 20 };

Str name_surname(Random *random)
{
    uint16_t weights[COUNT_OF(SURNAMES)];

    for (uint32_t i = 0; i < COUNT_OF(SURNAMES); i++)
        weights[i] = SURNAMES[i].weight;
    return str_from_c(SURNAMES[random_choice(random, weights, COUNT_OF(SURNAMES))].text);
}

/* All characters here have three bytes. */
static Str character(const char *characters, Random *random)
{
    size_t const at = random_below(random, CHARACTERS);

    return (Str){ characters + at * CHARACTER_BYTES, CHARACTER_BYTES };
}

Str name_person(Arena *arena, Random *random, Str surname, char sex, int32_t born_year)
{
    size_t at = 0;

    while (GIVEN[at].sex != sex || GIVEN[at].until_year < born_year)
        at++;
    Str const first = character(GIVEN[at].first, random);
    Str const last = character(GIVEN[at].last, random);
    if (random_chance(random, 180))
        return str_format(arena, "%.*s%.*s", (int)surname.len, surname.ptr, (int)last.len,
                          last.ptr);
    return str_format(arena, "%.*s%.*s%.*s", (int)surname.len, surname.ptr, (int)first.len,
                      first.ptr, (int)last.len, last.ptr);
}

/* ---- places ----------------------------------------------------------------------------- */

Str name_township(Arena *arena, uint32_t nth, bool is_street)
{
    static const char *const NAMES[] = { "城关", "东河", "西岭", "南川", "北原", "石桥",
                                         "柳沟", "白塔", "黑龙", "青山", "双井", "古城" };
    const char *const        kind = is_street ? "街道" : "镇";

    if (nth < COUNT_OF(NAMES))
        return str_format(arena, "%s%s", NAMES[nth], kind);
    return str_format(arena, "第%u%s", nth + 1, kind);
}

Str name_village(Arena *arena, uint32_t nth, bool is_neighbourhood)
{
    static const char *const WHOSE[] = {
        "上", "下", "前", "后", "东", "西", "南", "北", "大", "小"
    };
    static const char *const NAMES[] = { "柳树", "枣园", "石窑", "槐林", "沙河",
                                         "土桥", "杏花", "梨坡", "泉水", "窑头" };
    static const char *const STREETS[] = { "和平", "新华", "迎宾", "文化", "府前",
                                           "桥西", "顺城", "学苑", "安宁", "汇通" };

    if (is_neighbourhood)
        return nth < COUNT_OF(STREETS) ? str_format(arena, "%s社区", STREETS[nth])
                                       : str_format(arena, "第%u社区", nth + 1);
    uint32_t const whose = nth / COUNT_OF(NAMES);
    if (whose > COUNT_OF(WHOSE))
        return str_format(arena, "第%u村", nth + 1);
    return str_format(arena, "%s%s村", whose ? WHOSE[whose - 1] : "", NAMES[nth % COUNT_OF(NAMES)]);
}
