/* Gated recurrent unit (Cho et al. 2014) with the reset gate after the recurrent product, as PyTorch's nn.GRU.
 *
 *     r = sigmoid(W_r x_t + b_ir + U_r h_{t-1} + b_hr)      reset gate
 *     z = sigmoid(W_z x_t + b_iz + U_z h_{t-1} + b_hz)      update gate
 *     m = U_n h_{t-1} + b_hn
 *     n = tanh(W_n x_t + b_in + r m)                        candidate
 *     h_t = (1 - z) n + z h_{t-1}
 *
 *     weight_ih [3H, in] is W_r, W_z, W_n;  weight_hh [3H, H] is U;  bias_ih, bias_hh [3H]
 *
 * Backward, with dh = dL/dh_t:
 *
 *     dn' = dh (1 - z) (1 - n^2)       dz' = dh (h_{t-1} - n) z (1 - z)       dr' = dn' m r (1 - r)
 *
 * The gradients of the projection are dr', dz', dn'; those of the recurrent product are dr', dz', dn' r. dL/dh_{t-1}
 * also gets dh z. Saved: r, z, n, m. */
#include "nn/cell.h"
#include "nn/kernels/activation.h"

TENOR_CLONES
static void forward(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real *bias = step->tensors[1] + 2 * hidden; /* b_hn; the other biases are folded into the projection */
    for (size_t i = 0; i < step->rows; i++) {
        const tenor__real *input = tenor__cell_input_row(step, i, 3 * hidden);
        const tenor__real *recurrent = step->recurrent + i * step->recurrent_stride;
        const tenor__real *previous = step->previous + i * step->previous_stride;
        tenor__real *output = step->output + i * step->output_stride;
        tenor__real *saved = step->saved ? step->saved + i * 4 * hidden : NULL;
        if (!saved) {
            TENOR_INDEPENDENT
            for (size_t j = 0; j < hidden; j++) {
                tenor__real r = tenor__sigmoid(input[j] + recurrent[j]);
                tenor__real z = tenor__sigmoid(input[hidden + j] + recurrent[hidden + j]);
                tenor__real n = tenor__tanh(input[2 * hidden + j] + r * (recurrent[2 * hidden + j] + bias[j]));
                output[j] = n + z * (previous[j] - n);
            }
            continue;
        }
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real r = tenor__sigmoid(input[j] + recurrent[j]);
            tenor__real z = tenor__sigmoid(input[hidden + j] + recurrent[hidden + j]);
            tenor__real m = recurrent[2 * hidden + j] + bias[j];
            tenor__real n = tenor__tanh(input[2 * hidden + j] + r * m);
            output[j] = n + z * (previous[j] - n);
            saved[j] = r;
            saved[hidden + j] = z;
            saved[2 * hidden + j] = n;
            saved[3 * hidden + j] = m;
        }
    }
}

TENOR_CLONES
static void backward(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    for (size_t i = 0; i < step->rows; i++) {
        tenor__real *saved = step->saved + i * 4 * hidden;
        const tenor__real *output_gradient = step->output_gradient + i * step->output_gradient_stride;
        const tenor__real *previous = step->previous + i * step->previous_stride;
        tenor__real *recurrent_gradient = step->recurrent_gradient + i * 3 * hidden;
        tenor__real *previous_gradient = step->previous_gradient + i * step->previous_stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real r = saved[j];
            tenor__real z = saved[hidden + j];
            tenor__real n = saved[2 * hidden + j];
            tenor__real m = saved[3 * hidden + j];
            tenor__real dh = output_gradient[j];
            tenor__real dn = dh * (1 - z) * (1 - n * n);
            tenor__real dz = dh * (previous[j] - n) * z * (1 - z);
            tenor__real dr = dn * m * r * (1 - r);
            saved[j] = dr;
            saved[hidden + j] = dz;
            saved[2 * hidden + j] = dn;
            recurrent_gradient[j] = dr;
            recurrent_gradient[hidden + j] = dz;
            recurrent_gradient[2 * hidden + j] = dn * r;
            previous_gradient[j] += dh * z;
        }
    }
}

const tenor__cell tenor__cell_gru = {
    .name = "gru",
    .input_gates = 3,
    .recurrent_gates = 3,
    .folded = 2,
    .saved = 4,
    .tensor_count = 2,
    .tensors = {{"bias_ih", 3, TENOR__ROLE_INPUT_BIAS, 0, TENOR__FILL_ZERO, 0},
                {"bias_hh", 3, TENOR__ROLE_RECURRENT_BIAS, 0, TENOR__FILL_ZERO, 0}},
    .forward = forward,
    .backward = backward,
};
