#include "train/trainer.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/sized_struct.h"
#include "data/corpus.h"
#include "eval/thresholds.h"
#include "model/model.h"
#include "optim/class_weights.h"
#include "train/corpus_vectors.h"

#include <math.h>
#include <string.h>

/* ---- steps of tenor_trainer_new ---- */

/* Encodes a corpus. `all` is the corpus whose labels the trainer has; it has all labels of the other. */
static tenor_status encode(tenor_trainer *trainer, const tenor__tokenized *texts, const tenor_corpus *corpus,
                           const tenor_corpus *all, tenor__sequences *out, tenor_error *error)
{
    const size_t count = tenor_corpus_label_count(corpus);
    uint32_t *labels = tenor__alloc_array(&trainer->alloc, count + 1, sizeof *labels);
    if (!labels)
        return tenor__error_set_memory(error);
    for (size_t k = 0; k < count; k++) {
        size_t label = 0;
        const tenor_str name = tenor_corpus_label_name(corpus, k);
        const uint32_t *number = trainer->base ? tenor__map_find(&trainer->label_numbers, name) : NULL;
        if (!number)
            tenor__corpus_find_label(all, name, &label);
        labels[k] = number ? *number : (uint32_t)label;
    }
    const tenor__option_values *values = &trainer->options->values;
    tenor_status status =
        tenor__sequences_encode(out, texts, corpus, trainer->vocabulary.vocab, (size_t)values->max_tokens,
                                (tenor__kept_tokens)values->keep_tokens, labels, &trainer->alloc);
    tenor__alloc_free(&trainer->alloc, labels);
    return status == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}

/* Decides whether to fit thresholds. Returns TENOR_TOO_LARGE if the option asks for it and it would take too much. */
static tenor_status plan_thresholds(tenor_trainer *trainer, tenor_error *error)
{
    const tenor__option_values *values = &trainer->options->values;
    const size_t option = values->thresholds;
    size_t numbers;
    trainer->fits_thresholds =
        option == TENOR__THRESHOLDS_FIT ||
        (option == TENOR__THRESHOLDS_AUTO && (trainer->separator.size > 0 || values->metric == TENOR__METRIC_MACRO_F1));
    if (!trainer->fits_thresholds ||
        (tenor__size_multiply(trainer->dev.count, trainer->label_count, &numbers) && numbers <= TENOR__MOST_FITTING))
        return TENOR_OK;
    trainer->fits_thresholds = false;
    if (option != TENOR__THRESHOLDS_FIT)
        return TENOR_OK;
    return tenor__error_option(
        error, "thresholds",
        tenor__error_set(error, TENOR_TOO_LARGE,
                         "thresholds cannot be fitted to %zu labels on %zu dev examples; leave option 'thresholds' out",
                         trainer->label_count, trainer->dev.count));
}

static tenor_status weigh_labels(tenor_trainer *trainer, tenor_error *error)
{
    uint64_t *counts = tenor__alloc_zeroed(&trainer->alloc, trainer->label_count, sizeof *counts);
    if (!counts)
        return tenor__error_set_memory(error);
    for (size_t i = 0; i < trainer->train.count; i++) {
        const tenor__label_set set = tenor__label_sets_get(&trainer->train.targets, i);
        for (size_t j = 0; j < set.count; j++)
            counts[set.labels[j]]++;
    }
    tenor_status status = tenor__class_weights_read(
        trainer->options->values.class_weights, trainer->labels, counts, trainer->label_count,
        trainer->separator.size > 0 ? trainer->train.count : 0, &trainer->alloc, &trainer->class_weights, error);
    tenor__alloc_free(&trainer->alloc, counts);
    return status;
}

static bool has_ngrams(const tenor_trainer *trainer)
{
    return trainer->options->values.ngrams > 0 &&
           tenor__ngram_classifier_bears(trainer->label_count, trainer->dev.count);
}

