#include "source/ahead.h"

#include "base/failing.h"
#include "base/pool.h"
#include "check_main.h"

#include <sys/wait.h>
#include <unistd.h>
#include <string.h>
#include <tenor_train.h>

/* A stream of the bytes 0, 1, 2, ... 250, 0, ..., which ends, or fails, after so many. */
typedef struct stream {
    size_t size;
    size_t step; /* bytes a call */
    tenor_status status;
    size_t given;
    size_t calls;
} stream;

static tenor_status give(void *user, char *out, size_t room, size_t *got, bool *end, tenor_error *error)
{
    stream *s = user;
    s->calls++;
    *got = s->size - s->given < s->step ? s->size - s->given : s->step;
    *got = *got < room ? *got : room;
    for (size_t i = 0; i < *got; i++)
        out[i] = (char)((s->given + i) % 251);
    s->given += *got;
    *end = *got == 0;
    if (*end && s->status != TENOR_OK)
        strcpy(error->message, "no more");
    return *end ? s->status : TENOR_OK;
}

/* NULL where the machine has one processor: then there is nothing to test. */
static tenor__ahead *start(stream *s)
{
    tenor__ahead *ahead = tenor__ahead_new(give, s, NULL);
    ck_assert((ahead != NULL) == (tenor__pool_processors() > 1));
    return ahead;
}

/* Reads `room` bytes at a time up to the end or a failure. */
static tenor_status read_all(tenor__ahead *ahead, size_t room, size_t *size, tenor_error *error)
{
    char out[1 << 16];
    bool end = false;
    size_t wrong = 0;
    *size = 0;
    while (!end) {
        size_t got;
        const tenor_status status = tenor__ahead_read(ahead, out, room, &got, &end, error);
        for (size_t i = 0; i < got; i++)
            wrong += out[i] != (char)((*size + i) % 251);
        *size += got;
        ck_assert_uint_eq(wrong, 0);
        if (status != TENOR_OK)
            return status;
    }
    return TENOR_OK;
}

START_TEST(the_bytes_are_the_same)
{
    static const size_t sizes[] = {0, 1, 100, 1 << 17, (1 << 17) + 1, 800001};
    static const size_t rooms[] = {3, 4096, 1 << 16};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < sizeof rooms / sizeof *rooms; k++) {
            stream s = {.size = sizes[i], .step = k % 2 ? 1000 : SIZE_MAX};
            tenor__ahead *ahead = start(&s);
            if (!ahead)
                return;
            size_t size;
            size_t got;
            bool end;
            ck_assert_int_eq(read_all(ahead, rooms[k], &size, NULL), TENOR_OK);
            ck_assert_uint_eq(size, sizes[i]);
            ck_assert_int_eq(tenor__ahead_read(ahead, (char[1]){0}, 1, &got, &end, NULL), TENOR_OK);
            ck_assert(end && got == 0);
            tenor__ahead_free(ahead);
        }
}
END_TEST

START_TEST(a_failure_comes_after_the_bytes_before_it)
{
    stream s = {.size = 700000, .step = SIZE_MAX, .status = TENOR_CORRUPT};
    tenor__ahead *ahead = start(&s);
    if (!ahead)
        return;
    for (int again = 0; again < 2; again++) {
        tenor_error error = {0};
        size_t size;
        ck_assert_int_eq(read_all(ahead, 1000, &size, &error), TENOR_CORRUPT);
        ck_assert_str_eq(error.message, "no more");
        ck_assert_uint_eq(size, again ? 0 : 700000);
        ck_assert_int_eq(read_all(ahead, 1000, &size, NULL), TENOR_CORRUPT);
    }
    tenor__ahead_free(ahead);
}
END_TEST

/* Before the first byte, after some, and where the thread has no room left. */
START_TEST(it_may_be_freed_at_any_time)
{
    char out[1000];
    for (int i = 0; i < 40; i++) {
        stream s = {.size = SIZE_MAX, .step = 1 + 3500 * (size_t)i};
        tenor__ahead *ahead = start(&s);
        if (!ahead)
            return;
        for (int k = 0; k < i % 10; k++) {
            size_t got;
            bool end;
            ck_assert_int_eq(tenor__ahead_read(ahead, out, sizeof out, &got, &end, NULL), TENOR_OK);
            ck_assert(got > 0 && !end);
        }
        tenor__ahead_free(ahead);
        ck_assert_uint_le(s.calls, 5 + 10); /* it goes no further ahead than its room */
    }
    tenor__ahead_free(NULL);
}
END_TEST

/* A hook is called on the caller's thread alone. */
START_TEST(there_is_none_with_a_hook)
{
    failing memory = {0};
    const tenor_alloc alloc = failing_alloc(&memory);
    stream s = {.size = 1};
    ck_assert_ptr_null(tenor__ahead_new(give, &s, &alloc));
    ck_assert_uint_eq(memory.calls + s.calls, 0);
}
END_TEST

/* It must not wait there for a thread that the child does not have. */
START_TEST(a_child_process_has_no_thread)
{
    stream s = {.size = SIZE_MAX, .step = 1000};
    tenor__ahead *ahead = start(&s);
    if (!ahead)
        return;
    const pid_t child = fork();
    if (child == 0) {
        size_t got;
        bool end;
        const tenor_status status = tenor__ahead_read(ahead, (char[1]){0}, 1, &got, &end, NULL);
        tenor__ahead_free(ahead);
        _exit(status == TENOR_INVALID_ARGUMENT ? 0 : 1);
    }
    int ended;
    ck_assert_int_eq(waitpid(child, &ended, 0), child);
    ck_assert(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
    tenor__ahead_free(ahead);
}
END_TEST

CHECK_MAIN("source/ahead", the_bytes_are_the_same, a_failure_comes_after_the_bytes_before_it,
           it_may_be_freed_at_any_time, there_is_none_with_a_hook, a_child_process_has_no_thread)
