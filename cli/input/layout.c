#include "input/layout.h"

#include "escape.h"

#include <stdlib.h>

enum { MOST_NAMES = 8 /* of a header that was guessed */ };

void layout_write_byte(struct text *text, char byte)
{
    if (byte == '\t')
        text_add(text, "tab");
    else
        text_add(text, "'%c'", byte);
}

static void write_name(struct text *text, tenor_str name)
{
    char *escaped = escape_text(name);
    text_add(text, " \"%s\"", escaped);
    free(escaped);
}

static bool has_columns(const tenor_layout *layout)
{
    return tenor_layout_delimiter(layout) != '\0';
}

/* "text: columns 2 "title" and 3 "description"". */
static void write_columns(struct text *text, const tenor_layout *layout, const char *what, size_t count,
                          size_t (*get)(const tenor_layout *layout, size_t i))
{
    text_add(text, "%s: %s%s", what, has_columns(layout) ? "column" : "member", count == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++) {
        const tenor_column column = tenor_layout_column(layout, get(layout, i));
        text_add(text, "%s", i == 0 ? "" : i + 1 == count ? " and" : ",");
        if (has_columns(layout))
            text_add(text, " %zu", get(layout, i) + 1);
        if (column.name.size > 0)
            write_name(text, column.name);
    }
    text_add(text, ", ");
}

static void write_header(struct text *text, const tenor_layout *layout)
{
    text_add(text, "header: %s", tenor_layout_header(layout) ? "yes" : "no");
    if (tenor_layout_header_guessed(layout)) {
        text_add(text, " (by its looks:");
        for (size_t i = 0; i < tenor_layout_column_count(layout) && i < MOST_NAMES; i++) {
            text_add(text, "%s", i > 0 ? "," : "");
            write_name(text, tenor_layout_column(layout, i).name);
        }
        text_add(text, ")");
    }
    text_add(text, ", delimiter: ");
    layout_write_byte(text, tenor_layout_delimiter(layout));
    if (tenor_layout_quote(layout) != '"') {
        text_add(text, ", quote: ");
        if (tenor_layout_quote(layout) == '\0')
            text_add(text, "none");
        else
            layout_write_byte(text, tenor_layout_quote(layout));
    }
    if (tenor_layout_escape(layout) != '\0') {
        text_add(text, ", escape: ");
        layout_write_byte(text, tenor_layout_escape(layout));
    }
    text_add(text, ", ");
}

static void write_count(struct text *text, uint64_t count, const char *one, const char *many)
{
    if (count > 0)
        text_add(text, ", %s %s", output_grouped(count).text, count == 1 ? one : many);
}

const char *layout_guess(tenor_source_info source)
{
    return source.weak ? "a guess by few bytes: look at the texts" : "by its bytes";
}

struct text layout_line(const tenor_layout *layout)
{
    struct text text = {0};
    if (tenor_layout_text_count(layout) > 0)
        write_columns(&text, layout, "text", tenor_layout_text_count(layout), tenor_layout_text);
    if (tenor_layout_label_count(layout) > 0)
        write_columns(&text, layout, tenor_layout_label_count(layout) > 1 ? "labels" : "label",
                      tenor_layout_label_count(layout), tenor_layout_label);
    if (tenor_layout_probability_count(layout) > 0)
        write_columns(&text, layout, "probabilities", tenor_layout_probability_count(layout), tenor_layout_probability);
    if (has_columns(layout))
        write_header(&text, layout);
    else
        text_add(&text, "format: %s, ", tenor_layout_format(layout));
    if (tenor_layout_label_prefix(layout).size > 0) {
        text_add(&text, "label prefix:");
        write_name(&text, tenor_layout_label_prefix(layout));
        text_add(&text, ", ");
    }
    text_add(&text, "encoding: %s", tenor_layout_encoding(layout));
    if (tenor_layout_source(layout).guessed)
        text_add(&text, " (%s; --encoding names another)", layout_guess(tenor_layout_source(layout)));
    if (tenor_layout_compression(layout))
        text_add(&text, ", compression: %s", tenor_layout_compression(layout));
    if (tenor_layout_trailing_delimiter(layout))
        text_add(&text, ", the empty column at the end of the rows is left out");
    if (tenor_layout_row_names(layout))
        text_add(&text, ", the first column, of names of rows, has no name in the header");
    write_count(&text, tenor_layout_title_lines(layout), "line above the header skipped",
                "lines above the header skipped");
    write_count(&text, tenor_layout_rejected_rows(layout), "row left out whose \"answer\" is reject or ignore",
                "rows left out whose \"answer\" is reject or ignore");
    write_count(&text, tenor_layout_comment_lines(layout), "line of comment skipped", "lines of comment skipped");
    write_count(&text, tenor_layout_repeated_headers(layout), "repeated header skipped", "repeated headers skipped");
    write_count(&text, tenor_layout_cleaned_labels(layout), "label trimmed of blanks or invisible characters",
                "labels trimmed of blanks or invisible characters");
    return text;
}

