/* Keys of a terminal, one by one, without Enter. */
#ifndef TENOR_CLI_INPUT_KEYBOARD_H
#define TENOR_CLI_INPUT_KEYBOARD_H

#include <stdbool.h>

enum { KEYBOARD_END = -1 }; /* the terminal is gone */

/* Whether standard input and standard output are a terminal, whose keys can be read. */
bool keyboard_is_there(void);

/* From here to keyboard_end keys are read as they are pressed, and not shown. The terminal is as it was before when a
 * signal ends or stops the process. False where the terminal does not allow it. */
bool keyboard_begin(void);
void keyboard_end(void);

/* The next key's byte. Keys that send several, such as arrows and letters outside of ASCII, are left out. */
int keyboard_read(void);

#endif
