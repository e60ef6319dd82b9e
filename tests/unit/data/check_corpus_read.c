#include "check_main.h"

#include "chosen.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void check_same(const tenor_corpus *a, const tenor_corpus *b)
{
    ck_assert_uint_eq(tenor_corpus_size(a), tenor_corpus_size(b));
    for (size_t i = 0; i < tenor_corpus_size(a); i++) {
        ck_assert(tenor_str_equal(tenor_corpus_text(a, i), tenor_corpus_text(b, i)));
        ck_assert_uint_eq(tenor_corpus_label(a, i), tenor_corpus_label(b, i));
    }
}

static const char data[] = "label,text\ngood,\"a, b\"\nbad,c\ngood,d\n";

START_TEST(memory_is_read_as_a_file_is)
{
    char path[] = "/tmp/tenor_corpus_XXXXXX";
    const int file = mkstemp(path);
    ck_assert(file >= 0 && write(file, data, strlen(data)) == (ssize_t)strlen(data) && close(file) == 0);
    tenor_corpus *of_file;
    tenor_corpus *of_memory;
    ck_assert_int_eq(tenor_corpus_read(path, NULL, NULL, &of_file, NULL), TENOR_OK);
    char *bytes = strdup(data);
    ck_assert_int_eq(tenor_corpus_parse(tenor_str_of(bytes), "x.csv", NULL, NULL, &of_memory, NULL), TENOR_OK);
    free(bytes);
    check_same(of_file, of_memory);
    tenor_corpus_free(of_memory);
    tenor_corpus_free(of_file);
    unlink(path);
}
END_TEST

START_TEST(name_and_options_say_how_it_is_read)
{
    tenor_corpus *corpus;
    const tenor_str lines =
        tenor_str_of("{\"text\": \"c\", \"label\": \"bad\"}\n{\"text\": \"d\", \"label\": \"good\"}\n");
    tenor_error error = {0};
    ck_assert_int_eq(tenor_corpus_parse(lines, "x.jsonl", NULL, NULL, &corpus, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    tenor_corpus_free(corpus);
    choose("format", "jsonl", NULL);
    ck_assert_int_eq(tenor_corpus_parse(lines, "x.csv", options, NULL, &corpus, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

START_TEST(messages_have_the_name)
{
    tenor_corpus *corpus = (tenor_corpus *)data;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_corpus_parse(tenor_str_of("label,text\nx\n"), "the form.csv", NULL, NULL, &corpus, &error),
                     TENOR_BAD_DATA);
    ck_assert_ptr_null(corpus);
    ck_assert_msg(strncmp(error.message, "the form.csv:2: ", 16) == 0, "%s", error.message);
    ck_assert_int_eq(tenor_corpus_parse((tenor_str){NULL, 0}, "x.csv", NULL, NULL, &corpus, &error), TENOR_BAD_DATA);
    ck_assert_int_eq(tenor_corpus_parse(tenor_str_of(data), NULL, NULL, NULL, &corpus, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_null(corpus);
}
END_TEST

CHECK_MAIN("data/corpus_read", memory_is_read_as_a_file_is, name_and_options_say_how_it_is_read, messages_have_the_name)
