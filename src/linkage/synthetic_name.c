/* Names of people who do not exist. */
#include "linkage/synthetic_private.h"

#include <string.h>

/* The hundred most frequent surnames and how many in ten thousand bear them, rounded
 * from what the ministry of public security publishes each year. */
static const struct {
    const char *text;
    uint16_t    weight;
} SURNAMES[] = {
    { "王", 725 }, { "李", 719 }, { "张", 683 }, { "刘", 538 }, { "陈", 453 }, { "杨", 308 },
    { "赵", 229 }, { "黄", 223 }, { "周", 212 }, { "吴", 205 }, { "徐", 166 }, { "孙", 154 },
    { "胡", 131 }, { "朱", 126 }, { "高", 121 }, { "林", 118 }, { "何", 117 }, { "郭", 115 },
    { "马", 105 }, { "罗", 104 }, { "梁", 99 },  { "宋", 95 },  { "郑", 94 },  { "谢", 90 },
    { "韩", 89 },  { "唐", 81 },  { "冯", 80 },  { "于", 79 },  { "董", 75 },  { "萧", 72 },
    { "程", 70 },  { "曹", 69 },  { "袁", 67 },  { "邓", 66 },  { "许", 65 },  { "傅", 60 },
    { "沈", 59 },  { "曾", 58 },  { "彭", 57 },  { "吕", 56 },  { "苏", 54 },  { "卢", 53 },
    { "蒋", 52 },  { "蔡", 51 },  { "贾", 50 },  { "丁", 49 },  { "魏", 48 },  { "薛", 47 },
    { "叶", 46 },  { "阎", 45 },  { "余", 44 },  { "潘", 43 },  { "杜", 42 },  { "戴", 41 },
    { "夏", 40 },  { "钟", 39 },  { "汪", 38 },  { "田", 37 },  { "任", 36 },  { "姜", 35 },
    { "范", 34 },  { "方", 33 },  { "石", 32 },  { "姚", 31 },  { "谭", 30 },  { "廖", 29 },
    { "邹", 28 },  { "熊", 27 },  { "金", 26 },  { "陆", 25 },  { "郝", 24 },  { "孔", 23 },
    { "白", 22 },  { "崔", 21 },  { "康", 20 },  { "毛", 19 },  { "邱", 18 },  { "秦", 17 },
    { "江", 16 },  { "史", 15 },  { "顾", 14 },  { "侯", 13 },  { "邵", 12 },  { "孟", 12 },
    { "龙", 11 },  { "万", 11 },  { "段", 10 },  { "雷", 10 },  { "钱", 9 },   { "汤", 9 },
    { "尹", 8 },   { "黎", 8 },   { "易", 7 },   { "常", 7 },   { "武", 6 },   { "乔", 6 },
    { "贺", 5 },   { "赖", 5 },   { "龚", 4 },   { "欧阳", 3 }, { "司马", 1 }, { "尉迟", 1 },
};

/* Characters of given names by sex and time of birth, the most liked ones first. */
static const struct {
    char        sex;
    uint32_t    until_year;
    const char *characters;
} GIVEN[] = {
    { '1', 1969,
      "国建文德明志军华平生林福金荣春玉云海永成忠祥贵清富根学义武胜发财宝良新兴长有才顺旺喜元光东保"
      "正安"
      "全来山水木火土子连庆广大先立和启" },
    { '1', 1994,
      "伟强军勇杰涛明超辉鹏飞波斌刚健亮俊峰磊洋建华志文平海龙林东旭凯宁浩晓永新春雷宇阳毅威松振兵彬"
      "鑫帅坤江川岩少立国庆利成维佳" },
    { '1', 9999,
      "宇浩轩子泽梓俊博睿晨奕辰涵铭嘉皓昊天文昕瑞熙一思阳诺航佳逸楷乐家恒霖煜明哲宸然恩朗之沐杰翰峻"
      "骏"
      "彦书景亦程凡行允朔墨卓越" },
    { '2', 1969,
      "秀英玉兰桂芳珍凤梅琴云霞素淑华春红香爱莲花美金翠芬荣月珠菊巧娥银清兴荷彩改连叶枝喜先果仙变青"
      "转鱼林平女竹贵存文贞" },
    { '2', 1994,
      "丽娟静敏芳燕艳娜玲霞婷红梅雪慧莉萍颖琳倩洁晶佳欣美英华莹平丹秀蓉媛春琴云晓文海小月瑞淑利飞薇"
      "蕾瑶璐楠娇凤珊彩露君" },
    { '2', 9999,
      "欣梓诗涵雨妍怡佳琪悦萱可思彤语瑶熙雅萌依梦一若琳婷馨艺宸汐沐月晨乐苡童子嘉书安言心果禾诺妙"
      "初珂芷知念伊茉柠晗清慕" },
};

enum { HAN_BYTES = 3 };

Str synthetic_surname(Random *random)
{
    uint32_t total = 0;

    for (size_t i = 0; i < COUNT_OF(SURNAMES); i++)
        total += SURNAMES[i].weight;
    uint32_t left = random_below(random, total);
    size_t   at = 0;
    while (left >= SURNAMES[at].weight)
        left -= SURNAMES[at++].weight;
    return str_from_c(SURNAMES[at].text);
}

/* The liked ones are chosen far more often: the square of an even number. */
Str synthetic_given_character(Random *random, char sex, uint32_t born_year)
{
    size_t row = 0;

    while (GIVEN[row].sex != sex || GIVEN[row].until_year < born_year)
        row++;
    uint32_t const count = (uint32_t)strlen(GIVEN[row].characters) / HAN_BYTES;
    uint64_t const even = random_below(random, 1u << 16);
    uint64_t const at = (even * even >> 16) * count >> 16;
    return (Str){ GIVEN[row].characters + at * HAN_BYTES, HAN_BYTES };
}

