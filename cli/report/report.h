/* A tenor_report for people: scores, a row a label, and the confusion, within 80 columns. */
#ifndef TENOR_CLI_REPORT_REPORT_H
#define TENOR_CLI_REPORT_REPORT_H

#include "options/args.h"
#include "output/json.h"
#include "output/output.h"

/* Measures a model that has just been trained. Says what is wrong and returns an exit status; *out is then NULL. */
int report_measure(const struct args *args, const tenor_model *model, const tenor_corpus *corpus, tenor_report **out);

/* The report under a heading, after an empty line. */
void report_section(struct output *out, const char *heading, const tenor_report *report);

void report_print(struct output *out, const tenor_report *report);

/* Accuracy of the surest predictions, as a table and as points of JSON; nothing with several labels a text. */
void report_print_coverage(struct output *out, const tenor_report *report);
void report_add_curve(struct cJSON *parent, const char *key, const tenor_report *report);
void report_add_coverage(struct cJSON *parent, tenor_coverage point);

/* The scores as members of an object, and their intervals in a member "intervals". */
void report_add_scores(struct cJSON *parent, const tenor_report *report);
void report_add_interval(struct cJSON *parent, const char *key, tenor_interval interval);

#endif
