/* Expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 2). The
 * examples are divided into M bins by confidence; bin m holds those in ((m - 1) / M, m / M].
 *
 *     ECE = sum_m |B_m| / n x | accuracy(B_m) - confidence(B_m) | */
#include "eval/calibration.h"

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
    calibration->loss -= log(likelihood > least ? likelihood : least);
}

void tenor__calibration_add_each(tenor__calibration *calibration, const float *probabilities, size_t labels,
                                 const bool *present)
{
    const double least = 1e-12;
    for (size_t k = 0; k < labels; k++) {
        const double p = (double)probabilities[k];
        const double likelihood = present[k] ? p : 1 - p;
        const size_t bin = bin_of(p);
        calibration->counts[bin]++;
        calibration->right[bin] += present[k];
        calibration->confidence[bin] += p;
        calibration->loss -= log(likelihood > least ? likelihood : least);
    }
    calibration->examples += labels;
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