/* Trains the n-gram model. A word is common if it occurs more than once per 200 training texts. */
static tenor_status train_ngrams(tenor_trainer *trainer, const tenor__tokenized *train, const tenor__tokenized *dev,
                                 tenor_error *error)
{
    const tenor__option_values *values = &trainer->options->values;
    trainer->ngram_rule = (tenor__ngram_rule){
        .vocab = trainer->vocabulary.vocab,
        .words = (size_t)values->ngrams,
        .common = trainer->train.count / 200 + 1,
    };
    if (!has_ngrams(trainer))
        return TENOR_OK;
    const tenor__ngram_training training = {
        .train = {train, &trainer->train.targets},
        .dev = {dev, &trainer->dev.targets},
        .labels = trainer->label_count,
        .label_weights = trainer->class_weights,
        .rule = &trainer->ngram_rule,
        .seed = (uint64_t)values->seed,
        .watcher = trainer->options->watcher,
        .most_features = tenor__ngram_classifier_most_features(trainer->label_count),
        .lexicons = trainer->lexicons.items,
        .lexicon_count = trainer->lexicons.count,
    };
    const tenor_status status =
        tenor__ngram_classifier_train(&trainer->ngrams, &training, trainer->pool, &trainer->shared);
    return status == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}

/* Whether the embedding starts from vectors that are made of the corpus. */
static bool makes_vectors(const tenor_trainer *trainer)
{
    return !trainer->base && trainer->options->values.vectors[0] == '\0' &&
           trainer->options->values.init == TENOR__INIT_CORPUS;
}

static tenor_status tokenize_unlabeled(tenor_trainer *trainer, tenor__tokenized *texts, tenor_error *error)
{
    const tenor_options *options = trainer->options;
    if (options->unlabeled_count == 0 || !makes_vectors(trainer))
        return TENOR_OK;
    return tenor__vocabulary_tokenize_texts(options, options->unlabeled, options->unlabeled_count, true, trainer->pool,
                                            &trainer->shared, texts, error);
}

/* Frees the tokens, which take more memory than the ids. */
static tenor_status encode_unlabeled(tenor_trainer *trainer, tenor__tokenized *texts, tenor_error *error)
{
    if (texts->count == 0)
        return TENOR_OK;
    const tenor_status status = tenor__sequences_encode(&trainer->unlabeled, texts, NULL, trainer->vocabulary.vocab, 0,
                                                        TENOR__KEEP_FIRST, NULL, &trainer->alloc);
    tenor__tokenized_free(texts);
    return status == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}

/* Makes everything that depends on the texts: vocabulary, sequences and the n-gram model. */
static tenor_status read_texts(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                               const tenor_corpus *all, tenor__tokenized texts[3], tenor_error *error)
{
    const bool whole = has_ngrams(trainer);
    TENOR_TRY(
        tenor__vocabulary_tokenize(trainer->options, train, whole, trainer->pool, &trainer->shared, &texts[0], error));
    TENOR_TRY(
        tenor__vocabulary_tokenize(trainer->options, dev, whole, trainer->pool, &trainer->shared, &texts[1], error));
    TENOR_TRY(tokenize_unlabeled(trainer, &texts[2], error));
    if (trainer->base)
        TENOR_TRY(tenor__trainer_from_vocabulary(trainer, &texts[0], error));
    else
        TENOR_TRY(tenor__vocabulary_build(trainer->options, &texts[0], &texts[2], &trainer->alloc, &trainer->vocabulary,
                                          error));
    TENOR_TRY(encode_unlabeled(trainer, &texts[2], error));
    TENOR_TRY(encode(trainer, &texts[0], train, all, &trainer->train, error));
    TENOR_TRY(encode(trainer, &texts[1], dev, all, &trainer->dev, error));
    TENOR_TRY(plan_thresholds(trainer, error));
    TENOR_TRY(weigh_labels(trainer, error));
    TENOR_TRY(tenor__lexicons_read(trainer->options, &trainer->alloc, &trainer->lexicons, error));
    return trainer->base ? tenor__trainer_from_ngrams(trainer, dev, error)
                         : train_ngrams(trainer, &texts[0], &texts[1], error);
}

