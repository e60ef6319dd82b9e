#include "base/file_rig.h"

/* ---- reading ---- */

typedef tenor_status (*open_fn)(const char *path, size_t limit, const tenor_alloc *alloc, tenor__file *out,
                                tenor_error *error);

static tenor_status map_file(const char *path, size_t limit, const tenor_alloc *alloc, tenor__file *out,
                             tenor_error *error)
{
    return tenor__file_open(path, true, limit, NULL, alloc, out, error);
}

static const open_fn ways[] = {tenor__file_read, map_file};

START_TEST(reads_and_maps)
{
    enter();
    for (int way = 0; way < 2; way++) {
        tenor__file file;
        tenor_error error;
        put("text", "some bytes");
        ck_assert_int_eq(ways[way]("text", 10, NULL, &file, &error), TENOR_OK);
        ck_assert_uint_eq(file.size, 10);
        ck_assert_mem_eq(file.data, "some bytes", 10);
        ck_assert_int_eq(file.mapped, way);
        tenor__file_close(&file);
        ck_assert_uint_eq(file.size, 0);
        tenor__file_close(&file);

        ck_assert_int_eq(ways[way]("text", 9, NULL, &file, &error), TENOR_TOO_LARGE);
        ck_assert_ptr_null(file.data);
        tenor__file_close(&file);

        put("empty", "");
        ck_assert_int_eq(ways[way]("empty", 0, NULL, &file, &error), TENOR_OK);
        ck_assert_ptr_nonnull(file.data);
        ck_assert_uint_eq(file.size, 0);
        tenor__file_close(&file);

        ck_assert_int_eq(ways[way]("none", 10, NULL, &file, &error), TENOR_NOT_FOUND);
        ck_assert_str_eq(error.message, "cannot open none: No such file or directory");
        ck_assert_int_eq(ways[way](".", 10, NULL, &file, &error), TENOR_IO);
        ck_assert_str_eq(error.message, "cannot read .: Is a directory");
        tenor__file_close(&file);
    }
    tenor__file nothing = {0};
    tenor__file_close(&nothing);
    quit();
}
END_TEST

START_TEST(reads_what_has_no_size)
{
    enter();
    for (int way = 0; way < 2; way++) {
        tenor__file file;
        tenor_error error;
        ck_assert_int_eq(ways[way]("/proc/self/status", 1 << 20, NULL, &file, &error), TENOR_OK);
        ck_assert_uint_gt(file.size, 100);
        tenor__file_close(&file);
        ck_assert_int_eq(ways[way]("/proc/self/status", 50, NULL, &file, &error), TENOR_TOO_LARGE);
        ck_assert_int_eq(ways[way]("/dev/null", 50, NULL, &file, &error), TENOR_OK);
        ck_assert_uint_eq(file.size, 0);
        tenor__file_close(&file);
        ck_assert_int_eq(ways[way]("/dev/zero", 100000, NULL, &file, &error), TENOR_TOO_LARGE);
    }
    quit();
}
END_TEST

static tenor_status refuse_zeros(void *user, const char *data, size_t before, size_t size, tenor_error *error)
{
    size_t *seen = user;
    ck_assert_uint_eq(before, *seen);
    ck_assert_uint_gt(size, before);
    *seen = size;
    return data[size - 1] == '\0' && size > 200000 ? tenor__error_set(error, TENOR_BAD_DATA, "zeros") : TENOR_OK;
}

START_TEST(a_stream_has_rules_of_its_own)
{
    enter();
    put("text", "some bytes");
    for (int map = 0; map < 2; map++) {
        size_t seen = 0;
        tenor__stream stream = {.limit = UINT64_C(1) << 40, .check = refuse_zeros, .user = &seen};
        tenor__file file;
        tenor_error error;
        ck_assert_int_eq(tenor__file_open("/dev/zero", map, SIZE_MAX, &stream, NULL, &file, &error), TENOR_BAD_DATA);
        ck_assert_str_eq(error.message, "/dev/zero: zeros");
        ck_assert_uint_lt(seen, 1 << 20);
        ck_assert_ptr_null(file.data);
        stream = (tenor__stream){.limit = 5};
        ck_assert_int_eq(tenor__file_open("/dev/zero", map, SIZE_MAX, &stream, NULL, &file, &error), TENOR_TOO_LARGE);
        ck_assert_int_eq(tenor__file_open("text", map, 10, &stream, NULL, &file, &error), TENOR_OK);
        tenor__file_close(&file);
    }
    quit();
}
END_TEST

