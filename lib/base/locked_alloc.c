#include "base/locked_alloc.h"

#include <pthread.h>

struct tenor__locked_alloc {
    tenor_alloc alloc;
    pthread_mutex_t mutex;
};

static void *resize_locked(void *memory, size_t size, void *user)
{
    tenor__locked_alloc *locked = user;
    pthread_mutex_lock(&locked->mutex);
    void *moved = locked->alloc.resize(memory, size, locked->alloc.user);
    pthread_mutex_unlock(&locked->mutex);
    return moved;
}

tenor_status tenor__locked_alloc_new(const tenor_alloc *alloc, tenor__locked_alloc **out)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    *out = NULL;
    tenor__locked_alloc *locked = tenor__alloc_zeroed(&hook, 1, sizeof *locked);
    if (!locked)
        return TENOR_OUT_OF_MEMORY;
    locked->alloc = hook;
    if (pthread_mutex_init(&locked->mutex, NULL) != 0) {
        tenor__alloc_free(&hook, locked);
        return TENOR_OUT_OF_MEMORY;
    }
    *out = locked;
    return TENOR_OK;
}

void tenor__locked_alloc_free(tenor__locked_alloc *locked)
{
    if (!locked)
        return;
    const tenor_alloc hook = locked->alloc;
    pthread_mutex_destroy(&locked->mutex);
    tenor__alloc_free(&hook, locked);
}

tenor_alloc tenor__locked_alloc_hook(tenor__locked_alloc *locked)
{
    return tenor__alloc_is_libc(&locked->alloc) ? locked->alloc : (tenor_alloc){resize_locked, locked};
}
