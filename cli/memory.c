#include "memory.h"

#include "command.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void *memory_check(void *memory)
{
    if (!memory) {
        fputs("tenor: out of memory\n", stderr);
        exit(EXIT_FAILED);
    }
    return memory;
}

void *memory_resize(void *memory, size_t count, size_t size)
{
    void *moved = size > 0 && count > SIZE_MAX / size ? NULL : realloc(memory, count * size);
    return count * size > 0 ? memory_check(moved) : moved;
}
