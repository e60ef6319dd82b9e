#include "train/vocabulary.h"

#include "base/locked_alloc.h"
#include "base/sized_struct.h"
#include "base/error.h"
#include "data/corpus.h"
#include "source/source.h"

#include <math.h>
#include <string.h>
#include <tenor_train.h>

enum { LEAST_NEW = 5 }; /* how often a word must occur that only texts without labels have */

static bool is_wanted(tenor_str word, void *user)
{
    size_t i;
    return tenor__token_counts_find(user, word, &i) && tenor__token_counts_is_frequent(user, i, 1);
}

static size_t count_frequent(const tenor__token_counts *counts, uint64_t min_count)
{
    size_t frequent = 0;
    for (size_t i = 0; i < tenor__token_counts_entries(counts); i++)
        frequent += tenor__token_counts_is_frequent(counts, i, min_count);
    return frequent;
}

/* The rows that max-vocab leaves for words known only from the vectors, if no rare word is kept. */
static size_t count_free_rows(const tenor__token_counts *counts, const tenor__option_values *values)
{
    const size_t rows = TENOR__FIRST_WORD + count_frequent(counts, (uint64_t)values->min_count);
    return rows < (size_t)values->max_vocab ? (size_t)values->max_vocab - rows : 0;
}

/* Finds which entries have a vector, and the fraction of tokens that these cover. */
static void find_coverage(const tenor__token_counts *counts, tenor__vocabulary *out, bool *known)
{
    uint64_t covered = 0;
    for (size_t i = 0; i < tenor__token_counts_entries(counts); i++) {
        known[i] =
            counts->counts[i] > 0 && tenor__vectors_find(out->vectors, tenor__token_counts_text(counts, i)) != NULL;
        out->words_in_vectors += known[i];
        covered += known[i] && !tenor__token_counts_is_pair(counts, i) ? counts->counts[i] : 0;
    }
    out->token_coverage = counts->tokens > 0 ? (double)covered / (double)counts->tokens : 0;
}

static size_t list_extra_words(const tenor__vectors *vectors, tenor_str *extra)
{
    size_t count = 0;
    for (size_t i = 0; i < tenor__vectors_count(vectors); i++)
        if (tenor__vectors_is_extra(vectors, i))
            extra[count++] = tenor__vectors_word(vectors, i);
    return count;
}

/* Reads the vectors that the corpus wants, from their file or the caller's memory. */
static tenor_status read_vectors(const tenor_options *options, tenor__token_counts *counts, const tenor_alloc *alloc,
                                 tenor__vectors **out, tenor_error *error)
{
    static const tenor__source_settings settings = {
        .map = true, .patient = true, .is_binary = tenor__vectors_are_binary};
    const char *name = options->values.vectors;
    const tenor_str bytes = options->vectors;
    tenor__source *source;
    TENOR_TRY(bytes.data ? tenor__source_open_memory(bytes.data, bytes.size, name, &settings, alloc, &source, error)
                         : tenor__source_open(name, &settings, alloc, &source, error));
    const tenor_status status =
        tenor__vectors_read(tenor__source_window(source), &counts->texts->settings, is_wanted, counts,
                            count_free_rows(counts, &options->values), alloc, out, error);
    if (status != TENOR_OK && status != TENOR_OUT_OF_MEMORY && !tenor__source_failed(source))
        tenor__error_in(error, name, 0);
    tenor__source_close(source);
    return status;
}

static tenor_status build_with_vectors(const tenor_options *options, tenor__token_counts *counts,
                                       const tenor_alloc *alloc, tenor__vocabulary *out, tenor_error *error)
{
    const tenor__option_values *values = &options->values;
    bool *known = NULL;
    tenor_str *extra = NULL;
    tenor_status status;
    TENOR_TRY_GOTO(done, read_vectors(options, counts, alloc, &out->vectors, error));
    known = tenor__alloc_array(alloc, tenor__token_counts_entries(counts) + 1, sizeof *known);
    extra = tenor__alloc_array(alloc, tenor__vectors_count(out->vectors) + 1, sizeof *extra);
    if (!known || !extra) {
        status = tenor__error_set_memory(error);
        goto done;
    }
    find_coverage(counts, out, known);
    status = tenor__vocab_new(counts, (uint64_t)values->min_count, known, extra, list_extra_words(out->vectors, extra),
                              (size_t)values->max_vocab, alloc, &out->vocab, error);
done:
    tenor__alloc_free(alloc, known);
    tenor__alloc_free(alloc, extra);
    return status;
}

tenor_status tenor__vocabulary_tokenize(const tenor_options *options, const tenor_corpus *corpus, bool whole,
                                        tenor__pool *pool, const tenor_alloc *alloc, tenor__tokenized *out,
                                        tenor_error *error)
{
    return tenor__vocabulary_tokenize_texts(options, tenor__corpus_texts(corpus), tenor_corpus_size(corpus), whole,
                                            pool, alloc, out, error);
}

