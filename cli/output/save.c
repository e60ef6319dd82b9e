#define _XOPEN_SOURCE 700 /* realpath */
#include "output/save.h"

#include "failure.h"
#include "memory.h"
#include "path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_NAMES = 1000 };

static char *copy_text(const char *text, size_t size)
{
    char *copy = memory_resize(NULL, size + 1, 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

/* ---- before ---- */

int save_check_given(const struct command *command, const char *corpus, const char *path)
{
    if (path && *path)
        return EXIT_DONE;
    tenor_str base = path_base_name(corpus);
    const char *dot = memchr(base.data, '.', base.size);
    int size = dot && dot > base.data ? (int)(dot - base.data) : (int)base.size;
    if (strcmp(corpus, "-") == 0)
        return fail_usage(command, "say where to save the model, for example -o my-model");
    return fail_usage(command, "say where to save the model, for example -o %.*s-model", size, base.data);
}

/* Whether a model that is saved there would take the place of this entry. */
static bool is_of_model(DIR *folder, const char *name)
{
    static const char *const names[] = {"model.json", "vocab.json", "weights.safetensors"};
    struct stat info;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return fstatat(dirfd(folder), name, &info, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(info.st_mode);
    return false;
}

/* A folder is replaced as a whole: it must be empty, or hold a model and nothing else. */
static int check_folder(const struct command *command, const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return fail(command, EXIT_IO, "cannot save to %s: %s", path, strerror(errno));
    int exit_status = EXIT_DONE;
    bool is_empty = true;
    const bool is_model = path_is_model(path);
    for (struct dirent *entry; exit_status == EXIT_DONE && (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        is_empty = false;
        if (is_model && !is_of_model(folder, entry->d_name))
            exit_status = fail_usage(command,
                                     "%s holds %s, which is no file of a model and would be lost: move it, or choose "
                                     "another name for -o",
                                     path, entry->d_name);
    }
    closedir(folder);
    if (!is_empty && !is_model)
        return fail_usage(command, "%s exists and is no model: choose another name for -o", path);
    return exit_status;
}

/* The folder that path is in, "." for a bare name; the caller frees. */
static char *folder_of(const char *path)
{
    tenor_str base = path_base_name(path);
    return base.data == path ? copy_text(".", 1) : copy_text(path, (size_t)(base.data - path));
}

static int check_output(const struct command *command, const char *path)
{
    tenor_str base = path_base_name(path);
    struct stat info;
    if (stat(path, &info) == 0) {
        if (!S_ISDIR(info.st_mode))
            return fail_usage(command, "%s is a file: -o names a directory (tenor pack makes one file of it later)",
                              path);
        int exit_status = check_folder(command, path);
        if (exit_status != EXIT_DONE)
            return exit_status;
    }
    if (base.size == 0 || base.data[base.size - 1] == '/' ||
        (base.size <= 2 && memcmp(base.data, "..", base.size) == 0))
        return fail_usage(command, "-o %s: give the model's directory a name of its own", path);
    char *folder = folder_of(path);
    const int why = access(folder, W_OK | X_OK) == 0 ? 0 : errno;
    free(folder);
    return why == 0 ? EXIT_DONE : fail(command, EXIT_IO, "cannot save to %s: %s", path, strerror(why));
}

/* path without links, as far as there is anything; the caller frees. */
static char *resolve(const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole)
        return whole;
    tenor_str base = path_base_name(path);
    char *folder = folder_of(path);
    char *resolved = realpath(folder, NULL);
    const char *const known = resolved ? resolved : folder;
    const size_t size = strlen(known);
    char *joined = memory_resize(NULL, size + base.size + 2, 1);
    memcpy(joined, known, size);
    /* A folder that is not there keeps its slash. */
    const size_t at = size > 0 && known[size - 1] == '/' ? size : size + 1;
    joined[at - 1] = '/';
    memcpy(joined + at, base.data, base.size);
    joined[at + base.size] = '\0';
    free(resolved);
    free(folder);
    return joined;
}

/* Whether a file that is read, - for standard input, is this one. */
static bool is_input(const char *input, const struct stat *file)
{
    struct stat info;
    const int found = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &info) : stat(input, &info);
    return found == 0 && info.st_dev == file->st_dev && info.st_ino == file->st_ino;
}

int save_check_file(const struct command *command, const char *option, const char *path, const char *const *inputs,
                    size_t count)
{
    struct stat info;
    if (strcmp(path, "-") == 0)
        return fail_usage(command, "%s writes to a file: give it a name (./- for a file named -)", option);
    const bool is_there = stat(path, &info) == 0 && S_ISREG(info.st_mode);
    for (size_t i = 0; is_there && i < count; i++)
        if (inputs[i] && is_input(inputs[i], &info))
            return fail_usage(command, "%s %s would be written over %s, which is read", option, path,
                              path_name(inputs[i]));
    return EXIT_DONE;
}

int save_check_list(const struct command *command, const char *option, const char *path, const char *inputs)
{
    if (!path || !inputs || *inputs == '\0')
        return EXIT_DONE;
    struct path_list list = path_list_of(inputs);
    const int exit_status = save_check_file(command, option, path, (const char *const *)list.paths, list.count);
    path_list_free(&list);
    return exit_status;
}

static bool is_inside(const char *path, const char *folder)
{
    char *model = resolve(folder);
    char *file = resolve(path);
    const size_t size = strlen(model);
    const bool inside = strncmp(file, model, size) == 0 && (file[size] == '\0' || file[size] == '/');
    free(file);
    free(model);
    return inside;
}

int save_check_beside(const struct command *command, const char *option, const char *path, const char *model,
                      const char *const *inputs, size_t count)
{
    const int exit_status = save_check_file(command, option, path, inputs, count);
    if (exit_status != EXIT_DONE)
        return exit_status;
    if (model && is_inside(path, model))
        return fail_usage(command, "%s %s lies in the folder of the model %s: choose another name", option, path,
                          model);
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return fail_usage(command, "%s %s is a directory: give it the name of a file", option, path);
    char *folder = folder_of(path);
    const bool writable = access(path, F_OK) == 0 ? access(path, W_OK) == 0 : access(folder, W_OK | X_OK) == 0;
    const int why = writable ? 0 : errno;
    free(folder);
    return why == 0 ? EXIT_DONE : fail(command, EXIT_IO, "cannot write %s: %s", path, strerror(why));
}

void save_remove_leftovers(const struct command *command, const char *path)
{
    const size_t leftovers = tenor_leftovers_remove(path);
    if (leftovers > 0)
        warn(command, "removed %zu temporary file%s or folder%s that killed runs had left beside %s", leftovers,
             leftovers == 1 ? "" : "s", leftovers == 1 ? "" : "s", path);
}

int save_check_distinct(const struct command *command, const char *const (*outputs)[2], size_t count)
{
    int exit_status = EXIT_DONE;
    for (size_t i = 0; i < count && exit_status == EXIT_DONE; i++)
        for (size_t j = 0; j < i && exit_status == EXIT_DONE; j++) {
            if (!outputs[i][1] || !outputs[j][1])
                continue;
            char *one = resolve(outputs[i][1]);
            char *other = resolve(outputs[j][1]);
            if (strcmp(one, other) == 0)
                exit_status = fail_usage(command, "%s and %s name the same file", outputs[j][0], outputs[i][0]);
            free(one);
            free(other);
        }
    return exit_status;
}

int save_check(const struct command *command, const char *path, const char *log, const char *const *inputs,
               size_t count)
{
    int exit_status = check_output(command, path);
    if (exit_status == EXIT_DONE)
        save_remove_leftovers(command, path);
    return exit_status == EXIT_DONE && log ? save_check_beside(command, "--log", log, path, inputs, count)
                                           : exit_status;
}

/* ---- after ---- */

int save_model(const struct command *command, const tenor_model *model, const char *path, char **saved)
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    *saved = NULL;
    tenor_error error = {0};
    tenor_status status = tenor_model_save(model, path, &error);
    if (status == TENOR_OK) {
        *saved = copy_text(path, strlen(path));
        return EXIT_DONE;
    }
    int exit_status = fail_with(command, status, &error);
    if (exit_status == EXIT_USAGE) /* the path was a good one when training began */
        exit_status = EXIT_IO;
    char *beside = memory_resize(NULL, size + 24, 1);
    struct stat info;
    int number = 2;
    do
        snprintf(beside, size + 24, "%.*s-%d", (int)size, path, number);
    while (lstat(beside, &info) == 0 && number++ < MOST_NAMES);
    status = tenor_model_save(model, beside, &error);
    if (status != TENOR_OK) {
        free(beside);
        fail_with(command, status, &error);
        return exit_status;
    }
    warn(command, "the model is saved to %s instead", beside);
    *saved = beside;
    return exit_status;
}

int save_tested(const struct command *command, tenor_model *model, const tenor_report *test, const char *path)
{
    tenor_error error = {0};
    tenor_status status = tenor_report_record(test, model, &error);
    if (status == TENOR_OK)
        status = tenor_model_save(model, path, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(command, status, &error);
}
