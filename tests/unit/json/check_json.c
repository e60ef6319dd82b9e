#include "json/json.h"

#include "base/failing.h"
#include "check_main.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static tenor__json *parse(const char *text)
{
    tenor__json *json;
    tenor_error error;
    /* Memory of exactly its size, so that a sanitizer sees a read past it. */
    const size_t size = strlen(text);
    char *copy = malloc(size + !size);
    memcpy(copy, text, size);
    ck_assert_msg(tenor__json_parse(copy, size, 1 << 20, NULL, &json, &error) == TENOR_OK, "%s: %s", text,
                  error.message);
    free(copy);
    return json;
}

static void check_bad_bytes(const char *text, size_t size, uint64_t byte)
{
    tenor__json *json = (tenor__json *)(uintptr_t)1;
    tenor_error error;
    char *copy = malloc(size + !size);
    memcpy(copy, text, size);
    ck_assert_msg(tenor__json_parse(copy, size, 1 << 20, NULL, &json, &error) == TENOR_BAD_JSON, "%s", text);
    ck_assert_ptr_null(json);
    ck_assert_int_eq(error.status, TENOR_BAD_JSON);
    ck_assert_msg(error.byte == byte, "%s: byte %d: %s", text, (int)error.byte, error.message);
    ck_assert_int_eq(tenor__json_parse(copy, size, 1 << 20, NULL, &json, NULL), TENOR_BAD_JSON);
    free(copy);
}

static void check_bad(const char *text, uint64_t byte)
{
    check_bad_bytes(text, strlen(text), byte);
}

/* ---- reading ---- */

START_TEST(values)
{
    tenor__json *json = parse(" {\"s\": \"text\", \"i\":3 ,\"f\":3.0,\"e\":1e2,\"t\":true,\"f2\":false,\"n\":null,"
                              "\"a\":[1,[2,3],{}],\"o\":{\"x\":{\"y\":[]}}}\r\n\t");
    const tenor__json_node *root = tenor__json_root(json);
    ck_assert(tenor__json_is_object(root));
    ck_assert_uint_eq(tenor__json_count(root), 9);
    tenor_str text;
    ck_assert(tenor__json_string(tenor__json_find(root, "s"), &text));
    ck_assert_uint_eq(text.size, 4);
    ck_assert_mem_eq(text.data, "text", 4);
    double number = 0;
    ck_assert(tenor__json_number(tenor__json_find(root, "e"), &number));
    ck_assert_double_eq(number, 100);
    ck_assert(tenor__json_number(tenor__json_find(root, "i"), &number));
    ck_assert_double_eq(number, 3);
    bool truth = false;
    ck_assert(tenor__json_bool(tenor__json_find(root, "t"), &truth));
    ck_assert(truth);
    ck_assert(tenor__json_bool(tenor__json_find(root, "f2"), &truth));
    ck_assert(!truth);
    ck_assert(tenor__json_is_null(tenor__json_find(root, "n")));
    ck_assert(tenor__json_is_array(tenor__json_find(root, "a")));
    ck_assert(tenor__json_is_number(tenor__json_find(root, "f")));
    ck_assert(tenor__json_is_string(tenor__json_find(root, "s")));
    ck_assert_ptr_null(tenor__json_find(root, "x"));
    ck_assert_ptr_null(tenor__json_find(root, ""));
    ck_assert_ptr_null(tenor__json_find(tenor__json_find(root, "a"), "x"));
    const tenor__json_node *x = tenor__json_find(tenor__json_find(root, "o"), "x");
    ck_assert_uint_eq(tenor__json_count(tenor__json_find(x, "y")), 0);
    tenor__json_free(json);
    tenor__json_free(NULL);
}
END_TEST

