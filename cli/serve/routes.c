#include "serve/routes.h"

#include "output/json.h"
#include "serve/answer.h"
#include "serve/clock.h"
#include "serve/openapi.h"
#include "serve/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char paths_advice[] =
    "POST /classify or /v1/NAME/classify; GET /, /models, /healthz, /metrics or /openapi.json";

static const char name_prefix[] = "/v1/";
static const char name_suffix[] = "/classify";

static const struct {
    const char *path;
    const char *methods;
    enum route route;
    bool open; /* without a token */
} paths[] = {
    {"/", "GET, HEAD", ROUTE_PAGE, true},
    {"/classify", "POST", ROUTE_CLASSIFY, false},
    {"/models", "GET, HEAD", ROUTE_MODELS, false},
    {"/healthz", "GET, HEAD", ROUTE_HEALTH, true},
    {"/metrics", "GET, HEAD", ROUTE_METRICS, false},
    {"/openapi.json", "GET, HEAD", ROUTE_OPENAPI, true},
};

enum { PATHS = sizeof paths / sizeof *paths };

/* The row of a path; PATHS for none. Of /v1/NAME/classify it is that of /classify, and *name is set. */
static size_t find_path(const char *path, tenor_str *name)
{
    const size_t size = strlen(path);
    const size_t around = sizeof name_prefix + sizeof name_suffix - 2;
    size_t i = 0;
    *name = (tenor_str){NULL, 0};
    if (size > around && strncmp(path, name_prefix, sizeof name_prefix - 1) == 0 &&
        strcmp(path + size - (sizeof name_suffix - 1), name_suffix) == 0) {
        *name = (tenor_str){path + sizeof name_prefix - 1, size - around};
        path = name_suffix;
    }
    while (i < PATHS && strcmp(paths[i].path, path) != 0)
        i++;
    return i;
}

static void fail(struct http_exchange *exchange, unsigned status, const char *code, const char *advice,
                 const char *message)
{
    struct request_error error;
    request_fail(&error, status, code, advice, "%s", message);
    answer_error(exchange, &error);
}

/* ---- who may ask ---- */

/* In a time that tells nothing about where the two differ. */
static bool is_token(const char *token, const char *given)
{
    const size_t size = strlen(token);
    const size_t given_size = strlen(given);
    unsigned char differs = size != given_size;
    for (size_t i = 0; i < size; i++)
        differs |= (unsigned char)(token[i] ^ (given_size > 0 ? given[i % given_size] : 0));
    return differs == 0;
}

static bool is_allowed(const struct routes *routes, const struct http_exchange *exchange)
{
    static const char scheme[] = "Bearer ";
    const char *given = exchange->authorization;
    return !routes->token || (given && strncasecmp(given, scheme, sizeof scheme - 1) == 0 &&
                              is_token(routes->token, given + sizeof scheme - 1));
}

/* A browser asks before it sends JSON of a page from elsewhere. */
static void answer_preflight(struct http_exchange *exchange)
{
    struct http_answer answer = {.status = 204};
    answer_secure(&answer, exchange->cors);
    answer_field(&answer, "Access-Control-Allow-Methods", "GET, POST");
    answer_field(&answer, "Access-Control-Allow-Headers", "Authorization, Content-Type");
    http_answer(exchange, &answer);
}

/* ---- the header is there ---- */

static bool has_method(const char *methods, const char *method)
{
    const char *found = strstr(methods, method);
    const size_t size = strlen(method);
    return found && size > 0 && (found == methods || found[-1] == ' ') && (found[size] == '\0' || found[size] == ',');
}

