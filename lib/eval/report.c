#include "eval/report.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "data/corpus.h"
#include "eval/calibration.h"
#include "eval/confusion.h"
#include "eval/coverage.h"
#include "eval/f1_variance.h"
#include "eval/interval.h"
#include "eval/metrics.h"
#include "model/predict_groups.h"
#include "model/model.h"
#include "model/session.h"

struct tenor_report {
    tenor_alloc alloc;
    tenor__arena arena; /* of the label names */
    tenor_str *labels;  /* [label_count] the model's labels, in its order */
    size_t label_count;
    bool multi_label;
    tenor__metrics metrics;
    tenor__confusion confusion; /* only if each text has one label */
    tenor__calibration calibration;
    tenor__coverage coverage; /* with one label a text */
    uint32_t *sets; /* with several: of each example how many labels it has and how many are predicted, then these */
    size_t set_count;
    size_t set_capacity;
    double macro_variance;
    double micro_variance;
    size_t *actual;                   /* [label_count] scratch */
    size_t *predicted;                /* [label_count] scratch */
    bool *present;                    /* [label_count] all false between examples */
    tenor_scores scores;              /* these three once it is finished */
    tenor_label_scores *label_scores; /* [label_count] */
    tenor_calibration_bin bins[TENOR__CALIBRATION_BINS];
};

/* Most texts that are classified before they are counted. Fewer if their probabilities exceed MOST_VALUES (16 MB), but
 * at least one length group. */
enum { ROUND = TENOR__GROUP_WINDOW, MOST_VALUES = 1 << 22 };

/* ---- filling a report ---- */

static tenor_status fill_labels(tenor_report *report, const tenor_model *model)
{
    const size_t count = report->label_count;
    report->labels = tenor__alloc_array(&report->alloc, count, sizeof *report->labels);
    report->actual = tenor__alloc_array(&report->alloc, count, sizeof *report->actual);
    report->predicted = tenor__alloc_array(&report->alloc, count, sizeof *report->predicted);
    report->present = tenor__alloc_zeroed(&report->alloc, count, sizeof *report->present);
    report->label_scores = tenor__alloc_zeroed(&report->alloc, count, sizeof *report->label_scores);
    if (!report->label_scores || !report->labels || !report->actual || !report->predicted || !report->present)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < count; i++) {
        report->labels[i] = tenor__arena_copy(&report->arena, tenor_model_label(model, i));
        if (!report->labels[i].data)
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

tenor_status tenor__report_new(const tenor_model *model, size_t examples, const tenor_alloc *alloc, tenor_report **out)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_report *report = tenor__alloc_zeroed(&hook, 1, sizeof *report);
    *out = NULL;
    if (!report)
        return TENOR_OUT_OF_MEMORY;
    report->alloc = report->arena.alloc = hook;
    report->label_count = tenor_model_label_count(model);
    report->multi_label = tenor_model_multi_label(model);
    tenor_status status = fill_labels(report, model);
    if (status == TENOR_OK)
        status = tenor__metrics_init(&report->metrics, report->label_count, &hook);
    if (status == TENOR_OK && !report->multi_label)
        status = tenor__confusion_init(&report->confusion, examples, &hook);
    if (status == TENOR_OK && !report->multi_label)
        status = tenor__coverage_init(&report->coverage, &hook);
    if (status == TENOR_OK)
        *out = report;
    else
        tenor_report_free(report);
    return status;
}

tenor_status tenor_report_new(const tenor_model *model, const tenor_alloc *alloc, tenor_report **out)
{
    return tenor__report_new(model, 0, alloc, out);
}

