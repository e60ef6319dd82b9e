#include "model/weights.h"

#include "base/hash.h"
#include "base/status.h"
#include "nn/kernels/simd.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are used as they lie in the file, little-endian");
_Static_assert(sizeof(tenor__real) == 4, "the file's tensors are F32");

static const char *type_of(const tenor__tensor *tensor)
{
    return tensor->integer ? "I32" : "F32";
}

/* "[512, 100]". */
static void print_shape(char *out, size_t capacity, size_t rank, const uint64_t *shape)
{
    size_t used = (size_t)snprintf(out, capacity, "[");
    for (size_t i = 0; i < rank && used < capacity; i++)
        used +=
            (size_t)snprintf(out + used, capacity - used, "%s%llu", i > 0 ? ", " : "", (unsigned long long)shape[i]);
    if (used < capacity)
        snprintf(out + used, capacity - used, "]");
}

static tenor_status find_tensor(const tenor__network *network, size_t i, const tenor__safetensors *file,
                                const tenor__stored_tensor **out, tenor_error *error)
{
    const tenor__tensor *want = tenor__network_tensor(network, i);
    const tenor__stored_tensor *found = tenor__safetensors_find(file, tenor_str_of(want->name));
    if (!found)
        return tenor__fail(error, TENOR_BAD_MODEL, "tensor '%s', which model.json's network calls for, is missing",
                           want->name);
    if (found->type.size != 3 || memcmp(found->type.data, type_of(want), 3) != 0) {
        char type[16];
        return tenor__fail(error, TENOR_BAD_MODEL, "tensor '%s' is of type %s, not %s", want->name,
                           tenor__quote(type, sizeof type, found->type), type_of(want));
    }
    uint64_t shape[2] = {want->shape[0], want->shape[1]};
    if (found->rank != want->rank || memcmp(found->shape, shape, want->rank * sizeof shape[0]) != 0) {
        char has[64];
        char wants[64];
        print_shape(has, sizeof has, found->rank, found->shape);
        print_shape(wants, sizeof wants, want->rank, shape);
        return tenor__fail(error, TENOR_BAD_MODEL, "tensor '%s' has shape %s where model.json's network calls for %s",
                           want->name, has, wants);
    }
    *out = found;
    return TENOR_OK;
}

/* Once all of the network's tensors are there: no others are. */
static tenor_status check_no_others(const tenor__network *network, const tenor__safetensors *file, tenor_error *error)
{
    const size_t count = tenor__network_tensor_count(network);
    if (tenor__safetensors_count(file) == count)
        return TENOR_OK;
    for (size_t i = 0; i < tenor__safetensors_count(file); i++) {
        const tenor_str name = tenor__safetensors_tensor(file, i)->name;
        size_t k = 0;
        while (k < count) {
            const tenor_str known = tenor_str_of(tenor__network_tensor(network, k)->name);
            if (known.size == name.size && memcmp(known.data, name.data, name.size) == 0)
                break;
            k++;
        }
        if (k == count) {
            char quoted[64];
            return tenor__fail(error, TENOR_BAD_MODEL, "tensor '%s' is none that model.json's network calls for",
                               tenor__quote(quoted, sizeof quoted, name));
        }
    }
    return TENOR_OK;
}

static bool is_aligned(const void *data)
{
    return (uintptr_t)data % _Alignof(float) == 0;
}

/* Where a store's tensors lie in the file. */
typedef struct place {
    const void *first;
    const char *next; /* where its next tensor should be */
    bool in_place;    /* aligned and without gaps */
} place;

static tenor_status find_places(const tenor__network *network, const tenor__safetensors *file,
                                place places[TENOR__STORES], tenor_error *error)
{
    for (size_t i = 0; i < tenor__network_tensor_count(network); i++) {
        const tenor__stored_tensor *stored = NULL;
        TENOR_TRY(find_tensor(network, i, file, &stored, error));
        place *of = &places[tenor__network_tensor(network, i)->store];
        if (!of->first)
            *of = (place){stored->data, stored->data, is_aligned(stored->data)};
        of->in_place &= stored->data == of->next;
        of->next = (const char *)stored->data + stored->size;
    }
    return check_no_others(network, file, error);
}

