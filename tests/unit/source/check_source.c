#include "source/source.h"

#include "base/failing.h"
#include "check_main.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 4 << 20 };

static const tenor__source_settings AUTO = {.map = true, .patient = true};

/* Reads all of a source, `need` bytes at a time; the caller frees. */
static char *read_through(tenor__source *source, size_t need, size_t *size, tenor_status *status, tenor_error *error)
{
    tenor__window *window = tenor__source_window(source);
    char *all = malloc(MOST);
    size_t misplaced = 0;
    *size = 0;
    while ((*status = tenor__window_need(window, need, error)) == TENOR_OK && window->size > 0) {
        const size_t taken = window->size < need ? window->size : need;
        misplaced += window->position != *size || *size + taken > MOST;
        if (misplaced > 0)
            break;
        memcpy(all + *size, window->data, taken);
        *size += taken;
        tenor__window_take(window, taken);
    }
    ck_assert_uint_eq(misplaced, 0);
    return all;
}

static void expect_text(tenor__source *source, size_t need, const char *text, size_t text_size)
{
    size_t size;
    tenor_status status;
    tenor_error error = {0};
    char *all = read_through(source, need, &size, &status, &error);
    ck_assert_msg(status == TENOR_OK, "%s", error.message);
    ck_assert_msg(size == text_size && memcmp(all, text, size) == 0, "%zu bytes: %.*s", size,
                  size < 100 ? (int)size : 100, all);
    free(all);
}

/* Data through memory, a mapped file, a file that is read, and a pipe. */
enum { MEMORY, MAPPED, READ, PIPE, WAYS };

typedef struct feeding {
    int pipe_end;
    const char *data;
    size_t size;
    size_t step;
} feeding;

static void *feed(void *given)
{
    const feeding *f = given;
    for (size_t at = 0; at < f->size;) {
        const size_t step = f->size - at < f->step ? f->size - at : f->step;
        const ssize_t written = write(f->pipe_end, f->data + at, step);
        at += written > 0 ? (size_t)written : f->size;
    }
    close(f->pipe_end);
    return NULL;
}

typedef struct rig {
    char path[64];
    pthread_t writer;
    feeding feeding;
    bool fed;
} rig;

static tenor_status open_way(rig *r, int way, const char *data, size_t size, tenor__source_settings settings,
                             tenor__source **out, tenor_error *error)
{
    *r = (rig){.path = "/tmp/tenor_check_source_XXXXXX"};
    *error = (tenor_error){0};
    if (way == MEMORY)
        return tenor__source_open_memory(data, size, "memory", &settings, NULL, out, error);
    if (way == PIPE) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        snprintf(r->path, sizeof r->path, "/dev/fd/%d", ends[0]);
        r->feeding = (feeding){ends[1], data, size, 1000};
        r->fed = true;
        pthread_create(&r->writer, NULL, feed, &r->feeding);
        const tenor_status status = tenor__source_open(r->path, &settings, NULL, out, error);
        close(ends[0]);
        return status;
    }
    const int file = mkstemp(r->path);
    ck_assert_int_eq(write(file, data, size), (ssize_t)size);
    close(file);
    settings.map = way == MAPPED;
    const tenor_status status = tenor__source_open(r->path, &settings, NULL, out, error);
    unlink(r->path);
    return status;
}

static void close_way(rig *r, tenor__source *source)
{
    tenor__source_close(source);
    if (r->fed)
        pthread_join(r->writer, NULL);
}

static void expect(const char *data, size_t size, const char *encoding, const char *text, size_t text_size)
{
    static const size_t needs[] = {1, 7, 1 << 20};
    for (int way = 0; way < WAYS; way++)
        for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
            rig r;
            tenor__source *source;
            tenor_error error;
            ck_assert_msg(open_way(&r, way, data, size, AUTO, &source, &error) == TENOR_OK, "%s", error.message);
            expect_text(source, needs[i], text, text_size);
            ck_assert_str_eq(tenor_source_describe(source).encoding, encoding);
            close_way(&r, source);
        }
}

START_TEST(utf_8_passes)
{
    expect("text,label\ncaf\u00E9,x\n", 19, "UTF-8", "text,label\ncaf\u00E9,x\n", 19);
    expect("\xEF\xBB\xBFtext\n", 8, "UTF-8", "text\n", 5);
    expect("", 0, "UTF-8", "", 0);
    expect("\xC3\xA9\xC3\xA9\xE9\n", 6, "UTF-8", "\xC3\xA9\xC3\xA9\xE9\n", 6);
}
END_TEST

