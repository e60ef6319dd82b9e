#include "base/number.h"

#include "base/random.h"
#include "check_main.h"

#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void check_read(const char *text, double expected)
{
    double value = NAN;
    ck_assert_msg(tenor__number_read(text, strlen(text), &value), "%s", text);
    ck_assert_msg(value == expected && signbit(value) == signbit(expected), "%s: %a, not %a", text, value, expected);
}

static void check_write(double value, const char *expected)
{
    char out[TENOR_NUMBER_SIZE];
    ck_assert_uint_eq(tenor_number_write(value, out), strlen(expected));
    ck_assert_str_eq(out, expected);
}

START_TEST(reads)
{
    check_read("0", 0);
    check_read("-0", -0.0);
    check_read("+3", 3);
    check_read(".5", 0.5);
    check_read("5.", 5);
    check_read("00012", 12);
    check_read("-12.25e+2", -1225);
    check_read("1E-3", 0.001);
    check_read("1e22", 1e22);
    check_read("1e23", 1e23);
    check_read("0e999999999999999999999", 0);
    check_read("1e-999999999999999999999", 0);
    check_read("9007199254740993", 9007199254740992.0);
    check_read("4.9406564584124654e-324", DBL_TRUE_MIN);
    check_read("2.2250738585072011e-308", 0x0.fffffffffffffp-1022);
    check_read("1.7976931348623157e308", DBL_MAX);
    check_read("1.7976931348623158e308", DBL_MAX);
}
END_TEST

START_TEST(refuses)
{
    static const char *const texts[] = {"",   ".",   "-",     "+",    "e1",  "1e",  "1e+", "1e-",   "1x",    " 1",
                                        "1 ", "--1", "1.2.3", "0x10", "nan", "inf", "1,5", "1e1.5", "1e400", "-1e400"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double value = 7;
        ck_assert_msg(!tenor__number_read(texts[i], strlen(texts[i]), &value), "%s", texts[i]);
        ck_assert_double_eq(value, 7);
    }
    double value;
    ck_assert(!tenor__number_read("1\0", 2, &value));
    ck_assert(tenor__number_read("123456", 3, &value)); /* size counts, not what follows */
    ck_assert_double_eq(value, 123);
}
END_TEST

static void check_integer(const char *text, int64_t expected)
{
    int64_t value = 7;
    ck_assert_msg(tenor__number_read_integer(text, strlen(text), &value) && value == expected, "%s", text);
}

START_TEST(reads_whole_numbers_exactly)
{
    check_integer("0", 0);
    check_integer("-0.0", 0);
    check_integer("+12", 12);
    check_integer("5.", 5);
    check_integer("70e-1", 7);
    check_integer("0.0012e4", 12);
    check_integer("1.5E1", 15);
    check_integer("9007199254740993", INT64_C(9007199254740993));
    check_integer("9223372036854775807", INT64_MAX);
    check_integer("-9223372036854775807", -INT64_MAX);
    check_integer("9.223372036854775807e18", INT64_MAX);
    check_integer("0e999999999999", 0);
    check_integer("000000000000000000000000000001", 1);
    static const char *const texts[] = {"",
                                        "-",
                                        "x",
                                        "1.5",
                                        "15e-2",
                                        "1e-999999999999",
                                        "1e19",
                                        "1e18x",
                                        "1e9999999",
                                        "9223372036854775808",
                                        "4.00000000000000000001"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t value = 7;
        ck_assert_msg(!tenor__number_read_integer(texts[i], strlen(texts[i]), &value) && value == 7, "%s", texts[i]);
    }
}
END_TEST

START_TEST(reads_any_number_of_digits)
{
    static char text[20000];
    /* 1 + 2^-53 lies between two doubles: the even one, unless a digit far away tips it. */
    const char *middle = "1.00000000000000011102230246251565404236316680908203125";
    size_t size = strlen(middle);
    memcpy(text, middle, size);
    memset(text + size, '0', 10000);
    text[size + 10000] = '\0';
    check_read(text, 1);
    text[size + 9999] = '1';
    check_read(text, 1 + DBL_EPSILON);
    /* Digits before the point, and zeros that the exponent takes back. */
    memset(text, '0', 10000);
    text[0] = '7';
    strcpy(text + 10000, "e-9999");
    check_read(text, 7);
    text[9999] = '3';
    check_read(text, 7);
    strcpy(text, "0.");
    memset(text + 2, '0', 10000);
    strcpy(text + 10002, "125e10003");
    check_read(text, 125);
    memset(text, '9', 400);
    text[400] = '\0';
    double value;
    ck_assert(!tenor__number_read(text, 400, &value));
}
END_TEST

