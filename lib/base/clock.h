/* Time that only goes forward. */
#ifndef TENOR_BASE_CLOCK_H
#define TENOR_BASE_CLOCK_H

/* Seconds since some moment before the process began. */
double tenor__clock(void);

#endif
