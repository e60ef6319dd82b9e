#include "parsing.h"

#include <time.h>

static tenor__corpus_settings with(char delimiter, bool skip_bad)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.delimiter = delimiter;
    settings.skip_bad = skip_bad;
    return settings;
}

START_TEST(reads_quotes_as_rfc_4180_writes_them)
{
    tenor_corpus *corpus = parse("label,text\r\n"
                                 "pos,\"a \"\"quoted\"\" word, and a comma\"\r\n"
                                 "neg,\"two\r\nlines\"\r\n"
                                 "\"pos\",\"\"\r\n"
                                 "neg,\"\"\"\"\r\n"
                                 "pos,\r\n",
                                 "a.csv", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 5);
    assert_example(corpus, 0, "pos", "a \"quoted\" word, and a comma");
    assert_example(corpus, 1, "neg", "two\r\nlines");
    assert_example(corpus, 2, "pos", "");
    assert_example(corpus, 3, "neg", "\"");
    assert_example(corpus, 4, "pos", "");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(takes_every_line_end_a_mark_blank_lines_and_no_last_line_end)
{
    const char *const ends[] = {"\n", "\r\n", "\r"};
    for (int i = 0; i < 3; i++) {
        char text[256];
        const char *e = ends[i];
        snprintf(text, sizeof text, "\xEF\xBB\xBF%slabel,text%s%spos,one%s  %s\t%sneg,two%s%spos,three", e, e, e, e, e,
                 e, e, e);
        tenor_corpus *corpus = parse(text, "a.csv", DEFAULTS);
        ck_assert_uint_eq(tenor_corpus_size(corpus), 3);
        assert_example(corpus, 0, "pos", "one");
        assert_example(corpus, 1, "neg", "two");
        assert_example(corpus, 2, "pos", "three");
        tenor_corpus_free(corpus);
    }
}
END_TEST

START_TEST(a_stray_quote_and_white_space_are_text)
{
    tenor_corpus *corpus = parse("label,text\n pos ,he said \"hi\" twice\nneg, \"not quoted\nneg,5\" pipe\nneg, pad \n",
                                 "a.csv", DEFAULTS);
    assert_example(corpus, 0, "pos", "he said \"hi\" twice");
    assert_example(corpus, 1, "neg", " \"not quoted");
    assert_example(corpus, 2, "neg", "5\" pipe");
    assert_example(corpus, 3, "neg", " pad ");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(errors_tell_the_physical_line)
{
    parse_fails("label,text\npos,\"two\nlines\"\nneg,\"never closed\npos,x\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 4,
                "never closed");
    parse_fails("label,text\rpos,\"two\rlines\",\"open\rpos,x\r", "a.csv", DEFAULTS, TENOR_BAD_DATA, 3, "a.csv:3: ");
    parse_fails("label,text\r\npos,\"two\r\nlines\"\r\npos,a,b\r\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 4,
                "3 columns where the first has 2");
    parse_fails("label,text\n\n\npos\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 4, "1 column where the first has 2");
    parse_fails("label,text\npos,\"a\"b\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 2, "written twice");
    parse_fails("label,text\npos,a\n ,b\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 3, "label is empty");
    parse_fails("label,text\npos,a\n\"b\rc\",b\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 3, "U+000D");
    parse_fails("\"", "a.csv", DEFAULTS, TENOR_BAD_DATA, 1, "never closed");
}
END_TEST

START_TEST(skip_bad_leaves_out_and_counts)
{
    tenor_corpus *corpus = parse("label,text\n"
                                 "pos,one\n"
                                 "neg,\"a\" stray quote\n" /* 3 malformed */
                                 "neg,two\n"
                                 "neg,too,many\n"                   /* 5 malformed */
                                 "few\n"                            /* 6 malformed */
                                 ",no label\n"                      /* 7 no label */
                                 "\"pos\nneg\",control character\n" /* 8 and 9 no label */
                                 "\"pos,quote that is not closed\n" /* 10 malformed */
                                 "pos,three\n",
                                 "a.csv", with('\0', true));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 3);
    assert_example(corpus, 0, "pos", "one");
    assert_example(corpus, 1, "neg", "two");
    assert_example(corpus, 2, "pos", "three");
    assert_skipped(corpus, 4, 2, 0, 3);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(a_bad_first_row_is_skipped_and_the_header_found_after_it)
{
    tenor_corpus *corpus = parse("\"x\"y\nlabel,text\npos,one\nneg,two\n", "a.csv", with('\0', true));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    assert_skipped(corpus, 1, 0, 0, 1);
    tenor_corpus_free(corpus);
    parse_fails("\"x\"y\n\"", "a.csv", with('\0', true), TENOR_BAD_DATA, 0, "all 2 rows, from line 1 on");
    parse_fails("label,text\n,x\n", "a.csv", with('\0', true), TENOR_BAD_DATA, 0, "all 1 rows, from line 2 on");
}
END_TEST

START_TEST(tabs_take_quotes_that_close_and_leave_others_alone)
{
    tenor_corpus *corpus = parse("text\tlabel\n"
                                 "\"quoted, \"\"twice\"\"\tand a tab\"\tpos\n"
                                 "\"over\ntwo lines\"\tneg\n"
                                 "\"Great\" is not the word\tneg\n"
                                 "\"never closed\tneg\n"
                                 "he said \"hi\"\tpos\n"
                                 "\"\tpos\n",
                                 "a.tsv", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 6);
    assert_example(corpus, 0, "pos", "quoted, \"twice\"\tand a tab");
    assert_example(corpus, 1, "neg", "over\ntwo lines");
    assert_example(corpus, 2, "neg", "\"Great\" is not the word");
    assert_example(corpus, 3, "neg", "\"never closed");
    assert_example(corpus, 4, "pos", "he said \"hi\"");
    assert_example(corpus, 5, "pos", "\"");
    tenor_corpus_free(corpus);
}
END_TEST

static const tenor_layout *layout_of(const tenor_corpus *corpus)
{
    return tenor_corpus_layout(corpus);
}

START_TEST(lines_above_the_header_are_skipped)
{
    const char *const titles[] = {"Reviews of 2024,,\n,,\n", "Reviews, by store\n\nall of them\n"};
    for (size_t i = 0; i < 2; i++) {
        char text[256];
        snprintf(text, sizeof text, "%sid,text,label\n1,good,a\n2,bad,b\n3,fine,a\n", titles[i]);
        tenor_corpus *corpus = parse(text, "x.csv", DEFAULTS);
        ck_assert_uint_eq(tenor_corpus_size(corpus), 3);
        assert_example(corpus, 0, "a", "good");
        ck_assert_uint_eq(tenor_corpus_line(corpus, 0), 4 + i);
        ck_assert_uint_eq(tenor_layout_title_lines(layout_of(corpus)), 2 + i);
        tenor_corpus_free(corpus);
    }
    /* Not where no header is below them. */
    parse_fails("foo\ngood film,pos\nbad film,neg\ngood one,pos\nbad one,neg\n", "x.csv", DEFAULTS, TENOR_BAD_DATA, 0,
                "from line 2 on, and fewer above");
    parse_fails("sep=,\n# made today\n\nfoo\ngood film,pos\nbad film,neg\ngood one,pos\nbad one,neg\n", "x.csv",
                DEFAULTS, TENOR_BAD_DATA, 0,
                "from line 5 on, and fewer above; leave out what is no row, as with: tail -n +5 FILE");
    tenor__corpus_settings settings = DEFAULTS;
    settings.no_header = true;
    settings.text = "1";
    parse_fails("foo\na,b\nc,d\ne,f\ng,h\n", "x.csv", settings, TENOR_BAD_DATA, 0, "one column");
}
END_TEST

START_TEST(names_of_rows_have_no_name)
{
    const char *const tables[] = {
        ("\"text\" \"label\"\n\"1\" \"good, \"\"so\"\"\" \"a\"\n\"2\" \"bad\" \"b\"\n\"3\" NA \"a\"\n\"4\" \"ok\" "
         "\"b\"\n"),
        "text,label\n1,\"good, \"\"so\"\"\",a\n2,bad,b\n3,NA,a\n4,ok,b\n",
        "text\tlabel\n1\tgood, \"so\"\ta\n2\tbad\tb\n3\tNA\ta\n4\tok\tb\n",
        ("\"text\",\"label\"\n\"doc_a\",\"good, \"\"so\"\"\",\"a\"\n\"doc_b\",\"bad\",\"b\"\n\"doc_c\",\"so\",\"a\"\n"
         "\"doc_d\",\"ok\",\"b\"\n"),
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        tenor_corpus *corpus = parse(tables[i], "x.txt", DEFAULTS);
        ck_assert_uint_eq(tenor_corpus_size(corpus), 4);
        assert_example(corpus, 0, "a", "good, \"so\"");
        assert_example(corpus, 3, "b", "ok");
        ck_assert(tenor_layout_row_names(layout_of(corpus)));
        ck_assert_uint_eq(tenor_layout_column_count(layout_of(corpus)), 3);
        tenor_corpus_free(corpus);
    }
    /* Cells that may be names do not make the header a title; usual names below it do. */
    parse_fails("text,label\ndoc_a,nice film,great\ndoc_b,bad film,bad\ndoc_c,a nice one,good\ndoc_d,dull one,bad\n"
                "doc_e,fine one,good\n",
                "x.csv", DEFAULTS, TENOR_BAD_DATA, 2, "a row of 3 columns");
    tenor_corpus *corpus = parse("Reviews,by store\nid,text,label\n1,good,a\n2,bad,b\n3,fine,a\n", "x.csv", DEFAULTS);
    ck_assert_uint_eq(tenor_layout_title_lines(layout_of(corpus)), 1);
    tenor_corpus_free(corpus);
    /* A text with a comma in each row is none. */
    parse_fails("text,label\n1 good, bad,a\n2 good, bad,b\n3 good, bad,a\n4 ok, bad,b\n", "x.csv", DEFAULTS,
                TENOR_BAD_DATA, 2, "a row of 3 columns");
    parse_fails("label,text\n1,good,bad\n0,good,bad\n1,good,bad\n0,ok,bad\n", "x.csv", DEFAULTS, TENOR_BAD_DATA, 2,
                "a row of 3 columns");
    parse_fails("id,text\n1,good, bad\n2,good, bad\n3,good, bad\n4,ok, bad\n", "x.csv", DEFAULTS, TENOR_BAD_DATA, 2,
                "a row of 3 columns");
}
END_TEST

START_TEST(the_end_of_a_file_of_dos)
{
    tenor_corpus *corpus = parse("text,label\r\ngood,a\r\nbad,b\r\n\x1A", "x.csv", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    tenor_corpus_free(corpus);
    corpus = parse("{\"text\": \"good\", \"label\": \"a\"}\r\n\x1A", "x.jsonl", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 1);
    tenor_corpus_free(corpus);
    parse_fails("text,label\ngood,a\n\x1A\nbad,b\n", "x.csv", DEFAULTS, TENOR_BAD_DATA, 3, "a row of 1 column");
}
END_TEST

START_TEST(any_ascii_delimiter)
{
    const char delimiters[] = ";|:\t ";
    for (const char *d = delimiters; *d; d++) {
        char text[64];
        snprintf(text, sizeof text, "label%ctext\npos%c\"a%cb\"\nneg%cc,d\n", *d, *d, *d, *d);
        tenor_corpus *corpus = parse(text, "a.csv", with(*d, false));
        ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
        char inside[8];
        snprintf(inside, sizeof inside, "a%cb", *d);
        assert_example(corpus, 0, "pos", inside);
        assert_example(corpus, 1, "neg", "c,d");
        tenor_corpus_free(corpus);
    }
    parse_fails("label,text\na,b\n", "a.csv", with('"', false), TENOR_INVALID_ARGUMENT, 0, "delimiter");
    parse_fails("label,text\na,b\n", "a.csv", with('\n', false), TENOR_INVALID_ARGUMENT, 0, "delimiter");
    parse_fails("label,text\na,b\n", "a.csv", with('\xE9', false), TENOR_INVALID_ARGUMENT, 0, "delimiter");
}
END_TEST

START_TEST(texts_keep_nul_and_invalid_bytes)
{
    const char text[] = "label,text\npos,a\0b\nneg,\xFF\xC3\n";
    tenor_corpus *corpus;
    tenor_error error;
    ck_assert_int_eq(parse_bytes(text, sizeof text - 1, "a.csv", DEFAULTS, &corpus, &error), TENOR_OK);
    ck_assert_uint_eq(tenor_corpus_text(corpus, 0).size, 3);
    ck_assert_mem_eq(tenor_corpus_text(corpus, 0).data, "a\0b", 3);
    assert_example(corpus, 1, "neg", "\xFF\xC3");
    tenor_corpus_free(corpus);
}
END_TEST

/* A thousand columns, and one more than are read. */
START_TEST(wide_tables_up_to_a_limit)
{
    static char text[32768];
    for (int columns = 1024; columns <= 1025; columns++) {
        size_t used = (size_t)snprintf(text, sizeof text, "label,text");
        for (int i = 2; i < columns; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, ",c%d", i);
        used += (size_t)snprintf(text + used, sizeof text - used, "\npos,good");
        for (int i = 2; i < columns; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, ",0");
        if (columns == 1024) {
            tenor_corpus *corpus = parse(text, "a.csv", DEFAULTS);
            assert_example(corpus, 0, "pos", "good");
            tenor_corpus_free(corpus);
        } else {
            parse_fails(text, "a.csv", DEFAULTS, TENOR_BAD_DATA, 1, "at most 1024");
        }
    }
}
END_TEST

/* Each line opens a quote that the next line closes: a reader that looks for the end of each again would take
 * hours. */
START_TEST(hostile_quotes_take_linear_time)
{
    const char *const lines[] = {"x\",\"y\n", "\"a\n", "\"\n", "a,\"\"\"b\n", "\"\"\",\"\n", "\",\"\n"};
    enum { BYTES = 1 << 19 };
    char *text = malloc(BYTES);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        for (int tabs = 0; tabs < 2; tabs++) {
            size_t used = (size_t)sprintf(text, tabs ? "label\ttext\npos\tok\n" : "label,text\npos,ok\n");
            const size_t size = strlen(lines[i]);
            while (used + size <= BYTES) {
                memcpy(text + used, lines[i], size);
                used += size;
            }
            tenor_corpus *corpus;
            tenor_error error;
            const clock_t start = clock();
            tenor_status status = parse_bytes(text, used, tabs ? "a.tsv" : "a.csv", with('\0', true), &corpus, &error);
            ck_assert(status == TENOR_OK || status == TENOR_TOO_LARGE || status == TENOR_BAD_DATA);
            ck_assert_double_lt((double)(clock() - start) / CLOCKS_PER_SEC, 20.0);
            tenor_corpus_free(corpus);
        }
    free(text);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    parse_short_of_memory("label,text\npos,\"a \"\"b\"\" c\"\nneg,\"d\"\"\"\n", "a.csv", DEFAULTS);
    parse_short_of_memory("verdict,words\nok,\"a \"\"b\"\" c\"\n\"n\"\"o\",\"long \"\"words\"\"\"\nok,long words\n"
                          "\"n\"\"o\",some\nok,more words\nok,of all kinds\nok,i\nok,j\nok,k\nok,l\nok,m\n",
                          "a.csv", DEFAULTS);
}
END_TEST

START_TEST(several_labels_in_a_cell)
{
    tenor_corpus *corpus = parse("text,labels\nboth,\" b |a\"\nnone,\nblank,  \ntwice,a|a\nthree,c|b|a\n", "a.csv",
                                 several(TENOR__FORMAT_AUTO, "|"));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 5);
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 3);
    assert_str(tenor_corpus_separator(corpus), "|");
    assert_labels(corpus, 0, "b|a", "both");
    assert_labels(corpus, 1, "", "none");
    assert_labels(corpus, 2, "", "blank");
    assert_labels(corpus, 3, "a", "twice");
    assert_labels(corpus, 4, "c|b|a", "three");
    tenor_corpus_free(corpus);
    corpus = parse("text,label\nx,a\xE3\x80\x81 b\n", "a.csv", several(TENOR__FORMAT_AUTO, "\xE3\x80\x81"));
    assert_labels(corpus, 0, "a|b", "x");
    tenor_corpus_free(corpus);
    static const char *const empty[] = {"a||b", "|a", "a|", "|"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "text,label\nx,a\ny,%s\n", empty[i]);
        parse_fails(text, "a.csv", several(TENOR__FORMAT_AUTO, "|"), TENOR_BAD_DATA, 3, "the label is empty");
    }
    parse_fails("text,label\nx,a\n", "a.csv", several(TENOR__FORMAT_AUTO, "x1"), TENOR_INVALID_ARGUMENT, 0,
                "separator");
    parse_short_of_memory("text,label\nx,a|b\ny,c|d|e\nz,\n", "a.csv", several(TENOR__FORMAT_AUTO, "|"));
}
END_TEST

/* A cell that says it has more labels than there may be costs a row, no more. */
START_TEST(a_text_with_too_many_labels_is_a_bad_row)
{
    enum { MANY = 70000 };
    char *text = malloc(32 + 2 * MANY);
    ck_assert_ptr_nonnull(text);
    size_t size = (size_t)sprintf(text, "text,label\nx,a\ny,");
    for (size_t i = 0; i < MANY; i++)
        size += (size_t)sprintf(text + size, "%s", i > 0 ? "|a" : "a");
    sprintf(text + size, "\n");
    parse_fails(text, "a.csv", several(TENOR__FORMAT_AUTO, "|"), TENOR_BAD_DATA, 3, "more than 65536 labels");
    tenor__corpus_settings settings = several(TENOR__FORMAT_AUTO, "|");
    settings.skip_bad = true;
    tenor_corpus *corpus = parse(text, "a.csv", settings);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 1);
    assert_skipped(corpus, 0, 1, 0, 3);
    tenor_corpus_free(corpus);
    free(text);
}
END_TEST

CHECK_MAIN("table/csv", several_labels_in_a_cell, a_text_with_too_many_labels_is_a_bad_row,
           reads_quotes_as_rfc_4180_writes_them, takes_every_line_end_a_mark_blank_lines_and_no_last_line_end,
           a_stray_quote_and_white_space_are_text, errors_tell_the_physical_line, skip_bad_leaves_out_and_counts,
           a_bad_first_row_is_skipped_and_the_header_found_after_it, tabs_take_quotes_that_close_and_leave_others_alone,
           any_ascii_delimiter, lines_above_the_header_are_skipped, names_of_rows_have_no_name,
           the_end_of_a_file_of_dos, texts_keep_nul_and_invalid_bytes, wide_tables_up_to_a_limit,
           hostile_quotes_take_linear_time, short_of_memory_fails_cleanly)
