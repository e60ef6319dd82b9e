#define _GNU_SOURCE /* O_PATH */
#include "base/file.h"

#include "base/pages.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_READ = 1 << 16 };

static tenor_status fail_too_large(tenor_error *error, const char *name, uint64_t limit)
{
    char shown[144];
    return tenor__error_set(error, TENOR_TOO_LARGE, "%s is larger than the limit of %llu bytes",
                            tenor__error_quote(shown, sizeof shown, tenor_str_of(name)), (unsigned long long)limit);
}

static int open_at(int folder, const char *name, int flags)
{
    int file;
    do
        file = openat(folder, name, flags | O_CLOEXEC);
    while (file < 0 && errno == EINTR);
    return file;
}

/* read, again after a signal, and after waiting where another process has made the descriptor non-blocking. */
static ssize_t read_some(int file, void *data, size_t size)
{
    for (;;) {
        const ssize_t got = read(file, data, size);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        if (errno == EAGAIN)
            poll(&(struct pollfd){.fd = file, .events = POLLIN}, 1, -1);
    }
}

/* Reads file to its end. It may grow or shrink while it is read: hint is only how many bytes to expect. */
static tenor_status read_all(int file, const char *name, size_t hint, const tenor__stream *stream, tenor__file *out,
                             tenor_error *error)
{
    void *data = NULL;
    size_t size = 0;
    size_t capacity = 0;
    tenor_status status = TENOR_OK;
    for (;;) {
        /* One byte more than is expected: there the end shows. */
        const size_t need = size > 0 ? size + 1 : hint > 0 ? hint + 1 : FIRST_READ;
        if (!tenor__alloc_grow(&out->alloc, &data, &capacity, need, 1)) {
            status = tenor__error_set_memory(error);
            break;
        }
        if (size == 0 && hint > 0)
            tenor__pages_to_write(data, hint);
        const ssize_t got = read_some(file, (char *)data + size, capacity - size);
        if (got < 0) {
            status = tenor__error_set_system(error, errno, "read", name);
            break;
        }
        if (got == 0)
            break;
        const size_t before = size;
        size += (size_t)got;
        if (size > stream->limit) {
            status = fail_too_large(error, name, stream->limit);
            break;
        }
        if (!stream->check)
            continue;
        status = stream->check(stream->user, data, before, size, error);
        if (status != TENOR_OK) {
            tenor__error_in(error, name, 0);
            break;
        }
    }
    if (status != TENOR_OK || size == 0) {
        tenor__alloc_free(&out->alloc, data);
        data = NULL;
    }
    if (status == TENOR_OK) {
        out->data = data ? data : "";
        out->size = size;
    }
    return status;
}

tenor_status tenor__file_open(const char *path, bool map, size_t limit, const tenor__stream *stream,
                              const tenor_alloc *alloc, tenor__file *out, tenor_error *error)
{
    *out = (tenor__file){.alloc = tenor__alloc_of(alloc)};
    const int file = open_at(AT_FDCWD, path, O_RDONLY);
    if (file < 0)
        return tenor__error_set_system(error, errno, "open", path);
    return tenor__file_take(file, path, map, limit, stream, alloc, out, error);
}

tenor_status tenor__file_take(int descriptor, const char *name, bool map, size_t limit, const tenor__stream *stream,
                              const tenor_alloc *alloc, tenor__file *out, tenor_error *error)
{
    *out = (tenor__file){.alloc = tenor__alloc_of(alloc)};
    struct stat kind;
    const tenor__stream limited = {.limit = limit};
    tenor_status status = TENOR_OK;
    if (fstat(descriptor, &kind) != 0) {
        status = tenor__error_set_system(error, errno, "read", name);
    } else if (S_ISDIR(kind.st_mode)) {
        status = tenor__error_set_system(error, EISDIR, "read", name);
    } else if (S_ISREG(kind.st_mode) && (uintmax_t)kind.st_size > limit) {
        status = fail_too_large(error, name, limit);
    } else {
        const size_t size = S_ISREG(kind.st_mode) ? (size_t)kind.st_size : 0;
        void *data = map && size > 0 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
        /* A size of 0 may be untrue (/proc), and some file systems cannot map: reading works for all. */
        if (data == MAP_FAILED)
            status = read_all(descriptor, name, size, size > 0 || !stream ? &limited : stream, out, error);
        else
            *out =
                (tenor__file){data, size, .mapped = true, .open = true, .descriptor = descriptor, .alloc = out->alloc};
    }
    if (!out->open)
        close(descriptor);
    return status;
}

tenor_status tenor__file_read(const char *path, size_t limit, const tenor_alloc *alloc, tenor__file *out,
                              tenor_error *error)
{
    return tenor__file_open(path, false, limit, NULL, alloc, out, error);
}

