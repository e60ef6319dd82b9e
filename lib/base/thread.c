#define _GNU_SOURCE /* pthread_sigmask */
#include "base/thread.h"

#include <signal.h>
#include <stddef.h>

/* Of the thread that causes them: blocked, they end the program. A mapped file that is cut short is one. */
static const int FAULTS[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};

int tenor__thread_start(pthread_t *thread, void *(*function)(void *argument), void *argument)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++)
        sigdelset(&all, FAULTS[i]);
    int why = pthread_sigmask(SIG_SETMASK, &all, &before);
    if (why != 0)
        return why;
    why = pthread_create(thread, NULL, function, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return why;
}
