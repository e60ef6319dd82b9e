#include "train/sequences.h"

#include "data/corpus.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* The id of each string. Returns NULL if memory runs out. */
static uint32_t *find_ids(const tenor__token_strings *strings, const tenor_vocab *vocab, const tenor_alloc *alloc)
{
    uint32_t *ids = tenor__alloc_array(alloc, strings->numbers.count + 1, sizeof *ids);
    for (size_t i = 0; ids && i < strings->numbers.count; i++)
        ids[i] = tenor_vocab_find(vocab, strings->items[i]);
    return ids;
}

/* Writes the ids of a span's tokens: the id of the pair that begins at the token, or else of the word. */
static void encode_span(const tenor__token_span *span, const uint32_t *words, const uint32_t *pairs, uint32_t *ids)
{
    uint32_t pair;
    for (size_t i = 0; i < span->count; i++)
        ids[i] = tenor__token_span_pair(span, i, &pair) && pairs[pair] != TENOR__UNKNOWN ? pairs[pair]
                                                                                         : words[span->words[i]];
}

/* Encodes all texts into arrays of exactly the needed size. */
static bool encode_texts(tenor__sequences *sequences, const tenor__tokenized *texts, const tenor_vocab *vocab,
                         size_t limit, tenor__kept_tokens kept)
{
    const tenor_alloc *alloc = &sequences->alloc;
    tenor__token_span spans[2];
    for (size_t i = 0; i < texts->count; i++) {
        tenor__tokenized_kept(texts, i, limit, kept, spans);
        sequences->lengths[i] = spans[0].count + spans[1].count;
        sequences->tokens += sequences->lengths[i];
    }
    uint32_t *words = find_ids(&texts->words, vocab, alloc);
    uint32_t *pairs = find_ids(&texts->pairs, vocab, alloc);
    uint32_t *ids = sequences->all = tenor__alloc_array(alloc, sequences->tokens + 1, sizeof *sequences->all);
    const bool done = words && pairs && ids;
    for (size_t i = 0; done && i < texts->count; i++) {
        tenor__tokenized_kept(texts, i, limit, kept, spans);
        encode_span(&spans[0], words, pairs, ids);
        encode_span(&spans[1], words, pairs, ids + spans[0].count);
        sequences->ids[i] = ids;
        ids += sequences->lengths[i];
    }
    tenor__alloc_free(alloc, words);
    tenor__alloc_free(alloc, pairs);
    return done;
}

/* Copies the labels and maps each through labels[k]. */
static bool take_labels(tenor__sequences *sequences, const tenor_corpus *corpus, const uint32_t *labels)
{
    const tenor_alloc *hook = &sequences->alloc;
    const size_t count = sequences->count;
    const bool several = tenor_corpus_separator(corpus).size > 0;
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += tenor_corpus_example_label_count(corpus, i);
    sequences->targets.count = count;
    sequences->targets.labels = tenor__alloc_array(hook, all + 1, sizeof *sequences->targets.labels);
    if (several)
        sequences->targets.begins = tenor__alloc_array(hook, count + 1, sizeof *sequences->targets.begins);
    if (!sequences->targets.labels || (several && !sequences->targets.begins))
        return false;
    all = 0;
    for (size_t i = 0; i < count; i++) {
        if (several)
            sequences->targets.begins[i] = all;
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, i); j++)
            sequences->targets.labels[all++] = labels[tenor_corpus_example_label(corpus, i, j)];
    }
    if (several)
        sequences->targets.begins[count] = all;
    return true;
}

/* Copies the soft targets of the texts that have some. */
static bool take_soft_targets(tenor__sequences *sequences, const tenor_corpus *corpus, const uint32_t *labels)
{
    const tenor_alloc *hook = &sequences->alloc;
    tenor__soft_targets *soft = &sequences->targets.soft;
    size_t all = 0;
    if (tenor_corpus_soft_target_count(corpus) == 0)
        return true;
    for (size_t i = 0; i < sequences->count; i++)
        all += tenor__corpus_soft(corpus, i).count;
    soft->begins = tenor__alloc_array(hook, sequences->count + 1, sizeof *soft->begins);
    soft->labels = tenor__alloc_array(hook, all + 1, sizeof *soft->labels);
    soft->probabilities = tenor__alloc_array(hook, all + 1, sizeof *soft->probabilities);
    if (!soft->begins || !soft->labels || !soft->probabilities)
        return false;
    all = 0;
    for (size_t i = 0; i < sequences->count; i++) {
        const tenor__example_soft_targets of = tenor__corpus_soft(corpus, i);
        soft->begins[i] = all;
        for (size_t j = 0; j < of.count; j++, all++) {
            soft->labels[all] = labels[of.ranks[of.ids[j]]];
            soft->probabilities[all] = of.probabilities[j];
        }
    }
    soft->begins[sequences->count] = all;
    return true;
}

