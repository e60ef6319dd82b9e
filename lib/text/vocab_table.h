/* The table behind tenor_vocab: words by id, and ids by word. A vocabulary that is built has its arrays in its own
 * memory. The arrays of a loaded model lie in its file. The layout is the same. Every lookup checks what it reads, so
 * the arrays may hold any bytes.
 *
 * Ids by word are a hash table with open addressing. The hash h of a word is XXH3 with the table's seed. The search
 * looks at slots h, h + 1, h + 3, h + 6, ... (modulo the number of slots). It ends at the word, at a free slot, or
 * after 128 slots. A slot is 0 if it is free. Otherwise its upper eight bits are those of the hash, and the others are
 * an id. If a word finds no free slot, the table is built again with the next seed. */
#ifndef TENOR_TEXT_VOCAB_TABLE_H
#define TENOR_TEXT_VOCAB_TABLE_H

#include "base/alloc.h"

enum { TENOR__PAD = 0, TENOR__UNKNOWN = 1, TENOR__FIRST_WORD = 2 };

enum {
    TENOR__VOCAB_ID_BITS = 24,
    TENOR__LARGEST_VOCAB = 1 << TENOR__VOCAB_ID_BITS, /* ids */
    TENOR__VOCAB_PROBES = 128,
    TENOR__VOCAB_SEEDS = 64,
};

/* The ids from `first` to the next run's `first` have the same count. From TENOR__FIRST_WORD on, counts never grow with
 * the id, so most of them repeat. */
typedef struct tenor__count_run {
    uint64_t first;
    uint64_t count;
} tenor__count_run;

/* Little-endian, of any alignment. */
typedef struct tenor__vocab_arrays {
    const void *bytes;   /* all words, one after the other */
    const void *offsets; /* [size + 1] uint32_t: of word id in bytes */
    const void *runs;    /* [run_count] tenor__count_run, sorted by first; <pad> and <unk> have a run each */
    const void *slots;   /* [slot_count] uint32_t */
    size_t size;         /* ids */
    size_t byte_count;
    size_t run_count;
    size_t slot_count;
    uint32_t seed; /* below TENOR__VOCAB_SEEDS */
} tenor__vocab_arrays;

struct tenor_vocab {
    tenor_alloc alloc;
    tenor_text_settings settings;
    tenor__vocab_arrays arrays;
    char *bytes; /* the arrays where they are memory of its own; NULL where they are not */
    uint32_t *offsets;
    tenor__count_run *runs;
    uint32_t *slots;
    size_t capacity; /* ids that there is room for */
    size_t run_capacity;
};

/* The number of slots for `size` ids: the smallest power of two, at least 64, that is at most two thirds full. */
size_t tenor__vocab_table_slots(size_t size);

/* Makes a vocabulary of arrays that outlive it. Checks what takes constant time: the sizes of the arrays, and that the
 * first two words are <pad> and <unk>. Fails with TENOR_BAD_MODEL and a message that says what is wrong. */
tenor_status tenor__vocab_table_view(tenor_text_settings settings, const tenor__vocab_arrays *arrays,
                                     const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error);

/* Checks everything: each word is UTF-8 and found by the table, the table has no other entries, and counts are in range
 * and order. */
tenor_status tenor__vocab_table_check(const tenor_vocab *vocab, tenor_error *error);

/* ---- adding words ---- */

/* An empty table with room for `capacity` ids and `bytes` bytes of words; NULL when out of memory. Freed by
 * tenor_vocab_free. */
tenor_vocab *tenor__vocab_table_new(tenor_text_settings settings, size_t capacity, size_t bytes,
                                    const tenor_alloc *alloc);

/* Appends a word without looking for it. There must be room. `word` may be where it is copied to. */
void tenor__vocab_table_append(tenor_vocab *vocab, tenor_str word);
void tenor__vocab_table_take_back(tenor_vocab *vocab);

/* Sets the count of an id. Ids come in order. False when out of memory. */
bool tenor__vocab_table_count(tenor_vocab *vocab, size_t id, uint64_t count);

/* Changes the count of <unk>, once it has one. */
void tenor__vocab_table_count_unknown(tenor_vocab *vocab, uint64_t count);

/* Makes slots for up to `size` ids. They are free at the first call. Later calls enter all words again. Fails with
 * TENOR_TOO_LARGE if no seed has a slot for every word. */
tenor_status tenor__vocab_table_reserve(tenor_vocab *vocab, size_t size, tenor_error *error);

/* Enters a word's id, after those of all ids before it. Sets *added to false if the word is there already or is <pad>
 * or <unk>. Those two are not words: a text that contains them must not find them. Fails like
 * tenor__vocab_table_reserve.
 */
tenor_status tenor__vocab_table_enter(tenor_vocab *vocab, size_t id, bool *added, tenor_error *error);

/* A copy with memory of its own. */
tenor_status tenor__vocab_table_copy(const tenor_vocab *vocab, const tenor_alloc *alloc, tenor_vocab **out,
                                     tenor_error *error);

#endif
