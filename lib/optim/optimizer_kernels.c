#include "optim/optimizer_kernels.h"

#include "nn/kernels/simd.h"

#include <math.h>

TENOR_CLONES void tenor__optimizer_sgd(size_t size, float *w, float *v, const float *gradient, float scale, float decay,
                                       float momentum, float along, float ahead)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++) {
        const float g = scale * gradient[j] + decay * w[j];
        v[j] = momentum * v[j] + g;
        w[j] -= along * v[j] + ahead * g;
    }
}

TENOR_CLONES void tenor__optimizer_plain_sgd(size_t size, float *w, const float *gradient, float scale, float decay,
                                             float rate)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++)
        w[j] -= rate * (scale * gradient[j] + decay * w[j]);
}

TENOR_CLONES void tenor__optimizer_rmsprop(size_t size, float *w, float *v, const float *gradient, float scale,
                                           float decay, float rate)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++) {
        const float g = scale * gradient[j] + decay * w[j];
        v[j] = TENOR__RMSPROP_KEEP * v[j] + (1 - TENOR__RMSPROP_KEEP) * (g * g);
        w[j] -= rate * g / (sqrtf(v[j]) + TENOR__EPSILON);
    }
}

TENOR_CLONES void tenor__optimizer_adam(size_t size, float *w, float *m, float *v, const float *gradient, float scale,
                                        float decay, float keep, float gain, float root)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++) {
        const float g = scale * gradient[j] + decay * w[j];
        m[j] = TENOR__ADAM_FIRST * m[j] + (1 - TENOR__ADAM_FIRST) * g;
        v[j] = TENOR__ADAM_SECOND * v[j] + (1 - TENOR__ADAM_SECOND) * (g * g);
        w[j] = keep * w[j] - gain * m[j] / (root * sqrtf(v[j]) + TENOR__EPSILON);
    }
}

TENOR_CLONES void tenor__optimizer_transform(size_t size, float *w, float *v, const float matrix[4])
{
    const float ww = matrix[0];
    const float wv = matrix[1];
    const float vw = matrix[2];
    const float vv = matrix[3];
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++) {
        const float before = w[j];
        w[j] = ww * before + wv * v[j];
        v[j] = vw * before + vv * v[j];
    }
}

TENOR_CLONES void tenor__optimizer_scale(size_t size, float *x, float factor)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++)
        x[j] *= factor;
}

TENOR_CLONES void tenor__optimizer_adam_series(size_t size, float *w, float *m, float *v, float keep, float center,
                                               const float terms[TENOR__ADAM_TERMS], float keep_first,
                                               float keep_second)
{
    const float t0 = terms[0];
    const float t1 = terms[1];
    const float t2 = terms[2];
    const float t3 = terms[3];
    const float t4 = terms[4];
    const float t5 = terms[5];
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++) {
        const float r = center * sqrtf(v[j]);
        const float inverse = 1 / (r + TENOR__EPSILON);
        const float u = r * inverse;
        const float sum = t0 - u * (t1 - u * (t2 - u * (t3 - u * (t4 - u * t5))));
        w[j] = keep * w[j] - m[j] * inverse * sum;
        m[j] *= keep_first;
        v[j] *= keep_second;
    }
}

TENOR_CLONES void tenor__optimizer_adam_movement(size_t size, float *sum, const float *m, const float *v, float gain,
                                                 float root)
{
    TENOR_INDEPENDENT
    for (size_t j = 0; j < size; j++)
        sum[j] += gain * m[j] / (root * sqrtf(v[j]) + TENOR__EPSILON);
}
