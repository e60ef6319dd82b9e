/* Decimal numbers as text. strtod and printf follow the decimal point of the locale; these, and tenor_number_write,
 * never do. */
#ifndef TENOR_BASE_NUMBER_H
#define TENOR_BASE_NUMBER_H

#include <tenor.h>

/* The double nearest to the number that the whole of text is: optional sign, digits with at most one point, optional
 * exponent. False, *out untouched, for anything else and for a number too large for a double. */
bool tenor__number_read(const char *text, size_t size, double *out);

/* The same for a whole number ("7", "7.0", "70e-1"), exactly. False, *out untouched, for anything else and for a number
 * beyond +-(2^63 - 1). */
bool tenor__number_read_integer(const char *text, size_t size, int64_t *out);

/* The nearest float, infinite when that is too large, to the number that text begins with. Returns where it ends; NULL,
 * *out untouched, when there is none. */
const char *tenor__number_scan_float(const char *text, const char *end, float *out);

#endif
