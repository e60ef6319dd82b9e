#include "table/columns.h"

#include "base/error.h"
#include "table/association.h"

#include <string.h>

enum {
    HEADER_ROWS = 10,  /* that say whether the first one's label belongs to the others */
    SPACED_ROWS = 3,   /* of several words each, that stand below one word */
    EVIDENCE_ROWS = 4, /* that say more of a column than its name does */
    LONGEST_NAME = 40, /* bytes */
    MOST_NAME_WORDS = 4,
    FEW_COLUMNS = 6, /* are all shown when a name is mistyped */
};

/* How many times as long as those of a column with a usual name the texts of another one are to be as likely. */
static const double MUCH_LONGER = 2;
/* And how many times as long as all others' those of a column are that needs no name. */
static const double BY_FAR_LONGER = 3;
/* Texts are so many times as long as their column's name. */
static const double LONGER_THAN_NAME = 2;

typedef tenor__column_search search;

static void take(tenor__column_list *list, size_t column, const char *reason)
{
    *list = (tenor__column_list){.columns = {column}, .count = 1, .reason = reason};
}

static bool is_taken(const search *s, size_t column)
{
    return tenor__column_names_have(&s->texts, column) || tenor__column_names_have(&s->labels, column) ||
           tenor__column_names_have(&s->probabilities, column) || column == s->unused;
}

/* The column that is left when all but two are empty, or there are but two, and one is taken. */
static size_t other_of_two(const search *s, size_t taken)
{
    size_t found = TENOR__NO_COLUMN;
    for (size_t i = 0; i < s->sample->columns; i++) {
        if (i == taken || i == s->unused || tenor__column_names_have(&s->probabilities, i) ||
            (s->sample->columns > 2 && s->rows > 0 && s->statistics[i].kind == TENOR__KIND_EMPTY))
            continue;
        if (found != TENOR__NO_COLUMN)
            return TENOR__NO_COLUMN;
        found = i;
    }
    return taken == TENOR__NO_COLUMN ? TENOR__NO_COLUMN : found;
}

/* ---- header ---- */

/* Of two columns the labels are those with fewer values, which are shorter. */
static size_t find_label_by_content(const tenor__column_statistics statistics[2])
{
    if (statistics[0].distinct < statistics[1].distinct && statistics[0].characters < statistics[1].characters)
        return 0;
    if (statistics[1].distinct < statistics[0].distinct && statistics[1].characters < statistics[0].characters)
        return 1;
    return TENOR__NO_COLUMN;
}

static bool looks_like_name(tenor_str cell)
{
    size_t words = 1;
    bool letters = false;
    for (size_t i = 0; i < cell.size; i++) {
        words += cell.data[i] == ' ';
        letters |= (unsigned char)cell.data[i] >= 'A';
    }
    return letters && cell.size <= LONGEST_NAME && words <= MOST_NAME_WORDS;
}

static bool all_look_like_names(const search *s)
{
    for (size_t i = 0; i < s->sample->columns; i++) {
        const tenor_str cell = tenor__column_statistics_cell(s->sample, 0, i);
        if (cell.size > 0 && !looks_like_name(cell))
            return false;
        for (size_t k = 0; k < i && cell.size > 0; k++)
            if (tenor_str_equal(cell, tenor__column_statistics_cell(s->sample, 0, k)))
                return false;
    }
    return true;
}

/* Whether what stands in the first row where labels do is no other row's: in the column of the labels, or, while that
 * is not known, in all that look like labels. */
static bool has_label_of_its_own(const search *s, const tenor__column_statistics *rest, size_t label)
{
    size_t found = 0;
    if (label != TENOR__NO_COLUMN)
        return !rest[label].first_recurs;
    for (size_t i = 0; i < s->sample->columns; i++) {
        if (rest[i].kind != TENOR__KIND_LABEL || tenor__column_statistics_cell(s->sample, 0, i).size == 0)
            continue;
        if (rest[i].first_recurs)
            return false;
        found++;
    }
    return found > 0 || !s->layout->labels_wanted;
}

