#include "source/decompress.h"

#include "base/failing.h"
#include "check_main.h"

#include <stdio.h>
#include <string.h>
#include <tenor_train.h>

/* TEXT as each command writes it. */
static const char TEXT[] = "one\ntwo\n";
enum { TEXT_SIZE = sizeof TEXT - 1, MOST = 256 };
static const struct sample {
    tenor__compression kind;
    const char *name;
    const char *data;
    size_t size;
} samples[] = {
    {TENOR__COMPRESSION_GZIP, "gzip",
     "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xCB\xCF\x4B\xE5\x2A\x29\xCF\xE7\x02\x00\xE6\x0B\xBA\x12"
     "\x08\x00\x00\x00",
     28},
    {TENOR__COMPRESSION_ZSTD, "zstd",
     "\x28\xB5\x2F\xFD\x04\x58\x41\x00\x00\x6F\x6E\x65\x0A\x74\x77\x6F\x0A\xE6\xA6\x0E\x40", 21},
    {TENOR__COMPRESSION_XZ, "xz",
     "\xFD\x37\x7A\x58\x5A\x00\x00\x04\xE6\xD6\xB4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2F\xE5\xA3"
     "\x01\x00\x07\x6F\x6E\x65\x0A\x74\x77\x6F\x0A\x00\x51\xAB\x9E\xAF\x57\x75\x70\x49\x00\x01\x20\x08"
     "\xBB\x19\xD9\xBB\x1F\xB6\xF3\x7D\x01\x00\x00\x00\x00\x04\x59\x5A",
     64},
    {TENOR__COMPRESSION_BZIP2, "bzip2",
     "\x42\x5A\x68\x39\x31\x41\x59\x26\x53\x59\xA7\x14\x2B\x77\x00\x00\x02\xC1\x80\x00\x10\x02\x01\x84"
     "\x80\x20\x00\x21\x80\x0C\x02\x38\xF5\x1B\x8B\xB9\x22\x9C\x28\x48\x53\x8A\x15\xBB\x80",
     45},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static bool is_built_in(const char *name)
{
    for (size_t i = 0; tenor_decompress_kind(i); i++)
        if (strcmp(tenor_decompress_kind(i), name) == 0)
            return true;
    return false;
}

/* Undoes data, given `step` bytes at a time, with room for `room` at a time. */
static tenor_status undo(const struct sample *sample, const char *data, size_t size, size_t step, size_t room,
                         char *out, size_t *out_size, tenor_error *error)
{
    tenor__decompressor *made;
    *out_size = 0;
    tenor_status status = tenor__decompress_new(sample->kind, NULL, &made, error);
    for (size_t at = 0; at < size && status == TENOR_OK;) {
        const char *in = data + at;
        size_t left = size - at < step ? size - at : step;
        const size_t given = left;
        size_t got = 1;
        while (status == TENOR_OK && (left > 0 || got > 0)) {
            ck_assert_uint_le(*out_size + room, MOST);
            status = tenor__decompress(made, &in, &left, out + *out_size, room, &got, error);
            *out_size += status == TENOR_OK ? got : 0;
        }
        at += given;
    }
    if (status == TENOR_OK)
        status = tenor__decompress_end(made, error);
    tenor__decompress_free(made);
    return status;
}

START_TEST(the_first_bytes_tell_the_kind)
{
    bool more;
    for (size_t i = 0; i < SAMPLES; i++) {
        ck_assert_int_eq(tenor__decompress_kind_of(samples[i].data, samples[i].size, &more), samples[i].kind);
        ck_assert_int_eq(tenor__decompress_kind_of(samples[i].data, 2, &more), TENOR__COMPRESSION_NONE);
        ck_assert(more);
        ck_assert_str_eq(tenor__decompress_name(samples[i].kind), samples[i].name);
    }
    ck_assert_int_eq(tenor__decompress_kind_of("BZhou, 0.1", 10, &more), TENOR__COMPRESSION_NONE);
    ck_assert(!more);
    ck_assert_int_eq(tenor__decompress_kind_of("", 0, &more), TENOR__COMPRESSION_NONE);
    ck_assert_int_eq(tenor__decompress_kind_of("text", 4, &more), TENOR__COMPRESSION_NONE);
    ck_assert(!more);
    ck_assert_int_eq(tenor__decompress_kind_of("\x5A\x2A\x4D\x18", 4, NULL), TENOR__COMPRESSION_ZSTD);
    ck_assert_ptr_null(tenor__decompress_name(TENOR__COMPRESSION_NONE));
}
END_TEST

START_TEST(any_division_gives_the_same)
{
    static const size_t steps[] = {1, 2, 7, MOST};
    for (size_t i = 0; i < SAMPLES; i++) {
        for (size_t k = 0; k < 16 && is_built_in(samples[i].name); k++) {
            char out[2 * MOST];
            size_t size;
            tenor_error error;
            const size_t room = k / 4 == 3 ? 16 : steps[k / 4];
            ck_assert_msg(undo(&samples[i], samples[i].data, samples[i].size, steps[k % 4], room, out, &size, &error) ==
                              TENOR_OK,
                          "%s: %s", samples[i].name, error.message);
            ck_assert_uint_eq(size, TEXT_SIZE);
            ck_assert_mem_eq(out, TEXT, TEXT_SIZE);
        }
    }
}
END_TEST

START_TEST(members_are_one_text)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        char data[3 * MOST] = "";
        char out[2 * MOST];
        size_t size;
        tenor_error error;
        if (!is_built_in(samples[i].name))
            continue;
        memcpy(data, samples[i].data, samples[i].size);
        memcpy(data + samples[i].size, samples[i].data, samples[i].size);
        for (size_t padding = 0; padding < 9; padding += 8) {
            for (size_t step = 1; step < 200; step += 5) {
                ck_assert_msg(undo(&samples[i], data, 2 * samples[i].size + padding, step, 16, out, &size, &error) ==
                                  TENOR_OK,
                              "%s: %s", samples[i].name, error.message);
                ck_assert_uint_eq(size, 2 * TEXT_SIZE);
                ck_assert_mem_eq(out + TEXT_SIZE, TEXT, TEXT_SIZE);
            }
        }
        data[2 * samples[i].size] = 'x';
        ck_assert_int_eq(undo(&samples[i], data, 2 * samples[i].size + 1, 7, 16, out, &size, &error), TENOR_CORRUPT);
        ck_assert_ptr_nonnull(strstr(error.message, "something else follows at byte"));
    }
}
END_TEST

