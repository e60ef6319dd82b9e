#include "text/vocab.h"

#include "base/failing.h"
#include "json/json.h"
#include "counted.h"
#include "text/tokens.h"

#include <stdio.h>
#include <string.h>

static const tenor_text_settings WORDS = {sizeof WORDS, TENOR_TOKENS_WORD, false};

static tenor_vocab *build(const char *text, uint64_t min_count, size_t max_size)
{
    const tenor_str one = tenor_str_of(text);
    counted all;
    tenor_vocab *vocab;
    count_texts(&all, &one, 1, &WORDS);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, min_count, NULL, NULL, 0, max_size, NULL, &vocab, NULL), TENOR_OK);
    counted_free(&all);
    return vocab;
}

static bool is(tenor_str text, const char *expected)
{
    return text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0;
}

static void check_words(const tenor_vocab *vocab, const char *const *words, const uint64_t *counts, size_t size)
{
    ck_assert_uint_eq(tenor_vocab_size(vocab), size);
    for (size_t id = 0; id < size; id++) {
        ck_assert_msg(is(tenor_vocab_word(vocab, id), words[id]), "id %d is %.*s, not %s", (int)id,
                      (int)tenor_vocab_word(vocab, id).size, tenor_vocab_word(vocab, id).data, words[id]);
        ck_assert_uint_eq(tenor_vocab_count(vocab, id), counts[id]);
        ck_assert_uint_eq(tenor_vocab_find(vocab, tenor_str_of(words[id])), id < TENOR__FIRST_WORD ? 1 : id);
    }
}

START_TEST(order)
{
    tenor_vocab *vocab = build("b b c c a a d d d e f1", 2, 1000);
    const char *words[] = {"<pad>", "<unk>", "d", "a", "b", "c"};
    const uint64_t counts[] = {0, 2, 3, 2, 2, 2};
    check_words(vocab, words, counts, 6);
    tenor_vocab_free(vocab);
    vocab = build("b b c c a a d d d e f1", 1, 5);
    const uint64_t fewer[] = {0, 4, 3, 2, 2};
    check_words(vocab, words, fewer, 5);
    tenor_vocab_free(vocab);
    vocab = build("", 1, 2);
    const uint64_t none[] = {0, 0};
    check_words(vocab, words, none, 2);
    tenor_vocab_free(vocab);
    tenor_vocab_free(NULL);
}
END_TEST

/* The ids of a text, each as a digit. */
static void check_ids(const tenor_vocab *vocab, const char *text, size_t limit, tenor__kept_tokens kept,
                      const char *expected)
{
    tenor_tokens *tokens;
    uint32_t ids[32];
    uint32_t again[32];
    size_t count;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor__vocab_encode(vocab, tokens, tenor_str_of(text), limit, kept, ids, &count), TENOR_OK);
    char found[33] = "";
    for (size_t i = 0; i < count; i++)
        found[i] = (char)('0' + ids[i]);
    ck_assert_str_eq(found, expected);
    /* The same from all tokens of the text. */
    const tenor_text_settings settings = *tenor_vocab_text_settings(vocab);
    ck_assert_int_eq(tenor_tokens_split(tokens, &settings, tenor_str_of(text)), TENOR_OK);
    ck_assert_uint_eq(tenor__vocab_ids(vocab, tokens, limit, kept, again), count);
    ck_assert_mem_eq(ids, again, count * sizeof *ids);
    for (size_t i = 0; i < count && tenor_tokens_count(tokens) < limit; i++)
        ck_assert_uint_eq(tenor_vocab_token(vocab, tokens, i), ids[i]);
    tenor_tokens_free(tokens);
}

#define HAO "\u597D"
#define CHI "\u5403"
#define HEN "\u5F88"

