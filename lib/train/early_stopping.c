#include "train/early_stopping.h"

#include <math.h>

enum { USUAL_EPOCHS = 10, MOST_EPOCHS = 100, MANY_LABELS = 32 };

static const double LEAST_FALL = 0.001; /* of the loss, behind the usual epochs */

uint32_t tenor__early_stopping_default_epochs(uint64_t tokens)
{
    enum { FEWEST = 3 };
    static const uint64_t LEAST_TOKENS = 2000000;
    static const uint64_t MOST_TOKENS = 45000000;
    uint64_t epochs = USUAL_EPOCHS;
    if (tokens < LEAST_TOKENS / MOST_EPOCHS)
        epochs = MOST_EPOCHS;
    else if (tokens < LEAST_TOKENS / USUAL_EPOCHS)
        epochs = LEAST_TOKENS / tokens;
    else if (tokens > MOST_TOKENS / FEWEST)
        epochs = FEWEST;
    else if (tokens > MOST_TOKENS / USUAL_EPOCHS)
        epochs = MOST_TOKENS / tokens;
    return (uint32_t)epochs;
}

uint32_t tenor__early_stopping_most_epochs(uint32_t epochs, size_t labels)
{
    const uint32_t more = 3 * epochs < MOST_EPOCHS ? 3 * epochs : MOST_EPOCHS;
    return labels > MANY_LABELS && more > epochs ? more : epochs;
}

uint32_t tenor__early_stopping_default_patience(uint32_t patience, uint32_t epochs)
{
    return epochs > USUAL_EPOCHS ? (uint32_t)((uint64_t)patience * epochs / USUAL_EPOCHS) : patience;
}

tenor__early_stopping tenor__early_stopping_new(uint32_t patience, uint32_t usual)
{
    return (tenor__early_stopping){.patience = patience, .usual = usual, .least_loss = INFINITY};
}

bool tenor__early_stopping_note(tenor__early_stopping *stopping, bool best, double loss)
{
    const bool late = stopping->usual > 0 && ++stopping->epochs > stopping->usual;
    const bool gained = best || loss < stopping->least_loss * (late ? 1 - LEAST_FALL : 1);
    stopping->without_gain = gained ? 0 : stopping->without_gain + 1;
    stopping->least_loss = fmin(stopping->least_loss, loss);
    return gained;
}

bool tenor__early_stopping_is_over(const tenor__early_stopping *stopping)
{
    return stopping->patience > 0 && stopping->without_gain >= stopping->patience;
}
