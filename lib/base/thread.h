/* Threads that leave signals to the program's own. */
#ifndef TENOR_BASE_THREAD_H
#define TENOR_BASE_THREAD_H

#include <pthread.h>

/* As pthread_create, but every signal but those of faults is blocked in the new thread, so that the program's own
 * threads handle them.
 * Returns 0 or the error number. */
int tenor__thread_start(pthread_t *thread, void *(*function)(void *argument), void *argument);

#endif
