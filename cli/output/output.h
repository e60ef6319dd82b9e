/* Buffered writing to a descriptor: text, numbers, color. Nothing here depends on the locale. */
#ifndef TENOR_CLI_OUTPUT_OUTPUT_H
#define TENOR_CLI_OUTPUT_OUTPUT_H

#include "command.h"

#include <string.h>

struct output {
    int descriptor;
    const char *name; /* for messages */
    int error;        /* errno of the first write that failed; nothing is written after it */
    bool terminal;
    bool color; /* a terminal that is not dumb, and no NO_COLOR */
    size_t size;
    size_t waiting_size; /* of a character of which not all bytes are written, on a terminal */
    char waiting[4];
    char data[1 << 16];
};

/* name is borrowed. */
void output_init(struct output *out, int descriptor, const char *name);
void output_flush(struct output *out);

/* Flushes. EXIT_DONE, or EXIT_IO after saying why; a reader that has gone away (EPIPE) is no news to anybody, and so
 * nothing is said. */
int output_finish(struct output *out, const struct command *command);

void output_write_large(struct output *out, const void *data, size_t size);

/* Writes what is meant for the terminal itself, such as a color. */
static inline void output_raw(struct output *out, const void *data, size_t size)
{
    if (size > sizeof out->data - out->size) {
        output_write_large(out, data, size);
    } else if (size > 0) {
        memcpy(out->data + out->size, data, size);
        out->size += size;
    }
}

/* Writes what a terminal would act on or hide as an escape. */
void output_visible(struct output *out, const char *data, size_t size);

/* All that is written comes through here: a terminal gets no control character but newline, tab and CR LF. What goes
 * elsewhere stays as it is. */
static inline void output_write(struct output *out, const void *data, size_t size)
{
    if (out->terminal)
        output_visible(out, data, size);
    else
        output_raw(out, data, size);
}

static inline void output_byte(struct output *out, char byte)
{
    output_write(out, &byte, 1);
}

static inline void output_str(struct output *out, tenor_str text)
{
    output_write(out, text.data, text.size);
}

void output_text(struct output *out, const char *text);
void output_format(struct output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void output_spaces(struct output *out, size_t count);

/* text in words, wrapped before column 80: the first line goes on at column `column`, the others start at `indent`.
 * Ends with a newline. */
void output_wrapped(struct output *out, const char *text, size_t column, size_t indent);

enum style {
    STYLE_PLAIN = 0,
    STYLE_BOLD = 1,
    STYLE_GREEN = 32,
};

/* From here on, where the output has color. */
void output_style(struct output *out, enum style style);

/* One field of a line: tab, backslash and control characters (C1 too) as \t, \\, \n, \r, \xHH. */
void output_escaped(struct output *out, tenor_str text);

/* A name for people to read, such as that of a file: control characters escaped, backslashes as they are. */
void output_name(struct output *out, const char *name);

/* 1234567 as "1,234,567": output_grouped(n).text. */
struct grouped {
    char text[32];
};

struct grouped output_grouped(uint64_t value);

/* A size for people: "712 bytes", "15.2 kB", "4.5 MB". */
struct grouped output_bytes(uint64_t size);

#endif
