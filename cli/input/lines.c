#include "input/lines.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 << 10 };

void lines_init(struct lines *lines, tenor_source *source)
{
    *lines = (struct lines){.source = source};
}

void lines_free(struct lines *lines)
{
    free(lines->data);
    lines->data = NULL;
}

/* Where the line that starts at begin ends, of what is buffered. */
static char *find_end(struct lines *lines)
{
    size_t size = lines->end - lines->begin;
    if (size == lines->searched)
        return NULL;
    char *newline = memchr(lines->data + lines->begin + lines->searched, '\n', size - lines->searched);
    if (!newline)
        lines->searched = size;
    return newline;
}

static tenor_str hand_out(struct lines *lines, size_t size, size_t taken)
{
    tenor_str line = {lines->data + lines->begin, size};
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    if (line.size > LINES_LONGEST) {
        line.size = LINES_LONGEST;
        lines->cut++;
    }
    lines->begin += taken;
    lines->searched = 0;
    return line;
}

/* The next line that is buffered whole, or too long to wait for its end, or ended by the end of the input. */
static bool next_in_hand(struct lines *lines, tenor_str *out)
{
    while (lines->begin < lines->end) {
        char *newline = find_end(lines);
        size_t size = newline ? (size_t)(newline - (lines->data + lines->begin)) : lines->end - lines->begin;
        if (lines->skipping) {
            lines->begin += newline ? size + 1 : size;
            lines->searched = 0;
            lines->skipping = !newline;
            continue;
        }
        if (!newline && !lines->at_end && size <= LINES_LONGEST)
            return false;
        *out = hand_out(lines, size, newline ? size + 1 : size);
        lines->skipping = !newline && !lines->at_end;
        return true;
    }
    return false;
}

/* Moves what is buffered to the front, and makes room behind it. */
static void make_room(struct lines *lines)
{
    size_t size = lines->end - lines->begin;
    if (lines->begin > 0 && size > 0)
        memmove(lines->data, lines->data + lines->begin, size);
    lines->begin = 0;
    lines->end = size;
    if (size == lines->capacity) {
        lines->capacity = lines->capacity ? lines->capacity * 2 : FIRST_CAPACITY;
        lines->data = memory_resize(lines->data, lines->capacity, 1);
    }
}

static void read_more(struct lines *lines)
{
    size_t size;
    lines->status =
        tenor_source_read(lines->source, lines->data + lines->end, lines->capacity - lines->end, &size, &lines->error);
    if (lines->status == TENOR_OK && size > 0) {
        lines->end += size;
        return;
    }
    lines->at_end = true;
    if (lines->status != TENOR_OK)
        lines->begin = lines->end; /* half a line is no line when the rest was lost */
}

size_t lines_read(struct lines *lines, tenor_str *out, size_t most)
{
    size_t count = 0;
    for (;;) {
        while (count < most && next_in_hand(lines, &out[count]))
            count++;
        if (count == most || lines->at_end)
            return count;
        if (count == 0)
            make_room(lines);
        else if (lines->end == lines->capacity || tenor_source_would_wait(lines->source))
            return count;
        read_more(lines);
    }
}

bool lines_would_wait(const struct lines *lines)
{
    size_t size = lines->end - lines->begin;
    bool in_hand = size > 0 && memchr(lines->data + lines->begin, '\n', size) != NULL;
    return !in_hand && !lines->at_end && tenor_source_would_wait(lines->source);
}
