#include <tenor.h>

const char *tenor_status_name(tenor_status status)
{
    switch (status) {
#define STATUS_NAME(name, value, text)                                                                                 \
    case TENOR_##name:                                                                                                 \
        return #name;
        TENOR_STATUS_MAP(STATUS_NAME)
#undef STATUS_NAME
    }
    return "UNKNOWN";
}

const char *tenor_status_text(tenor_status status)
{
    switch (status) {
#define STATUS_TEXT(name, value, text)                                                                                 \
    case TENOR_##name:                                                                                                 \
        return text;
        TENOR_STATUS_MAP(STATUS_TEXT)
#undef STATUS_TEXT
    }
    return "unknown status";
}
