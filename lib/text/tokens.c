#include "text/tokens.h"

#include "base/sized_struct.h"
#include "base/error.h"
#include "text/segment.h"
#include "base/unicode.h"

#include <string.h>

enum {
    PIECE = 16384,       /* bytes to normalize before segmenting them, so that both stay in the cache */
    LEAST_GAPS = 1 << 20 /* bytes of text and mapping from which on what is between the tokens is removed */
};

/* In the order of tenor__kept_tokens, followed by the names of the first two in models of earlier versions. */
enum { KEPT_KINDS = 3 };
static const char *const KEPT[] = {"first", "last", "both", "head", "tail"};

struct tenor_tokens {
    tenor__normalized text;
    tenor__token_ranges ranges;
};

const char *tenor__tokens_kept_name(tenor__kept_tokens kept)
{
    return KEPT[kept];
}

bool tenor__tokens_find_kept(tenor_str name, tenor__kept_tokens *out)
{
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++)
        if (tenor_str_is(name, KEPT[i])) {
            *out = (tenor__kept_tokens)(i % KEPT_KINDS);
            return true;
        }
    return false;
}

const char *tenor__tokens_unit_name(tenor_token_unit unit)
{
    return unit == TENOR_TOKENS_CHAR ? "char" : "word";
}

bool tenor__tokens_find_unit(tenor_str name, tenor_token_unit *out)
{
    *out = tenor_str_is(name, "char") ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD;
    return tenor_str_is(name, tenor__tokens_unit_name(*out));
}

size_t tenor__tokens_kept_last(size_t limit, tenor__kept_tokens kept)
{
    return kept == TENOR__KEEP_FIRST ? 0 : kept == TENOR__KEEP_BOTH ? limit / 2 : limit;
}

tenor_status tenor_tokens_new(const tenor_alloc *alloc, tenor_tokens **out)
{
    *out = NULL;
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_tokens *tokens = tenor__alloc_zeroed(&hook, 1, sizeof *tokens);
    if (!tokens)
        return TENOR_OUT_OF_MEMORY;
    tokens->text.alloc = hook;
    tokens->ranges.alloc = hook;
    *out = tokens;
    return TENOR_OK;
}

void tenor_tokens_free(tenor_tokens *tokens)
{
    if (!tokens)
        return;
    const tenor_alloc alloc = tokens->ranges.alloc;
    tenor__normalize_free(&tokens->text);
    tenor__alloc_free(&alloc, tokens->ranges.items);
    tenor__alloc_free(&alloc, tokens);
}

/* Removes the tokens between the first `first` and the last `last` > 0 from the list. */
static void keep_ends(tenor__token_ranges *ranges, size_t first, size_t last)
{
    if (ranges->count <= first + last)
        return;
    memmove(ranges->items + first, ranges->items + (ranges->count - last), last * sizeof *ranges->items);
    ranges->count = first + last;
}

/* Removes the text between the tokens, but for a space. This does not affect what follows, because a piece begins where
 * no token looks back beyond the previous one. Returns false if memory runs out. */
static bool remove_gaps(tenor_tokens *tokens)
{
    tenor__normalized *text = &tokens->text;
    tenor__token_ranges *ranges = &tokens->ranges;
    tenor__source_run *runs = tenor__alloc_array(&text->alloc, ranges->count + 1, sizeof *runs);
    if (!runs)
        return false;
    size_t size = 0;
    for (size_t i = 0; i < ranges->count; i++) {
        const tenor_token token = tenor_tokens_get(tokens, i);
        const tenor__token_range range = ranges->items[i];
        const size_t next = i + 1 < ranges->count ? ranges->items[i + 1].begin : text->size;
        memmove(text->text + size, token.text.data, token.text.size);
        runs[i] = (tenor__source_run){size, token.begin, token.end - token.begin};
        ranges->items[i] = (tenor__token_range){size, size + token.text.size};
        size += token.text.size;
        if (next > range.end)
            text->text[size++] = ' ';
    }
    memset(text->text + size, 0, TENOR__PADDING);
    text->size = size;
    tenor__alloc_free(&text->alloc, text->runs);
    text->runs = runs;
    text->run_count = ranges->count;
    text->run_capacity = ranges->count + 1;
    return true;
}

/* Removes gaps when the text and its mapping have become twice as large as they left them. */
static bool keep_small(tenor_tokens *tokens, size_t *most)
{
    const tenor__normalized *text = &tokens->text;
    if (text->size + text->run_count * sizeof *text->runs <= *most)
        return true;
    const bool done = remove_gaps(tokens);
    const size_t left = text->size + text->run_count * sizeof *text->runs;
    *most = left > LEAST_GAPS / 2 ? 2 * left : LEAST_GAPS;
    return done;
}

