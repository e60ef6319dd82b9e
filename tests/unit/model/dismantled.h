/* What the tests of loading share: a packed model taken apart, to be put together otherwise. */
#ifndef TENOR_TESTS_MODEL_DISMANTLED_H
#define TENOR_TESTS_MODEL_DISMANTLED_H

#include "fixture.h"
#include "folder.h"

#include "base/hash.h"
#include "model/safetensors.h"

enum { MOST_TENSORS = 64, LABELS = 3 };

typedef struct dismantled {
    tenor__file file;
    tenor__safetensors *tensors_of_file;
    tenor__model_config config;
    tenor__stored_tensor tensors[MOST_TENSORS]; /* of the file */
    size_t count;
    bool keep_file_hashes; /* do not make sizes and hashes right */
} dismantled;

static inline dismantled take_apart(const tenor_model *model)
{
    dismantled out = {0};
    folder place = folder_new();
    const char *path = folder_path(&place, "packed");
    ck_assert_int_eq(tenor_model_save_packed(model, path, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__file_read(path, SIZE_MAX, NULL, &out.file, NULL), TENOR_OK);
    folder_free(&place);
    ck_assert_int_eq(tenor__safetensors_read(out.file.data, out.file.size, NULL, &out.tensors_of_file, NULL), TENOR_OK);
    out.count = tenor__safetensors_count(out.tensors_of_file);
    ck_assert_uint_lt(out.count, MOST_TENSORS);
    for (size_t i = 0; i < out.count; i++)
        out.tensors[i] = *tenor__safetensors_tensor(out.tensors_of_file, i);
    tenor_str text;
    ck_assert(tenor__safetensors_metadata(out.tensors_of_file, "model.json", &text));
    ck_assert(!tenor__safetensors_metadata(out.tensors_of_file, "vocab.json", &(tenor_str){0}));
    tenor__model_config_init(&out.config, NULL);
    ck_assert_int_eq(tenor__model_config_read(text, &out.config, NULL), TENOR_OK);
    return out;
}

static inline void parts_free(dismantled *parts)
{
    tenor__model_config_free(&parts->config);
    tenor__safetensors_free(parts->tensors_of_file);
    tenor__file_close(&parts->file);
}

static inline size_t find(const dismantled *parts, const char *name)
{
    size_t i = 0;
    while (i < parts->count && (parts->tensors[i].name.size != strlen(name) ||
                                memcmp(parts->tensors[i].name.data, name, strlen(name)) != 0))
        i++;
    ck_assert_msg(i < parts->count, "%s", name);
    return i;
}

/* The packed file of the parts. */
static inline tenor__buffer put_together(dismantled *parts)
{
    tenor__buffer data;
    tenor__buffer config;
    tenor__buffer out;
    tenor__buffer_init(&data, NULL);
    tenor__buffer_init(&config, NULL);
    tenor__buffer_init(&out, NULL);
    for (size_t i = 0; i < parts->count; i++)
        tenor__buffer_add(&data, parts->tensors[i].data, parts->tensors[i].size);
    if (!parts->keep_file_hashes)
        parts->config.weights = (tenor__file_hash){data.size, tenor__hash(data.data, data.size, 0)};
    tenor__model_config_write(&parts->config, &config);
    const tenor__metadata metadata = {"model.json", {config.data, config.size}};
    char *header;
    size_t size;
    ck_assert_int_eq(tenor__safetensors_header(parts->tensors, parts->count, &metadata, 1, NULL, &header, &size, NULL),
                     TENOR_OK);
    tenor__buffer_add(&out, header, size);
    tenor__buffer_add(&out, data.data, data.size);
    free(header);
    tenor__buffer_free(&data);
    tenor__buffer_free(&config);
    return out;
}

/* Loads what the parts make, which must leave no memory behind if it fails; the caller frees the model and the bytes.
 */
static inline tenor_status load(dismantled *parts, tenor__buffer *bytes, tenor_model **model, tenor_error *error)
{
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    *bytes = put_together(parts);
    const tenor_status status = tenor_model_load_memory(bytes->data, bytes->size, &alloc, model, error);
    ck_assert((*model != NULL) == (status == TENOR_OK));
    tenor_model_free(*model);
    ck_assert_uint_eq(counter.alive, 0);
    if (status == TENOR_OK)
        ck_assert_int_eq(tenor_model_load_memory(bytes->data, bytes->size, NULL, model, NULL), TENOR_OK);
    return status;
}

static inline void classify(const tenor_model *model, float out[2 * LABELS])
{
    tenor_session *session;
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("good film"), out), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, str("bad food plot"), out + LABELS), TENOR_OK);
    tenor_session_free(session);
}

static inline void check_fails(dismantled *parts, tenor_status status, const char *says)
{
    tenor__buffer bytes;
    tenor_model *model;
    tenor_error error = {0};
    const tenor_status got = load(parts, &bytes, &model, &error);
    ck_assert_msg(got == status && error.status == status, "%s: %s", tenor_status_name(got), error.message);
    ck_assert_msg(strstr(error.message, says), "%s", error.message);
    tenor__buffer_free(&bytes);
}

static inline void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert(fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

#endif
