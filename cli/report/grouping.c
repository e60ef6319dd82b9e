#include "report/grouping.h"

#include "failure.h"
#include "memory.h"
#include "report/group_values.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_NUMBERS = 10, /* different numbers that are groups of their own; more are put in ranges */
    LEAST_IDS = 20,    /* so many different values in fewer than twice as many texts may be groups; more are ids */
    RANGES = 4,
};

/* The value of a text. */
struct value {
    tenor_str text; /* data NULL for none */
    double number;  /* where all are numbers */
    size_t example;
};

struct values {
    struct value *list; /* [count] */
    size_t count;
};

/* Values that are equal, in sorted ones. */
struct value_range {
    size_t begin;
    size_t end;
};

static int by_text(const void *a, const void *b)
{
    const struct value *left = a;
    const struct value *right = b;
    if (!left->text.data || !right->text.data)
        return (left->text.data != NULL) - (right->text.data != NULL);
    const int order = tenor_str_compare(left->text, right->text);
    return order != 0 ? order : (left->example > right->example) - (left->example < right->example);
}

static int by_number(const void *a, const void *b)
{
    const struct value *left = a;
    const struct value *right = b;
    if (!left->text.data || !right->text.data)
        return (left->text.data != NULL) - (right->text.data != NULL);
    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (left->example > right->example) - (left->example < right->example);
}

/* Where the run of values that equal the one at begin ends, in sorted values. */
static size_t end_of_equals(const struct values *values, size_t begin, bool numbers)
{
    const struct value *first = &values->list[begin];
    size_t end = begin + 1;
    while (end < values->count) {
        const struct value *value = &values->list[end];
        const bool both = first->text.data && value->text.data;
        if (both ? (numbers ? value->number != first->number : !tenor_str_equal(value->text, first->text))
                 : (first->text.data != NULL) != (value->text.data != NULL))
            break;
        end++;
    }
    return end;
}

/* Whether all values are numbers, which it then sets. */
static bool are_numbers(struct values *values)
{
    bool any = false;
    for (size_t i = 0; i < values->count; i++) {
        struct value *value = &values->list[i];
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

static char *copy_name(tenor_str name)
{
    struct text text = {0};
    text_add(&text, "%.*s", (int)name.size, name.data);
    return text.data;
}

/* The group of the texts without a value. */
static uint32_t new_group_without(struct grouping *grouping)
{
    grouping->without = grouping->count;
    return new_group(grouping, copy_name(tenor_str_of("(none)")));
}

static void assign(struct grouping *grouping, const struct values *values, size_t begin, size_t end, uint32_t group)
{
    for (size_t i = begin; i < end; i++)
        grouping->of[values->list[i].example] = group;
}

static int by_size(const void *a, const void *b)
{
    const struct value_range *left = a;
    const struct value_range *right = b;
    const size_t sizes[2] = {left->end - left->begin, right->end - right->begin};
    if (sizes[0] != sizes[1])
        return sizes[0] < sizes[1] ? 1 : -1;
    return left->begin < right->begin ? -1 : 1;
}

/* Of more values than `most` the last ones are one group. */
static void group_values(struct grouping *grouping, const struct values *values, const struct value_range *runs,
                         size_t count, size_t most)
{
    uint32_t others = 0;
    for (size_t i = 0; i < count; i++) {
        const tenor_str text = values->list[runs[i].begin].text;
        uint32_t group = others;
        if (i < most) {
            group = text.data ? new_group(grouping, copy_name(text)) : new_group_without(grouping);
        } else if (i == most) {
            char name[40];
            snprintf(name, sizeof name, "(%zu others)", count - most);
            group = others = new_group(grouping, copy_name(tenor_str_of(name)));
        }
        assign(grouping, values, runs[i].begin, runs[i].end, group);
    }
}

/* Ranges of about equally many texts; equal numbers are in the same one. */
static void group_ranges(struct grouping *grouping, const struct values *values, const struct value_range *runs,
                         size_t count)
{
    size_t without = 0;
    while (without < count && !values->list[runs[without].begin].text.data)
        without++;
    const size_t skipped = without > 0 ? runs[without - 1].end : 0;
    const size_t numbers = values->count - skipped;
    if (skipped > 0)
        assign(grouping, values, 0, skipped, new_group_without(grouping));
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
        assign(grouping, values, begin, runs[i].end, new_group(grouping, copy_name(tenor_str_of(name))));
        begin = runs[i].end;
    }
}

static int make_groups(struct grouping *grouping, const struct args *args, struct values *values, size_t most)
{
    const bool numbers = are_numbers(values);
    struct value_range *runs = memory_resize(NULL, values->count + 1, sizeof *runs);
    size_t count = 0;
    qsort(values->list, values->count, sizeof *values->list, numbers ? by_number : by_text);
    for (size_t begin = 0; begin < values->count; begin = runs[count - 1].end) {
        runs[count] = (struct value_range){begin, end_of_equals(values, begin, numbers)};
        count++;
    }
    int exit_status = EXIT_DONE;
    if (numbers && count > MOST_NUMBERS)
        group_ranges(grouping, values, runs, count);
    else if (count > LEAST_IDS && 2 * count > values->count)
        exit_status = fail(args->command, EXIT_BAD_INPUT,
                           "--by %s: %zu different values in %zu texts are no groups; is it an id?", grouping->name,
                           count, values->count);
    else {
        if (!numbers)
            qsort(runs, count, sizeof *runs, by_size);
        group_values(grouping, values, runs, count, most);
    }
    free(runs);
    return exit_status;
}

struct grouping grouping_of(tenor_str column)
{
    return (struct grouping){.name = copy_name(column), .without = SIZE_MAX};
}

int grouping_read(struct grouping *grouping, const struct args *args, const char *path, const tenor_corpus *corpus,
                  const tenor_text_settings *settings, size_t most)
{
    struct group_values read;
    int exit_status = group_values_read(&read, args, grouping->name, path, corpus, settings);
    struct values values = {memory_resize(NULL, read.count + 1, sizeof *values.list), read.count};
    grouping->of = memory_resize(NULL, read.count + 1, sizeof *grouping->of);
    for (size_t i = 0; i < read.count; i++)
        values.list[i] = (struct value){.text = read.list[i], .example = i};
    if (exit_status == EXIT_DONE)
        exit_status = make_groups(grouping, args, &values, most);
    free(values.list);
    group_values_free(&read);
    return exit_status;
}

void grouping_free(struct grouping *grouping)
{
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
