/* How much lexicons tell of a label: a logistic regression on the sums of their scores alone.
 *
 *     minimize sum_i w_i (log(1 + exp(m_i)) - t_i m_i) + 1/2 |beta|^2     m_i = o_i + b + sum_d beta_d s_id
 *
 * s_id is the sum of the scores of text i in lexicon d, t_i the probability that it has the label, o_i its offset and
 * w_i its weight. The minimum is found by Newton's method. */
#ifndef TENOR_LINEAR_LEXICON_WEIGHTS_H
#define TENOR_LINEAR_LEXICON_WEIGHTS_H

#include <tenor.h>

enum { TENOR__MOST_LEXICONS = 8 };

typedef struct tenor__lexicon_problem {
    size_t texts;
    size_t lexicons;       /* at most TENOR__MOST_LEXICONS */
    const float *sums;     /* [lexicons, texts] */
    const double *targets; /* [texts] */
    const double *weights; /* [texts]; NULL if all are 1 */
    const float *offsets;  /* [texts]; NULL if all are 0 */
} tenor__lexicon_problem;

/* Writes beta[lexicons]. */
void tenor__lexicon_weights_fit(const tenor__lexicon_problem *problem, double *beta);

#endif
