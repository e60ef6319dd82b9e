#include "serve/models.h"

#include "failure.h"
#include "path.h"
#include "memory.h"
#include "output/model_json.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* By what the files of a model are known to be the same ones. */
struct identity {
    dev_t device;
    ino_t file;
    off_t size;
    struct timespec changed;
};

enum { FILES = 2 /* the folder or the packed file, and the folder's model.json */ };

struct slot {
    char name[MODELS_NAME];
    const char *path;
    struct served *current;
    struct identity loaded[FILES];
    struct identity refused[FILES]; /* of files that could not be loaded: nothing is said about them again */
};

struct models {
    struct slot slots[MODELS_MOST];
    size_t count;
    pthread_mutex_t lock; /* of the slots' current models */
    atomic_uint_fast64_t replaced;
    atomic_uint_fast64_t refused;
};

struct models *models_new(void)
{
    struct models *models = memory_resize(NULL, 1, sizeof *models);
    memset(models, 0, sizeof *models);
    pthread_mutex_init(&models->lock, NULL);
    return models;
}

void models_free(struct models *models)
{
    for (size_t i = 0; i < models->count; i++)
        models_release(models->slots[i].current);
    pthread_mutex_destroy(&models->lock);
    free(models);
}

/* ---- what GET /models says ---- */

static void add_labels(struct cJSON *root, const tenor_model *model)
{
    struct json_list labels = {0};
    for (size_t i = 0; i < tenor_model_label_count(model); i++) {
        const float polarity = tenor_model_label_polarity(model, i);
        struct json_map label = {0};
        json_map_string(&label, tenor_str_of("name"), tenor_model_label(model, i));
        json_map_float(&label, tenor_str_of("threshold"), tenor_model_threshold(model, i));
        if (!isnan(polarity))
            json_map_float(&label, tenor_str_of("polarity"), polarity);
        json_list_map(&labels, &label);
    }
    json_add_list(root, "labels", &labels);
}

static void add_scores(struct cJSON *root, const tenor_model *model)
{
    struct json_map scores = {0};
    for (size_t i = 0; i < tenor_model_score_count(model); i++) {
        const tenor_key_value score = tenor_model_score(model, i);
        double number = 0;
        if (text_read_number(score.value, &number))
            json_map_float(&scores, score.name, (float)number);
        else
            json_map_string(&scores, score.name, score.value);
    }
    json_add_map(root, "scores", &scores);
}

static void describe(struct served *served)
{
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(served->model, &info);
    served->has_polarity = info.has_polarity && !tenor_model_multi_label(served->model);
    struct cJSON *root = json_new_object();
    json_add_string(root, "name", tenor_str_of(served->name));
    json_add_string(root, "version", tenor_str_of(served->version));
    json_add_bool(root, "multi_label", tenor_model_multi_label(served->model));
    json_add_bool(root, "polarity", served->has_polarity);
    json_add_bool(root, "has_thresholds", info.has_thresholds);
    if (tenor_model_multi_label(served->model))
        json_add_string(root, "separator", tenor_model_separator(served->model));
    add_labels(root, served->model);
    add_scores(root, served->model);
    json_add_string(root, "cell", info.cell);
    json_add_count(root, "parameters", info.parameters);
    json_add_count(root, "vocabulary", info.vocab_size);
    json_add_number(root, "temperature", info.temperature);
    model_json_add_input(root, served->model);
    if (tenor_model_text_count(served->model) > 1)
        json_add_string(root, "joiner", tenor_model_joiner(served->model));
    json_add_string(root, "corpus", info.corpus);
    json_add_string(root, "tenor", info.version);
    json_write(root, &served->describe);
}

/* ---- loading ---- */

static void identify_file(const char *path, struct identity *out)
{
    struct stat status;
    memset(out, 0, sizeof *out);
    if (stat(path, &status) != 0)
        return;
    out->device = status.st_dev;
    out->file = status.st_ino;
    out->size = status.st_size;
    out->changed = status.st_mtim;
}

static void identify(const char *path, struct identity out[FILES])
{
    struct text inner = {0};
    identify_file(path, &out[0]);
    text_add(&inner, "%s/model.json", path);
    identify_file(inner.data, &out[1]);
    free(inner.data);
}

static bool is_same(const struct identity a[FILES], const struct identity b[FILES])
{
    for (size_t i = 0; i < FILES; i++)
        if (a[i].device != b[i].device || a[i].file != b[i].file || a[i].size != b[i].size ||
            a[i].changed.tv_sec != b[i].changed.tv_sec || a[i].changed.tv_nsec != b[i].changed.tv_nsec)
            return false;
    return true;
}

/* FNV-1a (Fowler, Noll, Vo 1991) of what the packed model begins with: model.json, in which the hash of the weights
 * stands. */
static bool name_version(struct served *served)
{
    enum { MOST = 1 << 20 };
    void *data;
    size_t size;
    uint64_t hash = 0xCBF29CE484222325u;
    if (tenor_model_save_memory(served->model, NULL, &data, &size, NULL) != TENOR_OK)
        return false;
    for (size_t i = 0; i < size && i < MOST; i++)
        hash = (hash ^ ((const unsigned char *)data)[i]) * 0x100000001B3u;
    free(data);
    snprintf(served->version, sizeof served->version, "%016llx", (unsigned long long)hash);
    return true;
}

