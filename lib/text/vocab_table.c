#include "text/vocab_table.h"

#include "base/hash.h"
#include "text/vocab.h"

#include <string.h>

tenor_vocab *tenor__vocab_table_new(tenor_text_settings settings, size_t capacity, size_t bytes,
                                    const tenor_alloc *alloc)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_vocab *vocab = tenor__alloc_zeroed(&hook, 1, sizeof *vocab);
    if (!vocab)
        return NULL;
    vocab->alloc = hook;
    vocab->settings = settings;
    vocab->capacity = capacity;
    vocab->hash_seed = tenor__hash_seed();
    vocab->bytes = tenor__alloc_array(&hook, bytes > 0 ? bytes : 1, 1);
    vocab->starts = tenor__alloc_array(&hook, capacity + 1, sizeof *vocab->starts);
    if (!vocab->bytes || !vocab->starts) {
        tenor_vocab_free(vocab);
        return NULL;
    }
    vocab->starts[0] = 0;
    return vocab;
}

void tenor_vocab_free(tenor_vocab *vocab)
{
    if (!vocab)
        return;
    const tenor_alloc alloc = vocab->alloc;
    tenor__alloc_free(&alloc, vocab->bytes);
    tenor__alloc_free(&alloc, vocab->starts);
    tenor__alloc_free(&alloc, vocab->runs);
    tenor__alloc_free_aligned(&alloc, vocab->index);
    tenor__alloc_free(&alloc, vocab);
}

/* ---- words and counts ---- */

void tenor__vocab_table_append(tenor_vocab *vocab, tenor_str word)
{
    char *copy = vocab->bytes + vocab->starts[vocab->size];
    if (copy != word.data)
        memcpy(copy, word.data, word.size);
    vocab->starts[vocab->size + 1] = vocab->starts[vocab->size] + (uint32_t)word.size;
    vocab->size++;
}

void tenor__vocab_table_take_back(tenor_vocab *vocab)
{
    vocab->size--;
}

bool tenor__vocab_table_count(tenor_vocab *vocab, size_t id, uint64_t count)
{
    if (vocab->run_count > 0 && vocab->runs[vocab->run_count - 1].count == count)
        return true;
    void *memory = vocab->runs;
    if (!tenor__alloc_grow(&vocab->alloc, &memory, &vocab->run_capacity, vocab->run_count + 1, sizeof *vocab->runs))
        return false;
    vocab->runs = memory;
    vocab->runs[vocab->run_count++] = (tenor__count_run){(uint32_t)id, count};
    return true;
}

size_t tenor_vocab_size(const tenor_vocab *vocab)
{
    return vocab->size;
}

tenor_str tenor_vocab_word(const tenor_vocab *vocab, size_t id)
{
    const uint32_t start = vocab->starts[id];
    return (tenor_str){vocab->bytes + start, vocab->starts[id + 1] - start};
}

uint64_t tenor_vocab_count(const tenor_vocab *vocab, size_t id)
{
    if (id < TENOR__FIRST_WORD)
        return id == TENOR__UNKNOWN ? vocab->unknown : 0;
    size_t low = 0;
    size_t high = vocab->run_count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (vocab->runs[middle].first <= id)
            low = middle;
        else
            high = middle;
    }
    return vocab->runs[low].count;
}

tenor_text_settings tenor_vocab_text_settings(const tenor_vocab *vocab)
{
    return vocab->settings;
}

/* ---- ids by word ---- */

bool tenor__vocab_table_reserve(tenor_vocab *vocab, size_t capacity)
{
    size_t size = 64;
    while (size / 3 * 2 < capacity)
        size *= 2;
    vocab->index = tenor__alloc_large(&vocab->alloc, size, sizeof *vocab->index);
    if (!vocab->index)
        return false;
    memset(vocab->index, 0, size * sizeof *vocab->index);
    vocab->index_size = size;
    return true;
}

/* The entry of a word, or the free one where it would go. At least one is free. */
static uint32_t *locate(const tenor_vocab *vocab, tenor_str word, uint32_t *tag)
{
    const uint64_t hash = tenor__hash(word.data, word.size, vocab->hash_seed);
    const size_t mask = vocab->index_size - 1;
    *tag = (uint32_t)(hash >> 56) << TENOR__VOCAB_ID_BITS;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        uint32_t *entry = &vocab->index[i];
        if (*entry == 0)
            return entry;
        if (((*entry ^ *tag) & ~(uint32_t)(TENOR__LARGEST_VOCAB - 1)) != 0)
            continue;
        const tenor_str other = tenor_vocab_word(vocab, *entry & (TENOR__LARGEST_VOCAB - 1));
        if (tenor_str_equal(other, word))
            return entry;
    }
}

bool tenor__vocab_table_enter(tenor_vocab *vocab, size_t id)
{
    const tenor_str word = tenor_vocab_word(vocab, id);
    if (tenor_str_is(word, "<pad>") || tenor_str_is(word, "<unk>"))
        return false;
    uint32_t tag;
    uint32_t *entry = locate(vocab, word, &tag);
    if (*entry != 0)
        return false;
    *entry = tag | (uint32_t)id;
    return true;
}

uint32_t tenor_vocab_find(const tenor_vocab *vocab, tenor_str word)
{
    uint32_t tag;
    if (word.size == 0)
        return TENOR__UNKNOWN;
    const uint32_t entry = *locate(vocab, word, &tag);
    return entry != 0 ? entry & (TENOR__LARGEST_VOCAB - 1) : TENOR__UNKNOWN;
}
