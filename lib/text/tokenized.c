#include "text/tokenized.h"

#include "base/arena.h"

#include <string.h>

/* Each task tokenizes a chunk of texts and numbers its strings separately. The chunks of a round are tokenized in
 * parallel and then renumbered one after another. So numbers do not depend on the threads, and only a round of chunks
 * is in memory. */
enum { CHUNK = 256, ROUND = 16 };

/* Sets *number to the number of a string; a new string is copied to the arena. Returns false if memory or numbers run
 * out. */
static bool add_string(tenor__token_strings *strings, tenor__arena *arena, tenor_str string, uint32_t *number)
{
    const size_t count = strings->numbers.count;
    const uint32_t *known = tenor__map_find(&strings->numbers, string);
    void *items = strings->items;
    if (known) {
        *number = *known;
        return true;
    }
    if (count >= UINT32_MAX / 2 ||
        !tenor__alloc_grow(&arena->alloc, &items, &strings->capacity, count + 1, sizeof *strings->items))
        return false;
    strings->items = items;
    const tenor_str copy = tenor__arena_copy(arena, string);
    if (!copy.data || !tenor__map_insert(&strings->numbers, copy, (uint32_t)count, NULL))
        return false;
    strings->items[count] = copy;
    *number = (uint32_t)count;
    return true;
}

static bool grow_numbers(const tenor_alloc *alloc, uint32_t **numbers, size_t *capacity, size_t need)
{
    void *memory = *numbers;
    const bool grown = tenor__alloc_grow(alloc, &memory, capacity, need, sizeof **numbers);
    *numbers = memory;
    return grown;
}

static void init_empty(tenor__tokenized *tokenized, const tenor_text_settings *settings, const tenor_alloc *alloc)
{
    *tokenized = (tenor__tokenized){.settings = *settings, .arena = {.alloc = *alloc}};
    tenor__map_init(&tokenized->words.numbers, alloc);
    tenor__map_init(&tokenized->pairs.numbers, alloc);
}

/* Appends the tokens of a text. begins must have room for it. */
static bool add_text(tenor__tokenized *tokenized, const tenor_tokens *tokens)
{
    const tenor_alloc *alloc = &tokenized->arena.alloc;
    const size_t begin = tokenized->begins[tokenized->count];
    const size_t count = tenor_tokens_count(tokens);
    const bool has_pairs = tokenized->settings.unit == TENOR_TOKENS_WORD;
    size_t end;
    if (!tenor__size_add(begin, count, &end) ||
        !grow_numbers(alloc, &tokenized->word_numbers, &tokenized->word_capacity, end) ||
        (has_pairs && !grow_numbers(alloc, &tokenized->pair_numbers, &tokenized->pair_capacity, end)))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_string(&tokenized->words, &tokenized->arena, tenor__tokens_text(tokens, i),
                        &tokenized->word_numbers[begin + i]))
            return false;
        if (!has_pairs)
            continue;
        const tenor_str pair = i + 1 < count ? tenor__tokens_pair(tokens, i) : (tenor_str){NULL, 0};
        uint32_t number = 0;
        if (pair.size > 0 && !add_string(&tokenized->pairs, &tokenized->arena, pair, &number))
            return false;
        tokenized->pair_numbers[begin + i] = pair.size > 0 ? number + 1 : 0;
    }
    tokenized->begins[++tokenized->count] = end;
    return true;
}

typedef struct work {
    tenor__tokenized *out;
    const tenor_str *texts;
    size_t count;
    size_t limit;
    tenor__kept_tokens kept;
    size_t first;                   /* index of the round's first text */
    tenor__tokenized chunks[ROUND]; /* of the round */
    bool failed[ROUND];             /* out of memory */
} work;

static void tokenize_chunk(size_t index, void *user)
{
    work *job = user;
    tenor__tokenized *chunk = &job->chunks[index];
    const tenor_alloc *alloc = &job->out->arena.alloc;
    const size_t begin = job->first + index * CHUNK;
    const size_t end = job->count - begin < CHUNK ? job->count : begin + CHUNK;
    tenor_tokens *tokens = NULL;
    init_empty(chunk, &job->out->settings, alloc);
    chunk->begins = tenor__alloc_zeroed(alloc, end - begin + 1, sizeof *chunk->begins);
    bool done = chunk->begins && tenor_tokens_new(alloc, &tokens) == TENOR_OK;
    for (size_t i = begin; done && i < end; i++)
        done = tenor__tokens_split_limit(tokens, &chunk->settings, job->texts[i], job->limit, job->kept) == TENOR_OK &&
               add_text(chunk, tokens);
    tenor_tokens_free(tokens);
    job->failed[index] = !done;
}

/* Adds the strings of a chunk to `to`. *out maps the chunk's numbers to the new ones; the caller frees it. */
static bool number_strings(const tenor__token_strings *from, tenor__token_strings *to, tenor__arena *arena,
                           uint32_t **out)
{
    bool done = true;
    *out = tenor__alloc_array(&arena->alloc, from->numbers.count + 1, sizeof **out);
    for (size_t i = 0; *out && done && i < from->numbers.count; i++)
        done = add_string(to, arena, from->items[i], &(*out)[i]);
    return *out && done;
}

