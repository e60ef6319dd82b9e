#include "base/alloc.h"
#include "base/arena.h"

#include "base/failing.h"
#include "base/locked_alloc.h"
#include "check_main.h"

#include <string.h>

START_TEST(sizes_are_checked)
{
    size_t out;
    ck_assert(tenor__size_add(2, 3, &out));
    ck_assert_uint_eq(out, 5);
    ck_assert(!tenor__size_add(SIZE_MAX, 1, &out));
    ck_assert(tenor__size_multiply(SIZE_MAX / 2, 2, &out));
    ck_assert(!tenor__size_multiply(SIZE_MAX / 2, 3, &out));
}
END_TEST

START_TEST(the_hook_is_used)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    alloc = tenor__alloc_of(&alloc);
    void *memory = tenor__alloc_array(&alloc, 3, 5);
    ck_assert_ptr_nonnull(memory);
    ck_assert_uint_eq(state.alive, 1);
    tenor__alloc_free(&alloc, memory);
    tenor__alloc_free(&alloc, NULL);
    ck_assert_uint_eq(state.alive, 0);
    ck_assert_ptr_null(tenor__alloc_array(&alloc, 0, 5));
    ck_assert_ptr_null(tenor__alloc_array(&alloc, SIZE_MAX / 4, 5));
    ck_assert_uint_eq(state.calls, 1);
}
END_TEST

START_TEST(libc_without_a_hook)
{
    tenor_alloc none = {0};
    tenor_alloc alloc = tenor__alloc_of(&none);
    ck_assert(alloc.resize != NULL);
    alloc = tenor__alloc_of(NULL);
    unsigned char *memory = tenor__alloc_zeroed(&alloc, 100, 7);
    ck_assert_ptr_nonnull(memory);
    for (int i = 0; i < 700; i++)
        ck_assert_int_eq(memory[i], 0);
    tenor__alloc_free(&alloc, memory);
}
END_TEST

START_TEST(aligned)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    void *blocks[50];
    for (size_t i = 0; i < 50; i++) {
        blocks[i] = tenor__alloc_aligned(&alloc, i + 1, 3);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % 64, 0);
        memset(blocks[i], 0xAA, (i + 1) * 3);
    }
    for (size_t i = 0; i < 50; i++)
        tenor__alloc_free_aligned(&alloc, blocks[i]);
    tenor__alloc_free_aligned(&alloc, NULL);
    ck_assert_uint_eq(state.alive, 0);
    ck_assert_ptr_null(tenor__alloc_aligned(&alloc, SIZE_MAX, 1));
    ck_assert_ptr_null(tenor__alloc_aligned(&alloc, SIZE_MAX / 2, 4));
    ck_assert_ptr_null(tenor__alloc_aligned(&alloc, 0, 4));
    state.fail_at = state.calls + 1;
    ck_assert_ptr_null(tenor__alloc_aligned(&alloc, 1, 1));
}
END_TEST

START_TEST(large_ones)
{
    static const size_t sizes[] = {1, 4096, (512 << 10) - 1, 512 << 10, 2 << 20, (2 << 20) + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        failing state = {0};
        const tenor_alloc hooks[] = {failing_alloc(&state), tenor__alloc_of(NULL)};
        for (size_t k = 0; k < 2; k++) {
            char *memory = tenor__alloc_large(&hooks[k], sizes[i], 1);
            ck_assert_ptr_nonnull(memory);
            ck_assert_uint_eq((uintptr_t)memory % 64, 0);
            if (k == 1 && sizes[i] >= 512 << 10)
                ck_assert_uint_eq((uintptr_t)memory % (2 << 20), 0);
            memset(memory, 0xAA, sizes[i]);
            tenor__alloc_free_aligned(&hooks[k], memory);
            ck_assert_ptr_null(tenor__alloc_large(&hooks[k], SIZE_MAX, 1));
            ck_assert_ptr_null(tenor__alloc_large(&hooks[k], SIZE_MAX / 2, 4));
            ck_assert_ptr_null(tenor__alloc_large(&hooks[k], 0, 4));
        }
        ck_assert_uint_eq(state.alive, 0);
        ck_assert_uint_le(state.largest, sizes[i] + 128); /* a caller's hook is asked for what is needed */
    }
}
END_TEST

