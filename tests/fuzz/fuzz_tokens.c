/* Any bytes as text, split by every setting: spans in order and at characters, tokens that are valid UTF-8 and not too
 * long, and the same tokens and pairs under a limit, whichever are kept. */
#include "text/tokens.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Whether no valid character of text lies across `at`. */
static bool is_boundary(tenor_str text, size_t at)
{
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        uint32_t character;
        if (tenor__unicode_decode(text.data + at - back, text.size - (at - back), &character) > back)
            return false;
    }
    return true;
}

static void check_tokens(const tenor_tokens *tokens, tenor_str text)
{
    enum { LONGEST = 256 * 4 };
    tenor_token before = {.begin = 0};
    for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
        const tenor_token token = tenor_tokens_get(tokens, i);
        require(token.begin < token.end && token.end <= text.size);
        require(token.begin >= before.begin && token.end >= before.end);
        require(is_boundary(text, token.begin) && is_boundary(text, token.end));
        require(token.text.size > 0 && token.text.size <= LONGEST);
        require(tenor_str_valid_prefix(token.text) == token.text.size);
        before = token;
    }
}

/* Whether a limit keeps the right ones of all tokens. */
static void check_kept(const tenor_tokens *all, tenor_tokens *some, const tenor_text_settings *settings, tenor_str text,
                       size_t limit, tenor__kept_tokens kept)
{
    require(tenor__tokens_split_limit(some, settings, text, limit, kept) == TENOR_OK);
    const size_t count = tenor_tokens_count(all);
    const size_t left_out = count < limit ? 0 : count - limit;
    const size_t head = kept == TENOR__KEEP_FIRST ? limit : kept == TENOR__KEEP_LAST ? 0 : limit - limit / 2;
    require(tenor_tokens_count(some) == count - left_out);
    for (size_t i = 0; i < tenor_tokens_count(some); i++) {
        const tenor_token a = tenor_tokens_get(all, i < head ? i : i + left_out);
        const tenor_token b = tenor_tokens_get(some, i);
        require(a.begin == b.begin && a.end == b.end && a.text.size == b.text.size);
        require(memcmp(a.text.data, b.text.data, a.text.size) == 0);
    }
    const size_t gap = tenor__tokens_gap(tenor_tokens_count(some), limit, kept);
    for (size_t i = 0; i + 1 < tenor_tokens_count(some); i++) {
        const tenor_str a = tenor__tokens_pair(all, i < head ? i : i + left_out);
        const tenor_str b = tenor__tokens_pair(some, i);
        require(i + 1 == gap || (a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const tenor_text_settings settings = {sizeof settings, data[0] & 1 ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD,
                                          (data[0] & 2) != 0};
    const size_t limit = 1 + (data[0] >> 2);
    const tenor_str text = {(const char *)data + 1, size - 1};
    tenor_tokens *all;
    tenor_tokens *some;
    require(tenor_tokens_new(NULL, &all) == TENOR_OK);
    require(tenor_tokens_new(NULL, &some) == TENOR_OK);
    require(tenor_tokens_split(all, &settings, text) == TENOR_OK);
    check_tokens(all, text);
    for (int kept = TENOR__KEEP_FIRST; kept <= TENOR__KEEP_BOTH; kept++)
        check_kept(all, some, &settings, text, limit, (tenor__kept_tokens)kept);
    tenor_tokens_free(all);
    tenor_tokens_free(some);
    return 0;
}
