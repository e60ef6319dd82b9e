#include "serve/http.h"

#include "memory.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* A body that is too large is read to its end, and thrown away, up to so many times the limit: a client that is still
 * sending does not see an answer. */
enum { DISCARDED_TIMES = 64 };

/* The functions of libmicrohttpd. */
struct library {
    __typeof__(&MHD_get_version) get_version;
    __typeof__(&MHD_start_daemon) start_daemon;
    __typeof__(&MHD_quiesce_daemon) quiesce_daemon;
    __typeof__(&MHD_stop_daemon) stop_daemon;
    __typeof__(&MHD_get_connection_info) get_connection_info;
    __typeof__(&MHD_get_connection_values) get_connection_values;
    __typeof__(&MHD_lookup_connection_value) lookup_connection_value;
    __typeof__(&MHD_suspend_connection) suspend_connection;
    __typeof__(&MHD_resume_connection) resume_connection;
    __typeof__(&MHD_create_response_from_buffer) create_response_from_buffer;
    __typeof__(&MHD_add_response_header) add_response_header;
    __typeof__(&MHD_queue_response) queue_response;
    __typeof__(&MHD_destroy_response) destroy_response;
};

enum state { STATE_WAITING, STATE_RECEIVING, STATE_WORKING, STATE_SENDING };

/* A client's connection, with or without a request. */
struct connection {
    struct connection *next;
    struct connection *previous;
    int socket;
    enum state state;
    double since;
};

struct http {
    struct library library;
    struct http_limits limits;
    struct http_handler handler;
    struct MHD_Daemon *daemon;
    int socket;
    atomic_bool stops;
    atomic_size_t charged;
    pthread_mutex_t lock;           /* of all below */
    struct connection *connections; /* the last one first */
    size_t count;
};

double http_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the library ---- */

static bool find(void *handle, const char *name, void *function)
{
    void *symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol); /* ISO C has no cast from one to the other */
    return symbol != NULL;
}

/* It stays loaded: the process that serves does nothing else. */
static bool load(struct library *library)
{
    void *handle = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL);
    return handle && find(handle, "MHD_get_version", &library->get_version) &&
           find(handle, "MHD_start_daemon", &library->start_daemon) &&
           find(handle, "MHD_quiesce_daemon", &library->quiesce_daemon) &&
           find(handle, "MHD_stop_daemon", &library->stop_daemon) &&
           find(handle, "MHD_get_connection_info", &library->get_connection_info) &&
           find(handle, "MHD_get_connection_values", &library->get_connection_values) &&
           find(handle, "MHD_lookup_connection_value", &library->lookup_connection_value) &&
           find(handle, "MHD_suspend_connection", &library->suspend_connection) &&
           find(handle, "MHD_resume_connection", &library->resume_connection) &&
           find(handle, "MHD_create_response_from_buffer", &library->create_response_from_buffer) &&
           find(handle, "MHD_add_response_header", &library->add_response_header) &&
           find(handle, "MHD_queue_response", &library->queue_response) &&
           find(handle, "MHD_destroy_response", &library->destroy_response);
}

const char *http_version(void)
{
    struct library library;
    return load(&library) ? library.get_version() : NULL;
}

/* ---- connections ---- */

