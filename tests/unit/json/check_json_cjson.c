/* The strict reader beside cJSON, an independent parser: what the one accepts, the other accepts with the same values.
 */
#include "json/json.h"
#include "check_main.h"

#include <cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 20, MUTATIONS = 3000 };

static void compare(const tenor__json_node *node, const cJSON *item)
{
    tenor_str text;
    double number;
    bool truth;
    ck_assert_ptr_nonnull(item);
    if (tenor__json_is_object(node) || tenor__json_is_array(node)) {
        const cJSON *other = item->child;
        ck_assert(tenor__json_is_object(node) ? cJSON_IsObject(item) : cJSON_IsArray(item));
        ck_assert_uint_eq(tenor__json_count(node), (size_t)cJSON_GetArraySize(item));
        for (const tenor__json_node *child = tenor__json_first(node); child; child = tenor__json_next(child)) {
            const tenor_str key = tenor__json_key(child);
            if (tenor__json_is_object(node)) {
                ck_assert_uint_eq(key.size, strlen(other->string));
                ck_assert_mem_eq(key.data, other->string, key.size);
            }
            compare(child, other);
            other = other->next;
        }
    } else if (tenor__json_string(node, &text)) {
        ck_assert(cJSON_IsString(item));
        ck_assert_uint_eq(text.size, strlen(item->valuestring));
        ck_assert_mem_eq(text.data, item->valuestring, text.size);
    } else if (tenor__json_number(node, &number)) {
        ck_assert(cJSON_IsNumber(item));
        ck_assert(memcmp(&number, &item->valuedouble, sizeof number) == 0);
    } else if (tenor__json_bool(node, &truth)) {
        ck_assert(truth ? cJSON_IsTrue(item) : cJSON_IsFalse(item));
    } else {
        ck_assert(tenor__json_is_null(node) && cJSON_IsNull(item));
    }
}

/* Whether the strict reader accepts the text; if so, cJSON does. */
static bool read_both(const char *text, size_t size)
{
    tenor__json *json;
    if (tenor__json_parse(text, size, LARGEST, NULL, &json, NULL) != TENOR_OK)
        return false;
    cJSON *item = cJSON_ParseWithLength(text, size);
    compare(tenor__json_root(json), item);
    cJSON_Delete(item);
    tenor__json_free(json);
    return true;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

START_TEST(files_and_their_mutations)
{
    static const char folder[] = "fuzz/corpus/json";
    char *text = malloc(LARGEST);
    char *changed = malloc(LARGEST);
    uint32_t state = 1;
    size_t files = 0;
    size_t accepted = 0;
    DIR *listing = opendir(folder);
    ck_assert_ptr_nonnull(listing);
    for (const struct dirent *entry; (entry = readdir(listing));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (!file)
            continue;
        const size_t size = fread(text, 1, LARGEST, file);
        fclose(file);
        files++;
        accepted += read_both(text, size);
        for (size_t i = 0; i < MUTATIONS && size > 0; i++) {
            static const char bytes[] = "\"\\{}[]:,-+.eE019 \n\tnulltruefalse\x01\x7f\x80\xC2\xE2\xFF";
            memcpy(changed, text, size);
            for (uint32_t n = next_random(&state) % 3 + 1; n > 0; n--)
                changed[next_random(&state) % size] = bytes[next_random(&state) % (sizeof bytes - 1)];
            accepted += read_both(changed, next_random(&state) % 4 ? size : next_random(&state) % size);
        }
    }
    closedir(listing);
    free(text);
    free(changed);
    ck_assert_uint_ge(files, 5);
    ck_assert_uint_ge(accepted, 1000);
}
END_TEST

START_TEST(values_that_parsers_disagree_on)
{
    static const char *const documents[] = {
        "-0",
        "-0.0e-0",
        "1e-400",
        "9007199254740993",
        "5e-324",
        "1.7976931348623157e308",
        "0.1",
        "\"\\uD83D\\uDE00\"",
        "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"",
        "\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
        "{\"\":{\"a\":[]},\"A\":1,\"a\":2}",
        " \t\r\n[ ] ",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        ck_assert_msg(read_both(documents[i], strlen(documents[i])), "%s", documents[i]);
}
END_TEST

/* Why model files are not read with cJSON. */
START_TEST(what_cjson_alone_accepts)
{
    static const char *const documents[] = {
        "{\"a\":1,\"a\":2}",                                                  /* a key twice */
        "01",                                                                 /* digits after a zero */
        "1.",                                                                 /* no digit after the point */
        "1e999",                                                              /* not finite */
        "1 x",                                                                /* bytes after the document */
        "\"\x01\"",                                                           /* a control character */
        "\"\xFF\"",                                                           /* invalid UTF-8 */
        "\"a\\u0000b\"",                                                      /* a zero byte, which cuts the string */
        "\v1",                                                                /* white space that is none */
        "\xEF\xBB\xBF[1]",                                                    /* a byte order mark */
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", /* depth 33 */
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        cJSON *item = cJSON_ParseWithLength(documents[i], strlen(documents[i]));
        ck_assert_msg(item, "cJSON refuses %s", documents[i]);
        cJSON_Delete(item);
        ck_assert_msg(!read_both(documents[i], strlen(documents[i])), "%s", documents[i]);
    }
}
END_TEST

CHECK_MAIN("json/json beside cJSON", files_and_their_mutations, values_that_parsers_disagree_on,
           what_cjson_alone_accepts)
