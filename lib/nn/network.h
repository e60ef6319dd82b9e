/* The network: embedding, stacked recurrent layers, pooling, dense layers, logits. nn/pass.h runs it.
 *
 * Parameters are in two arrays: the embedding, [words, dim], and one block that holds every other tensor at its offset.
 * Gradients have the block's layout, and for the embedding one row per distinct word of the batch. */
#ifndef TENOR_NN_NETWORK_H
#define TENOR_NN_NETWORK_H

#include "base/random.h"
#include "config/network_config.h"
#include "nn/cell.h"

bool tenor__pooling_find(tenor_str name, tenor__pooling_kind *kind);

/* Reads one kind, or distinct ones joined by '+', as "max+mean"; false for anything else. */
bool tenor__pooling_read(tenor_str text, tenor__network_config *config);
const char *tenor__pooling_name(size_t kind); /* NULL past the last */

typedef struct tenor__network tenor__network; /* immutable */

/* Returns TENOR_INVALID_ARGUMENT if a value is out of range, and TENOR_TOO_LARGE if sizes overflow. */
tenor_status tenor__network_new(const tenor__network_config *config, const tenor_alloc *alloc, tenor__network **out,
                                tenor_error *error);
void tenor__network_free(tenor__network *network);

const tenor__network_config *tenor__network_config_of(const tenor__network *network);

/* Tensor 0 is "embedding.weight". The others are the block's, in order and without gaps. */
size_t tenor__network_tensor_count(const tenor__network *network);
const tenor__tensor *tenor__network_tensor(const tenor__network *network, size_t i);
size_t tenor__network_block_size(const tenor__network *network); /* values in the block */
size_t tenor__network_parameters(const tenor__network *network); /* values in the embedding and the block */

/* Initializes all parameters, randomly or to constants. embedding may be NULL. */
void tenor__network_init(const tenor__network *network, tenor__random *random, tenor__real *embedding,
                         tenor__real *block);

/* The block in slices, one task each: some rows of a matrix, or the vectors between two matrices. Slices have no gaps,
 * follow the order of the block, and depend only on the network. */
size_t tenor__parameter_slice_count(const tenor__network *network);
size_t tenor__parameter_slice_begin(const tenor__network *network, size_t slice); /* offset in the block */
size_t tenor__parameter_slice_size(const tenor__network *network, size_t slice);

/* Rounds the recurrent matrices to the nearest bfloat16 values (8 significant bits). Does nothing in double
 * precision. */
void tenor__network_round(const tenor__network *network, tenor__real *block);

/* Width of the pooled features of a sequence. */
size_t tenor__network_pooled_width(const tenor__network *network);

/* Multiplies the weights and bias of the output layer, and so the logits. */
void tenor__network_scale_head(const tenor__network *network, tenor__real *block, tenor__real factor);

typedef struct tenor__parameters {
    const tenor__real *embedding;
    const tenor__real *block;
} tenor__parameters;

/* The block's matrices, packed for the kernels. They are packed once at load, or after each optimizer step. Any number
 * of passes may share them while they are not updated. */
typedef struct tenor__packed_weights tenor__packed_weights;

/* If training is set, also packs what backward needs. */
tenor_status tenor__packed_weights_new(const tenor__network *network, bool training, const tenor_alloc *alloc,
                                       tenor__packed_weights **out, tenor_error *error);
void tenor__packed_weights_free(tenor__packed_weights *packed_weights);

/* Packs the matrices of one slice of the block. Slices are independent and may run on different threads. */
void tenor__packed_weights_update(tenor__packed_weights *packed_weights, const tenor__real *block, size_t slice);

/* Call it after the last update, for inference. If the recurrent matrices are rounded (tenor__network_round), a single
 * sequence then takes less time and gets the same bits. Returns false if memory runs out. */
bool tenor__packed_weights_to_bfloat16(tenor__packed_weights *packed_weights);

#endif
