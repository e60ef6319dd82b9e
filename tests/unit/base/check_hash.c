#include "base/hash.h"

#include "check_main.h"

/* Model files are known again by these values, on any machine. */
START_TEST(known_values)
{
    ck_assert_uint_eq(tenor__hash("", 0, 0), UINT64_C(0x2d06800538d394c2));
    ck_assert_uint_eq(tenor__hash(NULL, 0, 0), UINT64_C(0x2d06800538d394c2));
    ck_assert_uint_eq(tenor__hash("a", 1, 0), UINT64_C(0xe6c632b61e964e1f));
    ck_assert_uint_eq(tenor__hash("abc", 3, 0), UINT64_C(0x78af5f94892f3950));
}
END_TEST

START_TEST(every_byte_counts)
{
    /* Over all of XXH3's ranges of length, at odd addresses. */
    static char data[2049 + 1];
    for (size_t size = 1; size <= 2049; size += size < 300 ? 1 : 97) {
        const uint64_t before = tenor__hash(data + 1, size, 1);
        for (size_t i = 0; i < size; i += 1 + size / 16) {
            data[1 + i] ^= 4;
            ck_assert(tenor__hash(data + 1, size, 1) != before);
            data[1 + i] ^= 4;
        }
        ck_assert(tenor__hash(data + 1, size, 1) == before);
        ck_assert(tenor__hash(data + 1, size, 2) != before);
    }
}
END_TEST

START_TEST(seeds_are_not_foreseen)
{
    const uint64_t first = tenor__hash_seed();
    ck_assert(tenor__hash_seed() != first);
    ck_assert(tenor__hash_seed() != first);
}
END_TEST

START_TEST(pieces_hash_as_the_whole)
{
    static char data[40000 + 1];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * i >> 3);
    static const size_t sizes[] = {0, 1, 16, 240, 241, 256, 257, 1024, 1025, 8192, 39999, 40000};
    static const size_t pieces[] = {1, 7, 64, 255, 256, 257, 1024, 8192, 40000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
            tenor__hasher hasher;
            tenor__hash_begin(&hasher, k);
            for (size_t at = 0; at < sizes[i]; at += pieces[k])
                tenor__hash_add(&hasher, data + 1 + at, sizes[i] - at < pieces[k] ? sizes[i] - at : pieces[k]);
            ck_assert(tenor__hash_end(&hasher) == tenor__hash(data + 1, sizes[i], k));
        }
}
END_TEST

CHECK_MAIN("base/hash", known_values, every_byte_counts, pieces_hash_as_the_whole, seeds_are_not_foreseen)
