/* What the tests of base/file share: system calls that fail on demand, and a folder to work in. Include it first. */
#ifndef TENOR_TESTS_FILE_RIG_H
#define TENOR_TESTS_FILE_RIG_H

#define _GNU_SOURCE /* renameat2 */
#include "base/file.h"

#include "base/failing.h"
#include "base/error.h"
#include "check_main.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* How the system calls fail, which file_rig.c has in place of the C library's. */
struct file_faults {
    size_t calls;          /* since armed */
    size_t fail_at;        /* the call that fails, from 1; 0 for none */
    int error_number;      /* and how */
    size_t longest;        /* bytes that one read or write moves; 0 for all */
    bool interrupt;        /* every other read, write and fsync fails with EINTR */
    bool interrupted;      /* the latest one did */
    bool again;            /* every other write fails with EAGAIN */
    bool refused;          /* the latest one did */
    int exchange_error;    /* of every renameat2 */
    const char *link;      /* what a link leads to that takes the name of the old folder right after an exchange */
    size_t renames;        /* since armed */
    size_t rename_fail_at; /* the rename that fails */
};

extern struct file_faults faults;

/* file_save.c makes the exchange itself where the C library has no renameat2. */
#ifdef __GLIBC__
enum { EXCHANGE_FAILS = 1 };
#else
enum { EXCHANGE_FAILS = 0 };
#endif

void disarm(void);

/* Goes into a new folder, named home, and leaves and removes it. */
extern char home[64];
void enter(void);
void quit(void);

void put(const char *path, const char *text);
bool holds(const char *path, const char *text);
int count_entries(const char *path);
unsigned mode_of(const char *path);
bool is_link(const char *path);

#endif
