/* Which encoding a text has, by its bytes.
 *
 * Valid UTF-8 of some length is hardly ever anything else. For the other encodings a text is read in each of them, and
 * gets the logarithm of its probability for each language of the encoding: of each character by itself, from the order
 * of frequency of the language's characters, less what does not happen in words (a capital after a small letter, a
 * letter of another alphabet beside one of ASCII). The best wins when it is ahead of all that read the text
 * differently. */
#include "source/encoding.h"

#include "base/alloc.h"
#include "base/convert.h"
#include "base/error.h"
#include "base/unicode.h"
#include "source/scripts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_CHARACTERS = 256, /* of a script */
    MOST_JUDGED = 3000,    /* characters beyond ASCII; more tell no more */
    LITTLE = 8,            /* bytes beyond ASCII from which nothing need follow */
};

/* In nats: by so much the best must be ahead; the second where a few bytes are all there is. */
static const double AHEAD = 3.0;
static const double LITTLE_AHEAD = 1.0;
/* Worse than this a character is noise, on average. */
static const double NOISE = -9.5;
static const double LITTLE_NOISE = -7.0;

/* Logarithms of probabilities and of what they are multiplied by. */
static const double OTHER_LETTER = -9.2;
static const double OTHER_SIGN = -10.1;
static const double COMMON_SIGN = -9.0; /* one of some thousand characters in everyday use */
static const double RARE_SIGN = -13.5;
static const double NO_CHARACTER = -14.0;
static const double IS_CAPITAL = -2.8;
static const double AFTER_SMALL = -4.0;  /* a capital is */
static const double BESIDE_ASCII = -3.0; /* a letter of another alphabet is, beside a letter */
/* What a character of ASCII costs by itself, which in some encodings is a part of another one. */
static const double ASCII_LETTER = -3.4;
static const double ASCII_SIGN = -5.0;

size_t tenor__encoding_ascii(const char *data, size_t size)
{
    size_t at = 0;
    uint64_t words[4];
    while (size - at >= sizeof words) {
        memcpy(words, data + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u)
            break;
        at += sizeof words;
    }
    while (at < size && (unsigned char)data[at] < 0x80)
        at++;
    return at;
}

/* ---- by the start ---- */

enum { LOOKED_AT = 1 << 16, FEWEST_UNITS = 8 };

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
        return NULL;
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
        const size_t ascii = tenor__encoding_ascii(data + at, size - at);
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

/* A character as an encoding reads it. */
typedef struct reading {
    uint32_t character; /* 0 for none */
    uint32_t before;    /* what stands beside it: a character, or 0 */
    uint32_t after;
    unsigned char first; /* byte */
    double swallowed;    /* what the ASCII characters among its bytes would have cost */
} reading;

typedef struct judgment {
    size_t encoding; /* in the table */
    double score;
    double mean;   /* of a character */
    uint64_t hash; /* of how it reads the text */
} judgment;

static bool is_ascii_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Reads the characters beyond ASCII of data in an encoding; returns how many. */
static size_t read_characters(tenor__converter *converter, const char *data, size_t size, reading *out, uint64_t *hash)
{
    size_t count = 0;
    uint32_t before = 0;
    bool open = false; /* the last reading wants what comes after it */
    *hash = UINT64_C(14695981039346656037);
    for (size_t at = 0; at < size && count < MOST_JUDGED;) {
        const size_t ascii = tenor__encoding_ascii(data + at, size - at);
        if (ascii > 0) {
            if (open)
                out[count - 1].after = (unsigned char)data[at];
            open = false;
            at += ascii;
            before = (unsigned char)data[at - 1];
            continue;
        }
        reading *now = &out[count];
        *now = (reading){.before = before, .first = (unsigned char)data[at]};
        const size_t length = tenor__convert_one(converter, data + at, size - at, &now->character);
        if (length == 0 && size - at < 4 && count > 0)
            break;
        if (length == 0)
            now->character = 0;
        for (size_t i = 1; i < length; i++)
            if ((unsigned char)data[at + i] < 0x80)
                now->swallowed += is_ascii_letter((unsigned char)data[at + i]) ? ASCII_LETTER : ASCII_SIGN;
        if (open)
            out[count - 1].after = now->character;
        open = true;
        before = now->character;
        *hash = (*hash ^ now->character ^ (uint64_t)at << 32) * UINT64_C(1099511628211);
        at += length > 0 ? length : 1;
        count++;
    }
    return count;
}