/* Keeps what the variances are computed from in the end. */
static bool keep_sets(tenor_report *report, size_t actual, size_t predicted)
{
    const size_t need = report->set_count + 2 + actual + predicted;
    void *sets = report->sets;
    if (!tenor__alloc_grow(&report->alloc, &sets, &report->set_capacity, need, sizeof *report->sets))
        return false;
    report->sets = sets;
    uint32_t *at = report->sets + report->set_count;
    *at++ = (uint32_t)actual;
    *at++ = (uint32_t)predicted;
    for (size_t j = 0; j < actual; j++)
        *at++ = (uint32_t)report->actual[j];
    for (size_t j = 0; j < predicted; j++)
        *at++ = (uint32_t)report->predicted[j];
    report->set_count = need;
    return true;
}

/* Of report->actual. Returns false when out of memory. */
static bool add(tenor_report *report, const tenor_model *model, const float *probabilities, size_t actual,
                tenor_evaluated *evaluated)
{
    const size_t predicted = tenor_model_prediction(model, probabilities, report->predicted);
    const uint64_t exact = report->metrics.exact;
    tenor__metrics_add(&report->metrics, report->actual, actual, report->predicted, predicted);
    const bool right = report->metrics.exact > exact;
    if (evaluated)
        *evaluated =
            (tenor_evaluated){model, 0, probabilities, report->actual, actual, report->predicted, predicted, right};
    if (!report->multi_label) {
        tenor__coverage_add(&report->coverage, probabilities[report->predicted[0]], right);
        tenor__calibration_add(&report->calibration, probabilities, report->predicted[0], report->actual[0]);
        return tenor__confusion_add(&report->confusion, report->actual[0], report->predicted[0]);
    }
    for (size_t j = 0; j < actual; j++)
        report->present[report->actual[j]] = true;
    tenor__calibration_add_each(&report->calibration, probabilities, report->label_count, report->present);
    for (size_t j = 0; j < actual; j++)
        report->present[report->actual[j]] = false;
    return keep_sets(report, actual, predicted);
}

bool tenor__report_add(tenor_report *report, const tenor_model *model, const float *probabilities,
                       tenor__label_set labels, tenor_evaluated *evaluated)
{
    for (size_t j = 0; j < labels.count; j++)
        report->actual[j] = labels.labels[j];
    return add(report, model, probabilities, labels.count, evaluated);
}

tenor_status tenor_report_add(tenor_report *report, const tenor_evaluated *evaluated)
{
    for (size_t j = 0; j < evaluated->actual_count; j++)
        report->actual[j] = evaluated->actual[j];
    return add(report, evaluated->model, evaluated->probabilities, evaluated->actual_count, NULL) ? TENOR_OK
                                                                                                  : TENOR_OUT_OF_MEMORY;
}

static void find_variances(tenor_report *report)
{
    tenor__f1_variance variance = tenor__f1_variance_begin(&report->metrics);
    for (size_t i = 0; i < report->confusion.count; i++) {
        const tenor_confusion_pair *pair = &report->confusion.pairs[i];
        tenor__f1_variance_add(&variance, &pair->actual, 1, &pair->predicted, 1, pair->examples);
    }
    for (const uint32_t *at = report->sets, *end = at + report->set_count; at < end;) {
        const size_t actual = *at++;
        const size_t predicted = *at++;
        for (size_t j = 0; j < actual; j++)
            report->actual[j] = *at++;
        for (size_t j = 0; j < predicted; j++)
            report->predicted[j] = *at++;
        tenor__f1_variance_add(&variance, report->actual, actual, report->predicted, predicted, 1);
    }
    report->macro_variance = tenor__f1_variance_macro(&variance);
    report->micro_variance = tenor__f1_variance_micro(&variance);
    tenor__alloc_free(&report->alloc, report->sets);
    report->sets = NULL;
    report->set_count = report->set_capacity = 0;
}

static tenor_calibration_bin bin_of(const tenor__calibration *calibration, size_t i)
{
    const double examples = (double)calibration->counts[i];
    return (tenor_calibration_bin){
        .from = (double)i / TENOR__CALIBRATION_BINS,
        .to = (double)(i + 1) / TENOR__CALIBRATION_BINS,
        .examples = (size_t)calibration->counts[i],
        .confidence = examples > 0 ? calibration->confidence[i] / examples : 0,
        .accuracy = examples > 0 ? (double)calibration->right[i] / examples : 0,
    };
}

