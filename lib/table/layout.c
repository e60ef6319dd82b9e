#include "table/layout.h"

#include <string.h>

/* U+241E, the symbol for a record separator: no text has it, and it is a token by itself. */
static const char JOINER[] = " \xE2\x90\x9E ";

tenor_layout *tenor__layout_new(const tenor_alloc *alloc)
{
    tenor_layout *layout = tenor__alloc_zeroed(alloc, 1, sizeof *layout);
    if (!layout)
        return NULL;
    layout->arena.alloc = *alloc;
    layout->format = "csv";
    layout->source.encoding = "UTF-8";
    layout->label_prefix = (tenor_str){"", 0};
    return layout;
}

void tenor__layout_free(tenor_layout *layout)
{
    if (!layout)
        return;
    const tenor_alloc alloc = layout->arena.alloc;
    tenor__arena_free(&layout->arena);
    tenor__alloc_free(&alloc, layout);
}

tenor_status tenor__layout_set_columns(tenor_layout *layout, size_t count)
{
    layout->columns = tenor__arena_alloc(&layout->arena, count * sizeof *layout->columns);
    if (!layout->columns)
        return TENOR_OUT_OF_MEMORY;
    layout->column_count = count;
    for (size_t i = 0; i < count; i++)
        layout->columns[i] = (tenor_column){.name = {"", 0}, .kind = "other", .example = {"", 0}};
    return TENOR_OK;
}

tenor_status tenor__layout_set_roles(tenor_layout *layout, tenor_column_role role, const size_t *columns, size_t count,
                                     const char *reason)
{
    size_t *list = tenor__arena_alloc(&layout->arena, count * sizeof *list);
    if (!list)
        return TENOR_OUT_OF_MEMORY;
    if (count > 0)
        memcpy(list, columns, count * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        layout->columns[columns[i]].role = role;
        layout->columns[columns[i]].reason = reason;
    }
    if (role == TENOR_COLUMN_TEXT) {
        layout->texts = list;
        layout->text_count = count;
    } else if (role == TENOR_COLUMN_LABEL) {
        layout->labels = list;
        layout->label_count = count;
    } else {
        layout->probabilities = list;
        layout->probability_count = count;
    }
    return TENOR_OK;
}

/* False when out of memory. */
static bool copy_str(tenor__arena *arena, tenor_str *text)
{
    *text = tenor__arena_copy(arena, *text);
    return text->data != NULL;
}

static size_t *copy_sizes(tenor__arena *arena, const size_t *from, size_t count)
{
    size_t *copy = tenor__arena_alloc(arena, count * sizeof *copy);
    if (copy && count > 0)
        memcpy(copy, from, count * sizeof *copy);
    return copy;
}

tenor_layout *tenor__layout_copy(const tenor_layout *layout, const tenor_alloc *alloc)
{
    tenor_layout *copy = tenor__layout_new(alloc);
    if (!copy)
        return NULL;
    tenor__arena arena = copy->arena;
    *copy = *layout;
    copy->arena = arena;
    copy->head = layout->head.data ? layout->head : (tenor_str){"", 0};
    tenor_str encoding = tenor_str_of(layout->source.encoding);
    bool done = copy_str(&copy->arena, &copy->head) && copy_str(&copy->arena, &encoding) &&
                copy_str(&copy->arena, &copy->label_prefix);
    copy->source.encoding = encoding.data;
    copy->texts = copy_sizes(&copy->arena, layout->texts, layout->text_count);
    copy->labels = copy_sizes(&copy->arena, layout->labels, layout->label_count);
    copy->probabilities = copy_sizes(&copy->arena, layout->probabilities, layout->probability_count);
    copy->columns = tenor__arena_alloc(&copy->arena, layout->column_count * sizeof *copy->columns);
    done = done && copy->texts && copy->labels && copy->probabilities && copy->columns;
    for (size_t i = 0; done && i < layout->column_count; i++) {
        copy->columns[i] = layout->columns[i];
        done = copy_str(&copy->arena, &copy->columns[i].name) && copy_str(&copy->arena, &copy->columns[i].example);
    }
    if (done)
        return copy;
    tenor__layout_free(copy);
    return NULL;
}

const char *tenor_layout_format(const tenor_layout *layout)
{
    return layout->format;
}

const char *tenor_layout_encoding(const tenor_layout *layout)
{
    return layout->source.encoding;
}

const char *tenor_layout_compression(const tenor_layout *layout)
{
    return layout->source.compression;
}

tenor_source_info tenor_layout_source(const tenor_layout *layout)
{
    return layout->source;
}

tenor_str tenor_layout_label_prefix(const tenor_layout *layout)
{
    return layout->label_prefix;
}

char tenor_layout_delimiter(const tenor_layout *layout)
{
    return layout->dialect.delimiter;
}

char tenor_layout_quote(const tenor_layout *layout)
{
    return layout->dialect.quote;
}

char tenor_layout_escape(const tenor_layout *layout)
{
    return layout->dialect.escape;
}

bool tenor_layout_header(const tenor_layout *layout)
{
    return layout->header;
}

bool tenor_layout_header_guessed(const tenor_layout *layout)
{
    return layout->header_guessed;
}

uint64_t tenor_layout_comment_lines(const tenor_layout *layout)
{
    return layout->comment_lines;
}

uint64_t tenor_layout_title_lines(const tenor_layout *layout)
{
    return layout->title_lines;
}

bool tenor_layout_row_names(const tenor_layout *layout)
{
    return layout->row_names;
}

bool tenor_layout_trailing_delimiter(const tenor_layout *layout)
{
    return layout->trailing_delimiter;
}

tenor_str tenor_layout_head(const tenor_layout *layout)
{
    return layout->head;
}

size_t tenor_layout_column_count(const tenor_layout *layout)
{
    return layout->column_count;
}

tenor_column tenor_layout_column(const tenor_layout *layout, size_t i)
{
    return layout->columns[i];
}

size_t tenor_layout_text_count(const tenor_layout *layout)
{
    return layout->text_count;
}

size_t tenor_layout_text(const tenor_layout *layout, size_t i)
{
    return layout->texts[i];
}

size_t tenor_layout_label_count(const tenor_layout *layout)
{
    return layout->label_count;
}

size_t tenor_layout_label(const tenor_layout *layout, size_t i)
{
    return layout->labels[i];
}

const tenor_error *tenor_layout_unclear(const tenor_layout *layout)
{
    return layout->unclear.status == TENOR_OK ? NULL : &layout->unclear;
}

size_t tenor_layout_probability_count(const tenor_layout *layout)
{
    return layout->probability_count;
}

size_t tenor_layout_probability(const tenor_layout *layout, size_t i)
{
    return layout->probabilities[i];
}

tenor_str tenor_layout_joiner(void)
{
    return (tenor_str){JOINER, sizeof JOINER - 1};
}

uint64_t tenor_layout_repeated_headers(const tenor_layout *layout)
{
    return layout->repeated_headers;
}

uint64_t tenor_layout_cleaned_labels(const tenor_layout *layout)
{
    return layout->cleaned_labels;
}

uint64_t tenor_layout_rejected_rows(const tenor_layout *layout)
{
    return layout->rejected_rows;
}
