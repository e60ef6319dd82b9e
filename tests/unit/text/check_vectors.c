#include "text/vectors.h"

#include "base/failing.h"
#include "check_main.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const tenor_text_settings FOLDED = {sizeof FOLDED, TENOR_TOKENS_WORD, false};
static const tenor_text_settings WRITTEN = {sizeof WRITTEN, TENOR_TOKENS_WORD, true};

/* Wants the words of a NULL-terminated list. */
static bool in_list(tenor_str word, void *user)
{
    for (const char *const *list = user; list && *list; list++)
        if (word.size == strlen(*list) && memcmp(word.data, *list, word.size) == 0)
            return true;
    return false;
}

static tenor_status parse(tenor_str data, const tenor_text_settings *settings, const char **wanted, size_t extra,
                          tenor__vectors **out, tenor_error *error)
{
    /* Memory of exactly its size, so that a sanitizer sees a read past it. */
    char *copy = malloc(data.size + !data.size);
    memcpy(copy, data.data, data.size);
    tenor__window window = tenor__window_of(copy, data.size);
    tenor_status status = tenor__vectors_read(&window, settings, in_list, wanted, extra, NULL, out, error);
    free(copy);
    return status;
}

static tenor__vectors *parse_good(const char *text, size_t size, const char **wanted, size_t extra)
{
    tenor__vectors *vectors;
    tenor_error error = {0};
    ck_assert_msg(parse((tenor_str){text, size}, &FOLDED, wanted, extra, &vectors, &error) == TENOR_OK, "%s",
                  error.message);
    return vectors;
}

static void check_row(const tenor__vectors *vectors, const char *word, float a, float b)
{
    const float *row = tenor__vectors_find(vectors, tenor_str_of(word));
    ck_assert_msg(row != NULL, "%s", word);
    ck_assert_float_eq(row[0], a);
    ck_assert_float_eq(row[1], b);
}

static bool has(const tenor__vectors *vectors, const char *word)
{
    return tenor__vectors_find(vectors, tenor_str_of(word)) != NULL;
}

START_TEST(glove)
{
    const char *text = "the 0.5 -1\nfilm 1e-3 .25\r\n, 3 4\n";
    tenor__vectors *vectors = parse_good(text, strlen(text), NULL, 10);
    ck_assert_uint_eq(tenor__vectors_dim(vectors), 2);
    ck_assert_uint_eq(tenor__vectors_count(vectors), 3);
    check_row(vectors, "the", 0.5f, -1);
    check_row(vectors, "film", 0.001f, 0.25f);
    check_row(vectors, ",", 3, 4);
    ck_assert(!has(vectors, "The"));
    ck_assert_uint_eq(tenor__vectors_word(vectors, 1).size, 4);
    tenor__vectors_free(vectors);
    tenor__vectors_free(NULL);
}
END_TEST

/* As in glove.840B: the dimension is that of most lines, and is counted from the right. */
START_TEST(words_with_spaces)
{
    const char *text = "a 1 2\n. . . 3 4\nat name@x.org 5 6\n1 7 8\n2 3 9 10\nb 11 12\n";
    const char *wanted[] = {". . .", "at name@x.org", "2 3", NULL};
    tenor__vectors *vectors = parse_good(text, strlen(text), wanted, 10);
    ck_assert_uint_eq(tenor__vectors_count(vectors), 6);
    check_row(vectors, ". . .", 3, 4);
    check_row(vectors, "at name@x.org", 5, 6);
    check_row(vectors, "1", 7, 8);
    check_row(vectors, "2 3", 9, 10);
    tenor__vectors_free(vectors);
}
END_TEST

