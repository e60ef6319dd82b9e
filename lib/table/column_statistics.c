#include "table/column_statistics.h"

#include "base/map.h"
#include "base/number.h"
#include "base/unicode.h"
#include "table/label_cell.h"
#include "table/trim.h"

#include <string.h>

/* Of values that recur, and so may be labels. */
static const double LONGEST_LABELS = 50; /* mean characters */
static const double LONG_LABELS = 20;    /* if as long as this, they recur often or are texts */
static const double LONGEST_CODES = 6;   /* mostly digits, that may be labels */
static const size_t FEW_ROWS = 4;        /* say little about what recurs */
static const size_t MOST_NUMBERS = 20;   /* distinct ones that may be labels, such as stars */
static const size_t ID_ROWS = 10;

/* Of texts in a script without spaces. */
static const double SHORTEST_TEXTS = 6;

tenor_str tenor__column_statistics_cell(const tenor__sample *sample, size_t row, size_t column)
{
    return tenor__trim(sample->cells[row * sample->columns + column]);
}

double tenor__column_statistics_length(const tenor__column_statistics *statistics)
{
    return statistics->filled > 0 ? (double)statistics->characters / (double)statistics->filled : 0;
}

bool tenor__column_statistics_has_digit(tenor_str cell)
{
    size_t i = 0;
    while (i < cell.size && !(cell.data[i] >= '0' && cell.data[i] <= '9'))
        i++;
    return i < cell.size;
}

const char *tenor__column_statistics_kind_name(tenor__column_kind kind)
{
    static const char *const names[] = {"empty", "constant", "text", "label", "number", "id", "other"};
    return names[kind];
}

/* What is counted beside the statistics, to tell the kind. */
typedef struct counts {
    size_t digits;  /* characters */
    size_t spaced;  /* values with white space in them */
    size_t foreign; /* values with characters beyond ASCII */
    size_t numbers;
    size_t with_digits; /* values */
    size_t bits;
    size_t heads; /* distinct values up to what may separate labels: "2,14" counts as 2 */
} counts;

static void count_characters(tenor_str value, tenor__column_statistics *statistics, counts *sums)
{
    bool spaced = false;
    bool foreign = false;
    bool digits = false;
    for (size_t i = 0; i < value.size; i++) {
        const char c = value.data[i];
        statistics->characters += !tenor__unicode_continues(c);
        sums->digits += c >= '0' && c <= '9';
        digits |= c >= '0' && c <= '9';
        spaced |= c == ' ' || c == '\n';
        foreign |= (unsigned char)c >= 0x80;
    }
    sums->spaced += spaced;
    sums->with_digits += digits;
    sums->foreign += foreign;
}

static void count_value(tenor_str value, tenor__column_statistics *statistics, counts *sums)
{
    double number;
    if (statistics->filled++ == 0)
        statistics->example = value;
    count_characters(value, statistics, sums);
    sums->numbers += tenor__number_read(value.data, value.size, &number);
    sums->bits += value.size == 1 && (value.data[0] == '0' || value.data[0] == '1');
}

/* Dates, codes and the like. */
static bool is_mostly_digits(const tenor__column_statistics *statistics, const counts *sums)
{
    return !statistics->numeric && sums->digits * 10 > statistics->characters * 3;
}

static bool looks_like_text(const tenor__column_statistics *statistics, const counts *sums)
{
    if (statistics->numeric || is_mostly_digits(statistics, sums))
        return false;
    return sums->spaced * 2 >= statistics->filled ||
           (sums->foreign * 2 >= statistics->filled && tenor__column_statistics_length(statistics) >= SHORTEST_TEXTS);
}

static tenor__column_kind kind_of(const tenor__column_statistics *statistics, const counts *sums)
{
    const double length = tenor__column_statistics_length(statistics);
    if (statistics->rows == 0)
        return TENOR__KIND_OTHER;
    if (statistics->filled == 0)
        return TENOR__KIND_EMPTY;
    if (statistics->distinct == 1 && statistics->filled > 1)
        return TENOR__KIND_CONSTANT;
    const bool text = looks_like_text(statistics, sums);
    const size_t values = sums->spaced == 0 ? sums->heads : statistics->distinct;
    const bool recurs = statistics->filled >= FEW_ROWS && values * 2 <= statistics->filled &&
                        length <= LONGEST_LABELS && !(is_mostly_digits(statistics, sums) && length > LONGEST_CODES);
    const bool often = statistics->distinct * 4 <= statistics->filled || length <= LONG_LABELS;
    if (recurs && !(statistics->numeric && statistics->distinct > MOST_NUMBERS) && (!text || often))
        return TENOR__KIND_LABEL;
    if (text)
        return TENOR__KIND_TEXT;
    if (sums->spaced == 0 && statistics->filled >= ID_ROWS && statistics->distinct * 20 >= statistics->filled * 19)
        return TENOR__KIND_ID;
    return statistics->numeric ? TENOR__KIND_NUMBER : TENOR__KIND_OTHER;
}

static tenor_str head_of(tenor_str value)
{
    size_t size = 0;
    while (size < value.size && value.data[size] != '|' && value.data[size] != ',' && value.data[size] != ';')
        size++;
    return (tenor_str){value.data, size};
}

/* Counts the rows' values, with the maps that this takes. */
static tenor_status count_values(const tenor__sample *sample, size_t column, size_t from, tenor__map *values,
                                 tenor__map *heads, tenor__column_statistics *statistics, counts *sums)
{
    const tenor_str first = tenor__column_statistics_cell(sample, 0, column);
    for (size_t row = from; row < sample->rows; row++) {
        const tenor_str cell = tenor__column_statistics_cell(sample, row, column);
        statistics->first_recurs = statistics->first_recurs || (row > 0 && tenor_str_equal(cell, first));
        if (cell.size == 0 || tenor__label_cell_is_missing(cell))
            continue;
        bool added;
        if (!tenor__map_insert(values, cell, 0, &added))
            return TENOR_OUT_OF_MEMORY;
        statistics->distinct += added;
        if (!tenor__map_insert(heads, head_of(cell), 0, &added))
            return TENOR_OUT_OF_MEMORY;
        sums->heads += added;
        count_value(cell, statistics, sums);
    }
    return TENOR_OK;
}

tenor_status tenor__column_statistics_find(const tenor__sample *sample, size_t column, size_t from,
                                           const tenor_alloc *alloc, tenor__column_statistics *out)
{
    tenor__column_statistics statistics = {.rows = sample->rows - from, .example = {"", 0}};
    counts sums = {0};
    tenor__map values;
    tenor__map heads;
    tenor__map_init(&values, alloc);
    tenor__map_init(&heads, alloc);
    const tenor_status status = count_values(sample, column, from, &values, &heads, &statistics, &sums);
    tenor__map_free(&values);
    tenor__map_free(&heads);
    if (status != TENOR_OK)
        return status;
    statistics.binary = statistics.filled > 0 && sums.bits == statistics.filled;
    statistics.numeric = statistics.filled > 0 && sums.numbers == statistics.filled;
    statistics.spaced = statistics.filled > 0 && sums.spaced == statistics.filled;
    statistics.digits = statistics.filled > 0 && sums.with_digits == statistics.filled;
    statistics.kind = kind_of(&statistics, &sums);
    *out = statistics;
    return TENOR_OK;
}
