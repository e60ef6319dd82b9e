/* Control characters in texts that are not ours: a terminal would act on them. */
#ifndef TENOR_CLI_ESCAPE_H
#define TENOR_CLI_ESCAPE_H

#include <tenor.h>

/* text with its control characters escaped as \t, \n, \r, or \xHH for each byte, for people to read: C0, DEL, and C1 in
 * UTF-8. Backslashes stay as they are. The caller frees. */
char *escape_text(tenor_str text);

/* The same for one field of a line, which programs read: a backslash becomes two. */
char *escape_field(tenor_str text);

#endif
