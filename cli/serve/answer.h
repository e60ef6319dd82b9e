/* Answers of the server other than predictions: errors as JSON. */
#ifndef TENOR_CLI_SERVE_ANSWER_H
#define TENOR_CLI_SERVE_ANSWER_H

#include "serve/http.h"
#include "serve/request.h"

/* {"status": 400, "code": "bad_json", "message": "...", "advice": "..."} */
void answer_error(struct http_exchange *exchange, const struct request_error *error);

/* 200 with JSON, which is taken over. */
void answer_json(struct http_exchange *exchange, struct text *body);

/* A field of an answer. */
void answer_field(struct http_answer *answer, const char *name, const char *value);

/* The fields that all answers have; cors is the origin that is allowed, NULL for none. */
void answer_secure(struct http_answer *answer, const char *cors);

#endif
