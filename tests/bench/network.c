#include "network.h"

#include <stdlib.h>
#include <string.h>

static void fill_batch(bench_network *n, size_t words, size_t count, size_t shortest, size_t longest)
{
    const uint32_t **ids = bench_get(count, sizeof *ids);
    size_t *lengths = bench_get(count, sizeof *lengths);
    uint32_t *memory = bench_get(count * longest, sizeof *memory);
    for (size_t i = 0; i < count; i++) {
        uint32_t *sequence = memory + i * longest;
        ids[i] = sequence;
        lengths[i] = shortest + (longest - shortest) * i / count;
        for (size_t t = 0; t < lengths[i]; t++)
            sequence[t] = (uint32_t)tenor__random_below(&n->random, words);
    }
    tenor__packed_sequences_init(&n->batch, NULL);
    if (!tenor__packed_sequences_fill(&n->batch, ids, lengths, count))
        bench_require(TENOR_OUT_OF_MEMORY, "a batch", NULL);
    free(ids);
    free(lengths);
    free(memory);
}

void bench_network_init(bench_network *n, const tenor__network_config *config, size_t count, size_t shortest,
                        size_t longest)
{
    *n = (bench_network){.random = tenor__random_new(1, 0)};
    n->dropout = (tenor__dropout){.random = &n->random};
    tenor_error error;
    bench_require(tenor__network_new(config, NULL, &n->network, &error), "a network", &error);
    bench_require(tenor__packed_weights_new(n->network, true, NULL, &n->packed_weights, &error), "its matrices",
                  &error);
    bench_require(tenor__pass_new(n->network, NULL, &n->pass), "a pass", NULL);
    const size_t block = tenor__network_block_size(n->network);
    n->embedding = bench_get(config->words * config->dim, sizeof *n->embedding);
    n->block = bench_get(block, sizeof *n->block);
    n->gradient = bench_get(block, sizeof *n->gradient);
    n->logits = bench_get(count * config->labels, sizeof *n->logits);
    n->logits_gradient = bench_get(count * config->labels, sizeof *n->logits_gradient);
    for (size_t i = 0; i < count * config->labels; i++)
        n->logits_gradient[i] = i % 2 ? 0.01f : -0.01f;
    tenor__network_init(n->network, &n->random, n->embedding, n->block);
    for (size_t part = 0; part < tenor__parameter_slice_count(n->network); part++)
        tenor__packed_weights_update(n->packed_weights, n->block, part);
    fill_batch(n, config->words, count, shortest, longest);
}

void bench_network_free(bench_network *n)
{
    tenor__packed_sequences_free(&n->batch);
    tenor__pass_free(n->pass);
    tenor__packed_weights_free(n->packed_weights);
    tenor__network_free(n->network);
    float *const numbers[] = {n->embedding, n->block, n->gradient, n->logits, n->logits_gradient};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        free(numbers[i]);
}

static void forward(bench_network *n, const tenor__dropout *dropout)
{
    if (!tenor__pass_forward(n->pass, (tenor__parameters){.embedding = n->embedding, .block = n->block},
                             n->packed_weights, &n->batch, dropout, n->logits))
        bench_require(TENOR_OUT_OF_MEMORY, "forward", NULL);
}

void bench_network_infer(void *user)
{
    forward(user, NULL);
}

void bench_network_forward(void *user)
{
    bench_network *n = user;
    forward(n, &n->dropout);
}

void bench_network_backward(void *user)
{
    bench_network *n = user;
    if (!tenor__pass_backward(n->pass, (tenor__parameters){.embedding = n->embedding, .block = n->block},
                              n->packed_weights, &n->batch, n->logits_gradient, false))
        bench_require(TENOR_OUT_OF_MEMORY, "backward", NULL);
    for (size_t part = 0; part < tenor__parameter_slice_count(n->network); part++)
        tenor__parameter_slice_gradient(&n->pass, 1, part, n->gradient);
}

/* How often a forward over a batch multiplies by that matrix. */
static size_t uses(const bench_network *n, const tenor__tensor *tensor)
{
    const bool first = strstr(tensor->name, "_l0") != NULL;
    if (tensor->rank < 2 || strstr(tensor->name, "embedding"))
        return 0;
    if (strstr(tensor->name, "weight_ih"))
        return first ? n->batch.words : n->batch.rows;
    if (strstr(tensor->name, "weight_hh"))
        return n->batch.rows - n->batch.count; /* no sequence's first step has one before */
    return strstr(tensor->name, "attention") ? n->batch.rows : n->batch.count;
}

double bench_network_operations(const bench_network *n)
{
    double operations = 0;
    for (size_t i = 0; i < tenor__network_tensor_count(n->network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(n->network, i);
        operations += 2.0 * (double)tensor->size * (double)uses(n, tensor);
    }
    return operations;
}

double bench_token_operations(const char *cell, size_t dim, size_t hidden, size_t layers, size_t directions)
{
    tenor__network_config config = {.words = 2,
                                    .dim = dim,
                                    .hidden = hidden,
                                    .layers = layers,
                                    .directions = directions,
                                    .pooling = {TENOR__POOLING_MAX},
                                    .pooling_count = 1,
                                    .labels = 2};
    tenor__network *network;
    tenor_error error;
    if (!tenor__cell_find(tenor_str_of(cell), &config.cell))
        bench_require(TENOR_INVALID_ARGUMENT, cell, NULL);
    bench_require(tenor__network_new(&config, NULL, &network, &error), "a network", &error);
    double operations = 0;
    for (size_t i = 0; i < tenor__network_tensor_count(network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(network, i);
        if (strncmp(tensor->name, "rnn.weight", 10) == 0 && tensor->rank == 2)
            operations += 2.0 * (double)tensor->size;
    }
    tenor__network_free(network);
    return operations;
}
