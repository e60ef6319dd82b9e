/* The config of a network: sizes, kinds and their limits. */
#ifndef TENOR_CONFIG_NETWORK_CONFIG_H
#define TENOR_CONFIG_NETWORK_CONFIG_H

#include <stddef.h>
#include <stdint.h>

enum {
    TENOR__LARGEST_DIM = 4096,
    TENOR__LARGEST_HIDDEN = 4096,
    TENOR__MOST_LAYERS = 16,
    TENOR__MOST_POOLINGS = 2,
    TENOR__MOST_DENSE = 4,
    TENOR__MOST_LABELS = 65536,
    TENOR__MOST_NGRAM_SLOTS = 1 << 24,
    TENOR__MOST_NGRAM_ENTRIES = 1 << 28,
};

typedef enum tenor__pooling_kind {
    TENOR__POOLING_MAX,
    TENOR__POOLING_MEAN,
    TENOR__POOLING_LAST, /* the output after the last step of each direction */
    TENOR__POOLING_ATTENTION,
} tenor__pooling_kind;

/* How logits become probabilities: over all labels together, or for each label alone. */
typedef enum tenor__head_kind {
    TENOR__HEAD_SOFTMAX,
    TENOR__HEAD_SIGMOID,
} tenor__head_kind;

typedef struct tenor__network_config {
    size_t words; /* rows of the embedding, at least 2 */
    size_t dim;   /* 1..TENOR__LARGEST_DIM */
    size_t hidden;
    size_t layers;
    size_t directions; /* 1 forward, 2 both */
    size_t cell;
    tenor__pooling_kind pooling[TENOR__MOST_POOLINGS]; /* distinct */
    size_t pooling_count;
    size_t dense[TENOR__MOST_DENSE]; /* widths of hidden dense layers, each followed by relu */
    size_t dense_count;
    size_t labels;         /* at least 2 */
    tenor__head_kind head; /* how to read the logits; the network itself ends with them */
} tenor__network_config;

#endif
