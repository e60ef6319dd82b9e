#include "check_main.h"

#include "train/early_stopping.h"

typedef struct noted {
    bool best;
    double loss;
    bool gains;
    bool over;
} noted;

static void follow(uint32_t epochs, const noted *course, size_t count)
{
    tenor__early_stopping stopping = tenor__early_stopping_new(epochs, 0);
    for (size_t i = 0; i < count; i++) {
        ck_assert(!tenor__early_stopping_is_over(&stopping));
        ck_assert_msg(tenor__early_stopping_note(&stopping, course[i].best, course[i].loss) == course[i].gains, "%zu",
                      i);
        ck_assert_msg(tenor__early_stopping_is_over(&stopping) == course[i].over, "%zu", i);
    }
}

START_TEST(it_ends_after_epochs_without_a_gain)
{
    static const noted course[] = {{true, 0.5, true, false}, {false, 0.5, false, false}, {false, 0.6, false, true}};
    follow(2, course, 3);
}
END_TEST

/* Each gain, of either kind, restarts the count; the loss must be the least so far, not less than the last. */
START_TEST(a_gain_begins_it_anew)
{
    static const noted course[] = {
        {true, 0.50, true, false},  {false, 0.60, false, false}, {false, 0.55, false, false},
        {false, 0.49, true, false}, {false, 0.70, false, false}, {false, 0.60, false, false},
        {true, 0.65, true, false},  {false, 0.64, false, false}, {false, 0.49, false, false},
        {false, 0.63, false, true},
    };
    follow(3, course, sizeof course / sizeof course[0]);
}
END_TEST

START_TEST(none_never_ends)
{
    tenor__early_stopping stopping = tenor__early_stopping_new(0, 0);
    for (size_t i = 0; i < 1000; i++) {
        tenor__early_stopping_note(&stopping, i == 0, 1);
        ck_assert(!tenor__early_stopping_is_over(&stopping));
    }
}
END_TEST

/* Behind the usual epochs the loss alone must fall by a thousandth. */
START_TEST(late_gains_are_larger)
{
    tenor__early_stopping stopping = tenor__early_stopping_new(2, 2);
    ck_assert(tenor__early_stopping_note(&stopping, true, 1));
    ck_assert(tenor__early_stopping_note(&stopping, false, 0.9999));
    ck_assert(tenor__early_stopping_note(&stopping, false, 0.99));
    ck_assert(!tenor__early_stopping_note(&stopping, false, 0.9899));
    ck_assert(tenor__early_stopping_note(&stopping, true, 0.9898));
    ck_assert(!tenor__early_stopping_note(&stopping, false, 0.9897));
    ck_assert(!tenor__early_stopping_is_over(&stopping));
    ck_assert(!tenor__early_stopping_note(&stopping, false, 0.9896));
    ck_assert(tenor__early_stopping_is_over(&stopping));
}
END_TEST

START_TEST(many_labels_may_take_more)
{
    ck_assert_uint_eq(tenor__early_stopping_most_epochs(10, 2), 10);
    ck_assert_uint_eq(tenor__early_stopping_most_epochs(10, 32), 10);
    ck_assert_uint_eq(tenor__early_stopping_most_epochs(10, 33), 30);
    ck_assert_uint_eq(tenor__early_stopping_most_epochs(40, 100), 100);
    ck_assert_uint_eq(tenor__early_stopping_most_epochs(100, 100), 100);
}
END_TEST

START_TEST(epochs_follow_from_tokens)
{
    static const struct {
        uint64_t tokens;
        uint32_t epochs;
    } cases[] = {{0, 100},      {19999, 100},  {20000, 100},  {20202, 99},    {51047, 39},  {199999, 10},
                 {200000, 10},  {1000000, 10}, {4500000, 10}, {4500001, 9},   {5226639, 8}, {11250000, 4},
                 {11250001, 3}, {15000000, 3}, {15000001, 3}, {UINT64_MAX, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(tenor__early_stopping_default_epochs(cases[i].tokens) == cases[i].epochs, "%zu", i);
}
END_TEST

START_TEST(patience_follows_from_epochs)
{
    static const uint32_t cases[][3] = {{3, 3, 3}, {3, 10, 3}, {3, 39, 11}, {0, 100, 0}, {1000000, 100, 10000000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_uint_eq(tenor__early_stopping_default_patience(cases[i][0], cases[i][1]), cases[i][2]);
}
END_TEST

CHECK_MAIN("train/early_stopping", late_gains_are_larger, many_labels_may_take_more, epochs_follow_from_tokens,
           patience_follows_from_epochs, it_ends_after_epochs_without_a_gain, a_gain_begins_it_anew, none_never_ends)