tenor_status tenor__file_open_to_read(const char *path, int *descriptor, tenor_error *error)
{
    struct stat kind;
    const int file = open_at(AT_FDCWD, path, O_RDONLY);
    if (file < 0)
        return tenor__error_set_system(error, errno, "open", path);
    const int failed = fstat(file, &kind) != 0 ? errno : S_ISDIR(kind.st_mode) ? EISDIR : 0;
    if (failed != 0) {
        close(file);
        return tenor__error_set_system(error, failed, "read", path);
    }
    *descriptor = file;
    return TENOR_OK;
}

bool tenor__file_is_regular(int descriptor)
{
    struct stat kind;
    return fstat(descriptor, &kind) == 0 && S_ISREG(kind.st_mode);
}

tenor_status tenor__file_read_some(int descriptor, const char *name, char *data, size_t size, size_t *got,
                                   tenor_error *error)
{
    const ssize_t taken = read_some(descriptor, data, size);
    *got = taken > 0 ? (size_t)taken : 0;
    return taken < 0 ? tenor__error_set_system(error, errno, "read", name) : TENOR_OK;
}

bool tenor__file_is_folder(const char *path)
{
    struct stat kind;
    return stat(path, &kind) == 0 && S_ISDIR(kind.st_mode);
}

bool tenor__file_is_ready(int descriptor)
{
    return poll(&(struct pollfd){.fd = descriptor, .events = POLLIN}, 1, 0) > 0;
}

static tenor_status read_piece(int file, char *piece, size_t size, uint64_t place, tenor_error *error)
{
    for (size_t at = 0; at < size;) {
        const ssize_t got = pread(file, piece + at, size - at, (off_t)(place + at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tenor__error_set_system(error, errno, "read", "it");
        if (got == 0)
            return tenor__error_set(error, TENOR_CORRUPT, "it became shorter while it was read");
        at += (size_t)got;
    }
    return TENOR_OK;
}

tenor_status tenor__file_visit(const tenor__file *file, size_t begin,
                               void (*visit)(void *user, const char *piece, size_t size), void *user,
                               tenor_error *error)
{
    char *piece = NULL;
    if (file->open && begin < file->size) {
        const size_t rest = file->size - begin;
        const size_t size = rest < TENOR__FILE_PIECE ? rest : TENOR__FILE_PIECE;
        piece = tenor__alloc_aligned(&file->alloc, size, 1);
        if (!piece)
            return tenor__error_set_memory(error);
        tenor__pages_to_write(piece, size);
    }
    tenor_status status = TENOR_OK;
    for (size_t at = begin; at < file->size && status == TENOR_OK; at += TENOR__FILE_PIECE) {
        const size_t size = file->size - at < TENOR__FILE_PIECE ? file->size - at : TENOR__FILE_PIECE;
        if (piece)
            status = read_piece(file->descriptor, piece, size, at, error);
        if (status == TENOR_OK)
            visit(user, piece ? piece : file->data + at, size);
    }
    tenor__alloc_free_aligned(&file->alloc, piece);
    return status;
}

void tenor__file_detach(tenor__file *file)
{
    if (file->open)
        close(file->descriptor);
    file->open = false;
}

void tenor__file_close(tenor__file *file)
{
    tenor__file_detach(file);
    if (file->mapped)
        munmap((void *)(uintptr_t)file->data, file->size);
    else if (file->size > 0)
        tenor__alloc_free(&file->alloc, (void *)(uintptr_t)file->data);
    file->data = NULL;
    file->size = 0;
    file->mapped = false;
}

int tenor__file_open_folder(const char *path)
{
    return open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY);
}

int tenor__file_open_member(int folder, const char *name)
{
    return open_at(folder, name, O_RDONLY);
}

static tenor__file_mark mark(const struct stat *state)
{
    return (tenor__file_mark){state->st_dev, state->st_ino, {state->st_ctim.tv_sec, state->st_ctim.tv_nsec}};
}

tenor__file_mark tenor__file_mark_of_open(int descriptor)
{
    struct stat state;
    return fstat(descriptor, &state) == 0 ? mark(&state) : (tenor__file_mark){0};
}

tenor__file_mark tenor__file_mark_of(const char *path)
{
    struct stat state;
    return stat(path, &state) == 0 ? mark(&state) : (tenor__file_mark){0};
}

bool tenor__file_mark_equals(const tenor__file_mark *a, const tenor__file_mark *b)
{
    return a->device == b->device && a->number == b->number && a->changed[0] == b->changed[0] &&
           a->changed[1] == b->changed[1];
}

char *tenor__file_join(const tenor_alloc *alloc, const char *folder, const char *name)
{
    const size_t folder_size = strlen(folder);
    const size_t name_size = strlen(name);
    const bool slash = folder_size > 0 && folder[folder_size - 1] != '/';
    const tenor_alloc used = tenor__alloc_of(alloc);
    char *path = tenor__alloc_array(&used, folder_size + slash + name_size + 1, 1);
    if (!path)
        return NULL;
    memcpy(path, folder, folder_size);
    if (slash)
        path[folder_size] = '/';
    memcpy(path + folder_size + slash, name, name_size + 1);
    return path;
}
