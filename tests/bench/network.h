/* A network with random parameters, a batch for it, and one pass forward and backward on one thread. */
#ifndef TENOR_TESTS_BENCH_NETWORK_H
#define TENOR_TESTS_BENCH_NETWORK_H

#include "nn/pass.h"

#include "bench.h"

typedef struct bench_network {
    tenor__network *network;
    tenor__packed_weights *packed_weights;
    tenor__pass *pass;
    tenor__packed_sequences batch;
    tenor__random random;
    tenor__dropout dropout;
    float *embedding;
    float *block;
    float *gradient;
    float *logits;
    float *logits_gradient;
} bench_network;

/* Its batch has `count` sequences, of `shortest` tokens to `longest`, which are drawn evenly from the vocabulary. The
 * network stays where it is: the pass points into it. */
void bench_network_init(bench_network *n, const tenor__network_config *config, size_t count, size_t shortest,
                        size_t longest);
void bench_network_free(bench_network *n);

/* For bench_measure; user is the network. The first keeps nothing for backward. */
void bench_network_infer(void *user);
void bench_network_forward(void *user);
void bench_network_backward(void *user);

/* Operations of all matrix products of a forward over the batch; backward takes twice as many. */
double bench_network_operations(const bench_network *n);

#endif
