#define _GNU_SOURCE /* renameat2 */
#include "base/file.h"

#include "base/failing.h"
#include "base/status.h"
#include "check_main.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* ---- system calls that fail on demand, in place of the C library's ---- */

static struct {
    size_t calls;          /* since armed */
    size_t fail_at;        /* the call that fails, from 1; 0 for none */
    int error_number;      /* and how */
    size_t longest;        /* bytes that one read or write moves; 0 for all */
    bool interrupt;        /* every other read, write and fsync fails with EINTR */
    bool interrupted;      /* the latest one did */
    int exchange_error;    /* of every renameat2 */
    size_t renames;        /* since armed */
    size_t rename_fail_at; /* the rename that fails */
} faults;

static bool is_failing(void)
{
    if (++faults.calls != faults.fail_at)
        return false;
    errno = faults.error_number;
    return true;
}

static bool is_interrupted(void)
{
    faults.interrupted = faults.interrupt && !faults.interrupted;
    errno = EINTR;
    return faults.interrupted;
}

static size_t shorten(size_t size)
{
    return faults.longest > 0 && size > faults.longest ? faults.longest : size;
}

ssize_t read(int file, void *data, size_t size)
{
    if (is_interrupted() || is_failing())
        return -1;
    return (ssize_t)syscall(SYS_read, file, data, shorten(size));
}

ssize_t write(int file, const void *data, size_t size)
{
    if (is_interrupted() || is_failing())
        return -1;
    return (ssize_t)syscall(SYS_write, file, data, shorten(size));
}

int fsync(int file)
{
    if (is_interrupted() || is_failing())
        return -1;
    return (int)syscall(SYS_fsync, file);
}

int mkdir(const char *path, mode_t mode)
{
    return is_failing() ? -1 : mkdirat(AT_FDCWD, path, mode);
}

int rename(const char *from, const char *to)
{
    if (is_failing())
        return -1;
    if (++faults.renames == faults.rename_fail_at) {
        errno = EBUSY;
        return -1;
    }
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (is_failing())
        return -1;
    if (faults.exchange_error != 0) {
        errno = faults.exchange_error;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

static void disarm(void)
{
    memset(&faults, 0, sizeof faults);
}

/* ---- a folder to work in ---- */

static char home[64];

static void enter(void)
{
    strcpy(home, "/tmp/check_file.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
    ck_assert_int_eq(chdir(home), 0);
    umask(022);
    disarm();
}

static int remove_one(const char *path, const struct stat *kind, int type, struct FTW *place)
{
    (void)kind;
    (void)type;
    (void)place;
    return remove(path);
}

static void quit(void)
{
    disarm();
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static bool holds(const char *path, const char *text)
{
    char found[256];
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t size = fread(found, 1, sizeof found - 1, file);
    found[size] = '\0';
    fclose(file);
    return strcmp(found, text) == 0;
}

static int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    int count = -2;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static unsigned mode_of(const char *path)
{
    struct stat kind;
    ck_assert_int_eq(lstat(path, &kind), 0);
    return kind.st_mode & 07777;
}

static bool is_link(const char *path)
{
    struct stat kind;
    return lstat(path, &kind) == 0 && S_ISLNK(kind.st_mode);
}

/* ---- reading ---- */

typedef tenor_status (*open_fn)(const char *path, size_t limit, const tenor_alloc *alloc, tenor__file *out,
                                tenor_error *error);

static const open_fn ways[] = {tenor__file_read, tenor__file_map};

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
        tenor__file file;
        tenor_error error;
        ck_assert_msg(tenor__file_read("-", STREAM, NULL, &file, &error) == TENOR_OK, "%s", error.message);
        disarm();
        pthread_join(writer, NULL);
        ck_assert_uint_eq(file.size, STREAM);
        size_t wrong = 0;
        for (size_t i = 0; i < STREAM; i++)
            wrong += file.data[i] != (char)(i % 127);
        ck_assert_uint_eq(wrong, 0);
        tenor__file_close(&file);
    }
    /* "-" is standard input for reading alone. */
    tenor__file file;
    ck_assert_int_eq(tenor__file_map("-", 10, NULL, &file, NULL), TENOR_NOT_FOUND);
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
    ck_assert_str_eq(error.message, "cannot read text: Input/output error");
    ck_assert_ptr_null(file.data);
    disarm();
    char name[300];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(tenor__file_read(name, 100, NULL, &file, &error), TENOR_IO);
    failing state = {.fail_at = 1};
    const tenor_alloc alloc = failing_alloc(&state);
    ck_assert_int_eq(tenor__file_read("text", 100, &alloc, &file, &error), TENOR_OUT_OF_MEMORY);
    ck_assert_int_eq(tenor__file_map("text", 100, &alloc, &file, &error), TENOR_OK); /* asks for none */
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
        tenor__put(&alloc, joined);
        ck_assert_uint_eq(state.alive, 0);
        state.fail_at = state.calls + 1;
        ck_assert_ptr_null(tenor__file_join(&alloc, cases[i][0], cases[i][1]));
    }
    put("text", "");
    ck_assert(tenor__file_is_folder("."));
    ck_assert(!tenor__file_is_folder("text"));
    ck_assert(!tenor__file_is_folder("none"));
    quit();
}
END_TEST

/* ---- saving a file ---- */

static tenor_status save(const char *path, const char *text, tenor_error *error)
{
    /* In pieces, one of them empty. */
    const size_t half = strlen(text) / 2;
    const tenor__piece pieces[] = {{text, half}, {NULL, 0}, {text + half, strlen(text) - half}};
    return tenor__file_save(path, pieces, 3, NULL, error);
}

START_TEST(saves_a_file)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(save("new", "first", &error), TENOR_OK);
    ck_assert(holds("new", "first"));
    ck_assert_uint_eq(mode_of("new"), 0644);
    ck_assert_int_eq(chmod("new", 0600), 0);
    char path[128];
    snprintf(path, sizeof path, "%s/new", home);
    ck_assert_int_eq(save(path, "second", &error), TENOR_OK);
    ck_assert(holds("new", "second"));
    ck_assert_uint_eq(mode_of("new"), 0600); /* what was private stays so */
    ck_assert_int_eq(tenor__file_save("none", NULL, 0, NULL, &error), TENOR_OK);
    ck_assert(holds("none", ""));
    umask(077);
    ck_assert_int_eq(save("private", "x", &error), TENOR_OK);
    ck_assert_uint_eq(mode_of("private"), 0600);
    char longest[256];
    memset(longest, 'n', 255);
    longest[255] = '\0';
    ck_assert_int_eq(save(longest, "long", &error), TENOR_OK);
    ck_assert(holds(longest, "long"));
    ck_assert_int_eq(count_entries("."), 4);
    quit();
}
END_TEST

