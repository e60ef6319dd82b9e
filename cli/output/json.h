/* JSON that a command prints: a tree of cJSON, with strings and numbers written here. cJSON's own would cut a string at
 * a zero byte, let C1 control characters and invalid UTF-8 through, round a double to 15 digits, and parse each number
 * that it writes. Each function ends the process, with a message, when there is no memory. */
#ifndef TENOR_CLI_OUTPUT_JSON_H
#define TENOR_CLI_OUTPUT_JSON_H

#include "output/output.h"
#include "text.h"

struct cJSON;

struct cJSON *json_new_object(void);
struct cJSON *json_new_array(void);

/* Prints the tree on one line and frees it. */
void json_print(struct cJSON *root, struct output *out);

/* Adds the tree, without a newline, to the text and frees it. */
void json_write(struct cJSON *root, struct text *text);

/* The last member of an object, by its key, or the last element of an array, with key NULL. key is borrowed until the
 * tree is printed and holds ASCII without control characters. */
struct cJSON *json_add_object(struct cJSON *parent, const char *key);
struct cJSON *json_add_array(struct cJSON *parent, const char *key);

/* Adds an object that json_new_object has made. */
void json_add_tree(struct cJSON *parent, const char *key, struct cJSON *object);

/* Frees a tree that is not printed; NULL is one. */
void json_free(struct cJSON *root);

void json_add_null(struct cJSON *parent, const char *key);
void json_add_bool(struct cJSON *parent, const char *key, bool value);
void json_add_count(struct cJSON *parent, const char *key, uint64_t value);

/* The shortest decimal that reads back as the same value; null when it is not finite. */
void json_add_number(struct cJSON *parent, const char *key, double value);
void json_add_float(struct cJSON *parent, const char *key, float value);

/* Control characters are escaped, C1 and DEL too; an invalid byte becomes U+FFFD. */
void json_add_string(struct cJSON *parent, const char *key, tenor_str value);

/* An object whose keys are any bytes, such as labels. cJSON's keys are C strings with an escape of their own, so such
 * an object is written as text, and enters the tree as it is. */
struct json_map {
    struct text text;
};

void json_map_string(struct json_map *map, tenor_str key, tenor_str value);
void json_map_float(struct json_map *map, tenor_str key, float value);
void json_map_raw(struct json_map *map, tenor_str key, tenor_str value); /* value is JSON */

/* The members so far, without braces: for an object that is copied as it stands. Until the map changes. */
tenor_str json_map_members(const struct json_map *map);

/* Adds the map, which is empty when zero-initialized, and frees what it holds. */
void json_add_map(struct cJSON *parent, const char *key, struct json_map *map);

void json_map_count(struct json_map *map, tenor_str key, uint64_t value);

/* An array of such objects: of many small ones, trees would take twenty times as much memory. */
struct json_list {
    struct text text;
};

/* Adds the map, and frees what it holds. */
void json_list_map(struct json_list *list, struct json_map *map);

/* Adds the list, which is empty when zero-initialized, and frees what it holds. */
void json_add_list(struct cJSON *parent, const char *key, struct json_list *list);

/* Adds the value of a member of an object that stands in JSON text: a string, or a number, true or false as it is
 * written. False when there is none, or it is of another kind. */
bool json_read_member(tenor_str object, const char *key, struct text *value);

/* A JSON string in a line for people. */
void json_write_string(struct text *text, tenor_str value);

#endif
