#include "base/hash.h"
#include "base/json.h"
#include "base/error.h"
#include "model/model.h"

#include <string.h>

/* What a model's files hold. */
typedef struct contents {
    tenor_alloc alloc;
    tenor__buffer config;
    tenor__buffer vocab;
    char *header;         /* of the safetensors file, before the tensors */
    tenor__piece *pieces; /* header, then each tensor */
    size_t piece_count;
} contents;

static void contents_free(contents *files)
{
    tenor__buffer_free(&files->config);
    tenor__buffer_free(&files->vocab);
    tenor__alloc_free(&files->alloc, files->header);
    tenor__alloc_free(&files->alloc, files->pieces);
}

/* The hash is of the tensors' bytes one after the other. */
static void describe_weights(const tenor__weights_list *weights, tenor__companion *out)
{
    tenor__hasher hasher;
    tenor__hash_begin(&hasher, 0);
    out->size = 0;
    for (size_t i = 0; i < weights->count; i++) {
        tenor__hash_add(&hasher, weights->tensors[i].data, weights->tensors[i].size);
        out->size += weights->tensors[i].size;
    }
    out->hash = tenor__hash_end(&hasher);
}

/* The companions are of the bytes that are written now: a model that was read from files of another writer's making
 * need not have had the same. */
static tenor_status contents_make(const tenor_model *model, bool packed, contents *out, tenor_error *error)
{
    const tenor__weights_list *weights = &model->weights;
    *out = (contents){.alloc = model->alloc};
    tenor__buffer_init(&out->config, &model->alloc);
    tenor__buffer_init(&out->vocab, &model->alloc);
    tenor__vocab_write(model->vocab, &out->vocab);
    if (out->vocab.failed)
        return tenor__error_set_memory(error);

    tenor__model_config config = model->config;
    config.vocab = (tenor__companion){out->vocab.size, tenor__hash(out->vocab.data, out->vocab.size, 0)};
    describe_weights(weights, &config.weights);
    tenor__model_config_write(&config, &out->config);
    if (out->config.failed)
        return tenor__error_set_memory(error);

    const tenor__metadata metadata[] = {
        {"model.json", {out->config.data, out->config.size}},
        {"vocab.json", {out->vocab.data, out->vocab.size}},
    };
    size_t header_size;
    TENOR_TRY(tenor__safetensors_header(weights->tensors, weights->count, metadata, packed ? 2 : 0, &model->alloc,
                                        &out->header, &header_size, error));
    out->piece_count = 1 + weights->count;
    out->pieces = tenor__alloc_array(&model->alloc, out->piece_count, sizeof *out->pieces);
    if (!out->pieces)
        return tenor__error_set_memory(error);
    out->pieces[0] = (tenor__piece){out->header, header_size};
    for (size_t i = 0; i < weights->count; i++)
        out->pieces[1 + i] = (tenor__piece){weights->tensors[i].data, weights->tensors[i].size};
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
            {"weights.safetensors", files.pieces, files.piece_count},
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
        status = tenor__file_save(path, files.pieces, files.piece_count, &model->alloc, error);
    contents_free(&files);
    return status;
}
