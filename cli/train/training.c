#include "train/training.h"

#include "output/json.h"

static void log_epoch(struct output *log, const tenor_progress *now)
{
    struct cJSON *line = json_new_object();
    json_add_count(line, "epoch", now->epoch);
    json_add_number(line, "loss", now->loss);
    json_add_number(line, "dev_accuracy", now->dev_accuracy);
    json_add_number(line, "dev_macro_f1", now->dev_macro_f1);
    json_add_number(line, "dev_loss", now->dev_loss);
    json_add_number(line, "seconds", now->seconds);
    json_add_count(line, "tokens", now->tokens);
    json_add_number(line, "tokens_per_second", now->seconds > 0 ? (double)now->tokens / now->seconds : 0);
    json_print(line, log);
    output_flush(log);
}

static bool on_progress(const tenor_progress *now, void *user)
{
    struct job *job = user;
    if (job->err)
        progress_show(&job->run.progress, now);
    if (now->epoch_done) {
        job->training.epochs = now->epoch;
        if (now->best)
            job->training.best_epoch = now->epoch;
        job->training.tokens += now->tokens;
        job->training.token_seconds += now->seconds;
        if (job->log)
            log_epoch(job->log, now);
    }
    return !interrupt_caught();
}

tenor_status training_new(struct job *job, const tenor_corpus *train, tenor_error *error)
{
    const tenor_options *options = job->args->options;
    const tenor_corpus *dev = job->corpora.dev;
    return job->base ? tenor_trainer_new_from(job->base, options, train, dev, NULL, &job->trainer, error)
                     : tenor_trainer_new(options, train, dev, NULL, &job->trainer, error);
}

tenor_status training_run(struct job *job, tenor_error *error)
{
    long_run_begin(&job->run, job->err);
    tenor_status status = tenor_trainer_run(job->trainer, on_progress, job, error);
    job->training.seconds = long_run_end(&job->run);
    if (status == TENOR_OK)
        status = tenor_trainer_model(job->trainer, &job->model, error);
    else
        tenor_trainer_model(job->trainer, &job->model, NULL);
    tenor_trainer_free(job->trainer);
    job->trainer = NULL;
    return status;
}
