/* Conversion of other encodings to UTF-8, by libc's iconv, a stretch at a time. */
#ifndef TENOR_BASE_CONVERT_H
#define TENOR_BASE_CONVERT_H

#include <tenor.h>

typedef struct tenor__converter tenor__converter;

/* The name by which an encoding is known here, of those by which people and other programs know it: "latin-1" is
 * "Windows-1252", as in browsers, and "gbk" is "GB18030", of which it is a part. A name that is not known here is
 * returned as it is. */
const char *tenor__convert_name(const char *encoding);

/* Whether libc knows the encoding. */
bool tenor__convert_knows(const char *encoding);

/* TENOR_OPTION_RANGE when libc does not know the encoding. */
tenor_status tenor__convert_new(const char *encoding, const tenor_alloc *alloc, tenor__converter **out,
                                tenor_error *error);
void tenor__convert_free(tenor__converter *converter);

/* Room for any character and what a stateful encoding ends with. */
enum { TENOR__CONVERT_ROOM = 64 };

/* Takes bytes from *in, of which there are *size, moves both, and writes UTF-8 to out, which has room for
 * TENOR__CONVERT_ROOM bytes at least: *got of them. What is no character becomes U+FFFD and is counted in *invalid. The
 * beginning of a character at the end of the input stays there, unless this is the last input. */
void tenor__convert(tenor__converter *converter, const char **in, size_t *size, bool last, char *out, size_t room,
                    size_t *got, uint64_t *invalid);

/* The length of the first character of data and the character; 0 for bytes that are none, or for too few bytes of one.
 * For encodings without a state. */
size_t tenor__convert_one(tenor__converter *converter, const char *data, size_t size, uint32_t *character);

#endif
