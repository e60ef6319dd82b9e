#include "base/random.h"

#include <math.h>

__extension__ typedef unsigned __int128 wide;

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

tenor__random tenor__random_new(uint64_t seed, uint64_t stream)
{
    uint64_t mix = stream;
    uint64_t state = seed ^ rotate(splitmix(&mix), 17);
    tenor__random random;
    for (int i = 0; i < 4; i++)
        random.state[i] = splitmix(&state);
    return random;
}

uint64_t tenor__random_next(tenor__random *random)
{
    uint64_t *s = random->state;
    const uint64_t result = rotate(s[1] * 5, 7) * 9;
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t tenor__random_below(tenor__random *random, uint64_t bound)
{
    for (;;) {
        wide product = (wide)tenor__random_next(random) * bound;
        /* The short-circuit avoids the division in most cases, because the remainder is below bound. */
        if ((uint64_t)product >= bound || (uint64_t)product >= (0 - bound) % bound)
            return (uint64_t)(product >> 64);
    }
}

double tenor__random_uniform(tenor__random *random)
{
    return (double)(tenor__random_next(random) >> 11) * 0x1p-53;
}

double tenor__random_normal(tenor__random *random)
{
    const double two_pi = 6.283185307179586;
    double u = 1.0 - tenor__random_uniform(random);
    double v = tenor__random_uniform(random);
    return sqrt(-2.0 * log(u)) * cos(two_pi * v);
}

void tenor__random_shuffle(tenor__random *random, uint32_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)tenor__random_below(random, i);
        uint32_t swapped = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swapped;
    }
}
