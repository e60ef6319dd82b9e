#include "base/convert.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_NAME = 40, LONGEST_CHARACTER = 4 };

struct tenor__converter {
    tenor_alloc alloc;
    iconv_t handle;
    size_t unit; /* bytes to skip where there is no character */
};

/* Names without '-', '_', ' ' and '.', in small letters; the first row of an encoding has the name that iconv gets. */
static const struct {
    const char *written;
    const char *name;
    const char *iconv;
} names[] = {
    {"utf8", "UTF-8", "UTF-8"},
    {"utf8sig", "UTF-8", "UTF-8"},
    {"utf8bom", "UTF-8", "UTF-8"},
    {"utf16", "UTF-16", "UTF-16"},
    {"unicode", "UTF-16", "UTF-16"},
    {"utf16le", "UTF-16LE", "UTF-16LE"},
    {"utf16be", "UTF-16BE", "UTF-16BE"},
    {"utf32", "UTF-32", "UTF-32"},
    {"utf32le", "UTF-32LE", "UTF-32LE"},
    {"utf32be", "UTF-32BE", "UTF-32BE"},
    {"windows1252", "Windows-1252", "CP1252"},
    {"cp1252", "Windows-1252", "CP1252"},
    {"latin1", "Windows-1252", "CP1252"},
    {"l1", "Windows-1252", "CP1252"},
    {"iso88591", "Windows-1252", "CP1252"},
    {"windows1250", "Windows-1250", "CP1250"},
    {"cp1250", "Windows-1250", "CP1250"},
    {"windows1251", "Windows-1251", "CP1251"},
    {"cp1251", "Windows-1251", "CP1251"},
    {"windows1253", "Windows-1253", "CP1253"},
    {"cp1253", "Windows-1253", "CP1253"},
    {"windows1254", "Windows-1254", "CP1254"},
    {"cp1254", "Windows-1254", "CP1254"},
    {"windows1255", "Windows-1255", "CP1255"},
    {"cp1255", "Windows-1255", "CP1255"},
    {"windows1256", "Windows-1256", "CP1256"},
    {"cp1256", "Windows-1256", "CP1256"},
    {"windows1257", "Windows-1257", "CP1257"},
    {"cp1257", "Windows-1257", "CP1257"},
    {"windows1258", "Windows-1258", "CP1258"},
    {"cp1258", "Windows-1258", "CP1258"},
    {"windows874", "Windows-874", "CP874"},
    {"cp874", "Windows-874", "CP874"},
    {"tis620", "Windows-874", "CP874"},
    {"iso88592", "ISO-8859-2", "ISO-8859-2"},
    {"latin2", "ISO-8859-2", "ISO-8859-2"},
    {"iso88595", "ISO-8859-5", "ISO-8859-5"},
    {"iso88597", "ISO-8859-7", "ISO-8859-7"},
    {"iso88599", "Windows-1254", "CP1254"},
    {"latin5", "Windows-1254", "CP1254"},
    {"iso885915", "ISO-8859-15", "ISO-8859-15"},
    {"latin9", "ISO-8859-15", "ISO-8859-15"},
    {"koi8r", "KOI8-R", "KOI8-R"},
    {"koi8u", "KOI8-U", "KOI8-U"},
    {"cp866", "CP866", "CP866"},
    {"macroman", "Mac Roman", "MACINTOSH"},
    {"macintosh", "Mac Roman", "MACINTOSH"},
    {"mac", "Mac Roman", "MACINTOSH"},
    {"xmacroman", "Mac Roman", "MACINTOSH"},
    {"cp850", "CP850", "CP850"},
    {"ibm850", "CP850", "CP850"},
    {"cp437", "CP437", "CP437"},
    {"ibm437", "CP437", "CP437"},
    {"gb18030", "GB18030", "GB18030"},
    {"gbk", "GB18030", "GB18030"},
    {"gb2312", "GB18030", "GB18030"},
    {"cp936", "GB18030", "GB18030"},
    {"euccn", "GB18030", "GB18030"},
    {"big5", "Big5", "BIG5-HKSCS"},
    {"cp950", "Big5", "BIG5-HKSCS"},
    {"big5hkscs", "Big5", "BIG5-HKSCS"},
    {"shiftjis", "Shift-JIS", "CP932"},
    {"sjis", "Shift-JIS", "CP932"},
    {"cp932", "Shift-JIS", "CP932"},
    {"ms932", "Shift-JIS", "CP932"},
    {"windows31j", "Shift-JIS", "CP932"},
    {"eucjp", "EUC-JP", "EUC-JP"},
    {"euckr", "EUC-KR", "CP949"},
    {"cp949", "EUC-KR", "CP949"},
    {"uhc", "EUC-KR", "CP949"},
    {"ksc5601", "EUC-KR", "CP949"},
};
enum { NAMES = sizeof names / sizeof *names };

