#include "text/vocab.h"

#include "base/error.h"
#include "text/tokens.h"

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
    const size_t seam = tenor__tokens_gap(count, limit, kept);
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
static tenor_status new_table(tenor_text_settings settings, size_t capacity, size_t bytes, const tenor_alloc *alloc,
                              tenor_vocab **out, tenor_error *error)
{
    const tenor_str pad = tenor_str_of("<pad>");
    const tenor_str unknown = tenor_str_of("<unk>");
    *out = NULL;
    if (!tenor__size_add(bytes, pad.size + unknown.size, &bytes) || bytes > UINT32_MAX)
        return tenor__error_set_memory(error);
    *out = tenor__vocab_table_new(settings, capacity, bytes, alloc);
    if (!*out)
        return tenor__error_set_memory(error);
    tenor__vocab_table_append(*out, pad);
    tenor__vocab_table_append(*out, unknown);
    if (!tenor__vocab_table_count(*out, TENOR__PAD, 0) || !tenor__vocab_table_count(*out, TENOR__UNKNOWN, 0))
        return tenor__error_set_memory(error);
    return tenor__vocab_table_reserve(*out, capacity, error);
}

/* Appends a word unless it is there. */
static tenor_status add_word(tenor_vocab *vocab, tenor_str word, uint64_t count, tenor_error *error)
{
    const size_t id = tenor_vocab_size(vocab);
    bool added;
    tenor__vocab_table_append(vocab, word);
    TENOR_TRY(tenor__vocab_table_enter(vocab, id, &added, error));
    if (!added)
        tenor__vocab_table_take_back(vocab);
    else if (!tenor__vocab_table_count(vocab, id, count))
        return tenor__error_set_memory(error);
    return TENOR_OK;
}

/* The words that a vocabulary takes. */
typedef struct choice {
    const tenor__token_counts *counts;
    const uint32_t *order; /* [kept] */
    size_t kept;
    const tenor_str *extra; /* [extra_count] */
    size_t extra_count;
    size_t max_size;
} choice;

static tenor_status new_table_of(const choice *words, const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error)
{
    size_t bytes = 0;
    size_t capacity;
    *out = NULL;
    for (size_t i = 0; i < words->kept; i++)
        bytes += tenor__token_counts_text(words->counts, words->order[i]).size;
    for (size_t i = 0; i < words->extra_count; i++)
        if (!tenor__size_add(bytes, words->extra[i].size, &bytes))
            return tenor__error_set_memory(error);
    if (!tenor__size_add(words->kept + TENOR__FIRST_WORD, words->extra_count, &capacity))
        return tenor__error_set_memory(error);
    return new_table(words->counts->texts->settings, smaller(capacity, words->max_size), bytes, alloc, out, error);
}

static tenor_status fill(tenor_vocab *vocab, const choice *words, tenor_error *error)
{
    const tenor__token_counts *counts = words->counts;
    uint64_t known = 0;
    for (size_t i = 0; i < words->kept; i++) {
        const uint32_t entry = words->order[i];
        const uint64_t count = counts->counts[entry];
        TENOR_TRY(add_word(vocab, tenor__token_counts_text(counts, entry), count, error));
        known += tenor__token_counts_is_pair(counts, entry) ? 0 : count;
    }
    for (size_t i = 0; i < words->extra_count && tenor_vocab_size(vocab) < words->max_size; i++)
        if (words->extra[i].size > 0)
            TENOR_TRY(add_word(vocab, words->extra[i], 0, error));
    tenor__vocab_table_count_unknown(vocab, counts->tokens - known);
    /* Some extra words may have been in the vocabulary already, so that fewer slots are enough. */
    const size_t slots = tenor__vocab_table_slots(tenor_vocab_size(vocab));
    return slots == vocab->arrays.slot_count ? TENOR_OK
                                             : tenor__vocab_table_reserve(vocab, tenor_vocab_size(vocab), error);
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
    const choice words = {.counts = counts,
                          .order = sort(counts, order, order + entries + 1, kept),
                          .kept = smaller(kept, max_size - TENOR__FIRST_WORD),
                          .extra = extra,
                          .extra_count = extra_count,
                          .max_size = max_size};
    tenor_vocab *vocab;
    tenor_status status = new_table_of(&words, alloc, &vocab, error);
    if (status == TENOR_OK)
        status = fill(vocab, &words, error);
    tenor__alloc_free(&hook, order);
    if (status != TENOR_OK) {
        tenor_vocab_free(vocab);
        return status;
    }
    *out = vocab;
    return TENOR_OK;
}

static tenor_status fill_from(tenor_vocab *vocab, const tenor_vocab *from, const tenor_str *words, size_t count,
                              size_t max_size, tenor_error *error)
{
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(from); id++)
        TENOR_TRY(add_word(vocab, tenor_vocab_word(from, id), tenor_vocab_count(from, id), error));
    for (size_t i = 0; i < count && tenor_vocab_size(vocab) < max_size; i++)
        TENOR_TRY(add_word(vocab, words[i], 0, error));
    tenor__vocab_table_count_unknown(vocab, tenor_vocab_count(from, TENOR__UNKNOWN));
    const size_t slots = tenor__vocab_table_slots(tenor_vocab_size(vocab));
    return slots == vocab->arrays.slot_count ? TENOR_OK
                                             : tenor__vocab_table_reserve(vocab, tenor_vocab_size(vocab), error);
}

tenor_status tenor__vocab_extend(const tenor_vocab *from, const tenor_str *words, size_t count, size_t max_size,
                                 const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error)
{
    const size_t known = tenor_vocab_size(from);
    size_t bytes = from->arrays.byte_count;
    *out = NULL;
    if (max_size < known)
        max_size = known;
    max_size = smaller(max_size, TENOR__LARGEST_VOCAB);
    for (size_t i = 0; i < count; i++)
        if (!tenor__size_add(bytes, words[i].size, &bytes))
            return tenor__error_set_memory(error);
    tenor_vocab *vocab;
    tenor_status status = new_table(from->settings, smaller(known + count, max_size), bytes, alloc, &vocab, error);
    if (status == TENOR_OK)
        status = fill_from(vocab, from, words, count, max_size, error);
    if (status != TENOR_OK) {
        tenor_vocab_free(vocab);
        return status;
    }
    *out = vocab;
    return TENOR_OK;
}
