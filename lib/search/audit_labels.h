/* Which labels are probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021), and which labels no model
 * can tell apart.
 *
 *     t_k = mean p_k over the examples labeled k
 *     c(i) = argmax p_k over the labels k with p_k >= t_k      i's label is wrong if c(i) is another one
 *     score(i) = 1 - p_y, y the label it has                   self-confidence
 *
 * p are probabilities by models that did not see the text. A threshold for each label does without calibrated
 * probabilities and balanced labels. Where texts have several labels, each label of a text is judged by itself: one
 * that it has is wrong if 1 - p_k reaches the mean over examples without k, one that it lacks is missing if p_k reaches
 * t_k.
 */
#ifndef TENOR_SEARCH_AUDIT_LABELS_H
#define TENOR_SEARCH_AUDIT_LABELS_H

#include "search/audit_folds.h"

/* What is thought of an example's label; of several the worst of them. */
typedef struct tenor__label_quality {
    float score;        /* 0..1; -1 where no model judged it */
    float fit;          /* 0..1: the probability of the suggested label; of several labels the score */
    uint32_t label;     /* in question: UINT32_MAX where one is missing */
    uint32_t suggested; /* that fits best in its place; UINT32_MAX for none */
    bool wrong;
} tenor__label_quality;

/* Sets qualities[examples] by the mean of the passes, which have fold_predictions each. Fails with TENOR_OUT_OF_MEMORY
 * only. */
tenor_status tenor__audit_labels_judge(const tenor_corpus *corpus, const tenor__fold_predictions *fold_predictions,
                                       size_t passes, const tenor_alloc *alloc, tenor__label_quality *qualities);

/* Two labels, and how well the models tell their texts apart: the probability that a text of the first has a larger
 * share p_first / (p_first + p_second) than one of the second (Mann and Whitney 1947). */
typedef struct tenor__label_pair {
    uint32_t first;
    uint32_t second;
    size_t count;  /* texts of both */
    double auc;    /* 0.5 is chance, 1 perfect */
    double margin; /* of its 95 % interval (Hanley and McNeil 1982) */
} tenor__label_pair;

/* The pairs of labels that cannot be told apart: with 95 % confidence the probability is below 0.65. Both labels have
 * ten judged texts. The caller frees *out with alloc. No pairs where texts have several labels. */
tenor_status tenor__audit_labels_pairs(const tenor_corpus *corpus, const tenor__fold_predictions *fold_predictions,
                                       size_t passes, const tenor_alloc *alloc, tenor__label_pair **out, size_t *count);

#endif
