/* How many requests a second a client may make: a bucket of tokens for each address. One thread. */
#ifndef TENOR_CLI_SERVE_RATE_H
#define TENOR_CLI_SERVE_RATE_H

#include <stdbool.h>
#include <stddef.h>

enum { RATE_CLIENTS = 4096, RATE_NAME = 48 };

struct rate_client {
    char name[RATE_NAME];
    double tokens;
    double since;
};

struct rate {
    double most;                 /* requests a second; 0 for any number */
    struct rate_client *clients; /* [RATE_CLIENTS], by a hash of the address; the older one gives way */
};

void rate_init(struct rate *rate, double most);
void rate_free(struct rate *rate);

/* Whether the client may make a request now. */
bool rate_allows(struct rate *rate, const char *client, double now);

#endif
