#include "parsing.h"

static tenor__corpus_settings columns(const char *text, const char *label)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.text = text;
    settings.label = label;
    return settings;
}

static tenor__corpus_settings headless(const char *text, const char *label)
{
    tenor__corpus_settings settings = columns(text, label);
    settings.no_header = true;
    return settings;
}

/* Parses CSV and compares the first example and how many there are. */
static void expect(const char *csv, tenor__corpus_settings settings, size_t size, const char *label, const char *text)
{
    tenor_corpus *corpus = parse(csv, "a.csv", settings);
    ck_assert_msg(tenor_corpus_size(corpus) == size, "%zu examples, not %zu, in:\n%s", tenor_corpus_size(corpus), size,
                  csv);
    assert_example(corpus, 0, label, text);
    tenor_corpus_free(corpus);
}

START_TEST(usual_names_are_a_header)
{
    expect("text,label\na,pos\n", DEFAULTS, 1, "pos", "a");
    expect("Label,TEXT\npos,a\n", DEFAULTS, 1, "pos", "a");
    expect("\" Sentiment \",review\npos,a\n", DEFAULTS, 1, "pos", "a");
    expect("id,stars,user,review,date\n1,5,u,fine,today\n", DEFAULTS, 1, "5", "fine");
    const char *const labels[] = {"标签",   "类别",  "情感",     "category", "class",  "target",
                                  "rating", "score", "polarity", "topic",    "intent", "y"};
    const char *const texts[] = {"sentence", "content", "comment", "message", "body",     "文本", "正文",
                                 "内容",     "评论",    "tweet",   "title",   "question", "x",    "text"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            char csv[80];
            snprintf(csv, sizeof csv, "n,%s,m,%s\n1,good,2,words\n", texts[k], labels[i]);
            expect(csv, DEFAULTS, 1, "words", "good");
        }
}
END_TEST

START_TEST(the_likelier_name_wins)
{
    expect("title,rating,text,sentiment\nt,5,words,pos\n", DEFAULTS, 1, "pos", "words");
    expect("review,text,class,label\nr,words,c,pos\n", DEFAULTS, 1, "pos", "words");
}
END_TEST

START_TEST(one_usual_name_of_two_columns_is_enough_unless_it_is_a_value)
{
    expect("text,verdict\na,pos\nb,neg\n", DEFAULTS, 2, "pos", "a");
    expect("sentiment,words\npos,a\n", DEFAULTS, 1, "pos", "a");
    /* A single letter is a name only beside another. */
    expect("y,a long text\ny,another\nn,a third\nn,a fourth\n", DEFAULTS, 4, "y", "a long text");
    expect("Y,a long text\ny,another\nn,a third\nn,a fourth\n", DEFAULTS, 4, "Y", "a long text");
    /* "question" is a class here, the first line data. */
    expect("question,how do I reset it\nanswer,press the button\nquestion,which one\nquestion,the red\n", DEFAULTS, 4,
           "question", "how do I reset it");
}
END_TEST

START_TEST(columns_by_name_mean_a_header)
{
    const char *const csv = "id,text,label,verdict,words\n1,a,b,good,long words\n";
    expect(csv, columns("words", "verdict"), 1, "good", "long words");
    expect(csv, columns("WORDS", "Verdict"), 1, "good", "long words");
    expect(csv, columns("", "verdict"), 1, "good", "a");
    expect(csv, columns("words", ""), 1, "b", "long words");
    expect(csv, columns("label", "text"), 1, "a", "b");
    expect("verdict,words\ngood,long\n", columns("", "verdict"), 1, "good", "long");
    expect("text,title,n\npos,words,1\n", columns("", "text"), 1, "pos", "words");
    expect("a,A\nx,y\n", columns("A", "a"), 1, "x", "y");
    parse_fails(csv, "a.csv", columns("", "sentiment"), TENOR_BAD_DATA, 0, "option 'label' names a column 'sentiment'");
    parse_fails(csv, "a.csv", columns("txt", ""), TENOR_BAD_DATA, 0, "1 'id', 2 'text', 3 'label', 4 'verdict'");
    parse_fails(csv, "a.csv", columns("words", "words"), TENOR_BAD_DATA, 0, "both name column 5");
    parse_fails(csv, "a.csv", headless("words", "4"), TENOR_BAD_DATA, 0, "option 'text'");
}
END_TEST

