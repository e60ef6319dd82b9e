#include "nn/packed_sequences.h"

#include "base/alloc.h"

#include <string.h>

enum { EMPTY_SEQUENCE_ID = 1 };

void tenor__packed_sequences_init(tenor__packed_sequences *batch, const tenor_alloc *alloc)
{
    *batch = (tenor__packed_sequences){.alloc = tenor__alloc_of(alloc)};
}

void tenor__packed_sequences_free(tenor__packed_sequences *batch)
{
    tenor__alloc_free(&batch->alloc, batch->order);
    tenor__alloc_free(&batch->alloc, batch->lengths);
    tenor__alloc_free(&batch->alloc, batch->step_offset);
    tenor__alloc_free(&batch->alloc, batch->row_word);
    tenor__alloc_free(&batch->alloc, batch->word_ids);
    tenor__alloc_free(&batch->alloc, batch->scratch);
    *batch = (tenor__packed_sequences){.alloc = batch->alloc};
}

/* Grows `first` and `second`, which share a capacity, to at least `need` values. Either may be NULL. */
static bool grow_pair(const tenor_alloc *alloc, uint32_t **first, uint32_t **second, size_t *capacity, size_t need)
{
    size_t first_capacity = *capacity;
    void *memory = *first;
    if (!tenor__alloc_grow(alloc, &memory, &first_capacity, need, sizeof **first))
        return false;
    *first = memory;
    if (second) {
        size_t second_capacity = *capacity;
        memory = *second;
        if (!tenor__alloc_grow(alloc, &memory, &second_capacity, need, sizeof **second))
            return false;
        *second = memory;
    }
    *capacity = first_capacity;
    return true;
}

static size_t length_of(const size_t *lengths, size_t i)
{
    return lengths[i] > 0 ? lengths[i] : 1;
}

static bool reserve(tenor__packed_sequences *batch, const size_t *lengths, size_t count)
{
    size_t rows = 0;
    size_t steps = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = length_of(lengths, i);
        steps = length > steps ? length : steps;
        if (!tenor__size_add(rows, length, &rows))
            return false;
    }
    if (rows >= UINT32_MAX / 4)
        return false;
    size_t table = 64;
    while (table < rows * 2)
        table *= 2;
    if (!grow_pair(&batch->alloc, &batch->order, &batch->lengths, &batch->sequence_capacity, count) ||
        !grow_pair(&batch->alloc, &batch->step_offset, NULL, &batch->step_capacity, steps + 1) ||
        !grow_pair(&batch->alloc, &batch->row_word, &batch->word_ids, &batch->row_capacity, rows) ||
        !grow_pair(&batch->alloc, &batch->scratch, NULL, &batch->scratch_capacity,
                   table > steps + 2 ? table : steps + 2))
        return false;
    batch->count = count;
    batch->steps = steps;
    batch->rows = rows;
    return true;
}

/* Counting sort: longest first, equal lengths in the caller's order. */
static void sort_by_length(tenor__packed_sequences *batch, const size_t *lengths)
{
    uint32_t *place = batch->scratch; /* place[l]: where the next sequence of length l goes */
    memset(place, 0, (batch->steps + 2) * sizeof *place);
    for (size_t i = 0; i < batch->count; i++)
        place[length_of(lengths, i)]++;
    uint32_t before = 0;
    for (size_t length = batch->steps; length > 0; length--) {
        uint32_t here = place[length];
        place[length] = before;
        before += here;
    }
    for (size_t i = 0; i < batch->count; i++) {
        size_t length = length_of(lengths, i);
        uint32_t at = place[length]++;
        batch->order[at] = (uint32_t)i;
        batch->lengths[at] = (uint32_t)length;
    }
}

/* The index of an id in word_ids; a new id is added. The hash table holds index + 1; 0 is free. */
static uint32_t intern(tenor__packed_sequences *batch, size_t mask, uint32_t id)
{
    uint32_t *table = batch->scratch;
    for (size_t i = (id * 2654435761u) & mask;; i = (i + 1) & mask) {
        if (table[i] == 0) {
            batch->word_ids[batch->words] = id;
            table[i] = (uint32_t)++batch->words;
            return table[i] - 1;
        }
        if (batch->word_ids[table[i] - 1] == id)
            return table[i] - 1;
    }
}

bool tenor__packed_sequences_fill(tenor__packed_sequences *batch, const uint32_t *const *ids, const size_t *lengths,
                                  size_t count)
{
    batch->count = batch->steps = batch->rows = batch->words = 0;
    if (count == 0)
        return true;
    if (!reserve(batch, lengths, count))
        return false;
    sort_by_length(batch, lengths);

    size_t table = 64;
    while (table < batch->rows * 2)
        table *= 2;
    memset(batch->scratch, 0, table * sizeof *batch->scratch);
    uint32_t row = 0;
    size_t active = batch->count;
    for (size_t t = 0; t < batch->steps; t++) {
        batch->step_offset[t] = row;
        while (batch->lengths[active - 1] <= t)
            active--;
        for (size_t i = 0; i < active; i++) {
            uint32_t caller = batch->order[i];
            uint32_t id = lengths[caller] > 0 ? ids[caller][t] : EMPTY_SEQUENCE_ID;
            batch->row_word[row++] = intern(batch, table - 1, id);
        }
    }
    batch->step_offset[batch->steps] = row;
    return true;
}