START_TEST(walks_in_order)
{
    tenor__json *json = parse("{\"a\":[1,[2,[3]],{\"k\":[4]},5],\"b\":{},\"\":[[],[]],\"c\":null}");
    const tenor__json_node *member = tenor__json_first(tenor__json_root(json));
    static const char *const keys[] = {"a", "b", "", "c"};
    for (int i = 0; i < 4; i++) {
        ck_assert_ptr_nonnull(member);
        ck_assert_uint_eq(tenor__json_key(member).size, strlen(keys[i]));
        ck_assert_mem_eq(tenor__json_key(member).data, keys[i], strlen(keys[i]));
        member = tenor__json_next(member);
    }
    ck_assert_ptr_null(member);
    const tenor__json_node *a = tenor__json_find(tenor__json_root(json), "a");
    ck_assert_uint_eq(tenor__json_count(a), 4);
    int64_t value;
    const tenor__json_node *element = tenor__json_first(a);
    ck_assert(tenor__json_integer(element, 0, 9, &value));
    ck_assert_int_eq(value, 1);
    ck_assert_uint_eq(tenor__json_key(element).size, 0);
    ck_assert_ptr_nonnull(tenor__json_key(element).data);
    ck_assert_ptr_null(tenor__json_first(element));
    element = tenor__json_next(element);
    ck_assert(tenor__json_is_array(element));
    ck_assert_uint_eq(tenor__json_count(element), 2);
    ck_assert_ptr_null(tenor__json_next(tenor__json_next(tenor__json_first(element))));
    element = tenor__json_next(element);
    ck_assert_uint_eq(tenor__json_count(tenor__json_find(element, "k")), 1);
    element = tenor__json_next(element);
    ck_assert(tenor__json_integer(element, 0, 9, &value));
    ck_assert_int_eq(value, 5);
    ck_assert_ptr_null(tenor__json_next(element));
    ck_assert_ptr_null(tenor__json_next(tenor__json_root(json)));
    tenor__json_free(json);
}
END_TEST

START_TEST(scalars_are_documents)
{
    static const char *const texts[] = {"0", " -1.5e3 ", "\"\"", "true", "null", "[]", "{}"};
    for (int i = 0; i < 7; i++)
        tenor__json_free(parse(texts[i]));
}
END_TEST

START_TEST(wrong_types_leave_out_alone)
{
    tenor__json *json = parse("{\"s\":\"x\",\"n\":1,\"t\":true}");
    const tenor__json_node *root = tenor__json_root(json);
    const tenor__json_node *const nodes[] = {NULL, root, tenor__json_find(root, "s"), tenor__json_find(root, "n"),
                                             tenor__json_find(root, "t")};
    for (int i = 0; i < 5; i++) {
        tenor_str text = {NULL, 77};
        int64_t integer = 77;
        double number = 77;
        bool truth = true;
        ck_assert_int_eq(tenor__json_string(nodes[i], &text), i == 2);
        ck_assert_int_eq(tenor__json_integer(nodes[i], 0, 9, &integer), i == 3);
        ck_assert_int_eq(tenor__json_number(nodes[i], &number), i == 3);
        ck_assert_int_eq(tenor__json_bool(nodes[i], &truth), i == 4);
        ck_assert_uint_eq(text.size, i == 2 ? 1 : 77);
        ck_assert_int_eq(integer, i == 3 ? 1 : 77);
        ck_assert_double_eq(number, i == 3 ? 1 : 77);
        ck_assert_int_eq(tenor__json_is_object(nodes[i]), i == 1);
        ck_assert(!tenor__json_is_array(nodes[i]));
        ck_assert(!tenor__json_is_null(nodes[i]));
        ck_assert_uint_eq(tenor__json_count(nodes[i]), i == 1 ? 3 : 0);
    }
    ck_assert_ptr_null(tenor__json_first(NULL));
    ck_assert_ptr_null(tenor__json_next(NULL));
    ck_assert_uint_eq(tenor__json_key(NULL).size, 0);
    tenor__json_free(json);
}
END_TEST

static bool is_integer(const char *text, int64_t minimum, int64_t maximum, int64_t *out)
{
    tenor__json *json = parse(text);
    const bool is = tenor__json_integer(tenor__json_root(json), minimum, maximum, out);
    tenor__json_free(json);
    return is;
}

