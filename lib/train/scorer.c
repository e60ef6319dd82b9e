#include "train/scorer.h"

#include "eval/calibration.h"
#include "eval/metrics.h"
#include "eval/temperature.h"
#include "model/prediction.h"
#include "nn/head.h"

#include <math.h>
#include <string.h>

enum {
    GROUP_SEQUENCES = 64, /* these two bound the scratch of a group */
    GROUP_TOKENS = 4096,
    MOST_LOGITS = 1 << 22, /* that are kept: 16 MB */
};

struct tenor__score_slot {
    tenor__pass *pass;
    tenor__packed_sequences batch;
    const uint32_t *ids[GROUP_SEQUENCES];
    size_t lengths[GROUP_SEQUENCES];
    float *probabilities;   /* [GROUP_SEQUENCES, labels] */
    tenor__metrics metrics; /* where texts have several labels: of the slot's groups */
    size_t *actual;         /* [labels] of a sequence */
    size_t *predicted;      /* [labels] */
    bool failed;
};

static size_t label_count(const tenor__scorer *scorer)
{
    return tenor__network_config_of(scorer->network)->labels;
}

static bool is_multi_label(const tenor__scorer *scorer)
{
    return tenor__network_config_of(scorer->network)->head == TENOR__HEAD_SIGMOID;
}

/* Cuts the sorted sequences into groups. */
static void find_groups(tenor__scorer *scorer)
{
    const tenor__sequences *sequences = scorer->sequences;
    size_t tokens = 0;
    for (size_t i = 0; i < sequences->count; i++) {
        const size_t length = sequences->lengths[scorer->order[i]];
        const size_t begin = scorer->group_count > 0 ? scorer->group_begins[scorer->group_count - 1] : 0;
        if (i == 0 || i - begin == GROUP_SEQUENCES || tokens + length > GROUP_TOKENS) {
            scorer->group_begins[scorer->group_count++] = i;
            tokens = 0;
        }
        tokens += length;
    }
    scorer->group_begins[scorer->group_count] = sequences->count;
}

