#include "base/window.h"

#include "base/error.h"

#include <string.h>

tenor_status tenor__window_line(tenor__window *window, size_t most, tenor_str *line, bool *found, tenor_error *error)
{
    size_t searched = 0;
    TENOR_TRY(tenor__window_need(window, 1, error));
    *found = window->size > 0;
    for (;;) {
        const char *end =
            window->size > searched ? memchr(window->data + searched, '\n', window->size - searched) : NULL;
        const size_t size = end ? (size_t)(end - window->data) : window->size;
        if (size > most)
            return tenor__error_set(error, TENOR_TOO_LARGE, "a line of more than %zu MB", most >> 20);
        if (end || window->at_end) {
            *line = (tenor_str){window->data, size};
            return TENOR_OK;
        }
        searched = window->size;
        TENOR_TRY(tenor__window_need(window, searched + 1, error));
    }
}
