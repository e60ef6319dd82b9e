#include "base/hash.h"
#include "json/json.h"
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

/* The weights' tensors and the vocabulary's; the caller gives the array back. */
static tenor__stored_tensor *all_tensors(const tenor_model *model, const tenor_alloc *alloc, size_t *count)
{
    const tenor__weights_list *weights = &model->weights;
    *count = weights->count + TENOR__VOCAB_TENSORS;
    tenor__stored_tensor *tensors = tenor__alloc_array(alloc, *count, sizeof *tensors);
    if (!tensors)
        return NULL;
    memcpy(tensors, weights->tensors, weights->count * sizeof *tensors);
    tenor__vocab_tensors_list(&model->vocab->arrays, tensors + weights->count);
    return tensors;
}

/* The hash is of the tensors' bytes one after the other. */
static void describe_tensors(const tenor__stored_tensor *tensors, size_t count, tenor__file_hash *out)
{
    tenor__hasher hasher;
    tenor__hash_begin(&hasher, 0);
    out->size = 0;
    for (size_t i = 0; i < count; i++) {
        tenor__hash_add(&hasher, tensors[i].data, tensors[i].size);
        out->size += tensors[i].size;
    }
    out->hash = tenor__hash_end(&hasher);
}

/* The file hashes are of the bytes that are written now: a model that was read from files of another writer's making
 * need not have had the same. */
static tenor_status write_config(const tenor_model *model, const tenor__stored_tensor *tensors, size_t count,
                                 contents *out, tenor_error *error)
{
    tenor__vocab_write(model->vocab, &out->vocab);
    if (out->vocab.failed)
        return tenor__error_set_memory(error);
    tenor__model_config config = model->config;
    config.text = *tenor_vocab_text_settings(model->vocab);
    config.vocab_seed = model->vocab->arrays.seed;
    config.vocab = (tenor__file_hash){out->vocab.size, tenor__hash(out->vocab.data, out->vocab.size, 0)};
    describe_tensors(tensors, count, &config.weights);
    tenor__model_config_write(&config, &out->config);
    return out->config.failed ? tenor__error_set_memory(error) : TENOR_OK;
}

static tenor_status list_pieces(const tenor__stored_tensor *tensors, size_t count, bool packed, contents *out,
                                tenor_error *error)
{
    const tenor__metadata metadata = {"model.json", {out->config.data, out->config.size}};
    size_t header_size;
    TENOR_TRY(tenor__safetensors_header(tensors, count, &metadata, packed ? 1 : 0, &out->alloc, &out->header,
                                        &header_size, error));
    out->piece_count = 1 + count;
    out->pieces = tenor__alloc_array(&out->alloc, out->piece_count, sizeof *out->pieces);
    if (!out->pieces)
        return tenor__error_set_memory(error);
    out->pieces[0] = (tenor__piece){out->header, header_size};
    for (size_t i = 0; i < count; i++)
        out->pieces[1 + i] = (tenor__piece){tensors[i].data, tensors[i].size};
    return TENOR_OK;
}

static tenor_status contents_make(const tenor_model *model, bool packed, const tenor_alloc *alloc, contents *out,
                                  tenor_error *error)
{
    *out = (contents){.alloc = *alloc};
    tenor__buffer_init(&out->config, alloc);
    tenor__buffer_init(&out->vocab, alloc);
    size_t count;
    tenor__stored_tensor *tensors = all_tensors(model, alloc, &count);
    tenor_status status = tensors ? write_config(model, tensors, count, out, error) : tenor__error_set_memory(error);
    if (status == TENOR_OK)
        status = list_pieces(tensors, count, packed, out, error);
    tenor__alloc_free(alloc, tensors);
    return status;
}

static tenor_status check_arguments(const tenor_model *model, const char *path, tenor_error *error)
{
    return model && path ? TENOR_OK
                         : tenor__error_set(error, TENOR_INVALID_ARGUMENT, "model and path must not be NULL");
}

tenor_status tenor_model_save(const tenor_model *model, const char *path, tenor_error *error)
{
    contents files;
    TENOR_TRY(check_arguments(model, path, error));
    tenor_status status = contents_make(model, false, &model->alloc, &files, error);
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
    TENOR_TRY(check_arguments(model, path, error));
    tenor_status status = contents_make(model, true, &model->alloc, &files, error);
    if (status == TENOR_OK)
        status = tenor__file_save(path, files.pieces, files.piece_count, &model->alloc, error);
    contents_free(&files);
    return status;
}

/* The pieces in one stretch of memory; NULL when out of memory. */
static char *join(const contents *files, size_t *size)
{
    *size = 0;
    for (size_t i = 0; i < files->piece_count; i++)
        if (!tenor__size_add(*size, files->pieces[i].size, size))
            return NULL;
    char *bytes = tenor__alloc_array(&files->alloc, *size, 1);
    char *at = bytes;
    for (size_t i = 0; bytes && i < files->piece_count; at += files->pieces[i++].size)
        memcpy(at, files->pieces[i].data, files->pieces[i].size);
    return bytes;
}

tenor_status tenor_model_save_memory(const tenor_model *model, const tenor_alloc *alloc, void **out, size_t *size,
                                     tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    contents files;
    *out = NULL;
    *size = 0;
    if (!model)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "model must not be NULL");
    tenor_status status = contents_make(model, true, &hook, &files, error);
    if (status == TENOR_OK) {
        *out = join(&files, size);
        if (!*out) {
            *size = 0;
            status = tenor__error_set_memory(error);
        }
    }
    contents_free(&files);
    return status;
}
