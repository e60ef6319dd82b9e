#include "data/reader.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/error.h"
#include "base/unicode.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A corpus is mapped, so that its size costs address space; what is read from a pipe costs memory. */
static const uint64_t LARGEST_FILE = (uint64_t)1 << 36;
static const uint64_t LARGEST_STREAM = (uint64_t)1 << 32;

enum { SNIFFED_LINES = 20, LONGEST_STREAM_LINE = 1 << 28 };

/* ---- rows ---- */

tenor_status tenor__reader_fault(const tenor__reader *reader, tenor__fault fault, uint64_t line, const char *format,
                                 ...)
{
    if (reader->settings->skip_bad) {
        tenor__corpus_skip(reader->corpus, fault, line);
        return TENOR_OK;
    }
    char message[sizeof reader->error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return tenor__error_set_at(reader->error, TENOR_BAD_DATA, line, "%s", message);
}

bool tenor__reader_multi_label(const tenor__reader *reader)
{
    return tenor_corpus_separator(reader->corpus).size > 0;
}

/* What tenor_corpus_add_labels says of a row. */
static tenor_status judge_row(const tenor__reader *reader, tenor_status status, const tenor_error *error, uint64_t line)
{
    if (status == TENOR_BAD_DATA)
        status = tenor__reader_fault(reader, TENOR__FAULT_NO_LABEL, line, "%s", error->message);
    else if (status != TENOR_OK)
        tenor__error_set_at(reader->error, status, line, "%s", error->message);
    return tenor__error_option(reader->error, error->option, status);
}

tenor_status tenor__reader_list(const tenor__reader *reader, tenor_str label)
{
    tenor__label_list *list = reader->list;
    void *labels = list->labels;
    if (list->count > TENOR__MOST_CORPUS_LABELS)
        return TENOR_OK; /* too many already, which adding the row will find */
    if (!tenor__alloc_grow(&reader->alloc, &labels, &list->capacity, list->count + 1, sizeof *list->labels))
        return tenor__error_set_memory(reader->error);
    list->labels = labels;
    list->labels[list->count++] = tenor__reader_trim(label);
    return TENOR_OK;
}

tenor_status tenor__reader_add_list(const tenor__reader *reader, tenor_str text, uint64_t line)
{
    const tenor__label_list *list = reader->list;
    tenor_error error = {0};
    tenor_status status = tenor_corpus_add_labels(reader->corpus, text, list->labels, list->count, &error);
    return judge_row(reader, status, &error, line);
}

/* Where the separator stands first in text; text.size when nowhere. */
static size_t find_separator(tenor_str text, tenor_str separator)
{
    for (size_t at = 0; at + separator.size <= text.size; at++)
        if (memcmp(text.data + at, separator.data, separator.size) == 0)
            return at;
    return text.size;
}

tenor_status tenor__reader_add(const tenor__reader *reader, tenor_str text, tenor_str label, uint64_t line)
{
    const tenor_str separator = tenor_corpus_separator(reader->corpus);
    label = tenor__reader_trim(label);
    if (separator.size == 0) {
        tenor_error error = {0};
        if (label.size == 0)
            return tenor__error_option(
                reader->error, "multi-label",
                tenor__reader_fault(reader, TENOR__FAULT_NO_LABEL, line,
                                    "the label is empty; where texts may have none or several, set option "
                                    "'multi-label'"));
        return judge_row(reader, tenor_corpus_add(reader->corpus, text, label, &error), &error, line);
    }
    reader->list->count = 0;
    while (label.size > 0) {
        const size_t end = find_separator(label, separator);
        const bool last = end == label.size;
        TENOR_TRY(tenor__reader_list(reader, (tenor_str){label.data, end}));
        if (last)
            break;
        label.data += end + separator.size;
        label.size -= end + separator.size;
        if (label.size == 0)
            TENOR_TRY(tenor__reader_list(reader, label));
    }
    return tenor__reader_add_list(reader, text, line);
}

static bool is_space(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

tenor_str tenor__reader_trim(tenor_str text)
{
    uint32_t character;
    while (text.size > 0) {
        size_t taken = tenor__unicode_decode(text.data, text.size, &character);
        if (!is_space(character))
            break;
        text.data += taken;
        text.size -= taken;
    }
    while (text.size > 0) {
        size_t start = text.size - 1;
        while (start > 0 && text.size - start < 4 && tenor__unicode_continues(text.data[start]))
            start--;
        size_t taken = tenor__unicode_decode(text.data + start, text.size - start, &character);
        if (taken != text.size - start || !is_space(character))
            break;
        text.size = start;
    }
    return text;
}

bool tenor__reader_next_line(tenor__lines *lines, tenor_str *line)
{
    if (lines->at == lines->end)
        return false;
    const char *start = lines->at;
    const char *stop = memchr(start, '\n', (size_t)(lines->end - start));
    lines->at = stop ? stop + 1 : lines->end;
    if (!stop)
        stop = lines->end;
    if (stop > start && stop[-1] == '\r')
        stop--;
    *line = (tenor_str){start, (size_t)(stop - start)};
    lines->line++;
    return true;
}

/* ---- format ---- */

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

static size_t count_byte(tenor_str text, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == byte;
    return count;
}

/* Tabs separate columns when the first line has some and no comma, or when the first lines all have as many: the commas
 * are then the text's. */
static bool is_tab_separated(const char *data, size_t size)
{
    tenor__lines lines = {data, data + size, 0};
    tenor_str line;
    size_t tabs = 0;
    for (int seen = 0; seen < SNIFFED_LINES && tenor__reader_next_line(&lines, &line);) {
        if (tenor__reader_trim(line).size == 0)
            continue;
        size_t here = count_byte(line, '\t');
        if (seen == 0 && here > 0 && count_byte(line, ',') == 0)
            return true;
        if (here == 0 || (seen > 0 && here != tabs))
            return false;
        tabs = here;
        seen++;
    }
    return tabs > 0;
}

static tenor__corpus_format find_format(const char *data, size_t size, const char *path,
                                        const tenor__corpus_settings *settings)
{
    static const struct {
        const char *suffix;
        tenor__corpus_format format;
    } suffixes[] = {
        {".csv", TENOR__FORMAT_CSV},     {".tsv", TENOR__FORMAT_TSV},      {".tab", TENOR__FORMAT_TSV},
        {".jsonl", TENOR__FORMAT_JSONL}, {".ndjson", TENOR__FORMAT_JSONL}, {".json", TENOR__FORMAT_JSONL},
    };
    if (settings->format != TENOR__FORMAT_AUTO)
        return settings->format;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        if (ends_in(path, suffixes[i].suffix))
            return suffixes[i].format;
    if (settings->delimiter != '\0')
        return TENOR__FORMAT_CSV;
    tenor__lines lines = {data, data + size, 0};
    tenor_str line = {data, 0};
    while (line.size == 0 && tenor__reader_next_line(&lines, &line))
        line = tenor__reader_trim(line);
    if (starts_with(line, "{"))
        return TENOR__FORMAT_JSONL;
    if (starts_with(line, "__label__"))
        return TENOR__FORMAT_FASTTEXT;
    return is_tab_separated(data, size) ? TENOR__FORMAT_TSV : TENOR__FORMAT_CSV;
}

/* ---- a whole corpus ---- */

static tenor_status check_settings(const tenor__corpus_settings *settings, tenor_error *error)
{
    const char c = settings->delimiter;
    if (c == '"' || c == '\n' || c == '\r' || (unsigned char)c >= 0x80)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "the delimiter must be one ASCII character, neither a quote nor a line end");
    return TENOR_OK;
}

static tenor_status read_rows(const tenor__reader *reader, const char *path)
{
    const tenor__corpus_settings *settings = reader->settings;
    const tenor__corpus_format format = find_format(reader->data, reader->size, path, settings);
    switch (format) {
    case TENOR__FORMAT_JSONL:
        return tenor__jsonl_read(reader);
    case TENOR__FORMAT_FASTTEXT:
        return tenor__fasttext_read(reader);
    case TENOR__FORMAT_AUTO:
    case TENOR__FORMAT_CSV:
    case TENOR__FORMAT_TSV:
        break;
    }
    char delimiter = settings->delimiter;
    if (delimiter == '\0')
        delimiter = format == TENOR__FORMAT_TSV ? '\t' : ',';
    return tenor__csv_read(reader, delimiter);
}

static tenor_status check_found(const tenor_corpus *corpus, tenor_error *error)
{
    if (tenor_corpus_size(corpus) > 0)
        return TENOR_OK;
    const tenor_corpus_skipped skipped = tenor_corpus_skipped_rows(corpus);
    const uint64_t rows = skipped.malformed + skipped.no_label + skipped.no_text;
    if (rows == 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "holds no examples");
    return tenor__error_option(error, "skip-bad",
                               tenor__error_set(error, TENOR_BAD_DATA,
                                                "holds no examples: all %llu rows, from line %llu on, cannot be read; "
                                                "without option 'skip-bad' the message says why",
                                                (unsigned long long)rows, (unsigned long long)skipped.first_line));
}

static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

tenor_status tenor__reader_parse(const char *data, size_t size, const char *path,
                                 const tenor__corpus_settings *settings, const tenor_alloc *alloc, tenor_corpus **out,
                                 tenor_error *error)
{
    *out = NULL;
    TENOR_TRY(check_settings(settings, error));
    if (size == 0)
        data = "";
    tenor__label_list list = {0};
    tenor__reader reader = {data, size, settings, tenor__alloc_of(alloc), NULL, error, &list};
    tenor_status status;
    if (size >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0)) {
        status = tenor__error_set(error, TENOR_BAD_DATA,
                                  "is UTF-16; convert it to UTF-8, for example with: iconv -f UTF-16 -t UTF-8");
        goto done;
    }
    if (tenor__file_is_compressed(data, size)) {
        status =
            tenor__error_set(error, TENOR_BAD_DATA, "is compressed, or a spreadsheet: unpack it, or save it as CSV");
        goto done;
    }
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) {
        reader.data += 3;
        reader.size -= 3;
    }
    if (settings->multi_label && settings->multi_label[0] != '\0')
        TENOR_TRY(tenor_corpus_new_multi_label(tenor_str_of(settings->multi_label), alloc, &reader.corpus, error));
    else if (tenor_corpus_new(alloc, &reader.corpus) != TENOR_OK)
        return tenor__error_set_memory(error);
    TENOR_TRY_GOTO(done, read_rows(&reader, path));
    TENOR_TRY_GOTO(done, check_found(reader.corpus, error));
    *out = reader.corpus;
    reader.corpus = NULL;
