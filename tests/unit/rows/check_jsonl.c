#include "parsing.h"

#include "base/alloc.h"
#include "base/buffer.h"

static tenor__corpus_settings settings(const char *text, const char *label, bool skip_bad)
{
    tenor__corpus_settings result = DEFAULTS;
    result.text = text;
    result.label = label;
    result.skip_bad = skip_bad;
    return result;
}

START_TEST(reads_objects_by_the_usual_names)
{
    tenor_corpus *corpus = parse("\xEF\xBB\xBF{\"text\": \"a \\u00e9 \\\"q\\\"\\n2\", \"label\": \"very good\"}\r\n"
                                 "\n  \t\n"
                                 "{\"id\": 7, \"label\": 3, \"nested\": {\"text\": [1, {}]}, \"text\": \"\"}\n"
                                 "{\"label\": true, \"text\": \"t\"}\n"
                                 "{\"label\": -12, \"text\": \"u\"}",
                                 "a.jsonl", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 4);
    assert_example(corpus, 0, "very good", "a \xC3\xA9 \"q\"\n2");
    assert_example(corpus, 1, "3", "");
    assert_example(corpus, 2, "true", "t");
    assert_example(corpus, 3, "-12", "u");
    tenor_corpus_free(corpus);
    corpus = parse("{\"Review\": \"r\", \"stars\": 5}\n", "a.ndjson", DEFAULTS);
    assert_example(corpus, 0, "5", "r");
    tenor_corpus_free(corpus);
    corpus = parse("{\"text\": \"r\", \"verdict\": \"ok\"}\n", "a.json", DEFAULTS);
    assert_example(corpus, 0, "ok", "r");
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(whole_numbers_are_labels)
{
    tenor_corpus *corpus = parse("{\"text\": \"a\", \"stars\": 4.0}\n"
                                 "{\"text\": \"b\", \"stars\": 4}\n"
                                 "{\"text\": \"c\", \"stars\": -0.0}\n"
                                 "{\"text\": \"d\", \"stars\": 1e1}\n",
                                 "a.jsonl", DEFAULTS);
    assert_example(corpus, 0, "4", "a");
    assert_example(corpus, 1, "4", "b");
    assert_example(corpus, 2, "0", "c");
    assert_example(corpus, 3, "10", "d");
    tenor_corpus_free(corpus);
    /* Digits that a double would round. */
    corpus = parse("{\"text\": \"a\", \"stars\": 9007199254740993}\n"
                   "{\"text\": \"b\", \"stars\": 9007199254740992}\n"
                   "{\"text\": \"c\", \"stars\": -9223372036854775807}\n"
                   "{\"text\": \"d\", \"stars\": 9007199254740993.0}\n",
                   "a.jsonl", DEFAULTS);
    assert_example(corpus, 0, "9007199254740993", "a");
    assert_example(corpus, 1, "9007199254740992", "b");
    assert_example(corpus, 2, "-9223372036854775807", "c");
    assert_example(corpus, 3, "9007199254740993", "d");
    tenor_corpus_free(corpus);
    corpus = parse("{\"text\": \"a\", \"stars\": 4.00000000000000000001}\n{\"text\": \"b\", \"stars\": 4.50}\n",
                   "a.jsonl", DEFAULTS);
    assert_example(corpus, 0, "4.00000000000000000001", "a");
    assert_example(corpus, 1, "4.5", "b");
    tenor_corpus_free(corpus);
    parse_fails("{\"text\": \"a\", \"stars\": 9223372036854775808}\n", "a.jsonl", DEFAULTS, TENOR_BAD_DATA, 1,
                "whole number of 64 bits");
    parse_fails("{\"text\": \"a\", \"stars\": 1e300}\n", "a.jsonl", DEFAULTS, TENOR_BAD_DATA, 1, "whole number");
}
END_TEST

START_TEST(members_can_be_named)
{
    const char *const line = "{\"id\": 1, \"text\": \"a\", \"words\": \"b\", \"label\": \"c\", \"verdict\": \" d \"}\n";
    tenor_corpus *corpus = parse(line, "a.jsonl", settings("words", "verdict", false));
    assert_example(corpus, 0, "d", "b");
    tenor_corpus_free(corpus);
    corpus = parse(line, "a.jsonl", settings("", "Verdict", false));
    assert_example(corpus, 0, "d", "a");
    tenor_corpus_free(corpus);
    corpus = parse(line, "a.jsonl", settings("3", "4", false));
    assert_example(corpus, 0, "c", "b");
    tenor_corpus_free(corpus);
    parse_fails(line, "a.jsonl", settings("", "sentiment", false), TENOR_BAD_DATA, 1,
                "option 'label' names a column 'sentiment'");
    parse_fails(line, "a.jsonl", settings("text", "text", false), TENOR_BAD_DATA, 1, "both");
    parse_fails("{\"a\": 1, \"b\": 2, \"c\": 3}\n", "a.jsonl", DEFAULTS, TENOR_BAD_DATA, 1, "1 'a', 2 'b', 3 'c'");
}
END_TEST

START_TEST(errors_tell_the_line)
{
    const char *const good = "{\"text\": \"a\", \"label\": \"b\"}";
    const struct {
        const char *line;
        const char *words;
    } bad[] = {
        {"{\"text\": \"a\", \"label\": \"b\"", "a.jsonl:3: "},
        {"{\"text\": \"a\", \"label\": \"b\"} x", "a.jsonl:3: "},
        {"{\"text\": \"a\", \"label\": \"b\", \"label\": \"c\"}", "a.jsonl:3: "},
        {"[1, 2]", "array"},
        {"\"text\"", "object"},
        {"{\"text\": \"a\"}", "'label' is missing"},
        {"{\"label\": \"a\"}", "'text' is missing"},
        {"{\"text\": \"a\", \"label\": null}", "'label' is null, so there is no label; option 'skip-bad'"},
        {"{\"text\": \"a\", \"label\": 1e99}", "'label' is no label"},
        {"{\"text\": \"a\", \"label\": [1, 2]}", "'label' holds 2 labels; for several labels"},
        {"{\"text\": \"a\", \"label\": []}", "'label' holds no label; option 'skip-bad'"},
        {"{\"text\": \"a\", \"label\": {\"A\": 1, \"B\": 0.7}}", "'label' holds 2 labels"},
        {"{\"text\": \"a\", \"label\": {\"A\": \"b\"}}", "'label' is no label"},
        {"{\"text\": 5, \"label\": \"b\"}", "'text' is no string"},
        {"{\"text\": null, \"label\": \"b\"}", "'text' is no string"},
        {"{\"text\": \"a\", \"label\": \"\"}", "label is empty"},
        {"{\"text\": \"a\", \"label\": \"a\\tb\"}", "U+0009"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s\n\n%s\n%s\n", good, bad[i].line, good);
        parse_fails(text, "a.jsonl", DEFAULTS, TENOR_BAD_DATA, 3, bad[i].words);
    }
}
END_TEST

START_TEST(skip_bad_leaves_out_and_counts)
{
    tenor_corpus *corpus = parse("0\n"
                                 "{\"other\": 1}\n"
                                 "{\"text\": \"a\", \"label\": \"x\"}\n"
                                 "{\"text\": \"a\"}\n"
                                 "{\"label\": \"x\"}\n"
                                 "{\"text\": \"a\", \"label\": {}}\n"
                                 "not json\n"
                                 "{\"text\": \"b\", \"label\": false}\n",
                                 "a.jsonl", settings("", "", true));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    assert_example(corpus, 1, "false", "b");
    assert_skipped(corpus, 2, 3, 1, 1);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(a_line_over_the_limit_is_refused)
{
    const size_t size = (1 << 22) + 100;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    memset(text, ' ', size);
    memcpy(text, "{\"text\":\"a\",", 12);
    memcpy(text + size - 14, "\"label\":\"b\"}  ", 14);
    tenor_corpus *corpus;
    tenor_error error;
    ck_assert_int_eq(parse_bytes(text, size, "a.jsonl", DEFAULTS, &corpus, &error), TENOR_BAD_DATA);
    ck_assert_uint_eq(error.line, 1);
    free(text);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    parse_short_of_memory("{\"text\": \"a\", \"label\": \"b\", \"more\": [1, {\"c\": null}]}\n{\"text\": \"a\", "
                          "\"label\": 2}\n",
                          "a.jsonl", DEFAULTS);
    parse_short_of_memory("{\"text\": \"a\", \"label\": \"b\"}\n{\"text\": \"a\", \"label\": 2}\n[]\n", "a.jsonl",
                          settings("", "", true));
    parse_short_of_memory("{\"text\": \"a\", \"label\": \"b\", \"probabilities\": {\"a\": 0.25, \"b\": 0.75}}\n"
                          "{\"text\": \"b\", \"label\": \"a\", \"answer\": \"reject\"}\n"
                          "{\"text\": \"c\", \"label\": \"b\", \"answer\": \"accept\"}\n",
                          "a.jsonl", DEFAULTS);
}
END_TEST

START_TEST(several_labels_as_an_array_or_a_string)
{
    tenor_corpus *corpus = parse("{\"text\": \"both\", \"labels\": [\"b\", \" a \", \"b\"]}\n"
                                 "{\"text\": \"numbers\", \"labels\": [1, 2.0, true]}\n"
                                 "{\"text\": \"none\", \"labels\": []}\n"
                                 "{\"text\": \"null\", \"labels\": null}\n"
                                 "{\"text\": \"string\", \"labels\": \"a; c\"}\n"
                                 "{\"text\": \"alone\", \"labels\": 7}\n",
                                 "a.jsonl", several(TENOR__FORMAT_AUTO, ";"));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 6);
    assert_labels(corpus, 0, "b|a", "both");
    assert_labels(corpus, 1, "1|2|true", "numbers");
    assert_labels(corpus, 2, "", "none");
    assert_labels(corpus, 3, "", "null");
    assert_labels(corpus, 4, "a|c", "string");
    assert_labels(corpus, 5, "7", "alone");
    tenor_corpus_free(corpus);
    static const struct {
        const char *line, *words;
    } bad[] = {{"{\"text\": \"x\", \"labels\": [\"a\", null]}", "is null, so there is no label"},
               {"{\"text\": \"x\", \"labels\": [[\"a\"]]}", "is no label"},
               {"{\"text\": \"x\", \"labels\": [\"a;b\"]}", "holds the separator"},
               {"{\"text\": \"x\", \"labels\": [\"\"]}", "empty"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        parse_fails(bad[i].line, "a.jsonl", several(TENOR__FORMAT_AUTO, ";"), TENOR_BAD_DATA, 1, bad[i].words);
    parse_fails("{\"text\": \"x\", \"labels\": [\"a\", \"b\"]}", "a.jsonl", DEFAULTS, TENOR_BAD_DATA, 1,
                "set option 'multi-label'");
    corpus = parse("{\"text\": \"x\", \"labels\": [\"a\"]}", "a.jsonl", DEFAULTS);
    assert_example(corpus, 0, "a", "x");
    tenor_corpus_free(corpus);
    parse_short_of_memory("{\"text\": \"x\", \"labels\": [\"a\", 2, 3]}\n", "a.jsonl",
                          several(TENOR__FORMAT_AUTO, ";"));
}
END_TEST

/* The same two examples in each form. */
START_TEST(lists_and_columns)
{
    static const char *const forms[] = {
        "[{\"text\": \"a\", \"label\": \"x\"}, {\"text\": \"b\", \"label\": \"y\"}]",
        "[\n  {\n    \"text\": \"a\",\n    \"label\": \"x\"\n  },\n  {\n    \"text\": \"b\",\n    \"label\": \"y\"\n"
        "  }\n]\n",
        "{\"version\": \"1\", \"data\": [{\"text\": \"a\", \"label\": \"x\"}, {\"text\": \"b\", \"label\": \"y\"}], "
        "\"n\": 2}",
        "{\"text\": \"a\",\n \"label\": \"x\"}\n{\"text\": \"b\",\n \"label\": \"y\"}\n",
        "{\"text\": [\"a\", \"b\"], \"label\": [\"x\", \"y\"]}",
        "{\"text\": {\"0\": \"a\", \"1\": \"b\"}, \"label\": {\"0\": \"x\", \"1\": \"y\"}}",
        "{\"0\": {\"text\": \"a\", \"label\": \"x\"}, \"1\": {\"text\": \"b\", \"label\": \"y\"}}",
        "{\"columns\": [\"text\", \"label\"], \"index\": [0, 1], \"data\": [[\"a\", \"x\"], [\"b\", \"y\"]]}",
        "{\"text\": \"a\", \"cats\": {\"x\": 1.0, \"y\": 0.0}}\n{\"text\": \"b\", \"cats\": {\"x\": false, \"y\": "
        "true}}\n",
        "{\"review\": {\"text\": \"a\", \"n\": \"0\"}, \"label\": \"x\"}\n{\"review\": {\"text\": \"b\"}, \"label\": "
        "\"y\"}\n",
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        const bool nested = strstr(forms[i], "review") != NULL;
        tenor_corpus *corpus = parse(forms[i], "a.json", settings(nested ? "review.text" : "", "", false));
        ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
        assert_example(corpus, 0, "x", "a");
        assert_example(corpus, 1, "y", "b");
        tenor_corpus_free(corpus);
        parse_short_of_memory(forms[i], "a.json", settings(nested ? "review.text" : "", "", false));
    }
}
END_TEST

START_TEST(paths_go_through_lists)
{
    tenor__corpus_settings settings = DEFAULTS;
    const char *const tasks =
        "[{\"id\": 1, \"data\": {\"text\": \"a good film\"}, \"annotations\": [{\"result\": [{\"value\": {\"choices\": "
        "[\"pos\"]}}]}]},\n"
        "{\"id\": 2, \"data\": {\"text\": \"a bad film\"}, \"annotations\": [{\"result\": [{\"value\": {\"choices\": "
        "[\"neg\"]}}]}]}]";
    settings.text = "data.text";
    settings.label = "annotations.0.result.0.value.choices";
    tenor_corpus *corpus = parse(tasks, "x.json", settings);
    assert_example(corpus, 0, "pos", "a good film");
    assert_example(corpus, 1, "neg", "a bad film");
    tenor_corpus_free(corpus);
    settings.label = "annotations.1.result";
    parse_fails(tasks, "x.json", settings, TENOR_BAD_DATA, 1, "names a column 'annotations.1.result'");
    settings.label = "annotations.x.result";
    parse_fails(tasks, "x.json", settings, TENOR_BAD_DATA, 1, "names a column 'annotations.x.result'");
}
END_TEST

/* What an annotator rejected is no example, unless the verdict itself is the label. */
START_TEST(rejected_rows_are_left_out)
{
    const char *const rows = "{\"text\": \"one\", \"label\": \"a\", \"answer\": \"accept\"}\n"
                             "{\"text\": \"two\", \"label\": \"b\", \"answer\": \"reject\"}\n"
                             "{\"text\": \"three\", \"label\": \"b\", \"answer\": \"ignore\"}\n"
                             "{\"text\": \"four\", \"label\": \"b\", \"answer\": \"accept\"}\n";
    tenor_corpus *corpus = parse(rows, "x.jsonl", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    assert_example(corpus, 1, "b", "four");
    ck_assert_uint_eq(tenor_corpus_line(corpus, 1), 4);
    ck_assert_uint_eq(tenor_layout_rejected_rows(tenor_corpus_layout(corpus)), 2);
    tenor_corpus_free(corpus);
    tenor__corpus_settings settings = DEFAULTS;
    settings.label = "answer";
    corpus = parse(rows, "x.jsonl", settings);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 4);
    ck_assert_uint_eq(tenor_layout_rejected_rows(tenor_corpus_layout(corpus)), 0);
    tenor_corpus_free(corpus);
    corpus = parse("{\"text\": \"one\", \"label\": \"a\", \"answer\": \"42\"}\n"
                   "{\"text\": \"two\", \"label\": \"b\", \"answer\": \"reject\"}\n",
                   "x.jsonl", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    tenor_corpus_free(corpus);
    /* Rows that nobody has looked at stay. */
    corpus = parse("{\"text\": \"one\", \"label\": \"a\"}\n"
                   "{\"text\": \"two\", \"label\": \"b\", \"answer\": null}\n"
                   "{\"text\": \"three\", \"label\": \"b\", \"answer\": \"reject\"}\n"
                   "{\"text\": \"four\", \"label\": \"b\", \"answer\": \"\"}\n",
                   "x.jsonl", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 3);
    assert_example(corpus, 2, "b", "four");
    ck_assert_uint_eq(tenor_layout_rejected_rows(tenor_corpus_layout(corpus)), 1);
    tenor_corpus_free(corpus);
}
END_TEST

/* The members are found in the first two hundred objects. */
START_TEST(answers_behind_the_first_objects)
{
    enum { FIRST = 200, ACCEPTED = 5 };
    tenor__buffer text;
    const tenor_alloc alloc = tenor__alloc_of(NULL);
    tenor__buffer_init(&text, &alloc);
    for (size_t i = 0; i < FIRST; i++)
        tenor__buffer_format(&text, "{\"text\": \"t%zu\", \"label\": \"%s\", \"answer\": \"%s\"}\n", i,
                             i % 2 ? "a" : "b", i % 3 ? "reject" : "ignore");
    for (size_t i = 0; i < ACCEPTED; i++)
        tenor__buffer_format(&text, "{\"text\": \"more\", \"label\": \"a\", \"answer\": \"accept\"}\n");
    tenor__buffer_add_byte(&text, '\0');
    ck_assert(!text.failed);
    tenor_corpus *corpus = parse(text.data, "x.jsonl", DEFAULTS);
    ck_assert_uint_eq(tenor_corpus_size(corpus), ACCEPTED);
    assert_example(corpus, 0, "a", "more");
    ck_assert_uint_eq(tenor_layout_rejected_rows(tenor_corpus_layout(corpus)), FIRST);
    tenor_corpus_free(corpus);
    static const char *const others[] = {"\"accept \\u2713\"", "42", "false"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        text.size--;
        tenor__buffer_format(&text, "{\"text\": \"other\", \"label\": \"b\", \"answer\": %s}\n", others[i]);
        tenor__buffer_add_byte(&text, '\0');
        ck_assert(!text.failed);
    }
    parse_fails(text.data, "x.jsonl", DEFAULTS, TENOR_BAD_DATA, FIRST + ACCEPTED + 1,
                "the member 'answer' is 'accept \xE2\x9C\x93'");
    corpus = parse(text.data, "x.jsonl", settings("", "", true));
    ck_assert_uint_eq(tenor_corpus_size(corpus), ACCEPTED);
    assert_skipped(corpus, 3, 0, 0, FIRST + ACCEPTED + 1);
    ck_assert_uint_eq(tenor_layout_rejected_rows(tenor_corpus_layout(corpus)), FIRST);
    tenor_corpus_free(corpus);
    tenor__buffer_free(&text);
}
END_TEST

START_TEST(several_tables_in_a_document)
{
    parse_fails("{\"train\": [{\"text\": \"a\", \"label\": \"x\"}], \"test\": [{\"text\": \"b\", \"label\": \"y\"}]}",
                "x.json", DEFAULTS, TENOR_BAD_DATA, 0, "2 lists of rows, such as 'train' and 'test'");
    parse_fails("{\"train\": [[\"a\", \"x\"]], \"val\": [[\"b\", \"y\"]]}", "x.json", DEFAULTS, TENOR_BAD_DATA, 0,
                "jq '.train'");
    parse_fails("[\"a\", \"x\"]\n[\"b\", \"y\"]\n", "x.jsonl", DEFAULTS, TENOR_BAD_DATA, 1, "jq -r @csv");
}
END_TEST

START_TEST(lists_that_are_wrong)
{
    static const struct {
        const char *text;
        uint64_t line;
        const char *words;
    } bad[] = {
        {"[\n{\"text\": \"a\", \"label\": \"x\"},\n{\"text\": \"b\"", 3, "does not end"},
        {"[\n{\"text\": \"a\", \"label\": \"x\"},\n", 3, "does not end"},
        {"[\n{\"text\": \"a\", \"label\": \"x\"},\n\"b\"]", 3, "no object"},
        {"[\n{\"text\": \"a\", \"label\": \"x\"},\n{\"text\": }]", 3, "malformed"},
        {"{\"text\": [\"a\", \"b\"], \"label\": [\"x\"]}", 0, "1 values where the first has 2"},
        {"{\"text\": {\"0\": \"a\"}, \"label\": {\"1\": \"x\"}}", 0, "different keys"},
        {"{\"columns\": [\"text\", \"label\"], \"data\": [[\"a\"]]}", 0, "row 1 of 'data' has 1 values"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        parse_fails(bad[i].text, "a.json", DEFAULTS, TENOR_BAD_DATA, bad[i].line, bad[i].words);
}
END_TEST

static tenor__corpus_settings with_probabilities(const char *columns, bool skip_bad)
{
    tenor__corpus_settings result = settings("", "", skip_bad);
    result.probabilities = columns;
    return result;
}

START_TEST(probabilities_of_labels)
{
    static const char *const text =
        "{\"text\": \"a\", \"label\": \"y\", \"probabilities\": {\"x\": 0.75, \"y\": 0.25}}\n"
        "{\"text\": \"b\", \"label\": \"x\"}\n"
        "{\"text\": \"c\", \"label\": \"y\", \"probabilities\": {\"z\": 0.495, \"y\": 0.495}}\n";
    float p[3];
    tenor_corpus *corpus = parse(text, "a.jsonl", with_probabilities("", false));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 3);
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), 3);
    ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), 2);
    assert_example(corpus, 0, "y", "a");
    ck_assert(tenor_corpus_probabilities(corpus, 0, p) && p[0] == 0.75f && p[1] == 0.25f && p[2] == 0);
    ck_assert(!tenor_corpus_probabilities(corpus, 1, p));
    ck_assert(tenor_corpus_probabilities(corpus, 2, p) && p[0] == 0 && p[1] == 0.5f && p[2] == 0.5f);
    const tenor_layout *layout = tenor_corpus_layout(corpus);
    ck_assert_uint_eq(tenor_layout_probability_count(layout), 1);
    ck_assert_int_eq(tenor_layout_column(layout, tenor_layout_probability(layout, 0)).role, TENOR_COLUMN_PROBABILITY);
    tenor_corpus_free(corpus);
    parse_short_of_memory(text, "a.jsonl", with_probabilities("", false));
    corpus = parse(text, "a.jsonl", with_probabilities("none", false));
    ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), 0);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(probabilities_say_the_label)
{
    float p[2];
    tenor_corpus *corpus = parse("{\"text\": \"a\", \"probabilities\": {\"x\": 0.2, \"y\": 0.8}}\n", "a.jsonl",
                                 with_probabilities("", false));
    assert_example(corpus, 0, "y", "a");
    tenor_corpus_free(corpus);
    corpus =
        parse("{\"text\": \"a\", \"good\": 0.9, \"bad\": 0.1}\n", "a.jsonl", with_probabilities("good,bad", false));
    assert_example(corpus, 0, "good", "a");
    ck_assert(tenor_corpus_probabilities(corpus, 0, p) && p[0] == 0.1f && p[1] == 0.9f);
    tenor_corpus_free(corpus);
    corpus = parse("text,good,bad\na,0.9,0.1\nb,.25,0.75\n", "a.csv", with_probabilities("good,bad", false));
    assert_example(corpus, 0, "good", "a");
    assert_example(corpus, 1, "bad", "b");
    ck_assert(tenor_corpus_probabilities(corpus, 1, p) && p[0] == 0.75f && p[1] == 0.25f);
    tenor_corpus_free(corpus);
    corpus = parse("text,good,bad,label\na,0.9,0.1,bad\nb,,,good\n", "a.csv", with_probabilities("good,bad", false));
    assert_example(corpus, 0, "bad", "a");
    ck_assert(tenor_corpus_probabilities(corpus, 0, p) && !tenor_corpus_probabilities(corpus, 1, p));
    tenor_corpus_free(corpus);
    tenor__corpus_settings settings = several(TENOR__FORMAT_JSONL, "|");
    settings.probabilities = "";
    corpus = parse("{\"text\": \"a\", \"probabilities\": {\"x\": 0.7, \"y\": 0.5, \"z\": 0.1}}\n", "a.jsonl", settings);
    assert_labels(corpus, 0, "x|y", "a");
    ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), 1);
    tenor_corpus_free(corpus);
}
END_TEST

