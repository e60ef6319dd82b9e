/* Signals that ask a long command to stop: Ctrl-C, SIGTERM, and SIGHUP of a terminal that goes away. */
#ifndef TENOR_CLI_INTERRUPT_H
#define TENOR_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

enum { INTERRUPT_SIGNALS = 3 };

struct interrupt {
    struct sigaction before[INTERRUPT_SIGNALS];
};

/* From here to interrupt_release the first signal is noted instead of ending the process; the second ends it at once. A
 * signal that is ignored, as nohup and background jobs have it, stays so. */
void interrupt_catch(struct interrupt *interrupt);
void interrupt_release(const struct interrupt *interrupt);

/* Whether a signal was caught. May be called by any thread. */
bool interrupt_caught(void);

/* Ends the process by the signal that was caught, if any, so that a shell that runs it in a loop sees that it was
 * interrupted, and stops too. */
void interrupt_raise(void);

#endif
