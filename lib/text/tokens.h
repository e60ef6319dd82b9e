/* The token list behind tenor_tokens, for the code that fills it. */
#ifndef TENOR_TEXT_TOKENS_H
#define TENOR_TEXT_TOKENS_H

#include <tenor.h>

/* Which tokens of a text that has more than a limit are kept, in the order of option "keep-tokens". */
typedef enum tenor__kept_tokens {
    TENOR__KEEP_FIRST, /* the first ones */
    TENOR__KEEP_LAST,  /* the last ones */
    TENOR__KEEP_BOTH,  /* the first half of the limit, rounded up, and the last */
} tenor__kept_tokens;

/* "first", "last" or "both", and back; false for another name. Reads "head" and "tail" of earlier models, too, as the
 * first two. */
const char *tenor__tokens_kept_name(tenor__kept_tokens kept);
bool tenor__tokens_find_kept(tenor_str name, tenor__kept_tokens *out);

/* "word" or "char", and back likewise. */
const char *tenor__tokens_unit_name(tenor_token_unit unit);
bool tenor__tokens_find_unit(tenor_str name, tenor_token_unit *out);

/* How many of `limit` tokens are kept from the end. */
size_t tenor__tokens_tail(size_t limit, tenor__kept_tokens kept);

/* Scratch of one thread: normalized text and its tokens, reused from text to text; in a warm list a split of a text no
 * longer than one before it allocates nothing.
 * At most `limit` tokens (0: no limit) are left in the list, those that `kept` says, in their order. For the head work
 * stops there. For the others the whole text is read, in memory for some
 * multiple of limit, or of 16,384, tokens. */
tenor_status tenor__tokens_split_limit(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text,
                                       size_t limit, tenor__kept_tokens kept);

/* Of `count` kept tokens, the index of the first of the tail, where text may be missing before it; 0 for none. */
size_t tenor__tokens_seam(size_t count, size_t limit, tenor__kept_tokens kept);

/* The text of token i < count, without looking up where it came from. Borrowed like tenor_tokens_get's. */
tenor_str tenor__tokens_text(const tenor_tokens *tokens, size_t i);

/* The text of tokens i and i + 1 < count together where they touch each other and are of scripts without spaces, as of
 * two characters that are a word in Chinese; else empty. Borrowed likewise. */
tenor_str tenor__tokens_pair(const tenor_tokens *tokens, size_t i);

#endif
