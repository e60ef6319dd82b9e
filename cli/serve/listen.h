/* Where a server listens: an address and a port, a socket in the file system, or one that systemd hands in; and what it
 * tells systemd. */
#ifndef TENOR_CLI_SERVE_LISTEN_H
#define TENOR_CLI_SERVE_LISTEN_H

#include "command.h"

struct listening {
    int socket;
    bool open_to_others; /* reached from other machines */
    const char *path;    /* of a socket in the file system, which is removed at the end; NULL for others */
    char url[160];       /* of the server, for people */
};

/* "127.0.0.1:8080", "[::1]:8080", "localhost:8080", "unix:PATH"; NULL: what systemd hands in, or else the default.
 * Returns an exit status, after it has said what is wrong. */
int listen_open(const struct command *command, const char *address, struct listening *out);

/* Removes the socket in the file system. */
void listen_remove(const struct listening *listening);

/* Tells systemd how the service is ("READY=1"), where it asks to be told. */
void listen_notify(const char *state);

#endif
