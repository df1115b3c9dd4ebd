/* The code sets of the register. */
#include "registry/person_code.h"

#include "base/test.h"

void person_code_test(Test *test)
{
    static const struct {
        PersonCodeSet set;
        uint32_t      count;
        const char   *code, *zh, *missing;
    } CASES[] = {
        { PERSON_CODE_SEX, 4, "2", "女", "3" },
        { PERSON_CODE_ID_KIND, 12, "19", "母亲身份证", "1" },
        { PERSON_CODE_RELATION, 9, "0", "本人或户主", "9" },
        { PERSON_CODE_RESIDENCE, 3, "2", "非户籍", "0" },
        { PERSON_CODE_ETHNIC, 58, "56", "基诺族", "57" },
        { PERSON_CODE_NUMBER_KIND, 9, "54", "医疗保险个人编号", "01" },
        { PERSON_CODE_NUMBER_STATUS, 3, "2", "曾用", "0" },
        { PERSON_CODE_VERIFIED, 4, "1", "已查看证件", "4" },
        { PERSON_CODE_NAME_KIND, 5, "1", "曾用名", "0" },
        { PERSON_CODE_KIN, 14, "52", "母亲", "1" },
        { PERSON_CODE_EDUCATION, 8, "20", "大学本科", "1" },
    };

    check_equal(test, COUNT_OF(CASES), PERSON_CODE_SET_COUNT);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const PersonCode *const found = person_code_find(CASES[i].set, str_from_c(CASES[i].code));
        uint32_t                count = 0;
        const PersonCode *const all = person_code_all(CASES[i].set, &count);

        test_row(test, "set %zu", i);
        check_true(test, found != NULL);
        check_text(test, found->label.zh, str_from_c(CASES[i].zh));
        check_true(test, person_code_find(CASES[i].set, str_from_c(CASES[i].missing)) == NULL);
        check_equal(test, count, CASES[i].count);
        for (uint32_t k = 0; k < count; k++) {
            check_equal(test, all[k].set, CASES[i].set);
            check_true(test, all[k].label.en.len > 0);
            check_true(test, k == 0 || str_compare(all[k - 1].code, all[k].code) < 0);
        }
    }
}
