#include "base/hash.h"
#include "base/pages.h"
#include "base/sized_struct.h"
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
static tenor_status check_size(const char *name, size_t size, tenor__file_hash file_hash, tenor_error *error)
{
    if (size != file_hash.size)
        return tenor__error_set(error, TENOR_CORRUPT,
                                "%s has %zu bytes where model.json says %llu: it is damaged, or another model's", name,
                                size, (unsigned long long)file_hash.size);
    return TENOR_OK;
}

static tenor_status check_hash(const char *name, uint64_t hash, tenor__file_hash file_hash, tenor_error *error)
{
    if (hash != file_hash.hash)
        return tenor__error_set(error, TENOR_CORRUPT,
                                "%s hashes to %016llx where model.json says %016llx: it is damaged, or another model's",
                                name, (unsigned long long)hash, (unsigned long long)file_hash.hash);
    return TENOR_OK;
}

/* How a model is opened. */
typedef struct mode {
    bool map;
    bool trusts;   /* reads no hashes and values */
    bool verifies; /* checks vocab.json and the whole vocabulary too */
} mode;

static bool has_vocab_tensors(const tenor_model *model)
{
    return model->config.version > TENOR__FIRST_FORMAT_VERSION;
}

static tenor_status take_config(tenor_model *model, tenor_str json, tenor_error *error)
{
    tenor_status status = tenor__model_config_read(json, &model->config, error);
    if (status != TENOR_OK)
        tenor__error_prefix(error, names[MODEL_JSON]);
    return status;
}

/* Reads vocab.json, once the config is there. Its errors name it themselves. */
static tenor_status read_vocab(const tenor_model *model, tenor_str json, mode how, tenor_vocab **out,
                               tenor_error *error)
{
    *out = NULL;
    TENOR_TRY(check_size(names[VOCAB], json.size, model->config.vocab, error));
    if (!how.trusts)
        TENOR_TRY(check_hash(names[VOCAB], tenor__hash(json.data, json.size, 0), model->config.vocab, error));
    TENOR_TRY(tenor__vocab_read(json, &model->alloc, out, error));
    const size_t words = model->config.network.words;
    const size_t has = tenor_vocab_size(*out);
    if (has == words)
        return TENOR_OK;
    tenor_vocab_free(*out);
    *out = NULL;
    return tenor__error_set(error, TENOR_BAD_MODEL, "vocab.json has %zu words where model.json's network says %zu", has,
                            words);
}

static tenor_status take_vocab_tensors(tenor_model *model, const tenor__safetensors *tensors, tenor_error *error)
{
    tenor__vocab_arrays arrays;
    TENOR_TRY(tenor__vocab_tensors_find(tensors, model->config.network.words, &arrays, error));
    arrays.seed = model->config.vocab_seed;
    return tenor__vocab_table_view(model->config.text, &arrays, &model->alloc, &model->vocab, error);
}

/* Places the tensors of a file and finishes the model. Nothing is allocated by what model.json says before the file is
 * known to hold as much. */
static tenor_status take_weights(tenor_model *model, const tenor__file *file, const tenor__safetensors *tensors,
                                 mode how, tenor_error *error)
{
    static const char name[] = "the weights' data";
    bool finite = true;
    TENOR_TRY(check_size(name, tenor__safetensors_data_size(tensors), model->config.weights, error));
    if (!how.trusts) {
        uint64_t hash;
        TENOR_TRY(tenor__weights_digest(file, tensors, &hash, &finite, error));
        TENOR_TRY(check_hash(name, hash, model->config.weights, error));
    }
    tenor_status status = tenor__network_new(&model->config.network, &model->alloc, &model->network, error);
    if (status == TENOR_INVALID_ARGUMENT) {
        status = TENOR_BAD_MODEL;
        if (error)
            error->status = status;
    }
    TENOR_TRY(status);
    TENOR_TRY(tenor__weights_list_new(&model->weights, model->network, &model->config.ngrams, &model->alloc, error));
    TENOR_TRY(tenor__weights_place(&model->weights, tensors, has_vocab_tensors(model), error));
    if (has_vocab_tensors(model))
        TENOR_TRY(take_vocab_tensors(model, tensors, error));
    if (!finite)
        TENOR_TRY(tenor__weights_check_finite(&model->weights, error));
    if (!how.trusts)
        TENOR_TRY(tenor__weights_check_ngrams(&model->weights, error));
    if (how.verifies)
        TENOR_TRY(tenor__vocab_table_check(model->vocab, error));
    /* Of the embedding, the rows that texts ask for are brought in when they do. */
    tenor__pages_to_read(tenor__weights_parameters(&model->weights).block,
                         tenor__network_block_size(model->network) * sizeof(float));
    return tenor__model_finish(model, error);
}

