/* Saving files and folders in one step: tenor__file_save, tenor__file_save_folder. */
#define _GNU_SOURCE /* renameat2 */
#include "base/file.h"

#include "base/hash.h"
#include "base/error.h"
#include "base/leftovers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_LINKS = 40, MOST_TRIES = 100 };

/* Where to save, and the temporary file or folder beside it. */
struct place {
    tenor_alloc alloc;
    const char *given; /* the path as messages should name it */
    char *path;        /* the same with its last symbolic link followed: a link stays, what it leads to is replaced */
    char *parent;      /* the folder that path is in */
    char *temporary;   /* NULL when there is none */
    bool exists;
    struct stat kind; /* of what exists */
    int old;          /* the folder that exists, open, so that another one under its name is never touched; else -1 */
    int folder;       /* parent, open, to be synced; -1 where it may not be read */
};

static void close_open(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

/* openat, again after a signal. */
static int open_at(int folder, const char *name, int flags, mode_t mode)
{
    int file;
    do
        file = openat(folder, name, flags | O_CLOEXEC, mode);
    while (file < 0 && errno == EINTR);
    return file;
}

static void free_place(struct place *place)
{
    tenor__alloc_free(&place->alloc, place->path);
    tenor__alloc_free(&place->alloc, place->parent);
    tenor__alloc_free(&place->alloc, place->temporary);
    close_open(place->old);
    close_open(place->folder);
}

static tenor_status fail_save(const struct place *place, int error_number, tenor_error *error)
{
    return tenor__error_set_system(error, error_number, "save", place->given);
}

/* ---- where ---- */

static char *copy_text(const tenor_alloc *alloc, const char *text, size_t size)
{
    char *copy = tenor__alloc_array(alloc, size + 1, 1);
    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

/* The folder part of path: "." for a bare name, "/" for a name in the root. */
static char *parent_of(const tenor_alloc *alloc, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return copy_text(alloc, ".", 1);
    return copy_text(alloc, path, slash == path ? 1 : (size_t)(slash - path));
}

/* Puts path, which is allocated, in the place of place->path. */
static tenor_status move_to(struct place *place, char *path, tenor_error *error)
{
    if (!path)
        return tenor__error_set_memory(error);
    tenor__alloc_free(&place->alloc, place->path);
    place->path = path;
    return TENOR_OK;
}

static tenor_status follow_link(struct place *place, tenor_error *error)
{
    char target[PATH_MAX];
    const ssize_t size = readlink(place->path, target, sizeof target - 1);
    if (size < 0)
        return fail_save(place, errno, error);
    target[size] = '\0';
    if (*target == '/')
        return move_to(place, copy_text(&place->alloc, target, (size_t)size), error);
    char *parent = parent_of(&place->alloc, place->path);
    if (!parent)
        return tenor__error_set_memory(error);
    char *joined = tenor__file_join(&place->alloc, parent, target);
    tenor__alloc_free(&place->alloc, parent);
    return move_to(place, joined, error);
}

/* The caller frees the place whether it succeeds or not. */
static tenor_status find_place(struct place *place, const char *path, const tenor_alloc *alloc, tenor_error *error)
{
    *place = (struct place){.alloc = tenor__alloc_of(alloc), .given = path, .old = -1, .folder = -1};
    size_t size = strlen(path);
    if (size == 0)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the path to save to is empty");
    while (size > 1 && path[size - 1] == '/')
        size--;
    TENOR_TRY(move_to(place, copy_text(&place->alloc, path, size), error));
    for (int links = 0;; links++) {
        place->exists = lstat(place->path, &place->kind) == 0;
        if (!place->exists && errno != ENOENT)
            return fail_save(place, errno, error);
        if (!place->exists || !S_ISLNK(place->kind.st_mode))
            break;
        if (links == MOST_LINKS)
            return fail_save(place, ELOOP, error);
        TENOR_TRY(follow_link(place, error));
    }
    /* "." and ".." have their parent elsewhere than in front of the last slash. */
    char resolved[PATH_MAX];
    if (place->exists && S_ISDIR(place->kind.st_mode) && realpath(place->path, resolved))
        TENOR_TRY(move_to(place, copy_text(&place->alloc, resolved, strlen(resolved)), error));
    place->parent = parent_of(&place->alloc, place->path);
    if (!place->parent)
        return tenor__error_set_memory(error);
    place->folder = open_at(AT_FDCWD, place->parent, O_RDONLY | O_DIRECTORY, 0);
    return TENOR_OK;
}

/* A name beside path that nothing has; NULL when out of memory. */
static char *name_beside(const struct place *place, const char *suffix)
{
    char name[48];
    snprintf(name, sizeof name, TENOR__LEFTOVERS_PREFIX "%016" PRIx64 "%s", tenor__hash_seed(), suffix);
    return tenor__file_join(&place->alloc, place->parent, name);
}

/* Makes a folder, or a file, and opens it; -1 on failure, with errno. */
static int make_one(const char *path, bool folder, mode_t mode)
{
    if (!folder)
        return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, mode & 0666);
    if (mkdir(path, mode) != 0)
        return -1;
    const int made = open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    const int why = errno;
    if (made < 0)
        rmdir(path);
    errno = why;
    return made;
}

/* Makes place->temporary. *file is open and locked. */
static tenor_status make_temporary(struct place *place, bool folder, int *file, tenor_error *error)
{
    int why = EEXIST;
    for (int i = 0; i < MOST_TRIES && why == EEXIST; i++) {
        char *path = name_beside(place, TENOR__LEFTOVERS_SUFFIX);
        if (!path)
            return tenor__error_set_memory(error);
        *file = make_one(path, folder, place->exists ? 0700 : 0777); /* keep_mode opens what was open */
        why = *file < 0 ? errno : EEXIST;
        if (*file >= 0 && tenor__leftovers_claim(*file)) {
            place->temporary = path;
            return TENOR_OK;
        }
        close_open(*file);
        tenor__alloc_free(&place->alloc, path);
    }
    return tenor__error_set_system(error, why, "write in", place->parent);
}

/* ---- writing ---- */

/* 0, or the error number of what failed. */
static int write_pieces(int file, const tenor__piece *pieces, size_t piece_count)
{
    for (size_t i = 0; i < piece_count; i++) {
        const char *data = pieces[i].data;
        for (size_t left = pieces[i].size; left > 0;) {
            const ssize_t done = write(file, data, left);
            if (done < 0 && errno == EAGAIN) /* a pipe that another process has made non-blocking */
                poll(&(struct pollfd){.fd = file, .events = POLLOUT}, 1, -1);
            else if (done < 0 && errno != EINTR)
                return errno;
            if (done > 0) {
                data += done;
                left -= (size_t)done;
            }
        }
    }
    return 0;
}

static int sync_file(int file)
{
    while (fsync(file) != 0) {
        /* EINVAL: nothing that can be synced, such as a pipe. */
        if (errno == EINVAL || errno == EROFS || errno == ENOTSUP)
            return 0;
        if (errno != EINTR)
            return errno;
    }
    return 0;
}

static int write_and_sync(int file, const tenor__piece *pieces, size_t piece_count)
{
    const int why = write_pieces(file, pieces, piece_count);
    return why == 0 ? sync_file(file) : why;
}

/* The same; closes file. */
static int finish_file(int file, const tenor__piece *pieces, size_t piece_count)
{
    const int why = write_and_sync(file, pieces, piece_count);
    return close(file) != 0 && errno != EINTR && why == 0 ? errno : why;
}

/* What others may not read stays so when it is replaced. Where a file system knows no modes there is nothing to keep.
 */
static void keep_mode(const struct place *place, int file, mode_t mask)
{
    if (place->exists)
        fchmod(file, place->kind.st_mode & mask);
}

/* After a rename. What was saved is in place and whole, and the rename cannot be taken back: a failure is none. */
static void sync_parent(const struct place *place)
{
    if (place->folder >= 0)
        sync_file(place->folder);
}

/* ---- a file ---- */

static tenor_status save_file(struct place *place, const tenor__piece *pieces, size_t piece_count, tenor_error *error)
{
    int file = -1;
    TENOR_TRY(make_temporary(place, false, &file, error));
    keep_mode(place, file, 0777);
    int why = write_and_sync(file, pieces, piece_count);
    if (why == 0 && rename(place->temporary, place->path) != 0)
        why = errno;
    if (why != 0)
        unlink(place->temporary);
    close(file); /* it was locked until now */
    if (why != 0)
        return fail_save(place, why, error);
    sync_parent(place);
    return TENOR_OK;
}

tenor_status tenor__file_save(const char *path, const tenor__piece *pieces, size_t piece_count,
                              const tenor_alloc *alloc, tenor_error *error)
{
    struct stat kind;
    const bool exists = stat(path, &kind) == 0;
    const size_t size = strlen(path);
    if ((exists && S_ISDIR(kind.st_mode)) || (size > 0 && path[size - 1] == '/')) {
        char shown[144];
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "cannot save to %s: it is a folder; give the name of a file",
                                tenor__error_quote(shown, sizeof shown, tenor_str_of(path)));
    }
    if (exists && !S_ISREG(kind.st_mode)) {
        /* A device or a pipe is written to, not replaced. */
        const int file = open_at(AT_FDCWD, path, O_WRONLY, 0);
        const int why = file < 0 ? errno : finish_file(file, pieces, piece_count);
        return why == 0 ? TENOR_OK : tenor__error_set_system(error, why, "write", path);
    }
    struct place place;
    tenor_status status = find_place(&place, path, alloc, error);
    if (status == TENOR_OK)
        status = save_file(&place, pieces, piece_count, error);
    free_place(&place);
    return status;
}