START_TEST(reads_like_strtod)
{
    tenor__random random = tenor__random_new(1, 0);
    for (int i = 0; i < 100000; i++) {
        char text[80];
        const uint64_t digits = tenor__random_next(&random) >> tenor__random_below(&random, 64);
        const uint64_t fraction = tenor__random_next(&random) >> tenor__random_below(&random, 64);
        const int exponent = (int)tenor__random_below(&random, i % 2 ? 60 : 640) - (i % 2 ? 30 : 340);
        snprintf(text, sizeof text, i % 3 ? "%" PRIu64 ".%" PRIu64 "e%d" : "%" PRIu64 ".%" PRIu64, digits, fraction,
                 exponent);
        const double expected = strtod(text, NULL);
        if (isfinite(expected))
            check_read(text, expected);
    }
}
END_TEST

static void check_write_not_finite(double value, const char *want)
{
    char text[TENOR_NUMBER_SIZE];
    const size_t size = tenor_number_write(value, text);
    ck_assert_uint_eq(size, strlen(want));
    ck_assert_mem_eq(text, want, size);
}

START_TEST(writes_what_is_not_finite)
{
    check_write_not_finite(INFINITY, "inf");
    check_write_not_finite(-INFINITY, "-inf");
    check_write_not_finite(NAN, "nan");
}
END_TEST

START_TEST(writes)
{
    check_write(0, "0");
    check_write(-0.0, "-0");
    check_write(3, "3");
    check_write(-42.5, "-42.5");
    check_write(0.1, "0.1");
    check_write(0.1 + 0.2, "0.30000000000000004");
    check_write(1.0 / 3, "0.3333333333333333");
    check_write(100, "100");
    check_write(1e21, "1e+21");
    check_write(1e20, "100000000000000000000");
    check_write(123456789012345680000.0, "123456789012345680000");
    check_write(0.000001, "0.000001");
    check_write(0.0000001, "1e-7");
    check_write(-1.5e-10, "-1.5e-10");
    check_write(DBL_MAX, "1.7976931348623157e+308");
    check_write(-DBL_TRUE_MIN, "-5e-324");
    check_write(DBL_MIN, "2.2250738585072014e-308");
    check_write(9007199254740993.0, "9007199254740992");
    check_write((double)0.1f, "0.10000000149011612");
}
END_TEST

static float read_float(const char *text)
{
    float value = -77;
    const char *end = text + strlen(text);
    if (tenor__number_scan_float(text, end, &value) != end)
        ck_abort_msg("%s", text);
    return value;
}

START_TEST(scans_floats)
{
    ck_assert_float_eq(read_float("0"), 0);
    ck_assert_float_eq(read_float("0.418"), 0.418f);
    ck_assert_float_eq(read_float("-0.038194"), -0.038194f);
    ck_assert_float_eq(read_float("+.5"), 0.5f);
    ck_assert_float_eq(read_float("5."), 5);
    ck_assert_float_eq(read_float("1e3"), 1000);
    ck_assert_float_eq(read_float("-1.5E-3"), -0.0015f);
    ck_assert_float_eq(read_float("12345678901234567890123456789"), 12345678901234567890123456789.f);
    ck_assert_float_eq(read_float("0.000000000000000000000000000000000012345"), 1.2345e-35f);
    ck_assert_float_eq(read_float("3.4028234e38"), 3.4028234e38f);
    ck_assert_float_eq(read_float("1.4e-45"), 1.4e-45f);
    ck_assert_float_eq(read_float("1e-99999999999999999999"), 0);
    ck_assert(isinf(read_float("3.5e38")));
    ck_assert(isinf(read_float("-1e99999999999999999999")));
    ck_assert(signbit(read_float("-0.0")));
}
END_TEST

START_TEST(stops_where_the_number_ends)
{
    float value = 7;
    const char *text = "1.5.2 x";
    ck_assert_ptr_eq(tenor__number_scan_float(text, text + 7, &value), text + 3);
    ck_assert_float_eq(value, 1.5f);
    text = "12345";
    ck_assert_ptr_eq(tenor__number_scan_float(text, text + 2, &value), text + 2);
    ck_assert_float_eq(value, 12);
}
END_TEST

