/* The files that belong to a model, in model.json. */
#ifndef TENOR_MODEL_FILE_HASH_H
#define TENOR_MODEL_FILE_HASH_H

#include "json/json.h"

/* A file that belongs to the model, and how to know it again. Of the weights only the tensors' own bytes count, one
 * after the other as they lie in the file, without the header before them: so that a folder's weights.safetensors and
 * a packed file, whose header holds model.json itself, have the same size and hash. */
typedef struct tenor__file_hash {
    uint64_t size; /* bytes */
    uint64_t hash; /* XXH3, 64 bits, seed 0 */
} tenor__file_hash;

/* The members "size" and "xxh3" of an object. */
void tenor__file_hash_write(tenor__file_hash file_hash, tenor__json_writer *writer);
tenor_status tenor__file_hash_read(const tenor__json_node *object, tenor__file_hash *out, tenor_error *error);

#endif
