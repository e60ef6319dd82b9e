#include "serve/page.h"

#include "serve/answer.h"

void page_answer(struct http_exchange *exchange)
{
    struct http_answer answer = {.status = 200, .type = "text/html; charset=utf-8"};
    answer.lent = (const char *)page_data;
    answer.lent_size = page_size;
    answer_secure(&answer, NULL);
    answer_field(&answer, "Content-Security-Policy", page_policy);
    answer_field(&answer, "Referrer-Policy", "no-referrer");
    http_answer(exchange, &answer);
}
