/* Training that goes on from a model. */
#include "base/error.h"
#include "base/map.h"
#include "data/corpus.h"
#include "data/polarity.h"
#include "model/model.h"
#include "train/trainer.h"

#include <math.h>
#include <string.h>

/* ---- options ---- */

/* What a model has and training cannot change. */
static const tenor__option_index fixed_options[] = {
    TENOR__OPTION_tokens,    TENOR__OPTION_keep_case, TENOR__OPTION_max_tokens, TENOR__OPTION_keep_tokens,
    TENOR__OPTION_dim,       TENOR__OPTION_cell,      TENOR__OPTION_hidden,     TENOR__OPTION_layers,
    TENOR__OPTION_direction, TENOR__OPTION_pooling,   TENOR__OPTION_ngrams,     TENOR__OPTION_dense,
};

static tenor_status take_option(tenor_options *options, tenor__option_index index, const char *value,
                                tenor_error *error)
{
    const char *name = tenor_option(index)->name;
    if (tenor__options_given(options, index) && strcmp(tenor__options_text(options, index), value) != 0)
        return tenor__error_option(error, name,
                                   tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                                    "option '%s' is %s, and the model to go on from has %s; leave "
                                                    "option '%s' out",
                                                    name, tenor__options_text(options, index), value, name));
    const tenor_status status = tenor_options_set(options, name, value, NULL);
    if (status == TENOR_OUT_OF_MEMORY)
        return tenor__error_set_memory(error);
    char quoted[80];
    return status == TENOR_OK
               ? TENOR_OK
               : tenor__error_set(error, TENOR_BAD_MODEL, "the model to go on from records option '%s' as \"%s\"", name,
                                  tenor__error_quote(quoted, sizeof quoted, tenor_str_of(value)));
}

tenor_status tenor__trainer_from_options(tenor_trainer *trainer, tenor_error *error)
{
    const tenor__model_config *config = &trainer->base->config;
    tenor_options *options = trainer->options;
    if (options->values.vectors[0] != '\0')
        return tenor__error_option(error, "vectors",
                                   tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                                    "option 'vectors' gives words their first vectors, and the model "
                                                    "to go on from has its own; leave option 'vectors' out"));
    if (options->values.lexicon[0] != '\0')
        return tenor__error_option(error, "lexicon",
                                   tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                                    "option 'lexicon' is for an n-gram model that is trained, and that "
                                                    "of the model to go on from stays; leave option 'lexicon' out"));
    for (size_t i = 0; i < sizeof fixed_options / sizeof *fixed_options; i++)
        for (size_t j = 0; j < config->option_count; j++) {
            const tenor_key_value *option = &config->options[j].fact;
            if (tenor_str_equal(option->name, tenor_str_of(tenor_option(fixed_options[i])->name)))
                TENOR_TRY(take_option(options, fixed_options[i], option->value.data, error));
        }
    return TENOR_OK;
}

/* ---- labels ---- */

tenor_status tenor__trainer_from_labels(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                        tenor_error *error)
{
    const tenor__model_config *config = &trainer->base->config;
    size_t most = config->network.labels + tenor_corpus_label_count(train);
    if ((tenor_corpus_separator(train).size > 0) != (config->separator.size > 0))
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "the training corpus has %s, and the model to go on from gives %s",
                                config->separator.size > 0 ? "one label a text" : "several labels a text",
                                config->separator.size > 0 ? "several" : "one");
    if (most > TENOR__MOST_LABELS)
        most = TENOR__MOST_LABELS;
    trainer->labels = tenor__arena_alloc(&trainer->arena, most * sizeof *trainer->labels);
    tenor__map_init(&trainer->label_numbers, &trainer->alloc);
    if (!trainer->labels)
        return tenor__error_set_memory(error);
    for (size_t i = 0; i < config->network.labels + tenor_corpus_label_count(train); i++) {
        bool added;
        const tenor_str name =
            i < config->network.labels ? config->labels[i] : tenor_corpus_label_name(train, i - config->network.labels);
        const tenor_str copy = tenor__arena_copy(&trainer->arena, name);
        if (!copy.data || !tenor__map_insert(&trainer->label_numbers, copy, (uint32_t)trainer->label_count, &added))
            return tenor__error_set_memory(error);
        if (added && trainer->label_count == most)
            return tenor__error_set(error, TENOR_TOO_LARGE, "the model and the corpus have more than %d labels",
                                    TENOR__MOST_LABELS);
        if (added)
            trainer->labels[trainer->label_count++] = copy;
    }
    for (size_t k = 0; k < tenor_corpus_label_count(dev); k++) {
        char quoted[80];
        const tenor_str name = tenor_corpus_label_name(dev, k);
        if (!tenor__map_find(&trainer->label_numbers, name))
            return tenor__error_set(error, TENOR_BAD_DATA,
                                    "label \"%s\" of the dev corpus is neither in the training corpus nor in the model",
                                    tenor__error_quote(quoted, sizeof quoted, name));
    }
    return TENOR_OK;
}

