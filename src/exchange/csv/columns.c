#include "exchange/csv/columns.h"

#define TEXT(name, zh, en, need) SHEET_COLUMN(name, "", zh, en, need, SHEET_AS_TEXT)
/* What problems call by another name. */
#define TEXT_OF(name, problem, zh, en, need)                                                       \
    SHEET_COLUMN(name, problem, zh, en, need, SHEET_AS_TEXT)
#define NUMBER(name, zh, en, need) SHEET_COLUMN(name, "", zh, en, need, SHEET_AS_NUMBER)
#define YES_NO(name, zh, en, need) SHEET_COLUMN(name, "", zh, en, need, SHEET_AS_BOOL)

#define REVISION    NUMBER("revision", "修订版次", "revision", SHEET_IGNORED)
#define RECORDED_AT TEXT("recorded_at", "录入时间", "recorded at", SHEET_IGNORED)
#define VALID_FROM  TEXT("valid_from", "生效日期", "first day", SHEET_OPTIONAL)
#define VALID_UNTIL TEXT("valid_until", "失效日期", "last day", SHEET_OPTIONAL)

const SheetColumn REGION_COLUMNS[REGION_READ_COUNT] = {
    [REGION_CODE] = TEXT("code", "区划代码", "code", SHEET_REQUIRED),
    [REGION_NAME] = TEXT("name", "区划名称", "name of the region", SHEET_REQUIRED),
    [REGION_FROM] = VALID_FROM,
    [REGION_UNTIL] = VALID_UNTIL,
    /* These follow from the code. */
    [REGION_COLUMN_COUNT] = TEXT("provinceCode", "", "", SHEET_IGNORED),
    TEXT("cityCode", "", "", SHEET_IGNORED),
    TEXT("areaCode", "", "", SHEET_IGNORED),
    TEXT("streetCode", "", "", SHEET_IGNORED),
};

