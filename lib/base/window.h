/* A stream of bytes through a window: a stretch of it is in memory, and moves on as its bytes are taken.
 *
 * Whoever reads asks for as many bytes as it needs in one piece, and takes what it has read. A file that is in memory
 * whole is a window that is at its end from the start. */
#ifndef TENOR_BASE_WINDOW_H
#define TENOR_BASE_WINDOW_H

#include <tenor.h>

typedef struct tenor__window tenor__window;

struct tenor__window {
    const char *data;  /* what was read and is not taken */
    size_t size;       /* of it */
    bool at_end;       /* nothing comes after it */
    uint64_t position; /* of data in the stream, in bytes */

    /* Gets more, until there are `need` bytes or the end is; data may move. NULL where at_end is set. */
    tenor_status (*fill)(tenor__window *window, size_t need, tenor_error *error);
};

/* A window of memory. */
static inline tenor__window tenor__window_of(const char *data, size_t size)
{
    return (tenor__window){.data = data, .size = size, .at_end = true};
}

/* After success there are `need` bytes, or all that are left. */
static inline tenor_status tenor__window_need(tenor__window *window, size_t need, tenor_error *error)
{
    return window->size >= need || window->at_end ? TENOR_OK : window->fill(window, need, error);
}

/* size <= window->size */
static inline void tenor__window_take(tenor__window *window, size_t size)
{
    window->data += size;
    window->size -= size;
    window->position += size;
}

/* Gets a whole line: *line without its LF, which follows it unless this is the last line. *found is false at
 * the end. TENOR_TOO_LARGE for a line of more than `most` bytes. */
tenor_status tenor__window_line(tenor__window *window, size_t most, tenor_str *line, bool *found, tenor_error *error);

#endif