/* Whether words without a digit stand above values that all have one, such as dates: questions are long names. */
static bool has_question_above_digits(const search *s, const tenor__column_statistics *rest)
{
    for (size_t i = 0; i < s->sample->columns; i++) {
        const tenor_str cell = tenor__column_statistics_cell(s->sample, 0, i);
        const bool codes = rest[i].digits && rest[i].distinct > 1 && rest[i].kind != TENOR__KIND_TEXT;
        if (codes && cell.size > 0 && !tenor__column_statistics_has_digit(cell))
            return true;
    }
    return false;
}

/* Whether names stand above columns of other things: above numbers, or above texts that are much longer, where the
 * label is no other row's. Where texts alone are wanted, one word above texts of several words each is a name, too. */
static bool looks_like_header(const search *s, const tenor__column_statistics *rest, size_t label)
{
    if (s->rows >= HEADER_ROWS && has_question_above_digits(s, rest) && has_label_of_its_own(s, rest, label))
        return true;
    const bool texts_alone = !s->layout->labels_wanted;
    if (s->rows < (texts_alone ? SPACED_ROWS : EVIDENCE_ROWS) || !all_look_like_names(s))
        return false;
    double longest = 0;
    tenor_str above = {"", 0};
    bool spaced = false;
    for (size_t i = 0; i < s->sample->columns; i++) {
        const double length = tenor__column_statistics_length(&rest[i]);
        const tenor_str cell = tenor__column_statistics_cell(s->sample, 0, i);
        if (rest[i].numeric && cell.size > 0)
            return true;
        if (length > longest) {
            longest = length;
            above = cell;
            spaced = rest[i].spaced;
        }
    }
    if (longest < LONGER_THAN_NAME * (double)above.size)
        return false;
    if (texts_alone && spaced && above.size > 0 && !memchr(above.data, ' ', above.size))
        return true;
    return s->sample->rows >= HEADER_ROWS && has_label_of_its_own(s, rest, label);
}

/* Whether the first row is names. Both a usual name for the text and one for the label leave no doubt; one of them
 * alone must not be a value of its column. `label` is the column of the labels if the first row is data. */
static void find_header(search *s, const tenor__column_statistics *rest, size_t label)
{
    const tenor__column_list none = {.count = 0};
    bool weak;
    const size_t text_column = tenor__column_names_usual_text(s->sample, &none, &weak);
    tenor__column_list others = none;
    if (text_column != TENOR__NO_COLUMN)
        take(&others, text_column, NULL);
    const size_t label_column = tenor__column_names_usual_label(s->sample, &others, &weak);
    const size_t named = text_column != TENOR__NO_COLUMN ? text_column : label_column;
    if (text_column != TENOR__NO_COLUMN && label_column != TENOR__NO_COLUMN)
        s->header = true;
    else if (named != TENOR__NO_COLUMN && tenor__column_statistics_cell(s->sample, 0, named).size > 1)
        s->header = !rest[named].first_recurs;
    else
        s->header = s->layout->header_guessed = looks_like_header(s, rest, label);
}

/* ---- text ---- */

static size_t find_longest(const search *s, const tenor__column_list *list)
{
    size_t longest = list->columns[0];
    for (size_t i = 1; i < list->count; i++)
        if (tenor__column_statistics_length(&s->statistics[list->columns[i]]) >
            tenor__column_statistics_length(&s->statistics[longest]))
            longest = list->columns[i];
    return longest;
}

static bool is_by_far_longest(const search *s, const tenor__column_list *list, size_t longest)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->columns[i] != longest &&
            tenor__column_statistics_length(&s->statistics[longest]) <
                BY_FAR_LONGER * tenor__column_statistics_length(&s->statistics[list->columns[i]]))
            return false;
    return true;
}

/* Whether most rows have a value there: remarks, and what was parted at one comma too many, stand in few. */
static bool is_filled(const search *s, size_t column)
{
    return s->statistics[column].filled * 2 >= s->statistics[column].rows;
}

/* The texts stand in a column with a usual name, unless what stands in another one says that it is the text as well, or
 * rather. */
