/* One option. Its row parses, checks and writes its value; the row may be the library's or the caller's. */
#ifndef TENOR_CONFIG_OPTION_H
#define TENOR_CONFIG_OPTION_H

#include <tenor_corpus.h>

#include "base/number.h"

/* Returns TENOR_OPTION_RANGE for an integer or number outside minimum..maximum. */
tenor_status tenor__option_check(const tenor_option_info *option, tenor_option_value value, tenor_error *error);

/* Writes the value as text that tenor_option_parse reads back. A number is the shortest decimal, valid in JSON. The
 * text is in buffer, or borrowed from the row or the value. */
tenor_str tenor__option_write(const tenor_option_info *option, tenor_option_value value,
                              char buffer[TENOR_NUMBER_SIZE]);

#endif
