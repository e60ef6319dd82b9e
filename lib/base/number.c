#include "base/number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A double, or the midpoint of two, has at most 768 significant digits. Of the digits after the 800th, it only matters
 * whether one is not zero. */
enum { DIGITS_THAT_COUNT = 800, LONGEST_PLAIN = DIGITS_THAT_COUNT + 32, LARGEST_POWER = 22 };

/* The parts of a number's text. The digits, with the point, are [begin, end). */
struct parts {
    bool negative;
    const char *begin;
    const char *end;
    int64_t exponent;  /* as written, limited to +-10^12 */
    int64_t power;     /* power of ten of the last digit */
    uint64_t mantissa; /* all digits as an integer, valid if `exact` */
    bool exact;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Splits the number that text begins with into its parts. Returns its end, or NULL if there is no number. */
static const char *take_apart(const char *text, const char *end, struct parts *parts)
{
    const uint64_t largest = UINT64_C(1) << 53;
    const bool negative = text < end && *text == '-';
    text += text < end && (*text == '-' || *text == '+');
    const char *const begin = text;
    const char *point = NULL;
    uint64_t mantissa = 0;
    bool exact = true;
    for (; text < end; text++) {
        if (is_digit(*text)) {
            exact = exact && mantissa <= largest;
            mantissa = mantissa * 10 + (uint64_t)(*text - '0');
        } else if (*text == '.' && !point) {
            point = text;
        } else {
            break;
        }
    }
    const char *const digits_end = text;
    if (digits_end - begin == (point != NULL))
        return NULL;
    int64_t exponent = 0;
    if (text < end && (*text == 'e' || *text == 'E')) {
        text++;
        const bool down = text < end && *text == '-';
        text += text < end && (*text == '-' || *text == '+');
        if (text == end || !is_digit(*text))
            return NULL;
        for (; text < end && is_digit(*text); text++)
            if (exponent < INT64_C(100000000000))
                exponent = exponent * 10 + (*text - '0');
        if (down)
            exponent = -exponent;
    }
    *parts = (struct parts){.negative = negative,
                            .begin = begin,
                            .end = digits_end,
                            .exponent = exponent,
                            .power = exponent - (point ? digits_end - point - 1 : 0),
                            .mantissa = mantissa,
                            .exact = exact && mantissa <= largest};
    return text;
}

/* Computes the nearest double if mantissa and power are both exact doubles: their product or quotient is then rounded
 * only once (Clinger 1990). */
static bool multiply(const struct parts *parts, double *out)
{
    static const double powers[LARGEST_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (!parts->exact || parts->power < -LARGEST_POWER || parts->power > LARGEST_POWER)
        return false;
    const double mantissa = (double)parts->mantissa;
    *out = parts->power < 0 ? mantissa / powers[-parts->power] : mantissa * powers[parts->power];
    return true;
}

/* Writes the number as digits and an exponent, without a point, so that strtod and strtof do not depend on the
 * locale. */
static const char *write_plain(const struct parts *parts, char plain[LONGEST_PLAIN])
{
    size_t count = 0;
    int64_t exponent = parts->exponent;
    bool after_point = false;
    bool rest = false; /* a dropped digit is not zero */
    for (const char *at = parts->begin; at < parts->end; at++) {
        if (*at == '.') {
            after_point = true;
            continue;
        }
        exponent -= after_point;
        if (count == DIGITS_THAT_COUNT) {
            rest |= *at != '0';
            exponent++;
        } else if (count > 0 || *at != '0') {
            plain[count++] = *at;
        }
    }
    if (count == 0)
        return "0";
    if (rest) {
        plain[count++] = '1';
        exponent--;
    }
    /* Limits the exponent, far beyond the range of a double with that many digits. */
    exponent = exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : exponent;
    snprintf(plain + count, LONGEST_PLAIN - count, "e%" PRId64, exponent);
    return plain;
}

bool tenor__number_read(const char *text, size_t size, double *out)
{
    struct parts parts;
    if (take_apart(text, text + size, &parts) != text + size)
        return false;
    char plain[LONGEST_PLAIN];
    double value;
    if (!multiply(&parts, &value))
        value = strtod(write_plain(&parts, plain), NULL);
    if (isinf(value))
        return false;
    *out = parts.negative ? -value : value;
    return true;
}

/* Rounds a double, itself rounded, to float. Returns false if rounding twice may differ from rounding once: if the
 * double is exactly the midpoint of two floats (its low 29 bits show this), or outside the range of normal floats. */
static bool round_once(double value, float *out)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (value != 0 && ((bits & 0x1FFFFFFF) == 0x10000000 || value < (double)FLT_MIN || value > (double)FLT_MAX))
        return false;
    *out = (float)value;
    return true;
}

const char *tenor__number_scan_float(const char *text, const char *end, float *out)
{
    struct parts parts;
    text = take_apart(text, end, &parts);
    if (!text)
        return NULL;
    char plain[LONGEST_PLAIN];
    double rounded;
    float value;
    if (!multiply(&parts, &rounded) || !round_once(rounded, &value))
        value = strtof(write_plain(&parts, plain), NULL);
    *out = parts.negative ? -value : value;
    return text;
}

/* value = value * 10 + digit. Returns false if that exceeds INT64_MAX. */
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
    if (take_apart(text, text + size, &parts) != text + size)
        return false;
    const bool point = memchr(parts.begin, '.', (size_t)(parts.end - parts.begin)) != NULL;
    int64_t power = parts.power + (parts.end - parts.begin) - point; /* power of ten before the first digit */
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

/* Rounds a positive value to `count` digits; *power is the power of ten of the first digit. Returns true if the digits
 * read back as value. */
static bool round_to_digits(double value, bool is_float, int count, char digits[32], int *power)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    size_t used = 0;
    const char *at = text;
    for (; *at != 'e'; at++) /* skips the locale's decimal point */
        if (is_digit(*at))
            digits[used++] = *at;
    *power = (int)strtol(at + 1, NULL, 10);
    snprintf(digits + used, 32 - used, "e%d", *power - (count - 1));
    const bool same = is_float ? strtof(digits, NULL) == (float)value : strtod(digits, NULL) == value;
    digits[used] = '\0';
    return same;
}

