#include "model/weights.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/error.h"
#include "nn/kernels/simd.h"

#include <stdint.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are used as they lie in the file, little-endian");
static const char FLOATS[] = "F32";
_Static_assert(sizeof(tenor__real) == 4, "the file's tensors are F32");

/* ---- the list ---- */

static bool add_tensor(tenor__weights_list *list, tenor_str name, const char *type, size_t rank, size_t rows,
                       size_t columns)
{
    tenor__stored_tensor *tensor = &list->tensors[list->count++];
    *tensor = (tenor__stored_tensor){
        .name = name, .type = tenor_str_of(type), .rank = rank, .shape = {rows, columns}, .size = sizeof(float)};
    return tenor__size_multiply(tensor->size, rows, &tensor->size) &&
           tenor__size_multiply(tensor->size, columns, &tensor->size);
}

tenor_status tenor__weights_list_new(tenor__weights_list *list, const tenor__network *network,
                                     const tenor__ngram_config *ngrams, const tenor_alloc *alloc, tenor_error *error)
{
    enum { NGRAM_TENSORS = 5 };
    const size_t labels = tenor__network_config_of(network)->labels;
    *list = (tenor__weights_list){.alloc = *alloc, .network_count = tenor__network_tensor_count(network)};
    list->tensors = tenor__alloc_array(alloc, list->network_count + NGRAM_TENSORS, sizeof *list->tensors);
    if (!list->tensors)
        return tenor__error_set_memory(error);
    bool fits = true;
    for (size_t i = 0; i < list->network_count; i++) {
        const tenor__tensor *tensor = tenor__network_tensor(network, i);
        fits &= add_tensor(list, tenor_str_of(tensor->name), FLOATS, tensor->rank, tensor->shape[0], tensor->shape[1]);
    }
    if (ngrams->slots > 0) {
        const size_t entries = ngrams->entries;
        fits &= entries > 0 ? add_tensor(list, tenor_str_of("ngrams.weight"), FLOATS, 1, entries, 1)
                            : add_tensor(list, tenor_str_of("ngrams.weight"), FLOATS, 2, ngrams->slots, labels);
        fits &= add_tensor(list, tenor_str_of("ngrams.bias"), FLOATS, 1, labels, 1);
        fits &= add_tensor(list, tenor_str_of("ngrams.key"), "I32", 1, ngrams->slots, 1);
        fits &= entries == 0 || add_tensor(list, tenor_str_of("ngrams.begin"), "I32", 1, ngrams->slots + 1, 1);
        fits &= entries == 0 || add_tensor(list, tenor_str_of("ngrams.label"), "I32", 1, entries, 1);
    }
    return fits ? TENOR_OK : tenor__error_set(error, TENOR_TOO_LARGE, "the model's tensors do not fit in memory");
}

void tenor__weights_list_free(tenor__weights_list *list)
{
    tenor__alloc_free(&list->alloc, list->tensors);
    tenor__alloc_free_aligned(&list->alloc, list->owned);
    *list = (tenor__weights_list){0};
}

tenor__parameters tenor__weights_parameters(const tenor__weights_list *list)
{
    return (tenor__parameters){list->tensors[0].data, list->tensors[1].data};
}

tenor__ngram_table tenor__weights_ngrams(const tenor__weights_list *list)
{
    const tenor__stored_tensor *of = list->tensors + list->network_count;
    if (list->count == list->network_count)
        return (tenor__ngram_table){0};
    tenor__ngram_table table = {.slots = (size_t)of[2].shape[0],
                                .labels = (size_t)of[1].shape[0],
                                .keys = of[2].data,
                                .weights = of[0].data,
                                .bias = of[1].data};
    if (of[0].rank == 1) {
        table.entries = (size_t)of[0].shape[0];
        table.begins = of[3].data;
        table.entry_labels = of[4].data;
    }
    return table;
}

/* ---- reading ---- */

