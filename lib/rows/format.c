#include "rows/format.h"

#include "base/error.h"
#include "rows/fasttext_form.h"
#include "table/trim.h"

#include <string.h>

enum { LOOKED_AT = 4096, TREC_LINES = 20, FEWEST_TREC_LINES = 3 };

/* ---- by the name ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Whether the first `size` bytes of a path end in a suffix, without regard to case. */
static bool ends_in(const char *path, size_t size, const char *suffix)
{
    const size_t length = strlen(suffix);
    if (size < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower(path[size - length + i]) != suffix[i])
            return false;
    return true;
}

/* The length of a path without the suffix of a compression. */
static size_t plain_size(const char *path)
{
    static const char *const suffixes[] = {".gz", ".zst", ".xz", ".bz2"};
    const size_t size = strlen(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (ends_in(path, size, suffixes[i]))
            return size - strlen(suffixes[i]);
    return size;
}

static tenor__corpus_format find_by_suffix(const char *path)
{
    static const struct {
        const char *suffix;
        tenor__corpus_format format;
    } suffixes[] = {
        {".csv", TENOR__FORMAT_CSV},     {".tsv", TENOR__FORMAT_TSV},      {".tab", TENOR__FORMAT_TSV},
        {".jsonl", TENOR__FORMAT_JSONL}, {".ndjson", TENOR__FORMAT_JSONL}, {".json", TENOR__FORMAT_JSONL},
    };
    const size_t size = plain_size(path);
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (ends_in(path, size, suffixes[i].suffix))
            return suffixes[i].format;
    return TENOR__FORMAT_AUTO;
}

/* ---- by the content ---- */

/* Whether text begins as objects of JSON do, in a list or not. */
static bool is_json(tenor_str text)
{
    if (text.size > 0 && text.data[0] == '[')
        text = tenor__trim((tenor_str){text.data + 1, text.size - 1});
    if (text.size == 0 || text.data[0] != '{')
        return false;
    text = tenor__trim((tenor_str){text.data + 1, text.size - 1});
    return text.size == 0 || text.data[0] == '"' || text.data[0] == '}';
}

/* "LOC:city Where is ...": a word of capitals, a colon, a word of small letters. */
static bool is_trec_line(tenor_str line)
{
    size_t at = 0;
    while (at < line.size && line.data[at] >= 'A' && line.data[at] <= 'Z')
        at++;
    if (at < 2 || at == line.size || line.data[at] != ':')
        return false;
    const size_t detail = ++at;
    while (at < line.size && ((line.data[at] >= 'a' && line.data[at] <= 'z') || line.data[at] == '_'))
        at++;
    return at > detail && at < line.size && line.data[at] == ' ';
}

static bool is_trec(tenor_str text)
{
    size_t lines = 0;
    while (lines < TREC_LINES && text.size > 0) {
        const char *stop = memchr(text.data, '\n', text.size);
        if (!stop && lines >= FEWEST_TREC_LINES)
            break; /* it may be cut */
        const size_t size = stop ? (size_t)(stop - text.data) : text.size;
        if (!is_trec_line((tenor_str){text.data, size}))
            return false;
        text.data += size + (stop != NULL);
        text.size -= size + (stop != NULL);
        lines++;
    }
    return lines >= FEWEST_TREC_LINES;
}

tenor_status tenor__format_find(const tenor__window *window, const char *path, const tenor__corpus_settings *settings,
                                tenor__format *out, tenor_error *error)
{
    const tenor_str start = tenor__trim((tenor_str){window->data, window->size < LOOKED_AT ? window->size : LOOKED_AT});
    tenor__corpus_format format = settings->format;
    tenor__fasttext_form form;
    if (format == TENOR__FORMAT_AUTO && settings->delimiter == '\0') {
        if (is_json(start))
            format = TENOR__FORMAT_JSONL;
        else if (tenor__fasttext_form_find(window, tenor_str_of(settings->label_prefix), false, &form))
            format = TENOR__FORMAT_FASTTEXT;
        else if (is_trec(start))
            return tenor__error_set(error, TENOR_BAD_DATA,
                                    "has lines as those of TREC, LABEL:detail text; make fastText's of them with: "
                                    "sed -E 's/^([A-Z]+):[a-z]+ /__label__\\1 /' FILE > corpus.txt");
    }
    if (format == TENOR__FORMAT_AUTO)
        format = find_by_suffix(path);
    if (format == TENOR__FORMAT_AUTO)
        format = TENOR__FORMAT_CSV;
    *out = (tenor__format){
        .kind = format,
        .usual_delimiter = format == TENOR__FORMAT_TSV ? '\t' : ',',
        .fixed_delimiter = settings->format == TENOR__FORMAT_TSV,
    };
    return TENOR_OK;
}