START_TEST(growth)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    void *memory = NULL;
    size_t capacity = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        ck_assert(tenor__alloc_grow(&alloc, &memory, &capacity, i + 1, sizeof i));
        ck_assert_uint_gt(capacity, i);
        ((uint32_t *)memory)[i] = i;
    }
    for (uint32_t i = 0; i < 10000; i++)
        ck_assert_uint_eq(((uint32_t *)memory)[i], i);
    ck_assert_uint_lt(state.calls, 20); /* by doubling */
    const size_t before = capacity;
    ck_assert(tenor__alloc_grow(&alloc, &memory, &capacity, before, sizeof(uint32_t)));
    ck_assert(!tenor__alloc_grow(&alloc, &memory, &capacity, SIZE_MAX / 2, sizeof(uint32_t)));
    state.fail_at = state.calls + 1;
    ck_assert(!tenor__alloc_grow(&alloc, &memory, &capacity, before + 1, sizeof(uint32_t)));
    ck_assert_uint_eq(capacity, before);
    ck_assert_uint_eq(((uint32_t *)memory)[9999], 9999);
    tenor__alloc_free(&alloc, memory);
    ck_assert_uint_eq(state.alive, 0);
}
END_TEST

START_TEST(arena_keeps_what_it_gave)
{
    failing state = {0};
    tenor__arena arena = {.alloc = failing_alloc(&state)};
    static unsigned char *blocks[3000];
    for (size_t i = 0; i < 3000; i++) {
        const size_t size = i % 97 == 0 ? i * 100 : i % 40;
        blocks[i] = tenor__arena_alloc(&arena, size);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % 16, 0);
        memset(blocks[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < 3000; i++) {
        const size_t size = i % 97 == 0 ? i * 100 : i % 40;
        size_t wrong = 0;
        for (size_t j = 0; j < size; j++)
            wrong += blocks[i][j] != i % 251;
        ck_assert_uint_eq(wrong, 0);
    }
    ck_assert_uint_lt(state.calls, 40);
    ck_assert_ptr_null(tenor__arena_alloc(&arena, SIZE_MAX));
    ck_assert_ptr_null(tenor__arena_alloc(&arena, SIZE_MAX - 20));
    tenor__arena_free(&arena);
    ck_assert_uint_eq(state.alive, 0);
    tenor__arena_free(&arena);
}
END_TEST

START_TEST(arena_copies)
{
    failing state = {0};
    tenor__arena arena = {.alloc = failing_alloc(&state)};
    tenor_str copy = tenor__arena_copy(&arena, (tenor_str){"a\0b", 3});
    ck_assert_uint_eq(copy.size, 3);
    ck_assert_mem_eq(copy.data, "a\0b", 4); /* and a NUL after it */
    copy = tenor__arena_copy(&arena, (tenor_str){NULL, 0});
    ck_assert_ptr_nonnull(copy.data);
    ck_assert_int_eq(copy.data[0], '\0');
    ck_assert_ptr_null(tenor__arena_copy(&arena, (tenor_str){"", SIZE_MAX}).data);
    state.fail_at = state.calls + 1;
    static char large[100000];
    copy = tenor__arena_copy(&arena, (tenor_str){large, sizeof large});
    ck_assert_ptr_null(copy.data);
    ck_assert_uint_eq(copy.size, 0);
    tenor__arena_free(&arena);
    ck_assert_uint_eq(state.alive, 0);
}
END_TEST

/* A lock around libc would keep threads waiting for nothing, and large pages away. */
START_TEST(only_a_callers_hook_is_locked)
{
    failing memory = {0};
    const tenor_alloc own = failing_alloc(&memory);
    for (int callers = 0; callers <= 1; callers++) {
        tenor__locked_alloc *locked;
        ck_assert_int_eq(tenor__locked_alloc_new(callers ? &own : NULL, &locked), TENOR_OK);
        const tenor_alloc hook = tenor__locked_alloc_hook(locked);
        ck_assert_int_eq(tenor__alloc_is_libc(&hook), !callers);
        void *bytes = tenor__alloc_array(&hook, 1, 100);
        ck_assert_ptr_nonnull(bytes);
        ck_assert_uint_eq(memory.alive, callers ? 2 : 0);
        tenor__alloc_free(&hook, bytes);
        tenor__locked_alloc_free(locked);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("base/alloc", sizes_are_checked, the_hook_is_used, libc_without_a_hook, aligned, large_ones, growth,
           arena_keeps_what_it_gave, arena_copies, only_a_callers_hook_is_locked)
