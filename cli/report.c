#include "report.h"

#include "failure.h"
#include "table.h"

#include <stdlib.h>

enum { LABEL_COLUMNS = 32, ROW_LABEL_COLUMNS = 18, MOST_PAIRS = 15 };

static void print_labels(struct output *out, const tenor_report *report)
{
    struct table labels;
    table_init(&labels, 5, true);
    static const char *const headings[] = {"label", "precision", "recall", "F1", "examples"};
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        table_add(&labels, "%s", headings[i]);
    for (size_t i = 0; i < tenor_report_label_count(report); i++) {
        tenor_label_scores scores = tenor_report_label(report, i);
        table_add_name(&labels, scores.label, LABEL_COLUMNS);
        table_add(&labels, "%.1f", 100 * scores.precision);
        table_add(&labels, "%.1f", 100 * scores.recall);
        table_add(&labels, "%.1f", 100 * scores.f1);
        table_add(&labels, "%s", output_grouped(scores.support).text);
    }
    table_print(out, &labels);
    table_free(&labels);
}

/* numbered: the columns are headed by numbers, which the rows explain. */
static void make_matrix(struct table *matrix, const tenor_report *report, bool numbered)
{
    size_t count = tenor_report_label_count(report);
    table_init(matrix, count + 1 + numbered, true);
    table_add(matrix, "actual \\ predicted");
    if (numbered)
        table_add(matrix, "%s", "");
    for (size_t j = 0; j < count; j++)
        if (numbered)
            table_add(matrix, "%zu", j + 1);
        else
            table_add_name(matrix, tenor_report_label(report, j).label, LABEL_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        table_add_name(matrix, tenor_report_label(report, i).label, ROW_LABEL_COLUMNS);
        if (numbered)
            table_add(matrix, "%zu", i + 1);
        for (size_t j = 0; j < count; j++)
            table_add(matrix, "%llu", (unsigned long long)tenor_report_confusion(report, i, j));
    }
}

static int by_examples(const void *a, const void *b)
{
    const tenor_confusion_pair *left = a;
    const tenor_confusion_pair *right = b;
    if (left->examples != right->examples)
        return left->examples < right->examples ? 1 : -1;
    if (left->actual != right->actual)
        return left->actual > right->actual ? 1 : -1;
    return (left->predicted > right->predicted) - (left->predicted < right->predicted);
}

/* The matrix is too wide: the pairs that were confused most. */
static void print_pairs(struct output *out, const tenor_report *report)
{
    tenor_confusion_pair *pairs = memory_resize(NULL, tenor_report_pair_count(report) + 1, sizeof *pairs);
    size_t count = 0;
    for (size_t i = 0; i < tenor_report_pair_count(report); i++) {
        const tenor_confusion_pair pair = tenor_report_pair(report, i);
        if (pair.actual != pair.predicted)
            pairs[count++] = pair;
    }
    if (count > 0) {
        qsort(pairs, count, sizeof *pairs, by_examples);
        struct table confused;
        table_init(&confused, 3, true);
        table_add(&confused, "most confused: actual");
        table_add(&confused, "predicted");
        table_add(&confused, "examples");
        for (size_t i = 0; i < count && i < MOST_PAIRS; i++) {
            table_add_name(&confused, tenor_report_label(report, pairs[i].actual).label, LABEL_COLUMNS);
            table_add_name(&confused, tenor_report_label(report, pairs[i].predicted).label, LABEL_COLUMNS);
            table_add(&confused, "%s", output_grouped(pairs[i].examples).text);
        }
        output_byte(out, '\n');
        table_print(out, &confused);
        table_free(&confused);
    }
    free(pairs);
}

static void print_confusion(struct output *out, const tenor_report *report)
{
    /* Wider sets of labels need no trial: each column takes three at the least. */
    bool fits = false;
    for (int numbered = 0; numbered < 2 && !fits && tenor_report_label_count(report) <= TABLE_WIDTH / 3; numbered++) {
        struct table matrix;
        make_matrix(&matrix, report, numbered);
        fits = table_width(&matrix) <= TABLE_WIDTH;
        if (fits) {
            output_byte(out, '\n');
            table_print(out, &matrix);
        }
        table_free(&matrix);
    }
    if (!fits)
        print_pairs(out, report);
}

void report_print(struct output *out, const tenor_report *report)
{
    tenor_scores scores = tenor_report_scores(report);
    const bool several = tenor_report_multi_label(report);
    output_format(out, "  %s %.1f   ", several ? "subset accuracy" : "accuracy", 100 * scores.accuracy);
    if (several)
        output_format(out, "micro F1 %.1f   ", 100 * scores.micro_f1);
    output_format(out, "macro F1 %.1f   log loss %.3f   calibration error %.3f\n\n", 100 * scores.macro_f1, scores.loss,
                  scores.calibration_error);
    print_labels(out, report);
    if (!several)
        print_confusion(out, report);
}

int report_measure(const struct args *args, const tenor_model *model, const tenor_corpus *corpus, tenor_report **out)
{
    tenor_error error = {0};
    const size_t threads = (size_t)tenor_options_get_integer(args->options, "threads");
    tenor_status status = tenor_evaluate(model, corpus, threads, NULL, out, &error);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, &error);
}

void report_section(struct output *out, const char *heading, const tenor_report *report)
{
    output_format(out, "\n%s:\n", heading);
    report_print(out, report);
    output_flush(out);
}
