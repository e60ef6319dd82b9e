#include "data/format.h"

#include "data/trim.h"

#include <string.h>

static bool ends_in(const char *path, const char *suffix)
{
    size_t size = strlen(path);
    size_t length = strlen(suffix);
    if (size < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = path[size - length + i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != suffix[i])
            return false;
    }
    return true;
}

static bool starts_with(tenor_str text, const char *prefix)
{
    size_t length = strlen(prefix);
    return text.size >= length && memcmp(text.data, prefix, length) == 0;
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
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (ends_in(path, suffixes[i].suffix))
            return suffixes[i].format;
    return TENOR__FORMAT_AUTO;
}

static tenor__corpus_format find_by_content(const tenor__window *window)
{
    const tenor_str start = tenor__trim((tenor_str){window->data, window->size < 4096 ? window->size : 4096});
    if (starts_with(start, "{"))
        return TENOR__FORMAT_JSONL;
    return starts_with(start, "__label__") ? TENOR__FORMAT_FASTTEXT : TENOR__FORMAT_CSV;
}

void tenor__format_find(const tenor__window *window, const char *path, const tenor__corpus_settings *settings,
                        tenor_rows *rows)
{
    tenor__corpus_format format = settings->format;
    if (format == TENOR__FORMAT_AUTO)
        format = find_by_suffix(path);
    if (format == TENOR__FORMAT_AUTO)
        format = settings->delimiter != '\0' ? TENOR__FORMAT_CSV : find_by_content(window);
    rows->usual_delimiter = format == TENOR__FORMAT_TSV ? '\t' : ',';
    rows->fixed_delimiter = settings->format == TENOR__FORMAT_TSV;
    switch (format) {
    case TENOR__FORMAT_JSONL:
        rows->reader = &tenor__jsonl_reader;
        rows->layout->format = "jsonl";
        break;
    case TENOR__FORMAT_FASTTEXT:
        rows->reader = &tenor__fasttext_reader;
        rows->layout->format = "fasttext";
        break;
    case TENOR__FORMAT_AUTO:
    case TENOR__FORMAT_CSV:
    case TENOR__FORMAT_TSV:
        rows->reader = &tenor__table_reader;
        break;
    }
}
