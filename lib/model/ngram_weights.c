#include "linear/ngram_table.h"
#include "model/model.h"
#include "text/tokens.h"

bool tenor_ngram_weights(const tenor_model *model, const tenor_tokens *tokens, size_t first, size_t count,
                         float *weights)
{
    const tenor__ngram_rule rule = {model->vocab, model->config.ngrams.words, model->config.ngrams.common};
    uint64_t words[TENOR__NGRAM_MOST_WORDS];
    uint64_t characters[TENOR__NGRAM_MOST_OF_WORD];
    bool found = false;
    for (size_t k = 0; k < tenor_model_label_count(model); k++)
        weights[k] = 0;
    if (model->ngrams.slots == 0 || count < 1 || count > rule.words)
        return false;
    for (size_t i = 0; i < count; i++)
        words[i] = tenor__ngrams_hash_word(tenor__tokens_text(tokens, first + i));
    const uint64_t run = tenor__ngrams_hash_run(words, count);
    tenor__ngram_table_add(&model->ngrams, &run, 1, weights);
    if (count == 1)
        tenor__ngram_table_add(&model->ngrams, characters,
                               tenor__ngrams_of_word(&rule, tenor__tokens_text(tokens, first), characters), weights);
    for (size_t k = 0; k < tenor_model_label_count(model); k++)
        found = found || weights[k] != 0;
    return found;
}
