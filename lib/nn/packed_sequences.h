/* A batch of sequences, packed by length, so that no step is spent on padding.
 *
 * The B sequences are sorted longest first. The rows of step t belong to the first n_t sequences, those longer than t.
 * The rows of step t + 1 follow:
 *
 *     lengths 3 2 1:   row   0 1 2 | 3 4 | 5        step_offset  0 3 5 6
 *                      step  0     | 1   | 2
 *
 * The row before (t, i) in time is (t - 1, i); it exists for every t > 0. The row after it is (t + 1, i); it exists for
 * i < n_{t+1}. */
#ifndef TENOR_NN_PACKED_SEQUENCES_H
#define TENOR_NN_PACKED_SEQUENCES_H

#include <tenor.h>

typedef struct tenor__packed_sequences {
    tenor_alloc alloc;
    size_t count;          /* B, sequences */
    size_t steps;          /* T, length of the longest */
    size_t rows;           /* N, sum of the lengths */
    size_t words;          /* U, distinct ids */
    uint32_t *order;       /* [B] packed index -> the caller's index */
    uint32_t *lengths;     /* [B] in packed order, longest first, at least 1 */
    uint32_t *step_offset; /* [T + 1] first row of each step */
    uint32_t *row_word;    /* [N] index of the row's id in word_ids */
    uint32_t *word_ids;    /* [U] distinct ids, in order of first appearance in packed order */
    size_t sequence_capacity;
    size_t step_capacity;
    size_t row_capacity;
    uint32_t *scratch; /* a hash table of ids */
    size_t scratch_capacity;
} tenor__packed_sequences;

void tenor__packed_sequences_init(tenor__packed_sequences *batch, const tenor_alloc *alloc);
void tenor__packed_sequences_free(tenor__packed_sequences *batch);

/* Replaces the contents by `count` sequences of ids. A sequence of length 0 is read as the single id 1, <unk>.
 * Sequences of equal length keep their order. Returns false if memory runs out; the batch is then empty. Allocates only
 * if the batch is larger than any before. */
bool tenor__packed_sequences_fill(tenor__packed_sequences *batch, const uint32_t *const *ids, const size_t *lengths,
                                  size_t count);

/* The number of rows of step t. */
static inline size_t tenor__packed_sequences_step_rows(const tenor__packed_sequences *batch, size_t t)
{
    return batch->step_offset[t + 1] - batch->step_offset[t];
}

#endif