static tenor_status read_corpora(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                 const tenor_corpus *all, tenor_error *error)
{
    tenor__tokenized texts[3] = {{.count = 0}};
    const tenor_status status = read_texts(trainer, train, dev, all, texts, error);
    tenor__tokenized_free(&texts[0]);
    tenor__tokenized_free(&texts[1]);
    tenor__tokenized_free(&texts[2]);
    return status;
}

/* Makes word vectors of the corpus, and of the texts without labels. */
static bool make_vectors(tenor_trainer *trainer, size_t words, size_t dim, double deviation)
{
    const tenor__random random = tenor__random_new((uint64_t)trainer->options->values.seed, TENOR__STREAM_VECTORS);
    const tenor_alloc *alloc = &trainer->shared;
    if (trainer->unlabeled.count == 0)
        return tenor__corpus_vectors(&trainer->train, words, TENOR__CORPUS_VECTORS_TOKENS, dim, deviation, random,
                                     trainer->pool, alloc, trainer->weights.embedding, trainer->is_pretrained);
    tenor__sequences all;
    if (tenor__sequences_join(&all, &trainer->train, &trainer->unlabeled, alloc) != TENOR_OK)
        return false;
    const bool made = tenor__corpus_vectors(&all, words, TENOR__CORPUS_VECTORS_MORE_TOKENS, dim, deviation, random,
                                            trainer->pool, alloc, trainer->weights.embedding, trainer->is_pretrained);
    tenor__sequences_free(&all);
    tenor__sequences_free(&trainer->unlabeled);
    return made;
}

/* Puts word vectors, of the file or of the corpus, into the embedding, which holds random values. */
static bool fill_embedding(tenor_trainer *trainer, size_t dim)
{
    static const double START_DEVIATION = 0.1;
    const size_t words = tenor_vocab_size(trainer->vocabulary.vocab);
    float *embedding = trainer->weights.embedding;
    if (trainer->base)
        return tenor__trainer_from_weights(trainer);
    if (!trainer->vocabulary.vectors && !makes_vectors(trainer))
        return true;
    trainer->is_pretrained = tenor__alloc_array(&trainer->alloc, words, sizeof *trainer->is_pretrained);
    if (!trainer->is_pretrained)
        return false;
    if (!trainer->vocabulary.vectors)
        return make_vectors(trainer, words, dim, START_DEVIATION);
    tenor__vocabulary_fill(&trainer->vocabulary, START_DEVIATION, embedding);
    for (size_t id = 0; id < words; id++)
        trainer->is_pretrained[id] = tenor__vocabulary_vector(&trainer->vocabulary, id) != NULL;
    return true;
}

/* Puts the words' scores into the last value of their rows. */
static void fill_scores(tenor_trainer *trainer, size_t dim)
{
    const tenor_vocab *vocab = trainer->vocabulary.vocab;
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(vocab); id++) {
        const uint64_t hash = tenor__ngrams_hash_word(tenor_vocab_word(vocab, id));
        float score = 0;
        for (size_t d = 0; d < trainer->lexicons.count; d++)
            score += tenor__lexicon_find(&trainer->lexicons.items[d], hash);
        trainer->weights.embedding[id * dim + dim - 1] = score;
    }
}

static bool freezes_embedding(const tenor_trainer *trainer)
{
    return trainer->options->values.freeze || trainer->options->values.fixed != TENOR__FIXED_NONE;
}

/* Copies the initial rows that mixout restores. Words known only from the vectors are last and in no training text. Of
 * a model to go on from all words may be. */
static bool keep_pretrained(tenor_trainer *trainer, size_t dim)
{
    const tenor__option_values *values = &trainer->options->values;
    const tenor_vocab *vocab = trainer->vocabulary.vocab;
    if (!trainer->is_pretrained || values->mixout == 0 || freezes_embedding(trainer))
        return true;
    size_t words = trainer->base ? trainer->base->config.network.words : tenor_vocab_size(vocab);
    while (!trainer->base && words > TENOR__FIRST_WORD && tenor_vocab_count(vocab, words - 1) == 0)
        words--;
    trainer->pretrained = tenor__alloc_large(&trainer->alloc, words * dim, sizeof *trainer->pretrained);
    if (!trainer->pretrained)
        return false;
    memcpy(trainer->pretrained, trainer->weights.embedding, words * dim * sizeof *trainer->pretrained);
    return true;
}

