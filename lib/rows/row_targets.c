#include "rows/row_targets.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

static const float PRESENT = 0.5f;

void tenor__row_targets_fault(tenor_rows *rows, const char *format, ...)
{
    char message[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    tenor__rows_fault_option(rows, TENOR_ROW_NO_TARGET, "probabilities",
                             "%s; option 'probabilities' none trains with the labels alone", message);
}

void tenor__row_targets_clear(tenor_rows *rows)
{
    tenor__label_cell_clear(&rows->soft_targets);
}

tenor_status tenor__row_targets_add(tenor_rows *rows, tenor_str label, double probability)
{
    void *probabilities = rows->probabilities;
    const size_t at = rows->soft_targets.count;
    if (!tenor__alloc_grow(&rows->alloc, &probabilities, &rows->probability_capacity, at + 1,
                           sizeof *rows->probabilities))
        return TENOR_OUT_OF_MEMORY;
    rows->probabilities = probabilities;
    rows->probabilities[at] = (float)probability;
    return tenor__label_cell_add(&rows->soft_targets, label);
}

static tenor_status take_likely_labels(tenor_rows *rows, tenor_error *error)
{
    const tenor__label_list *soft = &rows->soft_targets;
    size_t likeliest = 0;
    for (size_t i = 1; i < soft->count; i++)
        if (rows->probabilities[i] > rows->probabilities[likeliest])
            likeliest = i;
    tenor__label_cell_clear(&rows->list);
    for (size_t i = 0; i < soft->count; i++)
        if ((rows->separator.size > 0 ? rows->probabilities[i] >= PRESENT : i == likeliest) &&
            tenor__label_cell_add(&rows->list, soft->labels[i]) != TENOR_OK)
            return tenor__error_set_memory(error);
    rows->row.labels = rows->list.labels;
    rows->row.label_count = rows->list.count;
    return TENOR_OK;
}

static bool has_probability(const tenor__label_list *soft, tenor_str label)
{
    for (size_t i = 0; i < soft->count; i++)
        if (tenor_str_equal(soft->labels[i], label))
            return true;
    return false;
}

static void check_labels(tenor_rows *rows)
{
    char label[40];
    char other[40];
    const tenor_row *row = &rows->row;
    for (size_t j = 0; j < row->label_count; j++) {
        if (has_probability(&rows->soft_targets, row->labels[j]))
            continue;
        tenor__row_targets_fault(rows, "the label '%s' has no probability, but '%s' has one: they go by labels' names",
                                 tenor__error_quote(label, sizeof label, row->labels[j]),
                                 tenor__error_quote(other, sizeof other, rows->soft_targets.labels[0]));
        return;
    }
}

tenor_status tenor__row_targets_take(tenor_rows *rows, tenor_error *error)
{
    if (rows->settings.merge_labels && tenor__label_cell_fold(&rows->soft_targets) != TENOR_OK)
        return tenor__error_set_memory(error);
    rows->row.soft_labels = rows->soft_targets.labels;
    rows->row.probabilities = rows->probabilities;
    rows->row.soft_count = rows->soft_targets.count;
    if (rows->layout->label_count > 0) {
        if (rows->soft_targets.count > 0)
            check_labels(rows);
        return TENOR_OK;
    }
    if (rows->soft_targets.count > 0)
        return take_likely_labels(rows, error);
    tenor__rows_fault_option(rows, TENOR_ROW_NO_LABEL, "skip-bad",
                             "there is neither a label nor a probability; option 'skip-bad' leaves out such rows");
    return TENOR_OK;
}
