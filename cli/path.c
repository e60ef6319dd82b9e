#include "path.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
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
