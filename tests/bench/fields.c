/* Succeeds when standard input is JSON as `bench --json` writes it and has in each TABLE.COLUMN of the arguments a
 * number for every row. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_column(const tenor__json_node *root, const char *name)
{
    char table[64] = "";
    const char *dot = strchr(name, '.');
    if (!dot || (size_t)(dot - name) >= sizeof table)
        return false;
    memcpy(table, name, (size_t)(dot - name));
    const tenor__json_node *rows = tenor__json_find(root, table);
    if (tenor__json_count(rows) == 0)
        return false;
    for (const tenor__json_node *row = tenor__json_first(rows); row; row = tenor__json_next(row)) {
        double number;
        if (!tenor__json_number(tenor__json_find(row, dot + 1), &number))
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    static char text[1 << 20];
    const size_t size = fread(text, 1, sizeof text, stdin);
    tenor__json *json;
    tenor_error error;
    bench_require(tenor__json_parse(text, size, sizeof text, NULL, &json, &error), "the JSON", &error);
    int status = EXIT_SUCCESS;
    for (int i = 1; i < argc; i++) {
        if (has_column(tenor__json_root(json), argv[i]))
            continue;
        fprintf(stderr, "no number in every row of %s\n", argv[i]);
        status = EXIT_FAILURE;
    }
    tenor__json_free(json);
    return status;
}
