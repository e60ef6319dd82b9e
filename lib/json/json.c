#include "json/json.h"

#include "base/alloc.h"
#include "base/map.h"
#include "base/number.h"
#include "base/unicode.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* A single scan checks the text and stores its values in one array. Each value comes before its descendants, and each
 * member of an object after its key:
 *
 *     {"a": [1, 2], "b": null}      object  key a  array  1  2  key b  null
 *
 * A value takes only 16 bytes, because the first access to new memory costs several times as much as parsing. */

enum { DEEPEST = 32, FEW_KEYS = 16 };

enum kind {
    KIND_NULL,
    KIND_FALSE,
    KIND_TRUE,
    KIND_INTEGER, /* written without fraction or exponent */
    KIND_NUMBER,  /* any other number */
    KIND_STRING,
    KIND_KEY,
    KIND_ARRAY,
    KIND_OBJECT,
};

struct tenor__json_node {
    union {
        const char *text; /* of a string or key; a number as it is written */
        uint32_t span;    /* of a container: number of nodes from itself to its last descendant */
    };
    uint32_t size; /* bytes of the text; number of values in a container */
    uint8_t kind;
    bool keyed; /* a member of an object; its key is the node before it */
    bool last;  /* no sibling follows */
};

struct tenor__json {
    tenor_alloc alloc;
    tenor__json_node *nodes;
    char strings[]; /* decoded strings without quotes, and numbers, one after another; at most the text's size */
};

/* An open container. */
struct level {
    uint32_t node;
    uint32_t latest; /* its last value so far */
    bool is_object;
};

struct parser {
    const char *text;
    size_t size;
    size_t at;
    tenor__json *json;
    size_t count;
    size_t capacity;
    char *string_end; /* where the next string is written */
    size_t depth;
    struct level levels[DEEPEST];
    tenor_error *error;
};

static tenor_status fail_at(const struct parser *parser, size_t at, const char *what)
{
    tenor_status status = tenor__error_set(parser->error, TENOR_BAD_JSON, "malformed JSON at byte %zu: %s", at, what);
    if (parser->error)
        parser->error->byte = at;
    return status;
}

