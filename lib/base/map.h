/* A map from strings to 32-bit values: open addressing, seeded hash, only insert and find. */
#ifndef TENOR_BASE_MAP_H
#define TENOR_BASE_MAP_H

#include <tenor.h>

typedef struct tenor__map {
    tenor_alloc alloc;
    struct tenor__map_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
    uint64_t seed;
} tenor__map;

void tenor__map_init(tenor__map *map, const tenor_alloc *alloc);
void tenor__map_free(tenor__map *map);

/* Reserves room for count entries, so that inserts up to this count cannot fail. Returns false if memory runs out. */
bool tenor__map_reserve(tenor__map *map, size_t count);

/* The value of key, or NULL. The pointer is valid until the next insert. */
uint32_t *tenor__map_find(const tenor__map *map, tenor_str key);

/* The value of key. A new key is added with `value`, and *added (unless NULL) says whether it was new. The map keeps
 * the pointer to the key's bytes, which must outlive it. Returns NULL if memory runs out; nothing has changed then. */
uint32_t *tenor__map_insert(tenor__map *map, tenor_str key, uint32_t value, bool *added);

#endif
