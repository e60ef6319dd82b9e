/* Corpora and options of a training that takes a moment. */
#ifndef TENOR_TESTS_SMALL_TRAINING_H
#define TENOR_TESTS_SMALL_TRAINING_H

#include "chosen.h"
#include "sentences.h"

static tenor_corpus *train;
static tenor_corpus *dev;

static void begin(void)
{
    choose("hidden", "8", "dim", "6", "threads", "1", "batch", "16", "lr", "0.02", "epochs", "3", NULL);
    train = make_corpus(70);
    dev = make_corpus(20);
}

static void end(void)
{
    tenor_options_free(options);
    tenor_corpus_free(train);
    tenor_corpus_free(dev);
}

#endif
