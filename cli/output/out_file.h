/* A file that is written whole or not at all, compressed as its suffix says: .gz, .zst, .xz or .bz2. */
#ifndef TENOR_CLI_OUTPUT_OUT_FILE_H
#define TENOR_CLI_OUTPUT_OUT_FILE_H

#include "command.h"

#include <sys/types.h>

struct out_file {
    const struct command *command;
    const char *path;       /* NULL for one that is not open */
    char *target;           /* path without links; NULL for what is written where it is: a device, a pipe */
    char *beside;           /* where it is written; NULL likewise */
    const char *compressor; /* a program; NULL for none */
    pid_t process;
    int held;       /* where it is written, locked until it is in its place; -1 when there is none */
    int descriptor; /* to write to; -1 likewise */
};

/* The length of path without the suffix of a compressed file. */
size_t out_file_plain_size(const char *path);

/* Removes what killed runs left beside path, and says so. Says what is wrong and returns an exit status. */
int out_file_open(struct out_file *file, const struct command *command, const char *path);

/* After the last byte: puts the file in its place if exit_status is EXIT_DONE, else removes it. Returns an exit status.
 */
int out_file_close(struct out_file *file, int exit_status);

#endif
