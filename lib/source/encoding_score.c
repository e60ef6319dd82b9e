#include "source/encoding_score.h"

#include "base/alloc.h"
#include "base/convert.h"
#include "base/unicode.h"
#include "source/encoding_table.h"

#include <math.h>
#include <string.h>

enum {
    MOST_CHARACTERS = 256, /* of a language */
    MOST_JUDGED = 3000,    /* bytes beyond ASCII; more tell no more */
    MOST_WORDS = 5000,     /* of ASCII; more tell no more */
    LONGEST_WORD = 12,
};

/* Logarithms of probabilities and of what they are multiplied by. The first five are near the shares of such
 * characters in running text; the others were chosen by trial on manual pages in many languages and encodings, so that
 * none of the languages gains by its errors. */
static const double OTHER_LETTER = -9.2;
static const double OTHER_SIGN = -10.1;
static const double COMMON_SIGN = -9.0; /* one of some thousand characters in everyday use */
static const double RARE_SIGN = -13.5;
static const double NO_CHARACTER = -14.0;
static const double IS_CAPITAL = -2.8;
static const double AMONG_CAPITALS = -0.7; /* the same, beside one of ASCII */
static const double AFTER_SMALL = -4.0;    /* a capital is */
static const double BESIDE_ASCII = -6.0;   /* a letter of another alphabet is, beside a letter */
static const double SIGN_IN_WORD = -3.0;
static const double BESIDE_DIGIT = -3.0; /* a letter is */
static const double ALONE = -2.5;        /* a letter is, that neither follows nor precedes one */
static const double IN_A_ROW = -0.7;     /* two letters beyond ASCII of the Latin alphabet are */
static const double NOT_BEFORE = -3.0;   /* a letter is, in the languages that have it */
static const double ALONE_OF_ASIA = -6.0;
static const double SPACED_OF_ASIA = -1.5;
static const double AT_NUMBER = 2.0; /* a sign of a currency or a unit is */
/* What a character of ASCII costs by itself, which in some encodings is a part of another one. */
static const double ASCII_LETTER = -3.4;
static const double ASCII_SIGN = -5.0;

/* At most: of a language's words, and of letters that are too many or too few of them beyond ASCII. */
static const double MOST_BY_WORDS = 8.0;
static const double BY_WORD = 0.8;
static const double WORDS_SHARE = 0.08; /* of all words, with which a language speaks in full */
static const double MOST_BY_DENSITY = 8.0;
static const double DENSITY_WEIGHT = 0.5; /* letters come in clusters */

enum { FIRST_OF_ASIA = 0x2E80 };

/* ---- reading ---- */

/* A character as an encoding reads it. */
typedef struct reading {
    uint32_t character; /* 0 for none */
    uint32_t before;    /* what stands beside it: a character, or 0 */
    uint32_t after;
    unsigned char first; /* byte */
    double swallowed;    /* what the ASCII characters among its bytes would have cost */
} reading;

