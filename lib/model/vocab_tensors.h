/* The vocabulary's tensors in a model file: vocab.bytes, vocab.offset, vocab.count and vocab.slot. They hold the arrays
 * of text/vocab_table.h, which are used where they lie. */
#ifndef TENOR_MODEL_VOCAB_TENSORS_H
#define TENOR_MODEL_VOCAB_TENSORS_H

#include "model/safetensors.h"
#include "text/vocab.h"

enum { TENOR__VOCAB_TENSORS = 4 };

/* The tensors of arrays, for a file to hold. */
void tenor__vocab_tensors_list(const tenor__vocab_arrays *arrays, tenor__stored_tensor tensors[TENOR__VOCAB_TENSORS]);

/* Finds them in a file, of a vocabulary of `size` ids; sets all of *out but the seed. TENOR_BAD_MODEL names the tensor
 * that is missing or has another type or shape. */
tenor_status tenor__vocab_tensors_find(const tenor__safetensors *file, size_t size, tenor__vocab_arrays *out,
                                       tenor_error *error);

/* Whether the vocabulary of a file's tensors is that of its vocab.json: TENOR_CORRUPT names the first word or count
 * that differs. */
tenor_status tenor__vocab_tensors_compare(const tenor_vocab *tensors, const tenor_vocab *json, tenor_error *error);

bool tenor__vocab_tensors_has(tenor_str name);

#endif
