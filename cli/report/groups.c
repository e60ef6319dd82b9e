#include "report/groups.h"

#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "report/report.h"
#include "output/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More groups of a column than these are put together: a table of them, each with few texts, would say nothing. */
enum { MOST_GROUPS = 20, NAME_COLUMNS = 18 };

static const double LEVEL = 0.05; /* of the tests */

/* ---- groups ---- */

static int read_grouping(struct grouping *grouping, const struct args *args, const char *path,
                         const tenor_corpus *corpus, const tenor_model *model)
{
    const tenor_text_settings *settings = tenor_vocab_text_settings(tenor_model_vocab(model));
    const int exit_status = grouping_read(grouping, args, path, corpus, settings, MOST_GROUPS);
    if (exit_status != EXIT_DONE)
        return exit_status;
    grouping->reports = memory_resize(NULL, grouping->count + 1, sizeof *grouping->reports);
    memset(grouping->reports, 0, (grouping->count + 1) * sizeof *grouping->reports);
    for (size_t i = 0; i < grouping->count; i++)
        if (tenor_report_new(model, NULL, &grouping->reports[i]) != TENOR_OK)
            return fail_with(args->command, TENOR_OUT_OF_MEMORY, NULL);
    return EXIT_DONE;
}

int groups_read(struct groups *groups, const struct args *args, const char *by, const char *path,
                const tenor_corpus *corpus, const tenor_model *model)
{
    int exit_status = EXIT_DONE;
    if (by && strcmp(path, "-") == 0)
        return fail_usage(args->command, "--by reads CORPUS again, so it cannot be standard input: give a file");
    while (by && *by && exit_status == EXIT_DONE) {
        const size_t size = strcspn(by, ",");
        groups->list = memory_resize(groups->list, groups->count + 1, sizeof *groups->list);
        struct grouping *grouping = &groups->list[groups->count++];
        *grouping = grouping_of((tenor_str){by, size});
        exit_status = read_grouping(grouping, args, path, corpus, model);
        by += size + (by[size] == ',');
    }
    return exit_status;
}

void groups_add(struct groups *groups, const tenor_evaluated *evaluated)
{
    for (size_t i = 0; i < groups->count && groups->status == TENOR_OK; i++) {
        const struct grouping *grouping = &groups->list[i];
        groups->status = tenor_report_add(grouping->reports[grouping->of[evaluated->example]], evaluated);
    }
}

int groups_finish(struct groups *groups, const struct args *args)
{
    for (size_t i = 0; i < groups->count; i++)
        for (size_t k = 0; k < groups->list[i].count && groups->status == TENOR_OK; k++)
            groups->status = tenor_report_finish(groups->list[i].reports[k]);
    return groups->status == TENOR_OK ? EXIT_DONE : fail_with(args->command, groups->status, NULL);
}

int groups_check_gap(const struct groups *groups, const struct command *command, double max_gap)
{
    int exit_status = EXIT_DONE;
    for (size_t i = 0; i < groups->count; i++) {
        const int one = gap_check(&groups->list[i], command, max_gap);
        exit_status = one == EXIT_DONE ? exit_status : one;
    }
    return exit_status;
}

void groups_free(struct groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        grouping_free(&groups->list[i]);
    free(groups->list);
}

/* ---- what is said ---- */

struct comparison {
    double *difference; /* [groups] of the accuracy from that of the others */
    double *p;          /* [groups] */
};

static struct comparison compare(const struct grouping *grouping)
{
    tenor_group_counts *counts = gap_counts(grouping);
    struct comparison comparison = {memory_resize(NULL, grouping->count + 1, sizeof(double)),
                                    memory_resize(NULL, grouping->count + 1, sizeof(double))};
    tenor_group_counts all = {0};
    for (size_t k = 0; k < grouping->count; k++) {
        all.examples += counts[k].examples;
        all.right += counts[k].right;
    }
    for (size_t k = 0; k < grouping->count; k++) {
        const uint64_t others = all.examples - counts[k].examples;
        comparison.difference[k] = others > 0 ? (double)counts[k].right / (double)counts[k].examples -
                                                    (double)(all.right - counts[k].right) / (double)others
                                              : 0;
        comparison.p[k] = 1;
    }
    if (tenor_group_test(counts, grouping->count, NULL, comparison.p) != TENOR_OK)
        memory_check(NULL);
    free(counts);
    return comparison;
}

