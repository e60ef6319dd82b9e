/* Forward and backward over a minibatch; then what a pass keeps, and what the layers do: for the files of nn alone. */
#ifndef TENOR_NN_PASS_H
#define TENOR_NN_PASS_H

#include "nn/kernels/matrix.h"
#include "nn/network.h"
#include "nn/network_layout.h"
#include "nn/packed_sequences.h"
#include "nn/reals.h"

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
bool tenor__pass_forward(tenor__pass *pass, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                         const tenor__packed_sequences *batch, const tenor__dropout *dropout, tenor__real *logits);

/* What pooling has made of each sequence of the last forward, before the dense layers: [count, width] in packed order
 * (nn/packed_sequences.h); the pass's, until its next use. */
const tenor__real *tenor__pass_pooled(const tenor__pass *pass);

/* Once after a forward with dropout (all rates may be 0) of the same batch: takes the gradient through the network to
 * the embedding (unless `frozen`), and keeps the inputs that the block's gradient is computed from. False when out of
 * memory. */
bool tenor__pass_backward(tenor__pass *pass, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                          const tenor__packed_sequences *batch, const tenor__real *logits_gradient, bool frozen);

/* Writes slice `index` of the block's gradient, summed over passes that have just gone backward: pass by pass, so in an
 * order that depends on nothing else. Different slices may run on different threads. */
void tenor__parameter_slice_gradient(tenor__pass *const *passes, size_t count, size_t index, tenor__real *gradient);

/* Gradients of the embedding, [batch->words, dim], of the ids batch->word_ids: the pass's, until its next use. */
const tenor__real *tenor__pass_embedding_gradient(const tenor__pass *pass);

/* ---- what a pass keeps ---- */

typedef struct tenor__packed_matrix {
    tenor__linear linear;
    tenor__real *forward;  /* panels [in, out] */
    tenor__real *backward; /* panels [out, in]; NULL unless training */
    uint32_t *bfloat16s;   /* of forward, of a recurrent matrix; NULL in training and where it is not of bfloat16s */
    tenor__real *bias;     /* of a layer's input projection: [out], all that can be folded into it; else NULL */
    const tenor__direction *direction;
} tenor__packed_matrix;

struct tenor__packed_weights {
    tenor_alloc alloc;
    const tenor__network *network;
    tenor__packed_matrix *linears; /* [network->linear_count] */
    tenor__real *memory;
    uint32_t *bfloat16s;
};

typedef struct tenor__layer_pass {
    tenor__reals input;      /* [N, in] after dropout; unused in the first layer and without dropout */
    tenor__reals input_mask; /* [N, in] */
    tenor__reals output;     /* [N, features] */
    tenor__reals saved[2];   /* [N, saved x H]; backward puts the gradient of the projection in its place */
    tenor__reals state[2];
    tenor__reals recurrent_mask[2];     /* [B, H] */
    tenor__reals recurrent_gradient[2]; /* [N, R x H] of the recurrent product, where it is not the projection's */
} tenor__layer_pass;

/* What the gradient of a matrix W[out, in] comes of: y_gradient[rows, out] transposed times x[rows, in]. */
typedef struct tenor__product {
    size_t rows;
    const tenor__real *y_gradient;
    size_t stride;  /* from one row of y_gradient to the next */
    tenor__reals x; /* panels */
} tenor__product;

/* What inference keeps: of the words' input projections, and of the current step. */
typedef struct tenor__inference {
    bool remembers;  /* the table's rows from one call to the next */
    uint32_t *place; /* [words] where in the table a word's row is: when its owner is that word */
    uint32_t *owner; /* [capacity] words, of which `used` are there */
    size_t capacity;
    size_t used;
    tenor__reals table;   /* [capacity, directions, G x H] */
    tenor__reals vectors; /* of words that are about to be projected */
    uint32_t *index[2];   /* of the rows of a stretch in each direction: row of the table times directions */
    size_t index_capacity[2];
    tenor__reals projection[2]; /* above the first layer: of the rows of a stretch, [rows, G x H] */
    tenor__reals zeros;
    tenor__reals recurrent; /* of a block of rows, [rows, R x H] */
    tenor__reals output;    /* [directions, 2, B, H] of this step and the one before, where outputs are not kept */
    tenor__reals state;     /* [directions, B, H] */
    tenor__reals kept[2];   /* [N, features] of this layer and the one below */
} tenor__inference;

