/* Forward and backward over a minibatch. The second half, the state of a pass and the functions of the layers, is only
 * for the files of nn. */
#ifndef TENOR_NN_PASS_H
#define TENOR_NN_PASS_H

#include "nn/kernels/matrix.h"
#include "nn/network.h"
#include "nn/network_layout.h"
#include "nn/packed_sequences.h"
#include "nn/real_array.h"

/* Dropout rates, 0 <= rate < 1, and the source of the masks. Values that dropout keeps are scaled by 1 / (1 - rate);
 * mixout does not scale. */
typedef struct tenor__dropout {
    double mixout; /* probability that a word with a pretrained vector uses it, at all its positions in the batch */
    const tenor__real *pretrained; /* [words, dim]; only rows of the batch are read; NULL if mixout is 0 */
    const bool *is_pretrained;     /* [words]; NULL if mixout is 0 */
    double embedding;              /* of the values of a word's vector; one mask for all its positions (Gal 2016) */
    double layers;                 /* between recurrent layers */
    double recurrent;              /* of h_{t-1}, one mask per sequence */
    double head;                   /* before each dense layer and the output layer */
    tenor__random *random;
} tenor__dropout;

/* Scratch of one thread for forward and backward over batches of any size. It grows to the largest batch seen. */
typedef struct tenor__pass tenor__pass;

tenor_status tenor__pass_new(const tenor__network *network, const tenor_alloc *alloc, tenor__pass **out);
void tenor__pass_free(tenor__pass *pass);

/* Makes inference keep the input projections of words between calls, in TENOR_SESSION_CACHE_BYTES. From then on the
 * parameters and packed weights must not change. */
void tenor__pass_remember(tenor__pass *pass);

/* Writes logits[count, labels] in the caller's order of sequences; with logits NULL it ends at the pooled vectors. With
 * dropout NULL it runs inference and keeps nothing for backward. Without dropout, a sequence's logits have the same
 * bits whatever else is in the batch. Returns false if memory runs out. */
bool tenor__pass_forward(tenor__pass *pass, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                         const tenor__packed_sequences *batch, const tenor__dropout *dropout, tenor__real *logits);

/* The pooled features of each sequence of the last forward, before the dense layers: [count, width] in packed order
 * (nn/packed_sequences.h). Borrowed until the next use of the pass. */
const tenor__real *tenor__pass_pooled(const tenor__pass *pass);

/* Backpropagates to the embedding (unless `frozen`), and keeps what tenor__parameter_slice_gradient needs. Call it once
 * after a forward with dropout (all rates may be 0) of the same batch. Returns false if memory runs out. */
bool tenor__pass_backward(tenor__pass *pass, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                          const tenor__packed_sequences *batch, const tenor__real *logits_gradient, bool frozen);

/* Writes slice `index` of the block's gradient, summed over passes that have run backward. The sum is in the order of
 * the passes, so it does not depend on threads. Different slices may run on different threads. */
void tenor__parameter_slice_gradient(tenor__pass *const *passes, size_t count, size_t index, tenor__real *gradient);

/* The gradient of the embedding, [batch->words, dim], for the ids batch->word_ids. Borrowed until the next use of the
 * pass. */
const tenor__real *tenor__pass_embedding_gradient(const tenor__pass *pass);

/* ---- the state of a pass ---- */

typedef struct tenor__packed_matrix {
    tenor__linear linear;
    tenor__real *forward;  /* panels [in, out] */
    tenor__real *backward; /* panels [out, in]; NULL unless training */
    uint32_t *bfloat16s;   /* of forward, for recurrent matrices; NULL in training and if a value is not a bfloat16 */
    tenor__real *bias;     /* of an input projection: [out], the sum of all biases that can be folded in; else NULL */
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
    tenor__real_array input;      /* [N, in] after dropout; not used in the first layer or without dropout */
    tenor__real_array input_mask; /* [N, in] */
    tenor__real_array output;     /* [N, features] */
    tenor__real_array saved[2];   /* [N, saved x H]; backward overwrites it with the gradient of the projection */
    tenor__real_array state[2];
    tenor__real_array recurrent_mask[2]; /* [B, H] */
    tenor__real_array
        recurrent_gradient[2]; /* [N, R x H] gradient of the recurrent product; not used if gates are shared */
} tenor__layer_pass;

