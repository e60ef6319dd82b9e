#include "text/segment.h"

#include "text/emoticon.h"
#include "base/unicode.h"

#include <string.h>

/* Classes of bytes, ordered so that those of words are last: white space and controls, bytes of non-ASCII characters,
 * punctuation, digits, letters. */
enum { SPACE = ' ', HIGH = '!', PUNCTUATION = '.', DIGIT = '0', LETTER = 'a' };

static const char CLASSES[256 + 1] = "                "
                                     "                "
                                     " ..............."
                                     "0000000000......"
                                     ".aaaaaaaaaaaaaaa"
                                     "aaaaaaaaaaa....."
                                     ".aaaaaaaaaaaaaaa"
                                     "aaaaaaaaaaa.... "
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!"
                                     "!!!!!!!!!!!!!!!!";

enum { KEYCAP = 0x20E3, LONGEST_LOCAL_PART = 64, LONGEST_DOMAIN = 255, LONGEST_ACRONYM = 8 };

typedef struct segmenter {
    tenor__token_ranges *ranges;
    tenor__normalized *source;
    const char *text; /* the source's; TENOR__PADDING NULs follow */
    size_t size;
    size_t enough;
    bool failed;
} segmenter;

static char class_at(const segmenter *s, size_t at)
{
    return CLASSES[(unsigned char)s->text[at]];
}

static bool is_word_byte(char c)
{
    return CLASSES[(unsigned char)c] >= DIGIT;
}

static bool is_digit(char c)
{
    return CLASSES[(unsigned char)c] == DIGIT;
}

static bool is_letter(char c)
{
    return CLASSES[(unsigned char)c] == LETTER;
}

static char lower(char c)
{
    return is_letter(c) ? (char)(c | 0x20) : c;
}

static uint32_t character_at(const segmenter *s, size_t at, size_t *length)
{
    uint32_t character;
    *length = tenor__unicode_decode(s->text + at, s->size - at, &character);
    return character;
}

static inline void add(segmenter *s, size_t begin, size_t end)
{
    tenor__token_ranges *ranges = s->ranges;
    if (ranges->count == ranges->capacity) {
        void *memory = ranges->items;
        if (!tenor__alloc_grow(&ranges->alloc, &memory, &ranges->capacity, ranges->count + 1, sizeof *ranges->items)) {
            s->failed = true;
            s->enough = 0;
            return;
        }
        ranges->items = memory;
    }
    ranges->items[ranges->count++] = (tenor__token_range){begin, end};
}

/* Adds a long run, split every TENOR__LONGEST_TOKEN characters. */
static void add_cut(segmenter *s, size_t begin, size_t end)
{
    size_t characters = 0;
    for (size_t at = begin; at < end; at++) {
        const bool starts = !tenor__unicode_continues(s->text[at]);
        if (starts && characters == TENOR__LONGEST_TOKEN) {
            add(s, begin, at);
            begin = at;
            characters = 0;
        }
        characters += starts;
    }
    add(s, begin, end);
}

/* Adds a run as one token, unless it is empty or too long. */
static inline void add_run(segmenter *s, size_t begin, size_t end)
{
    if (end - begin > TENOR__LONGEST_TOKEN)
        add_cut(s, begin, end);
    else if (end > begin)
        add(s, begin, end);
}

static size_t add_grapheme(segmenter *s, size_t at)
{
    size_t end = tenor__normalize_grapheme(s->text, at, s->size);
    add(s, at, end);
    return end;
}

/* Whether the last token ends at `at`. */
static bool follows_token(const segmenter *s, size_t at)
{
    return s->ranges->count > 0 && s->ranges->items[s->ranges->count - 1].end == at;
}

/* Removes the tokens from `begin` on. Returns false, and removes nothing, if a token crosses begin. */
static bool take_back(segmenter *s, size_t begin)
{
    const tenor__token_ranges *ranges = s->ranges;
    size_t count = ranges->count;
    while (count > 0 && ranges->items[count - 1].begin >= begin)
        count--;
    if (count > 0 && ranges->items[count - 1].end > begin)
        return false;
    s->ranges->count = count;
    return true;
}

