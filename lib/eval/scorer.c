#include "eval/scorer.h"

#include "base/alloc.h"
#include "eval/temperature.h"
#include "model/prediction.h"
#include "nn/head.h"

#include <math.h>
#include <string.h>

enum { MOST_LOGITS = 1 << 22 }; /* most logits that are kept, unless all are needed: 16 MB */

struct tenor__scorer_slot {
    tenor__metrics metrics;
    size_t *actual;    /* [labels] of an example */
    size_t *predicted; /* [labels] */
};

static bool is_multi_label(const tenor__scorer *scorer)
{
    return scorer->head == TENOR__HEAD_SIGMOID;
}

static bool init_slots(tenor__scorer *scorer)
{
    const size_t slots = tenor__pool_threads(scorer->pool);
    scorer->slots = tenor__alloc_zeroed(&scorer->alloc, slots, sizeof *scorer->slots);
    bool complete = scorer->slots != NULL;
    while (complete && scorer->slot_count < slots) {
        struct tenor__scorer_slot *slot = &scorer->slots[scorer->slot_count++];
        slot->actual = tenor__alloc_array(&scorer->alloc, scorer->labels, sizeof *slot->actual);
        slot->predicted = tenor__alloc_array(&scorer->alloc, scorer->labels, sizeof *slot->predicted);
        complete = slot->actual && slot->predicted &&
                   tenor__metrics_init(&slot->metrics, scorer->labels, &scorer->alloc) == TENOR_OK;
    }
    return complete;
}

