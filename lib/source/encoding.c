/* Which encoding a text has, by its bytes.
 *
 * Valid UTF-8 of some length is hardly ever anything else. In the other encodings the text is read and judged
 * (encoding_score.h). The best wins when it is ahead of all that read the text differently. */
#include "source/encoding.h"

#include "base/alloc.h"
#include "base/convert.h"
#include "base/error.h"
#include "base/unicode.h"
#include "source/encoding_score.h"
#include "source/encoding_table.h"

#include <stdio.h>
#include <string.h>

enum { LITTLE = 8 /* bytes beyond ASCII from which nothing need follow */ };

/* In nats: by so much the best must be ahead; the second where a few bytes are all there is. */
static const double AHEAD = 2.0;
static const double LITTLE_AHEAD = 1.0;
/* By so much the best is sure. */
static const double SURELY_AHEAD = 4.0;
/* And so little behind, the usual one is taken all the same. */
static const double LITTLE_BEHIND = 1.0;
/* Worse than this a character is noise, on average. */
static const double NOISE = -9.5;
static const double LITTLE_NOISE = -6.5;
static const double LITTLE_USUAL_NOISE = -7.6;

/* ---- by the start ---- */

enum { LOOKED_AT = 1 << 16, FEWEST_UNITS = 8, FEWEST_RUNS = 3 };

