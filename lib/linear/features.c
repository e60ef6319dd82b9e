#include "linear/features.h"

#include "text/ngrams.h"

#include <stdatomic.h>
#include <string.h>

enum { CHUNK = 256, LEAST_SKETCH = 1 << 16, MOST_SKETCH = 1 << 24 };

/* ---- a map from hashes to numbers, in order of insertion ---- */

struct tenor__ngram_index {
    tenor_alloc alloc;
    uint64_t *hashes; /* [capacity] 0 for an empty slot */
    uint32_t *numbers;
    size_t capacity; /* a power of two */
    size_t count;
};

static const uint32_t ABSENT = UINT32_MAX;

static void index_free(tenor__ngram_index *index)
{
    tenor__put(&index->alloc, index->hashes);
    tenor__put(&index->alloc, index->numbers);
    index->hashes = NULL;
    index->numbers = NULL;
    index->capacity = index->count = 0;
}

static size_t index_slot(const tenor__ngram_index *index, uint64_t hash)
{
    size_t at = (size_t)hash & (index->capacity - 1);
    while (index->hashes[at] != 0 && index->hashes[at] != hash)
        at = (at + 1) & (index->capacity - 1);
    return at;
}

static uint32_t index_find(const tenor__ngram_index *index, uint64_t hash)
{
    if (index->capacity == 0)
        return ABSENT;
    const size_t at = index_slot(index, hash);
    return index->hashes[at] != 0 ? index->numbers[at] : ABSENT;
}

static bool index_grow(tenor__ngram_index *index)
{
    tenor__ngram_index grown = {.alloc = index->alloc, .capacity = index->capacity > 0 ? index->capacity * 2 : 4096};
    grown.hashes = tenor__get_zero(&grown.alloc, grown.capacity, sizeof *grown.hashes);
    grown.numbers = tenor__get(&grown.alloc, grown.capacity, sizeof *grown.numbers);
    if (!grown.hashes || !grown.numbers) {
        index_free(&grown);
        return false;
    }
    for (size_t i = 0; i < index->capacity; i++) {
        if (index->hashes[i] == 0)
            continue;
        const size_t at = index_slot(&grown, index->hashes[i]);
        grown.hashes[at] = index->hashes[i];
        grown.numbers[at] = index->numbers[i];
    }
    grown.count = index->count;
    index_free(index);
    *index = grown;
    return true;
}

/* The number of a hash, a new one when it is new; ABSENT when out of memory or numbers. */
static uint32_t index_insert(tenor__ngram_index *index, uint64_t hash)
{
    if (index->count >= index->capacity / 4 * 3 && (index->count > UINT32_MAX / 4 || !index_grow(index)))
        return ABSENT;
    const size_t at = index_slot(index, hash);
    if (index->hashes[at] == 0) {
        index->hashes[at] = hash;
        index->numbers[at] = (uint32_t)index->count++;
    }
    return index->numbers[at];
}

/* ---- which runs of words two texts share ---- */

/* A byte for each of many classes of hashes says how many texts have a run of that class: none, one, or more. A run of
 * a class that only one text has is that text's alone; few others slip through. */
typedef struct sketch {
    const tenor_corpus *corpus;
    const tenor__ngram_rule *rule;
    const tenor_alloc *alloc;
    atomic_uchar *counts;
    size_t mask;
    atomic_bool failed;
} sketch;

static void sketch_chunk(size_t chunk, void *user)
{
    sketch *job = user;
    const size_t size = tenor_corpus_size(job->corpus);
    tenor__ngrams ngrams = {.alloc = *job->alloc};
    tenor_tokens *tokens;
    bool done = tenor_tokens_new(job->alloc, &tokens) == TENOR_OK;
    for (size_t i = chunk * CHUNK; done && i < size && i < (chunk + 1) * CHUNK; i++) {
        done = tenor__ngrams_find(&ngrams, job->rule, tokens, tenor_corpus_text(job->corpus, i));
        for (size_t k = ngrams.words; k < ngrams.count; k++) {
            atomic_uchar *count = &job->counts[(ngrams.hashes[k] >> 20) & job->mask];
            if (atomic_load_explicit(count, memory_order_relaxed) < 2)
                atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
        }
    }
    if (!done)
        atomic_store_explicit(&job->failed, true, memory_order_relaxed);
    tenor_tokens_free(tokens);
    tenor__ngrams_free(&ngrams);
}

static bool is_shared(const sketch *job, uint64_t hash)
{
    return atomic_load_explicit(&job->counts[(hash >> 20) & job->mask], memory_order_relaxed) >= 2;
}

