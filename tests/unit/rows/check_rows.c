#include "rows/rows.h"
#include "parsing.h"

#include "base/buffer.h"

#include <stdlib.h>

/* A stream that gives few bytes at a time, each time at another place. */
static struct {
    const char *end; /* of the whole text */
    const char *at;  /* what comes next */
    size_t step;
    char *block; /* where the window is; NULL at first */
} stream;

static tenor_status fill(tenor__window *window, size_t need, tenor_error *error)
{
    (void)need;
    (void)error;
    const size_t left = (size_t)(stream.end - stream.at);
    const size_t more = left < stream.step ? left : stream.step;
    char *block = malloc(window->size + more + 1);
    ck_assert_ptr_nonnull(block);
    memcpy(block, window->data, window->size);
    memcpy(block + window->size, stream.at, more);
    free(stream.block);
    stream.block = block;
    stream.at += more;
    window->data = block;
    window->size += more;
    window->at_end = stream.at == stream.end;
    return TENOR_OK;
}

/* From here on the rows come from a stream. */
static void make_stream(tenor_rows *rows, size_t step)
{
    stream.at = rows->window->data;
    stream.end = stream.at + rows->window->size;
    stream.step = step;
    stream.block = NULL;
    rows->window->size = 0;
    rows->window->at_end = false;
    rows->window->fill = fill;
}

static tenor_rows *open_rows(const char *text, const char *name, const tenor__corpus_settings *settings,
                             tenor_rows_use use)
{
    tenor_rows *rows;
    tenor_error error = {0};
    const tenor_status status = tenor__rows_open_memory(text, strlen(text), name, settings, use, NULL, &rows, &error);
    ck_assert_msg(status == TENOR_OK, "%s", error.message);
    return rows;
}

/* All that the rows say, a row a line. */
static void write_rows(tenor_rows *rows, tenor__buffer *out)
{
    tenor__buffer_init(out, &rows->alloc);
    for (;;) {
        const tenor_row *row;
        tenor_error error = {0};
        ck_assert_int_eq(tenor_rows_next(rows, &row, &error), TENOR_OK);
        if (!row)
            break;
        tenor__buffer_format(out, "%llu %d <%.*s> <%.*s> %zu", (unsigned long long)row->line, (int)row->fault,
                             (int)row->raw.size, row->raw.data ? row->raw.data : "", (int)row->text.size,
                             row->text.data, row->line_end.size);
        for (size_t i = 0; i < row->label_count; i++)
            tenor__buffer_format(out, " %.*s", (int)row->labels[i].size, row->labels[i].data);
        tenor__buffer_format(out, " %s\n", row->error ? row->error->message : "");
    }
    tenor__buffer_add_byte(out, '\0');
    ck_assert(!out->failed);
}

static const char *const FILES[][2] = {
    {"a.csv",
     "text,label\n\"one, two\",pos\r\n\"three\nlines\r\nand \"\"more\"\"\",neg\n\n  \ntext,label\nlast one,pos"},
    {"a.csv", "text,label\none,pos\n\"a\" b,neg\ntwo,too,many\nfew\n\"open,pos\nthree,neg\rfour,pos\r\n"},
    {"a.csv", "text,label\n\"What a day,pos\nit rained,neg\nthe so-called summer\",neg\nsunny,pos\nsunny again,pos\n"},
    {"a.tsv", "text\tlabel\n\"What a day\tpos\nit rained\tneg\nthe summer\"\tneg\n\"x\ny\"\tpos\n\"z\tneg\n"},
    {"a.csv", "text,label\n1,one,pos\n2,\"two, so\",neg\n3,three,pos\n4,four,neg\n"},
    {"a.csv", "A title,,\nid,text,label\n1,one,pos\n2,two,neg\n3,three,pos\n\x1A"},
    {"a.jsonl", "{\"text\":\"one\",\"label\":\"pos\"}\r\n\n[1]\n{\"text\":\"two\",\"label\":2}\n{\"label\":3}"},
    {"a.txt", "__label__pos one\n\n __label__neg two three \r\nno label\n__label__a __label__b four"},
};