bool tenor__trainer_from_has_polarities(const tenor_trainer *trainer)
{
    return trainer->base && trainer->base->config.polarities &&
           trainer->label_count == trainer->base->config.network.labels;
}

tenor__network_config tenor__trainer_from_network(const tenor_trainer *trainer)
{
    tenor__network_config config = trainer->base->config.network;
    config.words = tenor_vocab_size(trainer->vocabulary.vocab);
    config.labels = trainer->label_count;
    return config;
}

/* ---- words ---- */

/* The words of texts that are frequent and not in the model, most frequent first. Pairs are none: a pair takes the
 * place of its first word, and so would change how the model reads texts that it knows. */
static size_t list_new_words(const tenor_vocab *known, const tenor_vocab *found, const tenor__token_counts *counts,
                             tenor_str *words)
{
    size_t count = 0;
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(found); id++) {
        size_t entry;
        const tenor_str word = tenor_vocab_word(found, id);
        if (tenor_vocab_find(known, word) == TENOR__UNKNOWN && tenor__token_counts_find(counts, word, &entry) &&
            !tenor__token_counts_is_pair(counts, entry))
            words[count++] = word;
    }
    return count;
}

static tenor_status extend(tenor_trainer *trainer, const tenor__token_counts *counts, tenor_error *error)
{
    const tenor__option_values *values = &trainer->options->values;
    const tenor_vocab *known = trainer->base->vocab;
    tenor_vocab *found;
    TENOR_TRY(tenor__vocab_new(counts, (uint64_t)values->min_count, NULL, NULL, 0, (size_t)values->max_vocab,
                               &trainer->alloc, &found, error));
    tenor_str *words = tenor__alloc_array(&trainer->alloc, tenor_vocab_size(found), sizeof *words);
    const tenor_status status =
        words ? tenor__vocab_extend(known, words, list_new_words(known, found, counts, words),
                                    (size_t)values->max_vocab, &trainer->alloc, &trainer->vocabulary.vocab, error)
              : tenor__error_set_memory(error);
    tenor__alloc_free(&trainer->alloc, words);
    tenor_vocab_free(found);
    return status;
}

tenor_status tenor__trainer_from_vocabulary(tenor_trainer *trainer, const tenor__tokenized *texts, tenor_error *error)
{
    const tenor__option_values *values = &trainer->options->values;
    tenor__token_counts counts;
    if (tenor__token_counts_init(&counts, texts, (size_t)values->max_tokens, (tenor__kept_tokens)values->keep_tokens,
                                 &trainer->alloc) != TENOR_OK)
        return tenor__error_set_memory(error);
    trainer->vocabulary = (tenor__vocabulary){0};
    for (size_t i = 0; i < tenor__token_counts_entries(&counts); i++)
        trainer->vocabulary.words += tenor__token_counts_is_frequent(&counts, i, 1);
    const tenor_status status = extend(trainer, &counts, error);
    tenor__token_counts_free(&counts);
    return status;
}

/* ---- n-grams ---- */

/* Copies the table, with zeros for new labels. A sparse table has no entries for them. */
static bool copy_table(tenor_trainer *trainer, const tenor__ngram_table *from)
{
    tenor__ngram_classifier *to = &trainer->ngrams;
    const tenor_alloc *alloc = &trainer->shared;
    const size_t labels = trainer->label_count;
    *to = (tenor__ngram_classifier){.alloc = *alloc, .slots = from->slots, .labels = labels, .entries = from->entries};
    const size_t weights = from->entries > 0 ? from->entries : from->slots * labels;
    to->keys = tenor__alloc_array(alloc, from->slots, sizeof *to->keys);
    to->weights = tenor__alloc_zeroed(alloc, weights, sizeof *to->weights);
    to->bias = tenor__alloc_zeroed(alloc, labels, sizeof *to->bias);
    if (from->entries > 0) {
        to->begins = tenor__alloc_array(alloc, from->slots + 1, sizeof *to->begins);
        to->entry_labels = tenor__alloc_array(alloc, from->entries, sizeof *to->entry_labels);
    }
    if (!to->keys || !to->weights || !to->bias || (from->entries > 0 && (!to->begins || !to->entry_labels)))
        return false;
    memcpy(to->keys, from->keys, from->slots * sizeof *to->keys);
    memcpy(to->bias, from->bias, from->labels * sizeof *to->bias);
    if (from->entries > 0) {
        memcpy(to->weights, from->weights, from->entries * sizeof *to->weights);
        memcpy(to->begins, from->begins, (from->slots + 1) * sizeof *to->begins);
        memcpy(to->entry_labels, from->entry_labels, from->entries * sizeof *to->entry_labels);
    } else {
        for (size_t slot = 0; slot < from->slots; slot++)
            memcpy(to->weights + slot * labels, from->weights + slot * from->labels,
                   from->labels * sizeof *to->weights);
    }
    return true;
}

