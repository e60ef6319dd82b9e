/* What an audit found, as tables for people and as lines of JSON. */
#ifndef TENOR_CLI_REPORT_FINDINGS_H
#define TENOR_CLI_REPORT_FINDINGS_H

#include "output/output.h"

struct findings {
    const tenor_audit *audit;
    const tenor_corpus *corpus;
    size_t most; /* of a kind that are shown; 0: all */
};

/* A table a kind, surest first. */
void findings_print(struct output *out, const struct findings *findings);

/* A line a finding, surest first, all of them. */
void findings_print_json(struct output *out, const struct findings *findings);

#endif
