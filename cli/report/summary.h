/* What `tenor train` says about its data and its result. */
#ifndef TENOR_CLI_REPORT_SUMMARY_H
#define TENOR_CLI_REPORT_SUMMARY_H

#include "output/json.h"
#include "output/output.h"

enum { NOT_WORDS = 2 /* entries of each vocabulary: <pad> and <unk> */ };

void summary_trainer(struct output *out, const tenor_options *options, const tenor_trainer_info *info);

/* Where the model is, and what to type next. */
void summary_saved(struct output *out, const char *path, const tenor_model *model, bool tested);

/* The scores as an object of JSON; null for report NULL. */
void summary_add_scores(struct cJSON *parent, const char *key, const tenor_report *report);

/* How training went. */
struct training {
    const char *path;     /* of the model */
    struct cJSON *corpus; /* how it was read; NULL: it was made; passes to the JSON */
    size_t examples;
    uint32_t epochs; /* that were done */
    uint32_t best_epoch;
    bool interrupted;
    uint64_t tokens;
    double token_seconds; /* of training on them */
    double seconds;       /* from start to end of training */
};

/* The object that --json prints. test may be NULL: the key is then null. */
struct cJSON *summary_object(const struct training *training, const tenor_report *dev, const tenor_report *test);

#endif
