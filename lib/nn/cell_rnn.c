/* The plain recurrence (Elman 1990), as PyTorch's nn.RNN.
 *
 *     h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)          f is tanh ("rnn") or relu ("rnn-relu")
 *
 *     W_ih [H, in]   W_hh [H, H]   b_ih, b_hh [H]
 *
 * Backward, with a the argument of f: dL/da = dL/dh f'(a) is the gradient of both the projection and the recurrent
 * product. f' is computed from h: 1 - h^2 for tanh; 1 where h > 0, else 0, for relu. */
#include "nn/cell.h"
#include "nn/kernels/activation.h"

#include <string.h>

TENOR_CLONES
static void forward_tanh(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t i = 0; i < step->rows; i++) {
        const tenor__real *input = tenor__cell_input_row(step, i, hidden);
        const tenor__real *recurrent = step->recurrent + i * step->recurrent_stride;
        tenor__real *output = step->output + i * step->output_stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++)
            output[j] = tenor__tanh(input[j] + recurrent[j]);
        if (step->saved)
            memcpy(step->saved + i * hidden, output, hidden * sizeof *output);
    }
}

TENOR_CLONES
static void forward_relu(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t i = 0; i < step->rows; i++) {
        const tenor__real *input = tenor__cell_input_row(step, i, hidden);
        const tenor__real *recurrent = step->recurrent + i * step->recurrent_stride;
        tenor__real *output = step->output + i * step->output_stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real sum = input[j] + recurrent[j];
            output[j] = sum < 0 ? 0 : sum;
        }
        if (step->saved)
            memcpy(step->saved + i * hidden, output, hidden * sizeof *output);
    }
}

TENOR_CLONES
static void backward_tanh(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t i = 0; i < step->rows; i++) {
        tenor__real *saved = step->saved + i * hidden;
        const tenor__real *output_gradient = step->output_gradient + i * step->output_gradient_stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++)
            saved[j] = output_gradient[j] * (1 - saved[j] * saved[j]);
    }
}

TENOR_CLONES
static void backward_relu(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t i = 0; i < step->rows; i++) {
        tenor__real *saved = step->saved + i * hidden;
        const tenor__real *output_gradient = step->output_gradient + i * step->output_gradient_stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++)
            saved[j] = saved[j] > 0 ? output_gradient[j] : 0;
    }
}

#define RNN_CELL(NAME, FORWARD, BACKWARD)                                                                              \
    {                                                                                                                  \
        .name = NAME, .input_gates = 1, .recurrent_gates = 1, .shared_gates = true, .folded = 1, .saved = 1,           \
        .tensor_count = 2,                                                                                             \
        .tensors = {{"bias_ih", 1, TENOR__ROLE_INPUT_BIAS, 0, TENOR__FILL_ZERO, 0},                                    \
                    {"bias_hh", 1, TENOR__ROLE_RECURRENT_BIAS, 0, TENOR__FILL_ZERO, 0}},                               \
        .forward = FORWARD, .backward = BACKWARD,                                                                      \
    }

const tenor__cell tenor__cell_rnn_tanh = RNN_CELL("rnn", forward_tanh, backward_tanh);
const tenor__cell tenor__cell_rnn_relu = RNN_CELL("rnn-relu", forward_relu, backward_relu);
