#include "train/patience.h"

#include <math.h>

tenor__patience tenor__patience_new(uint32_t epochs)
{
    return (tenor__patience){.epochs = epochs, .least_loss = INFINITY};
}

bool tenor__patience_note(tenor__patience *patience, bool best, double loss)
{
    const bool gained = best || loss < patience->least_loss;
    patience->without_gain = gained ? 0 : patience->without_gain + 1;
    patience->least_loss = fmin(patience->least_loss, loss);
    return gained;
}

bool tenor__patience_is_over(const tenor__patience *patience)
{
    return patience->epochs > 0 && patience->without_gain >= patience->epochs;
}
