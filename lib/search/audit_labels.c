#include "search/audit_labels.h"

#include "base/error.h"
#include "base/sort.h"

#include <math.h>
#include <string.h>

static const uint32_t NONE = UINT32_MAX;

/* ---- probabilities of an example, the mean of all passes ---- */

typedef struct view {
    const tenor_corpus *corpus;
    const tenor__fold_predictions *fold_predictions;
    size_t passes;
} view;

static double probability(const view *v, size_t example, size_t label)
{
    double sum = 0;
    for (size_t pass = 0; pass < v->passes; pass++)
        sum += tenor__audit_folds_probability(&v->fold_predictions[pass], example, label);
    return sum / (double)v->passes;
}

static bool is_judged(const view *v, size_t example)
{
    for (size_t pass = 0; pass < v->passes; pass++)
        if (tenor__audit_folds_judged(&v->fold_predictions[pass], example))
            return true;
    return false;
}

/* The j-th label that any pass keeps for the example, NONE where there is none; some come twice. */
static uint32_t candidate(const view *v, size_t example, size_t j)
{
    const size_t kept = v->fold_predictions[0].kept;
    return v->fold_predictions[j / kept].labels[example * kept + j % kept];
}

static size_t candidates(const view *v)
{
    return v->passes * v->fold_predictions[0].kept;
}

static bool has_label(const tenor_corpus *corpus, size_t example, size_t label)
{
    for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, example); j++)
        if (tenor_corpus_example_label(corpus, example, j) == label)
            return true;
    return false;
}

/* ---- thresholds ---- */

typedef struct thresholds {
    double *has;   /* [labels] mean probability where examples have the label */
    double *lacks; /* [labels] where they do not */
} thresholds;

static bool find_thresholds(const view *v, const tenor_alloc *alloc, thresholds *out)
{
    const size_t labels = tenor_corpus_label_count(v->corpus);
    size_t *with = tenor__alloc_zeroed(alloc, labels, sizeof *with);
    size_t judged = 0;
    out->has = tenor__alloc_zeroed(alloc, labels, sizeof *out->has);
    out->lacks = tenor__alloc_zeroed(alloc, labels, sizeof *out->lacks);
    const bool done = with && out->has && out->lacks;
    for (size_t i = 0; done && i < tenor_corpus_size(v->corpus); i++) {
        if (!is_judged(v, i))
            continue;
        judged++;
        for (size_t pass = 0; pass < v->passes; pass++) {
            const tenor__fold_predictions *fold_predictions = &v->fold_predictions[pass];
            for (size_t j = i * fold_predictions->kept;
                 j < (i + 1) * fold_predictions->kept && fold_predictions->labels[j] != NONE; j++) {
                const bool has = has_label(v->corpus, i, fold_predictions->labels[j]);
                (has ? out->has : out->lacks)[fold_predictions->labels[j]] +=
                    (double)fold_predictions->probabilities[j] / (double)v->passes;
            }
        }
        for (size_t j = 0; j < tenor_corpus_example_label_count(v->corpus, i); j++)
            with[tenor_corpus_example_label(v->corpus, i, j)]++;
    }
    for (size_t k = 0; done && k < labels; k++) {
        out->has[k] = with[k] > 0 ? out->has[k] / (double)with[k] : 1;
        out->lacks[k] = judged > with[k] ? out->lacks[k] / (double)(judged - with[k]) : 0;
    }
    tenor__alloc_free(alloc, with);
    return done;
}

/* ---- qualities ---- */

static tenor__label_quality check_single(const view *v, const thresholds *t, size_t i)
{
    const size_t own = tenor_corpus_label(v->corpus, i);
    tenor__label_quality quality = {.label = (uint32_t)own, .suggested = NONE};
    double best = -1;
    double confident = -1;
    size_t most_confident = own;
    for (size_t j = 0; j < candidates(v); j++) {
        const uint32_t label = candidate(v, i, j);
        if (label == NONE)
            continue;
        const double p = probability(v, i, label);
        if (label != own && (p > best || (p == best && label < quality.suggested))) {
            best = p;
            quality.suggested = label;
        }
        if (p >= t->has[label] && (p > confident || (p == confident && label == own))) {
            confident = p;
            most_confident = label;
        }
    }
    quality.score = (float)(1 - probability(v, i, own));
    quality.wrong = most_confident != own;
    if (quality.wrong)
        quality.suggested = (uint32_t)most_confident;
    quality.fit = (float)probability(v, i, quality.suggested);
    return quality;
}

