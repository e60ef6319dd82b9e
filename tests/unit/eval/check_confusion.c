#include "base/failing.h"
#include "check_main.h"
#include "eval/confusion.h"

START_TEST(counts_pairs_that_occur)
{
    static const tenor_confusion_pair expected[] = {{0, 0, 5}, {0, 2, 2}, {1, 0, 1}, {3, 1, 4}};
    const size_t count = sizeof expected / sizeof *expected;
    tenor__confusion confusion;
    ck_assert_int_eq(tenor__confusion_init(&confusion, 12, NULL), TENOR_OK);
    for (uint64_t round = 0; round < 5; round++)
        for (size_t i = count; i > 0; i--)
            if (round < expected[i - 1].examples)
                ck_assert(tenor__confusion_add(&confusion, expected[i - 1].actual, expected[i - 1].predicted));
    ck_assert_int_eq(tenor__confusion_sort(&confusion), TENOR_OK);
    ck_assert_uint_eq(confusion.count, count);
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(confusion.pairs[i].actual, expected[i].actual);
        ck_assert_uint_eq(confusion.pairs[i].predicted, expected[i].predicted);
        ck_assert_uint_eq(confusion.pairs[i].examples, expected[i].examples);
        ck_assert_uint_eq(tenor__confusion_get(&confusion, expected[i].actual, expected[i].predicted),
                          expected[i].examples);
    }
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 5; k++)
            sum += tenor__confusion_get(&confusion, i, k);
    ck_assert_uint_eq(sum, 12);
    tenor__confusion_free(&confusion);
    ck_assert_uint_eq(tenor__confusion_get(&confusion, 0, 0), 0);
}
END_TEST

START_TEST(no_example)
{
    tenor__confusion confusion;
    ck_assert_int_eq(tenor__confusion_init(&confusion, 0, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__confusion_sort(&confusion), TENOR_OK);
    ck_assert_uint_eq(confusion.count, 0);
    ck_assert_uint_eq(tenor__confusion_get(&confusion, 0, 0), 0);
    tenor__confusion_free(&confusion);
}
END_TEST

/* 65,536 labels, which a full matrix would take 34 GB for. */
START_TEST(memory_grows_with_examples)
{
    enum { EXAMPLES = 20000, LABELS = 65536 };
    failing memory = {0};
    const tenor_alloc alloc = failing_alloc(&memory);
    tenor__confusion confusion;
    ck_assert_int_eq(tenor__confusion_init(&confusion, EXAMPLES, &alloc), TENOR_OK);
    for (size_t i = 0; i < EXAMPLES; i++)
        ck_assert(tenor__confusion_add(&confusion, i * 7919 % LABELS, LABELS - 1 - i * 104729 % LABELS));
    ck_assert_int_eq(tenor__confusion_sort(&confusion), TENOR_OK);
    ck_assert_uint_eq(confusion.count, EXAMPLES);
    ck_assert_uint_eq(tenor__confusion_get(&confusion, 7919, LABELS - 1 - 104729 % LABELS), 1);
    ck_assert_uint_le(memory.largest, EXAMPLES * 24);
    ck_assert_uint_le(memory.calls, 2);
    tenor__confusion_free(&confusion);
    ck_assert_uint_eq(memory.alive, 0);
}
END_TEST

START_TEST(short_of_memory)
{
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor__confusion confusion;
        status = tenor__confusion_init(&confusion, 3, &alloc);
        if (status == TENOR_OK) {
            ck_assert(tenor__confusion_add(&confusion, 1, 2));
            status = tenor__confusion_sort(&confusion);
        }
        tenor__confusion_free(&confusion);
        ck_assert_uint_eq(memory.alive, 0);
    }
}
END_TEST

CHECK_MAIN("eval/confusion", counts_pairs_that_occur, no_example, memory_grows_with_examples, short_of_memory)
