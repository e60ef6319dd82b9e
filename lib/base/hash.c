#include "base/hash.h"

#include <sys/random.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t tenor__hash(const void *data, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, size, seed);
}

_Static_assert(sizeof(XXH3_state_t) <= sizeof(tenor__hasher) && _Alignof(tenor__hasher) % _Alignof(XXH3_state_t) == 0,
               "the hasher holds xxHash's state");

void tenor__hash_begin(tenor__hasher *hasher, uint64_t seed)
{
    XXH3_state_t *state = (XXH3_state_t *)hasher->state;
    XXH3_INITSTATE(state);
    XXH3_64bits_reset_withSeed(state, seed);
}

void tenor__hash_add(tenor__hasher *hasher, const void *data, size_t size)
{
    XXH3_64bits_update((XXH3_state_t *)hasher->state, data, size);
}

uint64_t tenor__hash_end(const tenor__hasher *hasher)
{
    return XXH3_64bits_digest((const XXH3_state_t *)hasher->state);
}

uint64_t tenor__hash_seed(void)
{
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        const uintptr_t place = (uintptr_t)&seed;
        seed = (uint64_t)now.tv_nsec ^ ((uint64_t)now.tv_sec << 32) ^ place;
    }
    return seed;
}
