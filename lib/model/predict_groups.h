/* The forward pass over many sequences: sorts them by length, cuts them into length groups and spreads the groups over
 * the threads of a pool. All code that predicts goes through it: sessions, and through them tenor_predict, the command
 * and tenor_evaluate; and the scores on dev (eval/scorer.h).
 *
 * A length group has at most TENOR__GROUP_SEQUENCES sequences of similar length, since it takes as many steps as its
 * longest sequence. It ends at TENOR__GROUP_TOKENS ids or more, which bounds its memory. The logits of a sequence are
 * the same bits in any group and on any thread (nn/network.h). */
#ifndef TENOR_MODEL_PREDICT_GROUPS_H
#define TENOR_MODEL_PREDICT_GROUPS_H

#include "base/pool.h"
#include "base/sort.h"
#include "nn/pass.h"

enum {
    TENOR__GROUP_SEQUENCES = 64,
    TENOR__GROUP_TOKENS = 4096,
    TENOR__GROUP_WINDOW = 4096, /* sequences that are sorted together; more of them for many threads */
};

/* A sequence in its group. */
typedef struct tenor__group_member {
    size_t slot;     /* scratch of the group; two groups that run at once have different slots */
    size_t row;      /* place in the group, < TENOR__GROUP_SEQUENCES */
    size_t sequence; /* < count */
} tenor__group_member;

/* What to run. Each group calls read for its members, row after row, and then take in the same order. Both run on the
 * threads of the pool; a status other than TENOR_OK ends the run. */
typedef struct tenor__group_source {
    tenor__parameters parameters;
    const tenor__packed_weights *packed_weights;
    size_t count;   /* sequences */
    size_t longest; /* ids of a sequence, at most */
    void *user;
    size_t (*length)(const void *user, size_t sequence); /* in any unit; sequences are sorted by it */
    /* Writes the ids, at most `longest`, and their number. */
    tenor_status (*read)(void *user, tenor__group_member member, uint32_t *ids, size_t *length);
    /* Receives the logits, [labels], or the pooled vector; it may overwrite them. */
    tenor_status (*take)(void *user, tenor__group_member member, float *result);
    bool pooled; /* the pass ends at the pooled vectors */
} tenor__group_source;

/* Scratch of one group at a time, made at its first use. */
typedef struct tenor__group_slot {
    tenor__pass *pass;
    tenor__packed_sequences batch;
    uint32_t *ids; /* of the members, one after the other */
    size_t id_capacity;
    float *results; /* [members, labels or the pooled width] */
    size_t result_capacity;
    uint64_t tokens;
} tenor__group_slot;

typedef struct tenor__predict_groups {
    tenor_alloc alloc;
    const tenor__network *network;
    bool remembers;
    tenor__group_slot *slots; /* [slot_count] */
    size_t slot_count;
    tenor__pair *order; /* [window] the longest sequence first: UINT64_MAX less its length, and its index */
    size_t order_capacity;
} tenor__predict_groups;

/* network must outlive it. Groups run on at most `threads` threads, at least 1. With `remembers` the parameters must be
 * the same in all runs (tenor__pass_remember). The hook may be called by any of the pool's threads. */
tenor_status tenor__predict_groups_init(tenor__predict_groups *groups, const tenor__network *network, size_t threads,
                                        bool remembers, const tenor_alloc *alloc);
void tenor__predict_groups_free(tenor__predict_groups *groups); /* zero-initialized will do */

/* pool may be NULL: the groups then run one after the other on the calling thread. TENOR_OUT_OF_MEMORY, or what read or
 * take returned. */
tenor_status tenor__predict_groups_run(tenor__predict_groups *groups, tenor__pool *pool,
                                       const tenor__group_source *source);

/* The number of groups that `count` sequences make, if all are short: more threads than that are of no use. */
size_t tenor__predict_groups_of(size_t count);

/* Ids of all sequences whose logits have been taken, of all runs. */
uint64_t tenor__predict_groups_tokens(const tenor__predict_groups *groups);

#endif
