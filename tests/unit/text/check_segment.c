#include <tenor.h>

#include "check_main.h"

#include <stdio.h>
#include <string.h>

/* The tokens of text with a bar after each. */
static void check_settings(const char *text, const char *expected, tenor_text_settings settings)
{
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_split(tokens, &settings, tenor_str_of(text)), TENOR_OK);
    char joined[2048] = "";
    size_t used = 0;
    for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
        const tenor_str token = tenor_tokens_get(tokens, i).text;
        ck_assert_uint_lt(used + token.size + 2, sizeof joined);
        memcpy(joined + used, token.data, token.size);
        used += token.size;
        joined[used++] = '|';
    }
    joined[used] = '\0';
    ck_assert_msg(strcmp(joined, expected) == 0, "\"%s\" became\n%s not\n%s", text, joined, expected);
    tenor_tokens_free(tokens);
}

static void check(const char *text, const char *expected)
{
    tenor_text_settings settings = {.size = sizeof settings};
    check_settings(text, expected, settings);
}

START_TEST(english)
{
    check("A fine, FINE film.", "a|fine|,|fine|film|.|");
    check("well-known re-imagining", "well|-|known|re|-|imagining|");
    check("x_y (a/b) 50% $5 #1", "x|_|y|(|a|/|b|)|50|%|$|5|#|1|");
    check("", "");
    check(" \t\r\n\v\f ", "");
    check("abc1 4x4", "abc1|4x4|");
}
END_TEST

START_TEST(contractions)
{
    check("It's I'm we're they've you'll he'd", "it|'s|i|'m|we|'re|they|'ve|you|'ll|he|'d|");
    check("don't can't won't isn't cannot", "do|n't|ca|n't|wo|n't|is|n't|cannot|");
    check("DON\u2019T it\u2019s", "do|n't|it|'s|");
    check("couldn't've I'd've", "could|n't|'ve|i|'d|'ve|");
    check("1980's caf\u00E9's", "1980|'s|caf\u00E9|'s|");
    /* Text that was split by Penn's rules comes out the same. */
    check("it 's ca n't do n't they 've n't", "it|'s|ca|n't|do|n't|they|'ve|n't|");
    /* No contractions. */
    check("its' 'sad 'the did'nt", "its|'|'|sad|'|the|did'nt|");
    check("'s' 'd", "'|s|'|'d|");
    check("don'tx it'sy", "don'tx|it'sy|");
}
END_TEST

START_TEST(other_apostrophes)
{
    check("o'clock rock'n'roll O'Brien c'mon ma'am", "o'clock|rock'n'roll|o'brien|c'mon|ma'am|");
    check("l'amour d'une qu'il C'est j'ai dell'arte l\u2019h\u00F4tel",
          "l'|amour|d'|une|qu'|il|c'|est|j'|ai|dell'|arte|l'|h\u00F4tel|");
    check("l'\u00E9t\u00E9 l' amour qu' il l'", "l'|\u00E9t\u00E9|l'|amour|qu'|il|l'|");
    check("vitamin 'd' dogs' 5'11", "vitamin|'|d|'|dogs|'|5|'|11|");
    check("\u043F'\u044F\u0442\u044C", "\u043F'\u044F\u0442\u044C|");
    check("``good'' \"good\" \u201Cgood\u201D \u2018x\u2019",
          "``|good|''|\"|good|\"|\u201C|good|\u201D|\u2018|x|\u2019|");
}
END_TEST

START_TEST(numbers)
{
    check("3.5 1,000 1,000.50 v1.2 .5 5. 5, 10/10 10:30", "3.5|1,000|1,000.50|v1.2|.|5|5|.|5|,|10|/|10|10|:|30|");
    check("\u0663\u0664 x\u00B2 5\u00BD", "\u0663\u0664|x2|5|1|\u2044|2|");
}
END_TEST

