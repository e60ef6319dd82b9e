/* Calibration of probabilities: expected calibration error (Guo et al. 2017) and log loss. */
#ifndef TENOR_EVAL_CALIBRATION_H
#define TENOR_EVAL_CALIBRATION_H

#include <tenor_train.h>

enum { TENOR__CALIBRATION_BINS = 15 };

/* Zero-initialize. */
typedef struct tenor__calibration {
    uint64_t counts[TENOR__CALIBRATION_BINS];
    uint64_t right[TENOR__CALIBRATION_BINS];
    double confidence[TENOR__CALIBRATION_BINS]; /* sum of the predicted labels' probabilities */
    uint64_t examples;
    double loss; /* sum of -log p of the actual labels, with p at least 1e-12 */
    uint64_t texts;
    double loss_squares; /* sum over texts of the square of what the text adds to loss */
    /* Sums over texts of products of what the text adds to right - confidence in two bins. */
    double products[TENOR__CALIBRATION_BINS][TENOR__CALIBRATION_BINS];
} tenor__calibration;

void tenor__calibration_add(tenor__calibration *calibration, const float *probabilities, size_t predicted,
                            size_t actual);

/* For texts with any number of labels. Each label of a text is an example of its own: its confidence is the label's
 * probability, and it is right if the text has the label. present[labels] says which labels the text has. */
void tenor__calibration_add_each(tenor__calibration *calibration, const float *probabilities, size_t labels,
                                 const bool *present);

double tenor__calibration_error(const tenor__calibration *calibration); /* 0..1 */
double tenor__calibration_loss(const tenor__calibration *calibration);  /* mean, in nats */

/* 95 % intervals by the standard errors over texts. That of the error is the delta method's, which takes as given on
 * which side of the diagonal each bin is. */
tenor_interval tenor__calibration_error_interval(const tenor__calibration *calibration);
tenor_interval tenor__calibration_loss_interval(const tenor__calibration *calibration);

#endif
