/* Polarity of labels: how good or bad what they name is. */
#ifndef TENOR_DATA_POLARITY_H
#define TENOR_DATA_POLARITY_H

#include <tenor.h>

/* Recognizes labels as one scale: negative/neutral/positive with very/somewhat, neg/pos, bad/good, 1 to 5 stars ("4",
 * "4 stars", "4/5"; bare numbers only as 1..5 or 1..10 with at least three of them), their Chinese names. True when
 * every label is recognized and at least two differ in polarity; then polarities[i] is -1..1. "0" and "1" are no scale.
 */
bool tenor__polarity_recognize(const tenor_str *labels, size_t count, float *polarities);

/* Reads "bad=-1,ok=0,good=1": every label named once, values -1..1. A label that holds '=' or ',' is quoted as in CSV.
 */
tenor_status tenor__polarity_parse(tenor_str text, const tenor_str *labels, size_t count, float *polarities,
                                   tenor_error *error);

#endif
