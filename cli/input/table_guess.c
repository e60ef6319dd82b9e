#include "input/table_guess.h"

#include <string.h>

enum {
    LOOK_LINES = 20, /* in which a table shows itself */
    LOOK_LEAST_ROWS = 2,
};

/* How often a byte stands outside double quotes, and before no space as in prose; *quoted says whether a quote is open,
 * before and after. */
static size_t count_outside(tenor_str line, char byte, bool *quoted)
{
    size_t count = 0;
    for (size_t i = 0; i < line.size; i++) {
        *quoted = *quoted != (line.data[i] == '"');
        const bool spaced = byte != '\t' && i + 1 < line.size && line.data[i + 1] == ' ';
        count += !*quoted && line.data[i] == byte && !spaced;
    }
    return count;
}

/* Takes a line off the front; false when there is none. */
static bool next_line(tenor_str *rest, tenor_str *line)
{
    if (rest->size == 0)
        return false;
    const char *end = memchr(rest->data, '\n', rest->size);
    *line = (tenor_str){rest->data, end ? (size_t)(end - rest->data) : rest->size};
    const size_t taken = line->size + (end != NULL);
    rest->data += taken;
    rest->size -= taken;
    if (line->size > 0 && line->data[line->size - 1] == '\r')
        line->size--;
    return true;
}

/* Whether three of four rows have as many columns as the first, which has two at least. */
static bool is_parted_by(tenor_str start, char delimiter)
{
    tenor_str line;
    size_t rows = 0;
    size_t alike = 0;
    size_t columns = 0;
    size_t count = 0;
    bool quoted = false;
    for (size_t lines = 0; lines < LOOK_LINES && next_line(&start, &line); lines++) {
        count += count_outside(line, delimiter, &quoted);
        if (quoted || (count == 0 && line.size == 0))
            continue;
        columns = rows++ == 0 ? count : columns;
        alike += count == columns;
        count = 0;
    }
    return columns > 0 && rows >= LOOK_LEAST_ROWS && 4 * alike >= 3 * rows;
}

static bool is_objects(tenor_str start)
{
    tenor_str line;
    size_t lines = 0;
    while (lines < LOOK_LINES && next_line(&start, &line)) {
        if (line.size < 2 || line.data[0] != '{' || line.data[line.size - 1] != '}')
            return false;
        lines++;
    }
    return lines > 0;
}

/* Whether each line begins or ends with a label as fastText writes it. */
static bool is_fasttext(tenor_str start)
{
    static const char prefix[] = "__label__";
    tenor_str line;
    size_t lines = 0;
    for (; lines < LOOK_LINES && next_line(&start, &line); lines++) {
        size_t last = line.size;
        while (last > 0 && line.data[last - 1] != ' ' && line.data[last - 1] != '\t')
            last--;
        const tenor_str ends[] = {line, {line.data + last, line.size - last}};
        bool found = false;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            found = found || (ends[i].size >= sizeof prefix && memcmp(ends[i].data, prefix, sizeof prefix - 1) == 0);
        if (!found)
            return false;
    }
    return lines > 0;
}

const struct table_guess *table_guess_of(tenor_str start)
{
    static const struct table_guess objects = {"JSON Lines", "jsonl"};
    static const struct table_guess fasttext = {"fastText's lines", "fasttext --json"};
    static const struct table_guess tsv = {"TSV", "tsv"};
    static const struct table_guess csv = {"CSV", "csv"};
    static const char delimiters[] = "\t,;|";
    if (is_objects(start))
        return &objects;
    if (is_fasttext(start))
        return &fasttext;
    for (size_t i = 0; delimiters[i]; i++)
        if (is_parted_by(start, delimiters[i]))
            return delimiters[i] == '\t' ? &tsv : &csv;
    return NULL;
}
