/* xz, by liblzma. */
#include "source/decompress.h"

#ifdef TENOR_LZMA
#include "base/alloc.h"
#include "source/shared_library.h"

#include <lzma.h>

typedef struct xz {
    tenor_alloc alloc;
    lzma_allocator allocator;
    lzma_stream stream;
    __typeof__(&lzma_stream_decoder) init;
    __typeof__(&lzma_code) code;
    __typeof__(&lzma_end) end;
} xz;

static void *get(void *user, size_t count, size_t size)
{
    return tenor__alloc_array(user, count, size);
}

static void put(void *user, void *memory)
{
    tenor__alloc_free(user, memory);
}

static void close_state(void *state)
{
    xz *s = state;
    const tenor_alloc alloc = s->alloc;
    if (s->end)
        s->end(&s->stream);
    tenor__alloc_free(&alloc, s);
}

static tenor__decompressed next(void *state)
{
    xz *s = state;
    return s->init(&s->stream, TENOR__DECOMPRESS_MEMORY, 0) == LZMA_OK ? TENOR__DECOMPRESSED_SOME
                                                                       : TENOR__DECOMPRESSED_NO_MEMORY;
}

static void *open_state(void *library, const tenor_alloc *alloc)
{
    xz *s = tenor__alloc_zeroed(alloc, 1, sizeof *s);
    if (!s)
        return NULL;
    s->alloc = *alloc;
    s->allocator = (lzma_allocator){get, put, &s->alloc};
    s->stream = (lzma_stream)LZMA_STREAM_INIT;
    s->stream.allocator = &s->allocator;
    if (!tenor__shared_library_find(library, "lzma_stream_decoder", &s->init) ||
        !tenor__shared_library_find(library, "lzma_code", &s->code) ||
        !tenor__shared_library_find(library, "lzma_end", &s->end) || next(s) != TENOR__DECOMPRESSED_SOME) {
        close_state(s);
        return NULL;
    }
    return s;
}

static tenor__decompressed step(void *state, tenor__decompress_io *io)
{
    xz *s = state;
    s->stream.next_in = (const uint8_t *)io->in;
    s->stream.avail_in = io->in_size;
    s->stream.next_out = (uint8_t *)io->out;
    s->stream.avail_out = io->out_size;
    const lzma_ret result = s->code(&s->stream, LZMA_RUN);
    io->in += io->in_size - s->stream.avail_in;
    io->in_size = s->stream.avail_in;
    io->out += io->out_size - s->stream.avail_out;
    io->out_size = s->stream.avail_out;
    switch (result) {
    case LZMA_OK:
    case LZMA_BUF_ERROR: /* it wants more */
        return TENOR__DECOMPRESSED_SOME;
    case LZMA_STREAM_END:
        return TENOR__DECOMPRESSED_MEMBER;
    case LZMA_MEM_ERROR:
        return TENOR__DECOMPRESSED_NO_MEMORY;
    case LZMA_MEMLIMIT_ERROR:
        return TENOR__DECOMPRESSED_TOO_LARGE;
    default:
        return TENOR__DECOMPRESSED_DAMAGED;
    }
}

static const char *const libraries[] = {"liblzma.so.5", NULL};

const tenor__decompress_kind tenor__decompress_xz = {"xz", libraries, open_state, step, next, close_state};
#else
const tenor__decompress_kind tenor__decompress_xz = {.name = "xz"};
#endif
