/* A folder of a test's own, gone with all that is in it at the end. */
#ifndef TENOR_TESTS_MODEL_FOLDER_H
#define TENOR_TESTS_MODEL_FOLDER_H

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct folder {
    char path[256];
} folder;

static inline folder folder_new(void)
{
    folder out;
    const char *parent = getenv("TMPDIR");
    snprintf(out.path, sizeof out.path, "%s/tenor-check-XXXXXX", parent && *parent ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(out.path));
    return out;
}

/* path/name, in one of eight static strings by turns. */
static inline const char *folder_path(const folder *place, const char *name)
{
    static char paths[8][512];
    static unsigned turn;
    char *path = paths[turn++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", place->path, name);
    return path;
}

/* Removes a folder, and folders in it down to `depth`. */
static inline void folder_remove(int parent, const char *name, int depth)
{
    const int handle = openat(parent, name, O_RDONLY | O_DIRECTORY);
    DIR *stream = handle < 0 ? NULL : fdopendir(handle);
    if (!stream)
        return;
    for (struct dirent *entry; (entry = readdir(stream));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(handle, entry->d_name, 0) != 0 && depth > 0)
            folder_remove(handle, entry->d_name, depth - 1);
    closedir(stream);
    unlinkat(parent, name, AT_REMOVEDIR);
}

static inline void folder_free(folder *place)
{
    folder_remove(AT_FDCWD, place->path, 1);
}

#endif
