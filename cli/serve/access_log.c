#include "serve/access_log.h"

#include "failure.h"
#include "output/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int access_log_open(struct access_log *log, const struct command *command, const char *path)
{
    int file = STDOUT_FILENO;
    if (path && strcmp(path, "-") != 0) {
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (file < 0)
            return fail(command, EXIT_IO, "cannot write the log %s: %s", path, strerror(errno));
    }
    access_log_close(log);
    *log = (struct access_log){path, file};
    return EXIT_DONE;
}

void access_log_close(struct access_log *log)
{
    if (log->path && log->file != STDOUT_FILENO)
        close(log->file);
    log->path = NULL;
}

void access_log_add(const struct access_log *log, const struct http_exchange *exchange, unsigned status, double seconds)
{
    if (!log->path)
        return;
    struct timespec now;
    struct tm parts;
    char date[32];
    struct text line = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    text_add(&line, "{\"time\":\"%s.%03ldZ\",\"client\":\"%s\",\"method\":", date, now.tv_nsec / 1000000,
             exchange->client);
    json_write_string(&line, tenor_str_of(exchange->method));
    text_add(&line, ",\"path\":");
    json_write_string(&line, tenor_str_of(exchange->path));
    text_add(&line, ",\"status\":%u,\"texts\":%zu,\"sent\":%zu,\"microseconds\":%.0f", status, exchange->texts,
             exchange->answer_size, seconds * 1e6);
    if (exchange->model) {
        text_add(&line, ",\"model\":");
        json_write_string(&line, tenor_str_of(exchange->model));
    }
    text_add(&line, "}\n");
    const ssize_t written = write(log->file, line.data, line.size);
    (void)written; /* a full disk does not stop the server */
    free(line.data);
}
