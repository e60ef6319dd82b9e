#include "nn/real_array.h"

bool tenor__real_array_reserve(tenor__real_array *reals, const tenor_alloc *alloc, size_t rows, size_t columns)
{
    size_t need;
    if (!tenor__size_multiply(rows, columns, &need))
        return false;
    if (need <= reals->capacity)
        return true;
    size_t larger;
    if (!tenor__size_add(need, need / 4, &larger))
        return false;
    tenor__real *data = tenor__alloc_aligned(alloc, larger, sizeof *data);
    if (!data)
        return false;
    tenor__alloc_free_aligned(alloc, reals->data);
    *reals = (tenor__real_array){data, larger};
    return true;
}

void tenor__real_array_free(tenor__real_array *reals, const tenor_alloc *alloc)
{
    tenor__alloc_free_aligned(alloc, reals->data);
    *reals = (tenor__real_array){NULL, 0};
}
