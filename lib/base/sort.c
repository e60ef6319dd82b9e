#include "base/sort.h"

#include <stdbool.h>

static bool less(const tenor__pair *a, const tenor__pair *b)
{
    return a->key != b->key ? a->key < b->key : a->value < b->value;
}

/* Heapsort (Williams 1964): moves the pair at `root` down until no child is greater. */
static void sift_down(tenor__pair *pairs, size_t root, size_t count)
{
    const tenor__pair moved = pairs[root];
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            break;
        if (child + 1 < count && less(&pairs[child], &pairs[child + 1]))
            child++;
        if (!less(&moved, &pairs[child]))
            break;
        pairs[root] = pairs[child];
        root = child;
    }
    pairs[root] = moved;
}

void tenor__sort_pairs(tenor__pair *pairs, size_t count)
{
    for (size_t root = count / 2; root > 0; root--)
        sift_down(pairs, root - 1, count);
    for (size_t end = count; end > 1; end--) {
        const tenor__pair greatest = pairs[0];
        pairs[0] = pairs[end - 1];
        pairs[end - 1] = greatest;
        sift_down(pairs, 0, end - 1);
    }
}
