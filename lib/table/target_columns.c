#include "base/error.h"
#include "table/columns.h"

static bool is_soft_label(const tenor__sample *sample, const tenor__column_list *probabilities, tenor_str label)
{
    if (sample->soft_labels)
        return tenor__map_find(sample->soft_labels, label) != NULL;
    for (size_t i = 0; i < probabilities->count; i++)
        if (tenor_str_equal(tenor__column_statistics_cell(sample, 0, probabilities->columns[i]), label))
            return true;
    return false;
}

bool tenor__target_columns_cover(const tenor__sample *sample, const tenor__column_list *probabilities, size_t column)
{
    size_t filled = 0;
    size_t covered = 0;
    for (size_t row = 1; row < sample->rows; row++) {
        const tenor_str label = tenor__column_statistics_cell(sample, row, column);
        filled += label.size > 0;
        covered += label.size > 0 && is_soft_label(sample, probabilities, label);
    }
    return 2 * covered > filled;
}

tenor_status tenor__target_columns_check_names(const tenor__sample *sample, const tenor__column_list *probabilities,
                                               bool header, tenor_error *error)
{
    for (size_t i = 0; i < probabilities->count; i++)
        if (!header || tenor__column_statistics_cell(sample, 0, probabilities->columns[i]).size == 0)
            return tenor__error_option(
                error, "probabilities",
                tenor__error_set(error, TENOR_BAD_DATA,
                                 "option 'probabilities' names column %zu, which has no name in a header, and its name "
                                 "is that of the label",
                                 probabilities->columns[i] + 1));
    return TENOR_OK;
}
