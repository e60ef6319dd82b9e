#include "optim/schedule.h"

#include <math.h>

static const double PI = 3.141592653589793;

tenor__schedule tenor__schedule_new(tenor__schedule_kind kind, double rate, double warmup, uint64_t steps,
                                    uint32_t plateau_epochs)
{
    return (tenor__schedule){
        .kind = kind,
        .rate = rate,
        .steps = steps,
        .warmup = (uint64_t)ceil(warmup * (double)steps),
        .plateau_epochs = plateau_epochs,
        .plateau_scale = 1,
    };
}

double tenor__schedule_rate(const tenor__schedule *schedule, uint64_t step)
{
    if (step < schedule->warmup)
        return schedule->rate * (double)(step + 1) / (double)schedule->warmup;
    /* 0 at the first step after the warm-up, below 1 at the last. */
    const double progress = (double)(step - schedule->warmup) / (double)(schedule->steps - schedule->warmup);
    switch (schedule->kind) {
    case TENOR__SCHEDULE_CONSTANT:
        return schedule->rate;
    case TENOR__SCHEDULE_LINEAR:
        return schedule->rate * (1 - progress);
    case TENOR__SCHEDULE_COSINE:
        return schedule->rate * 0.5 * (1 + cos(PI * progress));
    case TENOR__SCHEDULE_PLATEAU:
        return schedule->rate * schedule->plateau_scale;
    }
    return schedule->rate;
}

void tenor__schedule_epoch(tenor__schedule *schedule, bool gained)
{
    schedule->without_gain = gained ? 0 : schedule->without_gain + 1;
    if (schedule->without_gain < schedule->plateau_epochs)
        return;
    schedule->plateau_scale *= 0.5;
    schedule->without_gain = 0;
}