static struct connection *connection_of(struct http *http, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        http->library.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_state(struct http *http, struct MHD_Connection *connection, enum state state)
{
    struct connection *of = connection_of(http, connection);
    if (!of)
        return;
    pthread_mutex_lock(&http->lock);
    of->state = state;
    of->since = http_clock();
    pthread_mutex_unlock(&http->lock);
}

static void add_connection(struct http *http, struct MHD_Connection *connection, void **context)
{
    struct connection *made = memory_resize(NULL, 1, sizeof *made);
    const union MHD_ConnectionInfo *info =
        http->library.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *made = (struct connection){.socket = info ? info->connect_fd : -1, .since = http_clock()};
    pthread_mutex_lock(&http->lock);
    made->next = http->connections;
    if (made->next)
        made->next->previous = made;
    http->connections = made;
    http->count++;
    pthread_mutex_unlock(&http->lock);
    *context = made;
}

/* The socket is still open, so that nobody shuts down another one of its number. */
static void remove_connection(struct http *http, struct connection *connection)
{
    pthread_mutex_lock(&http->lock);
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        http->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    http->count--;
    pthread_mutex_unlock(&http->lock);
    free(connection);
}

static void on_connection(void *user, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        add_connection(user, connection, context);
    else if (*context)
        remove_connection(user, *context);
}

size_t http_connections(struct http *http)
{
    pthread_mutex_lock(&http->lock);
    const size_t count = http->count;
    pthread_mutex_unlock(&http->lock);
    return count;
}

/* libmicrohttpd has no answer for a request that does not come to its end, and each byte starts its time limit again.
 * Nothing else is sent on the connection: no answer was begun. */
static void give_up(const struct connection *connection)
{
    static const char body[] = "{\"status\":408,\"code\":\"timeout\",\"message\":\"the request did not come in time\","
                               "\"advice\":\"send it faster, or in parts; --timeout of tenor serve is the limit\"}\n";
    char answer[512];
    const int size = snprintf(answer, sizeof answer,
                              "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: "
                              "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                              sizeof body - 1, body);
    const ssize_t sent = send(connection->socket, answer, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent;
}

void http_tick(struct http *http)
{
    const double now = http_clock();
    pthread_mutex_lock(&http->lock);
    for (struct connection *at = http->connections; at; at = at->next) {
        const double age = now - at->since;
        const double most = at->state == STATE_WAITING ? http->limits.idle : http->limits.seconds;
        if (at->state == STATE_WORKING || age <= most)
            continue;
        if (at->state == STATE_RECEIVING)
            give_up(at);
        shutdown(at->socket, SHUT_RDWR);
        at->since = now;
    }
    pthread_mutex_unlock(&http->lock);
}

/* ---- exchanges ---- */

bool http_charge(struct http_exchange *exchange, size_t bytes)
{
    struct http *http = exchange->http;
    if (atomic_fetch_add(&http->charged, bytes) + bytes > http->limits.memory) {
        atomic_fetch_sub(&http->charged, bytes);
        return false;
    }
    exchange->charged += bytes;
    return true;
}

void http_defer(struct http_exchange *exchange)
{
    exchange->suspended = true;
    exchange->http->library.suspend_connection(exchange->connection);
}

void http_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
    exchange->answer = *answer;
    exchange->answer_size = answer->lent ? answer->lent_size : answer->body.size;
    exchange->ready = true;
    if (exchange->suspended)
        exchange->http->library.resume_connection(exchange->connection);
}

struct each {
    bool (*each)(void *user, const char *name, const char *value);
    void *user;
};

static enum MHD_Result visit(void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
    const struct each *each = user;
    (void)kind;
    return each->each(each->user, name, value ? value : "") ? MHD_YES : MHD_NO;
}

void http_query(struct http_exchange *exchange, bool (*each)(void *user, const char *name, const char *value),
                void *user)
{
    struct each visitor = {each, user};
    exchange->http->library.get_connection_values(exchange->connection, MHD_GET_ARGUMENT_KIND, visit, &visitor);
}

static void name_client(struct http_exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        exchange->http->library.get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    snprintf(exchange->client, sizeof exchange->client, "unix");
    if (address && address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, exchange->client, sizeof exchange->client);
    } else if (address && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        inet_ntop(AF_INET6, &in.sin6_addr, exchange->client, sizeof exchange->client);
    }
}

/* What two programs could read in two ways, so that a request hides in another one. */
struct framing {
    size_t lengths;
    size_t encodings;
    bool malformed;
    const char *length;
};

static enum MHD_Result look_at_field(void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct framing *framing = user;
    (void)kind;
    value = value ? value : "";
    if (name[strcspn(name, " \t\r\n")] != '\0' || *name == '\0')
        framing->malformed = true;
    if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
        framing->lengths++;
        framing->length = value;
        framing->malformed |= *value == '\0' || value[strspn(value, "0123456789")] != '\0';
    } else if (strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0) {
        framing->encodings++;
        framing->malformed |= strcasecmp(value, "chunked") != 0;
    }
    return MHD_YES;
}