START_TEST(fasttext)
{
    const char *text = "\xEF\xBB\xBF"
                       "3 2\n</s> 1 1 \n\u4F60\u597D 0.1 0.2 \nword\t3\t4 \n\n";
    const char *wanted[] = {"\u4F60\u597D", NULL};
    tenor__vectors *vectors = parse_good(text, strlen(text), wanted, 10);
    ck_assert_uint_eq(tenor__vectors_dim(vectors), 2);
    ck_assert_uint_eq(tenor__vectors_count(vectors), 2);
    check_row(vectors, "\u4F60\u597D", 0.1f, 0.2f);
    check_row(vectors, "word", 3, 4);
    ck_assert(!tenor__vectors_is_extra(vectors, 0));
    ck_assert(tenor__vectors_is_extra(vectors, 1));
    tenor__vectors_free(vectors);
}
END_TEST

/* word2vec's binary form, with and without a newline after each vector. */
static size_t binary(char *out, bool newlines)
{
    static const float rows[3][2] = {{0.5f, -1}, {1.25f, 3e20f}, {7, 8}};
    static const char *const words[3] = {"the", "Film", "in_between"};
    size_t size = (size_t)sprintf(out, "3 2\n");
    for (int i = 0; i < 3; i++) {
        size += (size_t)sprintf(out + size, "%s ", words[i]);
        memcpy(out + size, rows[i], sizeof rows[i]);
        size += sizeof rows[i];
        if (newlines)
            out[size++] = '\n';
    }
    return size;
}

START_TEST(word2vec_binary)
{
    char data[128];
    for (int newlines = 0; newlines < 2; newlines++) {
        const size_t size = binary(data, newlines);
        tenor__vectors *vectors = parse_good(data, size, NULL, 10);
        ck_assert_uint_eq(tenor__vectors_dim(vectors), 2);
        ck_assert_uint_eq(tenor__vectors_count(vectors), 2);
        check_row(vectors, "the", 0.5f, -1);
        check_row(vectors, "film", 1.25f, 3e20f);
        tenor__vectors_free(vectors);
        /* Cut anywhere after the header it is damaged, but for the last newline. */
        for (size_t cut = 5; cut < size - (size_t)newlines; cut++) {
            tenor_error error = {0};
            ck_assert_int_eq(parse((tenor_str){data, cut}, &FOLDED, NULL, 10, &vectors, &error), TENOR_BAD_VECTORS);
            ck_assert_ptr_null(vectors);
        }
    }
    tenor_error error = {0};
    tenor__vectors *vectors;
    size_t size = binary(data, false);
    const float not_a_number = NAN;
    memcpy(data + 12, &not_a_number, sizeof not_a_number);
    ck_assert_int_eq(parse((tenor_str){data, size}, &FOLDED, NULL, 10, &vectors, &error), TENOR_BAD_VECTORS);
    ck_assert_uint_eq(error.byte, 12);
    ck_assert_msg(strstr(error.message, "byte 12") && strstr(error.message, "word 1"), "%s", error.message);
    size = binary(data, false);
    data[size] = 'x';
    ck_assert_int_eq(parse((tenor_str){data, size + 1}, &FOLDED, NULL, 10, &vectors, &error), TENOR_BAD_VECTORS);
    ck_assert_uint_eq(error.byte, size);
}
END_TEST

