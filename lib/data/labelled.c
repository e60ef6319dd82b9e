/* fastText's lines: "__label__negative the food was cold". The label is one word that begins with the prefix, wherever
 * it stands; the text is the rest of the line. */
#include "data/reader.h"

#include "base/buffer.h"
#include "base/status.h"

#include <string.h>

static const char PREFIX[] = "__label__";
enum { PREFIX_SIZE = sizeof PREFIX - 1 };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

typedef struct labelled {
    size_t labels; /* how many the line has */
    tenor_str label;
    tenor_str before; /* of the line, without white space around it */
    tenor_str after;
} labelled;

static labelled find_label(tenor_str line)
{
    labelled result = {0, {line.data, 0}, {line.data, 0}, {line.data, 0}};
    const char *const end = line.data + line.size;
    for (const char *at = line.data; at < end;) {
        while (at < end && is_space(*at))
            at++;
        const char *word = at;
        while (at < end && !is_space(*at))
            at++;
        if (at - word < PREFIX_SIZE || memcmp(word, PREFIX, PREFIX_SIZE) != 0)
            continue;
        if (++result.labels > 1)
            continue;
        result.label = (tenor_str){word + PREFIX_SIZE, (size_t)(at - word) - PREFIX_SIZE};
        result.before = tenor__reader_trim((tenor_str){line.data, (size_t)(word - line.data)});
        result.after = tenor__reader_trim((tenor_str){at, (size_t)(end - at)});
    }
    return result;
}

static tenor_status read_line(const tenor__reader *reader, tenor_str line, uint64_t number, tenor__buffer *joined)
{
    const labelled words = find_label(line);
    if (words.labels == 0)
        return tenor__reader_fault(reader, TENOR__FAULT_NO_LABEL, number, "no word begins with %s", PREFIX);
    if (words.labels > 1)
        return tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, number,
                                   "%zu labels on one line; one label a line is supported", words.labels);
    if (words.before.size == 0)
        return tenor__reader_add(reader, words.after, words.label, number);
    if (words.after.size == 0)
        return tenor__reader_add(reader, words.before, words.label, number);
    tenor__buffer_clear(joined);
    tenor__buffer_add(joined, words.before.data, words.before.size);
    tenor__buffer_add_byte(joined, ' ');
    tenor__buffer_add(joined, words.after.data, words.after.size);
    if (joined->failed)
        return tenor__fail_memory(reader->error);
    return tenor__reader_add(reader, (tenor_str){joined->data, joined->size}, words.label, number);
}

tenor_status tenor__labelled_read(const tenor__reader *reader)
{
    tenor__buffer joined;
    tenor__buffer_init(&joined, &reader->alloc);
    tenor__lines lines = {reader->data, reader->data + reader->size, 0};
    tenor_str line;
    tenor_status status = TENOR_OK;
    while (status == TENOR_OK && tenor__lines_next(&lines, &line))
        if (tenor__reader_trim(line).size > 0)
            status = read_line(reader, line, lines.line, &joined);
    tenor__buffer_free(&joined);
    return status;
}
