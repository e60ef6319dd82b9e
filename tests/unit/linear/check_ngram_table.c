#include "check_main.h"

#include "linear/ngram_table.h"

#include <string.h>

enum { SLOTS = 64, LABELS = 3 };

static uint32_t keys[SLOTS];
static float weights[SLOTS * LABELS];
static const float bias[LABELS] = {0, 0, 0};
static const tenor__ngram_table table = {
    .slots = SLOTS, .labels = LABELS, .keys = keys, .weights = weights, .bias = bias};

/* A hash of that slot and key. */
static uint64_t hash_of(uint32_t key, uint32_t slot)
{
    return (uint64_t)key << 32 | slot;
}

static uint32_t insert(uint64_t hash, float weight)
{
    const uint32_t slot = tenor__ngram_table_insert(keys, SLOTS, hash);
    for (size_t k = 0; slot != TENOR__NGRAM_ABSENT && k < LABELS; k++)
        weights[slot * LABELS + k] = weight * (float)(k + 1);
    return slot;
}

START_TEST(what_is_put_is_found)
{
    /* All want the last slot: they go round. */
    for (uint32_t i = 0; i < 48; i++)
        ck_assert_uint_eq(insert(hash_of(i + 1, SLOTS - 1), (float)i), (SLOTS - 1 + i) % SLOTS);
    for (uint32_t i = 0; i < 48; i++)
        ck_assert_uint_eq(tenor__ngram_table_find(&table, hash_of(i + 1, SLOTS - 1)), (SLOTS - 1 + i) % SLOTS);
    ck_assert_uint_eq(tenor__ngram_table_find(&table, hash_of(100, SLOTS - 1)), TENOR__NGRAM_ABSENT);
    ck_assert_uint_eq(tenor__ngram_table_find(&table, hash_of(1, 50)), TENOR__NGRAM_ABSENT);
    /* The same key in the same place is taken for the same. */
    ck_assert_uint_eq(tenor__ngram_table_insert(keys, SLOTS, hash_of(7, SLOTS - 1)), TENOR__NGRAM_ABSENT);
}
END_TEST

START_TEST(keys_are_finite_numbers)
{
    for (uint32_t bit = 0; bit < 32; bit++) {
        const uint32_t slot = tenor__ngram_table_insert(keys, SLOTS, hash_of(UINT32_MAX << bit, bit));
        float number;
        ck_assert(slot != TENOR__NGRAM_ABSENT && keys[slot] != 0);
        memcpy(&number, &keys[slot], sizeof number);
        ck_assert(number - number == 0);
    }
    ck_assert(tenor__ngram_table_insert(keys, SLOTS, hash_of(0, 40)) == 40);
    ck_assert_uint_ne(keys[40], 0);
}
END_TEST

START_TEST(rows_are_added)
{
    insert(hash_of(5, 3), 1);
    insert(hash_of(6, 3), 10);
    const uint64_t hashes[] = {hash_of(6, 3), hash_of(5, 3), hash_of(9, 3), hash_of(5, 3)};
    float logits[LABELS] = {0.5f, 0.5f, 0.5f};
    tenor__ngram_table_add(&table, hashes, 4, logits);
    for (size_t k = 0; k < LABELS; k++)
        ck_assert_float_eq(logits[k], 0.5f + 12 * (float)(k + 1));
}
END_TEST

START_TEST(a_quarter_stays_free)
{
    for (size_t ngrams = 0; ngrams < 5000; ngrams++) {
        const size_t slots = tenor__ngram_table_slots(ngrams);
        ck_assert((slots & (slots - 1)) == 0 && slots / 4 * 3 >= ngrams && slots <= (ngrams < 48 ? 64 : ngrams * 3));
    }
}
END_TEST

START_TEST(a_quarter_must_be_free)
{
    tenor__ngram_table small = table;
    memset(keys, 0, sizeof keys);
    for (size_t taken = 0; taken <= SLOTS; taken++) {
        ck_assert_int_eq(!tenor__ngram_table_fault(&table), taken <= 48);
        if (taken < SLOTS)
            keys[taken] = 1;
    }
    keys[0] = 0;
    for (small.slots = 2; small.slots <= 4; small.slots *= 2)
        ck_assert_ptr_null(tenor__ngram_table_fault(&small));
    keys[0] = 1;
    for (small.slots = 2; small.slots <= 4; small.slots *= 2)
        ck_assert_ptr_nonnull(tenor__ngram_table_fault(&small));
    ck_assert_ptr_null(tenor__ngram_table_fault(&(tenor__ngram_table){.slots = 0}));
}
END_TEST

/* Four slots; n-grams of slots 0 and 2 have the labels 1 and 2, and 0. */
static const uint32_t sparse_keys[] = {7, 0, 9, 0};
static const float sparse_weights[] = {10, 20, 5};

static const char *fault_of(const uint32_t *begins, const uint32_t *labels)
{
    const tenor__ngram_table sparse = {4, LABELS, sparse_keys, sparse_weights, bias, 3, begins, labels};
    return tenor__ngram_table_fault(&sparse);
}

START_TEST(sparse_rows_are_added)
{
    const uint32_t begins[] = {0, 2, 2, 3, 3};
    const uint32_t labels[] = {1, 2, 0};
    const tenor__ngram_table sparse = {4, LABELS, sparse_keys, sparse_weights, bias, 3, begins, labels};
    const uint64_t hashes[] = {hash_of(7, 0), hash_of(9, 2), hash_of(8, 0), hash_of(7, 0)};
    float logits[LABELS] = {1, 1, 1};
    ck_assert_ptr_null(tenor__ngram_table_fault(&sparse));
    tenor__ngram_table_add(&sparse, hashes, 4, logits);
    ck_assert_float_eq(logits[0], 6);
    ck_assert_float_eq(logits[1], 21);
    ck_assert_float_eq(logits[2], 41);
}
END_TEST

START_TEST(sparse_rows_stay_inside)
{
    const uint32_t good[] = {0, 2, 2, 3, 3};
    const uint32_t labels[] = {1, 2, 0};
    const uint32_t begins[][5] = {
        {1, 2, 2, 3, 3}, {0, 2, 2, 3, 4}, {0, 2, 2, 2, 2}, {0, 2, 1, 3, 3}, {0, UINT32_MAX, 2, 3, 3}};
    const uint32_t strange[][3] = {{1, 3, 0}, {2, 1, 0}, {1, 1, 0}, {1, 2, UINT32_MAX}};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        ck_assert_ptr_nonnull(fault_of(begins[i], labels));
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++)
        ck_assert_ptr_nonnull(fault_of(good, strange[i]));
    /* Without a check nothing outside is read or written. */
    const uint32_t far[] = {0, UINT32_MAX, UINT32_MAX, UINT32_MAX, 3};
    const uint32_t wild[] = {UINT32_MAX, 0, 3};
    const tenor__ngram_table sparse = {4, LABELS, sparse_keys, sparse_weights, bias, 3, far, wild};
    const uint64_t hashes[] = {hash_of(7, 0), hash_of(9, 2)};
    float logits[LABELS + 1] = {0};
    tenor__ngram_table_add(&sparse, hashes, 2, logits);
    ck_assert_float_eq(logits[0], 20);
    ck_assert_float_eq(logits[LABELS], 0);
}
END_TEST

CHECK_MAIN("linear/ngram_table", what_is_put_is_found, keys_are_finite_numbers, rows_are_added, a_quarter_stays_free,
           a_quarter_must_be_free, sparse_rows_are_added, sparse_rows_stay_inside)