/* The row of an encoding; NAMES for one that is not in the table. */
static size_t find_row(const char *encoding)
{
    char plain[LONGEST_NAME];
    size_t used = 0;
    for (const char *at = encoding; *at; at++) {
        if (*at == '-' || *at == '_' || *at == ' ' || *at == '.')
            continue;
        if (used == sizeof plain - 1)
            return NAMES;
        plain[used++] = *at;
    }
    plain[used] = '\0';
    size_t row = 0;
    while (row < NAMES && strcasecmp(plain, names[row].written) != 0)
        row++;
    return row;
}

const char *tenor__convert_name(const char *encoding)
{
    const size_t row = find_row(encoding);
    return row < NAMES ? names[row].name : encoding;
}

/* A '/' would begin an order to iconv. */
static iconv_t open_handle(const char *encoding)
{
    const size_t row = find_row(encoding);
    if (strchr(encoding, '/') || encoding[0] == '\0')
        return (iconv_t)-1;
    return iconv_open("UTF-8", row < NAMES ? names[row].iconv : encoding);
}

bool tenor__convert_knows(const char *encoding)
{
    iconv_t handle = open_handle(encoding);
    if (handle == (iconv_t)-1)
        return false;
    iconv_close(handle);
    return true;
}

static size_t unit_of(const char *name)
{
    if (strncasecmp(name, "UTF-16", 6) == 0 || strncasecmp(name, "UCS-2", 5) == 0)
        return 2;
    return strncasecmp(name, "UTF-32", 6) == 0 || strncasecmp(name, "UCS-4", 5) == 0 ? 4 : 1;
}

tenor_status tenor__convert_new(const char *encoding, const tenor_alloc *alloc, tenor__converter **out,
                                tenor_error *error)
{
    *out = NULL;
    const tenor_alloc used = tenor__alloc_of(alloc);
    iconv_t handle = open_handle(encoding);
    char quoted[LONGEST_NAME];
    if (handle == (iconv_t)-1)
        return tenor__error_set(error, TENOR_OPTION_RANGE,
                                "the C library does not know the encoding '%s'; iconv -l lists those it does",
                                tenor__error_quote(quoted, sizeof quoted, tenor_str_of(encoding)));
    tenor__converter *made = tenor__alloc_array(&used, 1, sizeof *made);
    if (!made) {
        iconv_close(handle);
        return tenor__error_set_memory(error);
    }
    *made = (tenor__converter){used, handle, unit_of(tenor__convert_name(encoding))};
    *out = made;
    return TENOR_OK;
}

void tenor__convert_free(tenor__converter *converter)
{
    if (!converter)
        return;
    iconv_close(converter->handle);
    const tenor_alloc alloc = converter->alloc;
    tenor__alloc_free(&alloc, converter);
}

void tenor__convert(tenor__converter *converter, const char **in, size_t *size, bool last, char *out, size_t room,
                    size_t *got, uint64_t *invalid)
{
    char *at = (char *)(uintptr_t)*in;
    char *to = out;
    size_t left = room;
    while (*size > 0 && left >= TENOR__CONVERT_ROOM) {
        size_t usable = left - TENOR__CONVERT_ROOM / 2; /* a replacement fits behind */
        const size_t before = usable;
        const size_t result = iconv(converter->handle, &at, size, &to, &usable);
        const int reason = errno;
        left -= before - usable;
        if (result != (size_t)-1 || reason == E2BIG || (reason == EINVAL && !last))
            break;
        const size_t skipped = *size < converter->unit ? *size : converter->unit;
        const size_t written = tenor__unicode_encode(TENOR__REPLACEMENT, to);
        at += skipped;
        *size -= skipped;
        to += written;
        left -= written;
        ++*invalid;
    }
    if (last && *size == 0 && left >= TENOR__CONVERT_ROOM / 2)
        iconv(converter->handle, NULL, NULL, &to, &left);
    *in = at;
    *got = (size_t)(to - out);
}

size_t tenor__convert_one(tenor__converter *converter, const char *data, size_t size, uint32_t *character)
{
    const size_t most = size < LONGEST_CHARACTER ? size : LONGEST_CHARACTER;
    for (size_t length = converter->unit; length <= most; length++) {
        char text[16];
        char *in = (char *)(uintptr_t)data;
        char *out = text;
        size_t in_size = length;
        size_t out_size = sizeof text;
        if (iconv(converter->handle, &in, &in_size, &out, &out_size) != (size_t)-1) {
            iconv(converter->handle, NULL, NULL, &out, &out_size); /* some hold back what may be composed */
            return out > text && tenor__unicode_read(text, (size_t)(out - text), character) > 0 ? length : 0;
        }
        if (errno != EINVAL)
            break;
    }
    iconv(converter->handle, NULL, NULL, NULL, NULL);
    return 0;
}
