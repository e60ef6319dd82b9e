/* Random numbers: xoshiro256** (Blackman and Vigna 2018), seeded through splitmix64. Each generator belongs to one
 * thread. Streams of one seed are independent, so that a shard's numbers do not depend on the number of threads. */
#ifndef TENOR_BASE_RANDOM_H
#define TENOR_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct tenor__random {
    uint64_t state[4];
} tenor__random;

tenor__random tenor__random_new(uint64_t seed, uint64_t stream);

uint64_t tenor__random_next(tenor__random *random);

/* 0 <= x < bound, unbiased (Lemire 2019); bound > 0. */
uint64_t tenor__random_below(tenor__random *random, uint64_t bound);

/* 0 <= x < 1, with 53 bits. */
double tenor__random_uniform(tenor__random *random);

/* Normal with mean 0 and variance 1 (Box and Muller 1958). */
double tenor__random_normal(tenor__random *random);

/* Shuffles order[0..count) (Fisher and Yates). */
void tenor__random_shuffle(tenor__random *random, uint32_t *order, size_t count);

#endif
