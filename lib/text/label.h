/* What may be a label's name, in a corpus and in a model. */
#ifndef TENOR_TEXT_LABEL_H
#define TENOR_TEXT_LABEL_H

#include <tenor.h>

enum {
    TENOR__LONGEST_LABEL = 255, /* bytes */
    TENOR__LONGEST_SEPARATOR = 8,
};

/* A label is 1 to TENOR__LONGEST_LABEL bytes of UTF-8 without control characters, which would break lines and tables:
 * else TENOR_BAD_DATA. */
tenor_status tenor__label_check(tenor_str label, tenor_error *error);

/* Whether text holds a control character (U+0000 to U+001F, U+007F to U+009F), and the first. */
bool tenor__label_has_control(tenor_str text, uint32_t *character);

/* What stands between the labels of a text that may have several, in a corpus and in predictions: NULL when `separator`
 * will do, else what it should be. */
const char *tenor__label_check_separator(tenor_str separator);

/* Whether label holds separator, so that the two would read as other labels. */
bool tenor__label_holds(tenor_str label, tenor_str separator);

#endif
