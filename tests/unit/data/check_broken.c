#include "check_main.h"
#include "data/broken.h"

static double share(const char *text)
{
    return tenor__broken_share(tenor_str_of(text));
}

START_TEST(good_texts_are_not_broken)
{
    static const char *const texts[] = {"",
                                        "plain",
                                        "caf\u00E9 cr\u00E8me \u20AC 5",
                                        "S\u00C3O PAULO",
                                        "\u00ABoui\u00BB \u00E0 \u00AB",
                                        "\u597D\u5403",
                                        "\u043F\u0440\u0438\u0432\u0435\u0442",
                                        "\U0001F600\U0001F44D\U0001F3FD"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(share(texts[i]) == 0, "%s", texts[i]);
}
END_TEST

START_TEST(lost_and_misread_characters_are)
{
    ck_assert_double_eq(share("\uFFFD"), 1);
    ck_assert_double_eq(share("ab\xFF\xFE"), 0.5);
    ck_assert_double_eq(share("caf\u00C3\u00A9"), 0.4);        /* UTF-8 read as Latin-1 */
    ck_assert_double_eq(share("it\u00E2\u20AC\u2122s"), 0.5);  /* as Windows-1252 */
    ck_assert_double_eq(share("\u00F0\u0178\u02DC\u20AC"), 1); /* an emoji */
    ck_assert_double_eq(share("\u951F\u65A4\u62F7"), 1);       /* U+FFFD twice, read as GBK */
    ck_assert_double_eq(share("\u951F\u65A4"), 0);
    ck_assert_double_eq(share("\xC3"), 1); /* a sequence that is cut */
}
END_TEST

CHECK_MAIN("data/broken", good_texts_are_not_broken, lost_and_misread_characters_are)