/* The factors of the gradient of a matrix W[out, in]: y_gradient[rows, out] transposed times x[rows, in]. */
typedef struct tenor__product {
    size_t rows;
    const tenor__real *y_gradient;
    size_t stride;       /* from one row of y_gradient to the next */
    tenor__real_array x; /* panels */
} tenor__product;

/* The state of inference: a table of the words' input projections, and the buffers of the current step. */
typedef struct tenor__inference {
    bool remembers;  /* whether the table keeps its rows between calls */
    uint32_t *place; /* [words] the word's index in the table, valid if owner[index] is the word */
    uint32_t *owner; /* [capacity] the words of the table; `used` of them are valid */
    size_t capacity;
    size_t used;
    tenor__real_array table;   /* [capacity, directions, G x H] */
    tenor__real_array vectors; /* vectors of the words that are projected next */
    uint32_t *index[2];        /* table index of each row of a chunk, per direction, times directions */
    size_t index_capacity[2];
    tenor__real_array projection[2]; /* above the first layer: the projections of a chunk, [rows, G x H] */
    tenor__real_array zeros;
    tenor__real_array recurrent; /* of a block of rows, [rows, R x H] */
    tenor__real_array output;    /* [directions, 2, B, H] of this and the previous step, if outputs are not kept */
    tenor__real_array state;     /* [directions, B, H] */
    tenor__real_array kept[2];   /* [N, features] outputs of this layer and the one below */
} tenor__inference;

struct tenor__pass {
    tenor_alloc alloc;
    const tenor__network *network;
    /* Arguments of the current call. */
    const tenor__packed_sequences *batch;
    const tenor__packed_weights *packed_weights;
    tenor__parameters parameters;
    const tenor__dropout *dropout; /* NULL in inference */
    bool mixout_applied;           /* whether the last forward used mixout, */
    bool embedding_dropped;        /* and dropout of the embedding, */
    bool layers_dropped;           /* between layers, */
    bool recurrent_dropped;        /* of h_{t-1}, */
    bool head_dropped;             /* before dense layers */
    /* Kept from forward to backward. */
    tenor__real_array words; /* [U, dim] vectors of the distinct words, after mixout and dropout */
    bool *replaced;          /* [U] with mixout: whether it is the pretrained vector */
    size_t replaced_capacity;
    tenor__real_array words_mask;
    tenor__layer_pass layers[TENOR__MOST_LAYERS];
    uint32_t *argmax; /* [B, features] the rows that max pooling chose */
    size_t argmax_capacity;
    tenor__real_array attention_hidden; /* [N, A] */
    tenor__real_array attention_weight; /* [N] */
    tenor__real_array
        dense[TENOR__MOST_DENSE + 2]; /* [B, in] input of each dense layer after dropout; last, the logits */
    tenor__real_array dense_mask[TENOR__MOST_DENSE + 1];
    /* Scratch. */
    tenor__real_array zeros;
    tenor__real_array projection;
    tenor__real_array recurrent;
    tenor__real_array previous;        /* [B, H] masked h_{t-1}, then its gradient */
    tenor__real_array output_gradient; /* of the current layer, [N, features] */
    tenor__real_array lower_gradient;  /* of the layer below */
    tenor__real_array state_gradient;  /* [B, H] gradient of c from the next step */
    tenor__real_array columns;
    /* Kept from backward to tenor__parameter_slice_gradient. */
    tenor__real_array word_gradient[2]; /* [U, G x H] gradient of the first layer's projection */
    tenor__real_array dense_gradient[TENOR__MOST_DENSE + 1];
    tenor__real_array attention_gradient;
    tenor__real_array vectors_gradient; /* the block's layout; only vectors are written, matrices are not touched */
    tenor__product *products;           /* [network->linear_count]; NULL before the first backward */
    tenor__real_array words_gradient;   /* [U, dim] */
    tenor__inference inference;
};

