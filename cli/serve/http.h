/* HTTP/1.1 by libmicrohttpd, which is loaded when a server starts: `tenor classify` never pays for it. One thread reads
 * and writes all connections; answers may come from any thread. */
#ifndef TENOR_CLI_SERVE_HTTP_H
#define TENOR_CLI_SERVE_HTTP_H

#include "text.h"

#include <stdatomic.h>
#include <sys/types.h>

struct http;

enum {
    HTTP_FIELDS = 8,
    HTTP_CLIENT = 64,
    HTTP_EXCESS = 64, /* connections beyond the limit that are told so; more wait */
    HTTP_BUFFERS = 2, /* bytes that a connection may take, in limits of its header: a larger one is told so */
};

/* What is wrong in HTTP itself. */
enum http_fault {
    HTTP_FAULT_NONE,
    HTTP_FAULT_FRAMING, /* where the body ends is not clear */
    HTTP_FAULT_HOST,    /* there is none */
    HTTP_FAULT_URI,     /* too large, likewise the next two */
    HTTP_FAULT_HEADER,
    HTTP_FAULT_BODY,
    HTTP_FAULT_MEMORY,      /* other requests take all that all may take */
    HTTP_FAULT_CONNECTIONS, /* too many */
};

/* A header of an answer. */
struct http_field {
    const char *name;
    const char *value;
};

struct http_answer {
    unsigned status;
    const char *type;
    struct text body; /* taken over: freed once it is sent, unless it is lent */
    const char *lent; /* instead of body: bytes that stay as long as the server */
    size_t lent_size;
    struct http_field fields[HTTP_FIELDS]; /* name NULL at the end; values live as long as the server; NULL is `note` */
    char note[128];                        /* a value */
};

/* A request and its answer. Strings are libmicrohttpd's and live as long as the exchange. */
struct http_exchange {
    struct http *http;
    struct MHD_Connection *connection;
    const char *method;
    const char *path;         /* percent signs decoded; without the query */
    const char *content_type; /* NULL without the header; likewise the next two */
    const char *authorization;
    const char *origin;
    struct text body;
    size_t discarded;      /* bytes of the body that were thrown away */
    atomic_size_t charged; /* of the bytes that all exchanges may hold */
    bool discards;         /* the body: the answer is known already */
    bool begun;            /* it was handed to the handler */
    bool suspended;
    bool ready; /* there is an answer */
    bool queued;
    bool closes; /* the connection, after the answer */
    double started;
    const char *cors; /* the origin that may read the answer; NULL for none */
    size_t texts;     /* for the log, likewise the next two */
    const char *model;
    size_t answer_size;
    struct http_answer answer;
    char client[HTTP_CLIENT];
};

struct http_limits {
    size_t body;        /* bytes of a request's body */
    size_t header;      /* bytes of a request's header */
    size_t connections; /* at the same time */
    size_t memory;      /* bytes of all bodies and answers at the same time */
    double seconds;     /* for a request to come in, and for its answer to be taken */
    double idle;        /* seconds until a connection without a request is closed */
};

/* What is done with requests. All are called on the thread of the connections. */
struct http_handler {
    /* The header is there: may answer at once, by http_answer, what needs no body or must not be read. */
    void (*head)(void *user, struct http_exchange *exchange);
    /* All is there: answers at once, or in `round`, or after http_defer later, from any thread. */
    void (*request)(void *user, struct http_exchange *exchange);
    /* The exchange ends: sent is false when the client went away before it had the answer. */
    void (*end)(void *user, const struct http_exchange *exchange, bool sent);
    /* The answer to a fault. */
    void (*refuse)(void *user, struct http_exchange *exchange, enum http_fault fault);
    /* What has come was handed to the handler: it may answer now what it kept, without http_defer. */
    void (*round)(void *user);
    void *user;
};

/* Whether libmicrohttpd can be loaded; its version, or NULL. */
const char *http_version(void);

/* Serves a socket that listens, and which it closes. NULL, with errno or 0, when it cannot be started. limits and
 * handler are copied. */
struct http *http_start(int socket, const struct http_limits *limits, const struct http_handler *handler);

/* The handler will answer later. */
void http_defer(struct http_exchange *exchange);

/* Gives the answer, once. The exchange belongs to the thread of the connections from then on. */
void http_answer(struct http_exchange *exchange, const struct http_answer *answer);

/* Calls back for each "name=value" of the query, decoded, until one returns false. value is "" where there is none. */
void http_query(struct http_exchange *exchange, bool (*each)(void *user, const char *name, const char *value),
                void *user);

/* Charges the bytes to what all exchanges may hold, until this one ends; false when that would be more than the limit.
 * Any thread. */
bool http_charge(struct http_exchange *exchange, size_t bytes);

size_t http_connections(struct http *http);

/* Takes no new connections but those that wait already, and answers what has come, for at most so many seconds;
 * stop_now may end that earlier. False when not all were answered. */
bool http_drain(struct http *http, double seconds, bool (*stop_now)(void));

/* Ends. All that was deferred has its answer. */
void http_free(struct http *http);

#endif
