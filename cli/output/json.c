#include "output/json.h"

#include "memory.h"

#include <cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096 };

/* ---- text ---- */

void json_write_string(struct text *text, tenor_str value)
{
    size_t plain = 0; /* start of the bytes that need no escape */
    size_t valid = tenor_str_valid_prefix(value);
    text_write(text, "\"", 1);
    for (size_t i = 0; i < value.size;) {
        const unsigned char byte = (unsigned char)value.data[i];
        const bool is_c1 = byte == 0xC2 && i + 1 < valid && (unsigned char)value.data[i + 1] < 0xA0;
        if (i < valid && byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F && !is_c1) {
            i++;
            continue;
        }
        text_write(text, value.data + plain, i - plain);
        const char *named = byte == '"'    ? "\\\""
                            : byte == '\\' ? "\\\\"
                            : byte == '\t' ? "\\t"
                            : byte == '\n' ? "\\n"
                            : byte == '\r' ? "\\r"
                                           : NULL;
        if (i == valid) {
            text_add(text, "\xEF\xBF\xBD");
            valid++;
            valid += tenor_str_valid_prefix((tenor_str){value.data + valid, value.size - valid});
        } else if (named) {
            text_write(text, named, 2);
        } else {
            text_add(text, "\\u%04x", is_c1 ? (unsigned)(unsigned char)value.data[i + 1] : byte);
        }
        i += is_c1 ? 2 : 1;
        plain = i;
    }
    text_write(text, value.data + plain, value.size - plain);
    text_write(text, "\"", 1);
}

static void write_float(char out[TENOR_NUMBER_SIZE], float value)
{
    if (isfinite(value))
        tenor_number_write_float(value, out);
    else
        memcpy(out, "null", sizeof "null");
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

struct cJSON *json_new_array(void)
{
    return memory_check(cJSON_CreateArray());
}

void json_print(struct cJSON *root, struct output *out)
{
    /* Most trees are short lines, and fit into the buffer. */
    const size_t room = sizeof out->data - out->size;
    if (!out->terminal && room > LINE_SIZE && cJSON_PrintPreallocated(root, out->data + out->size, LINE_SIZE, false)) {
        out->size += strlen(out->data + out->size);
    } else {
        char *text = memory_check(cJSON_PrintUnformatted(root));
        output_text(out, text);
        cJSON_free(text);
    }
    output_byte(out, '\n');
    cJSON_Delete(root);
}

void json_write(struct cJSON *root, struct text *text)
{
    char *written = memory_check(cJSON_PrintUnformatted(root));
    text_write(text, written, strlen(written));
    cJSON_free(written);
    cJSON_Delete(root);
}

void json_add_tree(struct cJSON *parent, const char *key, struct cJSON *object)
{
    add(parent, key, object);
}

void json_free(struct cJSON *root)
{
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
    char number[TENOR_NUMBER_SIZE];
    char *first = number + sizeof number - 1;
    *first = '\0';
    do
        *--first = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    add(parent, key, cJSON_CreateRaw(first));
}

void json_add_number(struct cJSON *parent, const char *key, double value)
{
    char number[TENOR_NUMBER_SIZE] = "null";
    if (isfinite(value))
        tenor_number_write(value, number);
    add(parent, key, cJSON_CreateRaw(number));
}

void json_add_float(struct cJSON *parent, const char *key, float value)
{
    char number[TENOR_NUMBER_SIZE];
    write_float(number, value);
    add(parent, key, cJSON_CreateRaw(number));
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
    char number[TENOR_NUMBER_SIZE];
    write_float(number, value);
    json_map_raw(map, key, tenor_str_of(number));
}

void json_map_raw(struct json_map *map, tenor_str key, tenor_str value)
{
    add_key(map, key);
    text_write(&map->text, value.data, value.size);
}

tenor_str json_map_members(const struct json_map *map)
{
    return map->text.size > 0 ? (tenor_str){map->text.data + 1, map->text.size - 1} : (tenor_str){0};
}

void json_add_map(struct cJSON *parent, const char *key, struct json_map *map)
{
    text_write(&map->text, map->text.size > 0 ? "}" : "{}", map->text.size > 0 ? 1 : 2);
    add(parent, key, new_raw(&map->text));
}

void json_map_count(struct json_map *map, tenor_str key, uint64_t value)
{
    add_key(map, key);
    text_add(&map->text, "%llu", (unsigned long long)value);
}

void json_list_map(struct json_list *list, struct json_map *map)
{
    text_write(&list->text, list->text.size > 0 ? "," : "[", 1);
    text_write(&list->text, map->text.data, map->text.size);
    text_write(&list->text, map->text.size > 0 ? "}" : "{}", map->text.size > 0 ? 1 : 2);
    free(map->text.data);
}

void json_add_list(struct cJSON *parent, const char *key, struct json_list *list)
{
    text_write(&list->text, list->text.size > 0 ? "]" : "[]", list->text.size > 0 ? 1 : 2);
    add(parent, key, new_raw(&list->text));
}

bool json_read_member(tenor_str object, const char *key, struct text *value)
{
    cJSON *root = cJSON_ParseWithLength(object.data, object.size);
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, key);
    char number[TENOR_NUMBER_SIZE];
    const bool found = cJSON_IsString(item) || cJSON_IsBool(item) || cJSON_IsNumber(item);
    if (cJSON_IsString(item))
        text_add(value, "%s", item->valuestring);
    else if (cJSON_IsBool(item))
        text_add(value, "%s", cJSON_IsTrue(item) ? "true" : "false");
    else if (cJSON_IsNumber(item) && isfinite(item->valuedouble))
        text_write(value, number, tenor_number_write(item->valuedouble, number));
    cJSON_Delete(root);
    return found;
}
