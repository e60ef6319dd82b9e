#include "base/sequence.h"
#include "text/normalize.h"

#include "text/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum {
    LONGEST_CLUSTER = 32,       /* characters */
    LONGEST_DECOMPOSITION = 18, /* of one character, U+FDFA */
    LONGEST_CANONICAL = 4,      /* the same for canonical equivalence, U+1F82 */
    PIECE = 4096,               /* bytes copied between checks */
    SOFT_HYPHEN = 0xAD,
    APOSTROPHE_LETTER = 0x2BC,
    IOTA_BELOW = 0x345,
    TEXT_SELECTOR = 0xFE0E,
    EMOJI_SELECTOR = 0xFE0F,
};

/* ---- properties of characters ---- */

static const utf8proc_property_t *property_of(uint32_t character)
{
    return utf8proc_get_property((utf8proc_int32_t)character);
}

/* The same for other characters of three bytes that are frequent: Hangul syllables, dashes, quotation marks. */
static bool is_plain(uint32_t c)
{
    return tenor__is_plain_han(c) || (c >= 0xAC00 && c <= 0xD7A3) || c == 0x2013 || c == 0x2014 || c == 0x2018 ||
           c == 0x201C || c == 0x201D;
}

/* The plain character of three bytes at text[0], 0 for any other. */
static uint32_t plain_at(const char *text, size_t size)
{
    const unsigned char *s = (const unsigned char *)text;
    if (size < 3 || (s[0] & 0xF0) != 0xE0 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
        return 0;
    const uint32_t character = (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    return is_plain(character) ? character : 0;
}

/* Scripts that put no spaces between words, apart from Han and kana proper: the radicals and extensions of these,
 * Thai, Lao, Burmese, Khmer. */
static bool is_unspaced(uint32_t c)
{
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
           (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3031 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
           (c >= 0xA9E0 && c <= 0xA9FF) || (c >= 0xAA60 && c <= 0xAA7F) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF66 && c <= 0xFF9F) || (c >= 0x1AFF0 && c <= 0x1B16F) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Its class, whatever its script. */
static tenor__char_class kind_of(const utf8proc_property_t *property)
{
    if (property->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
        return TENOR__SYMBOL; /* U+2139 is a letter otherwise */
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return TENOR__LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return TENOR__MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return TENOR__DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return TENOR__SEPARATOR;
    case UTF8PROC_CATEGORY_CF:
        if (property->boundclass == UTF8PROC_BOUNDCLASS_EXTEND || property->boundclass == UTF8PROC_BOUNDCLASS_ZWJ)
            return TENOR__JOINER;
        return property->boundclass == UTF8PROC_BOUNDCLASS_PREPEND ? TENOR__SYMBOL : TENOR__SEPARATOR;
    default:
        return TENOR__SYMBOL;
    }
}

static tenor__char_class class_of(uint32_t character, const utf8proc_property_t *property)
{
    const tenor__char_class kind = kind_of(property);
    if ((kind == TENOR__LETTER || kind == TENOR__DIGIT) && (tenor__is_plain_han(character) || is_unspaced(character)))
        return TENOR__SYMBOL;
    return kind;
}

bool tenor__normalize_is_unspaced(uint32_t character)
{
    if ((character >= 0x4E00 && character <= 0x9FFF) || (character >= 0x3041 && character <= 0x3096))
        return true;
    if (!tenor__is_plain_han(character) && !is_unspaced(character))
        return false;
    const tenor__char_class kind = kind_of(property_of(character));
    return kind == TENOR__LETTER || kind == TENOR__DIGIT || kind == TENOR__MARK;
}

tenor__char_class tenor__normalize_class(uint32_t character)
{
    if (character >= 0x4E00 && character <= 0x9FFF)
        return TENOR__SYMBOL;
    if (character >= 0xAC00 && character <= 0xD7A3)
        return TENOR__LETTER;
    return class_of(character, property_of(character));
}

/* Whether a cluster can go on with this character. */
static bool extends(const utf8proc_property_t *property)
{
    switch (property->boundclass) {
    case UTF8PROC_BOUNDCLASS_EXTEND:
    case UTF8PROC_BOUNDCLASS_SPACINGMARK:
    case UTF8PROC_BOUNDCLASS_ZWJ:
    case UTF8PROC_BOUNDCLASS_V:
    case UTF8PROC_BOUNDCLASS_T:
        return true;
    default:
        return false;
    }
}

/* Whether the character at `at` can extend one that is plain or ASCII. */
static bool extended_at(const char *text, size_t at, size_t size)
{
    if (at == size || (unsigned char)text[at] < 0x80 || plain_at(text + at, size - at))
        return false;
    uint32_t character;
    tenor__utf8_decode(text + at, size - at, &character);
    return extends(property_of(character));
}

/* Reads the cluster at `at` into characters; returns its end. */
static size_t read_cluster(const char *text, size_t at, size_t size, uint32_t characters[LONGEST_CLUSTER],
                           size_t *count)
{
    at += tenor__utf8_decode(text + at, size - at, &characters[0]);
    size_t n = 1;
    utf8proc_int32_t state = 0;
    while (n < LONGEST_CLUSTER && at < size && (unsigned char)text[at] >= 0x80) {
        size_t length = tenor__utf8_decode(text + at, size - at, &characters[n]);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)characters[n - 1], (utf8proc_int32_t)characters[n],
                                             &state))
            break;
        at += length;
        n++;
    }
    *count = n;
    return at;
}