/* ---- what is written for one another ---------------------------------------------------- */

/* Groups of characters of the lists above: the first two letters of a row say whether
 * they sound the same (=) or nearly so (~). */
static const char *const ALIKE[] = {
    "=张章",   "=李里",   "=刘留",   "=陈陳",   "=杨扬",     "=吴武",   "=徐许",   "=胡湖",
    "=朱珠",   "=林琳霖", "=何和荷", "=梁良",   "=宋送",     "=程成诚", "=于余宇", "=曹草",
    "=袁元媛", "=卢芦",   "=贾甲",   "=丁丁",   "=魏卫维",   "=阎严岩", "=夏下",   "=钟忠",
    "=汪王",   "=任仁",   "=姜江",   "=姚瑶",   "=金今",     "=康康",   "=国果",   "=建健",
    "=文雯闻", "=德得",   "=明铭鸣", "=志智",   "=军君俊",   "=华花",   "=平萍",   "=生声",
    "=福富",   "=荣蓉",   "=春椿",   "=玉钰",   "=云芸",     "=海海",   "=永勇",   "=祥翔",
    "=清青",   "=伟玮",   "=强墙",   "=杰洁",   "=涛滔",     "=辉晖",   "=鹏朋",   "=飞菲",
    "=波博",   "=斌彬",   "=刚钢",   "=峰锋",   "=磊蕾",     "=洋阳",   "=旭绪",   "=凯楷",
    "=浩皓昊", "=晓小筱", "=新欣馨", "=雷雷",   "=毅义艺",   "=威薇",   "=振镇",   "=轩萱",
    "=子梓紫", "=泽择",   "=睿瑞锐", "=晨辰宸", "=奕逸亦依", "=涵寒",   "=佳嘉家", "=天添",
    "=思丝",   "=诺懦",   "=航杭",   "=煜钰",   "=秀绣",     "=英瑛",   "=兰蓝",   "=桂贵",
    "=芳方",   "=珍贞",   "=凤奉",   "=梅美",   "=琴勤",     "=霞侠",   "=淑书",   "=红洪虹",
    "=香湘",   "=爱艾",   "=莲连",   "=丽莉利", "=娟捐",     "=静敬婧", "=敏闵",   "=燕艳",
    "=娜那",   "=玲灵",   "=婷亭",   "=雪血",   "=慧惠",     "=颖影",   "=倩欠",   "=晶京",
    "=莹盈",   "=丹单",   "=诗师",   "=雨羽语", "=妍颜言",   "=怡仪",   "=琪棋",   "=悦月越",
    "=可珂",   "=彤童",   "=雅亚",   "=梦孟",   "=若偌",     "=沐木",   "=乐勒",   "=安氨",
    "=心新",   "=知之",   "~林凌",   "~平频",   "~明民",     "~静进",   "~玲林",   "~婷田",
    "~英音",   "~青亲",   "~胜森",   "~志子",   "~春村",     "~诗思",   "~树素",   "~山三",
    "~刚甘",   "~芳凡",   "~强钱",   "~祥贤",   "~丽妮",     "~龙农",   "~刘牛",   "~良娘",
    "~兰南",   "~张簪",   "~陈岑",   "~周邹",   "~朱租",     "~程岑",   "~沈森",   "~曾郑",
};

Str synthetic_alike(Random *random, Str character, char how)
{
    Str      found[8];
    uint32_t count = 0;

    for (size_t i = 0; i < COUNT_OF(ALIKE); i++) {
        Str const row = str_from_c(ALIKE[i]);

        if (row.ptr[0] != how || str_find(row, character) == row.len)
            continue;
        for (size_t at = 1; at < row.len && count < COUNT_OF(found); at += HAN_BYTES)
            if (!str_equal(str_slice(row, at, at + HAN_BYTES), character))
                found[count++] = str_slice(row, at, at + HAN_BYTES);
    }
    return count ? found[random_below(random, count)] : (Str){ 0 };
}

/* Simplified and traditional in turn, for characters of the lists above. */
static const char TRADITIONAL[] =
    "张張刘劉陈陳杨楊赵趙黄黃吴吳孙孫马馬罗羅郑鄭谢謝韩韓冯馮萧蕭邓鄧许許吕呂苏蘇卢盧蒋蔣贾賈叶葉阎"
    "閻"
    "钟鍾谭譚邹鄒陆陸龙龍万萬钱錢汤湯贺賀龚龔国國军軍华華荣榮云雲贵貴学學义義胜勝发發财財宝寶兴興长"
    "長"
    "顺順东東来來连連庆慶广廣启啟伟偉强強杰傑涛濤辉輝鹏鵬飞飛刚剛亮亮峰峯宁寧晓曉阳陽坤堃维維轩軒泽"
    "澤"
    "铭銘一一诺諾乐樂恒恆兰蘭凤鳳爱愛莲蓮银銀丽麗静靜艳艷红紅颖穎洁潔莹瑩诗詩语語梦夢书書";

Str synthetic_traditional(Str character)
{
    for (size_t at = 0; at + HAN_BYTES < sizeof TRADITIONAL; at += 2 * HAN_BYTES)
        if (memcmp(TRADITIONAL + at, character.ptr, HAN_BYTES) == 0)
            return (Str){ TRADITIONAL + at + HAN_BYTES, HAN_BYTES };
    return character;
}
