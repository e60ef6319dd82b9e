#define _GNU_SOURCE /* realpath, strdup */
#include "output/out_file.h"

#include "failure.h"
#include "memory.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_FOUND = 127 /* of a shell, for a program that is not there */ };

static const struct {
    const char *suffix;
    const char *program;
} compressors[] = {{".gz", "gzip"}, {".zst", "zstd"}, {".xz", "xz"}, {".bz2", "bzip2"}};
enum { COMPRESSORS = sizeof compressors / sizeof *compressors };

/* COMPRESSORS for none. */
static size_t find_compressor(const char *path)
{
    const size_t size = strlen(path);
    size_t i = 0;
    for (; i < COMPRESSORS; i++) {
        const size_t length = strlen(compressors[i].suffix);
        if (size > length && strcmp(path + size - length, compressors[i].suffix) == 0)
            break;
    }
    return i;
}

size_t out_file_plain_size(const char *path)
{
    const size_t i = find_compressor(path);
    return strlen(path) - (i < COMPRESSORS ? strlen(compressors[i].suffix) : 0);
}

/* Starts the compressor, which reads what is written to file->descriptor and writes to target. */
static int start_compressor(struct out_file *file, int target)
{
    int ends[2];
    if (pipe(ends) != 0)
        return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    file->process = fork();
    if (file->process == 0) {
        if (dup2(ends[0], STDIN_FILENO) >= 0 && dup2(target, STDOUT_FILENO) >= 0)
            execlp(file->compressor, file->compressor, "-c", (char *)NULL);
        _exit(NOT_FOUND);
    }
    const int why = file->process < 0 ? errno : 0;
    close(ends[0]);
    if (why != 0)
        close(ends[1]);
    else
        file->descriptor = ends[1];
    return why;
}

/* A device or a pipe is written to where it is. A link stays: what it leads to is replaced. A file keeps its mode. */
static int open_target(struct out_file *file)
{
    struct stat kind;
    const bool exists = stat(file->path, &kind) == 0;
    if (exists && !S_ISREG(kind.st_mode))
        return open(file->path, O_WRONLY | O_CLOEXEC);
    char *resolved = exists ? realpath(file->path, NULL) : NULL;
    struct text beside = {0};
    text_add(&beside, "%s", resolved ? resolved : file->path);
    file->target = memory_check(strdup(beside.data));
    text_add(&beside, ".%ld.part", (long)getpid());
    free(resolved);
    file->beside = beside.data;
    const int target = open(file->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? 0600 : 0666);
    if (target >= 0 && exists)
        fchmod(target, kind.st_mode & 0777);
    return target;
}

static void forget(struct out_file *file)
{
    free(file->beside);
    free(file->target);
    *file = (struct out_file){.descriptor = -1};
}

int out_file_open(struct out_file *file, const struct command *command, const char *path)
{
    const size_t compressor = find_compressor(path);
    *file = (struct out_file){.command = command, .path = path, .process = -1, .descriptor = -1};
    if (compressor < COMPRESSORS)
        file->compressor = compressors[compressor].program;
    const int target = open_target(file);
    int why = target < 0 ? errno : 0;
    if (why == 0 && file->compressor) {
        signal(SIGPIPE, SIG_IGN); /* that the compressor has ended is found out when it is waited for */
        why = start_compressor(file, target);
        close(target);
    } else {
        file->descriptor = target;
    }
    if (why == 0)
        return EXIT_DONE;
    if (target >= 0 && file->beside)
        unlink(file->beside);
    forget(file);
    return fail(command, EXIT_IO, "cannot write %s: %s", path, strerror(why));
}

static int wait_for_compressor(const struct out_file *file)
{
    int status = 0;
    while (waitpid(file->process, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return EXIT_DONE;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
        return fail(file->command, EXIT_IO, "%s: the program %s, which compresses it, is not installed", file->path,
                    file->compressor);
    return fail(file->command, EXIT_IO, "%s: %s failed", file->path, file->compressor);
}

/* A pipe and the like cannot be synced. */
static int sync_and_close(int descriptor)
{
    const int why = fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS ? errno : 0;
    return close(descriptor) != 0 && why == 0 ? errno : why;
}

int out_file_close(struct out_file *file, int exit_status)
{
    if (!file->path)
        return exit_status;
    int why = sync_and_close(file->descriptor);
    if (file->compressor) {
        const int compressed = wait_for_compressor(file);
        exit_status = exit_status == EXIT_DONE ? compressed : exit_status;
    }
    if (exit_status == EXIT_DONE && why == 0 && file->beside && rename(file->beside, file->target) != 0)
        why = errno;
    if (exit_status == EXIT_DONE && why != 0)
        exit_status = fail(file->command, EXIT_IO, "cannot write %s: %s", file->path, strerror(why));
    if (exit_status != EXIT_DONE && file->beside)
        unlink(file->beside);
    forget(file);
    return exit_status;
}
