/* The model's tensors, which a safetensors file holds: the network's, then those of the n-gram model. */
#ifndef TENOR_MODEL_WEIGHTS_H
#define TENOR_MODEL_WEIGHTS_H

#include "base/file.h"
#include "linear/ngram_table.h"
#include "model/safetensors.h"
#include "model/vocab_tensors.h"
#include "nn/network.h"

/* Zero-initialized it is empty. */
typedef struct tenor__weights_list {
    tenor_alloc alloc;
    tenor__stored_tensor *tensors; /* [count] with names, types and shapes; data from place or copy on */
    size_t count;
    size_t network_count; /* of the network: the embedding, then the block's, whose data lie one after the other */
    void *owned;          /* memory for data that are not used where they lie; NULL when there are none */
} tenor__weights_list;

/* Lists the tensors of a network, which outlives the list, and of an n-gram model beside it. */
tenor_status tenor__weights_list_new(tenor__weights_list *list, const tenor__network *network,
                                     const tenor__ngram_config *ngrams, const tenor_alloc *alloc, tenor_error *error);
void tenor__weights_list_free(tenor__weights_list *list);

/* Finds the tensors in a file that must hold exactly these, and those of the vocabulary where it has_vocab, in any
 * order. Data that lie as they are needed (aligned; the block's one after the other) are used in place; the others are
 * copied. TENOR_BAD_MODEL names the tensor that does not fit. */
tenor_status tenor__weights_place(tenor__weights_list *list, const tenor__safetensors *file, bool has_vocab,
                                  tenor_error *error);

/* Copies the data: of the n-gram model its tensors' one after the other, NULL without one. */
tenor_status tenor__weights_copy(tenor__weights_list *list, tenor__parameters parameters, const float *ngrams,
                                 tenor_error *error);

/* The data, once they are there; a table without slots when there is no n-gram model. */
tenor__parameters tenor__weights_parameters(const tenor__weights_list *list);
tenor__ngram_table tenor__weights_ngrams(const tenor__weights_list *list);

/* Computes the XXH3 of a file's tensors. *finite is true only if all F32 values are finite. It may be false although
 * they are, if other tensors lie between them: tenor__weights_check_finite decides. Fails as tenor__file_visit does. */
tenor_status tenor__weights_digest(const tenor__file *file, const tenor__safetensors *tensors, uint64_t *hash,
                                   bool *finite, tenor_error *error);

/* TENOR_NOT_FINITE, with the tensor and the place in it, when a parameter is NaN or infinite. */
tenor_status tenor__weights_check_finite(const tenor__weights_list *list, tenor_error *error);

/* TENOR_BAD_MODEL when the n-gram model has a table that is too full. */
tenor_status tenor__weights_check_ngrams(const tenor__weights_list *list, tenor_error *error);

#endif
