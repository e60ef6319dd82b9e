#include "text/decimal.h"

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The middle between two floats has at most 113 significant digits: of those after 120 it only matters whether one is
 * not zero. */
enum { DIGITS_THAT_COUNT = 120, LARGEST_EXPONENT = 100000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number of text [at, end), digits and at most one point, times 10^exponent: without the point, in a form that
 * strtof reads alike in every locale. */
static float read_slowly(const char *at, const char *end, int64_t exponent)
{
    char plain[DIGITS_THAT_COUNT + 32];
    size_t count = 0;
    bool after_point = false;
    bool rest = false; /* a digit that was left out is not zero */
    for (; at < end; at++) {
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
        return 0;
    if (rest) {
        plain[count++] = '1';
        exponent--;
    }
    exponent = exponent > LARGEST_EXPONENT    ? LARGEST_EXPONENT
               : exponent < -LARGEST_EXPONENT ? -LARGEST_EXPONENT
                                              : exponent;
    snprintf(plain + count, sizeof plain - count, "e%d", (int)exponent);
    return strtof(plain, NULL);
}

/* Rounds a double that is itself rounded. The two roundings agree with one but where the double lies exactly in the
 * middle between two floats, as its low 29 bits tell, or the float has fewer bits than usual. */
static bool round_once(double value, float *out)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    if ((bits & 0x1FFFFFFF) == 0x10000000 || value < (double)FLT_MIN || value > (double)FLT_MAX)
        return false;
    *out = (float)value;
    return true;
}

const char *tenor__decimal_read(const char *text, const char *end, float *out)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const bool negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+'))
        text++;
    const char *const begin = text;
    const uint64_t largest = UINT64_C(1) << 53;
    uint64_t mantissa = 0;
    const char *point = NULL;
    bool digits = false;
    bool exact = true;
    for (; text < end; text++) {
        if (is_digit(*text)) {
            digits = true;
            exact = exact && mantissa <= largest / 10;
            mantissa = mantissa * 10 + (uint64_t)(*text - '0');
        } else if (*text == '.' && !point) {
            point = text;
        } else {
            break;
        }
    }
    if (!digits)
        return NULL;
    const char *const digits_end = text;
    int64_t exponent = 0;
    if (text < end && (*text == 'e' || *text == 'E')) {
        const char *at = text + 1;
        const bool down = at < end && *at == '-';
        if (at < end && (*at == '-' || *at == '+'))
            at++;
        if (at == end || !is_digit(*at))
            return NULL;
        for (; at < end && is_digit(*at); at++)
            if (exponent < INT64_C(1000000000000))
                exponent = exponent * 10 + (*at - '0');
        if (down)
            exponent = -exponent;
        text = at;
    }
    const int64_t shift = exponent - (point ? digits_end - point - 1 : 0);
    float value = 0;
    /* Both factors are exact doubles, so that their product or quotient is rounded once (Clinger 1990). */
    bool done = exact && mantissa == 0;
    if (!done && exact && shift >= -22 && shift <= 22)
        done = round_once(shift < 0 ? (double)mantissa / powers[-shift] : (double)mantissa * powers[shift], &value);
    if (!done)
        value = read_slowly(begin, digits_end, exponent);
    *out = negative ? -value : value;
    return text;
}
