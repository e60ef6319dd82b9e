#include "model/model.h"

/* The labels whose order is asked for. */
typedef struct ranking {
    const float *probabilities;
    const float *thresholds; /* NULL: the order is that of the probabilities */
} ranking;

/* Whether label a comes before label b. */
static bool is_before(const ranking *by, size_t a, size_t b)
{
    const float x = by->thresholds ? by->probabilities[a] / by->thresholds[a] : by->probabilities[a];
    const float y = by->thresholds ? by->probabilities[b] / by->thresholds[b] : by->probabilities[b];
    return x > y || (x == y && a < b);
}

/* Restores the heap below `root`: each label comes after its children, so the last one of all is at the top. */
static void sift_down(const ranking *by, size_t *heap, size_t root, size_t count)
{
    const size_t moved = heap[root];
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && is_before(by, heap[child], heap[child + 1]))
            child++;
        if (!is_before(by, moved, heap[child]))
            break;
        heap[root] = heap[child];
        root = child;
    }
    heap[root] = moved;
}

size_t tenor_top(const tenor_model *model, const float *probabilities, size_t k, size_t *labels)
{
    const size_t all = tenor_model_label_count(model);
    const size_t count = k < all ? k : all;
    const ranking by = {probabilities, tenor_model_multi_label(model) ? NULL : model->config.thresholds};
    for (size_t i = 0; i < count; i++)
        labels[i] = i;
    for (size_t root = count / 2; root > 0; root--)
        sift_down(&by, labels, root - 1, count);
    for (size_t i = count; count > 0 && i < all; i++)
        if (is_before(&by, i, labels[0])) {
            labels[0] = i;
            sift_down(&by, labels, 0, count);
        }
    for (size_t end = count; end > 1; end--) {
        const size_t last = labels[0];
        labels[0] = labels[end - 1];
        labels[end - 1] = last;
        sift_down(&by, labels, 0, end - 1);
    }
    return count;
}
