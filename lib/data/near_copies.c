#include "data/near_copies.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/sort.h"
#include "base/unicode.h"
#include "text/tokens.h"

#include <string.h>

/* With s the similarity, a pair shares a bucket of some band with probability 1 - (1 - s^ROWS)^BANDS: 0.98 at 0.55,
 * 0.06 at 0.2. */
enum { BANDS = 40, ROWS = 4 };

enum {
    MOST_FEATURES = 4096, /* of a text */
    MOST_COMPARED = 16,   /* texts of a bucket that one is compared with, so that a bucket of all texts does no harm */
};

/* The features of all texts, one text after another, sorted. */
typedef struct features {
    tenor_alloc alloc;
    size_t *begins; /* [count + 1] */
    uint32_t *hashes;
    size_t capacity;
    uint32_t *words;    /* [count] words of each, at most TENOR__NEAR_COPY_WORDS */
    tenor__pair *order; /* scratch */
    size_t order_capacity;
} features;

/* Sorts hashes[0..count) and leaves each once. Returns how many there are, or SIZE_MAX if memory runs out. */
static size_t make_distinct(features *found, uint32_t *hashes, size_t count)
{
    size_t kept = 0;
    if (!tenor__alloc_grow(&found->alloc, &found->order, &found->order_capacity, count + 1, sizeof *found->order))
        return SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        found->order[i] = (tenor__pair){hashes[i], 0};
    tenor__sort_pairs(found->order, count);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || hashes[kept - 1] != found->order[i].key)
            hashes[kept++] = (uint32_t)found->order[i].key;
    return kept;
}

/* Punctuation is none. */
static bool is_word(tenor_str token)
{
    uint32_t character;
    if (token.size == 0)
        return false;
    tenor__unicode_decode(token.data, token.size, &character);
    const tenor__char_class class = tenor__unicode_class(character);
    return class == TENOR__LETTER || class == TENOR__DIGIT || class == TENOR__MARK;
}

/* Adds the features of text i, whose tokens these are. The words come from all tokens where none is a word, as in a
 * text of emoji. */
static bool add_features(features *found, size_t i, const tenor_tokens *tokens)
{
    const size_t count = tenor_tokens_count(tokens);
    bool any = false;
    for (size_t t = 0; !any && t < count; t++)
        any = is_word(tenor__tokens_text(tokens, t));
    const size_t begin = found->begins[i];
    if (!tenor__alloc_grow(&found->alloc, &found->hashes, &found->capacity, begin + 2 * count + 1,
                           sizeof *found->hashes))
        return false;
    uint32_t *hashes = found->hashes + begin;
    size_t words = 0;
    for (size_t t = 0; t < count; t++) {
        const tenor_str token = tenor__tokens_text(tokens, t);
        if (!any || is_word(token))
            hashes[words++] = (uint32_t)tenor__hash(token.data, token.size, 1);
    }
    for (size_t w = 1; w < words; w++) {
        const uint32_t pair[2] = {hashes[w - 1], hashes[w]};
        hashes[words + w - 1] = (uint32_t)tenor__hash(pair, sizeof pair, 2);
    }
    const size_t all = words > 0 ? 2 * words - 1 : 0;
    found->words[i] = (uint32_t)(words < TENOR__NEAR_COPY_WORDS ? words : TENOR__NEAR_COPY_WORDS);
    const size_t distinct = make_distinct(found, hashes, all);
    if (distinct == SIZE_MAX)
        return false;
    found->begins[i + 1] = begin + (distinct < MOST_FEATURES ? distinct : MOST_FEATURES);
    return true;
}

static tenor_status find_features(const tenor__near_copies_search *search, features *found)
{
    tenor_tokens *tokens = NULL;
    found->begins = tenor__alloc_zeroed(&found->alloc, search->count + 1, sizeof *found->begins);
    found->words = tenor__alloc_zeroed(&found->alloc, search->count + 1, sizeof *found->words);
    tenor_status status =
        found->begins && found->words ? tenor_tokens_new(&found->alloc, &tokens) : TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; status == TENOR_OK && i < search->count; i++) {
        found->begins[i + 1] = found->begins[i];
        if (search->copies && search->copies[i] != i)
            continue;
        status = tenor_tokens_split(tokens, NULL, search->texts[i]);
        if (status == TENOR_OK && !add_features(found, i, tokens))
            status = TENOR_OUT_OF_MEMORY;
    }
    tenor_tokens_free(tokens);
    return status;
}

static size_t feature_count(const features *found, size_t i)
{
    return found->begins[i + 1] - found->begins[i];
}

static double measure_similarity(const features *found, size_t a, size_t b)
{
    const uint32_t *first = found->hashes + found->begins[a];
    const uint32_t *second = found->hashes + found->begins[b];
    const size_t first_count = feature_count(found, a);
    const size_t second_count = feature_count(found, b);
    size_t common = 0;
    for (size_t i = 0, j = 0; i < first_count && j < second_count;) {
        common += first[i] == second[j];
        const bool next = first[i] <= second[j];
        j += second[j] <= first[i];
        i += next;
    }
    return (double)common / (double)(first_count + second_count - common);
}

