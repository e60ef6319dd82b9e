/* Dumps of SQL, told from lines of text that begin with its words. */
#ifndef TENOR_SOURCE_SQL_DUMP_H
#define TENOR_SOURCE_SQL_DUMP_H

#include <stdbool.h>
#include <stddef.h>

/* Whether data, the beginning of a file without blanks before it, is one of a dump: of MySQL, MariaDB, phpMyAdmin,
 * PostgreSQL, SQLite and the like. `cut` says that the file goes on behind it. */
bool tenor__sql_dump_is(const char *data, size_t size, bool cut);

#endif
