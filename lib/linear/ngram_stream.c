#include "linear/ngram_stream.h"

#include "text/tokens.h"

#include <string.h>

enum { FEWEST_SLOTS = 1024, GAP = TENOR__NGRAM_MOST_WORDS + 1 /* in place of a length */ };

void tenor__ngram_stream_free(tenor__ngram_stream *stream)
{
    const tenor_alloc alloc = stream->alloc;
    tenor__alloc_free(&alloc, stream->used);
    tenor__alloc_free(&alloc, stream->found);
    tenor__alloc_free(&alloc, stream->words);
    *stream = (tenor__ngram_stream){.alloc = alloc};
}

typedef struct scoring {
    const tenor__ngram_table *table;
    const tenor__ngram_rule *rule;
    tenor__ngram_stream *stream;
    float *logits;
    uint64_t runs[TENOR__NGRAM_MOST_WORDS + 1]; /* [n] the run of n words before this word, from 1 on; 0: none */
    uint64_t last;                              /* the word before this one, and the one before that; 0: none */
    uint64_t last_but_one;
} scoring;

/* ---- word n-grams ---- */

/* The slot of an n-gram that the text has not had so far, or TENOR__NGRAM_ABSENT. */
static uint32_t find_new(const scoring *s, uint64_t hash)
{
    const uint32_t slot = tenor__ngram_table_find(s->table, hash);
    if (slot == TENOR__NGRAM_ABSENT)
        return slot;
    unsigned char *bits = &s->stream->used[slot / 8];
    const unsigned char bit = (unsigned char)(1u << slot % 8);
    if (*bits & bit)
        return TENOR__NGRAM_ABSENT;
    *bits |= bit;
    return slot;
}

static bool keep(const scoring *s, size_t length, uint64_t hash)
{
    tenor__ngram_stream *stream = s->stream;
    const uint32_t slot = find_new(s, hash);
    if (slot == TENOR__NGRAM_ABSENT)
        return true;
    void *found = stream->found;
    if (!tenor__alloc_grow(&stream->alloc, &found, &stream->found_capacity, stream->found_count + 1,
                           sizeof *stream->found))
        return false;
    stream->found = found;
    stream->found[stream->found_count++] = (uint64_t)length << 32 | slot;
    return true;
}

/* Adds a word's row at once, because words come first; keeps the longer n-grams that end with it. A run of n words is a
 * run of n - 1 words and one more: from the longest on, because each needs the previous value of the shorter one. */
static bool add_word(scoring *s, uint64_t word)
{
    const uint32_t slot = find_new(s, word);
    if (slot != TENOR__NGRAM_ABSENT)
        tenor__ngram_table_add_slot(s->table, slot, s->logits);
    for (size_t n = s->rule->words; n >= 2; n--) {
        s->runs[n] = s->runs[n - 1] == 0 ? 0 : tenor__ngrams_hash_longer(s->runs[n - 1], word);
        if (s->runs[n] != 0 && !keep(s, n, s->runs[n]))
            return false;
    }
    if (s->rule->words >= 3 && s->last_but_one != 0 && !keep(s, GAP, tenor__ngrams_hash_gap(s->last_but_one, word)))
        return false;
    s->last_but_one = s->last;
    s->last = s->runs[1] = word;
    return true;
}

static bool add_words(void *user, const tenor_tokens *tokens)
{
    bool done = true;
    for (size_t i = 0; done && i < tenor_tokens_count(tokens); i++)
        done = add_word(user, tenor__ngrams_hash_word(tenor__tokens_text(tokens, i)));
    return done;
}

static void add_longer(const scoring *s)
{
    for (uint64_t length = 2; length <= GAP; length++)
        for (size_t i = 0; i < s->stream->found_count; i++)
            if (s->stream->found[i] >> 32 == length)
                tenor__ngram_table_add_slot(s->table, (uint32_t)s->stream->found[i], s->logits);
}

/* ---- characters ---- */

static size_t word_slot(const uint64_t *words, size_t slots, uint64_t hash)
{
    size_t at = (size_t)hash & (slots - 1);
    while (words[at] != 0 && words[at] != hash)
        at = (at + 1) & (slots - 1);
    return at;
}

static bool grow_words(tenor__ngram_stream *stream)
{
    const size_t slots = stream->word_slots > 0 ? 2 * stream->word_slots : FEWEST_SLOTS;
    uint64_t *words = tenor__alloc_zeroed(&stream->alloc, slots, sizeof *words);
    if (!words)
        return false;
    for (size_t i = 0; i < stream->word_slots; i++)
        if (stream->words[i] != 0)
            words[word_slot(words, slots, stream->words[i])] = stream->words[i];
    tenor__alloc_free(&stream->alloc, stream->words);
    stream->words = words;
    stream->word_slots = slots;
    return true;
}

/* Marks a word as seen; *added is whether it was not and there is room for it. */
static bool see_word(tenor__ngram_stream *stream, uint64_t hash, bool *added)
{
    *added = false;
    if (stream->word_count >= stream->word_slots / 4 * 3 && stream->word_count < TENOR__NGRAM_STREAM_WORDS &&
        !grow_words(stream))
        return false;
    const size_t at = word_slot(stream->words, stream->word_slots, hash);
    if (stream->words[at] != 0 || stream->word_count == TENOR__NGRAM_STREAM_WORDS)
        return true;
    stream->words[at] = hash;
    stream->word_count++;
    *added = true;
    return true;
}

static bool add_characters(void *user, const tenor_tokens *tokens)
{
    const scoring *s = user;
    for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
        uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
        const tenor_str word = tenor__tokens_text(tokens, i);
        bool added;
        if (!see_word(s->stream, tenor__ngrams_hash_word(word), &added))
            return false;
        if (added)
            tenor__ngram_table_add(s->table, hashes, tenor__ngrams_of_word(s->rule, word, hashes), s->logits);
    }
    return true;
}

static bool begin(tenor__ngram_stream *stream, const tenor__ngram_table *table)
{
    const size_t bytes = tenor__size_divide_up(table->slots, 8);
    void *used = stream->used;
    if (!tenor__alloc_grow(&stream->alloc, &used, &stream->used_capacity, bytes, 1))
        return false;
    stream->used = used;
    memset(stream->used, 0, bytes);
    if (stream->word_slots > 0)
        memset(stream->words, 0, stream->word_slots * sizeof *stream->words);
    stream->found_count = stream->word_count = 0;
    return true;
}

bool tenor__ngram_stream_score(const tenor__ngram_table *table, const tenor__ngram_rule *rule,
                               tenor__ngram_stream *stream, tenor_tokens *tokens, tenor_str text, float *logits)
{
    const tenor_text_settings *settings = tenor_vocab_text_settings(rule->vocab);
    scoring s = {.table = table, .rule = rule, .stream = stream, .logits = logits};
    s.runs[1] = tenor__ngrams_hash_word((tenor_str){"", 0}); /* the start of the text */
    memcpy(logits, table->bias, table->labels * sizeof *logits);
    if (!begin(stream, table) || tenor__tokens_split_pieces(tokens, settings, text, add_words, &s) != TENOR_OK)
        return false;
    add_longer(&s);
    return tenor__tokens_split_pieces(tokens, settings, text, add_characters, &s) == TENOR_OK;
}
