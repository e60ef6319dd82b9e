#include "eval/confusion.h"

#include "base/alloc.h"

#include <string.h>

tenor_status tenor__confusion_init(tenor__confusion *confusion, size_t labels, const tenor_alloc *alloc)
{
    *confusion = (tenor__confusion){.alloc = tenor__alloc_of(alloc), .labels = labels};
    size_t cells;
    if (!tenor__multiply_size(labels, labels, &cells))
        return TENOR_OUT_OF_MEMORY;
    confusion->counts = tenor__get_zero(&confusion->alloc, cells > 0 ? cells : 1, sizeof *confusion->counts);
    return confusion->counts ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

void tenor__confusion_free(tenor__confusion *confusion)
{
    tenor__put(&confusion->alloc, confusion->counts);
    confusion->counts = NULL;
}

void tenor__confusion_clear(tenor__confusion *confusion)
{
    memset(confusion->counts, 0, confusion->labels * confusion->labels * sizeof *confusion->counts);
}

void tenor__confusion_add(tenor__confusion *confusion, size_t actual, size_t predicted)
{
    confusion->counts[actual * confusion->labels + predicted]++;
}

uint64_t tenor__confusion_get(const tenor__confusion *confusion, size_t actual, size_t predicted)
{
    return confusion->counts[actual * confusion->labels + predicted];
}
