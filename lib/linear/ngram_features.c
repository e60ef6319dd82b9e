#include "linear/ngram_features.h"

#include <stdatomic.h>
#include <string.h>

enum { CHUNK = 256, LEAST_INDEX = 4096, LEAST_SKETCH = 1 << 16, MOST_SKETCH = 1 << 24 };

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
    tenor__alloc_free(&index->alloc, index->hashes);
    tenor__alloc_free(&index->alloc, index->numbers);
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

static bool index_resize(tenor__ngram_index *index, size_t capacity)
{
    tenor__ngram_index grown = {.alloc = index->alloc, .capacity = capacity};
    grown.hashes = tenor__alloc_zeroed(&grown.alloc, grown.capacity, sizeof *grown.hashes);
    grown.numbers = tenor__alloc_array(&grown.alloc, grown.capacity, sizeof *grown.numbers);
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

static bool index_grow(tenor__ngram_index *index)
{
    return index_resize(index, index->capacity > 0 ? index->capacity * 2 : LEAST_INDEX);
}

/* The number of a hash, which is added if it is new. Returns ABSENT if memory or numbers run out. */
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

/* ---- the n-grams of tokenized texts ---- */

/* The hash of each distinct word. Returns NULL if memory runs out. */
static uint64_t *hash_words(const tenor__tokenized *texts, const tenor_alloc *alloc)
{
    uint64_t *hashes = tenor__alloc_array(alloc, texts->words.numbers.count + 1, sizeof *hashes);
    for (size_t i = 0; hashes && i < texts->words.numbers.count; i++)
        hashes[i] = tenor__ngrams_hash_word(texts->words.items[i]);
    return hashes;
}

static bool find_ngrams(tenor__ngrams *ngrams, const tenor__ngram_rule *rule, const tenor__tokenized *texts,
                        size_t text, const uint64_t *hashes)
{
    const size_t begin = texts->begins[text];
    return tenor__ngrams_find_numbers(ngrams, rule, texts->word_numbers + begin, texts->begins[text + 1] - begin,
                                      hashes);
}

/* ---- which word n-grams two texts share ---- */

/* A table of byte counters, indexed by a part of the hash: no text, one, or more have an n-gram there. An n-gram whose
 * counter is 1 occurs in one text only. Collisions keep a few such n-grams, which does no harm. */
typedef struct sketch {
    const tenor__tokenized *texts;
    const uint64_t *hashes; /* of the words of texts */
    const tenor__ngram_rule *rule;
    const tenor_alloc *alloc;
    atomic_uchar *counts;
    size_t mask;
    atomic_bool failed;
} sketch;

static void sketch_chunk(size_t chunk, void *user)
{
    sketch *job = user;
    tenor__ngrams ngrams = {.alloc = *job->alloc};
    bool done = true;
    for (size_t i = chunk * CHUNK; done && i < job->texts->count && i < (chunk + 1) * CHUNK; i++) {
        done = find_ngrams(&ngrams, job->rule, job->texts, i, job->hashes);
        for (size_t k = ngrams.words; k < ngrams.count; k++) {
            atomic_uchar *count = &job->counts[(ngrams.hashes[k] >> 20) & job->mask];
            if (atomic_load_explicit(count, memory_order_relaxed) < 2)
                atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
        }
    }
    if (!done)
        atomic_store_explicit(&job->failed, true, memory_order_relaxed);
    tenor__ngrams_free(&ngrams);
}

static bool is_shared(const sketch *job, uint64_t hash)
{
    return atomic_load_explicit(&job->counts[(hash >> 20) & job->mask], memory_order_relaxed) >= 2;
}

static bool make_sketch(sketch *job, tenor__pool *pool)
{
    size_t classes = LEAST_SKETCH;
    while (classes < MOST_SKETCH && classes / 2 < job->texts->bytes)
        classes *= 2;
    job->mask = classes - 1;
    job->counts = tenor__alloc_zeroed(job->alloc, classes, sizeof *job->counts);
    if (!job->counts)
        return false;
    tenor__pool_run(pool, sketch_chunk, job, tenor__size_divide_up(job->texts->count, CHUNK));
    return !atomic_load_explicit(&job->failed, memory_order_relaxed);
}

/* ---- the features ---- */

static bool push(const tenor_alloc *alloc, uint32_t **array, size_t *capacity, size_t count, uint32_t value)
{
    void *memory = *array;
    if (count == *capacity && !tenor__alloc_grow(alloc, &memory, capacity, count + 1, sizeof **array))
        return false;
    *array = memory;
    (*array)[count] = value;
    return true;
}

/* Words, word n-grams and character n-grams are numbered separately until all are known. */
typedef struct builder {
    tenor__ngram_features *features;
    const tenor__tokenized *texts;
    const tenor__ngram_rule *rule;
    uint64_t *word_hashes; /* [words] */
    tenor__ngram_index runs;
    tenor__ngram_index characters;
    size_t *text_words; /* [texts] number of a text's members that are words */
    size_t member_capacity;
    size_t character_capacity;
    size_t character_count;
} builder;

static bool add_characters(builder *build, size_t word)
{
    tenor__ngram_features *features = build->features;
    uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
    const size_t count = tenor__ngrams_of_word(build->rule, build->texts->words.items[word], hashes);
    for (size_t k = 0; k < count; k++) {
        const uint32_t number = index_insert(&build->characters, hashes[k]);
        if (number == ABSENT ||
            !push(&features->alloc, &features->characters, &build->character_capacity, build->character_count, number))
            return false;
        build->character_count++;
    }
    features->word_begins[word + 1] = build->character_count;
    return true;
}

static bool add_text(builder *build, size_t text, const tenor__ngrams *ngrams, const sketch *shared)
{
    tenor__ngram_features *features = build->features;
    const uint32_t *words = build->texts->word_numbers + build->texts->begins[text];
    size_t used = features->begins[text];
    for (size_t i = 0; i < ngrams->count; i++) {
        const bool is_word = i < ngrams->words;
        if (!is_word && !is_shared(shared, ngrams->hashes[i]))
            continue;
        const uint32_t number = is_word ? words[ngrams->tokens[i]] : index_insert(&build->runs, ngrams->hashes[i]);
        if (number == ABSENT || !push(&features->alloc, &features->members, &build->member_capacity, used, number))
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

/* Assigns the final numbers and counts the texts that have each feature. */
static bool number_features(builder *build)
{
    tenor__ngram_features *features = build->features;
    const size_t words = features->words;
    const size_t runs = build->runs.count;
    features->first_characters = words + runs;
    features->count = words + runs + build->characters.count;
    features->hashes = tenor__alloc_array(&features->alloc, features->count + 1, sizeof *features->hashes);
    features->texts_with = tenor__alloc_zeroed(&features->alloc, features->count + 1, sizeof *features->texts_with);
    if (!features->hashes || !features->texts_with || features->count > UINT32_MAX / 2)
        return false;
    memcpy(features->hashes, build->word_hashes, words * sizeof *features->hashes);
    list_hashes(&build->runs, features->hashes + words);
    list_hashes(&build->characters, features->hashes + words + runs);
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

/* Builds one index of the final numbers, for the lookup in other texts. */
static bool make_index(tenor__ngram_features *features)
{
    features->index = tenor__alloc_zeroed(&features->alloc, 1, sizeof *features->index);
    if (!features->index)
        return false;
    features->index->alloc = features->alloc;
    size_t capacity = LEAST_INDEX;
    while (features->count >= capacity / 4 * 3)
        capacity *= 2;
    if (!index_resize(features->index, capacity))
        return false;
    for (size_t i = 0; i < features->count; i++)
        if (index_insert(features->index, features->hashes[i]) == ABSENT)
            return false;
    return true;
}

static bool find_features(builder *build, tenor__pool *pool)
{
    tenor__ngram_features *features = build->features;
    const tenor_alloc *alloc = &features->alloc;
    sketch shared = {
        .texts = build->texts, .hashes = build->word_hashes, .rule = build->rule, .alloc = &features->alloc};
    tenor__ngrams ngrams = {.alloc = *alloc};
    bool done = make_sketch(&shared, pool);
    for (size_t i = 0; done && i < features->words; i++)
        done = add_characters(build, i);
    for (size_t i = 0; done && i < features->texts; i++)
        done = find_ngrams(&ngrams, build->rule, build->texts, i, build->word_hashes) &&
               add_text(build, i, &ngrams, &shared);
    tenor__alloc_free(alloc, shared.counts);
    tenor__ngrams_free(&ngrams);
    return done && number_features(build);
}

tenor_status tenor__ngram_features_find(tenor__ngram_features *features, const tenor__tokenized *texts,
                                        const tenor__ngram_rule *rule, tenor__pool *pool, const tenor_alloc *alloc)
{
    *features = (tenor__ngram_features){
        .alloc = tenor__alloc_of(alloc), .texts = texts->count, .words = texts->words.numbers.count};
    const tenor_alloc *hook = &features->alloc;
    builder build = {
        .features = features, .texts = texts, .rule = rule, .runs = {.alloc = *hook}, .characters = {.alloc = *hook}};
    features->begins = tenor__alloc_zeroed(hook, features->texts + 1, sizeof *features->begins);
    features->word_begins = tenor__alloc_zeroed(hook, features->words + 1, sizeof *features->word_begins);
    build.text_words = tenor__alloc_array(hook, features->texts + 1, sizeof *build.text_words);
    build.word_hashes = hash_words(texts, hook);
    const bool done = features->begins && features->word_begins && build.text_words && build.word_hashes &&
                      find_features(&build, pool);
    index_free(&build.runs);
    index_free(&build.characters);
    tenor__alloc_free(hook, build.text_words);
    tenor__alloc_free(hook, build.word_hashes);
    if (done && make_index(features))
        return TENOR_OK;
    tenor__ngram_features_free(features);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__ngram_features_free(tenor__ngram_features *features)
{
    const tenor_alloc alloc = features->alloc;
    tenor__alloc_free(&alloc, features->begins);
    tenor__alloc_free(&alloc, features->members);
    tenor__alloc_free(&alloc, features->word_begins);
    tenor__alloc_free(&alloc, features->characters);
    tenor__alloc_free(&alloc, features->hashes);
    tenor__alloc_free(&alloc, features->texts_with);
    if (features->index)
        index_free(features->index);
    tenor__alloc_free(&alloc, features->index);
    *features = (tenor__ngram_features){0};
}

/* ---- other texts ---- */

static bool add_known(tenor__ngram_texts *found, size_t *used, const tenor__ngram_features *features, uint64_t hash)
{
    const uint32_t number = index_find(features->index, hash);
    if (number == ABSENT)
        return true;
    if (!push(&found->alloc, &found->members, &found->capacity, *used, number))
        return false;
    ++*used;
    return true;
}

tenor_status tenor__ngram_features_find_texts(tenor__ngram_texts *found, const tenor__ngram_features *features,
                                              const tenor__tokenized *texts, const tenor__ngram_rule *rule,
                                              const tenor_alloc *alloc)
{
    *found = (tenor__ngram_texts){.alloc = tenor__alloc_of(alloc), .texts = texts->count};
    const tenor_alloc *hook = &found->alloc;
    tenor__ngrams ngrams = {.alloc = *hook};
    uint64_t *word_hashes = hash_words(texts, hook);
    found->begins = tenor__alloc_zeroed(hook, texts->count + 1, sizeof *found->begins);
    bool done = found->begins && word_hashes;
    size_t used = 0;
    for (size_t text = 0; done && text < texts->count; text++) {
        done = find_ngrams(&ngrams, rule, texts, text, word_hashes);
        for (size_t i = 0; done && i < ngrams.count; i++)
            done = add_known(found, &used, features, ngrams.hashes[i]);
        for (size_t i = 0; done && i < ngrams.words; i++) {
            uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
            const uint32_t word = texts->word_numbers[texts->begins[text] + ngrams.tokens[i]];
            const size_t count = tenor__ngrams_of_word(rule, texts->words.items[word], hashes);
            for (size_t k = 0; done && k < count; k++)
                done = add_known(found, &used, features, hashes[k]);
        }
        found->begins[text + 1] = used;
    }
    tenor__alloc_free(hook, word_hashes);
    tenor__ngrams_free(&ngrams);
    if (done)
        return TENOR_OK;
    tenor__ngram_features_free_texts(found);
    return TENOR_OUT_OF_MEMORY;
}

void tenor__ngram_features_free_texts(tenor__ngram_texts *texts)
{
    const tenor_alloc alloc = texts->alloc;
    tenor__alloc_free(&alloc, texts->begins);
    tenor__alloc_free(&alloc, texts->members);
    *texts = (tenor__ngram_texts){0};
}
