/* How long training goes on: at most, and without a gain. */
#ifndef TENOR_TRAIN_EARLY_STOPPING_H
#define TENOR_TRAIN_EARLY_STOPPING_H

#include <stdbool.h>
#include <stdint.h>

/* Epochs at most for a corpus of so many tokens, unless the user says: 10; of a small one as many as read 2 million
 * tokens, up to 100; of a large one as many as read 45 million, down to 3. */
uint32_t tenor__early_stopping_default_epochs(uint64_t tokens);

/* The patience that goes with as many epochs by default: in proportion where they are more than 10. */
uint32_t tenor__early_stopping_default_patience(uint32_t patience, uint32_t epochs);

typedef struct tenor__early_stopping {
    uint32_t epochs; /* without a gain, after which it is over; 0: never */
    uint32_t without_gain;
    double least_loss;
} tenor__early_stopping;

tenor__early_stopping tenor__early_stopping_new(uint32_t epochs);

/* Notes an epoch and returns whether it gained: it was the best, or its loss on dev the least. While the loss falls the
 * network is learning, whatever the score of a few hundred texts does. */
bool tenor__early_stopping_note(tenor__early_stopping *patience, bool best, double loss);

bool tenor__early_stopping_is_over(const tenor__early_stopping *patience);

#endif
