#include "model/weights.h"

#include "base/hash.h"
#include "check_main.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A safetensors file of tensors, whose data follow one another, at an odd address. */
typedef struct made {
    char *bytes;
    tenor__file file;
    tenor__safetensors *tensors;
    char *data;
} made;

static made make(const tenor__stored_tensor *tensors, size_t count)
{
    char *header;
    size_t begin;
    made out;
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += tensors[i].size;
    ck_assert_int_eq(tenor__safetensors_header(tensors, count, NULL, 0, NULL, &header, &begin, NULL), TENOR_OK);
    out.bytes = malloc(1 + begin + size);
    ck_assert_ptr_nonnull(out.bytes);
    memcpy(out.bytes + 1, header, begin);
    free(header);
    out.data = out.bytes + 1 + begin;
    for (size_t i = 0, at = 0; i < count; at += tensors[i++].size)
        memcpy(out.data + at, tensors[i].data, tensors[i].size);
    out.file = (tenor__file){.data = out.bytes + 1, .size = begin + size};
    ck_assert_int_eq(tenor__safetensors_read(out.file.data, out.file.size, NULL, &out.tensors, NULL), TENOR_OK);
    return out;
}

static void made_free(made *file)
{
    tenor__safetensors_free(file->tensors);
    free(file->bytes);
}

static bool is_finite(const made *file)
{
    uint64_t hash;
    bool finite;
    ck_assert_int_eq(tenor__weights_digest(&file->file, file->tensors, &hash, &finite, NULL), TENOR_OK);
    const size_t size = tenor__safetensors_data_size(file->tensors);
    ck_assert(hash == tenor__hash(file->data, size, 0));
    return finite;
}

static tenor__stored_tensor tensor(const char *name, const char *type, size_t count, const void *data, size_t size)
{
    return (tenor__stored_tensor){.name = tenor_str_of(name),
                                  .type = tenor_str_of(type),
                                  .rank = 1,
                                  .shape = {count},
                                  .data = data,
                                  .size = size};
}

START_TEST(one_pass_sees_every_number)
{
    enum { COUNT = 80000 }; /* more than two pieces of a file */
    float *numbers = malloc(COUNT * sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    for (size_t i = 0; i < COUNT; i++)
        numbers[i] = i % 2 ? -(float)i : 3.4e38F;
    static const float wrong[] = {NAN, -NAN, INFINITY, -INFINITY};
    static const size_t counts[] = {0, 1, 15, 2047, 2048, 2049, 32768, COUNT};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const size_t count = counts[i];
        const tenor__stored_tensor one = tensor("a", "F32", count, numbers, count * sizeof *numbers);
        made file = make(&one, 1);
        ck_assert(is_finite(&file));
        for (size_t at = 0; at < count; at += count < 3000 ? 1 : 1021) {
            char *place = file.data + (count - 1 - at) * sizeof(float);
            float kept;
            memcpy(&kept, place, sizeof kept);
            memcpy(place, &wrong[at % 4], sizeof kept);
            ck_assert(!is_finite(&file));
            memcpy(place, &kept, sizeof kept);
        }
        made_free(&file);
    }
    free(numbers);
}
END_TEST

/* Only floats count, and no number that is not finite passes, whatever lies before it. */
START_TEST(other_types_are_no_floats)
{
    static const float numbers[] = {1, 2, 3};
    static const float wrong[] = {1, NAN, 3};
    static const uint32_t all_ones[] = {UINT32_MAX, UINT32_MAX};
    const tenor__stored_tensor good = tensor("good", "F32", 3, numbers, sizeof numbers);
    const tenor__stored_tensor bad = tensor("bad", "F32", 3, wrong, sizeof wrong);
    const tenor__stored_tensor key = tensor("key", "I32", 2, all_ones, sizeof all_ones);
    const tenor__stored_tensor text = tensor("text", "U8", 3, "abc", 3);
    const struct {
        tenor__stored_tensor tensors[3];
        size_t count;
        bool finite;
    } cases[] = {
        {{good, key, text}, 3, true}, {{good, bad}, 2, false},      {{text, bad}, 2, false}, {{key, good}, 2, false},
        {{good, text}, 2, true},      {{bad, text, key}, 3, false}, {{text}, 1, true},       {{text, good}, 2, false},
        {{text, key}, 2, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made file = make(cases[i].tensors, cases[i].count);
        ck_assert_msg(is_finite(&file) == cases[i].finite, "case %zu", i);
        made_free(&file);
    }
}
END_TEST

CHECK_MAIN("model/weights", one_pass_sees_every_number, other_types_are_no_floats)
