/* A growing array of bytes. An append that fails leaves the bytes unchanged and marks the buffer as failed, so that a
 * series of appends needs only one check at its end. */
#ifndef TENOR_BASE_BUFFER_H
#define TENOR_BASE_BUFFER_H

#include <tenor.h>

typedef struct tenor__buffer {
    tenor_alloc alloc;
    char *data; /* NULL if nothing was added yet */
    size_t size;
    size_t capacity;
    bool failed; /* an append ran out of memory */
} tenor__buffer;

void tenor__buffer_init(tenor__buffer *buffer, const tenor_alloc *alloc);
void tenor__buffer_free(tenor__buffer *buffer);

/* Empties the buffer and clears `failed`; keeps the memory. */
void tenor__buffer_clear(tenor__buffer *buffer);

void tenor__buffer_add(tenor__buffer *buffer, const void *data, size_t size);
void tenor__buffer_add_byte(tenor__buffer *buffer, char byte);
void tenor__buffer_format(tenor__buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
