#include "text/label.h"

#include "base/error.h"
#include "base/unicode.h"

#include <string.h>

bool tenor__label_has_control(tenor_str text, uint32_t *character)
{
    for (size_t at = 0; at < text.size;) {
        at += tenor__unicode_decode(text.data + at, text.size - at, character);
        if (*character < 0x20 || (*character >= 0x7F && *character < 0xA0))
            return true;
    }
    return false;
}

tenor_status tenor__label_check(tenor_str label, tenor_error *error)
{
    char quoted[64];
    uint32_t character;
    if (label.size == 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "the label is empty");
    if (label.size > TENOR__LONGEST_LABEL)
        return tenor__error_set(error, TENOR_BAD_DATA, "the label '%s' has %zu bytes; at most %d are allowed",
                                tenor__error_quote(quoted, sizeof quoted, label), label.size, TENOR__LONGEST_LABEL);
    if (tenor_str_valid_prefix(label) < label.size)
        return tenor__error_set(error, TENOR_BAD_DATA, "the label '%s' is not valid UTF-8",
                                tenor__error_quote(quoted, sizeof quoted, label));
    if (tenor__label_has_control(label, &character))
        return tenor__error_set(error, TENOR_BAD_DATA, "the label '%s' holds the control character U+%04X",
                                tenor__error_quote(quoted, sizeof quoted, label), (unsigned)character);
    return TENOR_OK;
}

/* Letters, digits and points stand in labels and probabilities, quotes around fields of CSV. */
const char *tenor__label_check_separator(tenor_str separator)
{
    static const char what[] = "1 to 8 bytes of UTF-8 such as |, without ASCII letters or digits, points, quotes or "
                               "control characters";
    _Static_assert(TENOR__LONGEST_SEPARATOR == 8, "the message above");
    uint32_t character;
    if (separator.size == 0 || separator.size > TENOR__LONGEST_SEPARATOR ||
        tenor_str_valid_prefix(separator) < separator.size || tenor__label_has_control(separator, &character))
        return what;
    for (size_t i = 0; i < separator.size; i++) {
        const char c = separator.data[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '"')
            return what;
    }
    return NULL;
}

bool tenor__label_holds(tenor_str label, tenor_str separator)
{
    for (size_t i = 0; separator.size > 0 && i + separator.size <= label.size; i++)
        if (memcmp(label.data + i, separator.data, separator.size) == 0)
            return true;
    return false;
}