/* ---- a folder ---- */

static bool is_entry(const char *name, const tenor__entry *entries, size_t entry_count)
{
    for (size_t i = 0; i < entry_count; i++)
        if (strcmp(name, entries[i].name) == 0)
            return true;
    return false;
}

/* What is in a folder. */
struct contents {
    bool owned;     /* the file that says whose it is */
    bool empty;     /* nothing */
    char other[64]; /* quoted: what is none of the entries, or "" */
};

/* 0, or the error number of what failed. */
static int look_inside(int descriptor, const char *owner, const tenor__entry *entries, size_t entry_count,
                       struct contents *out)
{
    *out = (struct contents){.empty = true};
    const int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    DIR *folder = own < 0 ? NULL : fdopendir(own);
    if (!folder) {
        const int why = errno;
        close_open(own);
        return why;
    }
    errno = 0;
    for (const struct dirent *entry; !*out->other && (entry = readdir(folder)); errno = 0) {
        struct stat kind;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        const bool known = is_entry(entry->d_name, entries, entry_count) &&
                           fstatat(descriptor, entry->d_name, &kind, AT_SYMLINK_NOFOLLOW) == 0 &&
                           !S_ISDIR(kind.st_mode);
        if (!known)
            tenor__error_quote(out->other, sizeof out->other, tenor_str_of(entry->d_name));
        out->empty = false;
        out->owned = out->owned || (known && strcmp(entry->d_name, owner) == 0);
    }
    const int why = *out->other ? 0 : errno;
    closedir(folder);
    return why;
}