START_TEST(integers_are_written_as_integers)
{
    const int64_t limit = INT64_C(1) << 53;
    int64_t value;
    ck_assert(is_integer("3", 3, 3, &value));
    ck_assert_int_eq(value, 3);
    ck_assert(!is_integer("3.0", -limit, limit, &value));
    ck_assert(!is_integer("3e0", -limit, limit, &value));
    ck_assert(!is_integer("30E-1", -limit, limit, &value));
    ck_assert(!is_integer("3", 4, limit, &value));
    ck_assert(!is_integer("3", -limit, 2, &value));
    ck_assert(is_integer("-0", 0, 0, &value));
    ck_assert(is_integer("-17", -17, -17, &value));
    ck_assert_int_eq(value, -17);
    ck_assert(is_integer("9007199254740992", -limit, limit, &value));
    ck_assert_int_eq(value, limit);
    ck_assert(is_integer("-9007199254740992", -limit, limit, &value));
    ck_assert_int_eq(value, -limit);
    ck_assert(!is_integer("9007199254740993", -limit, limit, &value)); /* which a double cannot tell from 2^53 */
    ck_assert(is_integer("9007199254740993", -limit, INT64_MAX, &value));
    ck_assert_int_eq(value, limit + 1);
    ck_assert(!is_integer("-9007199254740993", -limit, limit, &value));
    ck_assert(!is_integer("999999999999999999", -limit, limit, &value));
    ck_assert(!is_integer("18446744073709551617", -limit, limit, &value)); /* 2^64 + 1 */
    ck_assert(!is_integer("1000000000000000000000000000000000000", -limit, limit, &value));
}
END_TEST

START_TEST(numbers_are_exact)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"0.1", 0.1},
        {"-0", -0.0},
        {"-0.0", -0.0},
        {"1E400", INFINITY},
        {"123456789012345678", 123456789012345678.0},
        {"1e-400", 0},
        {"1.7976931348623157e+308", 1.7976931348623157e308},
        {"0.3333333333333333333333333333333333333333333333333333333333333333333333333333333333333333", 1.0 / 3},
        {"100000000000000000000000000000000000000000000000000000000000000000000000000000000", 1e80}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (isinf(cases[i].value)) {
            check_bad(cases[i].text, 0);
            continue;
        }
        tenor__json *json = parse(cases[i].text);
        double value = 7;
        ck_assert(tenor__json_number(tenor__json_root(json), &value));
        ck_assert_msg(value == cases[i].value && signbit(value) == signbit(cases[i].value), "%s", cases[i].text);
        tenor__json_free(json);
    }
}
END_TEST

static void check_string(const char *json_text, const char *expected, size_t size)
{
    tenor__json *json = parse(json_text);
    tenor_str text = {NULL, 0};
    ck_assert(tenor__json_string(tenor__json_root(json), &text));
    ck_assert_msg(text.size == size && memcmp(text.data, expected, size) == 0, "%s", json_text);
    tenor__json_free(json);
}

START_TEST(strings)
{
    check_string("\"\"", "", 0);
    check_string("\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\te\"", "a\"b\\c/d\b\f\n\r\te", 13);
    check_string("\"\\u0041\\u00e9\\u4E2d\\uFFFF\"", "A\xC3\xA9\xE4\xB8\xAD\xEF\xBF\xBF", 9);
    check_string("\"\\ud83d\\uDE00\"", "\xF0\x9F\x98\x80", 4);
    check_string("\"\\udbff\\udfff\"", "\xF4\x8F\xBF\xBF", 4);
    check_string("\"\xF0\x9F\x98\x80 \xC3\xA9 \x7F\"", "\xF0\x9F\x98\x80 \xC3\xA9 \x7F", 9);
    check_string("\"\\u0001\\u001f\\u007f\"", "\x01\x1F\x7F", 3);
    check_string("\"\\\\u0000\"", "\\u0000", 6);
}
END_TEST

START_TEST(keys_with_escapes)
{
    tenor__json *json = parse("{\"a\\\"b\":1,\"\\u4e2d\":{\"\\n\":2}}");
    int64_t value;
    ck_assert(tenor__json_integer(tenor__json_find(tenor__json_root(json), "a\"b"), 1, 1, &value));
    const tenor__json_node *inner = tenor__json_find(tenor__json_root(json), "\xE4\xB8\xAD");
    ck_assert(tenor__json_integer(tenor__json_find(inner, "\n"), 2, 2, &value));
    tenor__json_free(json);
}
END_TEST