tenor_status tenor__sequences_encode(tenor__sequences *sequences, const tenor__tokenized *texts,
                                     const tenor_corpus *corpus, const tenor_vocab *vocab, size_t limit,
                                     tenor__kept_tokens kept, const uint32_t *labels, const tenor_alloc *alloc)
{
    *sequences = (tenor__sequences){.alloc = tenor__alloc_of(alloc), .count = texts->count};
    const tenor_alloc *hook = &sequences->alloc;
    sequences->ids = tenor__alloc_array(hook, texts->count + 1, sizeof *sequences->ids);
    sequences->lengths = tenor__alloc_array(hook, texts->count + 1, sizeof *sequences->lengths);
    if (sequences->ids && sequences->lengths &&
        (!corpus || (take_labels(sequences, corpus, labels) && take_soft_targets(sequences, corpus, labels))) &&
        encode_texts(sequences, texts, vocab, limit, kept))
        return TENOR_OK;
    tenor__sequences_free(sequences);
    return TENOR_OUT_OF_MEMORY;
}

tenor_status tenor__sequences_join(tenor__sequences *joined, const tenor__sequences *first,
                                   const tenor__sequences *second, const tenor_alloc *alloc)
{
    const tenor__sequences *const parts[] = {first, second};
    *joined = (tenor__sequences){.alloc = tenor__alloc_of(alloc), .tokens = first->tokens + second->tokens};
    joined->ids = tenor__alloc_array(&joined->alloc, first->count + second->count + 1, sizeof *joined->ids);
    joined->lengths = tenor__alloc_array(&joined->alloc, first->count + second->count + 1, sizeof *joined->lengths);
    if (!joined->ids || !joined->lengths) {
        tenor__sequences_free(joined);
        return TENOR_OUT_OF_MEMORY;
    }
    for (size_t part = 0; part < 2; part++)
        for (size_t i = 0; i < parts[part]->count; i++) {
            joined->ids[joined->count] = parts[part]->ids[i];
            joined->lengths[joined->count++] = parts[part]->lengths[i];
        }
    return TENOR_OK;
}

void tenor__sequences_free(tenor__sequences *sequences)
{
    const tenor_alloc *hook = &sequences->alloc;
    tenor__alloc_free(hook, sequences->all);
    tenor__alloc_free(hook, sequences->ids);
    tenor__alloc_free(hook, sequences->lengths);
    tenor__alloc_free(hook, sequences->targets.labels);
    tenor__alloc_free(hook, sequences->targets.begins);
    tenor__alloc_free(hook, sequences->targets.soft.begins);
    tenor__alloc_free(hook, sequences->targets.soft.labels);
    tenor__alloc_free(hook, sequences->targets.soft.probabilities);
    *sequences = (tenor__sequences){0};
}

/* One pass of a radix sort, by DIGIT_BITS bits of the length from `shift` on. */
static void sort_by_digit(const size_t *lengths, const uint32_t *from, size_t count, unsigned shift, uint32_t *to)
{
    uint32_t begins[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++)
        begins[(lengths[from[i]] >> shift) % DIGITS + 1]++;
    for (size_t digit = 0; digit < DIGITS; digit++)
        begins[digit + 1] += begins[digit];
    for (size_t i = 0; i < count; i++)
        to[begins[(lengths[from[i]] >> shift) % DIGITS]++] = from[i];
}

void tenor__sequences_sort(const tenor__sequences *sequences, uint32_t *order, size_t count, uint32_t *scratch)
{
    /* Two digits hold every length: the options allow 10^6 tokens, below 2^22. */
    sort_by_digit(sequences->lengths, order, count, 0, scratch);
    sort_by_digit(sequences->lengths, scratch, count, DIGIT_BITS, order);
}