static tenor_status find_text(search *s)
{
    bool weak = false;
    const size_t named = s->header ? tenor__column_names_usual_text(s->sample, &s->labels, &weak) : TENOR__NO_COLUMN;
    tenor__column_list others = {.count = 0}; /* that look like text */
    for (size_t i = 0; i < s->sample->columns; i++)
        if (i != named && !is_taken(s, i) && s->rows > 0 && s->statistics[i].kind == TENOR__KIND_TEXT &&
            is_filled(s, i))
            tenor__column_names_add(&others, i);
    const size_t longest = others.count > 0 ? find_longest(s, &others) : TENOR__NO_COLUMN;
    const size_t twin = named != TENOR__NO_COLUMN ? tenor__column_names_twin(s->sample, named) : TENOR__NO_COLUMN;
    if (twin != TENOR__NO_COLUMN && tenor__column_names_have(&others, twin))
        return tenor__column_errors_unclear_text(s, &(tenor__column_list){.columns = {named, twin}, .count = 2});
    if (named != TENOR__NO_COLUMN && (longest == TENOR__NO_COLUMN || s->rows < EVIDENCE_ROWS)) {
        take(&s->texts, named, "name");
        return TENOR_OK;
    }
    if (named != TENOR__NO_COLUMN) {
        const tenor__column_kind kind = s->statistics[named].kind;
        const double length = tenor__column_statistics_length(&s->statistics[named]);
        if (tenor__column_statistics_length(&s->statistics[longest]) <= (weak ? 1 : MUCH_LONGER) * length &&
            kind != TENOR__KIND_CONSTANT && kind != TENOR__KIND_EMPTY && kind != TENOR__KIND_NUMBER) {
            take(&s->texts, named, "name");
            return TENOR_OK;
        }
        if (kind == TENOR__KIND_TEXT) {
            tenor__column_list both = {.columns = {named}, .count = 1};
            tenor__column_names_add(&both, longest);
            return tenor__column_errors_unclear_text(s, &both);
        }
    }
    if (longest != TENOR__NO_COLUMN && is_by_far_longest(s, &others, longest))
        take(&s->texts, longest, "values");
    else if (others.count > 1)
        return tenor__column_errors_unclear_text(s, &others);
    return TENOR_OK;
}

/* ---- label ---- */

static bool may_be_label(const search *s, size_t column)
{
    return s->rows < EVIDENCE_ROWS || s->statistics[column].kind == TENOR__KIND_LABEL ||
           s->statistics[column].kind == TENOR__KIND_OTHER || s->statistics[column].kind == TENOR__KIND_NUMBER;
}

/* Whether one of the columns that look like labels may be meant as well as the named one. */
static tenor_status find_rival(const search *s, size_t named, const tenor__column_list *others, bool *found)
{
    *found = false;
    for (size_t i = 0; i < others->count && named != TENOR__NO_COLUMN && !*found; i++) {
        const size_t other = others->columns[i];
        if (tenor__association_find(s->sample, named, other, s->header, s->alloc, found) != TENOR_OK)
            return tenor__error_set_memory(s->error);
        *found = *found || tenor__column_names_speak_of_label(s->sample, other);
    }
    return TENOR_OK;
}

static tenor_status find_label(search *s)
{
    bool weak = false;
    const size_t named = s->header ? tenor__column_names_usual_label(s->sample, &s->texts, &weak) : TENOR__NO_COLUMN;
    tenor__column_list others = {.count = 0}; /* that look like labels */
    for (size_t i = 0; i < s->sample->columns; i++)
        if (i != named && !is_taken(s, i) && s->rows >= EVIDENCE_ROWS && s->statistics[i].kind == TENOR__KIND_LABEL &&
            is_filled(s, i))
            tenor__column_names_add(&others, i);
    bool rival;
    TENOR_TRY(find_rival(s, named, &others, &rival));
    if (named != TENOR__NO_COLUMN && (others.count == 0 || (!weak && may_be_label(s, named) && !rival))) {
        take(&s->labels, named, "name");
        return TENOR_OK;
    }
    const bool both = named != TENOR__NO_COLUMN && may_be_label(s, named);
    if (both)
        tenor__column_names_add(&others, named);
    if (others.count > 1)
        return tenor__column_errors_unclear_label(s, &others);
    if (others.count == 1 && s->rows >= HEADER_ROWS)
        take(&s->labels, others.columns[0], "values");
    return TENOR_OK;
}

/* ---- all ---- */

static tenor_status find_statistics(const search *s, size_t from, tenor__column_statistics *statistics)
{
    for (size_t i = 0; i < s->sample->columns; i++)
        if (tenor__column_statistics_find(s->sample, i, from, s->alloc, &statistics[i]) != TENOR_OK)
            return tenor__error_set_memory(s->error);
    return TENOR_OK;
}