static void on_head(void *user, struct http_exchange *exchange)
{
    struct routes *routes = user;
    tenor_str name;
    struct request_error error;
    enum request_form form;
    const size_t row = find_path(exchange->path, &name);
    exchange->cors =
        exchange->origin && routes->cors && strcmp(exchange->origin, routes->cors) == 0 ? routes->cors : NULL;
    if (!rate_allows(&routes->rate, exchange->client, exchange->started)) {
        fail(exchange, 429, "too_many_requests", "wait a second; --rate of tenor serve is the limit",
             "more requests a second than a client may make");
    } else if (row == PATHS) {
        request_fail(&error, 404, "not_found", paths_advice, "there is nothing at %.100s", exchange->path);
        answer_error(exchange, &error);
    } else if (exchange->cors && strcmp(exchange->method, "OPTIONS") == 0) {
        answer_preflight(exchange);
    } else if (!has_method(paths[row].methods, exchange->method)) {
        request_fail(&error, 405, "bad_method", paths_advice, "%.100s takes %s, not %.20s", exchange->path,
                     paths[row].methods, exchange->method);
        error.allow = paths[row].methods;
        answer_error(exchange, &error);
    } else if (!paths[row].open && !is_allowed(routes, exchange)) {
        fail(exchange, 401, "no_token", "send the header Authorization: Bearer TOKEN", "a token is needed");
    } else if (paths[row].route == ROUTE_CLASSIFY && !request_form_of(exchange->content_type, &form)) {
        fail(exchange, 415, "bad_content_type",
             "send Content-Type: application/json, application/x-ndjson or text/plain, in UTF-8",
             exchange->content_type ? "the Content-Type is another one" : "there is no Content-Type");
    }
}

/* ---- all is there ---- */

struct query {
    struct request *request;
    struct request_error *error;
    bool good;
};

static bool take_option(void *user, const char *name, const char *value)
{
    struct query *query = user;
    query->good = request_option(query->request, name, value, query->error);
    return query->good;
}

/* The slot of the model that is asked for; SIZE_MAX, with *error set, for none. */
static size_t find_model(const struct routes *routes, tenor_str name, struct request_error *error)
{
    static const char advice[] = "POST /v1/NAME/classify with a name that GET /models lists";
    const size_t count = models_count(routes->models);
    if (!name.data && count == 1)
        return 0;
    for (size_t i = 0; name.data && i < count; i++)
        if (tenor_str_is(name, models_name(routes->models, i)))
            return i;
    if (name.data)
        request_fail(error, 404, "no_model", advice, "there is no model '%.*s'",
                     (int)(name.size < MODELS_NAME ? name.size : MODELS_NAME), name.data);
    else
        request_fail(error, 404, "which_model", advice, "%zu models are served, and /classify names none", count);
    return SIZE_MAX;
}

static void classify(struct routes *routes, struct http_exchange *exchange, tenor_str name)
{
    struct request_error error;
    struct request request = {.most = routes->most_texts};
    struct query query = {&request, &error, true};
    request_form_of(exchange->content_type, &request.form);
    const size_t slot = find_model(routes, name, &error);
    if (slot != SIZE_MAX)
        http_query(exchange, take_option, &query);
    if (slot == SIZE_MAX || !query.good) {
        request_free(&request);
        answer_error(exchange, &error);
        return;
    }
    struct served *served = models_take(routes->models, slot);
    exchange->model = models_name(routes->models, slot);
    pool_add(routes->pool, exchange, served, &request);
}

static void list_models(struct routes *routes, struct http_exchange *exchange)
{
    struct text body = {0};
    text_add(&body, "{\"models\":[");
    for (size_t i = 0; i < models_count(routes->models); i++) {
        struct served *served = models_take(routes->models, i);
        text_write(&body, ",", i > 0);
        text_write(&body, served->describe.data, served->describe.size);
        models_release(served);
    }
    text_add(&body, "],\"tenor\":\"%s\",\"max_texts\":%zu,\"max_body\":%zu}\n", tenor_version(), routes->most_texts,
             routes->body);
    answer_json(exchange, &body);
}

