/* A session: scratch of predictions and explanations, and what it tells besides them. */
#ifndef TENOR_MODEL_SESSION_H
#define TENOR_MODEL_SESSION_H

#include "base/locked_alloc.h"
#include "linear/ngram_places.h"
#include "linear/ngram_stream.h"
#include "model/predict_groups.h"
#include "model/shapley_scratch.h"

/* One slot's scratch besides that of its groups. */
typedef struct tenor__session_slot {
    tenor_tokens *tokens; /* made at its first use */
    tenor__ngrams ngrams;
    tenor__ngram_stream stream; /* of long texts */
    float *ngram_logits;        /* [group, labels] of the n-gram model */
    size_t ngram_logit_capacity;
} tenor__session_slot;

/* Scratch of explanations, and the last one. */
typedef struct tenor__session_explain {
    tenor_tokens *tokens; /* made at its first use */
    float *logits;        /* [labels]; likewise */
    float *probabilities;
    tenor__ngram_places places;
    tenor__shapley shapley;
    tenor_token_weight *weights;
    size_t weight_capacity;
    tenor_ngram_weight *ngrams;
    size_t ngram_capacity;
} tenor__session_explain;

struct tenor_session {
    tenor_alloc alloc; /* the caller's */
    tenor__locked_alloc *locked;
    tenor_alloc shared; /* the same, for any thread */
    const tenor_model *model;
    size_t threads;    /* at most; those that the system refused are none of them any more */
    size_t slot_count; /* threads, before any was refused */
    tenor__pool *pool; /* NULL until texts make more than one group; as many threads as they made at most */
    tenor__predict_groups groups;
    tenor__session_slot *slots; /* [threads] */
    tenor__session_explain explain;
};

/* A session for one call with `count` texts: on no more threads than are of use for them; 0 threads: as many as the
 * process has processors. */
tenor_status tenor__session_new_for(const tenor_model *model, size_t count, size_t threads, const tenor_alloc *alloc,
                                    tenor_session **out);

/* Writes the pooled vectors of texts, count x tenor_pooled_width numbers, row by row; fails as tenor_classify_batch. */
tenor_status tenor__session_pooled(tenor_session *session, const tenor_str *texts, size_t count, float *pooled);

/* Runs the network on sequences of the source's own, on the session's threads. */
tenor_status tenor__session_run(tenor_session *session, const tenor__group_source *source);

/* Tokens of all texts classified since the session began, those after max_tokens left out; a text without tokens counts
 * none. Explaining a text counts those of each part of it that the network reads. */
uint64_t tenor__session_tokens(const tenor_session *session);

#endif
