/* Ends a test program as skipped where the processor lacks the level of x86-64 that its network is compiled for. Before
 * main, which may be compiled for that level too. */
#include <unistd.h>

#define SUPPORTS __builtin_cpu_supports

__attribute__((constructor)) static void skip_without_level(void)
{
    enum { SKIPPED = 77 };
    __builtin_cpu_init();
    if (TENOR_LEVEL >= 3 && !(SUPPORTS("avx2") && SUPPORTS("fma") && SUPPORTS("bmi") && SUPPORTS("bmi2")))
        _exit(SKIPPED);
    if (TENOR_LEVEL >= 4 && !(SUPPORTS("avx512f") && SUPPORTS("avx512bw") && SUPPORTS("avx512cd") &&
                              SUPPORTS("avx512dq") && SUPPORTS("avx512vl")))
        _exit(SKIPPED);
}