static void skip_space(struct parser *parser)
{
    while (parser->at < parser->size) {
        const char c = parser->text[parser->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
        parser->at++;
    }
}

/* The current byte, or '\0' at the end, which no rule accepts. */
static char peek(const struct parser *parser)
{
    return parser->at < parser->size ? parser->text[parser->at] : '\0';
}

/* Appends a node. Returns NULL if memory runs out. */
static tenor__json_node *add_node(struct parser *parser, enum kind kind)
{
    void *nodes = parser->json->nodes;
    if (!tenor__alloc_grow(&parser->json->alloc, &nodes, &parser->capacity, parser->count + 1,
                           sizeof(tenor__json_node)))
        return NULL;
    parser->json->nodes = nodes;
    tenor__json_node *node = &parser->json->nodes[parser->count];
    *node = (tenor__json_node){.kind = (uint8_t)kind};
    if (parser->depth > 0 && kind != KIND_KEY) {
        struct level *open = &parser->levels[parser->depth - 1];
        node->keyed = open->is_object;
        open->latest = (uint32_t)parser->count;
        parser->json->nodes[open->node].size++;
    }
    parser->count++;
    return node;
}

/* Appends a node for the text that was written from string_end to end. */
static tenor_status add_text(struct parser *parser, enum kind kind, char *end)
{
    tenor__json_node *node = add_node(parser, kind);
    if (!node)
        return tenor__error_set_memory(parser->error);
    node->text = parser->string_end;
    node->size = (uint32_t)(end - parser->string_end);
    parser->string_end = end;
    return TENOR_OK;
}

/* ---- strings ---- */

static tenor_status parse_string(struct parser *parser, enum kind kind)
{
    const char *text = parser->text;
    const size_t start = parser->at;
    size_t at = start + 1;
    size_t plain = at; /* start of the bytes that are not copied yet */
    char *out = parser->string_end;
    for (;;) {
        if (at == parser->size)
            return fail_at(parser, start, "a string without end");
        const unsigned char c = (unsigned char)text[at];
        size_t length = 1;
        if (c == '"' || c == '\\') {
            memcpy(out, text + plain, at - plain);
            out += at - plain;
            if (c == '"')
                break;
            size_t written;
            const char *problem = tenor__json_unescape(text + at, parser->size - at, &length, out, &written);
            if (problem)
                return fail_at(parser, at, problem);
            out += written;
            plain = at + length;
        } else if (c >= 0x80) {
            uint32_t unused;
            length = tenor__unicode_read(text + at, parser->size - at, &unused);
            if (length == 0)
                return fail_at(parser, at, "invalid UTF-8");
        } else if (c < 0x20) {
            return fail_at(parser, at, "a control character in a string; write it as an escape");
        }
        at += length;
    }
    parser->at = at + 1;
    return add_text(parser, kind, out);
}

/* ---- other scalars ---- */

/* Skips digits. Returns false if there are none. */
static bool skip_digits(struct parser *parser)
{
    const size_t start = parser->at;
    while (peek(parser) >= '0' && peek(parser) <= '9')
        parser->at++;
    return parser->at > start;
}

static tenor_status parse_number(struct parser *parser)
{
    const size_t start = parser->at;
    parser->at += peek(parser) == '-';
    const size_t digits = parser->at;
    if (!skip_digits(parser))
        return fail_at(parser, start, "a number without digits");
    if (parser->text[digits] == '0' && parser->at > digits + 1)
        return fail_at(parser, start, "a number with a leading zero");
    bool integer = true;
    if (peek(parser) == '.') {
        integer = false;
        parser->at++;
        if (!skip_digits(parser))
            return fail_at(parser, start, "a decimal point without digits after it");
    }
    if (peek(parser) == 'e' || peek(parser) == 'E') {
        integer = false;
        parser->at++;
        if (peek(parser) == '+' || peek(parser) == '-')
            parser->at++;
        if (!skip_digits(parser))
            return fail_at(parser, start, "an exponent without digits");
    }
    const size_t size = parser->at - start;
    double value;
    if (!tenor__number_read(parser->text + start, size, &value))
        return fail_at(parser, start, "a number too large for a double");
    memcpy(parser->string_end, parser->text + start, size);
    return add_text(parser, integer ? KIND_INTEGER : KIND_NUMBER, parser->string_end + size);
}

static tenor_status parse_word(struct parser *parser, const char *word, enum kind kind)
{
    const size_t size = strlen(word);
    if (parser->size - parser->at < size || memcmp(parser->text + parser->at, word, size) != 0)
        return fail_at(parser, parser->at, "a value is expected here");
    parser->at += size;
    return add_node(parser, kind) ? TENOR_OK : tenor__error_set_memory(parser->error);
}

/* ---- containers ---- */

static tenor_status open_container(struct parser *parser)
{
    const bool is_object = peek(parser) == '{';
    if (parser->depth == DEEPEST)
        return fail_at(parser, parser->at, "nested deeper than 32");
    const size_t node = parser->count;
    if (!add_node(parser, is_object ? KIND_OBJECT : KIND_ARRAY))
        return tenor__error_set_memory(parser->error);
    parser->levels[parser->depth++] = (struct level){.node = (uint32_t)node, .is_object = is_object};
    parser->at++;
    return TENOR_OK;
}

/* Finds a duplicate key in an object whose nodes are complete. */
static tenor_status check_keys(struct parser *parser, const tenor__json_node *object)
{
    tenor_str twice = {NULL, 0};
    if (object->size <= FEW_KEYS) {
        tenor_str keys[FEW_KEYS];
        size_t count = 0;
        for (const tenor__json_node *member = tenor__json_first(object); member; member = tenor__json_next(member)) {
            for (size_t i = 0; i < count; i++)
                if (tenor_str_equal(keys[i], tenor__json_key(member)))
                    twice = keys[i];
            keys[count++] = tenor__json_key(member);
        }
    } else {
        tenor__map map;
        tenor__map_init(&map, &parser->json->alloc);
        if (!tenor__map_reserve(&map, object->size))
            return tenor__error_set_memory(parser->error);
        for (const tenor__json_node *member = tenor__json_first(object); member; member = tenor__json_next(member)) {
            bool added;
            tenor__map_insert(&map, tenor__json_key(member), 0, &added);
            if (!added)
                twice = tenor__json_key(member);
        }
        tenor__map_free(&map);
    }
    if (!twice.data)
        return TENOR_OK;
    char key[80];
    char what[160];
    tenor__error_quote(key, sizeof key, twice);
    snprintf(what, sizeof what, "the object that ends here has the key \"%s\" twice", key);
    return fail_at(parser, parser->at, what);
}

static tenor_status close_container(struct parser *parser)
{
    const struct level *open = &parser->levels[--parser->depth];
    tenor__json_node *node = &parser->json->nodes[open->node];
    node->span = (uint32_t)(parser->count - open->node);
    if (node->size > 0)
        parser->json->nodes[open->latest].last = true;
    if (open->is_object)
        TENOR_TRY(check_keys(parser, node));
    parser->at++;
    return TENOR_OK;
}

static tenor_status parse_key(struct parser *parser)
{
    skip_space(parser);
    if (peek(parser) != '"')
        return fail_at(parser, parser->at, "a key in quotes is expected here");
    TENOR_TRY(parse_string(parser, KIND_KEY));
    skip_space(parser);
    if (peek(parser) != ':')
        return fail_at(parser, parser->at, "':' is expected after the key");
    parser->at++;
    return TENOR_OK;
}

/* Parses a scalar or opens a container. */
static tenor_status parse_value(struct parser *parser)
{
    skip_space(parser);
    switch (peek(parser)) {
    case '{':
    case '[':
        return open_container(parser);
    case '"':
        return parse_string(parser, KIND_STRING);
    case 't':
        return parse_word(parser, "true", KIND_TRUE);
    case 'f':
        return parse_word(parser, "false", KIND_FALSE);
    case 'n':
        return parse_word(parser, "null", KIND_NULL);
    default:
        if (peek(parser) == '-' || (peek(parser) >= '0' && peek(parser) <= '9'))
            return parse_number(parser);
        return fail_at(parser, parser->at, "a value is expected here");
    }
}

static tenor_status parse_text(struct parser *parser)
{
    for (bool more = true; more;) {
        const size_t depth = parser->depth;
        TENOR_TRY(parse_value(parser));
        bool opened = parser->depth > depth;
        /* Closes all containers that end here, until one has a further value. */
        for (more = false; parser->depth > 0 && !more;) {
            skip_space(parser);
            const bool is_object = parser->levels[parser->depth - 1].is_object;
            const char c = peek(parser);
            if (c == (is_object ? '}' : ']')) {
                TENOR_TRY(close_container(parser));
                opened = false;
                continue;
            }
            if (!opened && c != ',')
                return fail_at(parser, parser->at,
                               is_object ? "',' or '}' is expected here" : "',' or ']' is expected here");
            parser->at += !opened;
            if (is_object)
                TENOR_TRY(parse_key(parser));
            more = true;
        }
    }
    skip_space(parser);
    return parser->at == parser->size ? TENOR_OK : fail_at(parser, parser->at, "the text should end here");
}

tenor_status tenor__json_parse(const char *text, size_t size, size_t limit, const tenor_alloc *alloc, tenor__json **out,
                               tenor_error *error)
{
    *out = NULL;
    limit = limit < UINT32_MAX ? limit : UINT32_MAX;
    if (size > limit)
        return tenor__error_set(error, TENOR_TOO_LARGE, "JSON of %zu bytes: the limit is %zu", size, limit);
    const tenor_alloc used = tenor__alloc_of(alloc);
    tenor__json *json = tenor__alloc_array(&used, 1, sizeof *json + size);
    if (!json)
        return tenor__error_set_memory(error);
    *json = (tenor__json){.alloc = used};
    struct parser parser = {.text = text, .size = size, .json = json, .string_end = json->strings, .error = error};
    /* Enough for most texts. Doubled twice it is enough for any text, because a value takes at least two bytes. */
    void *nodes = NULL;
    tenor_status status;
    if (tenor__alloc_grow(&used, &nodes, &parser.capacity, size / 8 + 4, sizeof *json->nodes)) {
        json->nodes = nodes;
        status = parse_text(&parser);
    } else {
        status = tenor__error_set_memory(error);
    }
    if (status != TENOR_OK) {
        tenor__json_free(json);
        return status;
    }
    json->nodes[0].last = true;
    *out = json;
    return TENOR_OK;
}

void tenor__json_free(tenor__json *json)
{
    if (!json)
        return;
    tenor_alloc alloc = json->alloc;
    tenor__alloc_free(&alloc, json->nodes);
    tenor__alloc_free(&alloc, json);
}

/* ---- access ---- */

const tenor__json_node *tenor__json_root(const tenor__json *json)
{
    return json->nodes;
}

static bool is_container(const tenor__json_node *node)
{
    return node && (node->kind == KIND_ARRAY || node->kind == KIND_OBJECT);
}

const tenor__json_node *tenor__json_first(const tenor__json_node *node)
{
    if (!is_container(node) || node->size == 0)
        return NULL;
    return node + (node->kind == KIND_OBJECT ? 2 : 1);
}

const tenor__json_node *tenor__json_next(const tenor__json_node *node)
{
    if (!node || node->last)
        return NULL;
    return node + (is_container(node) ? node->span : 1) + (node->keyed ? 1 : 0);
}

size_t tenor__json_count(const tenor__json_node *node)
{
    return is_container(node) ? node->size : 0;
}

tenor_str tenor__json_key(const tenor__json_node *member)
{
    if (!member || !member->keyed)
        return tenor_str_of("");
    return (tenor_str){member[-1].text, member[-1].size};
}

bool tenor__json_is_object(const tenor__json_node *node)
{
    return node && node->kind == KIND_OBJECT;
}

bool tenor__json_is_array(const tenor__json_node *node)
{
    return node && node->kind == KIND_ARRAY;
}

bool tenor__json_is_string(const tenor__json_node *node)
{
    return node && node->kind == KIND_STRING;
}

bool tenor__json_is_number(const tenor__json_node *node)
{
    return node && (node->kind == KIND_INTEGER || node->kind == KIND_NUMBER);
}

bool tenor__json_is_null(const tenor__json_node *node)
{
    return node && node->kind == KIND_NULL;
}

const tenor__json_node *tenor__json_find(const tenor__json_node *node, const char *name)
{
    if (!tenor__json_is_object(node))
        return NULL;
    const tenor_str key = tenor_str_of(name);
    for (const tenor__json_node *member = tenor__json_first(node); member; member = tenor__json_next(member))
        if (tenor_str_equal(tenor__json_key(member), key))
            return member;
    return NULL;
}

bool tenor__json_string(const tenor__json_node *node, tenor_str *out)
{
    if (!tenor__json_is_string(node))
        return false;
    *out = (tenor_str){node->text, node->size};
    return true;
}

bool tenor__json_written(const tenor__json_node *node, tenor_str *out)
{
    if (!tenor__json_is_number(node))
        return false;
    *out = (tenor_str){node->text, node->size};
    return true;
}

bool tenor__json_integer(const tenor__json_node *node, int64_t minimum, int64_t maximum, int64_t *out)
{
    int64_t value;
    if (!node || node->kind != KIND_INTEGER || !tenor__number_read_integer(node->text, node->size, &value) ||
        value < minimum || value > maximum)
        return false;
    *out = value;
    return true;
}

bool tenor__json_number(const tenor__json_node *node, double *out)
{
    return tenor__json_is_number(node) && tenor__number_read(node->text, node->size, out);
}

bool tenor__json_bool(const tenor__json_node *node, bool *out)
{
    if (!node || (node->kind != KIND_TRUE && node->kind != KIND_FALSE))
        return false;
    *out = node->kind == KIND_TRUE;
    return true;
}
