/* What the reader accepts holds together, and is the same once it is written and read again. */
#include "base/alloc.h"
#include "model/safetensors.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool same(tenor_str a, tenor_str b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

static tenor__safetensors *read_or_abort(const void *data, size_t size)
{
    tenor__safetensors *file;
    require(tenor__safetensors_read(data, size, NULL, &file, NULL) == TENOR_OK);
    return file;
}

/* The tensors in the order of the file's header, which need not be that of their bytes. */
static void check_written(const tenor__safetensors *file)
{
    const size_t count = tenor__safetensors_count(file);
    const size_t data_size = tenor__safetensors_data_size(file);
    tenor__stored_tensor *tensors = malloc((count + 1) * sizeof *tensors);
    require(tensors != NULL);
    for (size_t i = 0; i < count; i++)
        tensors[i] = *tenor__safetensors_tensor(file, i);
    char *header;
    size_t size;
    require(tenor__safetensors_header(tensors, count, NULL, 0, NULL, &header, &size, NULL) == TENOR_OK);
    char *bytes = calloc(1, size + data_size);
    require(bytes != NULL);
    memcpy(bytes, header, size);
    tenor__safetensors *again = read_or_abort(bytes, size + data_size);
    require(tenor__safetensors_count(again) == count);
    for (size_t i = 0; i < count; i++) {
        const tenor__stored_tensor *tensor = tenor__safetensors_tensor(again, i);
        require(same(tensor->name, tensors[i].name) && same(tensor->type, tensors[i].type));
        require(tensor->size == tensors[i].size && tensor->rank == tensors[i].rank);
        require(memcmp(tensor->shape, tensors[i].shape, sizeof tensor->shape) == 0);
    }
    tenor__safetensors_free(again);
    free(bytes);
    free(header);
    free(tensors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tenor__safetensors *file;
    tenor_error error = {0};
    const tenor_status status = tenor__safetensors_read(data, size, NULL, &file, &error);
    if (status != TENOR_OK) {
        require(!file && error.status == status && error.message[0] != '\0');
        require(status == TENOR_BAD_MODEL || status == TENOR_TOO_LARGE);
        return 0;
    }
    size_t sum = 0;
    for (size_t i = 0; i < tenor__safetensors_count(file); i++) {
        const tenor__stored_tensor *tensor = tenor__safetensors_tensor(file, i);
        const uint8_t *begin = tensor->data;
        require(begin >= data && begin <= data + size && tensor->size <= (size_t)(data + size - begin));
        require(tenor__safetensors_find(file, tensor->name) == tensor);
        sum += tensor->size;
    }
    require(sum == tenor__safetensors_data_size(file));
    check_written(file);
    tenor__safetensors_free(file);
    return 0;
}