/* Clears the products and zeroes the gradients of all vectors, so that backward can add to them. Returns NULL if memory
 * runs out. */
tenor__real *tenor__parameter_slices_clear(tenor__pass *pass);

/* y[rows, out] = bias + x[rows, in] W^T. bias may be NULL. */
void tenor__packed_weights_forward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                   const tenor__real *x, size_t ldx, const tenor__real *bias, tenor__real *y,
                                   size_t ldy);

/* x_gradient[rows, in] = start + y_gradient[rows, out] W. A start of NULL is zero. */
void tenor__packed_weights_backward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                    const tenor__real *y_gradient, size_t ldy, const tenor__real *start, size_t ldstart,
                                    tenor__real *x_gradient, size_t ldx);

/* Keeps the factors of W's gradient: y_gradient, which must stay valid, and x, which is copied into panels. Returns
 * false if memory runs out. */
bool tenor__packed_weights_keep(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                const tenor__real *y_gradient, size_t ldy, const tenor__real *x, size_t ldx);

/* The same, but the caller fills the panels with tenor__panel_put. Returns the panels, or NULL if memory runs out. */
tenor__real *tenor__packed_weights_keep_rows(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                             const tenor__real *y_gradient, size_t ldy);

/* Embedding: the vectors of the batch's distinct words, with mixout and dropout. Backward: the gradient of these
 * vectors. */
bool tenor__embedding_forward(tenor__pass *pass);
void tenor__embedding_backward(tenor__pass *pass);

/* All recurrent layers. Forward: from pass->words to the last layer's output. Backward: from pass->output_gradient, the
 * gradient of that output, to pass->words_gradient (unless frozen) and the block's gradient. */
bool tenor__recurrent_layers_forward(tenor__pass *pass);
bool tenor__recurrent_layers_backward(tenor__pass *pass, bool frozen, tenor__real *gradient);
const tenor__real *tenor__recurrent_layers_output(const tenor__pass *pass);

/* The inference pass of embedding, recurrent layers and pooling: from pass->batch to pass->dense[0]. */
bool tenor__inference_forward(tenor__pass *pass);
void tenor__inference_free(tenor__inference *inference, const tenor_alloc *alloc);

/* Pooling during inference, step by step; the result equals tenor__pooling_forward. Call begin, then step for each step
 * of each direction in order, with h of the step's rows, [H] per row. finish takes the last layer's outputs [N,
 * features] if the network has attention. */
bool tenor__pooling_begin(tenor__pass *pass);
void tenor__pooling_step(tenor__pass *pass, size_t direction, size_t t, const tenor__real *output, size_t stride);
bool tenor__pooling_finish(tenor__pass *pass, const tenor__real *outputs);

/* Pooling. Forward: from the last layer's output to pass->dense[0] (before dropout), in packed order. Backward: from
 * pooled_gradient, of the same shape, to pass->output_gradient. */
bool tenor__pooling_forward(tenor__pass *pass);
bool tenor__pooling_backward(tenor__pass *pass, const tenor__real *pooled_gradient, tenor__real *gradient);

/* Dense layers. Forward: from pass->dense[0] to the logits in packed order, which it returns; NULL if memory runs out.
 * Backward: returns the gradient of the pooled features. */
const tenor__real *tenor__dense_forward(tenor__pass *pass);
const tenor__real *tenor__dense_backward(tenor__pass *pass, const tenor__real *logits_gradient, tenor__real *gradient);

#endif
