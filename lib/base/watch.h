/* Tells a caller how far a long work has come. */
#ifndef TENOR_BASE_WATCH_H
#define TENOR_BASE_WATCH_H

#include <stdatomic.h>
#include <stdint.h>

/* A loop over small things tells of so many at a time. */
enum { TENOR__WATCH_STEP = 64 };

/* As tenor_work_kind has them. */
typedef enum tenor__work_kind { TENOR__WORK_READING, TENOR__WORK_TOKENIZING, TENOR__WORK_NGRAMS } tenor__work_kind;

/* Who is told; function is NULL for nobody. */
typedef struct tenor__watcher {
    void (*function)(tenor__work_kind kind, uint64_t done, uint64_t all, const void *user);
    const void *user;
} tenor__watcher;

typedef struct tenor__watch {
    tenor__watcher watcher;
    tenor__work_kind kind;
    _Atomic uint64_t done;
    _Atomic uint64_t all;
    atomic_flag busy; /* somebody is being told */
    double told;      /* when, by the clock */
} tenor__watch;

/* all: at most so many; 0 if that is not known. */
void tenor__watch_begin(tenor__watch *watch, tenor__watcher watcher, tenor__work_kind kind, uint64_t all);

/* So many more are done, or will not be needed. From any thread; watch may be NULL. */
void tenor__watch_add(tenor__watch *watch, uint64_t count);
void tenor__watch_skip(tenor__watch *watch, uint64_t count);

#endif
