/* The interface between a recurrent cell and the stack that runs it.
 *
 * The stack does what all cells have in common: the input projection of all steps as one matrix product, the recurrent
 * product of each step, the order of the steps, directions, packing, masks and weight gradients. A cell computes the
 * elementwise part for the rows of one step, forward and backward. To add a cell, write one file, add a row to the
 * table in cell.c, and add a choice to the option `cell` in the same order.
 *
 * Symbols: H is the hidden size, G the number of the cell's input gates, R that of its recurrent gates. A row of the
 * input projection is [G x H], gate by gate. */
#ifndef TENOR_NN_CELL_H
#define TENOR_NN_CELL_H

#include "nn/kernels/real.h"
#include "nn/tensor.h"

#include <tenor.h>

enum { TENOR__MOST_CELL_TENSORS = 4 };

typedef enum tenor__cell_role {
    TENOR__ROLE_INPUT_BIAS, /* added to the input projection; the gradient is the sum of the projection's gradient */
    TENOR__ROLE_RECURRENT_BIAS, /* added to the recurrent product; the gradient is the sum of the product's gradient */
    TENOR__ROLE_OWN,            /* used only by the cell */
} tenor__cell_role;

/* A tensor of the cell besides its two matrices: `blocks` x H values, or a scalar if blocks is 0. */
typedef struct tenor__cell_tensor {
    const char *name; /* "bias_ih" */
    size_t blocks;
    tenor__cell_role role;
    size_t gate; /* of a bias: the first gate that it is added to */
    tenor__fill fill;
    double constant;
} tenor__cell_tensor;

/* The rows of one step. Each row pointer advances by its stride. A stride of 0 means that all rows share one row of
 * zeros, because they have no previous step. */
typedef struct tenor__cell_step {
    size_t rows;
    size_t hidden;
    const tenor__real *const *tensors; /* the cell's tensors, in the order of its table */
    const tenor__real *input;          /* projection with input biases; row i is input_index[i], or i if that is NULL */
    const uint32_t *input_index;
    const tenor__real *recurrent; /* recurrent product, [R x H] per row, without the biases that were not folded in */
    size_t recurrent_stride;
    const tenor__real *previous; /* h_{t-1} */
    size_t previous_stride;
    const tenor__real *previous_state; /* c_{t-1}, for cells with a state */
    size_t previous_state_stride;
    tenor__real *output; /* h_t */
    size_t output_stride;
    tenor__real *state; /* c_t, [H] per row */
    tenor__real *saved; /* [saved x H] per row, kept for backward; NULL in inference */
} tenor__cell_step;

typedef struct tenor__cell_backward_step {
    size_t rows;
    size_t hidden;
    const tenor__real *const *tensors;
    const tenor__real *output_gradient; /* the complete dL/dh_t */
    size_t output_gradient_stride;
    const tenor__real *previous;
    size_t previous_stride;
    const tenor__real *previous_state;
    size_t previous_state_stride;
    const tenor__real *state;
    /* In: what forward saved. Out: the gradient of the projection, in the first [G x H] values of each row. So a cell
     * reads all values of a unit before it writes one. */
    tenor__real *saved;
    tenor__real *recurrent_gradient; /* out, [R x H] per row: only for cells without shared_gates */
    tenor__real *previous_gradient; /* of the previous step, with previous_stride: the cell adds the part of dL/dh_{t-1}
                                       not through the recurrent product. A scratch row if there is no previous step */
    tenor__real *state_gradient;    /* [H] per row. In: the part of dL/dc_t from the next step. Out: dL/dc_{t-1} */
    tenor__real *columns;           /* [columns x H]: the cell adds the gradients of its own tensors, unit by unit */
} tenor__cell_backward_step;

typedef struct tenor__cell {
    const char *name;
    size_t input_gates;     /* G */
    size_t recurrent_gates; /* R; 0: no recurrent matrix */
    bool shared_gates;      /* projection and recurrent product have the same gradient; then G = R */
    bool has_state;
    size_t folded; /* leading gates whose recurrent bias may be added to the projection instead */
    size_t saved;  /* at least G */
    size_t columns;
    size_t tensor_count;
    tenor__cell_tensor tensors[TENOR__MOST_CELL_TENSORS];
    void (*forward)(const tenor__cell_step *step);
    void (*backward)(const tenor__cell_backward_step *step);
    /* Adds the sums in `columns` to the gradients of the cell's own tensors. NULL if it has none. */
    void (*finish)(const tenor__real *columns, size_t hidden, const tenor__real *const *tensors,
                   tenor__real *const *gradients);
} tenor__cell;

/* A row of the table; NULL past its end. */
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

/* Sets *cell to the index of the cell in the table of cell.c; returns false for an unknown name. The name of an index
 * past the end is NULL. */
bool tenor__cell_find(tenor_str name, size_t *cell);
const char *tenor__cell_name(size_t cell);

#endif
