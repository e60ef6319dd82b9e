/* A request to classify on its way: it is read, classified as a whole or slice by slice, and answered by the thread
 * that finishes the last slice. */
#ifndef TENOR_CLI_SERVE_JOB_H
#define TENOR_CLI_SERVE_JOB_H

#include "serve/http.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/request.h"

enum { JOB_PROBABILITIES = 1 << 20 /* of a batch, and in an answer */ };

struct job {
    struct job *next; /* in a queue */
    struct http_exchange *exchange;
    struct served *served;
    struct request request;
    bool begun;          /* it was read */
    bool divided;        /* it is taken slice by slice */
    size_t slice;        /* texts of each */
    size_t taken;        /* texts that threads have begun, for the queue */
    struct text *pieces; /* of the answer, one a slice; NULL when it is one */
    struct text whole;
    atomic_size_t done;   /* texts */
    atomic_size_t tokens; /* of them */
    atomic_int status;    /* of a slice that failed */
};

/* Texts of a job, from..to. */
struct slice {
    struct job *job;
    size_t from;
    size_t to;
};

/* Takes over the model and the request. */
struct job *job_new(struct http_exchange *exchange, struct served *served, const struct request *request);

/* Answers with the error, and frees the job. */
void job_fail(struct job *job, const struct request_error *error);

/* Reads the body. False when that was an error, which is answered then. */
bool job_begin(struct job *job);

/* Makes room for the slices of a job that has begun. */
void job_divide(struct job *job);

/* Writes the results of a slice, one row of probabilities a text, and after the last one answers and frees the job.
 * When status is a failure the answer says so. */
void job_finish(const struct slice *slice, tenor_session *session, const float *probabilities, tenor_status status,
                struct metrics *metrics);

#endif
