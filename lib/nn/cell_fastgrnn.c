/* FastGRNN (Kusupati et al. 2018): a gate and a candidate that share one pair of matrices.
 *
 *     a = W x_t + U h_{t-1}
 *     z = sigmoid(a + b_z)
 *     n = tanh(a + b_h)
 *     h_t = (sigmoid(zeta) (1 - z) + sigmoid(nu)) n + z h_{t-1}          zeta, nu: scalars
 *
 *     weight_ih [H, in] is W;  weight_hh [H, H] is U;  bias_z, bias_h [H]
 *
 * Backward, with s = sigmoid(zeta), v = sigmoid(nu):
 *
 *     dz' = dh (h_{t-1} - s n) z (1 - z)       dn' = dh (s (1 - z) + v) (1 - n^2)       da = dz' + dn'
 *     ds = sum dh (1 - z) n                    dv = sum dh n
 *
 * da is the gradient of both the projection and the recurrent product; dL/dh_{t-1} also gets dh z. Saved: z, n. */
#include "nn/cell.h"
#include "nn/kernels/activation.h"

enum { BIAS_Z, BIAS_H, ZETA, NU };

TENOR_CLONES
static void forward(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real *bias_z = step->tensors[BIAS_Z];
    const tenor__real *bias_h = step->tensors[BIAS_H];
    const tenor__real s = tenor__sigmoid(step->tensors[ZETA][0]);
    const tenor__real v = tenor__sigmoid(step->tensors[NU][0]);
    for (size_t i = 0; i < step->rows; i++) {
        const tenor__real *input = tenor__cell_input_row(step, i, hidden);
        const tenor__real *recurrent = step->recurrent + i * step->recurrent_stride;
        const tenor__real *previous = step->previous + i * step->previous_stride;
        tenor__real *output = step->output + i * step->output_stride;
        tenor__real *saved = step->saved ? step->saved + i * 2 * hidden : NULL;
        if (!saved) {
            TENOR_INDEPENDENT
            for (size_t j = 0; j < hidden; j++) {
                tenor__real a = input[j] + recurrent[j];
                tenor__real z = tenor__sigmoid(a + bias_z[j]);
                tenor__real n = tenor__tanh(a + bias_h[j]);
                output[j] = (s * (1 - z) + v) * n + z * previous[j];
            }
            continue;
        }
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real a = input[j] + recurrent[j];
            tenor__real z = tenor__sigmoid(a + bias_z[j]);
            tenor__real n = tenor__tanh(a + bias_h[j]);
            output[j] = (s * (1 - z) + v) * n + z * previous[j];
            saved[j] = z;
            saved[hidden + j] = n;
        }
    }
}

TENOR_CLONES
static void backward(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real s = tenor__sigmoid(step->tensors[ZETA][0]);
    const tenor__real v = tenor__sigmoid(step->tensors[NU][0]);
    tenor__real *columns = step->columns;
    for (size_t i = 0; i < step->rows; i++) {
        tenor__real *saved = step->saved + i * 2 * hidden;
        const tenor__real *output_gradient = step->output_gradient + i * step->output_gradient_stride;
        const tenor__real *previous = step->previous + i * step->previous_stride;
        tenor__real *previous_gradient = step->previous_gradient + i * step->previous_stride;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real z = saved[j];
            tenor__real n = saved[hidden + j];
            tenor__real dh = output_gradient[j];
            tenor__real dz = dh * (previous[j] - s * n) * z * (1 - z);
            tenor__real dn = dh * (s * (1 - z) + v) * (1 - n * n);
            saved[j] = dz + dn;
            previous_gradient[j] += dh * z;
            columns[BIAS_Z * hidden + j] += dz;
            columns[BIAS_H * hidden + j] += dn;
            columns[ZETA * hidden + j] += dh * (1 - z) * n;
            columns[NU * hidden + j] += dh * n;
        }
    }
}

static void finish(const tenor__real *columns, size_t hidden, const tenor__real *const *tensors,
                   tenor__real *const *gradients)
{
    double zeta = 0;
    double nu = 0;
    for (size_t j = 0; j < hidden; j++) {
        gradients[BIAS_Z][j] += columns[BIAS_Z * hidden + j];
        gradients[BIAS_H][j] += columns[BIAS_H * hidden + j];
        zeta += (double)columns[ZETA * hidden + j];
        nu += (double)columns[NU * hidden + j];
    }
    double s = (double)tenor__sigmoid(tensors[ZETA][0]);
    double v = (double)tenor__sigmoid(tensors[NU][0]);
    gradients[ZETA][0] += (tenor__real)(zeta * s * (1 - s));
    gradients[NU][0] += (tenor__real)(nu * v * (1 - v));
}

const tenor__cell tenor__cell_fastgrnn = {
    .name = "fastgrnn",
    .input_gates = 1,
    .recurrent_gates = 1,
    .shared_gates = true,
    .saved = 2,
    .columns = 4,
    .tensor_count = 4,
    .tensors = {{"bias_z", 1, TENOR__ROLE_OWN, 0, TENOR__FILL_ONE, 0},
                {"bias_h", 1, TENOR__ROLE_OWN, 0, TENOR__FILL_ONE, 0},
                {"zeta", 0, TENOR__ROLE_OWN, 0, TENOR__FILL_CONSTANT, 1},
                {"nu", 0, TENOR__ROLE_OWN, 0, TENOR__FILL_CONSTANT, -4}},
    .forward = forward,
    .backward = backward,
    .finish = finish,
};