/* A packed file has no vocab.json. The one that its tensors give must have the hash that model.json says. */
static tenor_status verify_packed_vocab(const tenor_model *model, tenor_error *error)
{
    tenor__buffer json;
    tenor__buffer_init(&json, &model->alloc);
    tenor__vocab_write(model->vocab, &json);
    tenor_status status = json.failed ? tenor__error_set_memory(error) : TENOR_OK;
    if (status == TENOR_OK)
        status = check_size("the vocab.json of the tensors", json.size, model->config.vocab, error);
    if (status == TENOR_OK)
        status = check_hash("the vocab.json of the tensors", tenor__hash(json.data, json.size, 0), model->config.vocab,
                            error);
    tenor__buffer_free(&json);
    return status;
}

static tenor_status take_packed(tenor_model *model, const tenor__file *file, const tenor__safetensors *tensors,
                                mode how, tenor_error *error)
{
    static const char no_model[] = "no packed model: its metadata has no %s";
    tenor_str config;
    tenor_str vocab;
    if (!tenor__safetensors_metadata(tensors, names[MODEL_JSON], &config))
        return tenor__error_set(error, TENOR_BAD_MODEL, no_model, names[MODEL_JSON]);
    TENOR_TRY(take_config(model, config, error));
    if (!has_vocab_tensors(model)) {
        if (!tenor__safetensors_metadata(tensors, names[VOCAB], &vocab))
            return tenor__error_set(error, TENOR_BAD_MODEL, no_model, names[VOCAB]);
        TENOR_TRY(read_vocab(model, vocab, how, &model->vocab, error));
    }
    TENOR_TRY(take_weights(model, file, tensors, how, error));
    return how.verifies && has_vocab_tensors(model) ? verify_packed_vocab(model, error) : TENOR_OK;
}

static tenor_status load_packed(tenor_model *model, const tenor__file *file, const char *path, mode how,
                                tenor_error *error)
{
    tenor__safetensors *tensors;
    tenor_status status = tenor__safetensors_read(file->data, file->size, &model->alloc, &tensors, error);
    if (status == TENOR_OK)
        status = take_packed(model, file, tensors, how, error);
    tenor__safetensors_free(tensors);
    return status == TENOR_OK ? status : fail_in(error, status, path);
}

