#include "text/vocab.h"

#include "base/error.h"
#include "text/tokens.h"
#include "text/vocab_table.h"

#include <string.h>

tenor_status tenor__vocab_encode(const tenor_vocab *vocab, tenor_tokens *tokens, tenor_str text, size_t limit,
                                 tenor__kept_tokens kept, uint32_t *ids, size_t *count)
{
    *count = 0;
    if (limit == 0)
        return TENOR_OK;
    TENOR_TRY(tenor__tokens_split_limit(tokens, &vocab->settings, text, limit, kept));
    *count = tenor__vocab_ids(vocab, tokens, limit, kept, ids);
    return TENOR_OK;
}

/* Token i's id, or that of it and the next one where the vocabulary has the pair. */
static uint32_t find_id(const tenor_vocab *vocab, const tenor_tokens *tokens, size_t i, bool may_pair)
{
    if (may_pair) {
        const uint32_t id = tenor_vocab_find(vocab, tenor__tokens_pair(tokens, i));
        if (id != TENOR__UNKNOWN)
            return id;
    }
    return tenor_vocab_find(vocab, tenor__tokens_text(tokens, i));
}

uint32_t tenor_vocab_token(const tenor_vocab *vocab, const tenor_tokens *tokens, size_t i)
{
    return find_id(vocab, tokens, i, vocab->settings.unit == TENOR_TOKENS_WORD && i + 1 < tenor_tokens_count(tokens));
}

size_t tenor__vocab_ids(const tenor_vocab *vocab, const tenor_tokens *tokens, size_t limit, tenor__kept_tokens kept,
                        uint32_t *ids)
{
    const size_t all = tenor_tokens_count(tokens);
    const size_t count = all < limit ? all : limit;
    const size_t seam = tenor__tokens_seam(count, limit, kept);
    const bool words = vocab->settings.unit == TENOR_TOKENS_WORD;
    for (size_t i = 0; i < count; i++)
        ids[i] = find_id(vocab, tokens, all > limit && i >= seam ? all - count + i : i,
                         words && i + 1 < count && i + 1 != seam);
    return count;
}

/* ---- the order of words ---- */

/* Most frequent first, ties by bytes. */
static bool comes_before(const tenor__token_counts *counts, uint32_t a, uint32_t b)
{
    const uint64_t count_a = counts->counts[a];
    const uint64_t count_b = counts->counts[b];
    if (count_a != count_b)
        return count_a > count_b;
    return tenor_str_compare(tenor__token_counts_text(counts, a), tenor__token_counts_text(counts, b)) < 0;
}

/* Merge sort, bottom up: libc's qsort would allocate past the hook. Returns which of the two holds the result. */
static uint32_t *sort(const tenor__token_counts *counts, uint32_t *order, uint32_t *spare, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            const size_t middle = count - low < width ? count : low + width;
            const size_t high = count - middle < width ? count : middle + width;
            size_t left = low;
            size_t right = middle;
            for (size_t i = low; i < high; i++) {
                const bool from_right =
                    left == middle || (right < high && comes_before(counts, order[right], order[left]));
                spare[i] = from_right ? order[right++] : order[left++];
            }
        }
        uint32_t *sorted = spare;
        spare = order;
        order = sorted;
    }
    return order;
}

/* ---- making ---- */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* <pad> and <unk> with room for `capacity` ids, these two among them, and `bytes` bytes of words. */
static tenor_vocab *new_table(tenor_text_settings settings, size_t capacity, size_t bytes, const tenor_alloc *alloc)
{
    const tenor_str pad = tenor_str_of("<pad>");
    const tenor_str unknown = tenor_str_of("<unk>");
    if (!tenor__size_add(bytes, pad.size + unknown.size, &bytes) || bytes > UINT32_MAX)
        return NULL;
    tenor_vocab *vocab = tenor__vocab_table_new(settings, capacity, bytes, alloc);
    if (!vocab || !tenor__vocab_table_reserve(vocab, capacity)) {
        tenor_vocab_free(vocab);
        return NULL;
    }
    tenor__vocab_table_append(vocab, pad);
    tenor__vocab_table_append(vocab, unknown);
    return vocab;
}