static void write_metrics(struct routes *routes, struct http_exchange *exchange)
{
    struct http_answer answer = {.status = 200, .type = "text/plain; version=0.0.4"};
    metrics_write(&routes->metrics, &answer.body);
    text_add(&answer.body,
             "# HELP tenor_connections Open connections.\n# TYPE tenor_connections gauge\ntenor_connections %zu\n"
             "# HELP tenor_waiting_requests Requests that wait for a thread.\n# TYPE tenor_waiting_requests gauge\n"
             "tenor_waiting_requests %zu\n"
             "# HELP tenor_models_replaced_total Models that were replaced by new ones.\n"
             "# TYPE tenor_models_replaced_total counter\ntenor_models_replaced_total %llu\n"
             "# HELP tenor_models_refused_total New models that could not be used.\n"
             "# TYPE tenor_models_refused_total counter\ntenor_models_refused_total %llu\n"
             "# HELP tenor_model_info Models in use.\n# TYPE tenor_model_info gauge\n",
             http_connections(routes->http), pool_waiting(routes->pool),
             (unsigned long long)models_replaced(routes->models), (unsigned long long)models_refused(routes->models));
    for (size_t i = 0; i < models_count(routes->models); i++) {
        struct served *served = models_take(routes->models, i);
        text_add(&answer.body, "tenor_model_info{model=\"%s\",version=\"%s\"} 1\n", served->name, served->version);
        models_release(served);
    }
    answer_secure(&answer, exchange->cors);
    http_answer(exchange, &answer);
}

static void on_request(void *user, struct http_exchange *exchange)
{
    struct routes *routes = user;
    tenor_str name;
    struct text body = {0};
    const size_t row = find_path(exchange->path, &name);
    switch (paths[row].route) {
    case ROUTE_PAGE:
        page_answer(exchange);
        break;
    case ROUTE_CLASSIFY:
        classify(routes, exchange, name);
        break;
    case ROUTE_MODELS:
        list_models(routes, exchange);
        break;
    case ROUTE_METRICS:
        write_metrics(routes, exchange);
        break;
    case ROUTE_OPENAPI:
        openapi_answer(exchange);
        break;
    default:
        text_add(&body, "{\"status\":\"ok\"}\n");
        answer_json(exchange, &body);
    }
}

/* ---- what is wrong in HTTP ---- */

static void on_refusal(void *user, struct http_exchange *exchange, enum http_fault fault)
{
    static const struct request_error errors[] = {
        [HTTP_FAULT_FRAMING] = {400, "bad_request", "the header does not say clearly where the body ends",
                                "send one Content-Length of digits, or Transfer-Encoding: chunked", NULL},
        [HTTP_FAULT_HOST] = {400, "no_host", "HTTP/1.1 needs a Host", "send the header Host", NULL},
        [HTTP_FAULT_URI] = {414, "uri_too_long", "the path and the query are too long",
                            "send options as members of the JSON; --max-header of tenor serve is the limit", NULL},
        [HTTP_FAULT_HEADER] = {431, "header_too_large", "the header is too large",
                               "send fewer cookies; --max-header of tenor serve is the limit", NULL},
        [HTTP_FAULT_BODY] = {413, "too_large", "the body is too large",
                             "send less at once; --max-body of tenor serve is the limit", NULL},
        [HTTP_FAULT_MEMORY] = {503, "busy", "other requests take all the memory for requests",
                               "ask again in a moment; --memory of tenor serve is the limit", NULL},
        [HTTP_FAULT_CONNECTIONS] = {503, "too_many_connections", "there are too many connections",
                                    "ask again in a moment; --max-connections of tenor serve is the limit", NULL},
    };
    const struct routes *routes = user;
    struct request_error error = errors[fault];
    if (fault == HTTP_FAULT_BODY)
        snprintf(error.message, sizeof error.message, "the body has more than %zu bytes", routes->body);
    answer_error(exchange, &error);
}

static void on_round(void *user)
{
    const struct routes *routes = user;
    pool_answer_kept(routes->pool);
}

static void on_end(void *user, const struct http_exchange *exchange, bool sent)
{
    struct routes *routes = user;
    tenor_str name;
    const size_t row = find_path(exchange->path, &name);
    const double seconds = clock_now() - exchange->started;
    const unsigned status = sent ? exchange->answer.status : 0;
    metrics_add(&routes->metrics, row < PATHS ? paths[row].route : ROUTE_NONE, status, seconds);
    pthread_mutex_lock(&routes->log_lock);
    access_log_add(&routes->log, exchange, status, seconds);
    pthread_mutex_unlock(&routes->log_lock);
}

struct http_handler routes_handler(struct routes *routes)
{
    return (struct http_handler){
        .head = on_head, .request = on_request, .end = on_end, .refuse = on_refusal, .round = on_round, .user = routes};
}
