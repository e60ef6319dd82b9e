#include "base/hash.h"
#include "base/pages.h"
#include "base/error.h"
#include "model/model.h"

#include <errno.h>
#include <unistd.h>

enum {
    LARGEST_VOCAB_FILE = 1 << 30, /* bytes */
    MOST_ATTEMPTS = 4,
};

enum member { MODEL_JSON, VOCAB, WEIGHTS, MEMBERS };

static const char *const names[MEMBERS] = {"model.json", "vocab.json", "weights.safetensors"};

static tenor_status check_stream(void *user, const char *data, size_t before, size_t size, tenor_error *error)
{
    (void)user;
    return before > TENOR__SAFETENSORS_START ? TENOR_OK : tenor__safetensors_check_start(data, size, error);
}

static const tenor__stream weights_stream = {.limit = UINT64_C(1) << 32, .check = check_stream};

static tenor_status fail_in(tenor_error *error, tenor_status status, const char *path)
{
    tenor__error_in(error, path, 0);
    return status;
}

/* Is it what model.json says? */
static tenor_status check_size(const char *name, size_t size, tenor__companion companion, tenor_error *error)
{
    if (size != companion.size)
        return tenor__error_set(error, TENOR_CORRUPT,
                                "%s has %zu bytes where model.json says %llu: it is damaged, or another model's", name,
                                size, (unsigned long long)companion.size);
    return TENOR_OK;
}

static tenor_status check_hash(const char *name, uint64_t hash, tenor__companion companion, tenor_error *error)
{
    if (hash != companion.hash)
        return tenor__error_set(error, TENOR_CORRUPT,
                                "%s hashes to %016llx where model.json says %016llx: it is damaged, or another model's",
                                name, (unsigned long long)hash, (unsigned long long)companion.hash);
    return TENOR_OK;
}

static tenor_status take_config(tenor_model *model, tenor_str json, tenor_error *error)
{
    tenor_status status = tenor__model_config_read(json, &model->config, error);
    if (status != TENOR_OK)
        tenor__error_prefix(error, names[MODEL_JSON]);
    return status;
}

/* Once the description is there. The vocabulary's errors name vocab.json themselves. */
static tenor_status take_vocab(tenor_model *model, tenor_str json, tenor_error *error)
{
    TENOR_TRY(check_size(names[VOCAB], json.size, model->config.vocab, error));
    TENOR_TRY(check_hash(names[VOCAB], tenor__hash(json.data, json.size, 0), model->config.vocab, error));
    TENOR_TRY(tenor__vocab_read(json, &model->alloc, &model->vocab, error));
    const size_t words = model->config.network.words;
    if (tenor_vocab_size(model->vocab) != words)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocab.json has %zu words where model.json's network says %zu",
                                tenor_vocab_size(model->vocab), words);
    return TENOR_OK;
}

/* Places the tensors of a file and finishes the model. Nothing is allocated by what model.json says before the file is
 * known to hold as much. */
static tenor_status take_weights(tenor_model *model, const tenor__file *file, const tenor__safetensors *tensors,
                                 tenor_error *error)
{
    static const char name[] = "the weights' data";
    const size_t bytes = tenor__safetensors_data_size(tensors);
    uint64_t hash;
    bool finite;
    TENOR_TRY(check_size(name, bytes, model->config.weights, error));
    TENOR_TRY(tenor__weights_digest(file, file->size - bytes, &hash, &finite, error));
    TENOR_TRY(check_hash(name, hash, model->config.weights, error));
    tenor_status status = tenor__network_new(&model->config.network, &model->alloc, &model->network, error);
    if (status == TENOR_INVALID_ARGUMENT) {
        status = TENOR_BAD_MODEL;
        if (error)
            error->status = status;
    }
    TENOR_TRY(status);
    TENOR_TRY(tenor__weights_list_new(&model->weights, model->network, &model->config.ngrams, &model->alloc, error));
    TENOR_TRY(tenor__weights_place(&model->weights, tensors, error));
    if (!finite)
        TENOR_TRY(tenor__weights_check_finite(&model->weights, error));
    /* Of the embedding, the rows that texts ask for are brought in when they do. */
    tenor__pages_to_read(tenor__weights_parameters(&model->weights).block,
                         tenor__network_block_size(model->network) * sizeof(float));
    return tenor__model_finish(model, error);
}

