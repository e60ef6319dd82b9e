/* XXH3: the hash of model files and of the string map. */
#ifndef TENOR_BASE_HASH_H
#define TENOR_BASE_HASH_H

#include <tenor.h>

uint64_t tenor__hash(const void *data, size_t size, uint64_t seed);

/* 64 bits that an outsider cannot foresee: seeds the string map, never anything that shows in a result. */
uint64_t tenor__hash_seed(void);

#endif