static bool is_ascii_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_ascii_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Reads the characters beyond ASCII of data in an encoding; returns how many. */
static size_t read_characters(tenor__converter *converter, const char *data, size_t size, reading *out, uint64_t *hash)
{
    size_t count = 0;
    uint32_t before = 0;
    bool open = false; /* the last reading wants what comes after it */
    *hash = UINT64_C(14695981039346656037);
    for (size_t at = 0; at < size && count < MOST_JUDGED;) {
        const size_t ascii = tenor__unicode_ascii(data + at, size - at);
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

/* ---- a language's characters ---- */

/* A language's characters and their weights. */
typedef struct table {
    uint32_t characters[MOST_CHARACTERS];
    double scores[MOST_CHARACTERS];
    size_t count;
    const tenor__encoding_language *language;
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

static void make_table(const tenor__encoding_language *language, table *t)
{
    t->count = 0;
    t->language = language;
    add_characters(t, language->characters, language->alphabet ? 0.93 - language->marks : 0.5,
                   language->alphabet ? 2 : 20);
    add_characters(t, tenor__encoding_table_marks, language->marks, 4);
}

static const double *find(const table *t, uint32_t character)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->characters[i] == character)
            return &t->scores[i];
    return NULL;
}

/* ---- one character ---- */

static uint32_t fold(uint32_t character)
{
    uint32_t folded[TENOR__LONGEST_FOLDED];
    return tenor__unicode_fold(&character, 1, false, folded) == 1 ? folded[0] : character;
}

/* The ordinals of Spanish and the micro sign stand at numbers, as signs do. */
static bool is_letter(uint32_t character)
{
    if (character == 0xAA || character == 0xB5 || character == 0xBA)
        return false;
    return character < 0x80 ? is_ascii_letter(character) : tenor__unicode_class(character) == TENOR__LETTER;
}

static bool is_small(uint32_t character)
{
    return is_letter(character) && fold(character) == character;
}

static bool is_latin(uint32_t character)
{
    return character < 0x250;
}

/* What a character that is in no list costs. */
static double score_other(const reading *now, const tenor__encoding_entry *encoding, bool alphabet)
{
    const uint32_t c = now->character;
    const bool draws_boxes = c >= 0x2500 && c < 0x25A0;
    if (c < 0xA0 || (c >= 0xE000 && c < 0xF900) || c == TENOR__REPLACEMENT || draws_boxes)
        return NO_CHARACTER;
    if (alphabet)
        return is_letter(c) ? OTHER_LETTER : OTHER_SIGN;
    if (c >= 0xFF61 && c < 0xFFA0) /* katakana of half width: one byte each */
        return OTHER_LETTER;
    if (now->swallowed < 0 && !encoding->ascii_common)
        return RARE_SIGN;
    return c >= FIRST_OF_ASIA && now->first >= encoding->common[0] && now->first <= encoding->common[1] ? COMMON_SIGN
                                                                                                        : RARE_SIGN;
}

/* What a capital costs more than its small letter. */
static double score_capital(const reading *now)
{
    if (is_small(now->before))
        return IS_CAPITAL + AFTER_SMALL;
    const bool among =
        (is_letter(now->before) && !is_small(now->before)) || (is_letter(now->after) && !is_small(now->after));
    return among ? AMONG_CAPITALS : IS_CAPITAL;
}

/* Whether a sign of a currency or a unit stands at a number. */
static bool is_at_number(const reading *now)
{
    switch (now->character) {
    case 0xA3:   /* pound */
    case 0x20AC: /* euro */
    case 0xA5:   /* yen */
        return is_ascii_digit(now->after) || is_ascii_digit(now->before);
    case 0xB0: /* degree */
        return is_ascii_digit(now->before) || now->after == 'C' || now->after == 'F';
    case 0xB5: /* micro */
        return is_ascii_digit(now->before) || now->before == ' ';
    default:
        return false;
    }
}

/* Some letters of West European languages come before few others: Portuguese -ao and -oe, Spanish n with a vowel,
 * French oe before u, Italian i at the end. Those of Central Europe have the same bytes. */
static bool may_precede(uint32_t letter, uint32_t after)
{
    static const struct {
        uint32_t letter;
        const char *before;
        bool ends;
    } rules[] = {
        {0xE3, "oes", false}, {0xF5, "e", false}, {0xF1, "aeiou", false}, {0x153, "ui", false}, {0xEC, "", true},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].letter == letter)
            return is_ascii_letter(after) ? strchr(rules[i].before, (int)after) != NULL
                                          : is_letter(after) || rules[i].ends;
    return true;
}

/* What is beside a character of an alphabet. */
static double score_neighbors(const reading *now)
{
    const uint32_t c = now->character;
    const bool apostrophe = c == 0x2019 || c == 0xB4;
    if (!is_letter(c)) {
        if (is_at_number(now))
            return AT_NUMBER;
        const bool inside = is_letter(now->before) && is_letter(now->after);
        return inside && !apostrophe && tenor__unicode_class(c) != TENOR__MARK ? SIGN_IN_WORD : 0;
    }
    double score = (is_ascii_digit(now->before) + is_ascii_digit(now->after)) * BESIDE_DIGIT;
    if (!is_letter(now->before) && !is_letter(now->after))
        score += ALONE;
    if (is_latin(c) && !may_precede(c, now->after))
        score += NOT_BEFORE;
    if (is_latin(c))
        return score + (now->after >= 0x80 && is_letter(now->after) ? IN_A_ROW : 0);
    return score + (is_ascii_letter(now->before) + is_ascii_letter(now->after)) * BESIDE_ASCII;
}

static double score_character(const reading *now, const tenor__encoding_entry *encoding, const table *t)
{
    const uint32_t c = now->character;
    if (c == 0)
        return NO_CHARACTER;
    const bool alphabet = t->language->alphabet;
    const double *known = find(t, c);
    double score = known ? *known : score_other(now, encoding, alphabet);
    const uint32_t folded = c < FIRST_OF_ASIA ? fold(c) : c;
    if (folded != c && !known) {
        known = find(t, folded);
        score = (known ? *known : score) + score_capital(now);
    }
    if (alphabet)
        score += score_neighbors(now);
    else if (now->before < FIRST_OF_ASIA && now->after < FIRST_OF_ASIA)
        score += is_letter(now->before) || is_letter(now->after) ? ALONE_OF_ASIA : SPACED_OF_ASIA;
    return score - now->swallowed;
}

