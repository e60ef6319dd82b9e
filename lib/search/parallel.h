/* Parallel trainings: jobs that run one per thread and report completion in order. */
#ifndef TENOR_SEARCH_PARALLEL_H
#define TENOR_SEARCH_PARALLEL_H

#include <tenor_search.h>

typedef struct tenor__parallel tenor__parallel;

/* The callbacks of the jobs. */
typedef struct tenor__parallel_jobs {
    size_t count;
    size_t threads; /* for all jobs together; 0: all that the process may use */
    void *user;
    /* Runs a job on any thread, with `threads` threads. If it fails, later jobs are stopped or not started; if it
     * returns TENOR_INTERRUPTED, all are. */
    tenor_status (*work)(tenor__parallel *parallel, size_t job, size_t threads, void *user, tenor_error *error);
    /* Called one at a time, from any thread. Returning false stops all jobs. */
    bool (*on_progress)(size_t job, const tenor_progress *progress, void *user); /* during a training */
    bool (*on_done)(size_t job, void *user); /* after a job without failure; in the order of the jobs */
} tenor__parallel_jobs;

/* Runs the jobs. While there are enough jobs, each has one thread, because threads within a job wait for each other.
 * Returns the failure of the first failed job, or TENOR_INTERRUPTED without a message if the jobs were stopped. In both
 * cases on_done is also called for finished jobs that have unfinished ones before them. */
tenor_status tenor__parallel_run(const tenor__parallel_jobs *jobs, const tenor_alloc *alloc, tenor_error *error);

/* The result of a training. Zero-initialize it. */
typedef struct tenor__training {
    tenor_trainer_info info;
    tenor_progress progress; /* as last reported */
    uint32_t epochs;         /* finished epochs */
    tenor_epoch score;       /* of the best epoch; its epoch is 0 if none was finished */
    double seconds;
    bool whole;         /* it ran to its end */
    tenor_model *model; /* of the best epoch so far, or NULL */
} tenor__training;

/* Trains within a job. The corpora are as for tenor_trainer_new, which copies what it needs. A divisor > 1 stops the
 * training after 1 / divisor of its epochs, rounded up; such a training returns a model only if it is whole. A training
 * that was stopped, by its divisor or with its job, succeeds but is not whole. The caller frees the model, whatever is
 * returned. Any thread may call alloc. */
tenor_status tenor__parallel_train(tenor__parallel *parallel, size_t job, const tenor_options *options,
                                   const tenor_corpus *train, const tenor_corpus *dev, uint32_t divisor,
                                   const tenor_alloc *alloc, tenor__training *out, tenor_error *error);

#endif