START_TEST(bad_grammar)
{
    check_bad("", 0);
    check_bad("  ", 2);
    check_bad("[", 1);
    check_bad("[1", 2);
    check_bad("[1,", 3);
    check_bad("[1,]", 3);
    check_bad("[,1]", 1);
    check_bad("[1 2]", 3);
    check_bad("[1}", 2);
    check_bad("{]", 1);
    check_bad("{", 1);
    check_bad("{\"a\"", 4);
    check_bad("{\"a\":", 5);
    check_bad("{\"a\":1", 6);
    check_bad("{\"a\":1,", 7);
    check_bad("{\"a\":1,}", 7);
    check_bad("{\"a\" 1}", 5);
    check_bad("{\"a\":}", 5);
    check_bad("{a:1}", 1);
    check_bad("{1:1}", 1);
    check_bad("{\"a\":1]", 6);
    check_bad("]", 0);
    check_bad("[]]", 2);
    check_bad("[] []", 3);
    check_bad("1 2", 2);
    check_bad("nul", 0);
    check_bad("nulll", 4);
    check_bad("True", 0);
    check_bad("NaN", 0);
    check_bad("-Infinity", 0);
    check_bad("'a'", 0);
    check_bad("[1]//", 3);
    check_bad("/**/1", 0);
    check_bad("\xEF\xBB\xBF{}", 0);
    check_bad("\v1", 0);
    check_bad_bytes("1\0", 2, 1);
    check_bad_bytes("\0", 1, 0);
    check_bad_bytes("[1\0]", 4, 2);
}
END_TEST

START_TEST(bad_numbers)
{
    static const char *const texts[] = {"01",  "-",    "+1",  ".5",    "1.",     "1.e2", "1e",   "1e+",
                                        "-01", "0x10", "--1", "1e400", "-1e309", "00",   "1.2.3"};
    static const unsigned char bytes[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 3};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check_bad(texts[i], bytes[i]);
}
END_TEST

START_TEST(bad_strings)
{
    check_bad("\"", 0);
    check_bad("[\"abc", 1);
    check_bad("\"\\", 1);
    check_bad("\"\\\"", 0);
    check_bad("\"\\x41\"", 1);
    check_bad("\"\\u12\"", 1);
    check_bad("\"\\u12g4\"", 1);
    check_bad("\"\\u", 1);
    check_bad("\"a\\u0000\"", 2);
    check_bad("\"\\ud800\"", 1);
    check_bad("\"\\ud800\\u0041\"", 1);
    check_bad("\"\\ud800\\ud800\"", 1);
    check_bad("\"\\udc00\"", 1);
    check_bad("\"\\ud800\\udc0", 1);
    check_bad("\"\\ud800x\"", 1);
    check_bad("\"a\nb\"", 2);
    check_bad("\"\x1F\"", 1);
    check_bad_bytes("\"a\0b\"", 5, 2);
    check_bad("\"\xFF\"", 1);
    check_bad("\"\xC3\"", 1);
    check_bad("\"\xC0\xAF\"", 1);
    check_bad("\"\xED\xA0\x80\"", 1);
    check_bad("\"\xF4\x90\x80\x80\"", 1);
    check_bad("\"ok\xE4\xB8", 3);
    check_bad("{\"\xFF\":1}", 2);
    check_bad("\xC3\xA9", 0);
}
END_TEST

START_TEST(duplicate_keys)
{
    check_bad("{\"a\":1,\"a\":2}", 12);
    check_bad("[{\"b\":{\"a\":1,\"c\":[{}],\"a\":2}}]", 27);
    check_bad("{\"\":1,\"\":2}", 10);
    check_bad("{\"a\":1,\"\\u0061\":2}", 17);
    tenor__json_free(parse("{\"a\":{\"a\":{\"a\":[{\"a\":1},{\"a\":1}]}},\"A\":1,\"a \":2}"));
    /* More keys than are compared one by one. */
    for (int twice = 0; twice < 2; twice++) {
        tenor__buffer buffer;
        tenor__buffer_init(&buffer, NULL);
        for (int i = 0; i < 1000; i++)
            tenor__buffer_format(&buffer, "%c\"key %d\": [{\"x\": 0}]", i == 0 ? '{' : ',', i);
        tenor__buffer_format(&buffer, ",\"key %d\": 0", twice ? 500 : 1000);
        const uint64_t end = buffer.size;
        tenor__buffer_add(&buffer, "}", 2);
        if (twice)
            check_bad(buffer.data, end);
        else
            tenor__json_free(parse(buffer.data));
        tenor__buffer_free(&buffer);
    }
    tenor__json *json;
    tenor_error error;
    tenor__json_parse("{\"twin\":1,\"twin\":2}", 19, 100, NULL, &json, &error);
    ck_assert_ptr_nonnull(strstr(error.message, "\"twin\""));
}
END_TEST

