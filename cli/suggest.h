/* "Did you mean": the nearest of several names. */
#ifndef TENOR_CLI_SUGGEST_H
#define TENOR_CLI_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *typed;
    const char *best; /* NULL: none is near enough */
    size_t distance;
};

struct suggestion suggest_start(const char *typed);

/* Takes candidate into account: one that typed begins, or is few slips of the finger away from, by Damerau's distance
 * (insertion, deletion, substitution, exchange of neighbors). */
void suggest_consider(struct suggestion *suggestion, const char *candidate);

#endif
