#include "source/text_file.h"

#include "base/error.h"
#include "source/source.h"

static const uint64_t LARGEST_TEXT = (uint64_t)1 << 28;

static tenor_status read_all(tenor__window *window, tenor__buffer *out, tenor_error *error)
{
    do {
        TENOR_TRY(tenor__window_need(window, 1, error));
        tenor__buffer_add(out, window->data, window->size);
        tenor__window_take(window, window->size);
    } while (!window->at_end);
    while (out->size > 0 && (out->data[out->size - 1] == '\n' || out->data[out->size - 1] == '\r'))
        out->size--;
    return out->failed ? tenor__error_set_memory(error) : TENOR_OK;
}

tenor_status tenor__text_file_read(const char *path, const char *encoding, const tenor_alloc *alloc, tenor__buffer *out,
                                   tenor_error *error)
{
    const tenor__source_settings settings = {
        .encoding = encoding, .map = true, .patient = true, .limit = LARGEST_TEXT, .lines = true};
    tenor__source *source;
    tenor__buffer_clear(out);
    TENOR_TRY(tenor__source_open(path, &settings, alloc, &source, error));
    const tenor_status status = read_all(tenor__source_window(source), out, error);
    tenor__source_close(source);
    return status;
}
