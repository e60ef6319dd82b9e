#include "serve/answer.h"

#include "output/json.h"

void answer_field(struct http_answer *answer, const char *name, const char *value)
{
    for (size_t i = 0; i < HTTP_FIELDS; i++)
        if (!answer->fields[i].name) {
            answer->fields[i] = (struct http_field){name, value};
            return;
        }
}

void answer_secure(struct http_answer *answer, const char *cors)
{
    answer_field(answer, "X-Content-Type-Options", "nosniff");
    answer_field(answer, "Cache-Control", "no-store");
    if (cors) {
        answer_field(answer, "Access-Control-Allow-Origin", cors);
        answer_field(answer, "Vary", "Origin");
    }
}

void answer_json(struct http_exchange *exchange, struct text *body)
{
    struct http_answer answer = {.status = 200, .type = "application/json", .body = *body};
    answer_secure(&answer, exchange->cors);
    http_answer(exchange, &answer);
}

void answer_error(struct http_exchange *exchange, const struct request_error *error)
{
    struct http_answer answer = {.status = error->status, .type = "application/json"};
    struct cJSON *root = json_new_object();
    json_add_count(root, "status", error->status);
    json_add_string(root, "code", tenor_str_of(error->code));
    json_add_string(root, "message", tenor_str_of(error->message));
    json_add_string(root, "advice", tenor_str_of(error->advice));
    json_write(root, &answer.body);
    text_write(&answer.body, "\n", 1);
    answer_secure(&answer, exchange->cors);
    if (error->status == 401)
        answer_field(&answer, "WWW-Authenticate", "Bearer");
    if (error->status == 405)
        answer_field(&answer, "Allow", error->allow);
    if (error->status == 429 || error->status == 503)
        answer_field(&answer, "Retry-After", "1");
    http_answer(exchange, &answer);
}
