#include "eval/swaps.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/map.h"
#include "base/unicode.h"

#include <string.h>

enum {
    MOST_TOKENS = 16,      /* of a word of the file */
    MOST_BYTES = 64 << 20, /* of the file */
    BLOCK = 1 << 16,       /* that is read at once */
    QUOTE = 48,            /* bytes of a line that a message shows */
    TOKEN_END = '\n',      /* which no token holds */
};

/* One word of a pair; the other is its neighbor in the list: 2 k and 2 k + 1. */
typedef struct side {
    tenor_str text; /* as it stands in the file */
    uint64_t line;
} side;

struct tenor_swaps {
    tenor_alloc alloc;
    tenor__arena arena; /* of texts and keys */
    side *sides;        /* [side_count] */
    size_t side_count;
    size_t side_capacity;
    tenor__map index;   /* a word's tokens, each with its end, to its side */
    size_t most_tokens; /* of a word */
    tenor_tokens *tokens;
    tenor__buffer key;
    tenor__buffer out;
};

static void add_token(tenor__buffer *key, tenor_token token)
{
    tenor__buffer_add(key, token.text.data, token.text.size);
    tenor__buffer_add_byte(key, TOKEN_END);
}

static tenor_str of_buffer(const tenor__buffer *buffer)
{
    return (tenor_str){buffer->data, buffer->size};
}

/* ---- reading ---- */

/* A pair as it is read. */
typedef struct reading {
    tenor_swaps *swaps;
    uint64_t line;
    tenor_error *error;
} reading;

static tenor_status out_of_memory(const reading *r)
{
    return tenor__error_set_memory(r->error);
}

/* The tokens of a word to swaps->key. */
static tenor_status make_key(const reading *r, tenor_str word)
{
    tenor_swaps *swaps = r->swaps;
    char quoted[QUOTE];
    if (tenor_tokens_split(swaps->tokens, NULL, word) != TENOR_OK)
        return out_of_memory(r);
    const size_t count = tenor_tokens_count(swaps->tokens);
    if (count == 0)
        return tenor__error_set_at(r->error, TENOR_BAD_DATA, r->line, "a word is missing: a line is WORD<tab>WORD");
    if (count > MOST_TOKENS)
        return tenor__error_set_at(r->error, TENOR_BAD_DATA, r->line,
                                   "'%s' has %zu tokens; a word or name has at most %d",
                                   tenor__error_quote(quoted, sizeof quoted, word), count, MOST_TOKENS);
    tenor__buffer_clear(&swaps->key);
    for (size_t i = 0; i < count; i++)
        add_token(&swaps->key, tenor_tokens_get(swaps->tokens, i));
    swaps->most_tokens = count > swaps->most_tokens ? count : swaps->most_tokens;
    return swaps->key.failed ? out_of_memory(r) : TENOR_OK;
}

/* Adds one word, whose key is swaps->key. */
static tenor_status add_side(const reading *r, tenor_str word)
{
    tenor_swaps *swaps = r->swaps;
    void *sides = swaps->sides;
    if (!tenor__alloc_grow(&swaps->alloc, &sides, &swaps->side_capacity, swaps->side_count + 1, sizeof *swaps->sides))
        return out_of_memory(r);
    swaps->sides = sides;
    const tenor_str key = tenor__arena_copy(&swaps->arena, of_buffer(&swaps->key));
    const tenor_str text = tenor__arena_copy(&swaps->arena, word);
    if (!key.data || !text.data || !tenor__map_insert(&swaps->index, key, (uint32_t)swaps->side_count, NULL))
        return out_of_memory(r);
    swaps->sides[swaps->side_count++] = (side){text, r->line};
    return TENOR_OK;
}

static tenor_status fail_twice(const reading *r, size_t known, tenor_str word, tenor_str other)
{
    char words[3][QUOTE];
    const side *partner = &r->swaps->sides[known ^ 1];
    return tenor__error_set_at(
        r->error, TENOR_BAD_DATA, r->line, "'%s' is swapped for '%s' here and for '%s' in line %llu: keep one of them",
        tenor__error_quote(words[0], sizeof words[0], word), tenor__error_quote(words[1], sizeof words[1], other),
        tenor__error_quote(words[2], sizeof words[2], partner->text), (unsigned long long)partner->line);
}

