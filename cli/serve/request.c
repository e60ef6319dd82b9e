#include "serve/request.h"

#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char json_advice[] = "send {\"text\": \"...\"} or {\"texts\": [\"...\", \"...\"]}, in UTF-8";

static const char options_advice[] =
    "the members are text or texts, and top, all, threshold, polarity, with_text, explain and explain_label";

bool request_fail(struct request_error *error, unsigned status, const char *code, const char *advice,
                  const char *format, ...)
{
    va_list arguments;
    *error = (struct request_error){.status = status, .code = code, .advice = advice};
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- options ---- */

enum option {
    OPTION_TOP,
    OPTION_ALL,
    OPTION_THRESHOLD,
    OPTION_POLARITY,
    OPTION_WITH_TEXT,
    OPTION_EXPLAIN,
    OPTION_LABEL
};

static const struct {
    const char *name;
    tenor_option_type type;
    double maximum;
} options[] = {
    [OPTION_TOP] = {"top", TENOR_OPTION_INTEGER, 1e6},
    [OPTION_ALL] = {"all", TENOR_OPTION_SWITCH, 1},
    [OPTION_THRESHOLD] = {"threshold", TENOR_OPTION_NUMBER, 1},
    [OPTION_POLARITY] = {"polarity", TENOR_OPTION_SWITCH, 1},
    [OPTION_WITH_TEXT] = {"with_text", TENOR_OPTION_SWITCH, 1},
    [OPTION_EXPLAIN] = {"explain", TENOR_OPTION_SWITCH, 1},
    [OPTION_LABEL] = {"explain_label", TENOR_OPTION_TEXT, 0},
};

enum { OPTIONS = sizeof options / sizeof *options };

static size_t find_option(tenor_str name)
{
    size_t i = 0;
    while (i < OPTIONS && !tenor_str_is(name, options[i].name))
        i++;
    return i;
}

static bool *switch_of(struct request *request, size_t option)
{
    return option == OPTION_ALL         ? &request->asked.all
           : option == OPTION_POLARITY  ? &request->asked.polarity
           : option == OPTION_WITH_TEXT ? &request->asked.with_text
                                        : &request->explain;
}

/* Once only, of query and body together. */
static bool note_given(struct request *request, size_t option, struct request_error *error)
{
    if (request->given & 1u << option)
        return request_fail(error, 400, "given_twice", "give it once", "%s is given twice", options[option].name);
    request->given |= 1u << option;
    return true;
}

/* A number, as it is written. */
static bool set_number(struct request *request, size_t option, tenor_str written, struct request_error *error)
{
    const double least = option == OPTION_TOP ? 1 : 0;
    double number = 0;
    if (!text_read_number(written, &number) || number < least || number > options[option].maximum ||
        (option == OPTION_TOP && number != (double)(size_t)number))
        return request_fail(error, 422, "bad_value", options_advice, "%s is %s from %g to %.7g, not %.*s",
                            options[option].name, option == OPTION_TOP ? "an integer" : "a number", least,
                            options[option].maximum, (int)(written.size < 40 ? written.size : 40), written.data);
    if (option == OPTION_TOP)
        request->asked.top = (size_t)number;
    else
        request->asked.threshold = number;
    return true;
}

bool request_option(struct request *request, const char *name, const char *value, struct request_error *error)
{
    const size_t option = find_option(tenor_str_of(name));
    if (option == OPTIONS)
        return request_fail(error, 422, "unknown_option", options_advice, "the query has no option '%.60s'", name);
    if (!note_given(request, option, error))
        return false;
    switch (options[option].type) {
    case TENOR_OPTION_SWITCH:
        if (strcmp(value, "") == 0 || strcmp(value, "true") == 0 || strcmp(value, "1") == 0)
            *switch_of(request, option) = true;
        else if (strcmp(value, "false") != 0 && strcmp(value, "0") != 0)
            return request_fail(error, 422, "bad_value", options_advice, "%s is true or false, not '%.40s'", name,
                                value);
        return true;
    case TENOR_OPTION_TEXT:
        request->label = memory_resize(request->label, strlen(value) + 1, 1);
        memcpy(request->label, value, strlen(value) + 1);
        request->explain_label = tenor_str_of(request->label);
        return true;
    default:
        return set_number(request, option, tenor_str_of(value), error);
    }
}

/* ---- JSON ---- */

/* Where the reader stands. */
struct reader {
    struct request *request;
    struct request_error *error;
    char *begin;
    char *at;
    char *end;
    size_t line; /* of JSON lines; 0 for a document */
};

static bool bad_json(struct reader *reader, const char *what)
{
    if (reader->line > 0)
        return request_fail(reader->error, 400, "bad_json", "send {\"text\": \"...\"} in each line, in UTF-8",
                            "line %zu, byte %zu: %s", reader->line, (size_t)(reader->at - reader->begin), what);
    return request_fail(reader->error, 400, "bad_json", json_advice, "byte %zu: %s",
                        (size_t)(reader->at - reader->begin), what);
}

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->end && *reader->at != '\0' && strchr(" \t\r\n", *reader->at))
        reader->at++;
}

