/* The vocabulary in the weights' file and in vocab.json. */
#define _GNU_SOURCE /* memmem */
#include "check_main.h"
#include "dismantled.h"

#include <sys/stat.h>

START_TEST(a_vocabulary_is_what_the_network_calls_for)
{
    static const char *const names[] = {"vocab.offset", "vocab.slot", "vocab.count", "vocab.bytes"};
    tenor_model *model = fixture_model("gru");
    const dismantled whole = take_apart(model);
    dismantled parts = whole;
    for (size_t i = 0; i < 4; i++) {
        const size_t at = find(&whole, names[i]);
        char says[80];
        parts = whole;
        parts.tensors[at].name = str("vocab.other");
        snprintf(says, sizeof says, "tensor '%s', which model.json calls for, is missing", names[i]);
        check_fails(&parts, TENOR_BAD_MODEL, says);

        parts = whole;
        parts.tensors[at].type = str(i == 3 ? "I8" : i == 2 ? "F64" : "F32");
        snprintf(says, sizeof says, "tensor '%s' is of type", names[i]);
        check_fails(&parts, TENOR_BAD_MODEL, says);

        parts = whole;
        parts.tensors[at].shape[parts.tensors[at].rank++] = 1;
        snprintf(says, sizeof says, "tensor '%s' has shape", names[i]);
        check_fails(&parts, TENOR_BAD_MODEL, says);
    }
    const size_t slot = find(&whole, "vocab.slot");
    parts = whole;
    parts.tensors[slot].shape[0] = 32;
    parts.tensors[slot].size = 128;
    check_fails(&parts, TENOR_BAD_MODEL, "'vocab.slot' has shape [32] where model.json calls for [64]");

    const size_t text = find(&whole, "vocab.bytes");
    parts = whole;
    parts.tensors[text].shape[0]--;
    parts.tensors[text].size--;
    check_fails(&parts, TENOR_BAD_MODEL, "vocabulary: the offsets do not begin at 0 and end at");

    parts = whole;
    parts.tensors[parts.count] = parts.tensors[text];
    parts.tensors[parts.count++].name = str("vocab.more");
    check_fails(&parts, TENOR_BAD_MODEL, "tensor 'vocab.more' is none that model.json calls for");
    parts = whole;
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

static void check_verifies(const char *path, tenor_status status, const char *says)
{
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    tenor_error error = {0};
    ck_assert_msg(tenor_model_verify(path, &alloc, &error) == status, "%s", error.message);
    ck_assert_msg(error.status == status && strstr(error.message, says), "%s", error.message);
    ck_assert_uint_eq(counter.alive, 0);
}

/* Opening does not read vocab.json: what its hash says is seen when the model is verified. */
START_TEST(verifying_finds_what_opening_does_not_read)
{
    folder place = folder_new();
    tenor_model *model = fixture_model("gru+ngrams");
    tenor_model *loaded;
    const char *saved = folder_path(&place, "saved");
    const char *packed = folder_path(&place, "packed");
    ck_assert_int_eq(tenor_model_save(model, saved, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_save_packed(model, packed, NULL), TENOR_OK);
    check_verifies(saved, TENOR_OK, "");
    check_verifies(packed, TENOR_OK, "");
    check_verifies(folder_path(&place, "none"), TENOR_NOT_FOUND, "none");

    /* A letter of vocab.json, with its hash made right in model.json and not. */
    tenor__file json;
    tenor__file config;
    const char *vocab_path = folder_path(&place, "saved/vocab.json");
    const char *config_path = folder_path(&place, "saved/model.json");
    ck_assert_int_eq(tenor__file_read(vocab_path, SIZE_MAX, NULL, &json, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__file_read(config_path, SIZE_MAX, NULL, &config, NULL), TENOR_OK);
    static const struct {
        const char *from;
        const char *to;
        const char *says;
    } changes[] = {
        {"film", "fiim", "is 'fiim' in vocab.json and 'film' in vocab.bytes"},
        {" 3", " 4", "has the count 4 in vocab.json and 3 in vocab.count"},
        {"false", "true ", "another keep_case"},
        {"word\"", "char\"", "tokens \"char\" where model.json has \"word\""},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *at = memmem((void *)(uintptr_t)json.data, json.size, changes[i].from, strlen(changes[i].from));
        ck_assert_ptr_nonnull(at);
        memcpy(at, changes[i].to, strlen(changes[i].to));
        write_bytes(vocab_path, json.data, json.size);
        ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded, NULL), TENOR_OK);
        tenor_model_free(loaded);
        check_verifies(saved, TENOR_CORRUPT, "/saved: vocab.json hashes to");

        char digits[32];
        snprintf(digits, sizeof digits, "%016llx", (unsigned long long)tenor__hash(json.data, json.size, 0));
        char *hash = memmem((void *)(uintptr_t)config.data, config.size, "\"xxh3\": \"", 9);
        ck_assert_ptr_nonnull(hash);
        memcpy(hash + 9, digits, 16);
        write_bytes(config_path, config.data, config.size);
        check_verifies(saved, TENOR_CORRUPT, changes[i].says);
        memcpy(at, changes[i].from, strlen(changes[i].from));
    }
    tenor__file_close(&json);
    tenor__file_close(&config);

    /* Words that the table leads to in a packed file, and another vocab.json than it was packed from. */
    dismantled parts = take_apart(model);
    parts.config.vocab.hash ^= 1;
    tenor__buffer bytes = put_together(&parts);
    write_bytes(packed, bytes.data, bytes.size);
    check_verifies(packed, TENOR_CORRUPT, "/packed: the vocab.json of the tensors hashes to");
    tenor__buffer_free(&bytes);
    parts.config.vocab.hash ^= 1;
    parts.config.vocab_seed = 1;
    bytes = put_together(&parts);
    write_bytes(packed, bytes.data, bytes.size);
    check_verifies(packed, TENOR_BAD_MODEL, "vocabulary: the table does not lead to word 2, 'good'");
    tenor__buffer_free(&bytes);
    parts_free(&parts);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

/* A trusted file's values are not read: damage shows in the predictions, or not at all, and does no harm. */
START_TEST(trusting_reads_neither_hashes_nor_values)
{
    folder place = folder_new();
    tenor_model *model = fixture_model("gru+ngrams");
    const char *saved = folder_path(&place, "saved");
    const char *weights = folder_path(&place, "saved/weights.safetensors");
    ck_assert_int_eq(tenor_model_save(model, saved, NULL), TENOR_OK);
    ck_assert_int_eq(unlink(folder_path(&place, "saved/vocab.json")), 0);
    tenor_model *loaded;
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded, NULL), TENOR_NOT_FOUND);
    ck_assert_int_eq(fixture_load_trusted(saved, NULL, &loaded, NULL), TENOR_OK);
    float want[2 * LABELS];
    float got[2 * LABELS];
    classify(model, want);
    classify(loaded, got);
    ck_assert_mem_eq(got, want, sizeof want);
    tenor_model_free(loaded);

    tenor__file file;
    ck_assert_int_eq(tenor__file_read(weights, SIZE_MAX, NULL, &file, NULL), TENOR_OK);
    tenor__safetensors *tensors;
    ck_assert_int_eq(tenor__safetensors_read(file.data, file.size, NULL, &tensors, NULL), TENOR_OK);
    static const char *const names[] = {"embedding.weight", "ngrams.weight", "ngrams.key", "vocab.slot", "vocab.count"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const tenor__stored_tensor *tensor = tenor__safetensors_find(tensors, str(names[i]));
        ck_assert_ptr_nonnull(tensor);
        memset((void *)(uintptr_t)tensor->data, 0xFF, tensor->size);
        if (strcmp(names[i], "vocab.count") == 0)
            for (size_t run = 0; run < 3; run++)
                memcpy((char *)(uintptr_t)tensor->data + run * 16, &(uint64_t){run}, 8);
        write_bytes(weights, file.data, file.size);
        ck_assert_int_eq(fixture_load_trusted(saved, NULL, &loaded, NULL), TENOR_OK);
        tenor_session *session;
        ck_assert_int_eq(tenor_session_new(loaded, NULL, &session), TENOR_OK);
        const tenor_status status = tenor_classify(session, str("good film"), got);
        ck_assert(status == TENOR_OK || status == TENOR_NOT_FINITE);
        tenor_session_free(session);
        tenor_model_free(loaded);
    }
    tenor__safetensors_free(tensors);
    tenor__file_close(&file);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

/* The files of tests/fuzz/corpus/model are of version 1. */
START_TEST(models_of_version_1_are_opened)
{
    static const char *const files[] = {"lstm", "ngrams", "sru", "fastgrnn", "sigmoid"};
    folder place = folder_new();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[64];
        snprintf(path, sizeof path, "fuzz/corpus/model/%s", files[i]);
        tenor_model *old;
        tenor_model *packed;
        tenor_model *saved;
        tenor_error error = {0};
        ck_assert_msg(tenor_model_load(path, NULL, &old, &error) == TENOR_OK, "%s", error.message);
        ck_assert_int_eq(old->config.version, 1);
        check_verifies(path, TENOR_OK, "");

        /* Its parts as a folder. */
        tenor__safetensors *tensors;
        tenor_str text;
        const char *apart = folder_path(&place, "folder");
        ck_assert_int_eq(mkdir(apart, 0700) == 0 || i > 0, 1);
        const tenor__file *file = &old->weights_file;
        ck_assert_int_eq(tenor__safetensors_read(file->data, file->size, NULL, &tensors, NULL), TENOR_OK);
        ck_assert(tenor__safetensors_metadata(tensors, "model.json", &text));
        write_bytes(folder_path(&place, "folder/model.json"), text.data, text.size);
        ck_assert(tenor__safetensors_metadata(tensors, "vocab.json", &text));
        write_bytes(folder_path(&place, "folder/vocab.json"), text.data, text.size);
        write_bytes(folder_path(&place, "folder/weights.safetensors"), file->data, file->size);
        tenor__safetensors_free(tensors);
        check_verifies(apart, TENOR_OK, "");
        tenor_model *in_folder;
        ck_assert_int_eq(tenor_model_load(apart, NULL, &in_folder, NULL), TENOR_OK);

        /* Saved, it is of this version. */
        ck_assert_int_eq(tenor_model_save(in_folder, folder_path(&place, "saved"), NULL), TENOR_OK);
        ck_assert_int_eq(tenor_model_save_packed(old, folder_path(&place, "packed"), NULL), TENOR_OK);
        check_verifies(folder_path(&place, "saved"), TENOR_OK, "");
        check_verifies(folder_path(&place, "packed"), TENOR_OK, "");
        ck_assert_int_eq(tenor_model_load(folder_path(&place, "packed"), NULL, &packed, NULL), TENOR_OK);
        ck_assert_int_eq(fixture_load_trusted(folder_path(&place, "saved"), NULL, &saved, NULL), TENOR_OK);
        ck_assert(packed->config.version == 2 && saved->config.version == 2);
        const tenor_model *models[] = {old, in_folder, packed, saved};
        float probabilities[4][2 * 64] = {{0}};
        ck_assert_uint_le(tenor_model_label_count(old), 64);
        for (size_t k = 0; k < 4; k++) {
            const tenor_str texts[] = {str("good film"), str("a bad bad plot")};
            ck_assert_int_eq(tenor_predict(models[k], texts, 2, 1, NULL, probabilities[k], NULL), TENOR_OK);
            ck_assert_mem_eq(probabilities[k], probabilities[0], sizeof probabilities[0]);
        }
        tenor_model_free(old);
        tenor_model_free(in_folder);
        tenor_model_free(packed);
        tenor_model_free(saved);
    }
    folder_remove(AT_FDCWD, folder_path(&place, "saved"), 0);
    folder_free(&place);
}
END_TEST

CHECK_MAIN("model/vocab_tensors", a_vocabulary_is_what_the_network_calls_for,
           verifying_finds_what_opening_does_not_read, trusting_reads_neither_hashes_nor_values,
           models_of_version_1_are_opened)
