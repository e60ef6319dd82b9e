/* JSON: strict reading, and writing. */
#ifndef TENOR_BASE_JSON_H
#define TENOR_BASE_JSON_H

#include "base/buffer.h"

/* ---- reading ---- */

typedef struct tenor__json tenor__json;           /* a document; owns its nodes */
typedef struct tenor__json_node tenor__json_node; /* borrowed from the document */

/* Parses size bytes, which need not end in NUL. Fails with TENOR_BAD_JSON and the byte: for anything that RFC 8259
 * forbids, invalid UTF-8, an unpaired surrogate, a NUL or its escape, a duplicate key in any object, nesting deeper
 * than 32, a number that is no finite double; with TENOR_TOO_LARGE for more than `limit` bytes or 4 GB. Takes at most
 * ten times the text's memory. */
tenor_status tenor__json_parse(const char *text, size_t size, size_t limit, const tenor_alloc *alloc, tenor__json **out,
                               tenor_error *error);
void tenor__json_free(tenor__json *json);

const tenor__json_node *tenor__json_root(const tenor__json *json);

/* Members of an object or elements of an array, in order: NULL at the end, and for any other node. */
const tenor__json_node *tenor__json_first(const tenor__json_node *node);
const tenor__json_node *tenor__json_next(const tenor__json_node *node);
size_t tenor__json_count(const tenor__json_node *node);
tenor_str tenor__json_key(const tenor__json_node *member); /* borrowed; empty for an element */

bool tenor__json_is_object(const tenor__json_node *node);
bool tenor__json_is_array(const tenor__json_node *node);
bool tenor__json_is_string(const tenor__json_node *node);
bool tenor__json_is_number(const tenor__json_node *node);
bool tenor__json_is_null(const tenor__json_node *node);

/* The member of that name, NULL when absent or when node is NULL or no object. */
const tenor__json_node *tenor__json_find(const tenor__json_node *node, const char *name);

/* The value of a node: false when it is NULL or of another type, *out then untouched. An integer is a number written
 * without fraction or exponent, minimum <= it <= maximum. */
bool tenor__json_string(const tenor__json_node *node, tenor_str *out);
bool tenor__json_integer(const tenor__json_node *node, int64_t minimum, int64_t maximum, int64_t *out);
bool tenor__json_number(const tenor__json_node *node, double *out);
bool tenor__json_written(const tenor__json_node *node, tenor_str *out); /* a number, with the digits that it has */
bool tenor__json_bool(const tenor__json_node *node, bool *out);

/* The same for a required member of an object: TENOR_BAD_MODEL with a message that names the member, what it should be
 * and the range. */
tenor_status tenor__json_want_string(const tenor__json_node *object, const char *name, tenor_str *out,
                                     tenor_error *error);
tenor_status tenor__json_want_integer(const tenor__json_node *object, const char *name, int64_t minimum,
                                      int64_t maximum, int64_t *out, tenor_error *error);
tenor_status tenor__json_want_number(const tenor__json_node *object, const char *name, double *out, tenor_error *error);
tenor_status tenor__json_want_array(const tenor__json_node *object, const char *name, const tenor__json_node **out,
                                    tenor_error *error);
tenor_status tenor__json_want_object(const tenor__json_node *object, const char *name, const tenor__json_node **out,
                                     tenor_error *error);

/* Undoes the escape that text begins with, a backslash, both parts of a surrogate pair at once: *length is how many
 * bytes it takes, *written how many bytes of UTF-8 it gives, at most 4 and never more. NULL, or what is wrong. */
const char *tenor__json_unescape(const char *text, size_t size, size_t *length, char *out, size_t *written);

/* ---- writing ---- */

/* Writes to a buffer, which remembers whether memory ran out. Commas and indentation are the writer's business. Within
 * a container that was begun compact, everything stands on one line. Invalid UTF-8 in a string becomes U+FFFD, and so
 * does NUL, which the reader refuses. */
typedef struct tenor__json_writer {
    tenor__buffer *buffer;
    unsigned depth;
    unsigned compact_from; /* depth from which on all is on one line; 0 for nowhere */
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
void tenor__json_write_integer(tenor__json_writer *writer, int64_t value);
/* The shortest decimal that reads back as the same double; null when not finite. Independent of the locale. */
void tenor__json_write_number(tenor__json_writer *writer, double value);
void tenor__json_write_bool(tenor__json_writer *writer, bool value);
void tenor__json_write_null(tenor__json_writer *writer);

#endif
