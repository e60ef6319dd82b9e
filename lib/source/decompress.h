/* Decompression of gzip, zstd, xz and bzip2, a stretch at a time.
 *
 * Each kind is one file, which alone knows its library's header. The library is loaded when a file of its kind is read:
 * nothing is linked with it, and a program that reads none starts as fast as without. */
#ifndef TENOR_SOURCE_DECOMPRESS_H
#define TENOR_SOURCE_DECOMPRESS_H

#include <tenor.h>

typedef enum tenor__compression {
    TENOR__COMPRESSION_NONE,
    TENOR__COMPRESSION_GZIP,
    TENOR__COMPRESSION_ZSTD,
    TENOR__COMPRESSION_XZ,
    TENOR__COMPRESSION_BZIP2,
    TENOR__COMPRESSIONS
} tenor__compression;

/* Enough bytes to tell. */
enum { TENOR__COMPRESSION_START = 10 };

/* The kind whose first bytes data begins with. Of fewer than TENOR__COMPRESSION_START bytes, *more is set to whether
 * more could show another kind; more may be NULL. */
tenor__compression tenor__decompress_kind_of(const char *data, size_t size, bool *more);

/* "gzip"; NULL for none. */
const char *tenor__decompress_name(tenor__compression kind);

typedef struct tenor__decompressor tenor__decompressor;

/* TENOR_BAD_DATA, with the command that unpacks such a file, when this build or this system cannot. */
tenor_status tenor__decompress_new(tenor__compression kind, const tenor_alloc *alloc, tenor__decompressor **out,
                                   tenor_error *error);
void tenor__decompress_free(tenor__decompressor *decompressor);

/* Takes bytes from *in, of which there are *size, and moves both; writes at most `room` bytes to out, *got of them.
 * Returns when one of the two is used up. Members one after the other are one text; zero bytes after the last are
 * padding. TENOR_CORRUPT, with the byte of the compressed data, for what is damaged. */
tenor_status tenor__decompress(tenor__decompressor *decompressor, const char **in, size_t *size, char *out, size_t room,
                               size_t *got, tenor_error *error);

/* After the last byte has been taken and nothing more comes out: TENOR_CORRUPT when a member is cut short. */
tenor_status tenor__decompress_end(const tenor__decompressor *decompressor, tenor_error *error);

/* ---- one a kind ---- */

typedef enum tenor__decompressed {
    TENOR__DECOMPRESSED_SOME,
    TENOR__DECOMPRESSED_MEMBER, /* one has ended */
    TENOR__DECOMPRESSED_DAMAGED,
    TENOR__DECOMPRESSED_TOO_LARGE, /* it wants more memory than is given to anything */
    TENOR__DECOMPRESSED_NO_MEMORY,
} tenor__decompressed;

/* What is read and written, moved on by a step. */
typedef struct tenor__decompress_io {
    const char *in;
    size_t in_size;
    char *out;
    size_t out_size;
} tenor__decompress_io;

/* Memory that a step may take, whatever the data asks for. */
#define TENOR__DECOMPRESS_MEMORY ((size_t)256 << 20)

typedef struct tenor__decompress_kind {
    const char *name;                                       /* that of its command: gzip -dc unpacks a file */
    const char *const *libraries;                           /* names to load it by; NULL when it is not in this build */
    void *(*open)(void *library, const tenor_alloc *alloc); /* at the start of a member; NULL when out of memory */
    tenor__decompressed (*step)(void *state, tenor__decompress_io *io);
    tenor__decompressed (*next)(void *state); /* gets ready for another member */
    void (*close)(void *state);
} tenor__decompress_kind;

extern const tenor__decompress_kind tenor__decompress_gzip;
extern const tenor__decompress_kind tenor__decompress_zstd;
extern const tenor__decompress_kind tenor__decompress_xz;
extern const tenor__decompress_kind tenor__decompress_bzip2;

#endif
