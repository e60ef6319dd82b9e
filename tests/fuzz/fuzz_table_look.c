/* Any bytes as the first lines of texts to classify: what they look like is said the same way each time, also without
 * what follows the last line end. */
#include "input/table_look.h"

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
    size_t whole = size;
    while (whole > 0 && bytes[whole - 1] != '\n')
        whole--;
    const struct table_look *look = table_look_at((tenor_str){bytes, size});
    require(!look || (look->name[0] != '\0' && look->option[0] != '\0'));
    require(look == table_look_at((tenor_str){bytes, whole}));
    return 0;
}