static tenor_status add_pair(const reading *r, tenor_str word, tenor_str other)
{
    tenor_swaps *swaps = r->swaps;
    const tenor_str words[2] = {word, other};
    const uint32_t *known[2];
    char quoted[QUOTE];
    for (int i = 0; i < 2; i++) {
        TENOR_TRY(make_key(r, words[i]));
        known[i] = tenor__map_find(&swaps->index, of_buffer(&swaps->key));
    }
    if (known[0] && known[1] && *known[0] == (*known[1] ^ 1)) /* the same pair again */
        return TENOR_OK;
    for (int i = 0; i < 2; i++)
        if (known[i])
            return fail_twice(r, *known[i], words[i], words[1 - i]);
    TENOR_TRY(add_side(r, other));
    TENOR_TRY(make_key(r, word));
    if (tenor__map_find(&swaps->index, of_buffer(&swaps->key)))
        return tenor__error_set_at(r->error, TENOR_BAD_DATA, r->line, "both words are '%s'",
                                   tenor__error_quote(quoted, sizeof quoted, word));
    return add_side(r, word);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static tenor_str trim(tenor_str text)
{
    while (text.size > 0 && is_blank(text.data[0]))
        text = (tenor_str){text.data + 1, text.size - 1};
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

static tenor_status read_line(const reading *r, tenor_str line)
{
    char quoted[QUOTE];
    line = trim(line);
    if (line.size == 0)
        return TENOR_OK;
    const char *tab = memchr(line.data, '\t', line.size);
    if (!tab)
        return tenor__error_set_at(r->error, TENOR_BAD_DATA, r->line, "no tab in '%s': a line is WORD<tab>WORD",
                                   tenor__error_quote(quoted, sizeof quoted, line));
    const tenor_str word = trim((tenor_str){line.data, (size_t)(tab - line.data)});
    const tenor_str other = trim((tenor_str){tab + 1, line.size - (size_t)(tab + 1 - line.data)});
    if (memchr(other.data, '\t', other.size))
        return tenor__error_set_at(r->error, TENOR_BAD_DATA, r->line,
                                   "more than two words in '%s': a line is WORD<tab>WORD",
                                   tenor__error_quote(quoted, sizeof quoted, line));
    return add_pair(r, word, other);
}

static tenor_status read_lines(reading *r, tenor_str data)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (data.size >= 3 && memcmp(data.data, mark, 3) == 0)
        data = (tenor_str){data.data + 3, data.size - 3};
    while (data.size > 0) {
        const char *end = memchr(data.data, '\n', data.size);
        const size_t size = end ? (size_t)(end - data.data) : data.size;
        r->line++;
        TENOR_TRY(read_line(r, (tenor_str){data.data, size}));
        const size_t used = end ? size + 1 : size;
        data = (tenor_str){data.data + used, data.size - used};
    }
    if (r->swaps->side_count == 0)
        return tenor__error_set(r->error, TENOR_BAD_DATA, "no pair of words: a line is WORD<tab>WORD");
    return TENOR_OK;
}

tenor_status tenor__swaps_parse(tenor_str data, const char *name, const tenor_alloc *alloc, tenor_swaps **out,
                                tenor_error *error)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_error found = {0};
    *out = NULL;
    if (data.size > MOST_BYTES)
        return tenor__error_set(error, TENOR_TOO_LARGE, "%s: more than %d MB of pairs of words", name,
                                MOST_BYTES >> 20);
    tenor_swaps *swaps = tenor__alloc_zeroed(&hook, 1, sizeof *swaps);
    if (!swaps)
        return tenor__error_set_memory(error);
    swaps->alloc = swaps->arena.alloc = hook;
    tenor__map_init(&swaps->index, &hook);
    tenor__buffer_init(&swaps->key, &hook);
    tenor__buffer_init(&swaps->out, &hook);
    reading r = {swaps, 0, &found};
    tenor_status status = tenor_tokens_new(&hook, &swaps->tokens);
    status = status == TENOR_OK ? read_lines(&r, data) : out_of_memory(&r);
    if (status == TENOR_OK) {
        *out = swaps;
        return TENOR_OK;
    }
    tenor_swaps_free(swaps);
    if (status != TENOR_OUT_OF_MEMORY)
        tenor__error_in(&found, name, found.line);
    if (error)
        *error = found;
    return status;
}

static tenor_status read_all(tenor_source *source, const char *path, tenor__buffer *bytes, tenor_error *error)
{
    char block[BLOCK];
    for (size_t size = 1; size > 0;) {
        TENOR_TRY(tenor_source_read(source, block, sizeof block, &size, error));
        tenor__buffer_add(bytes, block, size);
        if (bytes->failed)
            return tenor__error_set_memory(error);
        if (bytes->size > MOST_BYTES)
            return tenor__error_set(error, TENOR_TOO_LARGE, "%s: more than %d MB of pairs of words", path,
                                    MOST_BYTES >> 20);
    }
    return TENOR_OK;
}

tenor_status tenor_swaps_read(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                              tenor_swaps **out, tenor_error *error)
{
    tenor_source *source;
    tenor__buffer bytes;
    if (!out)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "out is NULL");
    *out = NULL;
    if (!path)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "path is NULL");
    TENOR_TRY(tenor_source_open(path, options, alloc, &source, error));
    tenor__buffer_init(&bytes, alloc);
    tenor_status status = read_all(source, path, &bytes, error);
    tenor_source_free(source);
    if (status == TENOR_OK)
        status = tenor__swaps_parse(of_buffer(&bytes), path, alloc, out, error);
    tenor__buffer_free(&bytes);
    return status;
}

