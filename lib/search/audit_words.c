#include "search/audit_words.h"

#include "base/error.h"
#include "base/map.h"
#include "base/unicode.h"
#include "text/tokens.h"

#include <math.h>

enum { LEAST_TEXTS = 5 };
static const double LEAST_SHARE = 0.9;
static const double LEVEL = 0.001;
static const double TAG_SHARE = 0.99;    /* of the word's texts with the label */
static const double TAG_COVERAGE = 0.25; /* of the label's texts with the word */

typedef struct word {
    tenor_str text;
    uint32_t texts;
    uint32_t of_label;  /* texts with the label */
    uint32_t first;     /* the first of these, plus one */
    uint32_t label;     /* the only one that most of its texts may have (Boyer and Moore 1981) */
    uint32_t votes;     /* for it */
    uint32_t last_seen; /* the last text with it, plus one */
    uint32_t within;    /* times it stands after another word */
    uint32_t capitals;  /* of these, written with a capital */
} word;

typedef struct search {
    const tenor_corpus *corpus;
    const uint32_t *copies;
    tenor_alloc alloc;
    tenor__arena *arena;
    tenor__map numbers; /* of the words */
    word *words;
    size_t count;
    size_t capacity;
    size_t *label_texts; /* [labels] */
    size_t texts;
    tenor_tokens *tokens;
} search;

static bool takes_part(const search *s, size_t i)
{
    return s->copies[i] == i && tenor_corpus_example_label_count(s->corpus, i) > 0;
}

/* ---- first pass: the words, and the label of each ---- */

static word *enter(search *s, tenor_str text)
{
    uint32_t *number = tenor__map_find(&s->numbers, text);
    if (number)
        return &s->words[*number];
    if (!tenor__alloc_grow(&s->alloc, &s->words, &s->capacity, s->count + 1, sizeof *s->words))
        return NULL;
    const tenor_str copy = tenor__arena_copy(s->arena, text);
    if (!copy.data || !tenor__map_insert(&s->numbers, copy, (uint32_t)s->count, NULL))
        return NULL;
    s->words[s->count] = (word){.text = copy};
    return &s->words[s->count++];
}

static void vote(word *w, uint32_t label)
{
    if (w->votes == 0)
        w->label = label;
    w->votes += w->label == label ? 1 : (uint32_t)-1;
}

static tenor_status collect(search *s)
{
    for (size_t i = 0; i < tenor_corpus_size(s->corpus); i++) {
        if (!takes_part(s, i))
            continue;
        const uint32_t label = (uint32_t)tenor_corpus_label(s->corpus, i);
        s->label_texts[label]++;
        s->texts++;
        TENOR_TRY(tenor_tokens_split(s->tokens, NULL, tenor_corpus_text(s->corpus, i)));
        for (size_t t = 0; t < tenor_tokens_count(s->tokens); t++) {
            word *w = enter(s, tenor__tokens_text(s->tokens, t));
            if (!w)
                return TENOR_OUT_OF_MEMORY;
            if (w->last_seen == i + 1)
                continue;
            w->last_seen = (uint32_t)i + 1;
            w->texts++;
            vote(w, label);
        }
    }
    return TENOR_OK;
}

/* ---- second pass: how many of its texts have that label, and how it is written ---- */

static bool is_letter_or_digit(uint32_t character)
{
    const tenor__char_class class = tenor__unicode_class(character);
    return class == TENOR__LETTER || class == TENOR__DIGIT;
}

static uint32_t first_character(tenor_str text)
{
    uint32_t character = 0;
    if (text.size > 0)
        tenor__unicode_decode(text.data, text.size, &character);
    return character;
}

static bool is_capital(uint32_t character)
{
    uint32_t folded[TENOR__LONGEST_FOLDED];
    uint32_t kept[TENOR__LONGEST_FOLDED];
    return tenor__unicode_fold(&character, 1, false, folded) > 0 &&
           tenor__unicode_fold(&character, 1, true, kept) > 0 && folded[0] != kept[0];
}

static tenor_status count_uses(search *s)
{
    for (size_t i = 0; i < tenor_corpus_size(s->corpus); i++) {
        if (!takes_part(s, i))
            continue;
        const tenor_str text = tenor_corpus_text(s->corpus, i);
        bool after_word = false;
        TENOR_TRY(tenor_tokens_split(s->tokens, NULL, text));
        for (size_t t = 0; t < tenor_tokens_count(s->tokens); t++) {
            const tenor_token token = tenor_tokens_get(s->tokens, t);
            word *w = &s->words[*tenor__map_find(&s->numbers, token.text)];
            const bool is_word = is_letter_or_digit(first_character(token.text));
            if (is_word && after_word) {
                w->within++;
                w->capitals +=
                    is_capital(first_character((tenor_str){text.data + token.begin, text.size - token.begin}));
            }
            after_word = is_word;
            if (w->label != tenor_corpus_label(s->corpus, i) || w->last_seen == UINT32_MAX - i)
                continue;
            w->last_seen = UINT32_MAX - (uint32_t)i; /* no value of the first pass */
            w->of_label++;
            if (w->first == 0)
                w->first = (uint32_t)i + 1;
        }
    }
    return TENOR_OK;
}