/* Whether the folder that exists may be replaced. Opens it. */
static tenor_status check_folder(struct place *place, const char *owner, const tenor__entry *entries,
                                 size_t entry_count, tenor_error *error)
{
    char shown[96];
    struct contents contents;
    tenor__error_quote(shown, sizeof shown, tenor_str_of(place->given));
    if (!S_ISDIR(place->kind.st_mode))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "cannot save to %s: it is a file; give the name of a folder", shown);
    place->old = open_at(AT_FDCWD, place->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    if (place->old < 0 || fstat(place->old, &place->kind) != 0)
        return fail_save(place, errno, error);
    const int why = look_inside(place->old, owner, entries, entry_count, &contents);
    if (why != 0)
        return fail_save(place, why, error);
    if (contents.empty || (contents.owned && !*contents.other))
        return TENOR_OK;
    return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                            "cannot save to %s: it holds %s and would be replaced; give another name or empty it",
                            shown, *contents.other ? contents.other : entries[0].name);
}

/* Removes a folder that is open and has the name path, and of its files those named in entries. What else took that
 * name meanwhile, such as a link to another folder, is left alone, unless it is an empty folder. False when something
 * has that name still. */
static bool remove_folder(int folder, const char *path, const tenor__entry *entries, size_t entry_count)
{
    fchmod(folder, 0700);
    for (size_t i = 0; i < entry_count; i++)
        unlinkat(folder, entries[i].name, 0);
    return rmdir(path) == 0;
}