START_TEST(probabilities_that_are_none)
{
    static const struct {
        const char *text;
        const char *words;
    } bad[] = {
        {"{\"x\": 0.5, \"y\": 0.4}", "sum to 0.9, and not to 1"},
        {"{\"x\": 1.5, \"y\": -0.5}", "of the label 'x' is 1.5"},
        {"{\"x\": 1, \" x\": 0}", "two probabilities"},
        {"{\"x\": \"1\"}", "neither a probability nor an object"},
        {"{\"x\": true}", "neither a probability nor an object"},
        {"[0.5, 0.5]", "neither a probability nor an object"},
        {"{}", "neither a label nor a probability"},
        {"null", "neither a label nor a probability"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{\"text\": \"a\", \"probabilities\": {\"x\": 1}}\n{\"text\": \"b\", \"probabilities\": %s}\n",
                 bad[i].text);
        parse_fails(text, "a.jsonl", with_probabilities("", false), TENOR_BAD_DATA, 2, bad[i].words);
        tenor_corpus *corpus = parse(text, "a.jsonl", with_probabilities("", true));
        ck_assert_uint_eq(tenor_corpus_size(corpus), 1);
        tenor_corpus_free(corpus);
    }
    parse_fails("text,good,bad\na,0.9,0.1\nb,much,0.75\n", "a.csv", with_probabilities("good,bad", false),
                TENOR_BAD_DATA, 3, "holds 'much', which is no probability");
    parse_fails("text,good,bad\na,0.9,0.1\n", "a.csv", with_probabilities("good,worse", false), TENOR_BAD_DATA, 0,
                "which is not there");
    tenor__corpus_settings same = settings("text", "", false);
    same.probabilities = "text";
    parse_fails("text,good,label\na,0.9,good\n", "a.csv", same, TENOR_BAD_DATA, 0, "both name column 1");
}
END_TEST

/* How many of three rows have soft targets, by what stands in the member 'probabilities' of each. */
static size_t count_soft(const char *label, const char *const members[3], size_t labels)
{
    char text[600] = "";
    for (size_t i = 0; i < 3; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "{\"text\": \"a text of words\", \"%s\": \"%s\", \"id\": %zu, \"probabilities\": %s}\n", label,
                 i == 1 ? "y" : "x", i, members[i]);
    tenor_corpus *corpus = parse(text, "a.jsonl", with_probabilities("", false));
    ck_assert_uint_eq(tenor_corpus_label_count(corpus), labels);
    assert_example(corpus, 0, "x", "a text of words");
    assert_example(corpus, 1, "y", "a text of words");
    const size_t count = tenor_corpus_soft_target_count(corpus);
    tenor_corpus_free(corpus);
    return count;
}

START_TEST(a_member_probabilities_is_found_where_it_is_some)
{
    static const char even[] = "{\"x\": 0.5, \"y\": 0.5}";
    static const char *const all[] = {even, "{\" x \": 0.25, \"y\\u200b\": 0.75}", even};
    static const char *const others[] = {"{\"rain\": 0.5, \"snow\": 0.5}", "{\"rain\": 1}", "{\"snow\": 1}"};
    static const char *const hundreds[] = {"{\"x\": 40, \"y\": 60}", "{\"x\": 40, \"y\": 60}", "{\"x\": 1}"};
    static const char *const marks[] = {"{\"x\": true}", "{\"y\": true, \"x\": false}", "{\"x\": true}"};
    static const char *const one[] = {even, "\"high\"", "\"low\""};
    ck_assert_uint_eq(count_soft("label", all, 2), 3);
    ck_assert_uint_eq(count_soft("verdict", all, 2), 3);
    ck_assert_uint_eq(count_soft("label", others, 2), 0);
    ck_assert_uint_eq(count_soft("label", hundreds, 2), 0);
    ck_assert_uint_eq(count_soft("label", marks, 2), 0);
    ck_assert_uint_eq(count_soft("label", one, 2), 0);
}
END_TEST

START_TEST(a_label_without_a_probability_is_a_fault)
{
    static const char *const lines = "{\"text\": \"a\", \"label\": \"x\", \"probabilities\": {\"x\": 1}}\n"
                                     "{\"text\": \"b\", \"label\": \"y\", \"probabilities\": {\"x\": 1, \"y\": 0}}\n"
                                     "{\"text\": \"c\", \"label\": \"z\", \"probabilities\": {\"x\": 1}}\n";
    parse_fails(lines, "a.jsonl", with_probabilities("", false), TENOR_BAD_DATA, 3, "the label 'z' has no probability");
    parse_fails("text,label,p_neg,p_pos\na,neg,0.9,0.1\n", "a.csv", with_probabilities("p_neg,p_pos", false),
                TENOR_BAD_DATA, 2, "the label 'neg' has no probability, but 'p_neg'");
    tenor__corpus_settings numbers = settings("1", "2", false);
    numbers.no_header = true;
    numbers.probabilities = "3,4";
    parse_fails("a,neg,0.9,0.1\n", "a.csv", numbers, TENOR_BAD_DATA, 0, "column 3, which has no name");
    tenor_corpus *corpus = parse(lines, "a.jsonl", with_probabilities("", true));
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    ck_assert_uint_eq(tenor_corpus_skipped_rows(corpus)->no_target, 1);
    assert_skipped(corpus, 0, 0, 0, 3);
    tenor_corpus_free(corpus);
    corpus = parse("text,verdict,pos,neg\na,neg,,1\nb,pos,0.1,0.9\n", "a.csv", with_probabilities("pos,neg", false));
    assert_example(corpus, 1, "pos", "b");
    ck_assert_uint_eq(tenor_corpus_soft_target_count(corpus), 2);
    tenor_corpus_free(corpus);
}
END_TEST

CHECK_MAIN("rows/jsonl", a_member_probabilities_is_found_where_it_is_some, a_label_without_a_probability_is_a_fault,
           probabilities_of_labels, probabilities_say_the_label, probabilities_that_are_none, lists_and_columns,
           lists_that_are_wrong, paths_go_through_lists, rejected_rows_are_left_out, answers_behind_the_first_objects,
           several_tables_in_a_document, several_labels_as_an_array_or_a_string, reads_objects_by_the_usual_names,
           whole_numbers_are_labels, members_can_be_named, errors_tell_the_line, skip_bad_leaves_out_and_counts,
           a_line_over_the_limit_is_refused, short_of_memory_fails_cleanly)
