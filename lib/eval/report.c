#include "base/alloc.h"
#include "base/clock.h"
#include "base/locked_alloc.h"
#include "base/pool.h"
#include "base/status.h"
#include "data/corpus.h"
#include "eval/calibration.h"
#include "eval/confusion.h"
#include "eval/metrics.h"
#include "model/session.h"

#include <tenor_train.h>

struct tenor_report {
    tenor_alloc alloc;
    tenor__arena arena; /* of the names */
    tenor_str *labels;  /* [label_count] the model's, in its order */
    size_t label_count;
    bool multi_label;
    tenor__metrics metrics;
    tenor__confusion confusion; /* with one label a text */
    tenor__calibration calibration;
    size_t tokens;
    double seconds;
};

enum {
    BATCH = 64,             /* texts classified at a time */
    BATCHES = 4,            /* of each thread before all are counted, */
    MOST_NUMBERS = 1 << 22, /* or fewer, where the probabilities would be more than this */
    LENGTHS = 4096,         /* lengths told apart when texts are brought together */
    LENGTH_QUANTUM = 4,     /* bytes */
};

/* One thread's part: of each round, every `slot_count`-th batch. */
typedef struct slot {
    tenor_session *session;
    tenor_status status;
} slot;

/* What evaluating takes, besides the report. */
typedef struct workspace {
    tenor_alloc alloc;
    tenor__locked_alloc *locked; /* for the sessions */
    tenor__pool *pool;
    slot *slots;
    size_t slot_count;
    const tenor_corpus *corpus;
    size_t labels;
    const tenor_model *model;
    size_t *label_of;     /* [corpus labels] the model's label */
    size_t *actual;       /* [labels] of a text */
    size_t *predicted;    /* [labels] */
    bool *present;        /* [labels] false between texts */
    uint32_t *order;      /* [corpus size] shortest texts first */
    float *probabilities; /* [round, labels] */
    size_t round;         /* texts that all threads classify before they are counted */
    size_t first;         /* the round at hand: its place in order, and its texts */
    size_t count;
} workspace;

static void free_workspace(workspace *w)
{
    for (size_t i = 0; i < w->slot_count; i++)
        tenor_session_free(w->slots[i].session);
    tenor__put(&w->alloc, w->slots);
    tenor__pool_free(w->pool);
    tenor__locked_alloc_free(w->locked);
    tenor__put(&w->alloc, w->label_of);
    tenor__put(&w->alloc, w->order);
    tenor__put(&w->alloc, w->probabilities);
    tenor__put(&w->alloc, w->actual);
    tenor__put(&w->alloc, w->predicted);
    tenor__put(&w->alloc, w->present);
}

static tenor_status init_workspace(workspace *w, const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                                   tenor_error *error)
{
    const size_t size = tenor_corpus_size(corpus);
    const size_t batches = size > BATCH ? (size + BATCH - 1) / BATCH : 1;
    w->corpus = corpus;
    w->model = model;
    w->labels = tenor_model_label_count(model);
    TENOR_TRY(tenor__pool_new(batches == 1 ? 1 : threads > batches ? batches : threads, &w->alloc, &w->pool, error));
    const size_t slots = tenor__pool_threads(w->pool);
    size_t each = MOST_NUMBERS / w->labels / BATCH / slots;
    each = each > BATCHES ? BATCHES : each > 0 ? each : 1;
    w->round = slots * each * BATCH;
    w->label_of = tenor__get(&w->alloc, tenor_corpus_label_count(corpus) + 1, sizeof *w->label_of);
    w->order = tenor__get(&w->alloc, size + 1, sizeof *w->order);
    w->probabilities = tenor__get(&w->alloc, w->round * w->labels, sizeof *w->probabilities);
    w->slots = tenor__get_zero(&w->alloc, slots, sizeof *w->slots);
    w->actual = tenor__get(&w->alloc, w->labels, sizeof *w->actual);
    w->predicted = tenor__get(&w->alloc, w->labels, sizeof *w->predicted);
    w->present = tenor__get_zero(&w->alloc, w->labels, sizeof *w->present);
    if (!w->label_of || !w->order || !w->probabilities || !w->slots || !w->actual || !w->predicted || !w->present)
        return TENOR_OUT_OF_MEMORY;
    TENOR_TRY(tenor__locked_alloc_new(&w->alloc, &w->locked));
    const tenor_alloc hook = tenor__locked_alloc_hook(w->locked);
    for (; w->slot_count < slots; w->slot_count++)
        TENOR_TRY(tenor_session_new(model, &hook, &w->slots[w->slot_count].session));
    return TENOR_OK;
}