static bool make_sketch(sketch *job, tenor__pool *pool)
{
    const size_t size = tenor_corpus_size(job->corpus);
    size_t bytes = 0;
    for (size_t i = 0; i < size; i++)
        bytes += tenor_corpus_text(job->corpus, i).size;
    size_t classes = LEAST_SKETCH;
    while (classes < MOST_SKETCH && classes < bytes * 2)
        classes *= 2;
    job->mask = classes - 1;
    job->counts = tenor__get_zero(job->alloc, classes, sizeof *job->counts);
    if (!job->counts)
        return false;
    tenor__pool_run(pool, sketch_chunk, job, tenor__divide_up(size, CHUNK));
    return !atomic_load_explicit(&job->failed, memory_order_relaxed);
}

/* ---- the features ---- */

static bool push(const tenor_alloc *alloc, uint32_t **array, size_t *capacity, size_t count, uint32_t value)
{
    void *memory = *array;
    if (count == *capacity && !tenor__grow(alloc, &memory, capacity, count + 1, sizeof **array))
        return false;
    *array = memory;
    (*array)[count] = value;
    return true;
}

/* Words and runs have numbers of their own until all words are known. */
typedef struct builder {
    tenor__linear_features *features;
    const tenor__ngram_rule *rule;
    tenor__ngram_index words;
    tenor__ngram_index runs;
    tenor__ngram_index characters;
    size_t *text_words; /* [texts] how many of a text's members are words */
    size_t member_capacity;
    size_t character_capacity;
    size_t word_capacity;
    size_t character_count;
} builder;

static bool add_word(builder *build, const tenor__ngrams *ngrams, const tenor_tokens *tokens, size_t i)
{
    tenor__linear_features *features = build->features;
    void *begins = features->word_begins;
    uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
    const size_t count = tenor__ngrams_of_word(ngrams, build->rule, tokens, i, hashes);
    if (!tenor__grow(&features->alloc, &begins, &build->word_capacity, features->words + 2,
                     sizeof *features->word_begins))
        return false;
    features->word_begins = begins;
    features->word_begins[features->words++] = build->character_count;
    for (size_t k = 0; k < count; k++) {
        const uint32_t number = index_insert(&build->characters, hashes[k]);
        if (number == ABSENT ||
            !push(&features->alloc, &features->characters, &build->character_capacity, build->character_count, number))
            return false;
        build->character_count++;
    }
    return true;
}

static bool add_text(builder *build, size_t text, const tenor__ngrams *ngrams, const tenor_tokens *tokens,
                     const sketch *shared)
{
    tenor__linear_features *features = build->features;
    size_t used = features->begins[text];
    for (size_t i = 0; i < ngrams->count; i++) {
        const bool word = i < ngrams->words;
        if (!word && !is_shared(shared, ngrams->hashes[i]))
            continue;
        const uint32_t number = index_insert(word ? &build->words : &build->runs, ngrams->hashes[i]);
        if (number == ABSENT || !push(&features->alloc, &features->members, &build->member_capacity, used, number) ||
            (word && number == features->words && !add_word(build, ngrams, tokens, i)))
            return false;
        used++;
    }
    build->text_words[text] = ngrams->words;
    features->begins[text + 1] = used;
    return true;
}

static void list_hashes(const tenor__ngram_index *index, uint64_t *hashes)
{
    for (size_t i = 0; i < index->capacity; i++)
        if (index->hashes[i] != 0)
            hashes[index->numbers[i]] = index->hashes[i];
}

/* Gives all features their final numbers and counts the texts that have them. */
static bool number_features(builder *build)
{
    tenor__linear_features *features = build->features;
    const size_t words = features->words;
    const size_t runs = build->runs.count;
    features->first_characters = words + runs;
    features->count = words + runs + build->characters.count;
    features->hashes = tenor__get(&features->alloc, features->count + 1, sizeof *features->hashes);
    features->texts_with = tenor__get_zero(&features->alloc, features->count + 1, sizeof *features->texts_with);
    if (!features->hashes || !features->texts_with || features->count > UINT32_MAX / 2)
        return false;
    list_hashes(&build->words, features->hashes);
    list_hashes(&build->runs, features->hashes + words);
    list_hashes(&build->characters, features->hashes + words + runs);
    if (words > 0)
        features->word_begins[words] = build->character_count;
    for (size_t i = 0; i < build->character_count; i++)
        features->characters[i] += (uint32_t)(words + runs);
    for (size_t text = 0; text < features->texts; text++) {
        for (size_t i = features->begins[text] + build->text_words[text]; i < features->begins[text + 1]; i++)
            features->members[i] += (uint32_t)words;
        for (size_t i = features->begins[text]; i < features->begins[text + 1]; i++)
            features->texts_with[features->members[i]]++;
    }
    for (size_t word = 0; word < words; word++)
        for (size_t i = features->word_begins[word]; i < features->word_begins[word + 1]; i++)
            features->texts_with[features->characters[i]] += features->texts_with[word];
    return true;
}

