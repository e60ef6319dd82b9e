/* Zstandard, by libzstd, whose memory is its own. */
#include "source/decompress.h"

#ifdef TENOR_ZSTD
#include "base/alloc.h"
#include "source/shared_library.h"

#include <zstd.h>
#include <zstd_errors.h>

typedef struct zstd {
    tenor_alloc alloc;
    ZSTD_DStream *stream;
    __typeof__(&ZSTD_createDStream) create;
    __typeof__(&ZSTD_freeDStream) release;
    __typeof__(&ZSTD_decompressStream) decompress;
    __typeof__(&ZSTD_isError) is_error;
    __typeof__(&ZSTD_getErrorCode) error_code;
} zstd;

static void close_state(void *state)
{
    zstd *s = state;
    const tenor_alloc alloc = s->alloc;
    if (s->stream)
        s->release(s->stream);
    tenor__alloc_free(&alloc, s);
}

static void *open_state(void *library, const tenor_alloc *alloc)
{
    zstd *s = tenor__alloc_zeroed(alloc, 1, sizeof *s);
    if (!s)
        return NULL;
    s->alloc = *alloc;
    if (tenor__shared_library_find(library, "ZSTD_createDStream", &s->create) &&
        tenor__shared_library_find(library, "ZSTD_freeDStream", &s->release) &&
        tenor__shared_library_find(library, "ZSTD_decompressStream", &s->decompress) &&
        tenor__shared_library_find(library, "ZSTD_isError", &s->is_error) &&
        tenor__shared_library_find(library, "ZSTD_getErrorCode", &s->error_code))
        s->stream = s->create();
    if (!s->stream) {
        close_state(s);
        return NULL;
    }
    return s;
}

/* A window of more than 128 MB is refused unless the library is told otherwise. */
static tenor__decompressed step(void *state, tenor__decompress_io *io)
{
    zstd *s = state;
    ZSTD_inBuffer in = {io->in, io->in_size, 0};
    ZSTD_outBuffer out = {io->out, io->out_size, 0};
    const size_t result = s->decompress(s->stream, &out, &in);
    io->in += in.pos;
    io->in_size -= in.pos;
    io->out += out.pos;
    io->out_size -= out.pos;
    if (!s->is_error(result))
        return result == 0 ? TENOR__DECOMPRESSED_MEMBER : TENOR__DECOMPRESSED_SOME;
    switch (s->error_code(result)) {
    case ZSTD_error_memory_allocation:
        return TENOR__DECOMPRESSED_NO_MEMORY;
    case ZSTD_error_frameParameter_windowTooLarge:
        return TENOR__DECOMPRESSED_TOO_LARGE;
    default:
        return TENOR__DECOMPRESSED_DAMAGED;
    }
}

/* A stream goes on to the next frame by itself. */
static tenor__decompressed next(void *state)
{
    (void)state;
    return TENOR__DECOMPRESSED_SOME;
}

static const char *const libraries[] = {"libzstd.so.1", NULL};

const tenor__decompress_kind tenor__decompress_zstd = {"zstd", libraries, open_state, step, next, close_state};
#else
const tenor__decompress_kind tenor__decompress_zstd = {.name = "zstd"};
#endif
