#include "serve/http.h"

#include "memory.h"
#include "serve/clients.h"
#include "serve/clock.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
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

enum { ROUND = 100 /* milliseconds that the thread waits for bytes, at most */ };

/* Seconds between two looks at the time of connections. */
static const double LOOK = 0.2;

/* The functions of libmicrohttpd. */
struct library {
    __typeof__(&MHD_get_version) get_version;
    __typeof__(&MHD_start_daemon) start_daemon;
    __typeof__(&MHD_get_daemon_info) get_daemon_info;
    __typeof__(&MHD_get_timeout) get_timeout;
    __typeof__(&MHD_run) run;
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

struct http {
    struct library library;
    struct http_limits limits;
    struct http_handler handler;
    struct MHD_Daemon *daemon;
    pthread_t thread; /* that reads and writes all connections, and alone calls the library, but to resume */
    int socket;
    int events;         /* the descriptor of its epoll */
    int wake[2];        /* a pipe, written to when an answer is there that another thread has made */
    atomic_bool stops;  /* answers close their connection */
    atomic_bool closes; /* no new connection is taken */
    atomic_bool closed; /* so it is */
    atomic_bool ends;   /* the thread does */
    atomic_size_t charged;
    struct clients clients;
};

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
           find(handle, "MHD_get_daemon_info", &library->get_daemon_info) &&
           find(handle, "MHD_get_timeout", &library->get_timeout) && find(handle, "MHD_run", &library->run) &&
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

static struct client *client_of(struct http *http, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        http->library.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_state(struct http *http, struct MHD_Connection *connection, enum client_state state)
{
    struct client *client = client_of(http, connection);
    if (client)
        clients_set_state(&http->clients, client, state);
}

static void on_connection(void *user, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http *http = user;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            http->library.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *context = clients_add(&http->clients, info ? info->connect_fd : -1);
    } else if (*context) {
        clients_remove(&http->clients, *context);
    }
}

size_t http_connections(struct http *http)
{
    return clients_count(&http->clients);
}

/* ---- exchanges ---- */

bool http_charge(struct http_exchange *exchange, size_t bytes)
{
    struct http *http = exchange->http;
    if (atomic_fetch_add(&http->charged, bytes) + bytes > http->limits.memory) {
        atomic_fetch_sub(&http->charged, bytes);
        return false;
    }
    atomic_fetch_add(&exchange->charged, bytes);
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
    if (exchange->suspended) {
        const struct http *http = exchange->http; /* the exchange may end before the next line */
        http->library.resume_connection(exchange->connection);
        const ssize_t written = write(http->wake[1], "", 1);
        (void)written; /* a full pipe wakes, too */
    }
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

static void refuse(struct http_exchange *exchange, enum http_fault fault)
{
    exchange->http->handler.refuse(exchange->http->handler.user, exchange, fault);
}

static void refuse_and_close(struct http_exchange *exchange, enum http_fault fault)
{
    exchange->closes = true;
    refuse(exchange, fault);
}

static size_t read_length(const char *digits)
{
    size_t length = 0;
    for (; *digits; digits++)
        length = length > SIZE_MAX / 10 - 9 ? SIZE_MAX / 2 : 10 * length + (size_t)(*digits - '0');
    return length;
}

static const char *field_of(const struct http_exchange *exchange, const char *name)
{
    return exchange->http->library.lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static size_t header_size(const struct http_exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        exchange->http->library.get_connection_info(exchange->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/* What is wrong in the header: then nothing is read any further, and libmicrohttpd closes after the answer. */
static bool find_fault(const struct http_exchange *exchange, const char *version, size_t *length,
                       enum http_fault *fault)
{
    struct http *http = exchange->http;
    const struct client *client = client_of(http, exchange->connection);
    struct framing framing = {0};
    http->library.get_connection_values(exchange->connection, MHD_HEADER_KIND, look_at_field, &framing);
    *length = framing.length ? read_length(framing.length) : 0;
    const bool too_large = *length > http->limits.body && (field_of(exchange, MHD_HTTP_HEADER_EXPECT) ||
                                                           *length / DISCARDED_TIMES > http->limits.body);
    *fault = client && client->excess                                       ? HTTP_FAULT_CONNECTIONS
             : framing.malformed || framing.lengths + framing.encodings > 1 ? HTTP_FAULT_FRAMING
             : client && client->uri_size > http->limits.header             ? HTTP_FAULT_URI
             : header_size(exchange) > http->limits.header                  ? HTTP_FAULT_HEADER
             : strcmp(version, MHD_HTTP_VERSION_1_1) == 0 && !field_of(exchange, MHD_HTTP_HEADER_HOST) ? HTTP_FAULT_HOST
             : too_large                                                                               ? HTTP_FAULT_BODY
                         : HTTP_FAULT_NONE;
    return *fault != HTTP_FAULT_NONE;
}

/* The header is there. */
static void begin(struct http_exchange *exchange, const char *version)
{
    struct http *http = exchange->http;
    enum http_fault fault;
    size_t length;
    if (find_fault(exchange, version, &length, &fault)) {
        refuse_and_close(exchange, fault);
        return;
    }
    exchange->discards = length > http->limits.body;
    http->handler.head(http->handler.user, exchange);
}

static struct http_exchange *new_exchange(struct http *http, struct MHD_Connection *connection, const char *path,
                                          const char *method)
{
    struct http_exchange *made = memory_resize(NULL, 1, sizeof *made);
    *made = (struct http_exchange){
        .http = http, .connection = connection, .method = method, .path = path, .started = clock_now()};
    made->content_type = field_of(made, MHD_HTTP_HEADER_CONTENT_TYPE);
    made->authorization = field_of(made, MHD_HTTP_HEADER_AUTHORIZATION);
    made->origin = field_of(made, MHD_HTTP_HEADER_ORIGIN);
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
        refuse(exchange, HTTP_FAULT_MEMORY);
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
    if (!response)
        return MHD_NO;
    answer->body = (struct text){0};
    if (answer->type)
        http->library.add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
    for (size_t i = 0; i < HTTP_FIELDS && answer->fields[i].name; i++)
        http->library.add_response_header(response, answer->fields[i].name,
                                          answer->fields[i].value ? answer->fields[i].value : answer->note);
    if (exchange->closes || atomic_load(&http->stops))
        http->library.add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    set_state(http, exchange->connection, CLIENT_SENDING);
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
    if (!exchange) {
        exchange = new_exchange(http, connection, path, method);
        *state = exchange;
        begin(exchange, version);
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
        set_state(http, connection, CLIENT_WORKING);
        if (exchange->discards)
            refuse(exchange, HTTP_FAULT_BODY);
        else
            http->handler.request(http->handler.user, exchange);
        if (exchange->suspended)
            return MHD_YES; /* it may be answered already, by another thread: then this function is called again */
    }
    /* Without an answer this function is called again in the next round. */
    return exchange->ready && !exchange->queued ? queue(exchange) : MHD_YES;
}

static void on_completed(void *user, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct http *http = user;
    struct http_exchange *exchange = *state;
    const struct client *client = client_of(http, connection);
    const bool timed_out = client && client->timed_out;
    set_state(http, connection, CLIENT_WAITING);
    if (!exchange)
        return;
    if (timed_out)
        exchange->answer.status = MHD_HTTP_REQUEST_TIMEOUT;
    http->handler.end(http->handler.user, exchange, timed_out || code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    atomic_fetch_sub(&http->charged, atomic_load(&exchange->charged));
    free(exchange->body.data);
    free(exchange->answer.body.data); /* that was not sent */
    free(exchange);
    *state = NULL;
}

/* The first line of a request is there. */
static void *on_first_line(void *user, const char *uri, struct MHD_Connection *connection)
{
    struct http *http = user;
    struct client *client = client_of(http, connection);
    if (client) {
        client->uri_size = strlen(uri);
        clients_set_state(&http->clients, client, CLIENT_RECEIVING);
    }
    return NULL;
}

/* ---- start and stop ---- */

static void pause_for(long milliseconds)
{
    const struct timespec time = {.tv_nsec = 1000000 * milliseconds};
    nanosleep(&time, NULL);
}

/* Waits until libmicrohttpd has something to do. */
static void wait(const struct http *http)
{
    MHD_UNSIGNED_LONG_LONG pending;
    struct pollfd wanted[] = {{.fd = http->events, .events = POLLIN}, {.fd = http->wake[0], .events = POLLIN}};
    if (http->library.get_timeout(http->daemon, &pending) == MHD_YES && pending == 0)
        return;
    poll(wanted, sizeof wanted / sizeof *wanted, ROUND);
    if (wanted[1].revents) {
        char bytes[256];
        const ssize_t got = read(http->wake[0], bytes, sizeof bytes);
        (void)got;
    }
}

/* No answer may be given while libmicrohttpd runs, but of the handler itself: so those that were kept are given between
 * two rounds, and the next one sends them. */
static void *run(void *user)
{
    struct http *http = user;
    double looked = clock_now();
    while (!atomic_load(&http->ends)) {
        wait(http);
        http->library.run(http->daemon);
        http->handler.round(http->handler.user);
        if (atomic_load(&http->closes) && !atomic_load(&http->closed)) {
            const int socket = http->library.quiesce_daemon(http->daemon);
            if (socket >= 0)
                close(socket);
            atomic_store(&http->closed, true);
        }
        if (clock_now() - looked > LOOK) {
            clients_check_time(&http->clients);
            looked = clock_now();
        }
    }
    return NULL;
}

static bool open_pipe(struct http *http)
{
    http->wake[0] = http->wake[1] = -1;
    if (pipe(http->wake) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        fcntl(http->wake[i], F_SETFD, FD_CLOEXEC);
        fcntl(http->wake[i], F_SETFL, fcntl(http->wake[i], F_GETFL) | O_NONBLOCK);
    }
    return true;
}

static void close_pipe(const struct http *http)
{
    for (int i = 0; i < 2 && http->wake[i] >= 0; i++)
        close(http->wake[i]);
}

struct http *http_start(int socket, const struct http_limits *limits, const struct http_handler *handler)
{
    struct http *http = memory_resize(NULL, 1, sizeof *http);
    *http = (struct http){.limits = *limits, .handler = *handler, .socket = socket};
    clients_init(&http->clients, limits->connections, limits->seconds, limits->idle);
    if (open_pipe(http) && load(&http->library))
        http->daemon = http->library.start_daemon(
            MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http, MHD_OPTION_LISTEN_SOCKET, socket,
            MHD_OPTION_CONNECTION_LIMIT, (unsigned)(limits->connections + HTTP_EXCESS),
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits->header * HTTP_BUFFERS, MHD_OPTION_STRICT_FOR_CLIENT, 0,
            MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
            MHD_OPTION_URI_LOG_CALLBACK, on_first_line, http, MHD_OPTION_END);
    if (http->daemon)
        http->events = http->library.get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    const int error = http->daemon ? pthread_create(&http->thread, NULL, run, http) : errno;
    if (!http->daemon || error != 0) {
        close_pipe(http);
        if (http->daemon) {
            http->library.quiesce_daemon(http->daemon); /* the socket stays the caller's */
            http->library.stop_daemon(http->daemon);
        }
        clients_free(&http->clients);
        free(http);
        errno = error;
        return NULL;
    }
    return http;
}

bool http_drain(struct http *http, double seconds, bool (*stop_now)(void))
{
    enum { QUIET = 3 /* looks, one after the other, that find nothing to do */ };
    const double until = clock_now() + seconds;
    struct pollfd waiting = {.fd = http->socket, .events = POLLIN};
    atomic_store(&http->stops, true);
    while (poll(&waiting, 1, 0) > 0 && clock_now() < until && !stop_now())
        pause_for(1);
    atomic_store(&http->closes, true);
    size_t quiet = 0;
    while (quiet < QUIET && clock_now() < until && !stop_now()) {
        quiet = !atomic_load(&http->closed) || clients_are_busy(&http->clients) ? 0 : quiet + 1;
        pause_for(5);
    }
    return quiet == QUIET;
}

void http_free(struct http *http)
{
    atomic_store(&http->ends, true);
    pthread_join(http->thread, NULL);
    http->library.stop_daemon(http->daemon);
    clients_free(&http->clients);
    close_pipe(http);
    free(http);
}