START_TEST(columns_by_number_work_with_and_without_a_header)
{
    expect("id,text,label\n7,a,pos\n8,b,neg\n", columns("2", "3"), 2, "pos", "a");
    expect("7,a,pos\n8,b,neg\n", columns("2", "3"), 2, "pos", "a");
    expect("1,great\n2,poor\n1,good\n", columns("2", "1"), 3, "1", "great");
    expect("1,great\n2,poor\n1,good\n", columns("", "1"), 3, "1", "great");
    expect("1,great\n2,poor\n1,good\n", columns("2", ""), 3, "1", "great");
    expect("id,2019,text\n7,pos,a\n", columns("", "2019"), 1, "pos", "a");
    parse_fails("7,a,pos\n", "a.csv", columns("2", "4"), TENOR_BAD_DATA, 0, "option 'label' names a column '4'");
    parse_fails("7,a,pos\n", "a.csv", columns("2", "0"), TENOR_BAD_DATA, 0, "option 'label' 0: columns count from 1");
    parse_fails("7,a,pos\n", "a.csv", columns("2", "99999999999999999999999"), TENOR_BAD_DATA, 0,
                "option 'label' names a column '9999");
    parse_fails("7,a,pos\n", "a.csv", columns("2", "2"), TENOR_BAD_DATA, 0, "both name column 2");
    parse_fails("7,a,pos\n", "a.csv", columns("2", ""), TENOR_BAD_DATA, 0, "cannot tell");
}
END_TEST