static tenor_status match_labels(const tenor_model *model, const tenor_corpus *corpus, size_t *label_of,
                                 tenor_error *error)
{
    const size_t count = tenor_corpus_label_count(corpus);
    for (size_t k = 0; k < count; k++)
        label_of[k] = SIZE_MAX;
    for (size_t i = 0; i < tenor_model_label_count(model); i++) {
        size_t k;
        if (tenor__corpus_find_label(corpus, tenor_model_label(model, i), &k))
            label_of[k] = i;
    }
    for (size_t k = 0; k < count; k++) {
        char unknown[64];
        char known[64];
        if (label_of[k] == SIZE_MAX)
            return tenor__fail(error, TENOR_BAD_DATA,
                               "the corpus has the label '%s', which the model does not know; it knows %zu, such as "
                               "'%s'",
                               tenor__quote(unknown, sizeof unknown, tenor_corpus_label_name(corpus, k)),
                               tenor_model_label_count(model),
                               tenor__quote(known, sizeof known, tenor_model_label(model, 0)));
    }
    return TENOR_OK;
}

static size_t length_class(const tenor_corpus *corpus, size_t i)
{
    const size_t length = tenor_corpus_text(corpus, i).size / LENGTH_QUANTUM;
    return length < LENGTHS ? length : LENGTHS - 1;
}

/* Brings texts of like length together, since a batch takes as many steps as its longest text: a counting sort. */
static void sort_by_length(const tenor_corpus *corpus, uint32_t *order)
{
    const size_t size = tenor_corpus_size(corpus);
    size_t begins[LENGTHS + 1] = {0};
    for (size_t i = 0; i < size; i++)
        begins[length_class(corpus, i) + 1]++;
    for (size_t i = 1; i <= LENGTHS; i++)
        begins[i] += begins[i - 1];
    for (size_t i = 0; i < size; i++)
        order[begins[length_class(corpus, i)]++] = (uint32_t)i;
}

static void classify_slot(size_t index, void *user)
{
    workspace *w = user;
    slot *mine = &w->slots[index];
    mine->status = TENOR_OK;
    for (size_t done = index * BATCH; done < w->count && mine->status == TENOR_OK; done += w->slot_count * BATCH) {
        tenor_str texts[BATCH];
        const size_t count = w->count - done < BATCH ? w->count - done : BATCH;
        for (size_t i = 0; i < count; i++)
            texts[i] = tenor_corpus_text(w->corpus, w->order[w->first + done + i]);
        mine->status = tenor_classify_batch(mine->session, texts, count, w->probabilities + done * w->labels);
    }
}

/* Counts the prediction for example i. */
static void add_example(workspace *w, size_t i, const float *probabilities, tenor_report *report)
{
    const size_t count = tenor_corpus_example_label_count(w->corpus, i);
    const size_t predicted = tenor_model_prediction(w->model, probabilities, w->predicted);
    for (size_t j = 0; j < count; j++)
        w->actual[j] = w->label_of[tenor_corpus_example_label(w->corpus, i, j)];
    tenor__metrics_add(&report->metrics, w->actual, count, w->predicted, predicted);
    if (!report->multi_label) {
        tenor__confusion_add(&report->confusion, w->actual[0], w->predicted[0]);
        tenor__calibration_add(&report->calibration, probabilities, w->predicted[0], w->actual[0]);
        return;
    }
    for (size_t j = 0; j < count; j++)
        w->present[w->actual[j]] = true;
    tenor__calibration_add_each(&report->calibration, probabilities, w->labels, w->present);
    for (size_t j = 0; j < count; j++)
        w->present[w->actual[j]] = false;
}

/* Texts are counted in one order, whoever classifies them: sums do not depend on the threads. */
static tenor_status classify(workspace *w, tenor_report *report)
{
    const size_t size = tenor_corpus_size(w->corpus);
    for (w->first = 0; w->first < size; w->first += w->count) {
        w->count = size - w->first < w->round ? size - w->first : w->round;
        const double start = tenor__clock();
        tenor__pool_run(w->pool, classify_slot, w, w->slot_count);
        report->seconds += tenor__clock() - start;
        for (size_t i = 0; i < w->slot_count; i++)
            TENOR_TRY(w->slots[i].status);
        for (size_t i = 0; i < w->count; i++)
            add_example(w, w->order[w->first + i], w->probabilities + i * w->labels, report);
    }
    for (size_t i = 0; i < w->slot_count; i++)
        report->tokens += (size_t)tenor__session_tokens(w->slots[i].session);
    return report->multi_label ? TENOR_OK : tenor__confusion_sort(&report->confusion);
}

