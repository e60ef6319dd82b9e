/* A monotonic clock. */
#ifndef TENOR_BASE_CLOCK_H
#define TENOR_BASE_CLOCK_H

/* Seconds since a fixed time before the process began. */
double tenor__clock(void);

#endif
