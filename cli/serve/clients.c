#include "serve/clients.h"

#include "memory.h"
#include "serve/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Seconds that one connection too many has for the header that its 503 answers. */
static const double EXCESS = 2;

void clients_init(struct clients *clients, size_t most, double seconds, double idle)
{
    *clients = (struct clients){.most = most, .seconds = seconds, .idle = idle};
    pthread_mutex_init(&clients->lock, NULL);
}

void clients_free(struct clients *clients)
{
    pthread_mutex_destroy(&clients->lock);
}

struct client *clients_add(struct clients *clients, int socket)
{
    struct client *made = memory_resize(NULL, 1, sizeof *made);
    *made = (struct client){.socket = socket, .since = clock_now()};
    pthread_mutex_lock(&clients->lock);
    made->excess = clients->count >= clients->most;
    made->next = clients->first;
    if (made->next)
        made->next->previous = made;
    clients->first = made;
    clients->count++;
    pthread_mutex_unlock(&clients->lock);
    return made;
}

void clients_remove(struct clients *clients, struct client *client)
{
    pthread_mutex_lock(&clients->lock);
    if (client->previous)
        client->previous->next = client->next;
    else
        clients->first = client->next;
    if (client->next)
        client->next->previous = client->previous;
    clients->count--;
    pthread_mutex_unlock(&clients->lock);
    free(client);
}

void clients_set_state(struct clients *clients, struct client *client, enum client_state state)
{
    const double now = clock_now();
    pthread_mutex_lock(&clients->lock);
    client->state = state;
    client->since = now;
    pthread_mutex_unlock(&clients->lock);
}

size_t clients_count(struct clients *clients)
{
    pthread_mutex_lock(&clients->lock);
    const size_t count = clients->count;
    pthread_mutex_unlock(&clients->lock);
    return count;
}

/* A connection that waits has nothing to read, or was closed by its client. */
static bool has_bytes(int socket)
{
    char byte;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool clients_are_busy(struct clients *clients)
{
    bool busy = false;
    pthread_mutex_lock(&clients->lock);
    for (struct client *at = clients->first; at && !busy; at = at->next)
        busy = at->state != CLIENT_WAITING || has_bytes(at->socket);
    pthread_mutex_unlock(&clients->lock);
    return busy;
}

/* libmicrohttpd has no answer for a request that does not come to its end, and each byte starts its time limit again.
 * Nothing else is sent on the connection: no answer was begun. */
static void give_up(struct client *client)
{
    static const char body[] = "{\"status\":408,\"code\":\"timeout\",\"message\":\"the request did not come in time\","
                               "\"advice\":\"send it faster, or in parts; --timeout of tenor serve is the limit\"}\n";
    char answer[512];
    const int size = snprintf(answer, sizeof answer,
                              "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: "
                              "application/json\r\nX-Content-Type-Options: nosniff\r\nCache-Control: "
                              "no-store\r\nContent-Length: %zu\r\n\r\n%s",
                              sizeof body - 1, body);
    const ssize_t sent = send(client->socket, answer, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent;
    client->timed_out = true;
}

static double most_seconds(const struct clients *clients, const struct client *client)
{
    const double most = client->state == CLIENT_WAITING ? clients->idle : clients->seconds;
    return client->excess && most > EXCESS ? EXCESS : most;
}

void clients_check_time(struct clients *clients)
{
    const double now = clock_now();
    pthread_mutex_lock(&clients->lock);
    for (struct client *at = clients->first; at; at = at->next) {
        if (at->state == CLIENT_WORKING || now - at->since <= most_seconds(clients, at))
            continue;
        if (at->state == CLIENT_RECEIVING)
            give_up(at);
        shutdown(at->socket, SHUT_RDWR);
        at->since = now;
    }
    pthread_mutex_unlock(&clients->lock);
}