/* A script's characters and their weights. */
typedef struct table {
    uint32_t characters[MOST_CHARACTERS];
    double scores[MOST_CHARACTERS];
    size_t count;
    bool alphabet;
} table;

/* Gives the characters of text, in their order, a share of all probability. */
static void add_characters(table *t, const char *text, double share, double flat)
{
    const size_t size = strlen(text);
    const size_t first = t->count;
    double sum = 0;
    for (size_t at = 0; at < size && t->count < MOST_CHARACTERS; t->count++) {
        at += tenor__unicode_decode(text + at, size - at, &t->characters[t->count]);
        t->scores[t->count] = 1 / ((double)(t->count - first) + flat);
        sum += t->scores[t->count];
    }
    for (size_t i = first; i < t->count; i++)
        t->scores[i] = log(share * t->scores[i] / sum);
}

static void make_table(const tenor__script *script, table *t)
{
    t->count = 0;
    t->alphabet = script->alphabet;
    add_characters(t, script->characters, script->alphabet ? 0.85 : 0.5, script->alphabet ? 2 : 20);
    add_characters(t, tenor__script_marks, 0.08, 4);
}

static const double *find(const table *t, uint32_t character)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->characters[i] == character)
            return &t->scores[i];
    return NULL;
}

static uint32_t fold(uint32_t character)
{
    uint32_t folded[TENOR__LONGEST_FOLDED];
    return tenor__unicode_fold(&character, 1, false, folded) == 1 ? folded[0] : character;
}

static bool is_letter(uint32_t character)
{
    return character < 0x80 ? is_ascii_letter(character) : tenor__unicode_class(character) == TENOR__LETTER;
}

static bool is_latin(uint32_t character)
{
    return character < 0x250;
}

/* What a character that is in no list costs. */
static double judge_other(const reading *now, const tenor__script_encoding *encoding, bool alphabet)
{
    const uint32_t c = now->character;
    const bool draws_boxes = c >= 0x2500 && c < 0x25A0;
    if (c < 0xA0 || (c >= 0xE000 && c < 0xF900) || c == TENOR__REPLACEMENT || draws_boxes)
        return NO_CHARACTER;
    if (alphabet)
        return is_letter(c) ? OTHER_LETTER : OTHER_SIGN;
    if (c >= 0xFF61 && c < 0xFFA0) /* katakana of half width: one byte each */
        return OTHER_LETTER;
    return c >= 0x2E80 && now->first >= encoding->common[0] && now->first <= encoding->common[1] ? COMMON_SIGN
                                                                                                 : RARE_SIGN;
}

static double judge_character(const reading *now, const tenor__script_encoding *encoding, const table *t)
{
    const uint32_t c = now->character;
    if (c == 0)
        return NO_CHARACTER;
    const double *known = find(t, c);
    double score = known ? *known : judge_other(now, encoding, t->alphabet);
    const uint32_t folded = c < 0x2E80 ? fold(c) : c;
    if (folded != c && !known) {
        known = find(t, folded);
        score = (known ? *known : score) + IS_CAPITAL;
        if (is_letter(now->before) && fold(now->before) == now->before)
            score += AFTER_SMALL;
    }
    const bool letter = is_letter(c);
    if (letter && !is_latin(c) && t->alphabet)
        score += (is_ascii_letter(now->before) + is_ascii_letter(now->after)) * BESIDE_ASCII;
    if (!letter && t->alphabet && c != 0x2019 && is_letter(now->before) && is_letter(now->after) &&
        tenor__unicode_class(c) != TENOR__MARK)
        score += BESIDE_ASCII;
    return score - now->swallowed;
}