/* Makes the network, initializes its weights, and puts word vectors into the embedding. */
static tenor_status make_network(tenor_trainer *trainer, tenor_error *error)
{
    const size_t words = tenor_vocab_size(trainer->vocabulary.vocab);
    size_t dim;
    size_t size;
    tenor__network_config config;
    if (trainer->base) {
        config = tenor__trainer_from_network(trainer);
        dim = config.dim;
    } else {
        TENOR_TRY(tenor__vocabulary_dim(&trainer->vocabulary, trainer->options, &dim, error));
        TENOR_TRY(tenor__architecture_config(trainer->options, words, dim, trainer->label_count, &config, error));
    }
    config.head = trainer->separator.size > 0 ? TENOR__HEAD_SIGMOID : TENOR__HEAD_SOFTMAX;
    TENOR_TRY(tenor__network_new(&config, &trainer->alloc, &trainer->network, error));
    TENOR_TRY(tenor__packed_weights_new(trainer->network, true, &trainer->alloc, &trainer->packed_weights, error));
    TENOR_TRY(tenor__packed_weights_new(trainer->network, false, &trainer->alloc, &trainer->scored_weights, error));
    if (!tenor__size_multiply(words, dim, &size))
        return tenor__error_set_memory(error);
    trainer->weights.embedding = tenor__alloc_large(&trainer->alloc, size, sizeof(float));
    trainer->weights.block =
        tenor__alloc_aligned(&trainer->alloc, tenor__network_block_size(trainer->network), sizeof(float));
    trainer->rounded =
        tenor__alloc_aligned(&trainer->alloc, tenor__network_block_size(trainer->network), sizeof(float));
    if (!trainer->weights.embedding || !trainer->weights.block || !trainer->rounded)
        return tenor__error_set_memory(error);
    tenor__random random = tenor__random_new((uint64_t)trainer->options->values.seed, TENOR__STREAM_INIT);
    tenor__network_init(trainer->network, &random, trainer->weights.embedding, trainer->weights.block);
    if (!fill_embedding(trainer, dim))
        return tenor__error_set_memory(error);
    if (trainer->ngrams.lexicon_problems > 0)
        fill_scores(trainer, dim);
    if (!keep_pretrained(trainer, dim))
        return tenor__error_set_memory(error);
    tenor__vectors_free(trainer->vocabulary.vectors);
    trainer->vocabulary.vectors = NULL;
    return TENOR_OK;
}

static void limit_epochs(tenor_trainer *trainer)
{
    const tenor__option_values *values = &trainer->options->values;
    uint32_t epochs = (uint32_t)values->epochs;
    uint32_t patience = (uint32_t)values->patience;
    uint32_t usual = 0;
    if (epochs == 0) {
        usual = tenor__early_stopping_default_epochs(trainer->train.tokens);
        patience = tenor__early_stopping_default_patience(patience, usual);
        epochs = tenor__early_stopping_most_epochs(usual, trainer->label_count);
    }
    trainer->epoch_limit = epochs;
    trainer->early_stopping = tenor__early_stopping_new(patience, usual);
}

/* How many values of the block, its first ones, are not trained: those of the recurrent layers. */
static size_t fixed_size(const tenor_trainer *trainer)
{
    const size_t tensors = tenor__network_tensor_count(trainer->network);
    if (trainer->options->values.fixed != TENOR__FIXED_LAYERS)
        return 0;
    for (size_t i = 1; i < tensors; i++)
        if (strncmp(tenor__network_tensor(trainer->network, i)->name, "rnn.", 4) != 0)
            return tenor__network_tensor(trainer->network, i)->offset;
    return 0;
}

