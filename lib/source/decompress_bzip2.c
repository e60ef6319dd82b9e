/* bzip2, by libbz2. */
#include "source/decompress.h"

#ifdef TENOR_BZLIB
#include "base/alloc.h"
#include "source/shared_library.h"

#include <bzlib.h>
#include <limits.h>

typedef struct bzip2 {
    tenor_alloc alloc;
    bz_stream stream;
    bool begun;
    __typeof__(&BZ2_bzDecompressInit) init;
    __typeof__(&BZ2_bzDecompress) decompress;
    __typeof__(&BZ2_bzDecompressEnd) end;
} bzip2;

static void *get(void *user, int count, int size)
{
    return tenor__alloc_array(user, (size_t)count, (size_t)size);
}

static void put(void *user, void *memory)
{
    tenor__alloc_free(user, memory);
}

static void end_member(bzip2 *s)
{
    if (s->begun)
        s->end(&s->stream);
    s->begun = false;
}

static void close_state(void *state)
{
    bzip2 *s = state;
    const tenor_alloc alloc = s->alloc;
    end_member(s);
    tenor__alloc_free(&alloc, s);
}

static tenor__decompressed next(void *state)
{
    bzip2 *s = state;
    end_member(s);
    s->stream = (bz_stream){.bzalloc = get, .bzfree = put, .opaque = &s->alloc};
    s->begun = s->init(&s->stream, 0, 0) == BZ_OK;
    return s->begun ? TENOR__DECOMPRESSED_SOME : TENOR__DECOMPRESSED_NO_MEMORY;
}

static void *open_state(void *library, const tenor_alloc *alloc)
{
    bzip2 *s = tenor__alloc_zeroed(alloc, 1, sizeof *s);
    if (!s)
        return NULL;
    s->alloc = *alloc;
    if (!tenor__shared_library_find(library, "BZ2_bzDecompressInit", &s->init) ||
        !tenor__shared_library_find(library, "BZ2_bzDecompress", &s->decompress) ||
        !tenor__shared_library_find(library, "BZ2_bzDecompressEnd", &s->end) || next(s) != TENOR__DECOMPRESSED_SOME) {
        close_state(s);
        return NULL;
    }
    return s;
}

static tenor__decompressed step(void *state, tenor__decompress_io *io)
{
    bzip2 *s = state;
    const unsigned in = io->in_size < UINT_MAX ? (unsigned)io->in_size : UINT_MAX;
    const unsigned out = io->out_size < UINT_MAX ? (unsigned)io->out_size : UINT_MAX;
    s->stream.next_in = (char *)(uintptr_t)io->in;
    s->stream.avail_in = in;
    s->stream.next_out = io->out;
    s->stream.avail_out = out;
    const int result = s->decompress(&s->stream);
    io->in += in - s->stream.avail_in;
    io->in_size -= in - s->stream.avail_in;
    io->out += out - s->stream.avail_out;
    io->out_size -= out - s->stream.avail_out;
    switch (result) {
    case BZ_OK:
        return TENOR__DECOMPRESSED_SOME;
    case BZ_STREAM_END:
        return TENOR__DECOMPRESSED_MEMBER;
    case BZ_MEM_ERROR:
        return TENOR__DECOMPRESSED_NO_MEMORY;
    default:
        return TENOR__DECOMPRESSED_DAMAGED;
    }
}

static const char *const libraries[] = {"libbz2.so.1.0", "libbz2.so.1", NULL};

const tenor__decompress_kind tenor__decompress_bzip2 = {"bzip2", libraries, open_state, step, next, close_state};
#else
const tenor__decompress_kind tenor__decompress_bzip2 = {.name = "bzip2"};
#endif
