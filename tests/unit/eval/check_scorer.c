#include "check_main.h"
#include "eval/scorer.h"
#include "model/fixture.h"
#include "text/tokens.h"

#include <math.h>

enum { COUNT = 300, MOST = 20, LABELS = 3 };

static uint32_t ids[COUNT][MOST];
static const uint32_t *rows[COUNT];
static size_t lengths[COUNT];
static uint32_t targets[COUNT];
static float want[COUNT * LABELS];

/* Random texts with a label each, as the model's network reads them, and their logits. */
static tenor__label_sets make_examples(const tenor_model *model)
{
    static const char *const words[] = {"good", "bad", "film", "food", "好", "plot", "😀", "unknown"};
    tenor__random random = tenor__random_new(5, 0);
    tenor_session *session;
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    for (size_t i = 0; i < COUNT; i++) {
        char text[512] = "";
        for (uint64_t k = tenor__random_below(&random, 31); k > 0; k--) {
            strcat(text, words[tenor__random_below(&random, 8)]);
            strcat(text, " ");
        }
        ck_assert_int_eq(
            tenor__vocab_encode(model->vocab, tokens, str(text), MOST, TENOR__KEEP_BOTH, ids[i], &lengths[i]),
            TENOR_OK);
        ck_assert_int_eq(tenor_logits(session, str(text), want + i * LABELS), TENOR_OK);
        rows[i] = ids[i];
        targets[i] = (uint32_t)tenor__random_below(&random, LABELS);
    }
    tenor_tokens_free(tokens);
    tenor_session_free(session);
    return (tenor__label_sets){.count = COUNT, .labels = targets};
}

START_TEST(scores_are_those_of_the_sessions_logits)
{
    tenor_model *model = fixture_model("gru");
    const tenor__label_sets sets = make_examples(model);
    const tenor__scorer_examples examples = {.count = COUNT, .ids = rows, .lengths = lengths, .targets = &sets};
    size_t right = 0;
    double loss = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const float *row = want + i * LABELS;
        size_t best = 0;
        double sum = 0;
        for (size_t k = 0; k < LABELS; k++) {
            best = row[k] > row[best] ? k : best;
            sum += exp((double)row[k]);
        }
        right += best == targets[i];
        loss += log(sum) - (double)row[targets[i]];
    }
    double loss_of_one = 0;
    for (size_t threads = 1; threads <= 3; threads++) {
        tenor__pool *pool;
        tenor__scorer scorer;
        tenor_epoch epoch = {0};
        ck_assert_int_eq(tenor__pool_new(threads, NULL, &pool, NULL), TENOR_OK);
        ck_assert_int_eq(tenor__scorer_init(&scorer, model->network, &examples, false, pool, NULL), TENOR_OK);
        ck_assert(tenor__scorer_run(&scorer, model->parameters, model->packed_weights, &epoch));
        ck_assert_double_eq(epoch.dev_accuracy, (double)right / COUNT);
        ck_assert_double_eq_tol(epoch.dev_loss, loss / COUNT, 1e-6);
        loss_of_one = threads == 1 ? epoch.dev_loss : loss_of_one;
        ck_assert(epoch.dev_loss == loss_of_one);
        ck_assert_mem_eq(scorer.logits, want, sizeof want);
        tenor__scorer_free(&scorer);
        tenor__pool_free(pool);
    }
    tenor_model_free(model);
}
END_TEST

START_TEST(the_best_run_is_kept)
{
    tenor_model *model = fixture_model("gru");
    tenor_model *other = fixture_scaled_model("gru", 0.5f);
    const tenor__label_sets sets = make_examples(model);
    const tenor__scorer_examples examples = {.count = COUNT, .ids = rows, .lengths = lengths, .targets = &sets};
    tenor__pool *pool;
    tenor__scorer scorer;
    tenor_epoch epoch;
    ck_assert_int_eq(tenor__pool_new(1, NULL, &pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__scorer_init(&scorer, model->network, &examples, true, pool, NULL), TENOR_OK);
    ck_assert(tenor__scorer_run(&scorer, model->parameters, model->packed_weights, &epoch));
    tenor__scorer_keep(&scorer);
    for (int run = 0; run < 2; run++)
        ck_assert(tenor__scorer_run(&scorer, other->parameters, other->packed_weights, &epoch));
    ck_assert_mem_eq(scorer.best_logits, want, sizeof want);
    ck_assert_mem_ne(scorer.logits, want, sizeof want);
    tenor__scorer_keep(&scorer);
    ck_assert_mem_ne(scorer.best_logits, want, sizeof want);
    tenor__scorer_free(&scorer);
    tenor__pool_free(pool);
    tenor_model_free(other);
    tenor_model_free(model);
}
END_TEST

/* Many labels: a sample is kept unless all are wanted. */
START_TEST(very_many_logits_are_not_kept)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config("rnn", tenor_vocab_size(vocab));
    config.network.labels = 1 << 15;
    config.network.head = TENOR__HEAD_SIGMOID;
    tenor__network *network;
    tenor__pool *pool;
    tenor__scorer scorer;
    const tenor__label_sets sets = {.count = COUNT, .labels = targets};
    const tenor__scorer_examples examples = {.count = COUNT, .ids = rows, .lengths = lengths, .targets = &sets};
    ck_assert_int_eq(tenor__network_new(&config.network, NULL, &network, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__pool_new(1, NULL, &pool, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__scorer_init(&scorer, network, &examples, false, pool, NULL), TENOR_OK);
    ck_assert_uint_eq(scorer.stride, 3);
    ck_assert_ptr_null(scorer.best_logits);
    tenor__scorer_free(&scorer);
    ck_assert_int_eq(tenor__scorer_init(&scorer, network, &examples, true, pool, NULL), TENOR_OK);
    ck_assert_uint_eq(scorer.stride, 1);
    ck_assert_ptr_nonnull(scorer.best_logits);
    tenor__scorer_free(&scorer);
    tenor__pool_free(pool);
    tenor__network_free(network);
    tenor_vocab_free(vocab);
}
END_TEST

CHECK_MAIN("eval/scorer", scores_are_those_of_the_sessions_logits, the_best_run_is_kept, very_many_logits_are_not_kept)
