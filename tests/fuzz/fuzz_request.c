/* Any bytes as the body of POST /classify, in each of its forms: they are read, or refused with a status and a message,
 * and all texts lie in the body and are UTF-8. The first byte chooses the form. */
#include "serve/request.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { FORMS = 3, MOST = 100 };
    if (size == 0)
        return 0;
    struct request request = {.form = (enum request_form)(data[0] % FORMS), .most = MOST};
    struct request_error error = {0};
    char *body = malloc(size); /* of its own, so that a byte beyond it is found */
    require(body != NULL);
    memcpy(body, data + 1, size - 1);
    if (request_read(&request, body, size - 1, &error)) {
        require(request.count <= MOST);
        for (size_t i = 0; i < request.count; i++) {
            require(request.texts[i].data >= body && request.texts[i].data + request.texts[i].size <= body + size - 1);
            require(tenor_str_valid_prefix(request.texts[i]) == request.texts[i].size);
        }
    } else {
        require(error.status >= 400 && error.status < 500 && error.code && error.advice && error.message[0] != '\0');
    }
    request_free(&request);
    free(body);
    return 0;
}