tenor_status tenor__vocabulary_tokenize_texts(const tenor_options *options, const tenor_str *texts, size_t count,
                                              bool whole, tenor__pool *pool, const tenor_alloc *alloc,
                                              tenor__tokenized *out, tenor_error *error)
{
    const tenor__option_values *values = &options->values;
    const tenor_text_settings settings = {
        .size = sizeof settings, .unit = (tenor_token_unit)values->tokens, .keep_case = values->keep_case};
    if (tenor__tokenized_init(out, texts, count, &settings, whole ? 0 : (size_t)values->max_tokens,
                              (tenor__kept_tokens)values->keep_tokens, pool, options->watcher, alloc) != TENOR_OK)
        return tenor__error_set_memory(error);
    return TENOR_OK;
}

/* ---- with texts without labels ---- */

/* Marks the entries that occur often enough in the corpus and the other texts together. */
static void find_frequent(const tenor__token_counts *counts, const tenor__token_counts *more, uint64_t min_count,
                          bool *frequent)
{
    const uint64_t min_pairs = min_count > TENOR__LEAST_PAIR_COUNT ? min_count : TENOR__LEAST_PAIR_COUNT;
    for (size_t i = 0; i < tenor__token_counts_entries(counts); i++) {
        size_t j;
        uint64_t count = counts->counts[i];
        if (count > 0 && tenor__token_counts_find(more, tenor__token_counts_text(counts, i), &j))
            count += more->counts[j];
        frequent[i] =
            counts->counts[i] > 0 && count >= (tenor__token_counts_is_pair(counts, i) ? min_pairs : min_count);
    }
}

/* The words of a vocabulary, most frequent first. */
static void list_words(const tenor_vocab *vocab, tenor_str *words)
{
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(vocab); id++)
        words[id - TENOR__FIRST_WORD] = tenor_vocab_word(vocab, id);
}

/* The words of the corpus, and then those that only the other texts have. */
static tenor_status build_with_more(const tenor_options *options, const tenor__token_counts *counts,
                                    const tenor__token_counts *more, const tenor_alloc *alloc, tenor__vocabulary *out,
                                    tenor_error *error)
{
    const tenor__option_values *values = &options->values;
    const uint64_t min_count = (uint64_t)values->min_count;
    tenor_vocab *others;
    TENOR_TRY(tenor__vocab_new(more, min_count > LEAST_NEW ? min_count : LEAST_NEW, NULL, NULL, 0,
                               (size_t)values->max_vocab, alloc, &others, error));
    tenor_status status = TENOR_OK;
    bool *frequent = tenor__alloc_array(alloc, tenor__token_counts_entries(counts) + 1, sizeof *frequent);
    tenor_str *extra = tenor__alloc_array(alloc, tenor_vocab_size(others), sizeof *extra);
    if (!frequent || !extra)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK) {
        find_frequent(counts, more, min_count, frequent);
        list_words(others, extra);
        status = tenor__vocab_new(counts, min_count, frequent, extra, tenor_vocab_size(others) - TENOR__FIRST_WORD,
                                  (size_t)values->max_vocab, alloc, &out->vocab, error);
    }
    tenor__alloc_free(alloc, frequent);
    tenor__alloc_free(alloc, extra);
    tenor_vocab_free(others);
    return status;
}

static tenor_status build_with_unlabeled(const tenor_options *options, const tenor__token_counts *counts,
                                         const tenor__tokenized *unlabeled, const tenor_alloc *alloc,
                                         tenor__vocabulary *out, tenor_error *error)
{
    tenor__token_counts more;
    if (tenor__token_counts_init(&more, unlabeled, 0, TENOR__KEEP_FIRST, alloc) != TENOR_OK)
        return tenor__error_set_memory(error);
    const tenor_status status = build_with_more(options, counts, &more, alloc, out, error);
    tenor__token_counts_free(&more);
    return status;
}

tenor_status tenor__vocabulary_build(const tenor_options *options, const tenor__tokenized *texts,
                                     const tenor__tokenized *unlabeled, const tenor_alloc *alloc,
                                     tenor__vocabulary *out, tenor_error *error)
{
    *out = (tenor__vocabulary){0};
    const tenor_alloc hook = tenor__alloc_of(alloc);
    const tenor__option_values *values = &options->values;
    tenor__token_counts counts;
    if (tenor__token_counts_init(&counts, texts, (size_t)values->max_tokens, (tenor__kept_tokens)values->keep_tokens,
                                 &hook) != TENOR_OK)
        return tenor__error_set_memory(error);
    out->words = count_frequent(&counts, 1);
    tenor_status status;
    if (values->vectors[0] != '\0')
        status = build_with_vectors(options, &counts, &hook, out, error);
    else if (unlabeled && unlabeled->count > 0)
        status = build_with_unlabeled(options, &counts, unlabeled, &hook, out, error);
    else
        status = tenor__vocab_new(&counts, (uint64_t)values->min_count, NULL, NULL, 0, (size_t)values->max_vocab, &hook,
                                  &out->vocab, error);
    tenor__token_counts_free(&counts);
    return status;
}

void tenor__vocabulary_free(tenor__vocabulary *vocabulary)
{
    tenor_vocab_free(vocabulary->vocab);
    tenor__vectors_free(vocabulary->vectors);
    *vocabulary = (tenor__vocabulary){0};
}

