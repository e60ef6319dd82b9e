/* Writing JSON: tenor__json_begin_*, tenor__json_end_*, tenor__json_write_*. */
#include "json/json.h"

#include "base/number.h"
#include "base/unicode.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void tenor__json_writer_init(tenor__json_writer *writer, tenor__buffer *buffer)
{
    *writer = (tenor__json_writer){.buffer = buffer, .empty = true};
}

static void add_text(tenor__json_writer *writer, const char *text)
{
    tenor__buffer_add(writer->buffer, text, strlen(text));
}

static bool is_compact(const tenor__json_writer *writer)
{
    return writer->compact_from > 0 && writer->depth >= writer->compact_from;
}

static void add_line(tenor__json_writer *writer)
{
    tenor__buffer_add_byte(writer->buffer, '\n');
    for (unsigned i = 0; i < writer->depth; i++)
        add_text(writer, "  ");
}

/* Writes what comes before a key or a value: nothing after a key; otherwise a comma, unless it is the first, and a new
 * line. */
static void separate(tenor__json_writer *writer)
{
    if (!writer->after_key && writer->depth > 0) {
        if (!writer->empty)
            add_text(writer, is_compact(writer) ? ", " : ",");
        if (!is_compact(writer))
            add_line(writer);
    }
    writer->after_key = false;
    writer->empty = false;
}

static void begin(tenor__json_writer *writer, char bracket, bool compact)
{
    separate(writer);
    tenor__buffer_add_byte(writer->buffer, bracket);
    writer->depth++;
    if (compact && writer->compact_from == 0)
        writer->compact_from = writer->depth;
    writer->empty = true;
}

static void end(tenor__json_writer *writer, char bracket)
{
    const bool compact = is_compact(writer);
    if (writer->compact_from == writer->depth)
        writer->compact_from = 0;
    writer->depth--;
    if (!compact && !writer->empty)
        add_line(writer);
    tenor__buffer_add_byte(writer->buffer, bracket);
    writer->empty = false;
}

void tenor__json_begin_object(tenor__json_writer *writer, bool compact)
{
    begin(writer, '{', compact);
}

void tenor__json_end_object(tenor__json_writer *writer)
{
    end(writer, '}');
}

void tenor__json_begin_array(tenor__json_writer *writer, bool compact)
{
    begin(writer, '[', compact);
}

void tenor__json_end_array(tenor__json_writer *writer)
{
    end(writer, ']');
}

static void add_string(tenor__json_writer *writer, tenor_str text)
{
    tenor__buffer *buffer = writer->buffer;
    tenor__buffer_add_byte(buffer, '"');
    size_t plain = 0; /* start of the bytes that are not written yet */
    for (size_t at = 0; at < text.size;) {
        const char c = text.data[at];
        uint32_t unused;
        const size_t length = tenor__unicode_read(text.data + at, text.size - at, &unused);
        if (length > 1 || (length == 1 && (unsigned char)c >= 0x20 && c != '"' && c != '\\')) {
            at += length;
            continue;
        }
        tenor__buffer_add(buffer, text.data + plain, at - plain);
        if (length == 0 || c == '\0') {
            add_text(writer, "\xEF\xBF\xBD"); /* U+FFFD */
        } else {
            static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* characters and their escapes */
            const char *name = strchr(named, c);
            if (name)
                tenor__buffer_format(buffer, "\\%c", name[1]);
            else
                tenor__buffer_format(buffer, "\\u%04x", (unsigned)c);
        }
        plain = ++at;
    }
    if (plain < text.size)
        tenor__buffer_add(buffer, text.data + plain, text.size - plain);
    tenor__buffer_add_byte(buffer, '"');
}

void tenor__json_write_key_str(tenor__json_writer *writer, tenor_str name)
{
    separate(writer);
    add_string(writer, name);
    add_text(writer, ": ");
    writer->after_key = true;
}

void tenor__json_write_key(tenor__json_writer *writer, const char *name)
{
    tenor__json_write_key_str(writer, tenor_str_of(name));
}

void tenor__json_write_string(tenor__json_writer *writer, tenor_str text)
{
    separate(writer);
    add_string(writer, text);
}

void tenor__json_write_printable(tenor__json_writer *writer, tenor_str text)
{
    tenor__buffer clean;
    tenor__buffer_init(&clean, &writer->buffer->alloc);
    for (size_t at = 0; at < text.size;) {
        uint32_t character;
        const size_t size = tenor__unicode_decode(text.data + at, text.size - at, &character);
        const bool control = character < 0x20 || (character >= 0x7F && character < 0xA0);
        tenor__buffer_add(&clean, control ? "\xEF\xBF\xBD" : text.data + at, control ? 3 : size);
        at += size;
    }
    writer->buffer->failed = writer->buffer->failed || clean.failed;
    tenor__json_write_string(writer, (tenor_str){clean.data, clean.size});
    tenor__buffer_free(&clean);
}

void tenor__json_write_integer(tenor__json_writer *writer, int64_t value)
{
    separate(writer);
    tenor__buffer_format(writer->buffer, "%" PRId64, value);
}

void tenor__json_write_number(tenor__json_writer *writer, double value)
{
    if (!isfinite(value)) {
        tenor__json_write_null(writer);
        return;
    }
    char text[TENOR_NUMBER_SIZE];
    const size_t size = tenor_number_write(value, text);
    separate(writer);
    tenor__buffer_add(writer->buffer, text, size);
}

void tenor__json_write_bool(tenor__json_writer *writer, bool value)
{
    separate(writer);
    add_text(writer, value ? "true" : "false");
}

void tenor__json_write_null(tenor__json_writer *writer)
{
    separate(writer);
    add_text(writer, "null");
}
