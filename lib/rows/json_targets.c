#include "rows/json_targets.h"

#include "base/error.h"
#include "rows/json_members.h"
#include "rows/row_targets.h"
#include "table/trim.h"

static void fault_probability(tenor_rows *rows, tenor_str name)
{
    char quoted[48];
    tenor__row_targets_fault(rows, "the member '%s' is neither a probability nor an object with one of each label",
                             tenor__error_quote(quoted, sizeof quoted, name));
}

/* The label's name is cleaned as labels are. */
static tenor_status add_probability(tenor_rows *rows, tenor__arena *labels, tenor_str label, double probability)
{
    tenor_str clean = tenor__trim_invisible(label, &rows->clean);
    if (rows->clean.failed)
        return TENOR_OUT_OF_MEMORY;
    if (clean.size > 0 && clean.data == rows->clean.data)
        clean = tenor__arena_copy(labels, clean);
    return clean.data ? tenor__row_targets_add(rows, clean, probability) : TENOR_OUT_OF_MEMORY;
}

/* *valid is false when one of the object's members is no number. */
static tenor_status add_probabilities(tenor_rows *rows, tenor__arena *labels, const tenor__json_node *object,
                                      bool *valid)
{
    double value;
    *valid = true;
    for (const tenor__json_node *of = tenor__json_first(object); of && *valid; of = tenor__json_next(of)) {
        *valid = tenor__json_number(of, &value);
        if (*valid)
            TENOR_TRY(add_probability(rows, labels, tenor__json_key(of), value));
    }
    return TENOR_OK;
}

/* {"good": 0.8, "bad": 0.2}, or members that are numbers, named after their labels. null is a row without any. */
tenor_status tenor__json_targets_take(tenor_rows *rows, const tenor__json_node *object, tenor__arena *labels,
                                      tenor_error *error)
{
    const tenor_layout *layout = rows->layout;
    size_t filled = 0;
    tenor__row_targets_clear(rows);
    for (size_t i = 0; i < layout->probability_count; i++) {
        const tenor_str name = layout->columns[layout->probabilities[i]].name;
        const tenor__json_node *node = tenor__json_members_find(object, name);
        double value = 0;
        bool valid = true;
        const bool empty = !node || tenor__json_is_null(node);
        filled += !empty;
        if (empty && layout->probability_count == 1)
            continue;
        if (empty || tenor__json_number(node, &value)) {
            if (add_probability(rows, labels, name, value) != TENOR_OK)
                return tenor__error_set_memory(error);
            continue;
        }
        if (tenor__json_is_object(node) && add_probabilities(rows, labels, node, &valid) != TENOR_OK)
            return tenor__error_set_memory(error);
        if (!valid || !tenor__json_is_object(node)) {
            fault_probability(rows, name);
            return TENOR_OK;
        }
    }
    if (filled == 0)
        tenor__row_targets_clear(rows);
    return tenor__row_targets_take(rows, error);
}
