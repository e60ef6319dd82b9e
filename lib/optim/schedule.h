/* The learning rate over the steps of training. */
#ifndef TENOR_OPTIM_SCHEDULE_H
#define TENOR_OPTIM_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the option's choices. */
typedef enum tenor__schedule_kind {
    TENOR__SCHEDULE_CONSTANT,
    TENOR__SCHEDULE_LINEAR,
    TENOR__SCHEDULE_COSINE,
    TENOR__SCHEDULE_PLATEAU,
} tenor__schedule_kind;

typedef struct tenor__schedule {
    tenor__schedule_kind kind;
    double rate;             /* the peak */
    uint64_t steps;          /* of the whole training, at least 1 */
    uint64_t warmup;         /* steps over which the rate rises linearly to the peak */
    uint32_t plateau_epochs; /* epochs without improvement before the plateau schedule halves the rate; at least 1 */
    uint32_t without_gain;
    double plateau_scale; /* factor of the rate; 1 at first */
} tenor__schedule;

/* warmup is a fraction of all steps, 0..1. */
tenor__schedule tenor__schedule_new(tenor__schedule_kind kind, double rate, double warmup, uint64_t steps,
                                    uint32_t plateau_epochs);

/* The rate of a step, 0 <= step < steps. After the warm-up, "linear" and "cosine" (Loshchilov and Hutter 2017, without
 * restarts) fall from the peak towards 0 at the last step. */
double tenor__schedule_rate(const tenor__schedule *schedule, uint64_t step);

/* Tells the schedule whether the last epoch brought an improvement, as tenor__early_stopping_note defines it. */
void tenor__schedule_epoch(tenor__schedule *schedule, bool gained);

#endif