const SheetColumn ORGANISATION_COLUMNS[ORGANISATION_COLUMN_COUNT] = {
    [ORGANISATION_CODE] = TEXT("code", "机构代码", "code", SHEET_REQUIRED),
    [ORGANISATION_NAME] = TEXT("name", "机构名称", "name", SHEET_REQUIRED),
    [ORGANISATION_KIND] = TEXT("kind", "机构类别", "kind of institution", SHEET_REQUIRED),
    [ORGANISATION_PARENT] =
        TEXT_OF("parent_code", "parent", "上级机构代码", "organisation above", SHEET_REQUIRED),
    [ORGANISATION_REGION] =
        TEXT_OF("region_code", "region", "行政区划代码", "region", SHEET_REQUIRED),
    [ORGANISATION_CREDIT_CODE] =
        TEXT("credit_code", "统一社会信用代码", "social credit code", SHEET_OPTIONAL),
    [ORGANISATION_FROM] = VALID_FROM,
    [ORGANISATION_UNTIL] = VALID_UNTIL,
    [ORGANISATION_MERGED_INTO] =
        TEXT("merged_into_code", "并入机构代码", "merged into", SHEET_IGNORED),
    [ORGANISATION_ID] = TEXT("organisation_id", "机构标识", "organisation id", SHEET_IGNORED),
    [ORGANISATION_REVISION] = REVISION,
    [ORGANISATION_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn WORKER_COLUMNS[WORKER_COLUMN_COUNT] = {
    [WORKER_CODE] = TEXT("code", "人员编号", "code", SHEET_REQUIRED),
    [WORKER_NAME] = TEXT("name", "姓名", "name", SHEET_REQUIRED),
    [WORKER_ORGANISATION] = TEXT_OF("organisation_code", "organisation", "所在机构代码",
                                    "organisation", SHEET_REQUIRED),
    [WORKER_PROFESSION] = TEXT("profession", "职业", "profession", SHEET_OPTIONAL),
    [WORKER_FAMILY_DOCTOR] =
        YES_NO("is_family_doctor", "是否家庭医生", "family doctor", SHEET_OPTIONAL),
    [WORKER_FROM] = VALID_FROM,
    [WORKER_UNTIL] = VALID_UNTIL,
    [WORKER_ID] = TEXT("worker_id", "人员标识", "worker id", SHEET_IGNORED),
    [WORKER_REVISION] = REVISION,
    [WORKER_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn PERSON_COLUMNS[PERSON_COLUMN_COUNT] = {
    [PERSON_CITIZEN_ID] = TEXT("citizen_id", "证件号码", "identity number", SHEET_OPTIONAL),
    [PERSON_ID_KIND] = TEXT("id_kind", "证件类型", "kind of identity document", SHEET_OPTIONAL),
    [PERSON_RECORD_NUMBER] =
        TEXT("record_number", "健康档案编号", "health record number", SHEET_OPTIONAL),
    [PERSON_ID] = TEXT("person_id", "居民标识", "person id", SHEET_OPTIONAL),
    [PERSON_NAME] = TEXT("name", "姓名", "name", SHEET_REQUIRED),
    [PERSON_SEX] = TEXT("sex", "性别", "sex", SHEET_OPTIONAL),
    [PERSON_BORN_ON] = TEXT("born_on", "出生日期", "date of birth", SHEET_OPTIONAL),
    [PERSON_DIED_ON] = TEXT("died_on", "死亡日期", "date of death", SHEET_OPTIONAL),
    [PERSON_PHONE] = TEXT("phone", "联系电话", "telephone", SHEET_OPTIONAL),
    [PERSON_ADDRESS] = TEXT("address", "现住址", "address", SHEET_OPTIONAL),
    [PERSON_ETHNIC] = TEXT("ethnic", "民族", "ethnic group", SHEET_OPTIONAL),
    [PERSON_HOUSEHOLD] =
        TEXT_OF("household_code", "household", "家庭编号", "household", SHEET_OPTIONAL),
    [PERSON_RELATION] =
        TEXT("relation", "与户主关系", "relation to the head of the household", SHEET_OPTIONAL),
    [PERSON_IS_RESIDENT] = YES_NO("is_resident", "是否在管", "lives here", SHEET_OPTIONAL),
    [PERSON_RESIDENCE_KIND] =
        TEXT_OF("residence_kind", "residence", "常住类型", "kind of residence", SHEET_REQUIRED),
    [PERSON_ORGANISATION] = TEXT_OF("organisation_code", "organisation", "管理机构代码",
                                    "organisation", SHEET_REQUIRED),
    [PERSON_REGION] =
        TEXT_OF("region_code", "region", "所在村（居）代码", "region", SHEET_REQUIRED),
    [PERSON_WORKER] =
        TEXT_OF("worker_code", "worker", "责任医生编号", "responsible worker", SHEET_OPTIONAL),
    [PERSON_RESIDENT_FROM] =
        TEXT_OF("resident_from", "from_on", "起始日期", "first day", SHEET_REQUIRED),
    [PERSON_DISTINCT] = TEXT("distinct_from", "并非此人", "is not", SHEET_OPTIONAL),
    [PERSON_REVISION] = REVISION,
    [PERSON_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn STAY_COLUMNS[STAY_COLUMN_COUNT] = {
    [STAY_CITIZEN_ID] = TEXT("citizen_id", "证件号码", "identity number", SHEET_ONE_OF),
    [STAY_RECORD_NUMBER] =
        TEXT("record_number", "健康档案编号", "health record number", SHEET_ONE_OF),
    [STAY_PERSON_ID] = TEXT("person_id", "居民标识", "person id", SHEET_ONE_OF),
    [STAY_PERSON_NAME] = TEXT("person_name", "姓名", "name of the person", SHEET_IGNORED),
    [STAY_FROM] = TEXT("from_on", "起始日期", "first day", SHEET_REQUIRED),
    [STAY_IS_RESIDENT] = YES_NO("is_resident", "是否在管", "lives here", SHEET_OPTIONAL),
    [STAY_KIND] =
        TEXT_OF("residence_kind", "residence", "常住类型", "kind of residence", SHEET_REQUIRED),
    [STAY_ORGANISATION] = TEXT_OF("organisation_code", "organisation", "管理机构代码",
                                  "organisation", SHEET_REQUIRED),
    [STAY_REGION] = TEXT_OF("region_code", "region", "所在村（居）代码", "region", SHEET_REQUIRED),
    [STAY_WORKER] =
        TEXT_OF("worker_code", "worker", "责任医生编号", "responsible worker", SHEET_OPTIONAL),
    [STAY_REASON] = TEXT("reason", "变更原因", "reason", SHEET_OPTIONAL),
    [STAY_ELSEWHERE] =
        TEXT("elsewhere", "迁入来源地或迁出去向", "where from, or where to", SHEET_OPTIONAL),
    [STAY_RETURN] = TEXT("return_on", "预计返回日期", "planned return", SHEET_OPTIONAL),
    [STAY_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn NUMBER_COLUMNS[NUMBER_COLUMN_COUNT] = {
    [NUMBER_CITIZEN_ID] = TEXT("citizen_id", "证件号码", "identity number", SHEET_ONE_OF),
    [NUMBER_RECORD_NUMBER] =
        TEXT("record_number", "健康档案编号", "health record number", SHEET_ONE_OF),
    [NUMBER_PERSON_ID] = TEXT("person_id", "居民标识", "person id", SHEET_ONE_OF),
    [NUMBER_PERSON_NAME] = TEXT("person_name", "居民姓名", "name of the person", SHEET_IGNORED),
    [NUMBER_KIND] = TEXT("kind", "号码类型", "kind of number", SHEET_REQUIRED),
    [NUMBER_TEXT] = TEXT("number", "号码", "number", SHEET_REQUIRED),
    [NUMBER_ISSUER_CODE] =
        TEXT_OF("issuer_code", "issuer_id", "签发机构代码", "issuing organisation", SHEET_OPTIONAL),
    [NUMBER_ISSUER] = TEXT("issuer", "签发机关", "issuer", SHEET_OPTIONAL),
    [NUMBER_VALID_FROM] = TEXT("valid_from", "有效期起", "first day of validity", SHEET_OPTIONAL),
    [NUMBER_VALID_UNTIL] = TEXT("valid_until", "有效期止", "last day of validity", SHEET_OPTIONAL),
    [NUMBER_STATUS] = TEXT("status", "使用状态", "status", SHEET_OPTIONAL),
    [NUMBER_VERIFIED] = TEXT("verified", "核验方式", "verification", SHEET_OPTIONAL),
    [NUMBER_REVISION] = REVISION,
    [NUMBER_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn NAME_COLUMNS[NAME_COLUMN_COUNT] = {
    [NAME_CITIZEN_ID] = TEXT("citizen_id", "证件号码", "identity number", SHEET_ONE_OF),
    [NAME_RECORD_NUMBER] =
        TEXT("record_number", "健康档案编号", "health record number", SHEET_ONE_OF),
    [NAME_PERSON_ID] = TEXT("person_id", "居民标识", "person id", SHEET_ONE_OF),
    [NAME_PERSON_NAME] = TEXT("person_name", "居民姓名", "name of the person", SHEET_IGNORED),
    [NAME_KIND] = TEXT("kind", "姓名类别", "kind of name", SHEET_REQUIRED),
    [NAME_NAME] = TEXT("name", "姓名", "name", SHEET_REQUIRED),
    [NAME_FROM] = TEXT("from_on", "使用起始日期", "first day of use", SHEET_OPTIONAL),
    [NAME_UNTIL] = TEXT("until_on", "使用截止日期", "last day of use", SHEET_OPTIONAL),
    [NAME_REVISION] = REVISION,
    [NAME_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn RELATION_COLUMNS[RELATION_COLUMN_COUNT] = {
    [RELATION_CITIZEN_ID] = TEXT("citizen_id", "证件号码", "identity number", SHEET_ONE_OF),
    [RELATION_RECORD_NUMBER] =
        TEXT("record_number", "健康档案编号", "health record number", SHEET_ONE_OF),
    [RELATION_PERSON_ID] = TEXT("person_id", "居民标识", "person id", SHEET_ONE_OF),
    [RELATION_PERSON_NAME] = TEXT("person_name", "居民姓名", "name of the person", SHEET_IGNORED),
    [RELATION_KIND] = TEXT("kind", "对方是该居民的", "what the other is", SHEET_REQUIRED),
    [RELATION_OTHER] =
        TEXT_OF("other_number", "other_id", "对方证件号码", "number of the other", SHEET_REQUIRED),
    [RELATION_FROM] = TEXT("from_on", "起始日期", "first day", SHEET_OPTIONAL),
    [RELATION_UNTIL] = TEXT("until_on", "截止日期", "last day", SHEET_OPTIONAL),
    [RELATION_REVISION] = REVISION,
    [RELATION_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn EDGE_COLUMNS[EDGE_COLUMN_COUNT] = {
    [EDGE_CODE] = TEXT_OF("code", "organisation", "机构代码", "code", SHEET_REQUIRED),
    [EDGE_TREE] = TEXT("tree", "机构关系", "tree", SHEET_OPTIONAL),
    [EDGE_PARENT] =
        TEXT_OF("parent_code", "parent", "上级机构代码", "organisation above", SHEET_REQUIRED),
    [EDGE_FROM] = TEXT("from_on", "起始日期", "first day", SHEET_OPTIONAL),
    [EDGE_UNTIL] = TEXT("until_on", "终止日期", "last day", SHEET_OPTIONAL),
    [EDGE_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn PROFILE_COLUMNS[PROFILE_COLUMN_COUNT] = {
    [PROFILE_OF] = TEXT_OF("code", "organisation", "机构代码", "code", SHEET_REQUIRED),
#define X(name, zh, en, kind, more) TEXT(name, zh, en, SHEET_OPTIONAL),
#include "registry/organisation_profile.def"
#undef X
};

const SheetColumn LICENCE_COLUMNS[LICENCE_COLUMN_COUNT] = {
    [LICENCE_WORKER] =
        TEXT_OF("worker_code", "worker", "人员编号", "code of the worker", SHEET_REQUIRED),
    [LICENCE_WORKER_NAME] = TEXT("worker_name", "姓名", "name", SHEET_IGNORED),
    [LICENCE_KIND] = TEXT("kind", "证照类别", "kind of licence", SHEET_REQUIRED),
    [LICENCE_NUMBER] = TEXT("number", "证照编号", "number", SHEET_OPTIONAL),
    [LICENCE_LEVEL] = TEXT("level", "级别", "level", SHEET_OPTIONAL),
    [LICENCE_SCOPE] = TEXT("scope", "执业范围", "scope of practice", SHEET_OPTIONAL),
    [LICENCE_ISSUER] = TEXT("issuer", "发证机关", "issuer", SHEET_OPTIONAL),
    [LICENCE_FROM] = TEXT("valid_from", "有效期起", "first day", SHEET_OPTIONAL),
    [LICENCE_UNTIL] = TEXT("valid_until", "有效期止", "last day", SHEET_OPTIONAL),
    [LICENCE_REVISION] = REVISION,
    [LICENCE_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn PRACTICE_COLUMNS[PRACTICE_COLUMN_COUNT] = {
    [PRACTICE_WORKER] =
        TEXT_OF("worker_code", "worker", "人员编号", "code of the worker", SHEET_REQUIRED),
    [PRACTICE_WORKER_NAME] = TEXT("worker_name", "姓名", "name", SHEET_IGNORED),
    [PRACTICE_ORGANISATION] = TEXT_OF("organisation_code", "organisation", "执业机构代码",
                                      "place of practice", SHEET_REQUIRED),
    [PRACTICE_FROM] = TEXT("from_on", "起始日期", "first day", SHEET_OPTIONAL),
    [PRACTICE_UNTIL] = TEXT("until_on", "终止日期", "last day", SHEET_OPTIONAL),
    [PRACTICE_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn WHO_COLUMNS[WHO_COLUMN_COUNT] = {
    [WHO_CODE] = TEXT_OF("worker_code", "worker", "人员编号", "code of the worker", SHEET_REQUIRED),
    [WHO_NAME] = TEXT("worker_name", "姓名", "name", SHEET_IGNORED),
    [WHO_CITIZEN_ID] = TEXT("citizen_id", "身份证号码", "identity number", SHEET_OPTIONAL),
    [WHO_SEX] = TEXT("sex", "性别", "sex", SHEET_OPTIONAL),
    [WHO_BORN_ON] = TEXT("born_on", "出生日期", "date of birth", SHEET_OPTIONAL),
    [WHO_EDUCATION] = TEXT("education", "学历", "education", SHEET_OPTIONAL),
    [WHO_REVISION] = REVISION,
    [WHO_RECORDED_AT] = RECORDED_AT,
};

const SheetColumn POPULATION_COLUMNS[POPULATION_COLUMN_COUNT] = {
    [POPULATION_REGION] =
        TEXT_OF("region_code", "region", "行政区划代码", "region", SHEET_REQUIRED),
    [POPULATION_YEAR] = NUMBER("year", "年份", "year", SHEET_REQUIRED),
    [POPULATION_SEX] = TEXT("sex", "性别", "sex", SHEET_OPTIONAL),
    [POPULATION_AGE_FROM] = NUMBER("age_from", "起始年龄", "first age", SHEET_OPTIONAL),
    [POPULATION_AGE_TO] = NUMBER("age_to", "截止年龄", "last age", SHEET_OPTIONAL),
    [POPULATION_COUNT] = NUMBER("count", "人口数", "population", SHEET_REQUIRED),
    [POPULATION_SOURCE] = TEXT("source", "数据来源", "source", SHEET_REQUIRED),
};