START_TEST(two_characters_that_stand_together_often_are_a_word)
{
    /* "hao chi" five times, one of them across a comma, one of them across a space: three pairs are too few. */
    const char *const few = HAO CHI HEN HAO CHI " " HAO CHI " " HAO " " CHI HAO "\uFF0C" CHI;
    tenor_vocab *vocab = build(few, 1, 100);
    const char *words[] = {"<pad>", "<unk>", CHI, HAO, ",", HEN};
    const uint64_t counts[] = {0, 0, 5, 5, 1, 1};
    check_words(vocab, words, counts, 6);
    check_ids(vocab, HAO CHI, 32, TENOR__KEEP_FIRST, "32");
    tenor_vocab_free(vocab);

    vocab = build(HAO CHI HEN HAO CHI " " HAO CHI " " HAO CHI, 1, 100);
    ck_assert_uint_eq(tenor_vocab_find(vocab, tenor_str_of(HAO CHI)), TENOR__UNKNOWN);
    tenor_vocab_free(vocab);

    const char *const enough = HAO CHI HEN HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI;
    vocab = build(enough, 1, 100);
    const char *more[] = {"<pad>", "<unk>", CHI, HAO, HAO CHI, HEN};
    const uint64_t more_counts[] = {0, 0, 5, 5, 5, 1};
    check_words(vocab, more, more_counts, 6);
    check_ids(vocab, HAO CHI HAO, 32, TENOR__KEEP_FIRST, "423");
    check_ids(vocab, HAO " " CHI HAO "a", 32, TENOR__KEEP_FIRST, "3231");
    check_ids(vocab, HAO HAO CHI CHI, 32, TENOR__KEEP_FIRST, "3422");
    tenor_vocab_free(vocab);
    vocab = build(enough, 6, 100);
    ck_assert_uint_eq(tenor_vocab_size(vocab), TENOR__FIRST_WORD);
    tenor_vocab_free(vocab);
}
END_TEST

START_TEST(no_pair_spans_what_was_left_out)
{
    tenor_vocab *vocab =
        build(HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI, 1, 100); /* 2 CHI 3 HAO 4 both */
    check_ids(vocab, HAO CHI HAO CHI, 4, TENOR__KEEP_FIRST, "4242");
    check_ids(vocab, HAO CHI HAO CHI, 3, TENOR__KEEP_FIRST, "423");
    check_ids(vocab, HAO CHI HAO CHI, 3, TENOR__KEEP_LAST, "242");
    check_ids(vocab, HAO CHI HAO CHI, 2, TENOR__KEEP_BOTH, "32");
    check_ids(vocab, HAO HAO HAO CHI CHI CHI, 4, TENOR__KEEP_BOTH, "3322");
    check_ids(vocab, HAO CHI, 2, TENOR__KEEP_BOTH, "32"); /* whether or not text is missing there */
    tenor_vocab_free(vocab);
    /* A text so long that its middle is forgotten on the way. */
    enum { LONG = 60000 };
    char *text = malloc(3 * LONG + 7);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < LONG; i++)
        memcpy(text + 3 * i, i < 2 ? HAO : CHI, 3);
    memcpy(text + 3 * LONG, "", 1);
    vocab = build(HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI " " HAO CHI, 1, 100);
    check_ids(vocab, text, 4, TENOR__KEEP_BOTH, "3322");
    tenor_vocab_free(vocab);
    free(text);
}
END_TEST

START_TEST(kept_and_extra_words)
{
    const tenor_str text = tenor_str_of("a a b c");
    counted all;
    count_texts(&all, &text, 1, &WORDS);
    const bool keep[] = {false, false, true};
    const tenor_str extra[] = {tenor_str_of("x"), tenor_str_of("a"),     tenor_str_of(""),      tenor_str_of("b"),
                               tenor_str_of("x"), tenor_str_of("<pad>"), tenor_str_of("<unk>"), tenor_str_of("y")};
    tenor_vocab *vocab;
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 2, keep, extra, 8, 1000, NULL, &vocab, NULL), TENOR_OK);
    const char *words[] = {"<pad>", "<unk>", "a", "c", "x", "b", "y"};
    const uint64_t counts[] = {0, 1, 2, 1, 0, 0, 0};
    check_words(vocab, words, counts, 7);
    tenor_vocab_free(vocab);
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 2, keep, extra, 8, 6, NULL, &vocab, NULL), TENOR_OK);
    check_words(vocab, words, counts, 6);
    tenor_vocab_free(vocab);
    tenor_error error;
    vocab = (tenor_vocab *)(uintptr_t)1;
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 2, keep, extra, 8, 1, NULL, &vocab, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_null(vocab);
    ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);
    counted_free(&all);
}
END_TEST

