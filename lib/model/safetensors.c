#include "model/safetensors.h"

#include "json/json.h"
#include "base/map.h"
#include "base/sort.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

enum {
    LENGTH_BYTES = 8,
    LARGEST_HEADER = 100000000, /* as in the format's reference implementation */
    DATA_ALIGNMENT = 64,
    QUOTED = 64, /* room for a name in a message */
};

#define LARGEST_INTEGER ((int64_t)1 << 53)

static const struct {
    const char *name;
    uint64_t bytes;
} types[] = {
    {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"F8_E8M0", 1},
    {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},     {"U32", 4},
    {"F32", 4},  {"I64", 8}, {"U64", 8}, {"F64", 8},     {"C64", 8},
};

struct tenor__safetensors {
    tenor_alloc alloc;
    tenor__json *header; /* holds the strings */
    const tenor__json_node *metadata;
    tenor__stored_tensor *tensors;
    size_t count;
    size_t data_size;
    tenor__map by_name;
};

static tenor_status fail_tensor(tenor_error *error, tenor_str name, const char *problem)
{
    char quoted[QUOTED];
    return tenor__error_set(error, TENOR_BAD_MODEL, "tensor '%s' %s", tenor__error_quote(quoted, sizeof quoted, name),
                            problem);
}

static uint64_t type_bytes(tenor_str type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (tenor_str_is(type, types[i].name))
            return types[i].bytes;
    return 0;
}

/* Reads shape and type; *bytes is what they come to. */
static tenor_status read_shape(const tenor__json_node *node, tenor__stored_tensor *tensor, uint64_t *bytes,
                               tenor_error *error)
{
    const tenor__json_node *type = tenor__json_find(node, "dtype");
    if (!tenor__json_string(type, &tensor->type))
        return fail_tensor(error, tensor->name, "has no dtype");
    uint64_t product = type_bytes(tensor->type);
    if (product == 0)
        return fail_tensor(error, tensor->name, "has a dtype that safetensors does not know");
    const tenor__json_node *shape = tenor__json_find(node, "shape");
    if (!tenor__json_is_array(shape))
        return fail_tensor(error, tensor->name, "has no shape");
    for (const tenor__json_node *size = tenor__json_first(shape); size; size = tenor__json_next(size)) {
        if (tensor->rank == TENOR__TENSOR_DIMENSIONS)
            return fail_tensor(error, tensor->name, "has more than 8 dimensions");
        int64_t value;
        if (!tenor__json_integer(size, 0, LARGEST_INTEGER, &value))
            return fail_tensor(error, tensor->name, "has a shape that is not made of whole numbers from 0 to 2^53");
        tensor->shape[tensor->rank++] = (uint64_t)value;
        if (__builtin_mul_overflow(product, (uint64_t)value, &product))
            return fail_tensor(error, tensor->name, "has a shape whose product overflows");
    }
    *bytes = product;
    return TENOR_OK;
}

static tenor_status read_tensor(const tenor__safetensors *file, const tenor__json_node *node, const char *data,
                                tenor__stored_tensor *tensor, tenor__pair *span, tenor_error *error)
{
    *tensor = (tenor__stored_tensor){.name = tenor__json_key(node)};
    if (!tenor__json_is_object(node) || tenor__json_count(node) != 3)
        return fail_tensor(error, tensor->name, "is not an object of exactly dtype, shape and data_offsets");
    uint64_t bytes = 0;
    TENOR_TRY(read_shape(node, tensor, &bytes, error));
    const tenor__json_node *offsets = tenor__json_find(node, "data_offsets");
    const tenor__json_node *first = tenor__json_is_array(offsets) ? tenor__json_first(offsets) : NULL;
    int64_t begin;
    int64_t end;
    if (tenor__json_count(offsets) != 2 || !tenor__json_integer(first, 0, LARGEST_INTEGER, &begin) ||
        !tenor__json_integer(tenor__json_next(first), begin, LARGEST_INTEGER, &end))
        return fail_tensor(error, tensor->name, "has data_offsets that are not [begin, end] with 0 <= begin <= end");
    if ((uint64_t)end > file->data_size)
        return fail_tensor(error, tensor->name, "ends after the end of the file");
    if ((uint64_t)(end - begin) != bytes)
        return fail_tensor(error, tensor->name, "has data_offsets that do not agree with its dtype and shape");
    tensor->data = data + begin;
    tensor->size = (size_t)bytes;
    *span = (tenor__pair){(uint64_t)begin, (uint64_t)end};
    return TENOR_OK;
}

