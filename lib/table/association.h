/* Whether two columns of short values say something of each other, and so which may be the label as well. */
#ifndef TENOR_TABLE_ASSOCIATION_H
#define TENOR_TABLE_ASSOCIATION_H

#include "table/column_facts.h"
#include "table/columns.h"

/* Whether one of `others`, which look like labels, may be meant rather than the column named like one: its name is one
 * of labels, or its values and the named ones agree so often that both judge the texts, and differ at times. A column
 * that decides the named one is none: the labels were made of it, as pos and neg of stars, or are other names for it.
 * Of the rows `from` and on. TENOR_OUT_OF_MEMORY. */
tenor_status tenor__association_find_rival(const tenor__sample *sample, size_t named, const tenor__column_list *others,
                                           size_t from, const tenor_alloc *alloc, bool *found);

#endif
