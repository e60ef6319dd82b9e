#include "text/decimal.h"

#include "check_main.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static float read(const char *text)
{
    float value = -77;
    const char *end = text + strlen(text);
    if (tenor__decimal_read(text, end, &value) != end)
        ck_abort_msg("%s", text);
    return value;
}

START_TEST(numbers)
{
    ck_assert_float_eq(read("0"), 0);
    ck_assert_float_eq(read("0.418"), 0.418f);
    ck_assert_float_eq(read("-0.038194"), -0.038194f);
    ck_assert_float_eq(read("+.5"), 0.5f);
    ck_assert_float_eq(read("5."), 5);
    ck_assert_float_eq(read("1e3"), 1000);
    ck_assert_float_eq(read("-1.5E-3"), -0.0015f);
    ck_assert_float_eq(read("12345678901234567890123456789"), 12345678901234567890123456789.f);
    ck_assert_float_eq(read("0.000000000000000000000000000000000012345"), 1.2345e-35f);
    ck_assert_float_eq(read("3.4028234e38"), 3.4028234e38f);
    ck_assert_float_eq(read("1.4e-45"), 1.4e-45f);
    ck_assert_float_eq(read("1e-99999999999999999999"), 0);
    ck_assert(isinf(read("3.5e38")));
    ck_assert(isinf(read("-1e99999999999999999999")));
    ck_assert(signbit(read("-0.0")));
}
END_TEST

START_TEST(stops_where_the_number_ends)
{
    float value = 7;
    const char *text = "1.5.2 x";
    ck_assert_ptr_eq(tenor__decimal_read(text, text + 7, &value), text + 3);
    ck_assert_float_eq(value, 1.5f);
    text = "12345";
    ck_assert_ptr_eq(tenor__decimal_read(text, text + 2, &value), text + 2);
    ck_assert_float_eq(value, 12);
}
END_TEST

START_TEST(no_numbers)
{
    static const char *const texts[] = {"", "-", "+", ".", "-.", "e5", "1e", "1e+", "nan", "inf", "x1", " 1", "--1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        float value = 7;
        ck_assert_msg(!tenor__decimal_read(texts[i], texts[i] + strlen(texts[i]), &value), "%s", texts[i]);
        ck_assert_float_eq(value, 7);
    }
}
END_TEST

static float of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The nearest double is the middle between two floats, of which the upper is even; the number is below it. */
START_TEST(not_rounded_twice)
{
    ck_assert_float_eq(read("8.000001430511474"), 0x8.00001p0f);
    ck_assert_float_eq(read("8.000001430511475"), 0x8.00002p0f);
}
END_TEST

/* The hardest decimals are those in the middle between two floats and just beside it. */
START_TEST(rounded_once)
{
    uint64_t state = 1;
    for (int i = 0; i < 100000; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint32_t bits = (uint32_t)(state >> 33);
        if ((bits & 0x7F800000) >= 0x7F000000)
            continue;
        const double low = (double)of_bits(bits);
        const double high = (double)of_bits(bits + 1);
        const double middle = low + (high - low) / 2;
        char text[256];
        snprintf(text, sizeof text, "%.120e", middle);
        if (read(text) != (float)middle)
            ck_abort_msg("%s", text);
        /* A digit far out decides. */
        char *exponent = strchr(text, 'e');
        char above[300];
        snprintf(above, sizeof above, "%.*s0000000000001%s", (int)(exponent - text), text, exponent);
        if (read(above) != (float)high)
            ck_abort_msg("%s", above);
        snprintf(text, sizeof text, "%.9g", low);
        if (read(text) != (float)low)
            ck_abort_msg("%s", text);
        snprintf(text, sizeof text, "%.17f", low);
        if (read(text) != strtof(text, NULL))
            ck_abort_msg("%s", text);
    }
}
END_TEST

START_TEST(any_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR"};
    bool set = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !set; i++)
        set = setlocale(LC_ALL, names[i]) != NULL;
    ck_assert_float_eq(read("1.5"), 1.5f);
    ck_assert_float_eq(read("1.00000005960464477539062500000001"), 1.0000001f);
    setlocale(LC_ALL, "C");
}
END_TEST

CHECK_MAIN("text/decimal", numbers, stops_where_the_number_ends, no_numbers, not_rounded_twice, rounded_once,
           any_locale)
