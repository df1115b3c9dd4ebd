/* A model as text: it reads back, and what is wrong has its place. */
#include "linkage/model.h"

#include "linkage/fixture_private.h"

static const char CODE_MODEL[] = "pairs same 1e-6 related 1e-5 twins 1e-8\n"
                                 "merge 0.999 review 0.5\n"
                                 "field \"sex of\" code 性别 sex # a comment\n"
                                 "  same 0.97 0.5 0.5 0.6\n"
                                 "  different 0.03 0.5 0.5 0.4\n"
                                 "block \"sex of.same\"\n";

void linkage_model_round_test(Test *test)
{
    Arena        *arena = arena_open();
    LinkageModel  model = { 0 };
    LinkageModel  again = { 0 };
    Fault         fault = { 0 };
    LinkageSchema schema = linkage_schema_register();
    Buf           text = buf_open(arena, 1 << 16);
    Buf           second = buf_open(arena, 1 << 16);

    linkage_model_start(&model, &schema, NULL);
    model.pairs[LINKAGE_ONE_PERSON] = 1.25e-7;
    model.pairs[LINKAGE_RELATED] = 3e-7;
    model.pairs[LINKAGE_TWINS] = 3e-9;
    model.rules[model.rule_count++] =
        (LinkageRule){ .parts = { { REGISTER_NAME, 1 }, { REGISTER_BORN_ON, 0 } }, .count = 2 };
    linkage_model_print(&text, &model);
    check_true(test, linkage_model_parse(&again, arena, buf_str(&text), &fault));
    check_text(test, fault_text(&fault, arena), SV(""));
    linkage_model_print(&second, &again);
    check_text(test, buf_str(&second), buf_str(&text));
    check_equal(test, again.rule_count, 1);
    check_equal(test, again.schema.record_words, schema.record_words);

    check_true(test, linkage_model_parse(&again, arena, str_from_c(CODE_MODEL), &fault));
    check_text(test, again.schema.fields[0].name, SV("sex of"));
    arena_close(&arena);
}

void linkage_model_errors_test(Test *test)
{
    static const struct {
        const char *text;
        uint32_t    line, column;
        const char *message; /* begins so */
    } ROWS[] = {
        { "", 1, 1, "a model has a line 'pairs" },
        { "pairs same 0.1\n", 1, 7, "expected 'pairs same SHARE related SHARE twins SHARE'" },
        { "pairs same 0 related 0.1 twins .1\n", 1, 12, "expected a share greater than 0" },
        { "pairs same x related 0.1 twins .1\n", 1, 12, "expected a share greater than 0" },
        { "pairs same 1e-400 related 0.1 twins .1\n", 1, 12, "expected a share greater than 0" },
        { "pairs same 0.6 related 0.5 twins .1\n", 1, 34, "expected shares that together" },
        { "merge 0.5 review 0.9\n", 1, 18, "expected a review threshold not above" },
        { "merge 0.5\n", 1, 7, "expected 'merge PROBABILITY review PROBABILITY'" },
        { "\n  same 0.1 0.2 0.3\n", 2, 3, "expected 'pairs', 'merge', 'field' or 'block'" },
        { "field a kode\n", 1, 9, "no such kind of field" },
        { "field a\n", 1, 7, "expected 'field NAME KIND CHINESE ENGLISH'" },
        { "field a code\nsame 0.1 0.1 0.1 0.1\nfield b code\n", 3, 1,
          "the field before this line lacks the level 'different'" },
        { "field a code\nsame 0.1 0.1 0.1 0.1\nsame 0.1 0.1 0.1 0.1\n", 3, 1,
          "this level is there twice" },
        { "field a code\nsame 0.1\n", 2, 6, "expected four shares" },
        { "field a code\nsound 0.1 0.1 0.1 0.1\n", 2, 1, "this kind of field has no such level" },
        { "field \"a\n", 1, 7, "expected a second quote" },
        { "block a.same\n", 1, 7, "expected FIELD.PART" },
        { "field a code\nsame .1 .1 .1 .1\ndifferent .1 .1 .1 .1\nblock a.sound\n", 4, 7,
          "values of this kind have no such part" },
        { "field a code\nsame .1 .1 .1 .1\ndifferent .1 .1 .1 .1\nblock a.same\nfield b code\n", 5,
          1, "expected fields before the first 'block'" },
        { "field \"a\tb\" code\n", 1, 1, "expected words without control characters" },
        { "field a\"b code\n", 1, 7, "expected quotes around a whole word" },
        { "a b c d e f g h i\n", 1, 17, "expected at most 8 words" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LinkageModel model = { 0 };
        Fault        fault = { 0 };

        test_row(test, "%s", ROWS[i].text);
        check_true(test, !linkage_model_parse(&model, arena, str_from_c(ROWS[i].text), &fault));
        check_equal(test, fault.line, ROWS[i].line);
        check_equal(test, fault.column, ROWS[i].column);
        check_text(test, str_slice(str_from_c(fault.message), 0, str_from_c(ROWS[i].message).len),
                   str_from_c(ROWS[i].message));
    }
    arena_close(&arena);
}

void linkage_schema_parse_test(Test *test)
{
    static const struct {
        const char *mapping;
        uint32_t    column; /* 0: good */
    } ROWS[] = {
        { "name=chinese_name,born=date", 0 },
        { " given_name = latin_name , surname=latin_name", 0 },
        { "", 1 },
        { "name", 1 },
        { "name=chinese_name,born=day", 19 },
        { "name=chinese_name,name=date", 19 },
        { "=date", 1 },
        { "a=code,b=code,c=code,d=code,e=code,f=code,g=code,h=code,i=code,j=code,k=code,l=code,m="
          "code",
          85 },
    };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LinkageSchema schema = { 0 };
        Fault         fault = { 0 };
        bool const    ok = linkage_schema_parse(&schema, str_from_c(ROWS[i].mapping), &fault);

        test_row(test, "%s", ROWS[i].mapping);
        check_equal(test, ok, ROWS[i].column == 0);
        check_equal(test, fault.column, ROWS[i].column);
    }
}

/* Telephones that nearly all end alike, as those of people who were made up do. */
void linkage_model_worst_test(Test *test)
{
    static const char TEXT[] = "pairs same 1e-6 related 1e-5 twins 1e-8\n"
                               "merge 0.999 review 0.5\n"
                               "field phone phone 电话 telephone\n"
                               "  same 0.70 0.001 0.5 0.5\n"
                               "  one 0.05 0.001 0.1 0.1\n"
                               "  end 0.05 0.997 0.2 0.2\n"
                               "  different 0.20 0.001 0.2 0.2\n"
                               "block phone.same\n";
    Arena            *arena = arena_open();
    LinkageModel      model = { 0 };
    LinkageWeights    weights;
    Fault             fault = { 0 };

    check_true(test, linkage_model_parse(&model, arena, str_from_c(TEXT), &fault));
    check_text(test, fault_text(&fault, arena), SV(""));
    linkage_weights(&weights, &model);
    check_true(test, weights.against[0][PHONE_SAME][LINKAGE_STRANGERS] > 9);
    check_true(test, weights.against[0][PHONE_END][LINKAGE_STRANGERS] < -4);
    check_true(test, weights.against[0][PHONE_DIFFERENT][LINKAGE_STRANGERS] == 0);
    arena_close(&arena);
}
