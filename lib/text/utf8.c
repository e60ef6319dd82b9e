#include "text/utf8.h"

#include <string.h>

static bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

size_t tenor__utf8_decode(const char *text, size_t size, uint32_t *character)
{
    const unsigned char *s = (const unsigned char *)text;
    const unsigned char lead = s[0];
    if (lead < 0x80) {
        *character = lead;
        return 1;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        /* After E0 the second byte starts at A0 (else overlong); after ED it ends at 9F (else a surrogate). */
        if (size >= 3 && continues(s[1]) && continues(s[2]) && (lead != 0xE0 || s[1] >= 0xA0) &&
            (lead != 0xED || s[1] <= 0x9F)) {
            *character = (lead & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
            return 3;
        }
    } else if (lead >= 0xC2 && lead < 0xE0) {
        if (size >= 2 && continues(s[1])) {
            *character = (lead & 0x1Fu) << 6 | (s[1] & 0x3Fu);
            return 2;
        }
    } else if (lead >= 0xF0 && lead < 0xF5) {
        /* After F0 the second byte starts at 90 (else overlong); after F4 it ends at 8F (else past U+10FFFF). */
        if (size >= 4 && continues(s[1]) && continues(s[2]) && continues(s[3]) && (lead != 0xF0 || s[1] >= 0x90) &&
            (lead != 0xF4 || s[1] <= 0x8F)) {
            *character = (lead & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
            return 4;
        }
    }
    *character = TENOR__REPLACEMENT;
    return 1;
}

size_t tenor__utf8_valid_prefix(tenor_str text)
{
    size_t at = 0;
    while (at < text.size) {
        uint64_t word;
        while (text.size - at >= sizeof word) {
            memcpy(&word, text.data + at, sizeof word);
            if (word & 0x8080808080808080u)
                break;
            at += sizeof word;
        }
        if (at == text.size)
            break;
        uint32_t character;
        size_t length = tenor__utf8_decode(text.data + at, text.size - at, &character);
        if (length == 1 && (unsigned char)text.data[at] >= 0x80)
            break;
        at += length;
    }
    return at;
}
