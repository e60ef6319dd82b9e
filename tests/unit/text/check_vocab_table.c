#include "text/vocab_table.h"

#include "base/failing.h"
#include "base/hash.h"
#include "check_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const tenor_text_settings WORDS = {sizeof WORDS, TENOR_TOKENS_WORD, false};

/* <pad>, <unk> and a vocabulary with room for `capacity` ids, and for a word that is there already. */
static tenor_vocab *begin(size_t capacity, const tenor_alloc *alloc)
{
    tenor_vocab *vocab = tenor__vocab_table_new(WORDS, capacity + 1, (capacity + 1) * 16, alloc);
    ck_assert_ptr_nonnull(vocab);
    tenor__vocab_table_append(vocab, tenor_str_of("<pad>"));
    tenor__vocab_table_append(vocab, tenor_str_of("<unk>"));
    ck_assert(tenor__vocab_table_count(vocab, TENOR__PAD, 0));
    ck_assert(tenor__vocab_table_count(vocab, TENOR__UNKNOWN, 77));
    ck_assert_int_eq(tenor__vocab_table_reserve(vocab, capacity, NULL), TENOR_OK);
    return vocab;
}

static bool add(tenor_vocab *vocab, const char *word, uint64_t count)
{
    const size_t id = tenor_vocab_size(vocab);
    bool added;
    tenor__vocab_table_append(vocab, tenor_str_of(word));
    ck_assert_int_eq(tenor__vocab_table_enter(vocab, id, &added, NULL), TENOR_OK);
    if (added)
        ck_assert(tenor__vocab_table_count(vocab, id, count));
    else
        tenor__vocab_table_take_back(vocab);
    return added;
}

static tenor_vocab *small(void)
{
    tenor_vocab *vocab = begin(6, NULL);
    ck_assert(add(vocab, "the", 9) && add(vocab, "of", 4) && add(vocab, "\u597D", 4) && add(vocab, "a", 0));
    return vocab;
}

/* The arrays in memory of exactly their sizes, at odd addresses, so that a sanitizer sees a read past their end. */
typedef struct copied {
    tenor__vocab_arrays arrays;
    char *memory[4];
} copied;

static copied copy_arrays(const tenor__vocab_arrays *from)
{
    copied out = {.arrays = *from};
    const struct {
        const void *data;
        size_t size;
        const void **to;
    } parts[] = {
        {from->bytes, from->byte_count, &out.arrays.bytes},
        {from->offsets, (from->size + 1) * sizeof(uint32_t), &out.arrays.offsets},
        {from->runs, from->run_count * sizeof(tenor__count_run), &out.arrays.runs},
        {from->slots, from->slot_count * sizeof(uint32_t), &out.arrays.slots},
    };
    for (size_t i = 0; i < 4; i++) {
        out.memory[i] = malloc(parts[i].size + 1);
        ck_assert_ptr_nonnull(out.memory[i]);
        *parts[i].to = memcpy(out.memory[i] + 1, parts[i].data, parts[i].size);
    }
    return out;
}

static void copied_free(copied *copy)
{
    for (size_t i = 0; i < 4; i++)
        free(copy->memory[i]);
}

static void set_number(const void *numbers, size_t i, uint32_t value)
{
    memcpy((char *)(uintptr_t)numbers + i * sizeof value, &value, sizeof value);
}

static uint32_t get_number(const void *numbers, size_t i)
{
    uint32_t value;
    memcpy(&value, (const char *)numbers + i * sizeof value, sizeof value);
    return value;
}

static void set_run(const tenor__vocab_arrays *arrays, size_t i, uint64_t first, uint64_t count)
{
    memcpy((char *)(uintptr_t)arrays->runs + i * sizeof(tenor__count_run), &(tenor__count_run){first, count},
           sizeof(tenor__count_run));
}

/* Everything that a lookup may read. */
static void use(const tenor_vocab *vocab)
{
    size_t sum = 0;
    for (size_t id = 0; id < tenor_vocab_size(vocab); id++) {
        const tenor_str word = tenor_vocab_word(vocab, id);
        for (size_t i = 0; i < word.size; i++)
            sum += (unsigned char)word.data[i];
        sum += (size_t)tenor_vocab_count(vocab, id);
        ck_assert_uint_lt(tenor_vocab_find(vocab, word), tenor_vocab_size(vocab));
    }
    ck_assert_uint_lt(tenor_vocab_find(vocab, tenor_str_of("no such word")), tenor_vocab_size(vocab) + sum);
}

