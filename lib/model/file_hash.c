#include "model/file_hash.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>

enum { HASH_DIGITS = 16 };

#define LARGEST_INTEGER ((int64_t)1 << 53)

void tenor__file_hash_write(tenor__file_hash file_hash, tenor__json_writer *writer)
{
    char digits[HASH_DIGITS + 1];
    snprintf(digits, sizeof digits, "%016" PRIx64, file_hash.hash);
    tenor__json_write_key(writer, "size");
    tenor__json_write_integer(writer, (int64_t)file_hash.size);
    tenor__json_write_key(writer, "xxh3");
    tenor__json_write_string(writer, tenor_str_of(digits));
}

static bool parse_hash(tenor_str digits, uint64_t *out)
{
    if (digits.size != HASH_DIGITS)
        return false;
    uint64_t hash = 0;
    for (size_t i = 0; i < HASH_DIGITS; i++) {
        const char digit = digits.data[i];
        if (digit >= '0' && digit <= '9')
            hash = hash << 4 | (uint64_t)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            hash = hash << 4 | (uint64_t)(digit - 'a' + 10);
        else
            return false;
    }
    *out = hash;
    return true;
}

tenor_status tenor__file_hash_read(const tenor__json_node *object, tenor__file_hash *out, tenor_error *error)
{
    int64_t size = 0;
    tenor_str digits = {NULL, 0};
    TENOR_TRY(tenor__json_want_integer(object, "size", 0, LARGEST_INTEGER, &size, error));
    TENOR_TRY(tenor__json_want_string(object, "xxh3", &digits, error));
    out->size = (uint64_t)size;
    return parse_hash(digits, &out->hash)
               ? TENOR_OK
               : tenor__error_set(error, TENOR_BAD_MODEL, "xxh3 is not %d digits from 0 to f", HASH_DIGITS);
}