static tenor_status take_packed(tenor_model *model, const tenor__file *file, const tenor__safetensors *tensors,
                                tenor_error *error)
{
    tenor_str config;
    tenor_str vocab;
    if (!tenor__safetensors_metadata(tensors, names[MODEL_JSON], &config) ||
        !tenor__safetensors_metadata(tensors, names[VOCAB], &vocab))
        return tenor__error_set(error, TENOR_BAD_MODEL,
                                "no packed model: its metadata has no model.json and vocab.json");
    TENOR_TRY(take_config(model, config, error));
    TENOR_TRY(take_vocab(model, vocab, error));
    return take_weights(model, file, tensors, error);
}

static tenor_status load_packed(tenor_model *model, const tenor__file *file, const char *path, tenor_error *error)
{
    tenor__safetensors *tensors;
    tenor_status status = tenor__safetensors_read(file->data, file->size, &model->alloc, &tensors, error);
    if (status == TENOR_OK)
        status = take_packed(model, file, tensors, error);
    tenor__safetensors_free(tensors);
    return status == TENOR_OK ? status : fail_in(error, status, path);
}

static tenor_status load_packed_file(tenor_model *model, const char *path, bool map, tenor_error *error)
{
    TENOR_TRY(tenor__file_open(path, map, SIZE_MAX, &weights_stream, &model->alloc, &model->weights_file, error));
    /* Another file was meant, most likely. */
    if (model->weights_file.size < TENOR__SAFETENSORS_START ||
        tenor__safetensors_check_start(model->weights_file.data, model->weights_file.size, NULL) != TENOR_OK)
        return tenor__error_set(error, TENOR_BAD_MODEL, "%s is no model", path);
    TENOR_TRY(load_packed(model, &model->weights_file, path, error));
    tenor__file_detach(&model->weights_file);
    return TENOR_OK;
}

/* ---- folders ---- */

/* A folder's files: descriptors, or -1 and why there is none. */
typedef struct folder {
    const char *path;
    int files[MEMBERS];
    int why[MEMBERS];
} folder;

/* Of one folder, whatever takes its place meanwhile. */
static folder open_members(int descriptor, const char *path)
{
    folder from = {.path = path};
    for (int i = 0; i < MEMBERS; i++) {
        from.files[i] = tenor__file_open_member(descriptor, names[i]);
        from.why[i] = from.files[i] < 0 ? errno : 0;
    }
    return from;
}

static void close_members(const folder *from)
{
    for (int i = 0; i < MEMBERS; i++)
        if (from->files[i] >= 0)
            close(from->files[i]);
}

/* Maps or reads a file of the folder. */
static tenor_status take_member(tenor_model *model, folder *from, enum member which, bool map, size_t limit,
                                const tenor__stream *stream, tenor__file *out, tenor_error *error)
{
    char *path = tenor__file_join(&model->alloc, from->path, names[which]);
    if (!path)
        return tenor__error_set_memory(error);
    const int file = from->files[which];
    from->files[which] = -1;
    tenor_status status = file < 0 ? tenor__error_set_system(error, from->why[which], "open", path)
                                   : tenor__file_take(file, path, map, limit, stream, &model->alloc, out, error);
    tenor__alloc_free(&model->alloc, path);
    return status;
}

static tenor_status take_folder_config(tenor_model *model, folder *from, tenor_error *error)
{
    tenor__file file = {0};
    TENOR_TRY(take_member(model, from, MODEL_JSON, false, TENOR__LARGEST_MODEL_CONFIG, NULL, &file, error));
    tenor_status status = take_config(model, (tenor_str){file.data, file.size}, error);
    tenor__file_close(&file);
    return status == TENOR_OK ? status : fail_in(error, status, from->path);
}