/* A file of the folder that is replaced, which `old` is or -1, passes its mode on. */
static int write_entries(int folder, int old, const tenor__entry *entries, size_t entry_count)
{
    for (size_t i = 0; i < entry_count; i++) {
        struct stat kind;
        const int file = open_at(folder, entries[i].name, O_WRONLY | O_CREAT | O_EXCL, 0666);
        if (file < 0)
            return errno;
        if (old >= 0 && fstatat(old, entries[i].name, &kind, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(kind.st_mode))
            fchmod(file, kind.st_mode & 0777);
        const int why = finish_file(file, entries[i].pieces, entries[i].piece_count);
        if (why != 0)
            return why;
    }
    return 0;
}

/* renameat2 with RENAME_EXCHANGE, which musl has no function for. */
static int exchange_names(const char *one, const char *other)
{
#if defined(__GLIBC__)
    return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
#else
    enum { EXCHANGE = 2 };
    return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, EXCHANGE);
#endif
}

/* Puts place->temporary where path is, and the folder there at place->temporary. */
static tenor_status exchange(struct place *place, tenor_error *error)
{
    if (exchange_names(place->temporary, place->path) == 0)
        return TENOR_OK;
    if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP)
        return fail_save(place, errno, error);
    /* A kernel or file system that cannot: for a moment there is nothing at path. */
    char *aside = name_beside(place, ".old"); /* no leftover: a process killed now leaves the model there */
    if (!aside)
        return tenor__error_set_memory(error);
    int why = rename(place->path, aside) == 0 ? 0 : errno;
    if (why == 0 && rename(place->temporary, place->path) != 0) {
        why = errno;
        rename(aside, place->path);
    }
    if (why != 0) {
        tenor__alloc_free(&place->alloc, aside);
        return fail_save(place, why, error);
    }
    tenor__alloc_free(&place->alloc, place->temporary);
    place->temporary = aside;
    return TENOR_OK;
}

static bool is_same(int folder, const char *path)
{
    struct stat one;
    struct stat other;
    return fstat(folder, &one) == 0 && lstat(path, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/* After an exchange: removes what was replaced. That is another folder than the one that was checked when another
 * process has saved there meanwhile. */
static void remove_replaced(struct place *place, const char *owner, const tenor__entry *entries, size_t entry_count)
{
    struct contents contents;
    bool ours = is_same(place->old, place->temporary);
    if (!ours) {
        close(place->old);
        place->old = open_at(AT_FDCWD, place->temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
        ours = place->old >= 0 && look_inside(place->old, owner, entries, entry_count, &contents) == 0 &&
               contents.owned && !*contents.other;
    }
    if (ours && remove_folder(place->old, place->temporary, entries, entry_count))
        return;
    /* What is not ours is no leftover, which the next run would remove. */
    char *aside = name_beside(place, ".old");
    if (aside)
        rename(place->temporary, aside);
    tenor__alloc_free(&place->alloc, aside);
}

static tenor_status save_folder(struct place *place, const char *owner, const tenor__entry *entries, size_t entry_count,
                                tenor_error *error)
{
    if (place->exists)
        TENOR_TRY(check_folder(place, owner, entries, entry_count, error));
    int folder = -1;
    TENOR_TRY(make_temporary(place, true, &folder, error));
    int why = write_entries(folder, place->old, entries, entry_count);
    keep_mode(place, folder, 07777);
    if (why == 0)
        why = sync_file(folder);
    tenor_status status = TENOR_OK;
    if (why != 0)
        status = fail_save(place, why, error);
    else if (place->exists)
        status = exchange(place, error);
    else if (rename(place->temporary, place->path) != 0)
        status = fail_save(place, errno, error);
    if (status == TENOR_OK)
        sync_parent(place);
    if (status != TENOR_OK)
        remove_folder(folder, place->temporary, entries, entry_count);
    else if (place->exists)
        remove_replaced(place, owner, entries, entry_count);
    close(folder); /* it was locked until now */
    return status;
}

tenor_status tenor__file_save_folder(const char *path, const char *owner, const tenor__entry *entries,
                                     size_t entry_count, const tenor_alloc *alloc, tenor_error *error)
{
    struct place place;
    tenor_status status = find_place(&place, path, alloc, error);
    if (status == TENOR_OK)
        status = save_folder(&place, owner, entries, entry_count, error);
    free_place(&place);
    return status;
}
