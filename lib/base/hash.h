/* XXH3, the hash of model files and of the string map. */
#ifndef TENOR_BASE_HASH_H
#define TENOR_BASE_HASH_H

#include <tenor.h>

uint64_t tenor__hash(const void *data, size_t size, uint64_t seed);

/* The same hash of bytes that arrive in pieces: begin, add each piece, end. Allocates nothing. */
typedef struct tenor__hasher {
    _Alignas(64) unsigned char state[576];
} tenor__hasher;

void tenor__hash_begin(tenor__hasher *hasher, uint64_t seed);
void tenor__hash_add(tenor__hasher *hasher, const void *data, size_t size);
uint64_t tenor__hash_end(const tenor__hasher *hasher);

/* A random 64-bit seed for the string map, so that nobody can construct colliding keys. It must not affect any
 * result. */
uint64_t tenor__hash_seed(void);

#endif
