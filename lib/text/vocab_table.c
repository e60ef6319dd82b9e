#include "text/vocab_table.h"

#include "base/hash.h"
#include "base/error.h"

#include <inttypes.h>
#include <string.h>

enum { FEWEST_SLOTS = 64, TAG_SHIFT = TENOR__VOCAB_ID_BITS, ID_MASK = TENOR__LARGEST_VOCAB - 1 };
static const uint64_t LARGEST_COUNT = UINT64_C(1) << 53; /* what every reader of JSON can hold */
_Static_assert(sizeof(tenor__count_run) == 16, "runs lie in files");

void tenor_vocab_free(tenor_vocab *vocab)
{
    if (!vocab)
        return;
    const tenor_alloc alloc = vocab->alloc;
    tenor__alloc_free(&alloc, vocab->bytes);
    tenor__alloc_free(&alloc, vocab->offsets);
    tenor__alloc_free(&alloc, vocab->runs);
    tenor__alloc_free_aligned(&alloc, vocab->slots);
    tenor__alloc_free(&alloc, vocab);
}

/* ---- words and counts ---- */

static inline uint32_t read_number(const void *numbers, size_t i)
{
    uint32_t number;
    memcpy(&number, (const char *)numbers + i * sizeof number, sizeof number);
    return number;
}

static inline tenor__count_run read_run(const tenor_vocab *vocab, size_t i)
{
    tenor__count_run run;
    memcpy(&run, (const char *)vocab->arrays.runs + i * sizeof run, sizeof run);
    return run;
}

size_t tenor_vocab_size(const tenor_vocab *vocab)
{
    return vocab->arrays.size;
}

static inline tenor_str word_of(const tenor_vocab *vocab, size_t id)
{
    const uint32_t begin = read_number(vocab->arrays.offsets, id);
    const uint32_t end = read_number(vocab->arrays.offsets, id + 1);
    if (begin > end || end > vocab->arrays.byte_count)
        return (tenor_str){"", 0};
    return (tenor_str){(const char *)vocab->arrays.bytes + begin, end - begin};
}

tenor_str tenor_vocab_word(const tenor_vocab *vocab, size_t id)
{
    return word_of(vocab, id);
}

uint64_t tenor_vocab_count(const tenor_vocab *vocab, size_t id)
{
    size_t low = 0;
    size_t high = vocab->arrays.run_count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (read_run(vocab, middle).first <= id)
            low = middle;
        else
            high = middle;
    }
    return read_run(vocab, low).count;
}

const tenor_text_settings *tenor_vocab_text_settings(const tenor_vocab *vocab)
{
    return &vocab->settings;
}

/* ---- ids by word ---- */

size_t tenor__vocab_table_slots(size_t size)
{
    size_t slots = FEWEST_SLOTS;
    while (slots / 3 * 2 < size)
        slots *= 2;
    return slots;
}

/* The place where a search ends. */
typedef struct place {
    size_t slot;
    uint32_t tag; /* the upper bits of the word's slot */
    uint32_t id;  /* 0 if the slot is free */
    bool found;   /* false if all 128 slots hold other words */
} place;

static inline place locate(const tenor_vocab *vocab, tenor_str word)
{
    const tenor__vocab_arrays *arrays = &vocab->arrays;
    const uint64_t hash = tenor__hash(word.data, word.size, arrays->seed);
    const uint32_t tag = (uint32_t)(hash >> 56) << TAG_SHIFT;
    const size_t mask = arrays->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    for (size_t step = 1; step <= TENOR__VOCAB_PROBES; slot = (slot + step++) & mask) {
        const uint32_t entry = read_number(arrays->slots, slot);
        const uint32_t id = entry & ID_MASK;
        if (entry == 0)
            return (place){slot, tag, 0, true};
        if ((entry & ~(uint32_t)ID_MASK) == tag && id >= TENOR__FIRST_WORD && id < arrays->size &&
            tenor_str_equal(word_of(vocab, id), word))
            return (place){slot, tag, id, true};
    }
    return (place){0, tag, 0, false};
}

uint32_t tenor_vocab_find(const tenor_vocab *vocab, tenor_str word)
{
    if (word.size == 0)
        return TENOR__UNKNOWN;
    const place at = locate(vocab, word);
    return at.id != 0 ? at.id : TENOR__UNKNOWN;
}

/* ---- arrays of a file ---- */