done:
    tenor_corpus_free(reader.corpus);
    tenor__alloc_free(&reader.alloc, list.labels);
    if (status == TENOR_OK)
        return status;
    if (error && status != TENOR_OUT_OF_MEMORY)
        tenor__error_in(error, is_standard_input(path) ? "standard input" : path, error->line);
    return status;
}

/* A stream may never end, and one without lines is no corpus. */
static tenor_status check_stream(void *user, const char *data, size_t before, size_t size, tenor_error *error)
{
    size_t *line_start = user;
    for (size_t end = size; end > before; end--)
        if (data[end - 1] == '\n') {
            *line_start = end;
            break;
        }
    if (size - *line_start <= LONGEST_STREAM_LINE)
        return TENOR_OK;
    return tenor__error_set(error, TENOR_TOO_LARGE, "a line of more than %d MB: no corpus", LONGEST_STREAM_LINE >> 20);
}

tenor_status tenor__reader_read(const char *path, const tenor__corpus_settings *settings, const tenor_alloc *alloc,
                                tenor_corpus **out, tenor_error *error)
{
    *out = NULL;
    size_t line_start = 0;
    const tenor__stream stream = {.limit = LARGEST_STREAM, .check = check_stream, .user = &line_start};
    const size_t limit = LARGEST_FILE > SIZE_MAX ? SIZE_MAX : (size_t)LARGEST_FILE;
    tenor__file file = {0};
    TENOR_TRY(is_standard_input(path) ? tenor__file_read_input(&stream, alloc, &file, error)
                                      : tenor__file_open(path, true, limit, &stream, alloc, &file, error));
    tenor_status status = tenor__reader_parse(file.data, file.size, path, settings, alloc, out, error);
    tenor__file_close(&file);
    return status;
}
