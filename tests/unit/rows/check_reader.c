#include "table/trim.h"
#include "parsing.h"

#include <unistd.h>

static void expect_one(const char *text, const char *path, const char *label, const char *words)
{
    tenor_corpus *corpus = parse(text, path, DEFAULTS);
    assert_example(corpus, 0, label, words);
    tenor_corpus_free(corpus);
}

START_TEST(the_suffix_tells_the_format)
{
    /* Each text would be another format by its content. */
    expect_one("__label__x,text,label\n1,a,b\n", "x.CSV", "b", "a");
    expect_one("text,x\tlabel\na\tb\n", "x.tsv", "b", "a");
    expect_one("text,x\tlabel\na\tb\n", "x.tab", "b", "a");
    parse_fails("label,text\na,b\n", "x.jsonl", DEFAULTS, TENOR_BAD_DATA, 1, "x.jsonl:1");
    parse_fails("label,text\na,b\n", "x.ndjson", DEFAULTS, TENOR_BAD_DATA, 1, "x.ndjson:1");
    expect_one("text,x\tlabel\na\tb\n", "x.tsv.gz", "b", "a");
}
END_TEST

START_TEST(the_content_tells_the_format_when_the_suffix_does_not)
{
    const char *const paths[] = {"x", "x.txt", "-", "x.train", "a.csv/x", ""};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        expect_one("\n \n {\"text\": \"c\", \"label\": \"l\"}\n", paths[i], "l", "c");
        expect_one("\n__label__l c\n", paths[i], "l", "c");
        expect_one("label\ttext\nl\tc, d\n", paths[i], "l", "c, d");
        expect_one("\nl\ta, b, c\nm\td, e\nl\tf\n", paths[i], "l", "a, b, c");
        expect_one("label,text\nl,c\td\n", paths[i], "l", "c\td");
        expect_one("label,text,a\tb\nl,c\td\te,f\n", paths[i], "l", "c\td\te");
        expect_one("label,text,\"a\tb\"\nl,c,d\n", paths[i], "l", "c");
    }
    tenor__corpus_settings settings = DEFAULTS;
    settings.delimiter = ';';
    settings.no_header = true;
    settings.text = "2";
    tenor_corpus *corpus = parse("{;__label__x\n", "x", settings);
    assert_example(corpus, 0, "{", "__label__x");
    tenor_corpus_free(corpus);
    settings = DEFAULTS;
    settings.format = TENOR__FORMAT_TSV;
    corpus = parse("label\ttext\nl\tc,d\n", "x.csv", settings);
    assert_example(corpus, 0, "l", "c,d");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(a_corpus_without_examples_is_an_error)
{
    const char *const empty[] = {"", "\n\n", "\xEF\xBB\xBF", "label,text\n", "  \r\n"};
    const char *const paths[] = {"x", "x.csv", "x.tsv", "x.jsonl"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        for (size_t k = 0; k < (i == 3 ? 2 : 4); k++)
            parse_fails(empty[i], paths[k], DEFAULTS, TENOR_BAD_DATA, 0, "holds no examples");
}
END_TEST

START_TEST(other_encodings_are_read)
{
    tenor_corpus *corpus;
    tenor_error error;
    const char wide[] = "\xFF\xFEt\0e\0x\0t\0,\0l\0a\0b\0e\0l\0\n\0\xE9\0,\0x\0\n";
    ck_assert_int_eq(parse_bytes(wide, sizeof wide, "x.csv", DEFAULTS, &corpus, &error), TENOR_OK);
    assert_example(corpus, 0, "x", "\u00E9");
    ck_assert_str_eq(tenor_layout_source(tenor_corpus_layout(corpus)).encoding, "UTF-16LE");
    ck_assert(!tenor_layout_source(tenor_corpus_layout(corpus)).guessed);
    tenor_corpus_free(corpus);
    corpus = parse("text,label\nun caf\xE9,g\xE9nial\n", "x.csv", DEFAULTS);
    assert_example(corpus, 0, "g\u00E9nial", "un caf\u00E9");
    ck_assert_str_eq(tenor_layout_source(tenor_corpus_layout(corpus)).encoding, "Windows-1252");
    ck_assert(tenor_layout_source(tenor_corpus_layout(corpus)).guessed);
    tenor_corpus_free(corpus);
    tenor__corpus_settings settings = DEFAULTS;
    settings.encoding = "koi8-r";
    corpus = parse("text,label\n\xCB\xCF\xD4,x\n", "x.csv", settings);
    assert_example(corpus, 0, "x", "\u043A\u043E\u0442");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(broken_texts_are_counted_and_most_of_them_refused)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.encoding = "utf-8";
    tenor_corpus *corpus = parse("text,label\ncaf\xC3\xA9,x\ncaf\xE9,y\n", "x.csv", settings);
    ck_assert_uint_eq(tenor_corpus_broken_texts(corpus), 1);
    tenor_corpus_free(corpus);
    parse_fails("text,label\ncaf\xE9,x\ncaf\xE9,y\nb,y\n", "x.csv", settings, TENOR_BAD_DATA, 0,
                "2 of 3 texts have bytes that are no UTF-8");
    settings.encoding = "gbk";
    parse_fails("text,label\ncaf\xFF,x\ncaf\xFF,y\nb,y\n", "x.csv", settings, TENOR_BAD_DATA, 0,
                "2 of 3 texts have bytes that are no GB18030");
}
END_TEST

START_TEST(messages_begin_with_the_place)
{
    char path[300];
    memset(path, 'p', sizeof path);
    strcpy(path + 200, "/\xE4\xB8\xAD/reviews.csv");
    parse_fails("label,text\na\n", path, DEFAULTS, TENOR_BAD_DATA, 2, "/\xE4\xB8\xAD/reviews.csv:2: a row");
    parse_fails("label,text\na\n", path, DEFAULTS, TENOR_BAD_DATA, 2, "...p");
    /* A path that is cut in the middle of a character loses all of it. */
    for (size_t i = 0; i < 120; i += 3)
        memcpy(path + i, "\xE4\xB8\xAD", 3);
    strcpy(path + 120, "x");
    parse_fails("label,text\na\n", path, DEFAULTS, TENOR_BAD_DATA, 2, "...\xE4\xB8\xAD");
    parse_fails("label,text\na\n", "-", DEFAULTS, TENOR_BAD_DATA, 2, "standard input:2: a row");
    parse_fails("", "x.csv", DEFAULTS, TENOR_BAD_DATA, 0, "x.csv: holds no examples");
}
END_TEST

START_TEST(white_space_around_is_trimmed)
{
    assert_str(tenor__trim(tenor_str_of(" \t\r\n a b \v\f ")), "a b");
    assert_str(tenor__trim(tenor_str_of("\xC2\xA0\xE3\x80\x80\xE4\xB8\xAD\xE3\x80\x80\xE2\x80\x83")), "\xE4\xB8\xAD");
    assert_str(tenor__trim(tenor_str_of(" \xE3\x80\x80 ")), "");
    assert_str(tenor__trim(tenor_str_of("\x80 \x80\x80\x80\x80")), "\x80 \x80\x80\x80\x80");
    ck_assert_uint_eq(tenor__trim((tenor_str){NULL, 0}).size, 0);
}
END_TEST

START_TEST(reads_files)
{
    char path[] = "/tmp/tenor_check_reader_XXXXXX";
    int handle = mkstemp(path);
    ck_assert_int_ge(handle, 0);
    const char text[] = "label,text\npos,from a file\n";
    ck_assert_int_eq(write(handle, text, sizeof text - 1), sizeof text - 1);
    close(handle);
    tenor_corpus *corpus;
    tenor_error error;
    ck_assert_int_eq(tenor__corpus_read(path, &DEFAULTS, NULL, &corpus, &error), TENOR_OK);
    assert_example(corpus, 0, "pos", "from a file");
    tenor_corpus_free(corpus);
    unlink(path);
    ck_assert_int_eq(tenor__corpus_read(path, &DEFAULTS, NULL, &corpus, &error), TENOR_NOT_FOUND);
    ck_assert_ptr_null(corpus);
    ck_assert_ptr_nonnull(strstr(error.message, path));
}
END_TEST

START_TEST(a_stream_without_lines_is_refused)
{
    tenor_corpus *corpus;
    tenor_error error;
    tenor__corpus_settings settings = DEFAULTS;
    ck_assert_int_eq(tenor__corpus_read("/dev/zero", &settings, NULL, &corpus, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "is no text"));
    settings.encoding = "utf-8";
    ck_assert_int_eq(tenor__corpus_read("/dev/zero", &settings, NULL, &corpus, &error), TENOR_TOO_LARGE);
    ck_assert_ptr_null(corpus);
    ck_assert_str_eq(error.message, "/dev/zero:1: a row of more than 64 MB; perhaps a quote is never closed");
}
END_TEST

CHECK_MAIN("rows/reader", the_suffix_tells_the_format, the_content_tells_the_format_when_the_suffix_does_not,
           a_corpus_without_examples_is_an_error, other_encodings_are_read,
           broken_texts_are_counted_and_most_of_them_refused, messages_begin_with_the_place,
           white_space_around_is_trimmed, reads_files, a_stream_without_lines_is_refused)
