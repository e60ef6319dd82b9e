/* Control characters in texts that are not ours: a terminal would act on them. */
#ifndef TENOR_CLI_ESCAPE_H
#define TENOR_CLI_ESCAPE_H

#include <tenor.h>

enum { ESCAPE_SIZE = 9 };

/* Bytes of the control character at text[at]: C0, DEL, or C1 in UTF-8; 0 when there is none. out gets what stands for
 * it: \t, \n, \r, or \xHH for each byte. */
size_t escape_control(tenor_str text, size_t at, char out[ESCAPE_SIZE]);

/* text with its control characters escaped, for people to read: backslashes stay as they are. Ends with a zero byte;
 * the caller frees. */
char *escape_text(tenor_str text);

#endif