/* The columns of probabilities: given, or the member of that name. */
static tenor_status find_probabilities(search *s, bool no_header, const tenor__column_list *shown)
{
    const char *value = s->settings->probabilities ? s->settings->probabilities : "";
    const bool found = *value == '\0' || strcmp(value, "none") == 0;
    if (!s->layout->labels_wanted || (found && !s->sample->soft_labels))
        return TENOR_OK;
    TENOR_TRY(tenor__column_names_ask(s->sample, "probabilities", found ? "probabilities" : value, no_header, shown,
                                      &s->probabilities, &s->header, s->error));
    if (found)
        s->probabilities.reason = "name";
    if (*value != '\0' && found) {
        s->unused = s->probabilities.columns[0];
        s->probabilities.count = 0;
    }
    return TENOR_OK;
}

static tenor_status check_given(const search *s)
{
    for (size_t i = 0; i < s->probabilities.count; i++) {
        const size_t column = s->probabilities.columns[i];
        const bool is_text = tenor__column_names_have(&s->texts, column);
        if (is_text || tenor__column_names_have(&s->labels, column))
            return tenor__column_errors_same(is_text ? "text" : "label", "probabilities", column, s->error);
    }
    for (size_t i = 0; i < s->texts.count; i++)
        if (tenor__column_names_have(&s->labels, s->texts.columns[i]))
            return tenor__column_errors_same("text", "label", s->texts.columns[i], s->error);
    if (s->labels.count > 1 && (!s->settings->multi_label || s->settings->multi_label[0] == '\0'))
        return tenor__error_option(
            s->error, "multi-label",
            tenor__error_set(
                s->error, TENOR_BAD_DATA,
                "option 'label' names %zu columns; set option 'multi-label' too if each is a label of its own, "
                "with 1 for the texts that have it",
                s->labels.count));
    return TENOR_OK;
}

/* Probabilities say what the label is: a column of labels beside them is one with a usual name, or the one whose values
 * are their labels. A member that was found and has none of the labels is no member of probabilities. */
static tenor_status find_soft_label(search *s)
{
    bool weak;
    const bool one_label = !s->settings->multi_label || s->settings->multi_label[0] == '\0';
    const size_t named = s->header ? tenor__column_names_usual_label(s->sample, &s->texts, &weak) : TENOR__NO_COLUMN;
    if (s->labels.count == 0 && named != TENOR__NO_COLUMN && !is_taken(s, named))
        take(&s->labels, named, "name");
    if (s->labels.count > 0) {
        if (s->labels.count == 1 && one_label && !s->settings->merge_labels &&
            strcmp(s->probabilities.reason, "name") == 0 &&
            !tenor__target_columns_cover(s->sample, &s->probabilities, s->labels.columns[0]))
            s->probabilities.count = 0;
        return TENOR_OK;
    }
    tenor__column_list others = {.count = 0};
    for (size_t i = 0; i < s->sample->columns; i++)
        if (!is_taken(s, i) && is_filled(s, i) && tenor__target_columns_cover(s->sample, &s->probabilities, i))
            tenor__column_names_add(&others, i);
    if (others.count > 1)
        return tenor__column_errors_unclear_label(s, &others);
    if (others.count == 1)
        take(&s->labels, others.columns[0], "values");
    return TENOR_OK;
}

/* Of two columns without a header, one looks like labels. */
static void take_two_by_content(search *s)
{
    const bool given = s->texts.count > 0 || s->labels.count > 0 || s->probabilities.count > 0;
    if (given || s->header || s->sample->columns != 2 || s->rows == 0)
        return;
    const size_t label = find_label_by_content(s->statistics);
    if (label != TENOR__NO_COLUMN) {
        take(&s->labels, label, "values");
        take(&s->texts, 1 - label, "other");
    }
}

/* Beside a label there is one other column: it is the text. */
static void take_other_as_text(search *s)
{
    if (s->texts.count > 0 || s->labels.count != 1)
        return;
    const size_t other = other_of_two(s, s->labels.columns[0]);
    if (other != TENOR__NO_COLUMN)
        take(&s->texts, other, "other");
}

