/* Files: read whole, map, and save in such a way that a reader sees either the old file or the new one. */
#ifndef TENOR_BASE_FILE_H
#define TENOR_BASE_FILE_H

#include "base/alloc.h"

#include <stdint.h>

/* The bytes of a file, mapped or read into memory. A zero-initialized value is empty and may be passed to
 * tenor__file_close. */
typedef struct tenor__file {
    const char *data; /* never NULL after success; not NUL-terminated */
    size_t size;
    bool mapped;
    bool open; /* whether the descriptor is open; for a mapped file until tenor__file_detach */
    int descriptor;
    tenor_alloc alloc; /* of the memory, if the file is not mapped */
} tenor__file;

/* Reads all of path into memory, whatever kind of file it is. Returns TENOR_TOO_LARGE if it exceeds limit. */
tenor_status tenor__file_read(const char *path, size_t limit, const tenor_alloc *alloc, tenor__file *out,
                              tenor_error *error);

/* Limits for a stream (a pipe, a device), whose size is not known before its end, and which may never end. */
typedef struct tenor__stream {
    uint64_t limit; /* bytes; more returns TENOR_TOO_LARGE */
    /* Checks what has been read so far; [before, size) is new. It may return an error to stop reading. May be NULL. */
    tenor_status (*check)(void *user, const char *data, size_t before, size_t size, tenor_error *error);
    void *user;
} tenor__stream;

/* Maps path, or reads all of it. `limit` is for a regular file and `stream` for anything else, which is read and not
 * mapped. If stream is NULL, limit is for both. An empty file has size 0. */
tenor_status tenor__file_open(const char *path, bool map, size_t limit, const tenor__stream *stream,
                              const tenor_alloc *alloc, tenor__file *out, tenor_error *error);

/* The same for an open file, from its current position. Messages call it `name`. The descriptor is closed, also on
 * failure, or passes to *out. */
tenor_status tenor__file_take(int descriptor, const char *name, bool map, size_t limit, const tenor__stream *stream,
                              const tenor_alloc *alloc, tenor__file *out, tenor_error *error);

/* Opens a file, of any kind but a folder, to read from its beginning. The caller closes the descriptor. */
tenor_status tenor__file_open_to_read(const char *path, int *descriptor, tenor_error *error);

/* Whether it is a file of a known size, which does not keep a reader waiting. */
bool tenor__file_is_regular(int descriptor);

/* As read(2): some bytes, 0 at the end; again after a signal, and after waiting where another process has made the
 * descriptor non-blocking. name is for the message. */
tenor_status tenor__file_read_some(int descriptor, const char *name, char *data, size_t size, size_t *got,
                                   tenor_error *error);

bool tenor__file_is_folder(const char *path);

/* Whether tenor__file_read_some would return at once. */
bool tenor__file_is_ready(int descriptor);

void tenor__file_close(tenor__file *file);

/* Passes the bytes from `begin` to the end to visit, in order. Every piece but the last has TENOR__FILE_PIECE bytes; a
 * piece is valid only during the call. A mapped file that is not detached is read again piece by piece: a pass through
 * a large mapping is slower, because each page must be loaded, and leaves all of it resident. Fails if memory runs out,
 * or if the file cannot be read or has become shorter. */
enum { TENOR__FILE_PIECE = 1 << 17 };
tenor_status tenor__file_visit(const tenor__file *file, size_t begin,
                               void (*visit)(void *user, const char *piece, size_t size), void *user,
                               tenor_error *error);

/* Closes the descriptor of a mapped file. The file stays mapped. */
void tenor__file_detach(tenor__file *file);

/* Opens a folder, for use with tenor__file_open_member and tenor__file_mark_of_open only. Returns -1 and sets errno on
 * failure. The caller closes the descriptor. */
int tenor__file_open_folder(const char *path);

/* Opens a file of an open folder for reading, even if another folder has replaced it. Returns -1 and sets errno on
 * failure. */
int tenor__file_open_member(int folder, const char *name);

/* Identifies a file or folder, to detect that another one has replaced it. All zero if it does not exist. While it is
 * open, no other file has the same number. */
typedef struct tenor__file_mark {
    uint64_t device;
    uint64_t number;
    int64_t changed[2]; /* seconds and nanoseconds of the last status change (ctime), such as a rename */
} tenor__file_mark;

tenor__file_mark tenor__file_mark_of_open(int descriptor);
tenor__file_mark tenor__file_mark_of(const char *path);
bool tenor__file_mark_equals(const tenor__file_mark *a, const tenor__file_mark *b);

/* "folder/name", allocated and NUL-terminated. Returns NULL if memory runs out. */
char *tenor__file_join(const tenor_alloc *alloc, const char *folder, const char *name);

/* Bytes to write; pieces are written one after another. */
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

/* Writes path through a temporary file in the same folder: write, fsync, rename, fsync of the folder. On failure the
 * temporary file is removed and path is unchanged. */
tenor_status tenor__file_save(const char *path, const tenor__piece *pieces, size_t piece_count,
                              const tenor_alloc *alloc, tenor_error *error);

/* Writes a folder of files in the same way: under a temporary name, synced, then exchanged with path or renamed to it.
 * An existing path must be an empty folder, or a folder that contains a file named `owner` and only files named in
 * entries. Otherwise it is left unchanged and the result is TENOR_INVALID_ARGUMENT. */
tenor_status tenor__file_save_folder(const char *path, const char *owner, const tenor__entry *entries,
                                     size_t entry_count, const tenor_alloc *alloc, tenor_error *error);

#endif