/* Writes the fewest digits that read back as value. `count` digits always survive a conversion from decimal and back,
 * so it starts there; `most` digits distinguish all values. */
static size_t write_shortest(double value, bool is_float, int count, int most, char out[TENOR_NUMBER_SIZE])
{
    if (value == 0)
        return (size_t)snprintf(out, TENOR_NUMBER_SIZE, "%s", signbit(value) ? "-0" : "0");
    if (!isfinite(value))
        return (size_t)snprintf(out, TENOR_NUMBER_SIZE, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    char digits[32];
    int power;
    while (!round_to_digits(fabs(value), is_float, count, digits, &power) && count < most)
        count++;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    const char *sign = value < 0 ? "-" : "";
    const int before = power + 1; /* digits before the point */
    int size;
    if (before > 21 || before < -5) {
        size = snprintf(out, TENOR_NUMBER_SIZE, "%s%c%s%.*se%+d", sign, digits[0], count > 1 ? "." : "", count - 1,
                        digits + 1, power);
    } else if (before >= count) {
        size = snprintf(out, TENOR_NUMBER_SIZE, "%s%.*s%.*s", sign, count, digits, before - count,
                        "000000000000000000000");
    } else if (before > 0) {
        size = snprintf(out, TENOR_NUMBER_SIZE, "%s%.*s.%.*s", sign, before, digits, count - before, digits + before);
    } else {
        size = snprintf(out, TENOR_NUMBER_SIZE, "%s0.%.*s%.*s", sign, -before, "00000", count, digits);
    }
    return (size_t)size;
}

/* A subnormal value has fewer significant digits, so the search starts at 1. */
size_t tenor_number_write(double value, char out[TENOR_NUMBER_SIZE])
{
    return write_shortest(value, false, fabs(value) < DBL_MIN ? 1 : DBL_DIG, DBL_DECIMAL_DIG, out);
}

size_t tenor_number_write_float(float value, char out[TENOR_NUMBER_SIZE])
{
    return write_shortest((double)value, true, fabsf(value) < FLT_MIN ? 1 : FLT_DIG, FLT_DECIMAL_DIG, out);
}