/* Once all of the list are there: no others are. */
static tenor_status check_no_others(const tenor__weights_list *list, const tenor__safetensors *file, size_t others,
                                    tenor_error *error)
{
    for (size_t i = 0; i < tenor__safetensors_count(file) && tenor__safetensors_count(file) > list->count + others;
         i++) {
        const tenor_str name = tenor__safetensors_tensor(file, i)->name;
        size_t k = 0;
        while (k < list->count && !tenor_str_equal(list->tensors[k].name, name))
            k++;
        if (k == list->count && !(others > 0 && tenor__vocab_tensors_has(name))) {
            char quoted[64];
            return tenor__error_set(error, TENOR_BAD_MODEL, "tensor '%s' is none that model.json calls for",
                                    tenor__error_quote(quoted, sizeof quoted, name));
        }
    }
    return TENOR_OK;
}

/* The end of the tensors that begin with `first` and whose data are to lie one after the other. */
static size_t group_end(const tenor__weights_list *list, size_t first)
{
    return first == 1 ? list->network_count : first + 1;
}

static bool lies_in_place(const tenor__weights_list *list, size_t first)
{
    const char *at = list->tensors[first].data;
    bool in_place = (uintptr_t)at % _Alignof(float) == 0;
    for (size_t i = first; i < group_end(list, first); i++) {
        in_place = in_place && list->tensors[i].data == at;
        at += list->tensors[i].size;
    }
    return in_place;
}

/* Copies the data of the groups that do not lie in place, or of all of them. */
static tenor_status copy_data(tenor__weights_list *list, bool all, tenor_error *error)
{
    size_t size = 0;
    for (size_t first = 0; first < list->count; first = group_end(list, first))
        for (size_t i = first; (all || !lies_in_place(list, first)) && i < group_end(list, first); i++)
            if (!tenor__size_add(size, list->tensors[i].size, &size))
                return tenor__error_set_memory(error);
    if (size == 0)
        return TENOR_OK;
    char *copy = tenor__alloc_aligned(&list->alloc, size, 1);
    list->owned = copy;
    if (!copy)
        return tenor__error_set_memory(error);
    for (size_t first = 0; first < list->count; first = group_end(list, first)) {
        const bool moves = all || !lies_in_place(list, first);
        for (size_t i = first; moves && i < group_end(list, first); i++) {
            list->tensors[i].data = memcpy(copy, list->tensors[i].data, list->tensors[i].size);
            copy += list->tensors[i].size;
        }
    }
    return TENOR_OK;
}

tenor_status tenor__weights_place(tenor__weights_list *list, const tenor__safetensors *file, bool has_vocab,
                                  tenor_error *error)
{
    for (size_t i = 0; i < list->count; i++)
        TENOR_TRY(tenor__safetensors_want(file, &list->tensors[i], error));
    TENOR_TRY(check_no_others(list, file, has_vocab ? TENOR__VOCAB_TENSORS : 0, error));
    return copy_data(list, false, error);
}

tenor_status tenor__weights_copy(tenor__weights_list *list, tenor__parameters parameters, const float *ngrams,
                                 tenor_error *error)
{
    const char *at = (const char *)parameters.embedding;
    for (size_t i = 0; i < list->count; i++) {
        if (i == 1)
            at = (const char *)parameters.block;
        else if (i == list->network_count)
            at = (const char *)ngrams;
        list->tensors[i].data = at;
        at += list->tensors[i].size;
    }
    return copy_data(list, true, error);
}

/* ---- finite values ---- */

static const int32_t INFINITE = 0x7F800000; /* bits of infinity; those of a NaN without its sign are more */

/* The bits of the number at place i, which need not be aligned, without its sign: in the order of magnitudes. */
static inline int32_t magnitude(const char *numbers, size_t i)
{
    int32_t bits;
    memcpy(&bits, numbers + i * sizeof bits, sizeof bits);
    return bits & INT32_MAX;
}