static tenor_status copy_labels(tenor_report *report, const tenor_model *model)
{
    const size_t count = tenor_model_label_count(model);
    report->labels = tenor__get(&report->alloc, count + 1, sizeof *report->labels);
    if (!report->labels)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < count; i++) {
        report->labels[i] = tenor__arena_copy(&report->arena, tenor_model_label(model, i));
        if (!report->labels[i].data)
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

/* Fills the report. Of its failures those of the corpus and a thread that cannot be started set the error. */
static tenor_status fill(tenor_report *report, workspace *w, const tenor_model *model, const tenor_corpus *corpus,
                         size_t threads, tenor_error *error)
{
    report->label_count = tenor_model_label_count(model);
    report->multi_label = tenor_model_multi_label(model);
    if (!report->multi_label && tenor_corpus_separator(corpus).size > 0)
        return tenor__fail(error, TENOR_BAD_DATA, "the corpus has several labels a text, and the model gives one");
    TENOR_TRY(tenor__metrics_init(&report->metrics, report->label_count, &report->alloc));
    if (!report->multi_label)
        TENOR_TRY(tenor__confusion_init(&report->confusion, tenor_corpus_size(corpus), &report->alloc));
    TENOR_TRY(copy_labels(report, model));
    TENOR_TRY(init_workspace(w, model, corpus, threads, error));
    TENOR_TRY(match_labels(model, corpus, w->label_of, error));
    sort_by_length(corpus, w->order);
    return classify(w, report);
}

tenor_status tenor_evaluate(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                            const tenor_alloc *alloc, tenor_report **out, tenor_error *error)
{
    *out = NULL;
    workspace w = {.alloc = tenor__alloc_of(alloc)};
    tenor_report *report = tenor__get_zero(&w.alloc, 1, sizeof *report);
    if (!report)
        return tenor__fail_memory(error);
    report->alloc = w.alloc;
    report->arena.alloc = w.alloc;
    tenor_status status = fill(report, &w, model, corpus, threads, error);
    free_workspace(&w);
    if (status == TENOR_OK) {
        *out = report;
        return TENOR_OK;
    }
    tenor_report_free(report);
    if (status == TENOR_NOT_FINITE)
        return tenor__fail(error, status, "the model's numbers overflow: train it again, at a lower learning rate");
    return status == TENOR_OUT_OF_MEMORY ? tenor__fail_memory(error) : status;
}

void tenor_report_free(tenor_report *report)
{
    if (!report)
        return;
    tenor_alloc alloc = report->alloc;
    tenor__metrics_free(&report->metrics);
    tenor__confusion_free(&report->confusion);
    tenor__arena_free(&report->arena);
    tenor__put(&alloc, report->labels);
    tenor__put(&alloc, report);
}

bool tenor_report_multi_label(const tenor_report *report)
{
    return report->multi_label;
}

tenor_scores tenor_report_scores(const tenor_report *report)
{
    return (tenor_scores){
        .examples = (size_t)report->metrics.examples,
        .tokens = report->tokens,
        .seconds = report->seconds,
        .accuracy = tenor__metrics_accuracy(&report->metrics),
        .macro_f1 = tenor__metrics_macro_f1(&report->metrics),
        .micro_f1 = tenor__metrics_micro_f1(&report->metrics),
        .loss = tenor__calibration_loss(&report->calibration),
        .calibration_error = tenor__calibration_error(&report->calibration),
    };
}

size_t tenor_report_label_count(const tenor_report *report)
{
    return report->label_count;
}

tenor_label_scores tenor_report_label(const tenor_report *report, size_t i)
{
    tenor_label_scores scores = {.label = report->labels[i]};
    tenor__metrics_label(&report->metrics, i, &scores);
    return scores;
}

size_t tenor_report_bin_count(const tenor_report *report)
{
    (void)report;
    return TENOR__CALIBRATION_BINS;
}

tenor_calibration_bin tenor_report_bin(const tenor_report *report, size_t i)
{
    const tenor__calibration *calibration = &report->calibration;
    const double examples = (double)calibration->counts[i];
    return (tenor_calibration_bin){
        .from = (double)i / TENOR__CALIBRATION_BINS,
        .to = (double)(i + 1) / TENOR__CALIBRATION_BINS,
        .examples = (size_t)calibration->counts[i],
        .confidence = examples > 0 ? calibration->confidence[i] / examples : 0,
        .accuracy = examples > 0 ? (double)calibration->right[i] / examples : 0,
    };
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