/* What the report lends. */
static void find_scores(tenor_report *report, size_t tokens, double seconds)
{
    const double n = (double)report->metrics.examples;
    const double accuracy = tenor__metrics_accuracy(&report->metrics);
    const double macro_f1 = tenor__metrics_macro_f1(&report->metrics);
    const double micro_f1 = tenor__metrics_micro_f1(&report->metrics);
    report->scores = (tenor_scores){
        .examples = (size_t)report->metrics.examples,
        .tokens = tokens,
        .seconds = seconds,
        .accuracy = accuracy,
        .macro_f1 = macro_f1,
        .micro_f1 = micro_f1,
        .loss = tenor__calibration_loss(&report->calibration),
        .calibration_error = tenor__calibration_error(&report->calibration),
        .accuracy_interval = tenor__interval_share(accuracy, n),
        .macro_f1_interval = tenor__interval_score(macro_f1, report->macro_variance, n),
        .micro_f1_interval = tenor__interval_score(micro_f1, report->micro_variance, n),
        .loss_interval = tenor__calibration_loss_interval(&report->calibration),
        .calibration_error_interval = tenor__calibration_error_interval(&report->calibration),
    };
    for (size_t i = 0; i < report->label_count; i++) {
        report->label_scores[i].label = report->labels[i];
        tenor__metrics_label(&report->metrics, i, &report->label_scores[i]);
    }
    for (size_t i = 0; i < TENOR__CALIBRATION_BINS; i++)
        report->bins[i] = bin_of(&report->calibration, i);
}

tenor_status tenor__report_finish(tenor_report *report, size_t tokens, double seconds)
{
    if (!report->multi_label)
        TENOR_TRY(tenor__confusion_sort(&report->confusion));
    find_variances(report);
    find_scores(report, tokens, seconds);
    return TENOR_OK;
}

tenor_status tenor_report_finish(tenor_report *report)
{
    return tenor__report_finish(report, 0, 0);
}

/* ---- evaluating ---- */

/* The state of tenor_evaluate, besides the report. */
typedef struct evaluation {
    tenor_alloc alloc;
    tenor_session *session;
    const tenor_model *model;
    const tenor_corpus *corpus;
    size_t labels;
    uint32_t *label_of;   /* [corpus labels] index of the model's label, or UINT32_MAX */
    uint32_t *actual;     /* [corpus labels] scratch */
    tenor_str *texts;     /* [round] */
    float *probabilities; /* [round, labels] */
    size_t round;
    tenor_evaluated_fn each; /* NULL for none */
    void *user;
} evaluation;

static void free_evaluation(evaluation *e)
{
    tenor_session_free(e->session);
    tenor__alloc_free(&e->alloc, e->label_of);
    tenor__alloc_free(&e->alloc, e->actual);
    tenor__alloc_free(&e->alloc, e->texts);
    tenor__alloc_free(&e->alloc, e->probabilities);
}

static tenor_status init_evaluation(evaluation *e, size_t threads)
{
    const size_t corpus_labels = tenor_corpus_label_count(e->corpus);
    const size_t rows = MOST_VALUES / e->labels;
    e->round = rows > ROUND ? ROUND : rows > TENOR__GROUP_SEQUENCES ? rows : TENOR__GROUP_SEQUENCES;
    e->label_of = tenor__alloc_array(&e->alloc, corpus_labels + 1, sizeof *e->label_of);
    e->actual = tenor__alloc_array(&e->alloc, corpus_labels + 1, sizeof *e->actual);
    e->texts = tenor__alloc_array(&e->alloc, e->round, sizeof *e->texts);
    e->probabilities = tenor__alloc_array(&e->alloc, e->round * e->labels, sizeof *e->probabilities);
    if (!e->label_of || !e->actual || !e->texts || !e->probabilities)
        return TENOR_OUT_OF_MEMORY;
    return tenor__session_new_for(e->model, tenor_corpus_size(e->corpus), threads, &e->alloc, &e->session);
}

