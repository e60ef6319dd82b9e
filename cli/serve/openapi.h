/* The description of the server's interface, openapi.json, for programs. */
#ifndef TENOR_CLI_SERVE_OPENAPI_H
#define TENOR_CLI_SERVE_OPENAPI_H

#include "serve/http.h"

/* Made of openapi.json by openapi.cmake. */
extern const unsigned char openapi_data[];
extern const size_t openapi_size;

void openapi_answer(struct http_exchange *exchange);

#endif
