/* Reads the golden values of tests/golden: a network, sequences, and named arrays of numbers. */
#ifndef TENOR_TESTS_NN_GOLDEN_H
#define TENOR_TESTS_NN_GOLDEN_H

#include "nn/pass.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GOLDEN_ARRAYS = 64, GOLDEN_SEQUENCES = 8, GOLDEN_LENGTH = 8 };

typedef struct golden_array {
    char kind[24]; /* "tensor", "gradient", "outputs", ... */
    char name[64]; /* of a tensor or gradient; else "" */
    size_t rows;
    size_t columns;
    double *values;
} golden_array;

typedef struct golden {
    char path[128];
    tenor__network_config config;
    uint32_t ids[GOLDEN_SEQUENCES][GOLDEN_LENGTH];
    const uint32_t *sequences[GOLDEN_SEQUENCES];
    size_t lengths[GOLDEN_SEQUENCES];
    size_t count;
    golden_array arrays[GOLDEN_ARRAYS];
    size_t array_count;
} golden;

static inline size_t golden_size(const char *text)
{
    return (size_t)strtoul(text, NULL, 10);
}

static inline void golden_read_array(golden *g, FILE *file, const char *kind, char *arguments)
{
    ck_assert_uint_lt(g->array_count, GOLDEN_ARRAYS);
    golden_array *array = &g->arrays[g->array_count++];
    snprintf(array->kind, sizeof array->kind, "%.23s", kind);
    const bool named = strcmp(kind, "tensor") == 0 || strcmp(kind, "gradient") == 0;
    char name[64] = "";
    int read = named ? sscanf(arguments, "%63s %zu %zu", name, &array->rows, &array->columns)
                     : sscanf(arguments, "%zu %zu", &array->rows, &array->columns);
    ck_assert_int_eq(read, named ? 3 : 2);
    memcpy(array->name, name, sizeof name);
    array->values = malloc(array->rows * array->columns * sizeof *array->values);
    ck_assert_ptr_nonnull(array->values);
    for (size_t i = 0; i < array->rows * array->columns; i++)
        ck_assert_int_eq(fscanf(file, "%lf", &array->values[i]), 1);
    ck_assert_int_eq(fgetc(file), '\n');
}

/* `key` and the rest of its line. */
static inline void golden_read_line(golden *g, FILE *file, const char *key, char *rest)
{
    tenor__network_config *config = &g->config;
    const struct {
        const char *key;
        size_t *value;
    } sizes[] = {{"words", &config->words},   {"dim", &config->dim},       {"hidden", &config->hidden},
                 {"layers", &config->layers}, {"labels", &config->labels}, {"directions", &config->directions}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (strcmp(key, sizes[i].key) == 0) {
            *sizes[i].value = golden_size(rest);
            return;
        }
    }
    char *save;
    if (strcmp(key, "cell") == 0) {
        ck_assert(tenor__cell_find(tenor_str_of(strtok_r(rest, " \n", &save)), &config->cell));
    } else if (strcmp(key, "pooling") == 0) {
        for (char *word = strtok_r(rest, " \n", &save); word; word = strtok_r(NULL, " \n", &save))
            ck_assert(tenor__pooling_find(tenor_str_of(word), &config->pooling[config->pooling_count++]));
    } else if (strcmp(key, "dense") == 0) {
        for (char *word = strtok_r(rest, " \n", &save); word; word = strtok_r(NULL, " \n", &save))
            config->dense[config->dense_count++] = golden_size(word);
    } else if (strcmp(key, "sequence") == 0) {
        ck_assert_uint_lt(g->count, GOLDEN_SEQUENCES);
        g->sequences[g->count] = g->ids[g->count];
        for (char *word = strtok_r(rest, " \n", &save); word; word = strtok_r(NULL, " \n", &save))
            g->ids[g->count][g->lengths[g->count]++] = (uint32_t)golden_size(word);
        g->count++;
    } else {
        golden_read_array(g, file, key, rest);
    }
}

/* The file of that name in tests/golden, read from the folder tests. Freed by golden_free. */
static inline void golden_read(golden *g, const char *name)
{
    memset(g, 0, sizeof *g);
    snprintf(g->path, sizeof g->path, "golden/%s", name);
    FILE *file = fopen(g->path, "r");
    ck_assert_msg(file != NULL, "%s: run the tests in the folder tests", g->path);
    char line[256];
    while (fgets(line, sizeof line, file)) {
        size_t length = strcspn(line, " \n");
        char *rest = line[length] == '\0' ? line + length : line + length + 1;
        line[length] = '\0';
        if (line[0] != '#')
            golden_read_line(g, file, line, rest);
    }
    fclose(file);
}

static inline void golden_free(golden *g)
{
    for (size_t i = 0; i < g->array_count; i++)
        free(g->arrays[i].values);
}

static inline const golden_array *golden_find(const golden *g, const char *kind, const char *name)
{
    for (size_t i = 0; i < g->array_count; i++)
        if (strcmp(g->arrays[i].kind, kind) == 0 && strcmp(g->arrays[i].name, name) == 0)
            return &g->arrays[i];
    ck_abort_msg("no %s %s", kind, name);
    return NULL;
}

#endif