START_TEST(abbreviations)
{
    check("the U.S. and e.g. i.e., J.K. Rowling p.m.", "the|u.s.|and|e.g.|i.e.|,|j.k.|rowling|p.m.|");
    check("Mr. X. end. a.b.com 1.a.b.", "mr|.|x|.|end|.|a|.|b|.|com|1|.|a|.|b|.|");
}
END_TEST

START_TEST(addresses)
{
    check("see http://example.com/a?b=c#d.", "see|http://example.com/a?b=c#d|.|");
    check("(https://en.example.org/wiki/A_(b)), www.Foo.com!",
          "(|https://en.example.org/wiki/a_(b)|)|,|www.foo.com|!|");
    check("<ftp://x.org> http:// www. a://", "<|ftp://x.org|>|http|:|/|/|www|.|a|:|/|/|");
    check("http://t.cn/abc\u6211\u7231", "http://t.cn/abc|\u6211|\u7231|");
    check("Joe.B+x@mail.example.com, a@b a@b.c", "joe.b+x@mail.example.com|,|a|@|b|a@b.c|");
    check("mail:me@x-y.org. -me@x.org", "mail|:|me@x-y.org|.|-|me@x.org|");
    check("@Name_1, @ @\u00E9a x@y @\u6211", "@name_1|,|@|@\u00E9a|x|@|y|@|\u6211|");
    check("#tag #\u00E9t\u00E9", "#|tag|#|\u00E9t\u00E9|");
}
END_TEST

START_TEST(emoticons)
{
    check(":-) :) :( :-( ;) :D :P :p :/ <3 :'( ^_^ -_- O_O o_o B-) 8-) </3 =)",
          ":-)|:)|:(|:-(|;)|:D|:P|:p|:/|<3|:'(|^_^|-_-|O_O|o_o|B-)|8-)|</3|=)|");
    check("great:) great :)))) xD", "great|:)|great|:)|xd|");
    check(":d C:/x 10:30 10:) x<3 i<30 a:(b)", ":|d|c|:|/|x|10|:|30|10|:|)|x|<|3|i|<|30|a|:|(|b|)|");
    check("\uFF1A\uFF09 \u597D:)", ":)|\u597D|:)|");
    /* Letters as they were written, whatever became of those around. */
    check("\u338F \u00DF :D", "kg|ss|:D|");
    check("2_2 foo_o o_of", "2|_|2|foo|_|o|o|_|of|");
}
END_TEST

START_TEST(repeated_punctuation)
{
    check("!!! ?! .. ... ..... -- ----- - **", "!|!|!|?|!|..|...|...|--|--|-|*|*|");
    check("wait\u2026 so\u2014no", "wait|...|so|\u2014|no|");
}
END_TEST

START_TEST(scripts)
{
    check("\u5F88\u5FEB\uFF0C\u597D\u5403\u3002ok\u4E86", "\u5F88|\u5FEB|,|\u597D|\u5403|\u3002|ok|\u4E86|");
    check("\u3059\u3054\u3044\u30AB\u30FC\uFF76\uFF9E\u3000\u304B\u3099",
          "\u3059|\u3054|\u3044|\u30AB|\u30FC|\u30AC|\u304C|");
    check("\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", "\u0E2A|\u0E27\u0E31|\u0E2A|\u0E14\u0E35|");
    check("\u0E9E\u0EB2 \u1797\u17B6 \u1019\u103C", "\u0E9E|\u0EB2|\u1797\u17B6|\u1019\u103C|");
    check("\uD55C\uAD6D\uC5B4 \uD14D\uC2A4\uD2B8.", "\uD55C\uAD6D\uC5B4|\uD14D\uC2A4\uD2B8|.|");
    check("\u0627\u0644\u0639\u0631\u0628\u064A\u0629\u060C \u0645\u06CC\u200C\u062E",
          "\u0627\u0644\u0639\u0631\u0628\u064A\u0629|\u060C|\u0645\u06CC\u200C\u062E|");
    check("\u0939\u093F\u0928\u094D\u0926\u0940 \u092E\u0947\u0902\u0964",
          "\u0939\u093F\u0928\u094D\u0926\u0940|\u092E\u0947\u0902|\u0964|");
    check("\u041F\u0440\u0438\u0432\u0435\u0442, \u043C\u0438\u0440",
          "\u043F\u0440\u0438\u0432\u0435\u0442|,|\u043C\u0438\u0440|");
    check("\uFDFA", "\u0635\u0644\u0649|\u0627\u0644\u0644\u0647|\u0639\u0644\u064A\u0647|\u0648\u0633\u0644\u0645|");
}
END_TEST

