#include "search/audit_models.h"

#include "base/error.h"
#include "base/sort.h"
#include "config/options.h"

static const struct pass {
    bool ngrams;  /* the n-gram model, with a network that costs little beside it; else the network alone */
    bool cleaned; /* trained without the labels that are wrong by the passes before the first such */
} passes[TENOR__AUDIT_PASSES] = {{true, false}, {true, false}, {true, true}, {true, true}, {false, true}};

/* Epochs of the networks when the options leave them open: fewer than training takes, because a network learns what
 * most texts say before it memorizes wrong labels (Arpit et al. 2017). */
static size_t choose_epochs(size_t tokens)
{
    static const size_t TOKENS = 800000;
    static const size_t MANY_TOKENS = 10000000;
    enum { LEAST = 4, MOST = 40 };
    if (tokens > MANY_TOKENS)
        return LEAST / 2;
    const size_t epochs = tokens > 0 ? TOKENS / tokens : MOST;
    return epochs < LEAST ? LEAST : epochs > MOST ? MOST : epochs;
}

static tenor_status set_all(tenor_options *options, const char *const values[][2], size_t count)
{
    for (size_t i = 0; i < count; i++)
        TENOR_TRY(tenor_options_set(options, values[i][0], values[i][1], NULL));
    return TENOR_OK;
}

static tenor_status set_options(const tenor__audit_models *plan, const struct pass *pass, tenor_options *options)
{
    static const char *const quick[][2] = {{"hidden", "8"}, {"dim", "8"},    {"layers", "1"}, {"dense", "none"},
                                           {"epochs", "1"}, {"vectors", ""}, {"cell", "gru"}};
    if (pass->ngrams) {
        TENOR_TRY(set_all(options, quick, sizeof quick / sizeof *quick));
        return options->values.ngrams > 0 ? TENOR_OK : tenor_options_set(options, "ngrams", "3", NULL);
    }
    TENOR_TRY(tenor_options_set(options, "ngrams", "0", NULL));
    if (options->values.epochs > 0)
        return TENOR_OK;
    return tenor_options_set_integer(options, "epochs", (int64_t)choose_epochs(plan->tokens), NULL);
}

static tenor_status make_options(const tenor__audit_models *plan, const struct pass *pass, const tenor_alloc *alloc,
                                 tenor_options **out)
{
    TENOR_TRY(tenor__options_copy(plan->options, alloc, out));
    const tenor_status status = set_options(plan, pass, *out);
    if (status != TENOR_OK) {
        tenor_options_free(*out);
        *out = NULL;
    }
    return status;
}

/* Which examples models are better trained without: those whose label is wrong, but of no label more than a half. */
static tenor_status leave_out(const tenor__audit_models *plan, const tenor__label_quality *qualities,
                              const tenor_alloc *alloc, bool *left_out)
{
    const size_t labels = tenor_corpus_label_count(plan->corpus);
    const size_t size = tenor_corpus_size(plan->corpus);
    size_t *budgets = tenor__alloc_zeroed(alloc, labels + 1, sizeof *budgets);
    tenor__pair *order = tenor__alloc_array(alloc, size + 1, sizeof *order);
    const bool done = budgets && order;
    size_t wrong = 0;
    for (size_t i = 0; done && i < size; i++) {
        left_out[i] = false;
        budgets[tenor_corpus_label(plan->corpus, i)]++;
        if (qualities[i].wrong)
            order[wrong++] = (tenor__pair){(uint64_t)((1 - (double)qualities[i].score) * 1e9), i};
    }
    for (size_t k = 0; done && k < labels; k++)
        budgets[k] /= 2;
    if (done)
        tenor__sort_pairs(order, wrong);
    for (size_t i = 0; done && i < wrong; i++) {
        size_t *budget = &budgets[tenor_corpus_label(plan->corpus, (size_t)order[i].value)];
        left_out[order[i].value] = *budget > 0;
        *budget -= *budget > 0;
    }
    tenor__alloc_free(alloc, budgets);
    tenor__alloc_free(alloc, order);
    return done ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

/* Trains and asks the models of all folds, by the predictions of the passes before this one. */
static tenor_status run_pass(const tenor__audit_models *plan, size_t pass, const tenor_alloc *alloc,
                             tenor__fold_predictions *fold_predictions, const bool *left_out, tenor_error *error)
{
    tenor_options *options;
    if (make_options(plan, &passes[pass], alloc, &options) != TENOR_OK)
        return tenor__error_set_memory(error);
    const tenor__audit_folds folds = {
        .options = options,
        .corpus = plan->corpus,
        .copies = plan->copies,
        .left_out = passes[pass].cleaned ? left_out : NULL,
        .folds = plan->folds,
        .seed = (uint64_t)options->values.seed + pass, /* other folds, so that passes have less in common */
        .training = pass * plan->folds,
        .trainings = TENOR__AUDIT_PASSES * plan->folds,
        .progress = plan->progress,
        .user = plan->user,
    };
    const tenor_status status = tenor__audit_folds_run(&folds, alloc, &fold_predictions[pass], error);
    tenor_options_free(options);
    return status;
}

tenor_status tenor__audit_models_run(const tenor__audit_models *plan, const tenor_alloc *alloc,
                                     tenor__fold_predictions fold_predictions[TENOR__AUDIT_PASSES],
                                     tenor__label_quality *qualities, tenor_error *error)
{
    const bool several = tenor_corpus_separator(plan->corpus).size > 0;
    bool *left_out = tenor__alloc_zeroed(alloc, tenor_corpus_size(plan->corpus) + 1, sizeof *left_out);
    tenor_status status = left_out ? TENOR_OK : tenor__error_set_memory(error);
    for (size_t pass = 0; status == TENOR_OK && pass < TENOR__AUDIT_PASSES; pass++) {
        /* Of several labels one may be wrong and the others right: such a text stays. */
        if (!several && pass > 0 && passes[pass].cleaned && !passes[pass - 1].cleaned &&
            (tenor__audit_labels_judge(plan->corpus, fold_predictions, pass, alloc, qualities) != TENOR_OK ||
             leave_out(plan, qualities, alloc, left_out) != TENOR_OK))
            status = tenor__error_set_memory(error);
        if (status == TENOR_OK)
            status = run_pass(plan, pass, alloc, fold_predictions, left_out, error);
    }
    if (status == TENOR_OK &&
        tenor__audit_labels_judge(plan->corpus, fold_predictions, TENOR__AUDIT_PASSES, alloc, qualities) != TENOR_OK)
        status = tenor__error_set_memory(error);
    tenor__alloc_free(alloc, left_out);
    return status;
}
