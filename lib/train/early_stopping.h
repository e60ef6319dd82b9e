/* Epoch limit and early stopping. */
#ifndef TENOR_TRAIN_EARLY_STOPPING_H
#define TENOR_TRAIN_EARLY_STOPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The default epoch limit for a corpus of `tokens` tokens: usually 10. A small corpus gets as many epochs as read 2
 * million tokens, up to 100. A large corpus gets as many as read 45 million, but at least 3. */
uint32_t tenor__early_stopping_default_epochs(uint64_t tokens);

/* The same for so many labels: where they are many, three times as many epochs, up to 100, of which those behind the
 * usual limit want a better score, or a dev loss that still falls by a thousandth. */
uint32_t tenor__early_stopping_most_epochs(uint32_t epochs, size_t labels);

/* The default patience for an epoch limit: `patience`, scaled in proportion if the limit is more than 10. */
uint32_t tenor__early_stopping_default_patience(uint32_t patience, uint32_t epochs);

typedef struct tenor__early_stopping {
    uint32_t patience; /* epochs without improvement before training stops; 0: never stop early */
    uint32_t without_gain;
    uint32_t epochs; /* so far */
    uint32_t usual;  /* after so many the loss must fall by more; 0: never */
    double least_loss;
} tenor__early_stopping;

tenor__early_stopping tenor__early_stopping_new(uint32_t patience, uint32_t usual);

/* Records an epoch and returns whether it brought an improvement: it was the best, or it had the lowest dev loss so
 * far. The loss counts too, because the score of a few hundred texts may stand still while the network learns. */
bool tenor__early_stopping_note(tenor__early_stopping *stopping, bool best, double loss);

bool tenor__early_stopping_is_over(const tenor__early_stopping *stopping);

#endif
