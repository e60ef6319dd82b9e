/* The layers of a network and the offsets of their tensors. */
#ifndef TENOR_NN_NETWORK_LAYOUT_H
#define TENOR_NN_NETWORK_LAYOUT_H

#include "config/network_config.h"
#include "nn/cell.h"

/* A matrix [out, in] of the block. */
typedef struct tenor__linear {
    size_t weight; /* offset in the block */
    size_t out;
    size_t in;
    size_t pack; /* index in tenor__packed_weights */
} tenor__linear;

/* One direction of a layer. */
typedef struct tenor__direction {
    tenor__linear input;     /* weight_ih */
    tenor__linear recurrent; /* weight_hh; out is 0 if the cell has none */
    size_t tensors[TENOR__MOST_CELL_TENSORS];
} tenor__direction;

/* A slice of the block: rows [first, first + rows) of a matrix, or if rows is 0, the vectors that follow it. */
typedef struct tenor__parameter_slice {
    size_t begin; /* in the block */
    size_t size;
    const tenor__linear *linear;
    size_t first;
    size_t rows;
} tenor__parameter_slice;

struct tenor__network {
    tenor_alloc alloc;
    tenor__network_config config;
    const tenor__cell *cell;
    tenor__tensor *tensors;
    size_t tensor_count;
    size_t block_size;
    size_t linear_count;
    tenor__parameter_slice *slices;
    size_t slice_count;
    size_t features; /* directions x hidden: the width of a layer's output */
    tenor__direction layers[TENOR__MOST_LAYERS][2];
    bool has_attention;
    tenor__linear attention;
    size_t attention_bias;
    size_t attention_context;
    tenor__linear dense[TENOR__MOST_DENSE + 1]; /* the hidden layers, then the output layer */
    size_t dense_bias[TENOR__MOST_DENSE + 1];
};

/* Lists the slices of a complete network. Returns false if memory runs out. */
bool tenor__parameter_slices_list(struct tenor__network *network);

#endif
