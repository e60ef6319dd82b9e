/* Checked arithmetic on sizes. */
#ifndef TENOR_BASE_SIZE_H
#define TENOR_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>

/* *out = a + b or a * b. Returns false, with *out undefined, on overflow. */
static inline bool tenor__size_add(size_t a, size_t b, size_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

static inline bool tenor__size_multiply(size_t a, size_t b, size_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}

/* a / b rounded up; b > 0. */
static inline size_t tenor__size_divide_up(size_t a, size_t b)
{
    return a / b + (a % b > 0);
}

#endif