static bool score_dev(tenor_trainer *trainer, const tenor_corpus *dev)
{
    const size_t labels = trainer->label_count;
    tenor__ngrams ngrams = {.alloc = trainer->shared};
    tenor_tokens *tokens = NULL;
    size_t size;
    bool done = tenor__size_multiply(tenor_corpus_size(dev), labels, &size);
    if (done)
        trainer->ngrams.dev_logits = tenor__alloc_zeroed(&trainer->shared, size + 1, sizeof(float));
    done = done && trainer->ngrams.dev_logits && tenor_tokens_new(&trainer->shared, &tokens) == TENOR_OK;
    for (size_t i = 0; done && i < tenor_corpus_size(dev); i++)
        done = tenor_tokens_split(tokens, tenor_vocab_text_settings(trainer->base->vocab), tenor_corpus_text(dev, i)) ==
                   TENOR_OK &&
               tenor__ngram_table_score(&trainer->base->ngrams, &trainer->ngram_rule, &ngrams, tokens,
                                        trainer->ngrams.dev_logits + i * labels);
    tenor_tokens_free(tokens);
    tenor__ngrams_free(&ngrams);
    return done;
}

tenor_status tenor__trainer_from_ngrams(tenor_trainer *trainer, const tenor_corpus *dev, tenor_error *error)
{
    const tenor_model *base = trainer->base;
    trainer->ngram_rule = (tenor__ngram_rule){
        .vocab = trainer->vocabulary.vocab, .words = base->config.ngrams.words, .common = base->config.ngrams.common};
    if (base->ngrams.slots == 0)
        return TENOR_OK;
    if (!tenor__ngram_classifier_bears(trainer->label_count, tenor_corpus_size(dev)))
        return tenor__error_set(error, TENOR_TOO_LARGE,
                                "the logits of the model's n-grams, for %zu labels and %zu dev examples, do not fit in "
                                "memory; give fewer dev examples",
                                trainer->label_count, tenor_corpus_size(dev));
    return copy_table(trainer, &base->ngrams) && score_dev(trainer, dev) ? TENOR_OK : tenor__error_set_memory(error);
}

/* ---- weights ---- */

/* Copies the model's weights over the initial ones. A new word has the row of <unk>, as which it was read before. A new
 * label has no weights yet. */
bool tenor__trainer_from_weights(tenor_trainer *trainer)
{
    const tenor_model *base = trainer->base;
    const size_t dim = base->config.network.dim;
    const size_t known = base->config.network.words;
    const size_t words = tenor_vocab_size(trainer->vocabulary.vocab);
    float *embedding = trainer->weights.embedding;
    memcpy(embedding, base->parameters.embedding, known * dim * sizeof *embedding);
    for (size_t id = known; id < words; id++)
        memcpy(embedding + id * dim, embedding + TENOR__UNKNOWN * dim, dim * sizeof *embedding);
    const size_t tensors = tenor__network_tensor_count(base->network);
    for (size_t i = 1; i < tensors; i++) {
        const tenor__tensor *from = tenor__network_tensor(base->network, i);
        const tenor__tensor *to = tenor__network_tensor(trainer->network, i);
        float *values = trainer->weights.block + to->offset;
        memset(values, 0, to->size * sizeof *values);
        memcpy(values, base->parameters.block + from->offset, from->size * sizeof *values);
    }
    trainer->is_pretrained = tenor__alloc_array(&trainer->alloc, words, sizeof *trainer->is_pretrained);
    for (size_t id = 0; trainer->is_pretrained && id < words; id++)
        trainer->is_pretrained[id] = id >= TENOR__FIRST_WORD && id < known;
    return trainer->is_pretrained != NULL;
}

/* ---- the start ---- */

/* How many of count texts have a label, one text added and half of it. */
static double prior_of(const tenor_trainer *trainer, size_t label)
{
    double with = 0.5;
    for (size_t i = 0; i < trainer->train.count; i++) {
        const tenor__label_set set = tenor__label_sets_get(&trainer->train.targets, i);
        for (size_t j = 0; j < set.count; j++)
            with += set.labels[j] == label;
    }
    return with / ((double)trainer->train.count + 1);
}

