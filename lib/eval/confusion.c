#include "eval/confusion.h"

#include "base/alloc.h"

tenor_status tenor__confusion_init(tenor__confusion *confusion, size_t examples, const tenor_alloc *alloc)
{
    *confusion = (tenor__confusion){.alloc = tenor__alloc_of(alloc), .capacity = examples > 0 ? examples : 1};
    confusion->examples = tenor__alloc_array(&confusion->alloc, confusion->capacity, sizeof *confusion->examples);
    return confusion->examples ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

void tenor__confusion_free(tenor__confusion *confusion)
{
    tenor__alloc_free(&confusion->alloc, confusion->examples);
    tenor__alloc_free(&confusion->alloc, confusion->pairs);
    *confusion = (tenor__confusion){0};
}

bool tenor__confusion_add(tenor__confusion *confusion, size_t actual, size_t predicted)
{
    void *examples = confusion->examples;
    if (!tenor__alloc_grow(&confusion->alloc, &examples, &confusion->capacity, confusion->example_count + 1,
                           sizeof *confusion->examples))
        return false;
    confusion->examples = examples;
    confusion->examples[confusion->example_count++] = (tenor__pair){actual, predicted};
    return true;
}

static bool is_new(const tenor__pair *examples, size_t i)
{
    return i == 0 || examples[i].key != examples[i - 1].key || examples[i].value != examples[i - 1].value;
}

tenor_status tenor__confusion_sort(tenor__confusion *confusion)
{
    const tenor__pair *examples = confusion->examples;
    size_t distinct = 0;
    tenor__sort_pairs(confusion->examples, confusion->example_count);
    for (size_t i = 0; i < confusion->example_count; i++)
        distinct += is_new(examples, i);
    confusion->pairs = tenor__alloc_array(&confusion->alloc, distinct > 0 ? distinct : 1, sizeof *confusion->pairs);
    if (!confusion->pairs)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < confusion->example_count; i++) {
        if (is_new(examples, i))
            confusion->pairs[confusion->count++] =
                (tenor_confusion_pair){(size_t)examples[i].key, (size_t)examples[i].value, 0};
        confusion->pairs[confusion->count - 1].examples++;
    }
    tenor__alloc_free(&confusion->alloc, confusion->examples);
    confusion->examples = NULL;
    confusion->example_count = 0;
    return TENOR_OK;
}

uint64_t tenor__confusion_get(const tenor__confusion *confusion, size_t actual, size_t predicted)
{
    size_t begin = 0;
    size_t end = confusion->count;
    while (begin < end) {
        const size_t middle = begin + (end - begin) / 2;
        const tenor_confusion_pair *pair = &confusion->pairs[middle];
        if (pair->actual == actual && pair->predicted == predicted)
            return pair->examples;
        if (pair->actual < actual || (pair->actual == actual && pair->predicted < predicted))
            begin = middle + 1;
        else
            end = middle;
    }
    return 0;
}
