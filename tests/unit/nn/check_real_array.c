#include "check_main.h"

#include "base/failing.h"
#include "nn/real_array.h"

#include <stdint.h>

START_TEST(test_reals)
{
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor__real_array reals = {NULL, 0};
    ck_assert(tenor__real_array_reserve(&reals, &alloc, 10, 10));
    ck_assert((uintptr_t)reals.data % 64 == 0);
    ck_assert_uint_ge(reals.capacity, 100);
    tenor__real *const data = reals.data;
    ck_assert(tenor__real_array_reserve(&reals, &alloc, 5, 20));
    ck_assert_ptr_eq(reals.data, data);

    state.fail_at = state.calls + 1;
    ck_assert(!tenor__real_array_reserve(&reals, &alloc, 1000, 1000));
    ck_assert_ptr_eq(reals.data, data);
    ck_assert_uint_ge(reals.capacity, 100);
    state.fail_at = 0;

    const size_t calls = state.calls;
    ck_assert(!tenor__real_array_reserve(&reals, &alloc, SIZE_MAX / 2, 3));                       /* the product */
    ck_assert(!tenor__real_array_reserve(&reals, &alloc, 1, SIZE_MAX / 5 * 4 + 100));             /* the room to grow */
    ck_assert(!tenor__real_array_reserve(&reals, &alloc, 1, SIZE_MAX / sizeof(tenor__real) + 1)); /* bytes */
    ck_assert_uint_eq(state.calls, calls);
    tenor__real_array_free(&reals, &alloc);
    ck_assert(state.alive == 0 && !reals.data && reals.capacity == 0);
}
END_TEST

CHECK_MAIN("nn/reals", test_reals)
