#include "base/file_rig.h"

#include "base/leftovers.h"

#include <signal.h>
#include <sys/wait.h>

static void make_folder(const char *name)
{
    char path[64];
    ck_assert_int_eq(mkdirat(AT_FDCWD, name, 0777), 0);
    snprintf(path, sizeof path, "%s/model.json", name);
    put(path, "half a model");
}

START_TEST(what_nobody_holds_is_removed)
{
    enter();
    put(".tenor-0123456789abcdef.tmp", "half");
    make_folder(".tenor-fedcba9876543210.tmp");
    ck_assert_int_eq(chmod(".tenor-fedcba9876543210.tmp", 0500), 0);
    make_folder("model");
    ck_assert_uint_eq(tenor_leftovers_remove("model"), 2);
    ck_assert_int_eq(count_entries("."), 1);
    ck_assert_uint_eq(tenor_leftovers_remove("model"), 0);
    ck_assert(holds("model/model.json", "half a model"));
    quit();
}
END_TEST

START_TEST(other_names_stay)
{
    static const char *const names[] = {".tenor-0123456789abcdef.old", ".tenor-0123456789abcde.tmp",
                                        ".tenor-0123456789abcdefa.tmp", "tenor-0123456789abcdef.tmp",
                                        ".tenor-0123456789ABCDEF.tmp"};
    enter();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        put(names[i], "kept");
    put("outside", "kept");
    ck_assert_int_eq(mkdirat(AT_FDCWD, "far", 0777), 0);
    put("far/model.json", "kept");
    ck_assert_int_eq(symlink("outside", ".tenor-aaaaaaaaaaaaaaaa.tmp"), 0);
    ck_assert_int_eq(symlink("far", ".tenor-bbbbbbbbbbbbbbbb.tmp"), 0);
    ck_assert_uint_eq(tenor_leftovers_remove("model"), 0);
    ck_assert(holds("outside", "kept") && holds("far/model.json", "kept"));
    ck_assert_uint_eq(tenor_leftovers_remove(NULL), 0);
    ck_assert_uint_eq(tenor_leftovers_remove(""), 0);
    ck_assert_uint_eq(tenor_leftovers_remove("none/model"), 0);
    quit();
}
END_TEST

/* A process has a temporary folder until it is killed. */
START_TEST(what_a_process_holds_stays)
{
    enter();
    make_folder(".tenor-0123456789abcdef.tmp");
    int ready[2];
    ck_assert_int_eq(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const int held = open(".tenor-0123456789abcdef.tmp", O_RDONLY | O_DIRECTORY);
        const char claimed = (char)tenor__leftovers_claim(held);
        syscall(SYS_write, ready[1], &claimed, 1);
        for (;;)
            pause();
    }
    char claimed = 0;
    ck_assert_int_eq(syscall(SYS_read, ready[0], &claimed, 1), 1);
    ck_assert_int_eq(claimed, 1);
    ck_assert_uint_eq(tenor_leftovers_remove("./model"), 0);
    ck_assert_int_eq(count_entries("."), 1);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert_uint_eq(tenor_leftovers_remove("./model"), 1);
    ck_assert_int_eq(count_entries("."), 0);
    close(ready[0]);
    close(ready[1]);
    quit();
}
END_TEST

START_TEST(what_was_removed_cannot_be_claimed)
{
    enter();
    const int held = open("gone", O_WRONLY | O_CREAT, 0666);
    ck_assert_int_ge(held, 0);
    ck_assert(tenor__leftovers_claim(held));
    ck_assert_int_eq(unlink("gone"), 0);
    ck_assert(!tenor__leftovers_claim(held));
    close(held);
    quit();
}
END_TEST

CHECK_MAIN("base/leftovers", what_nobody_holds_is_removed, other_names_stay, what_a_process_holds_stays,
           what_was_removed_cannot_be_claimed)