/* ---- candidates ---- */

typedef struct bands {
    const tenor__near_copies_search *search;
    const features *found;
    tenor__pair *members; /* [count] the texts that take part, by their bucket */
    size_t count;
    tenor__near_copy *out;
} bands;

/* A hash of 32-bit hashes for each row of each band, which stands for a random permutation: two steps of Stafford's
 * mixer of 2011. */
static uint32_t permute(uint32_t hash, uint64_t row)
{
    uint64_t mixed = (hash + (row << 32)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 29)) * 0x94D049BB133111EBU;
    return (uint32_t)(mixed >> 32);
}

static uint64_t find_bucket(const features *found, size_t i, size_t band)
{
    uint32_t least[ROWS];
    memset(least, 0xFF, sizeof least);
    for (size_t f = found->begins[i]; f < found->begins[i + 1]; f++)
        for (size_t row = 0; row < ROWS; row++) {
            const uint32_t hash = permute(found->hashes[f], band * ROWS + row + 1);
            least[row] = hash < least[row] ? hash : least[row];
        }
    return tenor__hash(least, sizeof least, band);
}

static void offer(tenor__near_copy *best, size_t other, double similarity)
{
    const float value = (float)similarity;
    if (best->other == TENOR__NO_COPY || value > best->similarity || (value == best->similarity && other < best->other))
        *best = (tenor__near_copy){(uint32_t)other, value};
}

/* a < b */
static void compare(const bands *job, size_t a, size_t b)
{
    const bool across = job->search->split > 0;
    if (job->out[b].other == a && (!across || job->out[a].other == b))
        return;
    const double similarity = measure_similarity(job->found, a, b);
    const bool is_short =
        job->found->words[a] < TENOR__NEAR_COPY_WORDS || job->found->words[b] < TENOR__NEAR_COPY_WORDS;
    if (similarity < (is_short ? 1.0 : TENOR__NEAR_COPY_LEAST))
        return;
    offer(&job->out[b], a, similarity);
    if (across)
        offer(&job->out[a], b, similarity);
}

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* members[0..count), in the order of the texts. Each is compared with the first of the others and the last before it.
 */
static void compare_bucket(const bands *job, const tenor__pair *members, size_t count)
{
    if (job->search->split == 0) {
        for (size_t i = 1; i < count; i++) {
            const size_t first = least_of(i, MOST_COMPARED / 2);
            for (size_t j = 0; j < first; j++)
                compare(job, members[j].value, members[i].value);
            for (size_t j = i - least_of(i - first, MOST_COMPARED / 2); j < i; j++)
                compare(job, members[j].value, members[i].value);
        }
        return;
    }
    size_t before = 0;
    while (before < count && members[before].value < job->search->split)
        before++;
    for (size_t i = 0; i < before; i++)
        for (size_t j = before; j < before + least_of(count - before, MOST_COMPARED); j++)
            compare(job, members[i].value, members[j].value);
    for (size_t j = before + least_of(count - before, MOST_COMPARED); j < count; j++)
        for (size_t i = 0; i < least_of(before, MOST_COMPARED); i++)
            compare(job, members[i].value, members[j].value);
}

static void search_band(bands *job, size_t band)
{
    job->count = 0;
    for (size_t i = 0; i < job->search->count; i++)
        if (feature_count(job->found, i) > 0)
            job->members[job->count++] = (tenor__pair){find_bucket(job->found, i, band), i};
    tenor__sort_pairs(job->members, job->count);
    for (size_t begin = 0, end; begin < job->count; begin = end) {
        for (end = begin + 1; end < job->count && job->members[end].key == job->members[begin].key;)
            end++;
        compare_bucket(job, job->members + begin, end - begin);
    }
}

tenor_status tenor__near_copies_find(const tenor__near_copies_search *search, const tenor_alloc *alloc,
                                     tenor__near_copy *out)
{
    features found = {.alloc = tenor__alloc_of(alloc)};
    bands job = {.search = search, .found = &found, .out = out};
    for (size_t i = 0; i < search->count; i++)
        out[i] = (tenor__near_copy){TENOR__NO_COPY, 0};
    tenor_status status = find_features(search, &found);
    job.members = tenor__alloc_array(&found.alloc, search->count + 1, sizeof *job.members);
    if (status == TENOR_OK && !job.members)
        status = TENOR_OUT_OF_MEMORY;
    for (size_t band = 0; status == TENOR_OK && band < BANDS; band++)
        search_band(&job, band);
    tenor__alloc_free(&found.alloc, job.members);
    tenor__alloc_free(&found.alloc, found.begins);
    tenor__alloc_free(&found.alloc, found.hashes);
    tenor__alloc_free(&found.alloc, found.words);
    tenor__alloc_free(&found.alloc, found.order);
    return status;
}