START_TEST(emoji)
{
    check("\U0001F44D\U0001F3FD\U0001F44D", "\U0001F44D\U0001F3FD|\U0001F44D|");
    check("\U0001F468\u200D\U0001F469\u200D\U0001F467x", "\U0001F468\u200D\U0001F469\u200D\U0001F467|x|");
    check("\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", "\U0001F1E9\U0001F1EA|\U0001F1EB\U0001F1F7|");
    check("1\uFE0F\u20E32\uFE0F\u20E3#\uFE0F\u20E3 a12\u20E3", "1\u20E3|2\u20E3|#\u20E3|a1|2\u20E3|");
    /* What NFKC would spell out stays one token, unless it is to look like text. */
    check("\u203C\uFE0F \u2049\uFE0Fx \U0001F201 \u2139\uFE0Fnfo \u24C2\uFE0F \u3297\uFE0F\u2122\uFE0F",
          "\u203C|\u2049|x|\U0001F201|\u2139|nfo|\u24C2|\u3297|\u2122|");
    check("\u203C \u2139nfo \u2122 \U0001F237", "!|!|info|tm|\u6708|");
    check("\u203C\uFE0E \u2139\uFE0E \U0001F201\uFE0E", "!|!|i|\u30B3|\u30B3|");
    check("\u2764\uFE0F\u2764 \u2764\uFE0F\u200D\U0001F525", "\u2764|\u2764|\u2764\u200D\U0001F525|");
}
END_TEST

START_TEST(oddities)
{
    check("a\xFF"
          "b",
          "a|\uFFFD|b|");
    check("\u200D \u200C a", "a|");
    check("\u00A8x !\u0301 it's\u200D", "\u0308|x|!\u0301|it|'s|");
    check("zero\u200Bwidth co\u00ADop Foo\u2122", "zero|width|coop|foo|tm|");
    check("<pad> <unk>", "<|pad|>|<|unk|>|");
}
END_TEST

START_TEST(keep_case)
{
    const tenor_text_settings settings = {sizeof settings, TENOR_TOKENS_WORD, true};
    check_settings("DON'T It'S \uFF21 L'Amour WWW.X.org :D", "DO|N'T|It|'S|A|L'|Amour|WWW.X.org|:D|", settings);
}
END_TEST

START_TEST(characters)
{
    const tenor_text_settings settings = {sizeof settings, TENOR_TOKENS_CHAR, false};
    check_settings("It's e\u0301 :)", "i|t|'|s|\u00E9|:|)|", settings);
    check_settings("\u4F60\u597D\u3000\uFF01\u200B\U0001F44D\U0001F3FD\u200D",
                   "\u4F60|\u597D|!|\U0001F44D\U0001F3FD\u200D|", settings);
    check_settings("\u0939\u093F\u0928 \u200D", "\u0939\u093F|\u0928|", settings);
    check_settings("\u00BD", "1|\u2044|2|", settings);
}
END_TEST

CHECK_MAIN("text/segment", english, contractions, other_apostrophes, numbers, abbreviations, addresses, emoticons,
           repeated_punctuation, scripts, emoji, oddities, keep_case, characters)