START_TEST(others_are_converted)
{
    expect("\xFF\xFEt\0\xE9\0\n\0", 8, "UTF-16LE", "t\u00E9\n", 4);
    expect("t\0e\0x\0t\0,\0\xE9\0l\0\n\0", 16, "UTF-16LE", "text,\u00E9l\n", 9);
    expect("\0\0\xFE\xFF\0\0\0t", 8, "UTF-32BE", "t", 1);
    expect("good,g\xE9nial\nbad,mauvais\n", 24, "Windows-1252", "good,g\u00E9nial\nbad,mauvais\n", 25);
}
END_TEST

/* Long, with what is not ASCII far from its start and at every place of a buffer. */
START_TEST(long_texts)
{
    enum { LINES = 60000, LINE = 40 };
    char *data = malloc((size_t)LINES * LINE);
    char *text = malloc((size_t)LINES * LINE * 2);
    size_t size = 0;
    size_t text_size = 0;
    for (int i = 0; i < LINES; i++) {
        const bool plain = i < LINES / 2;
        size += (size_t)sprintf(data + size, plain ? "%d a plain line\n" : "%d caf\xE9 tr\xE8s bon\n", i % 1000);
        text_size +=
            (size_t)sprintf(text + text_size, plain ? "%d a plain line\n" : "%d caf\u00E9 tr\u00E8s bon\n", i % 1000);
    }
    expect(data, size, "Windows-1252", text, text_size);
    expect(text, text_size, "UTF-8", text, text_size);
    free(text);
    free(data);
}
END_TEST

START_TEST(compressed_files)
{
    static const char data[] = "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xCB\xCF\x4B\xE5\x2A\x29\xCF\xE7\x02\x00"
                               "\xE6\x0B\xBA\x12\x08\x00\x00\x00";
    tenor__source *source;
    tenor_error error;
    rig r;
    if (!tenor_decompress_kind(0))
        return;
    expect(data, sizeof data - 1, "UTF-8", "one\ntwo\n", 8);
    for (int way = 0; way < WAYS; way++) {
        ck_assert_int_eq(open_way(&r, way, data, sizeof data - 1, AUTO, &source, &error), TENOR_OK);
        ck_assert_str_eq(tenor_source_describe(source).compression, "gzip");
        close_way(&r, source);
        ck_assert_int_eq(open_way(&r, way, data, sizeof data - 6, AUTO, &source, &error), TENOR_CORRUPT);
        ck_assert_ptr_null(source);
        ck_assert_ptr_nonnull(strstr(error.message, "is cut short"));
        ck_assert_ptr_nonnull(strstr(error.message, way == MEMORY ? "memory: " : r.path));
        close_way(&r, source);
    }
}
END_TEST

/* A zstd frame of blocks that are not compressed, as its format description lays them out. */
static size_t frame(const char *text, size_t size, char *out)
{
    enum { BLOCK = 100000 };
    static const char start[] = "\x28\xB5\x2F\xFD\x00\x58"; /* with a window of 2 MB, no size and no checksum */
    size_t at = sizeof start - 1;
    memcpy(out, start, at);
    for (size_t done = 0; done < size || done == 0;) {
        const size_t block = size - done < BLOCK ? size - done : BLOCK;
        const size_t header = block << 3 | (done + block == size);
        for (int i = 0; i < 3; i++)
            out[at++] = (char)(header >> 8 * i & 0xFF);
        memcpy(out + at, text + done, block);
        at += block;
        done += block;
    }
    return at;
}

static bool reads_zstd(void)
{
    for (size_t i = 0; tenor_decompress_kind(i); i++)
        if (strcmp(tenor_decompress_kind(i), "zstd") == 0)
            return true;
    return false;
}

/* So long that a thread reads ahead. */
START_TEST(long_compressed_files)
{
    enum { SIZE = 1700000 };
    char *text = malloc(SIZE);
    char *data = malloc(SIZE + 1000);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = (char)(i % 61 == 60 ? '\n' : 'a' + i % 26);
    const size_t size = frame(text, SIZE, data);
    if (reads_zstd())
        expect(data, size, "UTF-8", text, SIZE);
    for (int way = 0; way < WAYS && reads_zstd(); way++) {
        rig r;
        tenor__source *source;
        tenor_error error;
        tenor_status status;
        size_t got;
        ck_assert_int_eq(open_way(&r, way, data, size - 100, AUTO, &source, &error), TENOR_OK);
        ck_assert(way == PIPE || !tenor__source_would_wait(source));
        free(read_through(source, 1000, &got, &status, &error));
        ck_assert_int_eq(status, TENOR_CORRUPT);
        ck_assert_ptr_nonnull(strstr(error.message, "is cut short"));
        ck_assert_uint_gt(got, SIZE / 2);
        close_way(&r, source);
    }
    for (int way = 0; way < PIPE && reads_zstd(); way++) {
        rig r;
        tenor__source *source;
        tenor_error error;
        ck_assert_int_eq(open_way(&r, way, data, size, AUTO, &source, &error), TENOR_OK);
        ck_assert_int_eq(tenor__window_need(tenor__source_window(source), 1 + (size_t)way, &error), TENOR_OK);
        close_way(&r, source); /* before the end */
    }
    free(data);
    free(text);
}
END_TEST