void tenor_swaps_free(tenor_swaps *swaps)
{
    if (!swaps)
        return;
    const tenor_alloc hook = swaps->alloc;
    tenor__map_free(&swaps->index);
    tenor__arena_free(&swaps->arena);
    tenor__buffer_free(&swaps->key);
    tenor__buffer_free(&swaps->out);
    tenor_tokens_free(swaps->tokens);
    tenor__alloc_free(&hook, swaps->sides);
    tenor__alloc_free(&hook, swaps);
}

size_t tenor_swaps_count(const tenor_swaps *swaps)
{
    return swaps->side_count / 2;
}

/* ---- letters ---- */

typedef enum letters { LETTERS_NONE, LETTERS_LOWER, LETTERS_FIRST, LETTERS_UPPER, LETTERS_MIXED } letters;

/* Which of a word's letters are capitals. A single capital is a first letter. */
static letters letters_of(tenor_str word)
{
    size_t upper = 0;
    size_t lower = 0;
    bool first_is_upper = false;
    for (size_t at = 0; at < word.size;) {
        uint32_t character;
        at += tenor__unicode_decode(word.data + at, word.size - at, &character);
        const bool is_upper = tenor__unicode_lower(character) != character;
        const bool is_lower = tenor__unicode_upper(character) != character;
        if (upper + lower == 0)
            first_is_upper = is_upper;
        upper += is_upper;
        lower += is_lower && !is_upper;
    }
    if (upper + lower == 0)
        return LETTERS_NONE;
    if (upper == 0)
        return LETTERS_LOWER;
    if (lower == 0 && upper > 1)
        return LETTERS_UPPER;
    return first_is_upper && upper == 1 ? LETTERS_FIRST : LETTERS_MIXED;
}

/* Adds a word with capitals like those of another. */
static void add_word(tenor__buffer *out, tenor_str word, letters as)
{
    bool first = true;
    for (size_t at = 0; at < word.size;) {
        uint32_t character;
        char bytes[4];
        const size_t length = tenor__unicode_decode(word.data + at, word.size - at, &character);
        uint32_t changed = character;
        if (as == LETTERS_UPPER || (as == LETTERS_FIRST && first))
            changed = tenor__unicode_upper(character);
        else if (as == LETTERS_LOWER)
            changed = tenor__unicode_lower(character);
        if (changed != character)
            tenor__buffer_add(out, bytes, tenor__unicode_encode(changed, bytes));
        else
            tenor__buffer_add(out, word.data + at, length);
        first = first && tenor__unicode_upper(character) == character && tenor__unicode_lower(character) == character;
        at += length;
    }
}

/* ---- swapping ---- */

/* The longest word that begins at token `first`: its side and its tokens; 0 for none. No other token may have come from
 * its bytes. */
static size_t find_word(tenor_swaps *swaps, size_t first, size_t *at)
{
    const size_t count = tenor_tokens_count(swaps->tokens);
    size_t found = 0;
    tenor__buffer_clear(&swaps->key);
    for (size_t n = 1; n <= swaps->most_tokens && first + n <= count; n++) {
        const tenor_token token = tenor_tokens_get(swaps->tokens, first + n - 1);
        add_token(&swaps->key, token);
        if (first + n < count && tenor_tokens_get(swaps->tokens, first + n).begin < token.end)
            continue;
        const uint32_t *side_index = tenor__map_find(&swaps->index, of_buffer(&swaps->key));
        if (side_index) {
            *at = *side_index;
            found = n;
        }
    }
    return found;
}

tenor_status tenor_swaps_apply(tenor_swaps *swaps, tenor_str text, tenor_str *out, size_t *words)
{
    *out = (tenor_str){NULL, 0};
    *words = 0;
    TENOR_TRY(tenor_tokens_split(swaps->tokens, NULL, text));
    tenor__buffer_clear(&swaps->out);
    size_t copied = 0;
    size_t before = 0; /* where the token before ends */
    for (size_t i = 0, n; i<tenor_tokens_count(swaps->tokens); i += n> 0 ? n : 1) {
        const tenor_token token = tenor_tokens_get(swaps->tokens, i);
        size_t at;
        n = token.begin >= before ? find_word(swaps, i, &at) : 0;
        before = tenor_tokens_get(swaps->tokens, n > 0 ? i + n - 1 : i).end;
        if (n == 0)
            continue;
        const tenor_str old = {text.data + token.begin, before - token.begin};
        tenor__buffer_add(&swaps->out, text.data + copied, token.begin - copied);
        add_word(&swaps->out, swaps->sides[at ^ 1].text,
                 tenor_str_equal(old, swaps->sides[at].text) ? LETTERS_NONE : letters_of(old));
        copied = before;
        ++*words;
    }
    if (copied < text.size)
        tenor__buffer_add(&swaps->out, text.data + copied, text.size - copied);
    if (swaps->out.failed || swaps->key.failed)
        return TENOR_OUT_OF_MEMORY;
    *out = of_buffer(&swaps->out);
    return TENOR_OK;
}
