#include "report/group_values.h"

#include "failure.h"
#include "memory.h"
#include "output/json.h"

#include <stdlib.h>
#include <string.h>

/* Stands for where a value will be found when all have been read. */
static const char present[] = "";

void group_values_free(struct group_values *values)
{
    free(values->list);
    free(values->bytes.data);
}

/* The tokens of each text. */
static int count_tokens(struct group_values *values, const struct args *args, const tenor_corpus *corpus,
                        const tenor_text_settings *settings)
{
    tenor_tokens *tokens;
    tenor_status status = tenor_tokens_new(NULL, &tokens);
    for (size_t i = 0; status == TENOR_OK && i < values->count; i++) {
        char number[TENOR_NUMBER_SIZE];
        status = tenor_tokens_split(tokens, settings, tenor_corpus_text(corpus, i));
        const size_t size = tenor_number_write((double)tenor_tokens_count(tokens), number);
        values->list[i] = (tenor_str){present, size};
        text_write(&values->bytes, number, size);
    }
    tenor_tokens_free(tokens);
    return status == TENOR_OK ? EXIT_DONE : fail_with(args->command, status, NULL);
}

/* Takes the values of the rows that are examples. */
static tenor_status read_rows(struct group_values *values, tenor_rows *rows, const char *name,
                              const tenor_corpus *corpus, tenor_error *error)
{
    const bool json = strcmp(tenor_layout_format(tenor_rows_layout(rows)), "jsonl") == 0;
    for (size_t example = 0; example < values->count;) {
        const tenor_row *row;
        const tenor_status status = tenor_rows_next(rows, &row, error);
        if (status != TENOR_OK || !row)
            return status;
        if (row->line != tenor_corpus_line(corpus, example))
            continue;
        if (row->fault == TENOR_ROW_GOOD) {
            values->list[example] = (tenor_str){present, row->text.size};
            text_write(&values->bytes, row->text.data, row->text.size);
        } else if (json) { /* a number is no text, but a value */
            struct text value = {0};
            if (json_read_member(row->raw, name, &value)) {
                values->list[example] = (tenor_str){present, value.size};
                text_write(&values->bytes, value.data, value.size);
            }
            free(value.data);
        }
        example++;
    }
    return TENOR_OK;
}

/* The column was read as the text, so that a message is about option 'text' where option 'by' is meant. */
static void name_option(tenor_error *error)
{
    static const char text[] = "option 'text'";
    static const char by[] = "option 'by'";
    char *at = strstr(error->message, text);
    if (!at)
        return;
    memcpy(at, by, strlen(by));
    memmove(at + strlen(by), at + strlen(text), strlen(at + strlen(text)) + 1);
}

/* Reads the column as if it were the text, which any format can. */
int group_values_read(struct group_values *values, const struct args *args, const char *name, const char *path,
                      const tenor_corpus *corpus, const tenor_text_settings *settings)
{
    *values = (struct group_values){.count = tenor_corpus_size(corpus)};
    values->list = memory_resize(NULL, values->count + 1, sizeof *values->list);
    for (size_t i = 0; i < values->count; i++)
        values->list[i] = (tenor_str){NULL, 0};
    tenor_options *options = args->options;
    tenor_rows *rows;
    tenor_error error = {0};
    char *text = NULL;
    const char *before = tenor_options_get(options, "text");
    struct text copy = {0};
    text_add(&copy, "%s", before ? before : "");
    text = copy.data;
    tenor_status status = tenor_options_set(options, "text", name, &error);
    if (status == TENOR_OK)
        status = tenor_rows_open(path, options, false, NULL, &rows, &error);
    const bool missing = status != TENOR_OK && strcmp(name, "length") == 0;
    int exit_status = EXIT_DONE;
    if (missing) {
        exit_status = count_tokens(values, args, corpus, settings);
    } else {
        if (status == TENOR_OK) {
            status = read_rows(values, rows, name, corpus, &error);
            tenor_rows_free(rows);
        }
        if (status != TENOR_OK) {
            name_option(&error);
            exit_status = fail_with(args->command, status, &error);
        }
    }
    tenor_options_set(options, "text", text, NULL);
    free(text);
    /* The bytes have moved while they grew. */
    const char *at = values->bytes.data;
    for (size_t i = 0; i < values->count; i++) {
        if (!values->list[i].data)
            continue;
        values->list[i].data = values->list[i].size > 0 ? at : NULL; /* an empty cell is no value */
        at += values->list[i].size;
    }
    return exit_status;
}
