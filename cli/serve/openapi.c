#include "serve/openapi.h"

#include "serve/answer.h"

void openapi_answer(struct http_exchange *exchange)
{
    struct http_answer answer = {.status = 200, .type = "application/json"};
    answer.lent = (const char *)openapi_data;
    answer.lent_size = openapi_size;
    answer_secure(&answer, exchange->cors);
    http_answer(exchange, &answer);
}
