#include "base/number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A double, or the middle between two, has at most 768 significant digits: of those past 800 it only matters whether
 * one is not zero. 19 digits fit 64 bits. */
enum { DIGITS_THAT_COUNT = 800, MANTISSA_DIGITS = 19 };

/* The parts of a number's text; digits are [begin, end), the point among them. */
struct parts {
    bool negative;
    const char *begin;
    const char *end;
    int64_t exponent; /* as written, held to +-10^12 */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_apart(const char *text, size_t size, struct parts *parts)
{
    const char *end = text + size;
    parts->negative = size > 0 && *text == '-';
    if (size > 0 && (*text == '-' || *text == '+'))
        text++;
    parts->begin = text;
    bool digits = false;
    for (bool point = false; text < end && (is_digit(*text) || (*text == '.' && !point)); text++) {
        digits |= *text != '.';
        point |= *text == '.';
    }
    parts->end = text;
    parts->exponent = 0;
    if (!digits)
        return false;
    if (text == end)
        return true;
    if (*text != 'e' && *text != 'E')
        return false;
    text++;
    bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+'))
        text++;
    if (text == end)
        return false;
    int64_t exponent = 0;
    for (; text < end && is_digit(*text); text++)
        if (exponent < INT64_C(100000000000))
            exponent = exponent * 10 + (*text - '0');
    parts->exponent = negative ? -exponent : exponent;
    return text == end;
}

/* Writes the number as digits and an exponent, a form that strtod reads alike in every locale. */
static double read_slowly(const struct parts *parts)
{
    char plain[DIGITS_THAT_COUNT + 32];
    size_t count = 0;
    int64_t exponent = parts->exponent;
    bool after_point = false;
    bool rest = false; /* a digit that was left out is not zero */
    for (const char *at = parts->begin; at < parts->end; at++) {
        if (*at == '.') {
            after_point = true;
            continue;
        }
        if (count == DIGITS_THAT_COUNT) {
            rest |= *at != '0';
            exponent += !after_point;
            continue;
        }
        if (count > 0 || *at != '0')
            plain[count++] = *at;
        exponent -= after_point;
    }
    if (count == 0)
        return 0;
    if (rest) {
        plain[count++] = '1';
        exponent--;
    }
    /* Far beyond what any double reaches with so many digits. */
    exponent = exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : exponent;
    snprintf(plain + count, sizeof plain - count, "e%" PRId64, exponent);
    return strtod(plain, NULL);
}

bool tenor__number_read(const char *text, size_t size, double *out)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    struct parts parts;
    if (!take_apart(text, size, &parts))
        return false;
    double value;
    uint64_t mantissa = 0;
    int64_t exponent = parts.exponent;
    bool after_point = false;
    if (parts.end - parts.begin <= MANTISSA_DIGITS)
        for (const char *at = parts.begin; at < parts.end; at++) {
            if (*at == '.') {
                after_point = true;
            } else {
                mantissa = mantissa * 10 + (uint64_t)(*at - '0');
                exponent -= after_point;
            }
        }
    /* Both factors are exact doubles, so that their product or quotient is rounded once (Clinger 1990). */
    if (parts.end - parts.begin <= MANTISSA_DIGITS && mantissa <= UINT64_C(1) << 53 && exponent >= -22 &&
        exponent <= 22)
        value = exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
    else
        value = read_slowly(&parts);
    if (isinf(value))
        return false;
    *out = parts.negative ? -value : value;
    return true;
}

/* value = value * 10 + digit; false when that is over INT64_MAX. */
static bool append_digit(int64_t *value, int digit)
{
    if (*value > (INT64_MAX - digit) / 10)
        return false;
    *value = *value * 10 + digit;
    return true;
}

bool tenor__number_read_integer(const char *text, size_t size, int64_t *out)
{
    struct parts parts;
    if (!take_apart(text, size, &parts))
        return false;
    const char *point = memchr(parts.begin, '.', (size_t)(parts.end - parts.begin));
    /* The power of ten of the digit at hand, of the first one to begin with. */
    int64_t power = parts.exponent + ((point ? point : parts.end) - parts.begin);
    int64_t value = 0;
    for (const char *at = parts.begin; at < parts.end; at++) {
        if (*at == '.')
            continue;
        power--;
        if (power < 0 ? *at != '0' : !append_digit(&value, *at - '0'))
            return false;
    }
    for (; power > 0 && value > 0; power--)
        if (!append_digit(&value, 0))
            return false;
    *out = parts.negative ? -value : value;
    return true;
}

/* The first `count` digits of a positive value, rounded, and the power of ten of the first. True when they read back
 * as value. */
static bool round_to_digits(double value, int count, char digits[32], int *power)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    size_t used = 0;
    const char *at = text;
    for (; *at != 'e'; at++) /* between the digits stands the locale's point */
        if (is_digit(*at))
            digits[used++] = *at;
    *power = (int)strtol(at + 1, NULL, 10);
    snprintf(digits + used, 32 - used, "e%d", *power - (count - 1));
    double back = strtod(digits, NULL);
    digits[used] = '\0';
    return back == value;
}

size_t tenor__number_write(double value, char out[TENOR__NUMBER_SIZE])
{
    if (value == 0)
        return (size_t)snprintf(out, TENOR__NUMBER_SIZE, "%s", signbit(value) ? "-0" : "0");
    char digits[32];
    int power;
    /* Every decimal of 15 digits survives a double, 17 tell all doubles apart; subnormal ones hold fewer. */
    int count = fabs(value) < DBL_MIN ? 1 : DBL_DIG;
    while (!round_to_digits(fabs(value), count, digits, &power) && count < DBL_DECIMAL_DIG)
        count++;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    const char *sign = value < 0 ? "-" : "";
    const int before = power + 1; /* digits before the point */
    int size;
    if (before > 21 || before < -5) {
        size = snprintf(out, TENOR__NUMBER_SIZE, "%s%c%s%.*se%+d", sign, digits[0], count > 1 ? "." : "", count - 1,
                        digits + 1, power);
    } else if (before >= count) {
        size = snprintf(out, TENOR__NUMBER_SIZE, "%s%.*s%.*s", sign, count, digits, before - count,
                        "000000000000000000000");
    } else if (before > 0) {
        size = snprintf(out, TENOR__NUMBER_SIZE, "%s%.*s.%.*s", sign, before, digits, count - before, digits + before);
    } else {
        size = snprintf(out, TENOR__NUMBER_SIZE, "%s0.%.*s%.*s", sign, -before, "00000", count, digits);
    }
    return (size_t)size;
}