tenor_status tenor__scorer_init(tenor__scorer *scorer, const tenor__network *network,
                                const tenor__scorer_examples *examples, bool keep_all, tenor__pool *pool,
                                const tenor_alloc *alloc)
{
    const tenor__network_config *config = tenor__network_config_of(network);
    *scorer = (tenor__scorer){
        .alloc = tenor__alloc_of(alloc),
        .examples = *examples,
        .labels = config->labels,
        .head = config->head,
        .pool = pool,
        .stacking = {1, 1},
    };
    const tenor_alloc *hook = &scorer->alloc;
    const size_t count = examples->count;
    const size_t row = scorer->labels * sizeof *scorer->logits;
    for (size_t i = 0; i < count; i++)
        scorer->longest = examples->lengths[i] > scorer->longest ? examples->lengths[i] : scorer->longest;
    scorer->predictions = tenor__alloc_array(hook, count, sizeof *scorer->predictions);
    scorer->losses = tenor__alloc_array(hook, count, sizeof *scorer->losses);
    /* Stacking needs all logits. There is no n-gram model if they are too many. */
    scorer->stride = keep_all || examples->ngram_logits
                         ? 1
                         : (count - 1) / (scorer->labels < MOST_LOGITS ? MOST_LOGITS / scorer->labels : 1) + 1;
    scorer->logits = tenor__alloc_array(hook, (count - 1) / scorer->stride + 1, row);
    if (keep_all)
        scorer->best_logits = tenor__alloc_array(hook, count, row);
    if (!scorer->predictions || !scorer->losses || !scorer->logits || (keep_all && !scorer->best_logits) ||
        tenor__predict_groups_init(&scorer->groups, network, tenor__pool_threads(pool), false, hook) != TENOR_OK ||
        tenor__metrics_init(&scorer->metrics, scorer->labels, hook) != TENOR_OK ||
        (is_multi_label(scorer) && !init_slots(scorer))) {
        tenor__scorer_free(scorer);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__scorer_free(tenor__scorer *scorer)
{
    const tenor_alloc *alloc = &scorer->alloc;
    for (size_t i = 0; i < scorer->slot_count; i++) {
        tenor__alloc_free(alloc, scorer->slots[i].predicted);
        tenor__alloc_free(alloc, scorer->slots[i].actual);
        tenor__metrics_free(&scorer->slots[i].metrics);
    }
    tenor__alloc_free(alloc, scorer->slots);
    tenor__alloc_free(alloc, scorer->predictions);
    tenor__alloc_free(alloc, scorer->losses);
    tenor__alloc_free(alloc, scorer->logits);
    tenor__alloc_free(alloc, scorer->best_logits);
    tenor__predict_groups_free(&scorer->groups);
    tenor__metrics_free(&scorer->metrics);
    *scorer = (tenor__scorer){0};
}

/* Scores an example with any number of labels. The loss is the mean binary cross-entropy over the labels. */
static void note_several(const tenor__scorer *scorer, size_t slot_index, size_t i, const float *row)
{
    struct tenor__scorer_slot *slot = &scorer->slots[slot_index];
    const tenor__label_set actual = tenor__label_sets_get(scorer->examples.targets, i);
    size_t predicted = 0;
    double loss = 0;
    for (size_t k = 0; k < scorer->labels; k++) {
        const double absence = 1 - (double)row[k];
        loss -= absence < 1e-12 ? log(1e-12) : log(absence);
        if (row[k] >= 0.5f)
            slot->predicted[predicted++] = k;
    }
    for (size_t j = 0; j < actual.count; j++) {
        const double p = (double)row[actual.labels[j]];
        loss += 1 - p < 1e-12 ? log(1e-12) : log(1 - p);
        loss -= p < 1e-12 ? log(1e-12) : log(p);
        slot->actual[j] = actual.labels[j];
    }
    scorer->losses[i] = loss / (double)scorer->labels;
    tenor__metrics_add(&slot->metrics, slot->actual, actual.count, slot->predicted, predicted);
}

/* Scores example i. Its logits in row become probabilities. */
static void note_prediction(const tenor__scorer *scorer, size_t slot, size_t i, float *row)
{
    tenor__head_apply(scorer->head, 1, scorer->labels, 1, row, row);
    if (is_multi_label(scorer)) {
        note_several(scorer, slot, i, row);
        return;
    }
    scorer->predictions[i] = (uint32_t)tenor__prediction_label(row, NULL, scorer->labels);
    const double p = (double)row[scorer->examples.targets->labels[i]];
    scorer->losses[i] = p < 1e-12 ? -log(1e-12) : -log(p); /* NaN propagates */
}

/* ---- stacking ---- */

/* Fits the stacking weights. Returns false if memory runs out. */
static bool fit_stacking(tenor__scorer *scorer)
{
    const tenor__scorer_examples *examples = &scorer->examples;
    if (!is_multi_label(scorer)) {
        scorer->stacking =
            tenor__stacking_fit(scorer->logits, examples->ngram_logits, examples->targets, scorer->labels);
        return true;
    }
    const size_t values = examples->count * scorer->labels;
    float *present = tenor__alloc_zeroed(&scorer->alloc, values, sizeof *present);
    if (!present)
        return false;
    for (size_t i = 0; i < examples->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(examples->targets, i);
        float *row = present + i * scorer->labels;
        for (size_t j = 0; set.soft_count == 0 && j < set.count; j++)
            row[set.labels[j]] = 1;
        for (size_t j = 0; j < set.soft_count; j++)
            row[set.soft_labels[j]] = set.probabilities[j];
    }
    scorer->stacking = tenor__stacking_fit_each(scorer->logits, examples->ngram_logits, present, values);
    tenor__alloc_free(&scorer->alloc, present);
    return true;
}

/* Stacks the logits with weights that are fitted to the same texts. Two parameters are too few to overfit. */
static bool stack(tenor__scorer *scorer)
{
    const tenor__scorer_examples *examples = &scorer->examples;
    const size_t labels = scorer->labels;
    float *row = tenor__alloc_array(&scorer->alloc, labels, sizeof *row);
    if (!row || !fit_stacking(scorer)) {
        tenor__alloc_free(&scorer->alloc, row);
        return false;
    }
    const float first = (float)scorer->stacking.first;
    const float second = (float)scorer->stacking.second;
    for (size_t i = 0; i < examples->count * labels; i++)
        scorer->logits[i] = first * scorer->logits[i] + second * examples->ngram_logits[i];
    for (size_t i = 0; i < examples->count; i++) {
        memcpy(row, scorer->logits + i * labels, labels * sizeof *row);
        note_prediction(scorer, 0, i, row);
    }
    tenor__alloc_free(&scorer->alloc, row);
    return true;
}

/* ---- a run ---- */

static size_t length_of(const void *user, size_t i)
{
    const tenor__scorer *scorer = user;
    return scorer->examples.lengths[i];
}

static tenor_status read_example(void *user, tenor__group_member member, uint32_t *ids, size_t *length)
{
    const tenor__scorer *scorer = user;
    *length = scorer->examples.lengths[member.sequence];
    if (*length > 0)
        memcpy(ids, scorer->examples.ids[member.sequence], *length * sizeof *ids);
    return TENOR_OK;
}

static tenor_status take_logits(void *user, tenor__group_member member, float *logits)
{
    const tenor__scorer *scorer = user;
    const size_t i = member.sequence;
    if (i % scorer->stride == 0)
        memcpy(scorer->logits + i / scorer->stride * scorer->labels, logits, scorer->labels * sizeof *logits);
    if (!scorer->examples.ngram_logits)
        note_prediction(scorer, member.slot, i, logits);
    return TENOR_OK;
}

/* Sums up the scores of the examples. */
static void finish_scores(tenor__scorer *scorer, tenor_epoch *epoch)
{
    const tenor__scorer_examples *examples = &scorer->examples;
    double loss = 0;
    for (size_t i = 0; i < examples->count; i++)
        loss += scorer->losses[i];
    epoch->dev_loss = loss / (double)examples->count;
    tenor__metrics_clear(&scorer->metrics);
    for (size_t i = 0; i < scorer->slot_count; i++)
        tenor__metrics_merge(&scorer->metrics, &scorer->slots[i].metrics);
    for (size_t i = 0; !is_multi_label(scorer) && i < examples->count; i++) {
        const size_t actual = examples->targets->labels[i];
        const size_t predicted = scorer->predictions[i];
        tenor__metrics_add(&scorer->metrics, &actual, 1, &predicted, 1);
    }
    epoch->dev_accuracy = tenor__metrics_accuracy(&scorer->metrics);
    epoch->dev_macro_f1 = tenor__metrics_macro_f1(&scorer->metrics);
}

bool tenor__scorer_run(tenor__scorer *scorer, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                       tenor_epoch *epoch)
{
    const tenor__group_source source = {
        .parameters = parameters,
        .packed_weights = packed_weights,
        .count = scorer->examples.count,
        .longest = scorer->longest,
        .user = scorer,
        .length = length_of,
        .read = read_example,
        .take = take_logits,
    };
    for (size_t i = 0; i < scorer->slot_count; i++)
        tenor__metrics_clear(&scorer->slots[i].metrics);
    if (tenor__predict_groups_run(&scorer->groups, scorer->pool, &source) != TENOR_OK ||
        (scorer->examples.ngram_logits && !stack(scorer)))
        return false;
    finish_scores(scorer, epoch);
    return true;
}

double tenor__scorer_temperature(const tenor__scorer *scorer)
{
    if (is_multi_label(scorer))
        return 1;
    return tenor__temperature_fit(scorer->logits, scorer->examples.targets, scorer->stride,
                                  (scorer->examples.count - 1) / scorer->stride + 1, scorer->labels);
}

void tenor__scorer_keep(tenor__scorer *scorer)
{
    if (!scorer->best_logits)
        return;
    float *last = scorer->logits;
    scorer->logits = scorer->best_logits;
    scorer->best_logits = last;
}
