/* Training that goes on from a model. */
#include "failure.h"
#include "input/input.h"
#include "output/json.h"
#include "path.h"
#include "report/report.h"
#include "train/training.h"

/* Texts are split into tokens as the model does it. */
static int take_settings(const struct job *job)
{
    const tenor_text_settings *text = tenor_vocab_text_settings(tenor_model_vocab(job->base));
    tenor_options *options = job->args->options;
    tenor_status status = TENOR_OK;
    if (text->unit == TENOR_TOKENS_CHAR && !tenor_options_given(options, "tokens"))
        status = tenor_options_set(options, "tokens", "char", NULL);
    if (status == TENOR_OK && text->keep_case && !tenor_options_given(options, "keep-case"))
        status = tenor_options_set_switch(options, "keep-case", true, NULL);
    if (status == TENOR_OK && tenor_model_multi_label(job->base) && *tenor_options_get(options, "multi-label") == '\0')
        status = tenor_options_set(options, "multi-label", "auto", NULL);
    return status == TENOR_OK ? EXIT_DONE : fail_with(job->args->command, status, NULL);
}

int base_read(struct job *job)
{
    const struct values *values = job->values;
    if (!values->from)
        return EXIT_DONE;
    int exit_status = input_model(job->args, values->from, &job->base);
    job->corpora.known = job->base;
    if (exit_status == EXIT_DONE)
        exit_status = take_settings(job);
    if (exit_status == EXIT_DONE && values->keep)
        exit_status = input_corpus(job->args, values->keep, values->quiet, &job->kept.corpus);
    if (exit_status == EXIT_DONE && values->keep)
        exit_status = report_measure(job->args, job->base, job->kept.corpus, &job->kept.before);
    return exit_status;
}

void base_tell(const struct job *job, const tenor_trainer_info *info)
{
    tenor_model_info base = {.size = sizeof base};
    tenor_model_describe(job->base, &base);
    const size_t words = info->vocab_size - base.vocab_size;
    output_format(job->err, "goes on from %s: %s word%s, %s of them new; %s parameters\n", job->values->from,
                  output_grouped(info->vocab_size - NOT_WORDS).text, info->vocab_size == NOT_WORDS + 1 ? "" : "s",
                  output_grouped(words).text, output_grouped(info->parameters).text);
}

static void tell_score(struct output *err, const char *name, double before, double after)
{
    output_format(err, "  %-10s %5.1f before, %5.1f after\n", name, 100 * before, 100 * after);
}

int base_measure(struct job *job)
{
    struct output *err = job->err;
    if (job->base && err && job->training.best_epoch == 0)
        output_format(err, "\nno epoch was better on dev than %s, which stays as it was\n", job->values->from);
    if (!job->kept.corpus)
        return EXIT_DONE;
    const int exit_status = report_measure(job->args, job->model, job->kept.corpus, &job->kept.after);
    if (exit_status != EXIT_DONE || !err)
        return exit_status;
    const tenor_scores *before = tenor_report_scores(job->kept.before);
    const tenor_scores *after = tenor_report_scores(job->kept.after);
    output_format(err, "\n%s, which %s knew:\n", path_name(job->values->keep), job->values->from);
    tell_score(err, "accuracy", before->accuracy, after->accuracy);
    tell_score(err, "macro F1", before->macro_f1, after->macro_f1);
    output_format(err, "  %-10s %5.3f before, %5.3f after\n", "log loss", before->loss, after->loss);
    return EXIT_DONE;
}

void base_add_json(const struct job *job, struct cJSON *root)
{
    if (!job->kept.after)
        return;
    struct cJSON *keep = json_add_object(root, "keep");
    summary_add_scores(keep, "before", job->kept.before);
    summary_add_scores(keep, "after", job->kept.after);
}

void base_free(struct job *job)
{
    tenor_report_free(job->kept.before);
    tenor_report_free(job->kept.after);
    tenor_corpus_free(job->kept.corpus);
    tenor_model_free(job->base);
}