static void refuse(struct http_exchange *exchange, unsigned status)
{
    exchange->http->handler.refuse(exchange->http->handler.user, exchange, status);
}

static size_t read_length(const char *digits)
{
    size_t length = 0;
    for (; *digits; digits++)
        length = length > SIZE_MAX / 10 - 9 ? SIZE_MAX / 2 : 10 * length + (size_t)(*digits - '0');
    return length;
}

/* The header is there. What must not be read any further gets its answer here; libmicrohttpd then closes. */
static void begin(struct http_exchange *exchange)
{
    struct http *http = exchange->http;
    struct framing framing = {0};
    http->library.get_connection_values(exchange->connection, MHD_HEADER_KIND, look_at_field, &framing);
    if (framing.malformed || framing.lengths + framing.encodings > 1) {
        exchange->closes = true;
        refuse(exchange, MHD_HTTP_BAD_REQUEST);
        return;
    }
    const size_t length = framing.length ? read_length(framing.length) : 0;
    const bool expects =
        http->library.lookup_connection_value(exchange->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_EXPECT) != NULL;
    if (length > http->limits.body) {
        exchange->discards = true;
        if (expects || length / DISCARDED_TIMES > http->limits.body) {
            exchange->closes = true;
            refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE);
            return;
        }
    }
    http->handler.head(http->handler.user, exchange);
}

static struct http_exchange *new_exchange(struct http *http, struct MHD_Connection *connection, const char *path,
                                          const char *method)
{
    struct http_exchange *made = memory_resize(NULL, 1, sizeof *made);
    *made = (struct http_exchange){
        .http = http, .connection = connection, .method = method, .path = path, .started = http_clock()};
    const __typeof__(&MHD_lookup_connection_value) find_value = http->library.lookup_connection_value;
    made->content_type = find_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);
    made->authorization = find_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    made->origin = find_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ORIGIN);
    name_client(made);
    return made;
}

/* False when the body has gone on for too long. */
static bool take(struct http_exchange *exchange, const char *data, size_t size)
{
    const size_t most = exchange->http->limits.body;
    if (!exchange->discards && size > most - exchange->body.size) {
        exchange->discards = true;
    } else if (!exchange->discards && !http_charge(exchange, size)) {
        exchange->discards = true;
        refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE);
    }
    if (!exchange->discards) {
        text_write(&exchange->body, data, size);
        return true;
    }
    free(exchange->body.data);
    exchange->body = (struct text){0};
    exchange->discarded += size;
    return exchange->discarded / DISCARDED_TIMES <= most;
}

/* The answer goes out. */
static enum MHD_Result queue(struct http_exchange *exchange)
{
    struct http *http = exchange->http;
    struct http_answer *answer = &exchange->answer;
    struct MHD_Response *response =
        answer->lent
            ? http->library.create_response_from_buffer(answer->lent_size, (void *)(uintptr_t)answer->lent,
                                                        MHD_RESPMEM_PERSISTENT)
            : http->library.create_response_from_buffer(answer->body.size, answer->body.data, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        free(answer->body.data);
        return MHD_NO;
    }
    answer->body = (struct text){0};
    if (answer->type)
        http->library.add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
    for (size_t i = 0; i < HTTP_FIELDS && answer->fields[i].name; i++)
        http->library.add_response_header(response, answer->fields[i].name,
                                          answer->fields[i].value ? answer->fields[i].value : answer->note);
    if (exchange->closes || atomic_load(&http->stops))
        http->library.add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    set_state(http, exchange->connection, STATE_SENDING);
    const enum MHD_Result result = http->library.queue_response(exchange->connection, answer->status, response);
    http->library.destroy_response(response);
    exchange->queued = true;
    return result;
}

