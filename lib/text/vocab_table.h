/* The table behind tenor_vocab: words by id and ids by word. Its arrays are memory of its own while words are added, or
 * lie where a model file has them, and are the same in both: what is looked up is checked as it is read, so that any
 * bytes can be such arrays.
 *
 * ids by word: open addressing. A word of hash h, XXH3 with the table's seed, stands in one of the first 128 slots
 * h, h + 1, h + 3, h + 6, ... (mod the slots), and none of those before it is free. A slot holds eight bits of the hash
 * above an id, or 0. Words that find no place there in a table of one seed have one in that of another. */
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

/* Ids from `first` up to the next run's have the same count. From TENOR__FIRST_WORD on counts do not grow from word to
 * word, so that most repeat. */
typedef struct tenor__count_run {
    uint64_t first;
    uint64_t count;
} tenor__count_run;

/* Little-endian, of any alignment. */
typedef struct tenor__vocab_arrays {
    const void *bytes;   /* all words, one after the other */
    const void *offsets; /* [size + 1] uint32_t: of word id in bytes */
    const void *runs;    /* [run_count] tenor__count_run, in order of first; <pad> and <unk> have one each */
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

/* Slots of a table of that many ids: the least power of two, at least 64, of which two of three hold them. */
size_t tenor__vocab_table_slots(size_t size);

/* A vocabulary of arrays that outlive it. Looks at what does not grow with the words: that there are words, as many
 * slots as they take, and <pad> and <unk> where they belong. TENOR_BAD_MODEL says what is wrong. */
tenor_status tenor__vocab_table_view(tenor_text_settings settings, const tenor__vocab_arrays *arrays,
                                     const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error);

/* Looks at all of them: whether words are UTF-8, each once and found by the table, which holds nothing else, and counts
 * do not grow. */
tenor_status tenor__vocab_table_check(const tenor_vocab *vocab, tenor_error *error);

/* ---- adding words ---- */

/* An empty table with room for `capacity` ids and `bytes` bytes of words; NULL when out of memory. Freed by
 * tenor_vocab_free. */
tenor_vocab *tenor__vocab_table_new(tenor_text_settings settings, size_t capacity, size_t bytes,
                                    const tenor_alloc *alloc);

/* Appends a word, for which there is room, without looking for it. word may stand where it is copied to. */
void tenor__vocab_table_append(tenor_vocab *vocab, tenor_str word);
void tenor__vocab_table_take_back(tenor_vocab *vocab);

/* The count of id, in order of ids. False when out of memory. */
bool tenor__vocab_table_count(tenor_vocab *vocab, size_t id, uint64_t count);

/* Changes the count of <unk>, once it has one. */
void tenor__vocab_table_count_unknown(tenor_vocab *vocab, uint64_t count);

/* Makes the slots for up to `size` ids: free, or where there were slots before, with all words. TENOR_TOO_LARGE where
 * no seed has places for all. */
tenor_status tenor__vocab_table_reserve(tenor_vocab *vocab, size_t size, tenor_error *error);

/* Enters a word's id after the words of all ids before it. Sets *added to false when the word is there already, or
 * spells <pad> or <unk>: those are no words, and a text that spells them out must not find them. Fails likewise. */
tenor_status tenor__vocab_table_enter(tenor_vocab *vocab, size_t id, bool *added, tenor_error *error);

/* A copy with memory of its own. */
tenor_status tenor__vocab_table_copy(const tenor_vocab *vocab, const tenor_alloc *alloc, tenor_vocab **out,
                                     tenor_error *error);

#endif
