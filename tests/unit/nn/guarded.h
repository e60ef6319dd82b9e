/* Numbers between two pages that cannot be touched, flush with the one or the other: a number read or written beyond
 * them is a fault. At the end they have the alignment that their count leaves them. */
#ifndef TENOR_TESTS_NN_GUARDED_H
#define TENOR_TESTS_NN_GUARDED_H

#include "nn/rig.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

typedef enum guarded_place { GUARDED_BEGIN, GUARDED_END, GUARDED_PLACES } guarded_place;

typedef struct guarded {
    char *memory;
    size_t bytes;
    tenor__real *numbers; /* zero */
} guarded;

static inline guarded guarded_new(size_t count, guarded_place place)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t used = (count * sizeof(tenor__real) + page - 1) / page * page;
    guarded g = {.bytes = used + 2 * page};
    const int zeros = open("/dev/zero", O_RDWR); /* POSIX.1-2008 has no MAP_ANONYMOUS */
    g.memory = mmap(NULL, g.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, zeros, 0);
    close(zeros);
    REQUIRE(g.memory != MAP_FAILED);
    REQUIRE(mprotect(g.memory, page, PROT_NONE) == 0);
    REQUIRE(mprotect(g.memory + page + used, page, PROT_NONE) == 0);
    char *const begin = g.memory + page;
    g.numbers = (tenor__real *)(void *)(place == GUARDED_BEGIN ? begin : begin + used - count * sizeof(tenor__real));
    return g;
}

static inline void guarded_free(guarded *g)
{
    munmap(g->memory, g->bytes);
}

#endif
