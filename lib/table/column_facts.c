#include "table/column_facts.h"

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

tenor_str tenor__column_facts_cell(const tenor__sample *sample, size_t row, size_t column)
{
    return tenor__trim(sample->cells[row * sample->columns + column]);
}

double tenor__column_facts_length(const tenor__column_facts *facts)
{
    return facts->filled > 0 ? (double)facts->characters / (double)facts->filled : 0;
}

const char *tenor__column_facts_kind_name(tenor__column_kind kind)
{
    static const char *const names[] = {"empty", "constant", "text", "label", "number", "id", "other"};
    return names[kind];
}

/* What is counted beside the facts, to tell the kind. */
typedef struct counts {
    size_t digits;  /* characters */
    size_t spaced;  /* values with white space in them */
    size_t foreign; /* values with characters beyond ASCII */
    size_t numbers;
    size_t bits;
    size_t heads; /* distinct values up to what may separate labels: "2,14" counts as 2 */
} counts;

static void count_characters(tenor_str value, tenor__column_facts *facts, counts *sums)
{
    bool spaced = false;
    bool foreign = false;
    for (size_t i = 0; i < value.size; i++) {
        const char c = value.data[i];
        facts->characters += !tenor__unicode_continues(c);
        sums->digits += c >= '0' && c <= '9';
        spaced |= c == ' ' || c == '\n';
        foreign |= (unsigned char)c >= 0x80;
    }
    sums->spaced += spaced;
    sums->foreign += foreign;
}

static void count_value(tenor_str value, tenor__column_facts *facts, counts *sums)
{
    double number;
    if (facts->filled++ == 0)
        facts->example = value;
    count_characters(value, facts, sums);
    sums->numbers += tenor__number_read(value.data, value.size, &number);
    sums->bits += value.size == 1 && (value.data[0] == '0' || value.data[0] == '1');
}

/* Dates, codes and the like. */
static bool is_mostly_digits(const tenor__column_facts *facts, const counts *sums)
{
    return !facts->numeric && sums->digits * 10 > facts->characters * 3;
}

static bool looks_like_text(const tenor__column_facts *facts, const counts *sums)
{
    if (facts->numeric || is_mostly_digits(facts, sums))
        return false;
    return sums->spaced * 2 >= facts->filled ||
           (sums->foreign * 2 >= facts->filled && tenor__column_facts_length(facts) >= SHORTEST_TEXTS);
}

static tenor__column_kind kind_of(const tenor__column_facts *facts, const counts *sums)
{
    const double length = tenor__column_facts_length(facts);
    if (facts->rows == 0)
        return TENOR__KIND_OTHER;
    if (facts->filled == 0)
        return TENOR__KIND_EMPTY;
    if (facts->distinct == 1 && facts->filled > 1)
        return TENOR__KIND_CONSTANT;
    const bool text = looks_like_text(facts, sums);
    const size_t values = sums->spaced == 0 ? sums->heads : facts->distinct;
    const bool recurs = facts->filled >= FEW_ROWS && values * 2 <= facts->filled && length <= LONGEST_LABELS &&
                        !(is_mostly_digits(facts, sums) && length > LONGEST_CODES);
    const bool often = facts->distinct * 4 <= facts->filled || length <= LONG_LABELS;
    if (recurs && !(facts->numeric && facts->distinct > MOST_NUMBERS) && (!text || often))
        return TENOR__KIND_LABEL;
    if (text)
        return TENOR__KIND_TEXT;
    if (sums->spaced == 0 && facts->filled >= ID_ROWS && facts->distinct * 20 >= facts->filled * 19)
        return TENOR__KIND_ID;
    return facts->numeric ? TENOR__KIND_NUMBER : TENOR__KIND_OTHER;
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
                                 tenor__map *heads, tenor__column_facts *facts, counts *sums)
{
    const tenor_str first = tenor__column_facts_cell(sample, 0, column);
    for (size_t row = from; row < sample->rows; row++) {
        const tenor_str cell = tenor__column_facts_cell(sample, row, column);
        facts->first_recurs = facts->first_recurs || (row > 0 && tenor_str_equal(cell, first));
        if (cell.size == 0 || tenor__label_cell_is_missing(cell))
            continue;
        bool added;
        if (!tenor__map_insert(values, cell, 0, &added))
            return TENOR_OUT_OF_MEMORY;
        facts->distinct += added;
        if (!tenor__map_insert(heads, head_of(cell), 0, &added))
            return TENOR_OUT_OF_MEMORY;
        sums->heads += added;
        count_value(cell, facts, sums);
    }
    return TENOR_OK;
}

tenor_status tenor__column_facts_find(const tenor__sample *sample, size_t column, size_t from, const tenor_alloc *alloc,
                                      tenor__column_facts *out)
{
    tenor__column_facts facts = {.rows = sample->rows - from, .example = {"", 0}};
    counts sums = {0};
    tenor__map values;
    tenor__map heads;
    tenor__map_init(&values, alloc);
    tenor__map_init(&heads, alloc);
    const tenor_status status = count_values(sample, column, from, &values, &heads, &facts, &sums);
    tenor__map_free(&values);
    tenor__map_free(&heads);
    if (status != TENOR_OK)
        return status;
    facts.binary = facts.filled > 0 && sums.bits == facts.filled;
    facts.numeric = facts.filled > 0 && sums.numbers == facts.filled;
    facts.spaced = facts.filled > 0 && sums.spaced == facts.filled;
    facts.kind = kind_of(&facts, &sums);
    *out = facts;
    return TENOR_OK;
}
