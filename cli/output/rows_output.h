/* Rows of a table, written as they stand in their file with columns added. */
#ifndef TENOR_CLI_OUTPUT_ROWS_OUTPUT_H
#define TENOR_CLI_OUTPUT_ROWS_OUTPUT_H

#include "output/output.h"

enum { ROWS_ADDED = 2 };

struct rows_output {
    struct output *out;
    const tenor_layout *layout;
    bool json;                     /* JSON Lines: members are added, not columns */
    const char *names[ROWS_ADDED]; /* of what is added */
    bool started;
};

bool rows_output_has_column(const tenor_layout *layout, const char *name);

/* names may have NULLs: "label" and "probability", or where the file has such columns "predicted_label" and
 * "predicted_probability". False when the layout is of a format without rows to add to. */
bool rows_output_init(struct rows_output *rows, struct output *out, const tenor_layout *layout,
                      const char *const names[ROWS_ADDED]);

/* The head of the file, before the first row; also of a file without rows. */
void rows_output_head(struct rows_output *rows);

/* A row with a label and its probability, or in JSON with any number of both. raw is without its line end. */
struct rows_prediction {
    const tenor_str *labels;    /* [count] */
    const float *probabilities; /* [count] */
    size_t count;
    bool several;        /* labels of a text are joined by separator, or an array */
    tenor_str separator; /* of the model */
    bool rejected;       /* the label is ?, in JSON null */
};

/* prediction is NULL for a row that could not be read: what is added is empty. */
void rows_output_row(struct rows_output *rows, tenor_str raw, tenor_str line_end,
                     const struct rows_prediction *prediction);

#endif