/* ---- words ---- */

/* The length of the contraction after an apostrophe: s, m, d, re, ve or ll, with no letter or digit after it; else
 * 0. */
static size_t contraction_at(const segmenter *s, size_t at)
{
    const char a = lower(s->text[at]);
    size_t length = a == 's' || a == 'm' || a == 'd' ? 1 : 0;
    if (at + 1 < s->size) {
        const char b = lower(s->text[at + 1]);
        if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l'))
            length = 2;
    }
    return length > 0 && !tenor__emoticon_word_at(s->source, at + length) ? length : 0;
}

static bool is_vowel_at(const segmenter *s, size_t at)
{
    if ((unsigned char)s->text[at] >= 0x80) {
        size_t length;
        uint32_t c = character_at(s, at, &length);
        return (c >= 0xC0 && c <= 0x17F && c != 0xC7 && c != 0xE7);
    }
    return s->text[at] != '\0' && strchr("aeiouyhAEIOUYH", s->text[at]) != NULL;
}

/* Whether [begin, end) is a French or Italian elision before an apostrophe and a vowel: l'amour, qu'il, dell'arte. */
static bool is_elided(const segmenter *s, size_t begin, size_t end)
{
    const char last = lower(s->text[end - 1]);
    if (end - begin == 1)
        return last != '\0' && strchr("cdjlmnst", last) != NULL;
    const char before = lower(s->text[end - 2]);
    return (before == 'q' && last == 'u') || (before == 'l' && last == 'l');
}

/* Handles an apostrophe at `at` after [begin, at) of a word. Adds the tokens that it splits off and returns where the
 * word continues, with *begin set to its start there. Returns `at` if the word ends before the apostrophe, which is
 * then a token.
 *   it's      it 's       and 'm 're 've 'll 'd
 *   don't     do n't      as in the Penn Treebank and corpora and vectors made with its rules; n't alone stays whole
 *   l'amour   l' amour    after c d j l m n s t qu ll, before a vowel or h; l' alone stays whole
 *   o'clock   o'clock     any other */
static size_t split_apostrophe(segmenter *s, size_t *begin, size_t at)
{
    const size_t next = at + 1;
    const size_t contraction = contraction_at(s, next);
    if (contraction > 0) {
        add_run(s, *begin, at);
        add(s, at, next + contraction);
        return *begin = next + contraction;
    }
    if (at == *begin)
        return at;
    if (lower(s->text[next]) == 't' && lower(s->text[at - 1]) == 'n' && !tenor__emoticon_word_at(s->source, next + 1)) {
        add_run(s, *begin, at - 1);
        add(s, at - 1, next + 1);
        return *begin = next + 1;
    }
    if (tenor__emoticon_word_at(s->source, next) && !is_digit(s->text[next])) {
        if (is_elided(s, *begin, at) && is_vowel_at(s, next)) {
            add(s, *begin, next);
            *begin = next;
        }
        return next;
    }
    const bool quoted = *begin > 0 && s->text[*begin - 1] == '\'';
    if (class_at(s, next) == SPACE && at - *begin <= 2 && is_elided(s, *begin, at) && !quoted) {
        add(s, *begin, next);
        return *begin = next;
    }
    return at;
}

/* The end of letter-dot pairs from `at` on (u.s., e.g.): two to LONGEST_ACRONYM of them with no letter or digit after.
 * Otherwise `at`. */
static size_t acronym_end(const segmenter *s, size_t at)
{
    size_t end = at;
    size_t pairs = 0;
    while (is_letter(s->text[end]) && s->text[end + 1] == '.') {
        if (++pairs > LONGEST_ACRONYM)
            return at;
        end += 2;
    }
    const bool inside = tenor__emoticon_word_before(s->source, at) || (at > 0 && s->text[at - 1] == '.');
    return pairs >= 2 && !inside && !tenor__emoticon_word_at(s->source, end) ? end : at;
}

