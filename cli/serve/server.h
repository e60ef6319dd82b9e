/* The server from its start to its end. */
#ifndef TENOR_CLI_SERVE_SERVER_H
#define TENOR_CLI_SERVE_SERVER_H

#include "options/args.h"

struct server_settings {
    const char *listen;
    const char *token_file;
    const char *cors;
    const char *log;
    size_t threads; /* 0: as many as processors */
    size_t body;    /* bytes */
    size_t texts;   /* of a request */
    size_t header;  /* bytes */
    size_t connections;
    size_t memory;  /* megabytes */
    double timeout; /* seconds */
    double idle;    /* seconds */
    double rate;    /* requests a second */
    bool quiet;
};

/* The version of libmicrohttpd; NULL where it is not built in or not installed. */
const char *server_http_version(void);

/* Serves the models of the operands until it is told to end. Returns an exit status. */
int server_run(const struct args *args, const struct server_settings *settings);

#endif
