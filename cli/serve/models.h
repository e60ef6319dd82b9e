/* The models that are served: each is shared by all that use it, and replaced in one step by a new one from the disk. A
 * request keeps the model that it began with. */
#ifndef TENOR_CLI_SERVE_MODELS_H
#define TENOR_CLI_SERVE_MODELS_H

#include "command.h"
#include "text.h"

#include <stdatomic.h>

struct models;

enum { MODELS_MOST = 64, MODELS_NAME = 64 };

/* A model in use: immutable, freed when the last one that took it has released it. */
struct served {
    tenor_model *model;
    size_t slot; /* of its name among the models */
    const char *name;
    char version[17];     /* hexadecimal; another one for each other model */
    struct text describe; /* the object of GET /models */
    bool has_polarity;
    atomic_size_t references;
};

/* No models; the caller frees. */
struct models *models_new(void);
void models_free(struct models *models);

/* Adds the model of an operand, PATH or NAME=PATH, which is borrowed. Returns an exit status, after it has said what is
 * wrong. */
int models_add(struct models *models, const struct command *command, const char *operand);

size_t models_count(const struct models *models);
const char *models_name(const struct models *models, size_t slot);

/* The slot of a name; SIZE_MAX for none. */
size_t models_find(const struct models *models, const char *name);

/* The model that is in use now. */
struct served *models_take(struct models *models, size_t slot);
void models_release(struct served *served);

/* Whether it has been replaced. Any thread. */
bool models_is_current(struct models *models, const struct served *served);

/* Loads each model again whose files have changed since they were read, or each with `all`. One that cannot be loaded
 * leaves the old one in use, and says so. Returns how many were replaced. One thread at a time. */
size_t models_refresh(struct models *models, const struct command *command, bool all);

/* Models replaced since the start, and those that could not be. */
uint64_t models_replaced(const struct models *models);
uint64_t models_refused(const struct models *models);

#endif
