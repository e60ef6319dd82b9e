#include "check_main.h"
#include "fixture.h"

static void check_order(const tenor_model *model, const float *probabilities, size_t k, const size_t *want,
                        size_t count)
{
    size_t labels[3] = {9, 9, 9};
    ck_assert_uint_eq(tenor_top(model, probabilities, k, labels), count);
    ck_assert_mem_eq(labels, want, count * sizeof *want);
}

START_TEST(the_best_come_first)
{
    tenor_model *model = fixture_model("gru");
    const float falling[] = {0.5f, 0.3f, 0.2f};
    const float rising[] = {0.2f, 0.3f, 0.5f};
    const float equal[] = {0.25f, 0.5f, 0.25f};
    check_order(model, falling, 3, (const size_t[]){0, 1, 2}, 3);
    check_order(model, rising, 3, (const size_t[]){2, 1, 0}, 3);
    check_order(model, rising, 7, (const size_t[]){2, 1, 0}, 3);
    check_order(model, rising, 2, (const size_t[]){2, 1}, 2);
    check_order(model, rising, 1, (const size_t[]){2}, 1);
    check_order(model, rising, 0, (const size_t[]){9}, 0);
    /* Of equal ones the lower index. */
    check_order(model, equal, 3, (const size_t[]){1, 0, 2}, 3);
    check_order(model, equal, 2, (const size_t[]){1, 0}, 2);
    tenor_model_free(model);
}
END_TEST

START_TEST(with_thresholds_the_first_is_the_prediction)
{
    tenor_model *model = fixture_model("gru");
    float thresholds[] = {0.6f, 0.3f, 0.1f};
    const float probabilities[] = {0.5f, 0.3f, 0.2f}; /* over threshold: 0.83, 1, 2 */
    size_t predicted;
    model->config.thresholds = thresholds;
    check_order(model, probabilities, 3, (const size_t[]){2, 1, 0}, 3);
    ck_assert_uint_eq(tenor_model_prediction(model, probabilities, &predicted), 1);
    ck_assert_uint_eq(predicted, 2);
    /* With several labels a text a threshold belongs to its label alone. */
    model->config.network.head = TENOR__HEAD_SIGMOID;
    check_order(model, probabilities, 3, (const size_t[]){0, 1, 2}, 3);
    model->config.thresholds = NULL;
    tenor_model_free(model);
}
END_TEST

/* Against the order of all, for every k. */
START_TEST(any_k_of_many)
{
    enum { MANY = 200 };
    tenor_model *model = fixture_model("gru");
    float probabilities[MANY];
    size_t all[MANY];
    size_t some[MANY];
    tenor__random random = tenor__random_new(3, 0);
    model->config.network.labels = MANY;
    for (size_t i = 0; i < MANY; i++)
        probabilities[i] = (float)tenor__random_below(&random, 50) / 50;
    ck_assert_uint_eq(tenor_top(model, probabilities, MANY, all), MANY);
    for (size_t i = 1; i < MANY; i++) {
        const float before = probabilities[all[i - 1]];
        const float here = probabilities[all[i]];
        ck_assert(before > here || (before == here && all[i - 1] < all[i]));
    }
    for (size_t k = 1; k < MANY; k++) {
        ck_assert_uint_eq(tenor_top(model, probabilities, k, some), k);
        ck_assert_mem_eq(some, all, k * sizeof *some);
    }
    model->config.network.labels = 3;
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("model/top", the_best_come_first, with_thresholds_the_first_is_the_prediction, any_k_of_many)
