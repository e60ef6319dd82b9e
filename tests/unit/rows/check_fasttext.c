#include "parsing.h"

START_TEST(reads_fasttext_lines)
{
    tenor_corpus *corpus = parse("\xEF\xBB\xBF__label__pos a good one \r\n"
                                 "\n"
                                 "__label__very_bad\tno \t good\n"
                                 "  __label__\xE4\xB8\xAD\xE6\x96\x87 x\n"
                                 "__label__pos\n"
                                 "the label stands last __label__neg\n"
                                 "or in __label__neg the middle\n"
                                 "__label____label__ not a second one: x__label__y",
                                 "a.txt", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 7);
    assert_example(corpus, 0, "pos", "a good one");
    assert_example(corpus, 1, "very_bad", "no \t good");
    assert_example(corpus, 2, "\xE4\xB8\xAD\xE6\x96\x87", "x");
    assert_example(corpus, 3, "pos", "");
    assert_example(corpus, 4, "neg", "the label stands last");
    assert_example(corpus, 5, "neg", "or in the middle");
    assert_example(corpus, 6, "__label__", "not a second one: x__label__y");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(errors_tell_the_line)
{
    parse_fails("__label__a x\n\n__label__a __label__b x\n", "a.ft", DEFAULTS, TENOR_BAD_DATA, 3,
                "2 labels on one line; for several labels a text set option 'multi-label'");
    parse_fails("__label__a x\n__label__a x __label__b\n", "a.ft", DEFAULTS, TENOR_BAD_DATA, 2,
                "set option 'multi-label'");
    parse_fails("__label__a x\njust text\n__label__a y\n", "a.ft", DEFAULTS, TENOR_BAD_DATA, 2,
                "no word begins with __label__; option 'label-prefix' names another beginning");
    parse_fails("__label__a x\n__label__ x\n", "a.ft", DEFAULTS, TENOR_BAD_DATA, 2, "label is empty");
    tenor__corpus_settings utf_8 = DEFAULTS;
    utf_8.encoding = "utf-8";
    parse_fails("__label__a x\n__label__\xFF x\n", "a.ft", utf_8, TENOR_BAD_DATA, 2, "UTF-8");
}
END_TEST

START_TEST(skip_bad_leaves_out_and_counts)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.format = TENOR__FORMAT_FASTTEXT;
    settings.skip_bad = true;
    tenor_corpus *corpus =
        parse("no label\n__label__a x\n__label__ y\n__label__a __label__b z\n__label__b w\n", "a", settings);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    assert_example(corpus, 1, "b", "w");
    assert_skipped(corpus, 1, 2, 0, 1);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(several_labels_wherever_they_stand)
{
    tenor_corpus *corpus = parse("__label__b __label__a both\n"
                                 "none at all\n"
                                 "one __label__a in the __label__c middle __label__a\n"
                                 "__label__c\n",
                                 "a.ft", several(TENOR__FORMAT_FASTTEXT, "|"));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 4);
    assert_labels(corpus, 0, "b|a", "both");
    assert_labels(corpus, 1, "", "none at all");
    assert_labels(corpus, 2, "a|c", "one in the middle");
    assert_labels(corpus, 3, "c", "");
    tenor_corpus_free(corpus);
    parse_fails("__label__a x\n__label__a|b x\n", "a.ft", several(TENOR__FORMAT_FASTTEXT, "|"), TENOR_BAD_DATA, 2,
                "the label 'a|b' holds the separator '|'");
    parse_short_of_memory("__label__a __label__b x\nmid __label__b dle __label__c\n", "a.txt",
                          several(TENOR__FORMAT_FASTTEXT, "|"));
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    parse_short_of_memory("__label__a x\nmid __label__b dle\n__label__c x\n", "a.txt",
                          (tenor__corpus_settings){.format = TENOR__FORMAT_FASTTEXT, .text = "", .label = ""});
}
END_TEST

static void expect_form(const char *text, const char *path, const char *prefix)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.label_prefix = prefix;
    tenor_corpus *corpus = parse(text, path, settings);
    ck_assert_uint_ge(tenor_corpus_size(corpus), 2);
    assert_example(corpus, 0, "pos", "good \"lamp\", yes");
    assert_example(corpus, 1, "neg", "bad lamp");
    tenor_corpus_free(corpus);
}

START_TEST(forms_of_other_hands)
{
    expect_form("__label__pos good \"lamp\", yes\n__label__neg bad lamp\n", "a.csv", "");
    expect_form("__label__pos\tgood \"lamp\", yes\n__label__neg\tbad lamp\n", "a.tsv", "");
    expect_form("good \"lamp\", yes __label__pos\nbad lamp __label__neg\n", "a.txt", "");
    expect_form("__label__pos,good \"lamp\", yes\n__label__neg,bad lamp\n", "a.txt", "");
    expect_form("__label__pos;good \"lamp\", yes\n__label__neg;bad lamp\n", "a.txt", "");
    expect_form("\"__label__pos good \"\"lamp\"\", yes\"\n\"__label__neg bad lamp\"\n", "a.csv", "");
    expect_form("#pos good \"lamp\", yes\n#neg bad lamp\n", "a.txt", "#");
    expect_form("__class__pos good \"lamp\", yes\n__class__neg bad lamp\n__class__neg bad\n__class__neg bad\n", "a.txt",
                "");
    /* A table, whose label column has such labels. */
    tenor_corpus *corpus = parse("label,text\n__label__a,x y\n__label__b,z w\n", "a.csv", DEFAULTS);
    assert_example(corpus, 0, "__label__a", "x y");
    tenor_corpus_free(corpus);
    corpus = parse("\"__label__a\",\"x, y\"\n\"__label__b\",\"z w\"\n\"__label__a\",\"x y\"\n", "a.csv", DEFAULTS);
    assert_example(corpus, 0, "__label__a", "x, y");
    tenor_corpus_free(corpus);
    parse_short_of_memory("\"__label__pos good \"\"lamp\"\"\"\n", "a.csv", DEFAULTS);
}
END_TEST

START_TEST(lines_of_trec_are_told)
{
    parse_fails("LOC:city Where is it ?\nHUM:ind Who was it ?\nNUM:date When ?\n", "trec.txt", DEFAULTS, TENOR_BAD_DATA,
                0, "__label__\\1");
}
END_TEST

CHECK_MAIN("rows/fasttext", forms_of_other_hands, lines_of_trec_are_told, reads_fasttext_lines, errors_tell_the_line,
           skip_bad_leaves_out_and_counts, several_labels_wherever_they_stand, short_of_memory_fails_cleanly)
