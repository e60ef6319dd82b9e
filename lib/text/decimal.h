/* Decimal numbers to float: one after the other, fast, correctly rounded, in any locale. */
#ifndef TENOR_TEXT_DECIMAL_H
#define TENOR_TEXT_DECIMAL_H

/* Reads the number at text < end: optional sign, digits with at most one point, optional exponent. Returns where it
 * ends; NULL, *out untouched, when there is none. *out is the nearest float, infinite when that is too large. */
const char *tenor__decimal_read(const char *text, const char *end, float *out);

#endif
