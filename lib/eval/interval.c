#include "eval/interval.h"

#include <math.h>

enum { STEPS = 60 /* of a bisection */ };

static const double Z = 1.959963984540054; /* the normal distribution's 97.5 % quantile */

static double clamp(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

/* (p + z^2/2n +- z sqrt(p (1 - p) / n + z^2/4n^2)) / (1 + z^2/n) */
static tenor_interval share_at(double share, double n, double z)
{
    if (!(n > 0))
        return (tenor_interval){0, 1};
    const double square = z * z / n;
    const double middle = (share + square / 2) / (1 + square);
    const double half = sqrt(share * (1 - share) * square + square * square / 4) / (1 + square);
    return (tenor_interval){share > 0 ? clamp(middle - half, 0, share) : 0,
                            share < 1 ? clamp(middle + half, share, 1) : 1};
}

tenor_interval tenor__interval_share(double share, double n)
{
    return share_at(share, n, Z);
}

tenor_interval tenor_interval_share(uint64_t count, uint64_t of)
{
    return tenor__interval_share(of > 0 ? (double)count / (double)of : 0, (double)of);
}

double tenor__interval_normal(double outside)
{
    double low = 0;
    double high = 40;
    for (int i = 0; i < STEPS; i++) {
        const double middle = (low + high) / 2;
        if (erfc(middle / sqrt(2)) > outside)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* With Wilson's intervals l1..u1 and l2..u2 of the two shares:
 * p1 - p2 - sqrt((p1 - l1)^2 + (u2 - p2)^2) to p1 - p2 + sqrt((u1 - p1)^2 + (p2 - l2)^2) */
tenor_interval tenor__interval_difference(tenor_group_counts a, tenor_group_counts b, double z)
{
    const double p = a.examples > 0 ? (double)a.right / (double)a.examples : 0;
    const double q = b.examples > 0 ? (double)b.right / (double)b.examples : 0;
    const tenor_interval of_p = share_at(p, (double)a.examples, z);
    const tenor_interval of_q = share_at(q, (double)b.examples, z);
    return (tenor_interval){p - q - hypot(p - of_p.from, of_q.to - q), p - q + hypot(of_p.to - p, q - of_q.from)};
}

tenor_interval tenor__interval_score(double score, double variance, double n)
{
    const double effective = variance > 0 ? score * (1 - score) / variance : 0;
    return tenor__interval_share(score, effective > 0 ? effective : n);
}

tenor_interval tenor__interval_f1(uint64_t right, uint64_t support, uint64_t predicted)
{
    const double n = (double)(support + predicted - right);
    const tenor_interval share = tenor__interval_share(n > 0 ? (double)right / n : 0, n);
    return (tenor_interval){2 * share.from / (1 + share.from), 2 * share.to / (1 + share.to)};
}

tenor_interval tenor__interval_mean(double sum, double squares, double n, double least)
{
    const double mean = n > 0 ? sum / n : 0;
    if (n < 2)
        return (tenor_interval){mean, mean};
    const double variance = (squares - sum * mean) / (n - 1);
    const double half = variance > 0 ? Z * sqrt(variance / n) : 0;
    return (tenor_interval){clamp(mean - half, least, mean), mean + half};
}

/* P(|T| < t), Abramowitz and Stegun 26.7.3 and 26.7.4, with a = atan(t / sqrt(degrees)):
 *
 *     odd   2/pi (a + sin a (cos a + 2/3 cos^3 a + ... + (2 4 .. d-3) / (3 5 .. d-2) cos^(d-2) a))
 *     even  sin a (1 + 1/2 cos^2 a + ... + (1 3 .. d-3) / (2 4 .. d-2) cos^(d-2) a) */
static double student_within(double t, size_t degrees)
{
    const double pi = 3.14159265358979323846;
    const double angle = atan(t / sqrt((double)degrees));
    const double cosine = cos(angle);
    const bool odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = degrees > 1 ? term : 0;
    for (size_t power = odd ? 3 : 2; power + 2 <= degrees; power += 2) {
        term *= cosine * cosine * (double)(power - 1) / (double)power;
        sum += term;
    }
    return odd ? 2 / pi * (angle + sin(angle) * sum) : sin(angle) * sum;
}

double tenor__interval_student(size_t degrees)
{
    enum { NORMAL_FROM = 10000 };
    double low = 1;
    double high = 16; /* one degree: 12.7 */
    if (degrees == 0)
        return INFINITY;
    if (degrees >= NORMAL_FROM)
        return Z;
    for (int i = 0; i < STEPS; i++) {
        const double middle = (low + high) / 2;
        if (student_within(middle, degrees) < 0.95)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

tenor_interval tenor__interval_folds(double mean, double deviation, size_t folds, double test_share, double most)
{
    if (folds < 2)
        return (tenor_interval){0, most};
    const double half = tenor__interval_student(folds - 1) * deviation * sqrt(1 / (double)folds + test_share);
    return (tenor_interval){clamp(mean - half, 0, mean), clamp(mean + half, mean, most)};
}