/* ---- which words give a label away ---- */

static bool is_name(const word *w)
{
    return w->text.size > 1 && w->within > 0 && w->capitals * 5 >= w->within * 4; /* not I */
}

/* In German every noun has a capital, and in titles every word. */
static bool capitals_tell(const search *s)
{
    size_t words = 0;
    size_t names = 0;
    for (size_t i = 0; i < s->count; i++) {
        const bool counts = s->words[i].texts >= LEAST_TEXTS && s->words[i].within > 0;
        words += counts;
        names += counts && is_name(&s->words[i]);
    }
    return names * 4 < words;
}

/* A digit and another character, or an address. */
static bool is_id(tenor_str text)
{
    bool digit = false;
    bool other = false;
    for (size_t i = 0; i < text.size; i++) {
        const bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
        digit |= is_digit;
        other |= !is_digit && text.data[i] != '.' && text.data[i] != ',';
        if (text.data[i] == '@' || (text.data[i] == '/' && text.size > 4))
            return text.size > 1;
    }
    return digit && (other || text.size >= 5);
}

static bool is_tag(const search *s, const word *w)
{
    return (double)w->of_label >= TAG_SHARE * (double)w->texts &&
           (double)w->of_label >= TAG_COVERAGE * (double)s->label_texts[w->label];
}

static bool is_suspect(const search *s, const word *w, bool capitals)
{
    return w->texts >= LEAST_TEXTS && (is_id(w->text) || (capitals && is_name(w)) ||
                                       (is_tag(s, w) && is_letter_or_digit(first_character(w->text))));
}

/* The logarithm of the probability that at least `hits` of n texts have a label that `share` of all texts have. */
static double log_tail(size_t hits, size_t n, double share)
{
    double term = (double)n * log(share); /* of all n */
    double sum = term;
    for (size_t k = n; k > hits; k--) {
        term += log((double)k / (double)(n - k + 1)) + log1p(-share) - log(share);
        sum = fmax(sum, term) + log1p(exp(-fabs(sum - term)));
    }
    return sum;
}

static tenor_status choose(const search *s, tenor__telltale **out, size_t *count)
{
    const bool capitals = capitals_tell(s);
    size_t suspects = 0;
    for (size_t i = 0; i < s->count; i++)
        suspects += is_suspect(s, &s->words[i], capitals);
    *out = tenor__alloc_array(&s->alloc, suspects + 1, sizeof **out);
    if (!*out)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < s->count; i++) {
        const word *w = &s->words[i];
        if (!is_suspect(s, w, capitals) || (double)w->of_label < LEAST_SHARE * (double)w->texts)
            continue;
        const double share = (double)s->label_texts[w->label] / (double)s->texts;
        if (share < 1 && log_tail(w->of_label, w->texts, share) < log(LEVEL / (double)suspects))
            (*out)[(*count)++] = (tenor__telltale){w->text, w->first - 1, w->label, w->texts, w->of_label};
    }
    return TENOR_OK;
}

tenor_status tenor__audit_words_find(const tenor_corpus *corpus, const uint32_t *copies, tenor__arena *arena,
                                     tenor__telltale **out, size_t *count)
{
    search s = {.corpus = corpus, .copies = copies, .alloc = arena->alloc, .arena = arena};
    *out = NULL;
    *count = 0;
    tenor__map_init(&s.numbers, &s.alloc);
    s.label_texts = tenor__alloc_zeroed(&s.alloc, tenor_corpus_label_count(corpus) + 1, sizeof *s.label_texts);
    tenor_status status = s.label_texts ? tenor_tokens_new(&s.alloc, &s.tokens) : TENOR_OUT_OF_MEMORY;
    if (status == TENOR_OK)
        status = collect(&s);
    if (status == TENOR_OK)
        status = count_uses(&s);
    if (status == TENOR_OK)
        status = choose(&s, out, count);
    tenor_tokens_free(s.tokens);
    tenor__map_free(&s.numbers);
    tenor__alloc_free(&s.alloc, s.words);
    tenor__alloc_free(&s.alloc, s.label_texts);
    return status;
}
