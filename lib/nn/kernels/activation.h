/* exp, sigmoid and tanh as branch-free arithmetic that compilers vectorize.
 *
 * Errors, checked by tests: exp 2e-7 relative for -87 <= x <= 88 (clamped outside); sigmoid and tanh 2e-7 absolute. NaN
 * gives NaN. The double build uses libm. */
#ifndef TENOR_NN_KERNELS_ACTIVATION_H
#define TENOR_NN_KERNELS_ACTIVATION_H

#include "nn/kernels/simd.h"
#include "nn/kernels/real.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#ifdef TENOR_NN_DOUBLE

TENOR_INLINE double tenor__exp(double x)
{
    return exp(x);
}

TENOR_INLINE double tenor__sigmoid(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

TENOR_INLINE double tenor__tanh(double x)
{
    return tanh(x);
}

#else

/* 2^n e^r with n = round(x log2 e) and r = x - n ln 2, |r| <= ln 2 / 2. e^r is its Taylor polynomial of degree 7. */
TENOR_INLINE float tenor__exp(float x)
{
    const float round = 12582912.0f; /* 1.5 x 2^23: adding it leaves n in the low bits of the sum */
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    float shifted = x * 1.44269504f + round;
    float n = shifted - round;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.0f / 5040.0f;
    p = p * r + 1.0f / 720.0f;
    p = p * r + 1.0f / 120.0f;
    p = p * r + 1.0f / 24.0f;
    p = p * r + 1.0f / 6.0f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits << 23) + 0x3F800000u;
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    return p * scale;
}

TENOR_INLINE float tenor__sigmoid(float x)
{
    return 1.0f / (1.0f + tenor__exp(-x));
}

TENOR_INLINE float tenor__tanh(float x)
{
    return 1.0f - 2.0f / (tenor__exp(2.0f * x) + 1.0f);
}

#endif

#endif