START_TEST(without_names_the_label_has_fewer_and_shorter_values)
{
    expect("pos,a long text\nneg,another text\npos,a third\n", DEFAULTS, 3, "pos", "a long text");
    expect("a long text,pos\nanother text,neg\na third,pos\n", DEFAULTS, 3, "pos", "a long text");
    expect("pos,a long text\nneg,another text\npos,a third\n", headless("", ""), 3, "pos", "a long text");
    parse_fails("pos,a\nneg,b\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "option 'text' and option 'label'");
    parse_fails("1,pos,a\n2,neg,b\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "1 '1', 2 'pos', 3 'a'");
    /* Fewer values, but longer ones. */
    parse_fails("a very long thing,x\na very long thing,y\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "cannot tell");
}
END_TEST

START_TEST(no_header_makes_the_first_line_data)
{
    expect("text,label\nwords,label\nmore words,label\n", headless("1", "2"), 3, "label", "text");
    expect("text,label\nwords,label\nmore words,label\n", headless("", "2"), 3, "label", "text");
}
END_TEST

/* Twelve rows of two labels under a first line of unusual names; `late` puts the first row's label at the end again. */
static void unusual(char *out, const char *first, int rows, const char *last)
{
    out += sprintf(out, "%s\n", first);
    for (int i = 0; i < rows; i++)
        out += sprintf(out, "%s,number %d of the texts\n", i % 2 ? "good" : "bad", i);
    sprintf(out, "%s", last);
}

START_TEST(a_first_label_unlike_all_others_is_a_name)
{
    static char csv[1 << 17];
    unusual(csv, "verdict,words", 12, "");
    expect(csv, DEFAULTS, 12, "bad", "number 0 of the texts");
    expect(csv, columns("2", "1"), 12, "bad", "number 0 of the texts");
    expect(csv, headless("", ""), 13, "verdict", "words");
    unusual(csv, "fair,a text of the rarer kind", 12, "fair,and another\n");
    expect(csv, DEFAULTS, 14, "fair", "a text of the rarer kind");
    unusual(csv, "good,a text of the usual kind", 12, "");
    expect(csv, DEFAULTS, 13, "good", "a text of the usual kind");
    /* Too few rows to say so. */
    unusual(csv, "verdict,words", 8, "");
    expect(csv, DEFAULTS, 9, "verdict", "words");
    /* Another label that stands alone: the labels are merely rare. */
    unusual(csv, "verdict,words and more", 12, "fair,the only one\n");
    expect(csv, DEFAULTS, 14, "verdict", "words and more");
    /* Only the end of the file, far from its first rows, shows that it is a label. */
    unusual(csv, "fair,a text of the rarer kind", 2000, "fair,and another\n");
    expect(csv, DEFAULTS, 2002, "fair", "a text of the rarer kind");
    unusual(csv, "verdict,words", 2000, "");
    expect(csv, DEFAULTS, 2000, "bad", "number 0 of the texts");
}
END_TEST

START_TEST(one_column_is_too_few)
{
    parse_fails("words\nmore\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "one column");
    parse_fails("label;text\npos,a\nneg,b\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "option 'delimiter' ';'");
}
END_TEST

START_TEST(a_list_of_many_long_names_stays_within_the_message)
{
    static char csv[1 << 16];
    size_t used = 0;
    for (int i = 0; i < 500; i++)
        used += (size_t)snprintf(csv + used, sizeof csv - used, "%sa name \xE4\xB8\xAD\xE4\xB8\xAD too long to show %d",
                                 i ? "," : "", i);
    tenor_corpus *corpus;
    tenor_error error;
    ck_assert_int_eq(parse_bytes(csv, used, "a.csv", DEFAULTS, &corpus, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "..., ...") ? error.message : strstr(error.message, ", ..."));
    ck_assert_uint_lt(strlen(error.message), sizeof error.message);
}
END_TEST

static bool doubts(const char *csv, tenor__corpus_settings settings)
{
    tenor_corpus *corpus = parse(csv, "a.csv", settings);
    const bool doubt = tenor_corpus_may_have_header(corpus);
    tenor_corpus_free(corpus);
    return doubt;
}

/* A table with the columns of `row`, in which %d is the number of the row, A a value of three and B one of two. */
static void table_of(char *out, const char *header, const char *row, int rows)
{
    static const char *const threes[] = {"red", "green", "blue"};
    out += sprintf(out, "%s\n", header);
    for (int i = 0; i < rows; i++) {
        for (const char *c = row; *c; c++)
            if (*c == 'A')
                out += sprintf(out, "%s", threes[i % 3]);
            else if (*c == 'B')
                out += sprintf(out, "%s", i % 2 ? "pos" : "neg");
            else if (*c == '#')
                out += sprintf(out, "%d", i);
            else
                *out++ = *c;
        *out++ = '\n';
    }
    *out = '\0';
}

START_TEST(evidence_beats_names)
{
    static char csv[1 << 14];
    table_of(csv, "Title,Review Text,Rating", "Hm,a longer text of number #,B", 12);
    expect(csv, DEFAULTS, 12, "neg", "a longer text of number 0");
    table_of(csv, "title,description,label", "short number #,a description that is much longer than number #,B", 12);
    parse_fails(csv, "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "2 'description'");
    table_of(csv, "text,summary,label", "the whole text of number #,in short #,B", 12);
    expect(csv, DEFAULTS, 12, "neg", "the whole text of number 0");
    table_of(csv, "id,target,tweet,stance", "#,A,a tweet of number #,B", 12);
    parse_fails(csv, "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "2 'target', 4 'stance'");
    table_of(csv, "id,color,tweet,label", "#,A,a tweet of number #,B", 12);
    expect(csv, DEFAULTS, 12, "neg", "a tweet of number 0");
    table_of(csv, "label,tweet,stance", "L#,a tweet of number #,B", 12);
    expect(csv, DEFAULTS, 12, "neg", "a tweet of number 0");
    table_of(csv, "key,remark,verdict", "#,a remark of number #,B", 12);
    expect(csv, DEFAULTS, 12, "neg", "a remark of number 0");
    /* Of many columns a message shows those that may be meant. */
    table_of(csv, "a,b,c,d,e,f,g,remark,verdict", "#1,#2,#3,#4,#5,#6,#7,a remark of number #,B", 30);
    parse_fails(csv, "a.csv", columns("", "verdcit"), TENOR_BAD_DATA, 0, "has 8 'remark', 9 'verdict'");
    table_of(csv, "key,remark,verdict,color", "#,a remark of number #,B,A", 12);
    parse_fails(csv, "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "3 'verdict', 4 'color'");
}
END_TEST

START_TEST(numbers_count_from_1_and_name_one_column)
{
    parse_fails("0,a,pos\n8,b,neg\n", "a.csv", columns("2", "0"), TENOR_BAD_DATA, 0, "columns count from 1");
    parse_fails("id,2,text\n7,pos,a b\n8,neg,c d\n", "a.csv", columns("text", "2,3"), TENOR_BAD_DATA, 0, "both name");
    parse_fails("id,3,text\n7,pos,a b\n", "a.csv", columns("text", "3"), TENOR_BAD_DATA, 0, "both name");
    parse_fails("3,label,text\n7,pos,a b\n", "a.csv", columns("3", "label"), TENOR_BAD_DATA, 0,
                "may be column 3, 'text', or column 1");
    parse_fails("text,label\na,b\n", "a.csv", columns("text,text", "label"), TENOR_BAD_DATA, 0, "column 1 twice");
}
END_TEST

START_TEST(delimiters_are_found_in_the_rows)
{
    expect("Text;Score\nlovely, 1,5 stars;3,5\nbad;1,0\n", DEFAULTS, 2, "3,5", "lovely, 1,5 stars");
    expect("a, b\tpos\nc, d\tneg\ne, f\tpos\n", columns("1", "2"), 3, "pos", "a, b");
    expect("sep=|\ntext|label\na;b|pos\n", DEFAULTS, 1, "pos", "a;b");
    expect("# made by hand, today\n#\ntext,label\n#1 of all,pos\n", DEFAULTS, 1, "pos", "#1 of all");
    expect("# a,pos\n# b,neg\nc d,pos\n# e,pos\n", columns("1", "2"), 4, "pos", "# a");
    expect("text,label\na,pos,\nb,neg,\n", DEFAULTS, 2, "pos", "a");
    expect("label, text\npos, \"a, b\" \nneg, c\n", DEFAULTS, 2, "pos", "a, b");
    expect("text,label\n'it''s, so',pos\n'a, b',neg\nc,pos\n", DEFAULTS, 3, "pos", "it's, so");
    expect("text,label\nisn't it,pos\n'a b',neg\n", DEFAULTS, 2, "pos", "isn't it");
    parse_fails("a;b|c\nd;e|f\ng;h|i\n", "a.txt", columns("1", "2"), TENOR_BAD_DATA, 0, "may be parted by ';'");
}
END_TEST

START_TEST(labels_are_cleaned)
{
    tenor__corpus_settings settings = DEFAULTS;
    expect("text,label\na,\xE2\x80\x8Bpos\xC2\xA0\nb,po\xEF\xBB\xBFs\n", DEFAULTS, 2, "pos", "a");
    parse_fails("text,label\na,NULL\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 2, "option 'skip-bad'");
    parse_fails("text,label\na,\\N\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 2, "so there is none");
    expect("text,label\na,NONE\n", DEFAULTS, 1, "NONE", "a");
    settings.merge_labels = true;
    expect("text,label\na,Pos\nb,POS\n", settings, 2, "pos", "a");
    tenor_corpus *corpus =
        parse("text,labels\na,\"['x y', \"\"it's\"\", 3]\"\nb,[]\n", "a.csv", several(TENOR__FORMAT_AUTO, "auto"));
    assert_labels(corpus, 0, "x y|it's|3", "a");
    assert_labels(corpus, 1, "", "b");
    tenor_corpus_free(corpus);
    corpus = parse("text,p,q\na,1,0\nb,true,1.0\nc,,no\n", "a.csv",
                   (tenor__corpus_settings){.text = "", .label = "p,q", .multi_label = "|"});
    assert_labels(corpus, 0, "p", "a");
    assert_labels(corpus, 1, "p|q", "b");
    assert_labels(corpus, 2, "", "c");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(a_first_row_that_may_be_names_is_told)
{
    ck_assert(doubts("subject,kind\na b,pos\nc d,neg\ne f,pos\n", DEFAULTS));
    ck_assert(doubts("1,subject,kind\n2,a b,pos\n3,c d,neg\n", columns("2", "3")));
    ck_assert(!doubts("subject,kind\na b,pos\nc d,neg\n", headless("1", "2")));
    ck_assert(!doubts("subject,kind\na b,pos\nc d,neg\n", columns("subject", "kind")));
    ck_assert(!doubts("text,label\na b,pos\nc d,neg\n", DEFAULTS));
    ck_assert(!doubts("a b c,pos\nd e,neg\nf g,pos\n", DEFAULTS));
}
END_TEST

START_TEST(two_columns_of_one_name_are_in_doubt)
{
    parse_fails("text,label,Text\na b,x,c d\ne f,y,g h\ni j,x,k l\nm n,y,o p\n", "a.csv", DEFAULTS, TENOR_BAD_DATA, 0,
                "1 'text', 3 'Text'");
    expect("text,label,text\na b,x,\ne f,y,\ni j,x,\nm n,y,\n", DEFAULTS, 4, "x", "a b");
    tenor__corpus_settings settings = DEFAULTS;
    settings.text = "text";
    parse_fails("text,label,text\na b,x,\ne f,y,\n", "a.csv", settings, TENOR_BAD_DATA, 0, "both as 1,3: 1 'text', 3");
    expect("Text,label,text\na b,x,c d\ne f,y,g h\n", settings, 2, "x", "c d");
    settings.text = "TEXT";
    parse_fails("Text,label,text\na b,x,\ne f,y,\n", "a.csv", settings, TENOR_BAD_DATA, 0, "there twice");
    settings.text = "1,3";
    expect("text,label,text\na b,x,c d\ne f,y,g h\n", settings, 2, "x", "a b \xE2\x90\x9E c d");
}
END_TEST

/* 60 rows of a text, a label, and what `other` gives for the row and its label. */
static const char *two_columns(const char *name, const char *(*other)(int row, bool good))
{
    static char csv[8000];
    size_t size = (size_t)sprintf(csv, "text,label,%s\n", name);
    for (int row = 0; row < 60; row++) {
        const bool good = row * 7 % 12 < 6;
        size += (size_t)sprintf(csv + size, "some words of row %d here,%s,%s\n", row, good ? "pos" : "neg",
                                other(row, good));
    }
    return csv;
}

static const char *stars(int row, bool good)
{
    static const char *const names[] = {"1", "2", "4", "5"};
    return names[row % 2 + 2 * good];
}

static const char *some_stars(int row, bool good)
{
    return row % 5 == 0 ? "3" : stars(row, good);
}

static const char *feeling(int row, bool good)
{
    static const char *const names[] = {"anger", "grief", "joy", "love"};
    return names[row % 2 + 2 * good];
}

static const char *second_judge(int row, bool good)
{
    return good != (row % 11 == 0) ? "pos" : "neg";
}

static const char *city(int row, bool good)
{
    static const char *const names[] = {"Berlin", "Paris", "Rome"};
    (void)good;
    return names[row % 3];
}

static const char *number(int row, bool good)
{
    (void)row;
    return good ? "1" : "0";
}

/* What stands in both says whether both may be the label, and not the other's name alone. */
START_TEST(a_column_that_judges_as_the_named_one_does_is_in_doubt)
{
    static const char both[] = "2 'label', 3 'extra'";
    expect(two_columns("stars", stars), DEFAULTS, 60, "pos", "some words of row 0 here");
    expect(two_columns("extra", stars), DEFAULTS, 60, "pos", "some words of row 0 here");
    expect(two_columns("extra", number), DEFAULTS, 60, "pos", "some words of row 0 here");
    expect(two_columns("extra", city), DEFAULTS, 60, "pos", "some words of row 0 here");
    parse_fails(two_columns("extra", some_stars), "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, both);
    expect(two_columns("extra", feeling), DEFAULTS, 60, "pos", "some words of row 0 here");
    parse_fails(two_columns("extra", second_judge), "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, both);
    parse_fails(two_columns("stars", some_stars), "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "2 'label', 3 'stars'");
    expect(two_columns("score", city), DEFAULTS, 60, "pos", "some words of row 0 here");
    parse_fails(two_columns("verdict", city), "a.csv", DEFAULTS, TENOR_BAD_DATA, 0, "2 'label', 3 'verdict'");
}
END_TEST

CHECK_MAIN("table/columns", two_columns_of_one_name_are_in_doubt,
           a_column_that_judges_as_the_named_one_does_is_in_doubt, evidence_beats_names,
           numbers_count_from_1_and_name_one_column, delimiters_are_found_in_the_rows, labels_are_cleaned,
           usual_names_are_a_header, the_likelier_name_wins,
           one_usual_name_of_two_columns_is_enough_unless_it_is_a_value, columns_by_name_mean_a_header,
           columns_by_number_work_with_and_without_a_header, without_names_the_label_has_fewer_and_shorter_values,
           no_header_makes_the_first_line_data, a_first_label_unlike_all_others_is_a_name, one_column_is_too_few,
           a_list_of_many_long_names_stays_within_the_message, a_first_row_that_may_be_names_is_told)