static void add_byte(struct cJSON *object, const char *key, char byte)
{
    if (byte == '\0')
        json_add_null(object, key);
    else
        json_add_string(object, key, (tenor_str){&byte, 1});
}

static void add_columns(struct cJSON *object, const char *key, const tenor_layout *layout, size_t count,
                        size_t (*get)(const tenor_layout *layout, size_t i))
{
    struct cJSON *list = json_add_array(object, key);
    for (size_t i = 0; i < count; i++) {
        struct cJSON *entry = json_add_object(list, NULL);
        const tenor_column column = tenor_layout_column(layout, get(layout, i));
        json_add_count(entry, "column", get(layout, i) + 1);
        if (column.name.size > 0)
            json_add_string(entry, "name", column.name);
        else
            json_add_null(entry, "name");
        json_add_string(entry, "reason", tenor_str_of(column.reason ? column.reason : ""));
    }
}

struct cJSON *layout_json(const char *path, const tenor_layout *layout)
{
    struct cJSON *object = json_new_object();
    json_add_string(object, "path", tenor_str_of(path));
    json_add_string(object, "format", tenor_str_of(tenor_layout_format(layout)));
    add_columns(object, "text", layout, tenor_layout_text_count(layout), tenor_layout_text);
    add_columns(object, "label", layout, tenor_layout_label_count(layout), tenor_layout_label);
    if (tenor_layout_probability_count(layout) > 0)
        add_columns(object, "probabilities", layout, tenor_layout_probability_count(layout), tenor_layout_probability);
    json_add_bool(object, "header", tenor_layout_header(layout));
    json_add_bool(object, "header_guessed", tenor_layout_header_guessed(layout));
    add_byte(object, "delimiter", tenor_layout_delimiter(layout));
    add_byte(object, "quote", has_columns(layout) ? tenor_layout_quote(layout) : '\0');
    add_byte(object, "escape", tenor_layout_escape(layout));
    json_add_string(object, "encoding", tenor_str_of(tenor_layout_encoding(layout)));
    json_add_bool(object, "encoding_guessed", tenor_layout_source(layout).guessed);
    json_add_bool(object, "encoding_weak", tenor_layout_source(layout).weak);
    if (tenor_layout_compression(layout))
        json_add_string(object, "compression", tenor_str_of(tenor_layout_compression(layout)));
    else
        json_add_null(object, "compression");
    json_add_count(object, "comment_lines", tenor_layout_comment_lines(layout));
    json_add_count(object, "title_lines", tenor_layout_title_lines(layout));
    json_add_count(object, "rejected_rows", tenor_layout_rejected_rows(layout));
    json_add_count(object, "repeated_headers", tenor_layout_repeated_headers(layout));
    json_add_count(object, "trimmed_labels", tenor_layout_cleaned_labels(layout));
    return object;
}
