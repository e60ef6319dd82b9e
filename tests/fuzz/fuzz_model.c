/* A packed model from any bytes: as they are, and with the hashes in model.json made right, which no fuzzer finds. */
#include "base/hash.h"
#include "model/safetensors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void use(const tenor_model *model)
{
    const size_t labels = tenor_model_label_count(model);
    require(labels >= 2);
    require(tenor_model_multi_label(model) == (tenor_model_separator(model).size > 0));
    for (size_t i = 0; i < labels; i++)
        require(tenor_model_threshold(model, i) > 0 && tenor_model_threshold(model, i) <= 1);
    for (size_t i = 0; i < labels; i++)
        require(tenor_model_label(model, i).size > 0);
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    require(info.vocab_size == tenor_vocab_size(tenor_model_vocab(model)) && info.max_tokens > 0);
    for (size_t i = 0; i < tenor_model_option_count(model); i++)
        require(tenor_model_option(model, i).name.size > 0);
    for (size_t i = 0; i < tenor_model_epoch_count(model); i++)
        require(tenor_model_epoch(model, i)->dev_accuracy <= 1);

    const tenor_str texts[] = {tenor_str_of("good film"), tenor_str_of(""), tenor_str_of("a bad bad plot, 不好")};
    float *probabilities = malloc(3 * labels * sizeof *probabilities);
    float *alone = malloc(labels * sizeof *alone);
    tenor_session *session = NULL;
    float polarity;
    require(probabilities && alone && tenor_session_new(model, NULL, &session) == TENOR_OK);
    const tenor_status status = tenor_classify_batch(session, texts, 3, probabilities);
    if (status == TENOR_OK) {
        require(tenor_classify(session, texts[2], alone) == TENOR_OK);
        require(memcmp(alone, probabilities + 2 * labels, labels * sizeof *alone) == 0);
        size_t *answer = malloc(labels * sizeof *answer);
        require(answer != NULL);
        const size_t predicted = tenor_model_prediction(model, alone, answer);
        require(predicted <= labels && (tenor_model_multi_label(model) || predicted == 1));
        for (size_t i = 0; i < predicted; i++)
            require(answer[i] < labels);
        free(answer);
        require(tenor_polarity(model, probabilities, &polarity) == (info.has_polarity ? TENOR_OK : TENOR_NO_POLARITY));
    } else {
        require(status == TENOR_NOT_FINITE);
    }
    tenor_session_free(session);
    free(alone);
    free(probabilities);
}

static void load(const void *data, size_t size)
{
    tenor_model *model;
    tenor_error error = {0};
    const tenor_status status = tenor_model_load_memory(data, size, NULL, &model, &error);
    if (status == TENOR_OK)
        use(model);
    else
        require(!model && error.status == status && error.message[0] != '\0');
    tenor_model_free(model);
}

/* Writes the hash of vocab.json, where the file has one, after the last "xxh3" of the header but one, and that of the
 * tensors after the last. */
static bool repair(char *bytes, size_t size)
{
    static const char mark[] = "\\\"xxh3\\\": \\\"";
    tenor__safetensors *file;
    tenor_str vocab;
    if (tenor__safetensors_read(bytes, size, NULL, &file, NULL) != TENOR_OK)
        return false;
    const size_t data_size = tenor__safetensors_data_size(file);
    uint64_t hashes[2] = {0, tenor__hash(bytes + (size - data_size), data_size, 0)};
    if (tenor__safetensors_metadata(file, "vocab.json", &vocab))
        hashes[0] = tenor__hash(vocab.data, vocab.size, 0);
    tenor__safetensors_free(file);
    char *places[2] = {NULL, NULL};
    for (size_t i = 0; i + sizeof mark - 1 + 16 <= size - data_size; i++)
        if (memcmp(bytes + i, mark, sizeof mark - 1) == 0) {
            places[0] = places[1];
            places[1] = bytes + i + sizeof mark - 1;
        }
    for (size_t i = 0; i < 2 && places[0]; i++) {
        char digits[17];
        snprintf(digits, sizeof digits, "%016llx", (unsigned long long)hashes[i]);
        memcpy(places[i], digits, 16);
    }
    return places[0] != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    load(data, size);
    char *copy = malloc(size + 1);
    require(copy != NULL);
    memcpy(copy, data, size);
    if (repair(copy, size))
        load(copy, size);
    free(copy);
    return 0;
}
