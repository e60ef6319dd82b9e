/* Files: read whole, map, and save so that a reader sees the old file or the new one, never a half. */
#ifndef TENOR_BASE_FILE_H
#define TENOR_BASE_FILE_H

#include "base/alloc.h"

#include <stdint.h>

/* A file's bytes: mapped, or read into memory. Zero-initialized it is empty, and tenor__file_close takes it. */
typedef struct tenor__file {
    const char *data; /* never NULL after success; not NUL-terminated */
    size_t size;
    bool mapped;
    bool open; /* descriptor is; of a mapped file until tenor__file_detach */
    int descriptor;
    tenor_alloc alloc; /* of the memory when it is not mapped */
} tenor__file;

/* Reads all of path into memory, whatever kind of file it is. TENOR_TOO_LARGE over limit. */
tenor_status tenor__file_read(const char *path, size_t limit, const tenor_alloc *alloc, tenor__file *out,
                              tenor_error *error);

/* What has no size before it ends (a pipe, a device) takes memory and may never end. */
typedef struct tenor__stream {
    uint64_t limit; /* bytes; TENOR_TOO_LARGE over it */
    /* Looks at what has been read so far, of which [before, size) is new, and may refuse it. May be NULL. */
    tenor_status (*check)(void *user, const char *data, size_t before, size_t size, tenor_error *error);
    void *user;
} tenor__stream;

/* Reads all of path or maps it, with limits of their own for a regular file and a stream; for stream NULL the limit is
 * that of both. What is no regular file is read, not mapped. An empty file has size 0. */
tenor_status tenor__file_open(const char *path, bool map, size_t limit, const tenor__stream *stream,
                              const tenor_alloc *alloc, tenor__file *out, tenor_error *error);

/* The same of a file that is open already, from where it stands; messages call it `name`. The descriptor is closed, on
 * failure too, or passes to *out. */
tenor_status tenor__file_take(int descriptor, const char *name, bool map, size_t limit, const tenor__stream *stream,
                              const tenor_alloc *alloc, tenor__file *out, tenor_error *error);

/* Reads standard input to its end. */
tenor_status tenor__file_read_input(const tenor__stream *stream, const tenor_alloc *alloc, tenor__file *out,
                                    tenor_error *error);
void tenor__file_close(tenor__file *file);

/* Whether the first bytes of a file are those of a gzip, zip, xz, bzip2 or zstd file: corpora and vectors are often to
 * be had as such. */
bool tenor__file_is_compressed(const char *data, size_t size);

/* Shows the bytes from `begin` to the end to visit, in order; every piece but the last has TENOR__FILE_PIECE bytes, and
 * holds during the call only. A file that is mapped and not detached is read again, a piece at a time: to walk through
 * a large mapping takes longer, since each of its pages has to be brought in, and leaves all of it resident. Fails when
 * out of memory, and when the file cannot be read or has become shorter. */
enum { TENOR__FILE_PIECE = 1 << 17 };
tenor_status tenor__file_visit(const tenor__file *file, size_t begin,
                               void (*visit)(void *user, const char *piece, size_t size), void *user,
                               tenor_error *error);

/* Closes the descriptor of a mapped file, which stays mapped. */
void tenor__file_detach(tenor__file *file);

/* Opens a folder for tenor__file_open_member and tenor__file_mark_of_open alone. -1, and errno, where there is none.
 * The caller closes the descriptor. */
int tenor__file_open_folder(const char *path);

/* Opens a file of an open folder to read, even after another folder has taken its place. -1, and errno, when it cannot.
 */
int tenor__file_open_member(int folder, const char *name);

/* What tells a file or folder from one that has taken its place since: zero for one that is not there. While the first
 * one is open no other has its number. */
typedef struct tenor__file_mark {
    uint64_t device;
    uint64_t number;
    int64_t changed[2]; /* seconds and nanoseconds of its last change of state, as by a rename */
} tenor__file_mark;

tenor__file_mark tenor__file_mark_of_open(int descriptor);
tenor__file_mark tenor__file_mark_of(const char *path);
bool tenor__file_mark_equals(const tenor__file_mark *a, const tenor__file_mark *b);

/* "folder/name" in an allocated, NUL-terminated string; NULL when out of memory. */
char *tenor__file_join(const tenor_alloc *alloc, const char *folder, const char *name);

/* A stretch of bytes to write, one after the other. */
typedef struct tenor__piece {
    const void *data;
    size_t size;
} tenor__piece;

/* A file of a folder to save. */
typedef struct tenor__entry {
    const char *name;
    const tenor__piece *pieces;
    size_t piece_count;
} tenor__entry;

/* Writes path: a temporary file beside it, fsync, rename over it, fsync of the directory. On failure the temporary file
 * is gone and path is as it was. */
tenor_status tenor__file_save(const char *path, const tenor__piece *pieces, size_t piece_count,
                              const tenor_alloc *alloc, tenor_error *error);

/* Writes a folder of files the same way: written beside under a temporary name, synced, then exchanged with (or
 * renamed to) path. An existing path must be an empty folder, or a folder that holds a file named `owner` and nothing
 * but files named in entries; else TENOR_INVALID_ARGUMENT and it is left alone. */
tenor_status tenor__file_save_folder(const char *path, const char *owner, const tenor__entry *entries,
                                     size_t entry_count, const tenor_alloc *alloc, tenor_error *error);

#endif
