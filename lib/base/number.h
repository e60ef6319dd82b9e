/* Decimal numbers as text. strtod and printf follow the decimal point of the locale; these never do. */
#ifndef TENOR_BASE_NUMBER_H
#define TENOR_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The double nearest to the number that the whole of text is: optional sign, digits with at most one point, optional
 * exponent. False, *out untouched, for anything else and for a number too large for a double. */
bool tenor__number_read(const char *text, size_t size, double *out);

/* The same for a whole number ("7", "7.0", "70e-1"), exactly. False, *out untouched, for anything else and for a number
 * beyond +-(2^63 - 1). */
bool tenor__number_read_integer(const char *text, size_t size, int64_t *out);

enum { TENOR__NUMBER_SIZE = 32 };

/* Writes the shortest decimal that reads back as value, which is finite, and a NUL. Returns its length. */
size_t tenor__number_write(double value, char out[TENOR__NUMBER_SIZE]);

#endif