START_TEST(saves_through_links)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(mkdirat(AT_FDCWD, "real", 0777), 0);
    put("real/target", "old");
    ck_assert_int_eq(symlink("real/target", "link"), 0);
    ck_assert_int_eq(symlink("link", "link2"), 0);
    ck_assert_int_eq(save("link2", "new", &error), TENOR_OK);
    ck_assert(is_link("link2") && is_link("link"));
    ck_assert(holds("real/target", "new"));
    ck_assert_int_eq(symlink("real/later", "dangling"), 0);
    ck_assert_int_eq(save("dangling", "made", &error), TENOR_OK);
    ck_assert(holds("real/later", "made") && is_link("dangling"));
    char path[128];
    snprintf(path, sizeof path, "%s/real/target", home);
    ck_assert_int_eq(symlink(path, "absolute"), 0);
    ck_assert_int_eq(save("absolute", "newer", &error), TENOR_OK);
    ck_assert(holds("real/target", "newer"));
    ck_assert_int_eq(symlink("loop", "loop"), 0);
    ck_assert_int_eq(save("loop", "x", &error), TENOR_IO);
    ck_assert_int_eq(count_entries("."), 6);
    ck_assert_int_eq(count_entries("real"), 2);
    quit();
}
END_TEST

START_TEST(refuses_to_save_a_file)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(save("", "x", &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(save(".", "x", &error), TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.message, "it is a folder"));
    ck_assert_int_eq(save("new/", "x", &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(save("none/new", "x", &error), TENOR_NOT_FOUND);
    ck_assert_str_eq(error.message, "cannot write in none: No such file or directory");
    put("file", "");
    ck_assert_int_eq(save("file/new", "x", &error), TENOR_IO);
    ck_assert_int_eq(count_entries("."), 1);
    quit();
}
END_TEST

static void *drain(void *argument)
{
    char *found = argument;
    const int file = open("pipe", O_RDONLY);
    size_t size = 0;
    for (long got; (got = syscall(SYS_read, file, found + size, 100)) > 0;)
        size += (size_t)got;
    found[size] = '\0';
    close(file);
    return NULL;
}

/* False where the file system is mounted without devices. */
static bool access_device(const char *path)
{
    const int file = open(path, O_WRONLY);
    if (file >= 0)
        close(file);
    return file >= 0;
}

START_TEST(devices_are_written_to)
{
    enter();
    tenor_error error;
    struct stat kind;
    /* Devices of our own, where that is allowed: a fault here must not harm the machine's. */
    if (mknod("null", S_IFCHR | 0666, makedev(1, 3)) == 0 && access_device("null")) {
        ck_assert_int_eq(save("null", "gone", &error), TENOR_OK);
        ck_assert_int_eq(lstat("null", &kind), 0);
        ck_assert(S_ISCHR(kind.st_mode));
        ck_assert_int_eq(mknod("full", S_IFCHR | 0666, makedev(1, 7)), 0);
        ck_assert_int_eq(save("full", "no room", &error), TENOR_IO);
        ck_assert_str_eq(error.message, "cannot write full: No space left on device");
        ck_assert_int_eq(lstat("full", &kind), 0);
        ck_assert(S_ISCHR(kind.st_mode));
    }
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    char found[300] = "";
    pthread_t reader;
    pthread_create(&reader, NULL, drain, found);
    ck_assert_int_eq(save("pipe", "through the pipe", &error), TENOR_OK);
    pthread_join(reader, NULL);
    ck_assert_str_eq(found, "through the pipe");
    ck_assert_int_eq(lstat("pipe", &kind), 0);
    ck_assert(S_ISFIFO(kind.st_mode));
    quit();
}
END_TEST

START_TEST(a_failed_save_leaves_the_file)
{
    enter();
    put("file", "old");
    tenor_error error;
    size_t failed = 0;
    for (size_t fail_at = 1;; fail_at++) {
        disarm();
        faults.fail_at = fail_at;
        faults.error_number = ENOSPC;
        put("file", "old");
        const tenor_status status = save("file", "new", &error);
        ck_assert_int_eq(count_entries("."), 1);
        if (faults.calls < fail_at)
            break;
        if (status == TENOR_OK) /* the parent's fsync, which comes too late to fail */
            continue;
        failed++;
        ck_assert_int_eq(status, TENOR_IO);
        ck_assert_str_eq(error.message, "cannot save file: No space left on device");
        ck_assert(holds("file", "old"));
    }
    ck_assert_uint_eq(failed, 4); /* two pieces, fsync, rename */
    ck_assert(holds("file", "new"));
    disarm();
    for (size_t fail_at = 1;; fail_at++) {
        failing state = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&state);
        const tenor__piece piece = {"newer", 5};
        const tenor_status status = tenor__file_save("file", &piece, 1, &alloc, &error);
        ck_assert_uint_eq(state.alive, 0);
        ck_assert_int_eq(count_entries("."), 1);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert(holds("file", "new"));
    }
    ck_assert(holds("file", "newer"));
    quit();
}
END_TEST

START_TEST(short_writes_and_interrupts)
{
    enter();
    faults.longest = 3;
    faults.interrupt = true;
    tenor_error error;
    ck_assert_int_eq(save("file", "a text of some length, in small steps", &error), TENOR_OK);
    disarm();
    ck_assert(holds("file", "a text of some length, in small steps"));
    quit();
}
END_TEST

/* ---- saving a folder ---- */

static tenor_status save_model(const char *path, const char *text, const tenor_alloc *alloc, tenor_error *error)
{
    const tenor__piece piece = {text, strlen(text)};
    const tenor__entry entries[] = {{"model.json", &piece, 1}, {"vocab.json", &piece, 1}};
    return tenor__file_save_folder(path, "model.json", entries, 2, alloc, error);
}

static bool is_model(const char *path, const char *text)
{
    char name[2][300];
    snprintf(name[0], sizeof name[0], "%s/model.json", path);
    snprintf(name[1], sizeof name[1], "%s/vocab.json", path);
    return count_entries(path) == 2 && holds(name[0], text) && holds(name[1], text);
}

START_TEST(saves_a_folder)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(save_model("model", "first", NULL, &error), TENOR_OK);
    ck_assert(is_model("model", "first"));
    ck_assert_uint_eq(mode_of("model"), 0755);
    ck_assert_uint_eq(mode_of("model/vocab.json"), 0644);
    ck_assert_int_eq(chmod("model", 0700), 0);
    ck_assert_int_eq(save_model("model///", "second", NULL, &error), TENOR_OK);
    ck_assert(is_model("model", "second"));
    ck_assert_uint_eq(mode_of("model"), 0700);
    ck_assert_int_eq(unlink("model/vocab.json"), 0); /* half a model is one */
    ck_assert_int_eq(save_model("./model", "third", NULL, &error), TENOR_OK);
    ck_assert(is_model("model", "third"));
    ck_assert_int_eq(mkdirat(AT_FDCWD, "empty", 0777), 0);
    ck_assert_int_eq(save_model("empty", "fourth", NULL, &error), TENOR_OK);
    ck_assert(is_model("empty", "fourth"));
    ck_assert_int_eq(count_entries("."), 2);
    quit();
}
END_TEST

