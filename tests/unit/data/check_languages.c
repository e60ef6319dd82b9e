#include "base/failing.h"
#include "check_main.h"
#include "data/languages.h"

#include <stdlib.h>

static tenor_corpus *corpus;

/* `usual` 24 times, then the others. */
static tenor__foreign_text *find(const char *usual, const char *const *others, size_t count)
{
    tenor__foreign_text *out = malloc((24 + count) * sizeof *out);
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < 24 + count; i++)
        ck_assert_int_eq(
            tenor_corpus_add(corpus, tenor_str_of(i < 24 ? usual : others[i - 24]), tenor_str_of("a"), NULL), TENOR_OK);
    ck_assert_int_eq(tenor__languages_find_foreign(corpus, NULL, out), TENOR_OK);
    for (size_t i = 0; i < 24; i++)
        ck_assert_ptr_null(out[i].name);
    return out;
}

static void finish(tenor__foreign_text *out)
{
    free(out);
    tenor_corpus_free(corpus);
}

static const char english[] = "It was the best of the films that we have seen in years.";

START_TEST(other_scripts_are_named)
{
    static const char *const others[] = {"\u043E\u0447\u0435\u043D\u044C \u0445\u043E\u0440\u043E\u0448\u043E",
                                         "\u5473\u9053\u5F88\u597D", "\u3053\u308C\u306F\u826F\u3044\u6620\u753B",
                                         "\uC88B\uC740 \uC601\uD654"};
    static const char *const names[] = {"Cyrillic", "Chinese", "Japanese", "Korean"};
    for (size_t i = 0; i < 4; i++) {
        tenor__foreign_text *out = find(english, &others[i], 1);
        ck_assert_str_eq(out[24].name, names[i]);
        ck_assert_double_gt(out[24].score, 0.5);
        finish(out);
    }
}
END_TEST

START_TEST(the_script_of_a_text)
{
    ck_assert_str_eq(tenor_languages_script(tenor_str_of(english)), "Latin");
    ck_assert_str_eq(tenor_languages_script(tenor_str_of("\u5473")), "Chinese");
    ck_assert_str_eq(tenor_languages_script(tenor_str_of("\u3053\u308C\u306F\u826F\u3044\u6620\u753B")), "Japanese");
    /* The kana of a kaomoji makes no Japanese text. */
    ck_assert_str_eq(tenor_languages_script(tenor_str_of("\u5F88\u597D\u5403\u5473\u9053\u8DB3\u91CF\u5927(\u30CE^)")),
                     "Chinese");
    ck_assert_ptr_null(tenor_languages_script(tenor_str_of("12 + \xff\xe4")));
    ck_assert_ptr_null(tenor_languages_script((tenor_str){NULL, 0}));
}
END_TEST

START_TEST(other_languages_are_named)
{
    static const char *const others[] = {
        "C'est le meilleur film que nous avons vu, et les acteurs sont dans un autre monde.",
        "Der Film war sehr gut und wir haben nicht gewusst, dass es so ist."};
    static const char *const names[] = {"French", "German"};
    for (size_t i = 0; i < 2; i++) {
        tenor__foreign_text *out = find(english, &others[i], 1);
        ck_assert_ptr_nonnull(out[24].name);
        ck_assert_str_eq(out[24].name, names[i]);
        finish(out);
    }
}
END_TEST

START_TEST(what_is_unclear_is_not_foreign)
{
    static const char *const others[] = {"Amélie",
                                         "ok",
                                         "",
                                         "!!! :-)",
                                         "Le Bernardin was the best of the places that we know.",
                                         "Die Hard and the sequels that followed",
                                         "\xFF\xFE"};
    for (size_t i = 0; i < 7; i++) {
        tenor__foreign_text *out = find(english, &others[i], 1);
        ck_assert_msg(!out[24].name, "%s", others[i]);
        finish(out);
    }
}
END_TEST

/* Where one text in twenty is in a language, it is the corpus's own. */
START_TEST(a_corpus_may_have_several)
{
    static const char *const others[] = {"\u043E\u0447\u0435\u043D\u044C \u0445\u043E\u0440\u043E\u0448\u043E",
                                         "\u043E\u0447\u0435\u043D\u044C \u043F\u043B\u043E\u0445\u043E"};
    tenor__foreign_text *out = find(english, others, 2);
    ck_assert_ptr_null(out[24].name);
    ck_assert_ptr_null(out[25].name);
    finish(out);
}
END_TEST

START_TEST(short_of_memory_fails_cleanly)
{
    tenor__foreign_text *out = find(english, NULL, 0);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t n = 1; status != TENOR_OK; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        status = tenor__languages_find_foreign(corpus, &alloc, out);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
        ck_assert_uint_eq(memory.alive, 0);
    }
    finish(out);
}
END_TEST

CHECK_MAIN("data/languages", other_scripts_are_named, the_script_of_a_text, other_languages_are_named,
           what_is_unclear_is_not_foreign, a_corpus_may_have_several, short_of_memory_fails_cleanly)
