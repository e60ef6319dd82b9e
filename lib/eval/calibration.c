/* Expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 2). The
 * examples are divided into M bins by confidence; bin m holds those in ((m - 1) / M, m / M].
 *
 *     ECE = sum_m |B_m| / n x | accuracy(B_m) - confidence(B_m) | */
#include "eval/calibration.h"

#include "eval/interval.h"

#include <math.h>

static size_t bin_of(double confidence)
{
    double place = ceil(confidence * TENOR__CALIBRATION_BINS) - 1.0;
    if (!(place > 0.0))
        return 0;
    return place < TENOR__CALIBRATION_BINS ? (size_t)place : TENOR__CALIBRATION_BINS - 1;
}

void tenor__calibration_add(tenor__calibration *calibration, const float *probabilities, size_t predicted,
                            size_t actual)
{
    const double least = 1e-12;
    const double confidence = (double)probabilities[predicted];
    const size_t bin = bin_of(confidence);
    const double likelihood = (double)probabilities[actual];
    calibration->counts[bin]++;
    calibration->right[bin] += predicted == actual;
    calibration->confidence[bin] += confidence;
    calibration->examples++;
    calibration->texts++;
    const double difference = (predicted == actual) - confidence;
    calibration->products[bin][bin] += difference * difference;
    const double loss = -log(likelihood > least ? likelihood : least);
    calibration->loss += loss;
    calibration->loss_squares += loss * loss;
}

void tenor__calibration_add_each(tenor__calibration *calibration, const float *probabilities, size_t labels,
                                 const bool *present)
{
    const double least = 1e-12;
    double differences[TENOR__CALIBRATION_BINS] = {0};
    double text_loss = 0;
    for (size_t k = 0; k < labels; k++) {
        const double p = (double)probabilities[k];
        const double likelihood = present[k] ? p : 1 - p;
        const size_t bin = bin_of(p);
        calibration->counts[bin]++;
        calibration->right[bin] += present[k];
        calibration->confidence[bin] += p;
        differences[bin] += present[k] - p;
        const double loss = -log(likelihood > least ? likelihood : least);
        calibration->loss += loss;
        text_loss += loss;
    }
    for (size_t i = 0; i < TENOR__CALIBRATION_BINS; i++)
        for (size_t j = 0; differences[i] != 0 && j < TENOR__CALIBRATION_BINS; j++)
            calibration->products[i][j] += differences[i] * differences[j];
    calibration->loss_squares += text_loss * text_loss;
    calibration->examples += labels;
    calibration->texts++;
}

double tenor__calibration_error(const tenor__calibration *calibration)
{
    if (calibration->examples == 0)
        return 0.0;
    double sum = 0.0;
    for (size_t i = 0; i < TENOR__CALIBRATION_BINS; i++)
        sum += fabs((double)calibration->right[i] - calibration->confidence[i]);
    return sum / (double)calibration->examples;
}

double tenor__calibration_loss(const tenor__calibration *calibration)
{
    return calibration->examples > 0 ? calibration->loss / (double)calibration->examples : 0.0;
}

/* Examples of a text: its labels, or one. */
static double per_text(const tenor__calibration *calibration)
{
    return calibration->texts > 0 ? (double)calibration->examples / (double)calibration->texts : 1;
}

static double sign_of(const tenor__calibration *calibration, size_t bin)
{
    const double difference = (double)calibration->right[bin] - calibration->confidence[bin];
    return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* The error is the mean over texts of the sum over bins of sign x (right - confidence). */
tenor_interval tenor__calibration_error_interval(const tenor__calibration *calibration)
{
    const double size = per_text(calibration);
    const double texts = (double)calibration->texts;
    double squares = 0;
    for (size_t i = 0; i < TENOR__CALIBRATION_BINS; i++)
        for (size_t j = 0; j < TENOR__CALIBRATION_BINS; j++)
            squares += sign_of(calibration, i) * sign_of(calibration, j) * calibration->products[i][j];
    tenor_interval interval =
        tenor__interval_mean(tenor__calibration_error(calibration) * texts, squares / (size * size), texts, 0);
    interval.to = interval.to < 1 ? interval.to : 1;
    return interval;
}

tenor_interval tenor__calibration_loss_interval(const tenor__calibration *calibration)
{
    const double size = per_text(calibration);
    return tenor__interval_mean(calibration->loss / size, calibration->loss_squares / (size * size),
                                (double)calibration->texts, 0);
}
