/* What the tests of the network share: a network with random parameters and all that running it takes. */
#ifndef TENOR_TESTS_NN_RIG_H
#define TENOR_TESTS_NN_RIG_H

#include "nn/pass.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* An assertion for inner loops: Check's own tells another process of each that holds. */
#define REQUIRE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            ck_abort_msg("%s", #condition);                                                                            \
    } while (0)

typedef struct rig {
    tenor__network *network;
    tenor__packed_weights *packed_weights;
    tenor__pass *pass;
    size_t block_size;
    size_t embedding_size;
    tenor__real *embedding;
    tenor__real *block;
    tenor__real *gradient; /* the block's, after rig_backward */
} rig;

static inline void *rig_numbers(size_t count)
{
    void *numbers = calloc(count, sizeof(tenor__real));
    ck_assert_ptr_nonnull(numbers);
    return numbers;
}

static inline void rig_repack(rig *r)
{
    for (size_t slice = 0; slice < tenor__parameter_slice_count(r->network); slice++)
        tenor__packed_weights_update(r->packed_weights, r->block, slice);
}

/* Parameters are the starting ones with noise, so that none is a round number and biases differ. */
static inline rig rig_new(const tenor__network_config *config, uint64_t seed)
{
    rig r = {.network = NULL};
    ck_assert_int_eq(tenor__network_new(config, NULL, &r.network, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__packed_weights_new(r.network, true, NULL, &r.packed_weights, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__pass_new(r.network, NULL, &r.pass), TENOR_OK);
    r.block_size = tenor__network_block_size(r.network);
    r.embedding_size = config->words * config->dim;
    r.embedding = rig_numbers(r.embedding_size);
    r.block = rig_numbers(r.block_size);
    r.gradient = rig_numbers(r.block_size);
    tenor__random random = tenor__random_new(seed, 0);
    tenor__network_init(r.network, &random, r.embedding, r.block);
    for (size_t i = 0; i < r.embedding_size; i++)
        r.embedding[i] = (tenor__real)tenor__random_normal(&random);
    for (size_t i = 0; i < r.block_size; i++)
        r.block[i] += (tenor__real)(0.3 * tenor__random_normal(&random));
    rig_repack(&r);
    return r;
}

static inline void rig_free(rig *r)
{
    tenor__pass_free(r->pass);
    tenor__packed_weights_free(r->packed_weights);
    tenor__network_free(r->network);
    free(r->embedding);
    free(r->block);
    free(r->gradient);
}

static inline bool rig_forward(rig *r, const tenor__packed_sequences *batch, const tenor__dropout *dropout,
                               tenor__real *logits)
{
    return tenor__pass_forward(r->pass, (tenor__parameters){r->embedding, r->block}, r->packed_weights, batch, dropout,
                               logits);
}

static inline bool rig_backward(rig *r, const tenor__packed_sequences *batch, const tenor__real *logits_gradient,
                                bool frozen)
{
    if (!tenor__pass_backward(r->pass, (tenor__parameters){r->embedding, r->block}, r->packed_weights, batch,
                              logits_gradient, frozen))
        return false;
    for (size_t slice = 0; slice < tenor__parameter_slice_count(r->network); slice++)
        tenor__parameter_slice_gradient(&r->pass, 1, slice, r->gradient);
    return true;
}

/* Sequences of random words that share one piece of memory. */
typedef struct sentences {
    size_t count;
    const uint32_t **ids;
    size_t *lengths;
    uint32_t *memory;
} sentences;

static inline sentences sentences_new(const size_t *lengths, size_t count, size_t words, uint64_t seed)
{
    size_t rows = 0;
    for (size_t i = 0; i < count; i++)
        rows += lengths[i];
    sentences s = {.count = count,
                   .ids = malloc((count + 1) * sizeof *s.ids),
                   .lengths = malloc((count + 1) * sizeof *s.lengths),
                   .memory = malloc((rows + 1) * sizeof *s.memory)};
    ck_assert(s.ids && s.lengths && s.memory);
    tenor__random random = tenor__random_new(seed, 1);
    uint32_t *next = s.memory;
    for (size_t i = 0; i < count; i++) {
        s.ids[i] = next;
        s.lengths[i] = lengths[i];
        for (size_t t = 0; t < lengths[i]; t++)
            *next++ = (uint32_t)tenor__random_below(&random, words);
    }
    return s;
}

static inline void sentences_free(sentences *s)
{
    free(s->ids);
    free(s->lengths);
    free(s->memory);
}

static inline tenor__packed_sequences sentences_pack(const sentences *s)
{
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, s->ids, s->lengths, s->count));
    return batch;
}

#endif
