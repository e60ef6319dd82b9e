#include "base/sized_struct.h"

#include "base/error.h"

#include <string.h>

/* *own: bytes of the struct that both sides know. */
static tenor_status find_common(const void *theirs, size_t size, size_t *own, tenor_error *error)
{
    memcpy(own, theirs, sizeof *own);
    if (*own < sizeof *own)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "a struct has the size %zu: set its member size to its sizeof", *own);
    *own = *own < size ? *own : size;
    return TENOR_OK;
}

tenor_status tenor__sized_struct_write(void *out, const void *value, size_t size, tenor_error *error)
{
    size_t common;
    TENOR_TRY(find_common(out, size, &common, error));
    memcpy((char *)out + sizeof size, (const char *)value + sizeof size, common - sizeof size);
    return TENOR_OK;
}

tenor_status tenor__sized_struct_read(const void *settings, void *out, size_t size, tenor_error *error)
{
    memset(out, 0, size);
    if (settings) {
        size_t given;
        size_t common;
        TENOR_TRY(find_common(settings, size, &common, error));
        memcpy(&given, settings, sizeof given);
        for (size_t i = size; i < given; i++)
            if (((const char *)settings)[i] != 0)
                return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                        "settings of a later version are set, which this version does not know");
        memcpy(out, settings, common);
    }
    memcpy(out, &size, sizeof size);
    return TENOR_OK;
}
