/* The network's parts, their packed matrices, and what a pass keeps: shared by the files that run the layers. */
#ifndef TENOR_NN_PASS_H
#define TENOR_NN_PASS_H

#include "nn/cell.h"
#include "nn/kernels/matrix.h"
#include "nn/reals.h"

/* A matrix [out, in] of the block, with the number that its packed forms go by. */
typedef struct tenor__linear {
    size_t weight; /* offset in the block */
    size_t out;
    size_t in;
    size_t pack; /* index in tenor__packed_weights */
} tenor__linear;

/* A layer and direction. */
typedef struct tenor__direction {
    tenor__linear input;     /* weight_ih */
    tenor__linear recurrent; /* weight_hh; out is 0 without one */
    size_t tensors[TENOR__MOST_CELL_TENSORS];
} tenor__direction;

/* A part of the block: rows [first, first + rows) of a matrix, or with rows 0 the vectors that follow it. */
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
    size_t features; /* directions x hidden: width of a layer's output */
    tenor__direction layers[TENOR__MOST_LAYERS][2];
    bool has_attention;
    tenor__linear attention;
    size_t attention_bias;
    size_t attention_context;
    tenor__linear dense[TENOR__MOST_DENSE + 1]; /* the hidden ones, then the head */
    size_t dense_bias[TENOR__MOST_DENSE + 1];
};

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

/* What inference keeps: of the words' input projections, and of the step at hand. */
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
    tenor__reals output_gradient; /* of the layer at hand, [N, features] */
    tenor__reals lower_gradient;  /* of the layer below */
    tenor__reals state_gradient;  /* [B, H] what the step after passes on to c */
    tenor__reals columns;
    /* Kept from backward to tenor__network_gradient. */
    tenor__reals word_gradient[2]; /* [U, G x H] of the first layer's projection */
    tenor__reals dense_gradient[TENOR__MOST_DENSE + 1];
    tenor__reals attention_gradient;
    tenor__reals vectors_gradient; /* laid out as the block; its matrices are never touched */
    tenor__product *products;      /* [network->linear_count]; NULL before the first backward */
    tenor__reals words_gradient;   /* [U, dim] */
    tenor__inference inference;
};

/* Lists the parts of a complete network. False when out of memory. */
bool tenor__parameter_slices_list(tenor__network *network);

/* Forgets the products and sets the gradients of all vectors to zero, for backward to add to; NULL when out of memory.
 */
tenor__real *tenor__parameter_slices_clear(tenor__pass *pass);

/* y[rows, out] = bias + x[rows, in] W^T; bias NULL for none. */
void tenor__linear_forward(const tenor__pass *pass, const tenor__linear *linear, size_t rows, const tenor__real *x,
                           size_t ldx, const tenor__real *bias, tenor__real *y, size_t ldy);

/* x_gradient[rows, in] = start + y_gradient[rows, out] W; start NULL for zero. */
void tenor__linear_backward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                            const tenor__real *y_gradient, size_t ldy, const tenor__real *start, size_t ldstart,
                            tenor__real *x_gradient, size_t ldx);

/* Keeps what W's gradient comes of: y_gradient, which must stay where it is, and x, of which panels are made. False
 * when out of memory. */
bool tenor__linear_keep(tenor__pass *pass, const tenor__linear *linear, size_t rows, const tenor__real *y_gradient,
                        size_t ldy, const tenor__real *x, size_t ldx);

/* The same where the caller makes the panels, by tenor__panel_put: returns where; NULL when out of memory. */
tenor__real *tenor__linear_keep_rows(tenor__pass *pass, const tenor__linear *linear, size_t rows,
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
