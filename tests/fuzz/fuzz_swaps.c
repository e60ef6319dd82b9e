/* Any bytes as pairs of words, up to a zero byte, and the others as a text: a text without any of the words stays as it
 * is; what is refused is named in valid UTF-8. */
#include "eval/swaps.h"

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
    const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
    const size_t pairs = end ? (size_t)(end - data) : size;
    const tenor_str text = {(const char *)data + pairs, size - pairs};
    tenor_swaps *swaps;
    tenor_error error = {0};
    const tenor_status status =
        tenor__swaps_parse((tenor_str){(const char *)data, pairs}, "pairs", NULL, &swaps, &error);
    if (status != TENOR_OK) {
        require(!swaps && error.status == status && error.message[0] != '\0');
        require(tenor_str_valid_prefix(tenor_str_of(error.message)) == strlen(error.message));
        return 0;
    }
    require(tenor_swaps_count(swaps) > 0);
    tenor_str out;
    size_t words;
    require(tenor_swaps_apply(swaps, text, &out, &words) == TENOR_OK);
    require(words > 0 || tenor_str_equal(out, text));
    tenor_swaps_free(swaps);
    return 0;
}