double *groups_test(const struct grouping *grouping)
{
    struct comparison comparison = compare(grouping);
    free(comparison.difference);
    return comparison.p;
}

static void free_comparison(struct comparison *comparison)
{
    free(comparison->difference);
    free(comparison->p);
}

static void print_table(struct output *out, const struct grouping *grouping)
{
    struct table table;
    table_init(&table, 6, true);
    table_add(&table, "group");
    table_add(&table, "examples");
    table_add(&table, "accuracy");
    table_add(&table, "95 %% interval");
    table_add(&table, "macro F1");
    table_add(&table, "95 %% interval");
    for (size_t k = 0; k < grouping->count; k++) {
        const tenor_scores scores = *tenor_report_scores(grouping->reports[k]);
        table_add_name(&table, tenor_str_of(grouping->names[k]), NAME_COLUMNS);
        table_add(&table, "%s", output_grouped(scores.examples).text);
        table_add(&table, "%.1f", 100 * scores.accuracy);
        table_add(&table, "%.1f to %.1f", 100 * scores.accuracy_interval.from, 100 * scores.accuracy_interval.to);
        table_add(&table, "%.1f", 100 * scores.macro_f1);
        table_add(&table, "%.1f to %.1f", 100 * scores.macro_f1_interval.from, 100 * scores.macro_f1_interval.to);
    }
    table_print(out, &table);
    table_free(&table);
}

static void print_differences(struct output *out, const struct grouping *grouping)
{
    struct comparison comparison = compare(grouping);
    size_t count = 0;
    for (size_t k = 0; k < grouping->count; k++) {
        const double points = 100 * comparison.difference[k];
        if (comparison.p[k] >= LEVEL)
            continue;
        count++;
        output_text(out, "  more than chance: accuracy of ");
        output_escaped(out, tenor_str_of(grouping->names[k]));
        output_format(out, " is %.1f points %s the rest (p = %.2g)\n", fabs(points), points < 0 ? "below" : "above",
                      comparison.p[k]);
    }
    if (count == 0)
        output_text(out, "  no group's accuracy differs from the rest by more than chance (p < 0.05)\n");
    free_comparison(&comparison);
}

void groups_print(struct output *out, const struct groups *groups, double max_gap)
{
    for (size_t i = 0; i < groups->count; i++) {
        output_text(out, "\nby ");
        output_escaped(out, tenor_str_of(groups->list[i].name));
        output_text(out, ":\n");
        print_table(out, &groups->list[i]);
        if (groups->list[i].count > 1)
            print_differences(out, &groups->list[i]);
        if (!isnan(max_gap))
            gap_print(out, &groups->list[i], max_gap);
    }
}

void groups_add_json(struct cJSON *parent, const struct groups *groups, double max_gap)
{
    if (groups->count == 0)
        return;
    struct cJSON *list = json_add_array(parent, "by");
    for (size_t i = 0; i < groups->count; i++) {
        const struct grouping *grouping = &groups->list[i];
        struct comparison comparison = compare(grouping);
        struct cJSON *object = json_add_object(list, NULL);
        json_add_string(object, "column", tenor_str_of(grouping->name));
        struct cJSON *rows = json_add_array(object, "groups");
        for (size_t k = 0; k < grouping->count; k++) {
            struct cJSON *row = json_add_object(rows, NULL);
            json_add_string(row, "group", tenor_str_of(grouping->names[k]));
            json_add_count(row, "examples", tenor_report_scores(grouping->reports[k])->examples);
            report_add_scores(row, grouping->reports[k]);
            json_add_number(row, "difference", comparison.difference[k]);
            json_add_number(row, "p", comparison.p[k]);
        }
        free_comparison(&comparison);
        if (!isnan(max_gap))
            gap_add_json(object, grouping, max_gap);
    }
}