START_TEST(encoding)
{
    tenor_vocab *vocab = build("good film good", 1, 1000);
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    uint32_t ids[8];
    size_t size;
    ck_assert_int_eq(
        tenor__vocab_encode(vocab, tokens, tenor_str_of("A GOOD film <pad>"), 8, TENOR__KEEP_FIRST, ids, &size),
        TENOR_OK);
    const uint32_t expected[] = {1, 2, 3, 1, 1, 1};
    ck_assert_uint_eq(size, 6);
    ck_assert_mem_eq(ids, expected, sizeof expected);
    ck_assert_int_eq(
        tenor__vocab_encode(vocab, tokens, tenor_str_of("good good good"), 2, TENOR__KEEP_FIRST, ids, &size), TENOR_OK);
    ck_assert_uint_eq(size, 2);
    ck_assert_int_eq(tenor__vocab_encode(vocab, tokens, tenor_str_of("a good film"), 2, TENOR__KEEP_LAST, ids, &size),
                     TENOR_OK);
    ck_assert_uint_eq(size, 2);
    ck_assert(ids[0] == tenor_vocab_find(vocab, tenor_str_of("good")));
    ck_assert(ids[1] == tenor_vocab_find(vocab, tenor_str_of("film")) && ids[0] != ids[1]);
    ck_assert_int_eq(tenor__vocab_encode(vocab, tokens, tenor_str_of(""), 8, TENOR__KEEP_FIRST, ids, &size), TENOR_OK);
    ck_assert_uint_eq(size, 0);
    ck_assert_int_eq(tenor__vocab_encode(vocab, tokens, tenor_str_of("good"), 0, TENOR__KEEP_FIRST, NULL, &size),
                     TENOR_OK);
    ck_assert_uint_eq(size, 0);
    ck_assert_uint_eq(tenor_vocab_find(vocab, (tenor_str){NULL, 0}), 1);
    tenor_tokens_free(tokens);
    tenor_vocab_free(vocab);
}
END_TEST

START_TEST(ids_of_a_whole_text_are_those_of_its_kept_tokens)
{
    enum { MOST = 12 };
    static const char text[] = "a b c d e f g h i";
    tenor_vocab *vocab = build(text, 1, 1000);
    const tenor_text_settings settings = *tenor_vocab_text_settings(vocab);
    tenor_tokens *tokens;
    tenor_tokens *whole;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_new(NULL, &whole), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_split(whole, &settings, tenor_str_of(text)), TENOR_OK);
    for (int kept = TENOR__KEEP_FIRST; kept <= TENOR__KEEP_BOTH; kept++)
        for (size_t limit = 0; limit <= MOST; limit++) {
            uint32_t expected[MOST];
            uint32_t ids[MOST];
            size_t count;
            ck_assert_int_eq(tenor__vocab_encode(vocab, tokens, tenor_str_of(text), limit, (tenor__kept_tokens)kept,
                                                 expected, &count),
                             TENOR_OK);
            ck_assert_uint_eq(count, limit < 9 ? limit : 9);
            ck_assert_uint_eq(tenor__vocab_ids(vocab, whole, limit, (tenor__kept_tokens)kept, ids), count);
            ck_assert(memcmp(ids, expected, count * sizeof *ids) == 0);
        }
    tenor_tokens_free(whole);
    tenor_tokens_free(tokens);
    tenor_vocab_free(vocab);
}
END_TEST

