#include "serve/server.h"

#include "failure.h"
#include "serve/listen.h"
#include "serve/routes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK = 1000,       /* milliseconds between two looks at the models' files */
    OTHER_FILES = 64,  /* descriptors besides connections */
    TOKEN_SIZE = 4096, /* of a token file, at most */
};

const char *server_http_version(void)
{
    return http_version();
}

/* ---- before it serves ---- */

/* The first line of the file, without blanks around it. */
static int read_token(const struct command *command, const char *path, char token[TOKEN_SIZE])
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t size = file >= 0 ? read(file, token, TOKEN_SIZE - 1) : -1;
    const int error = errno;
    if (file >= 0)
        close(file);
    if (size < 0)
        return fail(command, EXIT_IO, "cannot read the token of %s: %s", path, strerror(error));
    token[size] = '\0';
    token[strcspn(token, "\r\n")] = '\0';
    if (token[0] == '\0' || token[strcspn(token, " \t")] != '\0')
        return fail(command, EXIT_BAD_INPUT,
                    "the first line of %s is no token: letters and digits without blanks, as "
                    "openssl rand -hex 32 makes them",
                    path);
    return EXIT_DONE;
}

/* As many descriptors as connections. */
static void raise_limit(const struct command *command, struct http_limits *limits)
{
    struct rlimit files;
    const rlim_t wanted = limits->connections + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted)
        return;
    files.rlim_cur = files.rlim_max == RLIM_INFINITY || files.rlim_max >= wanted ? wanted : files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < wanted) {
        limits->connections = files.rlim_cur > OTHER_FILES + 16 ? (size_t)files.rlim_cur - OTHER_FILES : 16;
        warn(command, "at most %zu connections: the system allows %llu open files (ulimit -n)", limits->connections,
             (unsigned long long)files.rlim_cur);
    }
}

static sigset_t wanted_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

/* ---- while it serves ---- */

/* Waits for a signal, for some milliseconds; 0 when none came. */
static int wait_signal(long milliseconds)
{
    const sigset_t set = wanted_signals();
    const struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000};
    const int number = sigtimedwait(&set, NULL, &time);
    return number > 0 ? number : 0;
}

/* Another signal to end, while requests are answered, ends at once. */
static bool is_told_again(void)
{
    const int number = wait_signal(0);
    return number == SIGTERM || number == SIGINT;
}

static void reload(const struct args *args, struct routes *routes, bool all)
{
    if (all && routes->log.path) {
        pthread_mutex_lock(&routes->log_lock);
        access_log_open(&routes->log, args->command, routes->log.path);
        pthread_mutex_unlock(&routes->log_lock);
    }
    if (models_refresh(routes->models, args->command, all) > 0)
        pool_models_changed(routes->pool);
}

static void serve(const struct args *args, struct routes *routes)
{
    for (;;) {
        const int number = wait_signal(LOOK);
        if (number == SIGTERM || number == SIGINT)
            return;
        if (number == SIGHUP) {
            listen_notify("RELOADING=1");
            reload(args, routes, true);
            listen_notify("READY=1");
        } else {
            reload(args, routes, false);
        }
    }
}

static void tell_start(const struct args *args, const struct listening *listening, const struct routes *routes,
                       bool quiet)
{
    if (listening->open_to_others && !routes->token)
        warn(args->command,
             "%s is open to other machines without a token: whoever reaches it can use it; give "
             "--token-file, or --listen 127.0.0.1:PORT",
             listening->url);
    if (quiet)
        return;
    fprintf(stderr, "Serving ");
    for (size_t i = 0; i < models_count(routes->models); i++)
        fprintf(stderr, "%s%s", i > 0 ? ", " : "", models_name(routes->models, i));
    fprintf(stderr, " at %s; Ctrl-C ends\n", listening->url);
}

static int start(const struct args *args, const struct server_settings *settings, struct routes *routes,
                 struct listening *listening)
{
    const struct http_handler handler = routes_handler(routes);
    struct http_limits limits = {.body = settings->body,
                                 .header = settings->header,
                                 .connections = settings->connections,
                                 .memory = settings->memory << 20,
                                 .seconds = settings->timeout,
                                 .idle = settings->idle};
    raise_limit(args->command, &limits);
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const size_t threads = settings->threads > 0 ? settings->threads : cores > 0 ? (size_t)cores : 1;
    routes->pool = pool_start(routes->models, &routes->metrics, threads);
    if (!routes->pool)
        return fail(args->command, EXIT_FAILED, "the system gives no thread");
    const int exit_status = listen_open(args->command, settings->listen, listening);
    if (exit_status != EXIT_DONE)
        return exit_status;
    routes->http = http_start(listening->socket, &limits, &handler);
    if (!routes->http) {
        close(listening->socket);
        return fail(args->command, EXIT_FAILED, "libmicrohttpd cannot serve %s", listening->url);
    }
    return EXIT_DONE;
}

int server_run(const struct args *args, const struct server_settings *settings)
{
    char token[TOKEN_SIZE];
    const sigset_t signals = wanted_signals();
    struct listening listening = {.socket = -1};
    struct routes routes = {.models = models_new(), .most_texts = settings->texts, .body = settings->body};
    int exit_status = EXIT_DONE;
    pthread_mutex_init(&routes.log_lock, NULL);
    rate_init(&routes.rate, settings->rate);
    routes.cors = settings->cors;
    /* All threads inherit it: signals come to this one, and to no system call of another. */
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!http_version())
        exit_status = fail(args->command, EXIT_FAILED,
                           "libmicrohttpd cannot be loaded. On Debian: apt-get install libmicrohttpd12");
    if (exit_status == EXIT_DONE && settings->token_file)
        exit_status = read_token(args->command, settings->token_file, token);
    if (settings->token_file)
        routes.token = token;
    if (exit_status == EXIT_DONE && settings->log)
        exit_status = access_log_open(&routes.log, args->command, settings->log);
    for (size_t i = 0; i < args->operand_count && exit_status == EXIT_DONE; i++)
        exit_status = models_add(routes.models, args->command, args->operands[i]);
    if (exit_status == EXIT_DONE)
        exit_status = start(args, settings, &routes, &listening);
    if (exit_status == EXIT_DONE) {
        tell_start(args, &listening, &routes, settings->quiet);
        listen_notify("READY=1");
        serve(args, &routes);
        listen_notify("STOPPING=1");
        if (!http_drain(routes.http, settings->timeout, is_told_again))
            warn(args->command, "ended before all requests were answered");
    }
    if (routes.pool)
        pool_stop(routes.pool);
    if (routes.http)
        http_free(routes.http);
    if (routes.pool)
        pool_free(routes.pool);
    listen_remove(&listening);
    access_log_close(&routes.log);
    models_free(routes.models);
    rate_free(&routes.rate);
    pthread_mutex_destroy(&routes.log_lock);
    return exit_status;
}