START_TEST(what_is_kept)
{
    const char *text = "The 1 1\nthe 2 2\nTHE 3 3\nzero 0 0\nnot-one 4 4\nA 5 5\nb 6 6\nc 7 7\nwanted 0 0\n<unk> 8 8\n";
    const char *wanted[] = {"c", "wanted", NULL};
    tenor__vectors *vectors = parse_good(text, strlen(text), wanted, 2);
    ck_assert_uint_eq(tenor__vectors_count(vectors), 4);
    static const char *const kept[] = {"the", "a", "c", "wanted"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(has(vectors, kept[i]));
        ck_assert_mem_eq(tenor__vectors_word(vectors, i).data, kept[i], strlen(kept[i]));
        ck_assert_int_eq(tenor__vectors_is_extra(vectors, i), i < 2);
    }
    check_row(vectors, "the", 1, 1);
    tenor__vectors_free(vectors);
    ck_assert_int_eq(parse(tenor_str_of(text), &WRITTEN, NULL, 100, &vectors, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor__vectors_count(vectors), 6);
    check_row(vectors, "THE", 3, 3);
    tenor__vectors_free(vectors);
    vectors = parse_good(text, strlen(text), NULL, 0);
    ck_assert_uint_eq(tenor__vectors_count(vectors), 0);
    tenor__vectors_free(vectors);
}
END_TEST

START_TEST(bad_files)
{
    static const struct {
        const char *text;
        uint64_t line;
        const char *message; /* that it must hold */
    } cases[] = {
        {"", 1, "no word vectors"},
        {"\n\n", 1, "no word vectors"},
        {"word\n", 1, "no word vectors"},
        {"3 0\na\n", 1, "no word vectors"},
        {"3 70000\na 1\n", 1, "no word vectors"},
        {"a 1 2\nb 1\nc 1 2\n", 2, "1 numbers after the word, expected 2"},
        {"a 1 2\nb\nc 1 2\n", 2, "0 numbers"},
        {"a 1 2\nb 1 x2\nc 1 2\n", 2, "\"x2\" is no finite number"},
        {"a 1 2\nb x 2 3 4x\nc 1 2\n", 2, "\"4x\""},
        {"a 1 2\nb 1 nan\nc 1 2\n", 2, "\"nan\""},
        {"a 1 2\nb 1 1e39\nc 1 2\n", 2, "\"1e39\""},
        {"2 2\na 1 2\nb 1 2,5\n", 3, "\"2,5\""},
        {"3 2\na 1 2\n\nb 1 2\n", 1, "counts 3 words, 2 follow (is the file cut short?)"},
        {"1 2\na 1 2\nb 1 2\n", 1, "counts 1 words, 2 follow; if"},
        {"1 2", 1, "counts 1 words, 0 follow"},
        {"This is just a text\nof some lines.\n", 1, "holds no word vectors"},
        {"label,text\nscience,Why is it so?\narts,Who was that one?\n", 1, "holds no word vectors"},
        {"a 1 x\nb 1 2\n", 1, "\"x\" is no finite number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tenor__vectors *vectors = (tenor__vectors *)(uintptr_t)1;
        tenor_error error = {0};
        const tenor_status status = parse(tenor_str_of(cases[i].text), &FOLDED, NULL, 10, &vectors, &error);
        ck_assert_msg(status == TENOR_BAD_VECTORS && error.line == cases[i].line, "%s: %s", cases[i].text,
                      error.message);
        ck_assert_msg(strstr(error.message, cases[i].message), "%s: %s", cases[i].text, error.message);
        ck_assert_ptr_null(vectors);
        ck_assert_int_eq(parse(tenor_str_of(cases[i].text), &FOLDED, NULL, 10, &vectors, NULL), TENOR_BAD_VECTORS);
    }
}
END_TEST

START_TEST(failing_memory)
{
    char text[4096];
    size_t size = 0;
    for (int i = 0; i < 100; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "w%dx %d 1 2\n", i, i);
    for (size_t fail_at = 1;; fail_at++) {
        failing state = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor__vectors *vectors = NULL;
        tenor_error error = {0};
        tenor__window window = tenor__window_of(text, size);
        const tenor_status status = tenor__vectors_read(&window, &FOLDED, in_list, NULL, 100, &alloc, &vectors, &error);
        ck_assert((vectors != NULL) == (status == TENOR_OK));
        if (vectors)
            ck_assert_uint_eq(tenor__vectors_count(vectors), 100);
        tenor__vectors_free(vectors);
        ck_assert_uint_eq(state.alive, 0);
        if (status == TENOR_OK) {
            ck_assert_uint_gt(fail_at, 8);
            break;
        }
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_int_eq(error.status, TENOR_OUT_OF_MEMORY);
    }
}
END_TEST

CHECK_MAIN("text/vectors", glove, words_with_spaces, fasttext, word2vec_binary, what_is_kept, bad_files, failing_memory)
