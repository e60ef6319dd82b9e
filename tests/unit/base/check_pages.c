#include "base/pages.h"

#include "check_main.h"

#include <stdlib.h>
#include <string.h>

/* Whatever range they are given, and whatever the system makes of it. */
START_TEST(nothing_changes)
{
    enum { SIZE = 5 << 20 };
    char *memory = malloc(SIZE);
    ck_assert_ptr_nonnull(memory);
    static const char constant[100] = "constant";
    for (size_t begin = 0; begin < SIZE; begin = begin * 7 + 1)
        for (size_t size = 0; size <= SIZE - begin; size = size * 5 + 1) {
            memset(memory + begin, (int)(size % 100), size);
            tenor__pages_large(memory + begin, size);
            tenor__pages_to_write(memory + begin, size);
            tenor__pages_to_read(memory + begin, size);
            for (size_t i = 0; i < size; i += 1 + i / 16)
                ck_assert_int_eq(memory[begin + i], (int)(size % 100));
        }
    free(memory);
    tenor__pages_to_read(constant, sizeof constant);
    tenor__pages_to_read(NULL, 0);
    ck_assert_str_eq(constant, "constant");
}
END_TEST

CHECK_MAIN("base/pages", nothing_changes)
