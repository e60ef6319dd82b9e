/* How many predictions change when words of a text are swapped for others, such as "he" for "she". */
#ifndef TENOR_CLI_REPORT_SWAP_H
#define TENOR_CLI_REPORT_SWAP_H

#include "options/args.h"
#include "output/json.h"
#include "output/output.h"

/* What is predicted for a text before or after. */
struct swap_prediction {
    size_t *labels; /* [count] of the model */
    size_t count;
    float probability; /* of the first of them; 0 for none */
    bool right;
};

/* A text in which words are swapped. */
struct swap_text {
    size_t example; /* of the corpus */
    struct swap_prediction before;
    struct swap_prediction after;
    float change; /* of the probability of a label, the largest */
};

/* Zero-initialized: none. */
struct swap {
    tenor_swaps *swaps;
    size_t pairs;
    tenor_corpus *swapped;   /* the texts in which words are swapped */
    struct swap_text *texts; /* [count] of these */
    size_t count;
    size_t at;            /* the next one that is told */
    float *probabilities; /* [count, labels] before */
    size_t labels;
    size_t changed; /* predictions */
    size_t right;   /* before */
    size_t right_after;
    tenor_error error;
};

/* Reads the pairs, or does nothing for path NULL, and swaps the words of the corpus's texts. Says what is wrong and
 * returns an exit status. The caller frees in either case. */
int swap_read(struct swap *swap, const struct args *args, const char *path, const tenor_corpus *corpus,
              const tenor_model *model);

/* Takes what is predicted for a text of the corpus. */
void swap_add(struct swap *swap, const tenor_evaluated *evaluated);

/* Classifies the swapped texts. Says what is wrong and returns an exit status. */
int swap_measure(struct swap *swap, const struct command *command, const tenor_model *model, size_t threads);

enum { SWAP_EXAMPLES = 10 };

/* At most so many texts whose predictions changed, those whose probabilities changed the most first; the caller frees
 * the list. */
const struct swap_text **swap_changed(const struct swap *swap, size_t *count);

void swap_print(struct output *out, const struct swap *swap, const tenor_model *model, const tenor_corpus *corpus);
void swap_add_json(struct cJSON *parent, const struct swap *swap, const tenor_model *model, const tenor_corpus *corpus);
void swap_free(struct swap *swap);

#endif