/* Makes room for the pairs of tokens [begin, end). If there were no pairs so far, earlier tokens get none. */
static bool grow_pairs(tenor__tokenized *tokenized, size_t begin, size_t end)
{
    const bool first = !tokenized->pair_numbers;
    if (!grow_numbers(&tokenized->arena.alloc, &tokenized->pair_numbers, &tokenized->pair_capacity, end))
        return false;
    if (first)
        memset(tokenized->pair_numbers, 0, begin * sizeof *tokenized->pair_numbers);
    return true;
}

static bool append_chunk(tenor__tokenized *tokenized, const tenor__tokenized *chunk)
{
    const tenor_alloc *alloc = &tokenized->arena.alloc;
    const size_t begin = tokenized->begins[tokenized->count];
    const size_t count = chunk->begins[chunk->count];
    uint32_t *words = NULL;
    uint32_t *pairs = NULL;
    size_t end;
    const bool done = tenor__size_add(begin, count, &end) &&
                      number_strings(&chunk->words, &tokenized->words, &tokenized->arena, &words) &&
                      number_strings(&chunk->pairs, &tokenized->pairs, &tokenized->arena, &pairs) &&
                      grow_numbers(alloc, &tokenized->word_numbers, &tokenized->word_capacity, end) &&
                      (tokenized->pairs.numbers.count == 0 || grow_pairs(tokenized, begin, end));
    for (size_t i = 0; done && i < count; i++) {
        tokenized->word_numbers[begin + i] = words[chunk->word_numbers[i]];
        if (tokenized->pair_numbers)
            tokenized->pair_numbers[begin + i] = chunk->pair_numbers[i] > 0 ? pairs[chunk->pair_numbers[i] - 1] + 1 : 0;
    }
    for (size_t i = 0; done && i < chunk->count; i++)
        tokenized->begins[++tokenized->count] = begin + chunk->begins[i + 1];
    tenor__alloc_free(alloc, words);
    tenor__alloc_free(alloc, pairs);
    return done;
}

tenor_status tenor__tokenized_init(tenor__tokenized *tokenized, const tenor_str *texts, size_t count,
                                   const tenor_text_settings *settings, size_t limit, tenor__kept_tokens kept,
                                   tenor__pool *pool, tenor__watcher watcher, const tenor_alloc *alloc)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    init_empty(tokenized, settings, &hook);
    for (size_t i = 0; i < count; i++)
        tokenized->bytes += texts[i].size;
    tokenized->begins = tenor__alloc_zeroed(&hook, count + 1, sizeof *tokenized->begins);
    work job = {.out = tokenized, .texts = texts, .count = count, .limit = limit, .kept = kept};
    tenor__watch watch;
    tenor__watch_begin(&watch, watcher, TENOR__WORK_TOKENIZING, count);
    bool done = tokenized->begins && grow_numbers(&hook, &tokenized->word_numbers, &tokenized->word_capacity, 1);
    for (; done && job.first < count; job.first += (size_t)ROUND * CHUNK) {
        const size_t left = tenor__size_divide_up(count - job.first, CHUNK);
        const size_t chunks = left < ROUND ? left : ROUND;
        tenor__pool_run(pool, tokenize_chunk, &job, chunks);
        for (size_t i = 0; i < chunks; i++) {
            done = done && !job.failed[i] && append_chunk(tokenized, &job.chunks[i]);
            tenor__tokenized_free(&job.chunks[i]);
        }
        tenor__watch_add(&watch, chunks * (uint64_t)CHUNK < count - job.first ? chunks * CHUNK : count - job.first);
    }
    if (done)
        return TENOR_OK;
    tenor__tokenized_free(tokenized);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__tokenized_free(tenor__tokenized *tokenized)
{
    const tenor_alloc alloc = tokenized->arena.alloc;
    tenor__map_free(&tokenized->words.numbers);
    tenor__map_free(&tokenized->pairs.numbers);
    tenor__alloc_free(&alloc, tokenized->words.items);
    tenor__alloc_free(&alloc, tokenized->pairs.items);
    tenor__alloc_free(&alloc, tokenized->begins);
    tenor__alloc_free(&alloc, tokenized->word_numbers);
    tenor__alloc_free(&alloc, tokenized->pair_numbers);
    tenor__arena_free(&tokenized->arena);
    *tokenized = (tenor__tokenized){0};
}

void tenor__tokenized_kept(const tenor__tokenized *tokenized, size_t i, size_t limit, tenor__kept_tokens kept,
                           tenor__token_span spans[2])
{
    const size_t begin = tokenized->begins[i];
    const size_t end = tokenized->begins[i + 1];
    const bool full = limit > 0 && end - begin >= limit;
    const size_t last = full ? tenor__tokens_kept_last(limit, kept) : 0;
    const size_t begins[2] = {begin, end - last};
    const size_t counts[2] = {full ? limit - last : end - begin, last};
    for (size_t k = 0; k < 2; k++)
        spans[k] = (tenor__token_span){tokenized->word_numbers + begins[k],
                                       tokenized->pair_numbers ? tokenized->pair_numbers + begins[k] : NULL, counts[k]};
}
