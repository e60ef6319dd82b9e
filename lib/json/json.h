/* JSON: a strict reader, and a writer. */
#ifndef TENOR_JSON_JSON_H
#define TENOR_JSON_JSON_H

#include "base/buffer.h"

/* ---- reading ---- */

typedef struct tenor__json tenor__json;           /* a document; it owns its nodes */
typedef struct tenor__json_node tenor__json_node; /* borrowed from the document */

/* Parses size bytes, which need not end in NUL. Returns TENOR_BAD_JSON and the byte for anything that RFC 8259 forbids,
 * and for invalid UTF-8, an unpaired surrogate, a NUL or its escape, a duplicate key in an object, nesting deeper than
 * 32, or a number that is not a finite double. Returns TENOR_TOO_LARGE for more than `limit` bytes or 4 GB. Needs at
 * most ten times the memory of the text. */
tenor_status tenor__json_parse(const char *text, size_t size, size_t limit, const tenor_alloc *alloc, tenor__json **out,
                               tenor_error *error);
void tenor__json_free(tenor__json *json);

const tenor__json_node *tenor__json_root(const tenor__json *json);

/* The members of an object or the elements of an array, in order. NULL at the end, and for any other node. */
const tenor__json_node *tenor__json_first(const tenor__json_node *node);
const tenor__json_node *tenor__json_next(const tenor__json_node *node);
size_t tenor__json_count(const tenor__json_node *node);
tenor_str tenor__json_key(const tenor__json_node *member); /* borrowed; empty for an element */

bool tenor__json_is_object(const tenor__json_node *node);
bool tenor__json_is_array(const tenor__json_node *node);
bool tenor__json_is_string(const tenor__json_node *node);
bool tenor__json_is_number(const tenor__json_node *node);
bool tenor__json_is_null(const tenor__json_node *node);

/* The member with that name. NULL if there is none, or if node is NULL or not an object. */
const tenor__json_node *tenor__json_find(const tenor__json_node *node, const char *name);

/* Reads the value of a node. Returns false, and leaves *out unchanged, if node is NULL or of another type. An integer
 * is a number without fraction or exponent, in minimum..maximum. */
bool tenor__json_string(const tenor__json_node *node, tenor_str *out);
bool tenor__json_integer(const tenor__json_node *node, int64_t minimum, int64_t maximum, int64_t *out);
bool tenor__json_number(const tenor__json_node *node, double *out);
bool tenor__json_written(const tenor__json_node *node, tenor_str *out); /* a number as it is written */
bool tenor__json_bool(const tenor__json_node *node, bool *out);

/* The same for a required member of an object. Returns TENOR_BAD_MODEL with a message that names the member, its
 * expected type and its range. */
tenor_status tenor__json_want_string(const tenor__json_node *object, const char *name, tenor_str *out,
                                     tenor_error *error);
tenor_status tenor__json_want_integer(const tenor__json_node *object, const char *name, int64_t minimum,
                                      int64_t maximum, int64_t *out, tenor_error *error);
tenor_status tenor__json_want_number(const tenor__json_node *object, const char *name, double *out, tenor_error *error);
tenor_status tenor__json_want_array(const tenor__json_node *object, const char *name, const tenor__json_node **out,
                                    tenor_error *error);
tenor_status tenor__json_want_object(const tenor__json_node *object, const char *name, const tenor__json_node **out,
                                     tenor_error *error);

/* Decodes the escape that text begins with (a backslash); a surrogate pair is decoded as a whole. *length is the length
 * of the escape, and *written the number of UTF-8 bytes written to out: at most 4, and at most *length. Returns NULL,
 * or a message that says what is wrong. */
const char *tenor__json_unescape(const char *text, size_t size, size_t *length, char *out, size_t *written);

/* ---- writing ---- */

/* Writes to a buffer, which records whether memory ran out. The writer adds commas and indentation. A container that
 * was begun with `compact` is written on one line, with everything in it. Invalid UTF-8 and NUL in a string, which the
 * reader refuses, become U+FFFD. */
typedef struct tenor__json_writer {
    tenor__buffer *buffer;
    unsigned depth;
    unsigned compact_from; /* depth from which everything is on one line; 0: none */
    bool empty;            /* the open container has no member yet */
    bool after_key;
} tenor__json_writer;

void tenor__json_writer_init(tenor__json_writer *writer, tenor__buffer *buffer);
void tenor__json_begin_object(tenor__json_writer *writer, bool compact);
void tenor__json_end_object(tenor__json_writer *writer);
void tenor__json_begin_array(tenor__json_writer *writer, bool compact);
void tenor__json_end_array(tenor__json_writer *writer);
void tenor__json_write_key(tenor__json_writer *writer, const char *name);
void tenor__json_write_key_str(tenor__json_writer *writer, tenor_str name);
void tenor__json_write_string(tenor__json_writer *writer, tenor_str text);
/* The same with U+FFFD for each control character (C0, DEL, C1). */
void tenor__json_write_printable(tenor__json_writer *writer, tenor_str text);
void tenor__json_write_integer(tenor__json_writer *writer, int64_t value);
/* The shortest decimal that reads back as the same double; null if not finite. Does not depend on the locale. */
void tenor__json_write_number(tenor__json_writer *writer, double value);
void tenor__json_write_bool(tenor__json_writer *writer, bool value);
void tenor__json_write_null(tenor__json_writer *writer);

#endif