/* The tensors' bytes follow one another from the first byte of the data to the last. */
static tenor_status check_spans(tenor__pair *spans, size_t count, size_t data_size, tenor_error *error)
{
    tenor__sort_pairs(spans, count);
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (spans[i].key < at)
            return tenor__error_set(error, TENOR_BAD_MODEL, "two tensors overlap at byte %llu of the data",
                                    (unsigned long long)spans[i].key);
        if (spans[i].key > at)
            break;
        at = spans[i].value;
    }
    if (at < data_size)
        return tenor__error_set(error, TENOR_BAD_MODEL, "byte %llu of the data belongs to no tensor",
                                (unsigned long long)at);
    return TENOR_OK;
}

static tenor_status read_metadata(tenor__safetensors *file, const tenor__json_node *node, tenor_error *error)
{
    if (!tenor__json_is_object(node))
        return tenor__error_set(error, TENOR_BAD_MODEL, "__metadata__ is not an object");
    for (const tenor__json_node *member = tenor__json_first(node); member; member = tenor__json_next(member)) {
        char quoted[QUOTED];
        if (!tenor__json_is_string(member))
            return tenor__error_set(error, TENOR_BAD_MODEL, "__metadata__ '%s' is not a string",
                                    tenor__error_quote(quoted, sizeof quoted, tenor__json_key(member)));
    }
    file->metadata = node;
    return TENOR_OK;
}

static bool is_metadata(const tenor__json_node *member)
{
    return tenor_str_is(tenor__json_key(member), "__metadata__");
}

static tenor_status read_tensors(tenor__safetensors *file, const char *data, tenor__pair *spans, tenor_error *error)
{
    const tenor__json_node *root = tenor__json_root(file->header);
    for (const tenor__json_node *member = tenor__json_first(root); member; member = tenor__json_next(member)) {
        if (is_metadata(member)) {
            TENOR_TRY(read_metadata(file, member, error));
            continue;
        }
        tenor__stored_tensor *tensor = &file->tensors[file->count];
        TENOR_TRY(read_tensor(file, member, data, tensor, &spans[file->count], error));
        if (!tenor__map_insert(&file->by_name, tensor->name, (uint32_t)file->count, NULL))
            return tenor__error_set_memory(error);
        file->count++;
    }
    return check_spans(spans, file->count, file->data_size, error);
}

/* Parses the header text. The format has it begin with '{' and end with '}' and spaces. */
static tenor_status parse_header(tenor__safetensors *file, tenor_str text, tenor_error *error)
{
    size_t end = text.size;
    while (end > 0 && text.data[end - 1] == ' ')
        end--;
    if (end == 0 || text.data[0] != '{' || text.data[end - 1] != '}')
        return tenor__error_set(error, TENOR_BAD_MODEL, "the header is not a JSON object with spaces after it");
    tenor_status status = tenor__json_parse(text.data, end, LARGEST_HEADER, &file->alloc, &file->header, error);
    if (status == TENOR_BAD_JSON) {
        status = TENOR_BAD_MODEL;
        if (error) {
            error->status = status;
            error->byte += LENGTH_BYTES;
        }
        tenor__error_prefix(error, "header");
    }
    return status;
}

static uint64_t header_length(const unsigned char *data)
{
    uint64_t length = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        length = length << 8 | data[i];
    return length;
}

static tenor_status fail_header_size(uint64_t length, tenor_error *error)
{
    return tenor__error_set(error, TENOR_TOO_LARGE, "the header's length is %llu, over the format's limit of %d bytes",
                            (unsigned long long)length, LARGEST_HEADER);
}

tenor_status tenor__safetensors_check_start(const void *data, size_t size, tenor_error *error)
{
    const unsigned char *bytes = data;
    if (size < TENOR__SAFETENSORS_START)
        return TENOR_OK;
    if (bytes[LENGTH_BYTES] != '{')
        return tenor__error_set(error, TENOR_BAD_MODEL, "no safetensors file: no header follows the first %d bytes",
                                LENGTH_BYTES);
    const uint64_t length = header_length(bytes);
    return length > LARGEST_HEADER ? fail_header_size(length, error) : TENOR_OK;
}

