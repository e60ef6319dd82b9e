/* Any bytes as vocab.json: a vocabulary that is accepted finds each of its words and writes a file that reads back as
 * the same; JSON that a strict reader refuses is never accepted. */
#include "text/vocab.h"

#include "json/json.h"

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
    tenor_vocab *vocab;
    tenor_error error = {0};
    const tenor_str bytes = {(const char *)data, size};
    const tenor_status status = tenor__vocab_read(bytes, NULL, &vocab, &error);
    if (status != TENOR_OK) {
        require(!vocab && error.status == status && error.message[0] != '\0' && error.byte <= size);
        return 0;
    }
    tenor__json *json;
    require(tenor__json_parse(bytes.data, size, size, NULL, &json, &error) == TENOR_OK);
    tenor__json_free(json);
    require(tenor_vocab_size(vocab) >= TENOR__FIRST_WORD);
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(vocab); id++) {
        require(tenor_vocab_find(vocab, tenor_vocab_word(vocab, id)) == id);
        require(id == TENOR__FIRST_WORD || tenor_vocab_count(vocab, id) <= tenor_vocab_count(vocab, id - 1));
    }
    require(tenor_vocab_find(vocab, tenor_str_of("<pad>")) == TENOR__UNKNOWN);
    tenor__buffer first;
    tenor__buffer second;
    tenor__buffer_init(&first, NULL);
    tenor__buffer_init(&second, NULL);
    tenor__vocab_write(vocab, &first);
    tenor_vocab_free(vocab);
    require(tenor__vocab_read((tenor_str){first.data, first.size}, NULL, &vocab, &error) == TENOR_OK);
    tenor__vocab_write(vocab, &second);
    tenor_vocab_free(vocab);
    require(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    tenor__buffer_free(&first);
    tenor__buffer_free(&second);
    return 0;
}