START_TEST(arrays_are_used_where_they_lie)
{
    tenor_vocab *vocab = small();
    copied copy = copy_arrays(&vocab->arrays);
    tenor_vocab *view;
    tenor_error error;
    ck_assert_int_eq(tenor__vocab_table_view(vocab->settings, &copy.arrays, NULL, &view, &error), TENOR_OK);
    ck_assert_msg(tenor__vocab_table_check(view, &error) == TENOR_OK, "%s", error.message);
    ck_assert_uint_eq(tenor_vocab_size(view), 6);
    static const char *const words[] = {"<pad>", "<unk>", "the", "of", "\u597D", "a"};
    static const uint64_t counts[] = {0, 77, 9, 4, 4, 0};
    for (size_t id = 0; id < 6; id++) {
        ck_assert(tenor_str_is(tenor_vocab_word(view, id), words[id]));
        ck_assert(tenor_vocab_word(view, id).data > copy.memory[0]);
        ck_assert_uint_eq(tenor_vocab_count(view, id), counts[id]);
        ck_assert_uint_eq(tenor_vocab_find(view, tenor_str_of(words[id])), id < TENOR__FIRST_WORD ? 1 : id);
    }
    ck_assert_uint_eq(view->arrays.run_count, 5);
    ck_assert_uint_eq(tenor_vocab_find(view, tenor_str_of("")), TENOR__UNKNOWN);
    ck_assert_uint_eq(tenor_vocab_find(view, tenor_str_of("them")), TENOR__UNKNOWN);
    /* A copy outlives the arrays. */
    tenor_vocab *again;
    ck_assert_int_eq(tenor__vocab_table_copy(view, NULL, &again, NULL), TENOR_OK);
    tenor_vocab_free(view);
    copied_free(&copy);
    ck_assert_int_eq(tenor__vocab_table_check(again, &error), TENOR_OK);
    tenor_vocab_free(again);
    tenor_vocab_free(vocab);
}
END_TEST

/* Changes a copy of small()'s arrays. */
typedef void (*change)(tenor__vocab_arrays *arrays);

static void no_words(tenor__vocab_arrays *arrays)
{
    arrays->size = 1;
}
static void too_many_words(tenor__vocab_arrays *arrays)
{
    arrays->size = TENOR__LARGEST_VOCAB + 1;
}
static void seed_too_large(tenor__vocab_arrays *arrays)
{
    arrays->seed = TENOR__VOCAB_SEEDS;
}
static void fewer_slots(tenor__vocab_arrays *arrays)
{
    arrays->slot_count = 32;
}
static void odd_slots(tenor__vocab_arrays *arrays)
{
    arrays->slot_count = 63;
}
static void no_slots(tenor__vocab_arrays *arrays)
{
    arrays->slot_count = 0;
}
static void more_bytes(tenor__vocab_arrays *arrays)
{
    arrays->byte_count--;
}
static void late_begin(tenor__vocab_arrays *arrays)
{
    set_number(arrays->offsets, 0, 1);
}
static void early_end(tenor__vocab_arrays *arrays)
{
    set_number(arrays->offsets, 6, 3);
}
static void no_pad(tenor__vocab_arrays *arrays)
{
    ((char *)(uintptr_t)arrays->bytes)[0] = 'x';
}
static void no_unknown(tenor__vocab_arrays *arrays)
{
    ((char *)(uintptr_t)arrays->bytes)[6] = 'x';
}
static void two_counts(tenor__vocab_arrays *arrays)
{
    arrays->run_count = 2;
}
static void no_counts(tenor__vocab_arrays *arrays)
{
    arrays->run_count = 0;
}
static void seven_counts(tenor__vocab_arrays *arrays)
{
    arrays->run_count = 7;
}
static void unknown_counts_first(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 0, 1, 0);
}
static void a_word_counts_late(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 2, 3, 9);
}

