/* What is said of a row of a table that cannot be read. */
#ifndef TENOR_ROWS_TABLE_FAULTS_H
#define TENOR_ROWS_TABLE_FAULTS_H

#include "rows/rows.h"
#include "table/csv.h"

/* It has another number of fields than `columns`. */
void tenor__table_faults_count(tenor_rows *rows, const tenor__csv *parser, size_t columns);

/* Its quotes are wrong, as the parser says. */
void tenor__table_faults_quotes(tenor_rows *rows, const tenor__csv *parser);

#endif