/* Splits the whole text, and removes the middle part from time to time. */
static bool split_ends(tenor_tokens *tokens, tenor_token_unit unit, size_t first, size_t last)
{
    tenor__normalized *normalized = &tokens->text;
    tenor__token_ranges *ranges = &tokens->ranges;
    const size_t size = normalized->source.size;
    size_t most = LEAST_GAPS;
    for (size_t at = 0; at < size;) {
        const size_t from = normalized->size;
        if (!tenor__normalize_more(normalized, &at, PIECE) || !tenor__segment(ranges, normalized, from, unit, SIZE_MAX))
            return false;
        if (ranges->count / 2 > first + last && ranges->count > PIECE) {
            keep_ends(ranges, first, last);
            most = 0;
        }
        if (!keep_small(tokens, &most))
            return false;
    }
    keep_ends(ranges, first, last);
    return true;
}

tenor_status tenor__tokens_split_limit(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text,
                                       size_t limit, tenor__kept_tokens kept)
{
    tenor__normalized *normalized = &tokens->text;
    tenor__token_ranges *ranges = &tokens->ranges;
    ranges->count = 0;
    tenor__normalize_begin(normalized, text, settings->keep_case);
    const size_t last = tenor__tokens_kept_last(limit, kept);
    if (last > 0) {
        const bool split = split_ends(tokens, settings->unit, limit - last, last);
        normalized->source = (tenor_str){NULL, 0};
        if (!split)
            ranges->count = 0;
        return split ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    }
    const size_t enough = limit > 0 && limit < SIZE_MAX - TENOR__LOOK_BACK ? limit + TENOR__LOOK_BACK : SIZE_MAX;
    const size_t piece = limit > 0 && limit < PIECE / 8 ? limit * 8 : PIECE;
    size_t most = limit > 0 ? LEAST_GAPS : SIZE_MAX;
    bool done = true;
    for (size_t at = 0; done && at < text.size && (limit == 0 || ranges->count < limit);) {
        const size_t from = normalized->size;
        done = tenor__normalize_more(normalized, &at, piece) &&
               tenor__segment(ranges, normalized, from, settings->unit, enough) && keep_small(tokens, &most);
    }
    normalized->source = (tenor_str){NULL, 0};
    if (!done)
        ranges->count = 0;
    if (limit > 0 && ranges->count > limit)
        ranges->count = limit;
    return done ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

tenor_status tenor__tokens_split_pieces(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text,
                                        tenor__tokens_piece_fn each, void *user)
{
    tenor__normalized *normalized = &tokens->text;
    tokens->ranges.count = 0;
    tenor__normalize_begin(normalized, text, settings->keep_case);
    bool done = true;
    for (size_t at = 0; done && at < text.size;) {
        tenor__normalize_forget(normalized);
        tokens->ranges.count = 0;
        done = tenor__normalize_more(normalized, &at, PIECE) &&
               tenor__segment(&tokens->ranges, normalized, 0, settings->unit, SIZE_MAX) && each(user, tokens);
    }
    normalized->source = (tenor_str){NULL, 0};
    tokens->ranges.count = 0;
    return done ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

tenor_status tenor_tokens_split(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text)
{
    tenor_text_settings known;
    tokens->ranges.count = 0;
    TENOR_TRY(tenor__sized_struct_read(settings, &known, sizeof known, NULL));
    return tenor__tokens_split_limit(tokens, &known, text, 0, TENOR__KEEP_FIRST);
}

size_t tenor_tokens_count(const tenor_tokens *tokens)
{
    return tokens->ranges.count;
}

tenor_str tenor__tokens_text(const tenor_tokens *tokens, size_t i)
{
    const tenor__token_range range = tokens->ranges.items[i];
    return (tenor_str){tokens->text.text + range.begin, range.end - range.begin};
}

size_t tenor__tokens_gap(size_t count, size_t limit, tenor__kept_tokens kept)
{
    return limit > 0 && count == limit ? limit - tenor__tokens_kept_last(limit, kept) : 0;
}

static bool is_unspaced(tenor_str token)
{
    uint32_t character;
    if ((unsigned char)token.data[0] < 0xE0) /* no such script is below U+0800 */
        return false;
    tenor__unicode_decode(token.data, token.size, &character);
    return tenor__normalize_is_unspaced(character);
}

tenor_str tenor__tokens_pair(const tenor_tokens *tokens, size_t i)
{
    const tenor_str first = tenor__tokens_text(tokens, i);
    const tenor_str second = tenor__tokens_text(tokens, i + 1);
    if (first.data + first.size != second.data || !is_unspaced(first) || !is_unspaced(second))
        return (tenor_str){NULL, 0};
    return (tenor_str){first.data, first.size + second.size};
}

tenor_token tenor_tokens_get(const tenor_tokens *tokens, size_t i)
{
    const tenor__token_range range = tokens->ranges.items[i];
    tenor_token token = {.text = tenor__tokens_text(tokens, i)};
    size_t unused;
    tenor__normalize_source(&tokens->text, range.begin, &token.begin, &unused);
    tenor__normalize_source(&tokens->text, range.end - 1, &unused, &token.end);
    return token;
}
