/* The time that passes. */
#ifndef TENOR_CLI_SERVE_CLOCK_H
#define TENOR_CLI_SERVE_CLOCK_H

/* Seconds of a clock that only goes forward. */
double clock_now(void);

/* Seconds that this thread has had of a processor. */
double clock_of_thread(void);

#endif
