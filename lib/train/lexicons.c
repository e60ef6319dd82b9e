#include "train/lexicons.h"

#include "base/buffer.h"
#include "base/error.h"

#include <string.h>

enum { MOST_BYTES = 64 << 20, BLOCK = 1 << 16, LONGEST_PATH = 4096 };

static tenor_status read_bytes(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                               tenor__buffer *bytes, tenor_error *error)
{
    tenor_source *source;
    char block[BLOCK];
    size_t size;
    TENOR_TRY(tenor_source_open(path, options, alloc, &source, error));
    tenor_status status;
    do {
        status = tenor_source_read(source, block, sizeof block, &size, error);
        if (status == TENOR_OK)
            tenor__buffer_add(bytes, block, size);
        if (status == TENOR_OK && bytes->size > MOST_BYTES)
            status =
                tenor__error_set(error, TENOR_TOO_LARGE, "%s: a lexicon has at most %d MiB", path, MOST_BYTES >> 20);
    } while (status == TENOR_OK && size > 0);
    tenor_source_free(source);
    return status == TENOR_OK && bytes->failed ? tenor__error_set_memory(error) : status;
}

static tenor_status read_one(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                             tenor__lexicon *out, tenor_error *error)
{
    const tenor__option_values *values = &options->values;
    const tenor_text_settings settings = {
        .size = sizeof settings, .unit = (tenor_token_unit)values->tokens, .keep_case = values->keep_case};
    tenor__buffer bytes;
    tenor_error of_line = {0};
    tenor__buffer_init(&bytes, alloc);
    tenor_status status = read_bytes(path, options, alloc, &bytes, error);
    if (status == TENOR_OK) {
        status = tenor__lexicon_read((tenor_str){bytes.data, bytes.size}, &settings, (size_t)values->ngrams, alloc, out,
                                     &of_line);
        if (status == TENOR_BAD_DATA)
            tenor__error_in(&of_line, path, of_line.line);
        if (status != TENOR_OK && error)
            *error = of_line;
    }
    tenor__buffer_free(&bytes);
    return status;
}

tenor_status tenor__lexicons_read(const tenor_options *options, const tenor_alloc *alloc, tenor__lexicons *out,
                                  tenor_error *error)
{
    const char *at = options->values.lexicon;
    *out = (tenor__lexicons){.count = 0};
    while (*at != '\0') {
        char path[LONGEST_PATH];
        const size_t size = strcspn(at, ",");
        if (size >= sizeof path || out->count == TENOR__MOST_LEXICONS || options->values.ngrams == 0)
            return tenor__error_option(
                error, "lexicon",
                tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                 options->values.ngrams == 0
                                     ? "option 'lexicon' is for the n-gram model, and option 'ngrams' is 0"
                                     : "option 'lexicon' takes at most %d files, of paths shorter than %d bytes",
                                 TENOR__MOST_LEXICONS, LONGEST_PATH));
        memcpy(path, at, size);
        path[size] = '\0';
        if (size > 0)
            TENOR_TRY(read_one(path, options, alloc, &out->items[out->count++], error));
        at += size + (at[size] == ',');
    }
    return TENOR_OK;
}

void tenor__lexicons_free(tenor__lexicons *lexicons)
{
    for (size_t i = 0; i < lexicons->count; i++)
        tenor__lexicon_free(&lexicons->items[i]);
    lexicons->count = 0;
}