START_TEST(nesting)
{
    char text[200];
    for (int depth = 31; depth <= 34; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[2 * depth] = '\0';
        if (depth <= 32)
            tenor__json_free(parse(text));
        else
            check_bad(text, 32);
    }
    memset(text, '[', sizeof text);
    check_bad_bytes(text, sizeof text, 32);
    /* Closed containers do not count. */
    tenor__json_free(parse("[[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]],[[]]]"));
}
END_TEST

START_TEST(size_limit)
{
    tenor__json *json;
    tenor_error error;
    ck_assert_int_eq(tenor__json_parse("[1,2]", 5, 5, NULL, &json, &error), TENOR_OK);
    tenor__json_free(json);
    ck_assert_int_eq(tenor__json_parse("[1,2]", 5, 4, NULL, &json, &error), TENOR_TOO_LARGE);
    ck_assert_ptr_null(json);
    /* Not read: no such memory is there. */
    ck_assert_int_eq(tenor__json_parse("1", SIZE_MAX, SIZE_MAX, NULL, &json, &error), TENOR_TOO_LARGE);
}
END_TEST

START_TEST(out_of_memory)
{
    static const char text[] = "{\"a\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,"
                               "30,31,32,33,34,35,36,37,38,39,40,41,42],\"k1\":\"\\n\",\"k2\":0,\"k3\":0,\"k4\":0,"
                               "\"k5\":0,\"k6\":0,\"k7\":0,\"k8\":0,\"k9\":0,\"k10\":0,\"k11\":0,\"k12\":0,\"k13\":0,"
                               "\"k14\":0,\"k15\":0,\"k16\":0,\"k17\":0,\"k18\":0}";
    size_t budgets = 0;
    for (tenor_status status = TENOR_OUT_OF_MEMORY; status != TENOR_OK; budgets++) {
        failing state = {.fail_at = budgets + 1};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__json *json = (tenor__json *)(uintptr_t)1;
        tenor_error error;
        status = tenor__json_parse(text, sizeof text - 1, sizeof text, &alloc, &json, &error);
        if (status != TENOR_OK) {
            ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
            ck_assert_int_eq(error.status, TENOR_OUT_OF_MEMORY);
            ck_assert_ptr_null(json);
        }
        tenor__json_free(json);
        ck_assert_uint_eq(state.alive, 0);
    }
    ck_assert_uint_ge(budgets, 4); /* document, nodes, nodes again, keys */
}
END_TEST

typedef struct counted {
    size_t now;
    size_t most;
} counted;

static void *count_bytes(void *memory, size_t size, void *user)
{
    counted *bytes = user;
    size_t *head = memory ? (size_t *)memory - 2 : NULL;
    bytes->now -= head ? *head : 0;
    if (size == 0) {
        free(head);
        return NULL;
    }
    bytes->now += size;
    bytes->most = bytes->now > bytes->most ? bytes->now : bytes->most;
    head = realloc(head, size + 2 * sizeof *head);
    *head = size;
    return head + 2;
}

START_TEST(memory_is_bounded_by_the_text)
{
    enum { SIZE = 1000001 };
    static char text[SIZE];
    text[0] = '[';
    for (size_t i = 1; i + 1 < SIZE; i += 2)
        memcpy(text + i, "0,", 2);
    text[SIZE - 1] = ']';
    counted bytes = {0, 0};
    const tenor_alloc alloc = {count_bytes, &bytes};
    tenor__json *json;
    tenor_error error;
    ck_assert_msg(tenor__json_parse(text, SIZE, SIZE, &alloc, &json, &error) == TENOR_OK, "%s", error.message);
    ck_assert_uint_eq(tenor__json_count(tenor__json_root(json)), (SIZE - 1) / 2);
    ck_assert_uint_le(bytes.most, 10 * (size_t)SIZE);
    tenor__json_free(json);
    ck_assert_uint_eq(bytes.now, 0);
}
END_TEST

static double seconds_to_parse(const char *text, size_t size)
{
    struct timespec start;
    struct timespec end;
    tenor__json *json;
    clock_gettime(CLOCK_MONOTONIC, &start);
    ck_assert_int_eq(tenor__json_parse(text, size, size, NULL, &json, NULL), TENOR_OK);
    clock_gettime(CLOCK_MONOTONIC, &end);
    tenor__json_free(json);
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

START_TEST(many_keys_take_no_square)
{
    /* Compared pair by pair, 200,000 keys would take minutes. */
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, NULL);
    for (int i = 0; i < 200000; i++)
        tenor__buffer_format(&buffer, "%c\"%d\":{\"a\":0}", i == 0 ? '{' : ',', i);
    tenor__buffer_add_byte(&buffer, '}');
    ck_assert_double_lt(seconds_to_parse(buffer.data, buffer.size), 10);
    tenor__buffer_free(&buffer);
}
END_TEST