tenor_status tenor__weights_place(const tenor__network *network, const tenor__safetensors *file,
                                  const tenor_alloc *alloc, tenor__parameters *parameters, float **owned,
                                  tenor_error *error)
{
    *owned = NULL;
    place places[TENOR__STORES] = {{0}};
    TENOR_TRY(find_places(network, file, places, error));
    size_t begins[TENOR__STORES];
    size_t size = 0; /* of numbers that the file holds */
    for (int store = 0; store < TENOR__STORES; store++) {
        begins[store] = size;
        size += places[store].first && !places[store].in_place ? tenor__network_store_size(network, (tenor__store)store)
                                                               : 0;
    }
    if (size > 0) {
        *owned = tenor__get_aligned(alloc, size, sizeof **owned);
        if (!*owned)
            return tenor__fail_memory(error);
    }
    for (size_t i = 0; size > 0 && i < tenor__network_tensor_count(network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(network, i);
        const tenor__stored_tensor *stored = tenor__safetensors_find(file, tenor_str_of(tensor->name));
        if (!places[tensor->store].in_place)
            memcpy(*owned + begins[tensor->store] + tensor->offset, stored->data, stored->size);
    }
    const float *stores[TENOR__STORES];
    for (int store = 0; store < TENOR__STORES; store++)
        stores[store] = !places[store].first     ? NULL
                        : places[store].in_place ? places[store].first
                                                 : *owned + begins[store];
    *parameters =
        (tenor__parameters){stores[TENOR__STORE_EMBEDDING], stores[TENOR__STORE_BLOCK], stores[TENOR__STORE_NGRAMS]};
    return TENOR_OK;
}

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
static size_t find_not_finite(const float *numbers, size_t count)
{
    const char *bytes = (const char *)numbers;
    enum { STRETCH = 1 << 14 };
    size_t at = 0;
    while (count - at >= STRETCH && are_finite(bytes + at * sizeof *numbers, STRETCH))
        at += STRETCH;
    while (at < count && magnitude(bytes, at) < INFINITE)
        at++;
    return at;
}

tenor_status tenor__weights_check_finite(const tenor__network *network, tenor__parameters parameters,
                                         tenor_error *error)
{
    for (size_t i = 0; i < tenor__network_tensor_count(network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(network, i);
        const size_t at =
            find_not_finite(tenor__parameters_store(parameters, tensor->store) + tensor->offset, tensor->size);
        if (at < tensor->size)
            return tenor__fail(error, TENOR_NOT_FINITE, "tensor '%s' has a number that is not finite, at index %zu",
                               tensor->name, at);
    }
    return TENOR_OK;
}

/* The hash of the tensors, and whether all numbers are finite, found in one pass. */
struct digest {
    tenor__hasher hasher;
    bool finite;
};

static void digest_piece(void *user, const char *piece, size_t size)
{
    enum { STRETCH = 1 << 13 }; /* bytes that stay in the first cache from the hash to the other look */
    struct digest *digest = user;
    for (size_t at = 0; at < size; at += STRETCH) {
        const size_t part = size - at < STRETCH ? size - at : STRETCH;
        tenor__hash_add(&digest->hasher, piece + at, part);
        digest->finite &= are_finite(piece + at, part / sizeof(float));
    }
}

tenor_status tenor__weights_digest(const tenor__file *file, size_t begin, uint64_t *hash, bool *finite,
                                   tenor_error *error)
{
    struct digest digest = {.finite = true};
    tenor__hash_begin(&digest.hasher, 0);
    TENOR_TRY(tenor__file_visit(file, begin, digest_piece, &digest, error));
    *hash = tenor__hash_end(&digest.hasher);
    *finite = digest.finite;
    return TENOR_OK;
}

tenor_status tenor__weights_header(const tenor__network *network, const tenor__metadata *metadata,
                                   size_t metadata_count, const tenor_alloc *alloc, char **out, size_t *size,
                                   tenor_error *error)
{
    *out = NULL;
    const size_t count = tenor__network_tensor_count(network);
    tenor__stored_tensor *tensors = tenor__get_zero(alloc, count, sizeof *tensors);
    if (!tensors)
        return tenor__fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        const tenor__tensor *tensor = tenor__network_tensor(network, i);
        tensors[i] = (tenor__stored_tensor){
            .name = tenor_str_of(tensor->name),
            .type = tenor_str_of(type_of(tensor)),
            .rank = tensor->rank,
            .shape = {tensor->shape[0], tensor->shape[1]},
            .size = tensor->size * sizeof(float),
        };
    }
    tenor_status status = tenor__safetensors_header(tensors, count, metadata, metadata_count, alloc, out, size, error);
    tenor__put(alloc, tensors);
    return status;
}