static tenor__buffer write(const tenor_vocab *vocab)
{
    tenor__buffer out;
    tenor__buffer_init(&out, NULL);
    tenor__vocab_write(vocab, &out);
    ck_assert(!out.failed);
    return out;
}

static void check_equal(const tenor_vocab *a, const tenor_vocab *b)
{
    tenor__buffer first = write(a);
    tenor__buffer second = write(b);
    ck_assert_uint_eq(first.size, second.size);
    ck_assert_mem_eq(first.data, second.data, first.size);
    for (size_t id = TENOR__FIRST_WORD; id < tenor_vocab_size(a); id++)
        ck_assert_uint_eq(tenor_vocab_find(b, tenor_vocab_word(a, id)), id);
    tenor__buffer_free(&first);
    tenor__buffer_free(&second);
}

START_TEST(written_and_read_back)
{
    const tenor_text_settings settings = {sizeof settings, TENOR_TOKENS_CHAR, true};
    const tenor_str text = tenor_str_of("\"\\ /aa\u4F60\U0001F44D\U0001F3FD\x7F\xFF b");
    counted all;
    count_texts(&all, &text, 1, &settings);
    const tenor_str extra = tenor_str_of("tab\tquote\"line\n\x01");
    tenor_vocab *vocab, *back, *copy;
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, &extra, 1, 1000, NULL, &vocab, NULL), TENOR_OK);
    counted_free(&all);
    tenor__buffer json = write(vocab);
    /* JSON that any reader takes. */
    tenor__json *tree;
    ck_assert_int_eq(tenor__json_parse(json.data, json.size, 1 << 20, NULL, &tree, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor__json_count(tenor__json_find(tenor__json_root(tree), "words")), tenor_vocab_size(vocab));
    tenor__json_free(tree);
    tenor_error error;
    ck_assert_msg(tenor__vocab_read((tenor_str){json.data, json.size}, NULL, &back, &error) == TENOR_OK, "%s",
                  error.message);
    check_equal(vocab, back);
    ck_assert_int_eq(tenor_vocab_text_settings(back)->unit, TENOR_TOKENS_CHAR);
    ck_assert(tenor_vocab_text_settings(back)->keep_case);
    ck_assert_int_eq(tenor__vocab_table_copy(back, NULL, &copy, NULL), TENOR_OK);
    tenor_vocab_free(back);
    check_equal(vocab, copy);
    tenor_vocab_free(copy);
    tenor_vocab_free(vocab);
    tenor__buffer_free(&json);
}
END_TEST

static tenor_status read(const char *json, tenor_vocab **vocab, tenor_error *error)
{
    /* Memory of exactly its size, so that a sanitizer sees a read past it. */
    const size_t size = strlen(json);
    char *copy = malloc(size + !size);
    memcpy(copy, json, size);
    tenor_status status = tenor__vocab_read((tenor_str){copy, size}, NULL, vocab, error);
    free(copy);
    return status;
}

START_TEST(any_order_and_escapes)
{
    tenor_vocab *vocab;
    tenor_error error;
    ck_assert_msg(
        read("\n{\"counts\":[0,7,5,5,0],\t\"words\" : [\"<pad>\", "
             "\"<unk>\",\"\\u4f60\\ud83d\\uDC4D\",\"\\\"\\/\\b\\f\\n\\r\\t\\\\\","
             "\"\u4F60\"],\r\n\"keep_case\":true,\"tokens\":\"word\",\"version\":1,\"format\":\"tenor-vocab\"} \n",
             &vocab, &error) == TENOR_OK,
        "%s", error.message);
    const char *words[] = {"<pad>", "<unk>", "\u4F60\U0001F44D", "\"/\b\f\n\r\t\\", "\u4F60"};
    const uint64_t counts[] = {0, 7, 5, 5, 0};
    check_words(vocab, words, counts, 5);
    tenor_vocab_free(vocab);
}
END_TEST

