/* Trains a model and evaluates it: train CORPUS TEST MODEL [OPTION VALUE]... */
#include <stdio.h>
#include <tenor_train.h>

static bool show(const tenor_progress *progress, void *unused)
{
    (void)unused;
    if (progress->epoch_done)
        printf("epoch %u: loss %.3f, dev accuracy %.3f%s\n", (unsigned)progress->epoch, progress->loss,
               progress->dev_accuracy, progress->best ? ", the best so far" : "");
    return true; /* false would stop here, with the best model so far */
}

static tenor_status train(int argc, char **argv, tenor_error *error)
{
    tenor_options *options;
    tenor_corpus *corpus = NULL, *test = NULL;
    tenor_trainer *trainer = NULL;
    tenor_model *model = NULL;
    tenor_report *report = NULL;

    tenor_status status = tenor_options_new(NULL, &options);
    for (int i = 4; status == TENOR_OK && i + 1 < argc; i += 2)
        status = tenor_options_set(options, argv[i], argv[i + 1], error);
    if (status == TENOR_OK)
        status = tenor_corpus_read(argv[1], options, NULL, &corpus, error);
    if (status == TENOR_OK)
        status = tenor_corpus_read(argv[2], options, NULL, &test, error);
    if (status == TENOR_OK) /* without a dev corpus, a part of the corpus is held out to choose the best epoch */
        status = tenor_trainer_new(options, corpus, NULL, NULL, &trainer, error);
    if (status == TENOR_OK)
        status = tenor_trainer_run(trainer, show, NULL, error);
    if (status == TENOR_OK)
        status = tenor_trainer_model(trainer, &model, error);
    if (status == TENOR_OK)
        status = tenor_model_save(model, argv[3], error);
    if (status == TENOR_OK)
        status = tenor_evaluate(model, test, 0, NULL, &report, error);
    for (size_t i = 0; status == TENOR_OK && i < tenor_report_label_count(report); i++) {
        const tenor_label_scores scores = *tenor_report_label(report, i);
        printf("%.*s: precision %.3f, recall %.3f\n", (int)scores.label.size, scores.label.data, scores.precision,
               scores.recall);
    }
    if (status == TENOR_OK)
        printf("test accuracy %.3f\n", tenor_report_scores(report)->accuracy);

    tenor_report_free(report);
    tenor_model_free(model);
    tenor_trainer_free(trainer);
    tenor_corpus_free(test);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return fprintf(stderr, "usage: train CORPUS TEST MODEL [OPTION VALUE]...\n"), 2;
    tenor_error error = {.status = TENOR_OUT_OF_MEMORY, .message = "out of memory"};
    if (train(argc, argv, &error) == TENOR_OK)
        return 0;
    fprintf(stderr, "train: %s\n", error.message);
    return 1;
}
