#include "check_main.h"

#include "data/polarity.h"

#include <string.h>

enum { MOST = 16 };

/* Splits "a|b|c" into labels. */
static size_t split(const char *text, tenor_str labels[MOST])
{
    size_t count = 0;
    for (;;) {
        const size_t size = strcspn(text, "|");
        labels[count++] = (tenor_str){text, size};
        if (!text[size])
            return count;
        text += size + 1;
    }
}

static void check_recognized(const char *text, const float *want)
{
    tenor_str labels[MOST];
    float polarities[MOST];
    const size_t count = split(text, labels);
    ck_assert_msg(tenor__polarity_recognize(labels, count, polarities), "%s", text);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(polarities[i] == want[i], "%s: label %zu is %g, not %g", text, i, (double)polarities[i],
                      (double)want[i]);
}

#define RECOGNISED(text, ...) check_recognized(text, (const float[]){__VA_ARGS__})

static void check_unknown(const char *text)
{
    tenor_str labels[MOST];
    float polarities[MOST] = {9};
    const size_t count = split(text, labels);
    ck_assert_msg(!tenor__polarity_recognize(labels, count, polarities), "%s", text);
    ck_assert(polarities[0] == 9);
}

START_TEST(words_are_recognized)
{
    RECOGNISED("negative|positive", -1, 1);
    RECOGNISED("positive|neutral|negative", 1, 0, -1);
    RECOGNISED("neg|pos", -1, 1);
    RECOGNISED("NEG|Pos", -1, 1);
    RECOGNISED("bad|good", -1, 1);
    RECOGNISED("neg|neu|pos", -1, 0, 1);
    RECOGNISED("bad|ok|great", -1 / 2.0f, 0, 1);
    RECOGNISED("  positive |negative_review|mixed", 1, -1, 0);
    RECOGNISED("Positive sentiment|negative-sentiment", 1, -1);
    RECOGNISED("neutral|positive", 0, 1);
}
END_TEST