/* Words of every length, and in each of their places a character that does not stand for itself. */
START_TEST(strings_of_every_length)
{
    static const struct {
        const char *json;
        const char *text; /* NULL: refused */
    } characters[] = {
        {"\\\"", "\""},   {"\\\\", "\\"}, {"\\u20ac", "\u20AC"}, {"\u20AC", "\u20AC"}, {"!", "!"},
        {"\x7F", "\x7F"}, {"\x1F", NULL}, {"\n", NULL},          {"\\x", NULL},
    };
    static const char head[] = "{\"words\":[\"<pad>\",\"<unk>\",\"";
    static const char tail[] = "\",\"~\"],\"counts\":[0,0,2,1],\"format\":\"tenor-vocab\",\"version\":1,"
                               "\"tokens\":\"word\",\"keep_case\":false}";
    for (size_t length = 1; length <= 40; length++)
        for (size_t place = 0; place <= length; place++)
            for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
                char before[64] = "";
                char after[64] = "";
                memset(before, 'b', place);
                memset(after, 'a', length - place);
                char json[512];
                char word[128];
                snprintf(json, sizeof json, "%s%s%s%s%s", head, before, characters[i].json, after, tail);
                snprintf(word, sizeof word, "%s%s%s", before, characters[i].text ? characters[i].text : "", after);
                tenor_vocab *vocab;
                tenor_error error;
                if (characters[i].text) {
                    ck_assert_msg(read(json, &vocab, &error) == TENOR_OK, "%s: %s", json, error.message);
                    check_words(vocab, (const char *[]){"<pad>", "<unk>", word, "~"}, (const uint64_t[]){0, 0, 2, 1},
                                4);
                    tenor_vocab_free(vocab);
                } else {
                    ck_assert_int_eq(read(json, &vocab, &error), TENOR_BAD_JSON);
                    ck_assert_uint_eq(error.byte, sizeof head - 1 + place);
                }
            }
}
END_TEST

#define HEAD                "{\"format\":\"tenor-vocab\",\"version\":1,\"tokens\":\"word\",\"keep_case\":false,"
#define WITH(words, counts) HEAD "\"words\":[\"<pad>\",\"<unk>\"" words "],\"counts\":[0,0" counts "]}"

