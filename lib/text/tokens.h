/* The internals of tenor_tokens, for the code that fills it. */
#ifndef TENOR_TEXT_TOKENS_H
#define TENOR_TEXT_TOKENS_H

#include <tenor.h>

/* Which tokens of a text are kept if it has more than a limit, in the order of option "keep-tokens". */
typedef enum tenor__kept_tokens {
    TENOR__KEEP_FIRST, /* the first `limit` */
    TENOR__KEEP_LAST,  /* the last `limit` */
    TENOR__KEEP_BOTH,  /* the first half of the limit, rounded up, and the last half */
} tenor__kept_tokens;

/* Converts to and from "first", "last" and "both"; returns false for another name. Also reads "head" and "tail", the
 * names of the first two in earlier models. */
const char *tenor__tokens_kept_name(tenor__kept_tokens kept);
bool tenor__tokens_find_kept(tenor_str name, tenor__kept_tokens *out);

/* Converts to and from "word" and "char" in the same way. */
const char *tenor__tokens_unit_name(tenor_token_unit unit);
bool tenor__tokens_find_unit(tenor_str name, tenor_token_unit *out);

/* The number of tokens that are kept from the end of a text with more than `limit` tokens. */
size_t tenor__tokens_kept_last(size_t limit, tenor__kept_tokens kept);

/* Splits a text into at most `limit` tokens (0: no limit); `kept` says which are kept. They stay in order. The list is
 * scratch of one thread, reused from text to text; after a text of the same length or longer, a split allocates
 * nothing.
 *
 * With TENOR__KEEP_FIRST, splitting stops at the limit. Otherwise it reads the whole text, but in memory for only some
 * multiple of max(limit, 16,384) tokens. */
tenor_status tenor__tokens_split_limit(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text,
                                       size_t limit, tenor__kept_tokens kept);

/* Takes the tokens of a piece of a text; returns false if memory runs out. */
typedef bool (*tenor__tokens_piece_fn)(void *user, const tenor_tokens *tokens);

/* Splits a whole text piece by piece, in memory that does not grow with the text, and hands each piece's tokens to
 * `each`. All pieces together are the tokens of tenor_tokens_split. The list is empty afterwards. */
tenor_status tenor__tokens_split_pieces(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text,
                                        tenor__tokens_piece_fn each, void *user);

/* Of `count` kept tokens, the index of the first one after the gap, where tokens may have been dropped. 0: no gap. */
size_t tenor__tokens_gap(size_t count, size_t limit, tenor__kept_tokens kept);

/* The text of token i < count, without its place in the source. Borrowed as from tenor_tokens_get. */
tenor_str tenor__tokens_text(const tenor_tokens *tokens, size_t i);

/* The joined text of tokens i and i + 1 < count if they are adjacent and of scripts without spaces, such as two
 * characters that form a Chinese word. Otherwise empty. Borrowed as from tenor_tokens_get. */
tenor_str tenor__tokens_pair(const tenor_tokens *tokens, size_t i);

#endif
