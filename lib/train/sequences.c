#include "train/sequences.h"

#include "text/vocab.h"

#include <stdatomic.h>
#include <string.h>

enum { CHUNK = 256, DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

typedef struct encoding {
    tenor__sequences *sequences;
    const tenor_corpus *corpus;
    const tenor_vocab *vocab;
    size_t limit;
    tenor__kept_tokens kept;
    atomic_bool failed;
} encoding;

/* Encodes the texts [begin, end) into *ids, which grows; lengths are set. */
static bool encode_texts(const encoding *job, tenor_tokens *tokens, size_t begin, size_t end, uint32_t **ids)
{
    const tenor_alloc *alloc = &job->sequences->alloc;
    size_t used = 0;
    size_t capacity = 0;
    for (size_t i = begin; i < end; i++) {
        size_t need;
        void *grown = *ids;
        if (!tenor__add_size(used, job->limit, &need) || !tenor__grow(alloc, &grown, &capacity, need, sizeof **ids))
            return false;
        *ids = grown;
        if (tenor__vocab_encode(job->vocab, tokens, tenor_corpus_text(job->corpus, i), job->limit, job->kept,
                                *ids + used, &job->sequences->lengths[i]) != TENOR_OK)
            return false;
        used += job->sequences->lengths[i];
    }
    /* What the last text left unused goes back; where that fails the block stays as it is. */
    uint32_t *trimmed = alloc->resize(*ids, (used > 0 ? used : 1) * sizeof **ids, alloc->user);
    if (trimmed)
        *ids = trimmed;
    return true;
}

static void encode_chunk(size_t chunk, void *user)
{
    encoding *job = user;
    tenor__sequences *sequences = job->sequences;
    const size_t begin = chunk * CHUNK;
    const size_t end = sequences->count - begin < CHUNK ? sequences->count : begin + CHUNK;
    tenor_tokens *tokens = NULL;
    bool complete = tenor_tokens_new(&sequences->alloc, &tokens) == TENOR_OK &&
                    encode_texts(job, tokens, begin, end, &sequences->chunks[chunk]);
    tenor_tokens_free(tokens);
    if (!complete) {
        atomic_store_explicit(&job->failed, true, memory_order_relaxed);
        return;
    }
    const uint32_t *ids = sequences->chunks[chunk];
    for (size_t i = begin; i < end; i++) {
        sequences->ids[i] = ids;
        ids += sequences->lengths[i];
    }
}

/* Copies the labels, each as labels[k] says. */
static bool take_labels(tenor__sequences *sequences, const tenor_corpus *corpus, const uint32_t *labels)
{
    const tenor_alloc *hook = &sequences->alloc;
    const size_t count = sequences->count;
    const bool several = tenor_corpus_separator(corpus).size > 0;
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += tenor_corpus_example_label_count(corpus, i);
    sequences->targets.count = count;
    sequences->targets.labels = tenor__get(hook, all + 1, sizeof *sequences->targets.labels);
    if (several)
        sequences->targets.begins = tenor__get(hook, count + 1, sizeof *sequences->targets.begins);
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

tenor_status tenor__sequences_encode(tenor__sequences *sequences, const tenor_corpus *corpus, const tenor_vocab *vocab,
                                     size_t limit, tenor__kept_tokens kept, const uint32_t *labels, tenor__pool *pool,
                                     const tenor_alloc *alloc)
{
    const size_t count = tenor_corpus_size(corpus);
    *sequences = (tenor__sequences){.alloc = tenor__alloc_of(alloc), .count = count};
    const tenor_alloc *hook = &sequences->alloc;
    sequences->chunk_count = tenor__divide_up(count, CHUNK);
    sequences->ids = tenor__get(hook, count + 1, sizeof *sequences->ids);
    sequences->lengths = tenor__get(hook, count + 1, sizeof *sequences->lengths);
    sequences->chunks = tenor__get_zero(hook, sequences->chunk_count + 1, sizeof *sequences->chunks);
    encoding job = {sequences, corpus, vocab, limit, kept, false};
    bool complete = sequences->ids && sequences->lengths && sequences->chunks && take_labels(sequences, corpus, labels);
    if (complete) {
        tenor__pool_run(pool, encode_chunk, &job, sequences->chunk_count);
        complete = !atomic_load_explicit(&job.failed, memory_order_relaxed);
    }
    if (!complete) {
        tenor__sequences_free(sequences);
        return TENOR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        sequences->tokens += sequences->lengths[i];
    return TENOR_OK;
}

void tenor__sequences_free(tenor__sequences *sequences)
{
    const tenor_alloc *hook = &sequences->alloc;
    for (size_t i = 0; sequences->chunks && i < sequences->chunk_count; i++)
        tenor__put(hook, sequences->chunks[i]);
    tenor__put(hook, sequences->chunks);
    tenor__put(hook, sequences->ids);
    tenor__put(hook, sequences->lengths);
    tenor__put(hook, sequences->targets.labels);
    tenor__put(hook, sequences->targets.begins);
    *sequences = (tenor__sequences){0};
}

/* One pass of a radix sort: by DIGIT_BITS bits of the length, from `shift` on. */
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
    /* Two digits hold every length: options allow 10^6 tokens, below 2^22. */
    sort_by_digit(sequences->lengths, order, count, 0, scratch);
    sort_by_digit(sequences->lengths, scratch, count, DIGIT_BITS, order);
}