static tenor_status load_packed_file(tenor_model *model, const char *path, mode how, tenor_error *error)
{
    TENOR_TRY(tenor__file_open(path, how.map, SIZE_MAX, &weights_stream, &model->alloc, &model->weights_file, error));
    /* Another file was meant, most likely. */
    if (model->weights_file.size < TENOR__SAFETENSORS_START ||
        tenor__safetensors_check_start(model->weights_file.data, model->weights_file.size, NULL) != TENOR_OK)
        return tenor__error_set(error, TENOR_BAD_MODEL, "%s is no model", path);
    TENOR_TRY(load_packed(model, &model->weights_file, path, how, error));
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
static tenor_status take_member(const tenor_model *model, folder *from, enum member which, bool map, size_t limit,
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

/* Reads vocab.json to *out if the model needs it or is verified. Otherwise checks its size. */
static tenor_status take_folder_vocab(const tenor_model *model, folder *from, mode how, tenor_vocab **out,
                                      tenor_error *error)
{
    tenor__file file = {0};
    TENOR_TRY(take_member(model, from, VOCAB, true, LARGEST_VOCAB_FILE, NULL, &file, error));
    tenor_status status;
    if (has_vocab_tensors(model) && !how.verifies) {
        status = check_size(names[VOCAB], file.size, model->config.vocab, error);
    } else {
        tenor__pages_to_read(file.data, file.size);
        status = read_vocab(model, (tenor_str){file.data, file.size}, how, out, error);
    }
    tenor__file_close(&file);
    return status == TENOR_OK ? status : fail_in(error, status, from->path);
}

static tenor_status take_folder_weights(tenor_model *model, folder *from, mode how, tenor_error *error)
{
    tenor__file *file = &model->weights_file;
    TENOR_TRY(take_member(model, from, WEIGHTS, how.map, SIZE_MAX, &weights_stream, file, error));
    tenor__safetensors *tensors;
    tenor_status status = tenor__safetensors_read(file->data, file->size, &model->alloc, &tensors, error);
    if (status == TENOR_OK)
        status = take_weights(model, file, tensors, how, error);
    tenor__safetensors_free(tensors);
    tenor__file_detach(file);
    if (status == TENOR_OK)
        return status;
    tenor__error_prefix(error, names[WEIGHTS]);
    return fail_in(error, status, from->path);
}

static tenor_status take_folder(tenor_model *model, folder *from, mode how, tenor_error *error)
{
    TENOR_TRY(take_folder_config(model, from, error));
    if (!has_vocab_tensors(model)) {
        TENOR_TRY(take_folder_vocab(model, from, how, &model->vocab, error));
        return take_folder_weights(model, from, how, error);
    }
    tenor_vocab *json = NULL;
    tenor_status status = how.trusts ? TENOR_OK : take_folder_vocab(model, from, how, &json, error);
    if (status == TENOR_OK)
        status = take_folder_weights(model, from, how, error);
    if (status == TENOR_OK && json) {
        status = tenor__vocab_tensors_compare(model->vocab, json, error);
        if (status != TENOR_OK)
            tenor__error_in(error, from->path, 0);
    }
    tenor_vocab_free(json);
    return status;
}

static tenor_status load_folder(tenor_model *model, int descriptor, const char *path, mode how, tenor_error *error)
{
    folder from = open_members(descriptor, path);
    tenor_status status = take_folder(model, &from, how, error);
    close_members(&from);
    return status;
}

/* ---- all of it ---- */

/* *replaced: it failed, and there is another folder at path by now. */
static tenor_status load_once(const char *path, mode how, const tenor_alloc *alloc, tenor_model **out, bool *replaced,
                              tenor_error *error)
{
    tenor_model *model;
    *replaced = false;
    TENOR_TRY(tenor__model_begin(alloc, &model, error));
    tenor_status status = TENOR_OK;
    const int descriptor = tenor__file_open_folder(path);
    if (descriptor >= 0) {
        const tenor__file_mark before = tenor__file_mark_of_open(descriptor);
        status = load_folder(model, descriptor, path, how, error);
        const tenor__file_mark after = tenor__file_mark_of(path);
        *replaced = status != TENOR_OK && !tenor__file_mark_equals(&before, &after);
        close(descriptor);
    } else if (errno == ENOTDIR) {
        status = load_packed_file(model, path, how, error);
    } else {
        status = tenor__error_set_system(error, errno, "open", path);
    }
    if (status == TENOR_OK)
        *out = model;
    else
        tenor_model_free(model);
    return status;
}

static tenor_status load_path(const char *path, mode how, const tenor_alloc *alloc, tenor_model **out,
                              tenor_error *error)
{
    *out = NULL;
    if (!path)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "path must not be NULL");
    tenor_error failure = {0}; /* a first attempt's may be followed by success */
    tenor_status status = TENOR_OK;
    bool again = true;
    /* Files are gone from a folder that was replaced before they were open, and of two models where they themselves
     * were replaced one by one. */
    for (int attempt = 0; attempt < MOST_ATTEMPTS && again; attempt++) {
        status = load_once(path, how, alloc, out, &again, &failure);
        again = again && status != TENOR_OUT_OF_MEMORY;
    }
    if (status != TENOR_OK && error)
        *error = failure;
    return status;
}

tenor_status tenor_model_load(const char *path, const tenor_alloc *alloc, tenor_model **out, tenor_error *error)
{
    return load_path(path, (mode){.map = true}, alloc, out, error);
}

tenor_status tenor_model_load_with(const char *path, const tenor_load_options *options, const tenor_alloc *alloc,
                                   tenor_model **out, tenor_error *error)
{
    *out = NULL;
    tenor_load_options known;
    TENOR_TRY(tenor__sized_struct_read(options, &known, sizeof known, error));
    return load_path(path, (mode){.map = !known.copy, .trusts = known.trust}, alloc, out, error);
}

tenor_status tenor_model_verify(const char *path, const tenor_alloc *alloc, tenor_error *error)
{
    tenor_model *model;
    tenor_status status = load_path(path, (mode){.map = true, .verifies = true}, alloc, &model, error);
    tenor_model_free(model);
    return status;
}

tenor_status tenor_model_load_memory(const void *data, size_t size, const tenor_alloc *alloc, tenor_model **out,
                                     tenor_error *error)
{
    tenor_model *model;
    *out = NULL;
    if (!data)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "data must not be NULL");
    TENOR_TRY(tenor__model_begin(alloc, &model, error));
    tenor_status status =
        load_packed(model, &(tenor__file){.data = data, .size = size}, "packed model", (mode){0}, error);
    if (status != TENOR_OK) {
        tenor_model_free(model);
        return status;
    }
    *out = model;
    return TENOR_OK;
}