START_TEST(a_window_that_moves_gives_the_same_rows)
{
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        for (size_t step = 1; step < 12; step++) {
            tenor__buffer whole;
            tenor__buffer pieces;
            tenor_rows *rows = open_rows(FILES[i][1], FILES[i][0], &DEFAULTS, TENOR_ROWS_LABELED);
            write_rows(rows, &whole);
            tenor_rows_free(rows);
            rows = open_rows(FILES[i][1], FILES[i][0], &DEFAULTS, TENOR_ROWS_LABELED);
            make_stream(rows, step);
            write_rows(rows, &pieces);
            ck_assert_str_eq(whole.data, pieces.data);
            tenor_rows_free(rows);
            free(stream.block);
            tenor__buffer_free(&whole);
            tenor__buffer_free(&pieces);
        }
}
END_TEST

START_TEST(head_and_rows_are_the_file)
{
    const char *const file = "sep=;\r\nid;text;label\r\n1;\"a; \"\"b\"\"\";pos\r\n2;c;neg\n3;d;e;pos\r\n4;f;pos";
    tenor_rows *rows = open_rows(file, "a.csv", &DEFAULTS, TENOR_ROWS_LABELED);
    tenor__buffer all;
    tenor__buffer_init(&all, &rows->alloc);
    const tenor_str head = tenor_layout_head(tenor_rows_layout(rows));
    tenor__buffer_add(&all, head.data, head.size);
    const tenor_row *row;
    while (tenor_rows_next(rows, &row, NULL) == TENOR_OK && row) {
        tenor__buffer_add(&all, row->raw.data, row->raw.size);
        tenor__buffer_add(&all, row->line_end.data, row->line_end.size);
    }
    assert_str((tenor_str){all.data, all.size}, file);
    tenor__buffer_free(&all);
    tenor_rows_free(rows);
}
END_TEST

START_TEST(texts_of_several_columns_are_joined)
{
    tenor__corpus_settings settings = DEFAULTS;
    settings.text = "Title,body";
    tenor_rows *rows =
        open_rows("title,label,body\nA b,pos,\"c \"\"d\"\"\"\n,neg,\n", "a.csv", &settings, TENOR_ROWS_LABELED);
    const tenor_row *row;
    ck_assert_int_eq(tenor_rows_next(rows, &row, NULL), TENOR_OK);
    assert_str(row->text, "A b \xE2\x90\x9E c \"d\"");
    ck_assert_int_eq(tenor_rows_next(rows, &row, NULL), TENOR_OK);
    assert_str(row->text, "");
    tenor_rows_free(rows);
    /* A column of that very name goes first. */
    settings.text = "a,b";
    rows = open_rows("a,b,\"a,b\",label\n1,2,three,pos\n", "a.csv", &settings, TENOR_ROWS_LABELED);
    ck_assert_int_eq(tenor_rows_next(rows, &row, NULL), TENOR_OK);
    assert_str(row->text, "three");
    tenor_rows_free(rows);
}
END_TEST

START_TEST(texts_alone_need_no_label)
{
    tenor_rows *rows = open_rows("review\nfirst one\nsecond one\n", "a.csv", &DEFAULTS, TENOR_ROWS_TEXTS);
    const tenor_row *row;
    ck_assert_int_eq(tenor_rows_next(rows, &row, NULL), TENOR_OK);
    assert_str(row->text, "first one");
    ck_assert_uint_eq(row->label_count, 0);
    ck_assert_int_eq(row->fault, TENOR_ROW_GOOD);
    tenor_rows_free(rows);
}
END_TEST

START_TEST(a_layout_says_what_cannot_be_told)
{
    tenor_rows *rows = open_rows("1,b,c\n2,e,f\n", "a.csv", &DEFAULTS, TENOR_ROWS_LAYOUT);
    const tenor_layout *layout = tenor_rows_layout(rows);
    ck_assert_ptr_nonnull(tenor_layout_unclear(layout));
    ck_assert_uint_eq(tenor_layout_column_count(layout), 3);
    ck_assert_uint_eq(tenor_layout_text_count(layout), 0);
    tenor_rows_free(rows);
}
END_TEST

CHECK_MAIN("rows/rows", a_window_that_moves_gives_the_same_rows, head_and_rows_are_the_file,
           texts_of_several_columns_are_joined, texts_alone_need_no_label, a_layout_says_what_cannot_be_told)
