#include "text/token_counts.h"

static size_t word_count(const tenor__token_counts *counts)
{
    return counts->texts->words.numbers.count;
}

static void count_span(tenor__token_counts *counts, const tenor__token_span *span)
{
    uint64_t *pair_counts = counts->counts + word_count(counts);
    uint32_t pair;
    for (size_t i = 0; i < span->count; i++) {
        counts->counts[span->words[i]]++;
        if (tenor__token_span_pair(span, i, &pair))
            pair_counts[pair]++;
    }
    counts->tokens += span->count;
}

tenor_status tenor__token_counts_init(tenor__token_counts *counts, const tenor__tokenized *texts, size_t limit,
                                      tenor__kept_tokens kept, const tenor_alloc *alloc)
{
    *counts = (tenor__token_counts){.alloc = tenor__alloc_of(alloc), .texts = texts};
    counts->counts =
        tenor__alloc_zeroed(&counts->alloc, tenor__token_counts_entries(counts) + 1, sizeof *counts->counts);
    if (!counts->counts)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < texts->count; i++) {
        tenor__token_span spans[2];
        tenor__tokenized_kept(texts, i, limit, kept, spans);
        count_span(counts, &spans[0]);
        count_span(counts, &spans[1]);
    }
    return TENOR_OK;
}

void tenor__token_counts_free(tenor__token_counts *counts)
{
    tenor__alloc_free(&counts->alloc, counts->counts);
    *counts = (tenor__token_counts){0};
}

size_t tenor__token_counts_entries(const tenor__token_counts *counts)
{
    return word_count(counts) + counts->texts->pairs.numbers.count;
}

bool tenor__token_counts_is_pair(const tenor__token_counts *counts, size_t entry)
{
    return entry >= word_count(counts);
}

tenor_str tenor__token_counts_text(const tenor__token_counts *counts, size_t entry)
{
    const size_t words = word_count(counts);
    return entry < words ? counts->texts->words.items[entry] : counts->texts->pairs.items[entry - words];
}

bool tenor__token_counts_is_frequent(const tenor__token_counts *counts, size_t entry, uint64_t min_count)
{
    const uint64_t count = counts->counts[entry];
    return count > 0 && count >= min_count &&
           (count >= TENOR__LEAST_PAIR_COUNT || !tenor__token_counts_is_pair(counts, entry));
}

bool tenor__token_counts_find(const tenor__token_counts *counts, tenor_str text, size_t *entry)
{
    const uint32_t *number = tenor__map_find(&counts->texts->words.numbers, text);
    if (number && counts->counts[*number] > 0) {
        *entry = *number;
        return true;
    }
    number = tenor__map_find(&counts->texts->pairs.numbers, text);
    if (!number || counts->counts[word_count(counts) + *number] == 0)
        return false;
    *entry = word_count(counts) + *number;
    return true;
}
