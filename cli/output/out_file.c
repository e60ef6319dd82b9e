#define _GNU_SOURCE /* flock, getrandom, realpath, strdup */
#include "output/out_file.h"

#include "failure.h"
#include "memory.h"
#include "output/save.h"
#include "text.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_TRIES = 100 };
enum { NOT_FOUND = 127 /* of a shell, for a program that is not there */ };

static const struct {
    const char *suffix;
    const char *program;
} compressors[] = {{".gz", "gzip"}, {".zst", "zstd"}, {".xz", "xz"}, {".bz2", "bzip2"}};
enum { COMPRESSORS = sizeof compressors / sizeof *compressors };

/* COMPRESSORS for none. */
static size_t find_compressor(const char *path)
{
    size_t i = 0;
    while (i < COMPRESSORS && !path_ends_in(path, strlen(path), compressors[i].suffix))
        i++;
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

/* Locks a new temporary file until its descriptor is closed, so that tenor_leftovers_remove leaves it alone. False when
 * another process is removing it. */
static bool claim(int descriptor)
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

/* Makes a temporary file in the folder of file->target, under a name that tenor_leftovers_remove knows. -1: errno. */
static int open_beside(struct out_file *file, mode_t mode)
{
    const char *slash = strrchr(file->target, '/');
    const size_t folder = slash ? (size_t)(slash + 1 - file->target) : 0;
    for (int i = 0; i < MOST_TRIES; i++) {
        unsigned long long number = 0;
        struct text beside = {0};
        if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
            number = (unsigned long long)getpid() * MOST_TRIES + (unsigned long long)i;
        text_add(&beside, "%.*s.tenor-%016llx.tmp", (int)folder, file->target, number);
        const int made = open(beside.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (made >= 0 && claim(made)) {
            file->beside = beside.data;
            return made;
        }
        const int why = made >= 0 ? EEXIST : errno;
        if (made >= 0)
            close(made);
        free(beside.data);
        errno = why;
        if (why != EEXIST && why != EINTR)
            return -1;
    }
    return -1;
}

/* A device or a pipe is written to where it is. A link stays: what it leads to is replaced. A file keeps its mode. */
static int open_target(struct out_file *file)
{
    struct stat kind;
    const bool exists = stat(file->path, &kind) == 0;
    if (exists && !S_ISREG(kind.st_mode))
        return open(file->path, O_WRONLY | O_CLOEXEC);
    file->target = exists ? realpath(file->path, NULL) : NULL;
    if (!file->target)
        file->target = memory_check(strdup(file->path));
    const int target = open_beside(file, exists ? 0600 : 0666);
    if (target >= 0 && exists)
        fchmod(target, kind.st_mode & 0777);
    return target;
}

static void forget(struct out_file *file)
{
    free(file->beside);
    free(file->target);
    if (file->held >= 0)
        close(file->held);
    *file = (struct out_file){.held = -1, .descriptor = -1};
}

int out_file_open(struct out_file *file, const struct command *command, const char *path)
{
    const size_t compressor = find_compressor(path);
    *file = (struct out_file){.command = command, .path = path, .process = -1, .held = -1, .descriptor = -1};
    if (compressor < COMPRESSORS)
        file->compressor = compressors[compressor].program;
    save_remove_leftovers(command, path);
    file->held = open_target(file);
    int why = file->held < 0 ? errno : 0;
    if (why == 0 && file->compressor) {
        signal(SIGPIPE, SIG_IGN); /* that the compressor has ended is found out when it is waited for */
        why = start_compressor(file, file->held);
    } else if (why == 0) {
        file->descriptor = fcntl(file->held, F_DUPFD_CLOEXEC, 0);
        why = file->descriptor < 0 ? errno : 0;
    }
    if (why == 0)
        return EXIT_DONE;
    if (file->beside)
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
static int sync_file(int descriptor)
{
    return fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS ? errno : 0;
}

static int sync_and_close(int descriptor)
{
    const int why = sync_file(descriptor);
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
        if (why == 0)
            why = sync_file(file->held);
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
