#include <tenor.h>

const char *tenor_version(void)
{
    return TENOR_VERSION_STRING;
}