static tenor_status take_folder_vocab(tenor_model *model, folder *from, tenor_error *error)
{
    tenor__file file = {0};
    TENOR_TRY(take_member(model, from, VOCAB, true, LARGEST_VOCAB_FILE, NULL, &file, error));
    tenor__pages_to_read(file.data, file.size);
    tenor_status status = take_vocab(model, (tenor_str){file.data, file.size}, error);
    tenor__file_close(&file);
    return status == TENOR_OK ? status : fail_in(error, status, from->path);
}

static tenor_status take_folder_weights(tenor_model *model, folder *from, bool map, tenor_error *error)
{
    tenor__file *file = &model->weights_file;
    TENOR_TRY(take_member(model, from, WEIGHTS, map, SIZE_MAX, &weights_stream, file, error));
    tenor__safetensors *tensors;
    tenor_status status = tenor__safetensors_read(file->data, file->size, &model->alloc, &tensors, error);
    if (status == TENOR_OK)
        status = take_weights(model, file, tensors, error);
    tenor__safetensors_free(tensors);
    tenor__file_detach(file);
    if (status == TENOR_OK)
        return status;
    tenor__error_prefix(error, names[WEIGHTS]);
    return fail_in(error, status, from->path);
}

static tenor_status load_folder(tenor_model *model, int descriptor, const char *path, bool map, tenor_error *error)
{
    folder from = open_members(descriptor, path);
    tenor_status status = take_folder_config(model, &from, error);
    if (status == TENOR_OK)
        status = take_folder_vocab(model, &from, error);
    if (status == TENOR_OK)
        status = take_folder_weights(model, &from, map, error);
    close_members(&from);
    return status;
}

/* ---- all of it ---- */

/* *replaced: it failed, and there is another folder at path by now. */
static tenor_status load_once(const char *path, bool map, const tenor_alloc *alloc, tenor_model **out, bool *replaced,
                              tenor_error *error)
{
    tenor_model *model;
    *replaced = false;
    TENOR_TRY(tenor__model_begin(alloc, &model, error));
    tenor_status status = TENOR_OK;
    const int descriptor = tenor__file_open_folder(path);
    if (descriptor >= 0) {
        const tenor__file_mark before = tenor__file_mark_of_open(descriptor);
        status = load_folder(model, descriptor, path, map, error);
        const tenor__file_mark after = tenor__file_mark_of(path);
        *replaced = status != TENOR_OK && !tenor__file_mark_equals(&before, &after);
        close(descriptor);
    } else if (errno == ENOTDIR) {
        status = load_packed_file(model, path, map, error);
    } else {
        status = tenor__error_set_system(error, errno, "open", path);
    }
    if (status == TENOR_OK)
        *out = model;
    else
        tenor_model_free(model);
    return status;
}

static tenor_status load_path(const char *path, bool map, const tenor_alloc *alloc, tenor_model **out,
                              tenor_error *error)
{
    *out = NULL;
    tenor_error failure = {0}; /* a first attempt's may be followed by success */
    tenor_status status = TENOR_OK;
    bool again = true;
    /* Files are gone from a folder that was replaced before they were open, and of two models where they themselves
     * were replaced one by one. */
    for (int attempt = 0; attempt < MOST_ATTEMPTS && again; attempt++) {
        status = load_once(path, map, alloc, out, &again, &failure);
        again = again && status != TENOR_OUT_OF_MEMORY;
    }
    if (status != TENOR_OK && error)
        *error = failure;
    return status;
}

tenor_status tenor_model_load(const char *path, const tenor_alloc *alloc, tenor_model **out, tenor_error *error)
{
    return load_path(path, true, alloc, out, error);
}

tenor_status tenor_model_load_copy(const char *path, const tenor_alloc *alloc, tenor_model **out, tenor_error *error)
{
    return load_path(path, false, alloc, out, error);
}

tenor_status tenor_model_load_memory(const void *data, size_t size, const tenor_alloc *alloc, tenor_model **out,
                                     tenor_error *error)
{
    tenor_model *model;
    *out = NULL;
    TENOR_TRY(tenor__model_begin(alloc, &model, error));
    tenor_status status = load_packed(model, &(tenor__file){.data = data, .size = size}, "packed model", error);
    if (status != TENOR_OK) {
        tenor_model_free(model);
        return status;
    }
    *out = model;
    return TENOR_OK;
}
