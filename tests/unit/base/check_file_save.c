#include "base/file_rig.h"

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

/* As a pipe that another process has made non-blocking. */
START_TEST(a_pipe_that_is_full_is_waited_for)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    char found[300] = "";
    pthread_t reader;
    pthread_create(&reader, NULL, drain, found);
    faults.again = true;
    faults.longest = 3;
    const tenor_status status = save("pipe", "through the pipe", &error);
    disarm();
    pthread_join(reader, NULL);
    ck_assert_msg(status == TENOR_OK, "%s", error.message);
    ck_assert_str_eq(found, "through the pipe");
    quit();
}
END_TEST

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

START_TEST(files_keep_their_modes)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(save_model("model", "first", NULL, &error), TENOR_OK);
    ck_assert_int_eq(chmod("model/vocab.json", 0600), 0);
    ck_assert_int_eq(chmod("model/model.json", 0640), 0);
    ck_assert_int_eq(save_model("model", "second", NULL, &error), TENOR_OK);
    ck_assert(is_model("model", "second"));
    ck_assert_uint_eq(mode_of("model/vocab.json"), 0600);
    ck_assert_uint_eq(mode_of("model/model.json"), 0640);
    quit();
}
END_TEST

START_TEST(a_link_in_the_place_of_the_old_folder_is_not_followed)
{
    enter();
    tenor_error error;
    ck_assert_int_eq(save_model("model", "first", NULL, &error), TENOR_OK);
    ck_assert_int_eq(save_model("precious", "kept", NULL, &error), TENOR_OK);
    ck_assert_int_eq(chmod("precious", 0750), 0);
    char target[128];
    snprintf(target, sizeof target, "%s/precious", home);
    faults.link = target;
    ck_assert_int_eq(save_model("model", "second", NULL, &error), TENOR_OK);
    ck_assert(is_model("model", "second"));
    ck_assert(is_model("precious", "kept"));
    ck_assert_uint_eq(mode_of("precious"), 0750);
    /* What stands there stays, under a name that no run takes for a leftover. */
    ck_assert_int_eq(count_entries("."), EXCHANGE_FAILS ? 4 : 2);
    ck_assert_uint_eq(tenor_leftovers_remove("model"), 0);
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
    struct stat kind;
    ck_assert(stat("model/vocab.json", &kind) == 0 && S_ISDIR(kind.st_mode));
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
    if (EXCHANGE_FAILS) {
        ck_assert_int_eq(save_model("model", "third", NULL, &error), TENOR_IO);
        ck_assert_uint_eq(faults.renames, 3);
        ck_assert_str_eq(error.message, "cannot save model: Device or resource busy");
        ck_assert(is_model("model", "second"));
    }
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
        ck_assert_uint_ge(failed, 6 + EXCHANGE_FAILS); /* mkdir, two of write and fsync each, fsync, rename */
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

CHECK_MAIN("base/file_save", saves_a_file, saves_through_links, refuses_to_save_a_file, devices_are_written_to,
           a_failed_save_leaves_the_file, short_writes_and_interrupts, a_pipe_that_is_full_is_waited_for,
           saves_a_folder, saves_a_folder_through_links, leaves_other_folders_alone, files_keep_their_modes,
           a_link_in_the_place_of_the_old_folder_is_not_followed, replaces_where_exchange_is_refused,
           a_failed_save_leaves_the_folder, a_folder_without_memory, a_reader_sees_whole_files)
