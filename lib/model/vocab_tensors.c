#include "model/vocab_tensors.h"

#include "base/error.h"
#include "text/tokens.h"

#include <inttypes.h>

/* In the order of the file. The bytes come last: their number is not a multiple of four, and they would misalign what
 * follows. */
enum tensor { OFFSET, SLOT, COUNT, BYTES };
static const char *const names[TENOR__VOCAB_TENSORS] = {"vocab.offset", "vocab.slot", "vocab.count", "vocab.bytes"};

void tenor__vocab_tensors_list(const tenor__vocab_arrays *arrays, tenor__stored_tensor tensors[TENOR__VOCAB_TENSORS])
{
    const tenor_str i32 = tenor_str_of("I32");
    tensors[OFFSET] = (tenor__stored_tensor){
        .type = i32, .rank = 1, .shape = {arrays->size + 1}, .data = arrays->offsets, .size = sizeof(uint32_t)};
    tensors[SLOT] = (tenor__stored_tensor){
        .type = i32, .rank = 1, .shape = {arrays->slot_count}, .data = arrays->slots, .size = sizeof(uint32_t)};
    tensors[COUNT] = (tenor__stored_tensor){.type = tenor_str_of("I64"),
                                            .rank = 2,
                                            .shape = {arrays->run_count, 2},
                                            .data = arrays->runs,
                                            .size = sizeof(tenor__count_run)};
    tensors[BYTES] = (tenor__stored_tensor){
        .type = tenor_str_of("U8"), .rank = 1, .shape = {arrays->byte_count}, .data = arrays->bytes, .size = 1};
    for (size_t i = 0; i < TENOR__VOCAB_TENSORS; i++) {
        tensors[i].name = tenor_str_of(names[i]);
        tensors[i].size *= (size_t)tensors[i].shape[0];
    }
}

tenor_status tenor__vocab_tensors_find(const tenor__safetensors *file, size_t size, tenor__vocab_arrays *out,
                                       tenor_error *error)
{
    tenor__stored_tensor tensors[TENOR__VOCAB_TENSORS];
    tenor__vocab_tensors_list(&(tenor__vocab_arrays){.size = size, .slot_count = tenor__vocab_table_slots(size)},
                              tensors);
    tensors[COUNT].shape[0] = TENOR__ANY_SIZE;
    tensors[BYTES].shape[0] = TENOR__ANY_SIZE;
    for (size_t i = 0; i < TENOR__VOCAB_TENSORS; i++)
        TENOR_TRY(tenor__safetensors_want(file, &tensors[i], error));
    *out = (tenor__vocab_arrays){
        .bytes = tensors[BYTES].data,
        .offsets = tensors[OFFSET].data,
        .runs = tensors[COUNT].data,
        .slots = tensors[SLOT].data,
        .size = size,
        .byte_count = tensors[BYTES].size,
        .run_count = (size_t)tensors[COUNT].shape[0],
        .slot_count = (size_t)tensors[SLOT].shape[0],
    };
    return TENOR_OK;
}

bool tenor__vocab_tensors_has(tenor_str name)
{
    for (size_t i = 0; i < TENOR__VOCAB_TENSORS; i++)
        if (tenor_str_is(name, names[i]))
            return true;
    return false;
}

tenor_status tenor__vocab_tensors_compare(const tenor_vocab *tensors, const tenor_vocab *json, tenor_error *error)
{
    const tenor_text_settings ours = *tenor_vocab_text_settings(tensors);
    const tenor_text_settings theirs = *tenor_vocab_text_settings(json);
    if (ours.unit != theirs.unit)
        return tenor__error_set(error, TENOR_CORRUPT, "vocab.json has tokens \"%s\" where model.json has \"%s\"",
                                tenor__tokens_unit_name(theirs.unit), tenor__tokens_unit_name(ours.unit));
    if (ours.keep_case != theirs.keep_case)
        return tenor__error_set(error, TENOR_CORRUPT, "vocab.json and model.json have another keep_case");
    for (size_t id = 0; id < tenor_vocab_size(tensors) && id < tenor_vocab_size(json); id++) {
        const tenor_str word = tenor_vocab_word(tensors, id);
        const uint64_t count = tenor_vocab_count(tensors, id);
        char quoted[2][64];
        if (!tenor_str_equal(word, tenor_vocab_word(json, id)))
            return tenor__error_set(error, TENOR_CORRUPT, "word %zu is '%s' in vocab.json and '%s' in vocab.bytes", id,
                                    tenor__error_quote(quoted[0], sizeof quoted[0], tenor_vocab_word(json, id)),
                                    tenor__error_quote(quoted[1], sizeof quoted[1], word));
        if (count != tenor_vocab_count(json, id))
            return tenor__error_set(
                error, TENOR_CORRUPT,
                "word %zu, '%s', has the count %" PRIu64 " in vocab.json and %" PRIu64 " in vocab.count", id,
                tenor__error_quote(quoted[0], sizeof quoted[0], word), tenor_vocab_count(json, id), count);
    }
    return TENOR_OK;
}