static tenor_status header_size(const unsigned char *data, size_t size, size_t *out, tenor_error *error)
{
    if (size < LENGTH_BYTES)
        return tenor__error_set(error, TENOR_BAD_MODEL, "%zu bytes are too few for a safetensors file", size);
    const uint64_t length = header_length(data);
    if (length > size - LENGTH_BYTES)
        return tenor__error_set(error, TENOR_BAD_MODEL,
                                "no safetensors file, or one cut short: the header's length is %llu, the file's %zu",
                                (unsigned long long)length, size);
    if (length > LARGEST_HEADER)
        return fail_header_size(length, error);
    *out = (size_t)length;
    return TENOR_OK;
}

tenor_status tenor__safetensors_read(const void *data, size_t size, const tenor_alloc *alloc, tenor__safetensors **out,
                                     tenor_error *error)
{
    *out = NULL;
    size_t length = 0;
    TENOR_TRY(header_size(data, size, &length, error));
    const char *bytes = data;
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor__safetensors *file = tenor__alloc_zeroed(&hook, 1, sizeof *file);
    if (!file)
        return tenor__error_set_memory(error);
    file->alloc = hook;
    file->data_size = size - LENGTH_BYTES - length;
    tenor__map_init(&file->by_name, &hook);

    tenor_status status;
    tenor__pair *spans = NULL;
    TENOR_TRY_GOTO(done, parse_header(file, (tenor_str){bytes + LENGTH_BYTES, length}, error));
    const size_t members = tenor__json_count(tenor__json_root(file->header));
    file->tensors = tenor__alloc_array(&hook, members + 1, sizeof *file->tensors);
    spans = tenor__alloc_array(&hook, members + 1, sizeof *spans);
    if (!file->tensors || !spans || !tenor__map_reserve(&file->by_name, members)) {
        status = tenor__error_set_memory(error);
        goto done;
    }
    status = read_tensors(file, bytes + LENGTH_BYTES + length, spans, error);

done:
    tenor__alloc_free(&hook, spans);
    if (status != TENOR_OK) {
        tenor__safetensors_free(file);
        return status;
    }
    *out = file;
    return TENOR_OK;
}

void tenor__safetensors_free(tenor__safetensors *file)
{
    if (!file)
        return;
    const tenor_alloc alloc = file->alloc;
    tenor__map_free(&file->by_name);
    tenor__alloc_free(&alloc, file->tensors);
    tenor__json_free(file->header);
    tenor__alloc_free(&alloc, file);
}

size_t tenor__safetensors_count(const tenor__safetensors *file)
{
    return file->count;
}

const tenor__stored_tensor *tenor__safetensors_tensor(const tenor__safetensors *file, size_t i)
{
    return &file->tensors[i];
}

const tenor__stored_tensor *tenor__safetensors_find(const tenor__safetensors *file, tenor_str name)
{
    const uint32_t *i = tenor__map_find(&file->by_name, name);
    return i ? &file->tensors[*i] : NULL;
}

/* "[512, 100]"; "[any]" for any size. */
static void print_shape(char *out, size_t capacity, size_t rank, const uint64_t *shape)
{
    size_t used = (size_t)snprintf(out, capacity, "[");
    for (size_t i = 0; i < rank && used < capacity; i++) {
        const char *comma = i > 0 ? ", " : "";
        used += (size_t)(shape[i] == TENOR__ANY_SIZE
                             ? snprintf(out + used, capacity - used, "%sany", comma)
                             : snprintf(out + used, capacity - used, "%s%llu", comma, (unsigned long long)shape[i]));
    }
    if (used < capacity)
        snprintf(out + used, capacity - used, "]");
}