/* The mean over texts of the logarithm of the sum of the exponentials of the known labels' logits, which are divided by
 * the temperature; new labels have logits of 0. */
static tenor_status find_mean(tenor_trainer *trainer, const tenor_model *model, const tenor_corpus *corpus,
                              double *mean, tenor_error *error)
{
    enum { MOST = 1000 };
    const size_t known = trainer->base->config.network.labels;
    const size_t labels = trainer->label_count;
    const size_t count = tenor_corpus_size(corpus) < MOST ? tenor_corpus_size(corpus) : MOST;
    float *probabilities = tenor__alloc_array(&trainer->shared, count * labels, sizeof *probabilities);
    if (!probabilities)
        return tenor__error_set_memory(error);
    const tenor_status status =
        tenor_predict(model, tenor__corpus_texts(corpus), count, (size_t)trainer->options->values.threads,
                      &trainer->shared, probabilities, error);
    *mean = 0;
    for (size_t i = 0; status == TENOR_OK && i < count; i++) {
        const double new_one = fmax((double)probabilities[i * labels + known], 1e-30);
        *mean += log(fmax(1 / new_one - (double)(labels - known), 1e-6)) / (double)count;
    }
    tenor__alloc_free(&trainer->shared, probabilities);
    return status;
}

/* Sets the bias of new labels so that their probability is their share of the training texts. */
static tenor_status start_labels(tenor_trainer *trainer, const tenor_model *model, const tenor_corpus *train,
                                 tenor_error *error)
{
    const size_t known = trainer->base->config.network.labels;
    const size_t last = tenor__network_tensor_count(trainer->network) - 1;
    float *bias = trainer->weights.block + tenor__network_tensor(trainer->network, last)->offset;
    double mean = 0;
    double rest = 1;
    const bool several = trainer->separator.size > 0;
    if (!several)
        TENOR_TRY(find_mean(trainer, model, train, &mean, error));
    for (size_t k = known; k < trainer->label_count; k++)
        rest -= prior_of(trainer, k);
    rest = fmax(rest, 1e-3);
    for (size_t k = known; k < trainer->label_count; k++) {
        const double prior = prior_of(trainer, k);
        bias[k] =
            several ? (float)log(prior / (1 - prior)) : (float)(trainer->temperature * (log(prior / rest) + mean));
    }
    return TENOR_OK;
}

/* The model as it is before the first epoch is the checkpoint of epoch 0. */
static void keep_start(tenor_trainer *trainer, const tenor_epoch *scores)
{
    trainer->checkpoint.is_filled = false;
    tenor__checkpoint_offer(&trainer->checkpoint, scores, trainer->weights, 1);
}

/* A new label has a threshold of a half. */
static bool keep_thresholds(tenor_trainer *trainer)
{
    const tenor__model_config *config = &trainer->base->config;
    if (!config->thresholds)
        return true;
    trainer->thresholds = tenor__arena_alloc(&trainer->arena, trainer->label_count * sizeof *trainer->thresholds);
    for (size_t k = 0; trainer->thresholds && k < trainer->label_count; k++)
        trainer->thresholds[k] = k < config->network.labels ? config->thresholds[k] : 0.5f;
    return trainer->thresholds != NULL;
}

tenor_status tenor__trainer_from_start(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                       tenor_error *error)
{
    tenor_model *model = NULL;
    tenor_report *report = NULL;
    tenor_epoch scores = {.epoch = 0};
    tenor_status status;
    trainer->temperature = trainer->base->config.temperature;
    if (!keep_thresholds(trainer))
        return tenor__error_set_memory(error);
    keep_start(trainer, &scores);
    TENOR_TRY(tenor__export_model(trainer, &model, error));
    if (trainer->label_count > trainer->base->config.network.labels) {
        status = start_labels(trainer, model, train, error);
        tenor_model_free(model);
        model = NULL;
        if (status != TENOR_OK)
            return status;
        keep_start(trainer, &scores);
        tenor__training_step_pack(&trainer->training_step, trainer->weights.block, trainer->packed_weights);
        TENOR_TRY(tenor__export_model(trainer, &model, error));
    }
    status = tenor_evaluate(model, dev, (size_t)trainer->options->values.threads, &trainer->shared, &report, error);
    if (status == TENOR_OK) {
        scores.dev_accuracy = tenor_report_scores(report)->accuracy;
        scores.dev_macro_f1 = tenor_report_scores(report)->macro_f1;
        scores.dev_loss = tenor_report_scores(report)->loss;
        keep_start(trainer, &scores);
    }
    tenor_report_free(report);
    tenor_model_free(model);
    return status;
}
