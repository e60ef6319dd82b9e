/* The network's tensors and the safetensors file that holds them. */
#ifndef TENOR_MODEL_WEIGHTS_H
#define TENOR_MODEL_WEIGHTS_H

#include "base/file.h"
#include "model/safetensors.h"
#include "nn/network.h"

/* Finds the network's parameters in a file that must hold exactly its tensors, in any order. What
 * lies as the network wants it (aligned; a store's tensors in its order without gaps) is used in place; anything else
 * is copied to *owned, which is NULL when nothing was, and given back with tenor__put_aligned. TENOR_BAD_MODEL names
 * the tensor that does not fit. */
tenor_status tenor__weights_place(const tenor__network *network, const tenor__safetensors *file,
                                  const tenor_alloc *alloc, tenor__parameters *parameters, float **owned,
                                  tenor_error *error);

/* The XXH3 of the tensors, which take up the file from byte `begin` to its end, and whether all are finite numbers,
 * given that they are of type F32. Fails as tenor__file_visit does. */
tenor_status tenor__weights_digest(const tenor__file *file, size_t begin, uint64_t *hash, bool *finite,
                                   tenor_error *error);

/* TENOR_NOT_FINITE, with the tensor and the place in it, when a parameter is NaN or infinite. */
tenor_status tenor__weights_check_finite(const tenor__network *network, tenor__parameters parameters,
                                         tenor_error *error);

/* The bytes before the parameters in a file that holds the stores one after the other; given back with tenor__put. */
tenor_status tenor__weights_header(const tenor__network *network, const tenor__metadata *metadata,
                                   size_t metadata_count, const tenor_alloc *alloc, char **out, size_t *size,
                                   tenor_error *error);

#endif
