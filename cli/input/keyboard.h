/* Keys of a terminal, one by one, without Enter. */
#ifndef TENOR_CLI_INPUT_KEYBOARD_H
#define TENOR_CLI_INPUT_KEYBOARD_H

#include <stdbool.h>

enum { KEYBOARD_END = -1 }; /* the terminal is gone, or a signal ends the process */

/* Whether standard input and standard output are a terminal, whose keys can be read. */
bool keyboard_is_there(void);

/* From here to keyboard_end keys are read as they are pressed, and not shown. Signals that end the process wait for
 * keyboard_read; one that stops it (Ctrl-Z) does so there, with the terminal as it was before. False where the terminal
 * does not allow it. */
bool keyboard_begin(void);
void keyboard_end(void);

/* The next key's byte. Keys that send several, such as arrows and letters outside of ASCII, are left out. */
int keyboard_read(void);

/* Whether keyboard_read would return at once. */
bool keyboard_waits(void);

/* Forgets keys that were pressed and not read. */
void keyboard_discard(void);

/* After keyboard_end: ends the process by the signal that ended keyboard_read, if one did. */
void keyboard_raise(void);

#endif
