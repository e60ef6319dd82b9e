#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "data/corpus.h"
#include "rows/rows.h"

#include <string.h>
#include <sys/stat.h>

/* What a row that cannot be an example does: left out under skip_bad, else a failure. */
static tenor_status refuse_row(const tenor_rows *rows, const tenor_error *reason, tenor_row_fault fault,
                               tenor_corpus *corpus, tenor_error *error)
{
    if (rows->settings.skip_bad) {
        tenor__corpus_skip(corpus, fault, rows->row.line);
        return TENOR_OK;
    }
    if (error)
        *error = *reason;
    return TENOR_BAD_DATA;
}

/* The probabilities are checked first: an example without them would stay. */
static tenor_status add_example(const tenor_row *row, tenor_corpus *corpus, tenor_row_fault *fault, tenor_error *error)
{
    double sum;
    *fault = TENOR_ROW_NO_TARGET;
    if (row->soft_count > 0)
        TENOR_TRY(tenor__corpus_check_soft(corpus, row->soft_labels, row->probabilities, row->soft_count, &sum, error));
    *fault = TENOR_ROW_NO_LABEL;
    TENOR_TRY(tenor_corpus_add_labels(corpus, row->text, row->labels, row->label_count, error));
    if (row->soft_count == 0)
        return TENOR_OK;
    return tenor_corpus_set_probabilities(corpus, row->soft_labels, row->probabilities, row->soft_count, error);
}

static tenor_status add_row(tenor_rows *rows, const tenor_row *row, tenor_corpus *corpus, tenor_error *error)
{
    if (row->fault != TENOR_ROW_GOOD)
        return refuse_row(rows, row->error, row->fault, corpus, error);
    tenor_error wrong = {0};
    tenor_row_fault fault;
    const tenor_status status = add_example(row, corpus, &fault, &wrong);
    if (status == TENOR_OK) {
        tenor__corpus_set_line(corpus, row->line);
        return TENOR_OK;
    }
    if (status != TENOR_OUT_OF_MEMORY)
        tenor__error_in(&wrong, rows->name, row->line);
    wrong.line = row->line;
    if (status == TENOR_BAD_DATA)
        return refuse_row(rows, &wrong, fault, corpus, error);
    if (error)
        *error = wrong;
    return status;
}

static tenor_status check_found(const tenor_corpus *corpus, tenor_error *error)
{
    const tenor_corpus_skipped skipped = *tenor_corpus_skipped_rows(corpus);
    const uint64_t rows = skipped.malformed + skipped.no_label + skipped.no_text + skipped.no_target;
    const size_t found = tenor_corpus_size(corpus);
    if (found == 0 && rows == 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "holds no examples");
    if (found == 0)
        return tenor__error_option(
            error, "skip-bad",
            tenor__error_set(error, TENOR_BAD_DATA,
                             "holds no examples: all %llu rows, from line %llu on, cannot be read; "
                             "without option 'skip-bad' the message says why",
                             (unsigned long long)rows, (unsigned long long)skipped.first_line));
    const uint64_t bad = skipped.malformed + skipped.no_text + skipped.no_target;
    if (bad <= found + skipped.no_label)
        return TENOR_OK;
    return tenor__error_option(
        error, "skip-bad",
        tenor__error_set(
            error, TENOR_BAD_DATA,
            "%llu of %llu rows, from line %llu on, cannot be read, which are too many to leave out; without "
            "option 'skip-bad' the message says why",
            (unsigned long long)bad, (unsigned long long)(bad + found + skipped.no_label),
            (unsigned long long)skipped.first_line));
}

/* A corpus whose texts are mostly broken would train on noise. */
static tenor_status check_texts(const tenor_corpus *corpus, tenor_error *error)
{
    const size_t count = tenor_corpus_size(corpus);
    const tenor_source_info source = tenor_layout_source(tenor_corpus_layout(corpus));
    if (source.converted && source.invalid == 0)
        return TENOR_OK;
    const size_t broken = tenor_corpus_broken_texts(corpus);
    if (broken <= count / 2)
        return TENOR_OK;
    return tenor__error_option(
        error, "encoding",
        tenor__error_set(error, TENOR_BAD_DATA,
                         "%zu of %zu texts have bytes that are no %s; name the encoding of the file "
                         "with option 'encoding'",
                         broken, count, source.encoding));
}

