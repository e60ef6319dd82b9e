/* Any bytes as a source: it is read to its end or fails, and what was converted is UTF-8. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"auto",      "utf-8", "utf-16", "utf-32", "latin1", "gb18030",
                                            "shift-jis", "big5",  "euc-kr", "koi8-r", "utf-7",  "iso-2022-jp"};
    if (size == 0)
        return 0;
    const tenor__source_settings settings = {.encoding = encodings[data[0] % (sizeof encodings / sizeof *encodings)],
                                             .lines = (data[0] & 64) != 0};
    tenor__source *source;
    tenor_error error = {0};
    tenor_status status =
        tenor__source_open_memory((const char *)data + 1, size - 1, "fuzz", &settings, NULL, &source, &error);
    require((status == TENOR_OK) == (source != NULL));
    while (status == TENOR_OK) {
        tenor__window *window = tenor__source_window(source);
        status = tenor__window_need(window, 100, &error);
        if (status != TENOR_OK || window->size == 0)
            break;
        tenor__window_take(window, window->size < 100 ? window->size : 99);
    }
    require(status == TENOR_OK || (error.status == status && error.message[0] != '\0'));
    tenor__source_close(source);
    return 0;
}
