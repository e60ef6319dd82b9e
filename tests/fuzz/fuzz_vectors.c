/* Any bytes as word vectors: what is kept is finite, found under its word and within what was asked for. */
#include "text/vectors.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool is_short(tenor_str word, void *user)
{
    (void)user;
    return word.size < 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const tenor_text_settings settings = {sizeof settings, data[0] & 1 ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD,
                                          (data[0] & 2) != 0};
    const size_t extra = data[0] >> 2;
    const tenor_str bytes = {(const char *)data + 1, size - 1};
    tenor__vectors *vectors;
    tenor_error error = {0};
    tenor__window window = tenor__window_of(bytes.data, bytes.size);
    const tenor_status status = tenor__vectors_read(&window, &settings, is_short, NULL, extra, NULL, &vectors, &error);
    if (status != TENOR_OK) {
        require(!vectors && status == TENOR_BAD_VECTORS && error.status == status && error.byte <= bytes.size);
        return 0;
    }
    const size_t dim = tenor__vectors_dim(vectors);
    size_t extras = 0;
    require(dim > 0);
    for (size_t i = 0; i < tenor__vectors_count(vectors); i++) {
        const tenor_str word = tenor__vectors_word(vectors, i);
        const float *row = tenor__vectors_find(vectors, word);
        require(row && word.size > 0 && tenor__vectors_is_extra(vectors, i) == !is_short(word, NULL));
        extras += tenor__vectors_is_extra(vectors, i);
        for (size_t j = 0; j < dim; j++)
            require(isfinite(row[j]));
    }
    require(extras <= extra);
    tenor__vectors_free(vectors);
    return 0;
}
