#define _GNU_SOURCE /* pthread_sigmask */
#include "base/thread.h"

#include <signal.h>

int tenor__thread_start(pthread_t *thread, void *(*function)(void *argument), void *argument)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    int why = pthread_sigmask(SIG_SETMASK, &all, &before);
    if (why != 0)
        return why;
    why = pthread_create(thread, NULL, function, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return why;
}
