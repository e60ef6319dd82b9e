/* A tenor_report for people: scores, a row a label, and the confusion, within 80 columns. */
#ifndef TENOR_CLI_REPORT_H
#define TENOR_CLI_REPORT_H

#include "output.h"

void report_print(struct output *out, const tenor_report *report);

#endif