START_TEST(what_does_not_grow_is_checked_at_once)
{
    static const struct {
        change change;
        const char *says;
    } cases[] = {
        {no_words, "1 words, not 2"},
        {too_many_words, "16777217 words"},
        {seed_too_large, "seed 64"},
        {fewer_slots, "32 slots, where 6 words take 64"},
        {odd_slots, "63 slots"},
        {no_slots, "0 slots"},
        {more_bytes, "offsets do not begin at 0 and end at 18"},
        {late_begin, "offsets do not begin"},
        {early_end, "offsets do not begin"},
        {no_pad, "first two words"},
        {no_unknown, "first two words"},
        {two_counts, "2 counts, not 3 to 6"},
        {no_counts, "0 counts"},
        {seven_counts, "7 counts"},
        {unknown_counts_first, "count 0 is of word 1"},
        {a_word_counts_late, "count 2 is of word 3"},
    };
    tenor_vocab *vocab = small();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        copied copy = copy_arrays(&vocab->arrays);
        failing counter = {0};
        const tenor_alloc alloc = failing_alloc(&counter);
        tenor_vocab *view;
        tenor_error error = {0};
        cases[i].change(&copy.arrays);
        ck_assert_msg(tenor__vocab_table_view(WORDS, &copy.arrays, &alloc, &view, &error) == TENOR_BAD_MODEL,
                      "case %zu", i);
        ck_assert_msg(strstr(error.message, cases[i].says), "%s", error.message);
        ck_assert(error.status == TENOR_BAD_MODEL && !view && counter.alive == 0);
        copied_free(&copy);
    }
    tenor_vocab_free(vocab);
}
END_TEST

static void empty_word(tenor__vocab_arrays *arrays)
{
    set_number(arrays->offsets, 4, get_number(arrays->offsets, 3));
}
static void backward(tenor__vocab_arrays *arrays)
{
    set_number(arrays->offsets, 4, 10);
}
static void far_away(tenor__vocab_arrays *arrays)
{
    set_number(arrays->offsets, 4, UINT32_MAX);
}
static void not_utf8(tenor__vocab_arrays *arrays)
{
    ((char *)(uintptr_t)arrays->bytes)[15] = '\xFF';
}
static void other_seed(tenor__vocab_arrays *arrays)
{
    arrays->seed = 5;
}
static void renamed(tenor__vocab_arrays *arrays)
{
    memcpy((char *)(uintptr_t)arrays->bytes + 10, "xhe", 3);
}
static void all_zero(tenor__vocab_arrays *arrays)
{
    memset((void *)(uintptr_t)arrays->slots, 0, 256);
}
static void all_ones(tenor__vocab_arrays *arrays)
{
    memset((void *)(uintptr_t)arrays->slots, 0xFF, 256);
}

/* Entries for every id and tag. */
static void full(tenor__vocab_arrays *arrays)
{
    for (uint32_t i = 0; i < 64; i++)
        set_number(arrays->slots, i, i << TENOR__VOCAB_ID_BITS | (i % 7));
}

static void stranger(tenor__vocab_arrays *arrays)
{
    size_t i = 0;
    while (get_number(arrays->slots, i) != 0)
        i++;
    set_number(arrays->slots, i, 3);
}

static void pad_counts(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 0, 0, 1);
}
static void counts_grow(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 3, 3, 10);
}
static void counts_repeat(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 3, 3, 9);
}
static void count_too_large(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 2, 2, UINT64_MAX);
}
static void runs_go_back(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 4, 3, 0);
}
static void run_past_the_end(tenor__vocab_arrays *arrays)
{
    set_run(arrays, 4, 6, 0);
}

START_TEST(what_grows_is_safe_to_read_and_found_by_a_check)
{
    static const struct {
        change change;
        const char *says;
    } cases[] = {
        {empty_word, "word 3 is empty"},
        {backward, "word 3 is empty"},
        {far_away, "word 3 is empty"},
        {not_utf8, "word 4 is not UTF-8"},
        {other_seed, "the table does not lead to word 2, 'the'"},
        {renamed, "the table does not lead to word 2"},
        {all_zero, "does not lead to"},
        {all_ones, "does not lead to"},
        {full, "does not lead to"},
        {stranger, "5 entries for 4 words"},
        {pad_counts, "count 0 is out of order or range"},
        {counts_grow, "count 3 is out"},
        {counts_repeat, "count 3 is out"},
        {count_too_large, "count 2 is out"},
        {runs_go_back, "count 4 is out"},
        {run_past_the_end, "count 4 is out"},
    };
    tenor_vocab *vocab = small();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        copied copy = copy_arrays(&vocab->arrays);
        tenor_vocab *view;
        tenor_error error = {0};
        cases[i].change(&copy.arrays);
        ck_assert_msg(tenor__vocab_table_view(WORDS, &copy.arrays, NULL, &view, &error) == TENOR_OK, "case %zu: %s", i,
                      error.message);
        use(view);
        ck_assert_msg(tenor__vocab_table_check(view, &error) == TENOR_BAD_MODEL, "case %zu", i);
        ck_assert_msg(strstr(error.message, cases[i].says), "case %zu: %s", i, error.message);
        tenor_vocab_free(view);
        copied_free(&copy);
    }
    tenor_vocab_free(vocab);
}
END_TEST

