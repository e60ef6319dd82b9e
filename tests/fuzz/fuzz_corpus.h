/* What the fuzz targets of the corpus readers share: settings from the first two bytes, a parse of the others, and what
 * must hold of its outcome. */
#ifndef TENOR_TESTS_FUZZ_CORPUS_H
#define TENOR_TESTS_FUZZ_CORPUS_H

#include "data/corpus.h"

#include <stdlib.h>
#include <string.h>

static inline void require(bool condition)
{
    if (!condition)
        abort();
}

static inline int fuzz_corpus(const uint8_t *data, size_t size, tenor__corpus_format format)
{
    static const char *const texts[] = {"", "text", "2", "words"};
    static const char *const labels[] = {"", "label", "1", "verdict"};
    static const char delimiters[] = {'\0', ';', '\t', '|'};
    static const char *const separators[] = {"|", ",", " ", "\xE3\x80\x81"};
    if (size < 2)
        return 0;
    const tenor__corpus_settings settings = {
        .format = format,
        .text = texts[data[0] & 3],
        .label = labels[data[0] >> 2 & 3],
        .no_header = (data[0] & 16) != 0,
        .skip_bad = (data[0] & 32) != 0,
        .delimiter = delimiters[data[1] & 3],
        .multi_label = data[0] & 64 ? separators[data[1] >> 2 & 3] : "",
    };
    tenor_corpus *corpus;
    tenor_error error = {0};
    tenor_status status =
        tenor__corpus_read_memory((const char *)data + 2, size - 2, "fuzz", &settings, NULL, &corpus, &error);
    if (status != TENOR_OK) {
        require(!corpus && error.status == status && error.message[0] != '\0');
        require(memchr(error.message, '\0', sizeof error.message) != NULL);
        return 0;
    }
    const bool several = tenor_corpus_separator(corpus).size > 0;
    require(tenor_corpus_size(corpus) > 0 && (several || tenor_corpus_label_count(corpus) > 0));
    require(several == ((data[0] & 64) != 0));
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++) {
        const tenor_str text = tenor_corpus_text(corpus, i);
        require(text.size <= size && text.data[text.size] == '\0');
        const size_t count = tenor_corpus_example_label_count(corpus, i);
        require(several || count == 1);
        for (size_t j = 0; j < count; j++)
            require(tenor_corpus_example_label(corpus, i, j) < tenor_corpus_label_count(corpus));
    }
    for (size_t k = 0; k < tenor_corpus_label_count(corpus); k++) {
        size_t found;
        const tenor_str name = tenor_corpus_label_name(corpus, k);
        require(name.size > 0 && name.size < 256 && tenor__corpus_find_label(corpus, name, &found) && found == k);
    }
    require(settings.skip_bad || tenor_corpus_skipped_rows(corpus)->first_line == 0);
    tenor_corpus_free(corpus);
    return 0;
}

#endif