static bool is_text(unsigned char byte)
{
    return (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
}

static uint32_t unit_at(const unsigned char *bytes, bool big)
{
    return big ? (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]
               : (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* Whether all units of four bytes are characters, and some of them ASCII. */
static bool is_utf32(const unsigned char *data, size_t size, bool big)
{
    size_t ascii = 0;
    const size_t units = size / 4;
    for (size_t i = 0; i < units; i++) {
        const uint32_t unit = unit_at(data + 4 * i, big);
        if (unit == 0 || unit > 0x10FFFF || (unit >= 0xD800 && unit < 0xE000))
            return false;
        ascii += unit < 0x80 && is_text((unsigned char)unit);
    }
    return units >= FEWEST_UNITS && ascii > 0;
}

/* Whether zero bytes stand where ASCII characters of UTF-16 have theirs, and hardly anywhere else. Where most
 * characters are none of ASCII, their bytes are of all kinds. */
static bool is_utf16(const unsigned char *data, size_t size, bool big)
{
    size_t ascii = 0;
    size_t misplaced = 0;
    size_t text = 0;
    const size_t units = size / 2;
    for (size_t i = 0; i < units; i++) {
        const unsigned char high = data[2 * i + !big];
        const unsigned char low = data[2 * i + big];
        ascii += high == 0 && is_text(low);
        misplaced += low == 0 || (high == 0 && low < 0x80 && !is_text(low));
        text += (size_t)is_text(high) + is_text(low);
    }
    return units >= FEWEST_UNITS && ascii > 0 && misplaced <= ascii / 10 && ascii >= units / 200 &&
           (ascii >= units / 2 + units % 2 || text < units + units / 2);
}

/* Whether all is ASCII with the escapes before Japanese characters (RFC 1468). */
static bool has_escapes_of_jis(const char *data, size_t size)
{
    const char *const end = data + size;
    if (size == 0 || tenor__unicode_ascii(data, size) < size)
        return false;
    for (const char *at = data; (at = memchr(at, 0x1B, (size_t)(end - at))) != NULL; at++)
        if (end - at >= 3 && at[1] == '$' && (at[2] == 'B' || at[2] == '@'))
            return true;
    return false;
}

static int value_in_base64(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    return at ? (int)(at - digits) : -1;
}

/* Whether base64 is whole units of UTF-16 beyond ASCII. *end is past it, and past a minus sign that ends it. */
static bool is_run_of_utf7(const char *at, const char *stop, const char **end)
{
    uint32_t bits = 0;
    size_t count = 0; /* of bits that are no unit yet */
    size_t units = 0;
    int value;
    for (; at < stop && (value = value_in_base64(*at)) >= 0; at++) {
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count < 16)
            continue;
        count -= 16;
        if ((bits >> count & 0xFFFF) < 0xA0)
            return false;
        units++;
    }
    if (at == stop || units == 0 || count >= 6 || (bits & ((1U << count) - 1)) != 0)
        return false;
    *end = at + (*at == '-');
    return true;
}

/* Whether all is ASCII in which every plus sign begins a run of UTF-7 (RFC 2152), or stands for itself as "+-". */
static bool has_runs_of_utf7(const char *data, size_t size)
{
    const char *const stop = data + size;
    const char *at = data;
    size_t runs = 0;
    if (size == 0 || tenor__unicode_ascii(data, size) < size)
        return false;
    while ((at = memchr(at, '+', (size_t)(stop - at))) != NULL) {
        if (++at < stop && *at == '-')
            continue;
        if (!is_run_of_utf7(at, stop, &at))
            return false;
        runs++;
    }
    return runs >= FEWEST_RUNS;
}

const char *tenor__encoding_by_start(const char *data, size_t size, size_t *mark)
{
    static const struct {
        const char *name;
        const char *mark;
        size_t size;
    } marks[] = {
        {"UTF-8", "\xEF\xBB\xBF", 3}, {"UTF-32LE", "\xFF\xFE\0\0", 4}, {"UTF-32BE", "\0\0\xFE\xFF", 4},
        {"UTF-16LE", "\xFF\xFE", 2},  {"UTF-16BE", "\xFE\xFF", 2},     {"GB18030", "\x84\x31\x95\x33", 4},
    };
    const unsigned char *bytes = (const unsigned char *)data;
    const size_t looked = size < LOOKED_AT ? size : LOOKED_AT;
    const bool zeros = looked > 0 && memchr(data, 0, looked);
    *mark = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (size < marks[i].size || memcmp(data, marks[i].mark, marks[i].size) != 0)
            continue;
        /* Lines of UTF-16 end with a zero byte. */
        if (marks[i].size == 2 && !zeros && memchr(data, '\n', looked))
            return NULL;
        *mark = marks[i].size;
        return marks[i].name;
    }
    if (!zeros)
        return has_escapes_of_jis(data, looked) ? "ISO-2022-JP" : has_runs_of_utf7(data, looked) ? "UTF-7" : NULL;
    for (int big = 0; big < 2; big++)
        if (is_utf32(bytes, looked, big))
            return big ? "UTF-32BE" : "UTF-32LE";
    for (int big = 0; big < 2; big++)
        if (is_utf16(bytes, looked, big))
            return big ? "UTF-16BE" : "UTF-16LE";
    return NULL;
}

/* ---- UTF-8 ---- */

/* Whether data is the beginning of a character, cut at the end of what is looked at: no fault. */
static bool is_cut(const char *data, size_t size)
{
    const unsigned char first = (unsigned char)data[0];
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (size >= length)
        return false;
    for (size_t i = 1; i < size; i++)
        if (!tenor__unicode_continues(data[i]))
            return false;
    return true;
}

/* Whether most of the bytes beyond ASCII are valid UTF-8; *high is how many there are. */
static bool is_utf8(const char *data, size_t size, size_t *high)
{
    size_t valid = 0;
    size_t invalid = 0;
    *high = 0;
    for (size_t at = 0; at < size;) {
        const size_t ascii = tenor__unicode_ascii(data + at, size - at);
        at += ascii;
        if (at == size)
            break;
        uint32_t character;
        const size_t length = tenor__unicode_read(data + at, size - at, &character);
        if (length == 0 && is_cut(data + at, size - at))
            break;
        valid += length > 0;
        invalid += length == 0;
        *high += length > 0 ? length : 1;
        at += length > 0 ? length : 1;
    }
    return invalid <= valid;
}

/* ---- the others ---- */

/* The text around byte `at` as an encoding reads it. */
static void show(size_t encoding, const char *data, size_t size, size_t at, const tenor_alloc *alloc, char *out,
                 size_t room)
{
    enum { BEFORE = 8, AFTER = 16 };
    char text[4 * (BEFORE + AFTER) + TENOR__CONVERT_ROOM];
    tenor__converter *converter;
    size_t from = at;
    while (from > 0 && at - from < BEFORE && (unsigned char)data[from - 1] < 0x80 &&
           (unsigned char)data[from - 1] > ' ')
        from--;
    size_t end = at;
    while (end < size && end - at < AFTER && data[end] != '\n' && data[end] != '\r')
        end++;
    out[0] = '\0';
    if (tenor__convert_new(tenor__encoding_table[encoding].name, alloc, &converter, NULL) != TENOR_OK)
        return;
    const char *in = data + from;
    size_t left = end - from;
    size_t got;
    uint64_t invalid = 0;
    tenor__convert(converter, &in, &left, false, text, sizeof text, &got, &invalid);
    tenor__convert_free(converter);
    tenor__error_quote(out, room, (tenor_str){text, got});
}

/* The first byte that two encodings read differently; the first beyond ASCII when none is found. */
static size_t find_difference(const size_t encodings[2], const char *data, size_t size, const tenor_alloc *alloc)
{
    tenor__converter *converters[2] = {NULL, NULL};
    const size_t first = tenor__unicode_ascii(data, size);
    size_t at = first;
    bool found = false;
    for (int i = 0; i < 2; i++)
        tenor__convert_new(tenor__encoding_table[encodings[i]].name, alloc, &converters[i], NULL);
    while (converters[0] && converters[1] && at < size && !found) {
        uint32_t characters[2] = {0, 0};
        size_t lengths[2];
        for (int i = 0; i < 2; i++)
            lengths[i] = tenor__convert_one(converters[i], data + at, size - at, &characters[i]);
        found = lengths[0] != lengths[1] || characters[0] != characters[1];
        if (found)
            break;
        at += lengths[0] > 0 ? lengths[0] : 1;
        at += tenor__unicode_ascii(data + at, size - at);
    }
    for (int i = 0; i < 2; i++)
        tenor__convert_free(converters[i]);
    return found ? at : first;
}

static tenor_status fail_between(const size_t encodings[2], const char *data, size_t size, const tenor_alloc *alloc,
                                 tenor_error *error)
{
    char shown[2][48];
    const size_t at = find_difference(encodings, data, size, alloc);
    for (int i = 0; i < 2; i++)
        show(encodings[i], data, size, at, alloc, shown[i], sizeof shown[i]);
    return tenor__error_option(
        error, "encoding",
        tenor__error_set(error, TENOR_BAD_DATA,
                         "is not UTF-8, and could be %s ('%s') or %s ('%s'); say which with option "
                         "'encoding'",
                         tenor__encoding_table[encodings[0]].name, shown[0], tenor__encoding_table[encodings[1]].name,
                         shown[1]));
}

/* Of all scores the best, and the best that reads the text differently. A few bytes beyond ASCII that are about as
 * likely in two encodings are the usual one's. */
static tenor_status choose(const tenor__encoding_score *scores, size_t count, size_t high, const char *data,
                           size_t size, const tenor_alloc *alloc, const char **name, bool *weak, tenor_error *error)
{
    const tenor__encoding_score *best = NULL;
    const tenor__encoding_score *second = NULL;
    for (size_t i = 0; i < count; i++)
        if (!best || scores[i].score > best->score)
            best = &scores[i];
    *name = "UTF-8";
    if (!best)
        return TENOR_OK;
    for (size_t i = 0; i < count; i++)
        if (scores[i].hash != best->hash && (!second || scores[i].score > second->score))
            second = &scores[i];
    *weak = high <= LITTLE || (second && best->score - second->score < SURELY_AHEAD);
    if (high <= LITTLE && scores[0].encoding == 0 && scores[0].score >= best->score - LITTLE_BEHIND &&
        scores[0].mean >= LITTLE_USUAL_NOISE) {
        *name = tenor__encoding_table[0].name;
        return TENOR_OK;
    }
    const bool noise = best->mean < (high <= LITTLE ? LITTLE_NOISE : NOISE);
    const bool close = second && best->score - second->score < (high <= LITTLE ? LITTLE_AHEAD : AHEAD);
    if (!noise && !close)
        *name = tenor__encoding_table[best->encoding].name;
    if ((!noise && !close) || high <= LITTLE)
        return TENOR_OK;
    if (close && !noise)
        return fail_between((const size_t[]){best->encoding, second->encoding}, data, size, alloc, error);
    return tenor__error_option(
        error, "encoding",
        tenor__error_set(error, TENOR_BAD_DATA,
                         "is neither UTF-8 nor text in another encoding that is known by its bytes; "
                         "if it is text, name its encoding with option 'encoding'"));
}

tenor_status tenor__encoding_by_bytes(const char *data, size_t size, const tenor_alloc *alloc, const char **name,
                                      bool *weak, tenor_error *error)
{
    size_t high;
    *name = "UTF-8";
    *weak = false;
    if (is_utf8(data, size, &high))
        return TENOR_OK;
    const tenor_alloc used = tenor__alloc_of(alloc);
    tenor__encoding_score *scores = tenor__alloc_array(&used, tenor__encoding_table_count, sizeof *scores);
    if (!scores)
        return tenor__error_set_memory(error);
    size_t count;
    tenor_status status = tenor__encoding_score_all(data, size, &used, scores, &count);
    if (status == TENOR_OK)
        status = choose(scores, count, high, data, size, &used, name, weak, error);
    else
        tenor__error_set_memory(error);
    tenor__alloc_free(&used, scores);
    return status;
}
