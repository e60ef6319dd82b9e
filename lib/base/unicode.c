#include "base/unicode.h"

#include <string.h>
#include <utf8proc.h>

enum {
    LONGEST_DECOMPOSITION = 18, /* of one character; U+FDFA is the longest */
    LONGEST_CANONICAL = 4,      /* the same for canonical decomposition; U+1F82 is the longest */
    IOTA_BELOW = 0x345,
};

_Static_assert(TENOR__LONGEST_FOLDED == TENOR__LONGEST_CLUSTER * LONGEST_DECOMPOSITION, "room for any cluster");

/* ---- UTF-8 ---- */

size_t tenor__unicode_read(const char *text, size_t size, uint32_t *character)
{
    utf8proc_int32_t found;
    const utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, &found);
    if (length <= 0)
        return 0;
    *character = (uint32_t)found;
    return (size_t)length;
}

size_t tenor__unicode_encode(uint32_t character, char *out)
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)character, (utf8proc_uint8_t *)out);
}

/* ---- characters ---- */

static const utf8proc_property_t *property_of(uint32_t character)
{
    return utf8proc_get_property((utf8proc_int32_t)character);
}

static tenor__char_class class_of(const utf8proc_property_t *property)
{
    if (property->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
        return TENOR__SYMBOL; /* U+2139, whose Unicode category is letter */
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

size_t tenor__unicode_width(uint32_t character)
{
    return (size_t)utf8proc_charwidth((utf8proc_int32_t)character);
}

tenor__char_class tenor__unicode_class(uint32_t character)
{
    return class_of(property_of(character));
}

bool tenor__unicode_is_simple(uint32_t character, bool keep_case)
{
    const utf8proc_property_t *property = property_of(character);
    return property->boundclass == UTF8PROC_BOUNDCLASS_OTHER && property->decomp_seqindex == UINT16_MAX &&
           (keep_case || property->casefold_seqindex == UINT16_MAX) && class_of(property) != TENOR__SEPARATOR &&
           character != TENOR__SOFT_HYPHEN;
}

bool tenor__unicode_stands_alone(uint32_t character)
{
    const utf8proc_property_t *property = property_of(character);
    switch (property->decomp_type) {
    case 0: /* none, or a canonical decomposition */
        return false;
    case UTF8PROC_DECOMP_TYPE_FRACTION:
    case UTF8PROC_DECOMP_TYPE_CIRCLE:
    case UTF8PROC_DECOMP_TYPE_SQUARE:
        return true;
    default:
        return property->category == UTF8PROC_CATEGORY_SO;
    }
}

uint32_t tenor__unicode_upper(uint32_t character)
{
    return (uint32_t)utf8proc_toupper((utf8proc_int32_t)character);
}

uint32_t tenor__unicode_lower(uint32_t character)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)character);
}

/* ---- extended grapheme clusters ---- */

bool tenor__unicode_extends(uint32_t character)
{
    switch (property_of(character)->boundclass) {
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

size_t tenor__unicode_cluster(const char *text, size_t at, size_t size, uint32_t characters[TENOR__LONGEST_CLUSTER],
                              size_t *count)
{
    at += tenor__unicode_decode(text + at, size - at, &characters[0]);
    size_t n = 1;
    utf8proc_int32_t state = 0;
    while (n < TENOR__LONGEST_CLUSTER && at < size && (unsigned char)text[at] >= 0x80) {
        size_t length = tenor__unicode_decode(text + at, size - at, &characters[n]);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)characters[n - 1], (utf8proc_int32_t)characters[n],
                                             &state))
            break;
        at += length;
        n++;
    }
    *count = n;
    return at;
}

bool tenor__unicode_is_spelled_emoji(const uint32_t *characters, size_t count)
{
    const utf8proc_property_t *property = property_of(characters[0]);
    if (property->boundclass != UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC || property->decomp_type == 0)
        return false;
    const uint32_t next = count > 1 ? characters[1] : 0;
    const bool is_emoji = characters[0] > 0x1F200 && characters[0] != 0x1F202 && characters[0] != 0x1F237;
    return next == TENOR__EMOJI_SELECTOR || (is_emoji && next != TENOR__TEXT_SELECTOR);
}

/* Sorts marks into canonical order: stably by combining class, between characters of class 0 (UAX #15). */
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

/* Decomposes characters according to options and sorts their marks. Returns the number of resulting characters. */
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

size_t tenor__unicode_fold(const uint32_t *characters, size_t count, bool keep_case,
                           uint32_t out[TENOR__LONGEST_FOLDED])
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE;
    const utf8proc_int32_t *from = (const utf8proc_int32_t *)characters;
    utf8proc_int32_t *folded = (utf8proc_int32_t *)out;
    utf8proc_int32_t ordered[TENOR__LONGEST_CLUSTER * LONGEST_CANONICAL];
    bool iota = false;
    for (size_t i = 0; i < count && !keep_case; i++)
        iota = iota || characters[i] == IOTA_BELOW || (characters[i] >= 0x1F80 && characters[i] <= 0x1FFC);
    /* Case folding turns an iota subscript into a letter. So it must first come after all other marks of its base
     * letter. */
    if (iota) {
        count = decompose(from, count, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, ordered, sizeof ordered / sizeof *ordered);
        from = ordered;
    }
    const size_t size =
        decompose(from, count, keep_case ? options : options | UTF8PROC_CASEFOLD, folded, TENOR__LONGEST_FOLDED);
    const utf8proc_ssize_t composed = utf8proc_normalize_utf32(folded, (utf8proc_ssize_t)size, options);
    return composed > 0 ? (size_t)composed : 0;
}

size_t tenor__unicode_ascii(const char *data, size_t size)
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
