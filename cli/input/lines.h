/* A stream of lines in bounded memory, which never waits for more input while it holds a complete line.
 *
 * A line ends at \n, and so does what stands after the last one if it is not empty. A \r before the \n is not part of
 * the line; NUL is. Of a line longer than LINES_LONGEST bytes only so many are kept: it is still one line. */
#ifndef TENOR_CLI_INPUT_LINES_H
#define TENOR_CLI_INPUT_LINES_H

#include <tenor_train.h>

enum { LINES_LONGEST = 16 << 20 };

struct lines {
    tenor_source *source;
    tenor_status status; /* of a read that failed */
    tenor_error error;
    char *data;
    size_t capacity;
    size_t begin; /* what is read and not handed out: data[begin, end) */
    size_t end;
    size_t searched; /* bytes from begin on that hold no \n */
    bool at_end;     /* of the input */
    bool skipping;   /* the rest of a line that was too long */
    uint64_t cut;    /* lines that were too long, so far */
};

/* Lines of a source, which stays the caller's. */
void lines_init(struct lines *lines, tenor_source *source);
void lines_free(struct lines *lines);

/* Waits for one line; takes as many more as are there already, `most` in all. Returns how many, 0 at the end or on an
 * error. They are valid until the next call. */
size_t lines_read(struct lines *lines, tenor_str *out, size_t most);

/* Whether lines_read would have to wait. */
bool lines_would_wait(const struct lines *lines);

#endif