enum { STREAM = 300000 };

static void *feed(void *argument)
{
    const int *pipe_end = argument;
    static char text[STREAM];
    for (size_t i = 0; i < STREAM; i++)
        text[i] = (char)(i % 127);
    for (size_t done = 0; done < STREAM;) {
        const long moved = syscall(SYS_write, *pipe_end, text + done, STREAM - done > 50000 ? 50000 : STREAM - done);
        usleep(1000);
        done += moved > 0 ? (size_t)moved : 0;
    }
    close(*pipe_end);
    return NULL;
}

START_TEST(reads_standard_input)
{
    enter();
    /* In the end a reader that waits where the pipe does not. */
    for (int nonblocking = 0; nonblocking < 2; nonblocking++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        close(ends[0]);
        if (nonblocking)
            fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
        pthread_t writer;
        pthread_create(&writer, NULL, feed, &ends[1]);
        faults.interrupt = true;
        faults.longest = 7001;
        size_t size = 0;
        size_t wrong = 0;
        for (size_t got = 1; got > 0; size += got) {
            char bytes[9000];
            tenor_error error;
            ck_assert_msg(tenor__file_read_some(STDIN_FILENO, "input", bytes, sizeof bytes, &got, &error) == TENOR_OK,
                          "%s", error.message);
            for (size_t i = 0; i < got; i++)
                wrong += bytes[i] != (char)((size + i) % 127);
        }
        disarm();
        pthread_join(writer, NULL);
        ck_assert_uint_eq(size, STREAM);
        ck_assert_uint_eq(wrong, 0);
    }
    /* "-" is a file's name here. */
    tenor__file file;
    for (int way = 0; way < 2; way++)
        ck_assert_int_eq(ways[way]("-", 10, NULL, &file, NULL), TENOR_NOT_FOUND);
    quit();
}
END_TEST

START_TEST(reading_may_fail)
{
    enter();
    put("text", "some bytes");
    faults.fail_at = 1;
    faults.error_number = EIO;
    tenor__file file;
    tenor_error error;
    ck_assert_int_eq(tenor__file_read("text", 100, NULL, &file, &error), TENOR_IO);
    ck_assert_ptr_eq(strstr(error.message, "cannot read text: "), error.message);
    ck_assert_str_eq(strrchr(error.message, ':') + 2, strerror(EIO));
    ck_assert_ptr_null(file.data);
    disarm();
    char name[300];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(tenor__file_read(name, 100, NULL, &file, &error), TENOR_IO);
    failing state = {.fail_at = 1};
    const tenor_alloc alloc = failing_alloc(&state);
    ck_assert_int_eq(tenor__file_read("text", 100, &alloc, &file, &error), TENOR_OUT_OF_MEMORY);
    ck_assert_int_eq(map_file("text", 100, &alloc, &file, &error), TENOR_OK); /* asks for none */
    tenor__file_close(&file);
    state.fail_at = 3;
    ck_assert_int_eq(tenor__file_read("/dev/zero", 1 << 20, &alloc, &file, &error), TENOR_OUT_OF_MEMORY);
    ck_assert_uint_eq(state.alive, 0);
    ck_assert_int_eq(tenor__file_read("text", 100, &alloc, &file, &error), TENOR_OK);
    ck_assert_uint_eq(state.alive, 1);
    tenor__file_close(&file);
    ck_assert_uint_eq(state.alive, 0);
    quit();
}
END_TEST

