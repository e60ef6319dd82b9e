/* Threads of this process: how many there are, and a system that grants no more of them. The file that includes it
 * defines _GNU_SOURCE before its first include. */
#ifndef TENOR_TESTS_THREADS_H
#define TENOR_TESTS_THREADS_H

#include <check.h>
#include <dirent.h>
#include <pthread.h>
#include <unistd.h>

static inline size_t count_threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    ck_assert_ptr_nonnull(tasks);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(tasks));)
        count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static inline void *do_nothing(void *unused)
{
    return unused;
}

/* The same before a test starts threads. The thread sanitizer adds one of its own when the first thread starts. */
static inline size_t count_threads_at_rest(void)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, do_nothing, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    usleep(100000);
    return count_threads();
}

/* A thread that was joined may be listed a moment longer. */
static inline void expect_threads(size_t count)
{
    for (int i = 0; i < 1000 && count_threads() != count; i++)
        usleep(1000);
    ck_assert_uint_eq(count_threads(), count);
}

#ifdef __GLIBC__ /* musl refuses to make the default stack larger than 8 MB */
#define CAN_REFUSE_THREADS 1

/* From now on threads want a stack larger than the address space; *before is for grant_threads. */
static inline void refuse_threads(pthread_attr_t *before)
{
    pthread_attr_t attributes;
    ck_assert_int_eq(pthread_getattr_default_np(before), 0);
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, (size_t)1 << 60), 0);
    ck_assert_int_eq(pthread_setattr_default_np(&attributes), 0);
    pthread_attr_destroy(&attributes);
}

static inline void grant_threads(pthread_attr_t *before)
{
    ck_assert_int_eq(pthread_setattr_default_np(before), 0);
    pthread_attr_destroy(before);
}
#else
#define CAN_REFUSE_THREADS 0
#endif

#endif
