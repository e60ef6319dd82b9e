/* The token list behind tenor_tokens, for the code that fills it. */
#ifndef TENOR_TEXT_TOKENS_H
#define TENOR_TEXT_TOKENS_H

#include <tenor.h>

/* Scratch of one thread: normalised text and its tokens, reused from text to text; in a warm list a split of a text no
 * longer than one before it allocates nothing.
 * At most `limit` tokens are kept (0: no limit) by tenor__tokens_split_limit, and work stops there. */
tenor_status tenor__tokens_split_limit(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text,
                                       size_t limit);

/* The text of token i < count, without looking up where it came from. Borrowed like tenor_tokens_get's. */
tenor_str tenor__tokens_text(const tenor_tokens *tokens, size_t i);

#endif
