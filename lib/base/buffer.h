/* A growing run of bytes. An append that fails leaves the bytes as they were and marks the buffer failed, so that a
 * long series of appends is checked once at its end. */
#ifndef TENOR_BASE_BUFFER_H
#define TENOR_BASE_BUFFER_H

#include <tenor.h>

typedef struct tenor__buffer {
    tenor_alloc alloc;
    char *data; /* NULL while empty */
    size_t size;
    size_t capacity;
    bool failed; /* an append ran out of memory */
} tenor__buffer;

void tenor__buffer_init(tenor__buffer *buffer, const tenor_alloc *alloc);
void tenor__buffer_free(tenor__buffer *buffer);

/* Empty and not failed again; keeps the memory. */
void tenor__buffer_clear(tenor__buffer *buffer);

void tenor__buffer_add(tenor__buffer *buffer, const void *data, size_t size);
void tenor__buffer_add_byte(tenor__buffer *buffer, char byte);
void tenor__buffer_format(tenor__buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
