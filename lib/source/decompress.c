#include "source/decompress.h"

#include "base/alloc.h"
#include "source/shared_library.h"
#include "base/error.h"

#include <string.h>
#include <tenor_corpus.h>

static const tenor__decompress_kind *const kinds[TENOR__COMPRESSIONS] = {
    [TENOR__COMPRESSION_GZIP] = &tenor__decompress_gzip,
    [TENOR__COMPRESSION_ZSTD] = &tenor__decompress_zstd,
    [TENOR__COMPRESSION_XZ] = &tenor__decompress_xz,
    [TENOR__COMPRESSION_BZIP2] = &tenor__decompress_bzip2,
};

struct tenor__decompressor {
    tenor_alloc alloc;
    const tenor__decompress_kind *kind;
    tenor__compression compression;
    void *library;
    void *state;
    uint64_t taken;                       /* bytes of the compressed data */
    bool between;                         /* two members, or before the first one */
    bool padding;                         /* zero bytes have begun, which nothing but zero bytes follow */
    char start[TENOR__COMPRESSION_START]; /* bytes after a member that may begin another one */
    size_t start_size;
};

/* ---- kinds ---- */

static const struct {
    tenor__compression kind;
    const char *start;
    const char *mask; /* of the bits that count; NULL for all */
    size_t size;
} starts[] = {
    {TENOR__COMPRESSION_GZIP, "\x1F\x8B\x08", NULL, 3},
    {TENOR__COMPRESSION_ZSTD, "\x28\xB5\x2F\xFD", NULL, 4},
    {TENOR__COMPRESSION_ZSTD, "\x50\x2A\x4D\x18", "\xF0\xFF\xFF\xFF", 4}, /* a frame to be skipped */
    {TENOR__COMPRESSION_XZ, "\xFD\x37zXZ", NULL, 6},
    {TENOR__COMPRESSION_BZIP2, "BZh01AY&SY", "\xFF\xFF\xFF\xF0\xFF\xFF\xFF\xFF\xFF\xFF", 10},
    {TENOR__COMPRESSION_BZIP2, "BZh0\x17\x72\x45\x38\x50\x90", "\xFF\xFF\xFF\xF0\xFF\xFF\xFF\xFF\xFF\xFF", 10},
};

tenor__compression tenor__decompress_kind_of(const char *data, size_t size, bool *more)
{
    if (more)
        *more = false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t same = 0;
        while (same < size && same < starts[i].size &&
               ((data[same] ^ starts[i].start[same]) & (starts[i].mask ? starts[i].mask[same] : ~0)) == 0)
            same++;
        if (same == starts[i].size)
            return starts[i].kind;
        if (more && same == size)
            *more = true;
    }
    return TENOR__COMPRESSION_NONE;
}

const char *tenor__decompress_name(tenor__compression kind)
{
    return kinds[kind] ? kinds[kind]->name : NULL;
}

const char *tenor_decompress_kind(size_t i)
{
    for (size_t k = 0; k < TENOR__COMPRESSIONS; k++)
        if (kinds[k] && kinds[k]->libraries && i-- == 0)
            return kinds[k]->name;
    return NULL;
}

/* ---- one text ---- */

tenor_status tenor__decompress_new(tenor__compression kind, const tenor_alloc *alloc, tenor__decompressor **out,
                                   tenor_error *error)
{
    *out = NULL;
    const tenor_alloc used = tenor__alloc_of(alloc);
    const tenor__decompress_kind *row = kinds[kind];
    if (!row->libraries)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "is compressed with %s, which this build cannot read; unpack it with: "
                                "%s -dc FILE > NEW",
                                row->name, row->name);
    tenor__decompressor *made = tenor__alloc_zeroed(&used, 1, sizeof *made);
    if (!made)
        return tenor__error_set_memory(error);
    *made = (tenor__decompressor){.alloc = used, .kind = row, .compression = kind, .between = true};
    made->library = tenor__shared_library_open(row->libraries);
    if (!made->library) {
        tenor__decompress_free(made);
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "is compressed with %s, and %s cannot be loaded; install it, or unpack the file with: "
                                "%s -dc FILE > NEW",
                                row->name, row->libraries[0], row->name);
    }
    made->state = row->open(made->library, &made->alloc);
    if (!made->state) {
        tenor__decompress_free(made);
        return tenor__error_set_memory(error);
    }
    *out = made;
    return TENOR_OK;
}