tenor_status tenor__safetensors_want(const tenor__safetensors *file, tenor__stored_tensor *want, tenor_error *error)
{
    const char *name = want->name.data;
    const tenor__stored_tensor *found = tenor__safetensors_find(file, want->name);
    if (!found)
        return tenor__error_set(error, TENOR_BAD_MODEL, "tensor '%s', which model.json calls for, is missing", name);
    if (!tenor_str_equal(found->type, want->type)) {
        char type[16];
        return tenor__error_set(error, TENOR_BAD_MODEL, "tensor '%s' is of type %s, not %s", name,
                                tenor__error_quote(type, sizeof type, found->type), want->type.data);
    }
    bool same = found->rank == want->rank;
    for (size_t i = 0; same && i < want->rank; i++)
        same = want->shape[i] == TENOR__ANY_SIZE || want->shape[i] == found->shape[i];
    if (!same) {
        char has[64];
        char wants[64];
        print_shape(has, sizeof has, found->rank, found->shape);
        print_shape(wants, sizeof wants, want->rank, want->shape);
        return tenor__error_set(error, TENOR_BAD_MODEL, "tensor '%s' has shape %s where model.json calls for %s", name,
                                has, wants);
    }
    memcpy(want->shape, found->shape, sizeof want->shape);
    want->size = found->size;
    want->data = found->data;
    return TENOR_OK;
}

size_t tenor__safetensors_data_size(const tenor__safetensors *file)
{
    return file->data_size;
}

bool tenor__safetensors_metadata(const tenor__safetensors *file, const char *name, tenor_str *out)
{
    return tenor__json_string(tenor__json_find(file->metadata, name), out);
}

static void write_header(tenor__json_writer *writer, const tenor__stored_tensor *tensors, size_t count,
                         const tenor__metadata *metadata, size_t metadata_count)
{
    tenor__json_begin_object(writer, true);
    if (metadata_count > 0) {
        tenor__json_write_key(writer, "__metadata__");
        tenor__json_begin_object(writer, true);
        for (size_t i = 0; i < metadata_count; i++) {
            tenor__json_write_key(writer, metadata[i].name);
            tenor__json_write_string(writer, metadata[i].value);
        }
        tenor__json_end_object(writer);
    }
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) {
        tenor__json_write_key_str(writer, tensors[i].name);
        tenor__json_begin_object(writer, true);
        tenor__json_write_key(writer, "dtype");
        tenor__json_write_string(writer, tensors[i].type);
        tenor__json_write_key(writer, "shape");
        tenor__json_begin_array(writer, true);
        for (size_t k = 0; k < tensors[i].rank; k++)
            tenor__json_write_integer(writer, (int64_t)tensors[i].shape[k]);
        tenor__json_end_array(writer);
        tenor__json_write_key(writer, "data_offsets");
        tenor__json_begin_array(writer, true);
        tenor__json_write_integer(writer, (int64_t)at);
        at += tensors[i].size;
        tenor__json_write_integer(writer, (int64_t)at);
        tenor__json_end_array(writer);
        tenor__json_end_object(writer);
    }
    tenor__json_end_object(writer);
}

tenor_status tenor__safetensors_header(const tenor__stored_tensor *tensors, size_t count,
                                       const tenor__metadata *metadata, size_t metadata_count, const tenor_alloc *alloc,
                                       char **out, size_t *size, tenor_error *error)
{
    *out = NULL;
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, alloc);
    for (int i = 0; i < LENGTH_BYTES; i++)
        tenor__buffer_add_byte(&buffer, '\0');
    tenor__json_writer writer;
    tenor__json_writer_init(&writer, &buffer);
    write_header(&writer, tensors, count, metadata, metadata_count);
    while (!buffer.failed && buffer.size % DATA_ALIGNMENT != 0)
        tenor__buffer_add_byte(&buffer, ' ');
    if (buffer.failed) {
        tenor__buffer_free(&buffer);
        return tenor__error_set_memory(error);
    }
    const uint64_t length = buffer.size - LENGTH_BYTES;
    if (length > LARGEST_HEADER) {
        tenor__buffer_free(&buffer);
        return tenor__error_set(error, TENOR_TOO_LARGE,
                                "the safetensors header would take %llu bytes, over the format's limit of %d",
                                (unsigned long long)length, LARGEST_HEADER);
    }
    for (int i = 0; i < LENGTH_BYTES; i++)
        buffer.data[i] = (char)(unsigned char)(length >> (8 * i));
    *out = buffer.data;
    *size = buffer.size;
    return TENOR_OK;
}
