#include "check_main.h"
#include "model/fixture.h"
#include "model/model.h"

/* The n-grams of a text of one word: the word, its characters, and the word behind the start of the text. */
START_TEST(weights_are_what_the_layer_adds)
{
    tenor_model *model = fixture_model("gru+ngrams");
    const tenor__ngram_rule rule = {model->vocab, model->config.ngrams.words, model->config.ngrams.common};
    const tenor_text_settings settings = *tenor_vocab_text_settings(model->vocab);
    tenor__ngrams ngrams = {.alloc = tenor__alloc_of(NULL)};
    tenor_tokens *tokens;
    bool any = false;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    static const char *const words[] = {"good", "bad", "film", "plot", "unknown"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        float weights[3];
        float logits[3];
        ck_assert_int_eq(tenor_tokens_split(tokens, &settings, str(words[i])), TENOR_OK);
        any = tenor_ngram_weights(model, tokens, 0, 1, weights) || any;
        const uint64_t hashes[2] = {tenor__ngrams_hash_word(str("")), tenor__ngrams_hash_word(str(words[i]))};
        const uint64_t start = tenor__ngrams_hash_run(hashes, 2);
        ck_assert(tenor__ngram_table_score(&model->ngrams, &rule, &ngrams, tokens, logits));
        if (rule.words >= 2)
            tenor__ngram_table_add(&model->ngrams, &start, 1, weights);
        for (size_t k = 0; k < 3; k++)
            ck_assert_float_eq_tol(weights[k] + model->ngrams.bias[k], logits[k], 1e-5f);
    }
    ck_assert(any);
    float weights[3];
    ck_assert(!tenor_ngram_weights(model, tokens, 0, 0, weights));
    ck_assert(!tenor_ngram_weights(model, tokens, 0, rule.words + 1, weights));
    tenor_model_free(model);

    model = fixture_model("gru");
    ck_assert(!tenor_ngram_weights(model, tokens, 0, 1, weights));
    ck_assert(weights[0] == 0 && weights[2] == 0);
    tenor_model_free(model);
    tenor__ngrams_free(&ngrams);
    tenor_tokens_free(tokens);
}
END_TEST

CHECK_MAIN("model/ngram_weights", weights_are_what_the_layer_adds)
