#include "check_main.h"
#include "fixture.h"

#include "model/safetensors.h"
#include "base/sort.h"

#include <stdio.h>

/* A file of this header and `size` data bytes 0, 1, 2 ...; the caller frees it. */
static char *make_file(const char *header, size_t size, size_t *file_size)
{
    const size_t length = strlen(header);
    char *file = malloc(8 + length + size);
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 8; i++)
        file[i] = (char)(length >> (8 * i));
    memcpy(file + 8, header, length);
    for (size_t i = 0; i < size; i++)
        file[8 + length + i] = (char)i;
    *file_size = 8 + length + size;
    return file;
}

static tenor_status read_header(const char *header, size_t size, tenor_error *error)
{
    size_t file_size;
    char *bytes = make_file(header, size, &file_size);
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    tenor__safetensors *file;
    tenor_status status = tenor__safetensors_read(bytes, file_size, &alloc, &file, error);
    ck_assert((file != NULL) == (status == TENOR_OK));
    tenor__safetensors_free(file);
    ck_assert_uint_eq(counter.alive, 0);
    free(bytes);
    return status;
}

START_TEST(a_file_is_read_in_any_order)
{
    size_t size;
    char *bytes = make_file("{\"__metadata__\":{\"format\":\"pt\",\"empty\":\"\"},"
                            "\"b\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]},"
                            "\"\\u4f60\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[12,13]},"
                            "\"none\":{\"dtype\":\"F64\",\"shape\":[0,9007199254740991],\"data_offsets\":[4,4]},"
                            "\"a\":{\"shape\":[2],\"data_offsets\":[0,4],\"dtype\":\"BF16\"}}   ",
                            13, &size);
    tenor__safetensors *file;
    tenor_error error;
    ck_assert_msg(tenor__safetensors_read(bytes, size, NULL, &file, &error) == TENOR_OK, "%s", error.message);
    ck_assert_uint_eq(tenor__safetensors_count(file), 4);
    ck_assert_uint_eq(tenor__safetensors_data_size(file), 13);

    const tenor__stored_tensor *b = tenor__safetensors_tensor(file, 0);
    ck_assert(b->name.size == 1 && b->name.data[0] == 'b');
    ck_assert(b->type.size == 3 && memcmp(b->type.data, "F32", 3) == 0);
    ck_assert(b->rank == 2 && b->shape[0] == 2 && b->shape[1] == 1);
    ck_assert_ptr_eq(b->data, bytes + size - 13 + 4);
    ck_assert_uint_eq(b->size, 8);
    ck_assert_ptr_eq(tenor__safetensors_find(file, str("b")), b);
    const tenor__stored_tensor *scalar = tenor__safetensors_find(file, str("你"));
    ck_assert(scalar && scalar->rank == 0 && scalar->size == 1 && *(const char *)scalar->data == 12);
    ck_assert_uint_eq(tenor__safetensors_find(file, str("none"))->size, 0);
    ck_assert_ptr_null(tenor__safetensors_find(file, str("c")));
    ck_assert_ptr_null(tenor__safetensors_find(file, str("__metadata__")));

    tenor_str value;
    ck_assert(tenor__safetensors_metadata(file, "format", &value) && value.size == 2 && value.data[0] == 'p');
    ck_assert(tenor__safetensors_metadata(file, "empty", &value) && value.size == 0);
    ck_assert(!tenor__safetensors_metadata(file, "missing", &value));
    tenor__safetensors_free(file);
    free(bytes);
}
END_TEST

