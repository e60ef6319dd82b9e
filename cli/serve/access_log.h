/* A line of JSON for each request: who asked for what, and how it went. No texts. */
#ifndef TENOR_CLI_SERVE_ACCESS_LOG_H
#define TENOR_CLI_SERVE_ACCESS_LOG_H

#include "command.h"
#include "serve/http.h"

struct access_log {
    const char *path; /* NULL for none, - for standard output */
    int file;
};

/* Opens it; again after a file was moved away. Returns an exit status, after it has said what is wrong; a log that was
 * open stays as it was. */
int access_log_open(struct access_log *log, const struct command *command, const char *path);
void access_log_close(struct access_log *log);

/* Status 0: the client went away. One write a line. */
void access_log_add(const struct access_log *log, const struct http_exchange *exchange, unsigned status,
                    double seconds);

#endif
