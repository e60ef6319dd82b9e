#include "json.h"

#include "failure.h"
#include "utf8.h"

#include <cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_SIZE = 40, LINE_SIZE = 4096 };

/* ---- text ---- */

void json_write_string(struct text *text, tenor_str value)
{
    size_t plain = 0; /* start of the bytes that need no escape */
    text_write(text, "\"", 1);
    for (size_t i = 0; i < value.size;) {
        const unsigned char byte = (unsigned char)value.data[i];
        uint32_t character = byte;
        const size_t length = byte < 0x80 ? 1 : utf8_sequence(value.data + i, value.size - i, &character);
        if (length > 0 && character >= 0x20 && byte != '"' && byte != '\\' && (character < 0x7F || character > 0x9F)) {
            i += length;
            continue;
        }
        text_write(text, value.data + plain, i - plain);
        i += length > 0 ? length : 1;
        plain = i;
        const char *named = byte == '"'    ? "\\\""
                            : byte == '\\' ? "\\\\"
                            : byte == '\t' ? "\\t"
                            : byte == '\n' ? "\\n"
                            : byte == '\r' ? "\\r"
                                           : NULL;
        if (length == 0)
            text_add(text, "\xEF\xBF\xBD");
        else if (named)
            text_write(text, named, 2);
        else
            text_add(text, "\\u%04x", (unsigned)character);
    }
    text_write(text, value.data + plain, value.size - plain);
    text_write(text, "\"", 1);
}

/* The shortest decimal that reads back as the same value, of single or double precision. */
static const char *write_number(char out[NUMBER_SIZE], double value, bool single)
{
    if (!isfinite(value))
        return "null";
    for (int digits = single ? 6 : 15; digits <= 17; digits++) {
        snprintf(out, NUMBER_SIZE, "%.*g", digits, value);
        if ((single ? (double)strtof(out, NULL) : strtod(out, NULL)) == value)
            break;
    }
    return out;
}

/* ---- tree ---- */

/* JSON as text, without the copy that cJSON_CreateRaw makes. Takes the text, which malloc gave as cJSON's own. */
static cJSON *new_raw(struct text *text)
{
    cJSON *item = memory_check(cJSON_CreateNull());
    item->type = cJSON_Raw;
    item->valuestring = text->data;
    return item;
}

static cJSON *add(cJSON *parent, const char *key, cJSON *item)
{
    memory_check(item);
    if (key)
        cJSON_AddItemToObjectCS(parent, key, item);
    else
        cJSON_AddItemToArray(parent, item);
    return item;
}

struct cJSON *json_new_object(void)
{
    return memory_check(cJSON_CreateObject());
}

void json_print(struct cJSON *root, struct output *out)
{
    /* Most trees are short lines, and fit into the buffer. */
    const size_t room = sizeof out->data - out->size;
    if (room > LINE_SIZE && cJSON_PrintPreallocated(root, out->data + out->size, LINE_SIZE, false)) {
        out->size += strlen(out->data + out->size);
    } else {
        char *text = memory_check(cJSON_PrintUnformatted(root));
        output_text(out, text);
        cJSON_free(text);
    }
    output_byte(out, '\n');
    cJSON_Delete(root);
}

struct cJSON *json_add_object(struct cJSON *parent, const char *key)
{
    return add(parent, key, cJSON_CreateObject());
}

struct cJSON *json_add_array(struct cJSON *parent, const char *key)
{
    return add(parent, key, cJSON_CreateArray());
}

void json_add_null(struct cJSON *parent, const char *key)
{
    add(parent, key, cJSON_CreateNull());
}

void json_add_bool(struct cJSON *parent, const char *key, bool value)
{
    add(parent, key, cJSON_CreateBool(value));
}

void json_add_count(struct cJSON *parent, const char *key, uint64_t value)
{
    char number[NUMBER_SIZE];
    char *first = number + sizeof number - 1;
    *first = '\0';
    do
        *--first = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    add(parent, key, cJSON_CreateRaw(first));
}

void json_add_number(struct cJSON *parent, const char *key, double value)
{
    char number[NUMBER_SIZE];
    add(parent, key, cJSON_CreateRaw(write_number(number, value, false)));
}

void json_add_float(struct cJSON *parent, const char *key, float value)
{
    char number[NUMBER_SIZE];
    add(parent, key, cJSON_CreateRaw(write_number(number, (double)value, true)));
}

void json_add_string(struct cJSON *parent, const char *key, tenor_str value)
{
    struct text text = {0};
    json_write_string(&text, value);
    add(parent, key, new_raw(&text));
}

/* ---- maps ---- */

static void add_key(struct json_map *map, tenor_str key)
{
    text_write(&map->text, map->text.size > 0 ? "," : "{", 1);
    json_write_string(&map->text, key);
    text_write(&map->text, ":", 1);
}

void json_map_string(struct json_map *map, tenor_str key, tenor_str value)
{
    add_key(map, key);
    json_write_string(&map->text, value);
}

void json_map_float(struct json_map *map, tenor_str key, float value)
{
    char number[NUMBER_SIZE];
    json_map_raw(map, key, tenor_str_of(write_number(number, (double)value, true)));
}

void json_map_raw(struct json_map *map, tenor_str key, tenor_str value)
{
    add_key(map, key);
    text_write(&map->text, value.data, value.size);
}

void json_add_map(struct cJSON *parent, const char *key, struct json_map *map)
{
    text_write(&map->text, map->text.size > 0 ? "}" : "{}", map->text.size > 0 ? 1 : 2);
    add(parent, key, new_raw(&map->text));
}