START_TEST(scans_no_numbers)
{
    static const char *const texts[] = {"", "-", "+", ".", "-.", "e5", "1e", "1e+", "nan", "inf", "x1", " 1", "--1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        float value = 7;
        ck_assert_msg(!tenor__number_scan_float(texts[i], texts[i] + strlen(texts[i]), &value), "%s", texts[i]);
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
START_TEST(floats_are_not_rounded_twice)
{
    ck_assert_float_eq(read_float("8.000001430511474"), 0x8.00001p0f);
    ck_assert_float_eq(read_float("8.000001430511475"), 0x8.00002p0f);
}
END_TEST

/* The hardest decimals are those in the middle between two floats and just beside it. */
START_TEST(floats_are_rounded_once)
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
        if (read_float(text) != (float)middle)
            ck_abort_msg("%s", text);
        /* A digit far out decides. */
        char *exponent = strchr(text, 'e');
        char above[300];
        snprintf(above, sizeof above, "%.*s0000000000001%s", (int)(exponent - text), text, exponent);
        if (read_float(above) != (float)high)
            ck_abort_msg("%s", above);
        snprintf(text, sizeof text, "%.9g", low);
        if (read_float(text) != (float)low)
            ck_abort_msg("%s", text);
        snprintf(text, sizeof text, "%.17f", low);
        if (read_float(text) != strtof(text, NULL))
            ck_abort_msg("%s", text);
    }
}
END_TEST

START_TEST(writes_floats)
{
    static const struct {
        float value;
        const char *expected;
    } cases[] = {{0, "0"},
                 {-0.0f, "-0"},
                 {0.1f, "0.1"},
                 {1.0f / 3, "0.33333334"},
                 {16777216, "16777216"},
                 {0.00001f, "0.00001"},
                 {1e-7f, "1e-7"},
                 {FLT_MAX, "3.4028235e+38"},
                 {FLT_TRUE_MIN, "1e-45"},
                 {-1.5e21f, "-1.5e+21"},
                 {0.99999994f, "0.99999994"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[TENOR_NUMBER_SIZE];
        ck_assert_uint_eq(tenor_number_write_float(cases[i].value, out), strlen(cases[i].expected));
        ck_assert_str_eq(out, cases[i].expected);
    }
    tenor__random random = tenor__random_new(3, 0);
    for (int i = 0; i < 50000; i++) {
        const float value = of_bits((uint32_t)(tenor__random_next(&random) >> 32));
        char out[TENOR_NUMBER_SIZE];
        if (!isfinite(value))
            continue;
        tenor_number_write_float(value, out);
        const float back = read_float(out);
        if (memcmp(&back, &value, sizeof value) != 0)
            ck_abort_msg("%s", out);
    }
}
END_TEST

static void check_round_trip(double value)
{
    char out[TENOR_NUMBER_SIZE + 1];
    out[TENOR_NUMBER_SIZE] = 0x55;
    size_t size = tenor_number_write(value, out);
    ck_assert_uint_lt(size, TENOR_NUMBER_SIZE);
    ck_assert_uint_eq(size, strlen(out));
    ck_assert_int_eq(out[TENOR_NUMBER_SIZE], 0x55);
    check_read(out, value);
}

START_TEST(writes_what_reads_back)
{
    tenor__random random = tenor__random_new(2, 0);
    for (int i = 0; i < 50000; i++) {
        const double value = from_bits(tenor__random_next(&random));
        if (isfinite(value))
            check_round_trip(value);
        check_round_trip((double)(float)tenor__random_normal(&random));
        check_round_trip(from_bits(tenor__random_next(&random) >> 12)); /* subnormal */
    }
}
END_TEST

START_TEST(the_locale_does_not_matter)
{
    static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8", "de_DE", "fa_IR.UTF-8"};
    int tried = 0;
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        if (!setlocale(LC_ALL, locales[i]))
            continue;
        tried++;
        check_read("1234.5", 1234.5);
        check_read("0.123456789012345678901234567890", 0.12345678901234568);
        check_write(1234.5, "1234.5");
        ck_assert_float_eq(read_float("1.5"), 1.5f);
        ck_assert_float_eq(read_float("1.00000005960464477539062500000001"), 1.0000001f);
        check_write(0.1 + 0.2, "0.30000000000000004");
        double value;
        ck_assert(!tenor__number_read("1,5", 3, &value));
    }
    setlocale(LC_ALL, "C");
    if (tried == 0)
        fprintf(stderr, "no locale with another decimal point is installed: not tried\n");
}
END_TEST

CHECK_MAIN("base/number", scans_floats, stops_where_the_number_ends, scans_no_numbers, floats_are_not_rounded_twice,
           floats_are_rounded_once, writes_floats, reads, refuses, reads_whole_numbers_exactly,
           reads_any_number_of_digits, reads_like_strtod, writes, writes_what_is_not_finite, writes_what_reads_back,
           the_locale_does_not_matter)