/* Beside a text there is one other column, which is the label; or the label is found among many. */
static tenor_status find_label_beside_text(search *s)
{
    const size_t other = s->texts.count == 1 ? other_of_two(s, s->texts.columns[0]) : TENOR__NO_COLUMN;
    if (other == TENOR__NO_COLUMN)
        return find_label(s);
    bool weak;
    const bool named = s->header && tenor__column_names_usual_label(s->sample, &s->texts, &weak) == other;
    take(&s->labels, other, named ? "name" : "other");
    return TENOR_OK;
}

/* Fills in what is not given, by these rules in their order: a rule is for what those before it left open.
 *
 *     1  probabilities say which column is the label
 *     2  of two columns without a header, one looks like labels
 *     3  a single column is the text; beside a label there is one other column, and it is the text
 *     4  the text has the usual name or by far the longest values
 *     5  beside a text there is one other column, and it is the label
 *     6  the label has the usual name or the only values that look like labels
 *     7  as 3, beside the label that 6 found
 *
 * Labels may be left out. */
static tenor_status find_rest(search *s)
{
    if (s->probabilities.count > 0)
        TENOR_TRY(find_soft_label(s));
    const bool wants_label = s->layout->labels_wanted && s->probabilities.count == 0;
    take_two_by_content(s);
    if (s->texts.count == 0 && s->sample->columns == 1)
        take(&s->texts, 0, "other");
    take_other_as_text(s);
    if (s->texts.count == 0)
        TENOR_TRY(find_text(s));
    if (s->labels.count == 0 && (wants_label || s->texts.count == 0))
        TENOR_TRY(find_label_beside_text(s));
    take_other_as_text(s);
    const tenor__column_list none = {.count = 0};
    if (s->texts.count == 0 && s->labels.count == 0)
        return tenor__column_errors_unclear(
            s, "cannot tell the text from the label; name them with option 'text' and option 'label'", "text", &none);
    if (s->labels.count == 0 && wants_label)
        return tenor__column_errors_unclear_label(s, &none);
    return s->texts.count > 0 ? TENOR_OK : tenor__column_errors_unclear_text(s, &none);
}

static tenor_status fill_layout(const search *s)
{
    tenor_layout *layout = s->layout;
    layout->header = s->header;
    bool whole = tenor__layout_set_columns(layout, s->sample->columns) == TENOR_OK;
    for (size_t i = 0; whole && i < layout->column_count; i++) {
        tenor_column *column = &layout->columns[i];
        const tenor__column_statistics *statistics = &s->statistics[i];
        enum { LONGEST_EXAMPLE = 80 };
        tenor_str example = statistics->example;
        if (example.size > LONGEST_EXAMPLE)
            example.size = LONGEST_EXAMPLE;
        if (s->header)
            column->name = tenor__arena_copy(&layout->arena, tenor__column_statistics_cell(s->sample, 0, i));
        column->example = tenor__arena_copy(&layout->arena, example);
        column->kind = tenor__column_statistics_kind_name(statistics->kind);
        column->distinct = statistics->distinct;
        column->empty = statistics->rows > 0 ? 1 - (double)statistics->filled / (double)statistics->rows : 0;
        column->length = tenor__column_statistics_length(statistics);
        whole = column->name.data && column->example.data;
    }
    whole = whole &&
            tenor__layout_set_roles(layout, TENOR_COLUMN_TEXT, s->texts.columns, s->texts.count, s->texts.reason) ==
                TENOR_OK &&
            tenor__layout_set_roles(layout, TENOR_COLUMN_LABEL, s->labels.columns, s->labels.count, s->labels.reason) ==
                TENOR_OK &&
            tenor__layout_set_roles(layout, TENOR_COLUMN_PROBABILITY, s->probabilities.columns, s->probabilities.count,
                                    s->probabilities.reason) == TENOR_OK;
    return whole ? TENOR_OK : tenor__error_set_memory(s->error);
}

/* Whether the first row, which is read as data, may be names: its label is no other row's, and its text short. */
static bool may_have_header(const search *s)
{
    return s->texts.count == 1 && s->labels.count == 1 && !s->statistics[s->labels.columns[0]].first_recurs &&
           looks_like_name(tenor__column_statistics_cell(s->sample, 0, s->texts.columns[0])) &&
           looks_like_name(tenor__column_statistics_cell(s->sample, 0, s->labels.columns[0]));
}