static tenor__label_quality check_several(const view *v, const thresholds *t, size_t i)
{
    tenor__label_quality worst = {.label = NONE, .suggested = NONE};
    for (size_t j = 0; j < candidates(v); j++) {
        const uint32_t label = candidate(v, i, j);
        if (label == NONE)
            continue;
        const double p = probability(v, i, label);
        const bool has = has_label(v->corpus, i, label);
        const double score = has ? 1 - p : p;
        const bool wrong = score > 0.5 && score >= (has ? 1 - t->lacks[label] : t->has[label]);
        if ((wrong && !worst.wrong) || (wrong == worst.wrong && (float)score > worst.score))
            worst = (tenor__label_quality){(float)score, (float)score, has ? label : NONE, has ? NONE : label, wrong};
    }
    return worst;
}

tenor_status tenor__audit_labels_judge(const tenor_corpus *corpus, const tenor__fold_predictions *fold_predictions,
                                       size_t passes, const tenor_alloc *alloc, tenor__label_quality *qualities)
{
    const view v = {corpus, fold_predictions, passes};
    const bool several = tenor_corpus_separator(corpus).size > 0;
    thresholds t = {0};
    const bool done = find_thresholds(&v, alloc, &t);
    for (size_t i = 0; done && i < tenor_corpus_size(corpus); i++) {
        if (!is_judged(&v, i))
            qualities[i] = (tenor__label_quality){-1, 0, NONE, NONE, false};
        else
            qualities[i] = several ? check_several(&v, &t, i) : check_single(&v, &t, i);
    }
    tenor__alloc_free(alloc, t.has);
    tenor__alloc_free(alloc, t.lacks);
    return done ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

/* ---- labels that cannot be told apart ---- */

enum { LEAST_TEXTS = 10 };
static const double TOLD_APART = 0.65;

/* The examples by label. */
typedef struct groups {
    size_t *begins;  /* [labels + 1] */
    uint32_t *order; /* [examples] judged ones */
} groups;

static bool group(const view *v, const tenor_alloc *alloc, groups *out)
{
    const size_t labels = tenor_corpus_label_count(v->corpus);
    const size_t size = tenor_corpus_size(v->corpus);
    out->begins = tenor__alloc_zeroed(alloc, labels + 2, sizeof *out->begins);
    out->order = tenor__alloc_array(alloc, size + 1, sizeof *out->order);
    if (!out->begins || !out->order)
        return false;
    for (size_t i = 0; i < size; i++)
        if (is_judged(v, i))
            out->begins[tenor_corpus_label(v->corpus, i) + 2]++;
    for (size_t k = 2; k < labels + 2; k++)
        out->begins[k] += out->begins[k - 1];
    for (size_t i = 0; i < size; i++)
        if (is_judged(v, i))
            out->order[out->begins[tenor_corpus_label(v->corpus, i) + 1]++] = (uint32_t)i;
    return true;
}

/* A value of 0..1 as a key that sorts like it, to a millionth. */
static uint64_t key_of(double share)
{
    return (uint64_t)(share * 1e6);
}

/* The texts of a label that are compared: all, or of many every n-th, so that a large label costs each of many small
 * ones no more than this. */
enum { MOST_COMPARED = 5000 };

static size_t step_of(size_t texts)
{
    return (texts + MOST_COMPARED - 1) / MOST_COMPARED;
}

/* The share of pairs, of a text of the first label (value 1) and one of the second, that the keys put in their order:
 * the area under the ROC curve. Equal keys count a half. */
static double area_under_curve(const tenor__pair *sorted, size_t count, double first, double second)
{
    double below = 0;
    double seen = 0;
    for (size_t begin = 0, end; begin < count; begin = end) {
        double firsts = 0;
        double seconds = 0;
        for (end = begin; end < count && sorted[end].key == sorted[begin].key; end++) {
            firsts += sorted[end].value == 1;
            seconds += sorted[end].value == 0;
        }
        below += firsts * (seen + seconds / 2);
        seen += seconds;
    }
    return below / (first * second);
}

/* The half width of the area's 95 % interval (Hanley and McNeil, 1982). */
static double area_margin(double area, double first, double second)
{
    const double q1 = area / (2 - area);
    const double q2 = 2 * area * area / (1 + area);
    const double variance =
        (area * (1 - area) + (first - 1) * (q1 - area * area) + (second - 1) * (q2 - area * area)) / (first * second);
    return 1.96 * sqrt(fmax(variance, 0));
}

/* Adds the texts of label `of`, keyed by how much likelier a is than b, and returns how many. */
static size_t add_keys(const view *v, const groups *g, size_t of, size_t a, size_t b, tenor__pair *out)
{
    size_t count = 0;
    const size_t step = step_of(g->begins[of + 1] - g->begins[of]);
    for (size_t i = g->begins[of]; i < g->begins[of + 1]; i += step) {
        const double p = probability(v, g->order[i], a);
        const double q = probability(v, g->order[i], b);
        out[count++] = (tenor__pair){key_of(p + q > 0 ? p / (p + q) : 0.5), of == a};
    }
    return count;
}

/* order is scratch of as many as the texts of both labels. */
static tenor__label_pair measure_pair(const view *v, const groups *g, size_t a, size_t b, tenor__pair *order)
{
    const size_t texts = g->begins[a + 1] - g->begins[a] + g->begins[b + 1] - g->begins[b];
    const size_t first = add_keys(v, g, a, a, b, order);
    const size_t second = add_keys(v, g, b, a, b, order + first);
    tenor__sort_pairs(order, first + second);
    const double area = area_under_curve(order, first + second, (double)first, (double)second);
    return (tenor__label_pair){(uint32_t)a, (uint32_t)b, texts, area, area_margin(area, (double)first, (double)second)};
}

/* The pairs of labels that a text of one is taken for the other, each once: only these can be mixed up. Returns their
 * number. */
static size_t find_confused(const view *v, tenor__pair *pairs)
{
    size_t count = 0;
    for (size_t i = 0; i < tenor_corpus_size(v->corpus); i++) {
        const uint32_t own = (uint32_t)tenor_corpus_label(v->corpus, i);
        uint32_t other = NONE;
        double best = -1;
        for (size_t j = 0; is_judged(v, i) && j < candidates(v); j++) {
            const uint32_t label = candidate(v, i, j);
            const double p = label == NONE || label == own ? -1 : probability(v, i, label);
            if (p > best || (p == best && p >= 0 && label < other)) {
                best = p;
                other = label;
            }
        }
        if (other != NONE && best >= probability(v, i, own) / 2)
            pairs[count++] = own < other ? (tenor__pair){own, other} : (tenor__pair){other, own};
    }
    tenor__sort_pairs(pairs, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || pairs[kept - 1].key != pairs[i].key || pairs[kept - 1].value != pairs[i].value)
            pairs[kept++] = pairs[i];
    return kept;
}

tenor_status tenor__audit_labels_pairs(const tenor_corpus *corpus, const tenor__fold_predictions *fold_predictions,
                                       size_t passes, const tenor_alloc *alloc, tenor__label_pair **out, size_t *count)
{
    const view v = {corpus, fold_predictions, passes};
    const size_t size = tenor_corpus_size(corpus);
    groups g = {0};
    *count = 0;
    *out = NULL;
    if (tenor_corpus_separator(corpus).size > 0)
        return TENOR_OK;
    tenor__pair *pairs = tenor__alloc_array(alloc, size + 1, sizeof *pairs);
    tenor__pair *order = tenor__alloc_array(alloc, size + 1, sizeof *order);
    tenor_status status = pairs && order && group(&v, alloc, &g) ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    const size_t found = status == TENOR_OK ? find_confused(&v, pairs) : 0;
    if (status == TENOR_OK) {
        *out = tenor__alloc_array(alloc, found + 1, sizeof **out);
        status = *out ? TENOR_OK : TENOR_OUT_OF_MEMORY;
    }
    for (size_t i = 0; status == TENOR_OK && i < found; i++) {
        const size_t a = (size_t)pairs[i].key;
        const size_t b = (size_t)pairs[i].value;
        if (g.begins[a + 1] - g.begins[a] < LEAST_TEXTS || g.begins[b + 1] - g.begins[b] < LEAST_TEXTS)
            continue;
        const tenor__label_pair pair = measure_pair(&v, &g, a, b, order);
        if (pair.auc + pair.margin < TOLD_APART)
            (*out)[(*count)++] = pair;
    }
    tenor__alloc_free(alloc, pairs);
    tenor__alloc_free(alloc, order);
    tenor__alloc_free(alloc, g.begins);
    tenor__alloc_free(alloc, g.order);
    return status;
}
