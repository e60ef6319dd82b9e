#include "rows/fasttext_form.h"

static const char USUAL_PREFIX[] = "__label__";
static const char SEPARATORS[] = ",;|";

enum { LOOKED_AT_BYTES = 1 << 16, LOOKED_AT_LINES = 100, FEWEST_LINES = 4 };

/* The first lines that are not blank, without white space around them. */
typedef struct sample {
    tenor_str lines[LOOKED_AT_LINES];
    size_t count;
} sample;

static void take_sample(const tenor__window *window, sample *out)
{
    const char *at = window->data;
    const size_t size = window->size < LOOKED_AT_BYTES ? window->size : LOOKED_AT_BYTES;
    const char *const end = at + size;
    out->count = 0;
    while (at < end && out->count < LOOKED_AT_LINES) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop && !(window->at_end && size == window->size) && out->count > 0)
            return;
        const tenor_str line = tenor__trim((tenor_str){at, (size_t)((stop ? stop : end) - at)});
        if (line.size > 0)
            out->lines[out->count++] = line;
        at = stop ? stop + 1 : end;
    }
}

static tenor_str first_word(tenor_str line)
{
    size_t size = 0;
    while (size < line.size && !tenor__fasttext_is_space(line.data[size]))
        size++;
    return (tenor_str){line.data, size};
}

static tenor_str last_word(tenor_str line)
{
    size_t begin = line.size;
    while (begin > 0 && !tenor__fasttext_is_space(line.data[begin - 1]))
        begin--;
    return (tenor_str){line.data + begin, line.size - begin};
}

static bool has_label(tenor_str line, tenor_str prefix)
{
    return tenor__fasttext_begins(first_word(line), prefix) || tenor__fasttext_begins(last_word(line), prefix);
}

/* A word's beginning that looks as the usual prefix does: two underscores, letters or digits, two underscores. */
static tenor_str find_prefix(tenor_str word)
{
    size_t size = 2;
    if (word.size < 2 || memcmp(word.data, "__", 2) != 0)
        return (tenor_str){word.data, 0};
    while (size < word.size && word.data[size] != '_' && !tenor__fasttext_is_space(word.data[size]) &&
           (unsigned char)word.data[size] > ',')
        size++;
    const bool ends = size > 2 && word.size - size > 2 && memcmp(word.data + size, "__", 2) == 0;
    return (tenor_str){word.data, ends ? size + 2 : 0};
}

static size_t count_labeled(const sample *lines, tenor_str prefix, bool quoted)
{
    size_t count = 0;
    for (size_t i = 0; i < lines->count; i++)
        count += has_label(tenor__fasttext_inside(lines->lines[i], quoted), prefix);
    return count;
}

/* The mark that follows the label of nearly every line, where a text without white space before it begins. */
static char find_separator(const sample *lines, const tenor__fasttext_form *form)
{
    for (const char *mark = SEPARATORS; *mark; mark++) {
        size_t marked = 0;
        size_t labels = 0;
        for (size_t i = 0; i < lines->count; i++) {
            const tenor_str word = first_word(tenor__fasttext_inside(lines->lines[i], form->quoted));
            if (!tenor__fasttext_begins(word, form->prefix))
                continue;
            const char *found = memchr(word.data, *mark, word.size);
            labels++;
            marked += found && found > word.data + form->prefix.size;
        }
        if (labels > 0 && marked * 10 >= labels * 9)
            return *mark;
    }
    return '\0';
}

/* Whether lines are rows of a table, whose fields are in quotes. */
static bool has_quoted_fields(const sample *lines, tenor_str prefix)
{
    for (size_t i = 0; i < lines->count; i++) {
        const tenor_str line = lines->lines[i];
        for (size_t at = prefix.size + 1; at + 1 < line.size && !tenor__fasttext_is_space(line.data[at]); at++)
            if (line.data[at] == '"' && strchr(",;|\t", line.data[at + 1]))
                return true;
    }
    return false;
}

bool tenor__fasttext_form_find(const tenor__window *window, tenor_str prefix, bool sure, tenor__fasttext_form *out)
{
    sample lines;
    take_sample(window, &lines);
    *out = (tenor__fasttext_form){.prefix = prefix.size > 0 ? prefix : tenor_str_of(USUAL_PREFIX)};
    if (lines.count == 0)
        return sure;
    size_t quoted = 0;
    for (size_t i = 0; i < lines.count; i++)
        quoted += tenor__fasttext_is_quoted(lines.lines[i]);
    out->quoted = quoted * 10 >= lines.count * 9;
    const tenor_str first = tenor__fasttext_inside(lines.lines[0], out->quoted);
    if (prefix.size == 0 && !has_label(first, out->prefix) && lines.count >= FEWEST_LINES) {
        tenor_str like = find_prefix(first_word(first));
        if (like.size == 0)
            like = find_prefix(last_word(first));
        if (like.size > 0 && count_labeled(&lines, like, out->quoted) * 10 >= lines.count * 9)
            out->prefix = like;
    }
    const size_t labeled = count_labeled(&lines, out->prefix, out->quoted);
    if (!sure && (!has_label(first, out->prefix) || labeled * 2 <= lines.count))
        return false;
    if (!sure && out->quoted && has_quoted_fields(&lines, out->prefix))
        return false;
    out->separator = find_separator(&lines, out);
    return true;
}
