/* Emoticons of ASCII characters. */
#ifndef TENOR_TEXT_EMOTICON_H
#define TENOR_TEXT_EMOTICON_H

#include "text/normalize.h"

/* Length of the emoticon at `at`, 0 for none. It must stand between characters that are no letters or digits, but that
 * a smile or frown may follow a letter ("great:)"). Letters count as they were written. */
size_t tenor__emoticon_at(const tenor__normalized *text, size_t at);

/* Whether a letter or digit stands before or at a place of normalized text. */
bool tenor__emoticon_word_before(const tenor__normalized *text, size_t at);
bool tenor__emoticon_word_at(const tenor__normalized *text, size_t at);

#endif
