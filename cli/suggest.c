#include "suggest.h"

#include <stdbool.h>
#include <string.h>
#include <tenor.h>

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
    size_t distance = begins ? 1 : tenor_str_distance(tenor_str_of(suggestion->typed), tenor_str_of(candidate));
    if (distance < suggestion->distance) {
        suggestion->distance = distance;
        suggestion->best = candidate;
    }
}
