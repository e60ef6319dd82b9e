/* A tensor of the network: name, shape, offset and initialization. */
#ifndef TENOR_NN_TENSOR_H
#define TENOR_NN_TENSOR_H

#include <stddef.h>

typedef enum tenor__fill {
    TENOR__FILL_ZERO,
    TENOR__FILL_ONE,
    TENOR__FILL_EMBEDDING,  /* normal, standard deviation 0.1; row 0 zero */
    TENOR__FILL_GLOROT,     /* uniform in +-sqrt(6 / (rows + columns)) (Glorot and Bengio 2010) */
    TENOR__FILL_GATES,      /* glorot for each block of `hidden` rows, the matrix of one gate */
    TENOR__FILL_ORTHOGONAL, /* each block of `hidden` rows orthogonal (Saxe et al. 2014) */
    TENOR__FILL_FORGET,     /* an LSTM's input bias: 1 for the forget gate (Jozefowicz et al. 2015), else 0 */
    TENOR__FILL_CONSTANT,   /* `constant` */
} tenor__fill;

/* A tensor of one or two dimensions, row-major. */
typedef struct tenor__tensor {
    char name[56]; /* as in PyTorch: "rnn.weight_ih_l0_reverse" */
    size_t rank;
    size_t shape[2];
    size_t size;   /* product of the shape */
    size_t offset; /* in the block; 0 for the embedding */
    tenor__fill fill;
    double constant;
} tenor__tensor;

#endif
