/* The model behind tenor_model: config, vocabulary, network, parameters and packed matrices. */
#ifndef TENOR_MODEL_MODEL_H
#define TENOR_MODEL_MODEL_H

#include "base/file.h"
#include "model/model_config.h"
#include "model/weights.h"
#include "text/vocab.h"

struct tenor_model {
    tenor_alloc alloc;
    tenor__model_config config;
    tenor_vocab *vocab; /* its arrays are memory of its own, or lie beside the weights */
    tenor__network *network;
    tenor__packed_weights *packed_weights;
    tenor__weights_list weights; /* their data own memory, or lie in the mapped file or the caller's memory */
    tenor__parameters parameters;
    tenor__ngram_table ngrams; /* of both, the data */
    tenor__file weights_file;
    char pooling[64]; /* names for tenor_model_describe: "max+mean", "64,32" */
    char dense[64];
};

/* Makes a model of its parts, all of which are copied; checks that they fit each other (TENOR_INVALID_ARGUMENT), and
 * the parameters are finite (TENOR_NOT_FINITE). ngrams holds the n-gram model's weights, bias and keys one after the
 * other; NULL without the layer. config's file hashes are not looked at: saving computes them. */
tenor_status tenor__model_new(const tenor__model_config *config, const tenor_vocab *vocab, tenor__parameters parameters,
                              const float *ngrams, const tenor_alloc *alloc, tenor_model **out, tenor_error *error);

/* Makes probabilities of logits[rows, labels], in their place. */
void tenor__model_apply_head(const tenor_model *model, size_t rows, float *logits);

/* For model/load.c: an empty model, and its last step once config, vocab, network and weights are set
 * and the latter checked. tenor_model_free takes a model at any stage. */
tenor_status tenor__model_begin(const tenor_alloc *alloc, tenor_model **out, tenor_error *error);
tenor_status tenor__model_finish(tenor_model *model, tenor_error *error);

#endif
