/* XXH3: the hash of model files and of the string map. */
#ifndef TENOR_BASE_HASH_H
#define TENOR_BASE_HASH_H

#include <tenor.h>

uint64_t tenor__hash(const void *data, size_t size, uint64_t seed);

/* The same of bytes that come piece by piece: begin, add each, end. Nothing is allocated. */
typedef struct tenor__hasher {
    _Alignas(64) unsigned char state[576];
} tenor__hasher;

void tenor__hash_begin(tenor__hasher *hasher, uint64_t seed);
void tenor__hash_add(tenor__hasher *hasher, const void *data, size_t size);
uint64_t tenor__hash_end(const tenor__hasher *hasher);

/* 64 bits that an outsider cannot foresee: seeds the string map, never anything that shows in a result. */
uint64_t tenor__hash_seed(void);

#endif