static tenor_status read_rows(tenor_rows *rows, tenor_corpus *corpus, tenor_error *error)
{
    tenor__watch watch;
    uint64_t count = 0;
    rows->counts_faults = rows->settings.skip_bad;
    tenor__watch_begin(&watch, rows->settings.watcher, TENOR__WORK_READING, 0);
    for (;;) {
        const tenor_row *row;
        TENOR_TRY(tenor_rows_next(rows, &row, error));
        if (!row)
            break;
        TENOR_TRY(add_row(rows, row, corpus, error));
        if (++count % TENOR__WATCH_STEP == 0)
            tenor__watch_add(&watch, TENOR__WATCH_STEP);
    }
    tenor_layout *layout = tenor__layout_copy(rows->layout, &rows->alloc);
    if (!layout)
        return tenor__error_set_memory(error);
    tenor__corpus_set_layout(corpus, layout);
    tenor_status status = check_found(corpus, error);
    if (status == TENOR_OK)
        status = check_texts(corpus, error);
    if (status != TENOR_OK && error)
        tenor__error_in(error, rows->name, 0);
    return status;
}

/* Frees rows. */
static tenor_status read_corpus(tenor_rows *rows, const tenor_alloc *alloc, tenor_corpus **out, tenor_error *error)
{
    tenor_corpus *corpus = NULL;
    tenor_status status = TENOR_OK;
    if (rows->separator.size > 0)
        status = tenor_corpus_new_multi_label(rows->separator, alloc, &corpus, error);
    else if (tenor_corpus_new(alloc, &corpus) != TENOR_OK)
        status = tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = read_rows(rows, corpus, error);
    tenor_rows_free(rows);
    if (status == TENOR_OK)
        *out = corpus;
    else
        tenor_corpus_free(corpus);
    return status;
}

tenor_status tenor__corpus_read(const char *path, const tenor__corpus_settings *settings, const tenor_alloc *alloc,
                                tenor_corpus **out, tenor_error *error)
{
    tenor_rows *rows;
    *out = NULL;
    TENOR_TRY(tenor__rows_open(path, settings, TENOR_ROWS_LABELED, alloc, &rows, error));
    return read_corpus(rows, alloc, out, error);
}

tenor_status tenor__corpus_read_memory(const char *data, size_t size, const char *name,
                                       const tenor__corpus_settings *settings, const tenor_alloc *alloc,
                                       tenor_corpus **out, tenor_error *error)
{
    tenor_rows *rows;
    *out = NULL;
    TENOR_TRY(tenor__rows_open_memory(data, size, name, settings, TENOR_ROWS_LABELED, alloc, &rows, error));
    return read_corpus(rows, alloc, out, error);
}

/* Where the bytes come from. */
typedef struct corpus_input {
    const tenor_str *data; /* NULL: the file `name` */
    const char *name;
} corpus_input;

/* Notes name, size and hash of what was read; what is no regular file cannot be read again. */
static tenor_status note_source(corpus_input from, const tenor_alloc *alloc, tenor_corpus *corpus, tenor_error *error)
{
    const char *slash = strrchr(from.name, '/');
    tenor__corpus_source source = {.name = tenor_str_of(slash ? slash + 1 : from.name)};
    struct stat kind;
    if (from.data) {
        source.size = from.data->size;
        source.hash = tenor__hash(from.data->data, from.data->size, 0);
    } else {
        tenor__file file = {0};
        if (strcmp(from.name, "-") == 0 || stat(from.name, &kind) != 0 || !S_ISREG(kind.st_mode) ||
            tenor__file_open(from.name, true, SIZE_MAX, NULL, alloc, &file, NULL) != TENOR_OK)
            return TENOR_OK;
        source.size = file.size;
        source.hash = tenor__hash(file.data, file.size, 0);
        tenor__file_close(&file);
    }
    return tenor__corpus_set_source(corpus, &source) ? TENOR_OK : tenor__error_set_memory(error);
}

static tenor_status read_from(corpus_input from, const tenor_options *options, const tenor_alloc *alloc,
                              tenor_corpus **out, tenor_error *error)
{
    tenor_options *defaults = NULL;
    *out = NULL;
    if (!from.name)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the corpus needs a path or a name, which is NULL");
    if (!options && tenor_options_new(alloc, &defaults) != TENOR_OK)
        return tenor__error_set_memory(error);
    const tenor__corpus_settings settings = tenor__corpus_settings_of(options ? options : defaults);
    tenor_status status =
        from.data ? tenor__corpus_read_memory(from.data->data, from.data->size, from.name, &settings, alloc, out, error)
                  : tenor__corpus_read(from.name, &settings, alloc, out, error);
    if (status == TENOR_OK)
        status = note_source(from, alloc, *out, error);
    tenor_options_free(defaults);
    if (status != TENOR_OK) {
        tenor_corpus_free(*out);
        *out = NULL;
    }
    return status;
}

tenor_status tenor_corpus_read(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                               tenor_corpus **out, tenor_error *error)
{
    return read_from((corpus_input){NULL, path}, options, alloc, out, error);
}

tenor_status tenor_corpus_parse(tenor_str data, const char *name, const tenor_options *options,
                                const tenor_alloc *alloc, tenor_corpus **out, tenor_error *error)
{
    const tenor_str bytes = {data.data ? data.data : "", data.size};
    return read_from((corpus_input){&bytes, name}, options, alloc, out, error);
}
