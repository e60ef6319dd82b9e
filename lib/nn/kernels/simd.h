/* Wide vectors in the hot loops: portable source, compiled for several x86-64 levels; the level is chosen at load.
 *
 * Each loop of the network runs over the columns of a single row. So the bits of a value do not depend on how many rows
 * there are. */
#ifndef TENOR_NN_KERNELS_SIMD_H
#define TENOR_NN_KERNELS_SIMD_H

#include <limits.h> /* __GLIBC__ */

/* Clones need a C library that resolves ifuncs; musl leaves their addresses unset. TENOR_ONE_TARGET compiles only for
 * the compiler's own target: for sanitizers, which are not ready when an ifunc's resolver runs, and for tests of each
 * level. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && !defined(TENOR_ONE_TARGET) &&                  \
    !defined(TENOR_NN_DOUBLE)
#define TENOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TENOR_CLONES
#endif

#define TENOR_INLINE static inline __attribute__((always_inline))

/* Marks a loop whose iterations are independent. In double precision the loops call libm, which clang cannot vectorize
 * and would warn about. */
#if defined(TENOR_NN_DOUBLE)
#define TENOR_INDEPENDENT
#elif defined(__clang__)
#define TENOR_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define TENOR_INDEPENDENT _Pragma("GCC ivdep")
#endif

#endif
