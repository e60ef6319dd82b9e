/* Any bytes as a lexicon: what is read is finite, within -1 and 1, and found by its hash. */
#include "linear/lexicon.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const tenor_text_settings settings = {sizeof settings, data[0] & 1 ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD,
                                          (data[0] & 2) != 0};
    tenor__lexicon lexicon;
    tenor_error error = {0};
    const tenor_status status =
        tenor__lexicon_read((tenor_str){(const char *)data + 1, size - 1}, &settings,
                            1 + (data[0] >> 2) % TENOR__NGRAM_MOST_WORDS, NULL, &lexicon, &error);
    if (status != TENOR_OK) {
        require(status == TENOR_BAD_DATA && error.status == status && lexicon.count == 0);
        return 0;
    }
    require(lexicon.count > 0);
    for (size_t i = 0; i < lexicon.count; i++) {
        const float score = lexicon.entries[i].score;
        require(fabsf(score) <= 1 && tenor__lexicon_find(&lexicon, lexicon.entries[i].hash) == score);
    }
    tenor__lexicon_free(&lexicon);
    return 0;
}
