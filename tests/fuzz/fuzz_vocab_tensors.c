/* Any bytes as the file of a vocabulary's tensors: what opens is looked up within its bounds, whatever it holds; what
 * is found to be complete finds each of its words, and its vocab.json reads back as the same. */
#include "model/vocab_tensors.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* The ids that the file's offsets are of; 0 for none. */
static size_t count_words(const tenor__safetensors *file)
{
    const tenor__stored_tensor *offsets = tenor__safetensors_find(file, tenor_str_of("vocab.offset"));
    return offsets && offsets->rank == 1 && offsets->shape[0] > 0 ? (size_t)offsets->shape[0] - 1 : 0;
}

static void look_up(const tenor_vocab *vocab)
{
    const size_t words = tenor_vocab_size(vocab);
    for (size_t id = 0; id < words; id++) {
        const tenor_str word = tenor_vocab_word(vocab, id);
        require(tenor_vocab_find(vocab, word) < words);
        tenor_vocab_count(vocab, id);
    }
    require(tenor_vocab_find(vocab, tenor_str_of("word")) < words);
}

static void use_checked(const tenor_vocab *vocab)
{
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(vocab); id++)
        require(tenor_vocab_find(vocab, tenor_vocab_word(vocab, id)) == id);
    tenor_vocab *copy;
    require(tenor__vocab_table_copy(vocab, NULL, &copy, NULL) == TENOR_OK);
    require(tenor__vocab_tensors_compare(vocab, copy, NULL) == TENOR_OK);
    tenor_vocab_free(copy);
    tenor__buffer json;
    tenor_vocab *back;
    tenor__buffer_init(&json, NULL);
    tenor__vocab_write(vocab, &json);
    require(tenor__vocab_read((tenor_str){json.data, json.size}, NULL, &back, NULL) == TENOR_OK);
    require(tenor__vocab_tensors_compare(vocab, back, NULL) == TENOR_OK);
    tenor_vocab_free(back);
    tenor__buffer_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tenor__safetensors *file;
    tenor__vocab_arrays arrays;
    tenor_text_settings settings = {.size = sizeof settings};
    if (tenor__safetensors_read(data, size, NULL, &file, NULL) != TENOR_OK)
        return 0;
    if (tenor__vocab_tensors_find(file, count_words(file), &arrays, NULL) == TENOR_OK) {
        tenor_vocab *vocab;
        tenor_error error = {0};
        arrays.seed = 0;
        const tenor_status status = tenor__vocab_table_view(settings, &arrays, NULL, &vocab, &error);
        require((status == TENOR_OK) == (vocab != NULL) && error.status == status);
        if (vocab) {
            look_up(vocab);
            if (tenor__vocab_table_check(vocab, NULL) == TENOR_OK)
                use_checked(vocab);
        }
        tenor_vocab_free(vocab);
    }
    tenor__safetensors_free(file);
    return 0;
}
