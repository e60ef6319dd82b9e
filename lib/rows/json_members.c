#include "rows/json_members.h"

#include "base/error.h"
#include "base/number.h"
#include "rows/row_targets.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    DEEPEST = 3,    /* members of members whose paths are listed */
    MOST_ITEMS = 3, /* of a list of objects whose members are */
};

static const tenor__json_node *find_member(const tenor__json_node *object, tenor_str name)
{
    for (const tenor__json_node *member = tenor__json_first(object); member; member = tenor__json_next(member))
        if (tenor_str_equal(tenor__json_key(member), name))
            return member;
    return NULL;
}

/* The element of a list that a number, from 0, names. */
static const tenor__json_node *find_item(const tenor__json_node *array, tenor_str number)
{
    size_t index = 0;
    for (size_t i = 0; i < number.size; i++) {
        if (number.data[i] < '0' || number.data[i] > '9' || index > TENOR__MOST_COLUMNS)
            return NULL;
        index = index * 10 + (size_t)(number.data[i] - '0');
    }
    const tenor__json_node *item = number.size > 0 ? tenor__json_first(array) : NULL;
    while (item && index-- > 0)
        item = tenor__json_next(item);
    return item;
}

const tenor__json_node *tenor__json_members_find(const tenor__json_node *object, tenor_str name)
{
    const bool list = tenor__json_is_array(object);
    if (!list && !tenor__json_is_object(object))
        return NULL;
    const tenor__json_node *found = list ? find_item(object, name) : find_member(object, name);
    for (size_t dot = 1; !found && dot + 1 < name.size; dot++) {
        if (name.data[dot] != '.')
            continue;
        const tenor_str first = {name.data, dot};
        const tenor__json_node *outer = list ? find_item(object, first) : find_member(object, first);
        if (outer)
            found = tenor__json_members_find(outer, (tenor_str){name.data + dot + 1, name.size - dot - 1});
    }
    return found;
}

/* A number with a fraction, all of whose digits are kept but zeros at the end. False for a whole number, which here is
 * too large, and for one with an exponent. */
static bool read_fraction(tenor_str written, tenor_str *out)
{
    if (!memchr(written.data, '.', written.size) || memchr(written.data, 'e', written.size) ||
        memchr(written.data, 'E', written.size))
        return false;
    while (written.data[written.size - 1] == '0')
        written.size--;
    *out = written;
    return true;
}

bool tenor__json_members_text(const tenor__json_node *node, char number[TENOR__JSON_NUMBER], tenor_str *out)
{
    int64_t integer;
    tenor_str written;
    bool truth;
    if (tenor__json_string(node, out))
        return true;
    if (tenor__json_written(node, &written)) {
        if (!tenor__number_read_integer(written.data, written.size, &integer))
            return read_fraction(written, out);
        snprintf(number, TENOR__JSON_NUMBER, "%" PRId64, integer);
    } else if (tenor__json_bool(node, &truth)) {
        snprintf(number, TENOR__JSON_NUMBER, "%s", truth ? "true" : "false");
    } else {
        return false;
    }
    *out = tenor_str_of(number);
    return true;
}

bool tenor__json_members_are_marks(const tenor__json_node *node)
{
    double value;
    bool truth;
    if (!tenor__json_is_object(node) || tenor__json_count(node) == 0)
        return false;
    for (const tenor__json_node *mark = tenor__json_first(node); mark; mark = tenor__json_next(mark))
        if (!tenor__json_number(mark, &value) && !tenor__json_bool(mark, &truth))
            return false;
    return true;
}

bool tenor__json_members_are_probabilities(const tenor__json_node *node, bool one_label)
{
    double sum = 0;
    if (!tenor__json_is_object(node) || tenor__json_count(node) == 0)
        return false;
    for (const tenor__json_node *of = tenor__json_first(node); of; of = tenor__json_next(of)) {
        double value;
        if (!tenor__json_number(of, &value) || !(value >= 0 && value <= 1))
            return false;
        sum += value;
    }
    return !one_label || fabs(sum - 1) <= TENOR__PROBABILITY_GAP;
}

static bool has_name(const tenor_str *names, size_t count, tenor_str name)
{
    for (size_t i = 0; i < count; i++)
        if (tenor_str_equal(names[i], name))
            return true;
    return false;
}

