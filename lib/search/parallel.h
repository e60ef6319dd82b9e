/* Trainings side by side: jobs that each have a thread of their own, and whose ends are told in their order. */
#ifndef TENOR_SEARCH_PARALLEL_H
#define TENOR_SEARCH_PARALLEL_H

#include <tenor_search.h>

typedef struct tenor__parallel tenor__parallel;

/* What a job does and what is told of it. */
typedef struct tenor__parallel_jobs {
    size_t count;
    size_t threads; /* for all jobs together; 0: as many as the process may run on */
    void *user;
    /* Does a job, on any thread, with `threads` threads. A failure ends the jobs behind it. */
    tenor_status (*work)(tenor__parallel *parallel, size_t job, size_t threads, void *user, tenor_error *error);
    /* These come one at a time, from any thread; false stops all jobs. */
    bool (*look)(size_t job, const tenor_progress *progress, void *user); /* now and then during a training */
    bool (*tell)(size_t job, void *user); /* a job is done without failure; they are told in their order */
} tenor__parallel_jobs;

/* Runs the jobs. Jobs have a thread each as long as there are enough of them, since threads within a job wait for
 * each other. The failure of the first job that has one; TENOR_INTERRUPTED, without a message, when stopped. Either
 * way, jobs that were done are told, though others before them were not. */
tenor_status tenor__parallel_run(const tenor__parallel_jobs *jobs, const tenor_alloc *alloc, tenor_error *error);

/* What came of a training. Zero-initialize. */
typedef struct tenor__training {
    tenor_trainer_info info;
    tenor_progress progress; /* as last told */
    uint32_t epochs;         /* done */
    tenor_epoch score;       /* of the best epoch; its epoch is 0 when none was done */
    double seconds;
    bool whole;         /* it came to its end */
    tenor_model *model; /* the best so far; NULL for none. */
} tenor__training;

/* Trains within a job. corpora as for tenor_trainer_new, which copies what it needs; `share` > 1 ends the training
 * after that part of its epochs, rounded up, and such a training gives a model only when it is whole. A training that
 * is stopped, by its share or with its job, is a success that is not whole. Whatever is returned, the caller frees the
 * model. alloc may be called by any thread. */
tenor_status tenor__parallel_train(tenor__parallel *parallel, size_t job, const tenor_options *options,
                                   const tenor_corpus *train, const tenor_corpus *dev, uint32_t share,
                                   const tenor_alloc *alloc, tenor__training *out, tenor_error *error);

#endif