struct tenor__pass {
    tenor_alloc alloc;
    const tenor__network *network;
    /* Set by each call. */
    const tenor__packed_sequences *batch;
    const tenor__packed_weights *packed_weights;
    tenor__parameters parameters;
    const tenor__dropout *dropout; /* NULL: inference */
    bool words_restored;           /* did the forward before read words as pretrained, */
    bool embedding_dropped;        /* and use masks: of the embedding, */
    bool layers_dropped;           /* between layers, */
    bool recurrent_dropped;        /* of the recurrence, */
    bool head_dropped;             /* before dense layers */
    /* Kept from forward to backward. */
    tenor__reals words; /* [U, dim] the words' vectors, after mixout and dropout */
    bool *restored;     /* [U] with mixout: it is the pretrained vector */
    size_t restored_capacity;
    tenor__reals words_mask;
    tenor__layer_pass layers[TENOR__MOST_LAYERS];
    uint32_t *argmax; /* [B, features] rows that max pooling chose */
    size_t argmax_capacity;
    tenor__reals attention_hidden;             /* [N, A] */
    tenor__reals attention_weight;             /* [N] */
    tenor__reals dense[TENOR__MOST_DENSE + 2]; /* input of each dense layer, [B, in], after dropout; then the logits */
    tenor__reals dense_mask[TENOR__MOST_DENSE + 1];
    /* Scratch. */
    tenor__reals zeros;
    tenor__reals projection;
    tenor__reals recurrent;
    tenor__reals previous;        /* [B, H] h_{t-1} through its mask; its gradient */
    tenor__reals output_gradient; /* of the current layer, [N, features] */
    tenor__reals lower_gradient;  /* of the layer below */
    tenor__reals state_gradient;  /* [B, H] what the step after passes on to c */
    tenor__reals columns;
    /* Kept from backward to tenor__parameter_slice_gradient. */
    tenor__reals word_gradient[2]; /* [U, G x H] of the first layer's projection */
    tenor__reals dense_gradient[TENOR__MOST_DENSE + 1];
    tenor__reals attention_gradient;
    tenor__reals vectors_gradient; /* laid out as the block; its matrices are never touched */
    tenor__product *products;      /* [network->linear_count]; NULL before the first backward */
    tenor__reals words_gradient;   /* [U, dim] */
    tenor__inference inference;
};

/* Forgets the products and sets the gradients of all vectors to zero, for backward to add to; NULL when out of memory.
 */
tenor__real *tenor__parameter_slices_clear(tenor__pass *pass);

/* y[rows, out] = bias + x[rows, in] W^T; bias NULL for none. */
void tenor__packed_weights_forward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                   const tenor__real *x, size_t ldx, const tenor__real *bias, tenor__real *y,
                                   size_t ldy);

/* x_gradient[rows, in] = start + y_gradient[rows, out] W; start NULL for zero. */
void tenor__packed_weights_backward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                    const tenor__real *y_gradient, size_t ldy, const tenor__real *start, size_t ldstart,
                                    tenor__real *x_gradient, size_t ldx);

/* Keeps what W's gradient comes of: y_gradient, which must stay where it is, and x, of which panels are made. False
 * when out of memory. */
bool tenor__packed_weights_keep(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                const tenor__real *y_gradient, size_t ldy, const tenor__real *x, size_t ldx);

/* The same where the caller makes the panels, by tenor__panel_put: returns where; NULL when out of memory. */
tenor__real *tenor__packed_weights_keep_rows(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                             const tenor__real *y_gradient, size_t ldy);

/* Embedding: the vectors of the batch's distinct words, with mixout and dropout; and back. */
bool tenor__embedding_forward(tenor__pass *pass);
void tenor__embedding_backward(tenor__pass *pass);

/* All recurrent layers: from pass->words to the last layer's output, and from pass->output_gradient, the gradient of
 * that output, to pass->words_gradient (unless frozen) and the block's gradient. */
bool tenor__stack_forward(tenor__pass *pass);
bool tenor__stack_backward(tenor__pass *pass, bool frozen, tenor__real *gradient);
const tenor__real *tenor__stack_output(const tenor__pass *pass);

/* Embedding, recurrent layers and pooling without a backward: pass->batch to pass->dense[0]. */
bool tenor__inference_forward(tenor__pass *pass);
void tenor__inference_free(tenor__inference *inference, const tenor_alloc *alloc);

/* The same as tenor__pooling_forward while the steps go by: begin, each step of each direction in its order, h of its
 * rows [H] a row; finish is told the last layer's outputs [N, features] when attention wants them. */
bool tenor__pooling_begin(tenor__pass *pass);
void tenor__pooling_step(tenor__pass *pass, size_t direction, size_t t, const tenor__real *output, size_t stride);
bool tenor__pooling_finish(tenor__pass *pass, const tenor__real *outputs);

/* Pooling: the last layer's output to pass->dense[0] (before dropout), in packed order; and from pooled_gradient, of
 * the same shape, to pass->output_gradient. */
bool tenor__pooling_forward(tenor__pass *pass);
bool tenor__pooling_backward(tenor__pass *pass, const tenor__real *pooled_gradient, tenor__real *gradient);

/* Dense layers: pass->dense[0] to logits in packed order, which are returned; NULL when out of memory. Backward returns
 * the gradient of the pooled features. */
const tenor__real *tenor__dense_forward(tenor__pass *pass);
const tenor__real *tenor__dense_backward(tenor__pass *pass, const tenor__real *logits_gradient, tenor__real *gradient);

#endif