/* Writes a word whose search begins at slot 0 of `slots` under a seed, another one each time. */
static void write_colliding(char word[16], size_t slots, uint64_t seed, unsigned *next)
{
    do
        snprintf(word, 16, "w%u", (*next)++);
    while ((tenor__hash(word, strlen(word), seed) & (slots - 1)) != 0);
}

START_TEST(words_that_collide_are_told_apart_by_another_seed)
{
    enum { COUNT = TENOR__VOCAB_PROBES + 20 };
    char words[COUNT][16];
    unsigned next = 0;
    const size_t slots = tenor__vocab_table_slots(COUNT + 2);
    ck_assert_uint_eq(slots, 256);
    tenor_vocab *vocab = begin(COUNT + 2, NULL);
    for (size_t i = 0; i < COUNT; i++) {
        write_colliding(words[i], slots, 0, &next);
        ck_assert(add(vocab, words[i], COUNT - i));
        ck_assert_uint_eq(vocab->arrays.seed, i >= TENOR__VOCAB_PROBES);
    }
    tenor_error error;
    ck_assert_msg(tenor__vocab_table_check(vocab, &error) == TENOR_OK, "%s", error.message);
    for (size_t i = 0; i < COUNT; i++) {
        ck_assert_uint_eq(tenor_vocab_find(vocab, tenor_str_of(words[i])), i + TENOR__FIRST_WORD);
        ck_assert(!add(vocab, words[i], 0));
    }
    ck_assert(!add(vocab, "<pad>", 0) && !add(vocab, "<unk>", 0));
    ck_assert_uint_eq(tenor_vocab_size(vocab), COUNT + 2);
    /* The same slots made again have the same seed; more slots have no need of it. */
    ck_assert_int_eq(tenor__vocab_table_reserve(vocab, COUNT + 2, NULL), TENOR_OK);
    ck_assert_uint_eq(vocab->arrays.seed, 1);
    ck_assert_int_eq(tenor__vocab_table_reserve(vocab, 4000, NULL), TENOR_OK);
    ck_assert_uint_eq(vocab->arrays.seed, 0);
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_uint_eq(tenor_vocab_find(vocab, tenor_str_of(words[i])), i + TENOR__FIRST_WORD);
    tenor_vocab_free(vocab);
}
END_TEST

START_TEST(words_that_no_seed_tells_apart_are_an_error)
{
    enum { COUNT = TENOR__VOCAB_PROBES + 1 };
    unsigned next = 0;
    tenor_vocab *vocab = begin(COUNT + 2, NULL);
    vocab->arrays.seed = TENOR__VOCAB_SEEDS - 1;
    for (size_t i = 0; i < COUNT; i++) {
        char word[16];
        bool added;
        tenor_error error = {0};
        write_colliding(word, vocab->arrays.slot_count, TENOR__VOCAB_SEEDS - 1, &next);
        tenor__vocab_table_append(vocab, tenor_str_of(word));
        const tenor_status status = tenor__vocab_table_enter(vocab, i + TENOR__FIRST_WORD, &added, &error);
        ck_assert_int_eq(status, i < TENOR__VOCAB_PROBES ? TENOR_OK : TENOR_TOO_LARGE);
        ck_assert(added == (status == TENOR_OK) && error.status == status);
    }
    tenor_vocab_free(vocab);
}
END_TEST

START_TEST(slots_of_every_size)
{
    ck_assert_uint_eq(tenor__vocab_table_slots(0), 64);
    ck_assert_uint_eq(tenor__vocab_table_slots(42), 64);
    ck_assert_uint_eq(tenor__vocab_table_slots(43), 128);
    ck_assert_uint_eq(tenor__vocab_table_slots(60000), 131072);
    ck_assert_uint_eq(tenor__vocab_table_slots(TENOR__LARGEST_VOCAB), 1 << 25);
}
END_TEST

CHECK_MAIN("text/vocab_table", arrays_are_used_where_they_lie, what_does_not_grow_is_checked_at_once,
           what_grows_is_safe_to_read_and_found_by_a_check, words_that_collide_are_told_apart_by_another_seed,
           words_that_no_seed_tells_apart_are_an_error, slots_of_every_size)
