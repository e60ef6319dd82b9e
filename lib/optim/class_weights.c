#include "optim/class_weights.h"

#include "base/file.h"
#include "base/map.h"
#include "base/number.h"
#include "base/error.h"

#include <string.h>

enum { LARGEST_FILE = 64 << 20 };

typedef struct weights_file {
    const tenor__map *labels; /* name -> index */
    double *weights;
    bool *set;
} weights_file;

static tenor_str trim(tenor_str text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && strchr(" \t\r", text.data[text.size - 1]))
        text.size--;
    return text;
}

/* The last occurrence of a byte in text, or NULL. */
static const char *find_last(tenor_str text, char byte)
{
    for (size_t i = text.size; i > 0; i--)
        if (text.data[i - 1] == byte)
            return text.data + i - 1;
    return NULL;
}

static tenor_status read_line(const weights_file *file, tenor_str line, uint64_t number, tenor_error *error)
{
    char quoted[64];
    const char *separator = find_last(line, '\t');
    if (!separator)
        separator = find_last(line, ',');
    if (!separator)
        return tenor__error_set_at(error, TENOR_BAD_DATA, number, "expected a label, a tab or comma, and its weight");
    const tenor_str name = trim((tenor_str){line.data, (size_t)(separator - line.data)});
    const tenor_str value = trim((tenor_str){separator + 1, (size_t)(line.data + line.size - separator - 1)});
    const uint32_t *label = tenor__map_find(file->labels, name);
    if (!label)
        return tenor__error_set_at(error, TENOR_BAD_DATA, number, "\"%s\" is no label of the corpus",
                                   tenor__error_quote(quoted, sizeof quoted, name));
    if (file->set[*label])
        return tenor__error_set_at(error, TENOR_BAD_DATA, number, "label \"%s\" has a weight already",
                                   tenor__error_quote(quoted, sizeof quoted, name));
    double weight;
    if (!tenor__number_read(value.data, value.size, &weight) || !(weight >= 0) || !(weight <= 1e6))
        return tenor__error_set_at(error, TENOR_BAD_DATA, number,
                                   "a weight must be a number from 0 to 1000000, not \"%s\"",
                                   tenor__error_quote(quoted, sizeof quoted, value));
    file->weights[*label] = weight;
    file->set[*label] = true;
    return TENOR_OK;
}

static tenor_status read_lines(const weights_file *file, tenor_str text, tenor_error *error)
{
    uint64_t number = 0;
    while (text.size > 0) {
        number++;
        const char *end = memchr(text.data, '\n', text.size);
        const size_t size = end ? (size_t)(end - text.data) : text.size;
        const tenor_str line = trim((tenor_str){text.data, size});
        if (line.size > 0)
            TENOR_TRY(read_line(file, line, number, error));
        text.data += end ? size + 1 : size;
        text.size -= end ? size + 1 : size;
    }
    return TENOR_OK;
}

static tenor_status read_file(const char *path, const tenor_str *labels, size_t label_count, const tenor_alloc *alloc,
                              double *weights, tenor_error *error)
{
    tenor__file content = {0};
    tenor__map map;
    tenor__map_init(&map, alloc);
    bool *set = tenor__alloc_zeroed(alloc, label_count, sizeof *set);
    tenor_status status = TENOR_OK;
    bool complete = set && tenor__map_reserve(&map, label_count);
    for (size_t k = 0; complete && k < label_count; k++)
        complete = tenor__map_insert(&map, labels[k], (uint32_t)k, NULL) != NULL;
    if (!complete) {
        status = tenor__error_set_memory(error);
        goto done;
    }
    TENOR_TRY_GOTO(done, tenor__file_read(path, LARGEST_FILE, alloc, &content, error));
    const weights_file file = {&map, weights, set};
    status = read_lines(&file, (tenor_str){content.data, content.size}, error);
    if (error && status != TENOR_OK)
        tenor__error_in(error, path, error->line);
done:
    tenor__file_close(&content);
    tenor__alloc_free(alloc, set);
    tenor__map_free(&map);
    return status;
}

/* Returns 1 for a label that no text or every text has: such a label cannot be balanced. `each` is the number of
 * examples of all labels divided by the number of labels. */
static double balance(uint64_t count, uint64_t examples, double each)
{
    if (count == 0 || count == examples)
        return 1;
    return examples > 0 ? (double)(examples - count) / (double)count : each / (double)count;
}

tenor_status tenor__class_weights_read(const char *option, const tenor_str *labels, const uint64_t *counts,
                                       size_t label_count, uint64_t examples, const tenor_alloc *alloc,
                                       double **weights, tenor_error *error)
{
    *weights = NULL;
    if (strcmp(option, "none") == 0 || option[0] == '\0')
        return TENOR_OK;
    double *made = tenor__alloc_array(alloc, label_count, sizeof *made);
    if (!made)
        return tenor__error_set_memory(error);
    double total = 0;
    double sum = 0;
    for (size_t k = 0; k < label_count; k++) {
        made[k] = 1;
        total += (double)counts[k];
    }
    tenor_status status = TENOR_OK;
    if (strcmp(option, "balanced") == 0) {
        for (size_t k = 0; k < label_count; k++)
            made[k] = balance(counts[k], examples, total / (double)label_count);
    } else {
        status = read_file(option, labels, label_count, alloc, made, error);
    }
    for (size_t k = 0; k < label_count; k++)
        sum += counts[k] > 0 ? made[k] : 0;
    if (status == TENOR_OK && !(sum > 0)) {
        status =
            tenor__error_set(error, TENOR_BAD_DATA, "no label of the corpus weighs more than 0; one at least must");
        tenor__error_in(error, option, 0);
    }
    if (status != TENOR_OK) {
        tenor__alloc_free(alloc, made);
        return status;
    }
    *weights = made;
    return TENOR_OK;
}