static tenor_status check_ends(const tenor_vocab *vocab, tenor_error *error)
{
    const tenor__vocab_arrays *arrays = &vocab->arrays;
    const size_t size = arrays->size;
    if (size < TENOR__FIRST_WORD || size > TENOR__LARGEST_VOCAB)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: %zu words, not 2 to %d", size,
                                TENOR__LARGEST_VOCAB);
    if (arrays->seed >= TENOR__VOCAB_SEEDS)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: seed %u, not 0 to %d", (unsigned)arrays->seed,
                                TENOR__VOCAB_SEEDS - 1);
    const size_t slots = tenor__vocab_table_slots(size);
    if (arrays->slot_count != slots)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: %zu slots, where %zu words take %zu",
                                arrays->slot_count, size, slots);
    if (read_number(arrays->offsets, 0) != 0 || read_number(arrays->offsets, size) != arrays->byte_count)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: the offsets do not begin at 0 and end at %zu",
                                arrays->byte_count);
    if (!tenor_str_is(word_of(vocab, TENOR__PAD), "<pad>") || !tenor_str_is(word_of(vocab, TENOR__UNKNOWN), "<unk>"))
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: the first two words are not <pad> and <unk>");
    const size_t fewest = size == TENOR__FIRST_WORD ? TENOR__FIRST_WORD : TENOR__FIRST_WORD + 1;
    if (arrays->run_count < fewest || arrays->run_count > size)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: %zu counts, not %zu to %zu", arrays->run_count,
                                fewest, size);
    for (size_t i = 0; i < fewest; i++)
        if (read_run(vocab, i).first != i)
            return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: count %zu is of word %" PRIu64, i,
                                    read_run(vocab, i).first);
    return TENOR_OK;
}

tenor_status tenor__vocab_table_view(tenor_text_settings settings, const tenor__vocab_arrays *arrays,
                                     const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error)
{
    *out = NULL;
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_vocab *vocab = tenor__alloc_zeroed(&hook, 1, sizeof *vocab);
    if (!vocab)
        return tenor__error_set_memory(error);
    vocab->alloc = hook;
    vocab->settings = settings;
    vocab->settings.size = sizeof settings;
    vocab->arrays = *arrays;
    tenor_status status = check_ends(vocab, error);
    if (status != TENOR_OK) {
        tenor_vocab_free(vocab);
        return status;
    }
    *out = vocab;
    return TENOR_OK;
}

static tenor_status check_words(const tenor_vocab *vocab, tenor_error *error)
{
    char quoted[64];
    for (size_t id = 0; id < vocab->arrays.size; id++) {
        const tenor_str word = word_of(vocab, id);
        if (word.size == 0)
            return tenor__error_set(error, TENOR_BAD_MODEL,
                                    "vocabulary: word %zu is empty, or its offsets run backward", id);
        if (tenor_str_valid_prefix(word) < word.size || memchr(word.data, 0, word.size))
            return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: word %zu is not UTF-8 without NUL", id);
        if (id >= TENOR__FIRST_WORD && locate(vocab, word).id != id)
            return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: the table does not lead to word %zu, '%s'", id,
                                    tenor__error_quote(quoted, sizeof quoted, word));
    }
    size_t taken = 0;
    for (size_t i = 0; i < vocab->arrays.slot_count; i++)
        taken += read_number(vocab->arrays.slots, i) != 0;
    if (taken != vocab->arrays.size - TENOR__FIRST_WORD)
        return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: the table has %zu entries for %zu words", taken,
                                vocab->arrays.size - TENOR__FIRST_WORD);
    return TENOR_OK;
}

static tenor_status check_counts(const tenor_vocab *vocab, tenor_error *error)
{
    tenor__count_run before = {0};
    for (size_t i = 0; i < vocab->arrays.run_count; i++) {
        const tenor__count_run run = read_run(vocab, i);
        const bool in_order = i == 0 || (run.first > before.first && run.first < vocab->arrays.size);
        const bool in_range = i == TENOR__PAD ? run.count == 0 : run.count <= LARGEST_COUNT;
        if (!in_order || !in_range || (i > TENOR__FIRST_WORD && run.count >= before.count))
            return tenor__error_set(error, TENOR_BAD_MODEL, "vocabulary: count %zu is out of order or range", i);
        before = run;
    }
    return TENOR_OK;
}

tenor_status tenor__vocab_table_check(const tenor_vocab *vocab, tenor_error *error)
{
    TENOR_TRY(check_ends(vocab, error));
    TENOR_TRY(check_words(vocab, error));
    return check_counts(vocab, error);
}

/* ---- adding words ---- */

tenor_vocab *tenor__vocab_table_new(tenor_text_settings settings, size_t capacity, size_t bytes,
                                    const tenor_alloc *alloc)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_vocab *vocab = tenor__alloc_zeroed(&hook, 1, sizeof *vocab);
    if (!vocab)
        return NULL;
    vocab->alloc = hook;
    vocab->settings = settings;
    vocab->settings.size = sizeof settings;
    vocab->capacity = capacity;
    vocab->bytes = tenor__alloc_array(&hook, bytes > 0 ? bytes : 1, 1);
    vocab->offsets = tenor__alloc_array(&hook, capacity + 1, sizeof *vocab->offsets);
    if (!vocab->bytes || !vocab->offsets) {
        tenor_vocab_free(vocab);
        return NULL;
    }
    vocab->offsets[0] = 0;
    vocab->arrays.bytes = vocab->bytes;
    vocab->arrays.offsets = vocab->offsets;
    return vocab;
}

