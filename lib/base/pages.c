#define _DEFAULT_SOURCE /* madvise */
#include "base/pages.h"

#include <sys/mman.h>
#include <unistd.h>

static inline void advise(const void *memory, size_t size, int advice)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    const uintptr_t first = ((uintptr_t)memory + page - 1) / page * page;
    const uintptr_t end = ((uintptr_t)memory + size) / page * page;
    if (first < end)
        madvise((void *)first, end - first, advice);
}

void tenor__pages_large(void *memory, size_t size)
{
#if defined(MADV_HUGEPAGE)
    advise(memory, size, MADV_HUGEPAGE);
#else
    (void)memory, (void)size;
#endif
}

void tenor__pages_to_write(void *memory, size_t size)
{
#if defined(MADV_POPULATE_WRITE) /* Linux 5.14 */
    advise(memory, size, MADV_POPULATE_WRITE);
#else
    (void)memory, (void)size;
#endif
}

void tenor__pages_to_read(const void *memory, size_t size)
{
#if defined(MADV_POPULATE_READ)
    advise(memory, size, MADV_POPULATE_READ);
#else
    (void)memory, (void)size;
#endif
}
