#include "base/watch.h"

#include "base/clock.h"

static const double SECONDS_BETWEEN = 0.1;

void tenor__watch_begin(tenor__watch *watch, tenor__watcher watcher, tenor__work_kind kind, uint64_t all)
{
    watch->watcher = watcher;
    watch->kind = kind;
    watch->told = watcher.function ? tenor__clock() : 0;
    atomic_init(&watch->done, 0);
    atomic_init(&watch->all, all);
    atomic_flag_clear(&watch->busy);
}

void tenor__watch_add(tenor__watch *watch, uint64_t count)
{
    if (!watch || !watch->watcher.function)
        return;
    const uint64_t done = atomic_fetch_add_explicit(&watch->done, count, memory_order_relaxed) + count;
    if (atomic_flag_test_and_set_explicit(&watch->busy, memory_order_acquire))
        return; /* another thread tells it */
    const double now = tenor__clock();
    if (now - watch->told >= SECONDS_BETWEEN) {
        watch->told = now;
        watch->watcher.function(watch->kind, done, atomic_load_explicit(&watch->all, memory_order_relaxed),
                                watch->watcher.user);
    }
    atomic_flag_clear_explicit(&watch->busy, memory_order_release);
}

void tenor__watch_skip(tenor__watch *watch, uint64_t count)
{
    if (watch)
        atomic_fetch_sub_explicit(&watch->all, count, memory_order_relaxed);
}