size_t tenor__normalize_grapheme(const char *text, size_t at, size_t size)
{
    uint32_t characters[LONGEST_CLUSTER];
    size_t count;
    if ((unsigned char)text[at] < 0x80 && !extended_at(text, at + 1, size))
        return at + 1;
    if (plain_at(text + at, size - at) && !extended_at(text, at + 3, size))
        return at + 3;
    return read_cluster(text, at, size, characters, &count);
}

/* ---- the normalized text ---- */

void tenor__normalize_free(tenor__normalized *text)
{
    tenor__put(&text->alloc, text->text);
    tenor__put(&text->alloc, text->runs);
    text->text = NULL;
    text->runs = NULL;
    text->size = text->capacity = text->run_count = text->run_capacity = 0;
}

void tenor__normalize_begin(tenor__normalized *text, tenor_str source, bool keep_case)
{
    text->source = source;
    text->keep_case = keep_case;
    text->size = 0;
    text->run_count = 0;
}

/* Room for `more` bytes and the padding after them. */
static bool reserve(tenor__normalized *text, size_t more)
{
    size_t need;
    void *memory = text->text;
    if (!tenor__add_size(text->size, more, &need) || !tenor__add_size(need, TENOR__PADDING, &need) ||
        !tenor__grow(&text->alloc, &memory, &text->capacity, need, 1))
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
    if (!tenor__grow(&text->alloc, &memory, &text->run_capacity, text->run_count + 1, sizeof *text->runs))
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

bool tenor__normalize_cut(tenor__normalized *text, size_t begin, size_t end)
{
    void *memory = text->runs;
    if (!tenor__grow(&text->alloc, &memory, &text->run_capacity, text->run_count + 1, sizeof *text->runs))
        return false;
    text->runs = memory;
    size_t from = (size_t)(run_at(text, end) - text->runs);
    tenor__source_run first = text->runs[from++];
    if (first.source_size == 0)
        first.source_begin += end - first.begin;
    first.begin = begin;
    size_t to = from;
    while (to > 0 && text->runs[to - 1].begin >= begin)
        to--;
    const size_t rest = text->run_count - from;
    memmove(text->runs + to + 1, text->runs + from, rest * sizeof *text->runs);
    text->runs[to] = first;
    for (size_t i = to + 1; i <= to + rest; i++)
        text->runs[i].begin -= end - begin;
    text->run_count = to + 1 + rest;
    memmove(text->text + begin, text->text + end, text->size - end + TENOR__PADDING);
    text->size -= end - begin;
    return true;
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

/* ---- ASCII and plain characters: no look-up, no cluster, same offsets ---- */

static unsigned char lower(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

/* Eight ASCII bytes at once: a byte's high bit is set by the sums where it is at least 'A', and past 'Z'. */
static uint64_t lower_eight(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t from_a = word + ones * (0x80 - 'A');
    uint64_t past_z = word + ones * (0x7F - 'Z');
    return word | ((from_a ^ past_z) & ones * 0x80) >> 2;
}

/* Copies ASCII and plain characters of source [at, end) to out; returns where it stops. */
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

/* ---- everything else, a cluster at a time ---- */

/* Spelled out under NFKC, and a thing of its own: not to be joined with a word beside it ("5\u00BD", "Foo\u2122"). */
static bool stands_alone(const utf8proc_property_t *property)
{
    switch (property->decomp_type) {
    case 0: /* none, or a canonical one */
        return false;
    case UTF8PROC_DECOMP_TYPE_FRACTION:
    case UTF8PROC_DECOMP_TYPE_CIRCLE:
    case UTF8PROC_DECOMP_TYPE_SQUARE:
        return true;
    default:
        return property->category == UTF8PROC_CATEGORY_SO;
    }
}

/* Whether a cluster is an emoji that NFKC would spell out: one of those that text presentation is the default of with
 * the selector of the other, or any other without the selector of text (UTS #51). */
static bool is_spelled_emoji(const uint32_t *characters, size_t count)
{
    const utf8proc_property_t *property = property_of(characters[0]);
    if (property->boundclass != UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC || property->decomp_type == 0)
        return false;
    const uint32_t next = count > 1 ? characters[1] : 0;
    const bool is_emoji = characters[0] > 0x1F200 && characters[0] != 0x1F202 && characters[0] != 0x1F237;
    return next == EMOJI_SELECTOR || (is_emoji && next != TEXT_SELECTOR);
}

static bool is_apostrophe(uint32_t c)
{
    return c == 0xB4 || c == APOSTROPHE_LETTER || c == 0x1FFD || c == 0x2019 || c == 0x2032;
}

static bool is_letter_or_digit_at(tenor_str source, size_t at)
{
    if (at == source.size)
        return false;
    uint32_t character;
    tenor__utf8_decode(source.data + at, source.size - at, &character);
    tenor__char_class class = tenor__normalize_class(character);
    return class == TENOR__LETTER || class == TENOR__DIGIT;
}

/* Marks in canonical order: sorted by combining class, stably, between characters of class 0 (UAX #15). */
static void order_marks(utf8proc_int32_t *characters, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        utf8proc_int32_t moved = characters[i];
        const int class = property_of((uint32_t)moved)->combining_class;
        if (class == 0)
            continue;
        size_t j = i;
        for (; j > 0 && property_of((uint32_t)characters[j - 1])->combining_class > class; j--)
            characters[j] = characters[j - 1];
        characters[j] = moved;
    }
}

/* Decomposes characters as options say and orders their marks; returns how many they become. */
static size_t decompose(const utf8proc_int32_t *characters, size_t count, utf8proc_option_t options,
                        utf8proc_int32_t *out, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        int unused = 0;
        const utf8proc_ssize_t more =
            utf8proc_decompose_char(characters[i], out + size, (utf8proc_ssize_t)(room - size), options, &unused);
        if (more > 0)
            size += (size_t)more;
    }
    order_marks(out, size);
    return size;
}

/* NFKC, case folding and the rules above tenor__normalize_more for one cluster; returns how many characters. */
static size_t normalize_cluster(const uint32_t *characters, size_t count, bool keep_case, utf8proc_int32_t *out,
                                size_t room)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE;
    const bool emoji = is_spelled_emoji(characters, count);
    utf8proc_int32_t kept[LONGEST_CLUSTER] = {0};
    utf8proc_int32_t ordered[LONGEST_CLUSTER * LONGEST_CANONICAL];
    const utf8proc_int32_t *from = kept;
    size_t size = 0;
    bool iota = false;
    for (size_t i = emoji; i < count; i++) {
        const uint32_t c = characters[i];
        if (c != SOFT_HYPHEN && c != TEXT_SELECTOR && c != EMOJI_SELECTOR)
            kept[size++] = class_of(c, property_of(c)) == TENOR__SEPARATOR ? ' ' : (utf8proc_int32_t)c;
        iota = iota || c == IOTA_BELOW || (c >= 0x1F80 && c <= 0x1FFC);
    }
    /* The iota below a letter comes after all other marks, before folding makes it a letter that they would follow. */
    if (iota && !keep_case) {
        size = decompose(kept, size, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, ordered, sizeof ordered / sizeof ordered[0]);
        from = ordered;
    }
    size = decompose(from, size, keep_case ? options : options | UTF8PROC_CASEFOLD, out + emoji, room - emoji);
    if (emoji)
        out[0] = (utf8proc_int32_t)characters[0];
    const utf8proc_ssize_t composed = utf8proc_normalize_utf32(out + emoji, (utf8proc_ssize_t)size, options);
    return (composed > 0 ? (size_t)composed : 0) + emoji;
}