/* The weights are read into memory: files that are written over while they are mapped would end the server. */
static struct served *load(const struct models *models, size_t slot, tenor_error *error)
{
    const struct slot *from = &models->slots[slot];
    const tenor_load_options options = {.size = sizeof options, .copy = true};
    tenor_model *model;
    if (tenor_model_load_with(from->path, &options, NULL, &model, error) != TENOR_OK)
        return NULL;
    struct served *served = memory_resize(NULL, 1, sizeof *served);
    *served = (struct served){.model = model, .slot = slot, .name = from->name};
    atomic_init(&served->references, 1);
    if (!name_version(served)) {
        *error = (tenor_error){.status = TENOR_OUT_OF_MEMORY};
        models_release(served);
        return NULL;
    }
    describe(served);
    return served;
}

/* The name in URLs: what is given before =, or the last part of the path without a suffix. */
static int take_name(const struct models *models, const struct command *command, const char *operand, struct slot *slot)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const char *equals = strchr(operand, '=');
    const bool named = equals && (!strchr(operand, '/') || strchr(operand, '/') > equals);
    tenor_str name = named ? (tenor_str){operand, (size_t)(equals - operand)} : path_base_name(operand);
    static const char suffix[] = ".safetensors";
    const size_t ending = sizeof suffix - 1;
    if (!named && name.size > ending && memcmp(name.data + name.size - ending, suffix, ending) == 0)
        name.size -= ending;
    slot->path = named ? equals + 1 : operand;
    snprintf(slot->name, sizeof slot->name, "%.*s", (int)name.size, name.data);
    if (name.size == 0 || name.size >= sizeof slot->name || slot->name[strspn(slot->name, plain)] != '\0' ||
        slot->name[0] == '.')
        return fail_usage(command, "'%s' is no name for a URL; give one before the path, as in reviews=%s", slot->name,
                          slot->path);
    if (models_find(models, slot->name) != SIZE_MAX)
        return fail_usage(command, "two models would be named %s; give a name before one of the paths, as in other=%s",
                          slot->name, slot->path);
    return EXIT_DONE;
}

int models_add(struct models *models, const struct command *command, const char *operand)
{
    if (models->count == MODELS_MOST)
        return fail_usage(command, "at most %d models", MODELS_MOST);
    struct slot *slot = &models->slots[models->count];
    const int exit_status = take_name(models, command, operand, slot);
    if (exit_status != EXIT_DONE)
        return exit_status;
    tenor_error error = {0};
    identify(slot->path, slot->loaded);
    slot->current = load(models, models->count, &error);
    if (!slot->current)
        return error.status == TENOR_NOT_FINITE ? fail(command, EXIT_BAD_INPUT, "%s", error.message)
                                                : fail_with(command, error.status, &error);
    models->count++;
    return EXIT_DONE;
}

/* ---- use ---- */

size_t models_count(const struct models *models)
{
    return models->count;
}

const char *models_name(const struct models *models, size_t slot)
{
    return models->slots[slot].name;
}

size_t models_find(const struct models *models, const char *name)
{
    for (size_t i = 0; i < models->count; i++)
        if (strcmp(models->slots[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

struct served *models_take(struct models *models, size_t slot)
{
    pthread_mutex_lock(&models->lock);
    struct served *served = models->slots[slot].current;
    atomic_fetch_add(&served->references, 1);
    pthread_mutex_unlock(&models->lock);
    return served;
}

void models_release(struct served *served)
{
    if (!served || atomic_fetch_sub(&served->references, 1) > 1)
        return;
    tenor_model_free(served->model);
    free(served->describe.data);
    free(served);
}

bool models_is_current(struct models *models, const struct served *served)
{
    pthread_mutex_lock(&models->lock);
    const bool current = models->slots[served->slot].current == served;
    pthread_mutex_unlock(&models->lock);
    return current;
}

/* ---- replacing ---- */

static bool refresh(struct models *models, const struct command *command, size_t i, bool all)
{
    struct slot *slot = &models->slots[i];
    struct identity now[FILES];
    tenor_error error = {0};
    identify(slot->path, now);
    if (!all && (is_same(now, slot->loaded) || is_same(now, slot->refused)))
        return false;
    struct served *served = load(models, i, &error);
    if (!served) {
        memcpy(slot->refused, now, sizeof now);
        atomic_fetch_add(&models->refused, 1);
        warn(command, "%s: the new model cannot be used, the old one stays: %s", slot->name,
             error.message[0] ? error.message : tenor_status_text(error.status));
        return false;
    }
    pthread_mutex_lock(&models->lock);
    struct served *before = slot->current;
    slot->current = served;
    pthread_mutex_unlock(&models->lock);
    memcpy(slot->loaded, now, sizeof now);
    memset(slot->refused, 0, sizeof slot->refused);
    const bool changed = strcmp(before->version, served->version) != 0;
    if (changed)
        warn(command, "%s: version %s replaces %s", slot->name, served->version, before->version);
    models_release(before);
    atomic_fetch_add(&models->replaced, 1);
    return true;
}

size_t models_refresh(struct models *models, const struct command *command, bool all)
{
    size_t replaced = 0;
    for (size_t i = 0; i < models->count; i++)
        replaced += refresh(models, command, i, all);
    return replaced;
}

uint64_t models_replaced(const struct models *models)
{
    return atomic_load(&models->replaced);
}

uint64_t models_refused(const struct models *models)
{
    return atomic_load(&models->refused);
}
