#include "train/trainer.h"

#include "base/clock.h"
#include "base/error.h"
#include "nn/gradient_sums.h"

#include <math.h>
#include <string.h>

static const double PROGRESS_SECONDS = 0.1;

/* The state of the current epoch. */
typedef struct epoch_run {
    tenor_trainer *trainer;
    tenor_progress_fn progress;
    void *user;
    tenor_progress now;
    double cross_entropy; /* sum over now.examples */
    double began;         /* monotonic clock, seconds */
    double reported;
    bool stopped;
} epoch_run;

static void report(epoch_run *epoch)
{
    if (epoch->progress && !epoch->progress(&epoch->now, epoch->user))
        epoch->stopped = true;
}

static tenor_status fail_not_finite(const epoch_run *epoch, const char *what, size_t step, tenor_error *error)
{
    const tenor_options *options = epoch->trainer->options;
    return tenor__error_option(
        error, "lr",
        tenor__error_set(error, TENOR_NOT_FINITE,
                         "epoch %lu, step %zu of %zu: %s is not finite; lower option 'lr' (now %s) or %s option 'clip' "
                         "(now %s)",
                         (unsigned long)epoch->now.epoch, step, epoch->trainer->batches.count, what,
                         tenor__options_text(options, TENOR__OPTION_lr), options->values.clip > 0 ? "lower" : "set",
                         tenor__options_text(options, TENOR__OPTION_clip)));
}

static bool begin_epoch(epoch_run *epoch, uint32_t number)
{
    tenor_trainer *trainer = epoch->trainer;
    const size_t steps = trainer->batches.count;
    for (size_t i = 0; i < steps; i++)
        trainer->rates[i] = tenor__schedule_rate(&trainer->schedule, (uint64_t)(number - 1) * steps + i);
    tenor__random random = tenor__random_new((uint64_t)trainer->options->values.seed, TENOR__STREAM_SHUFFLE + number);
    tenor__batch_sampler_shuffle(&trainer->batches, number - 1, &random);
    epoch->now = (tenor_progress){
        .epoch = number,
        .epochs = trainer->epoch_limit,
        .examples_in_epoch = trainer->train.count,
    };
    epoch->cross_entropy = 0;
    epoch->began = epoch->reported = tenor__clock();
    tenor__sparse_rows_table_begin_epoch(&trainer->table);
    return tenor__optimizer_begin_epoch(&trainer->optimizer, trainer->rates, steps);
}

/* Trains on the epoch's batches until they are done or training is stopped. */
static tenor_status run_steps(epoch_run *epoch, tenor_error *error)
{
    tenor_trainer *trainer = epoch->trainer;
    const size_t steps = trainer->batches.count;
    for (size_t i = 0; i < steps && !epoch->stopped; i++) {
        const tenor__sampled_batch batch = tenor__batch_sampler_get(&trainer->batches, i);
        const bool last = i + 1 == steps;
        tenor__sampled_batch next = {0};
        if (!last)
            next = tenor__batch_sampler_get(&trainer->batches, i + 1);
        tenor__step_result result;
        const tenor_status status =
            tenor__training_step_run(&trainer->training_step, &batch, last ? NULL : &next, &result);
        if (status == TENOR_NOT_FINITE)
            return fail_not_finite(epoch, isfinite(result.cross_entropy) ? "the gradient" : "the loss", i + 1, error);
        if (status != TENOR_OK)
            return tenor__error_set_memory(error);
        epoch->cross_entropy += result.cross_entropy;
        epoch->now.examples += batch.count;
        epoch->now.tokens += result.tokens;
        epoch->now.loss = epoch->cross_entropy / (double)epoch->now.examples;
        const double time = tenor__clock();
        epoch->now.seconds = time - epoch->began;
        if (atomic_load_explicit(&trainer->stop, memory_order_relaxed))
            epoch->stopped = true;
        else if (time - epoch->reported >= PROGRESS_SECONDS) {
            epoch->reported = time;
            report(epoch);
        }
    }
    tenor__training_step_catch_up(&trainer->training_step);
    epoch->now.seconds = tenor__clock() - epoch->began;
    return TENOR_OK;
}

/* The weights of an epoch: the weight average, or without one the weights of the last step. */
static tenor__weights result_of(const tenor_trainer *trainer)
{
    return (tenor__weights){trainer->table.average.mean ? trainer->table.average.mean : trainer->weights.embedding,
                            trainer->average.block ? trainer->average.block : trainer->weights.block};
}

