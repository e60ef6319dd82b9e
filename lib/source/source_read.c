/* tenor_source_*: a source by the options of a command. */
#include "base/error.h"
#include "config/options.h"
#include "source/source.h"

#include <string.h>

tenor_status tenor_source_open(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                               tenor_source **out, tenor_error *error)
{
    *out = NULL;
    if (!path)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "path must not be NULL");
    const tenor__source_settings settings = {.encoding = options ? options->values.encoding : NULL, .lines = true};
    return tenor__source_open(path, &settings, alloc, out, error);
}

void tenor_source_free(tenor_source *source)
{
    tenor__source_close(source);
}

tenor_status tenor_source_read(tenor_source *source, char *data, size_t capacity, size_t *size, tenor_error *error)
{
    *size = 0;
    if (!source || (capacity > 0 && !data))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "source and data must not be NULL");
    tenor__window *window = tenor__source_window(source);
    TENOR_TRY(tenor__window_need(window, 1, error));
    *size = window->size < capacity ? window->size : capacity;
    if (*size > 0)
        memcpy(data, window->data, *size);
    tenor__window_take(window, *size);
    return TENOR_OK;
}

bool tenor_source_would_wait(const tenor_source *source)
{
    return tenor__source_would_wait(source);
}