static tenor_status make_training(tenor_trainer *trainer)
{
    const tenor__option_values *values = &trainer->options->values;
    const tenor__network_config *config = tenor__network_config_of(trainer->network);
    const size_t block_size = tenor__network_block_size(trainer->network);
    const tenor__optimizer_settings optimizer = {
        .kind = (tenor__optimizer_kind)values->optimizer,
        .momentum = values->momentum,
        .nesterov = values->nesterov,
        .weight_decay = values->weight_decay,
    };
    TENOR_TRY(tenor__optimizer_init(&trainer->optimizer, &optimizer, block_size, &trainer->alloc));
    TENOR_TRY(tenor__batch_sampler_init(&trainer->batches, &trainer->train, (size_t)values->batch, &trainer->alloc));
    TENOR_TRY(tenor__weight_average_init(&trainer->average,
                                         (uint64_t)ceil(values->average * (double)trainer->batches.count), block_size,
                                         &trainer->alloc));
    TENOR_TRY(tenor__sparse_rows_table_init(&trainer->table, &trainer->optimizer, &trainer->average,
                                            trainer->weights.embedding, freezes_embedding(trainer) ? 0 : config->words,
                                            config->dim, &trainer->alloc));
    const tenor__step_settings step = {
        .network = trainer->network,
        .sequences = &trainer->train,
        .pool = trainer->pool,
        .optimizer = &trainer->optimizer,
        .average = &trainer->average,
        .table = &trainer->table,
        .packed_weights = trainer->packed_weights,
        .weights = trainer->weights,
        .loss = {trainer->label_count, values->label_smoothing, trainer->class_weights,
                 config->head == TENOR__HEAD_SIGMOID},
        .dropout = {.mixout = trainer->pretrained ? values->mixout : 0,
                    .pretrained = trainer->pretrained,
                    .is_pretrained = trainer->is_pretrained,
                    .embedding = values->embedding_dropout,
                    .layers = values->dropout,
                    .recurrent = values->recurrent_dropout,
                    .head = values->dropout},
        .word_dropout = values->word_dropout,
        .clip = values->clip,
        .batch = (size_t)values->batch < trainer->train.count ? (size_t)values->batch : trainer->train.count,
        .frozen = freezes_embedding(trainer),
        .fixed = fixed_size(trainer),
        .seed = (uint64_t)values->seed,
    };
    TENOR_TRY(tenor__training_step_init(&trainer->training_step, &step, &trainer->shared));
    const tenor__scorer_examples dev = {
        .count = trainer->dev.count,
        .ids = trainer->dev.ids,
        .lengths = trainer->dev.lengths,
        .targets = &trainer->dev.targets,
        .ngram_logits = trainer->ngrams.dev_logits,
    };
    TENOR_TRY(tenor__scorer_init(&trainer->scorer, trainer->network, &dev, trainer->fits_thresholds, trainer->pool,
                                 &trainer->shared));
    TENOR_TRY(tenor__checkpoint_init(&trainer->checkpoint, (tenor__metric)values->metric,
                                     freezes_embedding(trainer) ? 0 : config->words * config->dim, block_size,
                                     &trainer->alloc));
    limit_epochs(trainer);
    const uint32_t third = trainer->early_stopping.patience / 3;
    trainer->schedule =
        tenor__schedule_new((tenor__schedule_kind)values->schedule, values->lr, values->warmup,
                            (uint64_t)trainer->epoch_limit * trainer->batches.count, third > 0 ? third : 1);
    trainer->rates = tenor__alloc_array(&trainer->alloc, trainer->batches.count, sizeof *trainer->rates);
    return trainer->rates ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

/* Frees what only training steps need. It is several times as large as a model, which is copied from the checkpoint. */
static void free_training(tenor_trainer *trainer)
{
    tenor__training_step_free(&trainer->training_step);
    tenor__batch_sampler_free(&trainer->batches);
    tenor__sparse_rows_table_free(&trainer->table);
    tenor__weight_average_free(&trainer->average);
    tenor__optimizer_free(&trainer->optimizer);
    tenor__packed_weights_free(trainer->packed_weights);
    trainer->packed_weights = NULL;
}

/* ---- the public functions ---- */

static tenor_status make(tenor_trainer *trainer, const tenor_options *options, const tenor_corpus *train,
                         const tenor_corpus *dev, tenor_error *error)
{
    tenor_corpus *rest = NULL;
    tenor_corpus *held_out = NULL;
    const tenor_corpus *all = train;
    tenor_status status;
    TENOR_TRY(tenor__trainer_corpora_check_train(train, trainer->base != NULL, error));
    if (tenor__locked_alloc_new(&trainer->alloc, &trainer->locked) != TENOR_OK ||
        tenor__options_copy_watched(options, &trainer->alloc, &trainer->options) != TENOR_OK)
        return tenor__error_set_memory(error);
    trainer->shared = tenor__locked_alloc_hook(trainer->locked);
    if (trainer->base)
        TENOR_TRY(tenor__trainer_from_options(trainer, error));
    if (!dev) {
        TENOR_TRY_GOTO(done, tenor_corpus_split(train, trainer->options->values.dev_fraction,
                                                (uint64_t)trainer->options->values.seed, &trainer->alloc, &rest,
                                                &held_out, error));
        train = rest;
        dev = held_out;
    }
    TENOR_TRY_GOTO(done, tenor__trainer_corpora_check_dev(dev, all, trainer->base != NULL, error));
    TENOR_TRY_GOTO(done, tenor__trainer_corpora_labels(trainer, all, dev, error));
    TENOR_TRY_GOTO(done, tenor__trainer_corpora_note(trainer, all, error));
    TENOR_TRY_GOTO(done,
                   tenor__pool_new((size_t)trainer->options->values.threads, &trainer->alloc, &trainer->pool, error));
    TENOR_TRY_GOTO(done, read_corpora(trainer, train, dev, all, error));
    TENOR_TRY_GOTO(done, make_network(trainer, error));
    if (make_training(trainer) != TENOR_OK)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK && trainer->base)
        status = tenor__trainer_from_start(trainer, train, dev, error);
done:
    tenor_corpus_free(rest);
    tenor_corpus_free(held_out);
    return status;
}

