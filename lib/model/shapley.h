/* What each token of a text adds to a logit of the network: Shapley values (Shapley 1953), estimated by leaving tokens
 * out. z(S) is the logit of the text that has the tokens S alone.
 *
 *     orders    tokens are put together in random orders (Castro, Gomez and Tejada 2009), each order and its reverse
 *               (Mitchell et al. 2022): mean of z(the tokens up to i) - z(the tokens before i)
 *     extremes  0.2 (z(i alone) - z(none)) + 0.8 (z(all) - z(all but i)), and for each token the same share of what
 *               these leave of z(all) - z(none). With 0.5 and 0.5 that is what kernel SHAP (Lundberg and Lee 2017)
 * makes of these parts; 0.8 is more faithful (docs/explain.md)
 *
 * Of a short text all parts are taken, and the values are exact. Else a value is the mean of both, where the extremes
 * count as one order. A long text has the extremes alone, which take as long as one order and are more faithful than
 * it. All of them sum to z(all) - z(none).
 *
 * The orders depend on the number of tokens alone: a text always has the same values. A long text is left out by runs
 * of tokens, so that the work grows with its length, not with the square. */
#ifndef TENOR_MODEL_SHAPLEY_H
#define TENOR_MODEL_SHAPLEY_H

#include "model/session.h"

/* The logit that is explained. */
typedef struct tenor__explained_logit {
    size_t label;
    bool from_mean; /* less the mean of all labels' logits */
} tenor__explained_logit;

/* Finds the values for a text whose tokens these are, all of them. Fails as tenor_classify does. */
tenor_status tenor__shapley_find(tenor__shapley *shapley, tenor_session *session, const tenor_tokens *tokens,
                                 tenor__explained_logit logit);

/* After that: z(none), the token that the network reads as its i-th, i < length, and its value. */
double tenor__shapley_none(const tenor__shapley *shapley);
size_t tenor__shapley_token(const tenor__shapley *shapley, size_t i);
double tenor__shapley_value(const tenor__shapley *shapley, size_t i);

#endif
