#include "base/failing.h"
#include "check_main.h"
#include "eval/tally.h"

START_TEST(scores_by_hand)
{
    tenor__tally tally;
    ck_assert_int_eq(tenor__tally_init(&tally, 4, NULL), TENOR_OK);
    ck_assert_double_eq(tenor__tally_accuracy(&tally), 0);
    ck_assert_double_eq(tenor__tally_macro_f1(&tally), 0);
    ck_assert_double_eq(tenor__tally_micro_f1(&tally), 0);
    const size_t zero_one[] = {0, 1};
    const size_t one_zero[] = {1, 0};
    const size_t zero[] = {0};
    const size_t two[] = {2};
    tenor__tally_add(&tally, zero_one, 2, one_zero, 2); /* exact, in another order */
    tenor__tally_add(&tally, zero, 1, zero_one, 2);
    tenor__tally_add(&tally, zero_one, 2, zero, 1);
    tenor__tally_add(&tally, NULL, 0, NULL, 0); /* exact */
    tenor__tally_add(&tally, two, 1, NULL, 0);
    ck_assert_double_eq(tenor__tally_accuracy(&tally), 0.4);
    tenor_label_scores label = {0};
    tenor__tally_label(&tally, 1, &label);
    ck_assert(label.support == 2 && label.answered == 2);
    ck_assert_double_eq(label.precision, 0.5);
    ck_assert_double_eq(label.recall, 0.5);
    ck_assert_double_eq(label.f1, 0.5);
    /* F1 1, 0.5 and 0; the last label is nowhere. */
    ck_assert_double_eq_tol(tenor__tally_macro_f1(&tally), 0.5, 1e-15);
    /* 4 right, 6 there, 5 given. */
    ck_assert_double_eq_tol(tenor__tally_micro_f1(&tally), 8.0 / 11, 1e-15);

    tenor__tally other;
    ck_assert_int_eq(tenor__tally_init(&other, 4, NULL), TENOR_OK);
    tenor__tally_merge(&other, &tally);
    tenor__tally_merge(&other, &tally);
    ck_assert_uint_eq(other.examples, 10);
    ck_assert_double_eq(tenor__tally_accuracy(&other), 0.4);
    ck_assert_double_eq_tol(tenor__tally_micro_f1(&other), 8.0 / 11, 1e-15);
    tenor__tally_clear(&other);
    ck_assert_uint_eq(other.examples, 0);
    ck_assert_double_eq(tenor__tally_micro_f1(&other), 0);
    tenor__tally_free(&other);
    tenor__tally_free(&tally);
    tenor__tally_free(&tally);
}
END_TEST

START_TEST(short_of_memory)
{
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor__tally tally;
        status = tenor__tally_init(&tally, 3, &alloc);
        tenor__tally_free(&tally);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("eval/tally", scores_by_hand, short_of_memory)
