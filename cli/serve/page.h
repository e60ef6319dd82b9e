/* The page for people: page.html, compiled in by page.cmake. */
#ifndef TENOR_CLI_SERVE_PAGE_H
#define TENOR_CLI_SERVE_PAGE_H

#include "serve/http.h"

extern const unsigned char page_data[];
extern const size_t page_size;

/* The Content-Security-Policy: this script, this style, and requests to this server alone. */
extern const char page_policy[];

/* Answers with the page. */
void page_answer(struct http_exchange *exchange);

#endif
