/* A map from strings to 32-bit numbers: open addressing, seeded hash, insert and find only. */
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

/* Makes room for count entries, so that as many inserts cannot fail. */
bool tenor__map_reserve(tenor__map *map, size_t count);

/* The value of key; NULL when absent. The pointer holds until the next insert. */
uint32_t *tenor__map_find(const tenor__map *map, tenor_str key);

/* The value of key, which is set to `value` when the key is new (*added, unless NULL, says so). The map keeps the
 * key's pointer, not its bytes: they must outlive it. NULL when out of memory: nothing has changed. */
uint32_t *tenor__map_insert(tenor__map *map, tenor_str key, uint32_t value, bool *added);

#endif
