/* FastRNN (Kusupati et al. 2018): a plain recurrence with a learned, weighted residual connection.
 *
 *     n = tanh(W x_t + U h_{t-1} + b)
 *     h_t = sigmoid(alpha) n + sigmoid(beta) h_{t-1}          alpha, beta: scalars
 *
 *     weight_ih [H, in] is W;  weight_hh [H, H] is U;  bias_ih [H] is b
 *
 * Backward, with s = sigmoid(alpha), t = sigmoid(beta):
 *
 *     da = dh s (1 - n^2)       ds = sum dh n       dt = sum dh h_{t-1}
 *
 * da is the gradient of both the projection and the recurrent product; dL/dh_{t-1} also gets dh t. Saved: n. */
#include "nn/cell.h"
#include "nn/kernels/activation.h"

enum { BIAS, ALPHA, BETA };

TENOR_CLONES
static void forward(const tenor__cell_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real update = tenor__sigmoid(step->tensors[ALPHA][0]);
    const tenor__real keep = tenor__sigmoid(step->tensors[BETA][0]);
    for (size_t i = 0; i < step->rows; i++) {
        const tenor__real *input = tenor__cell_input_row(step, i, hidden);
        const tenor__real *recurrent = step->recurrent + i * step->recurrent_stride;
        const tenor__real *previous = step->previous + i * step->previous_stride;
        tenor__real *output = step->output + i * step->output_stride;
        tenor__real *saved = step->saved ? step->saved + i * hidden : NULL;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++)
            output[j] = tenor__tanh(input[j] + recurrent[j]);
        if (saved) {
            TENOR_INDEPENDENT
            for (size_t j = 0; j < hidden; j++)
                saved[j] = output[j];
        }
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++)
            output[j] = update * output[j] + keep * previous[j];
    }
}

TENOR_CLONES
static void backward(const tenor__cell_backward_step *step)
{
    const size_t hidden = step->hidden;
    const tenor__real update = tenor__sigmoid(step->tensors[ALPHA][0]);
    const tenor__real keep = tenor__sigmoid(step->tensors[BETA][0]);
    for (size_t i = 0; i < step->rows; i++) {
        tenor__real *saved = step->saved + i * hidden;
        const tenor__real *output_gradient = step->output_gradient + i * step->output_gradient_stride;
        const tenor__real *previous = step->previous + i * step->previous_stride;
        tenor__real *previous_gradient = step->previous_gradient + i * step->previous_stride;
        tenor__real *columns = step->columns;
        TENOR_INDEPENDENT
        for (size_t j = 0; j < hidden; j++) {
            tenor__real n = saved[j];
            tenor__real dh = output_gradient[j];
            saved[j] = dh * update * (1 - n * n);
            previous_gradient[j] += dh * keep;
            columns[j] += dh * n;
            columns[hidden + j] += dh * previous[j];
        }
    }
}

static void finish(const tenor__real *columns, size_t hidden, const tenor__real *const *tensors,
                   tenor__real *const *gradients)
{
    double update = 0;
    double keep = 0;
    for (size_t j = 0; j < hidden; j++) {
        update += (double)columns[j];
        keep += (double)columns[hidden + j];
    }
    double s = (double)tenor__sigmoid(tensors[ALPHA][0]);
    double t = (double)tenor__sigmoid(tensors[BETA][0]);
    gradients[ALPHA][0] += (tenor__real)(update * s * (1 - s));
    gradients[BETA][0] += (tenor__real)(keep * t * (1 - t));
}

const tenor__cell tenor__cell_fastrnn = {
    .name = "fastrnn",
    .input_gates = 1,
    .recurrent_gates = 1,
    .shared_gates = true,
    .saved = 1,
    .columns = 2,
    .tensor_count = 3,
    .tensors = {{"bias_ih", 1, TENOR__ROLE_INPUT_BIAS, 0, TENOR__FILL_ZERO, 0},
                {"alpha", 0, TENOR__ROLE_OWN, 0, TENOR__FILL_CONSTANT, -3},
                {"beta", 0, TENOR__ROLE_OWN, 0, TENOR__FILL_CONSTANT, 3}},
    .forward = forward,
    .backward = backward,
    .finish = finish,
};
