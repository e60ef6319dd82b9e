#include "check_main.h"

#include "base/failing.h"
#include "nn/packed_sequences.h"
#include "nn/rig.h"

/* Everything that the header says of a packed batch. */
static void check_packed(const tenor__packed_sequences *batch, const sentences *s)
{
    size_t rows = 0, steps = 0;
    for (size_t i = 0; i < s->count; i++) {
        const size_t length = s->lengths[i] > 0 ? s->lengths[i] : 1;
        rows += length;
        steps = length > steps ? length : steps;
    }
    REQUIRE(batch->count == s->count);
    REQUIRE(batch->rows == rows);
    REQUIRE(batch->steps == steps);
    REQUIRE(batch->step_offset[0] == 0);
    REQUIRE(batch->step_offset[steps] == rows);

    for (size_t i = 0; i < s->count; i++) {
        const size_t caller = batch->order[i];
        REQUIRE(caller < s->count);
        REQUIRE(batch->lengths[i] == (s->lengths[caller] > 0 ? s->lengths[caller] : 1));
        if (i > 0) {
            REQUIRE(batch->lengths[i] <= batch->lengths[i - 1]);
            if (batch->lengths[i] == batch->lengths[i - 1])
                REQUIRE(caller > batch->order[i - 1]);
        }
        for (size_t t = 0; t < batch->lengths[i]; t++) {
            REQUIRE(i < tenor__packed_sequences_step_rows(batch, t));
            const uint32_t word = batch->row_word[batch->step_offset[t] + i];
            REQUIRE(word < batch->words);
            REQUIRE(batch->word_ids[word] == (s->lengths[caller] > 0 ? s->ids[caller][t] : 1));
        }
    }
    for (size_t t = 0; t < steps; t++) {
        size_t longer = 0;
        while (longer < s->count && batch->lengths[longer] > t)
            longer++;
        REQUIRE(tenor__packed_sequences_step_rows(batch, t) == longer);
    }
    /* Words are distinct and numbered as they appear. */
    uint32_t next = 0;
    for (size_t row = 0; row < rows; row++) {
        REQUIRE(batch->row_word[row] <= next);
        next += batch->row_word[row] == next;
    }
    REQUIRE(next == batch->words);
    for (size_t u = 0; u < batch->words; u++)
        for (size_t v = 0; v < u; v++)
            REQUIRE(batch->word_ids[u] != batch->word_ids[v]);
}

START_TEST(test_order_by_length)
{
    static const size_t lengths[][5] = {{1}, {7}, {1, 1, 1, 1, 1}, {1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}, {3, 9, 3, 1, 9}};
    static const size_t counts[] = {1, 1, 5, 5, 5, 5};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (size_t words = 1; words < 40; words += 6) {
            sentences s = sentences_new(lengths[i], counts[i], words, words);
            tenor__packed_sequences batch = sentences_pack(&s);
            check_packed(&batch, &s);
            tenor__packed_sequences_free(&batch);
            sentences_free(&s);
        }
    }
}
END_TEST

START_TEST(test_header_example)
{
    const uint32_t a[] = {7}, b[] = {9, 7, 8}, c[] = {8, 9};
    const uint32_t *const ids[] = {a, b, c};
    const size_t lengths[] = {1, 3, 2};
    const uint32_t order[] = {1, 2, 0}, offsets[] = {0, 3, 5, 6}, row_word[] = {0, 1, 2, 2, 0, 1}, words[] = {9, 8, 7};
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, ids, lengths, 3));
    ck_assert_mem_eq(batch.order, order, sizeof order);
    ck_assert_mem_eq(batch.step_offset, offsets, sizeof offsets);
    ck_assert_mem_eq(batch.row_word, row_word, sizeof row_word);
    ck_assert_mem_eq(batch.word_ids, words, sizeof words);
    tenor__packed_sequences_free(&batch);
}
END_TEST

START_TEST(test_empty_sequences)
{
    const size_t lengths[] = {0, 4, 0, 1};
    sentences s = sentences_new(lengths, 4, 9, 1);
    s.ids[0] = NULL; /* an empty sequence needs no pointer */
    tenor__packed_sequences batch = sentences_pack(&s);
    check_packed(&batch, &s);
    tenor__packed_sequences_free(&batch);
    sentences_free(&s);
}
END_TEST

START_TEST(test_no_sequences)
{
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, NULL, NULL, 0));
    ck_assert(batch.count == 0 && batch.rows == 0 && batch.steps == 0 && batch.words == 0);
    tenor__packed_sequences_free(&batch);
    tenor__packed_sequences_free(&batch);
}
END_TEST