static bool add_cluster(tenor__normalized *text, size_t *at)
{
    const tenor_str source = text->source;
    const size_t begin = *at;
    uint32_t characters[LONGEST_CLUSTER];
    size_t count;
    const size_t end = read_cluster(source.data, begin, source.size, characters, &count);
    *at = end;

    utf8proc_int32_t out[LONGEST_CLUSTER * LONGEST_DECOMPOSITION];
    size_t size;
    if (count == 1 && is_apostrophe(characters[0]) && is_letter_or_digit_at(source, end)) {
        out[0] = '\'';
        size = 1;
    } else {
        size = normalize_cluster(characters, count, text->keep_case, out, sizeof out / sizeof out[0]);
        /* U+0149 is an apostrophe and n. */
        if (size > 1 && out[0] == APOSTROPHE_LETTER && tenor__normalize_class((uint32_t)out[1]) == TENOR__LETTER)
            out[0] = '\'';
    }
    if (size == 0)
        return true;
    if (!reserve(text, size * 4 + 2))
        return false;
    const size_t text_begin = text->size;
    const bool alone = stands_alone(property_of(characters[0])) && !is_spelled_emoji(characters, count);
    char *here = text->text + text_begin;
    if (alone)
        *here++ = ' ';
    for (size_t i = 0; i < size; i++)
        here += tenor__sequence_encode((uint32_t)out[i], here);
    if (alone)
        *here++ = ' ';
    text->size = (size_t)(here - text->text);
    const size_t length = text->size - text_begin;
    const bool same = length == end - begin && ((count == 1 && size == 1 && !alone) ||
                                                memcmp(text->text + text_begin, source.data + begin, length) == 0);
    return add_run(text, text_begin, begin, same ? 0 : end - begin);
}

