#include "base/map.h"

#include "base/alloc.h"
#include "base/hash.h"

#include <string.h>

struct tenor__map_entry {
    const char *data; /* NULL: free entry */
    size_t size;
    uint32_t hash; /* avoids most comparisons of different keys */
    uint32_t value;
};

enum { SMALLEST = 64 };

void tenor__map_init(tenor__map *map, const tenor_alloc *alloc)
{
    *map = (tenor__map){.alloc = tenor__alloc_of(alloc), .seed = tenor__hash_seed()};
}

void tenor__map_free(tenor__map *map)
{
    tenor__alloc_free(&map->alloc, map->entries);
    map->entries = NULL;
    map->capacity = map->count = 0;
}

/* The entry of key, or the free entry where it belongs. There must be a free entry. */
static struct tenor__map_entry *locate(const tenor__map *map, tenor_str key, uint64_t hash)
{
    size_t mask = map->capacity - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct tenor__map_entry *entry = &map->entries[i];
        if (!entry->data || (entry->hash == (uint32_t)(hash >> 32) && entry->size == key.size &&
                             memcmp(entry->data, key.data, key.size) == 0))
            return entry;
    }
}

static bool rehash(tenor__map *map, size_t capacity)
{
    struct tenor__map_entry *entries = tenor__alloc_zeroed(&map->alloc, capacity, sizeof *entries);
    if (!entries)
        return false;
    tenor__map larger = *map;
    larger.entries = entries;
    larger.capacity = capacity;
    for (size_t i = 0; i < map->capacity; i++) {
        const struct tenor__map_entry *entry = &map->entries[i];
        if (entry->data) {
            tenor_str key = {entry->data, entry->size};
            *locate(&larger, key, tenor__hash(key.data, key.size, map->seed)) = *entry;
        }
    }
    tenor__alloc_free(&map->alloc, map->entries);
    *map = larger;
    return true;
}

bool tenor__map_reserve(tenor__map *map, size_t count)
{
    size_t capacity = map->capacity ? map->capacity : SMALLEST;
    while (capacity / 2 < count)
        if (!tenor__size_multiply(capacity, 2, &capacity))
            return false;
    return capacity == map->capacity || rehash(map, capacity);
}

uint32_t *tenor__map_find(const tenor__map *map, tenor_str key)
{
    if (map->count == 0)
        return NULL;
    const char *data = key.data ? key.data : "";
    struct tenor__map_entry *entry = locate(map, (tenor_str){data, key.size}, tenor__hash(data, key.size, map->seed));
    return entry->data ? &entry->value : NULL;
}

uint32_t *tenor__map_insert(tenor__map *map, tenor_str key, uint32_t value, bool *added)
{
    if (!tenor__map_reserve(map, map->count + 1))
        return NULL;
    if (!key.data)
        key.data = "";
    uint64_t hash = tenor__hash(key.data, key.size, map->seed);
    struct tenor__map_entry *entry = locate(map, key, hash);
    if (added)
        *added = !entry->data;
    if (!entry->data) {
        *entry = (struct tenor__map_entry){key.data, key.size, (uint32_t)(hash >> 32), value};
        map->count++;
    }
    return &entry->value;
}
