/* gzip, by zlib. */
#include "source/decompress.h"

#ifdef TENOR_ZLIB
#include "base/alloc.h"
#include "source/shared_library.h"

#include <limits.h>
#include <zlib.h>

typedef struct gzip {
    tenor_alloc alloc;
    z_stream stream;
    __typeof__(&inflateInit2_) init;
    __typeof__(&inflate) inflate;
    __typeof__(&inflateReset) reset;
    __typeof__(&inflateEnd) end;
} gzip;

enum { GZIP_WRAPPER = 16 };

static void *get(void *user, uInt count, uInt size)
{
    return tenor__alloc_array(user, count, size);
}

static void put(void *user, void *memory)
{
    tenor__alloc_free(user, memory);
}

static void close_state(void *state)
{
    gzip *s = state;
    const tenor_alloc alloc = s->alloc;
    if (s->end)
        s->end(&s->stream);
    tenor__alloc_free(&alloc, s);
}

static void *open_state(void *library, const tenor_alloc *alloc)
{
    gzip *s = tenor__alloc_zeroed(alloc, 1, sizeof *s);
    if (!s)
        return NULL;
    s->alloc = *alloc;
    s->stream = (z_stream){.zalloc = get, .zfree = put, .opaque = &s->alloc};
    if (!tenor__shared_library_find(library, "inflateInit2_", &s->init) ||
        !tenor__shared_library_find(library, "inflate", &s->inflate) ||
        !tenor__shared_library_find(library, "inflateReset", &s->reset) ||
        s->init(&s->stream, MAX_WBITS + GZIP_WRAPPER, ZLIB_VERSION, sizeof s->stream) != Z_OK ||
        !tenor__shared_library_find(library, "inflateEnd", &s->end)) {
        close_state(s);
        return NULL;
    }
    return s;
}

static tenor__decompressed step(void *state, tenor__decompress_io *io)
{
    gzip *s = state;
    const uInt in = io->in_size < UINT_MAX ? (uInt)io->in_size : UINT_MAX;
    const uInt out = io->out_size < UINT_MAX ? (uInt)io->out_size : UINT_MAX;
    s->stream.next_in = (Bytef *)(uintptr_t)io->in;
    s->stream.avail_in = in;
    s->stream.next_out = (Bytef *)io->out;
    s->stream.avail_out = out;
    const int result = s->inflate(&s->stream, Z_NO_FLUSH);
    io->in += in - s->stream.avail_in;
    io->in_size -= in - s->stream.avail_in;
    io->out += out - s->stream.avail_out;
    io->out_size -= out - s->stream.avail_out;
    switch (result) {
    case Z_OK:
    case Z_BUF_ERROR: /* it wants more */
        return TENOR__DECOMPRESSED_SOME;
    case Z_STREAM_END:
        return TENOR__DECOMPRESSED_MEMBER;
    case Z_MEM_ERROR:
        return TENOR__DECOMPRESSED_NO_MEMORY;
    default:
        return TENOR__DECOMPRESSED_DAMAGED;
    }
}

static tenor__decompressed next(void *state)
{
    gzip *s = state;
    return s->reset(&s->stream) == Z_OK ? TENOR__DECOMPRESSED_SOME : TENOR__DECOMPRESSED_NO_MEMORY;
}

static const char *const libraries[] = {"libz.so.1", NULL};

const tenor__decompress_kind tenor__decompress_gzip = {"gzip", libraries, open_state, step, next, close_state};
#else
const tenor__decompress_kind tenor__decompress_gzip = {.name = "gzip"};
#endif