START_TEST(degrees_are_steps_of_one_scale)
{
    RECOGNISED("very negative|negative|neutral|positive|very positive", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("very_negative|negative|positive|VERY-POSITIVE", -1, -0.5f, 0.5f, 1);
    RECOGNISED("somewhat negative|negative|neutral|positive|somewhat positive", -0.5f, -1, 0, 1, 0.5f);
    RECOGNISED("very negative|very positive", -1, 1);
    RECOGNISED("somewhat positive|very positive|positive", 1 / 3.0f, 1, 2 / 3.0f);
    RECOGNISED("strongly negative|slightly negative|positive", -1, -1 / 3.0f, 2 / 3.0f);
}
END_TEST

START_TEST(chinese_is_recognized)
{
    RECOGNISED("负面|正面", -1, 1);
    RECOGNISED("消极|积极|中性", -1, 1, 0);
    RECOGNISED("差评|中评|好评", -1, 0, 1);
    RECOGNISED("非常负面|负面|中性|正面|非常正面", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("很差|差|一般|好|很好", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("負面|正面", -1, 1);
    RECOGNISED("一星|二星|三星|四星|五星", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("1星|3 星|5星", -1, 0, 1);
}
END_TEST

START_TEST(stars_are_recognized)
{
    RECOGNISED("1.0|2.0|3.0|4.0|5.0", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("1.0|5.00|10.0", -1, -1.0f / 9, 1);
    RECOGNISED("1|2|3|4|5", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("5|1|3", 1, -1, 0);
    RECOGNISED("1 star|2 stars|3 stars|4 stars|5 stars", -1, -0.5f, 0, 0.5f, 1);
    RECOGNISED("1_star|5_stars", -1, 1);
    RECOGNISED("2 stars|4 stars", -0.5f, 0.5f);
    RECOGNISED("4/5|2/5", 0.5f, -0.5f);
    RECOGNISED("1/10|10/10", -1, 1);
    RECOGNISED("3 out of 5|5 out of 5 stars", 0, 1);
    RECOGNISED("one star|five stars", -1, 1);
    RECOGNISED("★|★★★|★★★★★", -1, 0, 1);
    RECOGNISED("★☆☆☆☆|★★★★★", -1, 1);
    RECOGNISED("⭐️|⭐️⭐️⭐️⭐️⭐️", -1, 1);
    RECOGNISED("1|10|4|7", -1, 1, -1.0f / 3, 1.0f / 3);
    RECOGNISED("1 star|10 stars", -1, 1);
}
END_TEST

START_TEST(other_labels_have_no_polarity)
{
    check_unknown("1.5|2.0|3.0|4.0|5.0");
    check_unknown("1.|2|3|4|5");
    check_unknown("1.01|2|3|4|5");
    check_unknown("0|1");
    check_unknown("0|1|2");
    check_unknown("1|2");
    check_unknown("2");
    check_unknown("1|5");
    check_unknown("1|2|3");
    check_unknown("1|2|3|4");
    check_unknown("2|3|4|5");
    check_unknown("0|1|2|3|4|5");
    check_unknown("1|2|3|4|5|6");
    check_unknown("-1|1|5");
    check_unknown("1|3|11");
    check_unknown("01|3|5");
    check_unknown("positive");
    check_unknown("positive|good");
    check_unknown("neutral|mixed");
    check_unknown("positive|negative|sports");
    check_unknown("positive|1 star");
    check_unknown("1|2|3 stars|4|5");
    check_unknown("very neutral|positive");
    check_unknown("six stars|one star");
    check_unknown("6/5|1/5");
    check_unknown("1/5x|5/5");
    check_unknown("sports|politics");
    check_unknown("|positive");
    check_unknown("review|positive");
    check_unknown("very |positive");
    check_unknown("★★★★★★★★★★★|★");
    check_unknown("a label that is far too long to be of any scale, longer than sixty-four bytes|positive");
    float polarity;
    ck_assert(!tenor__polarity_recognize(NULL, 0, &polarity));
    const tenor_str nul[] = {{"negative\0", 9}, {"positive", 8}};
    ck_assert(!tenor__polarity_recognize(nul, 2, &polarity));
}
END_TEST

START_TEST(given_polarities_are_parsed)
{
    tenor_str labels[MOST];
    float got[MOST];
    size_t count = split("bad|ok|good", labels);
    ck_assert_int_eq(tenor__polarity_parse(tenor_str_of("bad=-1,ok=0,good=1"), labels, count, got, NULL), TENOR_OK);
    ck_assert(got[0] == -1 && got[1] == 0 && got[2] == 1);
    ck_assert_int_eq(tenor__polarity_parse(tenor_str_of(" good = +.5 , bad=-0.25,ok=1e-1"), labels, count, got, NULL),
                     TENOR_OK);
    ck_assert(got[0] == -0.25f && got[1] == 0.1f && got[2] == 0.5f);

    count = split("a=b|c,d|\"e\"|very good", labels);
    ck_assert_int_eq(tenor__polarity_parse(tenor_str_of("\"a=b\"=1,\"c,d\"=0,\"\"\"e\"\"\"=-1,very good=0.5"), labels,
                                           count, got, NULL),
                     TENOR_OK);
    ck_assert(got[0] == 1 && got[1] == 0 && got[2] == -1 && got[3] == 0.5f);
}
END_TEST

START_TEST(wrong_polarities_are_refused)
{
    static const struct {
        const char *text;
        tenor_status status;
        const char *says;
    } cases[] = {
        {"", TENOR_INVALID_ARGUMENT, "'bad' has no value"},
        {"bad=-1", TENOR_INVALID_ARGUMENT, "'good' has no value"},
        {"bad=-1,bad=1,good=0", TENOR_INVALID_ARGUMENT, "'bad' is named twice"},
        {"bad=-1,god=1", TENOR_INVALID_ARGUMENT, "'god' is no label"},
        {"bad=-1,goods=1", TENOR_INVALID_ARGUMENT, "'goods' is no label"},
        {"bad=-1.5,good=1", TENOR_OPTION_RANGE, "'bad'"},
        {"bad=-1,good=1.0000001", TENOR_OPTION_RANGE, "'good'"},
        {"bad=nan,good=1", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"bad=,good=1", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"bad", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"bad,good=1", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"bad=1 2,good=1", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"\"bad=-1,good=1", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"\"bad\"x=-1,good=1", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"\"bad\"\"", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"\"", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
        {"\"bad\"", TENOR_INVALID_ARGUMENT, "LABEL=NUMBER"},
    };
    tenor_str labels[MOST];
    const size_t count = split("bad|good", labels);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        float got[2] = {7, 8};
        tenor_error error = {0};
        const tenor_status status = tenor__polarity_parse(tenor_str_of(cases[i].text), labels, count, got, &error);
        ck_assert_msg(status == cases[i].status && error.status == status, "%s: %s", cases[i].text,
                      tenor_status_name(status));
        ck_assert_msg(strstr(error.message, cases[i].says), "%s: %s", cases[i].text, error.message);
        ck_assert(got[0] == 7 && got[1] == 8);
    }
}
END_TEST

CHECK_MAIN("data/polarity", words_are_recognized, degrees_are_steps_of_one_scale, chinese_is_recognized,
           stars_are_recognized, other_labels_have_no_polarity, given_polarities_are_parsed,
           wrong_polarities_are_refused)
