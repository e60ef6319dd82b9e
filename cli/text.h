/* Text of any length that is put together piece by piece. */
#ifndef TENOR_CLI_TEXT_H
#define TENOR_CLI_TEXT_H

#include <stddef.h>
#include <tenor_train.h>

/* Zero-initialized it is empty, with data NULL; the caller frees data. */
struct text {
    char *data;  /* ends with a zero byte */
    size_t size; /* without the zero byte */
    size_t capacity;
};

void text_write(struct text *text, const void *data, size_t size);

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A word as a shell reads it back, in quotes where it needs them. */
void text_add_word(struct text *text, const char *word);

/* A message or help text of the library, with options as they are typed: "option 'hidden'" becomes "--hidden". */
void text_add_dashes(struct text *text, const char *message);

/* Reads all of text as a number, in any locale; false when it is none, or not finite. */
bool text_read_number(tenor_str text, double *out);

/* Whether text is a number as JSON writes it: -?digits(.digits)?([eE][+-]?digits)?, without needless zeros in front. */
bool text_is_json_number(tenor_str text);

#endif
