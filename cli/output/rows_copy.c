#include "output/rows_copy.h"

#include "failure.h"
#include "memory.h"
#include "output/out_file.h"
#include "output/output.h"

#include <stdlib.h>

/* Rows that are no examples, such as bad ones that were skipped, are left out. */
static int write_rows(struct rows_copy *copy, tenor_rows *rows, struct output *outs)
{
    const tenor_row *row;
    tenor_error error = {0};
    const size_t size = tenor_corpus_size(copy->corpus);
    const tenor_str head = tenor_layout_head(tenor_rows_layout(rows));
    size_t example = 0;
    for (size_t i = 0; i < copy->parts; i++) {
        output_str(&outs[i], head);
        if (head.size > 0 && head.data[head.size - 1] != '\n' && head.data[head.size - 1] != '\r')
            output_byte(&outs[i], '\n');
    }
    for (;;) {
        const tenor_status status = tenor_rows_next(rows, &row, &error);
        if (status != TENOR_OK)
            return fail_with(copy->command, status, &error);
        if (!row || example == size)
            break;
        if (row->line != tenor_corpus_line(copy->corpus, example))
            continue;
        const size_t part = copy->part_of[example++];
        if (part >= copy->parts)
            continue;
        output_str(&outs[part], row->raw);
        output_str(&outs[part], row->line_end.size > 0 ? row->line_end : tenor_str_of("\n"));
        copy->counts[part]++;
    }
    return example == size ? EXIT_DONE : fail(copy->command, EXIT_IO, "%s has changed while it was read", copy->path);
}

static int write_files(struct rows_copy *copy, tenor_rows *rows)
{
    struct out_file files[ROWS_COPY_MOST];
    struct output *outs = memory_resize(NULL, copy->parts, sizeof *outs);
    int exit_status = EXIT_DONE;
    for (size_t i = 0; i < copy->parts; i++)
        files[i] = (struct out_file){.descriptor = -1};
    for (size_t i = 0; i < copy->parts && exit_status == EXIT_DONE; i++) {
        exit_status = out_file_open(&files[i], copy->command, copy->paths[i]);
        if (exit_status == EXIT_DONE)
            output_init(&outs[i], files[i].descriptor, copy->paths[i]);
    }
    if (exit_status == EXIT_DONE)
        exit_status = write_rows(copy, rows, outs);
    for (size_t i = 0; i < copy->parts && exit_status == EXIT_DONE; i++)
        exit_status = output_finish(&outs[i], copy->command);
    for (size_t i = 0; i < copy->parts; i++)
        exit_status = out_file_close(&files[i], exit_status);
    free(outs);
    return exit_status;
}

int rows_copy(struct rows_copy *copy)
{
    tenor_rows *rows;
    tenor_error error = {0};
    const tenor_status status = tenor_rows_open(copy->path, copy->options, TENOR_ROWS_LABELED, NULL, &rows, &error);
    if (status != TENOR_OK)
        return fail_with(copy->command, status, &error);
    const int exit_status = write_files(copy, rows);
    tenor_rows_free(rows);
    return exit_status;
}