tenor_status tenor__scorer_init(tenor__scorer *scorer, const tenor__network *network, const tenor__sequences *sequences,
                                const float *ngram_logits, tenor__pool *pool, const tenor_alloc *alloc)
{
    *scorer = (tenor__scorer){
        .alloc = tenor__alloc_of(alloc),
        .network = network,
        .sequences = sequences,
        .pool = pool,
        .ngram_logits = ngram_logits,
        .stacking = {1, 1},
    };
    const tenor_alloc *hook = &scorer->alloc;
    const size_t count = sequences->count;
    const size_t slots = tenor__pool_threads(pool);
    const size_t labels = label_count(scorer);
    size_t numbers = 0;
    scorer->order = tenor__get(hook, count, sizeof *scorer->order);
    scorer->group_begins = tenor__get(hook, count + 1, sizeof *scorer->group_begins);
    scorer->predictions = tenor__get(hook, count, sizeof *scorer->predictions);
    scorer->losses = tenor__get(hook, count, sizeof *scorer->losses);
    /* All are wanted to be blended; the n-gram layer is one of few labels. */
    scorer->stride = ngram_logits ? 1 : count / (labels < MOST_LOGITS ? MOST_LOGITS / labels : 1) + 1;
    scorer->logits = tenor__get(hook, (count - 1) / scorer->stride + 1, labels * sizeof *scorer->logits);
    scorer->slots = tenor__get_zero(hook, slots, sizeof *scorer->slots);
    bool complete = scorer->order && scorer->group_begins && scorer->predictions && scorer->losses && scorer->logits &&
                    scorer->slots && tenor__multiply_size(GROUP_SEQUENCES, labels, &numbers) &&
                    tenor__metrics_init(&scorer->metrics, labels, hook) == TENOR_OK;
    while (complete && scorer->slot_count < slots) {
        struct tenor__score_slot *slot = &scorer->slots[scorer->slot_count++];
        tenor__packed_sequences_init(&slot->batch, hook);
        slot->probabilities = tenor__get_aligned(hook, numbers, sizeof *slot->probabilities);
        complete = slot->probabilities && tenor__pass_new(network, hook, &slot->pass) == TENOR_OK;
        if (complete && is_multi_label(scorer)) {
            slot->actual = tenor__get(hook, labels, sizeof *slot->actual);
            slot->predicted = tenor__get(hook, labels, sizeof *slot->predicted);
            complete = slot->actual && slot->predicted && tenor__metrics_init(&slot->metrics, labels, hook) == TENOR_OK;
        }
    }
    if (!complete) {
        tenor__scorer_free(scorer);
        return TENOR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        scorer->order[i] = (uint32_t)i;
    tenor__sequences_sort(sequences, scorer->order, count, scorer->predictions);
    find_groups(scorer);
    return TENOR_OK;
}

void tenor__scorer_free(tenor__scorer *scorer)
{
    const tenor_alloc *alloc = &scorer->alloc;
    for (size_t i = 0; i < scorer->slot_count; i++) {
        tenor__pass_free(scorer->slots[i].pass);
        tenor__packed_sequences_free(&scorer->slots[i].batch);
        tenor__put_aligned(alloc, scorer->slots[i].probabilities);
        tenor__put(alloc, scorer->slots[i].actual);
        tenor__put(alloc, scorer->slots[i].predicted);
        tenor__metrics_free(&scorer->slots[i].metrics);
    }
    tenor__put(alloc, scorer->slots);
    tenor__put(alloc, scorer->order);
    tenor__put(alloc, scorer->group_begins);
    tenor__put(alloc, scorer->predictions);
    tenor__put(alloc, scorer->losses);
    tenor__put(alloc, scorer->logits);
    tenor__metrics_free(&scorer->metrics);
    *scorer = (tenor__scorer){0};
}

typedef struct scoring {
    const tenor__scorer *scorer;
    tenor__parameters parameters;
    const tenor__packed_weights *packed_weights;
    float *logits; /* [sequences, labels] where they are to go; NULL to score them */
} scoring;

/* The mean binary cross-entropy over the labels. */
static void note_several(const tenor__scorer *scorer, struct tenor__score_slot *slot, uint32_t i, const float *row)
{
    const size_t labels = label_count(scorer);
    const tenor__label_set actual = tenor__label_sets_get(&scorer->sequences->targets, i);
    size_t predicted = 0;
    double loss = 0;
    for (size_t k = 0; k < labels; k++) {
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
    scorer->losses[i] = loss / (double)labels;
    tenor__metrics_add(&slot->metrics, slot->actual, actual.count, slot->predicted, predicted);
}

/* Takes the logits of a sequence, which become its probabilities. */
static void note_answer(const tenor__scorer *scorer, struct tenor__score_slot *slot, uint32_t sequence, float *row)
{
    const size_t labels = label_count(scorer);
    const tenor__head_kind head = tenor__network_config_of(scorer->network)->head;
    tenor__head_apply(head, 1, labels, 1, row, row);
    if (head == TENOR__HEAD_SIGMOID) {
        note_several(scorer, slot, sequence, row);
        return;
    }
    scorer->predictions[sequence] = (uint32_t)tenor__prediction_label(row, NULL, labels);
    const double p = (double)row[scorer->sequences->targets.labels[sequence]];
    scorer->losses[sequence] = p < 1e-12 ? -log(1e-12) : -log(p); /* NaN stays */
}

/* How both kinds of logits are put together best; false when out of memory. */
static bool fit_blend(tenor__scorer *scorer)
{
    const tenor__sequences *sequences = scorer->sequences;
    const size_t labels = label_count(scorer);
    if (!is_multi_label(scorer)) {
        scorer->stacking = tenor__stacking_fit(scorer->logits, scorer->ngram_logits, sequences->targets.labels,
                                               sequences->count, labels);
        return true;
    }
    bool *present = tenor__get_zero(&scorer->alloc, sequences->count * labels, sizeof *present);
    if (!present)
        return false;
    for (size_t i = 0; i < sequences->count; i++) {
        const tenor__label_set set = tenor__label_sets_get(&sequences->targets, i);
        for (size_t j = 0; j < set.count; j++)
            present[i * labels + set.labels[j]] = true;
    }
    scorer->stacking =
        tenor__stacking_fit_each(scorer->logits, scorer->ngram_logits, present, sequences->count * labels);
    tenor__put(&scorer->alloc, present);
    return true;
}

/* Puts both kinds of logits together as does best on these very texts: two numbers are too few to learn them by heart.
 */
static bool blend_logits(tenor__scorer *scorer)
{
    const tenor__sequences *sequences = scorer->sequences;
    const size_t labels = label_count(scorer);
    float *row = tenor__get(&scorer->alloc, labels, sizeof *row);
    if (!row || !fit_blend(scorer)) {
        tenor__put(&scorer->alloc, row);
        return false;
    }
    const float first = (float)scorer->stacking.first;
    const float second = (float)scorer->stacking.second;
    for (size_t i = 0; i < sequences->count * labels; i++)
        scorer->logits[i] = first * scorer->logits[i] + second * scorer->ngram_logits[i];
    for (size_t i = 0; i < sequences->count; i++) {
        memcpy(row, scorer->logits + i * labels, labels * sizeof *row);
        note_answer(scorer, &scorer->slots[0], (uint32_t)i, row);
    }
    tenor__put(&scorer->alloc, row);
    return true;
}

static bool score_group(const scoring *job, struct tenor__score_slot *slot, size_t group)
{
    const tenor__scorer *scorer = job->scorer;
    const tenor__sequences *sequences = scorer->sequences;
    const size_t labels = label_count(scorer);
    const size_t begin = scorer->group_begins[group];
    const size_t count = scorer->group_begins[group + 1] - begin;
    const uint32_t *order = scorer->order + begin;
    for (size_t i = 0; i < count; i++) {
        slot->ids[i] = sequences->ids[order[i]];
        slot->lengths[i] = sequences->lengths[order[i]];
    }
    if (!tenor__packed_sequences_fill(&slot->batch, slot->ids, slot->lengths, count) ||
        !tenor__network_forward(slot->pass, job->parameters, job->packed_weights, &slot->batch, NULL,
                                slot->probabilities))
        return false;
    if (job->logits) {
        for (size_t i = 0; i < count; i++)
            memcpy(job->logits + order[i] * labels, slot->probabilities + i * labels, labels * sizeof(float));
        return true;
    }
    for (size_t i = 0; i < count; i++)
        if (order[i] % scorer->stride == 0)
            memcpy(scorer->logits + order[i] / scorer->stride * labels, slot->probabilities + i * labels,
                   labels * sizeof *scorer->logits);
    for (size_t i = 0; i < count && !scorer->ngram_logits; i++)
        note_answer(scorer, slot, order[i], slot->probabilities + i * labels);
    return true;
}

/* A sequence's scores do not depend on who computes them, so the slots may be as many as the threads. */
static void score_slot(size_t index, void *user)
{
    const scoring *job = user;
    struct tenor__score_slot *slot = &job->scorer->slots[index];
    slot->failed = false;
    if (slot->actual)
        tenor__metrics_clear(&slot->metrics);
    for (size_t group = index; group < job->scorer->group_count && !slot->failed; group += job->scorer->slot_count)
        slot->failed = !score_group(job, slot, group);
}

static bool run(scoring *job)
{
    const tenor__scorer *scorer = job->scorer;
    tenor__pool_run(scorer->pool, score_slot, job, scorer->slot_count);
    for (size_t i = 0; i < scorer->slot_count; i++)
        if (scorer->slots[i].failed)
            return false;
    return true;
}

bool tenor__scorer_logits(const tenor__scorer *scorer, tenor__parameters parameters,
                          const tenor__packed_weights *packed_weights, float *logits)
{
    scoring job = {scorer, parameters, packed_weights, logits};
    return run(&job);
}

bool tenor__scorer_run(tenor__scorer *scorer, tenor__parameters parameters, const tenor__packed_weights *packed_weights,
                       tenor_epoch *epoch)
{
    scoring job = {scorer, parameters, packed_weights, NULL};
    const tenor__sequences *sequences = scorer->sequences;
    double loss = 0;
    if (!run(&job) || (scorer->ngram_logits && !blend_logits(scorer)))
        return false;
    for (size_t i = 0; i < sequences->count; i++)
        loss += scorer->losses[i];
    epoch->dev_loss = loss / (double)sequences->count;
    tenor__metrics_clear(&scorer->metrics);
    if (is_multi_label(scorer)) {
        for (size_t i = 0; i < scorer->slot_count; i++)
            tenor__metrics_merge(&scorer->metrics, &scorer->slots[i].metrics);
    } else {
        for (size_t i = 0; i < sequences->count; i++) {
            const size_t actual = sequences->targets.labels[i];
            const size_t predicted = scorer->predictions[i];
            tenor__metrics_add(&scorer->metrics, &actual, 1, &predicted, 1);
        }
    }
    epoch->dev_accuracy = tenor__metrics_accuracy(&scorer->metrics);
    epoch->dev_macro_f1 = tenor__metrics_macro_f1(&scorer->metrics);
    return true;
}

double tenor__scorer_temperature(const tenor__scorer *scorer)
{
    const tenor__sequences *sequences = scorer->sequences;
    if (is_multi_label(scorer))
        return 1;
    return tenor__temperature_fit(scorer->logits, sequences->targets.labels, scorer->stride,
                                  (sequences->count - 1) / scorer->stride + 1, label_count(scorer));
}
