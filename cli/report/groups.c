#include "report/groups.h"

#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "report/group_values.h"
#include "report/report.h"
#include "output/table.h"
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_GROUPS = 20,  /* of a column; the smallest ones are put together */
    MOST_NUMBERS = 10, /* different numbers that are groups of their own; more are put in ranges */
    RANGES = 4,
    NAME_COLUMNS = 18,
};

static const double LEVEL = 0.05; /* of the tests */

/* ---- groups ---- */

static int by_text(const void *a, const void *b)
{
    const struct group_value *left = a;
    const struct group_value *right = b;
    if (!left->text.data || !right->text.data)
        return (left->text.data != NULL) - (right->text.data != NULL);
    const int order = tenor_str_compare(left->text, right->text);
    return order != 0 ? order : (left->example > right->example) - (left->example < right->example);
}

static int by_number(const void *a, const void *b)
{
    const struct group_value *left = a;
    const struct group_value *right = b;
    if (!left->text.data || !right->text.data)
        return (left->text.data != NULL) - (right->text.data != NULL);
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->example > right->example) - (left->example < right->example);
}

/* Where the run of values that equal the one at begin ends, in sorted values. */
static size_t end_of_equals(const struct group_values *values, size_t begin, bool numbers)
{
    const struct group_value *first = &values->list[begin];
    size_t end = begin + 1;
    while (end < values->count) {
        const struct group_value *value = &values->list[end];
        const bool both = first->text.data && value->text.data;
        if (both ? (numbers ? value->number != first->number : !tenor_str_equal(value->text, first->text))
                 : (first->text.data != NULL) != (value->text.data != NULL))
            break;
        end++;
    }
    return end;
}

/* Whether all values are numbers, which it then sets. */
static bool are_numbers(struct group_values *values)
{
    bool any = false;
    for (size_t i = 0; i < values->count; i++) {
        struct group_value *value = &values->list[i];
        if (!value->text.data)
            continue;
        if (!text_read_number(value->text, &value->number))
            return false;
        any = true;
    }
    return any;
}

static uint32_t new_group(struct grouping *grouping, char *name)
{
    grouping->names = memory_resize(grouping->names, grouping->count + 1, sizeof *grouping->names);
    grouping->names[grouping->count] = name;
    return (uint32_t)grouping->count++;
}

static char *copy_name(const char *format, tenor_str name)
{
    struct text text = {0};
    text_add(&text, format, (int)name.size, name.data);
    return text.data;
}

static void assign(struct grouping *grouping, const struct group_values *values, size_t begin, size_t end,
                   uint32_t group)
{
    for (size_t i = begin; i < end; i++)
        grouping->of[values->list[i].example] = group;
}

struct long_run {
    size_t begin;
    size_t end;
};

static int by_size(const void *a, const void *b)
{
    const struct long_run *left = a;
    const struct long_run *right = b;
    const size_t sizes[2] = {left->end - left->begin, right->end - right->begin};
    if (sizes[0] != sizes[1])
        return sizes[0] < sizes[1] ? 1 : -1;
    return left->begin < right->begin ? -1 : 1;
}

static void group_values(struct grouping *grouping, const struct group_values *values, struct long_run *runs,
                         size_t count)
{
    uint32_t others = 0;
    for (size_t i = 0; i < count; i++) {
        const tenor_str text = values->list[runs[i].begin].text;
        uint32_t group = others;
        if (i < MOST_GROUPS)
            group =
                new_group(grouping, text.data ? copy_name("%.*s", text) : copy_name("%.*s", tenor_str_of("(none)")));
        else if (i == MOST_GROUPS) {
            char name[40];
            snprintf(name, sizeof name, "(%zu others)", count - MOST_GROUPS);
            group = others = new_group(grouping, copy_name("%.*s", tenor_str_of(name)));
        }
        assign(grouping, values, runs[i].begin, runs[i].end, group);
    }
}

/* Ranges of about equally many texts; equal numbers are in the same one. */
static void group_ranges(struct grouping *grouping, const struct group_values *values, const struct long_run *runs,
                         size_t count)
{
    size_t without = 0;
    while (without < count && !values->list[runs[without].begin].text.data)
        without++;
    const size_t skipped = without > 0 ? runs[without - 1].end : 0;
    const size_t numbers = values->count - skipped;
    if (skipped > 0)
        assign(grouping, values, 0, skipped, new_group(grouping, copy_name("%.*s", tenor_str_of("(none)"))));
    size_t begin = skipped;
    for (size_t i = without; i < count; i++) {
        const size_t ranges = (runs[i].end - skipped) * RANGES / numbers;
        const bool last = i + 1 == count;
        if (!last && ranges == (begin - skipped) * RANGES / numbers)
            continue;
        char name[80];
        const double from = values->list[begin].number;
        const double to = values->list[runs[i].begin].number;
        if (from == to)
            snprintf(name, sizeof name, "%g", from);
        else
            snprintf(name, sizeof name, "%g to %g", from, to);
        assign(grouping, values, begin, runs[i].end, new_group(grouping, copy_name("%.*s", tenor_str_of(name))));
        begin = runs[i].end;
    }
}

static int make_groups(struct grouping *grouping, const struct args *args, struct group_values *values)
{
    const bool numbers = are_numbers(values);
    struct long_run *runs = memory_resize(NULL, values->count + 1, sizeof *runs);
    size_t count = 0;
    qsort(values->list, values->count, sizeof *values->list, numbers ? by_number : by_text);
    for (size_t begin = 0; begin < values->count; begin = runs[count - 1].end) {
        runs[count] = (struct long_run){begin, end_of_equals(values, begin, numbers)};
        count++;
    }
    int exit_status = EXIT_DONE;
    if (numbers && count > MOST_NUMBERS)
        group_ranges(grouping, values, runs, count);
    else if (count > MOST_GROUPS && 2 * count > values->count)
        exit_status = fail(args->command, EXIT_BAD_INPUT,
                           "--by %s: %zu different values in %zu texts are no groups; is it an id?", grouping->name,
                           count, values->count);
    else {
        if (!numbers)
            qsort(runs, count, sizeof *runs, by_size);
        group_values(grouping, values, runs, count);
    }
    free(runs);
    return exit_status;
}

static int read_grouping(struct grouping *grouping, const struct args *args, const char *path,
                         const tenor_corpus *corpus, const tenor_model *model)
{
    struct group_values values;
    grouping->of = memory_resize(NULL, tenor_corpus_size(corpus) + 1, sizeof *grouping->of);
    int exit_status = group_values_read(&values, args, grouping->name, path, corpus,
                                        tenor_vocab_text_settings(tenor_model_vocab(model)));
    if (exit_status == EXIT_DONE)
        exit_status = make_groups(grouping, args, &values);
    group_values_free(&values);
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
        *grouping = (struct grouping){.name = copy_name("%.*s", (tenor_str){by, size})};
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
    for (size_t i = 0; i < groups->count; i++) {
        struct grouping *grouping = &groups->list[i];
        for (size_t k = 0; k < grouping->count; k++) {
            free(grouping->names[k]);
            if (grouping->reports)
                tenor_report_free(grouping->reports[k]);
        }
        free(grouping->names);
        free(grouping->reports);
        free(grouping->of);
        free(grouping->name);
    }
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
