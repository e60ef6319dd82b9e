/* model.json: what a model is. */
#ifndef TENOR_MODEL_DESCRIPTION_H
#define TENOR_MODEL_DESCRIPTION_H

#include "base/alloc.h"
#include "base/buffer.h"
#include "nn/network.h"
#include "text/label.h"
#include "text/tokens.h"

enum {
    TENOR__FORMAT_VERSION = 1,
    TENOR__MOST_TOKENS = 1000000,          /* of max_tokens, at least 1 */
    TENOR__LARGEST_DESCRIPTION = 64 << 20, /* bytes of model.json; 65,536 labels of 255 bytes take a quarter of it */
};

/* Range of a temperature. */
static const double TENOR__LEAST_TEMPERATURE = 0.01;
static const double TENOR__MOST_TEMPERATURE = 100;

#define TENOR__MODEL_FORMAT "tenor-model"

/* A file that belongs to the model, and how to know it again. Of the weights only the tensors' own bytes count, one
 * after the other as they lie in the file, without the header before them: so that a folder's weights.safetensors and
 * a packed file, whose header holds model.json itself, have the same size and hash. */
typedef struct tenor__companion {
    uint64_t size; /* bytes */
    uint64_t hash; /* XXH3, 64 bits, seed 0 */
} tenor__companion;

/* How an option or score is written to JSON; `value` is the text that reads back as it. */
typedef enum tenor__fact_kind {
    TENOR__FACT_TEXT,
    TENOR__FACT_NUMBER, /* integers too: the text is copied as it is */
    TENOR__FACT_SWITCH, /* "true" or "false" */
} tenor__fact_kind;

typedef struct tenor__described_fact {
    tenor_fact fact;
    tenor__fact_kind kind;
} tenor__described_fact;

/* All strings and arrays live in the arena. */
typedef struct tenor__description {
    tenor__arena arena;
    tenor__network_spec network;
    size_t max_tokens;
    tenor__kept_tokens keep_tokens; /* of a text that has more */
    double temperature;             /* by which logits are divided (Guo et al. 2017) */
    tenor_str *labels;              /* [network.labels] */
    float *polarities;              /* [network.labels], -1..1; NULL when the labels have none */
    float *thresholds;              /* [network.labels], above 0..1, see model/answer.h; NULL for equal ones */
    tenor_str separator;            /* between the labels of a text: with a sigmoid head, else empty */
    tenor__described_fact *options;
    size_t option_count;
    tenor__described_fact *scores;
    size_t score_count;
    tenor_epoch *epochs;
    size_t epoch_count;
    tenor__companion vocab;
    tenor__companion weights;
} tenor__description;

/* All empty, with the values of what model.json may leave out: TENOR__KEEP_HEAD, temperature 1, no polarities. */
void tenor__description_init(tenor__description *description, const tenor_alloc *alloc);
void tenor__description_free(tenor__description *description);

/* A deep copy into an initialised, empty description, by way of model.json: what cannot be written and read back is
 * an error here (tenor__description_read's), and numbers among the facts take their shortest form. */
tenor_status tenor__description_copy(const tenor__description *from, tenor__description *to, tenor_error *error);

void tenor__description_write(const tenor__description *description, tenor__buffer *out);

/* Reads model.json into an initialised, empty description; everything in it is checked against its range. The caller
 * frees the description whether it succeeds or not. */
tenor_status tenor__description_read(tenor_str json, tenor__description *out, tenor_error *error);

#endif
