#include "base/failing.h"
#include "check_main.h"
#include "eval/multi_label_counts.h"

START_TEST(scores_by_hand)
{
    tenor__multi_label_counts label_counts;
    ck_assert_int_eq(tenor__multi_label_counts_init(&label_counts, 4, NULL), TENOR_OK);
    ck_assert_double_eq(tenor__multi_label_counts_accuracy(&label_counts), 0);
    ck_assert_double_eq(tenor__multi_label_counts_macro_f1(&label_counts), 0);
    ck_assert_double_eq(tenor__multi_label_counts_micro_f1(&label_counts), 0);
    const size_t zero_one[] = {0, 1};
    const size_t one_zero[] = {1, 0};
    const size_t zero[] = {0};
    const size_t two[] = {2};
    tenor__multi_label_counts_add(&label_counts, zero_one, 2, one_zero, 2); /* exact, in another order */
    tenor__multi_label_counts_add(&label_counts, zero, 1, zero_one, 2);
    tenor__multi_label_counts_add(&label_counts, zero_one, 2, zero, 1);
    tenor__multi_label_counts_add(&label_counts, NULL, 0, NULL, 0); /* exact */
    tenor__multi_label_counts_add(&label_counts, two, 1, NULL, 0);
    ck_assert_double_eq(tenor__multi_label_counts_accuracy(&label_counts), 0.4);
    tenor_label_scores label = {0};
    tenor__multi_label_counts_label(&label_counts, 1, &label);
    ck_assert(label.support == 2 && label.predicted == 2);
    ck_assert_double_eq(label.precision, 0.5);
    ck_assert_double_eq(label.recall, 0.5);
    ck_assert_double_eq(label.f1, 0.5);
    /* F1 1, 0.5 and 0; the last label is nowhere. */
    ck_assert_double_eq_tol(tenor__multi_label_counts_macro_f1(&label_counts), 0.5, 1e-15);
    /* 4 right, 6 there, 5 given. */
    ck_assert_double_eq_tol(tenor__multi_label_counts_micro_f1(&label_counts), 8.0 / 11, 1e-15);

    tenor__multi_label_counts other;
    ck_assert_int_eq(tenor__multi_label_counts_init(&other, 4, NULL), TENOR_OK);
    tenor__multi_label_counts_merge(&other, &label_counts);
    tenor__multi_label_counts_merge(&other, &label_counts);
    ck_assert_uint_eq(other.examples, 10);
    ck_assert_double_eq(tenor__multi_label_counts_accuracy(&other), 0.4);
    ck_assert_double_eq_tol(tenor__multi_label_counts_micro_f1(&other), 8.0 / 11, 1e-15);
    tenor__multi_label_counts_clear(&other);
    ck_assert_uint_eq(other.examples, 0);
    ck_assert_double_eq(tenor__multi_label_counts_micro_f1(&other), 0);
    tenor__multi_label_counts_free(&other);
    tenor__multi_label_counts_free(&label_counts);
    tenor__multi_label_counts_free(&label_counts);
}
END_TEST

START_TEST(short_of_memory)
{
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor__multi_label_counts label_counts;
        status = tenor__multi_label_counts_init(&label_counts, 3, &alloc);
        tenor__multi_label_counts_free(&label_counts);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("eval/multi_label_counts", scores_by_hand, short_of_memory)