START_TEST(a_file_without_tensors_or_metadata_is_read)
{
    size_t size;
    char *bytes = make_file("{}", 0, &size);
    tenor__safetensors *file;
    tenor_str value;
    ck_assert_int_eq(tenor__safetensors_read(bytes, size, NULL, &file, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor__safetensors_count(file), 0);
    ck_assert_ptr_null(tenor__safetensors_find(file, str("a")));
    ck_assert(!tenor__safetensors_metadata(file, "format", &value));
    tenor__safetensors_free(file);
    free(bytes);
}
END_TEST

START_TEST(every_type_has_its_size)
{
    static const struct {
        const char *name;
        size_t bytes;
    } types[] = {{"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1},
                 {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},
                 {"U32", 4},  {"F32", 4}, {"I64", 8}, {"U64", 8},     {"F64", 8}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        char header[128];
        snprintf(header, sizeof header, "{\"a\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%zu]}}",
                 types[i].name, 3 * types[i].bytes);
        ck_assert_int_eq(read_header(header, 3 * types[i].bytes, NULL), TENOR_OK);
    }
}
END_TEST

START_TEST(errors_say_what_is_wrong)
{
    static const struct {
        const char *header;
        size_t size;
        const char *says;
    } cases[] = {
        {"{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "byte 8 of the data"},
        {"{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "byte 0 of the data"},
        {"{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8,
         "'w' has data_offsets that do not agree"},
        {"{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 8, "'w' ends after"},
        {"{\"w\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "'w' has a dtype"},
        {"{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}", 8, "'w' has a shape"},
        {"{\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
         "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
         12, "overlap at byte 4"},
        {"{\"w\":[]}", 0, "'w' is not an object"},
        {"{\"w\" 1}", 0, "header"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tenor_error error = {0};
        ck_assert_int_eq(read_header(cases[i].header, cases[i].size, &error), TENOR_BAD_MODEL);
        ck_assert_int_eq(error.status, TENOR_BAD_MODEL);
        ck_assert_msg(strstr(error.message, cases[i].says), "%s: %s", cases[i].header, error.message);
        ck_assert_int_eq(read_header(cases[i].header, cases[i].size, NULL), TENOR_BAD_MODEL);
    }
    /* The byte of malformed JSON counts from the file's beginning. */
    tenor_error error;
    read_header("{\"w\" 1}", 0, &error);
    ck_assert_uint_eq(error.byte, 8 + 5);
}
END_TEST

/* The header's claim is checked against the file before the format's limit, so this takes a file as large. */
START_TEST(a_header_over_the_limit_is_refused)
{
    const size_t length = 100000001;
    char *bytes = calloc(1, 8 + length);
    ck_assert_ptr_nonnull(bytes);
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(length >> (8 * i));
    tenor__safetensors *file;
    tenor_error error;
    ck_assert_int_eq(tenor__safetensors_read(bytes, 8 + length, NULL, &file, &error), TENOR_TOO_LARGE);
    ck_assert_ptr_null(file);
    free(bytes);
}
END_TEST

static char *write_two(const tenor_alloc *alloc, size_t *size)
{
    const tenor__stored_tensor tensors[] = {
        {.name = str("b"), .type = str("F32"), .rank = 2, .shape = {2, 3}, .size = 24},
        {.name = str("a \"quoted\""), .type = str("F32"), .rank = 1, .shape = {2}, .size = 8},
    };
    const tenor__metadata metadata[] = {{"model.json", str("{\"x\": \"\\u00e9\"}\n")}, {"empty", str("")}};
    char *header;
    tenor_status status = tenor__safetensors_header(tensors, 2, metadata, 2, alloc, &header, size, NULL);
    ck_assert(status == (header ? TENOR_OK : TENOR_OUT_OF_MEMORY));
    return header;
}

START_TEST(what_is_written_is_read_back)
{
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    size_t size;
    char *header = write_two(&alloc, &size);
    ck_assert_uint_eq(size % 64, 0);
    char *bytes = calloc(1, size + 32);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, header, size);
    tenor__alloc_free(&alloc, header);
    ck_assert_uint_eq(counter.alive, 0);

    tenor__safetensors *file;
    tenor_error error;
    ck_assert_msg(tenor__safetensors_read(bytes, size + 32, NULL, &file, &error) == TENOR_OK, "%s", error.message);
    ck_assert_uint_eq(tenor__safetensors_count(file), 2);
    const tenor__stored_tensor *b = tenor__safetensors_find(file, str("b"));
    ck_assert(b && b->rank == 2 && b->shape[0] == 2 && b->shape[1] == 3);
    ck_assert_ptr_eq(b->data, bytes + size);
    ck_assert_ptr_eq(tenor__safetensors_find(file, str("a \"quoted\""))->data, bytes + size + 24);
    tenor_str value;
    ck_assert(tenor__safetensors_metadata(file, "model.json", &value));
    ck_assert(value.size == strlen("{\"x\": \"\\u00e9\"}\n") &&
              memcmp(value.data, "{\"x\": \"\\u00e9\"}\n", value.size) == 0);
    tenor__safetensors_free(file);

    /* One byte more or less is no longer the same file. */
    ck_assert_int_eq(tenor__safetensors_read(bytes, size + 31, NULL, &file, NULL), TENOR_BAD_MODEL);
    free(bytes);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
    for (size_t fail_at = 1;; fail_at++) {
        failing counter = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&counter);
        size_t size;
        char *header = write_two(&alloc, &size);
        tenor__alloc_free(&alloc, header);
        ck_assert_uint_eq(counter.alive, 0);
        if (header)
            break;
    }
    size_t size;
    char *bytes = make_file(
        "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, &size);
    for (size_t fail_at = 1;; fail_at++) {
        failing counter = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&counter);
        tenor__safetensors *file;
        tenor_error error;
        tenor_status status = tenor__safetensors_read(bytes, size, &alloc, &file, &error);
        tenor__safetensors_free(file);
        ck_assert_uint_eq(counter.alive, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_int_eq(error.status, TENOR_OUT_OF_MEMORY);
    }
    free(bytes);
}
END_TEST

START_TEST(every_prefix_of_a_file_is_refused)
{
    size_t size;
    char *bytes = make_file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, &size);
    for (size_t cut = 0; cut < size; cut++) {
        char *prefix = malloc(cut + 1); /* of its own, so that a sanitizer sees a read past its end */
        ck_assert_ptr_nonnull(prefix);
        memcpy(prefix + 1, bytes, cut);
        tenor__safetensors *file;
        ck_assert_int_eq(tenor__safetensors_read(prefix + 1, cut, NULL, &file, NULL), TENOR_BAD_MODEL);
        ck_assert_ptr_null(file);
        free(prefix);
    }
    free(bytes);
}
END_TEST

START_TEST(pairs_are_sorted)
{
    enum { COUNT = 500 };
    tenor__pair pairs[COUNT];
    tenor__random random = tenor__random_new(3, 0);
    for (size_t count = 0; count <= COUNT; count += count < 20 ? 1 : 96) {
        uint64_t sum = 0;
        for (size_t i = 0; i < count; i++) {
            pairs[i] = (tenor__pair){tenor__random_below(&random, 1 + count / 4), tenor__random_below(&random, 9)};
            sum += pairs[i].key * 100 + pairs[i].value;
        }
        tenor__sort_pairs(pairs, count);
        for (size_t i = 0; i < count; i++) {
            sum -= pairs[i].key * 100 + pairs[i].value;
            if (i > 0)
                ck_assert(pairs[i - 1].key < pairs[i].key ||
                          (pairs[i - 1].key == pairs[i].key && pairs[i - 1].value <= pairs[i].value));
        }
        ck_assert_uint_eq(sum, 0);
    }
}
END_TEST

CHECK_MAIN("model/safetensors", a_file_is_read_in_any_order, a_file_without_tensors_or_metadata_is_read,
           every_type_has_its_size, errors_say_what_is_wrong, a_header_over_the_limit_is_refused,
           what_is_written_is_read_back, memory_may_run_out_anywhere, every_prefix_of_a_file_is_refused,
           pairs_are_sorted)