static tenor_status make_new(const tenor_model *base, const tenor_options *options, const tenor_corpus *train,
                             const tenor_corpus *dev, const tenor_alloc *alloc, tenor_trainer **out, tenor_error *error)
{
    *out = NULL;
    if (!train)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the training corpus must not be NULL");
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_trainer *trainer = tenor__alloc_zeroed(&hook, 1, sizeof *trainer);
    if (!trainer)
        return tenor__error_set_memory(error);
    trainer->alloc = hook;
    trainer->arena.alloc = hook;
    trainer->base = base;
    atomic_init(&trainer->stop, false);
    const tenor_status status = make(trainer, options, train, dev, error);
    tenor__map_free(&trainer->label_numbers);
    trainer->label_numbers = (tenor__map){0};
    trainer->base = NULL;
    if (status != TENOR_OK) {
        tenor_trainer_free(trainer);
        return status;
    }
    *out = trainer;
    return TENOR_OK;
}

tenor_status tenor_trainer_new(const tenor_options *options, const tenor_corpus *train, const tenor_corpus *dev,
                               const tenor_alloc *alloc, tenor_trainer **out, tenor_error *error)
{
    return make_new(NULL, options, train, dev, alloc, out, error);
}

tenor_status tenor_trainer_new_from(const tenor_model *base, const tenor_options *options, const tenor_corpus *train,
                                    const tenor_corpus *dev, const tenor_alloc *alloc, tenor_trainer **out,
                                    tenor_error *error)
{
    *out = NULL;
    if (!base)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the model to go on from must not be NULL");
    return make_new(base, options, train, dev, alloc, out, error);
}

tenor_status tenor_trainer_run(tenor_trainer *trainer, tenor_progress_fn progress, void *user, tenor_error *error)
{
    if (!trainer)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "trainer must not be NULL");
    if (trainer->started)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "a trainer runs once; make another to train again");
    trainer->started = true;
    const tenor_status status = tenor__trainer_epoch_run(trainer, progress, user, error);
    free_training(trainer);
    return status;
}

