/* The course of a long computation: its progress is shown, signals that ask it to stop are caught, its time is taken.
 */
#ifndef TENOR_CLI_COURSE_H
#define TENOR_CLI_COURSE_H

#include "interrupt.h"
#include "progress.h"

struct course {
    struct output *err; /* NULL when quiet */
    struct progress progress;
    struct interrupt interrupt;
};

/* err is borrowed until the end; NULL shows nothing. */
void course_begin(struct course *course, struct output *err);

/* Returns how many seconds it took. */
double course_end(struct course *course);

#endif
