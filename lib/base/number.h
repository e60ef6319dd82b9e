/* Decimal numbers as text. Unlike strtod and printf, these functions and tenor_number_write do not depend on the
 * locale. */
#ifndef TENOR_BASE_NUMBER_H
#define TENOR_BASE_NUMBER_H

#include <tenor.h>

/* Reads the nearest double of all of text: an optional sign, digits with at most one point, an optional exponent.
 * Returns false, and leaves *out unchanged, for anything else and for a number that is too large for a double. */
bool tenor__number_read(const char *text, size_t size, double *out);

/* The same for an integer ("7", "7.0", "70e-1"), exactly. Returns false, and leaves *out unchanged, for anything else
 * and for a number beyond +-(2^63 - 1). */
bool tenor__number_read_integer(const char *text, size_t size, int64_t *out);

/* Reads the nearest float of the number that text begins with; infinite if it is too large. Returns the end of the
 * number. Returns NULL, and leaves *out unchanged, if there is no number. */
const char *tenor__number_scan_float(const char *text, const char *end, float *out);

#endif