START_TEST(saves_a_folder_through_links)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(mkdirat(AT_FDCWD, "far", 0777), 0);
    ck_assert_int_eq(save_model("far/model", "first", NULL, &error), TENOR_OK);
    ck_assert_int_eq(symlink("far/model", "link"), 0);
    ck_assert_int_eq(save_model("link", "second", NULL, &error), TENOR_OK);
    ck_assert_int_eq(save_model("link/", "third", NULL, &error), TENOR_OK);
    ck_assert(is_link("link"));
    ck_assert(is_model("far/model", "third"));
    ck_assert_int_eq(symlink("far/other", "dangling"), 0);
    ck_assert_int_eq(save_model("dangling", "made", NULL, &error), TENOR_OK);
    ck_assert(is_link("dangling") && is_model("far/other", "made"));
    /* "." has its parent elsewhere. */
    ck_assert_int_eq(chdir("far/model"), 0);
    ck_assert_int_eq(save_model(".", "fourth", NULL, &error), TENOR_OK);
    ck_assert_int_eq(chdir(home), 0);
    ck_assert(is_model("far/model", "fourth"));
    ck_assert_int_eq(count_entries("far"), 2);
    ck_assert_int_eq(count_entries("."), 3);
    quit();
}
END_TEST

START_TEST(leaves_other_folders_alone)
{
    enter();
    tenor_error error;
    put("file", "kept");
    ck_assert_int_eq(save_model("file", "x", NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_str_eq(error.message, "cannot save to file: it is a file; give the name of a folder");
    ck_assert(holds("file", "kept"));
    ck_assert_int_eq(save_model("", "x", NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(save_model("none/model", "x", NULL, &error), TENOR_NOT_FOUND);
    ck_assert_int_eq(save_model("file/model", "x", NULL, &error), TENOR_IO);

    /* Something that is not the model's. */
    ck_assert_int_eq(save_model("model", "first", NULL, &error), TENOR_OK);
    put("model/notes.txt", "mine");
    ck_assert_int_eq(save_model("model", "second", NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(error.message, "notes.txt"));
    ck_assert(holds("model/notes.txt", "mine") && holds("model/model.json", "first"));
    ck_assert_int_eq(unlink("model/notes.txt"), 0);

    /* Nothing but known names, but not the one that says whose they are. */
    ck_assert_int_eq(unlink("model/model.json"), 0);
    ck_assert_int_eq(save_model("model", "second", NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert(holds("model/vocab.json", "first"));

    /* A folder under a file's name. */
    put("model/model.json", "first");
    ck_assert_int_eq(unlink("model/vocab.json"), 0);
    ck_assert_int_eq(mkdirat(AT_FDCWD, "model/vocab.json", 0777), 0);
    ck_assert_int_eq(save_model("model", "second", NULL, &error), TENOR_INVALID_ARGUMENT);
    ck_assert(tenor__file_is_folder("model/vocab.json"));
    ck_assert_int_eq(count_entries("."), 2);
    quit();
}
END_TEST

START_TEST(replaces_where_exchange_is_refused)
{
    static const int refusals[] = {EINVAL, ENOSYS, ENOTSUP};
    enter();
    tenor_error error;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(save_model("model", "first", NULL, &error), TENOR_OK);
        faults.exchange_error = refusals[i];
        ck_assert_int_eq(save_model("model", "second", NULL, &error), TENOR_OK);
        ck_assert(is_model("model", "second"));
        ck_assert_int_eq(count_entries("."), 1);
        disarm();
    }
    /* The old folder goes back when the new one cannot take its place. */
    faults.exchange_error = EINVAL;
    faults.rename_fail_at = 2;
    ck_assert_int_eq(save_model("model", "third", NULL, &error), TENOR_IO);
    ck_assert_uint_eq(faults.renames, 3);
    ck_assert_str_eq(error.message, "cannot save model: Device or resource busy");
    ck_assert(is_model("model", "second"));
    ck_assert_int_eq(count_entries("."), 1);
    quit();
}
END_TEST

START_TEST(a_failed_save_leaves_the_folder)
{
    enter();
    tenor_error error;
    /* A new folder, an exchange, and an exchange in three steps. */
    for (int way = 0; way < 3; way++) {
        size_t failed = 0;
        for (size_t fail_at = 1;; fail_at++) {
            disarm();
            if (way > 0)
                ck_assert_int_eq(save_model("model", "old", NULL, &error), TENOR_OK);
            disarm();
            faults.exchange_error = way == 2 ? EINVAL : 0;
            faults.fail_at = fail_at;
            faults.error_number = EIO;
            const tenor_status status = save_model("model", "new", NULL, &error);
            if (faults.calls < fail_at)
                break;
            if (status == TENOR_OK) /* the parent's fsync */
                continue;
            failed++;
            ck_assert_int_eq(status, TENOR_IO);
            ck_assert_int_eq(count_entries("."), way > 0);
            ck_assert(way == 0 || is_model("model", "old"));
        }
        ck_assert_uint_ge(failed, 7); /* mkdir, two of write and fsync each, fsync, rename */
        ck_assert(is_model("model", "new"));
        ck_assert_int_eq(count_entries("."), 1);
        disarm();
        ck_assert_int_eq(remove("model/model.json"), 0);
        ck_assert_int_eq(remove("model/vocab.json"), 0);
        ck_assert_int_eq(remove("model"), 0);
    }
    quit();
}
END_TEST

START_TEST(a_folder_without_memory)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(save_model("model", "old", NULL, &error), TENOR_OK);
    ck_assert_int_eq(symlink("model", "link"), 0);
    faults.exchange_error = EINVAL;
    for (size_t fail_at = 1;; fail_at++) {
        failing state = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&state);
        const tenor_status status = save_model("link", "new", &alloc, &error);
        ck_assert_uint_eq(state.alive, 0);
        ck_assert_int_eq(count_entries("."), 2);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert(is_model("model", "old"));
    }
    ck_assert(is_model("model", "new"));
    quit();
}
END_TEST

enum { VERSION_SIZE = 50000 };

static void *watch(void *argument)
{
    atomic_bool *done = argument;
    size_t seen = 0;
    static char found[VERSION_SIZE + 1];
    while (!atomic_load(done)) {
        const int file = open("model/vocab.json", O_RDONLY);
        if (file < 0)
            continue;
        size_t size = 0;
        for (long got; (got = syscall(SYS_read, file, found + size, sizeof found - size)) > 0;)
            size += (size_t)got;
        close(file);
        if (size != VERSION_SIZE || found[0] != found[VERSION_SIZE - 1])
            return NULL;
        seen++;
    }
    return seen > 0 ? argument : NULL;
}

START_TEST(a_reader_sees_whole_files)
{
    enter();
    static char text[VERSION_SIZE + 1];
    tenor_error error;
    memset(text, 'a', VERSION_SIZE);
    ck_assert_int_eq(save_model("model", text, NULL, &error), TENOR_OK);
    static atomic_bool done;
    pthread_t reader;
    pthread_create(&reader, NULL, watch, &done);
    for (int i = 0; i < 100; i++) {
        memset(text, 'a' + i % 26, VERSION_SIZE);
        ck_assert_int_eq(save_model("model", text, NULL, &error), TENOR_OK);
    }
    atomic_store(&done, true);
    void *result;
    pthread_join(reader, &result);
    ck_assert_ptr_nonnull(result);
    quit();
}
END_TEST

CHECK_MAIN("base/file", reads_and_maps, reads_what_has_no_size, reads_standard_input, reading_may_fail, paths,
           saves_a_file, saves_through_links, refuses_to_save_a_file, devices_are_written_to,
           a_failed_save_leaves_the_file, short_writes_and_interrupts, saves_a_folder, saves_a_folder_through_links,
           leaves_other_folders_alone, replaces_where_exchange_is_refused, a_failed_save_leaves_the_folder,
           a_folder_without_memory, a_reader_sees_whole_files)
