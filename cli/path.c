#include "path.h"

#include "memory.h"
#include "text.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *path_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

bool path_is_model(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return false;
    if (S_ISDIR(info.st_mode)) {
        char inside[4096];
        int size = snprintf(inside, sizeof inside, "%s/model.json", path);
        return size > 0 && (size_t)size < sizeof inside && access(inside, F_OK) == 0;
    }
    if (!S_ISREG(info.st_mode))
        return false;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    /* A safetensors file: the size of its header, 8 bytes, little-endian, and the header, which is JSON. */
    unsigned char start[9] = {0};
    bool is_model = read(descriptor, start, sizeof start) == (ssize_t)sizeof start && start[8] == '{';
    close(descriptor);
    uint64_t header = 0;
    for (int i = 7; i >= 0; i--)
        header = header << 8 | start[i];
    return is_model && header <= (uint64_t)info.st_size - 8;
}

bool path_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool path_is_file(const char *path)
{
    struct stat info;
    return strcmp(path, "-") != 0 && stat(path, &info) == 0 && !S_ISFIFO(info.st_mode) && !S_ISCHR(info.st_mode) &&
           !S_ISSOCK(info.st_mode);
}

bool path_ends_in(const char *path, size_t size, const char *suffix)
{
    const size_t length = strlen(suffix);
    return size > length && strncasecmp(path + size - length, suffix, length) == 0;
}

tenor_str path_base_name(const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t begin = end;
    while (begin > 0 && path[begin - 1] != '/')
        begin--;
    return (tenor_str){path + begin, end - begin};
}

/* The bytes of the first path: up to a comma or the end, the longest that is there; else up to the first comma. */
static size_t first_path(const char *paths)
{
    const size_t none = SIZE_MAX;
    size_t longest = none;
    for (size_t end = strcspn(paths, ",");; end += 1 + strcspn(paths + end + 1, ",")) {
        struct text path = {0};
        text_write(&path, paths, end);
        if (strcmp(path.data ? path.data : "", "-") == 0 || (end > 0 && access(path.data, F_OK) == 0))
            longest = end;
        free(path.data);
        if (paths[end] == '\0')
            break;
    }
    return longest == none ? strcspn(paths, ",") : longest;
}

struct path_list path_list_of(const char *paths)
{
    struct path_list list = {0};
    while (*paths != '\0') {
        struct text path = {0};
        const size_t size = first_path(paths);
        text_write(&path, paths, size);
        text_write(&path, "", 1); /* of an empty one too */
        paths += size;
        paths += *paths == ',';
        list.paths = memory_resize(list.paths, list.count + 1, sizeof *list.paths);
        list.paths[list.count++] = path.data;
    }
    return list;
}

void path_list_free(struct path_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
}