/* One character that is a cluster by itself and stays as it is, or a full-width form of ASCII. False, *added untouched,
 * when out of memory. */
static bool add_simple(tenor__normalized *text, size_t *at, bool *added)
{
    const tenor_str source = text->source;
    uint32_t c;
    const size_t length = tenor__utf8_decode(source.data + *at, source.size - *at, &c);
    const size_t end = *at + length;
    const bool wide = c >= 0xFF01 && c <= 0xFF5E;
    *added = false;
    if (length == 1 || is_apostrophe(c) || extended_at(source.data, end, source.size))
        return true;
    if (!wide) {
        const utf8proc_property_t *property = property_of(c);
        if (property->boundclass != UTF8PROC_BOUNDCLASS_OTHER || property->decomp_seqindex != UINT16_MAX ||
            (!text->keep_case && property->casefold_seqindex != UINT16_MAX) ||
            class_of(c, property) == TENOR__SEPARATOR || c == SOFT_HYPHEN)
            return true;
    }
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

/* Whether no token can lie across `at`. */
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

/* Where the next piece to copy ends: after about `missing` bytes (enough for a character, or nothing would move), or
 * before white space when none is missing any more. */
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
    while (at < end && (unsigned char)source.data[at] > ' ')
        at++;
    return at;
}

bool tenor__normalize_more(tenor__normalized *text, size_t *at, size_t more)
{
    const tenor_str source = text->source;
    const size_t start = text->size;
    while (*at < source.size) {
        const size_t done = text->size - start;
        if (done >= more && is_cut(source, *at))
            break;
        const size_t begin = *at;
        size_t end = piece_end(source, begin, done < more ? more - done : 0);
        if (!reserve(text, end - begin))
            return false;
        end = copy_plain(source.data, begin, end, text->keep_case, text->text + text->size);
        const bool joined = end > begin && extended_at(source.data, end, source.size);
        if (joined) {
            do
                end--;
            while (((unsigned char)source.data[end] & 0xC0) == 0x80);
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
        /* Scripts that are neither ASCII nor plain come in runs: stay with them. */
        while (*at < source.size && (unsigned char)source.data[*at] >= 0x80 &&
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
