/* Many texts at once on several threads, with results in the order of the texts. */
#ifndef TENOR_CLI_CLASSIFIER_H
#define TENOR_CLI_CLASSIFIER_H

#include <tenor.h>

struct classifier;

/* How many processors this process may run on: as many threads make sense. */
size_t classifier_processors(void);

/* Borrows the model; the caller frees. threads is at least 1; they are started for the texts of one call, when these
 * are enough to share. */
struct classifier *classifier_new(const tenor_model *model, size_t threads);
void classifier_free(struct classifier *classifier);

/* Most texts a call: fewer for models with very many labels, whose probabilities would take much memory. */
size_t classifier_most(const struct classifier *classifier);

/* 0 < count <= classifier_most. Fails with TENOR_OUT_OF_MEMORY only. */
tenor_status classifier_run(struct classifier *classifier, const tenor_str *texts, size_t count);

/* Probabilities of the i-th text of the last run, one a label; valid until the next. */
const float *classifier_row(const struct classifier *classifier, size_t i);

#endif