static void *parse_often(void *argument)
{
    (void)argument;
    for (int i = 0; i < 500; i++) {
        tenor__json *json;
        char text[64];
        const size_t size = (size_t)snprintf(text, sizeof text, "{\"\\n\":[\"\\t%d\",%d.5]%s", i, i, i % 3 ? "}" : "");
        const tenor_status status = tenor__json_parse(text, size, size, NULL, &json, NULL);
        if (status != (i % 3 ? TENOR_OK : TENOR_BAD_JSON))
            return argument;
        tenor__json_free(json);
    }
    return NULL;
}

START_TEST(threads_may_parse_at_once)
{
    pthread_t threads[4];
    int failed = 0;
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, parse_often, &failed), 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        pthread_join(threads[i], &result);
        ck_assert_ptr_null(result);
    }
}
END_TEST

/* ---- required members ---- */

START_TEST(wanted_members)
{
    tenor__json *json = parse("{\"s\":\"x\",\"i\":12,\"f\":1.5,\"b\":true,\"a\":[],\"o\":{},\"n\":null}");
    const tenor__json_node *root = tenor__json_root(json);
    const tenor__json_node *node = NULL;
    tenor_error error;
    tenor_str text;
    int64_t integer = 5;
    double number;
    ck_assert_int_eq(tenor__json_want_string(root, "s", &text, &error), TENOR_OK);
    ck_assert_int_eq(tenor__json_want_integer(root, "i", 12, 12, &integer, &error), TENOR_OK);
    ck_assert_int_eq(integer, 12);
    ck_assert_int_eq(tenor__json_want_number(root, "f", &number, &error), TENOR_OK);
    ck_assert_int_eq(tenor__json_want_number(root, "i", &number, &error), TENOR_OK);
    ck_assert_int_eq(tenor__json_want_array(root, "a", &node, &error), TENOR_OK);
    ck_assert(tenor__json_is_array(node));
    ck_assert_int_eq(tenor__json_want_object(root, "o", &node, &error), TENOR_OK);
    ck_assert(tenor__json_is_object(node));
    ck_assert_int_eq(tenor__json_want_integer(root, "i", 13, 4096, &integer, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message,
                     "\"i\" is 12; it should be an integer from 13 to 4096, without fraction or exponent");
    ck_assert_int_eq(tenor__json_want_integer(root, "gone", 1, 2, &integer, NULL), TENOR_BAD_MODEL);
    ck_assert_int_eq(integer, 12);
    ck_assert_int_eq(tenor__json_want_string(root, "gone", &text, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message, "\"gone\" is missing; it should be a string");
    ck_assert_int_eq(tenor__json_want_string(root, "f", &text, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message, "\"f\" is 1.5; it should be a string");
    ck_assert_int_eq(tenor__json_want_number(root, "n", &number, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message, "\"n\" is null; it should be a number");
    ck_assert_int_eq(tenor__json_want_array(root, "o", &node, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message, "\"o\" is an object; it should be an array");
    ck_assert_int_eq(tenor__json_want_object(root, "a", &node, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message, "\"a\" is an array; it should be an object");
    ck_assert_int_eq(tenor__json_want_object(root, "b", &node, &error), TENOR_BAD_MODEL);
    ck_assert_str_eq(error.message, "\"b\" is true or false; it should be an object");
    ck_assert_int_eq(tenor__json_want_string(NULL, "s", &text, &error), TENOR_BAD_MODEL);
    tenor__json_free(json);
}
END_TEST

CHECK_MAIN("json/json", values, walks_in_order, scalars_are_documents, wrong_types_leave_out_alone,
           integers_are_written_as_integers, numbers_are_exact, strings, keys_with_escapes, bad_grammar, bad_numbers,
           bad_strings, duplicate_keys, nesting, size_limit, out_of_memory, memory_is_bounded_by_the_text,
           many_keys_take_no_square, threads_may_parse_at_once, wanted_members)
