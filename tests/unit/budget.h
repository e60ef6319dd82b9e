/* An allocator that gives a number of times and then no more, to try an operation at every budget until success. */
#ifndef TENOR_TESTS_BUDGET_H
#define TENOR_TESTS_BUDGET_H

#include <check.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <tenor.h>

typedef struct budget {
    size_t left;
    size_t held;      /* blocks */
    atomic_flag busy; /* it is called from one thread at a time */
} budget;

static inline void *resize_within(void *memory, size_t size, void *user)
{
    budget *limit = user;
    ck_assert(!atomic_flag_test_and_set(&limit->busy));
    void *result = NULL;
    if (size == 0) {
        limit->held -= memory != NULL;
        free(memory);
    } else if (limit->left > 0) {
        limit->left--;
        limit->held += memory == NULL;
        result = realloc(memory, size);
    }
    atomic_flag_clear(&limit->busy);
    return result;
}

#endif
