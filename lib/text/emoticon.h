/* Emoticons of ASCII characters. */
#ifndef TENOR_TEXT_EMOTICON_H
#define TENOR_TEXT_EMOTICON_H

#include "text/normalize.h"

/* The length of the emoticon at `at`, or 0. No letter or digit may precede or follow it, except that a smile or frown
 * may follow a letter ("great:)"). Letters are compared as they are in the source, before case folding. */
size_t tenor__emoticon_at(const tenor__normalized *text, size_t at);

/* Whether there is a letter or digit before or at a position of normalized text. */
bool tenor__emoticon_word_before(const tenor__normalized *text, size_t at);
bool tenor__emoticon_word_at(const tenor__normalized *text, size_t at);

#endif
