#include "base/file_rig.h"

struct file_faults faults;

static bool is_failing(void)
{
    if (++faults.calls != faults.fail_at)
        return false;
    errno = faults.error_number;
    return true;
}

static bool is_interrupted(void)
{
    faults.interrupted = faults.interrupt && !faults.interrupted;
    errno = EINTR;
    return faults.interrupted;
}

static size_t shorten(size_t size)
{
    return faults.longest > 0 && size > faults.longest ? faults.longest : size;
}

ssize_t read(int file, void *data, size_t size)
{
    if (is_interrupted() || is_failing())
        return -1;
    return (ssize_t)syscall(SYS_read, file, data, shorten(size));
}

ssize_t pread(int file, void *data, size_t size, off_t place)
{
    if (is_interrupted() || is_failing())
        return -1;
    return (ssize_t)syscall(SYS_pread64, file, data, shorten(size), place);
}

ssize_t write(int file, const void *data, size_t size)
{
    if (is_interrupted() || is_failing())
        return -1;
    faults.refused = faults.again && !faults.refused;
    if (faults.refused) {
        errno = EAGAIN;
        return -1;
    }
    return (ssize_t)syscall(SYS_write, file, data, shorten(size));
}

int fsync(int file)
{
    if (is_interrupted() || is_failing())
        return -1;
    return (int)syscall(SYS_fsync, file);
}

int mkdir(const char *path, mode_t mode)
{
    return is_failing() ? -1 : mkdirat(AT_FDCWD, path, mode);
}

int rename(const char *from, const char *to)
{
    if (is_failing())
        return -1;
    if (++faults.renames == faults.rename_fail_at) {
        errno = EBUSY;
        return -1;
    }
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

#ifdef __GLIBC__
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (is_failing())
        return -1;
    if (faults.exchange_error != 0) {
        errno = faults.exchange_error;
        return -1;
    }
    const int result = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    if (result == 0 && faults.link) {
        ck_assert_int_eq(renameat(from_folder, from, AT_FDCWD, "moved"), 0);
        ck_assert_int_eq(symlink(faults.link, from), 0);
    }
    return result;
}
#endif

void disarm(void)
{
    memset(&faults, 0, sizeof faults);
}

/* ---- a folder to work in ---- */

char home[64];

void enter(void)
{
    strcpy(home, "/tmp/check_file.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
    ck_assert_int_eq(chdir(home), 0);
    umask(022);
    disarm();
}

static int remove_one(const char *path, const struct stat *kind, int type, struct FTW *place)
{
    (void)kind;
    (void)type;
    (void)place;
    return remove(path);
}

void quit(void)
{
    disarm();
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

bool holds(const char *path, const char *text)
{
    char found[256];
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t size = fread(found, 1, sizeof found - 1, file);
    found[size] = '\0';
    fclose(file);
    return strcmp(found, text) == 0;
}

int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    int count = -2;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

unsigned mode_of(const char *path)
{
    struct stat kind;
    ck_assert_int_eq(lstat(path, &kind), 0);
    return kind.st_mode & 07777;
}

bool is_link(const char *path)
{
    struct stat kind;
    return lstat(path, &kind) == 0 && S_ISLNK(kind.st_mode);
}