START_TEST(bad_files)
{
    static const struct {
        tenor_status status;
        const char *json;
        const char *message; /* that it must hold */
    } cases[] = {
        {TENOR_BAD_JSON, "", "expected an object at byte 0"},
        {TENOR_BAD_JSON, "[]", "expected an object"},
        {TENOR_BAD_JSON, "{}", "expected a string at byte 1"},
        {TENOR_BAD_JSON, WITH(",\"a\"", ",1") "x", "after the object"},
        {TENOR_BAD_JSON, "{\"format\":\"tenor-vocab\",\"format\":\"tenor-vocab\"", "already there"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"<pad>\"", "comma or the closing bracket"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"a", "unfinished"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"a\nb\"", "control character"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\x\"", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\u0000\"", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\ud800\"", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\udc00\"", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\ud800\\u0041\"", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\u12", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\\", "escape"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"\xFF\"", "invalid UTF-8"},
        {TENOR_BAD_JSON, HEAD "\"words\":[1]", "expected a string"},
        {TENOR_BAD_JSON, HEAD "\"words\":[\"a\",]", "expected a string"},
        {TENOR_BAD_JSON, HEAD "\"words\":[[\"a\"]]", "expected a string"},
        {TENOR_BAD_JSON, HEAD "\"words\":{}", "array of words"},
        {TENOR_BAD_MODEL, HEAD "\"counts\":[-1]", "integer"},
        {TENOR_BAD_MODEL, HEAD "\"counts\":[01]", "integer"},
        {TENOR_BAD_JSON, HEAD "\"counts\":[0.5]", "comma"},
        {TENOR_BAD_JSON, HEAD "\"counts\":[0e1]", "comma"},
        {TENOR_BAD_MODEL, HEAD "\"counts\":[]", "integer"},
        {TENOR_BAD_MODEL, HEAD "\"counts\":[0,9007199254740993]", "2^53"},
        {TENOR_BAD_MODEL, HEAD "\"counts\":[1,0]", "<pad>"},
        {TENOR_BAD_MODEL, HEAD "\"extra\":1}", "unknown member"},
        {TENOR_BAD_MODEL, "{\"format\":\"other\"}", "format"},
        {TENOR_BAD_VERSION, "{\"version\":2}", "version 2"},
        {TENOR_BAD_MODEL, "{\"tokens\":\"byte\"}", "word nor char"},
        {TENOR_BAD_MODEL, "{\"keep_case\":1}", "true or false"},
        {TENOR_BAD_MODEL, "{\"keep_case\":tru", "true or false"},
        {TENOR_BAD_MODEL, HEAD "\"words\":[\"<pad>\",\"<unk>\"]}", "\"counts\" is missing"},
        {TENOR_BAD_MODEL, WITH(",\"\"", ",1"), "empty word"},
        {TENOR_BAD_MODEL, WITH(",\"a\",\"b\",\"a\"", ",1,1,1"), "word 4, \"a\""},
        {TENOR_BAD_MODEL, WITH(",\"<pad>\"", ",1"), "word 2, \"<pad>\""},
        {TENOR_BAD_MODEL, WITH(",\"<unk>\"", ",1"), "already there"},
        {TENOR_BAD_MODEL, WITH(",\"a\",\"b\"", ",1,2"), "larger than the one before"},
        {TENOR_BAD_MODEL, WITH(",\"a\"", ",1,1"), "3 words but 4 counts"},
        {TENOR_BAD_MODEL, WITH(",\"a\",\"b\"", ",1"), "4 words but 3 counts"},
        {TENOR_BAD_MODEL, HEAD "\"words\":[\"a\",\"b\"],\"counts\":[0,0]}", "<pad> and <unk>"},
        {TENOR_BAD_MODEL, HEAD "\"words\":[\"<pad>\"],\"counts\":[0]}", "<pad> and <unk>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tenor_vocab *vocab = (tenor_vocab *)(uintptr_t)1;
        tenor_error error = {0};
        const tenor_status status = read(cases[i].json, &vocab, &error);
        ck_assert_msg(status == cases[i].status && error.status == status, "%s: %s", cases[i].json, error.message);
        ck_assert_msg(strstr(error.message, cases[i].message), "%s: %s", cases[i].json, error.message);
        ck_assert_ptr_null(vocab);
        ck_assert_int_eq(read(cases[i].json, &vocab, NULL), status);
    }
    /* Cut anywhere, a good file is a bad one. */
    const char *good = WITH(",\"a\\u00e9\",\"b\"", ",2,1");
    tenor_vocab *vocab;
    ck_assert_int_eq(read(good, &vocab, NULL), TENOR_OK);
    tenor_vocab_free(vocab);
    for (size_t size = 0; size < strlen(good); size++) {
        char cut[256];
        snprintf(cut, sizeof cut, "%.*s", (int)size, good);
        ck_assert_int_ne(read(cut, &vocab, NULL), TENOR_OK);
        ck_assert_ptr_null(vocab);
    }
}
END_TEST

/* Everything that allocates, at every budget. */
static tenor_status everything(const tenor_alloc *alloc, tenor_str json)
{
    static const tenor_str extra = {"extra", 5};
    tenor_error error = {0};
    counted all = {.texts = {.count = 0}};
    tenor_vocab *vocab = NULL;
    tenor_vocab *copy = NULL;
    tenor_vocab *back = NULL;
    static char bytes[200][16];
    tenor_str texts[200];
    tenor__pool *pool;
    ck_assert_int_eq(tenor__pool_new(1, NULL, &pool, NULL), TENOR_OK);
    for (int i = 0; i < 200; i++) {
        snprintf(bytes[i], sizeof bytes[i], "a a %d", i);
        texts[i] = tenor_str_of(bytes[i]);
    }
    tenor_status status = tenor__tokenized_init(&all.texts, texts, 200, &WORDS, 0, TENOR__KEEP_FIRST, pool,
                                                (tenor__watcher){NULL, NULL}, alloc);
    tenor__pool_free(pool);
    if (status == TENOR_OK)
        status = tenor__token_counts_init(&all.counts, &all.texts, 0, TENOR__KEEP_FIRST, alloc);
    if (status == TENOR_OK)
        status = tenor__vocab_new(&all.counts, 1, NULL, &extra, 1, 1000, alloc, &vocab, &error);
    if (status == TENOR_OK)
        status = tenor__vocab_table_copy(vocab, alloc, &copy, &error);
    if (status == TENOR_OK)
        status = tenor__vocab_read(json, alloc, &back, &error);
    if (status == TENOR_OK)
        ck_assert_uint_eq(tenor_vocab_size(copy), 204);
    else
        ck_assert(!back && (!all.counts.counts || error.status == TENOR_OUT_OF_MEMORY || !vocab));
    counted_free(&all);
    tenor_vocab_free(vocab);
    tenor_vocab_free(copy);
    tenor_vocab_free(back);
    return status;
}

START_TEST(failing_memory)
{
    const tenor_str json = tenor_str_of(WITH(",\"a\",\"b\",\"c\"", ",3,2,1"));
    for (size_t fail_at = 1;; fail_at++) {
        failing state = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&state);
        const tenor_status status = everything(&alloc, json);
        ck_assert_uint_eq(state.alive, 0);
        if (status == TENOR_OK) {
            ck_assert_uint_gt(fail_at, 20);
            break;
        }
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
    }
}
END_TEST

