#include "base/buffer.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void tenor__buffer_init(tenor__buffer *buffer, const tenor_alloc *alloc)
{
    *buffer = (tenor__buffer){.alloc = tenor__alloc_of(alloc)};
}

void tenor__buffer_free(tenor__buffer *buffer)
{
    tenor__alloc_free(&buffer->alloc, buffer->data);
    buffer->data = NULL;
    buffer->size = buffer->capacity = 0;
    buffer->failed = false;
}

void tenor__buffer_clear(tenor__buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
}

/* Makes room for `more` bytes at the end. A failed buffer takes no more bytes, because they would come after a gap. */
static bool make_room(tenor__buffer *buffer, size_t more)
{
    size_t need;
    void *data = buffer->data;
    if (buffer->failed || !tenor__size_add(buffer->size, more, &need) ||
        !tenor__alloc_grow(&buffer->alloc, &data, &buffer->capacity, need, 1)) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    return true;
}

void tenor__buffer_add(tenor__buffer *buffer, const void *data, size_t size)
{
    if (size == 0 || !make_room(buffer, size))
        return;
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
}

void tenor__buffer_add_byte(tenor__buffer *buffer, char byte)
{
    if (make_room(buffer, 1))
        buffer->data[buffer->size++] = byte;
}

void tenor__buffer_format(tenor__buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    /* vsnprintf also writes a NUL, which the buffer does not count. */
    if (size < 0 || !make_room(buffer, (size_t)size + 1)) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)size;
}
