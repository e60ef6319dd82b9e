#include "table/columns.h"

#include "base/error.h"

#include <string.h>

tenor_status tenor__column_errors_same(const char *one, const char *other, size_t column, tenor_error *error)
{
    return tenor__error_option(error, other,
                               tenor__error_set(error, TENOR_BAD_DATA,
                                                "option '%s' and option '%s' both name column %zu", one, other,
                                                column + 1));
}

void tenor__column_errors_list_likely(const tenor__column_search *s, tenor__column_list *out)
{
    out->count = 0;
    for (int all = 0; all < 2 && out->count < 2; all++) {
        out->count = 0;
        for (size_t i = 0; i < s->sample->columns; i++)
            if (all || s->statistics[i].kind == TENOR__KIND_TEXT || s->statistics[i].kind == TENOR__KIND_LABEL)
                tenor__column_names_add(out, i);
    }
}

tenor_status tenor__column_errors_unclear(const tenor__column_search *s, const char *what, const char *option,
                                          const tenor__column_list *candidates)
{
    tenor__column_list shown = *candidates;
    if (shown.count < 2)
        tenor__column_errors_list_likely(s, &shown);
    char found[120];
    const bool several = what[strlen(what) - 1] == ':';
    return tenor__error_option(s->error, option,
                               tenor__error_set(s->error, TENOR_BAD_DATA, "%s%s %s", what,
                                                several            ? ""
                                                : s->sample->named ? "; there is"
                                                                   : "; the first line has",
                                                tenor__column_names_list(found, sizeof found, s->sample, &shown)));
}

tenor_status tenor__column_errors_unclear_text(const tenor__column_search *s, const tenor__column_list *candidates)
{
    return tenor__column_errors_unclear(
        s,
        candidates->count > 1 ? "cannot tell which column is the text; name it, or several to join, with option 'text':"
                              : "cannot tell which column is the text; name it with option 'text'",
        "text", candidates);
}

tenor_status tenor__column_errors_unclear_label(const tenor__column_search *s, const tenor__column_list *candidates)
{
    size_t binary = 0;
    for (size_t i = 0; i < candidates->count; i++)
        binary += s->statistics[candidates->columns[i]].binary;
    const char *what = "cannot tell which column is the label; name it with option 'label'";
    if (binary > 1 && binary == candidates->count)
        what = "cannot tell which column is the label; name it with option 'label', or several of 0 and 1 with option "
               "'multi-label' too:";
    else if (candidates->count > 1)
        what = "cannot tell which column is the label; name it with option 'label':";
    return tenor__column_errors_unclear(s, what, "label", candidates);
}
