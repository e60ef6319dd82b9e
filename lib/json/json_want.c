/* Required members of an object: tenor__json_want_*. */
#include "json/json.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>

/* The name of a node's type, for a message about a wrong type. */
static const char *what_is(const tenor__json_node *node)
{
    bool truth;
    if (!node)
        return "missing";
    if (tenor__json_is_object(node))
        return "an object";
    if (tenor__json_is_array(node))
        return "an array";
    if (tenor__json_is_string(node))
        return "a string";
    if (tenor__json_is_number(node))
        return "a number";
    return tenor__json_bool(node, &truth) ? "true or false" : "null";
}

static tenor_status fail_want(tenor_error *error, const char *name, const tenor__json_node *found, const char *want)
{
    tenor_str number;
    char text[32];
    if (tenor__json_written(found, &number))
        return tenor__error_set(error, TENOR_BAD_MODEL, "\"%s\" is %s; it should be %s", name,
                                tenor__error_quote(text, sizeof text, number), want);
    return tenor__error_set(error, TENOR_BAD_MODEL, "\"%s\" is %s; it should be %s", name, what_is(found), want);
}

tenor_status tenor__json_want_string(const tenor__json_node *object, const char *name, tenor_str *out,
                                     tenor_error *error)
{
    const tenor__json_node *found = tenor__json_find(object, name);
    return tenor__json_string(found, out) ? TENOR_OK : fail_want(error, name, found, "a string");
}

tenor_status tenor__json_want_integer(const tenor__json_node *object, const char *name, int64_t minimum,
                                      int64_t maximum, int64_t *out, tenor_error *error)
{
    const tenor__json_node *found = tenor__json_find(object, name);
    if (tenor__json_integer(found, minimum, maximum, out))
        return TENOR_OK;
    char want[96];
    snprintf(want, sizeof want, "an integer from %" PRId64 " to %" PRId64 ", without fraction or exponent", minimum,
             maximum);
    return fail_want(error, name, found, want);
}

tenor_status tenor__json_want_number(const tenor__json_node *object, const char *name, double *out, tenor_error *error)
{
    const tenor__json_node *found = tenor__json_find(object, name);
    return tenor__json_number(found, out) ? TENOR_OK : fail_want(error, name, found, "a number");
}

tenor_status tenor__json_want_array(const tenor__json_node *object, const char *name, const tenor__json_node **out,
                                    tenor_error *error)
{
    const tenor__json_node *found = tenor__json_find(object, name);
    if (!tenor__json_is_array(found))
        return fail_want(error, name, found, "an array");
    *out = found;
    return TENOR_OK;
}

tenor_status tenor__json_want_object(const tenor__json_node *object, const char *name, const tenor__json_node **out,
                                     tenor_error *error)
{
    const tenor__json_node *found = tenor__json_find(object, name);
    if (!tenor__json_is_object(found))
        return fail_want(error, name, found, "an object");
    *out = found;
    return TENOR_OK;
}
