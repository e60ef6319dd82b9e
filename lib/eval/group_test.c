/* Fisher's exact test of each group against the others, corrected for their number (Holm 1979). */
#include "base/alloc.h"
#include "base/sort.h"

#include <tenor_train.h>

#include <math.h>
#include <string.h>

/* Probability, of all tables with these margins, of those no likelier than the one given: `right` of `examples` in the
 * group, of all_right of `all`. Each table's weight follows from its neighbor's; the most probable one weighs 1, and
 * the sum ends where weights no longer change it. */
static double fisher(uint64_t right, uint64_t examples, uint64_t all_right, uint64_t all)
{
    const uint64_t least = examples + all_right > all ? examples + all_right - all : 0;
    const uint64_t most = examples < all_right ? examples : all_right;
    const double n = (double)all;
    const double m = (double)examples;
    const double k = (double)all_right;
    double middle = floor((m + 1) * (k + 1) / (n + 2));
    middle = middle < (double)least ? (double)least : middle > (double)most ? (double)most : middle;
    double observed = (double)right == middle ? 1 : 0;
    /* Twice: first to find the observed table's weight, then to add up those that weigh no more. */
    double sum = 0;
    double tail = 0;
    for (int pass = 0; pass < 2; pass++) {
        const double limit = observed * (1 + 1e-7);
        sum = 1;
        tail = limit >= 1 ? 1 : 0;
        double weight = 1;
        for (double x = middle; x < (double)most && weight > 1e-25; x++) {
            weight *= (k - x) * (m - x) / ((x + 1) * (n - k - m + x + 1));
            observed = x + 1 == (double)right ? weight : observed;
            sum += weight;
            tail += weight <= limit ? weight : 0;
        }
        weight = 1;
        for (double x = middle; x > (double)least && weight > 1e-25; x--) {
            weight *= x * (n - k - m + x) / ((k - x + 1) * (m - x + 1));
            observed = x - 1 == (double)right ? weight : observed;
            sum += weight;
            tail += weight <= limit ? weight : 0;
        }
    }
    return tail < sum ? tail / sum : 1;
}

tenor_status tenor_group_test(const tenor_group_counts *groups, size_t count, const tenor_alloc *alloc, double *p)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor__pair *order = tenor__alloc_array(&hook, count + 1, sizeof *order);
    uint64_t right = 0;
    uint64_t all = 0;
    if (!order)
        return TENOR_OUT_OF_MEMORY;
    for (size_t i = 0; i < count; i++) {
        right += groups[i].right;
        all += groups[i].examples;
    }
    for (size_t i = 0; i < count; i++) {
        p[i] = fisher(groups[i].right, groups[i].examples, right, all);
        uint64_t bits; /* numbers from 0 on are in the order of their bits */
        memcpy(&bits, &p[i], sizeof bits);
        order[i] = (tenor__pair){bits, i};
    }
    /* One of two groups against the other is a single test. */
    const size_t tests = count == 2 ? 1 : count;
    double largest = 0;
    tenor__sort_pairs(order, count);
    for (size_t i = 0; i < count; i++) {
        const size_t left = tests > i ? tests - i : 1;
        const double corrected = p[order[i].value] * (double)left;
        largest = corrected > largest ? corrected : largest;
        p[order[i].value] = largest < 1 ? largest : 1;
    }
    tenor__alloc_free(&hook, order);
    return TENOR_OK;
}