/* Ids that meet in the table of ids: equal in their low bits, and the largest there is. */
START_TEST(test_distant_ids)
{
    enum { COUNT = 600 };
    static uint32_t ids[COUNT];
    for (uint32_t i = 0; i < COUNT; i++)
        ids[i] = UINT32_MAX - (i % 300) * 65536u;
    const uint32_t *const sequence = ids;
    const size_t length = COUNT;
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, &sequence, &length, 1));
    ck_assert_uint_eq(batch.words, 300);
    for (size_t row = 0; row < COUNT; row++)
        REQUIRE(batch.word_ids[batch.row_word[row]] == ids[row]);
    tenor__packed_sequences_free(&batch);
}
END_TEST

/* Many sequences of one step and one of many steps: the table serves both sorting and interning. */
START_TEST(test_extreme_shapes)
{
    enum { MANY = 3000 };
    static size_t lengths[MANY];
    for (size_t i = 0; i < MANY; i++)
        lengths[i] = i % 2;
    sentences wide = sentences_new(lengths, MANY, 100, 1);
    const size_t long_length = 20000;
    sentences tall = sentences_new(&long_length, 1, 50, 2);
    tenor__packed_sequences batch = sentences_pack(&wide);
    check_packed(&batch, &wide);
    ck_assert(tenor__packed_sequences_fill(&batch, tall.ids, tall.lengths, 1));
    check_packed(&batch, &tall);
    tenor__packed_sequences_free(&batch);
    sentences_free(&wide);
    sentences_free(&tall);
}
END_TEST

START_TEST(test_reuse_allocates_nothing)
{
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    const size_t lengths[][4] = {{9, 3, 5, 5}, {1, 9, 2, 4}, {2, 2, 2, 2}};
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, &alloc);
    for (size_t i = 0; i < 3; i++) {
        sentences s = sentences_new(lengths[i], 4, 20, i);
        ck_assert(tenor__packed_sequences_fill(&batch, s.ids, s.lengths, s.count));
        check_packed(&batch, &s);
        if (i == 0)
            state.fail_at = state.calls + 1;
        sentences_free(&s);
    }
    tenor__packed_sequences_free(&batch);
    ck_assert_uint_eq(state.alive, 0);
}
END_TEST

/* Small, then large with the n-th allocation failing, then small and large again. */
START_TEST(test_out_of_memory)
{
    const size_t small_lengths[] = {2, 1};
    static size_t large_lengths[100];
    for (size_t i = 0; i < 100; i++)
        large_lengths[i] = i % 60;
    sentences small = sentences_new(small_lengths, 2, 9, 1);
    sentences large = sentences_new(large_lengths, 100, 1000, 2);
    bool done = false;
    for (size_t n = 1; !done; n++) {
        failing state = {0};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__packed_sequences batch;
        tenor__packed_sequences_init(&batch, &alloc);
        ck_assert(tenor__packed_sequences_fill(&batch, small.ids, small.lengths, small.count));
        state.fail_at = state.calls + n;
        done = tenor__packed_sequences_fill(&batch, large.ids, large.lengths, large.count);
        if (!done) {
            ck_assert(batch.count == 0 && batch.rows == 0 && batch.steps == 0 && batch.words == 0);
            ck_assert(tenor__packed_sequences_fill(&batch, small.ids, small.lengths, small.count));
            check_packed(&batch, &small);
            ck_assert(tenor__packed_sequences_fill(&batch, large.ids, large.lengths, large.count));
        }
        check_packed(&batch, &large);
        tenor__packed_sequences_free(&batch);
        ck_assert_uint_eq(state.alive, 0);
        ck_assert_uint_lt(n, 100);
    }
    sentences_free(&small);
    sentences_free(&large);
}
END_TEST

/* More rows than can be numbered: refused before anything is read or allocated. */
START_TEST(test_too_many_rows)
{
    const size_t lengths[][2] = {
        {UINT32_MAX / 4, 1}, {SIZE_MAX, 1}, {SIZE_MAX / 4 + 2, 1}, {SIZE_MAX / 2, SIZE_MAX / 2}};
    const uint32_t *const ids[] = {NULL, NULL};
    failing state = {.fail_at = 1};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, &alloc);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        ck_assert(!tenor__packed_sequences_fill(&batch, ids, lengths[i], 2));
    ck_assert_uint_eq(state.calls, 0);
    tenor__packed_sequences_free(&batch);
}
END_TEST

CHECK_MAIN("nn/packed_sequences", test_order_by_length, test_header_example, test_empty_sequences, test_no_sequences,
           test_distant_ids, test_extreme_shapes, test_reuse_allocates_nothing, test_out_of_memory, test_too_many_rows)
