/* Rows of any format, in the ways in which they are used: what is read must be what stands in the file. */
#include "rows/rows.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static tenor__corpus_settings settings_of(const uint8_t *bytes)
{
    static const char *const texts[] = {"", "text", "2", "1,2", "title,text", "0", "3,1", "a,b"};
    static const char *const labels[] = {"", "label", "1", "2,3"};
    static const char *const names[] = {"", "auto", "|", ","};
    return (tenor__corpus_settings){
        .encoding = "utf-8", /* so that nothing is converted */
        .format = (tenor__corpus_format)(bytes[0] % 5),
        .text = texts[bytes[0] >> 5],
        .label = labels[bytes[1] & 3],
        .multi_label = names[bytes[1] >> 2 & 3],
        .no_header = (bytes[1] & 16) != 0,
        .merge_labels = (bytes[1] & 32) != 0,
        .escape = bytes[1] & 64 ? '\\' : '\0',
        .no_quote = (bytes[1] & 128) != 0,
    };
}

static void check_layout(const tenor_layout *layout)
{
    const size_t columns = tenor_layout_column_count(layout);
    for (size_t i = 0; i < tenor_layout_text_count(layout); i++)
        require(tenor_layout_text(layout, i) < columns);
    for (size_t i = 0; i < tenor_layout_label_count(layout); i++)
        require(tenor_layout_label(layout, i) < columns);
    for (size_t i = 0; i < columns; i++) {
        const tenor_column column = tenor_layout_column(layout, i);
        require(column.kind && (column.role == TENOR_COLUMN_UNUSED) == (column.reason == NULL));
        require(column.empty >= 0 && column.empty <= 1 && column.length >= 0);
    }
}

/* Rows stand in their order, with nothing but blank lines and repeated headers between them. */
static void check_rows(tenor_rows *rows, tenor_str file)
{
    const char *at = file.data;
    uint64_t line = 0;
    for (;;) {
        const tenor_row *row;
        tenor_error error = {0};
        const tenor_status status = tenor_rows_next(rows, &row, &error);
        require(status == TENOR_OK || (status == TENOR_TOO_LARGE && error.message[0] != '\0'));
        if (!row)
            return;
        require((row->fault == TENOR_ROW_GOOD) == (row->error == NULL));
        require(row->line >= line);
        line = row->line;
        /* Objects of a list and of columns are put on lines of their own. */
        if (row->raw.data >= file.data && row->line_end.data == row->raw.data + row->raw.size) {
            require(row->raw.data >= at);
            at = row->line_end.data + row->line_end.size;
            require(at <= file.data + file.size);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const tenor__corpus_settings settings = settings_of(data);
    const tenor_str file = {(const char *)data + 2, size - 2};
    for (int use = TENOR_ROWS_TEXTS; use <= TENOR_ROWS_LAYOUT; use++) {
        tenor_rows *rows;
        tenor_error error = {0};
        const tenor_status status =
            tenor__rows_open_memory(file.data, file.size, "fuzz", &settings, (tenor_rows_use)use, NULL, &rows, &error);
        if (status != TENOR_OK) {
            require(!rows && error.status == status && error.message[0] != '\0');
            continue;
        }
        check_layout(tenor_rows_layout(rows));
        check_rows(rows, file);
        tenor_rows_free(rows);
    }
    return 0;
}
