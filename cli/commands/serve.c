/* tenor serve: answers over HTTP. */
#include "options/args.h"
#include "serve/server.h"

struct values {
    struct server_settings settings;
};

static const char *const groups[] = {"options", "limits", NULL};
static const char *const operands[] = {"MODEL", NULL};

static const struct option_row options[] = {
    TEXT_ROW("options", 0, "listen", settings.listen, "ADDRESS",
             "ADDRESS:PORT or unix:PATH to listen on; 127.0.0.1:8080, or the socket that systemd hands in, when not "
             "given; port 0 is any free one"),
    INTEGER_ROW("options", 0, "threads", settings.threads, 0, 1024, "0", "N",
                "threads that classify; 0 for all cores; no effect on results"),
    TEXT_ROW("options", 0, "token-file", settings.token_file, "FILE",
             "answer only those who send the token in the first line of FILE, as Authorization: Bearer TOKEN"),
    TEXT_ROW("options", 0, "cors", settings.cors, "ORIGIN",
             "let pages of this origin, as in https://example.org, read the answers; none when not given"),
    TEXT_ROW("options", 0, "log", settings.log, "FILE",
             "add a JSON line for each request to FILE, - for standard output; texts are not in it"),
    SWITCH_ROW("options", 'q', "quiet", settings.quiet, "do not say where it listens"),
    INTEGER_ROW("limits", 0, "max-body", settings.body, 1, 1073741824, "1048576", "BYTES", "bytes of a request's body"),
    INTEGER_ROW("limits", 0, "max-texts", settings.texts, 1, 1e6, "10000", "N", "texts of a request"),
    INTEGER_ROW("limits", 0, "max-header", settings.header, 4096, 1048576, "16384", "BYTES",
                "bytes of a request's header"),
    INTEGER_ROW("limits", 0, "max-connections", settings.connections, 1, 100000, "2000", "N",
                "connections at the same time; more are told to come again"),
    INTEGER_ROW("limits", 0, "memory", settings.memory, 1, 1048576, "256", "MB",
                "megabytes of bodies, texts and answers at the same time; more requests are told to come again"),
    NUMBER_ROW("limits", 0, "timeout", settings.timeout, 0.1, 86400, "30", "SECONDS",
               "seconds for a request to come in and for its answer to be taken, and to finish at the end"),
    NUMBER_ROW("limits", 0, "idle", settings.idle, 0.1, 86400, "75", "SECONDS",
               "seconds until a connection without a request is closed"),
    NUMBER_ROW("limits", 0, "rate", settings.rate, 0, 1e6, "0", "N",
               "requests a second of one address; 0 for any number"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    return server_run(args, &values->settings);
}

const struct command serve_command = {
    .name = "serve",
    .summary = "answer over HTTP, for programs and for people",
    .usage = "serve MODEL... [OPTION...]",
    .description = "Loads each MODEL and classifies what is sent to it by HTTP, until it is told to end. A MODEL is "
                   "PATH or NAME=PATH; without NAME it is called by the last part of PATH.\n"
                   "\n"
                   "    GET  /                    a page for people\n"
                   "    POST /classify            {\"text\": \"...\"}, {\"texts\": [...]}, lines of JSON or of text\n"
                   "    POST /v1/NAME/classify    the same, of one of several models\n"
                   "    GET  /models              their names, labels, thresholds, scores and columns\n"
                   "    GET  /healthz /metrics    for those who watch it\n"
                   "    GET  /openapi.json        all of this, for programs\n"
                   "\n"
                   "The answers are those of tenor classify --json, and top, all, threshold, polarity, with_text, "
                   "explain and explain_label are its options, as members of the JSON or in the query. Errors are "
                   "JSON, too, and say what to do.\n"
                   "\n"
                   "A model that is replaced on the disk is taken up within a second or so, or at once by SIGHUP, "
                   "which also opens the log again. No request is lost, and each is answered by one model. SIGTERM "
                   "and Ctrl-C answer what has come, then it ends; a second one ends it at once.\n",
    .examples = "  tenor serve reviews-model\n"
                "  curl http://127.0.0.1:8080/classify -H 'Content-Type: application/json' -d '{\"text\": \"Not "
                "bad!\"}'\n"
                "  tenor serve en=reviews-model topics-model --listen unix:/run/tenor.sock\n"
                "  tenor serve reviews-model --listen 0.0.0.0:80 --token-file token --log access.log\n",
    .groups = groups,
    .options = options,
    .operands = operands,
    .most_operands = SIZE_MAX,
    .values_size = sizeof(struct values),
    .run = run,
};
