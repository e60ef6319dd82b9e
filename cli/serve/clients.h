/* The clients' connections and what each is doing, so that none stays longer than it may. Any thread. */
#ifndef TENOR_CLI_SERVE_CLIENTS_H
#define TENOR_CLI_SERVE_CLIENTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum client_state {
    CLIENT_WAITING,   /* without a request */
    CLIENT_RECEIVING, /* a request comes in */
    CLIENT_WORKING,   /* its answer is made */
    CLIENT_SENDING,
};

struct client {
    struct client *next;
    struct client *previous;
    int socket;
    enum client_state state;
    double since;    /* of clock_now */
    bool excess;     /* there were too many when it came */
    bool timed_out;  /* it was sent 408 */
    size_t uri_size; /* bytes of the last request's */
};

struct clients {
    size_t most;
    double seconds; /* for a request to come in, and for its answer to be taken */
    double idle;    /* seconds until a connection without a request is closed */
    pthread_mutex_t lock;
    struct client *first; /* the last one that came */
    size_t count;
};

void clients_init(struct clients *clients, size_t most, double seconds, double idle);

/* There are none left. */
void clients_free(struct clients *clients);

/* A new connection, which clients_remove frees while its socket is still open. */
struct client *clients_add(struct clients *clients, int socket);
void clients_remove(struct clients *clients, struct client *client);

void clients_set_state(struct clients *clients, struct client *client, enum client_state state);
size_t clients_count(struct clients *clients);

/* Whether one has a request, or bytes that nobody has read. */
bool clients_are_busy(struct clients *clients);

/* Shuts down the sockets whose time is up; a request that did not come to its end is told so, by 408. */
void clients_check_time(struct clients *clients);

#endif