static enum MHD_Result on_request(void *user, struct MHD_Connection *connection, const char *path, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
    struct http *http = user;
    struct http_exchange *exchange = *state;
    (void)version;
    if (!exchange) {
        exchange = new_exchange(http, connection, path, method);
        *state = exchange;
        begin(exchange);
        return exchange->ready && exchange->closes ? queue(exchange) : MHD_YES;
    }
    if (*size > 0) {
        if (exchange->ready)
            exchange->discards = true;
        const bool goes_on = take(exchange, data, *size);
        *size = 0;
        return goes_on ? MHD_YES : MHD_NO;
    }
    if (!exchange->ready && !exchange->begun) {
        exchange->begun = true;
        set_state(http, connection, STATE_WORKING);
        if (exchange->discards)
            refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE);
        else
            http->handler.request(http->handler.user, exchange);
        if (exchange->suspended)
            return MHD_YES; /* it may be answered already, by another thread: then this function is called again */
    }
    return exchange->ready && !exchange->queued ? queue(exchange) : MHD_YES;
}

static void on_completed(void *user, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct http *http = user;
    struct http_exchange *exchange = *state;
    set_state(http, connection, STATE_WAITING);
    if (!exchange)
        return;
    http->handler.end(http->handler.user, exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    atomic_fetch_sub(&http->charged, exchange->charged);
    free(exchange->body.data);
    free(exchange->answer.body.data); /* that was not sent */
    free(exchange);
    *state = NULL;
}

/* The first line of a request is there. */
static void *on_first_line(void *user, const char *uri, struct MHD_Connection *connection)
{
    (void)uri;
    set_state(user, connection, STATE_RECEIVING);
    return NULL;
}

/* ---- start and stop ---- */

struct http *http_start(int socket, const struct http_limits *limits, const struct http_handler *handler)
{
    struct http *http = memory_resize(NULL, 1, sizeof *http);
    *http = (struct http){.limits = *limits, .handler = *handler, .socket = socket};
    pthread_mutex_init(&http->lock, NULL);
    errno = 0;
    if (load(&http->library))
        http->daemon = http->library.start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
            MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, (unsigned)limits->connections,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits->header, MHD_OPTION_STRICT_FOR_CLIENT, 1,
            MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
            MHD_OPTION_URI_LOG_CALLBACK, on_first_line, http, MHD_OPTION_END);
    if (!http->daemon) {
        const int error = errno;
        pthread_mutex_destroy(&http->lock);
        free(http);
        errno = error;
        return NULL;
    }
    return http;
}

/* A connection that waits has nothing to read, or was closed by its client. */
static bool has_bytes(int socket)
{
    char byte;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static bool is_busy(struct http *http)
{
    bool busy = false;
    pthread_mutex_lock(&http->lock);
    for (struct connection *at = http->connections; at && !busy; at = at->next)
        busy = at->state != STATE_WAITING || has_bytes(at->socket);
    pthread_mutex_unlock(&http->lock);
    return busy;
}

static void pause_for(long milliseconds)
{
    const struct timespec time = {.tv_nsec = 1000000 * milliseconds};
    nanosleep(&time, NULL);
}

bool http_drain(struct http *http, double seconds, bool (*stop_now)(void))
{
    enum { QUIET = 3 /* looks, one after the other, that find nothing to do */ };
    const double until = http_clock() + seconds;
    struct pollfd waiting = {.fd = http->socket, .events = POLLIN};
    atomic_store(&http->stops, true);
    while (poll(&waiting, 1, 0) > 0 && http_clock() < until && !stop_now())
        pause_for(1);
    const int socket = http->library.quiesce_daemon(http->daemon);
    if (socket >= 0)
        close(socket);
    size_t quiet = 0;
    while (quiet < QUIET && http_clock() < until && !stop_now()) {
        quiet = is_busy(http) ? 0 : quiet + 1;
        http_tick(http);
        pause_for(5);
    }
    return quiet == QUIET;
}

void http_free(struct http *http)
{
    http->library.stop_daemon(http->daemon);
    pthread_mutex_destroy(&http->lock);
    free(http);
}
