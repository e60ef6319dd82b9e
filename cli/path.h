/* Paths, as messages name them, and what lies there. */
#ifndef TENOR_CLI_PATH_H
#define TENOR_CLI_PATH_H

#include <stdbool.h>
#include <tenor.h>

/* path as messages name it: - is standard input. */
const char *path_name(const char *path);

/* Whether path is a model's directory or, by its first bytes, a packed model. */
bool path_is_model(const char *path);

bool path_is_folder(const char *path);

/* Whether it can be read more than once: not standard input, a pipe or a device. */
bool path_is_file(const char *path);

/* Whether the first `size` bytes of path end in suffix, and have more before it. Upper and lower case are alike. */
bool path_ends_in(const char *path, size_t size, const char *suffix);

/* What comes after the last '/' of path, trailing ones left aside. */
tenor_str path_base_name(const char *path);

/* Paths with commas between them, each by itself. A name that has commas is one where it is there. */
struct path_list {
    char **paths;
    size_t count;
};

struct path_list path_list_of(const char *paths);
void path_list_free(struct path_list *list);

#endif