static tenor_status match_labels(const evaluation *e, tenor_error *error)
{
    const size_t count = tenor_corpus_label_count(e->corpus);
    for (size_t k = 0; k < count; k++)
        e->label_of[k] = UINT32_MAX;
    for (size_t i = 0; i < e->labels; i++) {
        size_t k;
        if (tenor__corpus_find_label(e->corpus, tenor_model_label(e->model, i), &k))
            e->label_of[k] = (uint32_t)i;
    }
    for (size_t k = 0; k < count; k++) {
        char unknown[64];
        char known[64];
        if (e->label_of[k] == UINT32_MAX)
            return tenor__error_set(
                error, TENOR_BAD_DATA,
                "the corpus has the label '%s', which the model does not know; it knows %zu, such as "
                "'%s'",
                tenor__error_quote(unknown, sizeof unknown, tenor_corpus_label_name(e->corpus, k)), e->labels,
                tenor__error_quote(known, sizeof known, tenor_model_label(e->model, 0)));
    }
    return TENOR_OK;
}

/* Counts the texts in the order of the corpus, so that the sums depend on nothing else. */
static tenor_status classify(const evaluation *e, tenor_report *report)
{
    const size_t size = tenor_corpus_size(e->corpus);
    double seconds = 0;
    for (size_t first = 0, count; first < size; first += count) {
        count = size - first < e->round ? size - first : e->round;
        for (size_t i = 0; i < count; i++)
            e->texts[i] = tenor_corpus_text(e->corpus, first + i);
        const double start = tenor__clock();
        TENOR_TRY(tenor_classify_batch(e->session, e->texts, count, e->probabilities));
        seconds += tenor__clock() - start;
        for (size_t i = 0; i < count; i++) {
            const size_t labels = tenor_corpus_example_label_count(e->corpus, first + i);
            for (size_t j = 0; j < labels; j++)
                e->actual[j] = e->label_of[tenor_corpus_example_label(e->corpus, first + i, j)];
            tenor_evaluated evaluated;
            if (!tenor__report_add(report, e->model, e->probabilities + i * e->labels,
                                   (tenor__label_set){.labels = e->actual, .count = labels}, &evaluated))
                return TENOR_OUT_OF_MEMORY;
            evaluated.example = first + i;
            if (e->each && !e->each(&evaluated, e->user))
                return TENOR_INTERRUPTED;
        }
    }
    return tenor__report_finish(report, (size_t)tenor__session_tokens(e->session), seconds);
}

/* Sets the error only for failures of the corpus. */
static tenor_status evaluate(evaluation *e, size_t threads, tenor_report **out, tenor_error *error)
{
    if (!tenor_model_multi_label(e->model) && tenor_corpus_separator(e->corpus).size > 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "the corpus has several labels a text, and the model gives one");
    TENOR_TRY(init_evaluation(e, threads));
    TENOR_TRY(match_labels(e, error));
    TENOR_TRY(tenor__report_new(e->model, tenor_corpus_size(e->corpus), &e->alloc, out));
    return classify(e, *out);
}

tenor_status tenor_evaluate_each(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                                 tenor_evaluated_fn each, void *user, const tenor_alloc *alloc, tenor_report **out,
                                 tenor_error *error)
{
    *out = NULL;
    if (!model || !corpus)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "model and corpus must not be NULL");
    evaluation e = {.alloc = tenor__alloc_of(alloc),
                    .model = model,
                    .corpus = corpus,
                    .labels = tenor_model_label_count(model),
                    .each = each,
                    .user = user};
    const tenor_status status = evaluate(&e, threads, out, error);
    free_evaluation(&e);
    if (status == TENOR_OK)
        return TENOR_OK;
    tenor_report_free(*out);
    *out = NULL;
    if (status == TENOR_NOT_FINITE)
        return tenor__error_set(error, status, "the model's values overflow: train it again, at a lower learning rate");
    if (status == TENOR_INTERRUPTED)
        return tenor__error_set(error, status, "evaluation was stopped");
    return status == TENOR_OUT_OF_MEMORY ? tenor__error_set_memory(error) : status;
}

