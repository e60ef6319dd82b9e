/* Simple recurrent unit (Lei et al. 2018). It has no matrix on h_{t-1}, so that a step is elementwise.
 *
 *     x = W_x x_t
 *     f = sigmoid(W_f x_t + v_f c_{t-1} + b_f)       forget gate
 *     r = sigmoid(W_r x_t + v_r c_{t-1} + b_r)       reset gate
 *     c_t = f c_{t-1} + (1 - f) x                    state
 *     h_t = r c_t + (1 - r) W_s x_t                  the skip connection always projects the input, whatever its width
 *
 *     weight_ih [4H, in] is W_x, W_f, W_r, W_s;  weight_c [2H] is v_f, v_r;  bias [2H] is b_f, b_r
 *
 * Backward, with k = W_s x_t, dh = dL/dh_t and dc the gradient of c_t from the next step:
 *
 *     dc += dh r       dk = dh (1 - r)       dx = dc (1 - f)
 *     df' = dc (c_{t-1} - x) f (1 - f)       dr' = dh (c_t - k) r (1 - r)
 *     dc_{t-1} = dc f + df' v_f + dr' v_r    dv_f = sum df' c_{t-1}    dv_r = sum dr' c_{t-1}
 *
 * Saved: x, f, r, k. */
#include "nn/cell.h"
#include "nn/kernels/activation.h"

TENOR_CLONES
static void forward(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real *weight_f = step->tensors[0];
    const tenor__real *weight_r = step->tensors[0] + hidden;
    for (size_t i = 0; i < step->rows; i++) {
        const tenor__real *input = tenor__cell_input_row(step, i, 4 * hidden);
        const tenor__real *previous_state = step->previous_state + i * step->previous_state_stride;
        tenor__real *output = step->output + i * step->output_stride;
        tenor__real *state = step->state + i * hidden;
        tenor__real *saved = step->saved ? step->saved + i * 4 * hidden : NULL;
        if (!saved) {
            TENOR_INDEPENDENT
            for (size_t j = 0; j < hidden; j++) {
                tenor__real before = previous_state[j];
                tenor__real f = tenor__sigmoid(input[hidden + j] + weight_f[j] * before);
                tenor__real r = tenor__sigmoid(input[2 * hidden + j] + weight_r[j] * before);
                tenor__real k = input[3 * hidden + j];
                state[j] = input[j] + f * (before - input[j]);
                output[j] = k + r * (state[j] - k);
            }
            continue;
        }
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real before = previous_state[j];
            tenor__real f = tenor__sigmoid(input[hidden + j] + weight_f[j] * before);
            tenor__real r = tenor__sigmoid(input[2 * hidden + j] + weight_r[j] * before);
            tenor__real k = input[3 * hidden + j];
            tenor__real c = input[j] + f * (before - input[j]);
            state[j] = c;
            output[j] = k + r * (c - k);
            saved[j] = input[j];
            saved[hidden + j] = f;
            saved[2 * hidden + j] = r;
            saved[3 * hidden + j] = k;
        }
    }
}

TENOR_CLONES
static void backward(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real *weight_f = step->tensors[0];
    const tenor__real *weight_r = step->tensors[0] + hidden;
    tenor__real *columns = step->columns;
    for (size_t i = 0; i < step->rows; i++) {
        tenor__real *saved = step->saved + i * 4 * hidden;
        const tenor__real *state = step->state + i * hidden;
        const tenor__real *previous_state = step->previous_state + i * step->previous_state_stride;
        const tenor__real *output_gradient = step->output_gradient + i * step->output_gradient_stride;
        tenor__real *state_gradient = step->state_gradient + i * hidden;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real x = saved[j];
            tenor__real f = saved[hidden + j];
            tenor__real r = saved[2 * hidden + j];
            tenor__real k = saved[3 * hidden + j];
            tenor__real before = previous_state[j];
            tenor__real dh = output_gradient[j];
            tenor__real dc = state_gradient[j] + dh * r;
            tenor__real df = dc * (before - x) * f * (1 - f);
            tenor__real dr = dh * (state[j] - k) * r * (1 - r);
            saved[j] = dc * (1 - f);
            saved[hidden + j] = df;
            saved[2 * hidden + j] = dr;
            saved[3 * hidden + j] = dh * (1 - r);
            state_gradient[j] = dc * f + df * weight_f[j] + dr * weight_r[j];
            columns[j] += df * before;
            columns[hidden + j] += dr * before;
        }
    }
}

static void finish(const tenor__real *columns, size_t hidden, const tenor__real *const *tensors,
                   tenor__real *const *gradients)
{
    (void)tensors;
    for (size_t j = 0; j < 2 * hidden; j++)
        gradients[0][j] += columns[j];
}

const tenor__cell tenor__cell_sru = {
    .name = "sru",
    .input_gates = 4,
    .has_state = true,
    .saved = 4,
    .columns = 2,
    .tensor_count = 2,
    .tensors = {{"weight_c", 2, TENOR__ROLE_OWN, 0, TENOR__FILL_ZERO, 0},
                {"bias", 2, TENOR__ROLE_INPUT_BIAS, 1, TENOR__FILL_ZERO, 0}},
    .forward = forward,
    .backward = backward,
    .finish = finish,
};