/* One index of the final numbers, for other corpora. */
static bool make_index(tenor__linear_features *features)
{
    features->index = tenor__get_zero(&features->alloc, 1, sizeof *features->index);
    if (!features->index)
        return false;
    features->index->alloc = features->alloc;
    for (size_t i = 0; i < features->count; i++)
        if (index_insert(features->index, features->hashes[i]) == ABSENT)
            return false;
    return true;
}

tenor_status tenor__ngram_features_find(tenor__linear_features *features, const tenor_corpus *corpus,
                                        const tenor__ngram_rule *rule, tenor__pool *pool, const tenor_alloc *alloc)
{
    *features = (tenor__linear_features){.alloc = tenor__alloc_of(alloc), .texts = tenor_corpus_size(corpus)};
    const tenor_alloc *hook = &features->alloc;
    builder build = {.features = features,
                     .rule = rule,
                     .words = {.alloc = *hook},
                     .runs = {.alloc = *hook},
                     .characters = {.alloc = *hook}};
    sketch shared = {.corpus = corpus, .rule = rule, .alloc = hook};
    tenor__ngrams ngrams = {.alloc = *hook};
    tenor_tokens *tokens = NULL;
    features->begins = tenor__get_zero(hook, features->texts + 1, sizeof *features->begins);
    build.text_words = tenor__get(hook, features->texts + 1, sizeof *build.text_words);
    bool done = features->begins && build.text_words && tenor_tokens_new(hook, &tokens) == TENOR_OK &&
                make_sketch(&shared, pool);
    for (size_t i = 0; done && i < features->texts; i++)
        done = tenor__ngrams_find(&ngrams, rule, tokens, tenor_corpus_text(corpus, i)) &&
               add_text(&build, i, &ngrams, tokens, &shared);
    tenor__put(hook, shared.counts);
    done = done && number_features(&build);
    index_free(&build.words);
    index_free(&build.runs);
    index_free(&build.characters);
    tenor__put(hook, build.text_words);
    tenor_tokens_free(tokens);
    tenor__ngrams_free(&ngrams);
    if (done && make_index(features))
        return TENOR_OK;
    tenor__ngram_features_free(features);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__ngram_features_free(tenor__linear_features *features)
{
    const tenor_alloc alloc = features->alloc;
    tenor__put(&alloc, features->begins);
    tenor__put(&alloc, features->members);
    tenor__put(&alloc, features->word_begins);
    tenor__put(&alloc, features->characters);
    tenor__put(&alloc, features->hashes);
    tenor__put(&alloc, features->texts_with);
    if (features->index)
        index_free(features->index);
    tenor__put(&alloc, features->index);
    *features = (tenor__linear_features){0};
}

/* ---- another corpus ---- */

static bool add_known(tenor__ngram_texts *texts, size_t *used, const tenor__linear_features *features, uint64_t hash)
{
    const uint32_t number = index_find(features->index, hash);
    if (number == ABSENT)
        return true;
    if (!push(&texts->alloc, &texts->members, &texts->capacity, *used, number))
        return false;
    ++*used;
    return true;
}

tenor_status tenor__ngram_texts_find(tenor__ngram_texts *texts, const tenor__linear_features *features,
                                     const tenor_corpus *corpus, const tenor__ngram_rule *rule,
                                     const tenor_alloc *alloc)
{
    *texts = (tenor__ngram_texts){.alloc = tenor__alloc_of(alloc), .texts = tenor_corpus_size(corpus)};
    const tenor_alloc *hook = &texts->alloc;
    tenor__ngrams ngrams = {.alloc = *hook};
    tenor_tokens *tokens = NULL;
    texts->begins = tenor__get_zero(hook, texts->texts + 1, sizeof *texts->begins);
    bool done = texts->begins && tenor_tokens_new(hook, &tokens) == TENOR_OK;
    size_t used = 0;
    for (size_t text = 0; done && text < texts->texts; text++) {
        done = tenor__ngrams_find(&ngrams, rule, tokens, tenor_corpus_text(corpus, text));
        for (size_t i = 0; done && i < ngrams.count; i++)
            done = add_known(texts, &used, features, ngrams.hashes[i]);
        for (size_t i = 0; done && i < ngrams.words; i++) {
            uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
            const size_t count = tenor__ngrams_of_word(&ngrams, rule, tokens, i, hashes);
            for (size_t k = 0; done && k < count; k++)
                done = add_known(texts, &used, features, hashes[k]);
        }
        texts->begins[text + 1] = used;
    }
    tenor_tokens_free(tokens);
    tenor__ngrams_free(&ngrams);
    if (done)
        return TENOR_OK;
    tenor__ngram_texts_free(texts);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__ngram_texts_free(tenor__ngram_texts *texts)
{
    const tenor_alloc alloc = texts->alloc;
    tenor__put(&alloc, texts->begins);
    tenor__put(&alloc, texts->members);
    *texts = (tenor__ngram_texts){0};
}
