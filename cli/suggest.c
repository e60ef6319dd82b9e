#include "suggest.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 40 };

/* Restricted Damerau-Levenshtein distance (optimal string alignment); SIZE_MAX for names too long to be any of ours. */
static size_t distance_between(const char *a, const char *b)
{
    size_t rows = strlen(a);
    size_t columns = strlen(b);
    if (rows > LONGEST || columns > LONGEST)
        return SIZE_MAX;
    size_t distance[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= rows; i++)
        distance[i][0] = i;
    for (size_t j = 0; j <= columns; j++)
        distance[0][j] = j;
    for (size_t i = 1; i <= rows; i++)
        for (size_t j = 1; j <= columns; j++) {
            size_t best = distance[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (distance[i - 1][j] + 1 < best)
                best = distance[i - 1][j] + 1;
            if (distance[i][j - 1] + 1 < best)
                best = distance[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && distance[i - 2][j - 2] + 1 < best)
                best = distance[i - 2][j - 2] + 1;
            distance[i][j] = best;
        }
    return distance[rows][columns];
}

struct suggestion suggest_start(const char *typed)
{
    /* A third of the letters may be wrong, and one of the shortest words'. */
    size_t size = strlen(typed);
    return (struct suggestion){typed, NULL, size < 3 ? 2 : size / 3 + 1};
}

void suggest_consider(struct suggestion *suggestion, const char *candidate)
{
    size_t size = strlen(suggestion->typed);
    bool begins = size >= 2 && strncmp(suggestion->typed, candidate, size) == 0;
    size_t distance = begins ? 1 : distance_between(suggestion->typed, candidate);
    if (distance < suggestion->distance) {
        suggestion->distance = distance;
        suggestion->best = candidate;
    }
}