TENOR_CLONES
static bool are_finite(const char *numbers, size_t count)
{
    int32_t largest = 0;
    for (size_t i = 0; i < count; i++) {
        const int32_t one = magnitude(numbers, i);
        largest = one > largest ? one : largest;
    }
    return largest < INFINITE;
}

/* Index of the first number that is not finite; count when there is none. */
static size_t find_not_finite(const char *bytes, size_t count)
{
    enum { STRETCH = 1 << 14 };
    size_t at = 0;
    while (count - at >= STRETCH && are_finite(bytes + at * sizeof(float), STRETCH))
        at += STRETCH;
    while (at < count && magnitude(bytes, at) < INFINITE)
        at++;
    return at;
}

tenor_status tenor__weights_check_finite(const tenor__weights_list *list, tenor_error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        const tenor__stored_tensor *tensor = &list->tensors[i];
        const size_t count = tensor->size / sizeof(float);
        const size_t at = tenor_str_is(tensor->type, FLOATS) ? find_not_finite(tensor->data, count) : count;
        if (at < count)
            return tenor__error_set(error, TENOR_NOT_FINITE,
                                    "tensor '%s' has a number that is not finite, at index %zu", tensor->name.data, at);
    }
    return TENOR_OK;
}

tenor_status tenor__weights_check_ngrams(const tenor__weights_list *list, tenor_error *error)
{
    const tenor__ngram_table table = tenor__weights_ngrams(list);
    const char *fault = tenor__ngram_table_fault(&table);
    return fault ? tenor__error_set(error, TENOR_BAD_MODEL, "%s", fault) : TENOR_OK;
}

/* The hash of the tensors, and whether all values of the floats are finite, found in one pass. */
struct digest {
    tenor__hasher hasher;
    size_t floats; /* bytes that are left up to the end of the last F32 tensor */
    bool finite;
};

static void digest_piece(void *user, const char *piece, size_t size)
{
    enum { STRETCH = 1 << 13 }; /* bytes that stay in the first cache from the hash to the other look */
    struct digest *digest = user;
    for (size_t at = 0; at < size; at += STRETCH) {
        const size_t part = size - at < STRETCH ? size - at : STRETCH;
        const size_t floats = part < digest->floats ? part : digest->floats;
        tenor__hash_add(&digest->hasher, piece + at, part);
        digest->finite &= are_finite(piece + at, floats / sizeof(float));
        digest->floats -= floats;
    }
}

/* The number of bytes up to the end of the last F32 tensor. *aligned says whether all F32 tensors begin at a multiple
 * of four bytes. Then these bytes can be read as one array of floats. */
static size_t floats_end(const tenor__safetensors *tensors, const char *data, bool *aligned)
{
    size_t end = 0;
    *aligned = true;
    for (size_t i = 0; i < tenor__safetensors_count(tensors); i++) {
        const tenor__stored_tensor *tensor = tenor__safetensors_tensor(tensors, i);
        const size_t begin = (size_t)((const char *)tensor->data - data);
        if (!tenor_str_is(tensor->type, FLOATS))
            continue;
        *aligned &= begin % sizeof(float) == 0;
        end = begin + tensor->size > end ? begin + tensor->size : end;
    }
    return end;
}

tenor_status tenor__weights_digest(const tenor__file *file, const tenor__safetensors *tensors, uint64_t *hash,
                                   bool *finite, tenor_error *error)
{
    const size_t begin = file->size - tenor__safetensors_data_size(tensors);
    bool aligned;
    struct digest digest = {.floats = floats_end(tensors, file->data + begin, &aligned), .finite = true};
    tenor__hash_begin(&digest.hasher, 0);
    TENOR_TRY(tenor__file_visit(file, begin, digest_piece, &digest, error));
    *hash = tenor__hash_end(&digest.hasher);
    *finite = aligned && digest.finite;
    return TENOR_OK;
}