void tenor_trainer_stop(tenor_trainer *trainer)
{
    atomic_store_explicit(&trainer->stop, true, memory_order_relaxed);
}

tenor_status tenor_trainer_model(const tenor_trainer *trainer, tenor_model **out, tenor_error *error)
{
    *out = NULL;
    if (!trainer)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "trainer must not be NULL");
    if (!trainer->checkpoint.is_filled)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "there is no model before the first epoch is done");
    return tenor__export_model(trainer, out, error);
}

static const char *explain_no_ngrams(const tenor_trainer *trainer)
{
    if (trainer->options->values.ngrams == 0 || trainer->ngrams.slots > 0)
        return NULL;
    return has_ngrams(trainer) ? "no two training texts have an n-gram in common"
                               : "its logits for so many labels and dev examples do not fit in memory";
}

static const char *explain_no_lexicon(const tenor_trainer *trainer)
{
    _Static_assert(TENOR__NGRAM_MOST_DENSE == 32, "a message below says so");
    if (trainer->lexicons.count == 0 || trainer->ngrams.lexicon_problems > 0)
        return NULL;
    if (trainer->ngrams.slots == 0)
        return "there is no n-gram model";
    return trainer->label_count > TENOR__NGRAM_MOST_DENSE ? "the n-gram model of more than 32 labels takes none"
                                                          : "no label's loss on dev is lower with it";
}

tenor_status tenor_trainer_describe(const tenor_trainer *trainer, tenor_trainer_info *info)
{
    const tenor__network_config *config = tenor__network_config_of(trainer->network);
    const tenor__ngram_config ngrams = tenor__ngram_classifier_config(&trainer->ngrams, &trainer->ngram_rule);
    const tenor_trainer_info all = {
        .train_size = trainer->train.count,
        .dev_size = trainer->dev.count,
        .vocab_size = config->words,
        .parameters =
            tenor__network_parameters(trainer->network) + tenor__ngram_parameters(&ngrams, trainer->label_count),
        .ngram_words = ngrams.words,
        .no_ngrams = explain_no_ngrams(trainer),
        .no_lexicon = explain_no_lexicon(trainer),
        .words = trainer->vocabulary.words,
        .words_in_vectors = trainer->vocabulary.words_in_vectors,
        .token_coverage = trainer->vocabulary.token_coverage,
        .lexicon_labels = trainer->ngrams.labels == 2 && trainer->separator.size == 0
                              ? 2 * trainer->ngrams.lexicon_problems
                              : trainer->ngrams.lexicon_problems,
    };
    return tenor__sized_struct_write(info, &all, sizeof all, NULL);
}

void tenor_trainer_free(tenor_trainer *trainer)
{
    if (!trainer)
        return;
    const tenor_alloc hook = trainer->alloc;
    tenor__alloc_free(&hook, trainer->epochs);
    tenor__alloc_free(&hook, trainer->rates);
    tenor__checkpoint_free(&trainer->checkpoint);
    tenor__scorer_free(&trainer->scorer);
    free_training(trainer);
    tenor__packed_weights_free(trainer->scored_weights);
    tenor__alloc_free_aligned(&hook, trainer->weights.embedding);
    tenor__alloc_free_aligned(&hook, trainer->weights.block);
    tenor__alloc_free_aligned(&hook, trainer->rounded);
    tenor__alloc_free_aligned(&hook, trainer->pretrained);
    tenor__alloc_free(&hook, trainer->is_pretrained);
    tenor__network_free(trainer->network);
    tenor__ngram_classifier_free(&trainer->ngrams);
    tenor__alloc_free(&hook, trainer->class_weights);
    tenor__lexicons_free(&trainer->lexicons);
    tenor__sequences_free(&trainer->unlabeled);
    tenor__sequences_free(&trainer->dev);
    tenor__sequences_free(&trainer->train);
    tenor__vocabulary_free(&trainer->vocabulary);
    tenor__pool_free(trainer->pool);
    tenor__arena_free(&trainer->arena);
    tenor_options_free(trainer->options);
    tenor__locked_alloc_free(trainer->locked);
    tenor__alloc_free(&hook, trainer);
}
