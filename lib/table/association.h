/* Whether two columns of short values say something of each other. */
#ifndef TENOR_TABLE_ASSOCIATION_H
#define TENOR_TABLE_ASSOCIATION_H

#include "table/column_statistics.h"

/* Whether `other` judges the texts as `column` does: their values agree far more often than by chance, and differ at
 * times. Where `other` decides `column`, it does not: that was made of it, as pos and neg of stars, or is another name
 * for it. Of the rows `from` and on that have both. TENOR_OUT_OF_MEMORY. */
tenor_status tenor__association_find(const tenor__sample *sample, size_t column, size_t other, size_t from,
                                     const tenor_alloc *alloc, bool *found);

#endif
