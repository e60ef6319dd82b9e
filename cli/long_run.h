/* A long computation: shows its progress, catches the signals that ask it to stop, measures its time. */
#ifndef TENOR_CLI_LONG_RUN_H
#define TENOR_CLI_LONG_RUN_H

#include "interrupt.h"
#include "output/progress.h"

struct long_run {
    struct output *err; /* NULL when quiet */
    struct progress progress;
    struct interrupt interrupt;
};

/* err is borrowed until the end; NULL shows nothing. */
void long_run_begin(struct long_run *run, struct output *err);

/* Returns how many seconds it took. */
double long_run_end(struct long_run *run);

#endif
