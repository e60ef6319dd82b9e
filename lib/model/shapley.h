/* What each token of a text adds to a logit of the network: Shapley values (Shapley 1953), estimated by leaving tokens
 * out in random orders (Castro, Gomez and Tejada 2009), each order together with its reverse (Mitchell et al. 2022):
 *
 *     value of token i = mean over the orders of z(the tokens up to i) - z(the tokens before i)
 *
 * z(S) is the logit of the text that has the tokens S alone. In each order the differences sum to z(all) - z(none), and
 * so do the values. An order and its reverse are exact if no more than two tokens at a time act together.
 *
 * The orders depend on the number of tokens alone: a text always has the same values. A long text is left out by runs
 * of tokens, so that the work grows with its length, not with the square. */
#ifndef TENOR_MODEL_SHAPLEY_H
#define TENOR_MODEL_SHAPLEY_H

#include "base/alloc.h"

/* The logit that is explained. */
typedef struct tenor__explained_logit {
    size_t label;
    bool from_mean; /* less the mean of all labels' logits */
} tenor__explained_logit;

/* Scratch of a session, reused from text to text. Zero-initialize it, then set alloc. */
typedef struct tenor__shapley {
    tenor_alloc alloc;
    size_t length;  /* tokens that the network reads */
    size_t seam;    /* the first of them after the gap, where tokens may have been dropped; 0: no gap */
    size_t ends;    /* add this to its index for that of its token in the text */
    size_t players; /* runs of tokens that are left out together */
    size_t orders;
    uint32_t *words; /* [length] id of each token */
    uint32_t *pairs; /* [length] id of the pair that begins there; 0: none */
    uint32_t *order; /* [players] */
    uint32_t *ranks; /* [orders, players] place of each player in each order */
    double *
        parts; /* [2 + orders x 2 x (players - 1)] z(all), z(none), z of the beginnings of each order, of its reverse */
    double *values; /* [players] */
    size_t word_capacity;
    size_t pair_capacity;
    size_t order_capacity;
    size_t rank_capacity;
    size_t part_capacity;
    size_t value_capacity;
} tenor__shapley;

void tenor__shapley_free(tenor__shapley *shapley);

/* Finds the values for a text whose tokens these are, all of them. Fails as tenor_classify does. */
tenor_status tenor__shapley_find(tenor__shapley *shapley, tenor_session *session, const tenor_tokens *tokens,
                                 tenor__explained_logit logit);

/* After that: z(none), the token that the network reads as its i-th, i < length, and its value. */
double tenor__shapley_none(const tenor__shapley *shapley);
size_t tenor__shapley_token(const tenor__shapley *shapley, size_t i);
double tenor__shapley_value(const tenor__shapley *shapley, size_t i);

#endif
