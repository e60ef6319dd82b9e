#include "serve/rate.h"

#include "memory.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Requests that may come at once, in seconds of the rate. */
static const double BURST = 2;

void rate_init(struct rate *rate, double most)
{
    *rate = (struct rate){.most = most};
    if (most > 0) {
        rate->clients = memory_resize(NULL, RATE_CLIENTS, sizeof *rate->clients);
        memset(rate->clients, 0, RATE_CLIENTS * sizeof *rate->clients);
    }
}

void rate_free(struct rate *rate)
{
    free(rate->clients);
}

bool rate_allows(struct rate *rate, const char *client, double now)
{
    if (rate->most <= 0)
        return true;
    const double full = fmax(BURST * rate->most, 1);
    uint32_t hash = 0x811C9DC5u; /* FNV-1a */
    for (const char *at = client; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 0x01000193u;
    struct rate_client *of = &rate->clients[hash % RATE_CLIENTS];
    if (strncmp(of->name, client, sizeof of->name - 1) != 0) {
        snprintf(of->name, sizeof of->name, "%.47s", client);
        of->tokens = full;
        of->since = now;
    }
    of->tokens = fmin(of->tokens + (now - of->since) * rate->most, full);
    of->since = now;
    if (of->tokens < 1)
        return false;
    of->tokens -= 1;
    return true;
}
