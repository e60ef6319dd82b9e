#include "report/report.h"

#include "failure.h"
#include "memory.h"
#include "output/table.h"

#include <stdlib.h>

enum { LABEL_COLUMNS = 26, ROW_LABEL_COLUMNS = 18, MOST_PAIRS = 15 };

static void print_labels(struct output *out, const tenor_report *report)
{
    struct table labels;
    table_init(&labels, 6, true);
    static const char *const headings[] = {"label", "precision", "recall", "F1", "95 % interval", "examples"};
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        table_add(&labels, "%s", headings[i]);
    for (size_t i = 0; i < tenor_report_label_count(report); i++) {
        tenor_label_scores scores = *tenor_report_label(report, i);
        table_add_name(&labels, scores.label, LABEL_COLUMNS);
        table_add(&labels, "%.1f", 100 * scores.precision);
        table_add(&labels, "%.1f", 100 * scores.recall);
        table_add(&labels, "%.1f", 100 * scores.f1);
        table_add(&labels, "%.1f to %.1f", 100 * scores.f1_interval.from, 100 * scores.f1_interval.to);
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
            table_add_name(matrix, tenor_report_label(report, j)->label, LABEL_COLUMNS);
    for (size_t i = 0; i < count; i++) {
        table_add_name(matrix, tenor_report_label(report, i)->label, ROW_LABEL_COLUMNS);
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
            table_add_name(&confused, tenor_report_label(report, pairs[i].actual)->label, LABEL_COLUMNS);
            table_add_name(&confused, tenor_report_label(report, pairs[i].predicted)->label, LABEL_COLUMNS);
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

/* ---- scores ---- */

/* A score under its name, as a row of a table or a member of JSON. */
struct score {
    const char *heading;
    const char *key;
    double value;
    tenor_interval interval;
    bool percent;
};

enum { MOST_SCORES = 5 };

static size_t list_scores(const tenor_report *report, struct score out[MOST_SCORES])
{
    const tenor_scores scores = *tenor_report_scores(report);
    const bool several = tenor_report_multi_label(report);
    size_t count = 0;
    out[count++] = (struct score){several ? "subset accuracy" : "accuracy", "accuracy", scores.accuracy,
                                  scores.accuracy_interval, true};
    if (several)
        out[count++] = (struct score){"micro F1", "micro_f1", scores.micro_f1, scores.micro_f1_interval, true};
    out[count++] = (struct score){"macro F1", "macro_f1", scores.macro_f1, scores.macro_f1_interval, true};
    out[count++] = (struct score){"log loss", "loss", scores.loss, scores.loss_interval, false};
    out[count++] = (struct score){"calibration error", "calibration_error", scores.calibration_error,
                                  scores.calibration_error_interval, false};
    return count;
}

static void print_scores(struct output *out, const tenor_report *report)
{
    struct score scores[MOST_SCORES];
    const size_t count = list_scores(report, scores);
    struct table table;
    table_init(&table, 3, true);
    table_add(&table, "%s", "");
    table_add(&table, "score");
    table_add(&table, "95 %% interval");
    for (size_t i = 0; i < count; i++) {
        const struct score *score = &scores[i];
        const double scale = score->percent ? 100 : 1;
        const int decimals = score->percent ? 1 : 3;
        table_add(&table, "%s", score->heading);
        table_add(&table, "%.*f", decimals, scale * score->value);
        table_add(&table, "%.*f to %.*f", decimals, scale * score->interval.from, decimals, scale * score->interval.to);
    }
    table_print(out, &table);
    table_free(&table);
}

void report_add_interval(struct cJSON *parent, const char *key, tenor_interval interval)
{
    struct cJSON *ends = json_add_array(parent, key);
    json_add_number(ends, NULL, interval.from);
    json_add_number(ends, NULL, interval.to);
}

void report_add_scores(struct cJSON *parent, const tenor_report *report)
{
    struct score scores[MOST_SCORES];
    const size_t count = list_scores(report, scores);
    for (size_t i = 0; i < count; i++)
        json_add_number(parent, scores[i].key, scores[i].value);
    struct cJSON *intervals = json_add_object(parent, "intervals");
    for (size_t i = 0; i < count; i++)
        report_add_interval(intervals, scores[i].key, scores[i].interval);
}

/* ---- coverage ---- */

static const double shares[] = {1, 0.95, 0.9, 0.8, 0.7, 0.5};
enum { SHARES = sizeof shares / sizeof *shares };

void report_print_coverage(struct output *out, const tenor_report *report)
{
    if (tenor_report_multi_label(report) || tenor_report_scores(report)->examples == 0)
        return;
    struct table table;
    table_init(&table, 4, true);
    table_add(&table, "with --threshold");
    table_add(&table, "answered");
    table_add(&table, "accuracy");
    table_add(&table, "95 %% interval");
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < SHARES; i++) {
        const tenor_coverage point = tenor_report_coverage(report, shares[i]);
        if (point.examples == before) /* equal probabilities */
            continue;
        before = point.examples;
        table_add(&table, "%.4f", point.threshold);
        table_add(&table, "%.1f %%", 100 * point.coverage);
        table_add(&table, "%.1f", 100 * point.accuracy);
        table_add(&table, "%.1f to %.1f", 100 * point.accuracy_interval.from, 100 * point.accuracy_interval.to);
    }
    output_byte(out, '\n');
    table_print(out, &table);
    table_free(&table);
}

void report_add_coverage(struct cJSON *parent, tenor_coverage point)
{
    json_add_number(parent, "threshold", point.threshold);
    json_add_count(parent, "examples", point.examples);
    json_add_number(parent, "coverage", point.coverage);
    json_add_number(parent, "accuracy", point.accuracy);
    report_add_interval(parent, "interval", point.accuracy_interval);
}

void report_add_curve(struct cJSON *parent, const char *key, const tenor_report *report)
{
    enum { STEPS = 20 };
    struct cJSON *curve = json_add_array(parent, key);
    size_t before = SIZE_MAX;
    for (size_t i = STEPS; i > 0 && tenor_report_scores(report)->examples > 0; i--) {
        const tenor_coverage point = tenor_report_coverage(report, (double)i / STEPS);
        if (point.examples != before)
            report_add_coverage(json_add_object(curve, NULL), point);
        before = point.examples;
    }
}

void report_print(struct output *out, const tenor_report *report)
{
    print_scores(out, report);
    output_byte(out, '\n');
    print_labels(out, report);
    if (!tenor_report_multi_label(report))
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
