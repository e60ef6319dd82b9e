/* Broken characters of a text: lost ones, and UTF-8 that was read in another encoding ("cafÃ©", "itâ€™s"). */
#ifndef TENOR_DATA_BROKEN_H
#define TENOR_DATA_BROKEN_H

#include <tenor.h>

/* The share of characters that are broken, 0..1: bytes that are no UTF-8, U+FFFD, what GBK makes of two of these, and
 * characters that are, as bytes of Windows-1252 or Latin-1, valid UTF-8. */
double tenor__broken_share(tenor_str text);

#endif
