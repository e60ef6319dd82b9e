/* The vocabulary's tensors in a model file: vocab.bytes, vocab.offset, vocab.count and vocab.slot. They are the arrays
 * of text/vocab_table.h, which are used in place. */
#ifndef TENOR_MODEL_VOCAB_TENSORS_H
#define TENOR_MODEL_VOCAB_TENSORS_H

#include "model/safetensors.h"
#include "text/vocab.h"

enum { TENOR__VOCAB_TENSORS = 4 };

/* Describes arrays as tensors, to write them. */
void tenor__vocab_tensors_list(const tenor__vocab_arrays *arrays, tenor__stored_tensor tensors[TENOR__VOCAB_TENSORS]);

/* Finds the tensors of a vocabulary of `size` ids in a file. Sets all of *out except the seed. Fails with
 * TENOR_BAD_MODEL and the name of a tensor that is missing or has another type or shape. */
tenor_status tenor__vocab_tensors_find(const tenor__safetensors *file, size_t size, tenor__vocab_arrays *out,
                                       tenor_error *error);

/* Compares the vocabulary of the tensors with that of vocab.json. Fails with TENOR_CORRUPT and the first word or count
 * that differs. */
tenor_status tenor__vocab_tensors_compare(const tenor_vocab *tensors, const tenor_vocab *json, tenor_error *error);

/* Whether a tensor of that name belongs to the vocabulary. */
bool tenor__vocab_tensors_has(tenor_str name);

#endif
