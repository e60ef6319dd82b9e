/* The safetensors format: 8 bytes of header length, a JSON header, the tensors' bytes. Reading trusts nothing. */
#ifndef TENOR_MODEL_SAFETENSORS_H
#define TENOR_MODEL_SAFETENSORS_H

#include "base/alloc.h"

enum {
    TENOR__TENSOR_DIMENSIONS = 8,
    TENOR__SAFETENSORS_START = 9, /* bytes that tell a safetensors file from most others */
};

typedef struct tenor__stored_tensor {
    tenor_str name;
    tenor_str type; /* "F32" */
    size_t rank;
    uint64_t shape[TENOR__TENSOR_DIMENSIONS];
    const void *data; /* into the file; its alignment is the file's affair */
    size_t size;      /* bytes */
} tenor__stored_tensor;

typedef struct tenor__safetensors tenor__safetensors;

/* Parses size bytes at data, which must outlive *out. Checks every rule of the format: header length against size,
 * strict JSON with duplicate keys refused at every level, known types, products that fit, offsets that cover the bytes
 * after the header exactly without gap or overlap. TENOR_BAD_MODEL, or TENOR_TOO_LARGE for a header over 100 MB. */
tenor_status tenor__safetensors_read(const void *data, size_t size, const tenor_alloc *alloc, tenor__safetensors **out,
                                     tenor_error *error);

/* Whether a file whose first bytes are these, the rest of which may be still to come, can be one: TENOR_BAD_MODEL or
 * TENOR_TOO_LARGE when not, success for fewer than TENOR__SAFETENSORS_START bytes. */
tenor_status tenor__safetensors_check_start(const void *data, size_t size, tenor_error *error);
void tenor__safetensors_free(tenor__safetensors *file);

size_t tenor__safetensors_count(const tenor__safetensors *file);
const tenor__stored_tensor *tenor__safetensors_tensor(const tenor__safetensors *file, size_t i); /* in file order */
const tenor__stored_tensor *tenor__safetensors_find(const tenor__safetensors *file, tenor_str name);

/* Finds the tensor of want's name, which must have its type and shape, and sets its shape, data and size. A size of
 * TENOR__ANY_SIZE in the shape is whatever the file has. TENOR_BAD_MODEL says what is missing or differs. */
static const uint64_t TENOR__ANY_SIZE = UINT64_MAX;
tenor_status tenor__safetensors_want(const tenor__safetensors *file, tenor__stored_tensor *want, tenor_error *error);

size_t tenor__safetensors_data_size(const tenor__safetensors *file); /* bytes of all tensors */
/* A metadata string; false when there is none of that name. */
bool tenor__safetensors_metadata(const tenor__safetensors *file, const char *name, tenor_str *out);

typedef struct tenor__metadata {
    const char *name;
    tenor_str value;
} tenor__metadata;

/* The bytes before the tensors' own, for tensors laid out in the order given: length and header, padded with spaces so
 * that the tensors start at a multiple of 64 bytes. data of each tensor is not looked at. The caller frees *out with
 * tenor__alloc_free. */
tenor_status tenor__safetensors_header(const tenor__stored_tensor *tensors, size_t count,
                                       const tenor__metadata *metadata, size_t metadata_count, const tenor_alloc *alloc,
                                       char **out, size_t *size, tenor_error *error);

#endif
