#include "output/output.h"

#include "escape.h"
#include "failure.h"
#include "memory.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LAST_COLUMN = 79 };

void output_init(struct output *out, int descriptor, const char *name)
{
    out->descriptor = descriptor;
    out->name = name;
    out->error = 0;
    out->size = out->waiting_size = 0;
    out->terminal = isatty(descriptor) == 1;
    const char *no_color = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    out->color = out->terminal && !(no_color && *no_color) && kind && *kind && strcmp(kind, "dumb") != 0;
}

/* Another process that has the same pipe or terminal may have made it non-blocking. */
static void wait_writable(struct output *out)
{
    struct pollfd wanted = {.fd = out->descriptor, .events = POLLOUT};
    if (poll(&wanted, 1, -1) < 0 && errno != EINTR)
        out->error = errno;
}

static void write_all(struct output *out, const char *data, size_t size)
{
    while (size > 0 && out->error == 0) {
        ssize_t written = write(out->descriptor, data, size);
        if (written >= 0) {
            data += written;
            size -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait_writable(out);
        } else if (errno != EINTR) {
            out->error = errno;
        }
    }
}

static bool is_layout(tenor_str text, size_t at)
{
    const char c = text.data[at];
    return c == '\n' || c == '\t' || (c == '\r' && at + 1 < text.size && text.data[at + 1] == '\n');
}

/* Writes text but for an unfinished character at its end, unless it is the last one. Returns how much it wrote. */
static size_t write_visible(struct output *out, tenor_str text, bool is_last)
{
    size_t at = 0;
    size_t plain = 0; /* bytes before `at` that are still to be written */
    while (at < text.size) {
        char escape[ESCAPE_SIZE];
        size_t size = escape_character(text, at);
        if (!is_last && (size == 0 || (text.data[at] == '\r' && at + 1 == text.size)))
            break;
        size = size == 0 ? 1 : size;
        const bool hidden = !is_layout(text, at) && escape_hidden(text, at, size, escape);
        if (hidden) {
            output_raw(out, text.data + at - plain, plain);
            output_raw(out, escape, strlen(escape));
        }
        plain = hidden ? 0 : plain + size;
        at += size;
    }
    output_raw(out, text.data + at - plain, plain);
    return at;
}

void output_visible(struct output *out, const char *data, size_t size)
{
    while (size > 0 && out->waiting_size > 0) {
        out->waiting[out->waiting_size++] = *data++;
        size--;
        const size_t written = write_visible(out, (tenor_str){out->waiting, out->waiting_size}, false);
        out->waiting_size -= written;
        memmove(out->waiting, out->waiting + written, out->waiting_size);
    }
    const size_t written = write_visible(out, (tenor_str){data, size}, false);
    memcpy(out->waiting + out->waiting_size, data + written, size - written);
    out->waiting_size += size - written;
}

void output_flush(struct output *out)
{
    if (out->waiting_size > 0)
        write_visible(out, (tenor_str){out->waiting, out->waiting_size}, true);
    out->waiting_size = 0;
    write_all(out, out->data, out->size);
    out->size = 0;
}

void output_write_large(struct output *out, const void *data, size_t size)
{
    write_all(out, out->data, out->size);
    out->size = 0;
    if (size >= sizeof out->data) {
        write_all(out, data, size);
    } else {
        memcpy(out->data, data, size);
        out->size = size;
    }
}

int output_finish(struct output *out, const struct command *command)
{
    output_flush(out);
    if (out->error == 0)
        return EXIT_DONE;
    if (out->error == EPIPE)
        return EXIT_IO;
    return fail(command, EXIT_IO, "cannot write %s: %s", out->name, strerror(out->error));
}

void output_text(struct output *out, const char *text)
{
    output_write(out, text, strlen(text));
}

void output_format(struct output *out, const char *format, ...)
{
    char small[512];
    char *text = small;
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int size = vsnprintf(small, sizeof small, format, arguments);
    if (size >= (int)sizeof small) {
        text = memory_resize(NULL, (size_t)size + 1, 1);
        vsnprintf(text, (size_t)size + 1, format, again);
    }
    if (size > 0)
        output_write(out, text, (size_t)size);
    if (text != small)
        free(text);
    va_end(again);
    va_end(arguments);
}

void output_spaces(struct output *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        output_byte(out, ' ');
}

void output_wrapped(struct output *out, const char *text, size_t column, size_t indent)
{
    size_t at = column;
    bool first = true;
    while (*text) {
        size_t size = strcspn(text, " ");
        tenor_str word = {text, size};
        size_t width = tenor_str_columns(word);
        if (!first && at + 1 + width > LAST_COLUMN) {
            output_byte(out, '\n');
            output_spaces(out, indent);
            at = indent;
        } else if (!first) {
            output_byte(out, ' ');
            at++;
        }
        output_str(out, word);
        at += width;
        first = false;
        text += size + strspn(text + size, " ");
    }
    output_byte(out, '\n');
}

void output_style(struct output *out, enum style style)
{
    char code[16];
    const int size = snprintf(code, sizeof code, "\033[%dm", (int)style);
    if (out->color)
        output_raw(out, code, (size_t)size);
}

static void write_escaped(struct output *out, char *escaped)
{
    output_text(out, escaped);
    free(escaped);
}

void output_escaped(struct output *out, tenor_str text)
{
    write_escaped(out, escape_field(text));
}

void output_name(struct output *out, const char *name)
{
    write_escaped(out, escape_text(tenor_str_of(name)));
}

struct grouped output_grouped(uint64_t value)
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    struct grouped out;
    size_t used = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            out.text[used++] = ',';
        out.text[used++] = digits[i];
    }
    out.text[used] = '\0';
    return out;
}

struct grouped output_bytes(uint64_t size)
{
    struct grouped out;
    if (size < 1000)
        snprintf(out.text, sizeof out.text, "%u bytes", (unsigned)size);
    else if (size < 1000000)
        snprintf(out.text, sizeof out.text, "%.1f kB", (double)size / 1e3);
    else
        snprintf(out.text, sizeof out.text, "%.1f MB", (double)size / 1e6);
    return out;
}