START_TEST(many_words)
{
    enum { COUNT = 60000 };
    char *text = malloc(COUNT * 12);
    size_t used = 0;
    counted all;
    ck_assert_ptr_nonnull(text);
    for (int i = 0; i < COUNT; i++)
        for (int n = 0; n < 1 + (i % 97 == 0); n++)
            used += (size_t)sprintf(text + used, "w%dx ", i);
    count_texts(&all, &(const tenor_str){text, used}, 1, &WORDS);
    free(text);
    tenor_vocab *vocab, *back;
    ck_assert_int_eq(tenor__vocab_new(&all.counts, 1, NULL, NULL, 0, SIZE_MAX, NULL, &vocab, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_vocab_size(vocab), COUNT + 2);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 2), 2);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 2 + COUNT / 97), 2);
    ck_assert_uint_eq(tenor_vocab_count(vocab, 2 + COUNT / 97 + 1), 1);
    ck_assert_uint_eq(tenor_vocab_count(vocab, COUNT + 1), 1);
    for (uint32_t id = 2; id < COUNT + 2; id++)
        if (tenor_vocab_find(vocab, tenor_vocab_word(vocab, id)) != id)
            ck_abort_msg("id %d", (int)id);
    tenor__buffer json = write(vocab);
    ck_assert_int_eq(tenor__vocab_read((tenor_str){json.data, json.size}, NULL, &back, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_vocab_size(back), COUNT + 2);
    tenor__buffer_free(&json);
    tenor_vocab_free(back);
    tenor_vocab_free(vocab);
    counted_free(&all);
}
END_TEST

CHECK_MAIN("text/vocab", order, two_characters_that_stand_together_often_are_a_word, no_pair_spans_what_was_left_out,
           kept_and_extra_words, encoding, ids_of_a_whole_text_are_those_of_its_kept_tokens, written_and_read_back,
           any_order_and_escapes, strings_of_every_length, bad_files, failing_memory, many_words)