/* The best of the encoding's languages. False when libc does not know the encoding. */
static bool judge(size_t encoding, const char *data, size_t size, const tenor_alloc *alloc, reading *readings,
                  judgment *out, tenor_status *status)
{
    const tenor__script_encoding *row = &tenor__script_encodings[encoding];
    tenor__converter *converter;
    *status = tenor__convert_new(row->name, alloc, &converter, NULL);
    if (*status != TENOR_OK) {
        *status = *status == TENOR_OUT_OF_MEMORY ? *status : TENOR_OK;
        return false;
    }
    *out = (judgment){.encoding = encoding, .score = -INFINITY};
    const size_t count = read_characters(converter, data, size, readings, &out->hash);
    tenor__convert_free(converter);
    for (size_t i = 0; row->scripts[i]; i++) {
        table t;
        make_table(row->scripts[i], &t);
        double score = 0;
        for (size_t k = 0; k < count; k++)
            score += judge_character(&readings[k], row, &t);
        out->score = score > out->score ? score : out->score;
    }
    out->mean = count > 0 ? out->score / (double)count : 0;
    out->score -= row->rarity;
    return count > 0;
}

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
    if (tenor__convert_new(tenor__script_encodings[encoding].name, alloc, &converter, NULL) != TENOR_OK)
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
    const size_t first = tenor__encoding_ascii(data, size);
    size_t at = first;
    bool found = false;
    for (int i = 0; i < 2; i++)
        tenor__convert_new(tenor__script_encodings[encodings[i]].name, alloc, &converters[i], NULL);
    while (converters[0] && converters[1] && at < size && !found) {
        uint32_t characters[2] = {0, 0};
        size_t lengths[2];
        for (int i = 0; i < 2; i++)
            lengths[i] = tenor__convert_one(converters[i], data + at, size - at, &characters[i]);
        found = lengths[0] != lengths[1] || characters[0] != characters[1];
        if (found)
            break;
        at += lengths[0] > 0 ? lengths[0] : 1;
        at += tenor__encoding_ascii(data + at, size - at);
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
                         tenor__script_encodings[encodings[0]].name, shown[0],
                         tenor__script_encodings[encodings[1]].name, shown[1]));
}

/* Of all judgments the best, and the best that reads the text differently. */
static tenor_status choose(const judgment *judgments, size_t count, size_t high, const char *data, size_t size,
                           const tenor_alloc *alloc, const char **name, tenor_error *error)
{
    const judgment *best = NULL;
    const judgment *second = NULL;
    for (size_t i = 0; i < count; i++)
        if (!best || judgments[i].score > best->score)
            best = &judgments[i];
    for (size_t i = 0; i < count; i++)
        if (judgments[i].hash != best->hash && (!second || judgments[i].score > second->score))
            second = &judgments[i];
    *name = "UTF-8";
    if (!best)
        return TENOR_OK;
    const bool noise = best->mean < (high <= LITTLE ? LITTLE_NOISE : NOISE);
    const bool close = second && best->score - second->score < (high <= LITTLE ? LITTLE_AHEAD : AHEAD);
    if (!noise && !close)
        *name = tenor__script_encodings[best->encoding].name;
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
                                      tenor_error *error)
{
    size_t high;
    *name = "UTF-8";
    if (is_utf8(data, size, &high))
        return TENOR_OK;
    const tenor_alloc used = tenor__alloc_of(alloc);
    reading *readings = tenor__alloc_array(&used, MOST_JUDGED, sizeof *readings);
    judgment *judgments = tenor__alloc_array(&used, tenor__script_encoding_count, sizeof *judgments);
    tenor_status status = readings && judgments ? TENOR_OK : tenor__error_set_memory(error);
    size_t count = 0;
    for (size_t i = 0; i < tenor__script_encoding_count && status == TENOR_OK; i++)
        if (judge(i, data, size, &used, readings, &judgments[count], &status))
            count++;
    if (status == TENOR_OK)
        status = choose(judgments, count, high, data, size, &used, name, error);
    else
        tenor__error_set_memory(error);
    tenor__alloc_free(&used, judgments);
    tenor__alloc_free(&used, readings);
    return status;
}
