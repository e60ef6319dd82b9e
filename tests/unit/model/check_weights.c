#include "model/weights.h"

#include "base/hash.h"
#include "check_main.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

START_TEST(one_pass_sees_every_number)
{
    enum { COUNT = 80000, BEGIN = 9 }; /* more than two pieces of a file, at an odd address */
    char *bytes = malloc(BEGIN + COUNT * sizeof(float));
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 0xFF, BEGIN);
    for (size_t i = 0; i < COUNT; i++)
        memcpy(bytes + BEGIN + i * sizeof(float), &(float){i % 2 ? -(float)i : 3.4e38F}, sizeof(float));
    static const float wrong[] = {NAN, -NAN, INFINITY, -INFINITY};
    static const size_t counts[] = {0, 1, 15, 2047, 2048, 2049, 32768, COUNT};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const size_t count = counts[i];
        const tenor__file file = {.data = bytes, .size = BEGIN + count * sizeof(float)};
        uint64_t hash;
        bool finite;
        ck_assert_int_eq(tenor__weights_digest(&file, BEGIN, &hash, &finite, NULL), TENOR_OK);
        ck_assert(finite);
        ck_assert(hash == tenor__hash(bytes + BEGIN, count * sizeof(float), 0));
        for (size_t at = 0; at < count; at += count < 3000 ? 1 : 1021) {
            char *place = bytes + BEGIN + (count - 1 - at) * sizeof(float);
            float kept;
            memcpy(&kept, place, sizeof kept);
            memcpy(place, &wrong[at % 4], sizeof kept);
            ck_assert_int_eq(tenor__weights_digest(&file, BEGIN, &hash, &finite, NULL), TENOR_OK);
            ck_assert(!finite);
            ck_assert(hash == tenor__hash(bytes + BEGIN, count * sizeof(float), 0));
            memcpy(place, &kept, sizeof kept);
        }
    }
    free(bytes);
}
END_TEST

CHECK_MAIN("model/weights", one_pass_sees_every_number)