/* prefix and name, with a dot between them unless the prefix is empty. data is NULL when out of memory. */
static tenor_str join(tenor__arena *arena, tenor_str prefix, tenor_str name)
{
    if (prefix.size == 0)
        return tenor__arena_copy(arena, name);
    char *path = tenor__arena_alloc(arena, prefix.size + 1 + name.size);
    if (!path)
        return (tenor_str){NULL, 0};
    memcpy(path, prefix.data, prefix.size);
    path[prefix.size] = '.';
    if (name.size > 0)
        memcpy(path + prefix.size + 1, name.data, name.size);
    return (tenor_str){path, prefix.size + 1 + name.size};
}

static tenor_status add_names(const tenor__json_node *object, tenor_str prefix, int depth, tenor__arena *arena,
                              tenor_str *names, size_t *count);

/* Those of the first objects of a list: annotations.0.result.0.value. */
static tenor_status add_names_of_list(const tenor__json_node *list, tenor_str name, int depth, tenor__arena *arena,
                                      tenor_str *names, size_t *count)
{
    const tenor__json_node *item = tenor__json_first(list);
    for (char number = '0'; item && number < '0' + MOST_ITEMS; item = tenor__json_next(item), number++) {
        const tenor_str prefix = join(arena, name, (tenor_str){&number, 1});
        if (!prefix.data)
            return TENOR_OUT_OF_MEMORY;
        if (tenor__json_is_object(item))
            TENOR_TRY(add_names(item, prefix, depth, arena, names, count));
    }
    return TENOR_OK;
}

static tenor_status add_names(const tenor__json_node *object, tenor_str prefix, int depth, tenor__arena *arena,
                              tenor_str *names, size_t *count)
{
    for (const tenor__json_node *member = tenor__json_first(object); member && *count < TENOR__MOST_COLUMNS;
         member = tenor__json_next(member)) {
        const bool is_value = !tenor__json_is_object(member) || tenor__json_members_are_marks(member);
        tenor_str name = tenor__json_key(member);
        if (prefix.size == 0 && has_name(names, *count, name))
            continue;
        name = join(arena, prefix, name);
        if (!name.data)
            return TENOR_OUT_OF_MEMORY;
        if (is_value && !has_name(names, *count, name))
            names[(*count)++] = name;
        if (depth > 0 && tenor__json_is_object(member))
            TENOR_TRY(add_names(member, name, depth - 1, arena, names, count));
        if (depth > 0 && tenor__json_is_array(member))
            TENOR_TRY(add_names_of_list(member, name, depth - 1, arena, names, count));
    }
    return TENOR_OK;
}

tenor_status tenor__json_members_names(const tenor__json_node *object, bool nested, tenor__arena *arena,
                                       tenor_str *names, size_t *count)
{
    return add_names(object, (tenor_str){"", 0}, nested ? DEEPEST : 0, arena, names, count);
}

/* The first label of a list or of marks stands for them. */
static const tenor__json_node *first_of(const tenor__json_node *node, tenor_str *name)
{
    if (tenor__json_is_array(node))
        return tenor__json_first(node);
    if (!tenor__json_members_are_marks(node))
        return node;
    const tenor__json_node *best = NULL;
    double highest = 0;
    for (const tenor__json_node *mark = tenor__json_first(node); mark; mark = tenor__json_next(mark)) {
        double value;
        bool truth = false;
        if (!tenor__json_number(mark, &value))
            value = tenor__json_bool(mark, &truth) && truth;
        if (!best || value > highest) {
            best = mark;
            highest = value;
        }
    }
    *name = tenor__json_key(best);
    return best;
}

tenor_status tenor__json_members_cells(const tenor__json_node *object, const tenor_str *names, size_t count,
                                       tenor__arena *arena, tenor_str *cells)
{
    for (size_t i = 0; i < count; i++) {
        char number[TENOR__JSON_NUMBER];
        tenor_str name = {NULL, 0};
        tenor_str cell = {"", 0};
        const tenor__json_node *node = tenor__json_members_find(object, names[i]);
        if (node)
            node = first_of(node, &name);
        if (name.data)
            cell = name;
        else if (!node || !tenor__json_members_text(node, number, &cell))
            cell = (tenor_str){"", 0};
        cells[i] = tenor__arena_copy(arena, cell);
        if (!cells[i].data)
            return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}