/* The end of the ASCII letters and digits from `at` on, eight bytes at a time. The high bit of each byte of the sums
 * says whether it is at least the first and past the last of a range. */
static inline size_t word_bytes_end(const segmenter *s, size_t at)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t high = ones * 0x80;
    for (;; at += sizeof(uint64_t)) {
        uint64_t bytes;
        memcpy(&bytes, s->text + at, sizeof bytes);
        const uint64_t digits = bytes & ~high;
        const uint64_t letters = digits | ones * 0x20;
        const uint64_t digit = (digits + ones * (0x80 - '0')) ^ (digits + ones * (0x7F - '9'));
        const uint64_t letter = (letters + ones * (0x80 - 'a')) ^ (letters + ones * (0x7F - 'z'));
        const uint64_t other = (~(digit | letter) | bytes) & high;
        if (other == 0)
            continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return at + (size_t)__builtin_ctzll(other) / 8;
#else
        return at + (size_t)__builtin_clzll(other) / 8;
#endif
    }
}

/* Adds a run of letters, marks and digits from begin on. Apostrophes, and points and commas in numbers, join or split
 * it. */
static size_t add_word(segmenter *s, size_t begin)
{
    size_t at = begin;
    for (;;) {
        at = word_bytes_end(s, at);
        const char c = s->text[at];
        if (c == ' ')
            break;
        if (CLASSES[(unsigned char)c] == HIGH) {
            size_t length;
            const uint32_t character = character_at(s, at, &length);
            if (character == KEYCAP && at > begin && is_digit(s->text[at - 1])) {
                add_run(s, begin, at - 1);
                return add_grapheme(s, at - 1);
            }
            const tenor__char_class class = tenor__normalize_class(character);
            if (class == TENOR__SEPARATOR || class == TENOR__SYMBOL ||
                (at == begin && (class == TENOR__MARK || class == TENOR__JOINER)))
                break;
            at += length;
        } else if (c == '\'') {
            const size_t next = split_apostrophe(s, &begin, at);
            if (next == at)
                break;
            at = next;
        } else if (c == '.' || c == ',') {
            if (at > begin && is_digit(s->text[at - 1]) && is_digit(s->text[at + 1])) {
                at++;
            } else if (c == '.' && at - begin == 1 && acronym_end(s, begin) > at) {
                at = acronym_end(s, begin);
                break;
            } else {
                break;
            }
        } else {
            break;
        }
    }
    add_run(s, begin, at);
    return at;
}

/* ---- addresses, names ---- */

/* The end of the URL whose host begins at `at`: ASCII without spaces, quotes and brackets. Punctuation at its end
 * belongs to the sentence, except a closing parenthesis that the URL opened. */
static size_t url_end(const segmenter *s, size_t at)
{
    size_t end = at;
    size_t open = 0;
    size_t closed = 0;
    for (; s->text[end] > ' ' && s->text[end] < 0x7F && !strchr("<>\"`{}|\\^", s->text[end]); end++) {
        open += s->text[end] == '(';
        closed += s->text[end] == ')';
    }
    while (end > at && strchr(".,!?;:'*_~])", s->text[end - 1])) {
        if (s->text[end - 1] == ')') {
            if (closed <= open)
                break;
            closed--;
        }
        end--;
    }
    return end;
}

static bool is_domain_byte(char c)
{
    return is_word_byte(c) || c == '-';
}

/* The end of a domain with at least one dot from `at` on, or 0. */
static size_t domain_end(const segmenter *s, size_t at)
{
    size_t end = 0;
    const size_t start = at;
    while (at - start < LONGEST_DOMAIN && is_word_byte(s->text[at])) {
        const size_t label = at;
        while (at - start < LONGEST_DOMAIN && is_domain_byte(s->text[at]))
            at++;
        if (label > start && is_letter(s->text[label]))
            end = at;
        if (s->text[at] != '.')
            break;
        at++;
    }
    while (end > 0 && s->text[end - 1] == '-')
        end--;
    return end;
}