START_TEST(cut_and_damaged_data_is_told)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        char data[MOST];
        char out[2 * MOST];
        size_t size;
        for (size_t cut = 1; cut < samples[i].size && is_built_in(samples[i].name); cut++) {
            tenor_error error;
            ck_assert_int_eq(undo(&samples[i], samples[i].data, cut, 5, 16, out, &size, &error), TENOR_CORRUPT);
            ck_assert_msg(strstr(error.message, "is cut short") && strstr(error.message, samples[i].name), "%s",
                          error.message);
            ck_assert_uint_eq(error.byte, cut);
        }
        for (size_t at = 10; at < samples[i].size && is_built_in(samples[i].name); at++) {
            tenor_error error;
            memcpy(data, samples[i].data, samples[i].size);
            data[at] = (char)(data[at] ^ 0x55);
            const tenor_status status = undo(&samples[i], data, samples[i].size, 5, 16, out, &size, &error);
            if (status == TENOR_OK)
                ck_assert_mem_eq(out, TEXT, TEXT_SIZE);
            else
                ck_assert_msg(strstr(error.message, " byte ") || status == TENOR_TOO_LARGE, "%s", error.message);
        }
    }
}
END_TEST

START_TEST(memory_may_run_out)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        for (size_t n = 1; is_built_in(samples[i].name); n++) {
            failing memory = {.fail_at = n};
            const tenor_alloc alloc = failing_alloc(&memory);
            tenor__decompressor *made;
            char out[MOST];
            const char *in = samples[i].data;
            size_t left = samples[i].size;
            size_t got = 0;
            tenor_status status = tenor__decompress_new(samples[i].kind, &alloc, &made, NULL);
            if (status == TENOR_OK)
                status = tenor__decompress(made, &in, &left, out, sizeof out, &got, NULL);
            tenor__decompress_free(made);
            ck_assert_uint_eq(memory.alive, 0);
            if (status == TENOR_OK && got == TEXT_SIZE)
                break;
            ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
            ck_assert_uint_lt(n, 100);
        }
    }
}
END_TEST

CHECK_MAIN("source/decompress", the_first_bytes_tell_the_kind, any_division_gives_the_same, members_are_one_text,
           cut_and_damaged_data_is_told, memory_may_run_out)
