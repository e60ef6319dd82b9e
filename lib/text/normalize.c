#include "text/normalize.h"

#include "base/unicode.h"

#include <string.h>

enum {
    PIECE = 4096,  /* bytes copied between checks */
    BLOCK = 65536, /* of the source: one without white space ends with a cut */
    APOSTROPHE_LETTER = 0x2BC,
};

/* ---- characters ---- */

/* Like tenor__is_plain_han, for other frequent characters of three bytes: Hangul syllables, dashes, quotation marks. */
static bool is_plain(uint32_t c)
{
    return tenor__is_plain_han(c) || (c >= 0xAC00 && c <= 0xD7A3) || c == 0x2013 || c == 0x2014 || c == 0x2018 ||
           c == 0x201C || c == 0x201D;
}

/* The plain character of three bytes at text[0], or 0. */
static uint32_t plain_at(const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    if (size < 3 || (s[0] & 0xF0) != 0xE0 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
        return 0;
    const uint32_t character = (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    return is_plain(character) ? character : 0;
}

/* Scripts without spaces between words, other than basic Han and kana: their radicals and extensions, Thai, Lao,
 * Burmese, Khmer. */
static bool is_unspaced(uint32_t c)
{
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
           (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3031 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
           (c >= 0xA9E0 && c <= 0xA9FF) || (c >= 0xAA60 && c <= 0xAA7F) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF66 && c <= 0xFF9F) || (c >= 0x1AFF0 && c <= 0x1B16F) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool tenor__normalize_is_unspaced(uint32_t character)
{
    if ((character >= 0x4E00 && character <= 0x9FFF) || (character >= 0x3041 && character <= 0x3096))
        return true;
    if (!tenor__is_plain_han(character) && !is_unspaced(character))
        return false;
    const tenor__char_class kind = tenor__unicode_class(character);
    return kind == TENOR__LETTER || kind == TENOR__DIGIT || kind == TENOR__MARK;
}

tenor__char_class tenor__normalize_class(uint32_t character)
{
    if (character >= 0x4E00 && character <= 0x9FFF)
        return TENOR__SYMBOL;
    if (character >= 0xAC00 && character <= 0xD7A3)
        return TENOR__LETTER;
    const tenor__char_class class = tenor__unicode_class(character);
    if ((class == TENOR__LETTER || class == TENOR__DIGIT) && (tenor__is_plain_han(character) || is_unspaced(character)))
        return TENOR__SYMBOL;
    return class;
}

/* Whether the character at `at` can extend a plain or ASCII character. */
static bool extended_at(const char *text, size_t at, size_t size)
{
    if (at == size || (unsigned char)text[at] < 0x80 || plain_at(text + at, size - at))
        return false;
    uint32_t character;
    tenor__unicode_decode(text + at, size - at, &character);
    return tenor__unicode_extends(character);
}

size_t tenor__normalize_grapheme(const char *text, size_t at, size_t size)
{
    uint32_t characters[TENOR__LONGEST_CLUSTER];
    size_t count;
    if ((unsigned char)text[at] < 0x80 && !extended_at(text, at + 1, size))
        return at + 1;
    if (plain_at(text + at, size - at) && !extended_at(text, at + 3, size))
        return at + 3;
    return tenor__unicode_cluster(text, at, size, characters, &count);
}

/* ---- the normalized text ---- */

void tenor__normalize_free(tenor__normalized *text)
{
    tenor__alloc_free(&text->alloc, text->text);
    tenor__alloc_free(&text->alloc, text->runs);
    text->text = NULL;
    text->runs = NULL;
    text->size = text->capacity = text->run_count = text->run_capacity = 0;
}

void tenor__normalize_begin(tenor__normalized *text, tenor_str source, bool keep_case)
{
    text->source = source;
    text->keep_case = keep_case;
    text->cut = false;
    tenor__normalize_forget(text);
}

void tenor__normalize_forget(tenor__normalized *text)
{
    text->size = 0;
    text->run_count = 0;
}

/* Makes room for `more` bytes and the padding. */
static bool reserve(tenor__normalized *text, size_t more)
{
    size_t need;
    void *memory = text->text;
    if (!tenor__size_add(text->size, more, &need) || !tenor__size_add(need, TENOR__PADDING, &need) ||
        !tenor__alloc_grow(&text->alloc, &memory, &text->capacity, need, 1))
        return false;
    text->text = memory;
    return true;
}

static bool add_run(tenor__normalized *text, size_t begin, size_t source_begin, size_t source_size)
{
    if (source_size == 0 && text->run_count > 0) {
        const tenor__source_run *last = &text->runs[text->run_count - 1];
        if (last->source_size == 0 && begin - last->begin == source_begin - last->source_begin)
            return true;
    }
    void *memory = text->runs;
    if (!tenor__alloc_grow(&text->alloc, &memory, &text->run_capacity, text->run_count + 1, sizeof *text->runs))
        return false;
    text->runs = memory;
    text->runs[text->run_count++] = (tenor__source_run){begin, source_begin, source_size};
    return true;
}

static const tenor__source_run *run_at(const tenor__normalized *text, size_t offset)
{
    size_t low = 0;
    size_t high = text->run_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (text->runs[middle].begin <= offset)
            low = middle;
        else
            high = middle;
    }
    return &text->runs[low];
}

void tenor__normalize_source(const tenor__normalized *text, size_t offset, size_t *begin, size_t *end)
{
    const tenor__source_run *run = run_at(text, offset);
    if (run->source_size == 0) {
        *begin = run->source_begin + (offset - run->begin);
        *end = *begin + 1;
    } else {
        *begin = run->source_begin;
        *end = *begin + run->source_size;
    }
}

char tenor__normalize_written(const tenor__normalized *text, size_t offset)
{
    const tenor__source_run *run = run_at(text, offset);
    return run->source_size == 0 ? text->source.data[run->source_begin + (offset - run->begin)] : text->text[offset];
}

/* ---- ASCII and plain characters: no table, no cluster, same offsets ---- */

static unsigned char lower(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

/* Lowercases eight ASCII bytes at once. The high bit of each byte of the sums says whether it is at least 'A', and past
 * 'Z'. */
static uint64_t lower_eight(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t from_a = word + ones * (0x80 - 'A');
    uint64_t past_z = word + ones * (0x7F - 'Z');
    return word | ((from_a ^ past_z) & ones * 0x80) >> 2;
}

/* Copies ASCII and plain characters of source [at, end) to out. Returns where it stops. */
static size_t copy_plain(const char *source, size_t at, size_t end, bool keep_case, char *out)
{
    for (;;) {
        uint64_t word;
        while (end - at >= sizeof word) {
            memcpy(&word, source + at, sizeof word);
            if (word & 0x8080808080808080u)
                break;
            if (!keep_case)
                word = lower_eight(word);
            memcpy(out, &word, sizeof word);
            at += sizeof word;
            out += sizeof word;
        }
        for (; at < end && (unsigned char)source[at] < 0x80; at++, out++)
            *out = keep_case ? source[at] : (char)lower((unsigned char)source[at]);
        if (at == end || !plain_at(source + at, end - at))
            return at;
        do {
            memcpy(out, source + at, 3);
            at += 3;
            out += 3;
        } while (plain_at(source + at, end - at));
    }
}

/* ---- everything else, one cluster at a time ---- */

static bool is_apostrophe(uint32_t c)
{
    return c == 0xB4 || c == APOSTROPHE_LETTER || c == 0x1FFD || c == 0x2019 || c == 0x2032;
}

static bool is_letter_or_digit_at(tenor_str source, size_t at)
{
    if (at == source.size)
        return false;
    uint32_t character;
    tenor__unicode_decode(source.data + at, source.size - at, &character);
    tenor__char_class class = tenor__normalize_class(character);
    return class == TENOR__LETTER || class == TENOR__DIGIT;
}

/* Applies NFKC, case folding and the rules of tenor__normalize_more to one cluster. Returns the number of
 * characters. */
static size_t normalize_cluster(const uint32_t *characters, size_t count, bool keep_case,
                                uint32_t out[1 + TENOR__LONGEST_FOLDED])
{
    const bool emoji = tenor__unicode_is_spelled_emoji(characters, count);
    uint32_t kept[TENOR__LONGEST_CLUSTER];
    size_t size = 0;
    for (size_t i = emoji; i < count; i++) {
        const uint32_t c = characters[i];
        if (c != TENOR__SOFT_HYPHEN && c != TENOR__TEXT_SELECTOR && c != TENOR__EMOJI_SELECTOR)
            kept[size++] = tenor__unicode_class(c) == TENOR__SEPARATOR ? ' ' : c;
    }
    out[0] = characters[0];
    return emoji + (size > 0 ? tenor__unicode_fold(kept, size, keep_case, out + emoji) : 0);
}

static bool add_cluster(tenor__normalized *text, size_t *at)
{
    const tenor_str source = text->source;
    const size_t begin = *at;
    uint32_t characters[TENOR__LONGEST_CLUSTER];
    size_t count;
    const size_t end = tenor__unicode_cluster(source.data, begin, source.size, characters, &count);
    *at = end;

    uint32_t out[1 + TENOR__LONGEST_FOLDED];
    size_t size;
    if (count == 1 && is_apostrophe(characters[0]) && is_letter_or_digit_at(source, end)) {
        out[0] = '\'';
        size = 1;
    } else {
        size = normalize_cluster(characters, count, text->keep_case, out);
        /* U+0149 decomposes into an apostrophe and n. */
        if (size > 1 && out[0] == APOSTROPHE_LETTER && tenor__normalize_class(out[1]) == TENOR__LETTER)
            out[0] = '\'';
    }
    if (size == 0)
        return true;
    if (!reserve(text, size * 4 + 2))
        return false;
    const size_t text_begin = text->size;
    const bool alone =
        tenor__unicode_stands_alone(characters[0]) && !tenor__unicode_is_spelled_emoji(characters, count);
    char *here = text->text + text_begin;
    if (alone)
        *here++ = ' ';
    for (size_t i = 0; i < size; i++)
        here += tenor__unicode_encode(out[i], here);
    if (alone)
        *here++ = ' ';
    text->size = (size_t)(here - text->text);
    const size_t length = text->size - text_begin;
    const bool same = length == end - begin && ((count == 1 && size == 1 && !alone) ||
                                                memcmp(text->text + text_begin, source.data + begin, length) == 0);
    return add_run(text, text_begin, begin, same ? 0 : end - begin);
}

/* Adds a character that is a cluster by itself and does not change, or a full-width form of ASCII. Returns false, with
 * *added unchanged, if memory runs out. */
static bool add_simple(tenor__normalized *text, size_t *at, bool *added)
{
    const tenor_str source = text->source;
    uint32_t c;
    const size_t length = tenor__unicode_decode(source.data + *at, source.size - *at, &c);
    const size_t end = *at + length;
    const bool wide = c >= 0xFF01 && c <= 0xFF5E;
    *added = false;
    if (length == 1 || is_apostrophe(c) || extended_at(source.data, end, source.size))
        return true;
    if (!wide && !tenor__unicode_is_simple(c, text->keep_case))
        return true;
    if (!reserve(text, length) || !add_run(text, text->size, *at, wide ? length : 0))
        return false;
    if (wide) {
        unsigned char ascii = (unsigned char)(c - 0xFF01 + '!');
        text->text[text->size++] = (char)(text->keep_case ? ascii : lower(ascii));
    } else {
        memcpy(text->text + text->size, source.data + *at, length);
        text->size += length;
    }
    *at = end;
    *added = true;
    return true;
}

/* Whether no token can cross `at`. */
static bool is_cut(tenor_str source, size_t at)
{
    if ((unsigned char)source.data[at] <= ' ')
        return true;
    if (at < 3)
        return false;
    uint32_t before = plain_at(source.data + at - 3, 3);
    uint32_t after = plain_at(source.data + at, source.size - at);
    return tenor__is_plain_han(before) && tenor__is_plain_han(after);
}

/* The end of the next bytes to copy: after about `missing` of them (enough for one character, to ensure progress). If
 * none is missing, where no token can cross, or before a character that cannot be copied. */
static size_t piece_end(tenor_str source, size_t at, size_t missing)
{
    const size_t rest = source.size - at;
    const size_t longest = rest < PIECE ? rest : PIECE;
    if (missing > 0) {
        if (missing < 4)
            missing = 4;
        return at + (longest < missing ? longest : missing);
    }
    const size_t end = at + longest;
    while (at < end && !is_cut(source, at)) {
        const bool plain = (unsigned char)source.data[at] >= 0x80;
        if (plain && !plain_at(source.data + at, source.size - at))
            break;
        at += plain ? 3 : 1;
    }
    return at < end ? at : end;
}

/* Whether a position of source [begin, end) is the end of a cluster and no token can cross it. */
static bool has_cut(tenor_str source, size_t begin, size_t end)
{
    for (size_t at = end; --at > begin;) {
        if (!is_cut(source, at))
            continue;
        /* A character such as U+0600 joins even white space. */
        size_t before = at - 1;
        while (before > begin && at - before < 4 && tenor__unicode_continues(source.data[before]))
            before--;
        if (tenor__normalize_grapheme(source.data, before, source.size) == at)
            return true;
    }
    return false;
}

/* Where to stop copying [begin, end): at `stop`, or after the character that reaches beyond it. */
static size_t end_before(tenor_str source, size_t begin, size_t end, size_t stop)
{
    if (end <= stop)
        return end;
    return stop - begin < 3 && plain_at(source.data + begin, source.size - begin) ? begin + 3 : stop;
}

/* A space that no byte of the source is; the next bytes come from `at` on. */
static bool add_space(tenor__normalized *text, size_t at)
{
    if (!reserve(text, 1) || !add_run(text, text->size, at, 1))
        return false;
    text->text[text->size++] = ' ';
    return true;
}

bool tenor__normalize_more(tenor__normalized *text, size_t *at, size_t more)
{
    const tenor_str source = text->source;
    const size_t start = text->size;
    size_t stop = *at - *at % BLOCK + BLOCK;
    if (text->cut && !add_space(text, *at))
        return false;
    text->cut = false;
    while (*at < source.size) {
        const size_t done = text->size - start;
        if (done >= more && is_cut(source, *at))
            break;
        if (*at >= stop) {
            text->cut = !is_cut(source, *at) && !has_cut(source, stop - BLOCK, stop);
            if (text->cut)
                break;
            stop = *at - *at % BLOCK + BLOCK;
        }
        const size_t begin = *at;
        size_t end = end_before(source, begin, piece_end(source, begin, done < more ? more - done : 0), stop);
        if (!reserve(text, end - begin))
            return false;
        end = copy_plain(source.data, begin, end, text->keep_case, text->text + text->size);
        const bool joined = end > begin && extended_at(source.data, end, source.size);
        if (joined) {
            do
                end--;
            while (tenor__unicode_continues(source.data[end]));
        }
        if (end > begin && !add_run(text, text->size, begin, 0))
            return false;
        text->size += end - begin;
        *at = end;
        if (joined) {
            if (!add_cluster(text, at))
                return false;
            continue;
        }
        /* Characters that are neither ASCII nor plain come in runs, so this loop continues with them. */
        while (*at < source.size && *at < stop && (unsigned char)source.data[*at] >= 0x80 &&
               !plain_at(source.data + *at, source.size - *at)) {
            bool added;
            if (!add_simple(text, at, &added) || (!added && !add_cluster(text, at)))
                return false;
        }
    }
    if (!reserve(text, 0))
        return false;
    memset(text->text + text->size, 0, TENOR__PADDING);
    return true;
}
