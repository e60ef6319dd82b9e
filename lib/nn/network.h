/* The network: embedding, stacked recurrent layers, pooling, dense layers, logits; forward and backward over a batch.
 *
 * Parameters lie in two places: the embedding, [words, dim] row by row, and one block that holds every other tensor at
 * its offset. Gradients have the block's layout, and one row for each distinct word of the batch for the embedding. */
#ifndef TENOR_NN_NETWORK_H
#define TENOR_NN_NETWORK_H

#include "base/random.h"
#include "config/network_config.h"
#include "nn/packed_sequences.h"
#include "nn/real.h"

/* Index of a cell in the table of nn/cell.c; false for an unknown name. Names are NULL past the last. */
bool tenor__cell_find(tenor_str name, size_t *cell);
const char *tenor__cell_name(size_t cell);

bool tenor__pooling_find(tenor_str name, tenor__pooling_kind *kind);
const char *tenor__pooling_name(size_t kind); /* NULL past the last */

typedef enum tenor__fill {
    TENOR__FILL_ZERO,
    TENOR__FILL_ONE,
    TENOR__FILL_EMBEDDING,  /* normal, standard deviation 0.1; row 0 zero */
    TENOR__FILL_GLOROT,     /* uniform in +-sqrt(6 / (rows + columns)) (Glorot and Bengio 2010) */
    TENOR__FILL_GATES,      /* the same for each block of `hidden` rows, a gate's own matrix */
    TENOR__FILL_ORTHOGONAL, /* each block of `hidden` rows orthogonal (Saxe et al. 2014) */
    TENOR__FILL_FORGET,     /* an LSTM's input bias: 1 for the forget gate (Jozefowicz et al. 2015), else 0 */
    TENOR__FILL_CONSTANT,   /* `constant` */
} tenor__fill;

/* A tensor of one or two dimensions, row-major. */
typedef struct tenor__tensor {
    char name[56]; /* PyTorch's: "rnn.weight_ih_l0_reverse" */
    size_t rank;
    size_t shape[2];
    size_t size;   /* product of the shape */
    size_t offset; /* in the block; 0 for the embedding */
    tenor__fill fill;
    double constant;
} tenor__tensor;

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
size_t tenor__network_slice_count(const tenor__network *network);
size_t tenor__network_slice_begin(const tenor__network *network, size_t slice); /* of the block's numbers */
size_t tenor__network_slice_size(const tenor__network *network, size_t slice);

/* Rounds the recurrent matrices to the nearest bfloat16s: floats of 8 significant bits. Nothing in double precision. */
void tenor__network_round(const tenor__network *network, tenor__real *block);

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

/* Rates, 0 <= rate < 1, and where masks are drawn from. Numbers that a dropout keeps are scaled by 1 / (1 - rate);
 * mixout scales nothing. */
typedef struct tenor__dropout {
    double mixout; /* of words that have a pretrained vector: they are read by it, in all their places in the batch */
    const tenor__real *pretrained; /* [words, dim] of which those of the batch are read; NULL when mixout is 0 */
    const bool *is_pretrained;     /* [words] likewise */
    double embedding; /* of the numbers of a word's vector, the same in all its places in the batch (Gal 2016) */
    double layers;    /* between layers */
    double recurrent; /* of h_{t-1}, one mask a sequence */
    double head;      /* before each dense layer and the last */
    tenor__random *random;
} tenor__dropout;

/* Scratch of one thread for forward and backward over batches of any size; grows to the largest seen. */
typedef struct tenor__pass tenor__pass;

tenor_status tenor__pass_new(const tenor__network *network, const tenor_alloc *alloc, tenor__pass **out);
void tenor__pass_free(tenor__pass *pass);

/* From now on inference keeps what it computes of single words from one call to the next, in TENOR_SESSION_CACHE_BYTES:
 * the parameters and packed weights must stay the same. */
void tenor__pass_remember(tenor__pass *pass);

/* Writes logits[count, labels] in the caller's order of sequences. dropout NULL: inference, and nothing is kept for
 * backward. A sequence's logits are the same bits whatever else is in the batch (dropout aside). False when out of
 * memory. */
bool tenor__network_forward(tenor__pass *pass, tenor__parameters parameters,
                            const tenor__packed_weights *packed_weights, const tenor__packed_sequences *batch,
                            const tenor__dropout *dropout, tenor__real *logits);

/* What pooling has made of each sequence of the last forward, before the dense layers: [count, width] in packed order
 * (nn/packed_sequences.h); the pass's, until its next use. */
const tenor__real *tenor__pass_pooled(const tenor__pass *pass);
size_t tenor__network_pooled_width(const tenor__network *network);

/* Once after a forward with dropout (all rates may be 0) of the same batch: takes the gradient through the network to
 * the embedding (unless `frozen`), and keeps what the block's comes of. False when out of memory. */
bool tenor__network_backward(tenor__pass *pass, tenor__parameters parameters,
                             const tenor__packed_weights *packed_weights, const tenor__packed_sequences *batch,
                             const tenor__real *logits_gradient, bool frozen);

/* Writes part `index` of the block's gradient, summed over passes that have just gone backward: pass by pass, so in an
 * order that depends on nothing else. Different parts may run on different threads. */
void tenor__network_gradient(tenor__pass *const *passes, size_t count, size_t index, tenor__real *gradient);

/* Gradients of the embedding, [batch->words, dim], of the ids batch->word_ids: the pass's, until its next use. */
const tenor__real *tenor__pass_embedding_gradient(const tenor__pass *pass);

#endif
