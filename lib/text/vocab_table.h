/* The table behind tenor_vocab: words by id and ids by word, in little memory, for a process that loads a model to
 * classify one line spends its time on touching pages. */
#ifndef TENOR_TEXT_VOCAB_TABLE_H
#define TENOR_TEXT_VOCAB_TABLE_H

#include "base/alloc.h"

enum { TENOR__VOCAB_ID_BITS = 24, TENOR__LARGEST_VOCAB = 1 << TENOR__VOCAB_ID_BITS }; /* ids */

/* Ids from `first` up to the next run's have the same count. */
typedef struct tenor__count_run {
    uint32_t first;
    uint64_t count;
} tenor__count_run;

struct tenor_vocab {
    tenor_alloc alloc;
    tenor_text_settings settings;
    char *bytes;      /* all words, one after the other */
    uint32_t *starts; /* of word id in bytes, size + 1 of them */
    size_t size;
    size_t capacity;        /* ids that there is room for */
    tenor__count_run *runs; /* counts do not grow from word to word, so that most repeat; in order of first */
    size_t run_count;
    size_t run_capacity;
    uint64_t unknown;  /* count of <unk> */
    uint32_t *index;   /* open addressing: eight bits of the hash above an id; 0 is free */
    size_t index_size; /* a power of two, or 0 */
    uint64_t hash_seed;
};

/* An empty table with room for `capacity` ids and `bytes` bytes of words; NULL when out of memory. Freed by
 * tenor_vocab_free. */
tenor_vocab *tenor__vocab_table_new(tenor_text_settings settings, size_t capacity, size_t bytes,
                                    const tenor_alloc *alloc);

/* Appends a word, for which there is room, without looking for it. word may stand where it is copied to. */
void tenor__vocab_table_append(tenor_vocab *vocab, tenor_str word);
void tenor__vocab_table_take_back(tenor_vocab *vocab);

/* The count of a word; in order of ids, from the first word on, not growing. False when out of memory. */
bool tenor__vocab_table_count(tenor_vocab *vocab, size_t id, uint64_t count);

/* Makes the index for up to `capacity` ids. False when out of memory. */
bool tenor__vocab_table_reserve(tenor_vocab *vocab, size_t capacity);

/* Enters a word's id. False when the word is there already, or spells <pad> or <unk>: those are no words, and a text
 * that spells them out must not find them. */
bool tenor__vocab_table_enter(tenor_vocab *vocab, size_t id);

#endif
