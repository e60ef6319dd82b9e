#include "rows/json_answers.h"

#include "base/error.h"
#include "rows/json_members.h"
#include "table/trim.h"

static const char ANSWER[] = "answer";

static bool leaves_out(tenor_str answer)
{
    return tenor_str_is(answer, "reject") || tenor_str_is(answer, "ignore");
}

static bool is_answer(tenor_str text)
{
    return tenor_str_is(text, "accept") || leaves_out(text);
}

bool tenor__json_answers_are(const tenor_layout *layout, const tenor__sample *sample)
{
    size_t column = 0;
    while (column < sample->columns && !tenor_str_is(sample->cells[column], ANSWER))
        column++;
    if (column == sample->columns || !layout->labels_wanted || layout->columns[column].role != TENOR_COLUMN_UNUSED)
        return false;
    bool any = false;
    for (size_t row = 1; row < sample->rows; row++) {
        const tenor_str cell = tenor__column_statistics_cell(sample, row, column);
        if (cell.size > 0 && !is_answer(cell))
            return false;
        any = any || cell.size > 0;
    }
    return any;
}

tenor_status tenor__json_answers_take(tenor_rows *rows, const tenor__json_node *object, tenor__arena *arena,
                                      bool *rejected, tenor_error *error)
{
    const tenor_str name = tenor_str_of(ANSWER);
    tenor_str answer;
    if (tenor__json_members_cells(object, &name, 1, arena, &answer) != TENOR_OK)
        return tenor__error_set_memory(error);
    answer = tenor__trim(answer);
    *rejected = leaves_out(answer);
    if (answer.size > 0 && !is_answer(answer)) {
        char quoted[40];
        tenor__rows_fault_option(rows, TENOR_ROW_MALFORMED, "skip-bad",
                                 "the member 'answer' is '%s', and accept, reject or ignore in the first objects; "
                                 "option 'skip-bad' leaves out such rows",
                                 tenor__error_quote(quoted, sizeof quoted, answer));
    }
    return TENOR_OK;
}