/* ---- walking through ---- */

typedef struct walk {
    const char *expected; /* what is still to come */
    size_t pieces;
    bool same;
} walk;

static void take(void *user, const char *piece, size_t size)
{
    walk *w = user;
    w->same &= size > 0 && memcmp(piece, w->expected, size) == 0;
    w->expected += size;
    w->pieces++;
}

/* Three pieces, the last of five bytes. */
static char *put_pieces(size_t *size)
{
    *size = 2 * (size_t)TENOR__FILE_PIECE + 5;
    char *bytes = malloc(*size + 1);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < *size; i++)
        bytes[i] = (char)('a' + i / 1000 % 26);
    bytes[*size] = '\0';
    put("pieces", bytes);
    return bytes;
}

START_TEST(visits_all_of_it)
{
    enter();
    size_t size;
    char *bytes = put_pieces(&size);
    for (int way = 0; way < 4; way++) { /* read, mapped, mapped and detached, of nobody's */
        tenor__file file = {.data = bytes, .size = size};
        if (way < 3)
            ck_assert_int_eq(ways[way > 0]("pieces", size, NULL, &file, NULL), TENOR_OK);
        if (way == 2)
            tenor__file_detach(&file);
        ck_assert_int_eq(file.open, way == 1);
        for (size_t begin = 0; begin <= size; begin += begin < 6 ? 1 : begin < size - 7 ? size - 7 - begin : 1) {
            faults.interrupt = true;
            faults.longest = begin % 2 == 0 ? 0 : 50000;
            walk w = {.expected = bytes + begin, .same = true};
            ck_assert_int_eq(tenor__file_visit(&file, begin, take, &w, NULL), TENOR_OK);
            disarm();
            ck_assert(w.same);
            ck_assert_ptr_eq(w.expected, bytes + size);
            ck_assert_uint_eq(w.pieces, (size - begin + TENOR__FILE_PIECE - 1) / TENOR__FILE_PIECE);
        }
        if (way < 3)
            tenor__file_close(&file);
        tenor__file_detach(&file);
    }
    free(bytes);
    quit();
}
END_TEST

START_TEST(visiting_may_fail)
{
    enter();
    size_t size;
    char *bytes = put_pieces(&size);
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor__file file;
    tenor_error error;
    walk w = {.expected = bytes, .same = true};
    ck_assert_int_eq(map_file("pieces", size, &alloc, &file, &error), TENOR_OK);
    state.fail_at = 1;
    ck_assert_int_eq(tenor__file_visit(&file, 0, take, &w, &error), TENOR_OUT_OF_MEMORY);
    ck_assert_uint_eq(w.pieces, 0);
    faults.fail_at = 2;
    faults.error_number = EIO;
    ck_assert_int_eq(tenor__file_visit(&file, 0, take, &w, &error), TENOR_IO);
    ck_assert_ptr_eq(strstr(error.message, "cannot read it: "), error.message);
    ck_assert_str_eq(strrchr(error.message, ':') + 2, strerror(EIO));
    ck_assert_uint_eq(w.pieces, 1);
    disarm();
    ck_assert_int_eq(truncate("pieces", TENOR__FILE_PIECE), 0);
    w = (walk){.expected = bytes, .same = true};
    ck_assert_int_eq(tenor__file_visit(&file, 0, take, &w, &error), TENOR_CORRUPT);
    ck_assert_str_eq(error.message, "it became shorter while it was read");
    ck_assert_uint_eq(w.pieces, 1);
    ck_assert_uint_eq(state.alive, 0);
    tenor__file_close(&file);
    free(bytes);
    quit();
}
END_TEST

