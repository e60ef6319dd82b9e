#define _GNU_SOURCE /* flock, realpath */
#include "base/leftovers.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_DIGITS = 16 };

bool tenor__leftovers_claim(int descriptor)
{
    struct stat kind;
    int locked;
    do
        locked = flock(descriptor, LOCK_EX | LOCK_NB);
    while (locked != 0 && errno == EINTR);
    if (locked != 0)
        return errno != EWOULDBLOCK;
    return fstat(descriptor, &kind) == 0 && kind.st_nlink > 0;
}

static bool is_temporary(const char *name)
{
    const size_t prefix = strlen(TENOR__LEFTOVERS_PREFIX);
    return strncmp(name, TENOR__LEFTOVERS_PREFIX, prefix) == 0 &&
           strspn(name + prefix, "0123456789abcdef") == HASH_DIGITS &&
           strcmp(name + prefix + HASH_DIGITS, TENOR__LEFTOVERS_SUFFIX) == 0;
}

/* Removes the files of a folder, and nothing that is in folders of it. Takes the descriptor. */
static void empty_folder(int descriptor)
{
    fchmod(descriptor, 0700);
    DIR *folder = fdopendir(descriptor);
    if (!folder) {
        close(descriptor);
        return;
    }
    for (struct dirent *entry; (entry = readdir(folder));)
        unlinkat(descriptor, entry->d_name, 0);
    closedir(folder);
}

/* Whether there was such a temporary file or folder, without an owner, and it is gone. */
static bool remove_one(int parent, const char *name)
{
    const int held = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat kind;
    bool removed = false;
    if (held < 0)
        return false;
    if (fstat(held, &kind) != 0 || kind.st_uid != geteuid() || flock(held, LOCK_EX | LOCK_NB) != 0) {
        close(held);
        return false;
    }
    if (S_ISREG(kind.st_mode)) {
        removed = unlinkat(parent, name, 0) == 0;
    } else if (S_ISDIR(kind.st_mode)) {
        const int inside = fcntl(held, F_DUPFD_CLOEXEC, 0);
        if (inside >= 0)
            empty_folder(inside);
        removed = unlinkat(parent, name, AT_REMOVEDIR) == 0;
    }
    close(held);
    return removed;
}

/* The folder that path is or will be in; false when there is none. */
static bool find_parent(const char *path, char parent[PATH_MAX])
{
    if (!realpath(path, parent)) {
        const size_t size = strlen(path);
        if (size >= PATH_MAX)
            return false;
        memcpy(parent, path, size + 1);
    }
    size_t size = strlen(parent);
    while (size > 1 && parent[size - 1] == '/')
        size--;
    while (size > 0 && parent[size - 1] != '/')
        size--;
    memcpy(parent + size, size > 0 ? "" : ".", size > 0 ? 1 : 2);
    return true;
}

size_t tenor_leftovers_remove(const char *path)
{
    char parent[PATH_MAX];
    size_t removed = 0;
    if (!path || !*path || !find_parent(path, parent))
        return 0;
    DIR *folder = opendir(parent);
    if (!folder)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (is_temporary(entry->d_name))
            removed += remove_one(dirfd(folder), entry->d_name);
    closedir(folder);
    return removed;
}
