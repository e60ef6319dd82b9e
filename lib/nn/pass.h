/* The network's parts, their packed matrices, and what a pass keeps: shared by the files that run the layers. */
#ifndef TENOR_NN_PASS_H
#define TENOR_NN_PASS_H

#include "nn/cell.h"
#include "nn/matrix.h"

/* A matrix [out, in] of the block, with the number that its packed forms go by. */
typedef struct tenor__linear {
    size_t weight; /* offset in the block */
    size_t out;
    size_t in;
    size_t pack; /* index in tenor__packs */
} tenor__linear;

/* A layer and direction. */
typedef struct tenor__direction {
    tenor__linear input;     /* weight_ih */
    tenor__linear recurrent; /* weight_hh; out is 0 without one */
    size_t tensors[TENOR__MOST_CELL_TENSORS];
} tenor__direction;

struct tenor__network {
    tenor_alloc alloc;
    tenor__network_spec spec;
    const tenor__cell *cell;
    tenor__tensor *tensors;
    size_t tensor_count;
    size_t block_size;
    size_t linear_count;
    size_t features; /* directions x hidden: width of a layer's output */
    tenor__direction layers[TENOR__MOST_LAYERS][2];
    bool has_attention;
    tenor__linear attention;
    size_t attention_bias;
    size_t attention_context;
    tenor__linear dense[TENOR__MOST_DENSE + 1]; /* the hidden ones, then the head */
    size_t dense_bias[TENOR__MOST_DENSE + 1];
};

typedef struct tenor__linear_pack {
    tenor__linear linear;
    tenor__real *forward;  /* panels [in, out] */
    tenor__real *backward; /* panels [out, in]; NULL unless training */
    tenor__real *bias;     /* of a layer's input projection: [out], all that can be folded into it; else NULL */
    const tenor__direction *direction;
} tenor__linear_pack;

struct tenor__packs {
    tenor_alloc alloc;
    const tenor__network *network;
    tenor__linear_pack *linears; /* [network->linear_count] */
    tenor__real *memory;
};

typedef struct tenor__layer_pass {
    tenor__reals input;      /* [N, in] after dropout; unused in the first layer and without dropout */
    tenor__reals input_mask; /* [N, in] */
    tenor__reals output;     /* [N, features] */
    tenor__reals saved[2];
    tenor__reals state[2];
    tenor__reals recurrent_mask[2]; /* [B, H] */
} tenor__layer_pass;

struct tenor__pass {
    tenor_alloc alloc;
    const tenor__network *network;
    /* Set by each call. */
    const tenor__batch *batch;
    const tenor__packs *packs;
    tenor__parameters parameters;
    const tenor__dropout *dropout; /* NULL: inference */
    bool embedding_dropped;        /* did the forward before use masks: of the embedding, */
    bool layers_dropped;           /* between layers, */
    bool recurrent_dropped;        /* of the recurrence, */
    bool head_dropped;             /* before dense layers */
    /* Kept from forward to backward. */
    tenor__reals words; /* [U, dim] the words' vectors, after dropout */
    tenor__reals words_mask;
    tenor__layer_pass layers[TENOR__MOST_LAYERS];
    uint32_t *argmax; /* [B, features] rows that max pooling chose */
    size_t argmax_capacity;
    tenor__reals attention_hidden;             /* [N, H] */
    tenor__reals attention_weight;             /* [N] */
    tenor__reals dense[TENOR__MOST_DENSE + 2]; /* input of each dense layer, [B, in], after dropout; then the logits */
    tenor__reals dense_mask[TENOR__MOST_DENSE + 1];
    /* Scratch. */
    tenor__reals zeros;
    tenor__reals projection;
    tenor__reals recurrent;
    tenor__reals previous;
    tenor__reals input_gradient;
    tenor__reals word_gradient;
    tenor__reals recurrent_gradient;
    tenor__reals output_gradient; /* of the layer at hand, [N, features] */
    tenor__reals lower_gradient;  /* of the layer below */
    tenor__reals step_gradient;   /* [B, H] each: dL/dh of a step, */
    tenor__reals carry;           /* what the step after passes on to h, */
    tenor__reals state_gradient;  /* and to c, */
    tenor__reals direct;          /* and what a step passes to h before it other than through the product */
    tenor__reals columns;
    tenor__reals dense_gradient[2];
    tenor__reals attention_gradient;
    tenor__reals words_gradient; /* [U, dim] */
    tenor__reals panels;
};

/* y[rows, out] = bias + x[rows, in] W^T; bias NULL for none. */
void tenor__linear_forward(const tenor__pass *pass, const tenor__linear *linear, size_t rows, const tenor__real *x,
                           size_t ldx, const tenor__real *bias, tenor__real *y, size_t ldy);

/* x_gradient[rows, in] = start + y_gradient[rows, out] W; start NULL for zero. */
void tenor__linear_backward(const tenor__pass *pass, const tenor__linear *linear, size_t rows,
                            const tenor__real *y_gradient, size_t ldy, const tenor__real *start, size_t ldstart,
                            tenor__real *x_gradient, size_t ldx);

/* gradient of W += y_gradient^T x; false when out of memory. */
bool tenor__linear_weight_gradient(tenor__pass *pass, const tenor__linear *linear, size_t rows,
                                   const tenor__real *y_gradient, size_t ldy, const tenor__real *x, size_t ldx,
                                   tenor__real *gradient);

/* Embedding: the vectors of the batch's distinct words, with dropout; and back. */
bool tenor__embedding_forward(tenor__pass *pass);
void tenor__embedding_backward(tenor__pass *pass);

/* All recurrent layers: from pass->words to the last layer's output, and from pass->output_gradient, the gradient of
 * that output, to pass->words_gradient (unless frozen) and the block's gradient. */
bool tenor__stack_forward(tenor__pass *pass);
bool tenor__stack_backward(tenor__pass *pass, bool frozen, tenor__real *gradient);
const tenor__real *tenor__stack_output(const tenor__pass *pass);

/* Pooling: the last layer's output to pass->dense[0] (before dropout), in packed order; and from pooled_gradient, of
 * the same shape, to pass->output_gradient. */
bool tenor__pooling_forward(tenor__pass *pass);
bool tenor__pooling_backward(tenor__pass *pass, const tenor__real *pooled_gradient, tenor__real *gradient);

/* Dense layers: pass->dense[0] to logits in packed order, which are returned; NULL when out of memory. Backward returns
 * the gradient of the pooled features. */
const tenor__real *tenor__dense_forward(tenor__pass *pass);
const tenor__real *tenor__dense_backward(tenor__pass *pass, const tenor__real *logits_gradient, tenor__real *gradient);

#endif