static bool is_local_byte(char c)
{
    return is_word_byte(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

/* Whether the '@' at `at` belongs to an e-mail address. If so, removes the tokens of its local part and sets *begin to
 * the start of the address. */
static bool take_local_part(segmenter *s, size_t at, size_t *begin)
{
    size_t start = at;
    while (start > 0 && at - start < LONGEST_LOCAL_PART && is_local_byte(s->text[start - 1]))
        start--;
    while (start < at && !is_word_byte(s->text[start]))
        start++;
    if (start == at || tenor__emoticon_word_before(s->source, start) || !take_back(s, start))
        return false;
    *begin = start;
    return true;
}

static size_t add_at_sign(segmenter *s, size_t at)
{
    const size_t domain = domain_end(s, at + 1);
    size_t begin;
    if (domain > 0 && take_local_part(s, at, &begin)) {
        add_run(s, begin, domain);
        return domain;
    }
    size_t end = at + 1;
    if (!tenor__emoticon_word_before(s->source, at))
        while (s->text[end] == '_' || tenor__emoticon_word_at(s->source, end)) {
            size_t length;
            character_at(s, end, &length);
            end += length;
        }
    if (end == at + 1)
        return add_grapheme(s, at);
    add_run(s, at, end);
    return end;
}

/* The start of the URL's scheme or www, for "://" or "." at `at`: the last token if it is one, else `at`. */
static size_t url_start(const segmenter *s, size_t at)
{
    if (!follows_token(s, at))
        return at;
    const tenor__token_range last = s->ranges->items[s->ranges->count - 1];
    if (s->text[at] == '.')
        return last.end - last.begin == 3 && lower(s->text[last.begin]) == 'w' &&
                       lower(s->text[last.begin + 1]) == 'w' && lower(s->text[last.begin + 2]) == 'w' &&
                       tenor__emoticon_word_at(s->source, at + 1)
                   ? last.begin
                   : at;
    if (at + 2 >= s->size || s->text[at + 1] != '/' || s->text[at + 2] != '/' || !is_word_byte(s->text[at + 3]))
        return at;
    for (size_t i = last.begin; i < at; i++)
        if (!is_word_byte(s->text[i]))
            return at;
    return last.begin;
}

/* ---- punctuation ---- */

static size_t skip_same(const segmenter *s, size_t at)
{
    const char c = s->text[at];
    while (s->text[at] == c)
        at++;
    return at;
}

/* Adds an emoticon that begins at `begin` <= at, and removes the tokens after begin. Returns its end, or 0. */
static size_t add_emoticon(segmenter *s, size_t begin)
{
    const size_t size = tenor__emoticon_at(s->source, begin);
    if (size == 0 || !take_back(s, begin))
        return 0;
    for (size_t i = begin; i < begin + size; i++)
        if (is_letter(s->text[i]))
            s->source->text[i] = tenor__normalize_written(s->source, i);
    add(s, begin, begin + size);
    /* A repeated mouth belongs to the emoticon: ":)))". */
    const char mouth = s->text[begin + size - 1];
    return mouth == ')' || mouth == '(' ? skip_same(s, begin + size - 1) : begin + size;
}

/* Adds the punctuation at `at` and returns where to continue. Most marks are one token each. Dots beyond three and
 * dashes beyond two in a row are dropped. */
static size_t add_punctuation(segmenter *s, size_t at)
{
    const char c = s->text[at];
    const char next = s->text[at + 1];
    size_t end;
    switch (c) {
    case ',':
    case '"':
    case '!':
    case '?':
        break;
    case '.':
    case ':':
        if (url_start(s, at) < at) {
            const size_t begin = url_start(s, at);
            end = url_end(s, c == '.' ? at + 1 : at + 3);
            take_back(s, begin);
            add_run(s, begin, end);
            return end;
        }
        if (c == '.' && next == '.') {
            end = skip_same(s, at);
            add(s, at, end - at < 3 ? end : at + 3);
            return end;
        }
        break;
    case '-':
        if (follows_token(s, at) && (end = add_emoticon(s, at - 1)) > 0)
            return end;
        if (next == '-') {
            add(s, at, at + 2);
            return skip_same(s, at);
        }
        break;
    case '_':
        if (follows_token(s, at) && (end = add_emoticon(s, at - 1)) > 0)
            return end;
        break;
    case '\'':
        if (!tenor__emoticon_word_before(s->source, at)) {
            const size_t contraction = contraction_at(s, at + 1);
            if (contraction > 0 && s->text[at + 1 + contraction] != '\'') {
                add(s, at, at + 1 + contraction);
                return at + 1 + contraction;
            }
        }
        if (next == '\'') {
            add(s, at, at + 2);
            return at + 2;
        }
        break;
    case '`':
        if (next == '`') {
            add(s, at, at + 2);
            return at + 2;
        }
        break;
    case '@':
        return add_at_sign(s, at);
    default:
        break;
    }
    if ((end = add_emoticon(s, at)) > 0)
        return end;
    return add_grapheme(s, at);
}

/* ---- whole texts ---- */

static bool is_plain_han_at(const segmenter *s, size_t at)
{
    const unsigned char *text = (const unsigned char *)s->text + at;
    return text[0] >= 0xE3 && text[0] <= 0xE9 &&
           tenor__is_plain_han((text[0] & 0x0Fu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu));
}

/* Adds Han and kana characters, each a token, while the following character shows that each is a cluster. */
static size_t add_plain_han(segmenter *s, size_t at)
{
    while (is_plain_han_at(s, at) && s->ranges->count < s->enough &&
           ((unsigned char)s->text[at + 3] < 0x80 || is_plain_han_at(s, at + 3))) {
        add(s, at, at + 3);
        at += 3;
    }
    return at;
}

static size_t add_other(segmenter *s, size_t at)
{
    size_t length;
    const size_t end = add_plain_han(s, at);
    if (end > at)
        return end;
    switch (tenor__normalize_class(character_at(s, at, &length))) {
    case TENOR__SEPARATOR:
    case TENOR__JOINER:
        return at + length;
    case TENOR__LETTER:
    case TENOR__DIGIT:
        return add_word(s, at);
    default:
        return add_grapheme(s, at);
    }
}

static void segment_words(segmenter *s, size_t at)
{
    while (at < s->size && s->ranges->count < s->enough) {
        const char class = class_at(s, at);
        if (class >= DIGIT)
            at = add_word(s, at);
        else if (class == SPACE)
            at++;
        else if (class == PUNCTUATION)
            at = add_punctuation(s, at);
        else
            at = add_other(s, at);
    }
}

static void segment_characters(segmenter *s, size_t at)
{
    while (at < s->size && s->ranges->count < s->enough) {
        size_t length = 1;
        const char class = class_at(s, at);
        bool skipped = class == SPACE;
        if (class == HIGH) {
            tenor__char_class kind = tenor__normalize_class(character_at(s, at, &length));
            skipped = kind == TENOR__SEPARATOR || kind == TENOR__JOINER;
        }
        at = skipped ? at + length : add_grapheme(s, at);
    }
}

bool tenor__segment(tenor__token_ranges *ranges, tenor__normalized *text, size_t from, tenor_token_unit unit,
                    size_t enough)
{
    segmenter s = {.ranges = ranges, .source = text, .text = text->text, .size = text->size, .enough = enough};
    if (unit == TENOR_TOKENS_CHAR)
        segment_characters(&s, from);
    else
        segment_words(&s, from);
    return !s.failed;
}