/* ---- all of a text ---- */

static bool has_word(const char *words, const char *word, size_t size)
{
    for (const char *at = words; *at;) {
        const size_t length = strcspn(at, " ");
        if (length == size && memcmp(at, word, size) == 0)
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

/* What the words of ASCII say for a language. */
static double score_words(const tenor__encoding_language *language, const char *data, size_t size)
{
    char word[LONGEST_WORD];
    size_t length = 0;
    size_t words = 0;
    size_t found = 0;
    bool foreign = false; /* the word has characters beyond ASCII */
    for (size_t at = 0; language->words && at <= size && words < MOST_WORDS; at++) {
        const unsigned char c = at < size ? (unsigned char)data[at] : ' ';
        foreign = foreign || c >= 0x80;
        if (is_ascii_letter(c)) {
            if (length < LONGEST_WORD)
                word[length] = (char)(c | 0x20);
            length++;
        } else if (c < 0x80) {
            words += length > 0;
            found += length > 0 && length <= LONGEST_WORD && !foreign && has_word(language->words, word, length);
            length = 0;
            foreign = false;
        }
    }
    if (found == 0)
        return 0;
    const double share = (double)found / (double)words;
    return fmin(MOST_BY_WORDS, BY_WORD * (double)found) * fmin(1, share / WORDS_SHARE);
}

/* How likely so many letters beyond ASCII are in the language, beside as many as there are: at most 0. */
static double score_density(const tenor__encoding_language *language, double foreign, double ascii)
{
    const double all = foreign + ascii;
    if (language->density == 0 || all == 0)
        return 0;
    double score = foreign * log(language->density) + ascii * log1p(-language->density);
    if (foreign > 0)
        score -= foreign * log(foreign / all);
    if (ascii > 0)
        score -= ascii * log(ascii / all);
    return fmax(-MOST_BY_DENSITY, DENSITY_WEIGHT * score);
}

/* The best of the encoding's languages. False when libc does not know the encoding. */
static bool score_as(size_t encoding, const char *data, size_t size, const tenor_alloc *alloc, reading *readings,
                     tenor__encoding_score *out, tenor_status *status)
{
    const tenor__encoding_entry *row = &tenor__encoding_table[encoding];
    tenor__converter *converter;
    *status = tenor__convert_new(row->name, alloc, &converter, NULL);
    if (*status != TENOR_OK) {
        *status = *status == TENOR_OUT_OF_MEMORY ? *status : TENOR_OK;
        return false;
    }
    *out = (tenor__encoding_score){.encoding = encoding, .score = -INFINITY};
    const size_t count = read_characters(converter, data, size, readings, &out->hash);
    tenor__convert_free(converter);
    size_t foreign = 0;
    size_t ascii = 0;
    for (size_t k = 0; k < count; k++)
        foreign += is_letter(readings[k].character);
    for (size_t k = 0; k < size; k++)
        ascii += is_ascii_letter((unsigned char)data[k]);
    for (size_t i = 0; row->languages[i]; i++) {
        table t;
        make_table(row->languages[i], &t);
        double sum = 0;
        for (size_t k = 0; k < count; k++)
            sum += score_character(&readings[k], row, &t);
        const double score =
            sum + score_words(t.language, data, size) + score_density(t.language, (double)foreign, (double)ascii);
        if (score <= out->score)
            continue;
        out->score = score;
        out->mean = count > 0 ? sum / (double)count : 0;
    }
    out->score -= row->rarity;
    return count > 0;
}

/* The beginning of data that is scored, the same in all encodings. */
static size_t scored_size(const char *data, size_t size)
{
    size_t at = 0;
    for (size_t high = 0; high < MOST_JUDGED && at < size; high++) {
        at += tenor__unicode_ascii(data + at, size - at);
        at += at < size;
    }
    return at;
}

tenor_status tenor__encoding_score_all(const char *data, size_t size, const tenor_alloc *alloc,
                                       tenor__encoding_score *out, size_t *count)
{
    *count = 0;
    reading *readings = tenor__alloc_array(alloc, MOST_JUDGED, sizeof *readings);
    tenor_status status = readings ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    size = scored_size(data, size);
    for (size_t i = 0; i < tenor__encoding_table_count && status == TENOR_OK; i++)
        if (score_as(i, data, size, alloc, readings, &out[*count], &status))
            ++*count;
    tenor__alloc_free(alloc, readings);
    return status;
}
