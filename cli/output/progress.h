/* How training goes, on standard error: at a terminal a bar that moves, and a line an epoch. */
#ifndef TENOR_CLI_OUTPUT_PROGRESS_H
#define TENOR_CLI_OUTPUT_PROGRESS_H

#include "output/output.h"

struct progress {
    struct output *out;
    bool bar;       /* a terminal that can go back to the start of a line */
    size_t columns; /* of the terminal */
    double started; /* seconds, of the monotonic clock */
    double counted; /* when progress_count showed something last */
    bool is_drawn;  /* a bar is on the line */
    tenor_options *watched;
    bool is_watching;
    tenor_work work; /* when it was told of first */
};

void progress_start(struct progress *progress, struct output *out);

/* Draws the bar, or prints the line of an epoch that is done. */
void progress_show(struct progress *progress, const tenor_progress *now);

/* Where a bar could be: shows a line in its place, cut to the terminal. */
void progress_note(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shows how many of `all` things ("texts") are done, with the rate, and of a known number (all > 0) the time left, five
 * times a second at most. */
void progress_count(struct progress *progress, const char *what, uint64_t done, uint64_t all);

/* Shows the work that the library does with these options before it trains, until the bar is removed. */
void progress_watch(struct progress *progress, tenor_options *options);

/* "1:05", "1:02:03". */
void progress_format_time(char *out, size_t size, double seconds);

/* Removes the bar, and ends the watch. */
void progress_clear(struct progress *progress);

/* Seconds of the monotonic clock. */
double progress_clock(void);

#endif