START_TEST(paths)
{
    enter();
    static const char *const cases[][3] = {
        {"folder", "name", "folder/name"}, {"folder/", "name", "folder/name"}, {"/", "x", "/x"}, {"", "x", "x"}};
    for (int i = 0; i < 4; i++) {
        failing state = {0};
        tenor_alloc alloc = failing_alloc(&state);
        char *joined = tenor__file_join(&alloc, cases[i][0], cases[i][1]);
        ck_assert_str_eq(joined, cases[i][2]);
        tenor__alloc_free(&alloc, joined);
        ck_assert_uint_eq(state.alive, 0);
        state.fail_at = state.calls + 1;
        ck_assert_ptr_null(tenor__file_join(&alloc, cases[i][0], cases[i][1]));
    }
    quit();
}
END_TEST

START_TEST(marks_tell_files_apart)
{
    enter();
    const tenor__file_mark none = tenor__file_mark_of("a");
    const tenor__file_mark empty = {0};
    ck_assert(tenor__file_mark_equals(&none, &empty));
    put("a", "text");
    put("b", "text");
    const tenor__file_mark a = tenor__file_mark_of("a");
    const tenor__file_mark b = tenor__file_mark_of("b");
    const tenor__file_mark again = tenor__file_mark_of("a");
    const int open_a = open("a", O_RDONLY);
    const tenor__file_mark opened = tenor__file_mark_of_open(open_a);
    ck_assert(tenor__file_mark_equals(&a, &opened));
    ck_assert_int_eq(close(open_a), 0);
    const tenor__file_mark closed = tenor__file_mark_of_open(open_a);
    ck_assert(tenor__file_mark_equals(&closed, &empty));
    ck_assert(tenor__file_mark_equals(&a, &again) && !tenor__file_mark_equals(&a, &none));
    ck_assert(!tenor__file_mark_equals(&a, &b));
    ck_assert_int_eq(rename("b", "a"), 0);
    const tenor__file_mark replaced = tenor__file_mark_of("a");
    ck_assert(!tenor__file_mark_equals(&a, &replaced));
    quit();
}
END_TEST

START_TEST(files_of_a_folder_that_was_replaced)
{
    enter();
    put("text", "");
    ck_assert_int_eq(tenor__file_open_folder("text"), -1);
    ck_assert_int_eq(errno, ENOTDIR);
    ck_assert_int_eq(tenor__file_open_folder("none"), -1);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(mkdir("folder", 0777), 0);
    put("folder/a", "old");
    const int folder = tenor__file_open_folder("folder");
    ck_assert_int_ge(folder, 0);
    ck_assert(fcntl(folder, F_GETFL) & O_PATH); /* which needs no permission to list the folder */
    ck_assert_int_eq(rename("folder", "aside"), 0);
    ck_assert_int_eq(mkdir("folder", 0777), 0);
    put("folder/a", "new");
    ck_assert_int_eq(tenor__file_open_member(folder, "b"), -1);
    ck_assert_int_eq(errno, ENOENT);
    for (int map = 0; map < 2; map++) {
        tenor__file file;
        tenor_error error;
        const int member = tenor__file_open_member(folder, "a");
        ck_assert_int_ge(member, 0);
        ck_assert_int_eq(tenor__file_take(member, "a", map, 100, NULL, NULL, &file, &error), TENOR_OK);
        ck_assert_mem_eq(file.data, "old", 3);
        tenor__file_close(&file);
        ck_assert_int_eq(fcntl(member, F_GETFD), -1);
        /* What is too large is closed, too. */
        ck_assert_int_eq(tenor__file_open_member(folder, "a"), member);
        ck_assert_int_eq(tenor__file_take(member, "shown", map, 2, NULL, NULL, &file, &error), TENOR_TOO_LARGE);
        ck_assert_ptr_nonnull(strstr(error.message, "shown"));
        ck_assert_int_eq(fcntl(member, F_GETFD), -1);
    }
    ck_assert_int_eq(close(folder), 0);
    quit();
}
END_TEST

CHECK_MAIN("base/file", reads_and_maps, reads_what_has_no_size, a_stream_has_rules_of_its_own, reads_standard_input,
           reading_may_fail, visits_all_of_it, visiting_may_fail, paths, files_of_a_folder_that_was_replaced,
           marks_tell_files_apart)
