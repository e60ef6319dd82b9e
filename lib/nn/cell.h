/* What a recurrent cell is to the stack that runs it.
 *
 * The stack does all that is the same for every cell: the input projection of all steps as one product, the recurrent
 * product of each step, time, directions, packing, masks, weight gradients. A cell is its elementwise part, for the
 * rows of one step, forward and backward. A new cell is one file and one row in the table of cell.c, and a choice
 * of the option `cell` in the same order.
 *
 * H is the number of hidden units, G the cell's input gates, R its recurrent gates; a row of the input projection is
 * [G x H], gate by gate. */
#ifndef TENOR_NN_CELL_H
#define TENOR_NN_CELL_H

#include "nn/real.h"
#include "nn/tensor.h"

#include <tenor.h>

enum { TENOR__MOST_CELL_TENSORS = 4 };

typedef enum tenor__cell_role {
    TENOR__ROLE_INPUT_BIAS,     /* added to the input projection; its gradient is that of the projection, summed */
    TENOR__ROLE_RECURRENT_BIAS, /* added to the recurrent product; the same */
    TENOR__ROLE_OWN,            /* used by the cell alone */
} tenor__cell_role;

/* A tensor of the cell other than its two matrices: `blocks` x H numbers, or one number when blocks is 0. */
typedef struct tenor__cell_tensor {
    const char *name; /* "bias_ih" */
    size_t blocks;
    tenor__cell_role role;
    size_t gate; /* of a bias: the first gate that it is added to */
    tenor__fill fill;
    double constant;
} tenor__cell_tensor;

/* Pointers to rows move by their stride from one row to the next; a stride of 0 stands for a row of zeros that all
 * share, where there is no step before. */
typedef struct tenor__cell_step {
    size_t rows;
    size_t hidden;
    const tenor__real *const *tensors; /* the cell's, in its table's order */
    const tenor__real *input; /* projection, with input biases; row i is input_index[i], or i when that is NULL */
    const uint32_t *input_index;
    const tenor__real *recurrent; /* recurrent product, [R x H] a row, without biases that were not folded in */
    size_t recurrent_stride;
    const tenor__real *previous; /* h_{t-1} */
    size_t previous_stride;
    const tenor__real *previous_state; /* c_{t-1}, of cells with a state */
    size_t previous_state_stride;
    tenor__real *output; /* h_t */
    size_t output_stride;
    tenor__real *state; /* c_t, [H] a row */
    tenor__real *saved; /* [saved x H] a row for backward; NULL in inference */
} tenor__cell_step;

typedef struct tenor__cell_backward_step {
    size_t rows;
    size_t hidden;
    const tenor__real *const *tensors;
    const tenor__real *output_gradient; /* dL/dh_t, all of it */
    size_t output_gradient_stride;
    const tenor__real *previous;
    size_t previous_stride;
    const tenor__real *previous_state;
    size_t previous_state_stride;
    const tenor__real *state;
    /* In what forward saved, out, in the row's first [G x H] numbers, the gradient of the projection: a unit's numbers
     * are all read before one is written. */
    tenor__real *saved;
    tenor__real *recurrent_gradient; /* [R x H] a row: out, of cells whose gates are not shared */
    tenor__real *previous_gradient;  /* of the step before, with previous_stride: the cell adds dL/dh_{t-1} other than
                                      * through the recurrent product; a row nobody reads where there is none */
    tenor__real *state_gradient;     /* [H] a row: in dL/dc_t from the step after, out dL/dc_{t-1} */
    tenor__real *columns;            /* [columns x H]: the cell adds its own tensors' gradients, unit by unit */
} tenor__cell_backward_step;

typedef struct tenor__cell {
    const char *name;
    size_t input_gates;     /* G */
    size_t recurrent_gates; /* R; 0 without a recurrent matrix */
    bool shared_gates;      /* the gradients of projection and recurrent product are the same: G = R */
    bool has_state;
    size_t folded; /* leading gates whose recurrent bias may be added to the projection instead */
    size_t saved;  /* G at least */
    size_t columns;
    size_t tensor_count;
    tenor__cell_tensor tensors[TENOR__MOST_CELL_TENSORS];
    void (*forward)(const tenor__cell_step *step);
    void (*backward)(const tenor__cell_backward_step *step);
    /* Adds what `columns` gathered to the gradients of the cell's own tensors; NULL when it has none. */
    void (*finish)(const tenor__real *columns, size_t hidden, const tenor__real *const *tensors,
                   tenor__real *const *gradients);
} tenor__cell;

/* The table's row; NULL past its end. */
const tenor__cell *tenor__cell_at(size_t cell);

extern const tenor__cell tenor__cell_rnn_tanh;
extern const tenor__cell tenor__cell_rnn_relu;
extern const tenor__cell tenor__cell_gru;
extern const tenor__cell tenor__cell_lstm;
extern const tenor__cell tenor__cell_fastrnn;
extern const tenor__cell tenor__cell_fastgrnn;
extern const tenor__cell tenor__cell_sru;

/* The projection's row for row i of a step. */
static inline const tenor__real *tenor__cell_input_row(const tenor__cell_step *step, size_t i, size_t width)
{
    return step->input + (step->input_index ? step->input_index[i] : i) * width;
}

/* Index of a cell in the table of cell.c; false for an unknown name. Names are NULL past the last. */
bool tenor__cell_find(tenor_str name, size_t *cell);
const char *tenor__cell_name(size_t cell);

#endif
