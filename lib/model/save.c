#include "base/hash.h"
#include "base/json.h"
#include "base/status.h"
#include "model/model.h"
#include "model/weights.h"

#include <string.h>

/* What a model's files hold. */
typedef struct contents {
    tenor_alloc alloc;
    tenor__buffer config;
    tenor__buffer vocab;
    char *header; /* of the safetensors file, before the tensors */
    size_t header_size;
    tenor__piece pieces[1 + TENOR__STORES]; /* header, then the parameters' parts */
} contents;

static void contents_free(contents *files)
{
    tenor__buffer_free(&files->config);
    tenor__buffer_free(&files->vocab);
    tenor__put(&files->alloc, files->header);
}

/* The hash is of the tensors' bytes one after the other. */
static void describe_weights(const tenor__piece pieces[TENOR__STORES], tenor__companion *out)
{
    tenor__hasher hasher;
    tenor__hash_begin(&hasher, 0);
    out->size = 0;
    for (int store = 0; store < TENOR__STORES; store++) {
        tenor__hash_add(&hasher, pieces[store].data, pieces[store].size);
        out->size += pieces[store].size;
    }
    out->hash = tenor__hash_end(&hasher);
}

/* The companions are of the bytes that are written now: a model that was read from files of another writer's making
 * need not have had the same. */
static tenor_status contents_make(const tenor_model *model, bool packed, contents *out, tenor_error *error)
{
    *out = (contents){.alloc = model->alloc};
    tenor__buffer_init(&out->config, &model->alloc);
    tenor__buffer_init(&out->vocab, &model->alloc);
    tenor__vocab_write(model->vocab, &out->vocab);
    if (out->vocab.failed)
        return tenor__fail_memory(error);

    tenor__model_config config = model->config;
    config.vocab = (tenor__companion){out->vocab.size, tenor__hash(out->vocab.data, out->vocab.size, 0)};
    for (int store = 0; store < TENOR__STORES; store++)
        out->pieces[1 + store] =
            (tenor__piece){tenor__parameters_store(model->parameters, (tenor__store)store),
                           tenor__network_store_size(model->network, (tenor__store)store) * sizeof(float)};
    describe_weights(out->pieces + 1, &config.weights);
    tenor__model_config_write(&config, &out->config);
    if (out->config.failed)
        return tenor__fail_memory(error);

    const tenor__metadata metadata[] = {
        {"model.json", {out->config.data, out->config.size}},
        {"vocab.json", {out->vocab.data, out->vocab.size}},
    };
    TENOR_TRY(tenor__weights_header(model->network, metadata, packed ? 2 : 0, &model->alloc, &out->header,
                                    &out->header_size, error));
    out->pieces[0] = (tenor__piece){out->header, out->header_size};
    return TENOR_OK;
}

tenor_status tenor_model_save(const tenor_model *model, const char *path, tenor_error *error)
{
    contents files;
    tenor_status status = contents_make(model, false, &files, error);
    if (status == TENOR_OK) {
        const tenor__piece config = {files.config.data, files.config.size};
        const tenor__piece vocab = {files.vocab.data, files.vocab.size};
        const tenor__entry entries[] = {
            {"model.json", &config, 1},
            {"vocab.json", &vocab, 1},
            {"weights.safetensors", files.pieces, 1 + TENOR__STORES},
        };
        status = tenor__file_save_folder(path, "model.json", entries, 3, &model->alloc, error);
    }
    contents_free(&files);
    return status;
}

tenor_status tenor_model_save_packed(const tenor_model *model, const char *path, tenor_error *error)
{
    contents files;
    tenor_status status = contents_make(model, true, &files, error);
    if (status == TENOR_OK)
        status = tenor__file_save(path, files.pieces, 1 + TENOR__STORES, &model->alloc, error);
    contents_free(&files);
    return status;
}