tenor_status tenor__vocabulary_dim(const tenor__vocabulary *vocabulary, const tenor_options *options, size_t *dim,
                                   tenor_error *error)
{
    const size_t given = (size_t)options->values.dim;
    *dim = vocabulary->vectors ? tenor__vectors_dim(vocabulary->vectors) : given;
    if (*dim != given && tenor__options_given(options, TENOR__OPTION_dim)) {
        char path[120];
        return tenor__error_option(
            error, "dim",
            tenor__error_set(error, TENOR_OPTION_RANGE,
                             "option 'dim' is %zu but the vectors of %s have %zu numbers; leave option 'dim' out",
                             given, tenor__error_quote(path, sizeof path, tenor_str_of(options->values.vectors)),
                             *dim));
    }
    if (*dim > TENOR__LARGEST_DIM)
        return tenor__error_set(error, TENOR_OPTION_RANGE, "the word vectors have %zu numbers, more than %d", *dim,
                                TENOR__LARGEST_DIM);
    return TENOR_OK;
}

const float *tenor__vocabulary_vector(const tenor__vocabulary *vocabulary, size_t id)
{
    return vocabulary->vectors && id >= TENOR__FIRST_WORD
               ? tenor__vectors_find(vocabulary->vectors, tenor_vocab_word(vocabulary->vocab, id))
               : NULL;
}

/* The standard deviation of the vectors' values; 0 without vectors. */
static double find_deviation(const tenor__vocabulary *vocabulary)
{
    const size_t dim = tenor__vectors_dim(vocabulary->vectors);
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(vocabulary->vocab); id++) {
        const float *vector = tenor__vocabulary_vector(vocabulary, id);
        for (size_t j = 0; vector && j < dim; j++) {
            sum += (double)vector[j];
            squares += (double)vector[j] * (double)vector[j];
        }
        count += vector ? (double)dim : 0;
    }
    return count > 0 ? sqrt(fmax(0, squares / count - (sum / count) * (sum / count))) : 0;
}

void tenor__vocabulary_fill(const tenor__vocabulary *vocabulary, double deviation, float *embedding)
{
    const size_t dim = tenor__vectors_dim(vocabulary->vectors);
    const double wanted = find_deviation(vocabulary);
    const float factor = wanted > 0 && isfinite(wanted) ? (float)(wanted / deviation) : 1;
    for (size_t id = TENOR__UNKNOWN; id < tenor_vocab_size(vocabulary->vocab); id++) {
        const float *vector = tenor__vocabulary_vector(vocabulary, id);
        float *row = embedding + id * dim;
        if (vector)
            memcpy(row, vector, dim * sizeof *row);
        for (size_t j = 0; !vector && j < dim; j++)
            row[j] *= factor;
    }
}

/* Tokenizes and counts the corpus, with as many threads of its own as the system grants. */
static tenor_status build_of_corpus(const tenor_options *options, const tenor_corpus *corpus, const tenor_alloc *alloc,
                                    tenor__vocabulary *out, tenor_error *error)
{
    tenor__locked_alloc *locked;
    tenor__pool *pool = NULL;
    tenor__tokenized texts = {0};
    if (tenor__locked_alloc_new(alloc, &locked) != TENOR_OK)
        return tenor__error_set_memory(error);
    tenor_status status = tenor__pool_new_granted((size_t)options->values.threads, alloc, &pool);
    if (status != TENOR_OK) {
        tenor__error_set_memory(error);
    } else {
        const tenor_alloc shared = tenor__locked_alloc_hook(locked);
        status = tenor__vocabulary_tokenize(options, corpus, false, pool, &shared, &texts, error);
    }
    if (status == TENOR_OK)
        status = tenor__vocabulary_build(options, &texts, NULL, alloc, out, error);
    tenor__tokenized_free(&texts);
    tenor__pool_free(pool);
    tenor__locked_alloc_free(locked);
    return status;
}

tenor_status tenor_vocab_build(const tenor_corpus *corpus, const tenor_options *options, const tenor_alloc *alloc,
                               tenor_vocab **out, tenor_trainer_info *info, tenor_error *error)
{
    *out = NULL;
    if (!corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus must not be NULL");
    tenor_options *copy;
    if (tenor__options_copy_watched(options, alloc, &copy) != TENOR_OK)
        return tenor__error_set_memory(error);
    tenor__vocabulary vocabulary = {0};
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_status status = build_of_corpus(copy, corpus, &hook, &vocabulary, error);
    tenor_options_free(copy);
    if (status == TENOR_OK) {
        const tenor_trainer_info all = {
            .train_size = tenor_corpus_size(corpus),
            .vocab_size = tenor_vocab_size(vocabulary.vocab),
            .words = vocabulary.words,
            .words_in_vectors = vocabulary.words_in_vectors,
            .token_coverage = vocabulary.token_coverage,
        };
        if (info)
            status = tenor__sized_struct_write(info, &all, sizeof all, error);
    }
    if (status == TENOR_OK) {
        *out = vocabulary.vocab;
        vocabulary.vocab = NULL;
    }
    tenor__vocabulary_free(&vocabulary);
    return status;
}