/* Appends a word unless it is there. False when out of memory. */
static bool add_word(tenor_vocab *vocab, tenor_str word, uint64_t count)
{
    const size_t id = vocab->size;
    tenor__vocab_table_append(vocab, word);
    if (!tenor__vocab_table_enter(vocab, id)) {
        tenor__vocab_table_take_back(vocab);
        return true;
    }
    return tenor__vocab_table_count(vocab, id, count);
}

/* The first `kept` words of order, then the extra ones. NULL when out of memory. */
static tenor_vocab *make(const tenor__token_counts *counts, const uint32_t *order, size_t kept, const tenor_str *extra,
                         size_t extra_count, size_t max_size, const tenor_alloc *alloc)
{
    size_t bytes = 0;
    size_t capacity;
    for (size_t i = 0; i < kept; i++)
        bytes += tenor__token_counts_text(counts, order[i]).size;
    for (size_t i = 0; i < extra_count; i++)
        if (!tenor__size_add(bytes, extra[i].size, &bytes))
            return NULL;
    if (!tenor__size_add(kept + TENOR__FIRST_WORD, extra_count, &capacity))
        return NULL;
    capacity = smaller(capacity, max_size);
    tenor_vocab *vocab = new_table(counts->texts->settings, capacity, bytes, alloc);
    bool done = vocab != NULL;
    uint64_t known = 0;
    for (size_t i = 0; done && i < kept; i++) {
        const uint64_t count = counts->counts[order[i]];
        done = add_word(vocab, tenor__token_counts_text(counts, order[i]), count);
        known += tenor__token_counts_is_pair(counts, order[i]) ? 0 : count;
    }
    for (size_t i = 0; done && i < extra_count && vocab->size < max_size; i++)
        if (extra[i].size > 0)
            done = add_word(vocab, extra[i], 0);
    if (!done) {
        tenor_vocab_free(vocab);
        return NULL;
    }
    vocab->unknown = counts->tokens - known;
    return vocab;
}

tenor_status tenor__vocab_new(const tenor__token_counts *counts, uint64_t min_count, const bool *keep,
                              const tenor_str *extra, size_t extra_count, size_t max_size, const tenor_alloc *alloc,
                              tenor_vocab **out, tenor_error *error)
{
    *out = NULL;
    if (max_size < TENOR__FIRST_WORD)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "a vocabulary of %zu has no room for <pad> and <unk>: use a larger max-vocab",
                                max_size);
    max_size = smaller(max_size, TENOR__LARGEST_VOCAB);
    const tenor_alloc hook = tenor__alloc_of(alloc);
    const size_t entries = tenor__token_counts_entries(counts);
    uint32_t *order = tenor__alloc_array(&hook, entries + 1, 2 * sizeof *order);
    if (!order)
        return tenor__error_set_memory(error);
    size_t kept = 0;
    for (uint32_t i = 0; i < entries; i++)
        if (tenor__token_counts_is_frequent(counts, i, min_count) || (keep && keep[i]))
            order[kept++] = i;
    const uint32_t *sorted = sort(counts, order, order + entries + 1, kept);
    *out = make(counts, sorted, smaller(kept, max_size - TENOR__FIRST_WORD), extra, extra_count, max_size, alloc);
    tenor__alloc_free(&hook, order);
    return *out ? TENOR_OK : tenor__error_set_memory(error);
}

tenor_status tenor__vocab_copy(const tenor_vocab *vocab, const tenor_alloc *alloc, tenor_vocab **out,
                               tenor_error *error)
{
    *out = NULL;
    tenor_vocab *copy = new_table(vocab->settings, vocab->size, vocab->starts[vocab->size], alloc);
    bool done = copy != NULL;
    for (size_t id = TENOR__FIRST_WORD; done && id < vocab->size; id++)
        done = add_word(copy, tenor_vocab_word(vocab, id), tenor_vocab_count(vocab, id));
    if (!done) {
        tenor_vocab_free(copy);
        return tenor__error_set_memory(error);
    }
    copy->unknown = vocab->unknown;
    *out = copy;
    return TENOR_OK;
}