tenor_status tenor_evaluate(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                            const tenor_alloc *alloc, tenor_report **out, tenor_error *error)
{
    return tenor_evaluate_each(model, corpus, threads, NULL, NULL, alloc, out, error);
}

void tenor_report_free(tenor_report *report)
{
    if (!report)
        return;
    tenor_alloc alloc = report->alloc;
    tenor__metrics_free(&report->metrics);
    tenor__confusion_free(&report->confusion);
    tenor__coverage_free(&report->coverage);
    tenor__alloc_free(&alloc, report->sets);
    tenor__arena_free(&report->arena);
    tenor__alloc_free(&alloc, report->labels);
    tenor__alloc_free(&alloc, report->actual);
    tenor__alloc_free(&alloc, report->predicted);
    tenor__alloc_free(&alloc, report->present);
    tenor__alloc_free(&alloc, report->label_scores);
    tenor__alloc_free(&alloc, report);
}

/* Whether the labels are those of the model. */
static bool is_report_on(const tenor_report *report, const tenor_model *model)
{
    bool same =
        report->label_count == tenor_model_label_count(model) && report->multi_label == tenor_model_multi_label(model);
    for (size_t i = 0; same && i < report->label_count; i++)
        same = tenor_str_equal(report->labels[i], tenor_model_label(model, i));
    return same;
}

tenor_status tenor_report_record(const tenor_report *report, tenor_model *model, tenor_error *error)
{
    if (!report || !model)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "report and model must not be NULL");
    const tenor_scores *scores = &report->scores;
    if (!is_report_on(report, model))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the report is on a model of other labels");
    tenor__model_config *config = &model->config;
    const bool recorded =
        tenor__model_config_score(config, "test_examples", (double)scores->examples) &&
        tenor__model_config_score(config, "test_accuracy", scores->accuracy) &&
        tenor__model_config_score(config, "test_macro_f1", scores->macro_f1) &&
        (!report->multi_label || tenor__model_config_score(config, "test_micro_f1", scores->micro_f1)) &&
        tenor__model_config_score(config, "test_loss", scores->loss);
    return recorded ? TENOR_OK : tenor__error_set_memory(error);
}

bool tenor_report_multi_label(const tenor_report *report)
{
    return report->multi_label;
}

const tenor_scores *tenor_report_scores(const tenor_report *report)
{
    return &report->scores;
}

tenor_coverage tenor_report_coverage(const tenor_report *report, double share)
{
    return report->multi_label ? (tenor_coverage){0} : tenor__coverage_at(&report->coverage, share);
}

tenor_coverage tenor_report_coverage_above(const tenor_report *report, double threshold)
{
    return report->multi_label ? (tenor_coverage){0} : tenor__coverage_above(&report->coverage, threshold);
}

size_t tenor_report_label_count(const tenor_report *report)
{
    return report->label_count;
}

const tenor_label_scores *tenor_report_label(const tenor_report *report, size_t i)
{
    return &report->label_scores[i];
}

size_t tenor_report_bin_count(const tenor_report *report)
{
    (void)report;
    return TENOR__CALIBRATION_BINS;
}

const tenor_calibration_bin *tenor_report_bin(const tenor_report *report, size_t i)
{
    return &report->bins[i];
}

uint64_t tenor_report_confusion(const tenor_report *report, size_t actual, size_t predicted)
{
    return tenor__confusion_get(&report->confusion, actual, predicted);
}

size_t tenor_report_pair_count(const tenor_report *report)
{
    return report->confusion.count;
}

tenor_confusion_pair tenor_report_pair(const tenor_report *report, size_t i)
{
    return report->confusion.pairs[i];
}