void tenor__decompress_free(tenor__decompressor *decompressor)
{
    if (!decompressor)
        return;
    if (decompressor->state)
        decompressor->kind->close(decompressor->state);
    tenor__shared_library_close(decompressor->library);
    const tenor_alloc alloc = decompressor->alloc;
    tenor__alloc_free(&alloc, decompressor);
}

static tenor_status fail_at_byte(const tenor__decompressor *d, const char *what, tenor_error *error)
{
    const uint64_t byte = d->taken + d->start_size;
    tenor__error_set(error, TENOR_CORRUPT, "%s at byte %llu of the %s data", what, (unsigned long long)byte,
                     d->kind->name);
    if (error)
        error->byte = byte;
    return TENOR_CORRUPT;
}

static tenor_status judge(const tenor__decompressor *d, tenor__decompressed result, tenor_error *error)
{
    switch (result) {
    case TENOR__DECOMPRESSED_SOME:
    case TENOR__DECOMPRESSED_MEMBER:
        return TENOR_OK;
    case TENOR__DECOMPRESSED_DAMAGED:
        return fail_at_byte(d, "is damaged", error);
    case TENOR__DECOMPRESSED_TOO_LARGE:
        return tenor__error_set(error, TENOR_TOO_LARGE,
                                "is compressed with %s in a way that takes more than %zu MB to undo; "
                                "unpack it with: %s -dc FILE > NEW",
                                d->kind->name, TENOR__DECOMPRESS_MEMORY >> 20, d->kind->name);
    case TENOR__DECOMPRESSED_NO_MEMORY:
        break;
    }
    return tenor__error_set_memory(error);
}

/* One step over what is in io. */
static tenor_status take(tenor__decompressor *d, tenor__decompress_io *io, tenor_error *error)
{
    const size_t before = io->in_size;
    const tenor__decompressed result = d->kind->step(d->state, io);
    d->taken += before - io->in_size;
    d->between = result == TENOR__DECOMPRESSED_MEMBER;
    TENOR_TRY(judge(d, result, error));
    return d->between ? judge(d, d->kind->next(d->state), error) : TENOR_OK;
}

/* Between two members: takes padding, or the first bytes of another member until these can be told, and feeds them. */
static tenor_status begin_member(tenor__decompressor *d, tenor__decompress_io *io, tenor_error *error)
{
    while (io->in_size > 0 && d->start_size == 0 && *io->in == '\0') {
        io->in++;
        io->in_size--;
        d->taken++;
        d->padding = true;
    }
    while (io->in_size > 0) {
        bool more;
        d->start[d->start_size++] = *io->in++;
        io->in_size--;
        const tenor__compression kind = tenor__decompress_kind_of(d->start, d->start_size, &more);
        if (d->padding || (kind != d->compression && !more))
            return fail_at_byte(d, "something else follows", error);
        if (kind != d->compression)
            continue;
        tenor__decompress_io start = {d->start, d->start_size, io->out, io->out_size};
        d->start_size = 0;
        TENOR_TRY(take(d, &start, error));
        io->out = start.out;
        io->out_size = start.out_size;
        return start.in_size == 0 && !d->between ? TENOR_OK : fail_at_byte(d, "is damaged", error);
    }
    return TENOR_OK;
}

tenor_status tenor__decompress(tenor__decompressor *decompressor, const char **in, size_t *size, char *out, size_t room,
                               size_t *got, tenor_error *error)
{
    tenor__decompress_io io = {*in, *size, out, room};
    tenor_status status = TENOR_OK;
    while (status == TENOR_OK && io.out_size > 0) {
        const size_t in_before = io.in_size;
        const size_t out_before = io.out_size;
        status = decompressor->between ? begin_member(decompressor, &io, error) : take(decompressor, &io, error);
        if (io.in_size == in_before && io.out_size == out_before)
            break;
    }
    *in = io.in;
    *size = io.in_size;
    *got = room - io.out_size;
    return status;
}

tenor_status tenor__decompress_end(const tenor__decompressor *decompressor, tenor_error *error)
{
    if (decompressor->between && decompressor->start_size == 0)
        return TENOR_OK;
    return fail_at_byte(decompressor, "is cut short: it ends in the middle,", error);
}
