/* Long short-term memory with a forget gate (Hochreiter and Schmidhuber 1997; Gers et al. 2000), as PyTorch's nn.LSTM.
 *
 *     i = sigmoid(W_i x_t + U_i h_{t-1} + b_i)       input gate
 *     f = sigmoid(W_f x_t + U_f h_{t-1} + b_f)       forget gate
 *     g = tanh   (W_g x_t + U_g h_{t-1} + b_g)       candidate
 *     o = sigmoid(W_o x_t + U_o h_{t-1} + b_o)       output gate
 *     c_t = f c_{t-1} + i g                          state
 *     h_t = o tanh(c_t)
 *
 *     weight_ih [4H, in] is W_i, W_f, W_g, W_o;  weight_hh [4H, H] is U;  bias_ih + bias_hh [4H] is b
 *
 * Backward, with dh = dL/dh_t and dc the gradient of c_t from the next step:
 *
 *     dc += dh o (1 - tanh(c_t)^2)
 *     di = dc g i (1 - i)    df = dc c_{t-1} f (1 - f)    dg = dc i (1 - g^2)    do = dh tanh(c_t) o (1 - o)
 *     dc_{t-1} = dc f
 *
 * Saved: i, f, g, o, tanh(c_t). */
#include "nn/cell.h"
#include "nn/kernels/activation.h"

TENOR_CLONES
static void forward(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t r = 0; r < step->rows; r++) {
        const tenor__real *input = tenor__cell_input_row(step, r, 4 * hidden);
        const tenor__real *recurrent = step->recurrent + r * step->recurrent_stride;
        const tenor__real *previous_state = step->previous_state + r * step->previous_state_stride;
        tenor__real *output = step->output + r * step->output_stride;
        tenor__real *state = step->state + r * hidden;
        tenor__real *saved = step->saved ? step->saved + r * 5 * hidden : NULL;
        if (!saved) {
            TENOR_INDEPENDENT
            for (size_t j = 0; j < hidden; j++) {
                tenor__real i = tenor__sigmoid(input[j] + recurrent[j]);
                tenor__real f = tenor__sigmoid(input[hidden + j] + recurrent[hidden + j]);
                tenor__real g = tenor__tanh(input[2 * hidden + j] + recurrent[2 * hidden + j]);
                tenor__real o = tenor__sigmoid(input[3 * hidden + j] + recurrent[3 * hidden + j]);
                state[j] = f * previous_state[j] + i * g;
                output[j] = o * tenor__tanh(state[j]);
            }
            continue;
        }
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real i = tenor__sigmoid(input[j] + recurrent[j]);
            tenor__real f = tenor__sigmoid(input[hidden + j] + recurrent[hidden + j]);
            tenor__real g = tenor__tanh(input[2 * hidden + j] + recurrent[2 * hidden + j]);
            tenor__real o = tenor__sigmoid(input[3 * hidden + j] + recurrent[3 * hidden + j]);
            tenor__real c = f * previous_state[j] + i * g;
            tenor__real tanh_c = tenor__tanh(c);
            state[j] = c;
            output[j] = o * tanh_c;
            saved[j] = i;
            saved[hidden + j] = f;
            saved[2 * hidden + j] = g;
            saved[3 * hidden + j] = o;
            saved[4 * hidden + j] = tanh_c;
        }
    }
}

TENOR_CLONES
static void backward(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t r = 0; r < step->rows; r++) {
        tenor__real *saved = step->saved + r * 5 * hidden;
        const tenor__real *output_gradient = step->output_gradient + r * step->output_gradient_stride;
        const tenor__real *previous_state = step->previous_state + r * step->previous_state_stride;
        tenor__real *state_gradient = step->state_gradient + r * hidden;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real i = saved[j];
            tenor__real f = saved[hidden + j];
            tenor__real g = saved[2 * hidden + j];
            tenor__real o = saved[3 * hidden + j];
            tenor__real tanh_c = saved[4 * hidden + j];
            tenor__real dh = output_gradient[j];
            tenor__real dc = state_gradient[j] + dh * o * (1 - tanh_c * tanh_c);
            saved[j] = dc * g * i * (1 - i);
            saved[hidden + j] = dc * previous_state[j] * f * (1 - f);
            saved[2 * hidden + j] = dc * i * (1 - g * g);
            saved[3 * hidden + j] = dh * tanh_c * o * (1 - o);
            state_gradient[j] = dc * f;
        }
    }
}

const tenor__cell tenor__cell_lstm = {
    .name = "lstm",
    .input_gates = 4,
    .recurrent_gates = 4,
    .shared_gates = true,
    .has_state = true,
    .folded = 4,
    .saved = 5,
    .tensor_count = 2,
    .tensors = {{"bias_ih", 4, TENOR__ROLE_INPUT_BIAS, 0, TENOR__FILL_FORGET, 0},
                {"bias_hh", 4, TENOR__ROLE_RECURRENT_BIAS, 0, TENOR__FILL_ZERO, 0}},
    .forward = forward,
    .backward = backward,
};