void tenor__vocab_table_append(tenor_vocab *vocab, tenor_str word)
{
    tenor__vocab_arrays *arrays = &vocab->arrays;
    char *copy = vocab->bytes + arrays->byte_count;
    if (copy != word.data)
        memcpy(copy, word.data, word.size);
    arrays->byte_count += word.size;
    vocab->offsets[++arrays->size] = (uint32_t)arrays->byte_count;
}

void tenor__vocab_table_take_back(tenor_vocab *vocab)
{
    vocab->arrays.byte_count = vocab->offsets[--vocab->arrays.size];
}

bool tenor__vocab_table_count(tenor_vocab *vocab, size_t id, uint64_t count)
{
    const size_t runs = vocab->arrays.run_count;
    if (runs > TENOR__FIRST_WORD && vocab->runs[runs - 1].count == count)
        return true;
    void *memory = vocab->runs;
    if (!tenor__alloc_grow(&vocab->alloc, &memory, &vocab->run_capacity, runs + 1, sizeof *vocab->runs))
        return false;
    vocab->arrays.runs = vocab->runs = memory;
    vocab->runs[vocab->arrays.run_count++] = (tenor__count_run){id, count};
    return true;
}

void tenor__vocab_table_count_unknown(tenor_vocab *vocab, uint64_t count)
{
    vocab->runs[TENOR__UNKNOWN].count = count;
}

static tenor_status fail_colliding(tenor_error *error)
{
    return tenor__error_set(error, TENOR_TOO_LARGE,
                            "vocabulary: its words have the same hashes: they were made to collide");
}

static void clear_slots(tenor_vocab *vocab)
{
    memset(vocab->slots, 0, vocab->arrays.slot_count * sizeof *vocab->slots);
}

/* Enters the words before `end`, which are all different. Takes the first seed, from the table's on, that has a slot
 * for each of them. */
static tenor_status enter_again(tenor_vocab *vocab, size_t end, tenor_error *error)
{
    for (; vocab->arrays.seed < TENOR__VOCAB_SEEDS; vocab->arrays.seed++) {
        size_t id = TENOR__FIRST_WORD;
        clear_slots(vocab);
        for (; id < end; id++) {
            const place at = locate(vocab, word_of(vocab, id));
            if (!at.found)
                break;
            vocab->slots[at.slot] = at.tag | (uint32_t)id;
        }
        if (id >= end)
            return TENOR_OK;
    }
    return fail_colliding(error);
}

tenor_status tenor__vocab_table_reserve(tenor_vocab *vocab, size_t size, tenor_error *error)
{
    const size_t count = tenor__vocab_table_slots(size);
    uint32_t *slots = tenor__alloc_large(&vocab->alloc, count, sizeof *slots);
    if (!slots)
        return tenor__error_set_memory(error);
    const bool had_words = vocab->slots != NULL;
    tenor__alloc_free_aligned(&vocab->alloc, vocab->slots);
    vocab->arrays.slots = vocab->slots = slots;
    vocab->arrays.slot_count = count;
    vocab->arrays.seed = 0;
    return enter_again(vocab, had_words ? vocab->arrays.size : 0, error);
}

tenor_status tenor__vocab_table_enter(tenor_vocab *vocab, size_t id, bool *added, tenor_error *error)
{
    const tenor_str word = word_of(vocab, id);
    *added = false;
    if (tenor_str_is(word, "<pad>") || tenor_str_is(word, "<unk>"))
        return TENOR_OK;
    place at = locate(vocab, word);
    while (!at.found) {
        vocab->arrays.seed++;
        TENOR_TRY(enter_again(vocab, id, error));
        at = locate(vocab, word);
    }
    if (at.id != 0)
        return TENOR_OK;
    vocab->slots[at.slot] = at.tag | (uint32_t)id;
    *added = true;
    return TENOR_OK;
}

tenor_status tenor__vocab_table_copy(const tenor_vocab *vocab, const tenor_alloc *alloc, tenor_vocab **out,
                                     tenor_error *error)
{
    const tenor__vocab_arrays *from = &vocab->arrays;
    tenor_vocab *copy = tenor__vocab_table_new(vocab->settings, from->size, from->byte_count, alloc);
    *out = NULL;
    if (!copy)
        return tenor__error_set_memory(error);
    copy->runs = tenor__alloc_array(&copy->alloc, from->run_count, sizeof *copy->runs);
    copy->slots = tenor__alloc_large(&copy->alloc, from->slot_count, sizeof *copy->slots);
    if (!copy->runs || !copy->slots) {
        tenor_vocab_free(copy);
        return tenor__error_set_memory(error);
    }
    copy->arrays = *from;
    copy->arrays.bytes = memcpy(copy->bytes, from->bytes, from->byte_count);
    copy->arrays.offsets = memcpy(copy->offsets, from->offsets, (from->size + 1) * sizeof *copy->offsets);
    copy->arrays.runs = memcpy(copy->runs, from->runs, from->run_count * sizeof *copy->runs);
    copy->arrays.slots = memcpy(copy->slots, from->slots, from->slot_count * sizeof *copy->slots);
    *out = copy;
    return TENOR_OK;
}