START_TEST(the_encoding_may_be_given)
{
    static const struct {
        const char *encoding;
        const char *data;
        size_t size;
        const char *text;
    } cases[] = {
        {"koi8-r", "\xCB", 1, "\u043A"},
        {"utf-8",
         "\xEF\xBB\xBF"
         "a",
         4, "a"},
        {"utf-16", "\xFE\xFF\0a", 4, "a"},
        {"UTF-16", "a\0b\0", 4, "ab"},
        {"utf-16le",
         "\xFF\xFE"
         "a\0",
         4, "a"},
        {"utf-32", "a\0\0\0", 4, "a"},
        {"latin1", "\xC3\xA9", 2, "\u00C3\u00A9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tenor__source_settings settings = AUTO;
        tenor__source *source;
        tenor_error error;
        settings.encoding = cases[i].encoding;
        ck_assert_int_eq(
            tenor__source_open_memory(cases[i].data, cases[i].size, "memory", &settings, NULL, &source, &error),
            TENOR_OK);
        expect_text(source, 3, cases[i].text, strlen(cases[i].text));
        ck_assert(!tenor_source_describe(source).guessed);
        tenor__source_close(source);
    }
}
END_TEST

static bool is_binary(const char *data, size_t size)
{
    return size > 0 && data[0] == '\x01';
}

START_TEST(binary_data_is_not_touched)
{
    tenor__source_settings settings = AUTO;
    tenor__source *source;
    settings.is_binary = is_binary;
    ck_assert_int_eq(tenor__source_open_memory("\x01\xE9\xE8 \0a\0b\xFF", 9, "memory", &settings, NULL, &source, NULL),
                     TENOR_OK);
    expect_text(source, 2, "\x01\xE9\xE8 \0a\0b\xFF", 9);
    tenor__source_close(source);
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
    tenor__source *source;
    tenor_error error;
    ck_assert_int_eq(tenor__source_open_memory("PAR1....", 8, "x.csv", &AUTO, NULL, &source, &error), TENOR_BAD_DATA);
    ck_assert_ptr_null(source);
    ck_assert_ptr_nonnull(strstr(error.message, "x.csv: is a Parquet file"));
    ck_assert_int_eq(tenor__source_open("/nowhere/x.csv", &AUTO, NULL, &source, &error), TENOR_NOT_FOUND);
    ck_assert_int_eq(tenor__source_open("/tmp", &AUTO, NULL, &source, &error), TENOR_IO);
}
END_TEST

START_TEST(memory_may_run_out)
{
    static const char data[] = "good,g\xE9nial\nbad,mauvais\n";
    for (size_t n = 1;; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor__source *source;
        tenor_status status = tenor__source_open_memory(data, sizeof data - 1, "memory", &AUTO, &alloc, &source, NULL);
        if (status == TENOR_OK)
            status = tenor__window_need(tenor__source_window(source), 1 << 20, NULL);
        tenor__source_close(source);
        ck_assert_uint_eq(memory.alive, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
    }
}
END_TEST

START_TEST(lines)
{
    tenor__window window = tenor__window_of("one\n\ntwo", 8);
    static const char *const expected[] = {"one", "", "two"};
    tenor_str line;
    bool found;
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(tenor__window_line(&window, 100, &line, &found, NULL), TENOR_OK);
        ck_assert(found && line.size == strlen(expected[i]) && memcmp(line.data, expected[i], line.size) == 0);
        tenor__window_take(&window, line.size < window.size ? line.size + 1 : line.size);
    }
    ck_assert_int_eq(tenor__window_line(&window, 100, &line, &found, NULL), TENOR_OK);
    ck_assert(!found);
    window = tenor__window_of("four", 4);
    ck_assert_int_eq(tenor__window_line(&window, 3, &line, &found, NULL), TENOR_TOO_LARGE);
}
END_TEST

CHECK_MAIN("source/source", utf_8_passes, others_are_converted, long_texts, compressed_files, long_compressed_files,
           the_encoding_may_be_given, binary_data_is_not_touched, what_is_no_text_is_refused, memory_may_run_out, lines)
