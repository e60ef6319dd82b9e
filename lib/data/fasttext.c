/* fastText's lines: "__label__negative the food was cold". A label is a word that begins with the prefix, wherever it
 * stands, one or (where texts may have several) any number of them; the text is the rest of the line. */
#include "data/reader.h"

#include "base/buffer.h"
#include "base/error.h"

#include <string.h>

static const char PREFIX[] = "__label__";
enum { PREFIX_SIZE = sizeof PREFIX - 1 };

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Adds a part of the line to text: a view of the line while there is one part, then parts joined by spaces. */
static void add_part(tenor_str part, tenor__buffer *joined, tenor_str *text)
{
    part = tenor__reader_trim(part);
    if (part.size == 0)
        return;
    if (text->size == 0) {
        *text = part;
        return;
    }
    if (joined->size == 0)
        tenor__buffer_add(joined, text->data, text->size);
    tenor__buffer_add_byte(joined, ' ');
    tenor__buffer_add(joined, part.data, part.size);
    *text = (tenor_str){joined->data, joined->size};
}

/* Puts the labels in the reader's list. joined is cleared, and may fail. */
static tenor_status part_line(const tenor__reader *reader, tenor_str line, tenor__buffer *joined, tenor_str *text)
{
    const char *const end = line.data + line.size;
    const char *part = line.data;
    *text = (tenor_str){line.data, 0};
    tenor__buffer_clear(joined);
    reader->list->count = 0;
    for (const char *at = line.data; at < end;) {
        while (at < end && is_space(*at))
            at++;
        const char *word = at;
        while (at < end && !is_space(*at))
            at++;
        if (at - word < PREFIX_SIZE || memcmp(word, PREFIX, PREFIX_SIZE) != 0)
            continue;
        TENOR_TRY(tenor__reader_list(reader, (tenor_str){word + PREFIX_SIZE, (size_t)(at - word) - PREFIX_SIZE}));
        add_part((tenor_str){part, (size_t)(word - part)}, joined, text);
        part = at;
    }
    add_part((tenor_str){part, (size_t)(end - part)}, joined, text);
    return TENOR_OK;
}

static tenor_status read_line(const tenor__reader *reader, tenor_str line, uint64_t number, tenor__buffer *joined)
{
    tenor_str text;
    TENOR_TRY(part_line(reader, line, joined, &text));
    const tenor__label_list *labels = reader->list;
    if (joined->failed)
        return tenor__error_set_memory(reader->error);
    if (tenor__reader_multi_label(reader))
        return tenor__reader_add_list(reader, text, number);
    if (labels->count == 0)
        return tenor__reader_fault(reader, TENOR__FAULT_NO_LABEL, number, "no word begins with %s", PREFIX);
    if (labels->count > 1)
        return tenor__error_option(
            reader->error, "multi-label",
            tenor__reader_fault(reader, TENOR__FAULT_MALFORMED, number,
                                "%zu labels on one line; for several labels a text set option 'multi-label'",
                                labels->count));
    return tenor__reader_add(reader, text, labels->labels[0], number);
}

tenor_status tenor__fasttext_read(const tenor__reader *reader)
{
    tenor__buffer joined;
    tenor__buffer_init(&joined, &reader->alloc);
    tenor__lines lines = {reader->data, reader->data + reader->size, 0};
    tenor_str line;
    tenor_status status = TENOR_OK;
    while (status == TENOR_OK && tenor__reader_next_line(&lines, &line))
        if (tenor__reader_trim(line).size > 0)
            status = read_line(reader, line, lines.line, &joined);
    tenor__buffer_free(&joined);
    return status;
}
