/* The body of POST /classify: what is asked, in JSON, JSON lines or plain lines. Strict: a key that is given twice, a
 * byte that is no UTF-8 or a value of another kind is an error that says where it is. */
#ifndef TENOR_CLI_SERVE_REQUEST_H
#define TENOR_CLI_SERVE_REQUEST_H

#include "output/prediction.h"

enum request_form {
    REQUEST_JSON,       /* an object with "text" or "texts" and the options */
    REQUEST_JSON_LINES, /* an object with "text" a line */
    REQUEST_LINES,      /* a text a line */
};

/* What is wrong: an HTTP status, a word for programs, a sentence, and what to do. */
struct request_error {
    unsigned status;
    const char *code;
    char message[256];
    const char *advice; /* static, likewise the next one */
    const char *allow;  /* methods, for 405 */
};

struct request {
    enum request_form form;
    bool single; /* "text": the answer is one object */
    tenor_str *texts;
    size_t count;
    size_t capacity;
    size_t most; /* texts */
    struct prediction_asked asked;
    bool explain;
    tenor_str explain_label; /* data NULL for the prediction */
    char *label;             /* the memory of one from the query */
    unsigned given;          /* bits of the options that were given */
};

/* The form for a Content-Type; false for another one. NULL is no header. */
bool request_form_of(const char *content_type, enum request_form *form);

/* Takes an option of the query. false with *error set when there is none of that name, or its value is wrong. */
bool request_option(struct request *request, const char *name, const char *value, struct request_error *error);

/* Reads the body, which is written over: the texts lie in it. False, with *error set, when it is wrong. */
bool request_read(struct request *request, char *body, size_t size, struct request_error *error);

/* Frees what the request holds; zero-initialized it holds nothing. */
void request_free(struct request *request);

/* Fills in an error; returns false. */
bool request_fail(struct request_error *error, unsigned status, const char *code, const char *advice,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
