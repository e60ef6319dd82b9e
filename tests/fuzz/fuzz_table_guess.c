/* Any bytes as the first lines of texts to classify: what they look like is said the same way each time, also without
 * the line end of the last line. */
#include "input/table_guess.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    const bool ended = size > 1 && bytes[size - 1] == '\n' && bytes[size - 2] != '\n';
    const struct table_guess *look = table_guess_of((tenor_str){bytes, size});
    require(!look || (look->name[0] != '\0' && look->option[0] != '\0'));
    require(look == table_guess_of((tenor_str){bytes, size - ended}));
    return 0;
}
