#include "serve/listen.h"

#include "failure.h"
#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_HANDED = 3, BACKLOG = 1024 };

static const char default_address[] = "127.0.0.1:8080";

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return ntohl(in.sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return IN6_IS_ADDR_LOOPBACK(&in.sin6_addr);
    }
    return address->sa_family == AF_UNIX;
}

/* Says where the socket listens: with port 0 the system has chosen one. */
static void describe(struct listening *listening)
{
    struct sockaddr_storage storage = {0};
    socklen_t size = sizeof storage;
    char host[128];
    char port[16];
    struct sockaddr *address = (struct sockaddr *)&storage;
    if (getsockname(listening->socket, address, &size) != 0)
        return;
    listening->open_to_others = !is_loopback(address);
    if (address->sa_family == AF_UNIX)
        snprintf(listening->url, sizeof listening->url, "unix:%.150s", ((struct sockaddr_un *)&storage)->sun_path);
    else if (getnameinfo(address, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) == 0)
        snprintf(listening->url, sizeof listening->url,
                 address->sa_family == AF_INET6 ? "http://[%s]:%s/" : "http://%s:%s/", host, port);
}

/* sd_listen_fds(3) in a few lines: one socket, which is descriptor 3. */
static int take_handed(const struct command *command, struct listening *out)
{
    const char *process = getenv("LISTEN_PID");
    const char *count = getenv("LISTEN_FDS");
    double number = 0;
    if (!process || !count || !text_read_number(tenor_str_of(process), &number) || number != (double)getpid())
        return EXIT_DONE;
    if (strcmp(count, "1") != 0)
        return fail(command, EXIT_USAGE, "systemd hands in %s sockets: give the socket unit one ListenStream=", count);
    out->socket = FIRST_HANDED;
    fcntl(out->socket, F_SETFD, FD_CLOEXEC);
    fcntl(out->socket, F_SETFL, fcntl(out->socket, F_GETFL) | O_NONBLOCK);
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    describe(out);
    return EXIT_DONE;
}

/* A socket that no server listens on any more is replaced, as long as it is a socket. */
static void remove_stale(const struct sockaddr_un *address, const char *path)
{
    struct stat status;
    const int probe = socket(AF_UNIX, SOCK_STREAM, 0);
    if (probe < 0)
        return;
    if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode) &&
        connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED)
        unlink(path);
    close(probe);
}

static int open_path(const struct command *command, const char *path, struct listening *out)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (*path == '\0' || strlen(path) >= sizeof address.sun_path)
        return fail_usage(command, "--listen unix:PATH takes a path of 1 to %zu bytes", sizeof address.sun_path - 1);
    memcpy(address.sun_path, path, strlen(path) + 1);
    remove_stale(&address, path);
    out->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (out->socket < 0 || bind(out->socket, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(out->socket, BACKLOG) != 0)
        return fail(command, EXIT_IO, "cannot listen on unix:%s: %s", path, strerror(errno));
    out->path = path;
    return EXIT_DONE;
}

static int open_address(const struct command *command, const char *typed, const struct addrinfo *found,
                        struct listening *out)
{
    const int on = 1;
    out->socket = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (out->socket >= 0)
        setsockopt(out->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (out->socket >= 0 && bind(out->socket, found->ai_addr, found->ai_addrlen) == 0 &&
        listen(out->socket, BACKLOG) == 0)
        return EXIT_DONE;
    if (errno == EADDRINUSE)
        return fail(command, EXIT_IO, "another program listens on %s; give another one, as in --listen 127.0.0.1:8081",
                    typed);
    if (errno == EACCES)
        return fail(command, EXIT_IO, "%s needs more rights: ports below 1024 are root's; give a higher one", typed);
    return fail(command, EXIT_IO, "cannot listen on %s: %s", typed, strerror(errno));
}

/* HOST:PORT */
static int open_host(const struct command *command, const char *typed, struct listening *out)
{
    char host[256];
    const char *colon = strrchr(typed, ':');
    const char *port = colon ? colon + 1 : "";
    const bool bracketed = *typed == '[' && colon && colon > typed + 1 && colon[-1] == ']';
    const char *begin = typed + bracketed;
    const size_t size = colon ? (size_t)(colon - typed) - 2 * (size_t)bracketed : 0;
    double number = 0;
    if (size == 0 || size >= sizeof host || port[strspn(port, "0123456789")] != '\0' ||
        !text_read_number(tenor_str_of(port), &number) || number > 65535 || (!bracketed && memchr(typed, ':', size)))
        return fail_usage(command,
                          "--listen takes ADDRESS:PORT or unix:PATH, as in 127.0.0.1:8080, [::1]:8080 or "
                          "0.0.0.0:8080 (all addresses), not '%s'",
                          typed);
    memcpy(host, begin, size);
    host[size] = '\0';
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    const int error = getaddrinfo(host, port, &wanted, &found);
    if (error != 0)
        return fail(command, EXIT_IO, "--listen %s: no address of this machine: %s", typed, gai_strerror(error));
    const int exit_status = open_address(command, typed, found, out);
    freeaddrinfo(found);
    return exit_status;
}

int listen_open(const struct command *command, const char *address, struct listening *out)
{
    *out = (struct listening){.socket = -1};
    int exit_status = address ? EXIT_DONE : take_handed(command, out);
    if (exit_status != EXIT_DONE || out->socket >= 0)
        return exit_status;
    const char *typed = address ? address : default_address;
    exit_status = strncmp(typed, "unix:", 5) == 0 ? open_path(command, typed + 5, out) : open_host(command, typed, out);
    if (exit_status == EXIT_DONE)
        describe(out);
    else if (out->socket >= 0)
        close(out->socket);
    return exit_status;
}

void listen_remove(const struct listening *listening)
{
    if (listening->path)
        unlink(listening->path);
}

/* sd_notify(3): a datagram to a socket in the file system, or an abstract one, which is written with @. */
void listen_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path || (*path != '/' && *path != '@') || strlen(path) >= sizeof address.sun_path)
        return;
    const size_t size = strlen(path);
    memcpy(address.sun_path, path, size);
    if (*path == '@')
        address.sun_path[0] = '\0';
    const int notifier = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (notifier < 0)
        return;
    const ssize_t sent = sendto(notifier, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
                                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
    (void)sent;
    close(notifier);
}