/* The column of the labels if the first row is data: given, or by what stands in two columns. */
static size_t guess_label(const search *s, const tenor__column_statistics *all)
{
    if (s->labels.count > 0)
        return s->labels.columns[0];
    if (s->sample->columns != 2)
        return TENOR__NO_COLUMN;
    return s->texts.count > 0 ? 1 - s->texts.columns[0] : find_label_by_content(all);
}

/* Decides whether the first row is the header, and counts what the rows below it have. */
static tenor_status settle_header(search *s, bool no_header)
{
    const size_t label = guess_label(s, s->statistics);
    TENOR_TRY(find_statistics(s, 1, s->statistics));
    s->rows = s->sample->rows - 1;
    if (!s->header && !no_header)
        find_header(s, s->statistics, label);
    if (!s->header) {
        TENOR_TRY(find_statistics(s, 0, s->statistics));
        s->rows = s->sample->rows;
    } else if (!s->sample->named) {
        TENOR_TRY(tenor__column_names_check(s->sample, "text", s->settings->text, s->error));
        TENOR_TRY(tenor__column_names_check(s->sample, "label", s->settings->label, s->error));
    }
    return TENOR_OK;
}

static tenor_status find_columns(search *s)
{
    const tenor__corpus_settings *settings = s->settings;
    const bool no_header = settings->no_header && !s->sample->named;
    if (s->sample->columns < 2 && s->layout->labels_wanted && !s->sample->named)
        return tenor__delimiter_advice_fail(s->sample, s->error);
    s->header = s->sample->named;
    TENOR_TRY(find_statistics(s, 0, s->statistics));
    tenor__column_list shown = {.count = 0};
    for (size_t i = 0; i < s->sample->columns && s->sample->columns <= FEW_COLUMNS; i++)
        tenor__column_names_add(&shown, i);
    if (shown.count == 0)
        tenor__column_errors_list_likely(s, &shown);
    TENOR_TRY(
        tenor__column_names_ask(s->sample, "text", settings->text, no_header, &shown, &s->texts, &s->header, s->error));
    if (s->layout->labels_wanted)
        TENOR_TRY(tenor__column_names_ask(s->sample, "label", settings->label, no_header, &shown, &s->labels,
                                          &s->header, s->error));
    TENOR_TRY(find_probabilities(s, no_header, &shown));
    TENOR_TRY(check_given(s));
    TENOR_TRY(settle_header(s, no_header));
    TENOR_TRY(tenor__target_columns_check_names(s->sample, &s->probabilities, s->header, s->error));
    TENOR_TRY(find_rest(s));
    if (!s->layout->labels_wanted)
        s->labels.count = s->probabilities.count = 0;
    s->layout->header_doubted = !s->header && !no_header && may_have_header(s);
    return fill_layout(s);
}

/* The columns of a layout that has no text and no label, because of *s->error. */
static tenor_status describe_unclear(search *s)
{
    if (s->error)
        s->layout->unclear = *s->error;
    s->texts.count = s->labels.count = s->probabilities.count = 0;
    if (!s->header && !s->settings->no_header) {
        TENOR_TRY(find_statistics(s, 1, s->statistics));
        s->rows = s->sample->rows - 1;
        find_header(s, s->statistics, TENOR__NO_COLUMN);
    }
    TENOR_TRY(find_statistics(s, s->header, s->statistics));
    return fill_layout(s);
}

tenor_status tenor__columns_find(const tenor__sample *sample, const tenor__corpus_settings *settings,
                                 const tenor_alloc *alloc, tenor_layout *layout, tenor_error *error)
{
    search *s = tenor__alloc_zeroed(alloc, 1, sizeof *s);
    if (!s)
        return tenor__error_set_memory(error);
    *s = (search){.sample = sample,
                  .settings = settings,
                  .alloc = alloc,
                  .layout = layout,
                  .error = error,
                  .unused = TENOR__NO_COLUMN};
    s->statistics = tenor__alloc_array(alloc, sample->columns, sizeof *s->statistics);
    tenor_status status = s->statistics ? find_columns(s) : tenor__error_set_memory(error);
    if (status == TENOR_BAD_DATA && layout->may_be_unclear)
        status = describe_unclear(s);
    tenor__alloc_free(alloc, s->statistics);
    tenor__alloc_free(alloc, s);
    return status;
}
