/* The network: embedding, stacked recurrent layers, pooling, dense layers, logits. nn/pass.h runs it.
 *
 * Parameters lie in two places: the embedding, [words, dim] row by row, and one block that holds every other tensor at
 * its offset. Gradients have the block's layout, and one row for each distinct word of the batch for the embedding. */
#ifndef TENOR_NN_NETWORK_H
#define TENOR_NN_NETWORK_H

#include "base/random.h"
#include "config/network_config.h"
#include "nn/cell.h"

bool tenor__pooling_find(tenor_str name, tenor__pooling_kind *kind);
const char *tenor__pooling_name(size_t kind); /* NULL past the last */

typedef struct tenor__network tenor__network; /* immutable */

/* TENOR_INVALID_ARGUMENT when a number is out of range; TENOR_TOO_LARGE when sizes overflow. */
tenor_status tenor__network_new(const tenor__network_config *config, const tenor_alloc *alloc, tenor__network **out,
                                tenor_error *error);
void tenor__network_free(tenor__network *network);

const tenor__network_config *tenor__network_config_of(const tenor__network *network);

/* Tensor 0 is "embedding.weight"; the others are the block's, in its order and without gaps. */
size_t tenor__network_tensor_count(const tenor__network *network);
const tenor__tensor *tenor__network_tensor(const tenor__network *network, size_t i);
size_t tenor__network_block_size(const tenor__network *network); /* numbers in the block */
size_t tenor__network_parameters(const tenor__network *network); /* numbers in the embedding and the block */

/* Sets all parameters to their random or constant initial values. embedding may be NULL. */
void tenor__network_init(const tenor__network *network, tenor__random *random, tenor__real *embedding,
                         tenor__real *block);

/* The block in slices, each the task of one thread: some rows of a matrix, or the vectors between two matrices. They
 * have no gaps, follow the block's order, and depend on the network alone. */
size_t tenor__parameter_slice_count(const tenor__network *network);
size_t tenor__parameter_slice_begin(const tenor__network *network, size_t slice); /* of the block's numbers */
size_t tenor__parameter_slice_size(const tenor__network *network, size_t slice);

/* Rounds the recurrent matrices to the nearest bfloat16s: floats of 8 significant bits. Nothing in double precision. */
void tenor__network_round(const tenor__network *network, tenor__real *block);

/* Width of the pooled features of a sequence. */
size_t tenor__network_pooled_width(const tenor__network *network);

/* Multiplies the weights and bias of the last layer, and with them the logits. */
void tenor__network_scale_head(const tenor__network *network, tenor__real *block, tenor__real factor);

typedef struct tenor__parameters {
    const tenor__real *embedding;
    const tenor__real *block;
} tenor__parameters;

/* The block's matrices packed for the kernels: made once at load, or after each step of the optimizer. Shared by any
 * number of passes while it is not updated. */
typedef struct tenor__packed_weights tenor__packed_weights;

/* With training, also what backward needs. */
tenor_status tenor__packed_weights_new(const tenor__network *network, bool training, const tenor_alloc *alloc,
                                       tenor__packed_weights **out, tenor_error *error);
void tenor__packed_weights_free(tenor__packed_weights *packed_weights);

/* Packs the matrices of one slice of the block. Slices are independent and may run on different threads. */
void tenor__packed_weights_update(tenor__packed_weights *packed_weights, const tenor__real *block, size_t slice);

/* After the last update, for inference: a single sequence then takes less time where the recurrent matrices are rounded
 * (tenor__network_round), and gets the same bits. False when out of memory. */
bool tenor__packed_weights_to_bfloat16(tenor__packed_weights *packed_weights);

#endif