/* Whether the next character that is no blank is this one; goes behind it. */
static bool next_is(struct reader *reader, char character)
{
    skip_blanks(reader);
    const bool is = reader->at < reader->end && *reader->at == character;
    reader->at += is;
    return is;
}

static int hex_digit(char character)
{
    return character >= '0' && character <= '9'   ? character - '0'
           : character >= 'a' && character <= 'f' ? character - 'a' + 10
           : character >= 'A' && character <= 'F' ? character - 'A' + 10
                                                  : -1;
}

/* The four digits behind \u; false when they are none. */
static bool read_unit(struct reader *reader, uint32_t *unit)
{
    *unit = 0;
    if (reader->end - reader->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(*reader->at++);
        if (digit < 0)
            return false;
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

static char *write_utf8(char *to, uint32_t code)
{
    if (code < 0x80) {
        *to++ = (char)code;
        return to;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    const uint32_t first = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
    *to++ = (char)(unsigned char)(first | code >> (6 * more));
    for (int i = more - 1; i >= 0; i--)
        *to++ = (char)(unsigned char)(0x80 | (code >> (6 * i) & 0x3F));
    return to;
}

/* \uXXXX, two of them for what is beyond 16 bits. */
static bool read_code(struct reader *reader, uint32_t *code)
{
    uint32_t low = 0;
    if (!read_unit(reader, code))
        return bad_json(reader, "\\u takes four hexadecimal digits");
    if (*code < 0xD800 || *code > 0xDFFF)
        return true;
    if (*code > 0xDBFF || reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
        return bad_json(reader, "half of a surrogate pair");
    reader->at += 2;
    if (!read_unit(reader, &low) || low < 0xDC00 || low > 0xDFFF)
        return bad_json(reader, "half of a surrogate pair");
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool read_escape(struct reader *reader, char **to)
{
    static const char named[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    uint32_t code;
    const char *found = reader->at < reader->end && *reader->at ? strchr(named, *reader->at) : NULL;
    if (found) {
        *(*to)++ = meant[found - named];
        reader->at++;
        return true;
    }
    if (reader->at == reader->end || *reader->at != 'u')
        return bad_json(reader, "no such escape in a string");
    reader->at++;
    if (!read_code(reader, &code))
        return false;
    *to = write_utf8(*to, code);
    return true;
}

/* A string, decoded where it stands: no escape is shorter than what it means. */
static bool read_string(struct reader *reader, tenor_str *out)
{
    if (!next_is(reader, '"'))
        return bad_json(reader, "a string is expected here");
    char *const begin = reader->at;
    char *to = begin;
    while (reader->at < reader->end && *reader->at != '"') {
        if ((unsigned char)*reader->at < 0x20)
            return bad_json(reader, "a control character in a string; write it as an escape");
        if (*reader->at != '\\') {
            *to++ = *reader->at++;
            continue;
        }
        reader->at++;
        if (!read_escape(reader, &to))
            return false;
    }
    if (reader->at == reader->end)
        return bad_json(reader, "the string has no end");
    reader->at++;
    *out = (tenor_str){begin, (size_t)(to - begin)};
    return true;
}

static bool add_text(struct request *request, tenor_str text, struct request_error *error)
{
    if (request->count == request->most)
        return request_fail(error, 413, "too_many_texts", "send them in several requests; --max-texts is the limit",
                            "more than %zu texts", request->most);
    if (request->count == request->capacity) {
        request->capacity = 2 * request->capacity + 1;
        request->texts = memory_resize(request->texts, request->capacity, sizeof *request->texts);
    }
    request->texts[request->count++] = text;
    return true;
}

static bool read_text(struct reader *reader)
{
    tenor_str text;
    return read_string(reader, &text) && add_text(reader->request, text, reader->error);
}

static bool read_texts(struct reader *reader)
{
    if (!next_is(reader, '['))
        return request_fail(reader->error, 422, "bad_value", json_advice, "texts is an array of strings");
    if (next_is(reader, ']'))
        return true;
    do {
        skip_blanks(reader);
        if (reader->at < reader->end && *reader->at != '"' && strchr("{[tfn-0123456789", *reader->at))
            return request_fail(reader->error, 422, "bad_value", json_advice, "texts: element %zu is no string",
                                reader->request->count + 1);
        if (!read_text(reader))
            return false;
    } while (next_is(reader, ','));
    return next_is(reader, ']') || bad_json(reader, "',' or ']' is expected here");
}

/* The word that stands here: a number, true, false. */
static tenor_str read_word(struct reader *reader)
{
    skip_blanks(reader);
    const char *begin = reader->at;
    while (reader->at < reader->end && *reader->at != '\0' && !strchr(" \t\r\n,]}[{:\"", *reader->at))
        reader->at++;
    return (tenor_str){begin, (size_t)(reader->at - begin)};
}

static bool read_option(struct reader *reader, size_t option)
{
    struct request *request = reader->request;
    if (!note_given(request, option, reader->error))
        return false;
    if (options[option].type == TENOR_OPTION_TEXT)
        return read_string(reader, &request->explain_label);
    const tenor_str word = read_word(reader);
    const bool is_true = tenor_str_is(word, "true");
    if (options[option].type == TENOR_OPTION_SWITCH) {
        *switch_of(request, option) = is_true;
        return is_true || tenor_str_is(word, "false") ||
               request_fail(reader->error, 422, "bad_value", options_advice, "%s is true or false",
                            options[option].name);
    }
    return text_is_json_number(word)
               ? set_number(request, option, word, reader->error)
               : request_fail(reader->error, 422, "bad_value", options_advice, "%s is a number", options[option].name);
}

static bool read_member(struct reader *reader, bool *has_texts)
{
    tenor_str key;
    if (!read_string(reader, &key))
        return false;
    if (!next_is(reader, ':'))
        return bad_json(reader, "':' is expected here");
    const bool one = tenor_str_is(key, "text");
    if (one || (tenor_str_is(key, "texts") && reader->line == 0)) {
        if (*has_texts)
            return request_fail(reader->error, 400, "given_twice", json_advice, "text or texts is given twice");
        *has_texts = true;
        reader->request->single = one && reader->line == 0;
        skip_blanks(reader);
        if (one && reader->at < reader->end && *reader->at != '"')
            return request_fail(reader->error, 422, "bad_value", json_advice, "text is a string");
        return one ? read_text(reader) : read_texts(reader);
    }
    const size_t option = find_option(key);
    if (reader->line > 0)
        return request_fail(reader->error, 422, "unknown_member", "options stand in the query, as in /classify?top=2",
                            "line %zu: a line has the member text alone, not '%.*s'", reader->line,
                            (int)(key.size < 60 ? key.size : 60), key.data);
    if (option == OPTIONS)
        return request_fail(reader->error, 422, "unknown_member", options_advice, "there is no member '%.*s'",
                            (int)(key.size < 60 ? key.size : 60), key.data);
    return read_option(reader, option);
}

static bool read_document(struct reader *reader)
{
    bool has_texts = false;
    if (!next_is(reader, '{'))
        return bad_json(reader, "an object is expected");
    if (!next_is(reader, '}')) {
        do
            if (!read_member(reader, &has_texts))
                return false;
        while (next_is(reader, ','));
        if (!next_is(reader, '}'))
            return bad_json(reader, "',' or '}' is expected here");
    }
    skip_blanks(reader);
    if (reader->at != reader->end)
        return bad_json(reader, "something stands behind the object");
    return has_texts || request_fail(reader->error, 422, "no_text", json_advice, "there is neither text nor texts");
}

/* ---- lines ---- */

static bool read_line(struct request *request, char *line, size_t size, size_t number, struct request_error *error)
{
    if (request->form == REQUEST_LINES)
        return add_text(request, (tenor_str){line, size}, error);
    struct reader reader = {request, error, line, line, line + size, number};
    return read_document(&reader);
}

static bool read_lines(struct request *request, char *body, size_t size, struct request_error *error)
{
    size_t number = 0;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(body + at, '\n', size - at);
        const size_t length = end ? (size_t)(end - (body + at)) : size - at;
        const size_t kept = length > 0 && body[at + length - 1] == '\r' ? length - 1 : length;
        if (!read_line(request, body + at, kept, ++number, error))
            return false;
        at += length + 1;
    }
    return true;
}

bool request_read(struct request *request, char *body, size_t size, struct request_error *error)
{
    const size_t valid = tenor_str_valid_prefix((tenor_str){body, size});
    if (valid != size)
        return request_fail(error, 400, "bad_utf8", "convert the texts to UTF-8, as with iconv", "byte %zu is no UTF-8",
                            valid);
    struct reader reader = {request, error, body, body, body + size, 0};
    if (!(request->form == REQUEST_JSON ? read_document(&reader) : read_lines(request, body, size, error)))
        return false;
    return !request->asked.all || request->asked.top == 0 ||
           request_fail(error, 422, "bad_value", "give one of them", "top and all ask for different labels");
}

void request_free(struct request *request)
{
    free(request->texts);
    free(request->label);
}

/* ---- content types ---- */

bool request_form_of(const char *content_type, enum request_form *form)
{
    static const struct {
        const char *name;
        enum request_form form;
    } types[] = {
        {"application/json", REQUEST_JSON},
        {"application/x-ndjson", REQUEST_JSON_LINES},
        {"application/jsonl", REQUEST_JSON_LINES},
        {"text/plain", REQUEST_LINES},
    };
    if (!content_type)
        return false;
    const size_t size = strcspn(content_type, "; \t");
    const char *parameter = content_type + size + strspn(content_type + size, "; \t");
    if (*parameter && strcasecmp(parameter, "charset=utf-8") != 0 && strcasecmp(parameter, "charset=\"utf-8\"") != 0)
        return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strlen(types[i].name) == size && strncasecmp(types[i].name, content_type, size) == 0) {
            *form = types[i].form;
            return true;
        }
    return false;
}
