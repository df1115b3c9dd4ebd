#include "base/random.h"

#include "base/test.h"

enum { THROWS = 20000 };

/* The numbers that splitmix64 is published with: a demonstration must never come
 * out otherwise. */
void random_repeats_test(Test *test)
{
    static const uint64_t WANT[] = { 0xe220a8397b1dcdafu, 0x6e789e6aa1b965f4u,
                                     0x06c45d188009454fu };
    Random                random = { 0 };

    for (size_t i = 0; i < COUNT_OF(WANT); i++) {
        test_row(test, "%zu", i);
        check_equal(test, random_next(&random), WANT[i]);
    }
    Random a = random_of(1, 2, 3);
    Random b = random_of(1, 2, 3);
    check_equal(test, random_next(&a), random_next(&b));
}

/* Streams that differ in one number have nothing to do with each other. */
void random_of_test(Test *test)
{
    uint32_t same = 0;

    for (uint64_t i = 0; i < 64; i++) {
        Random a = random_of(1, i, 7);
        Random b = random_of(1, i + 1, 7);
        Random c = random_of(1, i, 8);
        Random d = random_of(2, i, 7);

        for (int throw = 0; throw < 64; throw ++) {
            uint64_t const top = random_next(&a) >> 63;

            same += (uint32_t)(top == random_next(&b) >> 63);
            same += (uint32_t)(top == random_next(&c) >> 63);
            same += (uint32_t)(top == random_next(&d) >> 63);
        }
    }
    check_true(test, same > 5900 && same < 6390); /* of 12288 / 2, four deviations */
}

void random_below_test(Test *test)
{
    uint32_t counts[7] = { 0 };
    Random   random = random_open(1);

    for (int i = 0; i < THROWS; i++)
        counts[random_below(&random, COUNT_OF(counts))]++;
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        test_row(test, "%zu", i);
        check_true(test, counts[i] > THROWS / 7 - 220 && counts[i] < THROWS / 7 + 220);
    }
    check_equal(test, random_below(&random, 1), 0);
    for (int i = 0; i < 100; i++) {
        int64_t const value = random_between(&random, -3, 3);
        check_true(test, value >= -3 && value <= 3);
    }
    check_equal(test, random_between(&random, 5, 5), 5);
}

void random_normal_test(Test *test)
{
    Random  random = random_open(2);
    int64_t sum = 0;
    int64_t squares = 0;

    for (int i = 0; i < THROWS; i++) {
        int64_t const value = random_normal(&random, 1000, 100) - 1000;

        sum += value;
        squares += value * value;
    }
    check_true(test, sum / THROWS >= -3 && sum / THROWS <= 3);
    check_true(test, squares / THROWS > 9600 && squares / THROWS < 10400);
    check_equal(test, random_normal(&random, 7, 0), 7);
}

void random_choice_test(Test *test)
{
    static const uint16_t WEIGHTS[] = { 0, 3, 1 };
    uint32_t              counts[COUNT_OF(WEIGHTS)] = { 0 };
    Random                random = random_open(3);

    for (int i = 0; i < THROWS; i++)
        counts[random_choice(&random, WEIGHTS, COUNT_OF(WEIGHTS))]++;
    check_equal(test, counts[0], 0);
    check_true(test, counts[2] > THROWS / 4 - 250 && counts[2] < THROWS / 4 + 250);
    check_true(test, !random_chance(&random, 0));
    check_true(test, random_chance(&random, 1000));
}

void random_day_test(Test *test)
{
    Date const from = date_from_civil(2024, 2, 28);
    Date const until = date_from_civil(2024, 3, 1);
    bool       seen[3] = { false };
    Random     random = random_open(4);

    for (int i = 0; i < 100; i++) {
        Date const day = random_day(&random, from, until);
        if (day.days < from.days || day.days > until.days)
            check_fail(test, "the day lies outside");
        else
            seen[day.days - from.days] = true;
    }
    check_true(test, seen[0] && seen[1] && seen[2]);
}