/* The same weights with the recurrent matrices rounded, so that the scored weights are those of the saved model. */
static tenor__weights round_weights(const tenor_trainer *trainer, tenor__weights weights)
{
    memcpy(trainer->rounded, weights.block, tenor__network_block_size(trainer->network) * sizeof *weights.block);
    tenor__network_round(trainer->network, trainer->rounded);
    return (tenor__weights){weights.embedding, trainer->rounded};
}

static bool are_finite(const tenor_trainer *trainer, tenor__weights weights)
{
    const tenor__network_config *config = tenor__network_config_of(trainer->network);
    return isfinite(tenor__gradient_sums_squares(tenor__network_block_size(trainer->network), weights.block) +
                    tenor__gradient_sums_squares(config->words * config->dim, weights.embedding));
}

/* Scores the epoch's weights, keeps them if they are the best, and adds the epoch to the history. */
static tenor_status end_epoch(epoch_run *epoch, tenor_error *error)
{
    tenor_trainer *trainer = epoch->trainer;
    const tenor__weights result = result_of(trainer);
    tenor_epoch scores = {.epoch = epoch->now.epoch, .train_loss = epoch->now.loss};
    void *epochs = trainer->epochs;
    if (!tenor__alloc_grow(&trainer->alloc, &epochs, &trainer->epoch_capacity, trainer->epoch_count + 1,
                           sizeof *trainer->epochs))
        return tenor__error_set_memory(error);
    trainer->epochs = epochs;
    if (!are_finite(trainer, result))
        return fail_not_finite(epoch, "a weight", trainer->batches.count, error);
    const tenor__weights weights = round_weights(trainer, result);
    const tenor__parameters parameters = {weights.embedding, weights.block};
    tenor__training_step_pack(&trainer->training_step, weights.block, trainer->scored_weights);
    if (!tenor__scorer_run(&trainer->scorer, parameters, trainer->scored_weights, &scores))
        return tenor__error_set_memory(error);
    if (!isfinite(scores.dev_loss))
        return fail_not_finite(epoch, "the loss on the dev corpus", trainer->batches.count, error);
    trainer->epochs[trainer->epoch_count++] = scores;
    epoch->now.epoch_done = true;
    const tenor__stacking *stacking = &trainer->scorer.stacking;
    epoch->now.best = tenor__checkpoint_offer(&trainer->checkpoint, &scores, weights, stacking->second);
    if (epoch->now.best) {
        tenor__network_scale_head(trainer->network, trainer->checkpoint.weights.block, (float)stacking->first);
        trainer->temperature = tenor__scorer_temperature(&trainer->scorer);
        tenor__scorer_keep(&trainer->scorer);
    }
    epoch->now.dev_loss = scores.dev_loss;
    epoch->now.dev_accuracy = scores.dev_accuracy;
    epoch->now.dev_macro_f1 = scores.dev_macro_f1;
    tenor__schedule_epoch(&trainer->schedule,
                          tenor__early_stopping_note(&trainer->early_stopping, epoch->now.best, scores.dev_loss));
    return TENOR_OK;
}

static tenor_status fail_interrupted(const epoch_run *epoch, tenor_error *error)
{
    const uint32_t best = epoch->trainer->checkpoint.epoch.epoch;
    return tenor__error_set(error, TENOR_INTERRUPTED,
                            "training was stopped in epoch %lu; the best model so far is of epoch %lu",
                            (unsigned long)epoch->now.epoch, (unsigned long)best);
}

tenor_status tenor__trainer_epoch_run(tenor_trainer *trainer, tenor_progress_fn progress, void *user,
                                      tenor_error *error)
{
    epoch_run epoch = {.trainer = trainer, .progress = progress, .user = user};
    for (uint32_t number = 1; number <= trainer->epoch_limit; number++) {
        if (!begin_epoch(&epoch, number))
            return tenor__error_set_memory(error);
        TENOR_TRY(run_steps(&epoch, error));
        const bool complete = epoch.now.examples == epoch.now.examples_in_epoch;
        /* An unfinished epoch is scored only if no epoch was finished. */
        if (complete || trainer->epoch_count == 0)
            TENOR_TRY(end_epoch(&epoch, error));
        if (complete)
            report(&epoch);
        if (epoch.stopped || atomic_load_explicit(&trainer->stop, memory_order_relaxed))
            return fail_interrupted(&epoch, error);
        if (tenor__early_stopping_is_over(&trainer->early_stopping))
            break;
    }
    return TENOR_OK;
}
