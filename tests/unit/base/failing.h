/* An allocator that counts what is alive and fails at one call, to try an operation at every budget until success. */
#ifndef TENOR_TESTS_FAILING_H
#define TENOR_TESTS_FAILING_H

#include <stdlib.h>
#include <tenor.h>

typedef struct failing {
    size_t fail_at; /* the call that fails, from 1; 0 for none */
    size_t calls;   /* that asked for memory */
    size_t alive;   /* blocks */
    size_t largest; /* bytes asked for at once */
} failing;

static inline void *failing_resize(void *memory, size_t size, void *user)
{
    failing *state = user;
    if (size == 0) {
        state->alive -= memory != NULL;
        free(memory);
        return NULL;
    }
    state->largest = size > state->largest ? size : state->largest;
    if (++state->calls == state->fail_at)
        return NULL;
    void *moved = realloc(memory, size);
    state->alive += !memory && moved;
    return moved;
}

static inline tenor_alloc failing_alloc(failing *state)
{
    return (tenor_alloc){failing_resize, state};
}

#endif
